//! Points and groups, and the names inside them.

use std::collections::HashMap;

use super::declarations::markers;
use super::{Reader, SymbolId, SymbolKind};
use crate::diagnostic::Span;
use crate::syntax::tree::{Item, ItemKind, Member, Name, Need, ProseKind, Section};

/// The names of a point.
#[derive(Default)]
struct Local<'a> {
    point: Option<SymbolId>,
    elements: HashMap<&'a str, SymbolId>,
    supports: HashMap<&'a str, SymbolId>,
    /// The shared lists taken in.
    lists: Vec<SymbolId>,
}

impl<'a> Reader<'a> {
    /// Every point and group with an id.
    pub(super) fn declare_sections(&mut self, items: &'a [Item]) {
        for item in items {
            let ItemKind::Section(section) = &item.kind else { continue };
            if let Some(id) = &section.id {
                let kind = if self.is_point(section) { SymbolKind::Point } else { SymbolKind::Group };
                self.declare(kind, id, item.span);
            }
            self.declare_sections(&section.items);
        }
        self.scales_of(items, self.tables.default_scale);
    }

    /// The scale of each point: its own, that of what is around it, the default one.
    fn scales_of(&mut self, items: &'a [Item], around: Option<SymbolId>) {
        for item in items {
            let ItemKind::Section(section) = &item.kind else { continue };
            let named = section.items.iter().find_map(|item| match &item.kind {
                ItemKind::ScaleUse(name) => Some(self.tables.scales.get(name.text.as_str()).copied()),
                _ => None,
            });
            let scale = named.unwrap_or(around);
            let point = section.id.as_ref().and_then(|id| self.tables.points.get(id.text.as_str()).copied());
            if let (Some(point), Some(scale), true) = (point, scale, self.is_point(section)) {
                self.tables.scale_of.insert(point, scale);
            }
            self.scales_of(&section.items, scale);
        }
    }

    /// True for a point; where the plan does not tell, for a section without sections.
    fn is_point(&self, section: &Section) -> bool {
        let word = section.word.text.as_str();
        if self.tables.point_words.contains(&word) {
            return true;
        }
        !self.tables.ranks.contains_key(word)
            && !section.items.iter().any(|item| matches!(item.kind, ItemKind::Section(_)))
    }

    /// The names in sections and in the clauses beside them.
    pub(super) fn sections(&mut self, items: &'a [Item], scale: Option<SymbolId>) {
        let scale = scale.or(self.tables.default_scale);
        for item in items {
            if let ItemKind::Section(section) = &item.kind {
                self.uses(section.word.span, self.tables.ranks.get(section.word.text.as_str()).copied());
                let named = section.items.iter().find_map(|item| match &item.kind {
                    ItemKind::ScaleUse(name) => self.tables.scales.get(name.text.as_str()).copied(),
                    _ => None,
                });
                let scale = named.or(scale);
                self.clauses(section, scale);
                self.sections(&section.items, scale);
            }
        }
    }

    /// The clauses of one section.
    fn clauses(&mut self, section: &'a Section, scale: Option<SymbolId>) {
        let is_point = self.is_point(section);
        let kind = if is_point { SymbolKind::Point } else { SymbolKind::Group };
        let own = section.id.as_ref().and_then(|id| self.tables.of(kind).get(id.text.as_str()).copied());
        let mut local = Local { point: own.filter(|_| is_point), ..Local::default() };
        self.marked(section, &mut local);
        self.required(section, &mut local);
        for item in &section.items {
            match &item.kind {
                ItemKind::Applicable(clause) => self.condition(&clause.condition),
                ItemKind::OptIn(clause) => {
                    self.condition(&clause.optional_if);
                    self.condition(&clause.retained_if);
                }
                ItemKind::Weight(clause) => clause.cases.iter().for_each(|(_, condition)| self.condition(condition)),
                ItemKind::ScaleUse(name) => {
                    self.uses(name.span, self.tables.scales.get(name.text.as_str()).copied());
                }
                ItemKind::Grading(lines) => {
                    for line in lines {
                        self.uses(line.level.span, self.part(scale, &line.level.text));
                        line.condition.iter().for_each(|condition| self.condition(condition));
                    }
                }
                ItemKind::Waiver(clause) => {
                    self.path(&clause.element, &local);
                    self.condition(&clause.condition);
                }
                ItemKind::Substitute(clause) => {
                    self.element(&clause.name, item.span, &mut local);
                    self.path(&clause.element, &local);
                    clause.condition.iter().for_each(|condition| self.condition(condition));
                }
                ItemKind::Resumes(clause) => clause.ids.iter().for_each(|id| self.former(Some(id), kind, own)),
                _ => {}
            }
        }
    }

