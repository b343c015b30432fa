//! What is known of the inputs: the values given, and what a case analysis assumes on top of them.

use super::space::Space;
use super::variables::Variable;
use crate::grid::{Atom, DefinitionId, Formula, InputId, Test, Truth, Value};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// The answer to what a [`Variable`] asks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answer<'a> {
    /// The value of an input, or a representative of its cell.
    Value(&'a Value),
    /// A member is in the set, or an input exists.
    YesNo(bool),
}

/// What is known of the inputs.
#[derive(Clone)]
pub(crate) struct Knowledge<'a> {
    space: &'a Space<'a>,
    /// Values given or assumed.
    values: Vec<Option<&'a Value>>,
    /// Members and existences assumed.
    answers: BTreeMap<Variable, bool>,
    /// Rules of the space left out, to find what clashes.
    dropped: BTreeSet<usize>,
    /// What was already worked out; forgotten whenever something is assumed. It keeps definitions that name each other
    /// many times from being unfolded again and again.
    memo: RefCell<Memo>,
}

#[derive(Clone)]
struct Memo {
    existences: Vec<Option<Truth<Variable>>>,
    definitions: Vec<Option<Truth<Variable>>>,
}

impl<'a> Knowledge<'a> {
    /// What an audit gives: one entry an input, `None` where it was not given.
    pub(crate) fn given(space: &'a Space<'a>, values: Vec<Option<&'a Value>>) -> Self {
        let grid = space.grid();
        let memo = Memo { existences: vec![None; grid.inputs.len()], definitions: vec![None; grid.definitions.len()] };
        Self { space, values, answers: BTreeMap::new(), dropped: BTreeSet::new(), memo: RefCell::new(memo) }
    }

    /// The same without some of the rules of the space.
    pub(crate) fn without_rules(mut self, dropped: BTreeSet<usize>) -> Self {
        self.dropped = dropped;
        self.forget_memo();
        self
    }

    /// True if a rule of the space is left out.
    pub(crate) fn leaves_out(&self, rule: usize) -> bool {
        self.dropped.contains(&rule)
    }

    /// The value given or assumed for an input.
    pub(crate) fn value(&self, input: InputId) -> Option<&'a Value> {
        self.values[input.0]
    }

    /// Adds an assumption.
    pub(crate) fn assume(&mut self, variable: Variable, answer: Answer<'a>) {
        match (variable, answer) {
            (Variable::Value(input), Answer::Value(value)) => self.values[input.0] = Some(value),
            (variable, Answer::YesNo(holds)) => _ = self.answers.insert(variable, holds),
            (Variable::Member(..) | Variable::Existence(_), Answer::Value(_)) => {}
        }
        self.forget_memo();
    }

    /// Takes an assumption back.
    pub(crate) fn retract(&mut self, variable: Variable) {
        match variable {
            Variable::Value(input) => self.values[input.0] = None,
            _ => _ = self.answers.remove(&variable),
        }
        self.forget_memo();
    }

    fn forget_memo(&mut self) {
        let memo = self.memo.get_mut();
        memo.existences.fill(None);
        memo.definitions.fill(None);
    }

    /// Whether an input exists.
    pub(crate) fn exists(&self, input: InputId) -> Truth<Variable> {
        if self.values[input.0].is_some() {
            return Truth::Yes;
        }
        let Some(rule) = self.space.existence_rule(input) else { return Truth::Yes };
        if self.leaves_out(rule) {
            let asked = Variable::Existence(input);
            return self.answers.get(&asked).map_or(Truth::Depends(asked), |exists| Truth::from(*exists));
        }
        if let Some(known) = self.memo.borrow().existences[input.0] {
            return known;
        }
        let truth = self.holds(self.space.rule(rule).condition);
        self.memo.borrow_mut().existences[input.0] = Some(truth);
        truth
    }

    /// The truth of a condition over inputs (Kleene).
    pub(crate) fn holds(&self, condition: &Formula<Atom>) -> Truth<Variable> {
        condition.evaluate(&mut |atom| self.atom(atom), &mut |definition| self.definition(definition))
    }

    /// The truth of a definition.
    pub(crate) fn definition(&self, id: DefinitionId) -> Truth<Variable> {
        if let Some(known) = self.memo.borrow().definitions[id.0] {
            return known;
        }
        let truth = self.holds(&self.space.grid().definitions[id.0].condition);
        self.memo.borrow_mut().definitions[id.0] = Some(truth);
        truth
    }

    /// The truth of a test: false on an input that does not exist, whatever the test.
    pub(crate) fn atom(&self, atom: &Atom) -> Truth<Variable> {
        if let Some(value) = self.values[atom.input.0] {
            return Truth::from(atom.test.holds(value));
        }
        match self.exists(atom.input) {
            Truth::Yes => {}
            other => return other,
        }
        match &atom.test {
            Test::Contains { members, at_least } => self.contains(atom.input, members, *at_least),
            Test::Is(_) | Test::Among(_) | Test::Compare(..) => Truth::Depends(Variable::Value(atom.input)),
        }
    }

    /// Whether a set of which some members may be known holds enough of those looked for.
    fn contains(&self, input: InputId, members: &[usize], at_least: usize) -> Truth<Variable> {
        let (mut held, mut open) = (0, Vec::new());
        for member in members {
            let variable = Variable::Member(input, *member);
            match self.answers.get(&variable) {
                Some(true) => held += 1,
                Some(false) => {}
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
