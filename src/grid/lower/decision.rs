//! Decisions: their lines, over inputs and results.

use std::collections::HashMap;

use super::Lowering;
use super::constant::{Constant, Side, kind_of_value};
use super::graph::{Reference, walk};
use super::names::{Symbol, unknown};
use super::result::{Found, Measured, percent_bounds, quantity, written};
use crate::diagnostic::{Braces, Diagnostic, Fix, Kind, Named, Naming, Shape, Span, Typing};
use crate::grid::{
    Aggregate, Atom, Decision, DecisionId, DecisionKind, DecisionLine, Formula, ParameterValue, ResultAtom,
};
use crate::syntax::tree::{
    Comparison, DecisionDeclaration, Expression, ExpressionKind, GradeLine, ItemKind, Name, Operand, Text,
};

impl<'a> Lowering<'a> {
    /// Declares the decisions with the names of their levels; the conditions are lowered once points and groups are known.
    pub(super) fn declare_decisions(&mut self) {
        for item in self.items() {
            let ItemKind::Decision(declaration) = &item.kind else { continue };
            let id = DecisionId(self.grid.decisions.len());
            if !self.declare(&declaration.name, Symbol::Decision(id)) {
                continue;
            }
            let lines = self.distinct_lines(declaration).into_iter();
            let lines = lines
                .map(|line| DecisionLine {
                    level: line.level.text.clone(),
                    label: line.label.as_ref().map(Text::plain).unwrap_or_default(),
                    condition: None,
                    span: line.span,
                })
                .collect();
            self.grid.decisions.push(Decision {
                name: declaration.name.text.clone(),
                label: declaration.label.as_ref().map(Text::plain).unwrap_or_default(),
                kind: if declaration.tiered { DecisionKind::Tiered } else { DecisionKind::Exclusive },
                lines,
                name_span: declaration.name.span,
                span: item.span,
            });
        }
    }

    /// The lines of a decision, one a level.
    fn distinct_lines(&mut self, declaration: &'a DecisionDeclaration) -> Vec<&'a GradeLine> {
        if declaration.lines.is_empty() {
            self.report(Shape::Empty(Braces::Decision(declaration.name.text.clone())), declaration.name.span);
        }
        let mut first: HashMap<&str, Span> = HashMap::new();
        let mut lines = Vec::with_capacity(declaration.lines.len());
        for line in &declaration.lines {
            if let Some(first) = first.get(line.level.text.as_str()) {
                self.repeated(Named::DecisionLevel, &line.level, *first);
                continue;
            }
            first.insert(&line.level.text, line.level.span);
            lines.push(line);
        }
        self.check_otherwise(&lines, declaration.tiered);
        lines
    }

    /// `sinon`: once at most; `par paliers`, on the first line and only there.
    fn check_otherwise(&mut self, lines: &[&GradeLine], tiered: bool) {
        if !tiered {
            return self.one_otherwise(lines.iter().copied());
        }
        let misplaced = lines.iter().enumerate().find(|(at, line)| (*at == 0) == line.condition.is_some());
        let Some((_, line)) = misplaced else { return };
        let diagnostic = Diagnostic::new(Shape::OtherwisePlace, line.level.span);
        let has_none = lines.iter().all(|line| line.condition.is_some() && line.level.text != "aucun");
        self.diagnostics.push(if has_none {
            diagnostic.fix(Fix::insert("ajouter le palier `aucun sinon`", line.span.start, "aucun sinon\n  "))
        } else {
            diagnostic
        });
    }

    /// At most one `sinon` among lines.
    pub(super) fn one_otherwise<'l>(&mut self, lines: impl Iterator<Item = &'l GradeLine>) {
        let mut first = None;
        for line in lines.filter(|line| line.condition.is_none()) {
            match first {
                None => first = Some(line.span),
                Some(first) => {
                    self.diagnostics
                        .push(Diagnostic::new(Shape::SeveralOtherwise, line.span).label(first, "le premier"));
                }
            }
        }
    }

