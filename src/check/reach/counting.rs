//! Points and groups whose clauses let no audit through, though each by itself would.

use super::formula::{Condition, admissions, all, path, section_name};
use super::not_verified;
use crate::diagnostic::{Diagnostic, Reach, Span};
use crate::grid::{Child, Grid, GroupId, PointId};
use crate::region::{Limit, Space};

/// Warns of the outermost section of each such branch.
pub(super) fn check(grid: &Grid) -> Vec<Diagnostic> {
    // What is said of a section need not be said again of what it holds.
    let mut dead: Vec<Child> = Vec::new();
    let groups = (0..grid.groups.len()).map(|at| Child::Group(GroupId(at)));
    let points = (0..grid.points.len()).map(|at| Child::Point(PointId(at)));
    let mut found = Vec::new();
    for section in groups.chain(points) {
        let own = grid.common(section);
        let around = path(grid, section);
        let clauses: Vec<_> = around.iter().flat_map(|section| admissions(grid.common(*section))).collect();
        if admissions(own).is_empty() || around.iter().any(|section| dead.contains(section)) {
            continue;
        }
        match clash(grid, &clauses) {
            Ok(None) => {}
            Ok(Some(clash)) => {
                dead.push(section);
                // A single clause that lets nothing through is said of the clause.
                if clash.len() > 1 {
                    found.push(said(grid, section, &clash));
                }
            }
            Err(limit) => {
                dead.push(section);
                // A single clause too large to be checked is said of the clause.
                if clauses.len() > 1 {
                    let what = format!("quand s’applique {}", section_name(grid, section));
                    found.push(not_verified(what, limit, own.head));
                }
            }
        }
    }
    found
}

/// Of clauses that never hold together, a smallest set of which that is true; none if they can.
fn clash(grid: &Grid, clauses: &[(Condition, Span)]) -> Result<Option<Vec<Span>>, Limit> {
    let together = all(clauses.iter().map(|(condition, _)| condition.clone()).collect());
    let conditions: Vec<_> = clauses.iter().map(|(condition, _)| condition).chain([&together]).collect();
    let (mut space, regions) = Space::new(grid, &conditions)?;
    let Some((whole, regions)) = regions.split_last() else { return Ok(None) };
    if !space.is_empty(*whole)? {
        return Ok(None);
    }
    let mut kept: Vec<usize> = (0..regions.len()).collect();
    for at in 0..regions.len() {
        let without: Vec<_> = kept.iter().copied().filter(|other| *other != at).collect();
        let region = space.all(&without.iter().map(|at| regions[*at]).collect::<Vec<_>>())?;
        if space.is_empty(region)? {
            kept = without;
        }
    }
    Ok(Some(kept.into_iter().map(|at| clauses[at].1).collect()))
}

fn said(grid: &Grid, section: Child, clash: &[Span]) -> Diagnostic {
    let own = grid.common(section);
    let opt_in = own.opt_in.as_ref().is_some_and(|clause| clash.contains(&clause.span));
    let problem = Reach::NeverCounts { section: section_name(grid, section), opt_in };
    let inner = clash.iter().rev().find(|span| own.span.contains(**span)).copied().unwrap_or(own.head);
    let mut diagnostic = Diagnostic::new(problem, inner);
    for span in clash.iter().filter(|span| **span != inner) {
        diagnostic = diagnostic.label(*span, "jamais vrai en même temps");
    }
    diagnostic
}
