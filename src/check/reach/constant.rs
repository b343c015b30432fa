//! Conditions that hold for every audit, or for none, and parts of conditions that do.

use std::collections::BTreeSet;

use super::asked::{Asked, Owner, conditions};
use super::formula::{Condition, all, not, parts, span_of};
use super::{not_verified, rules};
use crate::diagnostic::{Diagnostic, Place, Reach};
use crate::grid::{DefinitionId, Formula, Grid, InputId};
use crate::region::{Limit, Space, write_condition};

/// Says of each constant condition what it comes to where it stands.
pub(super) fn check(grid: &Grid) -> Vec<Diagnostic> {
    let asked = conditions(grid);
    let mut known = Known::default();
    for (at, definition) in grid.definitions.iter().enumerate() {
        if matches!(truth(grid, &definition.condition, None), Ok(Some(_))) {
            known.definitions.insert(DefinitionId(at));
        }
    }
    for one in &asked {
        if let Owner::Input(input) = one.owner
            && matches!(truth(grid, one.condition, None), Ok(Some(false)))
        {
            known.absent.insert(input);
        }
    }
    asked.iter().flat_map(|one| of_condition(grid, &known, one)).collect()
}

/// What is said once, where it is declared.
#[derive(Default)]
struct Known {
    /// Definitions that never vary.
    definitions: BTreeSet<DefinitionId>,
    /// Inputs that never exist.
    absent: BTreeSet<InputId>,
}

/// The one truth of a condition over the space, where `given` holds; nothing if it varies, or if `given` never holds.
fn truth(grid: &Grid, condition: &Condition, given: Option<&Condition>) -> Result<Option<bool>, Limit> {
    let truths = truths(grid, &[condition], given)?;
    Ok(truths.first().copied().flatten())
}

/// The same of several conditions.
fn truths(grid: &Grid, asked: &[&Condition], given: Option<&Condition>) -> Result<Vec<Option<bool>>, Limit> {
    let together: Vec<_> = asked.iter().copied().chain(given).collect();
    let (mut space, regions) = Space::new(grid, &together)?;
    let context = given.and_then(|_| regions.last().copied()).unwrap_or(crate::region::Region::ALL);
    if space.is_empty(context)? {
        return Ok(vec![None; asked.len()]);
    }
    let mut found = Vec::new();
    for region in regions.into_iter().take(asked.len()) {
        let (holds, fails) = (space.and(context, region)?, space.minus(context, region)?);
        found.push(match (space.is_empty(holds)?, space.is_empty(fails)?) {
            (true, _) => Some(false),
            (_, true) => Some(true),
            _ => None,
        });
    }
    Ok(found)
}

fn of_condition(grid: &Grid, known: &Known, asked: &Asked<'_>) -> Vec<Diagnostic> {
    // A constraint is always true where it rules: what matters is whether it would be without it.
    let others = match asked.owner {
        Owner::Constraint(own) => {
            let others: Vec<_> = rules::constraints(grid).into_iter().filter(|at| *at != own).collect();
            Some(rules::with_constraints(grid, &others))
        }
        _ => None,
    };
    let grid_asked = others.as_ref().unwrap_or(grid);
    let parts = parts(asked.condition);
    match truths(grid_asked, &parts, asked.given) {
        Ok(truths) => said(grid, grid_asked, known, asked, &parts, &truths),
        Err(_) if is_graded(&asked.place) => Vec::new(),
        Err(limit) => vec![not_verified(what(&asked.place), limit, span_of(asked.condition))],
    }
}

/// What could not be checked.
fn what(place: &Place) -> String {
    match place {
        Place::Applicable(section) | Place::NotApplicable(section) => format!("quand s’applique {section}"),
        Place::Optional(section) | Place::Retained(section) => format!("quand est retenu {section}"),
        Place::Waiver(element) => format!("quand `{element}` est dispensé"),
        Place::Substitute(name) => format!("quand `{name}` est admis"),
        Place::Existence(input) => format!("quand `{input}` existe"),
        Place::Weight(weight) => format!("quand vaut le poids {weight}"),
        Place::Definition(name) => format!("quand `{name}` est vrai"),
        Place::Constraint => "ce que permet cette contrainte".to_owned(),
        Place::Line(level) => format!("quand `{level}` est atteint"),
        Place::Part(part) => format!("quand `{part}` est vrai"),
    }
}

fn said(
    grid: &Grid,
    grid_asked: &Grid,
    known: &Known,
    asked: &Asked<'_>,
    parts: &[&Condition],
    truths: &[Option<bool>],
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut inside = Vec::new();
    for (part, truth) in parts.iter().zip(truths) {
        let span = span_of(part);
        let whole = std::ptr::eq(*part, asked.condition);
        let Some(truth) = *truth else { continue };
        if inside.iter().any(|outer: &crate::diagnostic::Span| outer.contains(span)) {
            continue;
        }
        inside.push(span);
        if !is_news(known, asked, part, truth, whole) {
            continue;
        }
        let place = if whole { asked.place.clone() } else { Place::Part(write_condition(grid, part)) };
        let problem = match (truth, place) {
            (false, Place::Existence(input)) => Reach::NeverExists(input),
            (false, place) => Reach::NeverTrue(place),
            (true, place) => Reach::AlwaysTrue(place),
        };
        let diagnostic = Diagnostic::new(problem, span);
        found.push(because(grid, grid_asked, asked, part, truth, diagnostic));
    }
    found
}

/// True for the lines of a `barème` and the cases of a `poids`, which are proved together: what is said of the whole is said there.
fn is_graded(place: &Place) -> bool {
    matches!(place, Place::Line(_) | Place::Weight(_))
}

/// False for what is said elsewhere: of a line as a whole, of a definition, of an input that never exists.
fn is_news(known: &Known, asked: &Asked<'_>, part: &Condition, truth: bool, whole: bool) -> bool {
    match part {
        _ if whole && is_graded(&asked.place) => false,
        _ if whole && !truth && asked.place == Place::Constraint => false,
        Formula::Definition(id, _) if !whole => !known.definitions.contains(id),
        Formula::Atom(atom) if !whole => !known.absent.contains(&atom.input),
        _ => true,
    }
}

/// Names the constraints the fact rests on, if it rests on any.
fn because(
    grid: &Grid,
    grid_asked: &Grid,
    asked: &Asked<'_>,
    part: &Condition,
    expected: bool,
    diagnostic: Diagnostic,
) -> Diagnostic {
    let kept: Vec<_> = match asked.owner {
        Owner::Constraint(own) => rules::constraints(grid).into_iter().filter(|at| *at != own).collect(),
        _ => rules::constraints(grid),
    };
    let against = all(asked
        .given
        .cloned()
        .into_iter()
        .chain([if expected { not(part.clone()) } else { part.clone() }])
        .collect());
    let impossible = |grid: &Grid| Ok(truth(grid, &against, None)? == Some(false));
    if grid_asked.constraints.is_empty() {
        return diagnostic;
    }
    match rules::needed(grid, kept, impossible) {
        Ok(needed) => rules::label(grid, diagnostic, &needed, "à cause de cette contrainte"),
        Err(_) => diagnostic,
    }
}
