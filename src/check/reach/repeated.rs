//! Clauses of applicability that say again what the sections around them, or inside them, say already.
//!
//! What follows from existence alone is left, as in [`redundant`](super::redundant): `taux < 85 %` around, `mesuré` inside, says in
//! words what the grid means.

use std::collections::BTreeSet;

use super::formula::{Condition, admissions, path, section_name};
use super::rules;
use crate::diagnostic::{Diagnostic, Reach, Span};
use crate::grid::{Child, Grid, GroupId, PointId};
use crate::region::{Limit, Region, Space};

/// A clause of a section.
struct Clause {
    section: Child,
    condition: Condition,
    span: Span,
    /// True for an opt-in: a point it leaves out is not retained, while one that others leave out does not apply.
    opt_in: bool,
}

/// Looks at every clause against those around it, then at those of groups against those of all their points. Past the limits nothing
/// is said: the clause itself is reported elsewhere.
pub(super) fn check(grid: &Grid) -> Vec<Diagnostic> {
    let free = everywhere(grid);
    let groups = (0..grid.groups.len()).map(|at| Child::Group(GroupId(at)));
    let points = (0..grid.points.len()).map(|at| Child::Point(PointId(at)));
    let (mut found, mut repeated, mut leant_on) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for section in groups.clone().chain(points) {
        let (own, around): (Vec<_>, Vec<_>) = clauses(grid, section).into_iter().partition(|it| it.section == section);
        for clause in &own {
            let Ok(Some(said)) = said_by(&free, clause, &around) else { continue };
            repeated.insert(clause.span);
            leant_on.extend(said.iter().map(|it| it.span));
            let outer = said.iter().map(|it| section_name(grid, it.section)).next_back().unwrap_or_default();
            let problem = Reach::SaidAround { section: section_name(grid, section), around: outer };
            let diagnostic = Diagnostic::new(problem, clause.span);
            found.push(said.iter().fold(diagnostic, |it, other| it.label(other.span, "déjà dit ici")));
        }
    }
    // A group that enters a total says besides that it may be left empty: its clause is then not said again by its points.
    for group in groups.filter(|group| grid.common(*group).out_of_total) {
        let own = clauses(grid, group).into_iter().filter(|it| it.section == group);
        for clause in own.filter(|it| !repeated.contains(&it.span) && !leant_on.contains(&it.span)) {
            let Some(said) = said_inside(grid, &free, group, &clause) else { continue };
            let diagnostic = Diagnostic::new(Reach::SaidInside(section_name(grid, group)), clause.span);
            found.push(said.into_iter().fold(diagnostic, |it, other| it.label(other, "déjà dit ici")));
        }
    }
    found
}

/// The grid where every input exists: what holds there does not come from existence.
fn everywhere(grid: &Grid) -> Grid {
    let mut free = rules::with_constraints(grid, &rules::constraints(grid));
    free.inputs.iter_mut().for_each(|input| input.exists_if = None);
    free
}

/// The clauses on the path of a section, from the outside in.
fn clauses(grid: &Grid, section: Child) -> Vec<Clause> {
    let of = |section| {
        let common = grid.common(section);
        let opt_in = common.opt_in.as_ref().map(|clause| clause.span);
        let admissions = admissions(common).into_iter();
        admissions.map(move |(condition, span)| Clause { section, condition, span, opt_in: opt_in == Some(span) })
    };
    path(grid, section).into_iter().flat_map(of).collect()
}

/// Of other clauses, a smallest set that says one, its status included; none if they do not, or if it says nothing by itself.
fn said_by<'c>(grid: &Grid, clause: &Clause, others: &'c [Clause]) -> Result<Option<Vec<&'c Clause>>, Limit> {
    let around: Vec<_> = others.iter().filter(|other| clause.opt_in || !other.opt_in).collect();
    if around.is_empty() {
        return Ok(None);
    }
    let conditions: Vec<_> = std::iter::once(clause).chain(around.iter().copied()).map(|it| &it.condition).collect();
    let (mut space, regions) = Space::new(grid, &conditions)?;
    let Some((own, around_regions)) = regions.split_first() else { return Ok(None) };
    let mut says = |kept: &[usize]| {
        let together = space.all(&kept.iter().map(|at| around_regions[*at]).collect::<Vec<_>>())?;
        // What no audit satisfies says everything, and is reported elsewhere.
        Ok(!space.is_empty(together)? && space.includes(*own, together)?)
    };
    let mut kept: Vec<usize> = (0..around.len()).collect();
    if !says(&kept)? || is_always_true(grid, &clause.condition)? {
        return Ok(None);
    }
    for at in 0..around.len() {
        let without: Vec<_> = kept.iter().copied().filter(|other| *other != at).collect();
        if says(&without)? {
            kept = without;
        }
    }
    Ok(Some(kept.into_iter().map(|at| around[at]).collect()))
}

/// True if every audit satisfies a condition.
fn is_always_true(grid: &Grid, condition: &Condition) -> Result<bool, Limit> {
    let (mut space, regions) = Space::new(grid, &[condition])?;
    match regions.first() {
        Some(region) => space.includes(*region, Region::ALL),
        None => Ok(false),
    }
}

/// The clauses inside a group that say one of its own, if those of every point in it do.
fn said_inside(grid: &Grid, free: &Grid, group: Child, clause: &Clause) -> Option<BTreeSet<Span>> {
    let mut said = BTreeSet::new();
    for point in points_in(grid, group) {
        let inside: Vec<_> = clauses(grid, Child::Point(point))
            .into_iter()
            .skip_while(|it| it.section != group)
            .filter(|it| it.section != group)
            .collect();
        said.extend(said_by(free, clause, &inside).ok()??.iter().map(|it| it.span));
    }
    (!said.is_empty()).then_some(said)
}

fn points_in(grid: &Grid, section: Child) -> Vec<PointId> {
    match section {
        Child::Point(point) => vec![point],
        Child::Group(group) => grid.group(group).children.iter().flat_map(|child| points_in(grid, *child)).collect(),
    }
}
