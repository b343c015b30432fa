//! A strand that may bring a difference in an audit, and what comes of it. Where both versions say the same of its point as they said
//! before, and it is rated as it was, the same comes of it: that is remembered.

use smallvec::SmallVec;

use super::CauseId;
use super::moves::MovedPoint;
use super::sides::Sides;
use super::strand::Strand;
use crate::audit::{RatingCell, Slots};
use crate::grid::{Grid, GroupId, PointId};
use crate::score::PointScore;
use crate::score::program::Said;
use crate::version::joint::Side;

/// A strand that may bring a difference in an audit.
pub(super) struct Active {
    /// The strand, by index.
    pub(super) strand: usize,
    /// The totals it enters in both versions, as bits, of the first groups of each.
    pub(super) first: [u64; 2],
    /// Where what comes of it is remembered, if it can be.
    place: Option<usize>,
}

/// The points that tell what comes of a strand.
pub(super) struct Telling {
    first: [u64; 2],
    /// None where they are many, or where they may be rated in too many ways.
    tellers: Option<SmallVec<[Teller; 2]>>,
    /// In how many ways they may be rated together.
    ways: usize,
}

/// A point of a side, and how many cells its rating may have.
struct Teller {
    side: Side,
    point: PointId,
    cells: usize,
}

/// What is said of the points that tell what comes of a strand, one behind the other.
type Sayings = u128;

/// The most points that tell what comes of a strand for that to be remembered, and the most ways to rate them.
const MOST_TELLERS: usize = 3;
const MOST_WAYS: usize = 4_096;

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
    /// For each strand by what was said where its places begin. Not much is ever said of a point: looking through that takes less than
    /// hashing it.
    said: Vec<Vec<(Sayings, usize)>>,
    /// By the ratings of the points the number of what comes of it, counted from one; zero where that is not known.
    places: Vec<u32>,
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

/// The most places remembered.
const MOST_KNOWN: usize = 1 << 18;

impl Telling {
    /// The points that tell what comes of a strand of two versions.
    pub(super) fn new(strand: &Strand, grids: [&Grid; 2]) -> Self {
        let (old, new) = (Side::Old, Side::New);
        let told: SmallVec<[_; 4]> = match strand {
            Strand::Pair(pair) => [(old, pair.old), (new, pair.new)].into_iter().collect(),
            Strand::Alone(alone) if alone.side == old => [(old, alone.point)].into_iter().collect(),
            // What is told of a point made of others depends on all of them.
            Strand::Alone(alone) => {
                std::iter::once((new, alone.point)).chain(alone.kin.iter().map(|kin| (old, *kin))).collect()
            }
        };
        let teller = |(side, point): (Side, PointId)| {
            let grid = grids[side as usize];
            let levels = grid.scale(grid.point(point).scale).levels().len();
            Teller { side, point, cells: RatingCell::FIRST_LEVEL.index() + levels }
        };
        let tellers: SmallVec<[Teller; 2]> = told.into_iter().map(teller).collect();
        let ways = tellers.iter().fold(1, |ways: usize, teller| ways.saturating_mul(teller.cells));
        let is_short = tellers.len() <= MOST_TELLERS && ways <= MOST_WAYS;
        Self { first: strand.first(), tellers: Some(tellers).filter(|_| is_short), ways }
    }
}

impl Active {
    /// A strand of an audit of a block, given where that is remembered.
    #[inline]
    pub(super) fn placed((strand, telling): (usize, &Telling), place: Option<usize>) -> Self {
        Self { strand, first: telling.first, place }
    }

