//! What each point comes to: the verdicts of the grid on every completion, beside what the auditor recorded.

use super::cases::{Completions, Seen, Unverified};
use super::elements::{Tally, missing_in_all};
use super::knowledge::Knowledge;
use super::verdict;
use crate::audit::{Audit, RecordedRating};
use crate::diagnostic::Span;
use crate::exact::Exact;
use crate::grid::{Aggregation, Grid, GroupId, InputId, PointId, Rating, ScaleKind, Value};
use crate::region::Cell;
use crate::score::possible::{Function, PointSpace, Verdict};
use crate::score::{Anomaly, AnomalyKind, PointOutcome, PointStatus};
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// The answers that can follow from others.
static YES: Value = Value::YesNo(true);
static NO: Value = Value::YesNo(false);

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
    /// True if what the answers leave open could not be looked at within the limit.
    pub(crate) unverified: bool,
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
        let grid = completions.grid();
        let mut assessment = Self { grid, audit, completions, points: Vec::new(), group_weights: Vec::new() };
        let groups = 0..grid.groups.len();
        assessment.group_weights = groups.map(|at| assessment.group_weight(GroupId(at))).collect();
        assessment
    }

    /// What is known, with every yes/no that was not given but follows from the answers; and which those are.
    pub(crate) fn with_deduced(&self) -> (Knowledge<'a>, BTreeSet<InputId>) {
        let (mut known, mut deduced) = (self.completions.known().clone(), BTreeSet::new());
        for at in 0..self.completions.possible().components().len() {
            let Ok(Seen { space, given }) = self.completions.component(at) else { continue };
            for (variable, cells) in space.variables().iter().zip(space.possible_cells(&given)) {
                let only = match cells.as_slice() {
                    [only] if variable.member.is_none() && known.value(variable.input).is_none() => *only,
                    _ => continue,
                };
                let value = match variable.cells[only] {
                    Cell::YesNo(true) => &YES,
                    Cell::YesNo(false) => &NO,
                    // Of other types, a cell may hold several values.
                    Cell::Absent | Cell::Either | Cell::Options(_) | Cell::Numbers(_) => continue,
                };
                known.deduce(variable.input, value);
                deduced.insert(variable.input);
            }
        }
        (known, deduced)
    }

    /// The own weight of a group; `None` where it is not determined.
    fn group_weight(&self, id: GroupId) -> Option<Exact> {
        verdict::weight(&self.grid.group(id).common.weight, self.completions.known()).unwrap_or_else(|_| {
            let seen = self.completions.group(id).ok()?;
            single(&seen.space.weight.out(&seen.space.space, &seen.given)).cloned().flatten()
        })
    }

    /// True if some completion may leave a group without a single weight of its own.
    pub(super) fn may_lack_weight(&self, id: GroupId) -> bool {
        self.group_weights[id.0].is_none()
            && self
                .completions
                .group(id)
                .map_or(true, |seen| seen.space.weight.out(&seen.space.space, &seen.given).contains(&&None))
    }

    /// What the grid says of a point.
    pub(crate) fn facts(&self, id: PointId) -> Facts {
        let (grid, known, look) = (self.grid, self.completions.known(), self.look(id));
        let verdicts = look.out(verdict::verdict(grid, id, known), |space| &space.verdict);
        let weights = look.out(verdict::effective_weight(grid, id, known), |space| &space.weight);
        let own = verdict::weight(&grid.point(id).common.weight, known);
        let own = look.out(own, |space| space.weights.last().unwrap_or(&space.weight));
        let own_weight = own.single().cloned().flatten();
        let no_single_weight = weights.single().is_some_and(Option::is_none);
        let weight = weights.single().cloned().flatten();
        let weighed = weight.is_some() && self.own_weights_determined(id, own_weight.as_ref());
        let mut weight_inputs = weights.waits_for;
        if !weighed {
            weight_inputs.extend(look.own_weights_wait_for());
        }
        let possible = verdicts.values.unwrap_or_else(|| self.every_verdict(id));
        Facts {
            clause: if let [verdict] = possible.as_slice() { self.clause(&look, verdict) } else { None },
            verdict_inputs: verdicts.waits_for,
            verdicts: possible,
            no_single_weight,
            weight,
            own_weight,
            weighed,
            weight_inputs,
            unverified: look.is_past_limit(),
        }
    }

    fn look(&self, id: PointId) -> Look<'_, 'a> {
        Look { grid: self.grid, id, seen: OnceCell::new(), completions: &self.completions }
    }

    /// What a point comes to.
    fn point(&self, id: PointId) -> PointState {
        let grid = self.grid;
        let facts = self.facts(id);
        let Status { kind: status, rating, fallback, anomaly } = self.status(id, &facts.verdicts);
        let set_aside = self.audit.reason_set_aside(id);
        let decided = matches!(status, PointStatus::NotApplicable | PointStatus::NotRetained | PointStatus::Computed);
        let mut outcome = PointOutcome {
            status,
            value: rating.as_ref().and_then(|rating| value(grid, id, rating)),
            weight: facts.weight.clone(),
            fallback,
            unverified: facts.unverified,
            clause: facts.clause.filter(|_| decided),
            reason: set_aside.filter(|_| status == PointStatus::SetAside).map(str::to_owned),
            rating,
        };
        let never_counts = set_aside.is_some() || facts.never_counts();
        let mut kinds: Vec<_> = self.ignored(id, status).into_iter().chain(anomaly).collect();
        let look = self.look(id);
        kinds.extend(self.unmet(&look, &outcome));
        outcome.unverified |= look.is_past_limit();
        if facts.no_single_weight && !never_counts {
            kinds.push(AnomalyKind::NoSingleWeight);
        }
        // A rating that was not established to stand in for open inputs settles nothing.
        let stands_in = fallback && !facts.unverified;
        let mut depends_on = facts.weight_inputs;
        if !stands_in {
            depends_on.extend(facts.verdict_inputs);
        }
        PointState {
            settled: never_counts || (status.counts() && facts.weighed && (stands_in || !fallback)),
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
    fn clause(&self, look: &Look<'_, 'a>, verdict: &Verdict) -> Option<Span> {
        let known = self.completions.known();
        match (verdict, &self.grid.point(look.id).rating) {
            (Verdict::NotApplicable | Verdict::NotRetained, _) => {
                let opt_in = *verdict == Verdict::NotRetained;
                let exclusions = verdict::exclusions(self.grid, look.id, known);
                let mut same_kind = exclusions.iter().enumerate().filter(|(_, exclusion)| exclusion.opt_in == opt_in);
                let certain =
                    |at: usize, excludes| look.out(excludes, |space| &space.exclusions[at]).single() == Some(&true);
                same_kind.find(|(at, exclusion)| certain(*at, exclusion.excludes.known())).map(|(_, it)| it.clause)
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
    fn unmet(&self, look: &Look<'_, 'a>, outcome: &PointOutcome) -> Option<AnomalyKind> {
        let recorded = self.audit.recorded(look.id)?;
        if !outcome.rating.as_ref().is_some_and(|rating| is_top(self.grid, look.id, rating)) {
            return None;
        }
        let point = self.grid.point(look.id);
        let known = self.completions.known();
        let missing = if let Ok(tally) = Tally::new(point, recorded, |allowance| known.allows(&allowance)) {
            tally?.missing()
        } else {
            let allowed = look.out(Err(()), |space| &space.allowances).values?;
            let cases = allowed.iter().map(|allowed| Tally::missing_where(point, recorded, allowed));
            missing_in_all(&cases.collect::<Vec<_>>())
        };
        (!missing.is_empty()).then_some(AnomalyKind::TopRatingUnmet { unmet: missing.into() })
    }

    /// Which waivers of a point may hold and which substitutes may be admitted together, by their places; `None` past the limit.
    pub(crate) fn allowances(&self, id: PointId) -> Option<Vec<Vec<bool>>> {
        self.look(id).out(Err(()), |space| &space.allowances).values
    }

    /// In a mean every own weight on the path matters by itself; in a sum only their product does.
    fn own_weights_determined(&self, id: PointId, own: Option<&Exact>) -> bool {
        let groups = || self.grid.ancestors(self.grid.point(id).group);
        let in_mean = groups().any(|group| self.grid.group(group).aggregation == Aggregation::WeightedMean);
        !in_mean || (own.is_some() && groups().all(|group| self.group_weights[group.0].is_some()))
    }
}

/// What an observable comes to on every completion.
struct Out<T> {
    /// Its values; `None` past the limit.
    values: Option<Vec<T>>,
    /// The inputs not given on which it depends.
    waits_for: BTreeSet<InputId>,
}

impl<T> Out<T> {
    /// The value it always takes; `None` if it varies.
    fn single(&self) -> Option<&T> {
        match self.values.as_deref() {
            Some([only]) => Some(only),
            _ => None,
        }
    }
}

/// A look at one point. Its diagrams are asked for only where Kleene's three values do not tell.
struct Look<'l, 'a> {
    grid: &'a Grid,
    id: PointId,
    completions: &'l Completions<'a>,
    seen: OnceCell<Result<Seen<'a, PointSpace>, Unverified>>,
}

impl<'a> Look<'_, 'a> {
    fn seen(&self) -> Option<&Seen<'a, PointSpace>> {
        self.seen.get_or_init(|| self.completions.point(self.id)).as_ref().ok()
    }

    /// True if the diagrams were asked for in vain.
    fn is_past_limit(&self) -> bool {
        matches!(self.seen.get(), Some(Err(_)))
    }

    /// What an observable comes to: as known, else what its function takes.
    fn out<T: Clone + PartialEq, E>(
        &self,
        known: Result<T, E>,
        function: impl Fn(&PointSpace) -> &Function<T>,
    ) -> Out<T> {
        if let Ok(value) = known {
            return Out { values: Some(vec![value]), waits_for: BTreeSet::new() };
        }
        let Some(Seen { space, given }) = self.seen() else {
            return Out { values: None, waits_for: self.open_inputs() };
        };
        let function = function(space);
        Out {
            values: Some(function.out(&space.space, given).into_iter().cloned().collect()),
            waits_for: function.waits_for(self.grid, &space.space, given),
        }
    }

    /// The inputs the own weights on the path depend on.
    fn own_weights_wait_for(&self) -> BTreeSet<InputId> {
        if verdict::weights(self.grid, self.id, self.completions.known()).is_ok() {
            return BTreeSet::new();
        }
        let Some(Seen { space, given }) = self.seen() else { return self.open_inputs() };
        space.weights.iter().flat_map(|weight| weight.waits_for(self.grid, &space.space, given)).collect()
    }

    /// Every input not given that the point's conditions speak of.
    fn open_inputs(&self) -> BTreeSet<InputId> {
        let mut open = BTreeSet::new();
        super::extent::point_conditions(self.grid, self.id, &mut |condition| {
            self.completions.add_open(condition, &mut open);
        });
        open.into_iter().map(|variable| self.completions.cells().input(variable)).collect()
    }
}

/// The only one of several; `None` if there are none or more.
fn single<'t, T>(values: &[&'t T]) -> Option<&'t T> {
    match values {
        [only] => Some(only),
        _ => None,
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
