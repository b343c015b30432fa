//! The totals of an audit: exact where everything that counts is settled, otherwise an interval and what is missing.

use super::extent;
use super::point::{Assessment, PointState};
use crate::exact::{self, Exact};
use crate::grid::{Child, Grid, GroupId, PointId};
use crate::score::aggregate::{self, Fraction, Rated};
use crate::score::interval::Extent;
use crate::score::{Interval, Missing, PointStatus, Total, TotalState};
use num_traits::Zero;
use std::collections::BTreeSet;

/// The totals of every group.
pub(crate) struct Totals {
    /// As they stand in the outcome.
    pub(crate) groups: Vec<Total>,
    /// Where each may lie; a single point where it is complete.
    pub(crate) extents: Vec<Extent>,
}

impl Totals {
    /// The totals of an audit.
    pub(crate) fn new(assessment: &Assessment<'_>) -> Self {
        let grid = assessment.grid;
        let settled = aggregate::totals(grid, &rated(assessment), &assessment.group_weights);
        let mut totals = Self { groups: Vec::new(), extents: Vec::new() };
        for (at, fraction) in settled.into_iter().enumerate() {
            let group = GroupId(at);
            let complete = points_in_total(grid, group).iter().all(|point| assessment.points[point.0].settled);
            let extent = if complete { certain(&fraction) } else { extent::extent(assessment, group) };
            let state = match fraction.score() {
                _ if !complete => TotalState::Incomplete(interval(&extent)),
                Some(score) => TotalState::Score(score),
                None => TotalState::NotComputable,
            };
            totals.groups.push(Total { obtained: fraction.obtained, possible: fraction.possible, state });
            totals.extents.push(extent);
        }
        totals
    }

    /// What the grid's total waits for.
    pub(super) fn missing(assessment: &Assessment<'_>) -> Missing {
        let waiting = points_in_total(assessment.grid, GroupId::ROOT)
            .into_iter()
            .filter(|point| !assessment.points[point.0].settled);
        let (mut points, mut inputs) = (Vec::new(), BTreeSet::new());
        for point in waiting {
            let state = &assessment.points[point.0];
            inputs.extend(state.depends_on.iter().copied());
            if state.outcome.status == PointStatus::Unrated {
                points.push(point);
            }
        }
        Missing { points, inputs: inputs.into_iter().collect() }
    }
}

/// The points that are settled and bring something, one entry a point.
pub(crate) fn rated(assessment: &Assessment<'_>) -> Vec<Option<Rated>> {
    let rated = |(at, point): (usize, &PointState)| {
        let best = assessment.grid.scale(assessment.grid.point(PointId(at)).scale).best()?.clone();
        let outcome = &point.outcome;
        if !(point.settled && outcome.status.counts()) {
            return None;
        }
        let effective_weight = outcome.weight.clone()?;
        // Only means look at own weights, and there they are determined.
        let own_weight = point.own_weight.clone().unwrap_or_else(Exact::zero);
        Some(Rated { value: outcome.value.clone()?, best, effective_weight, own_weight })
    };
    assessment.points.iter().enumerate().map(rated).collect()
}

/// The points that enter the total of a group, in the order written: those `hors total` in it are left out.
pub(crate) fn points_in_total(grid: &Grid, group: GroupId) -> Vec<PointId> {
    let children = grid.group(group).children.iter().filter(|child| !aggregate::is_out_of_total(grid, **child));
    let points = children.flat_map(|child| match child {
        Child::Point(point) => vec![*point],
        Child::Group(inner) => points_in_total(grid, *inner),
    });
    points.collect()
}

/// The extent of what is settled.
fn certain(fraction: &Fraction) -> Extent {
    Extent::of(&[vec![vec![vec![fraction.clone()]]]], true)
}

/// An extent as the outcome says it, in percent.
fn interval(extent: &Extent) -> Interval {
    let percent = |ratio: &Exact| ratio * exact::integer(100);
    Interval {
        bounds: extent.ratio.as_ref().map(|(low, high)| (percent(low), percent(high))),
        exact: extent.exact,
        maybe_not_computable: extent.may_be_empty(),
    }
}
