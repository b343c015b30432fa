//! Reads the audits of an archive into slots: one by itself, or as many at once as a block holds.

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
    texts: Texts<'v>,
    cells: parquet::Reader<'v>,
    /// The audit read last by itself.
    alone: Slots,
    /// Those read together.
    block: Slots,
}

/// What audits that stand in a text are read with.
struct Texts<'v> {
    names: &'v Vocabulary<'v>,
    objects: Quick<'v>,
    rows: csv::Reader<'v>,
    /// The header of the last row kept in a rejects file.
    kept: Option<Arc<Header>>,
}

impl<'v> Reader<'v> {
    /// A reader of the audits of a grid.
    pub fn new(names: &'v Vocabulary<'v>) -> Self {
        let layout = Layout::new(names.grid);
        let cells = parquet::Reader::new(names, layout.clone());
        Self { texts: Texts::new(names), cells, alone: Slots::new(layout.clone()), block: Slots::block(layout) }
    }

    /// For those who do not ask why points are set aside.
    #[must_use]
    pub fn without_reasons(self) -> Self {
        let (alone, block) = (self.alone.without_reasons(), self.block.without_reasons());
        Self { cells: self.cells.without_reasons(), alone, block, ..self }
    }

    /// Reads the audit of an entry. What it holds is there until the next is read.
    ///
    /// An entry that is a line of a rejects file becomes the audit that line holds.
    pub fn read(&mut self, entry: &mut Entry) -> Result<&Slots, Refused> {
        if let Shape::Cells(rows, row) = entry.shape {
            return self.cells.read(rows, row);
        }
        self.alone.clear();
        self.texts.read(entry, &mut self.alone)?;
        Ok(&self.alone)
    }

    /// Reads the audits of many entries, a block of them at once, and hands over each in order, as [`Reader::read`] gives it.
    pub fn read_all<'p>(
        &mut self,
        entries: impl Iterator<Item = Entry<'p>>,
        mut take: impl FnMut(&Entry<'p>, Result<&Slots, Refused>),
    ) {
        let mut waiting: Vec<(Entry<'p>, Option<Refused>)> = Vec::with_capacity(Slots::MOST);
        for mut entry in entries {
            if let Shape::Cells(rows, row) = entry.shape {
                take(&entry, self.cells.read(rows, row));
                continue;
            }
            if waiting.is_empty() {
                self.block.begin(0);
            }
            let refused = self.texts.read(&mut entry, self.block.add()).err();
            if refused.is_some() {
                self.block.take_out();
            }
            waiting.push((entry, refused));
            if waiting.len() == Slots::MOST {
                hand_over(&mut self.block, &mut waiting, &mut take);
            }
        }
        hand_over(&mut self.block, &mut waiting, &mut take);
    }
}

/// Hands over entries whose audits a block holds, but for those that are refused.
fn hand_over<'p>(
    block: &mut Slots,
    entries: &mut Vec<(Entry<'p>, Option<Refused>)>,
    take: &mut impl FnMut(&Entry<'p>, Result<&Slots, Refused>),
) {
    let mut audit = 0;
    for (entry, refused) in entries.drain(..) {
        if let Some(refused) = refused {
            take(&entry, Err(refused));
        } else {
            take(&entry, Ok(block.turn_to(audit)));
            audit += 1;
        }
    }
}

impl<'v> Texts<'v> {
    fn new(names: &'v Vocabulary<'v>) -> Self {
        Self { names, objects: Quick::new(names), rows: csv::Reader::new(names), kept: None }
    }

    /// Reads the audit of an entry into slots in which nothing is known of it yet.
    fn read(&mut self, entry: &mut Entry, slots: &mut Slots) -> Result<(), Refused> {
        if let Some(fault) = entry.fault {
            return Err(Refused::new(None, Refusal::new("", fault.refusal())));
        }
        match entry.shape {
            Shape::Row(header) => self.rows.read(header, entry, slots),
            Shape::Kept(ref header) => {
                let header = header.clone();
                self.rows.read(&header, entry, slots)
            }
            Shape::Object | Shape::Cells(..) => self.object(entry, slots),
        }
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

    fn object(&mut self, entry: &mut Entry, slots: &mut Slots) -> Result<(), Refused> {
        if self.objects.read(&entry.text, slots).is_some() {
            return Ok(());
        }
        slots.clear();
        if let Some(kept) = rejected::kept(&entry.text) {
            entry.text = Cow::Owned(kept.raw.into_bytes());
            if let Some(text) = kept.header {
                let header = self.header(&text)?;
                entry.shape = Shape::Kept(header.clone());
                return self.rows.read(&header, entry, slots);
            }
        }
        slots.fill_from(&object::read(self.names, entry)?);
        Ok(())
    }
}
