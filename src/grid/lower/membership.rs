//! Tests of membership: a choice among options, a set that contains members, and how many are asked for.

use std::collections::HashMap;

use super::Lowering;
use super::constant::kind_of;
use crate::diagnostic::{Braces, Diagnostic, Fix, Kind, Named, Shape, Span, Typing};
use crate::grid::{Atom, Domain, Formula, InputId, Test};
use crate::syntax::tree::Name;

impl Lowering<'_> {
    /// `x parmi { … }`
    pub(super) fn among(&mut self, input: InputId, left: Span, options: &[Name], span: Span) -> Option<Formula<Atom>> {
        let domain = &self.grid.input(input).domain;
        let kind = kind_of(domain);
        let rest = Span { start: left.end, end: span.end };
        if !matches!(domain, Domain::Choice { .. }) {
            let name = self.grid.input(input).name.clone();
            let diagnostic = Diagnostic::new(Typing::AmongNeedsChoice { name, kind }, rest);
            self.diagnostics.push(if kind == Kind::Set && !options.is_empty() {
                let written = format!(" contient au moins 1 parmi {{ {} }}", joined(options));
                diagnostic.fix(Fix::replace(format!("écrire `{}`", written.trim_start()), rest, written))
            } else {
                diagnostic
            });
            return None;
        }
        let among = self.listed_options(input, options, rest)?;
        Some(Formula::Atom(Atom { input, test: Test::Among(among), span }))
    }

    /// `x contient X`, `contient tous { … }`, `contient au moins N parmi { … }`
    pub(super) fn contains(
        &mut self,
        input: InputId,
        left: Span,
        at_least: Option<(u32, Span)>,
        members: &[Name],
        span: Span,
    ) -> Option<Formula<Atom>> {
        let domain = &self.grid.input(input).domain;
        let kind = kind_of(domain);
        let rest = Span { start: left.end, end: span.end };
        if !matches!(domain, Domain::Set(_)) {
            let name = self.grid.input(input).name.clone();
            let diagnostic = Diagnostic::new(Typing::ContainsNeedsSet { name, kind }, rest);
            let written = match (kind, members, at_least) {
                (Kind::Choice | Kind::OrderedChoice, [only], _) => Some(format!(" = {}", only.text)),
                (Kind::Choice | Kind::OrderedChoice, [_, ..], Some((1, _))) => {
                    Some(format!(" parmi {{ {} }}", joined(members)))
                }
                _ => None,
            };
            self.diagnostics.push(match written {
                Some(written) => {
                    diagnostic.fix(Fix::replace(format!("écrire `{}`", written.trim_start()), rest, written))
                }
                None => diagnostic,
            });
            return None;
        }
        let found = self.listed_options(input, members, rest);
        let at_least = match at_least {
            None => members.len(),
            Some((asked, at)) => self.asked(asked, at, members.len())?,
        };
        Some(Formula::Atom(Atom { input, test: Test::Contains { members: found?, at_least }, span }))
    }

    /// `au moins N`, checked against how many there are.
    pub(super) fn asked(&mut self, asked: u32, at: Span, among: usize) -> Option<usize> {
        let count = usize::try_from(asked).unwrap_or(usize::MAX);
        if count == 0 || (count > among && among > 0) {
            let diagnostic = Diagnostic::new(Typing::AtLeast { asked, among }, at);
            let meant = if count == 0 { 1 } else { among };
            self.diagnostics.push(diagnostic.fix(Fix::replace(format!("écrire `{meant}`"), at, meant.to_string())));
            return None;
        }
        Some(count)
    }

    /// The options named between braces: sorted, each once.
    fn listed_options(&mut self, input: InputId, names: &[Name], braces: Span) -> Option<Vec<usize>> {
        if names.is_empty() {
            self.report(Shape::Empty(Braces::Listed), braces);
            return None;
        }
        let mut found: Vec<usize> = Vec::new();
        let mut first: HashMap<&str, Span> = HashMap::new();
        let mut at_fault = false;
        for name in names {
            if let Some(first) = first.insert(&name.text, name.span) {
                self.repeated(Named::Listed, name, first);
                at_fault = true;
            } else if let Some(option) = self.grid.input(input).domain.option_named(&name.text) {
                found.push(option);
            } else {
                self.not_an_option(input, name);
                at_fault = true;
            }
        }
        found.sort_unstable();
        (!at_fault).then_some(found)
    }
}

/// Names as they are listed between braces.
fn joined(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(", ")
}
