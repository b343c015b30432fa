//! The difference between two totals that are sums, by integers over one denominator.

use std::collections::HashMap;

use smallvec::SmallVec;

use super::CauseId;
use super::active::{Active, Brought, Effect, Parts, Told};
use super::leisure::{moved, standing};
use super::sides::Sides;
use super::strand::{Pair, Strand};
use super::worth::scaled;
use crate::audit::RatingCell;
use crate::exact::Quantity;
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
    pub(super) parts: Room,
}

/// Parts, or the room of others.
pub(super) type Room = Vec<(CauseId, i128, i128)>;

/// What the facets of a point bring where several moved at once: worked out once for each rating and worth met on both sides.
#[derive(Default)]
pub(super) struct Known(HashMap<Met, Parts, foldhash::fast::RandomState>);

/// A pair, what it is rated and what that brings on both sides.
type Met = (PointId, [(RatingCell, Brought); 2]);

/// The most remembered.
const MOST_KNOWN: usize = 1 << 14;

impl Whole {
    /// The difference between the totals of two groups; none if a grid averages, or if something does not fit.
    pub(super) fn new(sides: &Sides<'_, '_>, groups: (GroupId, GroupId)) -> Option<Self> {
        sides.plan.unit?;
        let mut room = Room::new();
        for active in sides.active {
            let enters = sides.enters(active, groups);
            if enters != [false, false] {
                let strand = &sides.plan.strands[active.strand];
                sides.take_effect(active, |effect| take(&mut room, strand, effect, enters))?;
            }
        }
        drop_nothing(&mut room);
        Self::of(sides, groups, room)
    }

    /// The difference between the totals of two groups that has these parts, none of which is nothing.
    pub(super) fn of(sides: &Sides<'_, '_>, (old, new): (GroupId, GroupId), parts: Room) -> Option<Self> {
        let (unit, step) = (sides.plan.unit?, sides.plan.step);
        Some(Self { unit, step, before: sides.total(Side::Old, old)?, after: sides.total(Side::New, new)?, parts })
    }

    /// What a part brings, as numbers.
    #[inline]
    pub(super) fn part(&self, at: usize) -> (Quantity, Quantity) {
        let (_, obtained, possible) = self.parts[at];
        self.quantities((obtained, possible))
    }

    /// How much more is obtained and possible after, as numbers.
    pub(super) fn gained(&self) -> (Quantity, Quantity) {
        self.quantities((self.after.0 - self.before.0, self.after.1 - self.before.1))
    }

    #[inline]
    fn quantities(&self, (obtained, possible): Brought) -> (Quantity, Quantity) {
        let quantity = |number: i128| match i64::try_from(number) {
            Ok(number) if self.step == 1 => Quantity::ratio(number, self.unit),
            Ok(number) if number % self.step == 0 => Quantity::ratio(number / self.step, self.unit / self.step),
            _ => Quantity::wide(number, self.unit.into()),
        };
        (quantity(obtained), quantity(possible))
    }

    /// `10⁴·[Δn(D₀+D₁) − Δd(N₀+N₁)] / (2·D₀·D₁)`, rounded down, then spread; none if it does not fit.
    pub(super) fn write(&self, difference: i64, steps: &mut Vec<i64>) -> Option<()> {
        if let Some(rests) = self.write_small(steps) {
            let lacking = difference - steps.iter().sum::<i64>();
            return spread(&rests, lacking.into(), |at, step| steps[at] += i64::from(step));
        }
        let ((n0, d0), (n1, d1)) = (self.before, self.after);
        let under = d0.checked_mul(d1)?.checked_mul(2).filter(|under| *under > 0)?;
        steps.clear();
        let mut rests: SmallVec<[i128; 32]> = SmallVec::new();
        for (_, obtained, possible) in &self.parts {
            let over = obtained.checked_mul(d0 + d1)?.checked_sub(possible.checked_mul(n0 + n1)?)?;
            let (step, rest) = divided(over.checked_mul(10_000)?, under);
            steps.push(i64::try_from(step).ok()?);
            rests.push(rest);
        }
        let lacking = i128::from(difference) - steps.iter().map(|step| i128::from(*step)).sum::<i128>();
        spread(&rests, lacking, |at, step| steps[at] += i64::from(step))
    }

