//! Where means may lie of which something is open. Fractions of every denominator meet in them, so they are worked out in exact
//! numbers of any size, by the formulas of sums and means that the reference uses; what linked points and groups come to together
//! is remembered.

use std::collections::BTreeMap;

use super::linked::{Brings, Cluster, Recorded};
use super::scorer::Rare;
use super::totals::Fraction as Settled;
use super::worth::{Rows, Worth};
use crate::audit::Slots;
use crate::exact::{Exact, integer};
use crate::grid::{Aggregation, Child, Grid, GroupId, PointId};
use crate::score::aggregate::{self, Fraction};
use crate::score::interval::{Extent, Options, Scenario};
use crate::score::reference::group_options;

/// A mean looked at with what holds it up.
pub(super) struct Means<'a> {
    pub(super) grid: &'a Grid,
    pub(super) slots: &'a Slots,
    pub(super) rows: &'a Rows,
    /// What the settled points of each group bring to its own total.
    pub(super) own: &'a [Worth],
    /// The denominator of those.
    pub(super) denominator: i64,
    /// The totals of what is settled.
    pub(super) totals: &'a [Settled],
    pub(super) incomplete: &'a [bool],
    /// For each point the groups in whose total it counts.
    pub(super) chains: &'a [Vec<usize>],
    /// Each group's own weight, where it is determined.
    pub(super) weights: &'a [Option<(i64, i64)>],
    /// What points bring that hold a total up by themselves.
    pub(super) alone: &'a dyn Fn(PointId) -> Option<Result<Brings, Rare>>,
    /// What is recorded of each point that unknown inputs link to others.
    pub(super) recorded: &'a [Option<Recorded>],
    pub(super) clusters: Vec<&'a Cluster>,
    /// The scenario assumed for each cluster.
    pub(super) assumed: Vec<Option<usize>>,
}

/// A part of a mean that is open, with the clusters that decide.
struct Part {
    child: Child,
    clusters: Vec<usize>,
}

