//! Results written out: one writer a format. Nothing is computed here but the rounding of what is written.

mod cell;
mod columns;
mod csv;
mod form;
mod json;
mod ndjson;
mod number;
mod parquet;
mod result;
mod table;

use std::io::{self, Write};
use std::path::Path;

pub use columns::Column;
pub use csv::Dialect;
pub use number::Number;

use crate::audit::Slots;
use crate::audit::table::Gathered;
use crate::compression::Compression;
use crate::diagnostic::{Source, Span};
use crate::exact::{self, Exact, Quantity};
use crate::grid::Grid;
use crate::score::Scores;
use form::Form;

/// How much of a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Detail {
    /// The audit's total, its decisions and anomalies.
    Audit,
    /// The totals of groups too.
    Group,
    /// The status of every point too.
    Point,
}

/// The formats results are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One line an audit, after a line of names.
    Csv(Dialect),
    /// An array of objects.
    Json,
    /// One object a line.
    Ndjson,
    /// One row an audit, stored by column.
    Parquet,
    /// A table for people.
    Table,
}

impl Format {
    /// The formats by the endings of their files.
    const ENDINGS: [(&'static str, Self); 6] = [
        ("csv", Self::Csv(Dialect::Standard)),
        ("json", Self::Json),
        ("ndjson", Self::Ndjson),
        ("jsonl", Self::Ndjson),
        ("parquet", Self::Parquet),
        ("txt", Self::Table),
    ];

    /// The format of a file, by the ending of its name; one that tells a compression is left out first.
    pub fn of_path(path: &Path) -> Option<Self> {
        let (_, path) = Compression::of_path(path);
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format)
    }

    /// The endings of file names, for messages: « `.csv`, `.json` ».
    pub fn endings() -> String {
        Self::ENDINGS.map(|(ending, _)| format!("`.{ending}`")).join(", ")
    }
}

/// What a result needs besides itself: the grid it was scored with, and where its clauses stand.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'g> {
    /// The source of the grid.
    pub source: &'g Source,
    /// The grid.
    pub grid: &'g Grid,
    /// Its fingerprint, after `--set`.
    pub fingerprint: &'g str,
    /// How much is written.
    pub detail: Detail,
}

/// Results made ready for their writer, in order. Making them is the long part, and may be done for many portions at once;
/// writing goes in order.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// Of the formats made of text, each result with what separates it from others.
    text: Vec<u8>,
    /// Of the table, the cells of each result, then the lines told below them.
    cells: Vec<(Vec<String>, Vec<String>)>,
    /// Of Parquet, the results by column, and how many there are.
    columns: Option<Gathered>,
    gathered: u64,
}

impl Rows {
    /// Forgets the results, and keeps the room they took.
    pub fn clear(&mut self) {
        self.text.clear();
        self.text.shrink_to(LARGEST_ROOM);
        self.cells.clear();
        self.columns = None;
        self.gathered = 0;
    }

    /// The results of a format made of text, as they are written.
    pub fn into_text(self) -> Vec<u8> {
        self.text
    }
}

/// The room rows keep for others to come, in bytes.
const LARGEST_ROOM: usize = 1 << 23;

impl Frame<'_> {
    /// The text of a clause on one line, without comments, and its line in the source.
    fn clause(&self, span: Span) -> (String, usize) {
        let lines = self.source.slice(span).lines();
        let words = lines.flat_map(|line| line.split('#').next().unwrap_or_default().split_whitespace());
        (words.collect::<Vec<_>>().join(" "), self.source.line(span.start))
    }
}

/// Writes results one after the other.
pub trait Writer: Send {
    /// Writes results, which it may take.
    fn write(&mut self, rows: &mut Rows) -> io::Result<()>;

    /// Writes what comes after the last, and flushes.
    fn finish(&mut self) -> io::Result<()>;
}

/// Puts results into the words of a format. Made once, and shared by all threads.
#[derive(Debug)]
pub struct Printer<'g> {
    form: Form<'g>,
    layout: Layout,
}

/// What a format needs to lay results out.
#[derive(Debug)]
enum Layout {
    Csv(csv::Layout),
    Json,
    Ndjson,
    Parquet(parquet::Layout),
    Table,
}

impl<'g> Printer<'g> {
    /// The printer of a format.
    pub fn new(frame: Frame<'g>, format: Format) -> Self {
        let form = Form::new(frame);
        let layout = match format {
            Format::Csv(dialect) => Layout::Csv(csv::Layout::new(&form, &Column::all(&frame), dialect)),
            Format::Parquet => Layout::Parquet(parquet::Layout::new(&frame, &Column::all(&frame))),
            Format::Json => Layout::Json,
            Format::Ndjson => Layout::Ndjson,
            Format::Table => Layout::Table,
        };
        Self { form, layout }
    }

    /// Adds a result, with the slots of its audit.
    pub fn add(&self, slots: &Slots, scores: &Scores, rows: &mut Rows) {
        match &self.layout {
            Layout::Csv(layout) => layout.add(&self.form, slots, scores, &mut rows.text),
            Layout::Parquet(layout) => layout.add(&self.form, slots, scores, rows),
            Layout::Json => {
                rows.text.extend_from_slice(json::SEPARATOR);
                result::write(&self.form, slots, scores, &mut rows.text);
            }
            Layout::Ndjson => {
                result::write(&self.form, slots, scores, &mut rows.text);
                rows.text.push(b'\n');
            }
            Layout::Table => {
                rows.cells.push(table::row(&self.form.frame, &scores.outcome(slots, self.form.frame.grid)));
            }
        }
    }

    /// What writes the rows to their place.
    pub fn writer<'a>(&self, out: impl Write + Send + 'a) -> Box<dyn Writer + 'a> {
        match &self.layout {
            Layout::Csv(layout) => Box::new(csv::Lines::new(&self.form.frame, layout, out)),
            Layout::Json => Box::new(json::Array::new(out)),
            Layout::Ndjson => Box::new(ndjson::Lines::new(out)),
            Layout::Parquet(layout) => Box::new(parquet::Table::new(layout, out)),
            Layout::Table => Box::new(table::Table::new(&self.form.frame, out)),
        }
    }
}

/// A score in percent as it is written: rounded half up to two decimals (`semantics.md` §6).
pub fn written_score(score: &Exact) -> Exact {
    exact::round_half_up(score, 2)
}

/// The same for a number in two words.
pub fn written_quantity(score: &Quantity) -> Quantity {
    score.rounded(2)
}
