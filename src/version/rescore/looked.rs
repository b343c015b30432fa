//! What a decision looks at in both versions.

use std::collections::BTreeSet;

use crate::exact::Exact;
use crate::grid::{Aggregate, DecisionId, Grid, GroupId, PointId, ResultAtom};
use crate::score::reference::{counts_within, points_in_total};
use crate::version::lineage::Lineage;

/// What a decision looks at.
#[derive(Default)]
pub(super) struct Looked {
    /// The groups of each side whose totals it looks at.
    pub(super) groups: [BTreeSet<GroupId>; 2],
    /// The points of each side.
    pub(super) points: [BTreeSet<PointId>; 2],
    /// The names of the levels it counts points at.
    counted: BTreeSet<String>,
    /// The bounds it compares scores with, in percent.
    pub(super) bounds: BTreeSet<Exact>,
    /// True if it asks for more of totals than the score of one group.
    is_wide: bool,
}

impl Looked {
    /// What a decision of both versions looks at.
    pub(super) fn new((old, new): (&Grid, &Grid), (from, to): (DecisionId, DecisionId)) -> Self {
        let mut looked = Self::default();
        for (side, grid, decision) in [(0, old, from), (1, new, to)] {
            looked.at(side, grid, decision, &mut BTreeSet::new());
        }
        looked
    }

    fn at(&mut self, side: usize, grid: &Grid, decision: DecisionId, seen: &mut BTreeSet<DecisionId>) {
        if !seen.insert(decision) {
            return;
        }
        let lines = &grid.decisions[decision.0].lines;
        for condition in lines.iter().filter_map(|line| line.condition.as_ref()) {
            condition.walk(
                &mut |atom| match atom {
                    ResultAtom::Input(_) => {}
                    ResultAtom::Compare { aggregate, bound, .. } => {
                        self.aggregate(side, grid, aggregate);
                        _ = self.bounds.insert(bound.clone());
                    }
                    ResultAtom::NotComputable(aggregate, _) => self.aggregate(side, grid, aggregate),
                    ResultAtom::Level { point, .. } | ResultAtom::Applicable(point, _) => {
                        _ = self.points[side].insert(*point);
                    }
                    ResultAtom::Decision { decision, .. } => self.at(side, grid, *decision, seen),
                },
                &mut |_| {},
            );
        }
    }

    fn aggregate(&mut self, side: usize, grid: &Grid, aggregate: &Aggregate) {
        self.is_wide |= !matches!(aggregate, Aggregate::Score(_));
        match aggregate {
            Aggregate::Score(group) | Aggregate::Obtained(group) | Aggregate::Possible(group) => {
                _ = self.groups[side].insert(*group);
            }
            Aggregate::LeastScore { groups, within } => {
                self.groups[side].extend(groups.iter().filter(|group| counts_within(grid, **group, *within)));
            }
            Aggregate::Count { level, within } => {
                _ = self.counted.insert(level.clone());
                self.points[side].extend(points_in_total(grid, *within));
            }
        }
    }

    /// True if it counts a point of a side that is at this level.
    pub(super) fn counts(&self, side: usize, grid: &Grid, point: PointId, level: Option<usize>) -> bool {
        let name = level.and_then(|at| grid.scale(grid.point(point).scale).levels().get(at)).map(|level| &level.name);
        self.points[side].contains(&point) && name.is_some_and(|name| self.counted.contains(name))
    }

    /// The one group whose score is all it looks at, by its id on both sides.
    pub(super) fn single(&self, lineage: &Lineage) -> Option<(GroupId, GroupId)> {
        let of = |side: usize| (self.groups[side].len() == 1).then(|| self.groups[side].first().copied())?;
        let pair = (of(0)?, of(1)?);
        let is_alone = !self.is_wide && self.points.iter().all(BTreeSet::is_empty);
        (is_alone && lineage.group_of(pair.0) == Some(pair.1)).then_some(pair)
    }
}
