//! What points come to that must be looked at closer, wherever what the grid says of them and the cell of their rating tell it
//! alone: in audits that wait for something, many points wait for the same.

use indexmap::IndexSet;

use super::spread::Spread;
use super::worth::Worth;
use crate::grid::InputId;
use crate::score::PointScore;

/// What a point comes to that was looked at closer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outlook {
    pub(super) score: PointScore,
    /// What it brings to its group.
    pub(super) worth: Worth,
    /// What it waits for, if it holds up a total.
    pub(super) waits: Option<Waits>,
}

/// What a point waits for that holds up a total.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waits {
    /// True if more is open than its rating, or than what its own cells tell.
    pub(super) is_linked: bool,
    /// What it may bring otherwise, where that needs no search.
    pub(super) spread: Option<Spread>,
    /// The inputs it waits for: see [`Outlooks::inputs`].
    pub(super) inputs: usize,
}

/// What was told so far.
#[derive(Default)]
pub(super) struct Outlooks {
    /// For each entry of the tables of [`Yields`](super::yields::Yields) its place among those told, counted from one; zero for none.
    places: Vec<u32>,
    told: Vec<Outlook>,
    inputs: IndexSet<Box<[InputId]>>,
}

impl Outlooks {
    /// How much is remembered.
    pub(super) fn size(&self) -> usize {
        4 * self.told.len() + self.inputs.len()
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.places.clear();
        self.told.clear();
        self.inputs.clear();
    }

    /// What was told of an entry.
    #[inline]
    pub(super) fn get(&self, entry: usize) -> Option<&Outlook> {
        let place = *self.places.get(entry)? as usize;
        self.told.get(place.checked_sub(1)?)
    }

    /// Remembers it.
    pub(super) fn keep(&mut self, entry: usize, outlook: Outlook) {
        let Ok(place) = u32::try_from(self.told.len() + 1) else { return };
        if self.places.len() <= entry {
            self.places.resize(entry + 1, 0);
        }
        self.told.push(outlook);
        self.places[entry] = place;
    }

    /// The index of these inputs.
    pub(super) fn index(&mut self, inputs: Vec<InputId>) -> usize {
        self.inputs.insert_full(inputs.into()).0
    }

    /// The inputs of an index.
    pub(super) fn inputs(&self, index: usize) -> &[InputId] {
        self.inputs.get_index(index).map_or(&[], |inputs| inputs)
    }
}
