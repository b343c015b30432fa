//! The small things of the language as one line of text: names, texts, constants, types.

use super::super::date_from_days;
use super::super::grammar::{GrilleParser, Rule};
use super::super::tree::{
    Bounds, Literal, LiteralKind, Name, Operand, OptionDeclaration, Piece, Text, TimeUnit, TypeExpression, TypeKind,
};
use super::{Layout, STEP};
use crate::diagnostic::Span;
use crate::exact::{self, Exact};
use num_traits::Signed;
use pest::Parser;
use std::collections::VecDeque;

/// Joins words with a space, leaving out the empty ones.
pub(super) fn phrase<const N: usize>(words: [&str; N]) -> String {
    let mut out = String::new();
    for word in words.into_iter().filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A text as a part of a clause: on one line whenever it has one.
pub(super) fn text(text: &Text) -> String {
    if !text.block {
        return format!("\"{}\"", text.lines.iter().map(|line| raw(line, false)).collect::<String>());
    }
    let lines: Vec<_> = text.lines.iter().map(|line| raw(line, true)).collect();
    format!("\"\"\" {} \"\"\"", lines.join("\n"))
}

/// The text, or nothing.
pub(super) fn label(label: Option<&Text>) -> String {
    label.map(text).unwrap_or_default()
}

/// A text that is the whole matter of a clause: one between triple quotes has its lines to itself.
pub(super) fn prose(content: &Text, indent: usize) -> String {
    if !content.block {
        return text(content);
    }
    // A line that looks like the grid going on, after a text left open, can only stand on the line of the quotes.
    let is_anchor = |line: &String| GrilleParser::parse(Rule::anchor, line).is_ok();
    let mut lines: VecDeque<_> = content.lines.iter().map(|line| raw(line, true)).collect();
    let first = if lines.front().is_some_and(is_anchor) { lines.pop_front() } else { None }.unwrap_or_default();
    let last = if lines.back().is_some_and(is_anchor) { lines.pop_back() } else { None };
    let margin = " ".repeat(indent + STEP);
    let mut out = format!("\"\"\"{first}\n");
    for line in lines {
        out.extend([if line.is_empty() { "" } else { &margin }, &line, "\n"]);
    }
    match last {
        Some(last) => out.extend([&margin, &last, "\"\"\""]),
        None => out.extend([&margin[STEP..], "\"\"\""]),
    }
    out
}

/// A line of text as the source writes it: brackets that are no markers are doubled between triple quotes.
fn raw(pieces: &[Piece], block: bool) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Plain(text) if block => out.push_str(&text.replace('[', "[[")),
            Piece::Plain(text) => out.push_str(text),
            Piece::Marker(marker) => {
                let if_any = if marker.if_any { ", le cas échéant" } else { "" };
                out.extend(["[", &marker.name.text, if_any, "]"]);
            }
        }
    }
    out
}

/// `reprend ancien_nom`, or nothing.
pub(super) fn resumes(name: Option<&Name>) -> String {
    name.map(|name| format!("reprend {}", name.text)).unwrap_or_default()
}

/// `12/10/2023`
fn date(days: i64) -> String {
    let (year, month, day) = date_from_days(days);
    format!("{day:02}/{month:02}/{year:04}")
}

/// `2 semaines`, `1 jour`: French has the plural from two on.
fn duration(value: &Exact, number: &str, unit: TimeUnit) -> String {
    let (one, many) = match unit {
        TimeUnit::Hours => ("heure", "heures"),
        TimeUnit::Days => ("jour", "jours"),
        TimeUnit::Weeks => ("semaine", "semaines"),
        TimeUnit::Months => ("mois", "mois"),
        TimeUnit::Years => ("an", "ans"),
    };
    format!("{number} {}", if value.abs() < exact::integer(2) { one } else { many })
}

impl Layout<'_> {
    /// The source of a span.
    pub(super) fn slice(&self, span: Span) -> &str {
        self.source.get(span.range()).unwrap_or("")
    }

    /// A constant.
    pub(super) fn literal(&self, literal: &Literal) -> String {
        let number = |value: &Exact| {
            // A weight of `5/4` stays a fraction: it is how the author thinks of it.
            let is_fraction = self.slice(literal.span).contains('/') && !value.is_integer();
            if is_fraction { format!("{}/{}", value.numer(), value.denom()) } else { exact::to_text(value, ',') }
        };
        match &literal.kind {
            LiteralKind::Number(value) => number(value),
            LiteralKind::Percentage(value) => format!("{} %", number(value)),
            LiteralKind::Duration(value, unit) => duration(value, &number(value), *unit),
            LiteralKind::Date(days) => date(*days),
            LiteralKind::Broken => self.slice(literal.span).to_owned(),
        }
    }

    /// One side of a comparison.
    pub(super) fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Name(name) => name.text.clone(),
            Operand::Literal(literal) => self.literal(literal),
            Operand::Call { function, arguments, .. } => {
                let arguments: Vec<_> = arguments.iter().map(|argument| argument.text.as_str()).collect();
                format!("{}({})", function.text, arguments.join(", "))
            }
        }
    }

    /// `de 0 à 1`
    pub(super) fn bounds(&self, bounds: &Bounds) -> String {
        format!("de {} à {}", self.literal(&bounds.low), self.literal(&bounds.high))
    }

    /// A type, its options apart: `choix`, `entier de 0 à 5000 en "agents"`.
    pub(super) fn type_head(&self, ty: &TypeExpression) -> String {
        let word = match &ty.kind {
            TypeKind::YesNo => "oui_non".to_owned(),
            TypeKind::Choice(_) => "choix".to_owned(),
            TypeKind::OrderedChoice(_) => "choix ordonné".to_owned(),
            TypeKind::Set(_) => "ensemble".to_owned(),
            TypeKind::Number => "nombre".to_owned(),
            TypeKind::Integer => "entier".to_owned(),
            TypeKind::Percentage => "pourcentage".to_owned(),
            TypeKind::Duration(unit) => format!("durée en {}", unit.text),
            TypeKind::Date => "date".to_owned(),
            TypeKind::Named(name) => name.text.clone(),
            TypeKind::Broken => self.slice(ty.span).to_owned(),
        };
        let bounds = ty.bounds.as_ref().map(|bounds| self.bounds(bounds)).unwrap_or_default();
        let unit = ty.unit.as_ref().map(|unit| format!("en {}", text(unit))).unwrap_or_default();
        phrase([&word, &bounds, &unit])
    }
}

/// The options of a type, and the sign between them.
pub(super) fn options(ty: &TypeExpression) -> Option<(&[OptionDeclaration], bool)> {
    match &ty.kind {
        TypeKind::Choice(options) | TypeKind::Set(options) => Some((options, false)),
        TypeKind::OrderedChoice(options) => Some((options, true)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_take_the_plural_from_two_on() {
        let of = |numerator: i64, denominator: i64| {
            let value = exact::integer(numerator) / exact::integer(denominator);
            duration(&value, &exact::to_text(&value, ','), TimeUnit::Weeks)
        };
        assert_eq!(of(1, 1), "1 semaine");
        assert_eq!(of(3, 2), "1,5 semaine");
        assert_eq!(of(2, 1), "2 semaines");
    }
}
