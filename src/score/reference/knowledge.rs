//! What is known of the inputs: the values given, and the cells assumed on top of them. Conditions are read in Kleene's three
//! values: what is definite here holds on every completion (`semantics.md` §1).

use super::cells::{Cells, VariableId};
use super::elements::Allowance;
use crate::grid::{Atom, DefinitionId, Formula, Grid, InputId, Test, Truth, Value};
use crate::region::Cell;
use std::cell::RefCell;

/// What is known of the inputs.
#[derive(Clone)]
pub(crate) struct Knowledge<'a> {
    grid: &'a Grid,
    cells: &'a Cells,
    /// Values given.
    values: Vec<Option<&'a Value>>,
    /// Cells assumed, one entry a variable: always one in which the input exists.
    assumed: Vec<Option<usize>>,
    /// What was already worked out; forgotten whenever something is assumed. It keeps definitions that name each other
    /// many times from being unfolded again and again.
    memo: RefCell<Memo>,
}

#[derive(Clone)]
struct Memo {
    existences: Vec<Option<Truth<VariableId>>>,
    definitions: Vec<Option<Truth<VariableId>>>,
}

impl<'a> Knowledge<'a> {
    /// What an audit gives: one entry an input, `None` where it was not given.
    pub(super) fn given(grid: &'a Grid, cells: &'a Cells, values: Vec<Option<&'a Value>>) -> Self {
        let memo = Memo { existences: vec![None; grid.inputs.len()], definitions: vec![None; grid.definitions.len()] };
        Self { grid, cells, values, assumed: vec![None; cells.count()], memo: RefCell::new(memo) }
    }

    /// The value given for an input.
    pub(crate) fn value(&self, input: InputId) -> Option<&'a Value> {
        self.values[input.0]
    }

    /// Adds a value that follows from those given.
    pub(super) fn deduce(&mut self, input: InputId, value: &'a Value) {
        self.values[input.0] = Some(value);
        self.forget_memo();
    }

    /// Assumes that a variable lies in one of its cells.
    pub(super) fn assume(&mut self, variable: VariableId, cell: usize) {
        self.assumed[Cells::place(variable)] = Some(cell);
        self.forget_memo();
    }

    /// Takes an assumption back.
    pub(super) fn retract(&mut self, variable: VariableId) {
        self.assumed[Cells::place(variable)] = None;
        self.forget_memo();
    }

    /// The cell assumed for a variable.
    pub(super) fn assumed(&self, variable: VariableId) -> Option<&'a Cell> {
        self.assumed[Cells::place(variable)].and_then(|cell| self.cells.variable(variable).cells.get(cell))
    }

    fn forget_memo(&mut self) {
        let memo = self.memo.get_mut();
        memo.existences.fill(None);
        memo.definitions.fill(None);
    }

    /// Whether an input exists.
    pub(crate) fn exists(&self, input: InputId) -> Truth<VariableId> {
        let Some(condition) = &self.grid.input(input).exists_if else { return Truth::Yes };
        if self.values[input.0].is_some() {
            return Truth::Yes;
        }
        if let Some(known) = self.memo.borrow().existences[input.0] {
            return known;
        }
        let truth = self.holds(condition);
        self.memo.borrow_mut().existences[input.0] = Some(truth);
        truth
    }

    /// The truth of a condition over inputs.
    pub(crate) fn holds(&self, condition: &Formula<Atom>) -> Truth<VariableId> {
        condition.evaluate(&mut |atom| self.atom(atom), &mut |definition| self.definition(definition))
    }

    /// Whether a waiver holds or a substitute is admitted.
    pub(crate) fn allows(&self, allowance: &Allowance<'_>) -> Result<bool, VariableId> {
        allowance.condition.map_or(Truth::Yes, |condition| self.holds(condition)).known()
    }

    /// The truth of a definition.
    pub(crate) fn definition(&self, id: DefinitionId) -> Truth<VariableId> {
        if let Some(known) = self.memo.borrow().definitions[id.0] {
            return known;
        }
        let truth = self.holds(&self.grid.definitions[id.0].condition);
        self.memo.borrow_mut().definitions[id.0] = Some(truth);
        truth
    }

    /// The truth of a test: false on an input that does not exist, whatever the test.
    pub(crate) fn atom(&self, atom: &Atom) -> Truth<VariableId> {
        if let Some(value) = self.values[atom.input.0] {
            return Truth::from(atom.test.holds(value));
        }
        match self.exists(atom.input) {
            Truth::Yes => {}
            other => return other,
        }
        match &atom.test {
            Test::Contains { members, at_least } => self.contains(atom.input, members, *at_least),
            test @ (Test::Is(_) | Test::Among(_) | Test::Compare(..)) => {
                let variable = self.cells.first(atom.input);
                match self.assumed[Cells::place(variable)] {
                    Some(cell) => Truth::from(self.cells.variable(variable).holds(test, cell)),
                    None => Truth::Depends(variable),
                }
            }
        }
    }

    /// Whether a set of which some members may be known holds enough of those looked for.
    fn contains(&self, input: InputId, members: &[usize], at_least: usize) -> Truth<VariableId> {
        let (mut held, mut open) = (0, Vec::new());
        for member in members {
            let variable = self.cells.member(input, *member);
            match self.assumed(variable) {
                Some(cell) => held += usize::from(*cell == Cell::YesNo(true)),
                None => open.push(variable),
            }
        }
        match open.first() {
            _ if held >= at_least => Truth::Yes,
            Some(unknown) if held + open.len() >= at_least => Truth::Depends(*unknown),
            _ => Truth::No,
        }
    }
}
