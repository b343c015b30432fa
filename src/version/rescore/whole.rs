//! The difference between two totals that are sums, by integers over one denominator.

use std::collections::HashMap;

use num_integer::Integer;
use num_traits::ToPrimitive;
use smallvec::SmallVec;

use super::CauseId;
use super::active::{Active, Parts, Told};
use super::leisure::{moved, standing};
use super::sides::Sides;
use super::strand::{Pair, Strand};
use crate::audit::RatingCell;
use crate::exact::{Exact, Quantity, integer};
use crate::grid::{GroupId, PointId};
use crate::version::attribution::{Movement, Part, Standing, spread};
use crate::version::joint::Side;

/// A difference over one denominator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Whole {
    unit: i64,
    /// How many units make one of the denominator of both sides, over which most parts are whole.
    step: i64,
    /// Points obtained and possible, before and after.
    before: (i128, i128),
    after: (i128, i128),
    pub(super) parts: Vec<(CauseId, i128, i128)>,
}

/// Points obtained and possible, in units.
type Brought = (i128, i128);

/// What the facets of a point bring where several moved at once: worked out once for each rating and worth met on both sides.
#[derive(Default)]
pub(super) struct Known(HashMap<Met, Parts, foldhash::fast::RandomState>);

/// A pair, what it is rated and what that brings on both sides.
type Met = (PointId, [(RatingCell, Brought); 2]);

/// The most remembered.
const MOST_KNOWN: usize = 1 << 14;

impl Whole {
    /// None if a grid averages, or if something does not fit.
    pub(super) fn new(sides: &Sides<'_, '_>, old: GroupId, new: GroupId) -> Option<Self> {
        let mut whole = Self::nothing(sides)?;
        for active in sides.active {
            whole.strand(sides, active, (old, new))?;
        }
        whole.between(sides, (old, new))
    }

    /// The parts of a strand in the difference of the grid's totals.
    pub(super) fn parts_of(sides: &Sides<'_, '_>, active: &Active) -> Option<Parts> {
        let mut whole = Self::nothing(sides)?;
        whole.strand(sides, active, (GroupId::ROOT, GroupId::ROOT))?;
        Some(whole.parts.into())
    }

    /// A difference without parts yet; none if a grid averages.
    pub(super) fn nothing(sides: &Sides<'_, '_>) -> Option<Self> {
        let step = sides.plan.times[0].gcd(&sides.plan.times[1]).max(1);
        let parts = Vec::with_capacity(sides.active.len());
        Some(Self { unit: sides.plan.unit?, step, before: (0, 0), after: (0, 0), parts })
    }

    /// Adds parts.
    pub(super) fn take(&mut self, parts: &Parts) {
        parts.iter().for_each(|(cause, obtained, possible)| self.add(*cause, (*obtained, *possible)));
    }

    /// The same between the totals of two groups, without parts that are nothing.
    pub(super) fn between(mut self, sides: &Sides<'_, '_>, (old, new): (GroupId, GroupId)) -> Option<Self> {
        let (before, after) = (sides.old.scores(), sides.new.scores());
        self.before = (sides.scaled(&before.obtained(old))?, sides.scaled(&before.possible(old))?);
        self.after = (sides.scaled(&after.obtained(new))?, sides.scaled(&after.possible(new))?);
        self.parts.retain(|(_, obtained, possible)| (*obtained, *possible) != (0, 0));
        Some(self)
    }

    fn strand(&mut self, sides: &Sides<'_, '_>, active: &Active, (old, new): (GroupId, GroupId)) -> Option<()> {
        match &sides.plan.strands[active.strand] {
            Strand::Alone(alone) => {
                let group = if alone.side == Side::Old { old } else { new };
                if alone.chain.contains(group) {
                    let told = sides.told(alone.side, alone.point);
                    let (obtained, possible) = sides.in_units(alone.side, &told)?.unwrap_or_default();
                    let times = i128::from(alone.times);
                    self.add(alone.cause, (times * obtained, times * possible));
                }
            }
            Strand::Pair(pair) => {
                let enters = [pair.chains[0].contains(old), pair.chains[1].contains(new)];
                if enters == [false, false] {
                    return Some(());
                }
                let (was, is) = (sides.told(Side::Old, pair.old), sides.told(Side::New, pair.new));
                let now = sides.in_units(Side::New, &is)?;
                if enters[0] {
                    let ratings = (was.score.rating, is.score.rating);
                    self.facets(sides, (pair, ratings), sides.in_units(Side::Old, &was)?, now)?;
                }
                if enters[0] != enters[1] {
                    let sign = if enters[1] { 1 } else { -1 };
                    let (obtained, possible) = now.unwrap_or_default();
                    self.add(pair.facets.place, (sign * obtained, sign * possible));
                }
            }
        }
        Some(())
    }

    /// What the facets of a point that goes on bring.
    fn facets(
        &mut self,
        sides: &Sides<'_, '_>,
        (pair, ratings): (&Pair, (RatingCell, RatingCell)),
        was: Option<Brought>,
        now: Option<Brought>,
    ) -> Option<()> {
        let facets = &pair.facets;
        let ((n0, d0), (n1, d1)) = (was.unwrap_or_default(), now.unwrap_or_default());
        let cause = match (was, now) {
            (None, None) => return Some(()),
            (Some(was), Some(now)) => {
                let same_level = sides.same_rating(pair, ratings);
                match (pair.worth_the_same, facets.weighs_otherwise) {
                    (true, false) => facets.level,
                    (true, true) if same_level => facets.weight,
                    (false, false) if same_level => facets.scale,
                    _ => return self.several(sides, pair, [(ratings.0, was), (ratings.1, now)]),
                }
            }
            _ => facets.counting,
        };
        self.add(cause, (n1 - n0, d1 - d0));
        Some(())
    }

