//! Why a condition holds or does not: the tests that decide, as the source writes them, beside the values they looked at.

use crate::diagnostic::{Source, Span};
use crate::grid::{Atom, DefinitionId, Formula, Grid, InputId, Parameter, ParameterId, Test, Truth};
use crate::region::write_condition;
use crate::score::reference::Knowledge;
use std::collections::BTreeSet;

/// A test that decides, and what it looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reason {
    /// The test as the source writes it.
    pub(super) test: String,
    /// Whether it holds; `None` where that is not known.
    pub(super) holds: Option<bool>,
    /// « `taux_décroché = 87,5 %` », one a thing looked at.
    pub(super) facts: Vec<String>,
}

/// How the tests of a condition are read.
pub(super) trait Reader<A> {
    /// Whether a test holds; `None` where that is not known.
    fn holds(&self, atom: &A) -> Option<bool>;
    /// Whether a definition holds.
    fn definition_holds(&self, definition: DefinitionId) -> Option<bool>;
    /// The test as written.
    fn test(&self, atom: &A) -> String;
    /// What it looks at.
    fn facts(&self, atom: &A) -> Vec<String>;
    /// What a definition says and looks at.
    fn definition_facts(&self, definition: DefinitionId) -> Vec<String>;
    /// A stretch of the source on one line.
    fn written(&self, span: Span) -> String;
}

/// Whether a condition holds; `None` where that is not known.
pub(super) fn holds<A>(reader: &impl Reader<A>, condition: &Formula<A>) -> Option<bool> {
    let truth = |known: Option<bool>| known.map_or(Truth::Depends(()), Truth::from);
    condition.evaluate(&mut |atom| truth(reader.holds(atom)), &mut |id| truth(reader.definition_holds(id))).known().ok()
}

/// The tests that make a condition what it is: of a conjunction that fails those that fail, of one that holds all.
pub(super) fn reasons<A>(reader: &impl Reader<A>, condition: &Formula<A>) -> Vec<Reason> {
    let outcome = holds(reader, condition);
    match condition {
        Formula::Atom(atom) => {
            vec![Reason { test: reader.test(atom), holds: outcome, facts: reader.facts(atom) }]
        }
        Formula::Definition(id, span) => {
            vec![Reason { test: reader.written(*span), holds: outcome, facts: reader.definition_facts(*id) }]
        }
        Formula::Not(inner, span) => match inner.as_ref() {
            // One test under `non` reads best as a whole.
            Formula::Atom(_) | Formula::Definition(..) => {
                let written = reader.written(*span);
                let negated = |reason: Reason| {
                    let test = if written.is_empty() { format!("non {}", reason.test) } else { written.clone() };
                    Reason { test, holds: outcome, facts: reason.facts }
                };
                reasons(reader, inner).into_iter().map(negated).collect()
            }
            _ => reasons(reader, inner),
        },
        Formula::All(parts, _) | Formula::Any(parts, _) => {
            parts.iter().filter(|part| holds(reader, part) == outcome).flat_map(|part| reasons(reader, part)).collect()
        }
    }
}

/// Reads tests on inputs.
pub(super) struct Inputs<'r, 'a> {
    pub(super) source: &'r Source,
    pub(super) grid: &'r Grid,
    pub(super) known: &'r Knowledge<'a>,
    /// Inputs not given whose value follows from the others.
    pub(super) deduced: &'r BTreeSet<InputId>,
}

impl Reader<Atom> for Inputs<'_, '_> {
    fn holds(&self, atom: &Atom) -> Option<bool> {
        self.known.atom(atom).known().ok()
    }

    fn definition_holds(&self, definition: DefinitionId) -> Option<bool> {
        self.known.definition(definition).known().ok()
    }

    fn test(&self, atom: &Atom) -> String {
        self.written(atom.span)
    }

    fn facts(&self, atom: &Atom) -> Vec<String> {
        let parameter = match &atom.test {
            Test::Compare(_, bound) => bound.parameter,
            Test::Is(_) | Test::Among(_) | Test::Contains { .. } => None,
        };
        let parameter = parameter.map(|id| parameter_fact(self.source, self.parameter(id)));
        std::iter::once(self.input_fact(atom.input)).chain(parameter).collect()
    }

    fn definition_facts(&self, definition: DefinitionId) -> Vec<String> {
        let definition = &self.grid.definitions[definition.0];
        let line = self.source.line(definition.span.start);
        let says = format!("ligne {line}, `{}`", self.written(definition.span));
        let (mut seen, mut facts) = (BTreeSet::new(), vec![says]);
        self.walk(&definition.condition, &mut |atom| {
            facts.extend(self.facts(atom).into_iter().filter(|fact| seen.insert(fact.clone())));
        });
        facts
    }

    fn written(&self, span: Span) -> String {
        self.source.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Inputs<'_, '_> {
    fn parameter(&self, id: ParameterId) -> &Parameter {
        &self.grid.parameters[id.0]
    }

    /// The value of an input: `taux_décroché = 87,5 %`, or why it has none.
    pub(super) fn input_fact(&self, id: InputId) -> String {
        let input = self.grid.input(id);
        if let Some(value) = self.known.value(id) {
            let deduced = if self.deduced.contains(&id) { " (déduit des autres réponses)" } else { "" };
            return format!("{} = {}{deduced}", input.name, input.value_text(value));
        }
        match self.known.exists(id) {
            Truth::Yes | Truth::Depends(_) => format!("{} n’est pas renseigné", input.name),
            Truth::No => {
                let condition = input
                    .exists_if
                    .as_ref()
                    .map_or_else(String::new, |condition| write_condition(self.grid, condition));
                format!("{} n’existe pas ici (il n’existe que si {condition})", input.name)
            }
        }
    }

    /// Calls `visit` on every test of a condition, definitions unfolded.
    fn walk<'g>(&'g self, condition: &'g Formula<Atom>, visit: &mut impl FnMut(&'g Atom)) {
        let (mut pending, mut unfolded) = (vec![condition], BTreeSet::new());
        while let Some(condition) = pending.pop() {
            condition.walk(&mut *visit, &mut |id| {
                if unfolded.insert(id) {
                    pending.push(&self.grid.definitions[id.0].condition);
                }
            });
        }
    }
}

/// The value of a parameter, and whether `--set` changed it.
pub(super) fn parameter_fact(source: &Source, parameter: &Parameter) -> String {
    let line = source.line(parameter.span.start);
    let value = parameter.written.replace(' ', "\u{a0}");
    if parameter.overridden {
        format!("{} = {value} (valeur donnée par `--set`, à la place de celle de la ligne {line})", parameter.name)
    } else {
        format!("{} = {value} (paramètre de la ligne {line})", parameter.name)
    }
}
