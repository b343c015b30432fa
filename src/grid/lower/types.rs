//! Types: the domains they give inputs.

use std::collections::HashMap;

use super::Lowering;
use super::constant::{as_number, kind_of, kind_of_number, literal_value};
use super::graph::walk;
use super::names::unknown;
use crate::diagnostic::{Braces, Diagnostic, Fix, Named, Naming, Shape, Span, Typing};
use crate::exact::{Exact, integer};
use crate::grid::{Choice, Domain, NumberKind, ParameterValue, TimeUnit};
use crate::syntax::tree::{Bounds, ItemKind, Literal, OptionDeclaration, TypeDeclaration, TypeExpression, TypeKind};

impl<'a> Lowering<'a> {
    /// The declared types, each after those it stands for.
    pub(super) fn types(&mut self) {
        let mut declared: Vec<&'a TypeDeclaration> = Vec::new();
        let mut index: HashMap<&str, usize> = HashMap::new();
        for item in self.items() {
            if let ItemKind::Type(declaration) = &item.kind {
                match index.get(declaration.name.text.as_str()) {
                    Some(first) => self.repeated(Named::Type, &declaration.name, declared[*first].name.span),
                    None => {
                        index.insert(&declaration.name.text, declared.len());
                        declared.push(declaration);
                    }
                }
            }
        }
        let references: Vec<_> = declared
            .iter()
            .map(|declaration| match &declaration.definition.kind {
                TypeKind::Named(name) => index.get(name.text.as_str()).map(|at| (*at, name.span)).into_iter().collect(),
                _ => Vec::new(),
            })
            .collect();
        let walked = walk(&references);
        // Known from the start, so that a name that stands further on is not said to be undeclared.
        self.types = declared.iter().map(|declaration| (declaration.name.text.as_str(), None)).collect();
        let mut circled = Vec::new();
        for circle in &walked.circles {
            let names = circle.iter().chain(circle.first()).map(|(at, _)| declared[*at].name.text.clone()).collect();
            self.report(Naming::Cycle { what: Named::Type, names }, circle[0].1);
            circled.extend(circle.iter().map(|(at, _)| *at));
        }
        for at in walked.order {
            if !circled.contains(&at) {
                let domain = self.domain(&declared[at].definition);
                self.types.insert(&declared[at].name.text, domain);
            }
        }
    }

    /// The domain of a type; `None` if there is none, which has been said.
    pub(super) fn domain(&mut self, ty: &TypeExpression) -> Option<Domain> {
        let number = |kind, low, high| Domain::Number { kind, low, high, unit: None };
        let domain = match &ty.kind {
            TypeKind::YesNo => Domain::YesNo,
            TypeKind::Choice(options) => Domain::Choice { ordered: false, options: self.options(options, ty.span)? },
            TypeKind::OrderedChoice(options) => {
                Domain::Choice { ordered: true, options: self.options(options, ty.span)? }
            }
            TypeKind::Set(options) => Domain::Set(self.options(options, ty.span)?),
            TypeKind::Number => number(NumberKind::Number, None, None),
            TypeKind::Integer => number(NumberKind::Integer, None, None),
            TypeKind::Percentage => number(NumberKind::Percentage, Some(integer(0)), Some(integer(100))),
            TypeKind::Duration(unit) => match TimeUnit::from_word(&unit.text) {
                Some(unit) => number(NumberKind::Duration(unit), None, None),
                None => {
                    let units = ["heures", "jours", "semaines", "mois", "années"];
                    self.unknown(Naming::UnknownType, unknown(unit, units.to_vec()), unit.span);
                    return None;
                }
            },
            TypeKind::Date => number(NumberKind::Date, None, None),
            TypeKind::Named(name) => match self.types.get(name.text.as_str()) {
                Some(domain) => domain.clone()?,
                None => {
                    let mut available: Vec<_> = self.types.keys().copied().collect();
                    available.sort_unstable();
                    self.unknown(Naming::UnknownType, unknown(name, available), name.span);
                    return None;
                }
            },
            TypeKind::Broken => return None,
        };
        Some(self.narrowed(domain, ty))
    }

