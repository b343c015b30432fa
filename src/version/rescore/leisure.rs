//! What points and totals bring by exact fractions: of means level by level, and of sums where something does not fit words.

use std::collections::BTreeSet;

use num_traits::Zero;

use super::cause::CauseId;
use super::sides::Sides;
use super::strand::{Pair, Strand};
use crate::audit::{RatingCell, RecordedRating};
use crate::exact::Quantity;
use crate::grid::{Aggregation, Child, GroupId, PointId, ScaleKind};
use crate::score;
use crate::version::attribution::{Causes, Movement, Part, Standing, Weighed, point};
use crate::version::joint::Side;
use crate::version::lineage::target;

/// What a point that counts is worth, its weight left out.
pub(super) fn standing(sides: &Sides<'_, '_>, side: Side, id: PointId) -> Option<Standing> {
    let grid = sides.plan.grid(side);
    if !sides.point(side, id).status.counts() {
        return None;
    }
    let best = grid.scale(grid.point(id).scale).best()?;
    let value = score::reference::value(grid, id, &sides.rating(side, id)?)?;
    Some(Standing { value: Quantity::of(&value), best: Quantity::of(best), weight: Quantity::ratio(1, 1) })
}

/// What the facets of a point bring, given what it is worth on both sides.
pub(super) fn moved(
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
fn level_alone(sides: &Sides<'_, '_>, pair: &Pair, before: &Standing, after: &Standing) -> Option<Quantity> {
    let (on_old, on_new) = level_alone_on(sides, pair, before, after)?;
    Some((on_old - &before.value + &after.value - on_new) / Quantity::ratio(2, 1))
}

/// What the new level is worth on the old scale, and the old one on the new scale; none where one has no counterpart.
pub(super) fn level_alone_on(
    sides: &Sides<'_, '_>,
    pair: &Pair,
    before: &Standing,
    after: &Standing,
) -> Option<(Quantity, Quantity)> {
    if pair.worth_the_same {
        return Some((after.value.clone(), before.value.clone()));
    }
    let ratings = (sides.point(Side::Old, pair.old).rating, sides.point(Side::New, pair.new).rating);
    if sides.same_rating(pair, ratings) {
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
    let was_on_new = new.get(target(&link.levels, was)?)?.value.as_ref()?;
    let is_on_old = old.get(link.levels.get(is).copied().flatten()?)?.value.as_ref()?;
    Some((Quantity::of(is_on_old), Quantity::of(was_on_new)))
}

/// By exact fractions: the points on the old tree, then the tree.
pub(super) fn exact(sides: &Sides<'_, '_>, old: GroupId, new: GroupId) -> Movement<CauseId> {
    let mut movement = Tree::new(sides).group(old);
    let after = sides.new.scores();
    let (obtained, possible) = (after.obtained(new), after.possible(new));
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

/// The old tree, with what the points of both versions that may bring a difference bring in it.
struct Tree<'s, 'r, 'g> {
    sides: &'s Sides<'r, 'g>,
    /// Of each old group the strands that may bring a difference.
    strands: Vec<Vec<&'r Strand>>,
    /// True for each old group in or around which there are some.
    touched: Vec<bool>,
    /// The old points that go on as one of those they are split into.
    split: BTreeSet<PointId>,
}

impl<'s, 'r, 'g> Tree<'s, 'r, 'g> {
    fn new(sides: &'s Sides<'r, 'g>) -> Self {
        let plan = sides.plan;
        let count = plan.old.groups.len();
        let mut tree =
            Self { sides, strands: vec![Vec::new(); count], touched: vec![false; count], split: BTreeSet::new() };
        for (at, strand) in plan.strands.iter().enumerate() {
            // Weights that make up for each other along a path are no change of a point, but are one of a mean.
            let weighs = |pair: &Pair| {
                let (was, is) = (sides.point(Side::Old, pair.old), sides.point(Side::New, pair.new));
                let both = was.status.counts() && is.status.counts();
                both && sides.weighs_otherwise(pair, None)
            };
            let may_differ = !sides.are_alike()
                || sides.active.binary_search_by_key(&at, |active| active.strand).is_ok()
                || matches!(strand, Strand::Pair(pair) if weighs(pair));
            if let Some(group) = tree.place(strand).filter(|_| may_differ) {
                tree.strands[group.0].push(strand);
                plan.old.ancestors(group).for_each(|around| tree.touched[around.0] = true);
            }
        }
        tree
    }

    /// What became of the total of a group.
    fn group(&mut self, group: GroupId) -> Movement<CauseId> {
        let (sides, plan) = (self.sides, self.sides.plan);
        let averages = plan.old.group(group).aggregation == Aggregation::WeightedMean;
        let mut children = Vec::new();
        for child in &plan.old.group(group).children {
            if plan.old.common(*child).out_of_total {
                continue;
            }
            if let Child::Group(inner) = child {
                let before = sides.group_weight(Side::Old, *inner).unwrap_or_else(Quantity::zero);
                let after = plan.lineage.group_of(*inner).and_then(|new| sides.group_weight(Side::New, new));
                let weights = (before.clone(), after.unwrap_or(before));
                if self.touched[inner.0] || weights.0 != weights.1 {
                    let movement = self.group(*inner);
                    children.push(Weighed { movement, weights, cause: Some(plan.group_causes[inner.0]) });
                }
            }
        }
        for strand in std::mem::take(&mut self.strands[group.0]) {
            children.extend(self.strand(strand, averages));
        }
        let moved = if averages {
            Movement::mean(children)
        } else {
            Movement::sum(children.into_iter().map(|child| child.movement))
        };
        let scores = sides.old.scores();
        let before = (scores.obtained(group), scores.possible(group));
        let after = (&before.0 + (&moved.after.0 - &moved.before.0), &before.1 + (&moved.after.1 - &moved.before.1));
        Movement { before, after, parts: moved.parts }
    }

    /// What a strand brings to the group it stands in; nothing for what a split adds, which is told of each of its children but the
    /// first.
    fn strand(&mut self, strand: &Strand, averages: bool) -> Option<Weighed<CauseId>> {
        match strand {
            Strand::Alone(alone) if alone.splits() => None,
            Strand::Alone(alone) => Some(self.comes_or_goes(alone.side, alone.point, alone.cause, averages)),
            Strand::Pair(pair) => {
                let cause = pair.split.filter(|_| !self.split.insert(pair.old));
                if let Some(cause) = cause {
                    return Some(self.comes_or_goes(Side::New, pair.new, cause, averages));
                }
                let sides = self.sides;
                let own = |side: Side, id| sides.weight_in(side, id, averages);
                let weights = (own(Side::Old, pair.old), own(Side::New, pair.new));
                let of = |side: Side, id, weight: &Option<Quantity>| {
                    let one = standing(sides, side, id)?;
                    if averages { Some(one) } else { Some(Standing { weight: weight.clone()?, ..one }) }
                };
                let standings = (of(Side::Old, pair.old, &weights.0), of(Side::New, pair.new, &weights.1));
                let movement = moved(sides, pair, standings);
                let weights = match weights {
                    (Some(before), Some(after)) => (before, after),
                    (Some(one), None) | (None, Some(one)) => (one.clone(), one),
                    (None, None) => (Quantity::zero(), Quantity::zero()),
                };
                Some(Weighed { movement, weights, cause: Some(pair.facets.weight) })
            }
        }
    }

    fn comes_or_goes(&self, side: Side, id: PointId, cause: CauseId, averages: bool) -> Weighed<CauseId> {
        let weight = self.sides.weight_in(side, id, averages);
        let weighed = |one: Standing| {
            if averages { Some(one) } else { Some(Standing { weight: weight.clone()?, ..one }) }
        };
        let standing = standing(self.sides, side, id).and_then(weighed);
        let (before, after) = if side == Side::Old { (standing.as_ref(), None) } else { (None, standing.as_ref()) };
        let all = || vec![cause];
        let causes = Causes { counting: all(), level: all(), scale: all(), rating: all(), weight: all() };
        let weight = weight.unwrap_or_else(Quantity::zero);
        Weighed { movement: point(before, after, &None, &causes), weights: (weight.clone(), weight), cause: None }
    }

    /// The old group a strand stands in.
    fn place(&self, strand: &Strand) -> Option<GroupId> {
        match strand {
            Strand::Pair(pair) => pair.chains[0].first().copied(),
            Strand::Alone(alone) if alone.side == Side::Old => alone.chain.first().copied(),
            Strand::Alone(alone) => alone.chain.iter().find_map(|group| self.sides.plan.lineage.groups[group.0]),
        }
    }
}

impl Sides<'_, '_> {
    /// True if a point that goes on and is rated so has the same rating on both sides.
    pub(super) fn same_rating(&self, pair: &Pair, (was, is): (RatingCell, RatingCell)) -> bool {
        match pair.cells.get(was.index()) {
            Some(cell) if was >= RatingCell::FIRST_LEVEL => *cell == is,
            _ => self.rating(Side::Old, pair.old) == self.rating(Side::New, pair.new),
        }
    }
}
