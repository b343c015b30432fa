//! Decisions. On a complete audit their results are known. On an incomplete one every result lies in a range, and a decision is
//! walked over the box of those ranges, inputs split cell by cell: sound, since results are more linked than the box says
//! (`semantics.md` §3).

use super::cases::{Completions, Seen};
use super::cells::VariableId;
use super::knowledge::Knowledge;
use super::point::Assessment;
use super::totals::{Totals, points_in_total};
use super::verdict;
use crate::audit::RecordedRating;
use crate::exact::{self, Exact};
use crate::grid::{Aggregate, Decision, DecisionId, DecisionKind, Formula, Grid, GroupId, PointId, ResultAtom, Truth};
use crate::score::interval::Range;
use crate::score::possible::{self, Award, Verdict};
use crate::score::{Anomaly, AnomalyKind, DecisionOutcome, PointStatus};
use std::cell::Cell;
use std::collections::BTreeSet;

/// How many times a decision may be read while it is walked.
const READINGS: usize = 1 << 16;

/// A result a decision looks at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Subject {
    /// A number over a group.
    Number(Aggregate),
    /// The level of a point.
    Level(PointId),
    /// Whether a point applies.
    Applies(PointId),
}

/// One thing a result may be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reading {
    /// A number; `None` where it is not computable.
    Number(Option<Exact>),
    /// A level, by index; `None` where the point does not count.
    Level(Option<usize>),
    /// Whether the point applies.
    Applies(bool),
}

impl Subject {
    /// The result a test looks at; none for tests on inputs and on other decisions.
    pub(crate) fn of(atom: &ResultAtom) -> Option<Self> {
        Some(match atom {
            ResultAtom::Input(_) | ResultAtom::Decision { .. } => return None,
            ResultAtom::Compare { aggregate, .. } | ResultAtom::NotComputable(aggregate, _) => {
                Self::Number(aggregate.clone())
            }
            ResultAtom::Level { point, .. } => Self::Level(*point),
            ResultAtom::Applicable(point, _) => Self::Applies(*point),
        })
    }
}

impl Reading {
    /// Whether a test on the result that was read holds; tests on anything else do not.
    pub(crate) fn satisfies(&self, atom: &ResultAtom) -> bool {
        match (atom, self) {
            (ResultAtom::Compare { comparison, bound, .. }, Self::Number(Some(value))) => {
                comparison.holds(value.cmp(bound))
            }
            (ResultAtom::NotComputable(..), Self::Number(value)) => value.is_none(),
            (ResultAtom::Level { levels, .. }, Self::Level(Some(level))) => levels.contains(level),
            (ResultAtom::Applicable(..), Self::Applies(applies)) => *applies,
            _ => false,
        }
    }
}

/// What the reading of a decision waits for.
enum Unknown {
    Input(VariableId),
    Result(Subject),
    /// The decision was read too many times.
    Limit,
}

/// These decisions, with the anomalies of those in which no single level holds.
pub(super) fn decide(
    assessment: &Assessment<'_>,
    totals: &Totals,
    asked: impl IntoIterator<Item = DecisionId>,
) -> (Vec<DecisionOutcome>, Vec<Anomaly>) {
    let (mut outcomes, mut anomalies) = (Vec::new(), Vec::new());
    for id in asked {
        let decided = assessment.decided(id, &|subject| readings(assessment, totals, subject));
        if decided.no_single {
            let kind = AnomalyKind::NoSingleDecision { decision: assessment.grid.decisions[id.0].name.clone() };
            anomalies.push(Anomaly { point: None, kind });
        }
        outcomes.push(decided.outcome);
    }
    (outcomes, anomalies)
}

/// What a decision comes to.
#[derive(Debug, Clone)]
pub(crate) struct Decided {
    /// The result.
    pub(crate) outcome: DecisionOutcome,
    /// True if it is certain that no single line holds.
    pub(crate) no_single: bool,
}

impl Assessment<'_> {
    /// What a decision comes to where results may be these.
    pub(crate) fn decided(&self, id: DecisionId, readings: &dyn Fn(&Subject) -> Vec<Reading>) -> Decided {
        let awards = Walk { completions: &self.completions, readings, left: Cell::new(READINGS) }.awards(id);
        let (outcome, no_single) = match awards.iter().collect::<Vec<_>>().as_slice() {
            [Award::Line(line)] => (DecisionOutcome::Decided(*line), false),
            [Award::NoSingle(holding)] => (DecisionOutcome::Undetermined(holding.clone()), true),
            several => {
                let lines = several.iter().filter_map(|award| match award {
                    Award::Line(line) => Some(*line),
                    Award::NoSingle(_) => None,
                });
                (DecisionOutcome::Undetermined(lines.collect()), false)
            }
        };
        Decided { outcome, no_single }
    }
}