    /// The same where several moved at once.
    fn several(&mut self, sides: &Sides<'_, '_>, pair: &Pair, brought: [(RatingCell, Brought); 2]) -> Option<()> {
        let met = (pair.new, brought);
        let known = &mut sides.known.borrow_mut().0;
        if known.len() > MOST_KNOWN {
            known.clear();
        }
        let parts = match known.entry(met) {
            std::collections::hash_map::Entry::Occupied(parts) => parts.into_mut(),
            std::collections::hash_map::Entry::Vacant(room) => room.insert(several(sides, pair, self.unit)?),
        };
        parts.iter().for_each(|(cause, obtained, possible)| self.add(*cause, (*obtained, *possible)));
        Some(())
    }

    fn add(&mut self, cause: CauseId, (obtained, possible): Brought) {
        match self.parts.iter_mut().find(|(known, ..)| *known == cause) {
            Some(part) => (part.1, part.2) = (part.1 + obtained, part.2 + possible),
            None => self.parts.push((cause, obtained, possible)),
        }
    }

    /// What a part brings, as numbers.
    pub(super) fn quantities(&self, (_, obtained, possible): &(CauseId, i128, i128)) -> (Quantity, Quantity) {
        let quantity = |number: i128| match i64::try_from(number) {
            Ok(number) if number % self.step == 0 => Quantity::ratio(number / self.step, self.unit / self.step),
            _ => Quantity::wide(number, self.unit.into()),
        };
        (quantity(*obtained), quantity(*possible))
    }

    /// `10⁴·[Δn(D₀+D₁) − Δd(N₀+N₁)] / (2·D₀·D₁)`, rounded down, then spread; none if it does not fit.
    pub(super) fn written(&self, difference: i64) -> Option<Vec<i64>> {
        let ((n0, d0), (n1, d1)) = (self.before, self.after);
        let under = d0.checked_mul(d1)?.checked_mul(2).filter(|under| *under > 0)?;
        let mut steps = Vec::with_capacity(self.parts.len());
        let mut rests: SmallVec<[i128; 32]> = SmallVec::new();
        for (_, obtained, possible) in &self.parts {
            let over = obtained.checked_mul(d0 + d1)?.checked_sub(possible.checked_mul(n0 + n1)?)?;
            let (step, rest) = divided(over.checked_mul(10_000)?, under);
            steps.push(i64::try_from(step).ok()?);
            rests.push(rest);
        }
        let lacking = i128::from(difference) - steps.iter().map(|step| i128::from(*step)).sum::<i128>();
        spread(&rests, lacking, |at, step| steps[at] += i64::from(step))?;
        Some(steps)
    }

    /// The same as exact fractions.
    pub(super) fn movement(&self) -> Movement<CauseId> {
        let exact = |number: i128| Exact::new(number.into(), self.unit.into());
        let pair = |(n, d): Brought| (exact(n), exact(d));
        let part = |(cause, n, d): &(CauseId, i128, i128)| Part {
            causes: vec![*cause],
            obtained: exact(*n),
            possible: exact(*d),
        };
        Movement { before: pair(self.before), after: pair(self.after), parts: self.parts.iter().map(part).collect() }
    }
}

/// What is over divided by what is under, rounded down, and the rest; in one word where it fits.
fn divided(over: i128, under: i128) -> (i128, i128) {
    match (i64::try_from(over), i64::try_from(under)) {
        (Ok(over), Ok(under)) => (over.div_euclid(under).into(), over.rem_euclid(under).into()),
        _ => (over.div_euclid(under), over.rem_euclid(under)),
    }
}

/// What several facets of a point bring; none if it is not a whole number of units.
fn several(sides: &Sides<'_, '_>, pair: &Pair, unit: i64) -> Option<Parts> {
    let weighed = |side: Side, id| {
        let one = standing(sides, side, id)?;
        Some(Standing { weight: sides.weight(side, id)?, ..one })
    };
    let moved = moved(sides, pair, (weighed(Side::Old, pair.old), weighed(Side::New, pair.new)));
    let scaled = |value: &Exact| {
        let scaled = value * integer(unit);
        scaled.is_integer().then(|| scaled.to_integer().to_i128())?
    };
    let part = |part: &Part<CauseId>| Some((*part.causes.first()?, scaled(&part.obtained)?, scaled(&part.possible)?));
    moved.parts.iter().map(part).collect()
}

impl Sides<'_, '_> {
    /// What a point brings, in units: `Some(None)` if it does not count, none if that is not to be had.
    #[allow(clippy::option_option, reason = "two ways of having nothing")]
    pub(super) fn brought(&self, side: Side, point: PointId) -> Option<Option<Brought>> {
        let (scorer, slots) = self.of(side);
        let score = scorer.point(slots, point);
        self.in_units(side, &Told { score, brought: scorer.brought(slots, point, score.rating) })
    }

    /// The same of a point that came to this.
    #[allow(clippy::option_option, reason = "two ways of having nothing")]
    fn in_units(&self, side: Side, told: &Told) -> Option<Option<Brought>> {
        if !told.score.status.counts() {
            return Some(None);
        }
        let (obtained, possible) = told.brought?;
        let times = i128::from(self.plan.times[side as usize]);
        Some(Some((i128::from(obtained) * times, i128::from(possible) * times)))
    }
}
