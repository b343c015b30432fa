//! Groups, and the clauses that groups and points share.

use std::collections::hash_map::Entry;

use super::names::unknown;
use super::place::any_broken;
use super::{Lowering, ROOT};
use crate::diagnostic::{Diagnostic, Fix, Named, Naming, NumberPlace, Room, Shape, Span, Typing};
use crate::exact::{Exact, integer};
use crate::grid::{Applicability, Child, Common, Group, GroupId, OptIn, Prose, ProseKind, ScaleId, Weight};
use crate::syntax::tree::{Item, ItemKind, Literal, Name, Section, Text, WeightClause};

/// What a section stands in.
#[derive(Clone, Copy)]
pub(super) struct Around {
    pub(super) group: GroupId,
    /// The rank of the innermost group; `None` at the top.
    rank: Option<usize>,
    pub(super) scale: ChosenScale,
}

/// The scale a section says its points are rated on.
#[derive(Clone, Copy)]
pub(super) enum ChosenScale {
    /// It says nothing.
    None,
    Scale(ScaleId),
    /// It names one that does not exist.
    AtFault,
}

impl<'a> Lowering<'a> {
    /// Every group and point.
    pub(super) fn sections(&mut self) {
        let around = Around { group: ROOT, rank: None, scale: ChosenScale::None };
        for item in self.items() {
            if let ItemKind::Section(section) = &item.kind {
                self.section(section, item.span, around);
            }
        }
    }

    fn section(&mut self, section: &'a Section, span: Span, around: Around) {
        let rank = self.rank_of(section, around);
        if rank + 1 == self.grid.plan.len() {
            self.point(section, span, around);
        } else {
            self.group(section, span, rank, around);
        }
    }

    /// The rank of a section in the plan; for a word the plan does not have, what it seems to be.
    fn rank_of(&mut self, section: &'a Section, around: Around) -> usize {
        let word = &section.word;
        let known =
            |plan: &[Vec<String>], word: &str| plan.iter().position(|words| words.iter().any(|known| known == word));
        if let Some(rank) = known(&self.grid.plan, &word.text) {
            return rank;
        }
        let words = self.grid.plan.iter().flatten().map(String::as_str).collect();
        let unknown = unknown(word, words);
        let near = unknown.near.as_deref().and_then(|near| known(&self.grid.plan, near));
        // Without a plan, or with the same wrong word again, everything has been said.
        if !self.plan_guessed && self.unknown_words.insert(&word.text) {
            self.unknown(Naming::UnknownWord, unknown, word.span);
        }
        let points = self.grid.plan.len().saturating_sub(1);
        let holds_sections = section.items.iter().any(|item| matches!(item.kind, ItemKind::Section(_)));
        near.unwrap_or_else(|| match (holds_sections || section.id.is_none(), around.rank) {
            (false, _) => points,
            (true, outer) => outer.map_or(0, |outer| outer + 1).min(points.saturating_sub(1)),
        })
    }

    fn group(&mut self, section: &'a Section, span: Span, rank: usize, around: Around) {
        self.check_places(&section.items, Room::Group);
        let title = section.title.as_ref().map(Text::plain).unwrap_or_default();
        let id = GroupId(self.grid.groups.len());
        let key = self.group_key(section, &title, around.group);
        let common = self.common(section, span);
        self.grid.groups.push(Group {
            word: section.word.text.clone(),
            rank,
            id: section.id.as_ref().map(|id| id.text.clone()),
            key,
            title,
            parent: Some(around.group),
            children: Vec::new(),
            aggregation: self.grid.groups[ROOT.0].aggregation,
            common,
        });
        self.grid.groups[around.group.0].children.push(Child::Group(id));
        let inside = Around { group: id, rank: Some(rank), scale: self.chosen_scale(&section.items, around.scale) };
        for item in &section.items {
            if let ItemKind::Section(section) = &item.kind {
                self.section(section, item.span, inside);
            }
        }
    }

