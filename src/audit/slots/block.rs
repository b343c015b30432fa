//! Many audits at once, column by column: how readers fill a block, and what may be told of all its audits together.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::notes::Notes;
use super::{Answer, Layout, RatingCell, Slots};
use crate::grid::{InputId, PointId};

/// How many blocks there were.
static BLOCKS: AtomicU64 = AtomicU64::new(0);

impl Slots {
    const MOST_SHIFT: u32 = 6;

    /// The most audits of a block: those a word of bits tells of. They stay near the processor from one column to the next.
    pub const MOST: usize = 1 << Self::MOST_SHIFT;

    /// A block of which nothing is known yet, with room for [`Slots::MOST`] audits.
    pub fn block(layout: Arc<Layout>) -> Self {
        Self::with_room(layout, Self::MOST_SHIFT)
    }

    /// Begins a block of so many audits, of which nothing is known yet.
    pub(crate) fn begin(&mut self, count: usize) {
        self.answers.fill(Answer::None);
        self.ratings.fill(RatingCell::NONE);
        self.recorded.clear();
        self.aside.clear();
        self.notes.iter_mut().for_each(Notes::clear);
        self.count = count.min(self.room());
        self.at = 0;
        self.has_millionths = false;
        self.serial = (self.shift > 0).then(|| BLOCKS.fetch_add(1, Ordering::Relaxed));
    }

    /// Turns to an audit of the block.
    pub fn turn_to(&mut self, audit: usize) -> &mut Self {
        self.at = audit;
        self
    }

    /// Adds an audit of which nothing is known yet to a block that is not full, and turns to it.
    pub(in crate::audit) fn add(&mut self) -> &mut Self {
        self.count += 1;
        self.turn_to(self.count - 1)
    }

    /// Takes the last audit out again.
    pub(in crate::audit) fn take_out(&mut self) {
        self.clear();
        self.count -= 1;
    }

    /// The identifier of an audit of the block.
    pub(in crate::audit) fn id_in(&self, audit: usize) -> &str {
        &self.notes[audit].id
    }

    /// Unlike that of any other block, and of the same filled again; none if the audit is alone.
    pub(crate) fn serial(&self) -> Option<u64> {
        self.serial
    }

    /// How many audits the block has.
    #[inline]
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many it has room for: one, or [`Slots::MOST`].
    #[inline]
    pub(crate) fn room(&self) -> usize {
        1 << self.shift
    }

    /// All of them, as bits.
    #[inline]
    pub(crate) fn all(&self) -> u64 {
        u64::MAX >> (Self::MOST - self.count)
    }

    /// Which of them is at hand.
    #[inline]
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// How all audits rate a point in a block that has room for the most; where there is no audit nothing is recorded.
    #[inline]
    pub(crate) fn column(&self, point: PointId) -> Option<&[RatingCell; Self::MOST]> {
        if self.shift == Self::MOST_SHIFT { self.ratings.as_chunks().0.get(point.0) } else { None }
    }

    /// How an audit rates a point.
    #[inline]
    pub(crate) fn rating_cell(&self, audit: usize, point: PointId) -> RatingCell {
        self.ratings[point.0 << self.shift | audit]
    }

    /// The points whose elements are recorded in some audits, and in which, as bits.
    #[inline]
    pub(crate) fn records(&self) -> impl Iterator<Item = (PointId, u64)> {
        self.recorded.all()
    }

    /// The points set aside in some audits, and in which, as bits.
    #[inline]
    pub(crate) fn asides(&self) -> impl Iterator<Item = (PointId, u64)> {
        self.aside.all()
    }

    /// False if nobody asks why points are set aside.
    pub(in crate::audit) fn keeps_reasons(&self) -> bool {
        self.keeps_reasons
    }

    /// The marks of a point in an audit, if its elements are recorded there.
    pub(crate) fn marks_if(&self, audit: usize, point: PointId) -> Option<&[u64]> {
        self.recorded.has(audit, point).then(|| self.marks_in(audit, point))
    }

    /// How an audit that stands alone rates every point.
    #[inline]
    pub(crate) fn ratings_of_all(&self) -> &[RatingCell] {
        &self.ratings
    }

    /// Where the audits of a block that has room for the most answer an input.
    #[inline]
    pub(in crate::audit) fn answers_to_mut(&mut self, input: InputId) -> Option<&mut [Answer; Self::MOST]> {
        self.answers.as_chunks_mut().0.get_mut(input.0)
    }

    /// Where they rate a point.
    #[inline]
    pub(in crate::audit) fn ratings_of_mut(&mut self, point: PointId) -> Option<&mut [RatingCell; Self::MOST]> {
        self.ratings.as_chunks_mut().0.get_mut(point.0)
    }

    /// Records the elements of a point in these audits, given as bits, each with its marks: one word, which the point must have.
    pub(in crate::audit) fn record_in(&mut self, point: PointId, audits: u64, marks: &[u64; Self::MOST]) {
        if audits == 0 {
            return;
        }
        let is_first = self.recorded.audits(point) == 0;
        let start = self.begin_record(point, audits, 0).start;
        let column = &mut self.marks[start..][..self.count];
        if is_first {
            column.copy_from_slice(&marks[..self.count]);
        } else {
            let chosen = column.iter_mut().zip(marks).enumerate().filter(|(at, _)| audits >> at & 1 == 1);
            chosen.for_each(|(_, (to, from))| *to = *from);
        }
    }
}
