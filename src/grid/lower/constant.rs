//! Constants: literals and parameters at their effective value, and whether they fit what they are compared with.

use super::Lowering;
use super::names::Symbol;
use crate::diagnostic::{Diagnostic, Fix, Kind, Span, Typing};
use crate::exact::{Exact, integer};
use crate::grid::{Bound, Domain, NumberKind, ParameterId, ParameterValue};
use crate::syntax::tree::{Comparison, Literal, LiteralKind, Name, Operand};

/// One side of a comparison, looked at for what it is by itself.
pub(super) enum Side<'e> {
    /// A literal, or a parameter.
    Constant(Constant),
    /// Another name: an option, an input, or nothing known.
    Name(&'e Name),
    /// Nothing more can be said of it.
    Silent,
}

/// A constant.
pub(super) struct Constant {
    pub(super) value: ParameterValue,
    /// The parameter it comes from.
    pub(super) parameter: Option<ParameterId>,
    pub(super) span: Span,
}

/// A numeric quantity that is compared with constants: an input, or a result.
pub(super) struct Quantity<'q> {
    /// As messages call it.
    pub(super) name: &'q str,
    pub(super) kind: NumberKind,
    pub(super) low: Option<&'q Exact>,
    pub(super) high: Option<&'q Exact>,
}

/// The value of a literal; `None` if it could not be read.
pub(super) fn literal_value(literal: &Literal) -> Option<ParameterValue> {
    Some(match &literal.kind {
        LiteralKind::Number(value) => ParameterValue::Number(value.clone()),
        LiteralKind::Percentage(value) => ParameterValue::Percentage(value.clone()),
        LiteralKind::Duration(value, unit) => ParameterValue::Duration(value.clone(), *unit),
        LiteralKind::Date(days) => ParameterValue::Date(*days),
        LiteralKind::Broken => return None,
    })
}

/// What messages call an input of a domain.
pub(super) fn kind_of(domain: &Domain) -> Kind {
    match domain {
        Domain::YesNo => Kind::YesNo,
        Domain::Choice { ordered: false, .. } => Kind::Choice,
        Domain::Choice { ordered: true, .. } => Kind::OrderedChoice,
        Domain::Set(_) => Kind::Set,
        Domain::Number { kind, .. } => kind_of_number(*kind),
    }
}

/// What messages call a number.
pub(super) fn kind_of_number(kind: NumberKind) -> Kind {
    match kind {
        NumberKind::Number => Kind::Number,
        NumberKind::Integer => Kind::Integer,
        NumberKind::Percentage => Kind::Percentage,
        NumberKind::Duration(unit) => Kind::Duration(unit.plural()),
        NumberKind::Date => Kind::Date,
    }
}

/// What messages call a constant.
pub(super) fn kind_of_value(value: &ParameterValue) -> Kind {
    match value {
        ParameterValue::Number(_) => Kind::Number,
        ParameterValue::Percentage(_) => Kind::Percentage,
        ParameterValue::Duration(_, unit) => Kind::Duration(unit.plural()),
        ParameterValue::Date(_) => Kind::Date,
        ParameterValue::YesNo(_) => Kind::YesNo,
        ParameterValue::Option(_) => Kind::Option,
    }
}

/// The number a constant is on a quantity of some kind, in that quantity's unit; `None` if it is of another type. Fractions
/// are let through.
pub(super) fn as_number(value: &ParameterValue, kind: NumberKind) -> Option<Exact> {
    match (kind, value) {
        (NumberKind::Number | NumberKind::Integer, ParameterValue::Number(value))
        | (NumberKind::Percentage, ParameterValue::Percentage(value)) => Some(value.clone()),
        (NumberKind::Duration(unit), ParameterValue::Duration(value, written)) => {
            let (numerator, denominator) = written.ratio_to(unit)?;
            Some(value * integer(numerator) / integer(denominator))
        }
        (NumberKind::Date, ParameterValue::Date(days)) => Some(integer(*days)),
        _ => None,
    }
}

