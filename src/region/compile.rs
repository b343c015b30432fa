//! From conditions to regions.

use super::cells::{Cell, Variable};
use super::diagram::{Operation, Region, Store};
use super::limit::Limit;
use crate::grid::{Atom, DefinitionId, Formula, Grid, InputId, Test};

/// Turns conditions of a grid into regions. The cells must have been cut by every test that occurs in them.
pub(super) struct Compiler<'a> {
    grid: &'a Grid,
    variables: &'a [Variable],
    store: &'a mut Store,
    definitions: Vec<State>,
}

/// How far a definition is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unseen,
    Open,
    Done(Region),
}

impl<'a> Compiler<'a> {
    pub(super) fn new(grid: &'a Grid, variables: &'a [Variable], store: &'a mut Store) -> Self {
        Self { grid, variables, store, definitions: vec![State::Unseen; grid.definitions.len()] }
    }

    /// Where a condition holds: an atom on an input that does not exist is false, its negation true.
    pub(super) fn region(&mut self, condition: &Formula<Atom>) -> Result<Region, Limit> {
        while let Some(definition) = self.unseen(condition) {
            self.define(definition)?;
        }
        self.formula(condition)
    }

    /// Where an input does not exist, as far as its own variables say.
    pub(super) fn absent(&mut self, level: usize) -> Result<Region, Limit> {
        let variable = &self.variables[level];
        self.store.literal(level, |cell| variable.cells[cell] == Cell::Absent)
    }

    pub(super) fn store(&mut self) -> &mut Store {
        self.store
    }

    /// Compiles a definition after those it stands on. The chain of them may be longer than the stack, so it is kept apart.
    fn define(&mut self, definition: DefinitionId) -> Result<(), Limit> {
        let mut chain = vec![definition];
        while let Some(&definition) = chain.last() {
            self.definitions[definition.0] = State::Open;
            let condition = &self.grid.definitions[definition.0].condition;
            if let Some(inner) = self.unseen(condition) {
                chain.push(inner);
            } else {
                self.definitions[definition.0] = State::Done(self.formula(condition)?);
                chain.pop();
            }
        }
        Ok(())
    }

    fn unseen(&self, condition: &Formula<Atom>) -> Option<DefinitionId> {
        let mut unseen = None;
        condition.walk(&mut |_| (), &mut |definition| {
            if self.definitions[definition.0] == State::Unseen {
                unseen = unseen.or(Some(definition));
            }
        });
        unseen
    }

    fn formula(&mut self, formula: &Formula<Atom>) -> Result<Region, Limit> {
        match formula {
            Formula::Atom(atom) => self.atom(atom),
            Formula::Not(inner, _) => {
                let inner = self.formula(inner)?;
                self.store.not(inner)
            }
            Formula::All(parts, _) => self.parts(Operation::And, parts),
            Formula::Any(parts, _) => self.parts(Operation::Or, parts),
            Formula::Definition(definition, _) => Ok(match self.definitions[definition.0] {
                State::Done(region) => region,
                // A definition that stands on itself is an error of the grid.
                State::Unseen | State::Open => Region::NONE,
            }),
        }
    }

    fn parts(&mut self, operation: Operation, parts: &[Formula<Atom>]) -> Result<Region, Limit> {
        let regions = parts.iter().map(|part| self.formula(part)).collect::<Result<Vec<_>, _>>()?;
        self.store.combine(operation, &regions)
    }

    fn atom(&mut self, atom: &Atom) -> Result<Region, Limit> {
        let levels = self.levels(atom.input);
        let Some(&first) = levels.first() else { return Ok(Region::NONE) };
        let variables = self.variables;
        match &atom.test {
            // Even a set of which nothing is asked must exist.
            Test::Contains { at_least: 0, .. } => {
                self.store.literal(first, |cell| variables[first].cells[cell] != Cell::Absent)
            }
            Test::Contains { members, at_least } => {
                let wanted = |level: &usize| variables[*level].member.is_some_and(|member| members.contains(&member));
                self.at_least(&levels.into_iter().filter(wanted).collect::<Vec<_>>(), *at_least)
            }
            test => self.store.literal(first, |cell| variables[first].holds(test, cell)),
        }
    }

    /// Where at least so many of these members of a set are in; built from the last member back, for each number missing.
    fn at_least(&mut self, levels: &[usize], at_least: usize) -> Result<Region, Limit> {
        if at_least > levels.len() {
            return Ok(Region::NONE);
        }
        let mut by_missing = vec![Region::NONE; at_least + 1];
        by_missing[0] = Region::ALL;
        for &level in levels.iter().rev() {
            let variable = &self.variables[level];
            for missing in (1..=at_least).rev() {
                let (met, unmet) = (by_missing[missing - 1], by_missing[missing]);
                let child = |cell: usize| if variable.cells[cell] == Cell::YesNo(true) { met } else { unmet };
                by_missing[missing] = self.store.branch(level, child)?;
            }
        }
        Ok(by_missing[at_least])
    }

    fn levels(&self, input: InputId) -> Vec<usize> {
        (0..self.variables.len()).filter(|level| self.variables[*level].input == input).collect()
    }
}
