//! What a new version does to an archive, written out. A [`Report`] says it once, as tables; each format lays them out.

mod csv;
mod human;
mod json;
mod markdown;
mod tables;

use std::path::Path;

use crate::exact::Exact;
use crate::version::rescore::{Impact, Rescoring};

/// The formats of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    Human,
    /// For programs.
    Json,
    /// A document.
    Markdown,
    /// One line a figure: part, table, row, column, value.
    Csv,
}

impl Format {
    const ENDINGS: [(&'static str, Self); 4] =
        [("json", Self::Json), ("md", Self::Markdown), ("csv", Self::Csv), ("txt", Self::Human)];

    /// The format of a file, by the ending of its name.
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format)
    }

    /// The endings of file names, for messages: « `.json`, `.md` ».
    pub fn endings() -> String {
        Self::ENDINGS.map(|(ending, _)| format!("`.{ending}`")).join(", ")
    }
}

/// Everything said of an archive, or of those of its audits that have one answer.
#[derive(Debug, Clone)]
pub struct Report {
    /// The versions, as audits cite them.
    pub versions: (String, String),
    /// The whole archive, then one part an answer.
    pub parts: Vec<Part>,
}

/// What is said of some audits.
#[derive(Debug, Clone)]
pub struct Part {
    /// The input and the answer they share; none for the whole archive.
    pub of: Option<(String, String)>,
    /// What happens to them, in one phrase.
    pub phrase: String,
    /// The same in tables, without those that are empty.
    tables: Vec<Table>,
}

/// A table. The first columns say what a row is about.
#[derive(Debug, Clone)]
struct Table {
    key: &'static str,
    title: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    /// How many rows are left out.
    more: usize,
}

/// A column: its name for programs and for people.
#[derive(Debug, Clone, Copy)]
struct Column {
    key: &'static str,
    title: &'static str,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Text(String),
    Count(usize),
    /// A figure in percent or in points, exact.
    Figure(Exact),
    /// A difference: the same with its sign.
    Difference(Exact),
    Nothing,
}

impl Report {
    /// What is said of an archive, and of those of its audits that have each answer.
    pub fn new(rescoring: &Rescoring<'_>, whole: &Impact, by: Option<(&str, &[(String, Impact)])>) -> Self {
        let part = |of, impact: &Impact| Part {
            of,
            phrase: crate::version::rescore::of_all(rescoring, impact),
            tables: tables::all(rescoring, impact),
        };
        let parts = by.into_iter().flat_map(|(input, impacts)| {
            impacts.iter().map(move |(answer, impact)| part(Some((input.to_owned(), answer.clone())), impact))
        });
        Self {
            versions: (rescoring.old().citation(), rescoring.new_grid().citation()),
            parts: [part(None, whole)].into_iter().chain(parts).collect(),
        }
    }

    /// The report in a format.
    pub fn write(&self, format: Format) -> String {
        match format {
            Format::Human => human::write(self),
            Format::Json => format!("{:#}\n", json::write(self)),
            Format::Markdown => markdown::write(self),
            Format::Csv => csv::write(self),
        }
    }
}

/// A cell for people: decimals with a comma, differences with their sign.
fn words(cell: &Cell) -> String {
    use num_traits::Signed;
    let text = |value: &Exact| crate::exact::to_text(value, ',');
    match cell {
        Cell::Text(words) => words.clone(),
        Cell::Count(count) => count.to_string(),
        Cell::Difference(value) if value.is_positive() => format!("+{}", text(value)),
        Cell::Difference(value) if value.is_negative() => format!("−{}", text(&value.abs())),
        Cell::Figure(value) | Cell::Difference(value) => text(value),
        Cell::Nothing => String::new(),
    }
}

/// True for cells that align to the right.
fn is_number(cell: &Cell) -> bool {
    !matches!(cell, Cell::Text(_))
}