    /// The parts rounded down and what each lost, where everything is so small that nothing outgrows a word.
    fn write_small(&self, steps: &mut Vec<i64>) -> Option<SmallVec<[i64; 16]>> {
        let small = |number: i128| i64::try_from(number).ok().filter(|number| number.unsigned_abs() < 1 << 20);
        let (n0, d0) = (small(self.before.0)?, small(self.before.1)?);
        let (n1, d1) = (small(self.after.0)?, small(self.after.1)?);
        let under = Some(2 * d0 * d1).filter(|under| *under > 0)?;
        let mut rests = SmallVec::new();
        steps.clear();
        for (_, obtained, possible) in &self.parts {
            let over = 10_000 * (small(*obtained)? * (d0 + d1) - small(*possible)? * (n0 + n1));
            steps.push(over.div_euclid(under));
            rests.push(over.rem_euclid(under));
        }
        Some(rests)
    }

    /// The same as exact fractions.
    pub(super) fn movement(&self) -> Movement<CauseId> {
        let quantity = |number: i128| Quantity::wide(number, self.unit.into());
        let pair = |(n, d): Brought| (quantity(n), quantity(d));
        let part = |(cause, n, d): &(CauseId, i128, i128)| Part {
            causes: vec![*cause],
            obtained: quantity(*n),
            possible: quantity(*d),
        };
        Movement { before: pair(self.before), after: pair(self.after), parts: self.parts.iter().map(part).collect() }
    }
}

/// Adds what comes of a strand to the parts of totals which it enters in the old version, in the new one, or in both.
#[inline]
pub(super) fn take(parts: &mut Room, strand: &Strand, effect: &Effect, enters: [bool; 2]) -> Option<()> {
    if enters[0] || matches!(strand, Strand::Alone(_)) {
        let brought = effect.parts.as_ref()?;
        brought.iter().for_each(|(cause, obtained, possible)| add(parts, *cause, (*obtained, *possible)));
    }
    if let Strand::Pair(pair) = strand
        && enters[0] != enters[1]
    {
        let sign = if enters[1] { 1 } else { -1 };
        let (obtained, possible) = effect.after?;
        add(parts, pair.facets.place, (sign * obtained, sign * possible));
    }
    Some(())
}

#[inline]
fn add(parts: &mut Room, cause: CauseId, (obtained, possible): Brought) {
    match parts.iter_mut().find(|(known, ..)| *known == cause) {
        Some(part) => (part.1, part.2) = (part.1 + obtained, part.2 + possible),
        None => parts.push((cause, obtained, possible)),
    }
}

/// Leaves out parts that are nothing.
pub(super) fn drop_nothing(parts: &mut Room) {
    let is_nothing = |(_, obtained, possible): &(CauseId, i128, i128)| (*obtained, *possible) == (0, 0);
    if parts.iter().any(is_nothing) {
        parts.retain(|part| !is_nothing(part));
    }
}

/// What is over divided by what is under, rounded down, and the rest; in one word where it fits.
fn divided(over: i128, under: i128) -> (i128, i128) {
    match (i64::try_from(over), i64::try_from(under)) {
        (Ok(over), Ok(under)) => (over.div_euclid(under).into(), over.rem_euclid(under).into()),
        _ => (over.div_euclid(under), over.rem_euclid(under)),
    }
}

