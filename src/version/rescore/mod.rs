//! Archived audits scored under two versions, each difference put down to the changes that make it (`semantics.md` §5).
//!
//! A [`Rescoring`] is made once of both grids, their lineage and what changed, and shared by all threads; each has a [`Rescorer`] of its
//! own, which scores one audit after the other under both versions. What it gives, a [`Rescored`], borrows from it: statuses, totals and
//! decisions of both sides, what moved, and the [`Attribution`] of any total, worked out when asked for. An [`Impact`] adds many of
//! them up.

mod active;
mod alike;
mod by;
mod carry;
mod cause;
mod counts;
mod differences;
mod flip;
mod groups;
mod hybrid;
mod impact;
mod leisure;
mod linear;
mod looked;
mod mean;
mod moves;
mod recorded;
mod rescorer;
mod sentence;
mod sides;
mod strand;
mod total;
mod whole;
mod worth;
pub mod write;

pub use by::{By, Parts};
pub use cause::{Cause, CauseId};
pub use counts::Counts;
pub use differences::Differences;
pub use flip::{Flip, Sets, Why};
pub use impact::{Affected, Award, Awards, CauseImpact, Impact, PointImpact, State};
pub use moves::{Few, Label, MovedPoint};
pub use rescorer::Rescorer;
pub use sentence::{of_all, of_point};
pub use total::{Attribution, Share};

use std::sync::Arc;

use num_integer::Integer;

use super::diff::Changes;
use super::joint::{Joint, Side};
use super::lineage::{Lineage, Lost};
use crate::audit::{Layout, Slots};
use crate::grid::{DecisionId, Grid, GroupId, InputId, PointId};
use crate::score::Scores;
use crate::score::program::{Program, Refused};
use active::Telling;
use alike::Compared;
use carry::Carrier;
use cause::Causes;
use looked::Looked;
use mean::Tree;
use moves::Move;
use recorded::Recorded;
use sides::Sides;
use strand::Strand;

/// Two versions ready to score archives under both.
pub struct Rescoring<'g> {
    old: &'g Grid,
    new: &'g Grid,
    lineage: &'g Lineage,
    programs: [Program<'g>; 2],
    carrier: Carrier<'g>,
    strands: Vec<Strand>,
    /// For each what tells what comes of it.
    tellings: Vec<Telling>,
    /// The totals it enters.
    entered: Vec<groups::Entered>,
    /// The same, as audits are compared.
    compared: Compared,
    /// The points told of, strand after strand, and for each strand the first.
    moves: Vec<Move>,
    first_moves: Vec<usize>,
    /// The decisions of the old version and of the new one that go together.
    decisions: Vec<Decisions>,
    causes: Vec<Cause>,
    /// The cause of totals made otherwise, and of the weight of each old group in a mean.
    totals_cause: CauseId,
    group_causes: Vec<CauseId>,
    /// For each decision of the new version the cause of it being made otherwise, if it is, and what it looks at.
    rules: Vec<Option<CauseId>>,
    looked: Vec<Option<Looked>>,
    /// The old tree with places for new points.
    tree: Tree,
    recorded: Recorded<'g>,
    /// A denominator of everything points bring on both sides, if sums over it fit words.
    unit: Option<i64>,
    /// How many of it each side's own denominator is, and how many make one of the denominator of both, over which most parts are whole.
    times: [i64; 2],
    step: i64,
}

/// A decision of the old version, and what continues it in the new one; one may be missing.
pub type Decisions = (Option<DecisionId>, Option<DecisionId>);

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
    Refused(Refused),
}

