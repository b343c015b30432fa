//! Audits without a completion, and what in them clashes (`semantics.md` §1: refused iff Compl(a) is empty; the message names
//! a subset-minimal conflict).

use super::cases::Budget;
use super::knowledge::Knowledge;
use super::space::{RuleSource, Space};
use crate::audit::{Contradiction, Refusal, RefusalKind};
use crate::grid::{Grid, InputId, Value};
use crate::region::write_condition;
use std::collections::BTreeSet;

/// Refuses values that no completion agrees with. Past the limit of a search they are taken as possible.
pub(super) fn refuse_if_impossible<'a>(space: &'a Space<'a>, values: &[Option<&'a Value>]) -> Result<(), Refusal> {
    let components: BTreeSet<_> = (0..values.len()).map(|at| space.component(InputId(at))).collect();
    for component in components {
        let clash = Clash {
            component,
            given: (0..values.len())
                .map(InputId)
                .filter(|input| space.component(*input) == component && values[input.0].is_some())
                .collect(),
            left_out: BTreeSet::new(),
        };
        if !clash.is_possible(space, values) {
            return Err(clash.reduce(space, values).refusal(space, values));
        }
    }
    Ok(())
}

/// A part of an audit that may clash: some of its answers, and the rules but for those left out.
#[derive(Clone)]
struct Clash {
    component: usize,
    given: BTreeSet<InputId>,
    left_out: BTreeSet<usize>,
}

impl Clash {
    fn is_possible<'a>(&self, space: &'a Space<'a>, values: &[Option<&'a Value>]) -> bool {
        let kept = values.iter().enumerate().map(|(at, value)| value.filter(|_| self.given.contains(&InputId(at))));
        let mut known = Knowledge::given(space, kept.collect()).without_rules(self.left_out.clone());
        space.is_possible(&mut known, self.component, &mut Budget::new()).unwrap_or(true)
    }

    /// The rules of the component that are not left out.
    fn rules<'s>(&'s self, space: &'s Space<'_>) -> impl Iterator<Item = usize> + 's {
        let here = |at: &usize| {
            let first = space.rule(*at).inputs.first();
            !self.left_out.contains(at) && first.is_none_or(|input| space.component(*input) == self.component)
        };
        (0..space.rules().len()).filter(here)
    }

    /// Drops, one after the other, whatever the clash does not need.
    fn reduce<'a>(mut self, space: &'a Space<'a>, values: &[Option<&'a Value>]) -> Self {
        for rule in self.rules(space).collect::<Vec<_>>() {
            let mut smaller = self.clone();
            smaller.left_out.insert(rule);
            if !smaller.is_possible(space, values) {
                self = smaller;
            }
        }
        for input in self.given.clone() {
            let mut smaller = self.clone();
            smaller.given.remove(&input);
            if !smaller.is_possible(space, values) {
                self = smaller;
            }
        }
        self
    }

    fn refusal(&self, space: &Space<'_>, values: &[Option<&Value>]) -> Refusal {
        let grid = space.grid();
        let answer = |input: &InputId| {
            let input_model = grid.input(*input);
            let value = values[input.0].map_or_else(String::new, |value| input_model.value_text(value));
            format!("{} = {value}", input_model.name)
        };
        let sources: Vec<_> = self.rules(space).map(|at| space.rule(at).source).collect();
        // The answer that cannot exist is the one the last existence condition of the clash is about.
        let impossible = sources.iter().find_map(|source| match source {
            RuleSource::Existence(input) if self.given.contains(input) => Some(*input),
            RuleSource::Existence(_) | RuleSource::Constraint(_) => None,
        });
        let at = impossible.or_else(|| self.given.first().copied()).map_or_else(String::new, |input| {
            let input = grid.input(input);
            format!("{}.{}", input.section.word(), input.name)
        });
        let contradiction = match impossible {
            Some(input) => {
                let others = self.given.iter().filter(|other| **other != input);
                let rules = sources.iter().filter(|source| **source != RuleSource::Existence(input));
                Contradiction::CannotExist {
                    answer: answer(&input),
                    input: grid.input(input).name.clone(),
                    exists_if: grid
                        .input(input)
                        .exists_if
                        .as_ref()
                        .map_or_else(String::new, |condition| write_condition(grid, condition)),
                    because: others
                        .map(|other| format!("`{}`", answer(other)))
                        .chain(rules.map(|source| rule_text(grid, *source)))
                        .collect(),
                }
            }
            None => Contradiction::Conflict {
                answers: self.given.iter().map(answer).collect(),
                rules: sources.iter().map(|source| rule_text(grid, *source)).collect(),
            },
        };
        Refusal { at, kind: RefusalKind::Meaning(contradiction) }
    }
}

/// A rule as a sentence names it.
fn rule_text(grid: &Grid, source: RuleSource) -> String {
    match source {
        RuleSource::Existence(input) => {
            let input = grid.input(input);
            let condition =
                input.exists_if.as_ref().map_or_else(String::new, |condition| write_condition(grid, condition));
            format!("la règle «\u{a0}`{}` existe si `{condition}`\u{a0}»", input.name)
        }
        RuleSource::Constraint(at) => {
            let constraint = &grid.constraints[at];
            if constraint.label.is_empty() {
                format!("la contrainte `{}`", write_condition(grid, &constraint.condition))
            } else {
                format!("la contrainte «\u{a0}{}\u{a0}»", constraint.label)
            }
        }
    }
}
