//! Points that unknown inputs link: what they come to together, case by case. It is the reference that tells the cases, once
//! for each combination of cells met; what an audit records of the points is laid over them.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState as Quick;

use super::cells::{Digit, UNKNOWN};
use super::interval::{Missing, Prospects};
use super::scorer::Rare;
use super::spread::{Spread, both};
use super::totals::words;
use super::worth::{Row, Rows, Worth};
use super::{Plan, Program};
use crate::audit::{Audit, RatingCell, Slots};
use crate::grid::{GroupId, PointId};
use crate::score::reference::{Assessment, JointCases, Verdict};

/// Points whose fates hang together, with every way they may turn out.
pub(super) struct Cluster {
    points: Box<[PointId]>,
    /// One entry a point, scenario after scenario.
    spots: Box<[Spot]>,
    /// Groups whose own weight is open, in means.
    groups: Box<[GroupId]>,
    /// One entry a group, scenario after scenario.
    weights: Box<[Option<(i64, i64)>]>,
    /// The groups in whose totals its points count, parents before their children.
    branches: Box<[Branch]>,
    /// For each point the place of its own group among them, if it counts there.
    homes: Box<[Option<usize>]>,
}

/// A group in whose total points of a cluster count.
struct Branch {
    group: usize,
    /// The place among the branches of the group in whose total it counts itself.
    parent: Option<usize>,
}

/// What a point brings in a scenario.
pub(super) enum Brings {
    Worth(Worth),
    Missing(Missing),
}

/// What a point comes to in a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Spot {
    fate: Fate,
    /// What its ratings then bring; nothing without a single weight.
    row: Option<Row>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Fate {
    /// It does not count.
    Out,
    /// The auditor rates it.
    ToRate,
    /// It is computed at this level.
    Level(RatingCell),
}

/// The clusters met so far.
#[derive(Default)]
pub(super) struct Linked {
    /// By the entries of the sites they are made of, which stand for the cells of their variables.
    known: HashMap<Box<[u32]>, Found, Quick>,
    clusters: Vec<Cluster>,
    /// How many spots all of them have.
    spots: usize,
    /// The clusters of the present audit.
    present: Vec<usize>,
    /// For each site of the present audit that is open, its entry and the first site linked to it.
    open: Vec<Open>,
    /// For each variable the first open site that looks at it.
    owners: Vec<Option<usize>>,
    key: Vec<u32>,
    /// Of a cluster being laid over a total, the points it waits for, by place.
    waiting: Vec<(usize, Recorded)>,
    /// What they bring in a scenario to each branch, and what they bring in one or the other.
    sums: Vec<Spread>,
    ends: Vec<Option<Spread>>,
}

/// An open site of the present audit.
struct Open {
    site: usize,
    entry: u32,
    leader: usize,
}

/// The clusters linked sites make, by index; `None` past the limit of what is enumerated.
type Found = Option<std::ops::Range<usize>>;

impl Linked {
    /// None yet, over so many variables.
    pub(super) fn new(variables: usize) -> Self {
        Self { owners: vec![None; variables], ..Self::default() }
    }

    /// How much is remembered.
    pub(super) fn size(&self) -> usize {
        self.known.len() + self.spots
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.known.clear();
        self.clusters.clear();
        self.spots = 0;
    }

    /// The present audit has no clusters.
    pub(super) fn find_none(&mut self) {
        self.present.clear();
    }

    /// Finds the clusters of an audit: those of its open sites, given with their entries.
    pub(super) fn find(
        &mut self,
        program: &Program<'_>,
        plan: &Plan,
        rows: &mut Rows,
        open: &[(usize, u32)],
        slots: &Slots,
        digits: &[Digit],
    ) -> Result<(), Rare> {
        self.link(plan, open, digits);
        self.present.clear();
        for leader in 0..self.open.len() {
            if self.open[leader].leader != leader {
                continue;
            }
            self.key.clear();
            self.key.extend(self.open.iter().filter(|open| open.leader == leader).map(|open| open.entry));
            if !self.known.contains_key(self.key.as_slice()) {
                let sites = self.open.iter().filter(|open| open.leader == leader);
                let mut points: Vec<PointId> = sites.flat_map(|open| &plan.sites[open.site].points).copied().collect();
                points.sort_unstable();
                let audit = slots.to_audit(program.grid());
                let found = self.learn(program, plan, rows, &points, &audit);
                self.known.insert(self.key.as_slice().into(), found);
            }
            match self.known.get(self.key.as_slice()) {
                Some(Some(found)) => self.present.extend(found.clone()),
                _ => return Err(Rare),
            }
        }
        Ok(())
    }

