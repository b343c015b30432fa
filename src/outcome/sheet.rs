//! What rows are written on, whatever they say: one format, the names of its columns, one row after the other.

use std::io::Write;

use super::parquet::Cells;
use super::{Format, Rows, Writer, csv, json, ndjson, parquet, table};
use crate::audit::table::Kind;

/// What rows are written on.
#[derive(Debug)]
pub(crate) struct Sheet {
    format: Format,
    heads: Vec<String>,
    layout: parquet::Layout,
}

/// A column of a wide format.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// Its name.
    pub(crate) name: String,
    /// What its cells hold.
    pub(crate) kind: Kind,
    /// Its figures may need a text beside them.
    pub(crate) has_exact: bool,
}

impl Sheet {
    /// A sheet of these columns; formats that are not wide have none. `heads` are those of the table for people.
    pub(crate) fn new(format: Format, fields: Vec<Field>, heads: Vec<String>) -> Self {
        let heads = if format == Format::Table { heads } else { fields.iter().map(|one| one.name.clone()).collect() };
        Self { format, heads, layout: parquet::Layout::new(fields) }
    }

    /// The format.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Adds a row that is an object.
    pub(crate) fn object(&self, rows: &mut Rows, write: impl FnOnce(&mut Vec<u8>)) {
        if self.format == Format::Json {
            rows.text.extend_from_slice(json::SEPARATOR);
        }
        write(&mut rows.text);
        if self.format == Format::Ndjson {
            rows.text.push(b'\n');
        }
    }

    /// Adds a row that is a line of text.
    pub(crate) fn text(rows: &mut Rows, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut rows.text);
    }

    /// The columns, in order.
    pub(crate) fn fields(&self) -> &[Field] {
        self.layout.fields()
    }

    /// The columns of a wide format, to be given the cells of a row.
    pub(crate) fn cells<'c>(&self, rows: &'c mut Rows) -> Cells<'c> {
        self.layout.cells(rows)
    }

    /// Adds a row for people: its cells, and lines below.
    pub(crate) fn line(rows: &mut Rows, cells: Vec<String>, below: Vec<String>) {
        rows.cells.push((cells, below));
    }

    /// What writes the rows to their place.
    pub(crate) fn writer<'a>(&self, out: impl Write + Send + 'a) -> Box<dyn Writer + 'a> {
        match self.format {
            Format::Csv(dialect) => Box::new(csv::Lines::new(&self.heads, dialect, out)),
            Format::Json => Box::new(json::Array::new(out)),
            Format::Ndjson => Box::new(ndjson::Lines::new(out)),
            Format::Parquet => Box::new(parquet::Table::new(&self.layout, out)),
            Format::Table => Box::new(table::Table::new(self.heads.clone(), out)),
        }
    }
}
