//! Totals in exact numbers over any choice of the changes: the old tree, with places for the points of the new version.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::CauseId;
use super::hybrid::{Chosen, Moving};
use super::leisure::standing;
use super::sides::Sides;
use super::strand::Strand;
use crate::exact::Quantity;
use crate::grid::{Child, Grid, GroupId, PointId};
use crate::score::aggregate::{self, Fraction, Rated};
use crate::version::attribution::Standing;
use crate::version::joint::Side;
use crate::version::lineage::Lineage;

/// The old tree, with places for the points of the new version.
pub(super) struct Tree {
    grid: Grid,
    /// For each strand the place of its point before and after, among the points of the tree.
    places: Vec<[Option<PointId>; 2]>,
}

impl Tree {
    pub(super) fn new((old, new): (&Grid, &Grid), lineage: &Lineage, strands: &[Strand]) -> Self {
        let mut grid = old.clone();
        let mut gone_on = BTreeSet::new();
        let mut places = Vec::new();
        for strand in strands {
            places.push(match strand {
                Strand::Alone(alone) if alone.side == Side::Old => {
                    [Some(alone.point).filter(|_| !alone.splits()), None]
                }
                Strand::Alone(alone) => [None, place(&mut grid, new, lineage, alone.point)],
                Strand::Pair(pair) if gone_on.insert(pair.old) => {
                    let after = if pair.stays { Some(pair.old) } else { place(&mut grid, new, lineage, pair.new) };
                    [Some(pair.old), after]
                }
                // What a split adds comes as a whole.
                Strand::Pair(pair) => [None, place(&mut grid, new, lineage, pair.new)],
            });
        }
        Self { grid, places }
    }
}

/// Adds a point of the new version to the tree, in the old group its own continues; none if nothing around it goes on.
fn place(grid: &mut Grid, new: &Grid, lineage: &Lineage, point: PointId) -> Option<PointId> {
    let group = new.ancestors(new.point(point).group).find_map(|group| lineage.groups[group.0])?;
    let at = PointId(grid.points.len());
    grid.points.push(crate::grid::Point { group, ..new.point(point).clone() });
    grid.groups[group.0].children.push(Child::Point(at));
    Some(at)
}

/// Totals of the tree in one audit.
pub(super) struct Mean<'s, 'r, 'g> {
    sides: &'s Sides<'r, 'g>,
    tree: &'s Tree,
    points: RefCell<Vec<Option<Rated<Quantity>>>>,
    /// For each point that comes or goes what it is worth.
    alone: Vec<Option<Rated<Quantity>>>,
}

impl<'s, 'r, 'g> Mean<'s, 'r, 'g> {
    /// None if the versions do not make totals in the same way.
    pub(super) fn new(sides: &'s Sides<'r, 'g>, strands: &[Moving<'_>]) -> Option<Self> {
        let plan = sides.plan;
        let ways = [plan.old, plan.new].map(|grid| grid.groups.first().map(|group| group.aggregation));
        if ways[0] != ways[1] {
            return None;
        }
        let rated_on = |side: Side, id: PointId| {
            let one = standing(sides, side, id)?;
            Some(rated(Standing { weight: sides.weight(side, id)?, ..one }))
        };
        let mut points: Vec<_> = (0..plan.old.points.len()).map(|at| rated_on(Side::Old, PointId(at))).collect();
        points.resize(plan.tree.grid.points.len(), None);
        let alone = strands.iter().map(|moving| match moving {
            Moving::Alone(alone) => rated_on(alone.side, alone.point),
            Moving::Pair(..) => None,
        });
        Some(Self { sides, tree: &plan.tree, alone: alone.collect(), points: RefCell::new(points) })
    }

    /// The causes of group weights that moved.
    pub(super) fn causes(&self) -> Vec<CauseId> {
        let groups = (0..self.sides.plan.old.groups.len()).filter(|at| {
            let (before, after) = self.weights(GroupId(*at));
            after.is_some() && before != after
        });
        groups.map(|at| self.sides.plan.group_causes[at]).collect()
    }

    /// The weight of an old group before and after.
    fn weights(&self, group: GroupId) -> (Option<Quantity>, Option<Quantity>) {
        let after = self.sides.plan.lineage.group_of(group).and_then(|new| self.sides.group_weight(Side::New, new));
        (self.sides.group_weight(Side::Old, group), after)
    }

    /// Every total of the old tree if these changes hold.
    pub(super) fn totals(&self, strands: &[Moving<'_>], chosen: Chosen<'_>) -> Vec<Fraction<Quantity>> {
        let mut points = self.points.borrow_mut();
        for (at, moving) in strands.iter().enumerate() {
            let [before, after] = self.tree.places[self.sides.active[at].strand];
            let (place, now) = match moving {
                Moving::Alone(alone) if alone.side == Side::Old => {
                    (before, self.alone[at].clone().filter(|_| !chosen.has(alone.cause)))
                }
                Moving::Alone(alone) => (after, self.alone[at].clone().filter(|_| chosen.has(alone.cause))),
                Moving::Pair(pair, facets) if before.is_none() => {
                    (after, facets.worth.after().filter(|_| chosen.moves(pair.split)).map(rated))
                }
                Moving::Pair(_, facets) => {
                    let place = if chosen.moves(facets.place) { after } else { before };
                    (place, facets.worth.standing(facets, chosen).map(rated))
                }
            };
            for other in [before, after].into_iter().flatten() {
                points[other.0] = None;
            }
            if let Some(place) = place {
                points[place.0] = now;
            }
        }
        let weight = |at: usize| {
            let (before, after) = self.weights(GroupId(at));
            let is_new = chosen.has(self.sides.plan.group_causes[at]);
            after.filter(|_| is_new).or(before)
        };
        let weights: Vec<_> = (0..self.tree.grid.groups.len()).map(weight).collect();
        aggregate::totals(&self.tree.grid, &points, &weights)
    }
}

fn rated(one: Standing) -> Rated<Quantity> {
    Rated { value: one.value, best: one.best, effective_weight: one.weight.clone(), own_weight: one.weight }
}