    /// The key of a group in results: its id, else its parent's key, `/` and its title. No two groups share one.
    fn group_key(&mut self, section: &Section, title: &str, parent: GroupId) -> String {
        let outer = &self.grid.group(parent).key;
        let (key, name, what) = match &section.id {
            Some(id) => (id.text.clone(), id.clone(), Named::Group),
            None => {
                let key = if outer.is_empty() { title.to_owned() } else { format!("{outer}/{title}") };
                let span = section.title.as_ref().map_or(section.head, |title| title.span);
                (key, Name { text: title.to_owned(), span }, Named::Title)
            }
        };
        match self.group_ids.entry(key.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(name.span);
            }
            Entry::Occupied(entry) => {
                let first = *entry.get();
                self.repeated(what, &name, first);
            }
        }
        key
    }

    /// The scale a section names, else the one around it.
    pub(super) fn chosen_scale(&mut self, items: &[Item], around: ChosenScale) -> ChosenScale {
        let named = items.iter().find_map(|item| match &item.kind {
            ItemKind::ScaleUse(name) => Some(name),
            _ => None,
        });
        match named {
            Some(name) => self.scale_named(name).map_or(ChosenScale::AtFault, ChosenScale::Scale),
            None => around,
        }
    }

    /// The clauses groups and points share.
    pub(super) fn common(&mut self, section: &Section, span: Span) -> Common {
        let mut common = Common { head: section.head, span, ..Common::default() };
        for item in &section.items {
            match &item.kind {
                ItemKind::Applicable(clause) => {
                    if let Some(condition) = self.condition(&clause.condition) {
                        common.applicability.push(Applicability {
                            negated: clause.negated,
                            condition,
                            span: item.span,
                        });
                    }
                }
                ItemKind::OptIn(clause) => {
                    let conditions = (self.condition(&clause.optional_if), self.condition(&clause.retained_if));
                    if let (Some(optional_if), Some(retained_if)) = conditions {
                        common.opt_in = Some(OptIn { optional_if, retained_if, span: item.span });
                    }
                }
                ItemKind::Weight(clause) => common.weight = self.weight(clause, item.span),
                ItemKind::OutOfTotal => common.out_of_total = true,
                ItemKind::Prose(prose) if prose.kind != ProseKind::Wording => {
                    common.prose.push(Prose { kind: prose.kind, text: prose.text.plain(), span: item.span });
                }
                ItemKind::Resumes(clause) => {
                    common.resumes = clause.ids.iter().map(|id| id.text.clone()).collect();
                    common.merge = clause.merge;
                }
                ItemKind::New => common.is_new = true,
                _ => {}
            }
        }
        common
    }

    /// `poids`: exclusive cases, then the rest.
    fn weight(&mut self, clause: &WeightClause, span: Span) -> Weight {
        let mut weight = Weight { cases: Vec::new(), otherwise: None, span: Some(span) };
        for (literal, condition) in &clause.cases {
            let (value, condition) = (self.weight_value(literal), self.condition(condition));
            if let (Some(value), Some(condition)) = (value, condition) {
                weight.cases.push((value, condition));
            }
        }
        match &clause.otherwise {
            Some(literal) => weight.otherwise = self.weight_value(literal),
            None => {
                let fix = Fix::insert("ajouter `sinon 1`", span.end, " sinon 1");
                let last = clause.cases.last().map_or(span, |(literal, condition)| literal.span.to(condition.span));
                self.diagnostics.push(Diagnostic::new(Shape::WeightWithoutOtherwise, last).fix(fix));
            }
        }
        weight
    }

    fn weight_value(&mut self, literal: &Literal) -> Option<Exact> {
        let value = self.plain(literal, NumberPlace::Weight)?;
        let zero = integer(0);
        if value < zero {
            self.report(Typing::NegativeWeight, literal.span);
            return None;
        }
        if value == zero {
            self.report(Typing::ZeroWeight, literal.span);
        }
        Some(value)
    }

    /// True if some clause of a section could not be read, so that what seems missing may stand in it.
    pub(super) fn in_doubt(section: &Section) -> bool {
        !section.closed || any_broken(&section.items)
    }
}
