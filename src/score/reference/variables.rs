//! What can be unknown, and which conditions speak of it.

use crate::grid::{Atom, DefinitionId, Domain, Formula, Grid, GroupId, InputId, Rating, ResultAtom, Test};
use std::collections::BTreeSet;

/// Something an audit may leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Variable {
    /// The value of an input that is no set.
    Value(InputId),
    /// Whether a member (by index) is in a set: a set is one yes/no a member (`semantics.md` §1).
    Member(InputId, usize),
    /// Whether an input exists: asked only where its existence condition is left out, to find what clashes.
    Existence(InputId),
}

impl Variable {
    /// The input it belongs to.
    pub(crate) fn input(self) -> InputId {
        match self {
            Self::Value(input) | Self::Member(input, _) | Self::Existence(input) => input,
        }
    }
}

/// The variables each definition speaks of, definitions inside it included.
pub(super) fn of_definitions(grid: &Grid) -> Vec<BTreeSet<Variable>> {
    let mut known = vec![None; grid.definitions.len()];
    for at in 0..grid.definitions.len() {
        of_definition(grid, DefinitionId(at), &mut known);
    }
    known.into_iter().map(Option::unwrap_or_default).collect()
}

/// Fills the entry of one definition, after those it rests on.
fn of_definition(grid: &Grid, id: DefinitionId, known: &mut Vec<Option<BTreeSet<Variable>>>) {
    if known[id.0].is_some() {
        return;
    }
    // Set first, so that even a cycle (an error in the grid) ends.
    known[id.0] = Some(BTreeSet::new());
    let (mut variables, mut inner) = (BTreeSet::new(), Vec::new());
    grid.definitions[id.0].condition.walk(&mut |atom| variables.extend(of_atom(grid, atom)), &mut |id| inner.push(id));
    for other in inner {
        of_definition(grid, other, known);
        variables.extend(known[other.0].iter().flatten().copied());
    }
    known[id.0] = Some(variables);
}

/// The variables a test looks at.
pub(super) fn of_atom(grid: &Grid, atom: &Atom) -> Vec<Variable> {
    match (&grid.input(atom.input).domain, &atom.test) {
        (Domain::Set(_), Test::Contains { members, .. }) => {
            members.iter().map(|member| Variable::Member(atom.input, *member)).collect()
        }
        _ => vec![Variable::Value(atom.input)],
    }
}

/// Every condition over inputs in the grid, decisions apart.
pub(super) fn conditions(grid: &Grid) -> Vec<&Formula<Atom>> {
    let mut all = Vec::new();
    all.extend(grid.inputs.iter().filter_map(|input| input.exists_if.as_ref()));
    all.extend(grid.definitions.iter().map(|definition| &definition.condition));
    all.extend(grid.constraints.iter().map(|constraint| &constraint.condition));
    for common in grid.groups.iter().map(|group| &group.common).chain(grid.points.iter().map(|point| &point.common)) {
        all.extend(common.applicability.iter().map(|clause| &clause.condition));
        all.extend(common.opt_in.iter().flat_map(|clause| [&clause.optional_if, &clause.retained_if]));
        all.extend(common.weight.cases.iter().map(|(_, condition)| condition));
    }
    for point in &grid.points {
        all.extend(point.waivers.iter().map(|waiver| &waiver.condition));
        all.extend(point.substitutes.iter().filter_map(|substitute| substitute.condition.as_ref()));
        if let Rating::Computed(scale) = &point.rating {
            all.extend(scale.lines.iter().filter_map(|line| line.condition.as_ref()));
        }
    }
    all
}

/// Every test on an input in the grid, those of decisions included.
pub(super) fn inputs_atoms<'g>(grid: &'g Grid) -> Vec<&'g Atom> {
    let mut atoms: Vec<&Atom> = Vec::new();
    for condition in conditions(grid) {
        condition.walk(&mut |atom| atoms.push(atom), &mut |_| {});
    }
    for condition in
        grid.decisions.iter().flat_map(|decision| &decision.lines).filter_map(|line| line.condition.as_ref())
    {
        let mut keep = |atom: &'g ResultAtom| {
            if let ResultAtom::Input(atom) = atom {
                atoms.push(atom);
            }
        };
        condition.walk(&mut keep, &mut |_| {});
    }
    atoms
}

/// The groups around a section, outermost first, the grid included.
pub(crate) fn enclosing(grid: &Grid, group: GroupId) -> Vec<GroupId> {
    let mut groups: Vec<_> = grid.ancestors(group).collect();
    groups.reverse();
    groups
}
