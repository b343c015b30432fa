//! The space of what audits can say, `U = ⋀ₓ (x=⊥ ⇔ ¬Eₓ) ∧ ⋀ constraints` (`semantics.md` §1), cut into parts that have
//! nothing to do with each other.

use super::cases::{Budget, Exhausted};
use super::cells;
use super::knowledge::{Answer, Knowledge};
use super::variables::{self, Variable};
use crate::grid::{Atom, Formula, Grid, InputId, Truth, Value};
use std::collections::BTreeSet;

/// The space of a grid.
pub(crate) struct Space<'g> {
    grid: &'g Grid,
    /// The variables each definition speaks of.
    definitions: Vec<BTreeSet<Variable>>,
    /// Existence conditions, then constraints.
    rules: Vec<Rule<'g>>,
    /// For each input its existence condition among the rules.
    existence: Vec<Option<usize>>,
    /// For each input the number of its component: inputs that no rule links are in different ones.
    components: Vec<usize>,
    /// For each input a value of each of its cells.
    cells: Vec<Vec<Value>>,
}

/// An existence condition or a constraint.
pub(crate) struct Rule<'g> {
    /// Which.
    pub(crate) source: RuleSource,
    /// What must hold: always, or where the input is given.
    pub(crate) condition: &'g Formula<Atom>,
    /// The inputs it links.
    pub(crate) inputs: BTreeSet<InputId>,
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleSource {
    /// The existence condition of an input.
    Existence(InputId),
    /// A constraint, by index.
    Constraint(usize),
}

impl<'g> Space<'g> {
    /// The space of a grid.
    pub(crate) fn new(grid: &'g Grid) -> Self {
        let mut space = Self {
            grid,
            definitions: variables::of_definitions(grid),
            rules: Vec::new(),
            existence: vec![None; grid.inputs.len()],
            components: (0..grid.inputs.len()).collect(),
            cells: cells::cells(grid),
        };
        for (at, input) in grid.inputs.iter().enumerate() {
            if let Some(condition) = &input.exists_if {
                space.existence[at] = Some(space.rules.len());
                space.add_rule(RuleSource::Existence(InputId(at)), condition);
            }
        }
        for (at, constraint) in grid.constraints.iter().enumerate() {
            space.add_rule(RuleSource::Constraint(at), &constraint.condition);
        }
        space
    }

    /// Adds a rule and merges the components it links.
    fn add_rule(&mut self, source: RuleSource, condition: &'g Formula<Atom>) {
        let mut inputs: BTreeSet<_> = self.variables(condition).into_iter().map(Variable::input).collect();
        if let RuleSource::Existence(input) = source {
            inputs.insert(input);
        }
        let linked: BTreeSet<_> = inputs.iter().map(|input| self.components[input.0]).collect();
        if let Some(first) = linked.first() {
            for component in self.components.iter_mut().filter(|component| linked.contains(component)) {
                *component = *first;
            }
        }
        self.rules.push(Rule { source, condition, inputs });
    }

    /// The grid.
    pub(crate) fn grid(&self) -> &'g Grid {
        self.grid
    }

    /// A rule.
    pub(crate) fn rule(&self, at: usize) -> &Rule<'g> {
        &self.rules[at]
    }

    /// How many rules there are.
    pub(crate) fn rules(&self) -> &[Rule<'g>] {
        &self.rules
    }

    /// The existence condition of an input among the rules.
    pub(crate) fn existence_rule(&self, input: InputId) -> Option<usize> {
        self.existence[input.0]
    }

    /// The component of an input.
    pub(crate) fn component(&self, input: InputId) -> usize {
        self.components[input.0]
    }

    /// The variables a condition speaks of, definitions unfolded.
    pub(crate) fn variables(&self, condition: &Formula<Atom>) -> BTreeSet<Variable> {
        let (mut variables, mut named) = (BTreeSet::new(), Vec::new());
        condition.walk(&mut |atom| variables.extend(variables::of_atom(self.grid, atom)), &mut |id| named.push(id));
        variables.extend(named.iter().flat_map(|id| self.definitions[id.0].iter().copied()));
        variables
    }

    /// The answers to tell apart for a variable.
    pub(crate) fn answers(&self, variable: Variable) -> Vec<Answer<'_>> {
        match variable {
            Variable::Value(input) => self.cells[input.0].iter().map(Answer::Value).collect(),
            Variable::Member(..) | Variable::Existence(_) => vec![Answer::YesNo(true), Answer::YesNo(false)],
        }
    }

    /// The truth of the rules of one component, in order. An existence condition says something of its own only where the input
    /// was given: elsewhere it decides whether the input exists.
    fn rule_truths<'k>(
        &'k self,
        known: &'k Knowledge<'_>,
        component: usize,
    ) -> impl Iterator<Item = Truth<Variable>> + 'k {
        let here = move |rule: &Rule<'_>| rule.inputs.first().is_none_or(|input| self.component(*input) == component);
        self.rules.iter().enumerate().filter(move |(_, rule)| here(rule)).map(move |(at, rule)| match rule.source {
            _ if known.leaves_out(at) => Truth::Yes,
            RuleSource::Existence(input) if known.value(input).is_none() => Truth::Yes,
            RuleSource::Existence(_) | RuleSource::Constraint(_) => known.holds(rule.condition),
        })
    }

    /// True if a rule of a component is broken for certain.
    pub(crate) fn is_broken(&self, known: &Knowledge<'_>, component: usize) -> bool {
        self.rule_truths(known, component).any(|truth| truth == Truth::No)
    }

    /// True if the variables of a component that are still open can be filled so that every rule holds.
    pub(crate) fn is_possible<'a>(
        &'a self,
        known: &mut Knowledge<'a>,
        component: usize,
        budget: &mut Budget,
    ) -> Result<bool, Exhausted> {
        budget.spend()?;
        let variable = match Truth::all(self.rule_truths(known, component)) {
            Truth::Yes => return Ok(true),
            Truth::No => return Ok(false),
            Truth::Depends(variable) => variable,
        };
        for answer in self.answers(variable) {
            known.assume(variable, answer);
            let possible = self.is_possible(known, component, budget);
            known.retract(variable);
            if possible? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
