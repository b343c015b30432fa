//! Declarations that nothing uses, read off the tree: what a parameter or a type was resolved to no longer says its name.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Reach, Span, Unused};
use crate::syntax::tree::{
    Expression, ExpressionKind, File, GradeLine, Item, ItemKind, Member, Name, Need, Operand, Piece, Text,
    TypeExpression, TypeKind,
};

/// Warns of each. An element that is marked and not required is said by lowering.
pub(super) fn check(file: &File) -> Vec<Diagnostic> {
    let mut uses = Uses::default();
    uses.items(&file.items);
    let mut found = Vec::new();
    let mut declared = |name: &Name, used: &BTreeSet<&str>, unused: fn(String) -> Unused| {
        if !used.contains(name.text.as_str()) {
            found.push(warning(unused(name.text.clone()), name.span));
        }
    };
    for item in &file.items {
        match &item.kind {
            ItemKind::Inputs(block) => {
                block.inputs.iter().for_each(|input| declared(&input.name, &uses.read, Unused::Input));
            }
            ItemKind::Parameter(parameter) => declared(&parameter.name, &uses.read, Unused::Parameter),
            ItemKind::Definition(definition) => declared(&definition.name, &uses.read, Unused::Definition),
            ItemKind::Checklist(list) => declared(&list.name, &uses.included, Unused::Checklist),
            ItemKind::Type(ty) => declared(&ty.name, &uses.types, Unused::Type),
            _ => {}
        }
    }
    found
}

fn warning(unused: Unused, span: Span) -> Diagnostic {
    Diagnostic::new(Reach::Unused(unused), span)
}

/// The names that are used.
#[derive(Default)]
struct Uses<'t> {
    /// In conditions.
    read: BTreeSet<&'t str>,
    /// In markers and requirements.
    included: BTreeSet<&'t str>,
    /// As types.
    types: BTreeSet<&'t str>,
}

impl<'t> Uses<'t> {
    fn items(&mut self, items: &'t [Item]) {
        for item in items {
            match &item.kind {
                ItemKind::Prose(prose) => self.text(&prose.text),
                ItemKind::Type(ty) => self.ty(&ty.definition),
                ItemKind::Inputs(block) => {
                    for input in &block.inputs {
                        self.ty(&input.ty);
                        self.expressions(input.exists_if.as_ref());
                    }
                }
                ItemKind::Parameter(parameter) => {
                    parameter.ty.iter().for_each(|ty| self.ty(ty));
                }
                ItemKind::Definition(definition) => self.expression(&definition.condition),
                ItemKind::Constraint(constraint) => self.expression(&constraint.condition),
                ItemKind::Checklist(list) => self.text(&list.text),
                ItemKind::Decision(decision) => self.lines(&decision.lines),
                ItemKind::Section(section) => self.items(&section.items),
                ItemKind::Applicable(clause) => self.expression(&clause.condition),
                ItemKind::OptIn(clause) => {
                    self.expression(&clause.optional_if);
                    self.expression(&clause.retained_if);
                }
                ItemKind::Waiver(clause) => self.expression(&clause.condition),
                ItemKind::Substitute(clause) => self.expressions(clause.condition.as_ref()),
                ItemKind::Requirement(clause) => self.need(&clause.need),
                ItemKind::Weight(clause) => clause.cases.iter().for_each(|(_, condition)| self.expression(condition)),
                ItemKind::Grading(lines) => self.lines(lines),
                ItemKind::Header(_)
                | ItemKind::Replaces(_)
                | ItemKind::Plan(_)
                | ItemKind::Total(_)
                | ItemKind::Scale(_)
                | ItemKind::Retire(_)
                | ItemKind::ScaleUse(_)
                | ItemKind::OutOfTotal
                | ItemKind::Resumes(_)
                | ItemKind::New
                | ItemKind::Broken => {}
            }
        }
    }

    fn text(&mut self, text: &'t Text) {
        for piece in text.lines.iter().flatten() {
            if let Piece::Marker(marker) = piece {
                self.included.insert(&marker.name.text);
            }
        }
    }

    fn ty(&mut self, ty: &'t TypeExpression) {
        if let TypeKind::Named(name) = &ty.kind {
            self.types.insert(&name.text);
        }
    }

    fn lines(&mut self, lines: &'t [GradeLine]) {
        for line in lines {
            self.expressions(line.condition.as_ref());
        }
    }

    fn need(&mut self, need: &'t Need) {
        need.members.iter().for_each(|member| self.member(member));
    }

    fn member(&mut self, member: &'t Member) {
        self.included.insert(&member.name.text);
        member.need.iter().for_each(|need| self.need(need));
    }

    fn expressions(&mut self, condition: Option<&'t Expression>) {
        if let Some(condition) = condition {
            self.expression(condition);
        }
    }

    fn expression(&mut self, expression: &'t Expression) {
        match &expression.kind {
            ExpressionKind::Chain { operands, .. } => operands.iter().for_each(|operand| self.expression(operand)),
            ExpressionKind::Not(inner) | ExpressionKind::Parenthesised(inner) => self.expression(inner),
            ExpressionKind::Implies { premise, conclusion } => {
                self.expression(premise);
                self.expression(conclusion);
            }
            ExpressionKind::Bare(operand) | ExpressionKind::NotComputable(operand) => self.operand(operand),
            ExpressionKind::Compare { left, right, .. } => {
                self.operand(left);
                self.operand(right);
            }
            ExpressionKind::Among { left, options } => self.looked_up(left, options),
            ExpressionKind::Contains { left, members, .. } => self.looked_up(left, members),
            ExpressionKind::Broken => {}
        }
    }

    fn looked_up(&mut self, left: &'t Operand, names: &'t [Name]) {
        self.operand(left);
        self.read.extend(names.iter().map(|name| name.text.as_str()));
    }

    fn operand(&mut self, operand: &'t Operand) {
        if let Operand::Name(name) = operand {
            self.read.insert(&name.text);
        }
    }
}
