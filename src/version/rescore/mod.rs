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
pub use sentence::{of_all, of_point};
pub use total::{Attribution, Share};

use std::cell::RefCell;
use std::sync::Arc;

use num_integer::Integer;

use super::diff::Changes;
use super::joint::{Joint, Side};
use super::lineage::{Lineage, Lost};
use crate::audit::{Layout, Refusal, Slots};
use crate::grid::{DecisionId, Grid, GroupId, InputId, PointId};
use crate::score::program::{Program, Refused, Said, Scorer};
use crate::score::{PointStatus, Scores};
use active::{Active, Effects, Telling};
use alike::{Alike, Compared};
use carry::Carrier;
use cause::Causes;
use looked::Looked;
use mean::Tree;
use moves::Move;
use recorded::Recorded;
use sides::Sides;
use strand::Strand;
use whole::Known;

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

/// Scores audits under both versions, one after the other.
pub struct Rescorer<'r, 'g> {
    plan: &'r Rescoring<'g>,
    old: Scorer<'r, 'g>,
    new: Scorer<'r, 'g>,
    /// The audits as the new version reads them: a block, and one that is alone.
    block: Slots,
    alone: Slots,
    /// The block they are carried over from: see [`Slots::serial`].
    serial: Option<u64>,
    /// What was recorded of each and cannot follow.
    lost: Vec<Vec<Lost>>,
    alike: Alike,
    differing: Vec<usize>,
    /// For each strand that always may bring a difference where what comes of it is remembered, audit by audit.
    places: Vec<[Option<usize>; Slots::MOST]>,
    active: Vec<Active>,
    known: RefCell<Known>,
    effects: RefCell<Effects>,
    parts: RefCell<groups::Parts>,
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

    /// What scores audits, one a thread.
    pub fn rescorer(&self) -> Rescorer<'_, 'g> {
        let [old, new] = &self.programs;
        Rescorer {
            plan: self,
            old: old.scorer(),
            new: new.scorer(),
            block: Slots::block(new.layout()),
            alone: Slots::new(new.layout()),
            serial: None,
            lost: vec![Vec::new(); Slots::MOST],
            alike: Alike::default(),
            differing: Vec::new(),
            places: vec![[None; Slots::MOST]; self.compared.others.len()],
            active: Vec::new(),
            known: RefCell::default(),
            effects: RefCell::default(),
            parts: RefCell::default(),
        }
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

impl<'r, 'g> Rescorer<'r, 'g> {
    /// For those who ask for no more of the results of either side than [`Scorer::without_points`] tells.
    #[must_use]
    pub fn without_points(self) -> Self {
        Self { old: self.old.without_points(), new: self.new.without_points(), ..self }
    }

    /// Scores one audit of the old version under both; refused if the old version refuses it.
    pub fn rescore<'a>(&'a mut self, slots: &'a Slots) -> Result<Rescored<'a, 'g>, Refusal>
    where
        'r: 'a,
    {
        self.old.score(slots)?;
        self.carry(slots);
        let (refused, way) = self.score_followed(slots);
        self.active.clear();
        if refused.is_none() {
            self.find_active(slots, way);
        }
        let followed = if way == Way::Block { &self.block } else { &self.alone };
        let sides = Sides::new(
            self.plan,
            [&self.old, &self.new],
            [slots, followed],
            &self.active,
            (&self.known, &self.effects, &self.parts),
        );
        Ok(Rescored {
            before: self.old.scores(),
            after: refused.map_or_else(|| Ok(self.new.scores()), Err),
            followed,
            lost: &self.lost[slots.at()],
            sides,
        })
    }

    /// Finds the strands that may bring a difference in an audit that went this way.
    fn find_active(&mut self, slots: &Slots, way: Way) {
        let Self { plan, old, new, alike, places, effects, differing, active, .. } = self;
        let (compared, effects) = (&plan.compared, effects.get_mut());
        let slots = [slots, if way == Way::Block { &self.block } else { &self.alone }];
        let said = old.said().zip(new.said()).map(|(was, is)| [was, is]);
        let told = said.filter(|_| way != Way::Settled);
        let is_new = told.is_some_and(|said| alike.tell(compared, said, slots[0]));
        if let Some(said) = said {
            effects.keep_to(said.map(Said::era), is_new);
        }
        alike.compare(compared, [old, new], (slots, told.is_some()), differing);
        let telling = |strand: usize| (strand, &plan.tellings[strand]);
        if let Some(said) = told.filter(|_| is_new) {
            for (strand, places) in compared.others.iter().zip(places.iter_mut()) {
                effects.place(telling(*strand), said, slots, places);
            }
        }
        for (at, strand) in compared.others.iter().enumerate() {
            active.push(match told {
                Some(_) => Active::placed(*strand, &plan.tellings[*strand], places[at][slots[0].at()]),
                None => Active::new(telling(*strand), said, slots, effects),
            });
        }
        if !differing.is_empty() {
            active.extend(differing.iter().map(|strand| Active::new(telling(*strand), said, slots, effects)));
            active.sort_unstable_by_key(|active| active.strand);
        }
    }

    /// Lays the audit out for the new version; all audits of a block together.
    fn carry(&mut self, slots: &Slots) {
        let carrier = &self.plan.carrier;
        match slots.serial() {
            None => carrier.carry(slots, &mut self.alone, &mut self.lost),
            serial => {
                if serial != self.serial {
                    carrier.carry(slots, &mut self.block, &mut self.lost);
                }
                self.block.turn_to(slots.at());
            }
        }
        self.serial = slots.serial();
    }

    /// Scores the audit under the new version: why it is refused, if it is, and where it is laid out.
    fn score_followed(&mut self, slots: &Slots) -> (Option<NewlyRefused>, Way) {
        let way = if self.serial.is_some() { Way::Block } else { Way::Alone };
        let followed = if way == Way::Block { &self.block } else { &self.alone };
        let unreadable = self.lost[slots.at()].iter().find_map(|lost| match lost {
            Lost::Answer(input) => Some(NewlyRefused::Unreadable(*input)),
            _ => None,
        });
        if unreadable.is_some() {
            return (unreadable, way);
        }
        if let Err(refused) = self.new.attempt(followed) {
            return (Some(NewlyRefused::Refused(refused)), way);
        }
        // Ratings that stand in for what is not known stand for levels of the old version.
        if !self.plan.recorded.concerns(followed, &self.new) {
            return (None, way);
        }
        if way == Way::Block {
            self.alone = self.block.clone();
        }
        let settled = self.plan.recorded.settle(slots, &mut self.alone, &self.new);
        if let Err(refused) = self.new.attempt(&self.alone) {
            return (Some(NewlyRefused::Refused(refused)), Way::Settled);
        }
        for point in settled {
            self.new.retell(point, |told| (told.status, told.fallback) = (PointStatus::Computed, false));
        }
        (None, Way::Settled)
    }
}

/// How an audit went to the new version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Carried over alone.
    Alone,
    /// Carried over with others.
    Block,
    /// Alone, and with other ratings where they stood in for what is not known.
    Settled,
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
