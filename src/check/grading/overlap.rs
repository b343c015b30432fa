//! Overlaps: two lines that hold at once.

use super::Subject;
use super::flip::{Flip, flips};
use super::proof::Proof;
use crate::check::witness::audit;
use crate::diagnostic::{Diagnostic, Fix, Grading};
use crate::region::{Limit, Region};

/// The most corrections offered for one overlap: one on each line.
const OFFERED: usize = 2;

/// One error for each line that holds together with earlier ones.
pub(super) fn check(subject: &mut Subject<'_>) -> Result<Vec<Diagnostic>, Limit> {
    let Subject { grid, graded, .. } = *subject;
    let mut found = Vec::new();
    for later in 0..graded.lines.len() {
        let mut diagnostic: Option<Diagnostic> = None;
        for earlier in 0..later {
            let both = subject.proof.space.and(subject.proof.lines[earlier], subject.proof.lines[later])?;
            if both == Region::NONE {
                continue;
            }
            let Some(witness) = subject.proof.witness(both, both)? else { continue };
            let case = witness.text(grid);
            let (line, other) = (&graded.lines[later], &graded.lines[earlier]);
            if let Some(known) = diagnostic.take() {
                let text = if case.is_empty() { "tient aussi".to_owned() } else { format!("tient aussi, à `{case}`") };
                diagnostic = Some(known.label(other.name_span, text));
                continue;
            }
            let (levels, weight) = ([other.name.clone(), line.name.clone()], graded.is_weight());
            let mut first = Diagnostic::new(Grading::Overlap { witness: case, levels, weight }, line.name_span);
            first.witness = Some(audit(grid, &witness));
            // Corrections are a help, not a proof: where they cost too much there are none.
            first.fixes = narrowed(subject, earlier, later).unwrap_or_default();
            diagnostic = Some(first.label(other.name_span, "tient en même temps"));
        }
        found.extend(diagnostic);
    }
    Ok(found)
}

/// The comparisons that, flipped, end the overlap and leave nothing without a line.
fn narrowed(subject: &Subject<'_>, earlier: usize, later: usize) -> Result<Vec<Fix>, Limit> {
    let Subject { grid, source, graded, .. } = *subject;
    let own = |line: usize| {
        let condition = graded.lines[line].condition.as_deref();
        condition.map_or_else(Vec::new, |condition| flips(grid, source, line, condition))
    };
    let candidates: Vec<Flip> = own(later).into_iter().chain(own(earlier)).collect();
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let further: Vec<_> = candidates.iter().map(|flip| &flip.condition).collect();
    let mut proof = Proof::new(grid, graded, &further)?;
    let both = proof.space.and(proof.lines[earlier], proof.lines[later])?;
    let mut fixes = Vec::new();
    for (at, flip) in candidates.iter().enumerate() {
        let region = proof.further[at];
        let lost = proof.space.minus(proof.lines[flip.line], region)?;
        let gained = proof.space.minus(region, proof.lines[flip.line])?;
        let others = (0..proof.lines.len()).filter(|line| *line != flip.line).map(|line| proof.lines[line]);
        let others: Vec<_> = others.collect();
        let others = proof.space.any(&others)?;
        let (bare, left) = (proof.space.minus(lost, others)?, proof.space.minus(both, lost)?);
        if [gained, bare, left] == [Region::NONE; 3] {
            let Flip { from, to, .. } = flip;
            let title = format!("écrire `{to}` au lieu de `{from}`\u{a0}: `{}`", graded.lines[flip.line].name);
            fixes.push(Fix { title, edits: flip.edits.clone() });
        }
    }
    fixes.truncate(OFFERED);
    Ok(fixes)
}
