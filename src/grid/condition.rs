//! Conditions over inputs, and what they are built from: parameters, definitions, constraints.

use super::{Comparison, DefinitionId, InputId, ParameterId};
use crate::diagnostic::Span;
use crate::exact::Exact;

/// A condition: atoms joined by `non`, `et`, `ou`. `A` is [`Atom`] for conditions over inputs,
/// [`ResultAtom`](super::ResultAtom) for those of decisions.
///
/// On a full assignment it is two-valued; every atom on an input that does not exist is false and its negation true
/// (`semantics.md` §1), so no negation is ever pushed into an atom.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula<A> {
    /// One test.
    Atom(A),
    /// `non …`
    Not(Box<Self>, Span),
    /// `… et …`; the empty one is true.
    All(Vec<Self>, Span),
    /// `… ou …`; the empty one is false.
    Any(Vec<Self>, Span),
    /// A definition, which stands for its condition.
    Definition(DefinitionId, Span),
}

/// A test on one input.
#[derive(Debug, Clone, PartialEq)]
pub struct Atom {
    /// The input.
    pub input: InputId,
    /// The test.
    pub test: Test,
    /// Where it is written.
    pub span: Span,
}

/// What is tested.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// A yes/no is this value.
    Is(bool),
    /// A choice is one of these options (`=`, `≠`, `<`… and `parmi`, by index, sorted; `≠ a` is every option but a).
    Among(Vec<usize>),
    /// A set holds at least so many of these members (by index, sorted, distinct).
    Contains {
        /// The members looked for.
        members: Vec<usize>,
        /// How many of them must be in.
        at_least: usize,
    },
    /// A number compares with a bound.
    Compare(Comparison, Bound),
}

/// A constant, or a parameter at its effective value.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The value, in the input's own unit.
    pub value: Exact,
    /// The parameter it comes from.
    pub parameter: Option<ParameterId>,
}

/// A named constant, at its effective value (after `--set`).
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its effective value.
    pub value: ParameterValue,
    /// The value as the language writes it: `85 %`.
    pub written: String,
    /// True if `--set` replaced the value of the source.
    pub overridden: bool,
    /// What it is; empty if none was written.
    pub label: String,
    /// Its name in the source.
    pub name_span: Span,
    /// The whole declaration.
    pub span: Span,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterValue {
    /// A plain number.
    Number(Exact),
    /// In percent.
    Percentage(Exact),
    /// With its unit.
    Duration(Exact, super::TimeUnit),
    /// Days since 1970-01-01.
    Date(i64),
    /// `oui` or `non`
    YesNo(bool),
    /// The name of an option (its type is declared with the parameter).
    Option(String),
}

/// A named condition: a macro, kept by name so that explanations can speak of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// What it means; empty if none was written.
    pub label: String,
    /// What it stands for. Definitions refer only to others, never to themselves.
    pub condition: Formula<Atom>,
    /// Its name in the source.
    pub name_span: Span,
    /// The whole declaration.
    pub span: Span,
}

/// What every audit satisfies.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// What it says to people; empty if none was written.
    pub label: String,
    /// What always holds (`si A alors B` is `non A ou B`).
    pub condition: Formula<Atom>,
    /// The whole declaration.
    pub span: Span,
}

impl<A> Formula<A> {
    /// The condition that is always true.
    pub fn truth() -> Self {
        Self::All(Vec::new(), Span::default())
    }

    /// Calls `visit` on every atom and `named` on every definition, in order.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a A), named: &mut impl FnMut(DefinitionId)) {
        match self {
            Self::Atom(atom) => visit(atom),
            Self::Not(inner, _) => inner.walk(visit, named),
            Self::All(parts, _) | Self::Any(parts, _) => parts.iter().for_each(|part| part.walk(visit, named)),
            Self::Definition(definition, _) => named(*definition),
        }
    }
}
