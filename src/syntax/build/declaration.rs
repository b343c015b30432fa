//! Declarations: the clauses of the file that are neither groups nor points.

use super::condition::{broken_condition, parts};
use super::{Builder, children};
use crate::diagnostic::Fix;
use crate::diagnostic::Writing;
use crate::syntax::grammar::{Pair, Rule};
use crate::syntax::tree::{
    Aggregation, Bounds, ChecklistDeclaration, ConstraintDeclaration, DecisionDeclaration, DefinitionDeclaration,
    Header, InputBlock, InputDeclaration, InputSection, ItemKind, LevelDeclaration, Literal, LiteralKind, Name,
    OptionDeclaration, ParameterDeclaration, Retired, ScaleDeclaration, Text, TypeDeclaration, TypeExpression,
    TypeKind,
};

impl Builder<'_> {
    /// `header`
    pub(super) fn header(&self, pair: Pair<'_>) -> ItemKind {
        let mut header = Header { name: None, version: None, replaces: None };
        parts!(pair,
            ident => |part| header.name = Some(self.name(&part)),
            text => |part| header.version = Some(self.text_node(part)),
            replaces => |part| header.replaces = self.only_text(part),
        );
        ItemKind::Header(header)
    }

    /// The text of a rule that holds one.
    pub(super) fn only_text(&self, pair: Pair<'_>) -> Option<Text> {
        children(pair).find(|part| part.as_rule() == Rule::text).map(|text| self.text_node(text))
    }

    /// `plan`
    pub(super) fn plan(&self, pair: Pair<'_>) -> ItemKind {
        let names = |rank: Pair<'_>| {
            children(rank).filter(|part| part.as_rule() == Rule::ident).map(|word| self.name(&word)).collect()
        };
        ItemKind::Plan(children(pair).filter(|part| part.as_rule() == Rule::rank).map(names).collect())
    }

    /// `total`
    pub(super) fn total(pair: Pair<'_>) -> ItemKind {
        let mean = children(pair).any(|part| part.as_rule() == Rule::kw_moyenne);
        ItemKind::Total(if mean { Aggregation::WeightedMean } else { Aggregation::WeightedSum })
    }

    /// `scale`: a declaration, or, where only a name follows, the choice of a scale.
    pub(super) fn scale(&self, pair: Pair<'_>) -> ItemKind {
        let span = self.span(&pair);
        let mut name = Name { text: String::new(), span };
        let (mut by_default, mut interval, mut levels) = (false, None, None);
        parts!(pair,
            ident => |part| name = self.name(&part),
            kw_defaut => |_part| by_default = true,
            bounds => |part| interval = self.bounds(part),
            levels => |part| levels = Some(part),
        );
        if levels.is_none() && interval.is_none() && !by_default {
            return ItemKind::ScaleUse(name);
        }
        let mut scale = ScaleDeclaration { name, by_default, interval, levels: Vec::new(), set_aside: None };
        if let Some(levels) = levels {
            for part in children(levels) {
                match part.as_rule() {
                    Rule::level_line => self.level_line(part, &mut scale),
                    Rule::unexpected_line => {
                        self.mend_part(&part, Rule::one_level, &mut |builder, part| {
                            builder.level_line(part, &mut scale);
                        });
                    }
                    _ => self.block_end(&part, "échelle"),
                }
            }
        }
        ItemKind::Scale(scale)
    }

    /// A `level_line`, or what `loose_level` could save of one: a level without a value.
    fn level_line(&self, pair: Pair<'_>, scale: &mut ScaleDeclaration) {
        if pair.as_rule() == Rule::loose_level {
            scale.levels.push(self.level(pair));
            return;
        }
        parts!(pair,
            set_aside => |part| {
                let span = self.span(&part);
                if scale.set_aside.is_some() {
                    let found = "sans objet".to_owned();
                    self.report_with(Writing::Superfluous { found }, span, Fix::replace("retirer `sans objet`", span, ""));
                }
                scale.set_aside = Some(span);
            },
            level => |part| scale.levels.push(self.level(part)),
        );
    }

    /// `level`
    fn level(&self, pair: Pair<'_>) -> LevelDeclaration {
        let span = self.span(&pair);
        let name = Name { text: String::new(), span };
        let mut level = LevelDeclaration { name, value: None, label: None, resumes: None, span };
        parts!(pair,
            value_name => |part| level.name = self.name(&part),
            literal => |part| level.value = Some(self.literal(part)),
            rest => |part| level.value = Some(Literal { kind: LiteralKind::Broken, span: self.span(&part) }),
            text => |part| level.label = Some(self.text_node(part)),
            resume_one => |part| level.resumes = self.resumed(part),
        );
        level
    }

    /// The old name of a `resume_one`
    pub(super) fn resumed(&self, pair: Pair<'_>) -> Option<Name> {
        children(pair).find(|part| part.as_rule() == Rule::value_name).map(|name| self.name(&name))
    }

    /// `type_declaration`
    pub(super) fn type_declaration(&self, pair: Pair<'_>) -> ItemKind {
        let span = self.span(&pair);
        let (mut name, mut definition, mut label) = (None, None, None);
        parts!(pair,
            ident => |part| name = Some(self.name(&part)),
            type_expression => |part| definition = Some(self.type_expression(part, &mut label)),
            text => |part| self.once(&mut label, self.text_node(part.clone()), &part),
        );
        let Some(name) = name else { return ItemKind::Broken };
        let definition =
            definition.unwrap_or(TypeExpression { kind: TypeKind::Broken, bounds: None, unit: None, span });
        ItemKind::Type(TypeDeclaration { name, definition, label })
    }

    /// A `type_expression`; the text that a choice or set carries before its options goes to `label`.
    fn type_expression(&self, pair: Pair<'_>, label: &mut Option<Text>) -> TypeExpression {
        let span = self.span(&pair);
        let (mut kind, mut bounds, mut unit) = (TypeKind::Broken, None, None);
        parts!(pair,
            type_kind => |part| kind = self.type_kind(part, label),
            bounds => |part| {
                if let Some(read) = self.bounds(part.clone()) {
                    self.once(&mut bounds, read, &part);
                }
            },
            unit => |part| {
                if let Some(read) = self.only_text(part.clone()) {
                    self.once(&mut unit, read, &part);
                }
            },
        );
        TypeExpression { kind, bounds, unit, span }
    }

    /// A `type_kind`
    fn type_kind(&self, pair: Pair<'_>, label: &mut Option<Text>) -> TypeKind {
        let Some(part) = children(pair).next() else { return TypeKind::Broken };
        match part.as_rule() {
            Rule::kw_oui_non => TypeKind::YesNo,
            Rule::kw_nombre => TypeKind::Number,
            Rule::kw_entier => TypeKind::Integer,
            Rule::kw_pourcentage => TypeKind::Percentage,
            Rule::kw_date => TypeKind::Date,
            Rule::duration => {
                let unit = children(part).find(|part| part.as_rule() == Rule::unit_word);
                unit.map_or(TypeKind::Broken, |unit| TypeKind::Duration(self.name(&unit)))
            }
            Rule::ident => TypeKind::Named(self.name(&part)),
            rule @ (Rule::choice | Rule::ordered_choice | Rule::set) => self.options_type(rule, part, label),
            _ => TypeKind::Broken,
        }
    }

    /// `choice`, `ordered_choice` or `set`
    fn options_type(&self, rule: Rule, pair: Pair<'_>, label: &mut Option<Text>) -> TypeKind {
        let mut options = Vec::new();
        parts!(pair,
            text => |part| self.once(label, self.text_node(part.clone()), &part),
            options => |part| options = self.options(part, rule == Rule::ordered_choice),
        );
        match rule {
            Rule::ordered_choice => TypeKind::OrderedChoice(options),
            Rule::set => TypeKind::Set(options),
            _ => TypeKind::Choice(options),
        }
    }

    /// `options`
    fn options(&self, pair: Pair<'_>, ordered: bool) -> Vec<OptionDeclaration> {
        let mut options = Vec::new();
        for part in children(pair) {
            match part.as_rule() {
                Rule::option => options.extend(self.option(part)),
                Rule::unexpected_member => {
                    self.mend_part(&part, Rule::one_option, &mut |builder, part| options.extend(builder.option(part)));
                }
                Rule::order_sign if !ordered => {
                    let span = self.span(&part);
                    self.report_with(Writing::OrderSign { ordered }, span, Fix::replace("écrire `,`", span, ","));
                }
                Rule::comma if ordered => {
                    let span = self.span(&part);
                    self.report_with(Writing::OrderSign { ordered }, span, Fix::replace("écrire `<`", span, " <"));
                }
                _ => self.block_end(&part, "liste d’options"),
            }
        }
        options
    }

    /// `option`
    fn option(&self, pair: Pair<'_>) -> Option<OptionDeclaration> {
        let (mut name, mut label, mut resumes) = (None, None, None);
        parts!(pair,
            value_name => |part| name = Some(self.name(&part)),
            text => |part| label = Some(self.text_node(part)),
            resume_one => |part| resumes = self.resumed(part),
        );
        Some(OptionDeclaration { name: name?, label, resumes })
    }

    /// `bounds`
    fn bounds(&self, pair: Pair<'_>) -> Option<Bounds> {
        let mut literals = children(pair).filter(|part| part.as_rule() == Rule::literal).map(|part| self.literal(part));
        Some(Bounds { low: literals.next()?, high: literals.next()? })
    }

    /// `inputs`
    pub(super) fn inputs(&self, pair: Pair<'_>) -> ItemKind {
        let mut block = InputBlock { section: InputSection::Profile, inputs: Vec::new() };
        for part in children(pair) {
            match part.as_rule() {
                Rule::kw_mesures => block.section = InputSection::Measures,
                Rule::input => block.inputs.extend(self.input(part)),
                Rule::unexpected_line => {
                    let inputs = &mut block.inputs;
                    self.mend_part(&part, Rule::one_input, &mut |builder, part| inputs.extend(builder.input(part)));
                }
                _ => self.block_end(&part, block.section.word()),
            }
        }
        ItemKind::Inputs(block)
    }

    /// `input`, or what `loose_input` could save of one: a name without a type.
    fn input(&self, pair: Pair<'_>) -> Option<InputDeclaration> {
        let span = self.span(&pair);
        let (mut name, mut ty, mut label, mut exists_if, mut resumes) = (None, None, None, None, None);
        parts!(pair,
            ident => |part| name = Some(self.name(&part)),
            type_expression => |part| ty = Some(self.type_expression(part, &mut label)),
            text => |part| self.once(&mut label, self.text_node(part.clone()), &part),
            exists_if => |part| {
                if let Some(condition) = children(part.clone()).find(|part| part.as_rule() == Rule::condition) {
                    self.once(&mut exists_if, self.condition(condition), &part);
                }
            },
            resume_one => |part| {
                if let Some(name) = self.resumed(part.clone()) {
                    self.once(&mut resumes, name, &part);
                }
            },
        );
        let ty = ty.unwrap_or(TypeExpression { kind: TypeKind::Broken, bounds: None, unit: None, span });
        Some(InputDeclaration { name: name?, ty, label, exists_if, resumes, span })
    }

    /// `parameter`
    pub(super) fn parameter(&self, pair: Pair<'_>) -> ItemKind {
        let (mut name, mut ty, mut value, mut label) = (None, None, None, None);
        parts!(pair,
            ident => |part| name = Some(self.name(&part)),
            type_expression => |part| ty = Some(self.type_expression(part, &mut label)),
            operand => |part| value = Some(self.operand(part)),
            text => |part| self.once(&mut label, self.text_node(part.clone()), &part),
        );
        name.map_or(ItemKind::Broken, |name| ItemKind::Parameter(ParameterDeclaration { name, ty, value, label }))
    }

    /// `definition`
    pub(super) fn definition(&self, pair: Pair<'_>) -> ItemKind {
        let span = self.span(&pair);
        let (mut name, mut label, mut condition) = (None, None, None);
        parts!(pair,
            ident => |part| name = Some(self.name(&part)),
            text => |part| self.once(&mut label, self.text_node(part.clone()), &part),
            condition => |part| condition = Some(self.condition(part)),
        );
        let Some(name) = name else { return ItemKind::Broken };
        let condition = condition.unwrap_or_else(|| broken_condition(span));
        ItemKind::Definition(DefinitionDeclaration { name, label, condition })
    }

    /// `constraint`
    pub(super) fn constraint(&self, pair: Pair<'_>) -> ItemKind {
        let span = self.span(&pair);
        let (mut label, mut condition) = (None, None);
        parts!(pair,
            text => |part| label = Some(self.text_node(part)),
            condition => |part| condition = Some(self.condition(part)),
        );
        let condition = condition.unwrap_or_else(|| broken_condition(span));
        ItemKind::Constraint(ConstraintDeclaration { label, condition })
    }

    /// `checklist`
    pub(super) fn checklist(&self, pair: Pair<'_>) -> ItemKind {
        let span = self.span(&pair);
        let (mut name, mut text) = (None, None);
        parts!(pair,
            ident => |part| name = Some(self.name(&part)),
            text => |part| text = Some(self.text_node(part)),
        );
        let Some(name) = name else { return ItemKind::Broken };
        let text = text.unwrap_or(Text { lines: Vec::new(), block: true, span });
        ItemKind::Checklist(ChecklistDeclaration { name, text })
    }

    /// `decision`
    pub(super) fn decision(&self, pair: Pair<'_>) -> ItemKind {
        let (mut name, mut tiered, mut label, mut lines) = (None, false, None, Vec::new());
        parts!(pair,
            ident => |part| name = Some(self.name(&part)),
            tiered => |_part| tiered = true,
            text => |part| label = Some(self.text_node(part)),
            grade_lines => |part| lines = self.grade_lines(part, "décision"),
        );
        name.map_or(ItemKind::Broken, |name| ItemKind::Decision(DecisionDeclaration { name, tiered, label, lines }))
    }

    /// `retire`
    pub(super) fn retire(&self, pair: Pair<'_>) -> ItemKind {
        let mut entries = Vec::new();
        for part in children(pair) {
            match part.as_rule() {
                Rule::retired => entries.extend(self.retired(part)),
                Rule::unexpected_line => {
                    self.mend_part(&part, Rule::one_retired, &mut |builder, part| {
                        entries.extend(builder.retired(part));
                    });
                }
                _ => self.block_end(&part, "retire"),
            }
        }
        ItemKind::Retire(entries)
    }

    /// `retired`
    fn retired(&self, pair: Pair<'_>) -> Option<Retired> {
        let (mut ids, mut reason) = (Vec::new(), None);
        parts!(pair,
            section_id => |part| ids.push(self.name(&part)),
            text => |part| reason = Some(self.text_node(part)),
        );
        let mut ids = ids.into_iter();
        Some(Retired { id: ids.next()?, reason, covered_by: ids.collect() })
    }
}
