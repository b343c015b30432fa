//! The register of interpretations: every choice the grid writes down where its official text leaves a question open.

use crate::grid::{Common, Grid, GroupId, Point, ProseKind};

use super::{group_path, point_path};

/// One choice, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpretation<'g> {
    /// The ids (titles where there is none) down to the group or point; empty for the grid itself.
    pub path: Vec<String>,
    /// What was decided.
    pub text: &'g str,
}

/// Every interpretation: the grid's own, then group by group and point by point in the order written.
pub fn interpretations(grid: &Grid) -> Vec<Interpretation<'_>> {
    let groups = (0..grid.groups.len()).map(GroupId).map(|id| (group_path(grid, id), &grid.group(id).common));
    let points = grid.points.iter().map(|point: &Point| (point_path(grid, point), &point.common));
    let mut found: Vec<_> = groups
        .chain(points)
        .flat_map(|(path, common)| {
            let texts = prose(common, ProseKind::Interpretation);
            texts.map(move |text| (common.span.start, Interpretation { path: path.clone(), text }))
        })
        .collect();
    // The grid has no head of its own: what is said of it comes first.
    found.sort_by_key(|(start, interpretation)| (!interpretation.path.is_empty(), *start));
    found.into_iter().map(|(_, interpretation)| interpretation).collect()
}

/// The texts of one kind, in the order written.
pub(super) fn prose(common: &Common, kind: ProseKind) -> impl Iterator<Item = &str> {
    common.prose.iter().filter(move |prose| prose.kind == kind).map(|prose| prose.text.as_str())
}
