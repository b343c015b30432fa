//! Running a case: its audit scored, its expectations held against the outcome.
//!
//! A condition that is expected is scored as a decision of its own, added to the grid for the case: what decides in a grid decides
//! here, unknown inputs and missing ratings included.

use std::ops::Range;

use rayon::prelude::*;

use super::{Case, Expectation, ExpectationKind, Suite, heading};
use crate::audit::{Audit, RecordedRating, Refusal};
use crate::check::Analysis;
use crate::diagnostic::{Case as Problem, Diagnostic};
use crate::exact;
use crate::grid::{
    Aggregate, Decision, DecisionId, DecisionKind, DecisionLine, Formula, Grid, GroupId, PointId, Rating, ResultAtom,
    wording,
};
use crate::score::reference::Evaluator;
use crate::score::{DecisionOutcome, Outcome, PointStatus, TotalState, explain_point};

/// A case that was run.
#[derive(Debug)]
pub struct Ran {
    /// The audit scored, ratings by default included.
    pub audit: Audit,
    /// What came out; the reason if it was refused.
    pub outcome: Result<Outcome, Refusal>,
    /// What is not as expected, in the order of the expectations, each with the explanation of the point it is about.
    pub failures: Vec<Failure>,
}

/// An expectation that was not met.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong, at the line that expected it.
    pub diagnostic: Diagnostic,
    /// Why the point it is about came out as it did; none for what is about no single point.
    pub explanation: Option<String>,
}

impl Ran {
    /// True if everything came out as expected.
    pub fn passes(&self) -> bool {
        self.failures.is_empty()
    }
}

impl Suite<'_> {
    /// Runs those of its cases that are wanted, in their order.
    pub fn run(&self, wanted: impl Fn(&Case) -> bool) -> Vec<(Case, Ran)> {
        let mut benches: Vec<Option<Bench>> = self.grids.iter().map(|_| None).collect();
        let mut cases = Vec::new();
        for case in self.cases.iter().filter(|case| wanted(case)) {
            let bench = benches[case.grid].get_or_insert_with(|| Bench { grid: self.grids[case.grid].grid.clone() });
            cases.push((case, bench.expect(case)));
        }
        let evaluators: Vec<_> =
            benches.iter().map(|bench| bench.as_ref().map(|bench| Evaluator::new(&bench.grid))).collect();
        let run = |(case, asked): (&Case, Range<usize>)| {
            evaluators[case.grid].as_ref().map(|evaluator| (case.clone(), self.run_one(case, evaluator, asked)))
        };
        cases.into_par_iter().filter_map(run).collect()
    }

    fn run_one(&self, case: &Case, evaluator: &Evaluator<'_>, asked: Range<usize>) -> Ran {
        let analysis = &self.grids[case.grid];
        let own = analysis.grid.decisions.len();
        let audit = rated_by_default(&analysis.grid, evaluator, case);
        let outcome = evaluator.score_deciding(&audit, (0..own).chain(asked).map(DecisionId));
        let held = Held { suite: self, case, analysis, audit: &audit };
        let failures = match &outcome {
            Ok(outcome) => held.against(outcome),
            Err(refusal) => held.refused(refusal),
        };
        // The decisions that stand for expectations are none of the grid's.
        let outcome = outcome.map(|mut outcome| {
            outcome.decisions.truncate(own);
            outcome
        });
        Ran { audit, outcome, failures }
    }
}

/// A grid with a decision more for each condition that some case expects: its first line holds if the condition does.
struct Bench {
    grid: Grid,
}

impl Bench {
    /// Adds what a case expects; which decisions stand for it.
    fn expect(&mut self, case: &Case) -> Range<usize> {
        let first = self.grid.decisions.len();
        for expectation in &case.expectations {
            let ExpectationKind::Holds(condition) = &expectation.kind else { continue };
            let line = |condition| DecisionLine {
                level: String::new(),
                label: String::new(),
                condition,
                span: expectation.span,
            };
            self.grid.decisions.push(Decision {
                name: String::new(),
                label: String::new(),
                kind: DecisionKind::Exclusive,
                lines: vec![line(Some(condition.clone())), line(None)],
                name_span: expectation.span,
                span: expectation.span,
            });
        }
        first..self.grid.decisions.len()
    }
}

