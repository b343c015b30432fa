//! What a case gives, resolved against its grid: one line after the other, each told what is wrong with it.

use super::expectation::expectation;
use super::{ByDefault, Case};
use crate::audit::{Audit, RecordedElements, RecordedRating};
use crate::diagnostic::{Case as Problem, Diagnostic, Span};
use crate::grid::{GivenRating, PointId, Rating, Reader};
use crate::syntax::case::{CaseBlock, CaseLineKind, Rating as Written};

/// Reads a case; what is wrong with it is added to the diagnostics.
pub(super) fn case(block: &CaseBlock, grid: usize, reader: &mut Reader<'_>, found: &mut Vec<Diagnostic>) -> Case {
    let title = block.title.plain();
    let (inputs, points) = (reader.grid().inputs.len(), reader.grid().points.len());
    let mut case = Case {
        audit: Audit {
            id: title.clone(),
            values: vec![None; inputs],
            ratings: vec![None; points],
            elements: vec![None; points],
            set_aside: vec![None; points],
        },
        title,
        grid,
        by_default: None,
        expectations: Vec::new(),
        title_span: block.title.span,
        span: block.span,
    };
    for line in &block.lines {
        if let Err(what) = give(&mut case, &line.kind, line.span, reader, found) {
            found.push(Diagnostic::new(Problem::GivenTwice { what }, line.span));
        }
    }
    found.append(&mut reader.findings());
    if !block.lines.iter().any(|line| matches!(line.kind, CaseLineKind::Expected(_))) {
        found.push(Diagnostic::new(Problem::ExpectsNothing { title: case.title.clone() }, block.title.span));
    }
    case
}

/// Takes one line into the case; names what is given twice.
fn give(
    case: &mut Case,
    line: &CaseLineKind,
    span: Span,
    reader: &mut Reader<'_>,
    found: &mut Vec<Diagnostic>,
) -> Result<(), String> {
    match line {
        CaseLineKind::Answer { input, value } => {
            if let Some((id, value)) = reader.answer(input, value) {
                once(&mut case.audit.values[id.0], value, || input.text.clone())?;
            }
        }
        CaseLineKind::Rating { point: Some(point), rating } => {
            if let Some(id) = reader.point(point)
                && let Some(rating) = reader.rating(id, rating)
            {
                once(&mut case.audit.ratings[id.0], recorded(rating), || format!("cotation {}", point.text))?;
            }
        }
        CaseLineKind::Rating { point: None, rating } => {
            if let Some(by_default) = by_default(reader, rating) {
                once(&mut case.by_default, by_default, || "cotation par défaut".to_owned())?;
            }
        }
        CaseLineKind::Elements { point, met } => {
            if let Some(id) = reader.point(point)
                && let Some(given) = reader.elements(id, met)
            {
                let recorded = RecordedElements { met: given.met, substituted: given.substituted };
                once(&mut case.audit.elements[id.0], recorded, || format!("éléments {}", point.text))?;
            }
        }
        CaseLineKind::SetAside { point, reason } => {
            if let Some(id) = reader.point(point) {
                once(&mut case.audit.set_aside[id.0], reason.plain(), || format!("sans objet {}", point.text))?;
            }
        }
        CaseLineKind::Expected(expected) => {
            case.expectations.extend(expectation(expected, span, reader, found));
        }
    }
    Ok(())
}

/// Keeps what is given the first time.
fn once<T>(slot: &mut Option<T>, value: T, what: impl FnOnce() -> String) -> Result<(), String> {
    if slot.is_some() {
        return Err(what());
    }
    *slot = Some(value);
    Ok(())
}

/// A rating as an audit records it.
pub(super) fn recorded(rating: GivenRating) -> RecordedRating {
    match rating {
        GivenRating::Level(level) => RecordedRating::Level(level),
        GivenRating::Value(value) => RecordedRating::Value(value),
    }
}

/// The rating by default, on the scale of each point the auditor rates; none, with what is wrong, if no scale has it.
fn by_default(reader: &mut Reader<'_>, rating: &Written) -> Option<ByDefault> {
    let points = (0..reader.grid().points.len()).map(PointId);
    let rated: Vec<_> = points.filter(|point| matches!(reader.grid().point(*point).rating, Rating::Auditor)).collect();
    let mut ratings = vec![None; reader.grid().points.len()];
    for point in &rated {
        ratings[point.0] = reader.rating(*point, rating).map(recorded);
    }
    let faults = reader.findings();
    if ratings.iter().any(Option::is_some) {
        return Some(ByDefault { ratings });
    }
    // Said once, of the first point, it is said of them all.
    reader.report(faults.into_iter().next());
    None
}