    /// Links open sites that look at the same unknown variables.
    fn link(&mut self, plan: &Plan, open: &[(usize, u32)], digits: &[Digit]) {
        self.open.clear();
        self.owners.fill(None);
        for (at, (site, entry)) in open.iter().enumerate() {
            self.open.push(Open { site: *site, entry: *entry, leader: at });
            for variable in plan.sites[*site].linked.iter().filter(|variable| digits[**variable] == UNKNOWN) {
                let owner = *self.owners[*variable].get_or_insert(at);
                let (one, other) = (self.open[owner].leader, self.open[at].leader);
                for open in self.open.iter_mut().filter(|open| open.leader == one.max(other)) {
                    open.leader = one.min(other);
                }
            }
        }
    }

    /// Asks the reference what points come to together.
    fn learn(
        &mut self,
        program: &Program<'_>,
        plan: &Plan,
        rows: &mut Rows,
        points: &[PointId],
        audit: &Audit,
    ) -> Found {
        let assessment = program.evaluator.open(audit).ok()?;
        let start = self.clusters.len();
        for joint in assessment.joint_cases(points).ok()? {
            let cluster = Cluster::new(&assessment, plan, rows, joint)?;
            self.spots += cluster.spots.len() + cluster.weights.len();
            self.clusters.push(cluster);
        }
        Some(start..self.clusters.len())
    }

    /// Adds to what may come of each group what its linked points may bring, given what is recorded of those that wait.
    pub(super) fn spread(
        &mut self,
        rows: &Rows,
        slots: &Slots,
        recorded: &[Option<Recorded>],
        spreads: &mut [Option<Spread>],
    ) -> Result<(), Rare> {
        let Self { clusters, present, waiting, sums, ends, .. } = self;
        for cluster in present.iter().map(|at| &clusters[*at]) {
            cluster.gather(|point| recorded[point.0], waiting);
            if waiting.is_empty() {
                continue;
            }
            ends.clear();
            let mut is_told = true;
            for scenario in cluster.spots.chunks_exact(cluster.points.len()) {
                sums.clear();
                sums.resize(cluster.branches.len(), Spread::NONE);
                for (at, recorded) in waiting.iter() {
                    let Some(home) = cluster.homes[*at] else { continue };
                    let brings = scenario[*at].brings(*recorded, rows, || slots.millionths(cluster.points[*at]))?;
                    match brings.spread() {
                        Some(spread) => sums[home] = sums[home].plus(spread),
                        None => is_told = false,
                    }
                }
                for (at, branch) in cluster.branches.iter().enumerate().rev() {
                    if let Some(parent) = branch.parent {
                        sums[parent] = sums[parent].plus(sums[at]);
                    }
                }
                if ends.is_empty() {
                    ends.extend(sums.iter().copied().map(Some));
                } else {
                    for (end, sum) in ends.iter_mut().zip(sums.iter()) {
                        *end = end.and_then(|end| end.or(*sum));
                    }
                }
            }
            for (branch, end) in cluster.branches.iter().zip(ends.iter()) {
                spreads[branch.group] = both(spreads[branch.group], end.filter(|_| is_told));
            }
        }
        Ok(())
    }

    /// Adds to the prospects of a group's total what its linked points may bring: those `waits` says yes to.
    pub(super) fn lay_over(
        &mut self,
        prospects: &mut Prospects,
        rows: &Rows,
        slots: &Slots,
        group: usize,
        waits: impl Fn(PointId) -> Option<Recorded>,
    ) -> Result<(), Rare> {
        let Self { clusters, present, waiting, .. } = self;
        let counts = |cluster: &&Cluster| cluster.branches.iter().any(|branch| branch.group == group);
        for cluster in present.iter().map(|at| &clusters[*at]).filter(counts) {
            cluster.gather(&waits, waiting);
            if waiting.is_empty() {
                continue;
            }
            for scenario in cluster.spots.chunks_exact(cluster.points.len()) {
                let mut settled = Worth::default();
                for (at, recorded) in waiting.iter() {
                    match scenario[*at].brings(*recorded, rows, || slots.millionths(cluster.points[*at]))? {
                        Brings::Worth(worth) => settled = settled.plus(worth),
                        Brings::Missing(missing) => prospects.add_missing(&missing, 1),
                    }
                }
                prospects.add_scenario(settled);
            }
            prospects.end_cluster();
        }
        Ok(())
    }

    /// The clusters of the present audit.
    pub(super) fn present(&self) -> impl Iterator<Item = &Cluster> {
        self.present.iter().map(|at| &self.clusters[*at])
    }
}

impl Brings {
    fn spread(&self) -> Option<Spread> {
        match self {
            Self::Worth(worth) => Spread::of(*worth),
            Self::Missing(missing) => Spread::missing(missing),
        }
    }
}

