//! Conditions.

use super::{Builder, children};
use crate::diagnostic::{Span, Writing};
use crate::syntax::grammar::{Pair, Rule};
use crate::syntax::reading::DEEPEST;
use crate::syntax::tree::{Comparison, Connective, Expression, ExpressionKind, Name, Operand};

/// Takes `pair` apart; the closure is given each part that carries meaning.
macro_rules! parts {
    ($pair:expr, $($rule:ident => |$part:ident| $do:expr),* $(,)?) => {
        for part in children($pair) {
            match part.as_rule() {
                $(Rule::$rule => { let $part = part; $do; })*
                _ => {}
            }
        }
    };
}
pub(super) use parts;

impl Builder<'_> {
    /// A `condition`.
    pub(in crate::syntax) fn condition(&self, pair: Pair<'_>) -> Expression {
        let span = self.span(&pair);
        let mut kind = ExpressionKind::Broken;
        parts!(pair,
            chain => |part| return self.chain(part),
            implication => |part| {
                let mut sides = children(part).filter(|side| side.as_rule() == Rule::chain).map(|side| self.chain(side));
                if let (Some(premise), Some(conclusion)) = (sides.next(), sides.next()) {
                    kind = ExpressionKind::Implies { premise: Box::new(premise), conclusion: Box::new(conclusion) };
                }
            },
        );
        Expression { kind, span }
    }

    /// A `chain` of terms: itself when there is more than one, else its only term.
    fn chain(&self, pair: Pair<'_>) -> Expression {
        let span = self.span(&pair);
        let (mut operands, mut connectives) = (Vec::new(), Vec::new());
        parts!(pair,
            term => |part| operands.push(self.term(part)),
            connective => |part| {
                let is_and = children(part.clone()).any(|word| word.as_rule() == Rule::kw_et);
                connectives.push((if is_and { Connective::And } else { Connective::Or }, self.span(&part)));
            },
        );
        if connectives.is_empty() {
            return operands.pop().unwrap_or_else(|| broken_condition(span));
        }
        Expression { kind: ExpressionKind::Chain { operands, connectives }, span }
    }

    /// A `term`: negations, then parentheses or a test.
    fn term(&self, pair: Pair<'_>) -> Expression {
        let span = self.span(&pair);
        let mut negations = Vec::new();
        let mut inner = broken_condition(span);
        parts!(pair,
            negation => |part| negations.push(self.span(&part)),
            test => |part| inner = self.test(part),
            parenthesised => |part| {
                let span = self.span(&part);
                if let Some(condition) = children(part).find(|part| part.as_rule() == Rule::condition) {
                    let condition = Box::new(self.condition(condition));
                    inner = Expression { kind: ExpressionKind::Parenthesised(condition), span };
                }
            },
        );
        if negations.len() > DEEPEST {
            self.report(Writing::TooDeep, span);
            return broken_condition(span);
        }
        negations.into_iter().rev().fold(inner, |inner, negation| Expression {
            span: negation.to(inner.span),
            kind: ExpressionKind::Not(Box::new(inner)),
        })
    }

    /// A `test`.
    fn test(&self, pair: Pair<'_>) -> Expression {
        let span = self.span(&pair);
        let mut operands = Vec::new();
        let mut sign = None;
        let mut tail = None;
        parts!(pair,
            operand => |part| operands.push(self.operand(part)),
            sign => |part| sign = comparison(&part).map(|comparison| (comparison, self.span(&part))),
            name_set => |part| tail = Some(Tail::Among(self.name_set(part))),
            contained => |part| tail = Some(self.contained(part)),
            kw_calculable => |_part| tail = Some(Tail::NotComputable),
        );
        let mut operands = operands.into_iter();
        let Some(left) = operands.next() else { return broken_condition(span) };
        let kind = match (tail, sign, operands.next()) {
            (Some(Tail::Among(options)), ..) => ExpressionKind::Among { left, options },
            (Some(Tail::Contains(at_least, members)), ..) => ExpressionKind::Contains { left, at_least, members },
            (Some(Tail::NotComputable), ..) => ExpressionKind::NotComputable(left),
            (None, Some((comparison, sign)), Some(right)) => ExpressionKind::Compare { left, comparison, sign, right },
            _ => ExpressionKind::Bare(left),
        };
        Expression { kind, span }
    }

    /// What follows `contient`.
    fn contained(&self, pair: Pair<'_>) -> Tail {
        let (mut at_least, mut members) = (None, Vec::new());
        parts!(pair,
            at_least => |part| at_least = self.at_least(part),
            name_set => |part| members = self.name_set(part),
            value_name => |part| members = vec![self.name(&part)],
        );
        Tail::Contains(at_least, members)
    }

    /// The N of `au moins N parmi`.
    pub(in crate::syntax) fn at_least(&self, pair: Pair<'_>) -> Option<(u32, Span)> {
        children(pair).find(|part| part.as_rule() == Rule::count).map(|count| self.count(&count))
    }

    /// `{ a, b }`
    pub(super) fn name_set(&self, pair: Pair<'_>) -> Vec<Name> {
        children(pair).filter(|part| part.as_rule() == Rule::value_name).map(|part| self.name(&part)).collect()
    }

    /// One side of a comparison.
    pub(in crate::syntax) fn operand(&self, pair: Pair<'_>) -> Operand {
        let span = self.span(&pair);
        let text = pair.as_str().to_owned();
        parts!(pair,
            literal => |part| return Operand::Literal(self.literal(part)),
            value_name => |part| return Operand::Name(self.name(&part)),
            call => |part| {
                let mut function = None;
                let mut arguments = Vec::new();
                parts!(part,
                    ident => |part| function = Some(self.name(&part)),
                    argument => |part| arguments.push(self.name(&part)),
                );
                if let Some(function) = function {
                    return Operand::Call { function, arguments, span };
                }
            },
        );
        Operand::Name(Name { text, span })
    }
}

/// A condition over a stretch that could not be read.
pub(super) fn broken_condition(span: Span) -> Expression {
    Expression { kind: ExpressionKind::Broken, span }
}

/// What may follow the left side of a test, comparisons apart.
enum Tail {
    Among(Vec<Name>),
    Contains(Option<(u32, Span)>, Vec<Name>),
    NotComputable,
}

/// The comparison a `sign` writes.
fn comparison(pair: &Pair<'_>) -> Option<Comparison> {
    children(pair.clone()).find_map(|sign| {
        Some(match sign.as_rule() {
            Rule::equal => Comparison::Equal,
            Rule::different => Comparison::Different,
            Rule::less => Comparison::Less,
            Rule::at_most => Comparison::LessOrEqual,
            Rule::greater => Comparison::Greater,
            Rule::at_least_sign => Comparison::GreaterOrEqual,
            _ => return None,
        })
    })
}
