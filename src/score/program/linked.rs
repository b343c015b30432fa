//! Points that unknown inputs link: what they come to together, case by case. It is the reference that tells the cases, once
//! for each combination of cells met; what an audit records of the points is laid over them.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState as Quick;

use super::cells::{Digit, UNKNOWN};
use super::interval::{Missing, Prospects};
use super::scorer::Rare;
use super::worth::{Row, Rows, Worth};
use super::{Plan, Program};
use crate::audit::{Audit, RatingCell, Slots};
use crate::grid::PointId;
use crate::score::reference::{Assessment, JointCases, Verdict};

/// Points whose fates hang together, with every way they may turn out.
pub(super) struct Cluster {
    points: Box<[PointId]>,
    /// One entry a point, scenario after scenario.
    scenarios: Box<[Spot]>,
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
                let found = self.learn(program, rows, &points, &audit);
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
    fn learn(&mut self, program: &Program<'_>, rows: &mut Rows, points: &[PointId], audit: &Audit) -> Found {
        let assessment = program.evaluator.open(audit).ok()?;
        let start = self.clusters.len();
        for joint in assessment.joint_cases(points).ok()? {
            let cluster = Cluster::new(&assessment, rows, &joint)?;
            self.spots += cluster.scenarios.len();
            self.clusters.push(cluster);
        }
        Some(start..self.clusters.len())
    }

    /// Adds to the prospects of a total what its linked points may bring: those `waits` says yes to.
    pub(super) fn lay_over(
        &self,
        prospects: &mut Prospects,
        rows: &Rows,
        slots: &Slots,
        waits: &impl Fn(PointId) -> Option<Recorded>,
    ) -> Result<(), Rare> {
        for cluster in self.present.iter().map(|at| &self.clusters[*at]) {
            if cluster.points.iter().all(|point| waits(*point).is_none()) {
                continue;
            }
            for scenario in cluster.scenarios.chunks_exact(cluster.points.len()) {
                let mut settled = Worth::default();
                for (point, spot) in cluster.points.iter().zip(scenario) {
                    let (Some(recorded), Some(row)) = (waits(*point), spot.row) else { continue };
                    let rating = match spot.fate {
                        _ if recorded.stands => recorded.rating,
                        Fate::Out => continue,
                        Fate::Level(level) => level,
                        Fate::ToRate => recorded.rating,
                    };
                    if rating == RatingCell::NONE {
                        let (worst, best) = rows.ends(row);
                        prospects.add_missing(Missing { worst, best, may_drop: recorded.may_drop });
                    } else {
                        let worth = row.worth(&rows.entries, rating, || slots.millionths(*point)).ok_or(Rare)?;
                        settled = settled.plus(worth);
                    }
                }
                prospects.add_scenario(settled);
            }
            prospects.end_cluster();
        }
        Ok(())
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
    /// A cluster of the reference; `None` if it is too large to keep.
    fn new(assessment: &Assessment<'_>, rows: &mut Rows, joint: &JointCases) -> Option<Self> {
        let mut seen: HashSet<Box<[Spot]>> = HashSet::new();
        let mut scenarios = Vec::new();
        for case in &joint.cases {
            let spots = joint.points.iter().zip(case).map(|(point, (verdict, weight))| {
                let fate = match verdict {
                    Verdict::NotApplicable | Verdict::NotRetained | Verdict::NoSingleLevel(_) => Fate::Out,
                    Verdict::ToRate => Fate::ToRate,
                    Verdict::Level(level) => Fate::Level(RatingCell::level(*level)?),
                };
                let row = match weight {
                    Some(weight) => Some(rows.row(assessment.grid, *point, weight, weight)?),
                    None => None,
                };
                Some(Spot { fate, row })
            });
            let spots: Box<[Spot]> = spots.collect::<Option<_>>()?;
            if !seen.contains(&spots) {
                scenarios.extend_from_slice(&spots);
                seen.insert(spots);
            }
            if scenarios.len() > MOST_SPOTS {
                return None;
            }
        }
        Some(Self { points: joint.points.as_slice().into(), scenarios: scenarios.into() })
    }
}
