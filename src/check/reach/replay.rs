//! Audits that show a condition over results: looked for among a bounded number of simple ones, each scored by the plain
//! evaluator.

use serde_json::Value as Json;

use crate::audit::{Audit, RecordedRating};
use crate::check::witness;
use crate::diagnostic::Span;
use crate::grid::{
    Decision, DecisionKind, DecisionLine, Formula, Grid, InputId, PointId, Rating, ResultAtom, Scale, ScaleKind, Value,
};
use crate::region::{Bounds, Space, Witness};
use crate::score::DecisionOutcome;
use crate::score::reference::Evaluator;

/// The most audits scored in search of one.
const MOST_AUDITS: usize = 400;
/// How many steps the number of points rated alike takes.
const STEPS: usize = 24;
/// The most facts listed in a sentence.
const MOST_FACTS: usize = 6;

/// An audit that shows something.
pub(super) struct Shown {
    /// In the format of audits.
    pub(super) audit: Json,
    /// In words.
    pub(super) text: String,
}

/// An audit under which the condition holds for certain, with nothing in it that could be left out.
pub(super) fn find(grid: &Grid, condition: &Formula<ResultAtom>, extended: &Grid, open: &Witness) -> Option<Shown> {
    let probe = Probe::new(grid, condition);
    let evaluator = Evaluator::new(&probe.grid);
    let mut left = MOST_AUDITS;
    for values in profiles(grid, open) {
        for audit in ratings(grid, extended, open, &values) {
            left = left.checked_sub(1)?;
            if Probe::shows(&evaluator, &audit) {
                return Some(shown(grid, &Probe::smallest(&evaluator, audit)));
            }
        }
    }
    None
}

/// A grid with one more decision: whether the condition holds.
pub(super) struct Probe {
    pub(super) grid: Grid,
}

impl Probe {
    pub(super) fn new(grid: &Grid, condition: &Formula<ResultAtom>) -> Self {
        let mut grid = grid.clone();
        let line =
            |condition| DecisionLine { level: String::new(), label: String::new(), condition, span: Span::default() };
        grid.decisions.push(Decision {
            name: String::new(),
            label: String::new(),
            kind: DecisionKind::Exclusive,
            lines: vec![line(Some(condition.clone())), line(None)],
            name_span: Span::default(),
            span: Span::default(),
        });
        Self { grid }
    }

    /// True if the condition holds for certain under an audit.
    pub(super) fn shows(evaluator: &Evaluator<'_>, audit: &Audit) -> bool {
        let outcome = evaluator.score(audit);
        outcome.is_ok_and(|outcome| outcome.decisions.last() == Some(&DecisionOutcome::Decided(0)))
    }

    /// The audit without what it does not need.
    fn smallest(evaluator: &Evaluator<'_>, mut audit: Audit) -> Audit {
        for point in 0..audit.ratings.len() {
            let (rating, set_aside) = (audit.ratings[point].take(), audit.set_aside[point].take());
            if !Self::shows(evaluator, &audit) {
                (audit.ratings[point], audit.set_aside[point]) = (rating, set_aside);
            }
        }
        for input in (0..audit.values.len()).rev() {
            let value = audit.values[input].take();
            if !Self::shows(evaluator, &audit) {
                audit.values[input] = value;
            }
        }
        audit
    }
}

/// The values of a witness completed so that every input that exists is given: once with the first values that fit, once with
/// the last.
fn profiles(grid: &Grid, open: &Witness) -> Vec<Vec<Option<Value>>> {
    let mut given = vec![None; grid.inputs.len()];
    for (input, value) in open.values.iter().filter(|(input, _)| input.0 < grid.inputs.len()) {
        given[input.0] = Some(value.clone());
    }
    let inputs: Vec<_> = (0..grid.inputs.len()).map(InputId).collect();
    let Ok((space, _)) = Space::over(grid, &inputs, &[], Bounds::default()) else { return Vec::new() };
    let complete = |last: bool| {
        let mut values = given.clone();
        // In the order of the diagram what an existence depends on comes first.
        for variable in space.variables() {
            if values[variable.input.0].is_some() {
                continue;
            }
            let mut candidates = candidates(grid, variable);
            if last {
                candidates.reverse();
            }
            for candidate in candidates {
                values[variable.input.0] = Some(candidate);
                let given = space.signature(|input| values[input.0].as_ref());
                if given.is_some_and(|given| space.has_completion(&given)) {
                    break;
                }
                values[variable.input.0] = None;
            }
        }
        values
    };
    vec![complete(true), complete(false)]
}

/// Values to try for an input: one of each cell; of a set, all of its members and none.
fn candidates(grid: &Grid, variable: &crate::region::Variable) -> Vec<Value> {
    if variable.member.is_some() {
        let members = grid.input(variable.input).domain.options().len();
        return vec![Value::Set(vec![false; members]), Value::Set(vec![true; members])];
    }
    variable.present().filter_map(|cell| variable.value(cell)).collect()
}