    /// The conditions of every decision.
    pub(super) fn decisions(&mut self) {
        for item in self.items() {
            let ItemKind::Decision(declaration) = &item.kind else { continue };
            let name_span = declaration.name.span;
            let Some(at) = self.grid.decisions.iter().position(|known| known.name_span == name_span) else { continue };
            for line in &declaration.lines {
                let Some(condition) = &line.condition else { continue };
                // A line at fault never holds: it must not pass for a `sinon`.
                let condition =
                    self.formula(condition, Lowering::result_test).unwrap_or(Formula::Any(Vec::new(), line.span));
                if let Some(lowered) = self.grid.decisions[at].lines.iter_mut().find(|known| known.span == line.span) {
                    lowered.condition = Some(condition);
                }
            }
        }
        self.cut_decision_circles();
    }

    /// Finds decisions that rest on themselves, and lets none of their lines hold.
    fn cut_decision_circles(&mut self) {
        let references: Vec<Vec<Reference>> = self
            .grid
            .decisions
            .iter()
            .map(|decision| {
                let mut found = Vec::new();
                for condition in decision.lines.iter().filter_map(|line| line.condition.as_ref()) {
                    let mut visit = |atom: &ResultAtom| {
                        if let ResultAtom::Decision { decision, span, .. } = atom {
                            found.push((decision.0, *span));
                        }
                    };
                    condition.walk(&mut visit, &mut |_| {});
                }
                found
            })
            .collect();
        for circle in walk(&references).circles {
            let name = |at: usize| self.grid.decisions[at].name.clone();
            let names: Vec<_> = circle.iter().chain(circle.first()).map(|(at, _)| name(*at)).collect();
            let mut diagnostic =
                Diagnostic::new(Naming::Cycle { what: Named::Decision, names: names.clone() }, circle[0].1);
            for (pair, (_, span)) in names.windows(2).zip(&circle).skip(1) {
                diagnostic = diagnostic.label(*span, format!("`{}` dépend de `{}`", pair[0], pair[1]));
            }
            self.diagnostics.push(diagnostic);
            for (at, _) in circle {
                for line in &mut self.grid.decisions[at].lines {
                    line.condition = line.condition.take().map(|_| Formula::Any(Vec::new(), line.span));
                }
            }
        }
    }