    /// A domain with the bounds and the unit written after the type.
    fn narrowed(&mut self, mut domain: Domain, ty: &TypeExpression) -> Domain {
        let kind = kind_of(&domain);
        let Domain::Number { kind: number, low, high, unit } = &mut domain else {
            if let Some(bounds) = &ty.bounds {
                self.report(Typing::UnfitBounds { kind, unit: false }, bounds.low.span.to(bounds.high.span));
            }
            if let Some(unit) = &ty.unit {
                self.report(Typing::UnfitBounds { kind, unit: true }, unit.span);
            }
            return domain;
        };
        if let Some((least, greatest)) = ty.bounds.as_ref().and_then(|bounds| self.bounds(bounds, *number)) {
            (*low, *high) = (Some(least), Some(greatest));
        }
        if let Some(text) = &ty.unit {
            match number {
                NumberKind::Number | NumberKind::Integer => *unit = Some(text.plain()),
                _ => self.report(Typing::UnfitBounds { kind, unit: true }, text.span),
            }
        }
        domain
    }

    /// The bounds of a numeric type, in its own unit. A plain number counts in that unit.
    fn bounds(&mut self, bounds: &Bounds, kind: NumberKind) -> Option<(Exact, Exact)> {
        let (low, high) = (self.type_bound(&bounds.low, kind), self.type_bound(&bounds.high, kind));
        let (low, high) = (low?, high?);
        if low > high {
            let fix = inverted(bounds, &kind.written(&low), &kind.written(&high));
            let span = bounds.low.span.to(bounds.high.span);
            self.diagnostics.push(Diagnostic::new(Typing::InvertedBounds, span).fix(fix));
            return None;
        }
        Some((low, high))
    }

    fn type_bound(&mut self, literal: &Literal, kind: NumberKind) -> Option<Exact> {
        let value = literal_value(literal)?;
        let plain = match (&value, kind) {
            (ParameterValue::Number(value), NumberKind::Percentage | NumberKind::Duration(_)) => Some(value.clone()),
            _ => as_number(&value, kind),
        };
        match plain {
            Some(bound) if kind.is_discrete() && !bound.is_integer() => {
                self.report(Typing::Fraction { value: kind.written(&bound), name: None }, literal.span);
                None
            }
            Some(bound) => Some(bound),
            None => {
                self.report(Typing::UnfitBounds { kind: kind_of_number(kind), unit: false }, literal.span);
                None
            }
        }
    }

    /// The options of a choice, or members of a set; `None` if there is none.
    fn options(&mut self, declared: &[OptionDeclaration], span: Span) -> Option<Vec<Choice>> {
        if declared.is_empty() {
            self.report(Shape::Empty(Braces::Options), span);
            return None;
        }
        let mut options: Vec<Choice> = Vec::with_capacity(declared.len());
        let mut first: HashMap<&str, Span> = HashMap::new();
        for option in declared {
            if let Some(first) = first.get(option.name.text.as_str()) {
                self.repeated(Named::Choice, &option.name, *first);
                continue;
            }
            first.insert(&option.name.text, option.name.span);
            options.push(Choice {
                name: option.name.text.clone(),
                label: option.label.as_ref().map(crate::syntax::tree::Text::plain).unwrap_or_default(),
                resumes: option.resumes.as_ref().map(|name| name.text.clone()),
                span: option.name.span,
            });
        }
        Some(options)
    }
}

/// The correction that exchanges two bounds.
pub(super) fn inverted(bounds: &Bounds, low: &str, high: &str) -> Fix {
    let mut fix = Fix::replace(format!("écrire `de {high} à {low}`"), bounds.low.span, high);
    fix.edits.push(crate::diagnostic::Edit { span: bounds.high.span, text: low.to_owned() });
    fix
}
