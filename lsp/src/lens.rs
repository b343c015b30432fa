//! What stands above a declaration: how often it is used; above a graded scale: its decision table.

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
}

impl LensKind {
    /// What it says.
    pub fn title(&self) -> String {
        match self {
            Self::Uses(uses) if uses.is_empty() => "aucune utilisation".to_owned(),
            Self::Uses(uses) if uses.len() == 1 => "1 utilisation".to_owned(),
            Self::Uses(uses) => format!("{} utilisations", uses.len()),
            Self::Table(_) => "table de décision".to_owned(),
        }
    }
}

/// Which lenses are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// How often names are used.
    pub uses: bool,
    /// Decision tables.
    pub tables: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { uses: true, tables: true }
    }
}

/// The lenses of a document, in the order of the text.
pub fn lenses(document: &Document, wanted: Wanted) -> Vec<Lens> {
    let mut found = Vec::new();
    if wanted.uses {
        uses(document, &mut found);
    }
    if wanted.tables {
        tables(&document.analysis().file.items, None, &mut found);
    }
    found.sort_by_key(|lens| lens.span);
    found
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
        let found = lenses(&document, Wanted::default());
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
        assert!(lenses(&document, Wanted { uses: false, tables: false }).is_empty());
    }
}
