//! Ways through a tree for those who look for one thing wherever it stands.

use super::tree::{Expression, ExpressionKind, File, GradeLine, Item, ItemKind};

impl File {
    /// Calls `visit` on every condition, the whole before its parts, in the order of the text.
    pub fn walk_conditions<'f>(&'f self, visit: &mut impl FnMut(&'f Expression)) {
        items(&self.items, visit);
    }
}

fn items<'f>(all: &'f [Item], visit: &mut impl FnMut(&'f Expression)) {
    for item in all {
        match &item.kind {
            ItemKind::Section(section) => items(&section.items, visit),
            ItemKind::Inputs(block) => {
                block.inputs.iter().filter_map(|input| input.exists_if.as_ref()).for_each(|asked| asked.walk(visit));
            }
            ItemKind::Definition(declaration) => declaration.condition.walk(visit),
            ItemKind::Constraint(declaration) => declaration.condition.walk(visit),
            ItemKind::Applicable(clause) => clause.condition.walk(visit),
            ItemKind::OptIn(clause) => {
                clause.optional_if.walk(visit);
                clause.retained_if.walk(visit);
            }
            ItemKind::Waiver(clause) => clause.condition.walk(visit),
            ItemKind::Substitute(clause) => clause.condition.iter().for_each(|asked| asked.walk(visit)),
            ItemKind::Weight(clause) => clause.cases.iter().for_each(|(_, asked)| asked.walk(visit)),
            ItemKind::Grading(lines) => grade_lines(lines, visit),
            ItemKind::Decision(declaration) => grade_lines(&declaration.lines, visit),
            _ => {}
        }
    }
}

fn grade_lines<'f>(lines: &'f [GradeLine], visit: &mut impl FnMut(&'f Expression)) {
    lines.iter().filter_map(|line| line.condition.as_ref()).for_each(|asked| asked.walk(visit));
}

impl Expression {
    /// Calls `visit` on the condition, then on its parts, in the order of the text.
    pub fn walk<'f>(&'f self, visit: &mut impl FnMut(&'f Expression)) {
        visit(self);
        match &self.kind {
            ExpressionKind::Chain { operands, .. } => operands.iter().for_each(|operand| operand.walk(visit)),
            ExpressionKind::Not(inner) | ExpressionKind::Parenthesised(inner) => inner.walk(visit),
            ExpressionKind::Implies { premise, conclusion } => {
                premise.walk(visit);
                conclusion.walk(visit);
            }
            _ => {}
        }
    }
}
