//! The difference between two totals, put down to causes. Sums go by integers over one denominator; means, and what does not fit, by
//! exact fractions, level by level.

use std::collections::BTreeSet;

use num_traits::{ToPrimitive, Zero};

use super::cause::CauseId;
use super::sides::Sides;
use super::strand::{Alone, Pair, Strand};
use crate::audit::{RatingCell, RecordedRating};
use crate::exact::{Exact, Quantity, integer};
use crate::grid::{Aggregation, Child, GroupId, PointId, ScaleKind};
use crate::outcome::written_quantity;
use crate::score;
use crate::score::program::Weights;
use crate::version::attribution::{Causes, Movement, Part, Standing, Weighed, point, spread, written};
use crate::version::joint::Side;
use crate::version::lineage::target;

/// A difference between two totals, with the part of each cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    terms: Terms,
    /// The difference of the scores as they are written, in hundredths of a point; none if a side has no score.
    pub difference: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Terms {
    Whole(Whole),
    Exact(Movement<CauseId>),
}

/// A difference over one denominator.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Whole {
    unit: i64,
    /// Points obtained and possible, before and after.
    before: (i128, i128),
    after: (i128, i128),
    parts: Vec<(CauseId, i128, i128)>,
}

/// The part of one cause; of several, where nothing tells them apart.
#[derive(Debug, Clone)]
pub struct Share<'a> {
    /// The causes.
    pub causes: &'a [CauseId],
    /// What it added to the points obtained, exactly.
    pub obtained: Quantity,
    /// What it added to the points possible.
    pub possible: Quantity,
}

impl Attribution {
    /// The parts, none of which is nothing; they add up to the difference.
    pub fn shares(&self) -> Vec<Share<'_>> {
        match &self.terms {
            Terms::Whole(whole) => {
                let quantity = |number: i128| Quantity::wide(number, whole.unit.into());
                let parts = whole.parts.iter().map(|(cause, obtained, possible)| Share {
                    causes: std::slice::from_ref(cause),
                    obtained: quantity(*obtained),
                    possible: quantity(*possible),
                });
                parts.collect()
            }
            Terms::Exact(movement) => {
                let parts = movement.parts.iter().map(|part| Share {
                    causes: &part.causes,
                    obtained: Quantity::of(&part.obtained),
                    possible: Quantity::of(&part.possible),
                });
                parts.collect()
            }
        }
    }

    /// The part of each share in the difference of scores, exactly, as a ratio; none if a side has no score.
    pub fn exact(&self) -> Option<Vec<Exact>> {
        self.movement().shares()
    }

    /// The same at leisure.
    pub fn movement(&self) -> Movement<CauseId> {
        match &self.terms {
            Terms::Exact(movement) => movement.clone(),
            Terms::Whole(whole) => {
                let exact = |number: i128| Exact::new(number.into(), whole.unit.into());
                let pair = |(n, d): (i128, i128)| (exact(n), exact(d));
                let part = |(cause, n, d): &(CauseId, i128, i128)| Part {
                    causes: vec![*cause],
                    obtained: exact(*n),
                    possible: exact(*d),
                };
                Movement {
                    before: pair(whole.before),
                    after: pair(whole.after),
                    parts: whole.parts.iter().map(part).collect(),
                }
            }
        }
    }

    /// The part of each share in the difference of scores, in hundredths of a point, rounded so that they add up to the difference of the
    /// written scores. Empty if a side has no score.
    pub fn written(&self) -> Vec<i64> {
        let Some(difference) = self.difference else { return Vec::new() };
        let quick = match &self.terms {
            Terms::Whole(whole) => whole.written(difference),
            Terms::Exact(_) => None,
        };
        quick.or_else(|| self.written_at_leisure(difference)).unwrap_or_default()
    }

    fn written_at_leisure(&self, difference: i64) -> Option<Vec<i64>> {
        let percent: Vec<_> = self.exact()?.into_iter().map(|share| share * integer(100)).collect();
        let total = integer(difference) / integer(100);
        let hundredths = |share: Exact| (share * integer(100)).to_integer().to_i64();
        written(&percent, &total, 2)?.into_iter().map(hundredths).collect()
    }
}