    /// A single test of a decision: on a result, else on inputs.
    pub(super) fn result_test(&mut self, expression: &Expression) -> Option<Formula<ResultAtom>> {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Bare(operand) => match self.measured(operand) {
                Found::Result(Measured::Applicable(point)) => Some(Formula::Atom(ResultAtom::Applicable(point, span))),
                Found::Result(measured) => {
                    self.report(Typing::NotACondition { name: written(operand), kind: measured.kind() }, span);
                    None
                }
                Found::Other => self.input_test(expression).map(over_results),
                Found::AtFault => None,
            },
            ExpressionKind::Compare { left, comparison, sign, right } => {
                match (self.measured(left), self.measured(right)) {
                    (Found::AtFault, _) | (_, Found::AtFault) => None,
                    (Found::Other, Found::Other) => self.input_test(expression).map(over_results),
                    (Found::Result(_), Found::Result(_)) => {
                        self.report(Typing::TwoVariables { left: written(left), right: written(right) }, span);
                        None
                    }
                    (Found::Result(measured), Found::Other) => {
                        self.compare_result(&measured, left, (*comparison, *sign), right, span)
                    }
                    (Found::Other, Found::Result(measured)) => {
                        self.compare_result(&measured, right, (comparison.mirrored(), *sign), left, span)
                    }
                }
            }
            ExpressionKind::Among { left, options } => match self.measured(left) {
                Found::Result(measured) => self.result_among(&measured, left, options, span),
                Found::Other => self.input_test(expression).map(over_results),
                Found::AtFault => None,
            },
            ExpressionKind::Contains { left, .. } => match self.measured(left) {
                Found::Result(measured) => {
                    self.report(Typing::ContainsNeedsSet { name: written(left), kind: measured.kind() }, span);
                    None
                }
                Found::Other => self.input_test(expression).map(over_results),
                Found::AtFault => None,
            },
            ExpressionKind::NotComputable(operand) => match self.measured(operand) {
                Found::Result(Measured::Number(aggregate @ (Aggregate::Score(_) | Aggregate::LeastScore { .. }))) => {
                    Some(Formula::Atom(ResultAtom::NotComputable(aggregate, span)))
                }
                Found::Result(_) => {
                    self.report(Shape::AlwaysComputable(written(operand)), operand.span());
                    None
                }
                Found::Other => {
                    match operand {
                        Operand::Name(name) => {
                            if self.resolve(name).is_some_and(|symbol| symbol != Symbol::Broken) {
                                self.report(Shape::AlwaysComputable(name.text.clone()), name.span);
                            }
                        }
                        _ => self.report(Typing::NothingVaries, operand.span()),
                    }
                    None
                }
                Found::AtFault => None,
            },
            // The connectives are lowered before a test is reached.
            _ => None,
        }
    }

    /// A result against a constant.
    fn compare_result(
        &mut self,
        measured: &Measured,
        left: &Operand,
        (comparison, sign): (Comparison, Span),
        right: &Operand,
        span: Span,
    ) -> Option<Formula<ResultAtom>> {
        let name = written(left);
        let atom = match measured {
            Measured::Number(aggregate) => {
                if let Operand::Name(input) = right
                    && let Some(Symbol::Input(_)) = self.names.get(&input.text)
                {
                    self.report(Typing::TwoVariables { left: name, right: input.text.clone() }, span);
                    return None;
                }
                let (zero, hundred) = percent_bounds();
                let bound = self.bound(&quantity(aggregate, &name, &zero, &hundred), comparison, right)?;
                let (bound, parameter) = (bound.value, bound.parameter);
                ResultAtom::Compare { aggregate: aggregate.clone(), comparison, bound, parameter, span }
            }
            Measured::Applicable(point) => {
                let Side::Constant(Constant { value: ParameterValue::YesNo(answer), .. }) = self.side(right) else {
                    let problem =
                        Typing::Mismatch { name, expected: Kind::YesNo, found: Kind::Option, options: Vec::new() };
                    self.report(problem, right.span());
                    return None;
                };
                let atom = Formula::Atom(ResultAtom::Applicable(*point, span));
                return match (comparison, answer) {
                    (Comparison::Equal, true) | (Comparison::Different, false) => Some(atom),
                    (Comparison::Equal, false) | (Comparison::Different, true) => {
                        Some(Formula::Not(Box::new(atom), span))
                    }
                    _ => {
                        self.report(Typing::NotOrdered { name, kind: Kind::YesNo, sign: comparison.sign() }, sign);
                        None
                    }
                };
            }
            Measured::Level(_) | Measured::Decision(_) => {
                let level = self.level_name(measured, &name, right)?;
                let (index, count) = self.level_of(measured, &level)?;
                let ordered = match measured {
                    Measured::Decision(id) => self.grid.decisions[id.0].kind == DecisionKind::Tiered,
                    _ => true,
                };
                if !ordered && !matches!(comparison, Comparison::Equal | Comparison::Different) {
                    let problem = Typing::NotOrdered { name, kind: Kind::Decision, sign: comparison.sign() };
                    self.report(problem, sign);
                    return None;
                }
                let levels = (0..count).filter(|level| comparison.holds(level.cmp(&index))).collect();
                at_levels(measured, levels, span)?
            }
        };
        Some(Formula::Atom(atom))
    }

    /// The name of a level that stands against a point's level or a decision; constants are refused.
    fn level_name(&mut self, measured: &Measured, name: &str, operand: &Operand) -> Option<Name> {
        if let Operand::Name(level) = operand
            && !matches!(self.names.get(&level.text), Some(Symbol::Parameter(_)))
        {
            return Some(level.clone());
        }
        if let Side::Constant(constant) = self.side(operand) {
            let (expected, found) = (measured.kind(), kind_of_value(&constant.value));
            let options = match measured {
                Measured::Decision(id) => {
                    self.grid.decisions[id.0].lines.iter().map(|line| line.level.clone()).collect()
                }
                Measured::Level(point) => {
                    let scale = self.grid.scale(self.grid.point(*point).scale);
                    scale.levels().iter().map(|level| level.name.clone()).collect()
                }
                _ => Vec::new(),
            };
            let problem = Typing::Mismatch { name: name.to_owned(), expected, found, options };
            let diagnostic = self.about_constant(problem, &constant);
            self.diagnostics.push(diagnostic);
        }
        None
    }

    /// The index of a level, and how many there are.
    fn level_of(&mut self, measured: &Measured, level: &Name) -> Option<(usize, usize)> {
        match measured {
            Measured::Level(point) => {
                let scale = self.grid.point(*point).scale;
                Some((self.level_named(scale, level)?, self.grid.scale(scale).levels().len()))
            }
            Measured::Decision(id) => {
                let decision = &self.grid.decisions[id.0];
                let levels: Vec<_> = decision.lines.iter().map(|line| line.level.as_str()).collect();
                if let Some(index) = levels.iter().position(|known| *known == level.text) {
                    return Some((index, levels.len()));
                }
                let unknown = unknown(level, levels);
                let of = Some(decision.name.clone());
                if !unknown.available.is_empty() {
                    self.unknown(|level| Naming::UnknownLevel { level, of }, unknown, level.span);
                }
                None
            }
            _ => None,
        }
    }

    /// `niveau(6.2) parmi { … }`, `attribution parmi { … }`
    fn result_among(
        &mut self,
        measured: &Measured,
        left: &Operand,
        names: &[Name],
        span: Span,
    ) -> Option<Formula<ResultAtom>> {
        if !matches!(measured, Measured::Level(_) | Measured::Decision(_)) {
            self.report(Typing::AmongNeedsChoice { name: written(left), kind: measured.kind() }, span);
            return None;
        }
        if names.is_empty() {
            self.report(Shape::Empty(Braces::Listed), Span { start: left.span().end, end: span.end });
            return None;
        }
        let mut first: HashMap<&str, Span> = HashMap::new();
        let mut levels = Vec::new();
        for name in names {
            match first.insert(&name.text, name.span) {
                Some(first) => {
                    self.repeated(Named::Listed, name, first);
                    levels.push(None);
                }
                None => levels.push(self.level_of(measured, name).map(|(index, _)| index)),
            }
        }
        let mut levels = levels.into_iter().collect::<Option<Vec<_>>>()?;
        levels.sort_unstable();
        at_levels(measured, levels, span).map(Formula::Atom)
    }
}

/// The test that a point, or a decision, is at one of some levels.
fn at_levels(measured: &Measured, levels: Vec<usize>, span: Span) -> Option<ResultAtom> {
    match measured {
        Measured::Level(point) => Some(ResultAtom::Level { point: *point, levels, span }),
        Measured::Decision(decision) => Some(ResultAtom::Decision { decision: *decision, lines: levels, span }),
        Measured::Number(_) | Measured::Applicable(_) => None,
    }
}

/// A test over inputs, in the vocabulary of decisions. A single test holds nothing deeper than a negation.
fn over_results(formula: Formula<Atom>) -> Formula<ResultAtom> {
    match formula {
        Formula::Atom(atom) => Formula::Atom(ResultAtom::Input(atom)),
        Formula::Not(inner, span) => Formula::Not(Box::new(over_results(*inner)), span),
        Formula::All(parts, span) => Formula::All(parts.into_iter().map(over_results).collect(), span),
        Formula::Any(parts, span) => Formula::Any(parts.into_iter().map(over_results).collect(), span),
        Formula::Definition(definition, span) => Formula::Definition(definition, span),
    }
}
