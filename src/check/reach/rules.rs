//! Which rules of the space a fact rests on: the same question put with fewer constraints.

use crate::diagnostic::{Diagnostic, Span};
use crate::grid::Grid;
use crate::region::Limit;

/// The inputs and definitions of a grid with only these of its constraints, the parameters they are written with, and nothing
/// else.
pub(super) fn with_constraints(grid: &Grid, kept: &[usize]) -> Grid {
    Grid {
        inputs: grid.inputs.clone(),
        parameters: grid.parameters.clone(),
        definitions: grid.definitions.clone(),
        constraints: kept.iter().map(|at| grid.constraints[*at].clone()).collect(),
        ..Grid::default()
    }
}

/// Every constraint of a grid.
pub(super) fn constraints(grid: &Grid) -> Vec<usize> {
    (0..grid.constraints.len()).collect()
}

/// Of constraints with which a fact is true, a smallest set with which it still is: none can be left out.
pub(super) fn needed(
    grid: &Grid,
    mut kept: Vec<usize>,
    is_true: impl Fn(&Grid) -> Result<bool, Limit>,
) -> Result<Vec<usize>, Limit> {
    for at in kept.clone() {
        let without: Vec<_> = kept.iter().copied().filter(|other| *other != at).collect();
        if is_true(&with_constraints(grid, &without))? {
            kept = without;
        }
    }
    Ok(kept)
}

/// Points at constraints.
pub(super) fn label(grid: &Grid, mut diagnostic: Diagnostic, constraints: &[usize], text: &str) -> Diagnostic {
    for at in constraints {
        let span: Span = grid.constraints[*at].span;
        if span != diagnostic.span {
            diagnostic = diagnostic.label(span, text);
        }
    }
    diagnostic
}
