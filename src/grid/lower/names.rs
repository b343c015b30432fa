//! The names conditions use: inputs, parameters, definitions and decisions share them.

use indexmap::IndexMap;

use super::Lowering;
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Named, Naming, Problem, Span, Unknown, nearest, nearest_id};
use crate::grid::{DecisionId, DefinitionId, InputId, ParameterId};
use crate::syntax::tree::Name;

/// Names that stand for a constant or a result: nothing can be declared under them.
const RESERVED: [&str; 9] =
    ["oui", "non", "score", "score_minimum", "obtenus", "possibles", "compte", "niveau", "applicable"];

/// True for the names the language keeps: nothing can be declared under them.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Input(InputId),
    Parameter(ParameterId),
    Definition(DefinitionId),
    Decision(DecisionId),
    /// Declared, but its declaration is at fault: what uses it is passed over in silence.
    Broken,
}

/// The names of a grid, in the order of declaration.
#[derive(Debug, Default)]
pub(super) struct Names(IndexMap<String, (Symbol, Span)>);

impl Names {
    /// What a name stands for.
    pub(super) fn get(&self, name: &str) -> Option<Symbol> {
        self.0.get(name).map(|(symbol, _)| *symbol)
    }

    /// Where a name is declared.
    pub(super) fn span(&self, name: &str) -> Option<Span> {
        self.0.get(name).map(|(_, span)| *span)
    }

    /// Every name, in the order of declaration, for which `wanted` holds.
    pub(super) fn all(&self, wanted: impl Fn(Symbol) -> bool) -> Vec<&str> {
        self.0.iter().filter(|(_, (symbol, _))| wanted(*symbol)).map(|(name, _)| name.as_str()).collect()
    }
}

impl Lowering<'_> {
    /// Enters a name; false, with a diagnostic, if it is taken or kept by the language.
    pub(super) fn declare(&mut self, name: &Name, symbol: Symbol) -> bool {
        if is_reserved(&name.text) {
            self.report(Naming::Reserved(name.text.clone()), name.span);
            return false;
        }
        if let Some(first) = self.names.span(&name.text) {
            self.repeated(Named::Name, name, first);
            return false;
        }
        self.names.0.insert(name.text.clone(), (symbol, name.span));
        true
    }

    /// What a name stands for in a condition over inputs; where it stands for nothing, says so. Results are spoken of too.
    pub(super) fn resolve(&mut self, name: &Name) -> Option<Symbol> {
        match self.names.get(&name.text) {
            Some(Symbol::Decision(_)) => self.result_outside(&name.text, name.span),
            Some(symbol) => return Some(symbol),
            None if RESERVED[2..].contains(&name.text.as_str()) => self.result_outside(&name.text, name.span),
            None => self.unknown_name(name, |symbol| !matches!(symbol, Symbol::Decision(_))),
        }
        None
    }

    /// Says that nothing declares a name, offering those for which `wanted` holds.
    pub(super) fn unknown_name(&mut self, name: &Name, wanted: impl Fn(Symbol) -> bool) {
        let unknown = unknown(name, self.names.all(wanted));
        self.unknown(Naming::UnknownName, unknown, name.span);
    }

    /// Says that a name is not found, with the near miss as a correction. The same name not found again, where the same
    /// could have stood, is the same mistake: it is told, and corrected, with the first.
    pub(super) fn unknown(&mut self, problem: impl FnOnce(Unknown) -> Naming, unknown: Unknown, span: Span) {
        let near = unknown.near.clone();
        let problem = Problem::from(problem(unknown));
        if let Some(first) = self.diagnostics.iter_mut().find(|known| known.problem == problem) {
            // The place of all is the first in the text.
            let (first_span, other) = (first.span.min(span), first.span.max(span));
            first.span = first_span;
            first.labels.push(Label { span: other, text: "ici aussi".to_owned() });
            if let (Some(fix), Some(near)) = (first.fixes.first_mut(), near) {
                fix.edits.push(Edit { span, text: near });
            }
            return;
        }
        let diagnostic = Diagnostic::new(problem, span);
        self.diagnostics.push(match near {
            Some(near) => diagnostic.fix(Fix::replace(format!("écrire `{near}`"), span, near)),
            None => diagnostic,
        });
    }

    /// Says that a name is used twice.
    pub(super) fn repeated(&mut self, what: Named, name: &Name, first: Span) {
        let problem = Naming::Repeated { what, name: name.text.clone() };
        self.diagnostics.push(Diagnostic::new(problem, name.span).label(first, "la première fois"));
    }
}

/// A name that was not found among some.
pub(super) fn unknown(name: &Name, available: Vec<&str>) -> Unknown {
    let near = nearest(&name.text, available.iter().copied()).map(str::to_owned);
    Unknown { name: name.text.clone(), near, available: owned(available) }
}

/// An id that was not found among some.
pub(super) fn unknown_id(id: &Name, available: Vec<&str>) -> Unknown {
    let near = nearest_id(&id.text, available.iter().copied()).map(str::to_owned);
    Unknown { name: id.text.clone(), near, available: owned(available) }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}