impl Spot {
    /// What the point brings, given what is recorded of it.
    fn brings(self, recorded: Recorded, rows: &Rows, millionths: impl Fn() -> i64) -> Result<Brings, Rare> {
        let nothing = Ok(Brings::Worth(Worth::default()));
        let Some(row) = self.row else { return nothing };
        let rating = match self.fate {
            _ if recorded.stands => recorded.rating,
            Fate::Out => return nothing,
            Fate::Level(level) => level,
            Fate::ToRate => recorded.rating,
        };
        if rating == RatingCell::NONE {
            return Ok(Brings::Missing(rows.missing(row, recorded.may_drop)));
        }
        row.worth(&rows.entries, rating, millionths).map(Brings::Worth).ok_or(Rare)
    }
}

/// What is recorded of a point that waits for unknown inputs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recorded {
    pub(super) rating: RatingCell,
    /// The rating stands whatever the inputs turn out to be.
    pub(super) stands: bool,
    /// The point may be set aside.
    pub(super) may_drop: bool,
}

/// The most spots of one cluster.
const MOST_SPOTS: usize = 1 << 18;

impl Cluster {
    /// The points that wait, by their place among those of the cluster, with what is recorded of them.
    fn gather(&self, waits: impl Fn(PointId) -> Option<Recorded>, waiting: &mut Vec<(usize, Recorded)>) {
        waiting.clear();
        let points = self.points.iter().enumerate();
        waiting.extend(points.filter_map(|(at, point)| Some((at, waits(*point)?))));
    }

    /// A cluster of the reference; `None` if it is too large to keep.
    fn new(assessment: &Assessment<'_>, plan: &Plan, rows: &mut Rows, joint: JointCases) -> Option<Self> {
        let mut seen = HashSet::new();
        let (mut all, mut weights) = (Vec::new(), Vec::new());
        for case in joint.cases {
            let spots = joint.points.iter().zip(&case.points).map(|(point, (verdict, weight))| {
                let fate = match verdict {
                    Verdict::NotApplicable | Verdict::NotRetained | Verdict::NoSingleLevel(_) => Fate::Out,
                    Verdict::ToRate => Fate::ToRate,
                    Verdict::Level(level) => Fate::Level(RatingCell::level(*level)?),
                };
                let row = match weight {
                    Some(weight) => Some(rows.row(assessment.grid, *point, weight)?),
                    None => None,
                };
                Some(Spot { fate, row })
            });
            let spots = spots.collect::<Option<Box<[Spot]>>>()?;
            let mut own = Vec::new();
            for weight in &case.groups {
                own.push(match weight {
                    Some(weight) => Some(words(weight)?),
                    None => None,
                });
            }
            let scenario = (spots, own);
            if !seen.contains(&scenario) {
                all.extend_from_slice(&scenario.0);
                weights.extend_from_slice(&scenario.1);
                seen.insert(scenario);
            }
            if all.len() > MOST_SPOTS {
                return None;
            }
        }
        let chain = |point: &PointId| plan.totals.chains[point.0].as_slice();
        let mut within: Vec<usize> = joint.points.iter().flat_map(chain).copied().collect();
        within.sort_unstable();
        within.dedup();
        let place = |group: &usize| within.binary_search(group).ok();
        let branch = |group: &usize| {
            let mut steps = joint.points.iter().flat_map(|point| chain(point).windows(2));
            let parent = steps.find(|step| step[0] == *group).and_then(|step| place(&step[1]));
            Branch { group: *group, parent }
        };
        let homes = joint.points.iter().map(|point| chain(point).first().and_then(place));
        Some(Self {
            branches: within.iter().map(branch).collect(),
            homes: homes.collect(),
            points: joint.points.into(),
            spots: all.into(),
            groups: joint.groups.into(),
            weights: weights.into(),
        })
    }

    /// The points.
    pub(super) fn points(&self) -> &[PointId] {
        &self.points
    }

    /// How many scenarios there are.
    pub(super) fn scenarios(&self) -> usize {
        self.spots.len() / self.points.len()
    }

    /// What a point brings in a scenario; `None` if it is not of the cluster.
    pub(super) fn brings(
        &self,
        scenario: usize,
        point: PointId,
        recorded: Recorded,
        rows: &Rows,
        slots: &Slots,
    ) -> Result<Option<Brings>, Rare> {
        let Some(at) = self.points.iter().position(|other| *other == point) else { return Ok(None) };
        let spot = self.spots[scenario * self.points.len() + at];
        spot.brings(recorded, rows, || slots.millionths(point)).map(Some)
    }

    /// The own weight of a group in a scenario; `None` if it has no single one there, or is not of the cluster.
    pub(super) fn weight(&self, scenario: usize, group: GroupId) -> Option<(i64, i64)> {
        let at = self.groups.iter().position(|other| *other == group)?;
        self.weights[scenario * self.groups.len() + at]
    }
}
