//! What can and cannot happen under a grid: conditions that never or always hold, totals that empty, what nothing uses,
//! decisions without a level.
//!
//! Each question is put to a space of its own, of the inputs it reaches: one space for the whole grid would be too large.

mod absence;
mod asked;
mod constant;
mod contradiction;
mod counting;
mod decision;
mod emptied;
mod formula;
mod redundant;
mod repeated;
mod replay;
mod results;
mod rules;
mod unused;

#[cfg(test)]
mod differential;
#[cfg(test)]
mod tests;

use crate::diagnostic::{Diagnostic, Reach, Span};
use crate::grid::Grid;
use crate::region::Limit;
use crate::syntax::tree::File;

/// Everything there is to say.
pub(super) fn check(file: &File, grid: &Grid) -> Vec<Diagnostic> {
    let mut found = unused::check(file);
    let contradictions = contradiction::check(grid);
    // Of a grid no audit satisfies anything can be proved.
    if contradictions.is_empty() {
        found.extend(constant::check(grid));
        found.extend(redundant::check(grid));
        found.extend(repeated::check(grid));
        found.extend(counting::check(grid));
        found.extend(emptied::check(grid));
        found.extend(absence::check(grid));
        found.extend(decision::check(grid));
    }
    found.extend(contradictions);
    found
}

/// What is said where a limit of the engine was reached.
fn not_verified(what: impl Into<String>, limit: Limit, span: Span) -> Diagnostic {
    let limit = match limit {
        Limit::Nodes | Limit::Runs => "cas",
        Limit::Variables => "questions",
    };
    Diagnostic::new(Reach::NotVerified { what: what.into(), limit }, span)
}
