//! Totals in which a possible profile leaves nothing that counts.
//!
//! Groups `hors total` and groups opted into are meant to come and go; so is a group without any point that has a value.

use super::formula::{Condition, all, counts, is_truth, not, section_name};
use super::not_verified;
use crate::check::witness;
use crate::diagnostic::{Diagnostic, EmptiedWeight, Reach};
use crate::grid::{Aggregate, Aggregation, Child, Grid, GroupId, PointId, ResultAtom};
use crate::region::{Limit, Space, Witness};

/// Warns of the outermost total that can be empty on each branch.
pub(super) fn check(grid: &Grid) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut emptied: Vec<GroupId> = Vec::new();
    for group in (0..grid.groups.len()).map(GroupId) {
        let clauses = grid.common(Child::Group(group));
        let said_already = grid.ancestors(group).any(|around| emptied.contains(&around));
        if said_already || clauses.out_of_total || clauses.opt_in.is_some() {
            continue;
        }
        match empty_for(grid, group) {
            Ok(None) => {}
            Ok(Some(witness)) => {
                emptied.push(group);
                found.push(said(grid, group, &witness));
            }
            Err(limit) => {
                let what =
                    format!("que quelque chose compte toujours dans {}", section_name(grid, Child::Group(group)));
                found.push(not_verified(what, limit, clauses.head));
            }
        }
    }
    found
}

fn said(grid: &Grid, group: GroupId, shown: &Witness) -> Diagnostic {
    let section = section_name(grid, Child::Group(group));
    let shown_text = shown.text(grid);
    let problem = Reach::EmptiedTotal { section, shown: shown_text, weight: weight(grid, group) };
    let head = grid.common(Child::Group(group)).head;
    let mut diagnostic = Diagnostic::new(problem, head);
    diagnostic.witness = Some(witness::audit(grid, shown));
    diagnostic
}

/// A profile for which a group counts and nothing in its total does.
fn empty_for(grid: &Grid, group: GroupId) -> Result<Option<Witness>, Limit> {
    let mut conditions = Vec::new();
    let points = valued_points(grid, group);
    if points.is_empty() {
        return Ok(None);
    }
    for point in points {
        let condition = counts(grid, Child::Point(point), Some(group));
        if is_truth(&condition) {
            return Ok(None);
        }
        conditions.push(not(condition));
    }
    let applies: Condition = counts(grid, Child::Group(group), None);
    let emptied = all([vec![applies], conditions].concat());
    let (mut space, regions) = Space::new(grid, &[&emptied])?;
    let Some(region) = regions.first() else { return Ok(None) };
    let observed = space.observe(*region)?;
    Ok(space.witness(&observed))
}

/// The points with values that enter the total of a group.
fn valued_points(grid: &Grid, group: GroupId) -> Vec<PointId> {
    let children = grid.group(group).children.iter().filter(|child| !grid.common(**child).out_of_total);
    let points = children.flat_map(|child| match child {
        Child::Point(point) => vec![*point],
        Child::Group(inner) => valued_points(grid, *inner),
    });
    points.filter(|point| grid.scale(grid.point(*point).scale).best().is_some()).collect()
}

/// What depends on the total of a group.
fn weight(grid: &Grid, group: GroupId) -> EmptiedWeight {
    let in_mean =
        grid.group(group).parent.is_some_and(|parent| grid.group(parent).aggregation == Aggregation::WeightedMean);
    if group == GroupId::ROOT || is_asked_for(grid, group) {
        EmptiedWeight::Decides
    } else if in_mean {
        EmptiedWeight::Redistributed
    } else {
        EmptiedWeight::Shown
    }
}

/// True if a decision looks at the score of a group by name. `score_minimum` skips what is not calculable.
fn is_asked_for(grid: &Grid, group: GroupId) -> bool {
    let mut asked = false;
    for condition in
        grid.decisions.iter().flat_map(|decision| &decision.lines).filter_map(|line| line.condition.as_ref())
    {
        condition.walk(
            &mut |atom| {
                if let ResultAtom::Compare { aggregate: Aggregate::Score(of), .. } = atom {
                    asked |= *of == group;
                }
            },
            &mut |_| {},
        );
    }
    asked
}
