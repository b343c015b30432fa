//! Conditions: how `et`, `ou`, `non` and parentheses join tests. What a test means is the business of its vocabulary: over
//! inputs alone, or over results too.

use super::Lowering;
use crate::diagnostic::{Diagnostic, Edit, Fix, Shape, Span};
use crate::grid::{Atom, Formula};
use crate::syntax::tree::{Connective, Expression, ExpressionKind};

/// How a single test is lowered.
type Leaf<'a, A> = fn(&mut Lowering<'a>, &Expression) -> Option<Formula<A>>;

impl<'a> Lowering<'a> {
    /// A condition over inputs; `None` if it is at fault, which has been said.
    pub(super) fn condition(&mut self, expression: &Expression) -> Option<Formula<Atom>> {
        self.formula(expression, Lowering::input_test)
    }

    /// What always holds: as a condition, and `si … alors …` too.
    pub(super) fn constraint(&mut self, expression: &Expression) -> Option<Formula<Atom>> {
        match &expression.kind {
            ExpressionKind::Parenthesised(inner) => self.constraint(inner),
            ExpressionKind::Implies { premise, conclusion } => {
                let (premise_span, (premise, conclusion)) =
                    (premise.span, (self.condition(premise), self.condition(conclusion)));
                Some(Formula::Any(vec![Formula::Not(Box::new(premise?), premise_span), conclusion?], expression.span))
            }
            _ => self.condition(expression),
        }
    }

    /// A condition, its tests lowered by `leaf`. Both sides of a connective are looked at, whatever the first is worth.
    pub(super) fn formula<A>(&mut self, expression: &Expression, leaf: Leaf<'a, A>) -> Option<Formula<A>> {
        match &expression.kind {
            ExpressionKind::Chain { operands, connectives } => {
                let parts: Vec<_> = operands.iter().map(|operand| self.formula(operand, leaf)).collect();
                let (first, _) = *connectives.first()?;
                if let Some((_, at)) = connectives.iter().find(|(connective, _)| *connective != first) {
                    self.mixed(operands, connectives, *at);
                    return None;
                }
                let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
                Some(match first {
                    Connective::And => Formula::All(parts, expression.span),
                    Connective::Or => Formula::Any(parts, expression.span),
                })
            }
            ExpressionKind::Not(inner) => Some(Formula::Not(Box::new(self.formula(inner, leaf)?), expression.span)),
            ExpressionKind::Parenthesised(inner) => self.formula(inner, leaf),
            ExpressionKind::Implies { premise, conclusion } => {
                let _ = (self.formula(premise, leaf), self.formula(conclusion, leaf));
                self.implication(expression.span, premise.span, conclusion.span);
                None
            }
            ExpressionKind::Broken => None,
            _ => leaf(self, expression),
        }
    }

    /// Refuses `et` and `ou` side by side, with the parentheses either way.
    fn mixed(&mut self, operands: &[Expression], connectives: &[(Connective, Span)], at: Span) {
        let grouped =
            |by: Connective, title: &str| Fix { title: title.to_owned(), edits: around(operands, connectives, by) };
        let mut diagnostic = Diagnostic::new(Shape::MixedConnectives, at)
            .fix(grouped(Connective::And, "grouper ce que joint `et`"))
            .fix(grouped(Connective::Or, "grouper ce que joint `ou`"));
        if let Some((_, first)) = connectives.first() {
            diagnostic = diagnostic.label(*first, "l’autre mot est ici");
        }
        self.diagnostics.push(diagnostic);
    }

    /// Refuses `si A alors B` outside a constraint, with `non (A) ou (B)` instead.
    fn implication(&mut self, whole: Span, premise: Span, conclusion: Span) {
        let edits = vec![
            Edit { span: Span { start: whole.start, end: premise.start }, text: "(non (".to_owned() },
            Edit { span: Span { start: premise.end, end: conclusion.start }, text: ") ou (".to_owned() },
            Edit { span: Span::at(conclusion.end), text: "))".to_owned() },
        ];
        let fix = Fix { title: "écrire `non A ou B`".to_owned(), edits };
        self.diagnostics.push(Diagnostic::new(Shape::Implication, whole).fix(fix));
    }
}

/// Parentheses around every run of operands that one connective joins.
fn around(operands: &[Expression], connectives: &[(Connective, Span)], by: Connective) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut open = None;
    for (at, operand) in operands.iter().enumerate() {
        let joins_next = connectives.get(at).is_some_and(|(connective, _)| *connective == by);
        match open {
            None if joins_next => open = Some(operand.span.start),
            Some(start) if !joins_next => {
                edits.push(Edit { span: Span::at(start), text: "(".to_owned() });
                edits.push(Edit { span: Span::at(operand.span.end), text: ")".to_owned() });
                open = None;
            }
            _ => {}
        }
    }
    edits
}