    /// The elements the official wording marks, and the lists it includes.
    fn marked(&mut self, section: &'a Section, local: &mut Local<'a>) {
        let wording = section.items.iter().find_map(|item| match &item.kind {
            ItemKind::Prose(prose) if prose.kind == ProseKind::Wording => Some(&prose.text),
            _ => None,
        });
        for marker in wording.into_iter().flat_map(markers) {
            match self.tables.checklists.get(marker.name.text.as_str()).copied() {
                Some(list) => {
                    self.uses(marker.name.span, Some(list));
                    local.lists.push(list);
                }
                None => self.element(&marker.name, marker.span, local),
            }
        }
    }

    /// The elements and supports of `exige`.
    fn required(&mut self, section: &'a Section, local: &mut Local<'a>) {
        for item in &section.items {
            let ItemKind::Requirement(clause) = &item.kind else { continue };
            self.need(&clause.need, local);
            for member in clause.for_each.iter().flatten() {
                self.support(member, local);
            }
        }
    }

    fn need(&mut self, need: &'a Need, local: &mut Local<'a>) {
        for member in &need.members {
            let name = &member.name;
            let known = local.elements.get(name.text.as_str()).copied();
            let list = self.tables.checklists.get(name.text.as_str()).copied();
            match (known, list, &member.label) {
                // Marked in the wording, or in another `exige`.
                (Some(known), ..) => self.uses(name.span, Some(known)),
                (None, Some(list), None) if member.need.is_none() => {
                    self.uses(name.span, Some(list));
                    local.lists.push(list);
                }
                (None, _, label) if label.is_some() || member.need.is_some() => {
                    let whole = label.as_ref().map_or(name.span, |label| name.span.to(label.span));
                    self.element(name, whole, local);
                }
                _ => {}
            }
            let now = local.elements.get(name.text.as_str()).copied();
            self.former(member.resumes.as_ref(), SymbolKind::Element, now);
            member.need.iter().for_each(|need| self.need(need, local));
        }
    }

    fn support(&mut self, member: &'a Member, local: &mut Local<'a>) {
        let name = &member.name;
        let known = local.supports.get(name.text.as_str()).or_else(|| local.elements.get(name.text.as_str())).copied();
        let id = known.unwrap_or_else(|| {
            let whole = member.label.as_ref().map_or(name.span, |label| name.span.to(label.span));
            self.add(SymbolKind::Support, name, local.point, whole)
        });
        self.uses(name.span, known);
        local.supports.insert(&name.text, id);
    }

    /// An element of the point, declared for the first time or again.
    fn element(&mut self, name: &'a Name, whole: Span, local: &mut Local<'a>) {
        if let Some(known) = local.elements.get(name.text.as_str()).copied() {
            self.declares(name.span, known);
        } else {
            let id = self.add(SymbolKind::Element, name, local.point, whole);
            local.elements.insert(&name.text, id);
        }
    }

    /// A name, or a dotted path: supports, then an element.
    fn path(&mut self, path: &'a Name, local: &Local<'a>) {
        let parts = self.parts_of_path(path);
        let last = parts.len().saturating_sub(1);
        for (place, (part, span)) in parts.into_iter().enumerate() {
            let support = local.supports.get(part).copied();
            let element = || {
                let own = local.elements.get(part).copied();
                own.or_else(|| local.lists.iter().find_map(|list| self.element_of_list(*list, part, 0)))
            };
            let symbol = if place == last { element().or(support) } else { support };
            self.uses(span, symbol);
        }
    }

    /// The names of a dotted path, each with its place; none where it is not written as it reads.
    pub(super) fn parts_of_path<'p>(&self, path: &'p Name) -> Vec<(&'p str, Span)> {
        // The place of each part is told by the source: the path may stand there in decomposed letters.
        let written: Vec<&str> = self.source.slice(path.span).split('.').collect();
        let parts: Vec<&str> = path.text.split('.').collect();
        if written.len() != parts.len() {
            return Vec::new();
        }
        let mut at = path.span.start as usize;
        let spans = written.iter().map(|part| {
            let span = Span::new(at, at + part.len());
            at += part.len() + 1;
            span
        });
        parts.into_iter().zip(spans).collect()
    }

    /// An element of a shared list, or of one it includes.
    fn element_of_list(&self, list: SymbolId, name: &str, depth: usize) -> Option<SymbolId> {
        // Deeper than there are lists is a circle.
        if depth > self.tables.checklists.len() {
            return None;
        }
        let included = self.tables.includes.get(&list).into_iter().flatten();
        self.part(Some(list), name)
            .or_else(|| included.copied().find_map(|inner| self.element_of_list(inner, name, depth + 1)))
    }
}
