//! A strand that may bring a difference in an audit, and what comes of it. Where both versions say the same of its point as they said
//! before, and it is rated as it was, the same comes of it: that is remembered.

use std::cell::Cell;
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
    /// What comes of it, once that was looked up.
    effect: Cell<Option<usize>>,
}

/// A strand, and what is said of the points that tell what comes of it, each with its rating: at most three.
type Key = (usize, u64, u64, u64);

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
pub(super) type Parts = SmallVec<[(CauseId, i128, i128); 1]>;

/// What came of strands so far, for as long as both sides remember what they said.
#[derive(Default)]
pub(super) struct Effects {
    known: HashMap<Key, usize, foldhash::fast::RandomState>,
    met: Vec<Effect>,
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
            let told = |side: Side, point: PointId| {
                let (said, slots) = if side == Side::Old { (was, slots[0]) } else { (is, slots[1]) };
                let recorded = Some(slots.ratings()[point.0]).filter(|cell| *cell < RatingCell::MILLIONTHS)?;
                Some(u64::from(said.of(point)) << 16 | recorded.index() as u64)
            };
            let (own, kin, other) = match strand {
                Strand::Pair(pair) => (told(Side::Old, pair.old)?, told(Side::New, pair.new)?, 0),
                Strand::Alone(alone) => match (alone.side, alone.kin.as_slice()) {
                    (Side::Old, _) | (Side::New, []) => (told(alone.side, alone.point)?, 0, 0),
                    // What is told of a point made of others depends on all of them.
                    (Side::New, [one]) => (told(Side::New, alone.point)?, told(Side::Old, *one)?, 0),
                    (Side::New, [one, other]) => {
                        (told(Side::New, alone.point)?, told(Side::Old, *one)?, told(Side::Old, *other)?)
                    }
                    (Side::New, _) => return None,
                },
            };
            Some((at, own, kin, other))
        });
        Self { strand: at, first: strand.first(), key, effect: Cell::new(None) }
    }
}

impl Effects {
    /// Remembers what came of a strand; tells where.
    fn keep(&mut self, key: Key, effect: Effect) -> usize {
        let at = self.met.len();
        self.met.push(effect);
        self.known.insert(key, at);
        at
    }

    /// Forgets what came of what either side says no more.
    pub(super) fn keep_to(&mut self, eras: [u64; 2]) {
        if self.eras != eras || self.known.len() > MOST_KNOWN {
            self.eras = eras;
            self.known.clear();
            self.met.clear();
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
        self.enters_far(active, (old, new))
    }

    #[cold]
    fn enters_far(&self, active: &Active, groups: (GroupId, GroupId)) -> [bool; 2] {
        self.plan.strands[active.strand].enters(groups)
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
        if active.effect.get().is_none() {
            active.effect.set(active.key.and_then(|key| effects.known.get(&key).copied()));
        }
        if let Some(at) = active.effect.get() {
            return take(&effects.met[at]);
        }
        drop(effects);
        let effect = self.effect(active);
        let taken = take(&effect);
        if let Some(key) = active.key.filter(|_| self.is_told(active)) {
            active.effect.set(Some(self.effects.borrow_mut().keep(key, effect)));
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
            Strand::Alone(alone) => {
                let made_of = if alone.side == Side::New { alone.kin.as_slice() } else { &[] };
                is_told(alone.side, alone.point) && made_of.iter().all(|old| is_told(Side::Old, *old))
            }
        }
    }
}
