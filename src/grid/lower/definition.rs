//! Definitions, conditions of existence and constraints; and the circles among them.

use std::collections::HashMap;

use super::Lowering;
use super::graph::{Reference, walk};
use super::names::Symbol;
use crate::diagnostic::{Diagnostic, Named, Naming};
use crate::grid::{Atom, Constraint, Definition, DefinitionId, Formula, InputId};
use crate::syntax::tree::{ItemKind, Text};

impl Lowering<'_> {
    /// Declares the definitions; what they stand for is lowered once every name is known.
    pub(super) fn declare_definitions(&mut self) {
        for item in self.items() {
            let ItemKind::Definition(declaration) = &item.kind else { continue };
            let id = DefinitionId(self.grid.definitions.len());
            if self.declare(&declaration.name, Symbol::Definition(id)) {
                self.grid.definitions.push(Definition {
                    name: declaration.name.text.clone(),
                    label: declaration.label.as_ref().map(Text::plain).unwrap_or_default(),
                    condition: Formula::truth(),
                    name_span: declaration.name.span,
                    span: item.span,
                });
            }
        }
    }

    /// What the definitions stand for, when the inputs exist, and what always holds.
    pub(super) fn conditions_of_declarations(&mut self) {
        for item in self.items() {
            match &item.kind {
                ItemKind::Definition(declaration) => {
                    // A definition declared twice is lowered as well: its own faults are told at once.
                    let condition = self.condition(&declaration.condition);
                    let id = self.grid.definitions.iter().position(|known| known.name_span == declaration.name.span);
                    if let (Some(id), Some(condition)) = (id, condition) {
                        self.grid.definitions[id].condition = condition;
                    }
                }
                ItemKind::Constraint(declaration) => {
                    if let Some(condition) = self.constraint(&declaration.condition) {
                        let label = declaration.label.as_ref().map(Text::plain).unwrap_or_default();
                        self.grid.constraints.push(Constraint { label, condition, span: item.span });
                    }
                }
                _ => {}
            }
        }
        let ids: HashMap<_, _> = self.grid.inputs.iter().enumerate().map(|(at, input)| (input.name_span, at)).collect();
        for declaration in self.input_declarations() {
            let Some(condition) = &declaration.exists_if else { continue };
            let condition = self.condition(condition);
            if let Some(at) = ids.get(&declaration.name.span) {
                self.grid.inputs[*at].exists_if = condition;
            }
        }
        self.cut_circles();
    }

    /// Finds what rests on itself, through definitions and conditions of existence, and lets it rest on nothing.
    fn cut_circles(&mut self) {
        let inputs = self.grid.inputs.len();
        let inputs_first = self.grid.inputs.iter().map(|input| input.exists_if.as_ref());
        let conditions = inputs_first.chain(self.grid.definitions.iter().map(|definition| Some(&definition.condition)));
        let references: Vec<_> = conditions
            .map(|condition| {
                let mut found = Vec::new();
                if let Some(condition) = condition {
                    references(condition, inputs, &mut found);
                }
                found
            })
            .collect();
        for circle in walk(&references).circles {
            let name = |at: usize| match at.checked_sub(inputs) {
                Some(definition) => self.grid.definitions[definition].name.clone(),
                None => self.grid.inputs[at].name.clone(),
            };
            let names: Vec<_> = circle.iter().chain(circle.first()).map(|(at, _)| name(*at)).collect();
            let mut diagnostic =
                Diagnostic::new(Naming::Cycle { what: Named::Condition, names: names.clone() }, circle[0].1);
            for (pair, (_, span)) in names.windows(2).zip(&circle).skip(1) {
                diagnostic = diagnostic.label(*span, format!("`{}` dépend de `{}`", pair[0], pair[1]));
            }
            self.diagnostics.push(diagnostic);
            for (at, _) in circle {
                match at.checked_sub(inputs) {
                    Some(definition) => self.grid.definitions[definition].condition = Formula::truth(),
                    None => self.grid.inputs[at].exists_if = None,
                }
            }
        }
    }
}

/// The inputs and, after them, the definitions a condition refers to, each with its place.
fn references(condition: &Formula<Atom>, inputs: usize, found: &mut Vec<Reference>) {
    match condition {
        Formula::Atom(Atom { input: InputId(input), span, .. }) => found.push((*input, *span)),
        Formula::Not(inner, _) => references(inner, inputs, found),
        Formula::All(parts, _) | Formula::Any(parts, _) => {
            for part in parts {
                references(part, inputs, found);
            }
        }
        Formula::Definition(definition, span) => found.push((inputs + definition.0, *span)),
    }
}
