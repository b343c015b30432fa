//! The run of a program over one audit after the other.

use super::Program;
use super::cells::{Digit, UNKNOWN};
use super::condition::Worked;
use super::decision::{self, Results};
use super::elements::Answers;
use super::foresee::{Sight, Sums};
use super::interval::{Ends, Missing, Prospects};
use super::linked::{Brings, Recorded};
use super::means::Means;
use super::memory::{Fact, Kind, Memory};
use super::totals::{Fraction, words};
use super::worth::{Row, Rows, Worth};
use crate::audit::{RatingCell, Refusal, Slots};
use crate::exact::{Exact, Quantity};
use crate::grid::{DecisionId, Grid, GroupId, PointId};
use crate::score::reference::{Allowance, Tally, missing_in_all};
use crate::score::scores::GroupScore;
use crate::score::{Anomaly, AnomalyKind, PointScore, PointStatus, Scores, aggregate};

/// Runs a program. It remembers what it worked out, within a bound; what it gives never depends on that.
pub struct Scorer<'p, 'g> {
    pub(super) program: &'p Program<'g>,
    pub(super) memory: Option<Memory>,
    /// The cell of each variable in the present audit.
    pub(super) digits: Vec<Digit>,
    pub(super) worked: Worked,
    /// For each point what the grid says of it in the present audit.
    pub(super) present: Vec<u32>,
    /// The same at hand.
    now: Vec<Fact>,
    own: Vec<Worth>,
    /// The points that hold up a total, in order.
    waiting: Vec<usize>,
    /// Of those that unknown inputs link, what is recorded.
    linked: Vec<Option<Recorded>>,
    prospects: Prospects,
    /// The own weight of each group, in means.
    pub(super) group_weights: Vec<Option<(i64, i64)>>,
    incomplete: Vec<bool>,
    /// What incomplete totals may come to, one entry an interval, where decisions ask.
    sums: Vec<Sums>,
    scores: Scores,
    left_to_reference: usize,
    /// True if the last audit was.
    pub(super) last_left: bool,
}

/// The most joint cells of unknown inputs over which means are told exactly: the reference walks as many at most.
const JOINT_CELLS: usize = 1 << 16;

/// The audit is left to the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rare;

impl<'p, 'g> Scorer<'p, 'g> {
    pub(super) fn new(program: &'p Program<'g>) -> Self {
        let (grid, plan) = (program.grid, program.plan.as_ref());
        let radices = plan.map_or(&[][..], |plan| plan.cells.radices());
        Self {
            program,
            memory: plan.map(|plan| Memory::new(plan, radices)),
            digits: vec![UNKNOWN; radices.len()],
            worked: Worked::default(),
            present: vec![0; grid.points.len()],
            now: vec![Fact::NONE; grid.points.len()],
            own: vec![Worth::default(); grid.groups.len()],
            waiting: Vec::new(),
            linked: vec![None; grid.points.len()],
            prospects: Prospects::default(),
            group_weights: Vec::new(),
            incomplete: vec![false; grid.groups.len()],
            sums: Vec::new(),
            scores: Scores::default(),
            left_to_reference: 0,
            last_left: false,
        }
    }

    /// Scores one audit; refused if nothing can be true of it.
    pub fn score(&mut self, slots: &Slots) -> Result<&Scores, Refusal> {
        self.last_left = self.run(slots).is_err();
        if self.last_left {
            self.left_to_reference += 1;
            let outcome = self.program.evaluator.score(&slots.to_audit(self.program.grid))?;
            self.scores.fill_from(&outcome);
        }
        Ok(&self.scores)
    }

    /// The result of the last audit scored.
    pub fn scores(&self) -> &Scores {
        &self.scores
    }

    /// The same, for those who know better of a point.
    pub(crate) fn scores_mut(&mut self) -> &mut Scores {
        &mut self.scores
    }

    /// How many audits were left to the reference so far.
    pub fn left_to_reference(&self) -> usize {
        self.left_to_reference
    }

    /// Scores an audit unless it is rare.
    fn run(&mut self, slots: &Slots) -> Result<(), Rare> {
        let program = self.program;
        let (Some(plan), Some(memory)) = (&program.plan, &mut self.memory) else { return Err(Rare) };
        self.worked.clear();
        memory.make_room(plan);
        if !plan.cells.sort(slots.answers(), |input| slots.other_answer(input), &mut self.digits) {
            return Err(Rare);
        }
        memory.resolve(program, plan, slots, &mut self.digits)?;
        memory.look_up(program, plan, slots, &self.digits, &mut self.present, &mut self.now)?;
        self.refuse_set_aside(slots)?;
        self.scores.clear();
        self.points(slots)?;
        self.elements(slots)?;
        self.totals(slots)?;
        self.decide(slots)
    }

