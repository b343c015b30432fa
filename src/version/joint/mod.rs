//! Two versions as one model: the conditions of both over one set of inputs, paired by the lineage.
//!
//! An assignment of the joint model stands for a full assignment c of the old grid and one c′ of the new that agrees with every
//! answer c gives. An input both have takes one value. Where the two do not say alike when it exists, it exists in the model
//! where either says so, and each side's tests on it are guarded by that side's own condition: so a test on an input that does
//! not exist on that side is false, as it must be.

mod build;
mod domain;
mod question;

pub(super) use question::{Asked, Zones};

use super::lineage::Lineage;
use crate::diagnostic::Span;
use crate::exact::Exact;
pub(super) use crate::grid::made::{all, any, atom_of, not};
use crate::grid::{Atom, Bound, DefinitionId, Formula, Grid, InputId, Test, Value};
use crate::region::Witness;

/// A condition over the joint inputs.
pub(super) type Condition = Formula<Atom>;

/// One of the two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// The version replaced.
    Old,
    /// The one that replaces it.
    New,
}

/// Both sides.
pub(super) const SIDES: [Side; 2] = [Side::Old, Side::New];

/// Two versions and their joint model.
#[derive(Debug)]
pub(super) struct Joint<'g> {
    pub(super) old: &'g Grid,
    pub(super) new: &'g Grid,
    pub(super) lineage: &'g Lineage,
    /// The joint inputs, the rules both versions have, and every definition.
    pub(super) model: Grid,
    sides: [Part; 2],
    /// Inputs both have that do not exist alike.
    guarded: Vec<bool>,
}

/// How one side's conditions are written over the joint inputs.
#[derive(Debug, Default)]
struct Part {
    /// For each of its inputs the joint one.
    inputs: Vec<InputId>,
    /// For each of its inputs and each of its options the joint option.
    options: Vec<Vec<usize>>,
    /// For each of its inputs what its numbers are multiplied by.
    factors: Vec<Exact>,
    /// For each of its definitions the joint one.
    definitions: Vec<DefinitionId>,
    /// For each joint input the definition that says when it exists on this side; none if always, or never asked for.
    guards: Vec<Option<DefinitionId>>,
    /// What only this side asks of every audit: its own constraints, and what only the other side's domains hold.
    rules: Vec<Condition>,
}

impl<'g> Joint<'g> {
    /// The joint model of two grids without errors.
    pub(super) fn new(old: &'g Grid, new: &'g Grid, lineage: &'g Lineage) -> Self {
        build::joint(old, new, lineage)
    }

