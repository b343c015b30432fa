//! Graded scales proved: over everything an audit can say where it is read, a scale gives one level and one only.
//!
//! [`graded`] lists what is to be proved, [`proof`] turns it into regions; then one file a question.

mod extend;
mod flip;
mod gap;
pub(super) mod graded;
mod otherwise;
mod overlap;
mod peak;
pub(super) mod proof;
mod unreached;

use crate::diagnostic::{Diagnostic, Grading, Source};
use crate::grid::Grid;
use crate::region::{Bounds, Limit, Region};
use graded::Graded;
use proof::Proof;

/// A scale under proof.
struct Subject<'a> {
    grid: &'a Grid,
    source: &'a Source,
    graded: &'a Graded<'a>,
    proof: Proof,
}

/// A question put to a scale.
type Question = fn(&mut Subject<'_>) -> Result<Vec<Diagnostic>, Limit>;

/// What is asked of every scale.
const QUESTIONS: &[Question] = &[gap::check, overlap::check, unreached::check];

/// Proves every scale of a grid without errors.
pub(super) fn check(grid: &Grid, source: &Source) -> Vec<Diagnostic> {
    graded::all(grid).iter().flat_map(|graded| proved(grid, source, graded)).collect()
}

/// Everything there is to say of one scale.
pub(super) fn proved(grid: &Grid, source: &Source, graded: &Graded<'_>) -> Vec<Diagnostic> {
    let unverified = |limit, direction| {
        let (scale, limit) = (graded.name(grid), why(limit));
        Diagnostic::new(Grading::NotVerified { scale, limit, direction }, graded.span)
    };
    let proof = match Proof::new(grid, graded, &[]) {
        Ok(proof) => proof,
        Err(limit) => return vec![unverified(limit, false)],
    };
    // Constraints that contradict each other, a section that never applies: said where that is written.
    if proof.read == Region::NONE {
        return Vec::new();
    }
    let mut subject = Subject { grid, source, graded, proof };
    let mut found = Vec::new();
    for question in QUESTIONS {
        match question(&mut subject) {
            Ok(diagnostics) => found.extend(diagnostics),
            Err(limit) => {
                found.push(unverified(limit, false));
                return found;
            }
        }
    }
    if found.iter().any(Diagnostic::is_error) {
        return found;
    }
    match otherwise::check(&mut subject).and_then(|hidden| Ok((hidden, peak::check(&mut subject)?))) {
        Ok((hidden, peaks)) => found.extend(hidden.into_iter().chain(peaks)),
        Err(limit) => found.push(unverified(limit, true)),
    }
    found
}

/// What was too much, as people read it.
pub(super) fn why(limit: Limit) -> String {
    let Bounds { nodes, runs, variables } = Bounds::default();
    let (count, what) = match limit {
        Limit::Nodes => (nodes, "nœuds de décision"),
        Limit::Runs => (runs, "pas de calcul"),
        Limit::Variables => (variables, "entrées liées entre elles"),
    };
    format!("plus de {} {what}", thousands(count))
}

/// `500 000`
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join("\u{a0}")
}
