//! Conditions, definitions and inputs that nobody wrote: an analysis puts them together, and they stand nowhere in a source.

use super::{Atom, Definition, DefinitionId, Domain, Formula, Grid, Input, InputId, InputSection, Test};
use crate::diagnostic::Span;

/// All of these.
pub fn all(parts: Vec<Formula<Atom>>) -> Formula<Atom> {
    Formula::All(parts, Span::default())
}

/// Any of these.
pub fn any(parts: Vec<Formula<Atom>>) -> Formula<Atom> {
    Formula::Any(parts, Span::default())
}

/// The negation.
pub fn not(inner: Formula<Atom>) -> Formula<Atom> {
    Formula::Not(Box::new(inner), Span::default())
}

/// A test on an input.
pub fn atom_of(input: InputId, test: Test) -> Formula<Atom> {
    Formula::Atom(Atom { input, test, span: Span::default() })
}

impl Grid {
    /// Adds an input that stands for something else: a result, an element.
    pub fn make_input(&mut self, name: String, domain: Domain, exists_if: Option<Formula<Atom>>) -> InputId {
        self.inputs.push(Input {
            name,
            section: InputSection::Measures,
            domain,
            label: String::new(),
            exists_if,
            resumes: None,
            name_span: Span::default(),
            span: Span::default(),
        });
        InputId(self.inputs.len() - 1)
    }

    /// Adds a definition without a name.
    pub fn make_definition(&mut self, condition: Formula<Atom>) -> DefinitionId {
        let (name, label, span) = (String::new(), String::new(), Span::default());
        self.definitions.push(Definition { name, label, condition, name_span: span, span });
        DefinitionId(self.definitions.len() - 1)
    }
}