/// The walk of one decision over what its results may be.
struct Walk<'w, 'a> {
    completions: &'w Completions<'a>,
    /// Everything a result may be, told apart as far as decisions look.
    readings: &'w dyn Fn(&Subject) -> Vec<Reading>,
    left: Cell<usize>,
}

impl<'a> Walk<'_, 'a> {
    /// Everything a decision may come to.
    fn awards(&self, id: DecisionId) -> BTreeSet<Award> {
        let completions = self.completions;
        if let Ok(award) = self.award(id, completions.known(), &[]) {
            return BTreeSet::from([award]);
        }
        match completions.decision(id) {
            Ok(Some(Seen { space, given })) => space.award.out(&space.space, &given).into_iter().cloned().collect(),
            Ok(None) => self.mixed(id).unwrap_or_else(|| self.kleene(id)),
            Err(_) => self.kleene(id),
        }
    }

    /// Everything a decision over inputs and results may come to; `None` past the limit.
    fn mixed(&self, id: DecisionId) -> Option<BTreeSet<Award>> {
        let completions = self.completions;
        let mut open = BTreeSet::new();
        for test in possible::asked_of_inputs(self.completions.grid(), id) {
            completions.add_open(&test, &mut open);
        }
        let cases = completions.cases(&open, &|known| self.under(id, known, &mut Vec::new())).ok()?;
        Some(cases.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Everything a decision may come to under what is known of the inputs; `None` past the limit.
    fn under(
        &self,
        id: DecisionId,
        known: &Knowledge<'a>,
        read: &mut Vec<(Subject, Reading)>,
    ) -> Result<Option<BTreeSet<Award>>, VariableId> {
        match self.award(id, known, read) {
            Ok(award) => Ok(Some(BTreeSet::from([award]))),
            Err(Unknown::Input(variable)) => Err(variable),
            Err(Unknown::Limit) => Ok(None),
            Err(Unknown::Result(subject)) => {
                let mut awards = BTreeSet::new();
                for reading in (self.readings)(&subject) {
                    read.push((subject.clone(), reading));
                    let under = self.under(id, known, read);
                    read.pop();
                    match under? {
                        Some(more) => awards.extend(more),
                        None => return Ok(None),
                    }
                }
                Ok(Some(awards))
            }
        }
    }

    /// Past the limit, Kleene alone: every line that may hold.
    fn kleene(&self, id: DecisionId) -> BTreeSet<Award> {
        self.left.set(READINGS);
        let known = self.completions.known();
        let lines = &self.completions.grid().decisions[id.0].lines;
        let may_hold = |at: &usize| {
            let condition = lines[*at].condition.as_ref();
            condition.is_none_or(|condition| !matches!(self.truth(condition, known, &[]), Truth::No))
        };
        let awards = (0..lines.len()).filter(may_hold).map(Award::Line);
        // Nothing proves that a line left alone holds.
        awards.chain([Award::NoSingle(Vec::new())]).collect()
    }

    /// What a decision comes to, the results read being these.
    fn award(&self, id: DecisionId, known: &Knowledge<'a>, read: &[(Subject, Reading)]) -> Result<Award, Unknown> {
        self.left.set(self.left.get().checked_sub(1).ok_or(Unknown::Limit)?);
        let decision: &Decision = &self.completions.grid().decisions[id.0];
        let truths = decision
            .lines
            .iter()
            .map(|line| line.condition.as_ref().map(|condition| self.truth(condition, known, read)));
        match decision.kind {
            DecisionKind::Exclusive => Ok(match verdict::exclusive(truths)?.as_slice() {
                [only] => Award::Line(*only),
                several => Award::NoSingle(several.to_vec()),
            }),
            DecisionKind::Tiered => {
                let mut reached = Award::NoSingle(Vec::new());
                for (at, truth) in truths.enumerate() {
                    if !truth.unwrap_or(Truth::Yes).known()? {
                        break;
                    }
                    reached = Award::Line(at);
                }
                Ok(reached)
            }
        }
    }

    fn truth(
        &self,
        condition: &Formula<ResultAtom>,
        known: &Knowledge<'a>,
        read: &[(Subject, Reading)],
    ) -> Truth<Unknown> {
        let definition = &mut |id| from_inputs(known.definition(id));
        condition.evaluate(&mut |atom| self.atom(atom, known, read), definition)
    }

    fn atom(&self, atom: &ResultAtom, known: &Knowledge<'a>, read: &[(Subject, Reading)]) -> Truth<Unknown> {
        match (atom, Subject::of(atom)) {
            (ResultAtom::Input(atom), _) => from_inputs(known.atom(atom)),
            (ResultAtom::Decision { decision, lines, .. }, _) => match self.award(*decision, known, read) {
                Ok(Award::Line(line)) => Truth::from(lines.contains(&line)),
                Ok(Award::NoSingle(_)) => Truth::No,
                Err(unknown) => Truth::Depends(unknown),
            },
            (_, Some(subject)) => match self.reading(&subject, read) {
                Some(reading) => Truth::from(reading.satisfies(atom)),
                None => Truth::Depends(Unknown::Result(subject)),
            },
            // Every other test looks at a result.
            (_, None) => Truth::No,
        }
    }

    /// What a result is, if it is read already or can only be one thing.
    fn reading(&self, subject: &Subject, read: &[(Subject, Reading)]) -> Option<Reading> {
        if let Some((_, reading)) = read.iter().find(|(known, _)| known == subject) {
            return Some(reading.clone());
        }
        match (self.readings)(subject).as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }
}

fn from_inputs(truth: Truth<VariableId>) -> Truth<Unknown> {
    match truth {
        Truth::Yes => Truth::Yes,
        Truth::No => Truth::No,
        Truth::Depends(variable) => Truth::Depends(Unknown::Input(variable)),
    }
}

/// Everything a result may be, told apart as far as decisions look.
pub(crate) fn readings(assessment: &Assessment<'_>, totals: &Totals, subject: &Subject) -> Vec<Reading> {
    match subject {
        Subject::Number(aggregate) => {
            let (range, maybe_none) = range(assessment, totals, aggregate);
            let bounds = bounds_on(assessment.grid, aggregate);
            cut(range.as_ref(), maybe_none, &bounds)
        }
        Subject::Level(point) => levels(assessment, *point).into_iter().map(Reading::Level).collect(),
        Subject::Applies(point) => {
            let applies = assessment.points[point.0].verdicts.iter().map(|verdict| !verdict.is_out());
            applies.collect::<BTreeSet<_>>().into_iter().map(Reading::Applies).collect()
        }
    }
}

/// The range of a number over results, and whether it may not be computable.
pub(crate) fn range(assessment: &Assessment<'_>, totals: &Totals, aggregate: &Aggregate) -> (Option<Range>, bool) {
    let score = |group: &GroupId| {
        let extent = &totals.extents[group.0];
        let percent = |ratio: &Exact| ratio * exact::integer(100);
        (extent.ratio.as_ref().map(|(low, high)| (percent(low), percent(high))), extent.may_be_empty())
    };
    match aggregate {
        Aggregate::Score(group) => score(group),
        Aggregate::Obtained(group) => (Some(totals.extents[group.0].obtained.clone()), false),
        Aggregate::Possible(group) => (Some(totals.extents[group.0].possible.clone()), false),
        Aggregate::LeastScore { groups, within } => {
            let counting = groups.iter().filter(|group| counts_within(assessment.grid, **group, *within));
            least(&counting.map(score).collect::<Vec<_>>())
        }
        Aggregate::Count { level, within } => {
            let (mut least, mut most) = (0, 0);
            for point in points_in_total(assessment.grid, *within) {
                let names = assessment.grid.scale(assessment.grid.point(point).scale).levels();
                let possible = levels(assessment, point);
                let at_level =
                    |at: &Option<usize>| at.is_some_and(|at| names.get(at).is_some_and(|it| it.name == *level));
                least += i64::from(possible.iter().all(at_level));
                most += i64::from(possible.iter().any(at_level));
            }
            (Some((exact::integer(least), exact::integer(most))), false)
        }
    }
}

/// The range of the least of several scores, those that are not computable being skipped.
pub(crate) fn least<T: Ord + Clone>(scores: &[(Option<(T, T)>, bool)]) -> (Option<(T, T)>, bool) {
    let certain = || scores.iter().filter(|(_, maybe_none)| !maybe_none).filter_map(|(range, _)| range.as_ref());
    let ranges = || scores.iter().filter_map(|(range, _)| range.as_ref());
    let low = ranges().map(|(low, _)| low).min();
    // The least is no more than any score that is surely there; if none is, the greatest may be alone.
    let high = certain().map(|(_, high)| high).min().or_else(|| ranges().map(|(_, high)| high).max());
    (low.cloned().zip(high.cloned()), certain().next().is_none())
}

/// True if a group enters the total of another: nothing between them is `hors total`.
pub(crate) fn counts_within(grid: &Grid, group: GroupId, within: GroupId) -> bool {
    grid.ancestors(group).take_while(|inner| *inner != within).all(|inner| !grid.group(inner).common.out_of_total)
}

/// Every bound a decision of the grid compares a number with.
pub(crate) fn bounds_on<'g>(grid: &'g Grid, aggregate: &Aggregate) -> BTreeSet<&'g Exact> {
    let mut bounds = BTreeSet::new();
    let mut keep = |atom: &'g ResultAtom| match atom {
        ResultAtom::Compare { aggregate: compared, bound, .. } if compared == aggregate => _ = bounds.insert(bound),
        _ => {}
    };
    let lines = grid.decisions.iter().flat_map(|decision| &decision.lines);
    for condition in lines.filter_map(|line| line.condition.as_ref()) {
        condition.walk(&mut keep, &mut |_| {});
    }
    bounds
}