    /// The grid of a side.
    pub(super) fn grid(&self, side: Side) -> &'g Grid {
        match side {
            Side::Old => self.old,
            Side::New => self.new,
        }
    }

    fn part(&self, side: Side) -> &Part {
        &self.sides[side as usize]
    }

    /// A condition of one side over the joint inputs.
    pub(super) fn condition(&self, side: Side, condition: &Condition) -> Condition {
        self.part(side).condition(condition, &self.guarded)
    }

    /// What only one side asks of every audit.
    pub(super) fn rules(&self, side: Side) -> &[Condition] {
        &self.part(side).rules
    }

    /// When every answer an old audit gives has a question in the new version: what exists on the old side exists on the new.
    pub(super) fn agreement(&self) -> Vec<Condition> {
        let one = |at: usize| {
            let exists = |side: Side| self.part(side).guards[at];
            let new = exists(Side::New)?;
            let new = Formula::Definition(new, Span::default());
            Some(match exists(Side::Old) {
                Some(old) => any(vec![not(Formula::Definition(old, Span::default())), new]),
                None => new,
            })
        };
        (0..self.guarded.len()).filter(|at| self.guarded[*at]).filter_map(one).collect()
    }

    /// The joint inputs that only the new version has.
    pub(super) fn new_inputs(&self) -> Vec<InputId> {
        let has = |at: &usize| self.lineage.inputs[*at].is_none();
        (0..self.new.inputs.len()).filter(has).map(InputId).collect()
    }

    /// The joint inputs that only the old version has.
    pub(super) fn old_inputs(&self) -> Vec<InputId> {
        (self.new.inputs.len()..self.model.inputs.len()).map(InputId).collect()
    }

    /// The joint input that stands for one of the old version.
    pub(super) fn joint_input(&self, old: InputId) -> InputId {
        self.part(Side::Old).inputs[old.0]
    }

    /// The answers of a side among values of joint inputs.
    pub(super) fn answers(&self, side: Side, values: &Witness) -> Witness {
        let part = self.part(side);
        let own = (0..part.inputs.len()).filter_map(|at| {
            let (_, value) = values.values.iter().find(|(input, _)| *input == part.inputs[at])?;
            Some((InputId(at), part.value(at, value)?))
        });
        Witness { values: own.collect() }
    }

    /// A value of an input of one side as that of the joint input.
    pub(super) fn value(&self, side: Side, input: InputId, value: &Value) -> (InputId, Value) {
        let (part, own) = (self.part(side), input.0);
        let joint = part.inputs[own];
        let option = |at: usize| part.options[own].get(at).copied().unwrap_or(at);
        let value = match value {
            Value::YesNo(_) => value.clone(),
            Value::Choice(at) => Value::Choice(option(*at)),
            Value::Set(members) => {
                let mut all = vec![false; self.model.input(joint).domain.options().len()];
                for (at, _) in members.iter().enumerate().filter(|(_, held)| **held) {
                    all[option(at)] = true;
                }
                Value::Set(all)
            }
            Value::Number(number) => Value::Number(number * &part.factors[own]),
        };
        (joint, value)
    }

    /// The old grid's values of a full joint assignment; none for what does not exist there.
    pub(super) fn old_values(&self, joint: &[Option<Value>]) -> Vec<Option<Value>> {
        let part = self.part(Side::Old);
        let value = |at: usize| {
            let id = part.inputs[at];
            let absent =
                self.guarded[id.0] && part.guards[id.0].is_some_and(|guard| !self.holds_definition(guard, joint));
            joint[id.0].as_ref().filter(|_| !absent).and_then(|value| part.value(at, value))
        };
        (0..self.old.inputs.len()).map(value).collect()
    }

    fn holds_definition(&self, definition: DefinitionId, joint: &[Option<Value>]) -> bool {
        self.holds(&self.model.definitions[definition.0].condition, joint)
    }

    /// Whether a condition holds of a full joint assignment.
    fn holds(&self, condition: &Condition, joint: &[Option<Value>]) -> bool {
        match condition {
            Formula::Atom(atom) => joint[atom.input.0].as_ref().is_some_and(|value| atom.test.holds(value)),
            Formula::Not(inner, _) => !self.holds(inner, joint),
            Formula::All(parts, _) => parts.iter().all(|part| self.holds(part, joint)),
            Formula::Any(parts, _) => parts.iter().any(|part| self.holds(part, joint)),
            Formula::Definition(definition, _) => self.holds_definition(*definition, joint),
        }
    }
}

impl Part {
    /// A value of a joint input as the side's own; none if it is one only the other side has.
    fn value(&self, own: usize, joint: &Value) -> Option<Value> {
        let back = |option: usize| self.options[own].iter().position(|joint| *joint == option);
        Some(match joint {
            Value::YesNo(_) => joint.clone(),
            Value::Choice(option) => Value::Choice(back(*option)?),
            Value::Set(members) => {
                Value::Set(self.options[own].iter().map(|joint| members.get(*joint) == Some(&true)).collect())
            }
            Value::Number(number) => Value::Number(number / &self.factors[own]),
        })
    }

    fn condition(&self, condition: &Condition, guarded: &[bool]) -> Condition {
        let all = |parts: &[Condition]| parts.iter().map(|part| self.condition(part, guarded)).collect();
        match condition {
            Formula::Atom(atom) => self.atom(atom, guarded),
            Formula::Not(inner, _) => not(self.condition(inner, guarded)),
            Formula::All(parts, _) => Formula::All(all(parts), Span::default()),
            Formula::Any(parts, _) => Formula::Any(all(parts), Span::default()),
            Formula::Definition(id, _) => Formula::Definition(self.definitions[id.0], Span::default()),
        }
    }

    /// A test, guarded where the input does not exist alike on both sides.
    fn atom(&self, atom: &Atom, guarded: &[bool]) -> Condition {
        let own = atom.input.0;
        let options = |indices: &[usize]| {
            let mut options: Vec<_> = indices.iter().filter_map(|at| self.options[own].get(*at)).copied().collect();
            options.sort_unstable();
            options
        };
        let test = match &atom.test {
            Test::Is(value) => Test::Is(*value),
            Test::Among(indices) => Test::Among(options(indices)),
            Test::Contains { members, at_least } => Test::Contains { members: options(members), at_least: *at_least },
            // By value: the parameter it comes from may be worth something else on the other side.
            Test::Compare(comparison, bound) => {
                Test::Compare(*comparison, Bound { value: &bound.value * &self.factors[own], parameter: None })
            }
        };
        let input = self.inputs[own];
        let test = atom_of(input, test);
        match self.guards[input.0].filter(|_| guarded[input.0]) {
            Some(guard) => all(vec![Formula::Definition(guard, Span::default()), test]),
            None => test,
        }
    }
}
