//! Points of which something is noted in some audits of a block.

use crate::grid::PointId;

/// The points, and the audits of each.
#[derive(Debug)]
pub(super) struct Noted {
    /// In the order they were noted first.
    points: Vec<PointId>,
    /// For each point of the grid the audits, as bits.
    audits: Vec<u64>,
}

impl Noted {
    /// Nothing, in a grid of so many points.
    pub(super) fn none(points: usize) -> Self {
        Self { points: Vec::new(), audits: vec![0; points] }
    }

    /// Notes a point in these audits, given as bits.
    #[inline]
    pub(super) fn add(&mut self, point: PointId, audits: u64) {
        let known = &mut self.audits[point.0];
        if *known == 0 {
            self.points.push(point);
        }
        *known |= audits;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The audits of a point, as bits.
    #[inline]
    pub(super) fn audits(&self, point: PointId) -> u64 {
        self.audits[point.0]
    }

    /// True if a point is noted in an audit.
    #[inline]
    pub(super) fn has(&self, audit: usize, point: PointId) -> bool {
        self.audits[point.0] >> audit & 1 == 1
    }

    /// The points noted in any audit, and in which, as bits.
    #[inline]
    pub(super) fn all(&self) -> impl Iterator<Item = (PointId, u64)> {
        self.points.iter().map(|point| (*point, self.audits[point.0]))
    }

    /// The points noted in one audit.
    pub(super) fn of(&self, audit: usize) -> impl Iterator<Item = PointId> {
        self.points.iter().copied().filter(move |point| self.has(audit, *point))
    }

    /// Forgets an audit.
    pub(super) fn forget(&mut self, audit: usize) {
        let Self { points, audits } = self;
        points.retain(|point| {
            audits[point.0] &= !(1 << audit);
            audits[point.0] != 0
        });
    }

    pub(super) fn clear(&mut self) {
        self.points.clear();
        self.audits.fill(0);
    }
}
