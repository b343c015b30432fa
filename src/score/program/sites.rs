//! Which variables decide what: points that look at the same variables are one site, and what the grid says of them is
//! remembered together.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::Cells;
use crate::grid::{Atom, Domain, Formula, Grid, InputId, PointId, ResultAtom, Test};
use crate::region;
use crate::score::reference::point_conditions;

/// Points that look at the same variables.
pub(super) struct Site {
    /// The points, in order.
    pub(super) points: Vec<PointId>,
    /// The variables their conditions look at.
    pub(super) asked: Vec<usize>,
    /// Those, and all that rules link to their inputs: what an unknown one may be depends on all of them.
    pub(super) linked: Vec<usize>,
}

/// Inputs that existence conditions and constraints link.
pub(super) struct Component {
    /// Its inputs.
    pub(super) inputs: Vec<InputId>,
    /// Their variables.
    pub(super) variables: Vec<usize>,
}

/// Every test on an input in the grid, those of decisions included.
pub(super) fn atoms<'g>(grid: &'g Grid) -> Vec<&'g Atom> {
    let mut conditions: Vec<&Formula<Atom>> = Vec::new();
    conditions.extend(grid.inputs.iter().filter_map(|input| input.exists_if.as_ref()));
    conditions.extend(grid.constraints.iter().map(|constraint| &constraint.condition));
    conditions.extend(grid.definitions.iter().map(|definition| &definition.condition));
    for (at, point) in grid.points.iter().enumerate() {
        point_conditions(grid, PointId(at), &mut |condition| conditions.push(condition));
        conditions.extend(point.waivers.iter().map(|waiver| &waiver.condition));
        conditions.extend(point.substitutes.iter().filter_map(|substitute| substitute.condition.as_ref()));
    }
    for group in &grid.groups {
        conditions.extend(group.common.weight.cases.iter().map(|(_, condition)| condition));
    }
    let mut atoms: Vec<&Atom> = Vec::new();
    for condition in conditions {
        condition.walk(&mut |atom| atoms.push(atom), &mut |_| {});
    }
    let lines = grid.decisions.iter().flat_map(|decision| &decision.lines);
    for condition in lines.filter_map(|line| line.condition.as_ref()) {
        let mut keep = |atom: &'g ResultAtom| {
            if let ResultAtom::Input(atom) = atom {
                atoms.push(atom);
            }
        };
        condition.walk(&mut keep, &mut |_| {});
    }
    atoms
}

/// The sites of a grid, and the components of which a rule says something.
pub(super) fn sites(grid: &Grid, cells: &Cells) -> (Vec<Site>, Vec<Component>) {
    let components = region::components(grid);
    let mut by_asked: BTreeMap<Vec<usize>, Vec<PointId>> = BTreeMap::new();
    for point in (0..grid.points.len()).map(PointId) {
        let mut asked = BTreeSet::new();
        point_conditions(grid, point, &mut |condition| asked.extend(variables(grid, cells, condition)));
        by_asked.entry(asked.into_iter().collect()).or_default().push(point);
    }
    let linked = |asked: &[usize]| {
        let touched = components.iter().filter(|component| {
            component.iter().any(|input| cells.of_input(*input).any(|variable| asked.contains(&variable)))
        });
        let mut linked: BTreeSet<usize> = asked.iter().copied().collect();
        for component in touched.filter(|component| is_ruled(grid, component)) {
            linked.extend(component.iter().flat_map(|input| cells.of_input(*input)));
        }
        linked.into_iter().collect()
    };
    let sites = by_asked.into_iter().map(|(asked, points)| Site { linked: linked(&asked), points, asked });
    let ruled = components.iter().filter(|component| is_ruled(grid, component)).map(|component| Component {
        inputs: component.clone(),
        variables: component.iter().flat_map(|input| cells.of_input(*input)).collect(),
    });
    (sites.collect(), ruled.collect())
}

/// True if an existence condition or a constraint speaks of some input of a component.
fn is_ruled(grid: &Grid, component: &[InputId]) -> bool {
    component.iter().any(|input| grid.input(*input).exists_if.is_some())
        || grid.constraints.iter().any(|constraint| {
            region::atoms(grid, &constraint.condition).iter().any(|atom| component.contains(&atom.input))
        })
}

/// The variables a condition looks at, definitions unfolded.
pub(super) fn variables(grid: &Grid, cells: &Cells, condition: &Formula<Atom>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for atom in region::atoms(grid, condition) {
        match (&grid.input(atom.input).domain, &atom.test) {
            (Domain::Set(_), Test::Contains { members, .. }) if !members.is_empty() => {
                found.extend(members.iter().filter_map(|member| cells.variable(atom.input, Some(*member))));
            }
            _ => found.extend(cells.of_input(atom.input)),
        }
    }
    found
}
