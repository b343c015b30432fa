//! Sections that hold nothing: points that do not say what is rated, groups without points.

use crate::diagnostic::{Diagnostic, Shape};
use crate::grid::{Child, Grid, Group, GroupId, Point, Rating};

/// Warns of both.
pub(super) fn check(grid: &Grid) -> Vec<Diagnostic> {
    let points = grid
        .points
        .iter()
        .filter(|point| says_nothing(point))
        .map(|point| Diagnostic::new(Shape::NothingToRate(point.id.clone()), point.common.head));
    let groups = (1..grid.groups.len()).map(GroupId).filter(|group| !holds_a_point(grid, *group)).map(|group| {
        let group = grid.group(group);
        Diagnostic::new(Shape::EmptyGroup(named(group)), group.common.head)
    });
    points.chain(groups).collect()
}

fn says_nothing(point: &Point) -> bool {
    let rated_by_auditor = matches!(point.rating, Rating::Auditor);
    point.title.is_empty() && point.wording.is_empty() && point.requirement.is_none() && rated_by_auditor
}

fn holds_a_point(grid: &Grid, group: GroupId) -> bool {
    grid.group(group).children.iter().any(|child| match child {
        Child::Point(_) => true,
        Child::Group(inner) => holds_a_point(grid, *inner),
    })
}

/// `engagement 6`, or the word and title.
fn named(group: &Group) -> String {
    match &group.id {
        Some(id) => format!("`{} {id}`", group.word),
        None => format!("`{}` «\u{a0}{}\u{a0}»", group.word, group.title),
    }
}
