//! Every place of what was read, moved at once: a piece of a file that was read before is put wherever it stands now.

use super::build::Event;
use super::tree::{
    Aggregation, ApplicableClause, Bounds, ChecklistDeclaration, Comparison, Connective, ConstraintDeclaration,
    DecisionDeclaration, DefinitionDeclaration, Expression, ExpressionKind, GradeLine, Header, InputBlock,
    InputDeclaration, InputSection, Item, ItemKind, LevelDeclaration, Literal, LiteralKind, Marker, Member, Merge,
    Name, Need, Operand, OptInClause, OptionDeclaration, ParameterDeclaration, Piece, Prose, ProseKind,
    RequirementClause, ResumesClause, Retired, ScaleDeclaration, Section, SubstituteClause, Text, TypeDeclaration,
    TypeExpression, TypeKind, WaiverClause, WeightClause,
};
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Problem, Span};

/// What has places in a source.
pub(super) trait Placed {
    /// Moves every place.
    fn relocate(&mut self, to: &impl Fn(Span) -> Span);
}

impl Placed for Span {
    fn relocate(&mut self, to: &impl Fn(Span) -> Span) {
        *self = to(*self);
    }
}

impl<T: Placed> Placed for Box<T> {
    fn relocate(&mut self, to: &impl Fn(Span) -> Span) {
        (**self).relocate(to);
    }
}

impl<T: Placed> Placed for Option<T> {
    fn relocate(&mut self, to: &impl Fn(Span) -> Span) {
        if let Some(part) = self {
            part.relocate(to);
        }
    }
}

impl<T: Placed> Placed for Vec<T> {
    fn relocate(&mut self, to: &impl Fn(Span) -> Span) {
        for part in self {
            part.relocate(to);
        }
    }
}

impl<A: Placed, B: Placed> Placed for (A, B) {
    fn relocate(&mut self, to: &impl Fn(Span) -> Span) {
        self.0.relocate(to);
        self.1.relocate(to);
    }
}

/// What is nowhere.
macro_rules! nowhere {
    ($($name:ty),* $(,)?) => {$(
        impl Placed for $name {
            fn relocate(&mut self, _: &impl Fn(Span) -> Span) {}
        }
    )*};
}

/// Structures, by all their fields: one left out does not compile.
macro_rules! structures {
    ($($name:ident { $($field:ident),* })*) => {$(
        impl Placed for $name {
            fn relocate(&mut self, to: &impl Fn(Span) -> Span) {
                let Self { $($field),* } = self;
                $($field.relocate(to);)*
            }
        }
    )*};
}

/// Enumerations, by all their variants and what these hold.
macro_rules! enumerations {
    ($($name:ident { $($variant:ident $(($($part:ident),*))? $({ $($field:ident),* })?),* })*) => {$(
        impl Placed for $name {
            fn relocate(&mut self, to: &impl Fn(Span) -> Span) {
                match self {
                    $(Self::$variant $(($($part),*))? $({ $($field),* })? => {
                        $($($part.relocate(to);)*)?
                        $($($field.relocate(to);)*)?
                    })*
                }
            }
        }
    )*};
}

nowhere!(
    bool,
    u32,
    String,
    Aggregation,
    Comparison,
    Connective,
    InputSection,
    LiteralKind,
    Merge,
    ProseKind,
    Problem,
    serde_json::Value,
);

structures! {
    Diagnostic { problem, span, path, labels, fixes, witness }
    Label { span, text }
    Fix { title, edits }
    Edit { span, text }
    Name { text, span }
    Item { kind, span }
    Header { name, version, replaces }
    Prose { kind, text }
    Text { lines, block, span }
    Marker { name, if_any, span }
    ScaleDeclaration { name, by_default, interval, levels, set_aside }
    LevelDeclaration { name, value, label, resumes, span }
    TypeDeclaration { name, definition, label }
    InputBlock { section, inputs }
    InputDeclaration { name, ty, label, exists_if, resumes, span }
    TypeExpression { kind, bounds, unit, span }
    Bounds { low, high }
    OptionDeclaration { name, label, resumes }
    ParameterDeclaration { name, ty, value, label }
    DefinitionDeclaration { name, label, condition }
    ConstraintDeclaration { label, condition }
    ChecklistDeclaration { name, text }
    DecisionDeclaration { name, tiered, label, lines }
    Retired { id, reason, covered_by }
    Section { word, id, title, items, head, closed }
    ApplicableClause { negated, condition }
    OptInClause { optional_if, retained_if }
    WaiverClause { element, condition }
    SubstituteClause { name, label, element, condition }
    RequirementClause { need, for_each }
    Need { at_least, members, span }
    Member { name, label, if_any, need, resumes }
    WeightClause { cases, otherwise }
    GradeLine { level, label, condition, span }
    ResumesClause { ids, merge }
    Expression { kind, span }
    Literal { kind, span }
}

enumerations! {
    Event { Open(section, span), Close(span), Clause(item) }
    ItemKind {
        Header(part), Replaces(part), Prose(part), Plan(part), Total(part), Scale(part), Type(part), Inputs(part),
        Parameter(part), Definition(part), Constraint(part), Checklist(part), Decision(part), Retire(part), Section(part),
        Applicable(part), OptIn(part), Waiver(part), Substitute(part), Requirement(part), Weight(part), ScaleUse(part),
        Grading(part), OutOfTotal, Resumes(part), New, Broken
    }
    Piece { Plain(text), Marker(marker) }
    TypeKind {
        YesNo, Choice(options), OrderedChoice(options), Set(options), Number, Integer, Percentage, Duration(unit), Date,
        Named(name), Broken
    }
    ExpressionKind {
        Chain { operands, connectives }, Not(inner), Parenthesised(inner), Implies { premise, conclusion }, Bare(operand),
        Compare { left, comparison, sign, right }, Among { left, options }, Contains { left, at_least, members },
        NotComputable(operand), Broken
    }
    Operand { Name(name), Literal(literal), Call { function, arguments, span } }
}