impl Whole {
    /// `10⁴·[Δn(D₀+D₁) − Δd(N₀+N₁)] / (2·D₀·D₁)`, rounded down, then spread; none if it does not fit.
    fn written(&self, difference: i64) -> Option<Vec<i64>> {
        let ((n0, d0), (n1, d1)) = (self.before, self.after);
        let under = d0.checked_mul(d1)?.checked_mul(2).filter(|under| *under > 0)?;
        let (mut steps, mut rests) = (Vec::new(), Vec::new());
        for (_, obtained, possible) in &self.parts {
            let over = obtained.checked_mul(d0 + d1)?.checked_sub(possible.checked_mul(n0 + n1)?)?;
            let over = over.checked_mul(10_000)?;
            steps.push(i64::try_from(over.div_euclid(under)).ok()?);
            rests.push(over.rem_euclid(under));
        }
        let lacking = i128::from(difference) - steps.iter().map(|step| i128::from(*step)).sum::<i128>();
        spread(&rests, lacking, |at, step| steps[at] += i64::from(step))?;
        Some(steps)
    }

    fn add(&mut self, cause: CauseId, obtained: i128, possible: i128) {
        match self.parts.iter_mut().find(|(known, ..)| *known == cause) {
            Some(part) => (part.1, part.2) = (part.1 + obtained, part.2 + possible),
            None => self.parts.push((cause, obtained, possible)),
        }
    }
}

/// The difference between the totals of a group of the old version and the one of the new that continues it; none if it is not complete
/// on both sides.
pub(super) fn attribution(sides: &Sides<'_, '_>, old: GroupId, new: GroupId) -> Option<Attribution> {
    let standings = [sides.old.scores().standing(old), sides.new.scores().standing(new)];
    if standings.iter().any(|standing| matches!(standing, score::Standing::Incomplete(_))) {
        return None;
    }
    let difference = match &standings {
        [score::Standing::Score(before), score::Standing::Score(after)] => {
            hundredths(after).zip(hundredths(before)).map(|(a, b)| a - b)
        }
        _ => None,
    };
    let terms = whole(sides, old, new).map_or_else(|| Terms::Exact(exact(sides, old, new)), Terms::Whole);
    Some(Attribution { terms, difference })
}

/// A score as it is written, in hundredths.
pub(super) fn hundredths(score: &Quantity) -> Option<i64> {
    match written_quantity(score) {
        Quantity::Small { over, under: 100 } => Some(over),
        score => (score.exact() * integer(100)).to_integer().to_i64(),
    }
}

/// By integers; none if the grid averages, or if something does not fit.
fn whole(sides: &Sides<'_, '_>, old: GroupId, new: GroupId) -> Option<Whole> {
    let unit = sides.plan.unit?;
    let scaled = |quantity: Quantity| match quantity {
        Quantity::Small { over, under } if unit % under == 0 => Some(i128::from(over) * i128::from(unit / under)),
        _ => None,
    };
    let (before, after) = (sides.old.scores(), sides.new.scores());
    let mut whole = Whole {
        unit,
        before: (scaled(before.obtained(old))?, scaled(before.possible(old))?),
        after: (scaled(after.obtained(new))?, scaled(after.possible(new))?),
        parts: Vec::new(),
    };
    for at in sides.active {
        match &sides.plan.strands[*at] {
            Strand::Alone(alone) => {
                let group = if alone.side == Side::Old { old } else { new };
                if alone.chain.contains(&group) {
                    let (obtained, possible) = brought(sides, unit, alone.side, alone.point)?.unwrap_or_default();
                    let times = i128::from(alone.times);
                    whole.add(alone.cause, times * obtained, times * possible);
                }
            }
            Strand::Pair(pair) => {
                let enters = [pair.chains[0].contains(&old), pair.chains[1].contains(&new)];
                let now = brought(sides, unit, Side::New, pair.new)?;
                if enters[0] {
                    let was = brought(sides, unit, Side::Old, pair.old)?;
                    facets(sides, pair, was, now, unit, &mut whole)?;
                }
                if enters[0] != enters[1] {
                    let sign = if enters[1] { 1 } else { -1 };
                    let (obtained, possible) = now.unwrap_or_default();
                    whole.add(pair.facets.place, sign * obtained, sign * possible);
                }
            }
        }
    }
    whole.parts.retain(|(_, obtained, possible)| (*obtained, *possible) != (0, 0));
    Some(whole)
}