/// The audit of a case, its rating by default given to the points that wait for one.
fn rated_by_default(grid: &Grid, evaluator: &Evaluator<'_>, case: &Case) -> Audit {
    let mut audit = case.audit.clone();
    let Some(by_default) = &case.by_default else { return audit };
    let Ok(outcome) = evaluator.score_deciding(&audit, []) else { return audit };
    for (at, point) in outcome.points.iter().enumerate() {
        let waits = point.status == PointStatus::Unrated && matches!(grid.points[at].rating, Rating::Auditor);
        if waits && let Some(rating) = &by_default.ratings[at] {
            audit.ratings[at] = Some(rating.clone());
        }
    }
    audit
}

/// A case held against what came out.
struct Held<'a> {
    suite: &'a Suite<'a>,
    case: &'a Case,
    analysis: &'a Analysis,
    audit: &'a Audit,
}

impl Held<'_> {
    fn grid(&self) -> &Grid {
        &self.analysis.grid
    }

    /// What a refusal does not meet.
    fn refused(&self, refusal: &Refusal) -> Vec<Failure> {
        let mut expected = self.case.expectations.iter().filter_map(|expectation| match expectation.kind {
            ExpectationKind::Refusal(code) => Some((code, expectation)),
            _ => None,
        });
        let problem = match expected.next() {
            Some((None, _)) => return Vec::new(),
            Some((Some(code), _)) if code == refusal.code() => return Vec::new(),
            Some((Some(_), expectation)) => {
                let instead = format!("{} : {}", refusal.code(), refusal.message());
                return vec![self.failure(Problem::NotRefused { instead: Some(instead) }, expectation, None)];
            }
            None => Problem::Refused { code: refusal.code(), reason: refusal.message() },
        };
        let mut diagnostic = Diagnostic::new(problem, self.case.title_span);
        diagnostic.path = vec![heading(&self.case.title)];
        vec![Failure { diagnostic, explanation: None }]
    }

    /// What an outcome does not meet.
    fn against(&self, outcome: &Outcome) -> Vec<Failure> {
        let mut failures = Vec::new();
        let mut decisions = outcome.decisions[self.grid().decisions.len()..].iter();
        for expectation in &self.case.expectations {
            let (problem, point) = match &expectation.kind {
                ExpectationKind::Status(point, status) => (self.status(outcome, *point, *status), Some(*point)),
                ExpectationKind::Rating(point, rating) => (self.rating(outcome, *point, rating), Some(*point)),
                ExpectationKind::Refusal(_) => (Some(Problem::NotRefused { instead: None }), None),
                ExpectationKind::Anomaly(code, point) => (self.anomaly(outcome, code, *point), *point),
                ExpectationKind::NoAnomaly => (self.no_anomaly(outcome), None),
                ExpectationKind::Complete(complete) => (complete_or_not(outcome, *complete), None),
                ExpectationKind::Holds(condition) => {
                    let decided = decisions.next();
                    (
                        decided.and_then(|decided| self.holds(outcome, expectation, condition, decided)),
                        level_of(condition),
                    )
                }
            };
            if let Some(problem) = problem {
                let explanation = point.map(|point| {
                    explain_point(&self.analysis.source, self.grid(), self.audit, &self.of_grid(outcome), point)
                });
                failures.push(self.failure(problem, expectation, explanation));
            }
        }
        failures
    }

    /// The outcome with the decisions of the grid alone.
    fn of_grid(&self, outcome: &Outcome) -> Outcome {
        let mut outcome = outcome.clone();
        outcome.decisions.truncate(self.grid().decisions.len());
        outcome
    }

    fn failure(&self, problem: Problem, expectation: &Expectation, explanation: Option<String>) -> Failure {
        let mut diagnostic = Diagnostic::new(problem, expectation.span);
        diagnostic.path = vec![heading(&self.case.title)];
        Failure { diagnostic, explanation }
    }

    fn status(&self, outcome: &Outcome, point: PointId, expected: PointStatus) -> Option<Problem> {
        let status = outcome.points[point.0].status;
        (status != expected).then(|| Problem::Otherwise {
            expected: format!("`{}` pour le point {}", expected.word(), self.grid().point(point).id),
            obtained: self.came_to(outcome, point),
        })
    }

    fn rating(&self, outcome: &Outcome, point: PointId, expected: &RecordedRating) -> Option<Problem> {
        let came = outcome.points[point.0].rating.as_ref();
        if came == Some(expected) {
            return None;
        }
        let expected = format!("{} au point {}", self.rating_text(point, expected), self.grid().point(point).id);
        Some(match outcome.points[point.0].status {
            PointStatus::Undetermined => Problem::Undecided { expected, missing: self.missing(outcome) },
            _ => Problem::Otherwise { expected, obtained: self.came_to(outcome, point) },
        })
    }

    /// What a point came to: its rating, else its status.
    fn came_to(&self, outcome: &Outcome, point: PointId) -> String {
        let came = &outcome.points[point.0];
        match &came.rating {
            Some(rating) => format!("{} (`{}`)", self.rating_text(point, rating), came.status.word()),
            None => format!("`{}`", came.status.word()),
        }
    }

    fn rating_text(&self, point: PointId, rating: &RecordedRating) -> String {
        let scale = self.grid().scale(self.grid().point(point).scale);
        match rating {
            RecordedRating::Level(level) => {
                format!("`{}`", scale.levels().get(*level).map_or("?", |level| level.name.as_str()))
            }
            RecordedRating::Value(value) => format!("`{}`", exact::to_text(value, ',')),
        }
    }

    fn anomaly(&self, outcome: &Outcome, code: &str, point: Option<PointId>) -> Option<Problem> {
        let met = outcome
            .anomalies
            .iter()
            .any(|anomaly| anomaly.code() == code && (point.is_none() || anomaly.point == point));
        (!met).then(|| {
            let place =
                point.map(|point| format!(" pour le point {}", self.grid().point(point).id)).unwrap_or_default();
            Problem::Otherwise { expected: format!("l’anomalie {code}{place}"), obtained: self.anomalies(outcome) }
        })
    }

    fn no_anomaly(&self, outcome: &Outcome) -> Option<Problem> {
        (!outcome.anomalies.is_empty())
            .then(|| Problem::Otherwise { expected: "aucune anomalie".to_owned(), obtained: self.anomalies(outcome) })
    }

    /// The anomalies there are, in a sentence.
    fn anomalies(&self, outcome: &Outcome) -> String {
        let told: Vec<_> = outcome
            .anomalies
            .iter()
            .map(|anomaly| {
                let point = anomaly.point.map(|point| format!(", point {}", self.grid().point(point).id));
                format!("{}{} : {}", anomaly.code(), point.unwrap_or_default(), anomaly.message(self.grid()))
            })
            .collect();
        if told.is_empty() { "aucune anomalie".to_owned() } else { told.join(" ; ") }
    }

    fn holds(
        &self,
        outcome: &Outcome,
        expectation: &Expectation,
        condition: &Formula<ResultAtom>,
        decided: &DecisionOutcome,
    ) -> Option<Problem> {
        let written = self.suite.source.slice(expectation.span).trim_start_matches("attendu").trim();
        let expected = format!("`{}`", written.split_whitespace().collect::<Vec<_>>().join(" "));
        match decided {
            DecisionOutcome::Decided(0) => None,
            DecisionOutcome::Decided(_) => {
                Some(Problem::Otherwise { expected, obtained: self.observed(outcome, condition) })
            }
            DecisionOutcome::Undetermined(_) => Some(Problem::Undecided { expected, missing: self.missing(outcome) }),
        }
    }

    /// The results a condition looks at, as they came out.
    fn observed(&self, outcome: &Outcome, condition: &Formula<ResultAtom>) -> String {
        let mut told: Vec<String> = Vec::new();
        let mut look = |atom: &ResultAtom| {
            if let Some(fact) = self.fact(outcome, atom)
                && !told.contains(&fact)
            {
                told.push(fact);
            }
        };
        condition.walk(&mut look, &mut |_| {});
        if told.is_empty() { "le contraire".to_owned() } else { told.join(", ") }
    }

    /// One result as it came out: `score(2) = 87,5 %`.
    fn fact(&self, outcome: &Outcome, atom: &ResultAtom) -> Option<String> {
        let of_group = |word: &str, group: &GroupId| match self.grid().group(*group).key.as_str() {
            "" => word.to_owned(),
            key => format!("{word}({key})"),
        };
        let score = |group: &GroupId| match &outcome.groups[group.0].state {
            TotalState::Score(score) => format!("= {}", wording::score(score)),
            TotalState::NotComputable => "non calculable".to_owned(),
            TotalState::Incomplete(_) => "incomplet".to_owned(),
        };
        Some(match atom {
            ResultAtom::Compare { aggregate, .. } | ResultAtom::NotComputable(aggregate, _) => match aggregate {
                Aggregate::Score(group) => format!("`{} {}`", of_group("score", group), score(group)),
                Aggregate::Obtained(group) => {
                    let obtained = wording::number(&outcome.groups[group.0].obtained);
                    format!("`{} = {obtained}`", of_group("obtenus", group))
                }
                Aggregate::Possible(group) => {
                    let possible = wording::number(&outcome.groups[group.0].possible);
                    format!("`{} = {possible}`", of_group("possibles", group))
                }
                Aggregate::LeastScore { groups, .. } => {
                    let scores = groups.iter().map(|group| format!("`{} {}`", of_group("score", group), score(group)));
                    scores.collect::<Vec<_>>().join(", ")
                }
                Aggregate::Count { level, .. } => {
                    let at_level = |at: &usize| {
                        let names = self.grid().scale(self.grid().points[*at].scale).levels();
                        let rating = outcome.points[*at].rating.as_ref();
                        matches!(rating, Some(RecordedRating::Level(at)) if names.get(*at).is_some_and(|it| it.name == *level))
                    };
                    let ids: Vec<_> = (0..self.grid().points.len())
                        .filter(at_level)
                        .map(|at| self.grid().points[at].id.as_str())
                        .collect();
                    let listed = if ids.is_empty() { "aucun point".to_owned() } else { ids.join(", ") };
                    format!("`{level}` : {listed}")
                }
            },
            ResultAtom::Level { point, .. } | ResultAtom::Applicable(point, _) => {
                format!("point {} : {}", self.grid().point(*point).id, self.came_to(outcome, *point))
            }
            ResultAtom::Decision { decision, .. } => {
                let model = &self.grid().decisions[decision.0];
                match &outcome.decisions[decision.0] {
                    DecisionOutcome::Decided(line) => {
                        format!("`{} = {}`", model.name, model.lines.get(*line).map_or("?", |line| line.level.as_str()))
                    }
                    DecisionOutcome::Undetermined(_) => format!("`{}` indéterminée", model.name),
                }
            }
            ResultAtom::Input(atom) => {
                let input = self.grid().input(atom.input);
                let value = self.audit.value(atom.input).map(|value| input.value_text(value));
                format!("`{} = {}`", input.name, value?)
            }
        })
    }

    /// What the audit of the case lacks.
    fn missing(&self, outcome: &Outcome) -> Vec<String> {
        let points = outcome.missing.points.iter().map(|point| format!("cotation {}", self.grid().point(*point).id));
        let inputs = outcome.missing.inputs.iter().map(|input| self.grid().input(*input).name.clone());
        inputs.chain(points).collect()
    }
}

fn complete_or_not(outcome: &Outcome, expected: bool) -> Option<Problem> {
    let word = |complete| if complete { "`complet`" } else { "`incomplet`" }.to_owned();
    let complete = outcome.is_complete();
    (complete != expected).then(|| Problem::Otherwise { expected: word(expected), obtained: word(complete) })
}

/// The point a condition is about, if it is about one alone.
fn level_of(condition: &Formula<ResultAtom>) -> Option<PointId> {
    match condition {
        Formula::Atom(ResultAtom::Level { point, .. } | ResultAtom::Applicable(point, _)) => Some(*point),
        Formula::Not(inner, _) => level_of(inner),
        _ => None,
    }
}
