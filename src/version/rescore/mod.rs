//! Archived audits scored under two versions, each difference put down to the changes that make it (`semantics.md` §5).
//!
//! A [`Rescoring`] is made once of both grids, their lineage and their diff, and shared by all threads; each has a [`Rescorer`] of its
//! own, which scores one audit after the other under both versions. What it gives, a [`Rescored`], borrows from it: statuses, totals and
//! decisions of both sides, what moved, and the [`Attribution`] of any total, worked out when asked for. An [`Impact`] adds many of
//! them up.

mod by;
mod carry;
mod cause;
mod flip;
mod hybrid;
mod impact;
mod recorded;
mod sentence;
mod sides;
mod strand;
mod total;
pub mod write;

pub use by::{By, Parts};
pub use cause::{Cause, CauseId};
pub use flip::{Flip, Sets};
pub use impact::{Affected, Award, Awards, CauseImpact, Impact, Label, PointImpact, State};
pub use sentence::{of_all, of_point};
pub use total::{Attribution, Share};

use std::sync::Arc;

use super::diff::Diff;
use super::joint::{Joint, Side};
use super::lineage::{Lineage, Lost};
use crate::audit::{Layout, RatingCell, Refusal, Slots};
use crate::grid::{DecisionId, Grid, GroupId, InputId, PointId};
use crate::score::program::{Program, Scorer};
use crate::score::{PointScore, Scores};
use carry::Carrier;
use cause::Causes;
use recorded::Recorded;
use sides::Sides;
use strand::{Pair, Strand};

/// Two versions ready to score archives under both.
pub struct Rescoring<'g> {
    old: &'g Grid,
    new: &'g Grid,
    lineage: &'g Lineage,
    programs: [Program<'g>; 2],
    carrier: Carrier<'g>,
    strands: Vec<Strand>,
    causes: Vec<Cause>,
    /// The cause of totals made otherwise, and of the weight of each old group in a mean.
    totals_cause: CauseId,
    group_causes: Vec<CauseId>,
    /// The cause of decisions made otherwise, if some are.
    rule: Option<CauseId>,
    recorded: Recorded<'g>,
    /// A denominator of everything points bring on both sides, if sums over it fit words.
    unit: Option<i64>,
}

/// Scores audits under both versions, one after the other.
pub struct Rescorer<'r, 'g> {
    plan: &'r Rescoring<'g>,
    old: Scorer<'r, 'g>,
    new: Scorer<'r, 'g>,
    followed: Slots,
    lost: Vec<Lost>,
    active: Vec<usize>,
}

/// One audit under both versions.
pub struct Rescored<'r, 'g> {
    /// Under the old version.
    pub before: &'r Scores,
    /// Under the new one.
    pub after: Result<&'r Scores, NewlyRefused>,
    /// The audit as the new version reads it.
    pub followed: &'r Slots,
    /// What was recorded and cannot follow.
    pub lost: &'r [Lost],
    sides: Sides<'r, 'g>,
}

/// Why the new version refuses an audit the old one accepted.
#[derive(Debug, Clone)]
pub enum NewlyRefused {
    /// An answer to this input of the old grid is one the new version does not have any more.
    Unreadable(InputId),
    /// Nothing can be true of it.
    Refused(Refusal),
}

/// A point that came to something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedPoint {
    /// The point before; none if it is new.
    pub old: Option<PointId>,
    /// The point after; none if nothing takes it up.
    pub new: Option<PointId>,
    /// What it is put down to.
    pub causes: Vec<CauseId>,
}

/// Everything that differs about one audit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// The points that came to something else.
    pub points: Vec<MovedPoint>,
    /// The difference of the grid's total; none if a side is refused or not complete.
    pub total: Option<Attribution>,
    /// The parts of `total` in the difference of scores, as they are written ([`Attribution::written`]).
    pub written: Vec<i64>,
    /// The decisions that came to another level.
    pub decisions: Vec<Flip>,
}

impl<'g> Rescoring<'g> {
    /// Two versions without errors, with what the new one takes up of the old and what changed.
    pub fn new(old: &'g Grid, new: &'g Grid, lineage: &'g Lineage, diff: &Diff) -> Self {
        let programs = [Program::new(old), Program::new(new)];
        let layouts = (programs[0].layout(), programs[1].layout());
        let carrier = Carrier::new(old, new, lineage, (&layouts.0, &layouts.1));
        let mut causes = Causes::new(diff);
        let strands = strand::strands(old, new, lineage, &mut causes);
        let group = |at: usize| lineage.group_of(GroupId(at)).unwrap_or(GroupId::ROOT);
        let group_causes = (0..old.groups.len()).map(|at| causes.group_weight(new, group(at))).collect();
        let totals_cause = causes.totals();
        let rule = causes.rule();
        let recorded = Recorded::new(Joint::new(old, new, lineage), diff);
        let causes = causes.into_known();
        let unit = unit(old, new, &programs);
        Self { old, new, lineage, programs, carrier, strands, causes, totals_cause, group_causes, rule, recorded, unit }
    }

