//! The run of a program over one audit after the other.

use std::sync::Arc;

use super::block::Block;
use super::cells::{Digit, UNKNOWN};
use super::condition::Worked;
use super::decision::Results;
use super::foresee::{Sight, Sums};
use super::interval::Prospects;
use super::linked::Recorded;
use super::means::Room;
use super::memory::Memory;
use super::points::{Closer, Waiting};
use super::spread::Spread;
use super::sums::Pending;
use super::totals::Fraction;
use super::worth::Worth;
use super::{Plan, Program};
use crate::audit::{Refusal, Slots};
use crate::grid::{DecisionId, Grid, PointId};
use crate::score::reference::Clash;
use crate::score::{Anomaly, AnomalyKind, PointScore, Scores};

/// Runs a program. It remembers what it worked out, within a bound; what it gives never depends on that.
pub struct Scorer<'p, 'g> {
    pub(super) program: &'p Program<'g>,
    /// Without it everything is left to the reference.
    pub(super) run: Option<Run<'p, 'g>>,
    scores: Scores,
    left_to_reference: usize,
    /// True if the last audit was.
    last_left: bool,
}

/// The audit being scored, over what is remembered from others.
pub(super) struct Run<'p, 'g> {
    pub(super) program: &'p Program<'g>,
    pub(super) plan: &'p Plan,
    pub(super) memory: Memory,
    /// What was told of all audits of its block, and which of them it is.
    pub(super) block: Block,
    /// The same of the last block of the other kind: an audit alone comes between those of a block.
    other: Block,
    pub(super) at: usize,
    /// The cell of each variable.
    pub(super) digits: Vec<Digit>,
    pub(super) worked: Worked,
    /// True once it is told what the grid says of each point.
    is_seated: bool,
    /// True if results are to tell what each point comes to.
    pub(super) tells_points: bool,
    /// What the points of each group bring; later its total.
    pub(super) own: Vec<Worth>,
    pub(super) closer: Closer,
    /// The points that hold up a total, in order.
    pub(super) waiting: Vec<Waiting>,
    /// Of those that unknown inputs link, what is recorded.
    pub(super) linked: Vec<Option<Recorded>>,
    pub(super) incomplete: Vec<bool>,
    /// What holds up each group may bring, in sums, where that needs no search.
    pub(super) spreads: Vec<Option<Spread>>,
    /// What waits by itself in each group, in sums.
    pub(super) pending: Pending,
    pub(super) prospects: Prospects,
    /// The own weight of each group, in means.
    pub(super) group_weights: Vec<Option<(i64, i64)>>,
    /// The totals of what is settled, in means.
    pub(super) averages: Vec<Fraction>,
    pub(super) room: Room,
    /// What incomplete totals may come to, one entry an interval, where decisions ask.
    pub(super) sums: Vec<Sums>,
}

/// A refusal not put into words yet.
#[derive(Debug, Clone)]
pub struct Refused(Why);

#[derive(Debug, Clone)]
enum Why {
    Clash(Arc<Clash>),
    Said(Refusal),
}

impl Refused {
    /// The refusal in words, for the audit that was refused.
    pub fn refusal(&self, grid: &Grid, slots: &Slots) -> Refusal {
        match &self.0 {
            Why::Clash(clash) => clash.refusal(grid, |input| slots.value(input, &grid.input(input).domain)),
            Why::Said(refusal) => refusal.clone(),
        }
    }
}

/// The audit is left to the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rare;

impl<'p, 'g> Scorer<'p, 'g> {
    pub(super) fn new(program: &'p Program<'g>) -> Self {
        let run = program.plan.as_ref().map(|plan| Run::new(program, plan));
        Self { program, run, scores: Scores::default(), left_to_reference: 0, last_left: false }
    }

    /// For those who ask for totals, decisions and anomalies alone: results need not tell what each point comes to.
    #[must_use]
    pub fn without_points(mut self) -> Self {
        if let Some(run) = &mut self.run {
            run.tells_points = run.plan.asks_points;
        }
        self
    }

    /// Scores one audit; refused if nothing can be true of it.
    pub fn score(&mut self, slots: &Slots) -> Result<&Scores, Refusal> {
        match self.attempt(slots) {
            Ok(()) => Ok(&self.scores),
            Err(refused) => Err(refused.refusal(self.program.grid, slots)),
        }
    }

    /// The same, for those who may not ask for the words of a refusal.
    pub fn attempt(&mut self, slots: &Slots) -> Result<(), Refused> {
        let told = self.run.as_mut().is_some_and(|run| run.score(slots, &mut self.scores).is_ok());
        self.last_left = !told;
        if told {
            return Ok(());
        }
        if let Some(clash) = self.run.as_ref().and_then(|run| run.clash(slots)) {
            return Err(Refused(Why::Clash(clash)));
        }
        self.left_to_reference += 1;
        let outcome = self.program.evaluator.score(&slots.to_audit(self.program.grid));
        self.scores.fill_from(&outcome.map_err(|refusal| Refused(Why::Said(refusal)))?);
        Ok(())
    }

