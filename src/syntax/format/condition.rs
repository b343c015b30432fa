//! Conditions: on one line when they are short, else broken before `et` and `ou`, which then stand under `si`.

use super::super::tree::{Connective, Expression, ExpressionKind, Name, Operand};
use super::page::{Joint, Line};
use super::{CONDITION_WIDTH, Layout, STEP, WIDTH, width};
use crate::diagnostic::Span;

/// A condition under construction: its lines, with their indentation counted from where the condition begins.
type Lines = Vec<Line>;

fn line(indent: usize, text: String, joint: Joint, span: Span) -> Line {
    Line { indent, text, joint, span, apart: false }
}

/// Sets `lead` before lines: what follows the first moves right by its width.
fn after(lead: &str, lead_start: u32, mut lines: Lines) -> Lines {
    let shift = width(lead);
    for (index, line) in lines.iter_mut().enumerate() {
        if index == 0 {
            line.text.insert_str(0, lead);
            line.span.start = line.span.start.min(lead_start);
        } else {
            line.indent += shift;
        }
    }
    lines
}

fn word(connective: Connective) -> &'static str {
    match connective {
        Connective::And => "et",
        Connective::Or => "ou",
    }
}

impl Layout<'_> {
    /// The lines of a condition that begins in column `column`, after `lead` ("" or "si "): the first is [`Joint::Continued`] like
    /// the others, and goes on with what stands before the condition.
    pub(super) fn condition(&self, condition: &Expression, lead: &str, column: usize) -> Lines {
        let limit = if matches!(condition.kind, ExpressionKind::Chain { .. }) { CONDITION_WIDTH } else { WIDTH };
        let flat = self.flat(condition);
        if self.is_flat(condition) && column + width(lead) + width(&flat) <= limit {
            return vec![line(0, format!("{lead}{flat}"), Joint::Continued, condition.span)];
        }
        match &condition.kind {
            ExpressionKind::Chain { operands, connectives } => {
                let words = connectives.iter().map(|(connective, span)| (word(*connective), span.start));
                let leads = std::iter::once((lead.trim_end(), condition.span.start)).chain(words);
                let parts = operands.iter().zip(leads).flat_map(|(operand, (lead, start))| {
                    let lead = if lead.is_empty() { String::new() } else { format!("{lead} ") };
                    after(&lead, start, self.condition(operand, "", column + width(&lead)))
                });
                parts.collect()
            }
            ExpressionKind::Parenthesised(inner) => {
                let lead = format!("{lead}(");
                let mut lines = after(&lead, condition.span.start, self.condition(inner, "", column + width(&lead)));
                if let Some(last) = lines.last_mut() {
                    last.text.push(')');
                    last.span.end = condition.span.end;
                }
                lines
            }
            ExpressionKind::Not(inner) => {
                let lead = format!("{lead}non ");
                after(&lead, condition.span.start, self.condition(inner, "", column + width(&lead)))
            }
            ExpressionKind::Implies { premise, conclusion } => {
                let premise_lead = format!("{lead}si ");
                let mut lines = self.condition(premise, &premise_lead, column);
                if let Some(first) = lines.first_mut() {
                    first.span.start = condition.span.start;
                }
                let start = conclusion.span.start;
                lines.extend(after("alors ", start, self.condition(conclusion, "", column + 6)));
                lines
            }
            ExpressionKind::Among { left, options } => {
                let head = format!("{lead}{} parmi {{", self.operand(left));
                self.names(head, Span { start: condition.span.start, end: left.span().end }, options, condition.span)
            }
            ExpressionKind::Contains { left, at_least, members } => {
                let head = format!("{lead}{} contient {} {{", self.operand(left), contained(*at_least));
                self.names(head, Span { start: condition.span.start, end: left.span().end }, members, condition.span)
            }
            _ => vec![line(0, format!("{lead}{flat}"), Joint::Continued, condition.span)],
        }
    }

    /// A list of options or members, one a line.
    pub(super) fn names(&self, head: String, head_span: Span, names: &[Name], whole: Span) -> Lines {
        let open = self.find(head_span.end, '{');
        let mut lines = vec![line(0, head, Joint::ContinuedOpen, head_span.to(open))];
        lines.extend(names.iter().map(|name| line(STEP, name.text.clone(), Joint::Free, name.span)));
        let close = Span { start: whole.end.saturating_sub(1), end: whole.end };
        lines.push(line(0, "}".to_owned(), Joint::Close, close));
        lines
    }

    /// A condition as one line.
    pub(super) fn flat(&self, condition: &Expression) -> String {
        match &condition.kind {
            ExpressionKind::Chain { operands, connectives } => {
                let mut out = String::new();
                for (index, operand) in operands.iter().enumerate() {
                    if let Some((connective, _)) = index.checked_sub(1).and_then(|index| connectives.get(index)) {
                        out.extend([" ", word(*connective), " "]);
                    }
                    out.push_str(&self.flat(operand));
                }
                out
            }
            ExpressionKind::Not(inner) => format!("non {}", self.flat(inner)),
            ExpressionKind::Parenthesised(inner) => format!("({})", self.flat(inner)),
            ExpressionKind::Implies { premise, conclusion } => {
                format!("si {} alors {}", self.flat(premise), self.flat(conclusion))
            }
            ExpressionKind::Bare(operand) => self.operand(operand),
            ExpressionKind::Compare { left, comparison, right, .. } => {
                format!("{} {} {}", self.operand(left), comparison.sign(), self.operand(right))
            }
            ExpressionKind::Among { left, options } => format!("{} parmi {}", self.operand(left), braces(options)),
            ExpressionKind::Contains { left, at_least: None, members } if members.len() == 1 => {
                let member = members.first().map_or("", |member| member.text.as_str());
                format!("{} contient {member}", self.operand(left))
            }
            ExpressionKind::Contains { left, at_least, members } => {
                format!("{} contient {} {}", self.operand(left), contained(*at_least), braces(members))
            }
            ExpressionKind::NotComputable(operand) => format!("{} non calculable", self.operand(operand)),
            ExpressionKind::Broken => self.slice(condition.span).to_owned(),
        }
    }

    /// True if no comment stands in the list that ends a test.
    fn has_bare_braces(&self, left: &Operand, test: Span) -> bool {
        self.is_bare(self.find(left.span().end, '{'), Span::at(test.end))
    }

    /// True if no comment inside asks for lines of its own.
    pub(super) fn is_flat(&self, condition: &Expression) -> bool {
        match &condition.kind {
            ExpressionKind::Chain { operands, .. } => {
                operands.iter().all(|operand| self.is_flat(operand))
                    && operands.windows(2).all(|pair| self.is_bare(pair[0].span, pair[1].span))
            }
            ExpressionKind::Not(inner) | ExpressionKind::Parenthesised(inner) => self.is_flat(inner),
            ExpressionKind::Implies { premise, conclusion } => {
                self.is_flat(premise) && self.is_flat(conclusion) && self.is_bare(premise.span, conclusion.span)
            }
            ExpressionKind::Among { left, .. } => self.has_bare_braces(left, condition.span),
            ExpressionKind::Contains { left, at_least, members } => {
                (at_least.is_none() && members.len() == 1) || self.has_bare_braces(left, condition.span)
            }
            ExpressionKind::Bare(_)
            | ExpressionKind::Compare { .. }
            | ExpressionKind::NotComputable(_)
            | ExpressionKind::Broken => true,
        }
    }
}

/// `tous`, `au moins 2 parmi`
pub(super) fn contained(at_least: Option<(u32, Span)>) -> String {
    at_least.map_or_else(|| "tous".to_owned(), |(number, _)| format!("au moins {number} parmi"))
}

/// `{ a, b }`
fn braces(names: &[Name]) -> String {
    let names: Vec<_> = names.iter().map(|name| name.text.as_str()).collect();
    if names.is_empty() { "{ }".to_owned() } else { format!("{{ {} }}", names.join(", ")) }
}
