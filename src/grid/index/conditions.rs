//! The names in conditions.

use super::{Reader, SymbolId, SymbolKind};
use crate::syntax::tree::{Expression, ExpressionKind, Name, Operand};

impl<'a> Reader<'a> {
    /// The names in a condition.
    pub(super) fn condition(&mut self, expression: &'a Expression) {
        match &expression.kind {
            ExpressionKind::Chain { operands, .. } => operands.iter().for_each(|operand| self.condition(operand)),
            ExpressionKind::Not(inner) | ExpressionKind::Parenthesised(inner) => self.condition(inner),
            ExpressionKind::Implies { premise, conclusion } => {
                self.condition(premise);
                self.condition(conclusion);
            }
            ExpressionKind::Bare(operand) | ExpressionKind::NotComputable(operand) => {
                self.value(operand, None);
            }
            ExpressionKind::Compare { left, right, .. } => {
                let (values, mirrored) = (self.values_of(left), self.values_of(right));
                self.value(left, mirrored);
                self.value(right, values);
            }
            ExpressionKind::Among { left, options: members } | ExpressionKind::Contains { left, members, .. } => {
                let values = self.values_of(left);
                self.value(left, None);
                for member in members {
                    self.uses(member.span, self.part(values, &member.text));
                }
            }
            ExpressionKind::Broken => {}
        }
    }

    /// Whose parts something is compared with: the options of an input, the levels of a point's scale or of a decision.
    fn values_of(&self, operand: &Operand) -> Option<SymbolId> {
        match operand {
            Operand::Name(name) => {
                let id = self.named(&name.text)?;
                match self.index.symbol(id).kind {
                    SymbolKind::Decision => Some(id),
                    SymbolKind::Input => self.options_of(id),
                    _ => None,
                }
            }
            Operand::Call { function, arguments, .. } if function.text == "niveau" => {
                let point = self.tables.points.get(arguments.first()?.text.as_str())?;
                self.tables.scale_of.get(point).copied()
            }
            _ => None,
        }
    }

    /// A side of a comparison. A name that is a part of what stands opposite means that part.
    pub(super) fn value(&mut self, operand: &'a Operand, opposite: Option<SymbolId>) {
        match operand {
            Operand::Name(name) => {
                let symbol = self.part(opposite, &name.text).or_else(|| self.named(&name.text));
                self.uses(name.span, symbol);
            }
            Operand::Call { function, arguments, .. } => self.call(&function.text, arguments),
            Operand::Literal(_) => {}
        }
    }

    /// The arguments of a result.
    fn call(&mut self, function: &str, arguments: &'a [Name]) {
        let [first, rest @ ..] = arguments else { return };
        match function {
            "niveau" | "applicable" => self.uses(first.span, self.tables.points.get(first.text.as_str()).copied()),
            "score_minimum" => self.uses(first.span, self.tables.ranks.get(first.text.as_str()).copied()),
            "compte" => self.on_every_scale(first),
            _ => self.group(first),
        }
        for group in rest {
            self.group(group);
        }
    }

    /// A level, on every scale that has it.
    pub(super) fn on_every_scale(&mut self, level: &Name) {
        let scales: Vec<_> = self.tables.scales.values().copied().collect();
        for scale in scales {
            self.uses(level.span, self.part(Some(scale), &level.text));
        }
    }

    fn group(&mut self, id: &Name) {
        self.uses(id.span, self.tables.groups.get(id.text.as_str()).copied());
    }
}
