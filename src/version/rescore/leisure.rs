//! What points and totals bring by exact fractions: of means level by level, and of sums where something does not fit words.

use std::collections::BTreeSet;

use num_traits::Zero;

use super::cause::CauseId;
use super::sides::Sides;
use super::strand::{Alone, Pair, Strand};
use crate::audit::{RatingCell, RecordedRating};
use crate::exact::{Exact, integer};
use crate::grid::{Aggregation, Child, GroupId, PointId, ScaleKind};
use crate::score;
use crate::score::program::Weights;
use crate::version::attribution::{Causes, Movement, Part, Standing, Weighed, point};
use crate::version::joint::Side;
use crate::version::lineage::target;

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
pub(super) fn exact(sides: &Sides<'_, '_>, old: GroupId, new: GroupId) -> Movement<CauseId> {
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