    /// A point set aside that is rated, or whose scale does not allow it.
    fn refuse_set_aside(&self, slots: &Slots) -> Result<(), Rare> {
        let grid = self.program.grid;
        let allowed = |point: PointId| grid.scale(grid.point(point).scale).allows_set_aside;
        let sound = |point: PointId| slots.ratings()[point.0] == RatingCell::SET_ASIDE && allowed(point);
        if slots.all_set_aside().all(|(point, _)| sound(point)) { Ok(()) } else { Err(Rare) }
    }

    /// The status of every point, and what it brings to its group.
    fn points(&mut self, slots: &Slots) -> Result<(), Rare> {
        let (Some(plan), Some(memory)) = (&self.program.plan, &self.memory) else { return Err(Rare) };
        self.own.fill(Worth::default());
        self.waiting.clear();
        let (ratings, entries) = (slots.ratings(), memory.rows.entries.as_slice());
        for run in &plan.totals.runs {
            let mut own = Worth::default();
            let recorded = run.points.clone().zip(&self.now[run.points.clone()]).zip(&ratings[run.points.clone()]);
            for ((at, fact), recorded) in recorded {
                let recorded = *recorded;
                let mut score = PointScore {
                    status: PointStatus::Rated,
                    fallback: false,
                    unverified: false,
                    rating: recorded,
                    clause: fact.clause,
                };
                match fact.kind {
                    Kind::ToRate if recorded >= RatingCell::FIRST_LEVEL => {
                        own =
                            own.plus(fact.row.worth(entries, recorded, || slots.millionths(PointId(at))).ok_or(Rare)?);
                    }
                    Kind::ToRate if recorded == RatingCell::NONE => {
                        score.status = PointStatus::Unrated;
                        self.waiting.push(at);
                    }
                    // Nothing decides for the auditor, not even the line of a level.
                    Kind::ToRate | Kind::Level(_) if recorded == RatingCell::SET_ASIDE => {
                        score.status = PointStatus::SetAside;
                        score.rating = RatingCell::NONE;
                        score.clause = None;
                    }
                    Kind::Level(level) => {
                        score.status = PointStatus::Computed;
                        score.rating = level;
                        own = own.plus(fact.row.worth(entries, level, || 0).ok_or(Rare)?);
                        if recorded != RatingCell::NONE && recorded != level {
                            let recorded = slots.rating(PointId(at)).ok_or(Rare)?;
                            let computed = level.as_level().ok_or(Rare)?;
                            let kind = AnomalyKind::DiffersFromComputed { recorded, computed };
                            self.scores.anomalies.push(Anomaly { point: Some(PointId(at)), kind });
                        }
                    }
                    Kind::NotApplicable | Kind::NotRetained => {
                        score.status = if fact.kind == Kind::NotApplicable {
                            PointStatus::NotApplicable
                        } else {
                            PointStatus::NotRetained
                        };
                        score.rating = RatingCell::NONE;
                        if recorded != RatingCell::NONE {
                            let kind = AnomalyKind::Ignored;
                            self.scores.anomalies.push(Anomaly { point: Some(PointId(at)), kind });
                        }
                    }
                    Kind::Open(open) => {
                        let open = &memory.open[open as usize];
                        let status = open.status(recorded, || slots.rating(PointId(at)));
                        score.status = status.kind;
                        score.rating = status.rating;
                        score.fallback = status.fallback;
                        score.unverified = open.unverified;
                        score.clause = fact.clause.filter(|_| is_decided(status.kind));
                        let anomalies = &mut self.scores.anomalies;
                        let mut tell = |kind| anomalies.push(Anomaly { point: Some(PointId(at)), kind });
                        status.anomaly.map(&mut tell);
                        if open.no_single_weight && !open.never_counts(recorded) {
                            tell(AnomalyKind::NoSingleWeight);
                        }
                        if status.fallback && open.unverified {
                            // What it may be worth is not told by its cells alone.
                            return Err(Rare);
                        } else if !status.is_settled {
                            self.waiting.push(at);
                        } else if status.kind.counts() {
                            let worth = fact.row.worth(entries, status.rating, || slots.millionths(PointId(at)));
                            own = own.plus(worth.ok_or(Rare)?);
                        }
                    }
                    // A rating that is none of the above is no cell a reader makes.
                    Kind::ToRate | Kind::Rare => return Err(Rare),
                }
                self.scores.points.push(score);
            }
            if let Some(group) = run.group {
                self.own[group] = self.own[group].plus(own);
            }
        }
        Ok(())
    }

