//! Reads the audits of an archive, one after the other, into the same slots.

use std::borrow::Cow;
use std::sync::Arc;

use super::csv::{self, Header};
use super::entry::{Entry, Shape};
use super::object::{self, Refused};
use super::parquet;
use super::quick::Quick;
use super::refusal::{Refusal, RefusalKind};
use super::rejected;
use super::slots::{Layout, Slots};
use super::vocabulary::Vocabulary;

/// What one thread reads audits with.
pub struct Reader<'v> {
    names: &'v Vocabulary<'v>,
    slots: Slots,
    objects: Quick<'v>,
    rows: csv::Reader<'v>,
    cells: parquet::Reader<'v>,
    /// The header of the last row kept in a rejects file.
    kept: Option<Arc<Header>>,
}

impl<'v> Reader<'v> {
    /// A reader of the audits of a grid.
    pub fn new(names: &'v Vocabulary<'v>) -> Self {
        let layout = Layout::new(names.grid);
        let cells = parquet::Reader::new(names, layout.clone());
        let (objects, rows) = (Quick::new(names), csv::Reader::new(names));
        Self { names, slots: Slots::new(layout), objects, rows, cells, kept: None }
    }

    /// Reads the audit of an entry. What it holds is there until the next is read.
    ///
    /// An entry that is a line of a rejects file becomes the audit that line holds.
    pub fn read(&mut self, entry: &mut Entry) -> Result<&Slots, Refused> {
        if let Some(fault) = entry.fault {
            return Err(Refused::new(None, Refusal::new("", fault.refusal())));
        }
        match entry.shape {
            Shape::Object => self.object(entry)?,
            Shape::Cells(rows, row) => return self.cells.read(rows, row),
            Shape::Row(header) => self.rows.read(header, entry, &mut self.slots)?,
            Shape::Kept(ref header) => {
                let header = header.clone();
                self.rows.read(&header, entry, &mut self.slots)?;
            }
        }
        Ok(&self.slots)
    }

    /// The header of a row kept in a rejects file: mostly that of the row before.
    fn header(&mut self, text: &str) -> Result<Arc<Header>, Refused> {
        if let Some(known) = self.kept.as_ref().filter(|known| known.text == text) {
            return Ok(known.clone());
        }
        let header = Header::again(text)
            .map_err(|detail| Refused::new(None, Refusal::new("en_tête", RefusalKind::Malformed(detail))))?;
        Ok(self.kept.insert(Arc::new(header)).clone())
    }

    fn object(&mut self, entry: &mut Entry) -> Result<(), Refused> {
        let text = simdutf8::basic::from_utf8(&entry.text);
        if text.is_ok_and(|text| self.objects.read(text, &mut self.slots).is_some()) {
            return Ok(());
        }
        if let Some(kept) = rejected::kept(&entry.text) {
            entry.text = Cow::Owned(kept.raw.into_bytes());
            if let Some(text) = kept.header {
                let header = self.header(&text)?;
                entry.shape = Shape::Kept(header.clone());
                return self.rows.read(&header, entry, &mut self.slots);
            }
        }
        self.slots.fill_from(&object::read(self.names, entry)?);
        Ok(())
    }
}
