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
            let Some(&Clause { words: clause, rooms: belongs, repeatable }) = clause_of(&item.kind) else { continue };
            if let (ItemKind::ScaleUse(name), Room::Grid) = (&item.kind, here) {
                // A declaration whose braces were forgotten, rather than a choice of scale.
                self.report(Shape::Empty(Braces::Scale(name.text.clone())), name.span);
            } else if !belongs.contains(&here) {
                let problem = Shape::Misplaced { clause, here, belongs: belongs.to_vec() };
                self.report(problem, first_word(item, clause));
            } else if !repeatable && let Some(first) = first_of(&items[..at], clause) {
                let diagnostic = Diagnostic::new(Shape::RepeatedClause(clause), first_word(item, clause));
                self.diagnostics.push(diagnostic.label(first_word(first, clause), "la première fois"));
            }
        }
    }
}

/// The first clause with these words.
fn first_of<'i>(items: &'i [Item], words: &str) -> Option<&'i Item> {
    items.iter().find(|item| clause_of(&item.kind).is_some_and(|clause| clause.words == words))
}

/// The place of the clause's own words.
pub(super) fn first_word(item: &Item, clause: &str) -> Span {
    let end = item.span.start.saturating_add(Span::new(clause.len(), 0).start);
    Span { start: item.span.start, end: end.min(item.span.end) }
}

/// A clause of the language: its words, where it belongs, and whether it may be repeated there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause {
    /// The words it begins with.
    pub words: &'static str,
    /// Where it may stand.
    pub rooms: &'static [Room],
    /// True if it may stand there more than once.
    pub repeatable: bool,
}

const GRID: &[Room] = &[Room::Grid];
const POINT: &[Room] = &[Room::Point];
const SECTIONS: &[Room] = &[Room::Group, Room::Point];
const ALL: &[Room] = &[Room::Grid, Room::Group, Room::Point];

/// Every clause, sections apart; the two clauses `échelle` are told apart by where they stand.
const CLAUSES: &[Clause] = &[
    once_in("grille", GRID),
    once_in("remplace", GRID),
    once_in("titre", GRID),
    again_in("source", ALL),
    once_in("exigence", POINT),
    again_in("exemples", POINT),
    again_in("note", ALL),
    again_in("référence", POINT),
    again_in("preuve", POINT),
    again_in("interprétation", ALL),
    again_in("hors champ", POINT),
    once_in("plan", GRID),
    once_in("total", GRID),
    again_in("échelle", GRID),
    again_in("type", GRID),
    again_in("profil", GRID),
    again_in("mesures", GRID),
    again_in("paramètre", GRID),
    again_in("définition", GRID),
    again_in("contrainte", GRID),
    again_in("liste", GRID),
    again_in("décision", GRID),
    again_in("retire", GRID),
    again_in("non applicable", SECTIONS),
    again_in("applicable", SECTIONS),
    once_in("facultatif", SECTIONS),
    again_in("dispense", POINT),
    again_in("admet", POINT),
    again_in("exige", POINT),
    once_in("poids", SECTIONS),
    once_in("échelle", SECTIONS),
    once_in("barème", POINT),
    once_in("hors total", SECTIONS),
    once_in("reprend", SECTIONS),
    once_in("nouveau", SECTIONS),
];

const fn once_in(words: &'static str, rooms: &'static [Room]) -> Clause {
    Clause { words, rooms, repeatable: false }
}

const fn again_in(words: &'static str, rooms: &'static [Room]) -> Clause {
    Clause { words, rooms, repeatable: true }
}

/// The clauses that may stand somewhere, sections apart.
pub fn clauses(room: Room) -> impl Iterator<Item = &'static Clause> {
    CLAUSES.iter().filter(move |clause| clause.rooms.contains(&room))
}

/// The words of a clause and its entry in the table; none for sections and for what could not be read.
pub fn clause_of(kind: &ItemKind) -> Option<&'static Clause> {
    let words = match kind {
        ItemKind::Header(_) => "grille",
        ItemKind::Replaces(_) => "remplace",
        ItemKind::Prose(prose) => match prose.kind {
            ProseKind::Title => "titre",
            ProseKind::Source => "source",
            ProseKind::Wording => "exigence",
            ProseKind::Examples => "exemples",
            ProseKind::Note => "note",
            ProseKind::Reference => "référence",
            ProseKind::Evidence => "preuve",
            ProseKind::Interpretation => "interprétation",
            ProseKind::OutOfScope => "hors champ",
        },
        ItemKind::Plan(_) => "plan",
        ItemKind::Total(_) => "total",
        ItemKind::Scale(_) | ItemKind::ScaleUse(_) => "échelle",
        ItemKind::Type(_) => "type",
        ItemKind::Inputs(block) => block.section.word(),
        ItemKind::Parameter(_) => "paramètre",
        ItemKind::Definition(_) => "définition",
        ItemKind::Constraint(_) => "contrainte",
        ItemKind::Checklist(_) => "liste",
        ItemKind::Decision(_) => "décision",
        ItemKind::Retire(_) => "retire",
        ItemKind::Applicable(clause) if clause.negated => "non applicable",
        ItemKind::Applicable(_) => "applicable",
        ItemKind::OptIn(_) => "facultatif",
        ItemKind::Waiver(_) => "dispense",
        ItemKind::Substitute(_) => "admet",
        ItemKind::Requirement(_) => "exige",
        ItemKind::Weight(_) => "poids",
        ItemKind::Grading(_) => "barème",
        ItemKind::OutOfTotal => "hors total",
        ItemKind::Resumes(_) => "reprend",
        ItemKind::New => "nouveau",
        ItemKind::Section(_) | ItemKind::Broken => return None,
    };
    let at_top = matches!(kind, ItemKind::Scale(_));
    CLAUSES
        .iter()
        .find(|clause| clause.words == words && (words != "échelle" || clause.rooms.contains(&Room::Grid) == at_top))
}