    /// Top ratings where required elements are recorded as missing.
    fn elements(&mut self, slots: &Slots) -> Result<(), Rare> {
        let program = self.program;
        let (Some(plan), Some(memory)) = (&program.plan, &mut self.memory) else { return Err(Rare) };
        let answers = Answers { definitions: &plan.definitions, digits: &self.digits, worked: &self.worked };
        let mut found = false;
        for (id, marks) in slots.all_recorded() {
            let (score, requirement) = (&mut self.scores.points[id.0], &plan.requirements[id.0]);
            if !score.status.counts() || !requirement.is_asked_of(score.rating, || slots.millionths(id)) {
                continue;
            }
            let point = program.grid.point(id);
            let unmet = match requirement.is_met(marks, &answers) {
                Some(true) => continue,
                Some(false) => {
                    let recorded = slots.recorded_elements(id, marks);
                    let allows = |allowance: Allowance<'_>| requirement.allows(allowance.place, &answers).ok_or(Rare);
                    Tally::new(point, &recorded, allows)?.map_or_else(Vec::new, |tally| tally.missing())
                }
                None => {
                    let ask = || {
                        let audit = slots.to_audit(program.grid);
                        program.evaluator.open(&audit).ok().map(|assessment| assessment.allowances(id))
                    };
                    let allowed = memory.allowances.tell(id.0, &self.digits, ask)?.as_deref();
                    score.unverified |= allowed.is_none();
                    let recorded = slots.recorded_elements(id, marks);
                    let cases = allowed.unwrap_or_default().iter();
                    let cases: Vec<_> = cases.map(|allowed| Tally::missing_where(point, &recorded, allowed)).collect();
                    missing_in_all(&cases)
                }
            };
            if !unmet.is_empty() {
                let kind = AnomalyKind::TopRatingUnmet { unmet };
                self.scores.anomalies.push(Anomaly { point: Some(id), kind });
                found = true;
            }
        }
        if found {
            // Elements are recorded in any order; of a point they are told after what its rating has wrong, before its weight.
            self.scores.anomalies.sort_by_key(|it| (it.point, it.kind == AnomalyKind::NoSingleWeight));
        }
        Ok(())
    }

    /// The totals of every group.
    fn totals(&mut self, slots: &Slots) -> Result<(), Rare> {
        let Some(plan) = &self.program.plan else { return Err(Rare) };
        self.incomplete.fill(false);
        self.sums.clear();
        for point in &self.waiting {
            for group in &plan.totals.chains[*point] {
                self.incomplete[*group] = true;
            }
        }
        if self.incomplete.contains(&true) {
            self.link(slots)?;
        }
        if plan.totals.is_mean {
            self.means(slots)?;
        } else {
            self.sums(slots)?;
        }
        self.miss();
        Ok(())
    }

    /// The totals of a grid of sums.
    fn sums(&mut self, slots: &Slots) -> Result<(), Rare> {
        let Some(plan) = &self.program.plan else { return Err(Rare) };
        plan.totals.add_up(&mut self.own);
        for at in 0..self.own.len() {
            let interval = if self.incomplete[at] {
                self.foresee(GroupId(at), slots)?;
                if plan.asks_sums {
                    let scaled = |(low, high): Ends<i64>| {
                        (Quantity::ratio(low, plan.totals.denominator), Quantity::ratio(high, plan.totals.denominator))
                    };
                    let (obtained, possible) = (self.prospects.obtained(), self.prospects.possible());
                    self.sums.push(Sums { obtained: scaled(obtained), possible: scaled(possible) });
                }
                self.scores.push_interval(self.prospects.range())
            } else {
                GroupScore::COMPLETE
            };
            let (own, scale) = (self.own[at], plan.totals.denominator);
            self.scores.groups.push(GroupScore { obtained: own.obtained, possible: own.possible, scale, interval });
        }
        Ok(())
    }