/// What a point brings, in units: `Some(None)` if it does not count, none if that is not to be had.
#[allow(clippy::option_option, reason = "two ways of having nothing")]
pub(super) fn brought(sides: &Sides<'_, '_>, unit: i64, side: Side, point: PointId) -> Option<Option<(i128, i128)>> {
    let (scorer, slots) = sides.of(side);
    if !scorer.scores().points()[point.0].status.counts() {
        return Some(None);
    }
    let (obtained, possible) = scorer.brought(slots, point)?;
    let times = i128::from(unit / scorer.denominator()?);
    Some(Some((i128::from(obtained) * times, i128::from(possible) * times)))
}

/// What the facets of a point that goes on bring.
fn facets(
    sides: &Sides<'_, '_>,
    pair: &Pair,
    was: Option<(i128, i128)>,
    now: Option<(i128, i128)>,
    unit: i64,
    whole: &mut Whole,
) -> Option<()> {
    let facets = &pair.facets;
    let ((n0, d0), (n1, d1)) = (was.unwrap_or_default(), now.unwrap_or_default());
    let cause = match (was, now) {
        (None, None) => return Some(()),
        (Some(_), Some(_)) => {
            let same_level = sides.same_rating(pair);
            match (pair.worth_the_same, facets.weighs_otherwise) {
                (true, false) => facets.level,
                (true, true) if same_level => facets.weight,
                (false, false) if same_level => facets.scale,
                _ => {
                    // Several facets moved at once.
                    let weighed = |side: Side, id| {
                        let one = standing(sides, side, id, None)?;
                        Some(Standing { weight: sides.weight(side, id)?, ..one })
                    };
                    let parts = moved(sides, pair, (weighed(Side::Old, pair.old), weighed(Side::New, pair.new)));
                    let scaled = |value: &Exact| {
                        let scaled = value * integer(unit);
                        scaled.is_integer().then(|| scaled.to_integer().to_i128())?
                    };
                    for part in parts.parts {
                        let (n, d) = (scaled(&part.obtained)?, scaled(&part.possible)?);
                        part.causes.iter().take(1).for_each(|cause| whole.add(*cause, n, d));
                    }
                    return Some(());
                }
            }
        }
        _ => facets.counting,
    };
    whole.add(cause, n1 - n0, d1 - d0);
    Some(())
}

/// What a point that counts is worth; in a mean, without its weight.
pub(super) fn standing(
    sides: &Sides<'_, '_>,
    side: Side,
    id: PointId,
    weights: Option<&[Option<Exact>]>,
) -> Option<Standing> {
    let (scorer, _) = sides.of(side);
    let grid = sides.plan.grid(side);
    if !scorer.scores().points()[id.0].status.counts() {
        return None;
    }
    let best = grid.scale(grid.point(id).scale).best()?.clone();
    let value = score::reference::value(grid, id, &sides.rating(side, id)?)?;
    let weight = match weights {
        Some(weights) => weights.get(id.0).cloned().flatten()?,
        None => integer(1),
    };
    Some(Standing { value, best, weight })
}

/// What the facets of a point bring, exactly; with its weight in a sum, without it in a mean.
fn at_leisure(sides: &Sides<'_, '_>, pair: &Pair, weights: Option<&[Weights; 2]>) -> Movement<CauseId> {
    let of =
        |side: Side, id| standing(sides, side, id, weights.map(|weights| weights[side as usize].effective.as_slice()));
    moved(sides, pair, (of(Side::Old, pair.old), of(Side::New, pair.new)))
}

