//! Results written out: one writer a format. Nothing is computed here but the rounding of what is written.

pub(crate) mod cell;
mod columns;
pub(crate) mod csv;
mod figures;
mod form;
mod json;
mod ndjson;
mod number;
mod parquet;
mod piece;
mod pieces;
pub(crate) mod result;
mod said;
mod sheet;
mod stretch;
mod table;
mod taken;

use std::io::{self, Write};
use std::path::Path;

pub use columns::Column;
pub use csv::Dialect;
pub(crate) use csv::csv_line;
pub(crate) use form::Form;
pub use number::Number;
pub(crate) use parquet::Cells;
pub(crate) use sheet::{Field, Sheet};
pub(crate) use taken::{Likeness, Way, Written};

use crate::audit::Slots;
use crate::audit::table::Gathered;
use crate::compression::Compression;
use crate::diagnostic::{Source, Span};
use crate::exact::{self, Exact, Quantity};
use crate::grid::Grid;
use crate::score::Scores;

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

    /// True for one row of cells an audit.
    fn is_wide(self) -> bool {
        matches!(self, Self::Csv(_) | Self::Parquet)
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
    /// Of Parquet, the results by column.
    columns: Option<Gathered>,
    /// Where the entries of a result stand in the text, for those who take them over.
    written: Written,
}

impl Rows {
    /// Forgets the results, and keeps the room they took.
    pub fn clear(&mut self) {
        self.text.clear();
        self.text.shrink_to(LARGEST_ROOM);
        self.cells.clear();
        if let Some(columns) = &mut self.columns {
            columns.clear();
        }
    }

    /// The room for where the entries of a result stand.
    pub(crate) fn written(&mut self) -> &mut Written {
        &mut self.written
    }

    /// The results of a format made of text, as they are written.
    pub fn into_text(self) -> Vec<u8> {
        self.text
    }
}

/// The room rows keep for others to come, in bytes: what a thousand results with every point take under two versions fits.
const LARGEST_ROOM: usize = 1 << 25;

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
    sheet: Sheet,
    /// Of CSV, with what is the same in every line.
    lines: Option<csv::Layout>,
    /// Of Parquet.
    cells: Option<parquet::Results>,
}

impl<'g> Printer<'g> {
    /// The printer of a format.
    pub fn new(frame: Frame<'g>, format: Format) -> Self {
        let form = Form::new(frame);
        let columns = if format.is_wide() { Column::all(&frame) } else { Vec::new() };
        let fields = columns.iter().map(|column| parquet::field(&frame, *column)).collect();
        let lines = match format {
            Format::Csv(dialect) => Some(csv::Layout::new(&form, &columns, dialect)),
            _ => None,
        };
        let cells = (format == Format::Parquet).then(|| parquet::Results::new(&form, &columns));
        Self { sheet: Sheet::new(format, fields, table::heads(&frame)), form, lines, cells }
    }

    /// Adds a result, with the slots of its audit.
    pub fn add(&self, slots: &Slots, scores: &Scores, rows: &mut Rows) {
        match (self.sheet.format(), &self.lines) {
            (_, Some(lines)) => lines.add(&self.form, slots, scores, &mut rows.text),
            (Format::Json | Format::Ndjson, _) => {
                self.sheet.object(rows, |out| result::write(&self.form, slots, scores, out));
            }
            (Format::Parquet | Format::Csv(_), None) => {
                let mut cells = self.sheet.cells(rows);
                cells.text(Some(slots.id()));
                self.add_cells(slots, scores, &mut cells);
            }
            (Format::Table, _) => {
                let (cells, below) = table::row(&self.form.frame, &scores.outcome(slots, self.form.frame.grid));
                Sheet::line(rows, cells, below);
            }
        }
    }

    /// The columns of a wide format.
    pub(crate) fn fields(&self) -> &[Field] {
        self.sheet.fields()
    }

    /// Adds the CSV fields of a result but the first, the identifier, each after its separator.
    pub(crate) fn add_fields(&self, slots: &Slots, scores: &Scores, out: &mut Vec<u8>) {
        if let Some(lines) = &self.lines {
            lines.add_fields(&self.form, slots, scores, out);
        }
    }

    /// Adds the Parquet cells of a result but the first, the identifier.
    pub(crate) fn add_cells(&self, slots: &Slots, scores: &Scores, cells: &mut Cells<'_>) {
        if let Some(results) = &self.cells {
            results.add(&self.form, slots, scores, cells);
        }
    }

    /// The form its cells are told in.
    pub(crate) fn form(&self) -> &Form<'g> {
        &self.form
    }

    /// Writes what a result says besides the audit's identifier, without the braces.
    pub(crate) fn body(&self, slots: &Slots, scores: &Scores, way: &mut Way<'_>, out: &mut Vec<u8>) {
        result::body(&self.form, (slots, scores), way, out);
    }

    /// What writes the rows to their place.
    pub fn writer<'a>(&self, out: impl Write + Send + 'a) -> Box<dyn Writer + 'a> {
        self.sheet.writer(out)
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