/// Audits with these values and simple ratings: the levels the witness asks for, and of the other points the first so many alike
/// and the rest alike.
fn ratings(grid: &Grid, extended: &Grid, open: &Witness, values: &[Option<Value>]) -> Vec<Audit> {
    let points: Vec<_> = (0..grid.points.len())
        .map(PointId)
        .filter(|point| matches!(grid.point(*point).rating, Rating::Auditor))
        .collect();
    let wanted: Vec<_> = points.iter().map(|point| wanted_level(grid, extended, open, *point)).collect();
    let most = points.iter().map(|point| choices(grid.scale(grid.point(*point).scale)).len()).max().unwrap_or(1);
    let mut pairs = vec![(0, most.saturating_sub(1)), (most.saturating_sub(1), 0)];
    pairs.extend(
        (0..most).flat_map(|first| (0..most).map(move |rest| (first, rest))).filter(|(first, rest)| first != rest),
    );
    let step = points.len().div_ceil(STEPS).max(1);
    let empty = || Audit {
        id: String::new(),
        values: values.to_vec(),
        ratings: vec![None; grid.points.len()],
        elements: vec![None; grid.points.len()],
        set_aside: vec![None; grid.points.len()],
    };
    let rated = |(first, rest): (usize, usize), alike: usize| {
        let mut audit = empty();
        for (at, point) in points.iter().enumerate() {
            let choices = choices(grid.scale(grid.point(*point).scale));
            let level = wanted[at].unwrap_or(if at < alike { first } else { rest });
            audit.ratings[point.0] = choices.get(level.min(choices.len().saturating_sub(1))).cloned();
        }
        audit
    };
    let aside = || {
        let mut audit = empty();
        for at in (0..grid.points.len()).filter(|at| grid.scale(grid.points[*at].scale).allows_set_aside) {
            audit.set_aside[at] = Some("sans objet".to_owned());
        }
        for (at, point) in
            points.iter().enumerate().filter(|(_, point)| !grid.scale(grid.point(**point).scale).allows_set_aside)
        {
            audit.ratings[point.0] =
                choices(grid.scale(grid.point(*point).scale)).get(wanted[at].unwrap_or(0)).cloned();
        }
        audit
    };
    let patterns = pairs.into_iter().flat_map(|pair| (0..=points.len()).step_by(step).map(move |alike| (pair, alike)));
    let mut audits: Vec<_> = patterns.take(MOST_AUDITS).map(|(pair, alike)| rated(pair, alike)).collect();
    audits.insert(audits.len().min(2), aside());
    audits
}

/// The level a witness gives a point, if it speaks of it.
fn wanted_level(grid: &Grid, extended: &Grid, open: &Witness, point: PointId) -> Option<usize> {
    let name = format!("niveau({})", grid.point(point).id);
    open.values.iter().find_map(|(input, value)| match value {
        Value::Choice(level) if input.0 >= grid.inputs.len() && extended.input(*input).name == name => Some(*level),
        _ => None,
    })
}

/// The ratings to try on a scale, worst first.
fn choices(scale: &Scale) -> Vec<RecordedRating> {
    match &scale.kind {
        ScaleKind::Levels(levels) => (0..levels.len()).map(RecordedRating::Level).collect(),
        ScaleKind::Interval { low, high } => {
            vec![RecordedRating::Value(low.clone()), RecordedRating::Value(high.clone())]
        }
    }
}

/// An audit as data and in words.
fn shown(grid: &Grid, audit: &Audit) -> Shown {
    let given = audit.values.iter().enumerate().filter_map(|(at, value)| Some((InputId(at), value.as_ref()?)));
    let given = given.map(|(id, value)| format!("{} = {}", grid.input(id).name, grid.input(id).value_text(value)));
    let mut facts: Vec<_> = given.collect();
    for (at, point) in grid.points.iter().enumerate() {
        if let Some(rating) = &audit.ratings[at] {
            facts.push(format!("cotation {} = {}", point.id, rating_text(grid.scale(point.scale), rating)));
        }
        if audit.set_aside[at].is_some() {
            facts.push(format!("sans objet {}", point.id));
        }
    }
    if facts.len() > MOST_FACTS {
        let more = facts.len() - (MOST_FACTS - 1);
        facts.truncate(MOST_FACTS - 1);
        facts.push(format!("et {more} autres"));
    }
    Shown { audit: witness::whole(grid, audit), text: facts.join(", ") }
}

fn rating_text(scale: &Scale, rating: &RecordedRating) -> String {
    match rating {
        RecordedRating::Level(level) => scale.levels().get(*level).map_or_else(String::new, |level| level.name.clone()),
        RecordedRating::Value(value) => crate::exact::to_text(value, ','),
    }
}
