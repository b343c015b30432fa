//! The totals of a grid of means, and where those may lie that something holds up. Fractions of every denominator meet in
//! them: those of one total are brought over a denominator of their own, and looked at as sums are. What fits no word is left to
//! the reference.

use std::collections::HashMap;

use foldhash::fast::FixedState as Quick;

use super::foresee::Sums;
use super::incomplete::settles;
use super::interval::{Ends, Prospects};
use super::linked::{Brings, Cluster};
use super::scorer::{Rare, Run};
use super::share::{Share, common_scale, keep_extremes};
use super::totals::{Fraction, gcd, words};
use super::worth::{Row, Worth};
use crate::audit::Slots;
use crate::exact::Quantity;
use crate::grid::{Child, GroupId, PointId};
use crate::score::scores::GroupScore;
use crate::score::{PointStatus, Range, Scores, aggregate};

/// The most joint cells of unknown inputs over which means are told exactly: the reference walks as many at most.
const JOINT_CELLS: usize = 1 << 16;

/// Where a mean may lie.
#[derive(Debug, Clone)]
struct Reached {
    /// What is obtained and possible at the least and the greatest ratio, in lowest terms; nothing if nothing is ever possible.
    ends: Option<Ends<Worth>>,
    may_be_empty: bool,
    /// What may be obtained and possible, where decisions ask.
    sums: Option<Sums>,
}

/// What was worked out in the present audit, and room kept for the next.
#[derive(Default)]
pub(super) struct Room {
    /// By group, and by the scenarios assumed of what it depends on.
    reached: HashMap<(usize, u64), Reached, Quick>,
    spare: Vec<Prospects<Share>>,
    scaled: Prospects,
    /// For each cluster and group whether the one decides what the other comes to.
    concerned: Vec<bool>,
}

/// Means looked at with what holds them up.
struct Means<'a, 'p, 'g> {
    run: &'a Run<'p, 'g>,
    slots: &'a Slots,
    room: &'a mut Room,
    clusters: Vec<&'a Cluster>,
    /// The scenario assumed for each cluster.
    assumed: Vec<Option<usize>>,
}

/// Some of the clusters of an audit, as bits.
type Clusters = u64;

/// A part of a mean that is open, with the clusters that decide.
struct Part {
    child: Child,
    clusters: Clusters,
}

impl Run<'_, '_> {
    /// The totals of a grid of means.
    pub(super) fn means(&mut self, is_incomplete: bool, slots: &Slots, scores: &mut Scores) -> Result<(), Rare> {
        self.weigh_groups(slots)?;
        let totals = &self.plan.totals;
        totals.average(&self.own, &self.group_weights, &mut self.averages).ok_or(Rare)?;
        if !is_incomplete {
            self.averages.iter().for_each(|total| push_fraction(scores, total, GroupScore::COMPLETE));
            return Ok(());
        }
        // Beyond, the interval of the reference may only enclose.
        if self.plan.cells.joint(&self.digits) > JOINT_CELLS {
            return Err(Rare);
        }
        let (mut room, mut sums) = (std::mem::take(&mut self.room), std::mem::take(&mut self.sums));
        let mut means = Means::new(self, slots, &mut room).ok_or(Rare)?;
        for (at, total) in self.averages.iter().enumerate() {
            let interval = if self.incomplete[at] {
                let reached = means.reach(GroupId(at))?;
                sums.extend(reached.sums.clone());
                scores.push_interval(reached.into())
            } else {
                GroupScore::COMPLETE
            };
            push_fraction(scores, total, interval);
        }
        (self.room, self.sums) = (room, sums);
        Ok(())
    }

