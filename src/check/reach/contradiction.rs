//! Constraints that contradict each other: no audit would have any completion.

use super::formula::inputs_of;
use super::{not_verified, rules};
use crate::diagnostic::{Diagnostic, Reach};
use crate::grid::{Grid, InputId};
use crate::region::{Bounds, Limit, Space, components};

/// Looks for a contradiction in each part of the space, and names the constraints none of which it could do without.
pub(super) fn check(grid: &Grid) -> Vec<Diagnostic> {
    let speaks_of = |at: &usize, component: &[InputId]| {
        inputs_of(grid, &grid.constraints[*at].condition).iter().any(|input| component.contains(input))
    };
    let in_component = |component: &Vec<InputId>| -> Option<Diagnostic> {
        let constraints: Vec<_> = rules::constraints(grid).into_iter().filter(|at| speaks_of(at, component)).collect();
        let first = grid.constraints.get(*constraints.first()?)?.span;
        match clash(grid, component, constraints) {
            Ok(clash) => said(grid, &clash),
            Err(limit) => Some(not_verified("que les contraintes ne se contredisent pas", limit, first)),
        }
    };
    components(grid).iter().filter_map(in_component).collect()
}

/// The constraints that clash; none if all of them leave something possible.
fn clash(grid: &Grid, component: &[InputId], constraints: Vec<usize>) -> Result<Vec<usize>, Limit> {
    let impossible = |grid: &Grid| Ok(Space::over(grid, component, &[], Bounds::default())?.0.is_contradictory());
    if impossible(grid)? { rules::needed(grid, constraints, impossible) } else { Ok(Vec::new()) }
}

fn said(grid: &Grid, clash: &[usize]) -> Option<Diagnostic> {
    let first = grid.constraints.get(*clash.first()?)?.span;
    let diagnostic = Diagnostic::new(Reach::Contradiction(clash.len()), first);
    Some(rules::label(grid, diagnostic, clash, "avec celle-ci"))
}