impl Sides<'_, '_> {
    /// The parts of a strand in a total it enters; then what a point that goes on brings after.
    pub(super) fn parts(&self, active: &Active) -> (Option<Parts>, Option<Brought>) {
        if self.plan.unit.is_none() {
            return (None, None);
        }
        match &self.plan.strands[active.strand] {
            Strand::Alone(alone) => {
                let told = self.told(alone.side, alone.point);
                let times = i128::from(alone.times);
                let part = |brought: Option<Brought>| {
                    let (obtained, possible) = brought.unwrap_or_default();
                    [(alone.cause, times * obtained, times * possible)].into_iter().collect()
                };
                (self.in_units(alone.side, &told).map(part), None)
            }
            Strand::Pair(pair) => {
                let (was, is) = (self.told(Side::Old, pair.old), self.told(Side::New, pair.new));
                let now = self.in_units(Side::New, &is);
                let both = self.in_units(Side::Old, &was).zip(now);
                let parts = both.and_then(|both| self.facets(pair, (was.score.rating, is.score.rating), both));
                (parts, now.map(Option::unwrap_or_default))
            }
        }
    }

    /// What the facets of a point that goes on bring.
    fn facets(
        &self,
        pair: &Pair,
        ratings: (RatingCell, RatingCell),
        (was, now): (Option<Brought>, Option<Brought>),
    ) -> Option<Parts> {
        let facets = &pair.facets;
        let ((n0, d0), (n1, d1)) = (was.unwrap_or_default(), now.unwrap_or_default());
        let cause = match (was, now) {
            (None, None) => return Some(Parts::new()),
            (Some(was), Some(now)) => {
                let same_level = self.same_rating(pair, ratings);
                match (pair.worth_the_same, facets.weighs_otherwise) {
                    (true, false) => facets.level,
                    (true, true) if same_level => facets.weight,
                    (false, false) if same_level => facets.scale,
                    _ => return self.several(pair, [(ratings.0, was), (ratings.1, now)]),
                }
            }
            _ => facets.counting,
        };
        Some([(cause, n1 - n0, d1 - d0)].into_iter().collect())
    }

    /// The same where several moved at once.
    fn several(&self, pair: &Pair, brought: [(RatingCell, Brought); 2]) -> Option<Parts> {
        let met = (pair.new, brought);
        let known = &mut self.known.borrow_mut().0;
        if known.len() > MOST_KNOWN {
            known.clear();
        }
        Some(match known.entry(met) {
            std::collections::hash_map::Entry::Occupied(parts) => parts.into_mut().clone(),
            std::collections::hash_map::Entry::Vacant(room) => room.insert(several(self, pair)?).clone(),
        })
    }

    /// The total of a group of a side, in units.
    fn total(&self, side: Side, group: GroupId) -> Option<Brought> {
        let (unit, scores) = (self.plan.unit?, self.of(side).0.scores());
        let total = &scores.groups[group.0];
        if total.scale > 0 && unit % total.scale == 0 {
            let times = i128::from(unit / total.scale);
            return Some((i128::from(total.obtained) * times, i128::from(total.possible) * times));
        }
        Some((self.scaled(&scores.obtained(group))?, self.scaled(&scores.possible(group))?))
    }

    /// What a point brings, in units: `Some(None)` if it does not count, none if that is not to be had.
    #[allow(clippy::option_option, reason = "two ways of having nothing")]
    pub(super) fn brought(&self, side: Side, point: PointId) -> Option<Option<Brought>> {
        self.in_units(side, &self.told(side, point))
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

/// What several facets of a point bring; none if it is not a whole number of units.
fn several(sides: &Sides<'_, '_>, pair: &Pair) -> Option<Parts> {
    let unit = sides.plan.unit?;
    let weighed = |side: Side, id| {
        let one = standing(sides, side, id)?;
        Some(Standing { weight: sides.weight(side, id)?, ..one })
    };
    let moved = moved(sides, pair, (weighed(Side::Old, pair.old), weighed(Side::New, pair.new)));
    let part = |part: &Part<CauseId>| {
        Some((*part.causes.first()?, scaled(&part.obtained, unit)?, scaled(&part.possible, unit)?))
    };
    moved.parts.iter().map(part).collect()
}