/// What the facets of a point bring, given what it is worth on both sides.
fn moved(
    sides: &Sides<'_, '_>,
    pair: &Pair,
    (before, after): (Option<Standing>, Option<Standing>),
) -> Movement<CauseId> {
    let alone = before.as_ref().zip(after.as_ref()).and_then(|(before, after)| level_alone(sides, pair, before, after));
    let facets = &pair.facets;
    let causes = Causes {
        counting: vec![facets.counting],
        level: vec![facets.level],
        scale: vec![facets.scale],
        rating: vec![facets.rating],
        weight: vec![facets.weight],
    };
    point(before.as_ref(), after.as_ref(), &alone, &causes)
}

/// What the change of level alone brings: on the old scale's values and on the new one's, in the middle.
fn level_alone(sides: &Sides<'_, '_>, pair: &Pair, before: &Standing, after: &Standing) -> Option<Exact> {
    let (on_old, on_new) = level_alone_on(sides, pair, before, after)?;
    Some((on_old - &before.value + &after.value - on_new) / integer(2))
}

/// What the new level is worth on the old scale, and the old one on the new scale; none where one has no counterpart.
pub(super) fn level_alone_on(
    sides: &Sides<'_, '_>,
    pair: &Pair,
    before: &Standing,
    after: &Standing,
) -> Option<(Exact, Exact)> {
    if pair.worth_the_same {
        return Some((after.value.clone(), before.value.clone()));
    }
    if sides.same_rating(pair) {
        return Some((before.value.clone(), after.value.clone()));
    }
    let [old, new] = [(Side::Old, pair.old), (Side::New, pair.new)].map(|(side, id)| {
        let grid = sides.plan.grid(side);
        &grid.scale(grid.point(id).scale).kind
    });
    let (ScaleKind::Levels(old), ScaleKind::Levels(new)) = (old, new) else { return None };
    let (RecordedRating::Level(was), RecordedRating::Level(is)) =
        (sides.rating(Side::Old, pair.old)?, sides.rating(Side::New, pair.new)?)
    else {
        return None;
    };
    let link = sides.plan.lineage.points[pair.new.0].links.iter().find(|link| link.old == pair.old)?;
    let was_on_new = new.get(target(&link.levels, was)?)?.value.clone()?;
    let is_on_old = old.get(link.levels.get(is).copied().flatten()?)?.value.clone()?;
    Some((is_on_old, was_on_new))
}

/// By exact fractions: the points on the old tree, then the tree.
fn exact(sides: &Sides<'_, '_>, old: GroupId, new: GroupId) -> Movement<CauseId> {
    let weights = sides.weights();
    let mut tree = Tree { sides, weights, split: BTreeSet::new() };
    let mut movement = tree.group(old);
    let after = sides.new.scores();
    let (obtained, possible) = (after.obtained(new).exact(), after.possible(new).exact());
    let rest = Part {
        causes: vec![sides.plan.totals_cause],
        obtained: &obtained - &movement.after.0,
        possible: &possible - &movement.after.1,
    };
    movement.after = (obtained, possible);
    movement.parts.push(rest);
    let mut told = Movement::sum([movement]);
    told.parts.retain(|part| !part.obtained.is_zero() || !part.possible.is_zero());
    told
}

/// The old tree, with what the points of both versions bring in it.
struct Tree<'s, 'r, 'g> {
    sides: &'s Sides<'r, 'g>,
    weights: &'s [Weights; 2],
    /// The old points that go on as one of those they are split into.
    split: BTreeSet<PointId>,
}