    /// The totals of a grid of means.
    fn means(&mut self, slots: &Slots) -> Result<(), Rare> {
        let program = self.program;
        let (Some(plan), Some(memory)) = (&program.plan, &mut self.memory) else { return Err(Rare) };
        self.group_weights.clear();
        for (at, group) in plan.totals.groups.iter().enumerate() {
            let weight = match group.weight.value(&plan.definitions, &self.digits, &self.worked) {
                Ok(weight) => weight,
                Err(()) => *memory.weights.tell(at, &self.digits, || {
                    let audit = slots.to_audit(program.grid);
                    let assessment = program.evaluator.open(&audit).ok()?;
                    assessment.group_weights[at].as_ref().map_or(Some(None), |weight| words(weight).map(Some))
                })?,
            };
            self.group_weights.push(weight);
        }
        let totals = plan.totals.average(&self.own, &self.group_weights).ok_or(Rare)?;
        let is_incomplete = self.incomplete.contains(&true);
        // Beyond, the interval of the reference may only enclose.
        if is_incomplete && plan.cells.joint(&self.digits) > JOINT_CELLS {
            return Err(Rare);
        }
        let holds_up = |point: PointId| self.waiting.contains(&point.0) && self.linked[point.0].is_none();
        let brings = |point: PointId| {
            let fact = &memory.facts[self.present[point.0] as usize];
            holds_up(point).then(|| alone(program.grid, fact, &memory.rows, &self.scores, slots, point))
        };
        let clusters: Vec<_> = if is_incomplete { memory.linked.present().collect() } else { Vec::new() };
        let mut means = Means {
            grid: program.grid,
            slots,
            rows: &memory.rows,
            own: &self.own,
            denominator: plan.totals.denominator,
            totals: &totals,
            incomplete: &self.incomplete,
            chains: &plan.totals.chains,
            weights: &self.group_weights,
            alone: &brings,
            recorded: &self.linked,
            assumed: vec![None; clusters.len()],
            clusters,
        };
        let mut extents = Vec::new();
        for at in (0..totals.len()).filter(|at| self.incomplete[*at]) {
            extents.push(means.extent(GroupId(at))?);
        }
        let mut extents = extents.into_iter().peekable();
        for (at, total) in totals.iter().enumerate() {
            let interval = match extents.next_if(|_| self.incomplete[at]) {
                Some(extent) => {
                    self.sums.push(Sums::of(&extent));
                    self.scores.push_interval(extent.into())
                }
                None => GroupScore::COMPLETE,
            };
            push_fraction(&mut self.scores, total, interval);
        }
        Ok(())
    }

    /// Finds out which of the points that hold up totals unknown inputs link, and how.
    fn link(&mut self, slots: &Slots) -> Result<(), Rare> {
        let program = self.program;
        let (Some(plan), Some(memory)) = (&program.plan, &mut self.memory) else { return Err(Rare) };
        self.linked.fill(None);
        for at in &self.waiting {
            let (fact, score) = (&memory.facts[self.present[*at] as usize], &self.scores.points[*at]);
            if !fact.is_alone(&memory.open, score.status) {
                self.linked[*at] = Some(Recorded {
                    rating: slots.ratings()[*at],
                    stands: score.fallback,
                    may_drop: may_drop(program.grid, PointId(*at)),
                });
            }
        }
        if self.linked.iter().any(Option::is_some) {
            memory.link(program, plan, slots, &self.digits)?;
        }
        Ok(())
    }

    /// What an incomplete sum may be made of.
    fn foresee(&mut self, group: GroupId, slots: &Slots) -> Result<(), Rare> {
        let (Some(plan), Some(memory)) = (&self.program.plan, &self.memory) else { return Err(Rare) };
        let (prospects, grid) = (&mut self.prospects, self.program.grid);
        let counts = |point: usize| plan.totals.chains[point].contains(&group.0);
        prospects.clear();
        let mut settled = self.own[group.0];
        for at in self.waiting.iter().filter(|at| counts(**at) && self.linked[**at].is_none()) {
            let fact = &memory.facts[self.present[*at] as usize];
            match alone(grid, fact, &memory.rows, &self.scores, slots, PointId(*at))? {
                Brings::Worth(worth) => settled = settled.plus(worth),
                Brings::Missing(missing) => prospects.add_missing(missing),
            }
        }
        prospects.add_scenario(settled);
        prospects.end_cluster();
        let waits = |point: PointId| self.linked[point.0].filter(|_| counts(point.0));
        memory.linked.lay_over(prospects, &memory.rows, slots, &waits)
    }

    /// What the grid's total waits for.
    fn miss(&mut self) {
        let (Some(plan), Some(memory)) = (&self.program.plan, &self.memory) else { return };
        let missing = &mut self.scores.missing;
        for at in self.waiting.iter().filter(|at| plan.totals.chains[**at].contains(&GroupId::ROOT.0)) {
            let score = &self.scores.points[*at];
            if score.status == PointStatus::Unrated {
                missing.points.push(PointId(*at));
            }
            if let Kind::Open(open) = memory.facts[self.present[*at] as usize].kind {
                let open = &memory.open[open as usize];
                missing.inputs.extend_from_slice(&open.weight_inputs);
                if !score.fallback {
                    missing.inputs.extend_from_slice(&open.verdict_inputs);
                }
            }
        }
        missing.points.sort_unstable_by_key(|point| plan.totals.places[point.0]);
        missing.inputs.sort_unstable();
        missing.inputs.dedup();
    }

