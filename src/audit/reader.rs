//! Reads the audits of an archive, one after the other, into the same slots.

use super::entry::{Entry, Shape};
use super::object::{self, Refused};
use super::refusal::Refusal;
use super::slots::{Layout, Slots};
use super::vocabulary::Vocabulary;
use super::{csv, parquet};

/// What one thread reads audits with.
pub struct Reader<'v> {
    names: &'v Vocabulary<'v>,
    slots: Slots,
    rows: csv::Reader<'v>,
    cells: parquet::Reader<'v>,
}

impl<'v> Reader<'v> {
    /// A reader of the audits of a grid.
    pub fn new(names: &'v Vocabulary<'v>) -> Self {
        let layout = Layout::new(names.grid);
        let cells = parquet::Reader::new(names, layout.clone());
        Self { names, slots: Slots::new(layout), rows: csv::Reader::new(names), cells }
    }

    /// Reads the audit of an entry. What it holds is there until the next is read.
    pub fn read(&mut self, entry: &Entry) -> Result<&Slots, Refused> {
        if let Some(fault) = entry.fault {
            return Err(Refused::new(None, Refusal::new("", fault.refusal())));
        }
        match entry.shape {
            Shape::Object => self.slots.fill_from(&object::read(self.names, entry)?),
            Shape::Cells(rows, row) => return self.cells.read(rows, row),
            Shape::Row(header) => self.rows.read(header, entry, &mut self.slots)?,
        }
        Ok(&self.slots)
    }
}