    /// The result of the last audit scored.
    pub fn scores(&self) -> &Scores {
        &self.scores
    }

    /// Says otherwise of a point of the last audit that was looked at closer, for those who know better.
    pub(crate) fn retell(&mut self, point: PointId, change: impl Fn(&mut PointScore)) {
        self.scores.points.get_mut(point.0).into_iter().for_each(&change);
        self.run.as_mut().and_then(|run| run.closer.get_mut(point.0)).into_iter().for_each(&change);
    }

    /// How many audits were left to the reference so far.
    pub fn left_to_reference(&self) -> usize {
        self.left_to_reference
    }

    /// The run of the last audit scored; none if it was left to the reference.
    pub(super) fn last_run(&self) -> Option<&Run<'p, 'g>> {
        self.run.as_ref().filter(|_| !self.last_left)
    }
}

impl<'p, 'g> Run<'p, 'g> {
    fn new(program: &'p Program<'g>, plan: &'p Plan) -> Self {
        let (grid, radices) = (program.grid, plan.cells.radices());
        Self {
            program,
            plan,
            memory: Memory::new(grid, plan, radices),
            block: Block::default(),
            other: Block::default(),
            at: 0,
            digits: vec![UNKNOWN; radices.len()],
            worked: Worked::default(),
            is_seated: false,
            tells_points: true,
            own: vec![Worth::default(); grid.groups.len()],
            closer: Closer::default(),
            waiting: Vec::new(),
            linked: vec![None; grid.points.len()],
            incomplete: vec![false; grid.groups.len()],
            spreads: Vec::new(),
            pending: Pending::default(),
            prospects: Prospects::default(),
            group_weights: Vec::new(),
            averages: Vec::new(),
            room: Room::default(),
            sums: Vec::new(),
        }
    }

    /// Scores an audit unless it is rare.
    fn score(&mut self, slots: &Slots, scores: &mut Scores) -> Result<(), Rare> {
        if self.block.is_alone() == slots.serial().is_some() {
            std::mem::swap(&mut self.block, &mut self.other);
        }
        if !self.block.is_of(slots) {
            if self.memory.make_room(self.plan) {
                self.other = Block::default();
            }
            self.block.tell(self.program, self.plan, &mut self.memory, slots);
        }
        self.at = slots.at();
        if self.block.is_rare(self.at) || self.block.is_wrongly_aside(self.at) {
            return Err(Rare);
        }
        self.worked.clear();
        self.digits.copy_from_slice(self.block.digits(slots.at()));
        self.is_seated = self.block.is_alone();
        scores.clear();
        self.points(slots, scores)?;
        self.elements(slots, scores)?;
        self.totals(slots, scores)?;
        self.decide(slots, scores)
    }

    /// What clashes in an audit that is refused for nothing else.
    fn clash(&self, slots: &Slots) -> Option<Arc<Clash>> {
        self.block.clash(slots.at()).cloned().filter(|_| !self.block.is_wrongly_aside(slots.at()))
    }

    /// Tells what the grid says of every point of the present audit.
    pub(super) fn seat(&mut self, slots: &Slots) {
        if !self.is_seated {
            self.memory.seat(self.plan, &self.block, slots.at());
            self.is_seated = true;
        }
    }

    /// Every decision.
    fn decide(&mut self, slots: &Slots, scores: &mut Scores) -> Result<(), Rare> {
        let (program, plan) = (self.program, self.plan);
        let mut outcomes = std::mem::take(&mut scores.decisions);
        for (at, decision) in plan.decisions.iter().enumerate() {
            let results = Results {
                definitions: &plan.definitions,
                digits: &self.digits,
                worked: &self.worked,
                scores,
                decisions: &plan.decisions,
            };
            let decided = if let Ok(decided) = results.decide(decision) {
                decided
            } else {
                self.seat(slots);
                let memory = &mut self.memory;
                let sight = Sight {
                    grid: program.grid,
                    slots,
                    digits: &self.digits,
                    scores,
                    sums: &self.sums,
                    facts: &memory.facts,
                    present: &memory.present,
                    open: &memory.open,
                };
                memory.awards.award(program, &plan.foreseen[at], DecisionId(at), &sight)?.clone()
            };
            outcomes.push(decided.outcome);
            if decided.no_single {
                let kind = AnomalyKind::NoSingleDecision { decision: program.grid.decisions[at].name.clone() };
                scores.anomalies.push(Anomaly { point: None, kind });
            }
        }
        scores.decisions = outcomes;
        Ok(())
    }
}
