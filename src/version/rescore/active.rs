//! A strand that may bring a difference in an audit, and what comes of it. Where both versions say the same of its point as they said
//! before, and it is rated as it was, the same comes of it: that is remembered.

use std::collections::HashMap;

use smallvec::SmallVec;

use super::CauseId;
use super::moves::MovedPoint;
use super::sides::Sides;
use super::strand::Strand;
use crate::audit::{RatingCell, Slots};
use crate::grid::{GroupId, PointId};
use crate::score::PointScore;
use crate::score::program::Said;
use crate::version::joint::Side;

/// A strand that may bring a difference in an audit.
pub(super) struct Active {
    /// The strand, by index.
    pub(super) strand: usize,
    /// The totals it enters in both versions, as bits, of the first groups of each.
    pub(super) first: [u64; 2],
    key: Option<Key>,
}

/// A strand with the rating of its point, and what both sides say of it.
type Key = (u64, u64);

/// What comes of a strand.
pub(super) struct Effect {
    /// The points that came to something else.
    pub(super) moved: SmallVec<[MovedPoint; 1]>,
    /// Its parts in a total it enters, in units; of a point that goes on, in one it enters in both versions. None if they are not to be
    /// had.
    pub(super) parts: Option<Parts>,
    /// What a point that goes on brings after, in units: to a total it enters in one version only.
    pub(super) after: Option<Brought>,
}

/// Points obtained and possible, in units.
pub(super) type Brought = (i128, i128);

/// Parts of a difference.
pub(super) type Parts = SmallVec<[(CauseId, i128, i128); 2]>;

/// What came of strands so far, for as long as both sides remember what they said.
#[derive(Default)]
pub(super) struct Effects {
    known: HashMap<Key, Effect, foldhash::fast::RandomState>,
    eras: [u64; 2],
}

/// What a point came to.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) score: PointScore,
    /// What it obtains and makes possible over the denominator of its side, if it counts and that is to be had.
    pub(super) brought: Option<(i64, i64)>,
}

/// The most remembered.
const MOST_KNOWN: usize = 1 << 14;

impl Active {
    /// A strand, given what both sides say of points in an audit and the audit on both sides.
    pub(super) fn new((at, strand): (usize, &Strand), said: Option<&(Said<'_>, Said<'_>)>, slots: [&Slots; 2]) -> Self {
        let key = said.and_then(|(was, is)| {
            let (old, new, recorded) = match strand {
                Strand::Pair(pair) => {
                    let recorded = slots[0].ratings()[pair.old.0];
                    let is_carried = pair.cells.get(recorded.index()) == Some(&slots[1].ratings()[pair.new.0]);
                    (was.of(pair.old), is.of(pair.new), Some(recorded).filter(|_| is_carried)?)
                }
                Strand::Alone(alone) if alone.side == Side::Old => {
                    (was.of(alone.point), 0, slots[0].ratings()[alone.point.0])
                }
                // What is told of a point made of others depends on all of them.
                Strand::Alone(alone) if !alone.kin.is_empty() => return None,
                Strand::Alone(alone) => (0, is.of(alone.point), slots[1].ratings()[alone.point.0]),
            };
            let recorded = Some(recorded).filter(|cell| *cell < RatingCell::MILLIONTHS)?;
            Some(((at as u64) << 16 | recorded.index() as u64, u64::from(old) << 32 | u64::from(new)))
        });
        Self { strand: at, first: strand.first(), key }
    }
}

impl Effects {
    /// Forgets what came of what either side says no more.
    pub(super) fn keep_to(&mut self, eras: [u64; 2]) {
        if self.eras != eras || self.known.len() > MOST_KNOWN {
            self.eras = eras;
            self.known.clear();
        }
    }
}

impl Sides<'_, '_> {
    /// Whether a strand enters the total of the first group in the old version, and that of the second in the new one.
    #[inline]
    pub(super) fn enters(&self, active: &Active, (old, new): (GroupId, GroupId)) -> [bool; 2] {
        if old.0.max(new.0) < 64 {
            return [active.first[0] >> old.0 & 1 == 1, active.first[1] >> new.0 & 1 == 1];
        }
        self.plan.strands[active.strand].enters((old, new))
    }

    /// What a point came to.
    pub(super) fn told(&self, side: Side, id: PointId) -> Told {
        let (scorer, slots) = self.of(side);
        let score = scorer.point(slots, id);
        let brought = if score.status.counts() { scorer.brought(slots, id, score.rating) } else { None };
        Told { score, brought }
    }

    /// Takes what comes of a strand.
    pub(super) fn take_effect<T>(&self, active: &Active, take: impl FnOnce(&Effect) -> T) -> T {
        let effects = self.effects.borrow();
        if let Some(effect) = active.key.and_then(|key| effects.known.get(&key)) {
            return take(effect);
        }
        drop(effects);
        let effect = self.effect(active);
        let taken = take(&effect);
        if let Some(key) = active.key.filter(|_| self.is_told(active)) {
            self.effects.borrow_mut().known.insert(key, effect);
        }
        taken
    }

    fn effect(&self, active: &Active) -> Effect {
        let mut moved = SmallVec::new();
        self.moved(active, &mut moved);
        let (parts, after) = self.parts(active);
        Effect { moved, parts, after }
    }

    /// True if what both sides say of a strand's point, with its rating, tells what it came to.
    fn is_told(&self, active: &Active) -> bool {
        let is_told = |side: Side, id: PointId| {
            let (scorer, slots) = self.of(side);
            scorer.said().is_some_and(|said| said.score(said.of(id), slots.ratings()[id.0]).is_some())
        };
        match &self.plan.strands[active.strand] {
            Strand::Pair(pair) => is_told(Side::Old, pair.old) && is_told(Side::New, pair.new),
            Strand::Alone(alone) => is_told(alone.side, alone.point),
        }
    }
}
