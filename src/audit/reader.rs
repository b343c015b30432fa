//! Reads the audits of an archive, one after the other, into the same slots.

use super::entry::Entry;
use super::object::{self, Refused};
use super::slots::{Layout, Slots};
use super::vocabulary::Vocabulary;

/// What one thread reads audits with.
pub struct Reader<'v> {
    names: &'v Vocabulary<'v>,
    slots: Slots,
}

impl<'v> Reader<'v> {
    /// A reader of the audits of a grid.
    pub fn new(names: &'v Vocabulary<'v>) -> Self {
        Self { names, slots: Slots::new(Layout::new(names.grid)) }
    }

    /// Reads the audit of an entry. What it holds is there until the next is read.
    pub fn read(&mut self, entry: &Entry) -> Result<&Slots, Refused> {
        let audit = object::read(self.names, entry)?;
        self.slots.fill_from(&audit);
        Ok(&self.slots)
    }
}
