//! Scales without values in a grid that has totals: their points count nowhere, which may not be what was meant.

use crate::diagnostic::{Diagnostic, Shape};
use crate::grid::Grid;

/// Warns of each such scale that points are rated on, unless all scales in use are without values.
pub(super) fn check(grid: &Grid) -> Vec<Diagnostic> {
    let used = grid.scales.iter().enumerate().filter(|(id, _)| grid.points.iter().any(|point| point.scale.0 == *id));
    let (valued, unvalued): (Vec<_>, Vec<_>) = used.map(|(_, scale)| scale).partition(|scale| scale.best().is_some());
    let warning = |name: &str, span| Diagnostic::new(Shape::UnvaluedScale(name.to_owned()), span);
    if valued.is_empty() {
        Vec::new()
    } else {
        unvalued.iter().map(|scale| warning(&scale.name, scale.name_span)).collect()
    }
}
