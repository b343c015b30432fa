//! What each version says of a section, as conditions over the joint inputs: when it applies, when it is retained, its level, its
//! weight, whether its elements are enough.

use super::joint::{Condition, Joint, Side, all, any, not};
use crate::exact::Exact;
use crate::grid::{Child, Common, Grid, PointId, Rating, Weight};

/// Lines of which exactly one holds: a result, and its condition; `None` for the rest.
pub(super) type Lines<T> = Vec<(T, Option<Condition>)>;

/// The sections around a group or point, the grid first, itself last.
pub(super) fn path(grid: &Grid, section: Child) -> Vec<Child> {
    let (group, own) = match section {
        Child::Group(group) => (group, None),
        Child::Point(point) => (grid.point(point).group, Some(section)),
    };
    let mut path: Vec<_> = grid.ancestors(group).map(Child::Group).collect();
    path.reverse();
    path.extend(own);
    path
}

/// The clauses of a section.
pub(super) fn common(grid: &Grid, section: Child) -> &Common {
    match section {
        Child::Group(group) => &grid.group(group).common,
        Child::Point(point) => &grid.point(point).common,
    }
}

/// When a point applies, and when it is retained where it does: its own clauses and those of the groups around it.
pub(super) fn counting(joint: &Joint<'_>, side: Side, point: PointId) -> [Condition; 2] {
    let grid = joint.grid(side);
    let (mut applies, mut retained) = (Vec::new(), Vec::new());
    for section in path(grid, Child::Point(point)) {
        let common = common(grid, section);
        applies.extend(common.applicability.iter().map(|clause| {
            let condition = joint.condition(side, &clause.condition);
            if clause.negated { not(condition) } else { condition }
        }));
        retained.extend(common.opt_in.iter().map(|clause| {
            let [optional, taken] = [&clause.optional_if, &clause.retained_if].map(|one| joint.condition(side, one));
            any(vec![not(optional), taken])
        }));
    }
    [all(applies), all(retained)]
}

/// The lines of a point's `barème`; none if the auditor rates it.
pub(super) fn levels(joint: &Joint<'_>, side: Side, point: PointId) -> Option<Lines<usize>> {
    let Rating::Computed(scale) = &joint.grid(side).point(point).rating else { return None };
    let line = |line: &crate::grid::GradeLine| {
        (line.level, line.condition.as_ref().map(|condition| joint.condition(side, condition)))
    };
    Some(scale.lines.iter().map(line).collect())
}

/// The cases of a weight.
pub(super) fn weight(joint: &Joint<'_>, side: Side, weight: &Weight) -> Lines<Exact> {
    let cases = weight.cases.iter().map(|(value, when)| (value.clone(), Some(joint.condition(side, when))));
    cases.chain(weight.otherwise.iter().map(|value| (value.clone(), None))).collect()
}

/// The weights on the path of a point whose product is its effective weight; those that are always 1 are left out.
pub(super) fn weights(joint: &Joint<'_>, side: Side, point: PointId) -> Vec<Lines<Exact>> {
    let grid = joint.grid(side);
    let sections = path(grid, Child::Point(point)).into_iter();
    let weights = sections.map(|section| weight(joint, side, &common(grid, section).weight));
    weights.filter(|lines| *lines != [(crate::exact::integer(1), None)]).collect()
}
