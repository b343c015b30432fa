//! Which clause stands where, and how often.

use super::Lowering;
use crate::diagnostic::{Braces, Diagnostic, Room, Shape, Span};
use crate::syntax::tree::{Item, ItemKind, ProseKind};

/// The one clause of a kind among some; if it is repeated, the first.
pub(super) fn once(items: &[Item], wanted: impl Fn(&ItemKind) -> bool) -> Option<&Item> {
    items.iter().find(|item| wanted(&item.kind))
}

/// True if some of the clauses could not be read.
pub(super) fn any_broken(items: &[Item]) -> bool {
    items.iter().any(|item| matches!(item.kind, ItemKind::Broken))
}

impl Lowering<'_> {
    /// Says which clauses have no place here, and which are written again.
    pub(super) fn check_places(&mut self, items: &[Item], here: Room) {
        for (at, item) in items.iter().enumerate() {
            let (clause, belongs, repeatable) = rules(&item.kind);
            if belongs.is_empty() {
                continue;
            }
            if let (ItemKind::ScaleUse(name), Room::Grid) = (&item.kind, here) {
                // A declaration whose braces were forgotten, rather than a choice of scale.
                self.report(Shape::Empty(Braces::Scale(name.text.clone())), name.span);
            } else if !belongs.contains(&here) {
                let problem = Shape::Misplaced { clause, here, belongs: belongs.to_vec() };
                self.report(problem, first_word(item, clause));
            } else if !repeatable && let Some(first) = items[..at].iter().find(|first| rules(&first.kind).0 == clause) {
                let diagnostic = Diagnostic::new(Shape::RepeatedClause(clause), first_word(item, clause));
                self.diagnostics.push(diagnostic.label(first_word(first, clause), "la première fois"));
            }
        }
    }
}

/// The place of the clause's own words.
pub(super) fn first_word(item: &Item, clause: &str) -> Span {
    let end = item.span.start.saturating_add(Span::new(clause.len(), 0).start);
    Span { start: item.span.start, end: end.min(item.span.end) }
}

/// For each clause: its words, where it belongs (nowhere in particular for sections and what could not be read), and
/// whether it may be repeated there.
fn rules(kind: &ItemKind) -> (&'static str, &'static [Room], bool) {
    const GRID: &[Room] = &[Room::Grid];
    const POINT: &[Room] = &[Room::Point];
    const SECTIONS: &[Room] = &[Room::Group, Room::Point];
    const ALL: &[Room] = &[Room::Grid, Room::Group, Room::Point];
    match kind {
        ItemKind::Header(_) => ("grille", GRID, false),
        ItemKind::Replaces(_) => ("remplace", GRID, false),
        ItemKind::Prose(prose) => match prose.kind {
            ProseKind::Title => ("titre", GRID, false),
            ProseKind::Source => ("source", ALL, true),
            ProseKind::Wording => ("exigence", POINT, false),
            ProseKind::Examples => ("exemples", POINT, true),
            ProseKind::Note => ("note", ALL, true),
            ProseKind::Reference => ("référence", POINT, true),
            ProseKind::Evidence => ("preuve", POINT, true),
            ProseKind::Interpretation => ("interprétation", ALL, true),
            ProseKind::OutOfScope => ("hors champ", POINT, true),
        },
        ItemKind::Plan(_) => ("plan", GRID, false),
        ItemKind::Total(_) => ("total", GRID, false),
        ItemKind::Scale(_) => ("échelle", GRID, true),
        ItemKind::Type(_) => ("type", GRID, true),
        ItemKind::Inputs(block) => (block.section.word(), GRID, true),
        ItemKind::Parameter(_) => ("paramètre", GRID, true),
        ItemKind::Definition(_) => ("définition", GRID, true),
        ItemKind::Constraint(_) => ("contrainte", GRID, true),
        ItemKind::Checklist(_) => ("liste", GRID, true),
        ItemKind::Decision(_) => ("décision", GRID, true),
        ItemKind::Retire(_) => ("retire", GRID, true),
        ItemKind::Applicable(clause) if clause.negated => ("non applicable", SECTIONS, true),
        ItemKind::Applicable(_) => ("applicable", SECTIONS, true),
        ItemKind::OptIn(_) => ("facultatif", SECTIONS, false),
        ItemKind::Waiver(_) => ("dispense", POINT, true),
        ItemKind::Substitute(_) => ("admet", POINT, true),
        ItemKind::Requirement(_) => ("exige", POINT, true),
        ItemKind::Weight(_) => ("poids", SECTIONS, false),
        ItemKind::ScaleUse(_) => ("échelle", SECTIONS, false),
        ItemKind::Grading(_) => ("barème", POINT, false),
        ItemKind::OutOfTotal => ("hors total", SECTIONS, false),
        ItemKind::Resumes(_) => ("reprend", SECTIONS, false),
        ItemKind::New => ("nouveau", SECTIONS, false),
        ItemKind::Section(_) | ItemKind::Broken => ("", &[], true),
    }
}