/// What a number in a range may be that bounds tell apart: the ends, the bounds inside, and one value between each two; and that
/// it is not computable.
pub(crate) fn cut(range: Option<&Range>, maybe_none: bool, bounds: &BTreeSet<&Exact>) -> Vec<Reading> {
    let mut marks: BTreeSet<Exact> = BTreeSet::new();
    if let Some((low, high)) = range {
        marks.extend(bounds.iter().filter(|bound| low <= **bound && **bound <= high).copied().cloned());
        marks.extend([low.clone(), high.clone()]);
    }
    let between = marks.iter().zip(marks.iter().skip(1)).map(|(low, high)| (low + high) / exact::integer(2));
    let between: Vec<_> = between.collect();
    marks.extend(between);
    let values = marks.into_iter().map(|value| Reading::Number(Some(value)));
    values.chain(maybe_none.then_some(Reading::Number(None))).collect()
}

/// The levels a point may be counted at; `None` where it may not count.
pub(crate) fn levels(assessment: &Assessment<'_>, id: PointId) -> Vec<Option<usize>> {
    let state = &assessment.points[id.0];
    let scale = assessment.grid.scale(assessment.grid.point(id).scale);
    let level_of = |rating: Option<&RecordedRating>| match rating {
        Some(RecordedRating::Level(level)) => Some(*level),
        Some(RecordedRating::Value(_)) | None => None,
    };
    let unrated = || {
        let every = (0..scale.levels().len()).map(Some);
        every.chain((scale.allows_set_aside || scale.levels().is_empty()).then_some(None)).collect()
    };
    match state.outcome.status {
        // Past the limit a rating was not established to stand in for open inputs.
        PointStatus::Rated if state.outcome.fallback && state.outcome.unverified => {
            let recorded = level_of(state.outcome.rating.as_ref());
            let levels = super::point::levels(&state.verdicts).into_iter().map(Some);
            levels.chain([recorded]).collect::<BTreeSet<_>>().into_iter().collect()
        }
        PointStatus::Rated | PointStatus::Computed => vec![level_of(state.outcome.rating.as_ref())],
        PointStatus::NotApplicable | PointStatus::SetAside | PointStatus::NotRetained => vec![None],
        PointStatus::Unrated => unrated(),
        PointStatus::Undetermined if assessment.audit.reason_set_aside(id).is_some() => vec![None],
        PointStatus::Undetermined => {
            let possible = state.verdicts.iter().flat_map(|verdict| match verdict {
                Verdict::NotApplicable | Verdict::NotRetained | Verdict::NoSingleLevel(_) => vec![None],
                Verdict::Level(level) => vec![Some(*level)],
                Verdict::ToRate if assessment.audit.rating(id).is_some() => vec![level_of(assessment.audit.rating(id))],
                Verdict::ToRate => unrated(),
            });
            possible.collect::<BTreeSet<_>>().into_iter().collect()
        }
    }
}