    /// A strand, given what both sides say of points in an audit and the audit on both sides.
    pub(super) fn new(
        (strand, telling): (usize, &Telling),
        said: Option<[Said<'_>; 2]>,
        slots: [&Slots; 2],
        effects: &mut Effects,
    ) -> Self {
        let mut place = || {
            let (said, tellers) = (said?, telling.tellers.as_ref()?);
            let (mut sayings, mut way) = (Sayings::default(), 0);
            for Teller { side, point, cells } in tellers {
                let rated = slots[*side as usize].ratings()[point.0].index();
                if rated >= *cells {
                    return None;
                }
                sayings = sayings << 32 | Sayings::from(said[*side as usize].of(*point));
                way = way * cells + rated;
            }
            Some(effects.start(strand, sayings, telling.ways) + way)
        };
        Self { strand, first: telling.first, place: place() }
    }
}

impl Effects {
    /// Tells where what comes of a strand is remembered in each audit of a block.
    pub(super) fn place(
        &mut self,
        (strand, telling): (usize, &Telling),
        said: [Said<'_>; 2],
        slots: [&Slots; 2],
        places: &mut [Option<usize>; Slots::MOST],
    ) {
        let Some(tellers) = &telling.tellers else { return places.fill(None) };
        let count = slots[0].count();
        let (mut sayings, mut ways, mut beyond) = ([Sayings::default(); Slots::MOST], [0; Slots::MOST], 0_u64);
        for Teller { side, point, cells } in tellers {
            let (said, ratings) = (said[*side as usize].of_all(*point), slots[*side as usize].ratings_of(*point));
            for audit in 0..count {
                let rated = ratings[audit].index();
                beyond |= u64::from(rated >= *cells) << audit;
                ways[audit] = ways[audit] * cells + rated;
                sayings[audit] = sayings[audit] << 32 | Sayings::from(said(audit));
            }
        }
        let mut last = None;
        for audit in 0..count {
            if beyond >> audit & 1 == 1 {
                places[audit] = None;
                continue;
            }
            let start = match last {
                Some((said, start)) if said == sayings[audit] => start,
                _ => self.start(strand, sayings[audit], telling.ways),
            };
            last = Some((sayings[audit], start));
            places[audit] = Some(start + ways[audit]);
        }
    }

    /// Where the places of a strand begin of which so much is said.
    #[inline]
    fn start(&mut self, strand: usize, sayings: Sayings, ways: usize) -> usize {
        let known = self.said.get(strand).and_then(|known| known.iter().find(|(said, _)| *said == sayings));
        match known {
            Some((_, start)) => *start,
            None => self.begin(strand, sayings, ways),
        }
    }

    #[cold]
    fn begin(&mut self, strand: usize, sayings: Sayings, ways: usize) -> usize {
        if self.said.len() <= strand {
            self.said.resize_with(strand + 1, Vec::new);
        }
        let start = self.places.len();
        self.said[strand].push((sayings, start));
        self.places.resize(start + ways, 0);
        start
    }

    /// What is remembered at a place.
    #[inline]
    fn at(&self, place: usize) -> Option<&Effect> {
        self.met.get((*self.places.get(place)? as usize).checked_sub(1)?)
    }

    /// Remembers what came of a strand.
    fn keep(&mut self, place: usize, effect: Effect) {
        self.met.push(effect);
        if let (Some(place), Ok(number)) = (self.places.get_mut(place), u32::try_from(self.met.len())) {
            *place = number;
        }
    }

    /// Forgets what came of what either side says no more; or anything, where that may be.
    pub(super) fn keep_to(&mut self, eras: [u64; 2], may_forget: bool) {
        if self.eras != eras || may_forget && self.places.len() > MOST_KNOWN {
            self.eras = eras;
            self.said.clear();
            self.places.clear();
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
    #[inline]
    pub(super) fn take_effect<T>(&self, active: &Active, take: impl FnOnce(&Effect) -> T) -> T {
        let effects = self.effects.borrow();
        if let Some(effect) = active.place.and_then(|place| effects.at(place)) {
            return take(effect);
        }
        drop(effects);
        let effect = self.effect(active);
        let taken = take(&effect);
        if let Some(place) = active.place.filter(|_| self.is_told(active)) {
            self.effects.borrow_mut().keep(place, effect);
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
