//! What each point comes to: the verdicts of the grid on every completion, beside what the auditor recorded.

use super::cases::{Cases, Completions};
use super::elements::Tally;
use super::knowledge::{Answer, Knowledge};
use super::variables::Variable;
use super::verdict::{self, Verdict};
use crate::audit::{Audit, RecordedRating};
use crate::diagnostic::Span;
use crate::exact::Exact;
use crate::grid::{Aggregation, Child, Domain, Grid, GroupId, InputId, PointId, Rating, ScaleKind};
use crate::score::{Anomaly, AnomalyKind, PointOutcome, PointStatus};
use std::collections::BTreeSet;

/// An audit whose points have been looked at.
pub(crate) struct Assessment<'a> {
    /// The grid.
    pub(crate) grid: &'a Grid,
    /// The audit.
    pub(crate) audit: &'a Audit,
    /// Its completions.
    pub(crate) completions: Completions<'a>,
    /// What each point comes to.
    pub(crate) points: Vec<PointState>,
    /// The own weight of each group; `None` where it is not determined.
    pub(crate) group_weights: Vec<Option<Exact>>,
}

/// What the grid says of a point over every completion, whatever the auditor recorded: it depends on the answers alone.
pub(crate) struct Facts {
    /// The verdicts possible.
    pub(crate) verdicts: Vec<Verdict>,
    /// The clause that decides where there is one verdict alone: what puts the point aside, or the line of its level.
    pub(crate) clause: Option<Span>,
    /// The effective weight; `None` where it is not determined.
    pub(crate) weight: Option<Exact>,
    /// True if no completion gives it a single weight.
    pub(crate) no_single_weight: bool,
    /// The point's own weight among its siblings; `None` where it is not determined.
    pub(crate) own_weight: Option<Exact>,
    /// True if every weight that totals look at is determined.
    pub(crate) weighed: bool,
    /// Inputs not given that the verdict depends on.
    pub(crate) verdict_inputs: BTreeSet<InputId>,
    /// Inputs not given that the weights depend on.
    pub(crate) weight_inputs: BTreeSet<InputId>,
}

impl Facts {
    /// True if the point cannot count, whatever is recorded of it but for being set aside.
    pub(crate) fn never_counts(&self) -> bool {
        self.verdicts.iter().all(Verdict::is_out)
    }
}

/// What a point comes to.
pub(crate) struct PointState {
    /// Its part of the outcome.
    pub(crate) outcome: PointOutcome,
    /// What looks wrong.
    pub(crate) anomalies: Vec<Anomaly>,
    /// Its own weight; `None` where it is not determined.
    pub(crate) own_weight: Option<Exact>,
    /// The verdicts possible.
    pub(crate) verdicts: Vec<Verdict>,
    /// True if it no longer holds up a total: it counts with a determined value and weight, or cannot count.
    pub(crate) settled: bool,
    /// Inputs not given that its status, level or weight depends on.
    pub(crate) depends_on: BTreeSet<InputId>,
}

/// The status of a point and what comes with it.
struct Status {
    kind: PointStatus,
    rating: Option<RecordedRating>,
    fallback: bool,
    anomaly: Option<AnomalyKind>,
}

impl<'a> Assessment<'a> {
    /// Looks at every point.
    pub(super) fn new(completions: Completions<'a>, audit: &'a Audit) -> Self {
        let mut assessment = Self::open(completions, audit);
        let points = 0..assessment.grid.points.len();
        assessment.points = points.map(|at| assessment.point(PointId(at))).collect();
        assessment
    }

    /// Looks at the weights of groups only.
    pub(super) fn open(completions: Completions<'a>, audit: &'a Audit) -> Self {
        let grid = completions.space().grid();
        let mut assessment = Self { grid, audit, completions, points: Vec::new(), group_weights: Vec::new() };
        let groups = 0..grid.groups.len();
        assessment.group_weights = groups.map(|at| assessment.own_weight(Child::Group(GroupId(at)))).collect();
        assessment
    }