    /// The own weight of every group.
    fn weigh_groups(&mut self, slots: &Slots) -> Result<(), Rare> {
        let (program, plan) = (self.program, self.plan);
        self.group_weights.clear();
        for (at, group) in plan.totals.groups.iter().enumerate() {
            let weight = match group.weight.value(&plan.definitions, &self.digits, &self.worked) {
                Ok(weight) => weight,
                Err(()) => *self.memory.weights.tell(at, &self.digits, || {
                    let audit = slots.to_audit(program.grid);
                    let assessment = program.evaluator.open(&audit).ok()?;
                    assessment.group_weights[at].as_ref().map_or(Some(None), |weight| words(weight).map(Some))
                })?,
            };
            self.group_weights.push(weight);
        }
        Ok(())
    }
}

/// Adds the total of a group.
fn push_fraction(scores: &mut Scores, total: &Fraction, interval: u32) {
    let words = [total.obtained, total.possible, total.scale].map(i64::try_from);
    if let [Ok(obtained), Ok(possible), Ok(scale)] = words {
        scores.groups.push(GroupScore { obtained, possible, scale, interval });
    } else {
        let quantity = |over: i128| Quantity::wide(over, total.scale);
        let total = aggregate::Fraction { obtained: quantity(total.obtained), possible: quantity(total.possible) };
        scores.push_figures(&total, interval);
    }
}

impl<'a, 'p, 'g> Means<'a, 'p, 'g> {
    /// The means of an audit; `None` if more clusters are present than are counted.
    fn new(run: &'a Run<'p, 'g>, slots: &'a Slots, room: &'a mut Room) -> Option<Self> {
        let clusters: Vec<_> = run.memory.linked.present().collect();
        let groups = run.own.len();
        room.reached.clear();
        room.concerned.clear();
        room.concerned.resize(clusters.len() * groups, false);
        for (cluster, concerned) in clusters.iter().zip(room.concerned.chunks_exact_mut(groups)) {
            for point in cluster.points().iter().filter(|point| run.linked[point.0].is_some()) {
                run.plan.totals.chains[point.0].iter().for_each(|group| concerned[*group] = true);
            }
        }
        let assumed = vec![None; clusters.len()];
        (clusters.len() < Clusters::BITS as usize).then_some(Self { run, slots, room, clusters, assumed })
    }

    /// Where the total of a group may lie.
    fn reach(&mut self, group: GroupId) -> Result<Reached, Rare> {
        let key = (group.0, self.assumption(group));
        if let Some(known) = self.room.reached.get(&key) {
            return Ok(known.clone());
        }
        let mut total = self.room.spare.pop().unwrap_or_default();
        total.clear();
        self.gather(group, &mut total)?;
        let (scale, bound) = common_scale(&total).ok_or(Rare)?;
        let scaled = &mut self.room.scaled;
        total.translate(scaled, bound, |share| share.over(scale));
        self.room.spare.push(total);
        let reached = Reached::of(scaled, scale, self.run.plan.asks_sums);
        self.room.reached.insert(key, reached.clone());
        Ok(reached)
    }

    /// The scenarios assumed of what a group depends on, as a number.
    fn assumption(&self, group: GroupId) -> u64 {
        let concerned = self.room.concerned.chunks_exact(self.run.own.len());
        let clusters = self.clusters.iter().zip(&self.assumed).zip(concerned);
        clusters.filter(|(_, concerned)| concerned[group.0]).fold(0, |number, ((cluster, assumed), _)| {
            // All of them together have no more scenarios than there are joint cells.
            number * (cluster.scenarios() as u64 + 1) + assumed.map_or(0, |scenario| scenario as u64 + 1)
        })
    }

    /// Gathers what the total of a group is made of.
    fn gather(&mut self, group: GroupId, total: &mut Prospects<Share>) -> Result<(), Rare> {
        let mut open: Vec<Part> = Vec::new();
        for child in &self.run.program.grid.group(group).children {
            if aggregate::is_out_of_total(self.run.program.grid, *child) {
                continue;
            }
            match self.deciding(*child) {
                0 => self.add_choice(*child, total)?,
                clusters => open.push(Part { child: *child, clusters }),
            }
        }
        total.add_scenario(self.share(self.run.own[group.0])?);
        total.end_cluster();
        while let Some(first) = open.first() {
            // Parts that share a cluster, directly or through others.
            let mut shared = first.clusters;
            let grows = |part: &&Part, shared: Clusters| part.clusters & shared != 0 && part.clusters & !shared != 0;
            while let Some(more) = open.iter().find(|part| grows(part, shared)) {
                shared |= more.clusters;
            }
            let (linked, others): (Vec<_>, Vec<_>) = open.into_iter().partition(|part| part.clusters & shared != 0);
            self.add_linked(&linked, shared, total)?;
            open = others;
        }
        Ok(())
    }

