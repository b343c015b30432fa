//! What comes of each rating that may be recorded of a point, given what the grid says of it, in flat tables: of a point of
//! which nothing needs to be said, a look-up and an addition are all there is to do.

use std::collections::HashMap;

use foldhash::fast::FixedState as Quick;

use super::lanes::Bytes;
use super::memory::{Fact, Kind, Present};
use super::worth::{Row, Rows, Worth};
use crate::audit::RatingCell;
use crate::diagnostic::Span;
use crate::grid::Grid;
use crate::score::{PointScore, PointStatus};

/// The tables met so far, one after the other: an entry for each cell up to the last level of any scale, then one for all others.
pub(super) struct Yields {
    /// The place in a table of the cells beyond any level.
    beyond: usize,
    worths: Vec<Worth>,
    /// Each table again in bytes, where they hold it.
    bytes: Vec<Option<Bytes>>,
    /// What is made possible by what must be looked at closer: see [`Totals`](super::totals::Totals::closer).
    closer: i64,
    scores: Vec<PointScore>,
    /// Where each table starts. Points of which the grid says the same, and leaves as much open, share one.
    known: HashMap<(Kind, Option<Span>, Row, bool), u32, Quick>,
    /// How often all were forgotten.
    era: u64,
}

/// The most levels of a scale that have entries: those beyond are looked at closer.
const MOST_LEVELS: usize = 64;

/// What stands for the result of a point that must be looked at closer.
const UNTOLD: PointScore = PointScore {
    status: PointStatus::Undetermined,
    fallback: false,
    unverified: false,
    rating: RatingCell::NONE,
    clause: None,
};

impl Yields {
    /// None yet; of what must be looked at closer so much is said to be possible.
    pub(super) fn new(grid: &Grid, closer: i64) -> Self {
        let levels = grid.points.iter().map(|point| grid.scale(point.scale).levels().len());
        Self {
            beyond: RatingCell::FIRST_LEVEL.index() + levels.max().unwrap_or_default().min(MOST_LEVELS),
            worths: Vec::new(),
            bytes: Vec::new(),
            closer,
            scores: Vec::new(),
            known: HashMap::default(),
            era: 0,
        }
    }

    /// How much is remembered.
    pub(super) fn size(&self) -> usize {
        self.worths.len()
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.worths.clear();
        self.bytes.clear();
        self.scores.clear();
        self.known.clear();
        self.era += 1;
    }

    /// How often everything was forgotten.
    pub(super) fn era(&self) -> u64 {
        self.era
    }

    /// Where the table of what the grid says of a point starts.
    pub(super) fn table(&mut self, fact: &Fact, rows: &Rows) -> Option<u32> {
        let Fact { kind, clause, row, is_open, .. } = *fact;
        let start = u32::try_from(self.worths.len()).ok()?;
        let known = *self.known.entry((kind, clause, row, is_open)).or_insert(start);
        if known == start {
            let levels = (0..self.beyond - RatingCell::FIRST_LEVEL.index()).filter_map(RatingCell::level);
            for cell in [RatingCell::NONE, RatingCell::SET_ASIDE].into_iter().chain(levels).chain([RatingCell::OTHER]) {
                let score = kind.score(clause, cell);
                let worth = score.filter(|_| kind.agrees_with(cell)).and_then(|score| match score.status {
                    status if status.counts() => {
                        row.worth(&rows.entries, score.rating, || 0).filter(|it| it.possible >= 0)
                    }
                    PointStatus::Unrated => None,
                    _ => Some(Worth::default()),
                });
                self.worths.push(worth.unwrap_or(Worth { obtained: 0, possible: self.closer }));
                self.scores.push(score.unwrap_or(UNTOLD));
            }
            self.bytes.push(Bytes::new(&self.worths[start as usize..], self.closer));
        }
        Some(known)
    }

    /// What a recorded rating brings.
    #[inline]
    pub(super) fn worth(&self, table: u32, recorded: RatingCell) -> Worth {
        self.worths[table as usize + recorded.index().min(self.beyond)]
    }

    /// The entry of a recorded rating, unless it is that of several.
    #[inline]
    pub(super) fn entry(&self, table: u32, recorded: RatingCell) -> Option<usize> {
        (recorded.index() < self.beyond).then_some(table as usize + recorded.index())
    }

    /// True if that means that the point must be looked at closer.
    #[inline]
    pub(super) fn is_closer(&self, worth: Worth) -> bool {
        worth.possible >= self.closer
    }

    /// What points bring by their recorded ratings.
    #[inline]
    pub(super) fn add_up(&self, present: &[Present], recorded: &[RatingCell]) -> Worth {
        let (present, mut sum) = (&present[..recorded.len()], Worth::default());
        for (at, recorded) in recorded.iter().enumerate() {
            sum = sum.plus(self.worth(present[at].table, *recorded));
        }
        sum
    }

    /// What the ratings of a table bring, in bytes, where they hold it.
    #[inline]
    pub(super) fn bytes(&self, table: u32) -> Option<&Bytes> {
        self.bytes[table as usize / (self.beyond + 1)].as_ref()
    }

    /// What a point comes to that need not be looked at closer.
    #[inline]
    pub(super) fn score(&self, table: u32, recorded: RatingCell) -> PointScore {
        self.scores[table as usize + recorded.index().min(self.beyond)]
    }
}