    /// What an observable comes to on every completion; `None` past the limit.
    pub(crate) fn cases<T: PartialEq>(
        &self,
        observe: impl Fn(&Knowledge<'a>) -> Result<T, Variable>,
    ) -> Option<Cases<T>> {
        self.completions.cases(&observe).ok()
    }

    /// What is known, with every yes/no that was not given but follows from the answers; and which those are.
    pub(crate) fn with_deduced(&self) -> (Knowledge<'a>, BTreeSet<InputId>) {
        let (mut known, mut deduced) = (self.completions.known().clone(), BTreeSet::new());
        for input in (0..self.grid.inputs.len()).map(InputId) {
            let variable = Variable::Value(input);
            // Of other types, a cell may hold several values; a yes/no no test looks at has one cell for both.
            if known.value(input).is_some() || self.grid.input(input).domain != Domain::YesNo {
                continue;
            }
            let answers = self.completions.space().answers(variable);
            let cases = self.cases(|known| match (known.value(input), known.exists(input).known()?) {
                (_, false) => Ok(None),
                (None, true) => Err(variable),
                (Some(value), true) => Ok(Some(value)),
            });
            if let (2, Some(Some(value))) = (answers.len(), cases.and_then(|cases| cases.single().copied())) {
                known.assume(variable, Answer::Value(value));
                deduced.insert(input);
            }
        }
        (known, deduced)
    }

    /// The own weight of a section; `None` where it is not determined.
    fn own_weight(&self, child: Child) -> Option<Exact> {
        let clause = &verdict::common(self.grid, child).weight;
        let cases = self.cases(|known| verdict::weight(clause, known))?;
        cases.single().cloned().flatten()
    }

    /// What the grid says of a point.
    pub(crate) fn facts(&self, id: PointId) -> Facts {
        let grid = self.grid;
        let cases = self.cases(|known| verdict::verdict(grid, id, known));
        let verdicts: Vec<_> = match &cases {
            Some(cases) => cases.values().into_iter().cloned().collect(),
            None => self.every_verdict(id),
        };
        let weights = self.cases(|known| verdict::effective_weight(grid, id, known));
        let single = weights.as_ref().and_then(Cases::single);
        let weight = single.cloned().flatten();
        let own_weight = self.own_weight(Child::Point(id));
        let weighed = weight.is_some() && self.own_weights_determined(id, own_weight.as_ref());
        let mut weight_inputs = weights.as_ref().map_or_else(|| self.open_inputs(id), Cases::inputs);
        if !weighed {
            weight_inputs.extend(self.own_weight_inputs(id));
        }
        Facts {
            clause: if let [verdict] = verdicts.as_slice() { self.clause(id, verdict) } else { None },
            verdict_inputs: cases.as_ref().map_or_else(|| self.open_inputs(id), Cases::inputs),
            verdicts,
            no_single_weight: single.is_some_and(Option::is_none),
            weight,
            own_weight,
            weighed,
            weight_inputs,
        }
    }

    /// What a point comes to.
    fn point(&self, id: PointId) -> PointState {
        let grid = self.grid;
        let facts = self.facts(id);
        let Status { kind: status, rating, fallback, anomaly } = self.status(id, &facts.verdicts);
        let set_aside = self.audit.reason_set_aside(id);
        let decided = matches!(status, PointStatus::NotApplicable | PointStatus::NotRetained | PointStatus::Computed);
        let outcome = PointOutcome {
            status,
            value: rating.as_ref().and_then(|rating| value(grid, id, rating)),
            weight: facts.weight.clone(),
            fallback,
            clause: facts.clause.filter(|_| decided),
            reason: set_aside.filter(|_| status == PointStatus::SetAside).map(str::to_owned),
            rating,
        };
        let never_counts = set_aside.is_some() || facts.never_counts();
        let mut kinds: Vec<_> = self.ignored(id, status).into_iter().chain(anomaly).collect();
        kinds.extend(self.unmet(id, &outcome));
        if facts.no_single_weight && !never_counts {
            kinds.push(AnomalyKind::NoSingleWeight);
        }
        let mut depends_on = facts.weight_inputs;
        if !fallback {
            depends_on.extend(facts.verdict_inputs);
        }
        PointState {
            settled: never_counts || (status.counts() && facts.weighed),
            anomalies: kinds.into_iter().map(|kind| Anomaly { point: Some(id), kind }).collect(),
            outcome,
            own_weight: facts.own_weight,
            verdicts: facts.verdicts,
            depends_on,
        }
    }

    /// The status of a point (`semantics.md` §1: `non_applicable`, then `non_retenu`, then `sans_objet`, then the rest).
    fn status(&self, id: PointId, verdicts: &[Verdict]) -> Status {
        let plain = |kind| Status { kind, rating: None, fallback: false, anomaly: None };
        let rating = self.audit.rating(id);
        let set_aside = self.audit.reason_set_aside(id).is_some();
        match verdicts {
            [Verdict::NotApplicable] => plain(PointStatus::NotApplicable),
            [Verdict::NotRetained] => plain(PointStatus::NotRetained),
            several if several.iter().any(Verdict::is_out) => plain(PointStatus::Undetermined),
            _ if set_aside => plain(PointStatus::SetAside),
            [Verdict::ToRate] => match rating {
                Some(rating) => Status { rating: Some(rating.clone()), ..plain(PointStatus::Rated) },
                None => plain(PointStatus::Unrated),
            },
            [Verdict::Level(computed)] => {
                let rated = RecordedRating::Level(*computed);
                let differs = rating.filter(|recorded| **recorded != rated).map(|recorded| {
                    AnomalyKind::DiffersFromComputed { recorded: recorded.clone(), computed: *computed }
                });
                Status { rating: Some(rated), anomaly: differs, ..plain(PointStatus::Computed) }
            }
            [Verdict::NoSingleLevel(holding)] => {
                let anomaly = Some(AnomalyKind::NoSingleLevel { holding: holding.clone() });
                Status { anomaly, ..plain(PointStatus::Undetermined) }
            }
            several => match rating {
                Some(rating) if levels(several).len() > 1 => {
                    let possible: Vec<_> = levels(several).into_iter().collect();
                    let is_possible = possible.iter().any(|level| *rating == RecordedRating::Level(*level));
                    let anomaly = (!is_possible).then_some(AnomalyKind::ImpossibleFallback { possible });
                    Status { kind: PointStatus::Rated, rating: Some(rating.clone()), fallback: true, anomaly }
                }
                _ => plain(PointStatus::Undetermined),
            },
        }
    }

    /// Past the limit, Kleene alone: every verdict that is not certainly out.
    fn every_verdict(&self, id: PointId) -> Vec<Verdict> {
        let known = self.completions.known();
        if let Ok(verdict) = verdict::verdict(self.grid, id, known) {
            return vec![verdict];
        }
        let exclusions = verdict::exclusions(self.grid, id, known);
        let may = |opt_in| {
            let open = |exclusion: &verdict::Exclusion| exclusion.excludes != crate::grid::Truth::No;
            exclusions.iter().any(|exclusion| exclusion.opt_in == opt_in && open(exclusion))
        };
        let mut verdicts = Vec::new();
        if may(false) {
            verdicts.push(Verdict::NotApplicable);
        }
        if may(true) {
            verdicts.push(Verdict::NotRetained);
        }
        match &self.grid.point(id).rating {
            Rating::Auditor => verdicts.push(Verdict::ToRate),
            Rating::Computed(scale) => {
                let open = scale.lines.iter().filter(|line| {
                    line.condition.as_ref().is_none_or(|condition| known.holds(condition) != crate::grid::Truth::No)
                });
                let levels: BTreeSet<_> = open.map(|line| line.level).collect();
                verdicts.extend(levels.into_iter().map(Verdict::Level));
                verdicts.push(Verdict::NoSingleLevel(Vec::new()));
            }
        }
        verdicts
    }

    /// The clause that decides a verdict.
    fn clause(&self, id: PointId, verdict: &Verdict) -> Option<Span> {
        let known = self.completions.known();
        match (verdict, &self.grid.point(id).rating) {
            (Verdict::NotApplicable | Verdict::NotRetained, _) => {
                let opt_in = *verdict == Verdict::NotRetained;
                let certain = |at: usize| {
                    let excludes =
                        |known: &Knowledge<'a>| verdict::exclusions(self.grid, id, known)[at].excludes.known();
                    self.cases(excludes).is_some_and(|cases| cases.single() == Some(&true))
                };
                let exclusions = verdict::exclusions(self.grid, id, known);
                let mut same_kind = (0..exclusions.len()).filter(|at| exclusions[*at].opt_in == opt_in);
                same_kind.find(|at| certain(*at)).map(|at| exclusions[at].clause)
            }
            (Verdict::Level(level), Rating::Computed(scale)) => {
                verdict::deciding_line(scale, *level, known).map(|line| line.span)
            }
            _ => None,
        }
    }

    /// A001: something recorded that is ignored.
    fn ignored(&self, id: PointId, status: PointStatus) -> Option<AnomalyKind> {
        let out = matches!(status, PointStatus::NotApplicable | PointStatus::NotRetained);
        let recorded = self.audit.rating(id).is_some() || self.audit.reason_set_aside(id).is_some();
        (out && recorded).then_some(AnomalyKind::Ignored)
    }

    /// A003: a top rating, though required elements are recorded as not met, on every completion.
    fn unmet(&self, id: PointId, outcome: &PointOutcome) -> Option<AnomalyKind> {
        let recorded = self.audit.recorded(id)?;
        if !outcome.rating.as_ref().is_some_and(|rating| is_top(self.grid, id, rating)) {
            return None;
        }
        let point = self.grid.point(id);
        let cases =
            self.cases(|known| Ok(Tally::new(point, recorded, known)?.map_or_else(Vec::new, |tally| tally.missing())))?;
        let missing = cases.values();
        let (first, others) = missing.split_first()?;
        if missing.iter().any(|missing| missing.is_empty()) {
            return None;
        }
        // What is missing in every case; where the cases agree on nothing, one of them shows the fault.
        let common: Vec<_> =
            first.iter().filter(|name| others.iter().all(|other| other.contains(name))).cloned().collect();
        Some(AnomalyKind::TopRatingUnmet { unmet: if common.is_empty() { (*first).clone() } else { common } })
    }

    /// In a mean every own weight on the path matters by itself; in a sum only their product does.
    fn own_weights_determined(&self, id: PointId, own: Option<&Exact>) -> bool {
        let groups = || self.grid.ancestors(self.grid.point(id).group);
        let in_mean = groups().any(|group| self.grid.group(group).aggregation == Aggregation::WeightedMean);
        !in_mean || (own.is_some() && groups().all(|group| self.group_weights[group.0].is_some()))
    }

    /// The inputs the own weights on the path of a point depend on.
    fn own_weight_inputs(&self, id: PointId) -> BTreeSet<InputId> {
        let weights = self.cases(|known| verdict::weights(self.grid, id, known));
        weights.map_or_else(|| self.open_inputs(id), |cases| cases.inputs())
    }

    /// Every input not given that a point's conditions speak of.
    fn open_inputs(&self, id: PointId) -> BTreeSet<InputId> {
        let mut inputs = BTreeSet::new();
        super::extent::point_variables(self, id, &mut |variable| _ = inputs.insert(variable.input()));
        inputs.retain(|input| self.completions.known().value(*input).is_none());
        inputs
    }
}

/// The levels among verdicts.
pub(crate) fn levels(verdicts: &[Verdict]) -> BTreeSet<usize> {
    let level = |verdict: &Verdict| match verdict {
        Verdict::Level(level) => Some(*level),
        _ => None,
    };
    verdicts.iter().filter_map(level).collect()
}

/// What a rating is worth; `None` on a scale without values.
pub(crate) fn value(grid: &Grid, point: PointId, rating: &RecordedRating) -> Option<Exact> {
    match rating {
        RecordedRating::Level(at) => grid.scale(grid.point(point).scale).levels().get(*at)?.value.clone(),
        RecordedRating::Value(value) => Some(value.clone()),
    }
}

/// True for the best rating of the scale.
fn is_top(grid: &Grid, point: PointId, rating: &RecordedRating) -> bool {
    match (&grid.scale(grid.point(point).scale).kind, rating) {
        (ScaleKind::Levels(levels), RecordedRating::Level(at)) => at + 1 == levels.len(),
        (ScaleKind::Interval { high, .. }, RecordedRating::Value(value)) => value == high,
        _ => false,
    }
}