    /// Adds a cluster of parts, given the clusters of points that decide what they bring.
    fn add_linked(&mut self, parts: &[Part], clusters: Clusters, total: &mut Prospects<Share>) -> Result<(), Rare> {
        match parts {
            // A group alone whose weight is known has the interval of its own total.
            [Part { child: Child::Group(group), .. }] if self.run.group_weights[group.0].is_some() => {
                self.add_choice(Child::Group(*group), total)?;
                total.add_scenario(Share::NONE);
            }
            [only] => {
                let start = total.options.len();
                self.assume_first(clusters);
                loop {
                    self.add_options(only.child, &mut total.options)?;
                    if !self.assume_next(clusters) {
                        break;
                    }
                }
                keep_extremes(&mut total.options, start);
                total.add_choices(start, 1);
                total.add_scenario(Share::NONE);
            }
            several => {
                self.assume_first(clusters);
                loop {
                    for part in several {
                        self.add_choice(part.child, total)?;
                    }
                    total.add_scenario(Share::NONE);
                    if !self.assume_next(clusters) {
                        break;
                    }
                }
            }
        }
        total.end_cluster();
        Ok(())
    }

    /// Assumes the first combination of scenarios of these clusters.
    fn assume_first(&mut self, clusters: Clusters) {
        for at in bits(clusters) {
            self.assumed[at] = Some(0);
        }
    }

    /// Assumes the next combination; after the last, none, which is told.
    fn assume_next(&mut self, clusters: Clusters) -> bool {
        for at in bits(clusters) {
            let next = self.assumed[at].map_or(0, |scenario| scenario + 1);
            if next < self.clusters[at].scenarios() {
                self.assumed[at] = Some(next);
                return true;
            }
            self.assumed[at] = Some(0);
        }
        for at in bits(clusters) {
            self.assumed[at] = None;
        }
        false
    }

    /// The clusters without an assumption on which a part depends.
    fn deciding(&self, child: Child) -> Clusters {
        let decides = |at: usize| match child {
            Child::Point(point) => self.run.linked[point.0].is_some() && self.clusters[at].points().contains(&point),
            Child::Group(group) => self.room.concerned[at * self.run.own.len() + group.0],
        };
        let open = (0..self.clusters.len()).filter(|at| self.assumed[*at].is_none() && decides(*at));
        open.fold(0, |clusters, at| clusters | 1 << at)
    }

    /// Adds what a part may bring to the next scenario.
    fn add_choice(&mut self, child: Child, total: &mut Prospects<Share>) -> Result<(), Rare> {
        let start = total.options.len();
        self.add_options(child, &mut total.options)?;
        if total.options.len() > start {
            total.add_choices(start, 1);
        }
        Ok(())
    }

    /// Adds what a part may bring, missing ratings and what is open in a group alone leaving a choice; nothing for points that hold
    /// nothing up.
    fn add_options(&mut self, child: Child, options: &mut Vec<Share>) -> Result<(), Rare> {
        match child {
            Child::Point(point) => self.add_point(point, options),
            Child::Group(group) => self.add_group(group, options),
        }
    }