impl Means<'_> {
    /// Where the total of a group may lie.
    pub(super) fn extent(&mut self, group: GroupId) -> Result<Extent, Rare> {
        let settled = self.fraction(self.own[group.0]);
        let (mut clusters, mut open) = (vec![vec![vec![vec![settled]]]], Vec::new());
        for child in self.children(group) {
            let deciding = self.deciding(child);
            if deciding.is_empty() {
                clusters.push(vec![vec![self.options(child)?]]);
            } else {
                open.push(Part { child, clusters: deciding });
            }
        }
        for parts in linked(open) {
            match parts.as_slice() {
                // A group alone whose weight is known has the interval of its own total.
                [Part { child: Child::Group(inner), .. }] if self.weights[inner.0].is_some() => {
                    clusters.push(vec![vec![self.options(Child::Group(*inner))?]]);
                }
                parts => {
                    let mut deciding: Vec<_> = parts.iter().flat_map(|part| &part.clusters).copied().collect();
                    deciding.sort_unstable();
                    deciding.dedup();
                    let mut scenarios = Vec::new();
                    self.assume(&deciding, parts, &mut scenarios)?;
                    clusters.push(if parts.len() == 1 { vec![vec![extremes(scenarios)]] } else { scenarios });
                }
            }
        }
        Ok(Extent::of(&clusters, true))
    }

    /// Adds what parts bring under every combination of scenarios of the clusters that decide.
    fn assume(&mut self, deciding: &[usize], parts: &[Part], scenarios: &mut Vec<Scenario>) -> Result<(), Rare> {
        let Some((cluster, others)) = deciding.split_first() else {
            let scenario = parts.iter().map(|part| self.options(part.child)).collect::<Result<Scenario, Rare>>()?;
            scenarios.push(scenario);
            return Ok(());
        };
        for scenario in 0..self.clusters[*cluster].scenarios() {
            self.assumed[*cluster] = Some(scenario);
            self.assume(others, parts, scenarios)?;
        }
        self.assumed[*cluster] = None;
        Ok(())
    }

    /// The children of a group that enter its total and are not among its settled points.
    fn children(&self, group: GroupId) -> Vec<Child> {
        let children = self.grid.group(group).children.iter().copied();
        children
            .filter(|child| match child {
                _ if aggregate::is_out_of_total(self.grid, *child) => false,
                Child::Point(point) => self.recorded[point.0].is_some() || (self.alone)(*point).is_some(),
                Child::Group(_) => true,
            })
            .collect()
    }

    /// The clusters without an assumption on which a part depends.
    fn deciding(&self, child: Child) -> Vec<usize> {
        let within = |point: PointId| match child {
            Child::Point(only) => only == point,
            Child::Group(group) => self.chains[point.0].contains(&group.0),
        };
        let decides = |cluster: &Cluster| {
            let waits = |point: &&PointId| self.recorded[point.0].is_some() && within(**point);
            cluster.points().iter().any(|point| waits(&point))
        };
        (0..self.clusters.len()).filter(|at| self.assumed[*at].is_none() && decides(self.clusters[*at])).collect()
    }

    /// What a part may bring, missing ratings and what is open in a group alone leaving a choice.
    fn options(&mut self, child: Child) -> Result<Options, Rare> {
        match child {
            Child::Point(point) => self.point(point),
            Child::Group(group) => {
                let Some(weight) = self.weight(group) else { return Ok(vec![Fraction::none()]) };
                if !self.incomplete[group.0] {
                    let Settled { obtained, possible, scale } = self.totals[group.0];
                    let exact = |over: i128| Exact::new(over.into(), scale.into());
                    let total = Fraction { obtained: exact(obtained), possible: exact(possible) };
                    return Ok(vec![aggregate::group_term(Aggregation::WeightedMean, &weight, &total)]);
                }
                let extent = self.extent(group)?;
                Ok(group_options(Aggregation::WeightedMean, &extent, &weight))
            }
        }
    }

    /// What a point may bring.
    fn point(&self, point: PointId) -> Result<Options, Rare> {
        if let Some(brought) = (self.alone)(point) {
            return Ok(self.choices(&brought?));
        }
        for (cluster, assumed) in self.clusters.iter().zip(&self.assumed) {
            if let (Some(scenario), Some(recorded)) = (assumed, self.recorded[point.0])
                && let Some(brought) = cluster.brings(*scenario, point, recorded, self.rows, self.slots)?
            {
                return Ok(self.choices(&brought));
            }
        }
        Ok(vec![Fraction::none()])
    }

    fn choices(&self, brought: &Brings) -> Options {
        match brought {
            Brings::Worth(worth) => vec![self.fraction(*worth)],
            Brings::Missing(missing) => {
                let mut options = vec![self.fraction(missing.worst), self.fraction(missing.best)];
                options.extend(missing.may_drop.then(Fraction::none));
                options
            }
        }
    }

    /// A group's own weight; `None` where it has no single one.
    fn weight(&self, group: GroupId) -> Option<Exact> {
        if let Some((over, under)) = self.weights[group.0] {
            return Some(integer(over) / integer(under));
        }
        let mut assumed = self.clusters.iter().zip(&self.assumed);
        assumed.find_map(|(cluster, scenario)| cluster.weight((*scenario)?, group)).cloned()
    }

    fn fraction(&self, worth: Worth) -> Fraction {
        let exact = |over: i64| integer(over) / integer(self.denominator);
        Fraction { obtained: exact(worth.obtained), possible: exact(worth.possible) }
    }
}

/// Of everything a part may bring, the least and the most obtained where so much is possible: nothing between makes a total
/// extreme.
fn extremes(scenarios: Vec<Scenario>) -> Options {
    let mut ends: BTreeMap<Exact, (Exact, Exact)> = BTreeMap::new();
    for Fraction { obtained, possible } in scenarios.into_iter().flatten().flatten() {
        match ends.get_mut(&possible) {
            Some((low, _)) if obtained < *low => *low = obtained,
            Some((_, high)) if obtained > *high => *high = obtained,
            Some(_) => {}
            None => _ = ends.insert(possible, (obtained.clone(), obtained)),
        }
    }
    let options = ends.into_iter().flat_map(|(possible, (low, high))| {
        let is_one = low == high;
        let least = Fraction { obtained: low, possible: possible.clone() };
        [Some(least), (!is_one).then_some(Fraction { obtained: high, possible })]
    });
    options.flatten().collect()
}

/// Parts that share a cluster, directly or through others.
fn linked(open: Vec<Part>) -> Vec<Vec<Part>> {
    let mut sets: Vec<Vec<Part>> = Vec::new();
    for part in open {
        let shares =
            |set: &Vec<Part>| set.iter().any(|other| other.clusters.iter().any(|at| part.clusters.contains(at)));
        let (touching, apart): (Vec<_>, Vec<_>) = sets.into_iter().partition(shares);
        sets = apart;
        sets.push(touching.into_iter().flatten().chain([part]).collect());
    }
    sets
}