impl Tree<'_, '_, '_> {
    fn group(&mut self, group: GroupId) -> Movement<CauseId> {
        let plan = self.sides.plan;
        let averages = plan.old.group(group).aggregation == Aggregation::WeightedMean;
        let mut children = Vec::new();
        for child in &plan.old.group(group).children {
            if plan.old.common(*child).out_of_total {
                continue;
            }
            if let Child::Group(inner) = child {
                let movement = self.group(*inner);
                let own = |side: Side, at: GroupId| self.weights[side as usize].groups.get(at.0).cloned().flatten();
                let before = own(Side::Old, *inner).unwrap_or_else(Exact::zero);
                let after = plan.lineage.group_of(*inner).and_then(|new| own(Side::New, new));
                let weights = (before.clone(), after.unwrap_or(before));
                children.push(Weighed { movement, weights, cause: Some(plan.group_causes[inner.0]) });
            }
        }
        for strand in &plan.strands {
            self.strand(group, strand, averages, &mut children);
        }
        if averages {
            Movement::mean(children)
        } else {
            Movement::sum(children.into_iter().map(|child| child.movement))
        }
    }

    /// What a strand brings as a child of a group.
    fn strand(&mut self, group: GroupId, strand: &Strand, averages: bool, children: &mut Vec<Weighed<CauseId>>) {
        match strand {
            Strand::Alone(alone) if self.place(alone) == Some(group) => {
                // What a split adds is told of each of its children but the first.
                if alone.side == Side::Old && alone.times > 0 {
                    return;
                }
                self.comes_or_goes(alone.side, alone.point, alone.cause, averages, children);
            }
            Strand::Pair(pair) if pair.chains[0].first() == Some(&group) => {
                let cause = pair.split.filter(|_| !self.split.insert(pair.old));
                if let Some(cause) = cause {
                    self.comes_or_goes(Side::New, pair.new, cause, averages, children);
                    return;
                }
                let movement = at_leisure(self.sides, pair, (!averages).then_some(self.weights));
                let own = |side: Side, id: PointId| self.weights[side as usize].own.get(id.0).cloned().flatten();
                let weights = (own(Side::Old, pair.old), own(Side::New, pair.new));
                let (before, after) = match weights {
                    (Some(before), Some(after)) => (before, after),
                    (Some(one), None) | (None, Some(one)) => (one.clone(), one),
                    (None, None) => (Exact::zero(), Exact::zero()),
                };
                children.push(Weighed { movement, weights: (before, after), cause: Some(pair.facets.weight) });
            }
            _ => {}
        }
    }

    fn comes_or_goes(
        &self,
        side: Side,
        id: PointId,
        cause: CauseId,
        averages: bool,
        children: &mut Vec<Weighed<CauseId>>,
    ) {
        let weights = &self.weights[side as usize];
        let standing = standing(self.sides, side, id, (!averages).then_some(weights.effective.as_slice()));
        let (before, after) = if side == Side::Old { (standing.as_ref(), None) } else { (None, standing.as_ref()) };
        let all = || vec![cause];
        let causes = Causes { counting: all(), level: all(), scale: all(), rating: all(), weight: all() };
        let movement = point(before, after, &None, &causes);
        let weight = weights.own.get(id.0).cloned().flatten().unwrap_or_else(Exact::zero);
        children.push(Weighed { movement, weights: (weight.clone(), weight), cause: None });
    }

    /// The old group a point that comes or goes stands in.
    fn place(&self, alone: &Alone) -> Option<GroupId> {
        match alone.side {
            Side::Old => alone.chain.first().copied(),
            Side::New => alone.chain.iter().find_map(|group| self.sides.plan.lineage.groups[group.0]),
        }
    }
}

impl Sides<'_, '_> {
    /// True if a point that goes on has the same rating on both sides.
    pub(super) fn same_rating(&self, pair: &Pair) -> bool {
        let [was, is] = [self.old.scores().points()[pair.old.0].rating, self.new.scores().points()[pair.new.0].rating];
        match pair.cells.get(was.index()) {
            Some(cell) if was >= RatingCell::FIRST_LEVEL => *cell == is,
            _ => self.rating(Side::Old, pair.old) == self.rating(Side::New, pair.new),
        }
    }
}
