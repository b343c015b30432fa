//! The cells of one audit among those of its block.

use std::ops::Index;

/// The cells of one audit, one an input or a point.
#[derive(Debug)]
pub struct Cells<'s, T> {
    /// Those of all audits, in columns of two to this power.
    all: &'s [T],
    shift: u32,
    audit: usize,
}

impl<'s, T> Cells<'s, T> {
    #[inline]
    pub(super) fn new(all: &'s [T], shift: u32, audit: usize) -> Self {
        Self { all, shift, audit }
    }

    /// All of them, in the order of the grid.
    pub fn iter(&self) -> impl Iterator<Item = &'s T> {
        self.all[self.audit.min(self.all.len())..].iter().step_by(1 << self.shift)
    }
}

impl<T> Index<usize> for Cells<'_, T> {
    type Output = T;

    #[inline]
    fn index(&self, at: usize) -> &T {
        &self.all[at << self.shift | self.audit]
    }
}