    fn add_group(&mut self, group: GroupId, options: &mut Vec<Share>) -> Result<(), Rare> {
        let Some(weight) = self.weight(group) else {
            options.push(Share::NONE);
            return Ok(());
        };
        let share = |obtained: i128, possible: i128| {
            let total = Fraction { obtained, possible, scale: 1 };
            total.share(weight).and_then(Share::of).ok_or(Rare)
        };
        if !self.run.incomplete[group.0] {
            let Fraction { obtained, possible, .. } = self.run.averages[group.0];
            options.push(if possible == 0 { Share::NONE } else { share(obtained, possible)? });
            return Ok(());
        }
        let reached = self.reach(group)?;
        if let Some((low, high)) = reached.ends {
            options.push(share(low.obtained.into(), low.possible.into())?);
            if low != high {
                options.push(share(high.obtained.into(), high.possible.into())?);
            }
        }
        if reached.may_be_empty {
            options.push(Share::NONE);
        }
        Ok(())
    }

    fn add_point(&self, point: PointId, options: &mut Vec<Share>) -> Result<(), Rare> {
        let run = self.run;
        let brought = if let Some(recorded) = run.linked[point.0] {
            let assumed = self.clusters.iter().zip(&self.assumed);
            let assumed = assumed.filter_map(|(cluster, scenario)| Some((cluster, (*scenario)?)));
            let rows = &run.memory.rows;
            let mut found = None;
            for (cluster, scenario) in assumed {
                found = found.or(cluster.brings(scenario, point, recorded, rows, self.slots)?);
            }
            found.unwrap_or(Brings::Worth(Worth::default()))
        } else if let Ok(at) = run.waiting.binary_search_by_key(&point.0, |waiting| waiting.point) {
            let (waiting, rows) = (&run.waiting[at], &run.memory.rows);
            let row = run.memory.facts[run.memory.present[point.0].fact as usize].row;
            if waiting.score.status == PointStatus::Unrated && row != Row::NONE {
                Brings::Missing(rows.missing(row, run.plan.totals.may_drop[point.0]))
            } else {
                Brings::Worth(settles(point.0, waiting.score, row, rows, self.slots)?)
            }
        } else {
            return Ok(());
        };
        match brought {
            Brings::Worth(worth) => options.push(self.share(worth)?),
            Brings::Missing(missing) => {
                options.push(self.share(missing.worst)?);
                options.push(self.share(missing.best)?);
                if missing.may_drop {
                    options.push(Share::NONE);
                }
            }
        }
        Ok(())
    }

    /// A group's own weight; `None` where it has no single one.
    fn weight(&self, group: GroupId) -> Option<(i64, i64)> {
        self.run.group_weights[group.0].or_else(|| {
            let mut assumed = self.clusters.iter().zip(&self.assumed);
            assumed.find_map(|(cluster, scenario)| cluster.weight((*scenario)?, group))
        })
    }

    /// What points bring, in lowest terms.
    fn share(&self, worth: Worth) -> Result<Share, Rare> {
        let (obtained, possible) = (worth.obtained.into(), worth.possible.into());
        let scale = self.run.plan.totals.denominator.into();
        Share::of(Fraction { obtained, possible, scale }).ok_or(Rare)
    }
}

fn bits(clusters: Clusters) -> impl Iterator<Item = usize> {
    (0..Clusters::BITS as usize).filter(move |at| clusters >> at & 1 == 1)
}

impl Reached {
    fn of(total: &Prospects, scale: i64, asks_sums: bool) -> Self {
        let reach = total.spread().and_then(|spread| spread.reach()).unwrap_or_else(|| total.reach());
        let lowest = |end: Worth| {
            let common = i64::try_from(gcd(end.obtained.into(), end.possible.into())).unwrap_or(1);
            Worth { obtained: end.obtained / common, possible: end.possible / common }
        };
        let scaled = |(low, high): Ends<i64>| (Quantity::ratio(low, scale), Quantity::ratio(high, scale));
        Self {
            ends: reach.ends.map(|(low, high)| (lowest(low), lowest(high))),
            may_be_empty: reach.may_be_empty,
            sums: asks_sums.then(|| Sums { obtained: scaled(total.obtained()), possible: scaled(total.possible()) }),
        }
    }
}

impl From<Reached> for Range {
    fn from(reached: Reached) -> Self {
        super::interval::Reach { ends: reached.ends, may_be_empty: reached.may_be_empty }.into()
    }
}