    /// What differences can be put down to.
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// The old version.
    pub fn old(&self) -> &'g Grid {
        self.old
    }

    /// The new version.
    pub fn new_grid(&self) -> &'g Grid {
        self.new
    }

    /// What the new version takes up of the old one.
    pub fn lineage(&self) -> &'g Lineage {
        self.lineage
    }

    fn grid(&self, side: Side) -> &'g Grid {
        match side {
            Side::Old => self.old,
            Side::New => self.new,
        }
    }

    /// How audits of the old version are laid out.
    pub fn layout(&self) -> Arc<Layout> {
        self.programs[0].layout()
    }

    /// What scores audits, one a thread.
    pub fn rescorer(&self) -> Rescorer<'_, 'g> {
        let [old, new] = &self.programs;
        Rescorer {
            plan: self,
            old: old.scorer(),
            new: new.scorer(),
            followed: Slots::new(new.layout()),
            lost: Vec::new(),
            active: Vec::new(),
        }
    }
}

/// A denominator of what points bring on both sides, halves of halves of products included; none if sums over it may not fit, or if a
/// side averages.
fn unit(old: &Grid, new: &Grid, programs: &[Program<'_>; 2]) -> Option<i64> {
    let averages = |grid: &Grid| {
        grid.groups.first().is_none_or(|group| group.aggregation == crate::grid::Aggregation::WeightedMean)
    };
    if averages(old) || averages(new) {
        return None;
    }
    let [before, after] = programs.each_ref().map(|program| program.scorer().denominator());
    let unit = before?.checked_mul(after?)?.checked_mul(4)?;
    (unit < 1 << 40).then_some(unit)
}

impl<'r, 'g> Rescorer<'r, 'g> {
    /// Scores one audit of the old version under both; refused if the old version refuses it.
    pub fn rescore<'a>(&'a mut self, slots: &'a Slots) -> Result<Rescored<'a, 'g>, Refusal>
    where
        'r: 'a,
    {
        self.old.score(slots)?;
        self.plan.carrier.carry(slots, &mut self.followed, &mut self.lost);
        let refused = self.score_followed(slots);
        self.active.clear();
        if refused.is_none() {
            self.compare();
        }
        let sides = Sides::new(self.plan, [&self.old, &self.new], [slots, &self.followed], &self.active);
        Ok(Rescored {
            before: self.old.scores(),
            after: refused.map_or_else(|| Ok(self.new.scores()), Err),
            followed: &self.followed,
            lost: &self.lost,
            sides,
        })
    }

    /// Scores the audit under the new version; why it is refused, if it is.
    fn score_followed(&mut self, slots: &Slots) -> Option<NewlyRefused> {
        let unreadable = self.lost.iter().find_map(|lost| match lost {
            Lost::Answer(input) => Some(NewlyRefused::Unreadable(*input)),
            _ => None,
        });
        if unreadable.is_some() {
            return unreadable;
        }
        if let Err(refusal) = self.new.score(&self.followed) {
            return Some(NewlyRefused::Refused(refusal));
        }
        // Ratings that stood in for what was not known stand for levels of the old version.
        let settled = self.plan.recorded.settle(slots, &mut self.followed, self.new.scores());
        if settled.is_empty() {
            return None;
        }
        if let Err(refusal) = self.new.score(&self.followed) {
            return Some(NewlyRefused::Refused(refusal));
        }
        let points = &mut self.new.scores_mut().points;
        for point in settled.calculated {
            (points[point.0].status, points[point.0].fallback) = (crate::score::PointStatus::Computed, false);
        }
        None
    }

    /// Finds the strands that may bring a difference.
    fn compare(&mut self) {
        let (before, after) = (self.old.scores().points(), self.new.scores().points());
        for (at, strand) in self.plan.strands.iter().enumerate() {
            let differs = match strand {
                Strand::Pair(pair) => pair.may_differ || !same(pair, &before[pair.old.0], &after[pair.new.0]),
                Strand::Alone(_) => true,
            };
            if differs {
                self.active.push(at);
            }
        }
    }
}

/// True if a point that goes on has the same status and rating on both sides.
fn same(pair: &Pair, before: &PointScore, after: &PointScore) -> bool {
    let rating = match pair.cells.get(before.rating.index()) {
        Some(cell) if before.rating >= RatingCell::FIRST_LEVEL => *cell,
        _ => before.rating,
    };
    before.status == after.status && before.fallback == after.fallback && rating == after.rating
}

impl Rescored<'_, '_> {
    /// Everything that differs, worked out.
    pub fn differences(&self) -> Differences {
        let (points, total) = (self.moved(), self.attribution());
        let written = total.as_ref().map_or_else(Vec::new, Attribution::written);
        let decisions = flip::flips(&self.sides, self.after.as_ref().ok().copied());
        Differences { points, total, written, decisions }
    }

    /// The decisions of both versions: the new one and the old one it continues.
    pub fn decisions(&self) -> impl Iterator<Item = (Option<DecisionId>, Option<DecisionId>)> {
        let lineage = self.sides.plan.lineage;
        let new = lineage.decisions.iter().enumerate().map(|(at, from)| (Some(DecisionId(at)), *from));
        let gone = (0..self.sides.plan.old.decisions.len()).map(DecisionId);
        let gone = gone.filter(|old| lineage.decision_of(*old).is_none()).map(|old| (None, Some(old)));
        new.chain(gone)
    }

    /// Whether a point that counts on both sides is rated higher or lower, as a share of its best rating; none if it does not count.
    fn direction(&self, (old, new): (PointId, PointId)) -> Option<std::cmp::Ordering> {
        let plan = self.sides.plan;
        let share = |side: Side, id: PointId| {
            let grid = plan.grid(side);
            let value = crate::score::reference::value(grid, id, &self.sides.rating(side, id)?)?;
            Some(value / grid.scale(grid.point(id).scale).best()?)
        };
        Some(share(Side::New, new)?.cmp(&share(Side::Old, old)?))
    }

    /// The points that came to something else, in the order of the strands of both versions.
    pub fn moved(&self) -> Vec<MovedPoint> {
        if self.after.is_err() {
            return Vec::new();
        }
        let plan = self.sides.plan;
        self.sides.active.iter().flat_map(|at| self.moved_points(&plan.strands[*at])).collect()
    }

    fn moved_points(&self, strand: &Strand) -> Vec<MovedPoint> {
        let (before, after) = (self.sides.old.scores().points(), self.sides.new.scores().points());
        match strand {
            // What a split adds is told of each child, what merges of the point it becomes.
            Strand::Alone(alone) if alone.side == Side::Old && (alone.times > 0 || !alone.kin.is_empty()) => Vec::new(),
            Strand::Alone(alone) => {
                let causes = vec![alone.cause];
                let whole = |old, new| MovedPoint { old, new, causes: causes.clone() };
                match alone.side {
                    Side::Old => vec![whole(Some(alone.point), None)],
                    Side::New if alone.kin.is_empty() => vec![whole(None, Some(alone.point))],
                    Side::New => alone.kin.iter().map(|old| whole(Some(*old), Some(alone.point))).collect(),
                }
            }
            Strand::Pair(pair) => {
                let (was, is) = (&before[pair.old.0], &after[pair.new.0]);
                let facets = &pair.facets;
                let mut causes = Vec::new();
                if was.status.counts() != is.status.counts() {
                    causes.push(facets.counting);
                } else if !same(pair, was, is) {
                    causes.push(if was.status.counts() { facets.level } else { facets.counting });
                } else if was.status.counts() {
                    let weight = |side: Side, id| self.sides.weight(side, id);
                    if facets.weighs_otherwise && weight(Side::Old, pair.old) != weight(Side::New, pair.new) {
                        causes.push(facets.weight);
                    }
                    if !pair.worth_the_same {
                        causes.push(facets.scale);
                    }
                }
                causes.extend(pair.split);
                if causes.is_empty() {
                    return Vec::new();
                }
                vec![MovedPoint { old: Some(pair.old), new: Some(pair.new), causes }]
            }
        }
    }

    /// What the difference of the grid's total is put down to; none if a side is refused or not complete.
    pub fn attribution(&self) -> Option<Attribution> {
        self.attribution_of(GroupId::ROOT)
    }

    /// What the difference of the total of a group of the new version is put down to; none if it is new, or not complete on both sides.
    pub fn attribution_of(&self, group: GroupId) -> Option<Attribution> {
        self.after.as_ref().ok()?;
        let old = self.sides.plan.lineage.groups[group.0]?;
        total::attribution(&self.sides, old, group)
    }
}

#[cfg(test)]
mod tests;
