//! Which variables decide what: points that look at the same variables are one site, and what the grid says of them is
//! remembered together.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::Cells;
use crate::grid::{Atom, DecisionId, Domain, Formula, Grid, InputId, PointId, Test};
use crate::region;
use crate::score::possible::asked_of_inputs;
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

/// Where a point stands: its site, and its place there.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seat {
    pub(super) site: usize,
    pub(super) place: u32,
}

/// Inputs that existence conditions and constraints link.
pub(super) struct Component {
    /// Its inputs.
    pub(super) inputs: Vec<InputId>,
    /// Their variables.
    pub(super) variables: Vec<usize>,
}

/// What of a grid looks at which variables.
pub(super) struct Ground {
    pub(super) sites: Vec<Site>,
    /// Where each point stands.
    pub(super) seats: Vec<Seat>,
    /// The components of which a rule says something.
    pub(super) components: Vec<Component>,
    /// For each point with waivers or substitutes the variables these look at, and all that are linked to them.
    pub(super) allowing: Vec<Option<Vec<usize>>>,
    /// The same for each group whose weight varies.
    pub(super) weighing: Vec<Option<Vec<usize>>>,
    /// For each decision the variables it and those it rests on look at, and all that are linked to them.
    pub(super) deciding: Vec<Vec<usize>>,
}

/// What of a grid looks at which variables.
pub(super) fn ground(grid: &Grid, cells: &Cells) -> Ground {
    let components: Vec<_> = region::components(grid)
        .into_iter()
        .filter(|component| is_ruled(grid, component))
        .map(|inputs| Component { variables: inputs.iter().flat_map(|input| cells.of_input(*input)).collect(), inputs })
        .collect();
    let linked = |asked: &BTreeSet<usize>| {
        let touched = components.iter().filter(|it| it.variables.iter().any(|variable| asked.contains(variable)));
        let all: BTreeSet<usize> = touched.flat_map(|it| &it.variables).chain(asked).copied().collect();
        all.into_iter().collect::<Vec<_>>()
    };
    let mut by_asked: BTreeMap<BTreeSet<usize>, Vec<PointId>> = BTreeMap::new();
    for point in (0..grid.points.len()).map(PointId) {
        let mut asked = BTreeSet::new();
        point_conditions(grid, point, &mut |condition| asked.extend(variables(grid, cells, condition)));
        by_asked.entry(asked).or_default().push(point);
    }
    let sites = by_asked.into_iter().map(|(asked, points)| Site {
        linked: linked(&asked),
        points,
        asked: asked.into_iter().collect(),
    });
    let sites: Vec<Site> = sites.collect();
    let mut seats = vec![Seat::default(); grid.points.len()];
    for (site, points) in sites.iter().map(|site| &site.points).enumerate() {
        (0..).zip(points).for_each(|(place, point)| seats[point.0] = Seat { site, place });
    }
    let allowing = grid.points.iter().map(|point| {
        let waivers = point.waivers.iter().map(|waiver| &waiver.condition);
        let substitutes = point.substitutes.iter().filter_map(|substitute| substitute.condition.as_ref());
        let asked = waivers.chain(substitutes).flat_map(|condition| variables(grid, cells, condition)).collect();
        (!point.waivers.is_empty() || !point.substitutes.is_empty()).then(|| linked(&asked))
    });
    let weighing = grid.groups.iter().map(|group| {
        let cases = group.common.weight.cases.iter();
        let asked = cases.flat_map(|(_, condition)| variables(grid, cells, condition)).collect();
        (!group.common.weight.cases.is_empty()).then(|| linked(&asked))
    });
    let deciding = (0..grid.decisions.len()).map(|at| {
        let tests = asked_of_inputs(grid, DecisionId(at));
        linked(&tests.iter().flat_map(|test| variables(grid, cells, test)).collect())
    });
    Ground {
        sites,
        seats,
        allowing: allowing.collect(),
        weighing: weighing.collect(),
        deciding: deciding.collect(),
        components,
    }
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
