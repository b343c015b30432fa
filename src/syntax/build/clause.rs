//! Clauses: the dispatch over all of them, and those of groups and points.

use super::condition::{broken_condition, parts};
use super::{Builder, children};
use crate::syntax::grammar::{Pair, Rule};
use crate::syntax::tree::{
    ApplicableClause, GradeLine, ItemKind, Literal, Member, Merge, Name, Need, OptInClause, Prose, ProseKind,
    RequirementClause, ResumesClause, SubstituteClause, WaiverClause, WeightClause,
};

impl Builder<'_> {
    /// Any clause.
    pub(super) fn clause(&self, pair: Pair<'_>) -> ItemKind {
        match pair.as_rule() {
            Rule::header => self.header(pair),
            Rule::replaces => self.only_text(pair).map_or(ItemKind::Broken, ItemKind::Replaces),
            Rule::plan => self.plan(pair),
            Rule::total => Self::total(pair),
            Rule::scale => self.scale(pair),
            Rule::type_declaration | Rule::loose_type => self.type_declaration(pair),
            Rule::inputs => self.inputs(pair),
            Rule::parameter | Rule::loose_parameter => self.parameter(pair),
            Rule::definition | Rule::loose_definition => self.definition(pair),
            Rule::constraint => self.constraint(pair),
            Rule::checklist | Rule::loose_checklist => self.checklist(pair),
            Rule::decision | Rule::loose_decision => self.decision(pair),
            Rule::retire => self.retire(pair),
            Rule::prose => self.prose(pair),
            Rule::applicable => self.applicable(pair),
            Rule::opt_in => self.opt_in(pair),
            Rule::waiver => self.waiver(pair),
            Rule::substitute => self.substitute(pair),
            Rule::requirement => self.requirement(pair),
            Rule::weight => self.weight(pair),
            Rule::grading => {
                let lines = children(pair).find(|part| part.as_rule() == Rule::grade_lines);
                ItemKind::Grading(lines.map(|lines| self.grade_lines(lines, "barème")).unwrap_or_default())
            }
            Rule::out_of_total => ItemKind::OutOfTotal,
            Rule::resumes => self.resumes(pair),
            Rule::is_new => ItemKind::New,
            _ => ItemKind::Broken,
        }
    }

    /// `prose`
    fn prose(&self, pair: Pair<'_>) -> ItemKind {
        let (mut kind, mut text) = (None, None);
        parts!(pair,
            prose_word => |part| kind = prose_kind(part),
            text => |part| text = Some(self.text_node(part)),
        );
        match (kind, text) {
            (Some(kind), Some(text)) => ItemKind::Prose(Prose { kind, text }),
            _ => ItemKind::Broken,
        }
    }

    /// `applicable`
    fn applicable(&self, pair: Pair<'_>) -> ItemKind {
        let span = self.span(&pair);
        let (mut negated, mut condition) = (false, None);
        parts!(pair,
            kw_non => |_part| negated = true,
            condition => |part| condition = Some(self.condition(part)),
        );
        let condition = condition.unwrap_or_else(|| broken_condition(span));
        ItemKind::Applicable(ApplicableClause { negated, condition })
    }

    /// `opt_in`
    fn opt_in(&self, pair: Pair<'_>) -> ItemKind {
        let mut conditions =
            children(pair).filter(|part| part.as_rule() == Rule::condition).map(|part| self.condition(part));
        match (conditions.next(), conditions.next()) {
            (Some(optional_if), Some(retained_if)) => ItemKind::OptIn(OptInClause { optional_if, retained_if }),
            _ => ItemKind::Broken,
        }
    }

    /// `waiver`
    fn waiver(&self, pair: Pair<'_>) -> ItemKind {
        let span = self.span(&pair);
        let (mut element, mut condition) = (None, None);
        parts!(pair,
            path => |part| element = Some(self.name(&part)),
            condition => |part| condition = Some(self.condition(part)),
        );
        let condition = condition.unwrap_or_else(|| broken_condition(span));
        element.map_or(ItemKind::Broken, |element| ItemKind::Waiver(WaiverClause { element, condition }))
    }

    /// `substitute`
    fn substitute(&self, pair: Pair<'_>) -> ItemKind {
        let (mut name, mut label, mut element, mut condition) = (None, None, None, None);
        parts!(pair,
            ident => |part| name = Some(self.name(&part)),
            text => |part| label = Some(self.text_node(part)),
            path => |part| element = Some(self.name(&part)),
            condition => |part| condition = Some(self.condition(part)),
        );
        match (name, element) {
            (Some(name), Some(element)) => ItemKind::Substitute(SubstituteClause { name, label, element, condition }),
            _ => ItemKind::Broken,
        }
    }

    /// `requirement`
    fn requirement(&self, pair: Pair<'_>) -> ItemKind {
        let (mut need, mut for_each) = (None, Vec::new());
        parts!(pair,
            need => |part| need = Some(self.need(part)),
            for_each => |part| {
                parts!(part, members => |part| for_each.push(self.members(part)));
            },
        );
        need.map_or(ItemKind::Broken, |need| ItemKind::Requirement(RequirementClause { need, for_each }))
    }

    /// `need`
    fn need(&self, pair: Pair<'_>) -> Need {
        let mut need = Need { at_least: None, members: Vec::new(), span: self.span(&pair) };
        parts!(pair,
            at_least => |part| need.at_least = self.at_least(part),
            members => |part| need.members = self.members(part),
        );
        need
    }

    /// `members`
    fn members(&self, pair: Pair<'_>) -> Vec<Member> {
        let mut members = Vec::new();
        for part in children(pair) {
            match part.as_rule() {
                Rule::member => members.extend(self.member(part)),
                Rule::unexpected_member => {
                    self.mend_part(&part, Rule::one_member, &mut |builder, part| members.extend(builder.member(part)));
                }
                _ => self.block_end(&part, "exige"),
            }
        }
        members
    }

    /// `member`
    fn member(&self, pair: Pair<'_>) -> Option<Member> {
        let (mut name, mut label, mut if_any, mut need, mut resumes) = (None, None, false, None, None);
        parts!(pair,
            ident => |part| name = Some(self.name(&part)),
            text => |part| label = Some(self.text_node(part)),
            need => |part| need = Some(self.need(part)),
            if_any => |_part| if_any = true,
            resume_one => |part| resumes = self.resumed(part),
        );
        Some(Member { name: name?, label, if_any, need, resumes })
    }

    /// `weight`
    fn weight(&self, pair: Pair<'_>) -> ItemKind {
        let mut weight = WeightClause { cases: Vec::new(), otherwise: None };
        let mut end = self.span(&pair).start;
        // A second weight without condition, or `sinon` after one, goes with the sign or word before it.
        let rest = |weight: &mut WeightClause, value: Literal, part: &Pair<'_>, end: u32| match weight.otherwise {
            None => weight.otherwise = Some(value),
            Some(_) => self.report_superfluous(part, end),
        };
        parts!(pair,
            weight_case => |part| {
                let (mut value, mut condition) = (None, None);
                parts!(part.clone(),
                    literal => |part| value = Some(self.literal(part)),
                    condition => |part| condition = Some(self.condition(part)),
                );
                match (value, condition) {
                    (Some(value), Some(condition)) => weight.cases.push((value, condition)),
                    (Some(value), None) => rest(&mut weight, value, &part, end),
                    _ => {}
                }
                end = self.span(&part).end;
            },
            literal => |part| rest(&mut weight, self.literal(part.clone()), &part, end),
        );
        ItemKind::Weight(weight)
    }

    /// `grade_lines`
    pub(super) fn grade_lines(&self, pair: Pair<'_>, opened: &str) -> Vec<GradeLine> {
        let mut lines = Vec::new();
        for part in children(pair) {
            match part.as_rule() {
                Rule::grade_line => lines.extend(self.grade_line(part)),
                Rule::unexpected_line => {
                    self.mend_part(&part, Rule::one_grade, &mut |builder, part| lines.extend(builder.grade_line(part)));
                }
                _ => self.block_end(&part, opened),
            }
        }
        lines
    }

    /// `grade_line`, or what `loose_grade` could save of one: a level whose condition is broken.
    fn grade_line(&self, pair: Pair<'_>) -> Option<GradeLine> {
        let span = self.span(&pair);
        let (mut level, mut label, mut condition) = (None, None, None);
        parts!(pair,
            value_name => |part| level = Some(self.name(&part)),
            text => |part| label = Some(self.text_node(part)),
            condition => |part| condition = Some(self.condition(part)),
            rest => |part| condition = Some(broken_condition(self.span(&part))),
        );
        Some(GradeLine { level: level?, label, condition, span })
    }

    /// `resumes`
    fn resumes(&self, pair: Pair<'_>) -> ItemKind {
        let mut resumes = ResumesClause { ids: Vec::<Name>::new(), merge: None };
        parts!(pair,
            section_id => |part| resumes.ids.push(self.name(&part)),
            kw_minimum => |_part| resumes.merge = Some(Merge::Minimum),
            kw_maximum => |_part| resumes.merge = Some(Merge::Maximum),
        );
        ItemKind::Resumes(resumes)
    }
}

/// The clause a `prose_word` begins.
fn prose_kind(pair: Pair<'_>) -> Option<ProseKind> {
    Some(match children(pair).next()?.as_rule() {
        Rule::kw_titre => ProseKind::Title,
        Rule::kw_source => ProseKind::Source,
        Rule::kw_exigence => ProseKind::Wording,
        Rule::kw_exemples => ProseKind::Examples,
        Rule::kw_note => ProseKind::Note,
        Rule::kw_reference => ProseKind::Reference,
        Rule::kw_preuve => ProseKind::Evidence,
        Rule::kw_interpretation => ProseKind::Interpretation,
        Rule::kw_hors => ProseKind::OutOfScope,
        _ => return None,
    })
}