impl Lowering<'_> {
    /// What an operand is by itself. A result where none has a place is spoken of.
    pub(super) fn side<'e>(&mut self, operand: &'e Operand) -> Side<'e> {
        match operand {
            Operand::Literal(literal) => literal_value(literal)
                .map_or(Side::Silent, |value| Side::Constant(Constant { value, parameter: None, span: literal.span })),
            Operand::Name(name) => match self.names.get(&name.text) {
                Some(Symbol::Parameter(id)) => Side::Constant(Constant {
                    value: self.grid.parameters[id.0].value.clone(),
                    parameter: Some(id),
                    span: name.span,
                }),
                Some(Symbol::Broken) => Side::Silent,
                _ => match yes_or_no(&name.text) {
                    Some(answer) => Side::Constant(Constant {
                        value: ParameterValue::YesNo(answer),
                        parameter: None,
                        span: name.span,
                    }),
                    None => Side::Name(name),
                },
            },
            Operand::Call { function, span, .. } => {
                self.result_outside(&function.text, *span);
                Side::Silent
            }
        }
    }

    /// The bound a quantity is compared with; says so if there can be none.
    pub(super) fn bound(&mut self, of: &Quantity, comparison: Comparison, operand: &Operand) -> Option<Bound> {
        let constant = match self.side(operand) {
            Side::Constant(constant) => constant,
            Side::Name(name) => {
                self.name_against_number(of, name);
                return None;
            }
            Side::Silent => return None,
        };
        let Some(value) = as_number(&constant.value, of.kind) else {
            self.mismatch(of, &constant);
            return None;
        };
        let written = of.kind.written(&value);
        if of.kind.is_discrete() && !value.is_integer() {
            let problem = Typing::Fraction { value: written, name: Some(of.name.to_owned()) };
            let diagnostic = self.about_constant(problem, &constant);
            let whole = match comparison {
                Comparison::Less | Comparison::GreaterOrEqual => Some(value.ceil()),
                Comparison::LessOrEqual | Comparison::Greater => Some(value.floor()),
                Comparison::Equal | Comparison::Different => None,
            };
            self.diagnostics.push(match whole.filter(|_| constant.parameter.is_none()) {
                Some(whole) => {
                    let whole = of.kind.written(&whole);
                    diagnostic.fix(Fix::replace(
                        format!("écrire `{whole}`, qui dit la même chose"),
                        constant.span,
                        whole,
                    ))
                }
                None => diagnostic,
            });
            return None;
        }
        if of.low.is_some_and(|low| value < *low) || of.high.is_some_and(|high| value > *high) {
            let bound = |bound: Option<&Exact>| bound.map(|bound| of.kind.written(bound));
            let problem = Typing::OutOfBounds {
                value: written,
                name: of.name.to_owned(),
                low: bound(of.low),
                high: bound(of.high),
            };
            let diagnostic = self.about_constant(problem, &constant);
            self.diagnostics.push(diagnostic);
            return None;
        }
        Some(Bound { value, parameter: constant.parameter })
    }

    /// A diagnostic at a constant, with the parameter it comes from.
    pub(super) fn about_constant(&self, problem: Typing, constant: &Constant) -> Diagnostic {
        let diagnostic = Diagnostic::new(problem, constant.span);
        match constant.parameter.map(|id| &self.grid.parameters[id.0]) {
            Some(parameter) => {
                let text = format!("`{}` vaut `{}`", parameter.name, parameter.written);
                diagnostic.label(parameter.name_span, text)
            }
            None => diagnostic,
        }
    }

    /// Says that a constant is of another type than the quantity.
    fn mismatch(&mut self, of: &Quantity, constant: &Constant) {
        let problem = match (of.kind, &constant.value) {
            (NumberKind::Duration(unit), ParameterValue::Duration(_, found)) => {
                Typing::DurationUnits { name: of.name.to_owned(), expected: unit.plural(), found: found.plural() }
            }
            _ => Typing::Mismatch {
                name: of.name.to_owned(),
                expected: kind_of_number(of.kind),
                found: kind_of_value(&constant.value),
                options: Vec::new(),
            },
        };
        let diagnostic = self.about_constant(problem, constant);
        // A bare number lacks only its unit.
        let meant = match (&constant.value, of.kind) {
            (ParameterValue::Number(value), NumberKind::Percentage | NumberKind::Duration(_)) => {
                Some(of.kind.written(value))
            }
            (ParameterValue::Percentage(value), NumberKind::Number | NumberKind::Integer) => {
                Some(of.kind.written(value))
            }
            _ => None,
        };
        self.diagnostics.push(match meant.filter(|_| constant.parameter.is_none()) {
            Some(meant) => diagnostic.fix(Fix::replace(format!("écrire `{meant}`"), constant.span, meant)),
            None => diagnostic,
        });
    }

    /// Says why a name cannot stand against a number.
    fn name_against_number(&mut self, of: &Quantity, name: &Name) {
        let found = match self.names.get(&name.text) {
            Some(Symbol::Input(_)) => {
                return self
                    .report(Typing::TwoVariables { left: of.name.to_owned(), right: name.text.clone() }, name.span);
            }
            Some(Symbol::Decision(_)) => return self.result_outside(&name.text, name.span),
            Some(Symbol::Definition(_)) => Kind::Condition,
            _ if self.owner_of_option(&name.text).is_some() => Kind::Option,
            _ if super::result::is_result(&name.text) => return self.result_outside(&name.text, name.span),
            _ => return self.unknown_name(name, |symbol| matches!(symbol, Symbol::Parameter(_))),
        };
        let expected = kind_of_number(of.kind);
        self.report(Typing::Mismatch { name: of.name.to_owned(), expected, found, options: Vec::new() }, name.span);
    }
}

/// `oui`, `non`.
pub(super) fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        "oui" => Some(true),
        "non" => Some(false),
        _ => None,
    }
}
