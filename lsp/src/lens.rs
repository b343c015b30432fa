//! What stands above a declaration: how often it is used; above a graded scale: its decision table; above a case: how it comes out;
//! above a grid: what it can be compared with.

use grille::diagnostic::Span;
use grille::grid::index::{SymbolId, SymbolKind};
use grille::syntax::tree::{Item, ItemKind};
use serde::Deserialize;

use crate::document::Document;

/// A line above a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The name or the word it is about.
    pub span: Span,
    /// What it offers.
    pub kind: LensKind,
}

/// What a lens offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LensKind {
    /// The places that use a name.
    Uses(Vec<Span>),
    /// The decision table of a point's `barème`, or of a decision, by id or name.
    Table(String),
    /// A case to be run, and how many of its expectations are not met.
    Case {
        /// Its title.
        title: String,
        /// How many expectations are not met.
        unmet: usize,
    },
    /// The comparison with the version that was published, or that is replaced.
    Compare,
    /// What the grid, or a point, does to the archive.
    Effect(String),
}

impl LensKind {
    /// What it says.
    pub fn title(&self) -> String {
        match self {
            Self::Uses(uses) if uses.is_empty() => "aucune utilisation".to_owned(),
            Self::Uses(uses) if uses.len() == 1 => "1 utilisation".to_owned(),
            Self::Uses(uses) => format!("{} utilisations", uses.len()),
            Self::Table(_) => "table de décision".to_owned(),
            Self::Case { unmet: 0, .. } => "lancer ce cas (tenu)".to_owned(),
            Self::Case { unmet: 1, .. } => "lancer ce cas (1 attente non tenue)".to_owned(),
            Self::Case { unmet, .. } => format!("lancer ce cas ({unmet} attentes non tenues)"),
            Self::Compare => "comparer à la version publiée".to_owned(),
            Self::Effect(told) => told.clone(),
        }
    }
}

/// Which lenses are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools)] // each is a choice of its own, on or off
pub struct Wanted {
    /// How often names are used.
    pub uses: bool,
    /// Decision tables.
    pub tables: bool,
    /// Cases to be run.
    pub cases: bool,
    /// Versions to be compared.
    pub versions: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { uses: true, tables: true, cases: true, versions: true }
    }
}

/// The lenses of a grid, in the order of the text; `comparable` if there is a version to compare it with.
pub fn lenses(document: &Document, wanted: Wanted, comparable: bool) -> Vec<Lens> {
    let mut found = Vec::new();
    if wanted.versions && comparable {
        found.extend(header(document).map(|span| Lens { span, kind: LensKind::Compare }));
    }
    if wanted.uses {
        uses(document, &mut found);
    }
    if wanted.tables {
        tables(&document.analysis().file.items, None, &mut found);
    }
    found.sort_by_key(|lens| lens.span);
    found
}

/// Where the header of a grid stands.
pub(crate) fn header(document: &Document) -> Option<Span> {
    let items = &document.analysis().file.items;
    items.iter().find(|item| matches!(item.kind, ItemKind::Header(_))).map(|item| item.span)
}

fn uses(document: &Document, found: &mut Vec<Lens>) {
    use SymbolKind::{Checklist, Decision, Definition, Input, Parameter, Type};
    let index = document.index();
    let mut uses: Vec<Vec<Span>> = vec![Vec::new(); index.symbols.len()];
    for occurrence in index.occurrences.iter().filter(|occurrence| !occurrence.declares) {
        uses[occurrence.symbol.0].push(occurrence.span);
    }
    for (at, uses) in uses.into_iter().enumerate() {
        let symbol = index.symbol(SymbolId(at));
        if matches!(symbol.kind, Input | Parameter | Definition | Type | Checklist)
            || symbol.kind == Decision && !uses.is_empty()
        {
            found.push(Lens { span: symbol.declared, kind: LensKind::Uses(uses) });
        }
    }
}

fn tables(items: &[Item], point: Option<&str>, found: &mut Vec<Lens>) {
    let word = |item: &Item, word: &str| {
        let end = item.span.start as usize + word.len();
        Span::new(item.span.start as usize, end.min(item.span.end as usize))
    };
    for item in items {
        match (&item.kind, point) {
            (ItemKind::Section(section), _) => {
                tables(&section.items, section.id.as_ref().map(|id| id.text.as_str()), found);
            }
            (ItemKind::Grading(lines), Some(point)) if !lines.is_empty() => {
                found.push(Lens { span: word(item, "barème"), kind: LensKind::Table(point.to_owned()) });
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::GRID;

    #[test]
    fn declarations_say_how_often_they_are_used() {
        let document = Document::new("essai.grille", 1, GRID.to_owned());
        let found = lenses(&document, Wanted::default(), false);
        let shown: Vec<_> =
            found.iter().map(|lens| format!("{} : {}", document.slice(lens.span), lens.kind.title())).collect();
        assert_eq!(
            shown,
            [
                "périodicité : 1 utilisation",
                "canaux : 1 utilisation",
                "mesuré : 2 utilisations",
                "taux_décroché : 2 utilisations",
                "fréquence : 2 utilisations",
                "objectif : 2 utilisations",
                "joignable : 1 utilisation",
                "barème : table de décision",
            ]
        );
        assert_eq!(found.last().map(|lens| &lens.kind), Some(&LensKind::Table("1.2".to_owned())));
        let none = Wanted { uses: false, tables: false, ..Wanted::default() };
        assert!(lenses(&document, none, false).is_empty());
        let compared = lenses(&document, none, true);
        assert_eq!(compared[0].kind.title(), "comparer à la version publiée");
    }
}
