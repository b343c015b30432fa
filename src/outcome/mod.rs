//! Results written out: one writer a format. Nothing is computed here but the rounding of what is written.

mod json;
mod ndjson;
mod number;
mod result;
mod table;

use std::io::{self, Write};
use std::path::Path;

pub use number::Number;

use crate::diagnostic::{Source, Span};
use crate::exact::{self, Exact};
use crate::grid::Grid;
use crate::score::Outcome;

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
    /// An array of objects.
    Json,
    /// One object a line.
    Ndjson,
    /// A table for people.
    Table,
}

impl Format {
    /// The format of a file, by the ending of its name.
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "json" => Some(Self::Json),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "txt" => Some(Self::Table),
            _ => None,
        }
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
}

impl Rows {
    /// Forgets the results, and keeps the room they took.
    pub fn clear(&mut self) {
        self.text.clear();
        self.text.shrink_to(LARGEST_ROOM);
        self.cells.clear();
    }

    /// Adds a result.
    pub fn add(&mut self, frame: &Frame, format: Format, outcome: &Outcome) -> io::Result<()> {
        match format {
            Format::Json => {
                self.text.extend_from_slice(json::SEPARATOR);
                serde_json::to_writer(&mut self.text, &result::Result::new(frame, outcome))?;
            }
            Format::Ndjson => {
                serde_json::to_writer(&mut self.text, &result::Result::new(frame, outcome))?;
                self.text.push(b'\n');
            }
            Format::Table => self.cells.push(table::row(frame, outcome)),
        }
        Ok(())
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

/// The writer of a format.
pub fn writer<'a>(format: Format, frame: &Frame, out: impl Write + Send + 'a) -> Box<dyn Writer + 'a> {
    match format {
        Format::Json => Box::new(json::Array::new(out)),
        Format::Ndjson => Box::new(ndjson::Lines::new(out)),
        Format::Table => Box::new(table::Table::new(frame, out)),
    }
}

/// A score in percent as it is written: rounded half up to two decimals (`semantics.md` §6).
pub fn written_score(score: &Exact) -> Exact {
    exact::round_half_up(score, 2)
}
