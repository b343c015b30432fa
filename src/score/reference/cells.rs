//! The variables of a whole grid with the cells all its tests cut, for what has to be looked at cell by cell: the interval of
//! an incomplete total, and decisions that mix inputs and results.

use crate::grid::{Atom, DefinitionId, Formula, Grid, InputId, Rating, ResultAtom, Test};
use crate::region::Variable;
use std::collections::BTreeSet;
use std::ops::Range;

/// A variable, by its place in [`Cells`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct VariableId(usize);

/// The variables of a grid: one an input, one a member for sets.
pub(crate) struct Cells {
    variables: Vec<Variable>,
    /// The places of each input's variables.
    of_input: Vec<Range<usize>>,
    /// The variables each definition speaks of.
    definitions: Vec<BTreeSet<VariableId>>,
}

impl Cells {
    /// The variables of a grid.
    pub(super) fn new(grid: &Grid) -> Self {
        let mut tests: Vec<Vec<&Test>> = vec![Vec::new(); grid.inputs.len()];
        for Atom { input, test, .. } in atoms_on_inputs(grid) {
            tests[input.0].push(test);
        }
        let (mut variables, mut of_input) = (Vec::new(), Vec::new());
        for (at, input) in grid.inputs.iter().enumerate() {
            let start = variables.len();
            variables.extend(Variable::of(InputId(at), input, &tests[at]));
            of_input.push(start..variables.len());
        }
        let mut cells = Self { variables, of_input, definitions: Vec::new() };
        let mut known = vec![None; grid.definitions.len()];
        for at in 0..grid.definitions.len() {
            cells.add_definition(grid, DefinitionId(at), &mut known);
        }
        cells.definitions = known.into_iter().map(Option::unwrap_or_default).collect();
        cells
    }

    /// Fills the entry of one definition, after those it rests on.
    fn add_definition(&self, grid: &Grid, id: DefinitionId, known: &mut Vec<Option<BTreeSet<VariableId>>>) {
        if known[id.0].is_some() {
            return;
        }
        // Set first, so that even a cycle (an error in the grid) ends.
        known[id.0] = Some(BTreeSet::new());
        let (mut variables, mut inner) = (BTreeSet::new(), Vec::new());
        let condition = &grid.definitions[id.0].condition;
        condition.walk(&mut |atom| variables.extend(self.of_atom(atom)), &mut |id| inner.push(id));
        for other in inner {
            self.add_definition(grid, other, known);
            variables.extend(known[other.0].iter().flatten().copied());
        }
        known[id.0] = Some(variables);
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.variables.len()
    }

    /// A variable.
    pub(super) fn variable(&self, id: VariableId) -> &Variable {
        &self.variables[id.0]
    }

    /// The input of a variable.
    pub(super) fn input(&self, id: VariableId) -> InputId {
        self.variables[id.0].input
    }

    /// The place of a variable among all.
    pub(super) fn place(id: VariableId) -> usize {
        id.0
    }

    /// The variable of an input that is no set; of a set, its first.
    pub(super) fn first(&self, input: InputId) -> VariableId {
        VariableId(self.of_input[input.0].start)
    }

    /// The variable of a member of a set.
    pub(super) fn member(&self, input: InputId, member: usize) -> VariableId {
        VariableId(self.of_input[input.0].start + member)
    }

    /// The variable of another space's variable.
    pub(super) fn like(&self, other: &Variable) -> VariableId {
        self.member(other.input, other.member.unwrap_or_default())
    }

    /// The variables a test looks at.
    fn of_atom(&self, atom: &Atom) -> Vec<VariableId> {
        match &atom.test {
            Test::Contains { members, .. } => members.iter().map(|member| self.member(atom.input, *member)).collect(),
            Test::Is(_) | Test::Among(_) | Test::Compare(..) => vec![self.first(atom.input)],
        }
    }

    /// The variables a condition speaks of, definitions unfolded.
    pub(super) fn of(&self, condition: &Formula<Atom>) -> BTreeSet<VariableId> {
        let (mut variables, mut named) = (BTreeSet::new(), Vec::new());
        condition.walk(&mut |atom| variables.extend(self.of_atom(atom)), &mut |id| named.push(id));
        variables.extend(named.iter().flat_map(|id| self.definitions[id.0].iter().copied()));
        variables
    }
}

/// Every condition over inputs in the grid, decisions apart.
fn conditions(grid: &Grid) -> Vec<&Formula<Atom>> {
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
pub(crate) fn atoms_on_inputs<'g>(grid: &'g Grid) -> Vec<&'g Atom> {
    let mut atoms: Vec<&Atom> = Vec::new();
    for condition in conditions(grid) {
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
