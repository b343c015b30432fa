//! Audits without a completion, and what in them clashes (`semantics.md` §1: refused iff Compl(a) is empty; the message names
//! a subset-minimal conflict).

use super::cases::{Completions, Seen};
use crate::audit::{Contradiction, Refusal, RefusalKind};
use crate::grid::{Grid, InputId, Truth, Value};
use crate::region::{Rule, Signature, inputs_of, write_condition};
use crate::score::possible::Component;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// What of the values given no completion agrees with. Past the limit only a rule that is broken for certain refuses.
pub(super) fn clash(completions: &Completions<'_>) -> Option<Clash> {
    let known = completions.known();
    for (at, component) in completions.possible().components().iter().enumerate() {
        let truth = |rule: &Rule| completions.rule(known, *rule);
        if component.rules.iter().all(|rule| truth(rule) == Truth::Yes) {
            continue;
        }
        let clash = match completions.component(at) {
            Ok(Seen { space, given }) => {
                space.conflict(&given).map(|inputs| Clash::found(completions, component, inputs))
            }
            Err(_) => {
                component.rules.iter().find(|rule| truth(rule) == Truth::No).map(|rule| Clash::of(completions, *rule))
            }
        };
        if clash.is_some() {
            return clash;
        }
    }
    None
}

/// Answers that clash, and the rules they break together: none of either can be left out.
#[derive(Debug, Clone)]
pub(crate) struct Clash {
    given: BTreeSet<InputId>,
    rules: Vec<Rule>,
    /// The rules in words, once they were put into them.
    words: OnceLock<Vec<String>>,
}

impl Clash {
    /// The clash of these answers, of which none can be left out.
    fn found(completions: &Completions<'_>, component: &Component, inputs: Vec<InputId>) -> Self {
        let given: BTreeSet<_> = inputs.into_iter().collect();
        let value = |input| completions.known().value(input).filter(|_| given.contains(&input));
        let mut space = completions.possible().fresh(component).ok();
        let signature: Option<Signature> = space.as_ref().and_then(|space| space.signature(value));
        let rules = space.as_mut().zip(signature).map(|(space, given)| space.rules_against(&given));
        Self { given, rules: rules.unwrap_or_else(|| component.rules.clone()), words: OnceLock::new() }
    }

    /// A rule that is broken for certain, with the answers it looks at.
    fn of(completions: &Completions<'_>, rule: Rule) -> Self {
        let grid = completions.grid();
        let mut inputs = BTreeSet::new();
        let mut next = match rule {
            Rule::Existence(input) => vec![input],
            Rule::Constraint(at) => inputs_of(grid, &grid.constraints[at].condition),
        };
        while let Some(input) = next.pop() {
            if inputs.insert(input) {
                next.extend(grid.input(input).exists_if.iter().flat_map(|condition| inputs_of(grid, condition)));
            }
        }
        inputs.retain(|input| completions.known().value(*input).is_some());
        Self { given: inputs, rules: vec![rule], words: OnceLock::new() }
    }

    /// True if it is between some of these answers.
    pub(crate) fn is_among(&self, inputs: &[InputId]) -> bool {
        !self.given.is_empty() && self.given.iter().all(|input| inputs.contains(input))
    }

    /// The refusal of an audit that gives these values: those of other audits may clash in the same way.
    pub(crate) fn refusal(&self, grid: &Grid, value: impl Fn(InputId) -> Option<Value>) -> Refusal {
        let answer = |input: &InputId| {
            let input_model = grid.input(*input);
            let value = value(*input).map_or_else(String::new, |value| input_model.value_text(&value));
            format!("{} = {value}", input_model.name)
        };
        // The answer that cannot exist is the one the first existence condition of the clash is about.
        let impossible = self.rules.iter().find_map(|rule| match rule {
            Rule::Existence(input) if self.given.contains(input) => Some(*input),
            Rule::Existence(_) | Rule::Constraint(_) => None,
        });
        let at = impossible.or_else(|| self.given.first().copied()).map_or_else(String::new, |input| {
            let input = grid.input(input);
            format!("{}.{}", input.section.word(), input.name)
        });
        let words = self.words.get_or_init(|| self.rules.iter().map(|rule| rule_text(grid, *rule)).collect());
        let contradiction = match impossible {
            Some(input) => {
                let others = self.given.iter().filter(|other| **other != input);
                let rules = self.rules.iter().zip(words).filter(|(rule, _)| **rule != Rule::Existence(input));
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
                        .chain(rules.map(|(_, words)| words.clone()))
                        .collect(),
                }
            }
            None => Contradiction::Conflict { answers: self.given.iter().map(answer).collect(), rules: words.clone() },
        };
        Refusal { at, kind: RefusalKind::Meaning(contradiction) }
    }
}

/// A rule as a sentence names it.
fn rule_text(grid: &Grid, rule: Rule) -> String {
    match rule {
        Rule::Existence(input) => {
            let input = grid.input(input);
            let condition =
                input.exists_if.as_ref().map_or_else(String::new, |condition| write_condition(grid, condition));
            format!("la règle «\u{a0}`{}` existe si `{condition}`\u{a0}»", input.name)
        }
        Rule::Constraint(at) => {
            let constraint = &grid.constraints[at];
            if constraint.label.is_empty() {
                format!("la contrainte `{}`", write_condition(grid, &constraint.condition))
            } else {
                format!("la contrainte «\u{a0}{}\u{a0}»", constraint.label)
            }
        }
    }
}
