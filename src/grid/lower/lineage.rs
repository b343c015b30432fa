//! What becomes of the version replaced: points taken up, new or retired.

use std::collections::HashMap;

use super::Lowering;
use super::place::first_word;
use crate::diagnostic::{Diagnostic, Named, Shape, Span};
use crate::grid;
use crate::syntax::tree::{
    Item, ItemKind, Member, Name, Need, OptionDeclaration, ResumesClause, Retired, Section, TypeExpression, TypeKind,
};

impl Lowering<'_> {
    /// Checks every `reprend`, `nouveau` and `retire`, and notes the points retired.
    pub(super) fn lineage(&mut self) {
        let mut seen = Seen::default();
        self.lineage_of(self.items(), &mut seen);
        for item in self.items() {
            if let ItemKind::Retire(entries) = &item.kind {
                seen.at("retire", first_word(item, "retire"));
                for entry in entries {
                    self.retired(entry, &mut seen);
                }
            }
        }
        seen.at_declarations(self.items());
        if let (None, false, Some((span, clause))) = (&self.grid.replaces, self.unreadable, seen.first) {
            self.report(Shape::NoReplaced(clause), span);
        }
    }

    /// The lineage clauses of sections.
    fn lineage_of(&mut self, items: &[Item], seen: &mut Seen) {
        for item in items {
            let ItemKind::Section(section) = &item.kind else { continue };
            let is_new = section.items.iter().find(|item| matches!(item.kind, ItemKind::New));
            if let Some(item) = is_new {
                seen.at("nouveau", item.span);
            } else if let Some(id) = &section.id
                && self.is_point(section)
                // `reprend` says all that is taken up.
                && !section.items.iter().any(|item| matches!(item.kind, ItemKind::Resumes(_)))
            {
                seen.taken.insert(id.text.clone(), id.span);
            }
            for inner in &section.items {
                match &inner.kind {
                    ItemKind::Resumes(clause) => {
                        seen.at("reprend", first_word(inner, "reprend"));
                        self.resumes(clause, inner, is_new);
                        if self.is_point(section) {
                            seen.taken.extend(clause.ids.iter().map(|id| (id.text.clone(), id.span)));
                        }
                    }
                    ItemKind::Requirement(clause) => seen.at_members(&clause.need),
                    _ => {}
                }
            }
            self.lineage_of(&section.items, seen);
        }
    }

    fn is_point(&self, section: &Section) -> bool {
        section.id.as_ref().is_some_and(|id| self.point_ids.contains_key(&id.text))
    }

    /// `reprend`: old ids once each, no `nouveau` beside it, nothing to merge in a single one.
    fn resumes(&mut self, clause: &ResumesClause, item: &Item, is_new: Option<&Item>) {
        let mut first: HashMap<&str, Span> = HashMap::new();
        for id in &clause.ids {
            if let Some(first) = first.insert(&id.text, id.span) {
                self.repeated(Named::OldId, id, first);
            }
        }
        if let Some(is_new) = is_new {
            let diagnostic = Diagnostic::new(Shape::NewAndResumed, first_word(item, "reprend"));
            self.diagnostics.push(diagnostic.label(is_new.span, "`nouveau` est ici"));
        }
        if let ([only], Some(_)) = (clause.ids.as_slice(), clause.merge) {
            let rest = Span { start: only.span.end, end: item.span.end };
            let fix = crate::diagnostic::Fix::replace("retirer `par …`", rest, "");
            self.diagnostics.push(Diagnostic::new(Shape::LoneMerge, rest).fix(fix));
        }
    }

    /// An entry of `retire`: a reason or what covers it, points that exist, and nothing that takes the old point up.
    fn retired(&mut self, entry: &Retired, seen: &mut Seen) {
        let id = &entry.id;
        if let Some(first) = seen.retired.insert(id.text.clone(), id.span) {
            self.repeated(Named::OldId, id, first);
            return;
        }
        if entry.reason.is_none() && entry.covered_by.is_empty() {
            self.report(Shape::RetiredWithoutReason(id.text.clone()), id.span);
        }
        if let Some(taken) = seen.taken.get(&id.text) {
            let diagnostic = Diagnostic::new(Shape::RetiredAndTaken(id.text.clone()), id.span);
            self.diagnostics.push(diagnostic.label(*taken, "il est repris ici"));
        }
        for point in &entry.covered_by {
            self.point_of(point);
        }
        self.grid.retired.push(grid::Retired {
            id: id.text.clone(),
            reason: entry.reason.as_ref().map(crate::syntax::tree::Text::plain).unwrap_or_default(),
            covered_by: entry.covered_by.iter().map(|point| point.text.clone()).collect(),
            span: id.span.to(entry.reason.as_ref().map_or(id.span, |reason| reason.span)),
        });
    }
}

/// The lineage clauses met so far.
#[derive(Default)]
struct Seen {
    /// The first of them in the text.
    first: Option<(Span, &'static str)>,
    /// Old points taken up, each with the place that does.
    taken: HashMap<String, Span>,
    /// Old points retired.
    retired: HashMap<String, Span>,
}

impl Seen {
    fn at(&mut self, clause: &'static str, span: Span) {
        if self.first.is_none_or(|(first, _)| span < first) {
            self.first = Some((span, clause));
        }
    }

    fn at_name(&mut self, resumed: Option<&Name>) {
        if let Some(name) = resumed {
            self.at("reprend", name.span);
        }
    }

    fn at_members(&mut self, need: &Need) {
        for Member { resumes, need, .. } in &need.members {
            self.at_name(resumes.as_ref());
            if let Some(inner) = need {
                self.at_members(inner);
            }
        }
    }

    /// `reprend` on inputs, options and levels.
    fn at_declarations(&mut self, items: &[Item]) {
        for item in items {
            match &item.kind {
                ItemKind::Scale(scale) => {
                    for level in &scale.levels {
                        self.at_name(level.resumes.as_ref());
                    }
                }
                ItemKind::Type(declaration) => self.at_type(&declaration.definition),
                ItemKind::Inputs(block) => {
                    for input in &block.inputs {
                        self.at_name(input.resumes.as_ref());
                        self.at_type(&input.ty);
                    }
                }
                _ => {}
            }
        }
    }

    fn at_type(&mut self, ty: &TypeExpression) {
        if let TypeKind::Choice(options) | TypeKind::OrderedChoice(options) | TypeKind::Set(options) = &ty.kind {
            for OptionDeclaration { resumes, .. } in options {
                self.at_name(resumes.as_ref());
            }
        }
    }
}