    /// Every decision.
    fn decide(&mut self, slots: &Slots) -> Result<(), Rare> {
        let program = self.program;
        let (Some(plan), Some(memory)) = (&program.plan, &mut self.memory) else { return Err(Rare) };
        let mut outcomes = std::mem::take(&mut self.scores.decisions);
        for (at, decision) in plan.decisions.iter().enumerate() {
            let results = Results {
                definitions: &plan.definitions,
                digits: &self.digits,
                worked: &self.worked,
                scores: &self.scores,
                decisions: &plan.decisions,
            };
            let decided = results.decide(decision).or_else(|decision::Open| {
                let sight = Sight {
                    grid: program.grid,
                    slots,
                    digits: &self.digits,
                    scores: &self.scores,
                    sums: &self.sums,
                    facts: &memory.facts,
                    present: &self.present,
                    open: &memory.open,
                };
                memory.awards.award(program, &plan.foreseen[at], DecisionId(at), &sight).cloned()
            })?;
            outcomes.push(decided.outcome);
            if decided.no_single {
                let kind = AnomalyKind::NoSingleDecision { decision: program.grid.decisions[at].name.clone() };
                self.scores.anomalies.push(Anomaly { point: None, kind });
            }
        }
        self.scores.decisions = outcomes;
        Ok(())
    }
}

/// Adds the total of a group in a grid of means.
fn push_fraction(scores: &mut Scores, total: &Fraction, interval: u32) {
    let words = [total.obtained, total.possible, total.scale].map(i64::try_from);
    if let [Ok(obtained), Ok(possible), Ok(scale)] = words {
        scores.groups.push(GroupScore { obtained, possible, scale, interval });
    } else {
        let exact = |over: i128| Exact::new(over.into(), total.scale.into());
        let total = aggregate::Fraction { obtained: exact(total.obtained), possible: exact(total.possible) };
        scores.push_figures(&total, interval);
    }
}

/// True if a point without rating may be set aside.
fn may_drop(grid: &Grid, point: PointId) -> bool {
    grid.scale(grid.point(point).scale).allows_set_aside
}

/// What a point brings that holds up a total, though no other is linked to it.
fn alone(
    grid: &Grid,
    fact: &Fact,
    rows: &Rows,
    scores: &Scores,
    slots: &Slots,
    point: PointId,
) -> Result<Brings, Rare> {
    let score = &scores.points[point.0];
    match score.status {
        _ if fact.row == Row::NONE => Ok(Brings::Worth(Worth::default())),
        PointStatus::Unrated => {
            let (worst, best) = rows.ends(fact.row);
            Ok(Brings::Missing(Missing { worst, best, may_drop: may_drop(grid, point) }))
        }
        status if status.counts() => {
            let worth = fact.row.worth(&rows.entries, score.rating, || slots.millionths(point));
            worth.map(Brings::Worth).ok_or(Rare)
        }
        _ => Ok(Brings::Worth(Worth::default())),
    }
}

/// True if a clause decides a status.
fn is_decided(status: PointStatus) -> bool {
    matches!(status, PointStatus::NotApplicable | PointStatus::NotRetained | PointStatus::Computed)
}

impl Worth {
    pub(super) fn plus(self, more: Self) -> Self {
        Self { obtained: self.obtained + more.obtained, possible: self.possible + more.possible }
    }
}

impl Row {
    /// What a rating brings; `None` if the scale has no such rating.
    #[inline]
    pub(super) fn worth(self, entries: &[Worth], rating: RatingCell, millionths: impl Fn() -> i64) -> Option<Worth> {
        let start = self.start as usize;
        if !self.interval {
            return if rating.index() < usize::from(self.len) {
                entries.get(start + rating.index()).copied()
            } else {
                None
            };
        }
        if rating != RatingCell::MILLIONTHS {
            return None;
        }
        let step = entries.get(start)?;
        let best = entries.get(start + 2)?;
        let obtained = step.obtained.checked_mul(millionths())?;
        let worst = entries.get(start + 1)?.obtained;
        // A rating out of its scale is no reader's.
        (worst <= obtained && obtained <= best.obtained).then_some(Worth { obtained, possible: best.possible })
    }
}
