//! `sinon` that hides a boundary: the value a threshold compares with, which the lines on both sides of it left out.

use super::Subject;
use crate::check::witness::audit;
use crate::diagnostic::{Diagnostic, Fix, Grading, Span};
use crate::grid::{Atom, Comparison, Formula, Test};
use crate::region::{Limit, Region, write_condition};

/// The most regions of a `sinon` that are worth being named.
const READABLE: usize = 3;

/// Advises to say what `sinon` covers where that is short and holds a number to one value.
pub(super) fn check(subject: &mut Subject<'_>) -> Result<Vec<Diagnostic>, Limit> {
    let Subject { grid, source, graded, ref mut proof } = *subject;
    let Some(line) = graded.lines.iter().find(|line| line.condition.is_none()) else { return Ok(Vec::new()) };
    if proof.rest == Region::NONE || graded.lines.len() < 2 || graded.is_weight() {
        return Ok(Vec::new());
    }
    let (rest, read) = (proof.rest, proof.read);
    let observable = proof.space.observe_where(rest, read)?;
    let cover = proof.space.cover(grid, &observable);
    let Some(hidden) = cover.zones.iter().find(|zone| pins(&zone.condition)) else { return Ok(Vec::new()) };
    if !cover.complete || cover.zones.len() > READABLE {
        return Ok(Vec::new());
    }
    let part = proof.space.zone(hidden)?;
    let part = proof.space.and(part, rest)?;
    let witness = proof.witness(rest, part)?;
    let regions: Vec<_> = cover.zones.iter().map(|zone| write_condition(grid, &zone.condition)).collect();
    let several = regions.len() > 1;
    let joined = cover.zones.iter().zip(&regions).map(|(zone, text)| {
        if several && matches!(zone.condition, Formula::All(..)) { format!("({text})") } else { text.clone() }
    });
    let written = format!("si {}", joined.collect::<Vec<_>>().join(" ou "));
    let mut diagnostic = Diagnostic::new(Grading::OtherwiseHides { level: line.name.clone(), regions }, line.span);
    diagnostic.witness = witness.map(|witness| audit(grid, &witness));
    let text = source.slice(line.span);
    if let Some(at) = text.rfind("sinon") {
        let start = line.span.start as usize + at;
        let span = Span::new(start, start + "sinon".len());
        diagnostic = diagnostic.fix(Fix::replace(format!("écrire `{written}`"), span, written));
    }
    Ok(vec![diagnostic])
}

/// True if a number is held to a single value.
fn pins(condition: &Formula<Atom>) -> bool {
    match condition {
        Formula::Atom(Atom { test: Test::Compare(Comparison::Equal, _), .. }) => true,
        Formula::All(parts, _) => parts.iter().any(pins),
        _ => false,
    }
}