impl<'g> Rescoring<'g> {
    /// Two versions without errors, with what the new one takes up of the old and what changed.
    pub fn new(old: &'g Grid, new: &'g Grid, lineage: &'g Lineage, found: &Changes) -> Self {
        let programs = [Program::new(old), Program::new(new)];
        let layouts = (programs[0].layout(), programs[1].layout());
        let carrier = Carrier::new(old, new, lineage, (&layouts.0, &layouts.1));
        let mut causes = Causes::new(found);
        let mut strands = strand::strands(old, new, lineage, &mut causes);
        if let [Some(before), Some(after)] = programs.each_ref().map(Program::denominator) {
            let pairs = strands.iter_mut().filter_map(Strand::as_pair_mut);
            pairs.for_each(|pair| pair.learn_weighing([old, new], [before, after]));
        }
        let (mut moves, mut first_moves) = (Vec::new(), Vec::new());
        for strand in &strands {
            first_moves.push(moves.len());
            moves.extend(Move::of(strand, (old, new)));
        }
        let group = |at: usize| lineage.group_of(GroupId(at)).unwrap_or(GroupId::ROOT);
        let group_causes = (0..old.groups.len()).map(|at| causes.group_weight(new, group(at))).collect();
        let totals_cause = causes.totals();
        let decisions = || lineage.decisions.iter().enumerate();
        let rules = decisions().map(|(at, from)| from.and_then(|_| causes.rule(&new.decisions[at].name))).collect();
        let looked = decisions().map(|(at, from)| Some(Looked::new((old, new), ((*from)?, DecisionId(at))))).collect();
        let tree = Tree::new((old, new), lineage, &strands);
        let recorded = Recorded::new(Joint::new(old, new, lineage), found);
        let causes = causes.into_known();
        let (unit, times) = unit(old, new, &programs);
        let compared = Compared::new(&strands, &programs);
        let entered = groups::entered(&strands, &lineage.groups);
        let tellings = strands.iter().map(|strand| Telling::new(strand, [old, new])).collect();
        Self {
            old,
            new,
            lineage,
            programs,
            carrier,
            compared,
            strands,
            tellings,
            entered,
            moves,
            first_moves,
            decisions: paired(old, lineage),
            causes,
            totals_cause,
            group_causes,
            rules,
            looked,
            tree,
            recorded,
            unit,
            times,
            step: times[0].gcd(&times[1]).max(1),
        }
    }

    /// The points told of, before and after: those of both versions in the order of the old one, then those that are new.
    pub fn pairs(&self) -> impl Iterator<Item = (Option<PointId>, Option<PointId>)> + '_ {
        self.moves.iter().map(|one| (one.old, one.new))
    }

    /// The decisions that go together.
    pub fn decisions(&self) -> &[Decisions] {
        &self.decisions
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

    /// The denominator over which the parts of most differences are whole, if totals are sums.
    fn denominator(&self) -> Option<i64> {
        self.unit.map(|unit| unit / self.step)
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
}

/// The decisions of both versions: those only the new one has, then each old one and the one that continues it.
fn paired(old: &Grid, lineage: &Lineage) -> Vec<Decisions> {
    let new = lineage.decisions.iter().enumerate().filter(|(_, from)| from.is_none());
    let new = new.map(|(at, _)| (None, Some(DecisionId(at))));
    let olds = (0..old.decisions.len()).map(DecisionId);
    new.chain(olds.map(|old| (Some(old), lineage.decision_of(old)))).collect()
}

/// A denominator of what points bring on both sides, halves of halves of products included, and how many of it each side's own is; none
/// if sums over it may not fit, or if a side averages.
fn unit(old: &Grid, new: &Grid, programs: &[Program<'_>; 2]) -> (Option<i64>, [i64; 2]) {
    let averages = |grid: &Grid| {
        grid.groups.first().is_none_or(|group| group.aggregation == crate::grid::Aggregation::WeightedMean)
    };
    let denominators = programs.each_ref().map(Program::denominator);
    let ([Some(before), Some(after)], false) = (denominators, averages(old) || averages(new)) else {
        return (None, [0; 2]);
    };
    // The product holds the weights of one side with the scales of the other; where it is too large they go at leisure.
    let fits = |common: Option<i64>| common?.checked_mul(4).filter(|unit| *unit < 1 << 40);
    let unit = fits(before.checked_mul(after)).or_else(|| fits(Some(before.lcm(&after))));
    (unit, unit.map_or([0; 2], |unit| [unit / before, unit / after]))
}

impl Rescored<'_, '_> {
    /// Why the new version refuses the audit, in words.
    pub fn reason(&self) -> Option<String> {
        let plan = self.sides.plan;
        Some(match self.after.as_ref().err()? {
            NewlyRefused::Unreadable(input) => format!("la réponse à `{}` n’existe plus", plan.old.input(*input).name),
            NewlyRefused::Refused(refused) => refused.refusal(plan.new, self.followed).message(),
        })
    }

    /// The decisions that go together.
    pub fn decisions(&self) -> &[Decisions] {
        &self.sides.plan.decisions
    }
}

#[cfg(test)]
mod tests;
