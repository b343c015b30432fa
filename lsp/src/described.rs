//! Names of a grid in words: what each is called, where it is used.

use grille::diagnostic::Span;
use grille::grid::index::{SymbolId, SymbolKind};
use grille::syntax::tree::ItemKind;

use crate::document::Document;

/// What a kind of names is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Alone: `entrée`.
    pub(crate) word: &'static str,
    /// With its article: `une entrée`.
    pub(crate) an: &'static str,
}

/// What a kind of names is called.
pub(crate) fn kind_of(kind: SymbolKind) -> Kind {
    let (word, an) = match kind {
        SymbolKind::Input => ("entrée", "une entrée"),
        SymbolKind::Parameter => ("paramètre", "un paramètre"),
        SymbolKind::Definition => ("définition", "une définition"),
        SymbolKind::Decision => ("décision", "une décision"),
        SymbolKind::Type => ("type", "un type"),
        SymbolKind::Scale => ("échelle", "une échelle"),
        SymbolKind::Level | SymbolKind::DecisionLevel => ("niveau", "un niveau"),
        SymbolKind::Choice => ("option", "une option"),
        SymbolKind::Checklist => ("liste", "une liste"),
        SymbolKind::Element => ("élément", "un élément"),
        SymbolKind::Support => ("support", "un support"),
        SymbolKind::Rank => ("mot du plan", "un mot du plan"),
        SymbolKind::Group => ("groupe", "un groupe"),
        SymbolKind::Point => ("point", "un point"),
    };
    Kind { word, an }
}

/// What holds a place: « point 6.2 », « définition `joignable` », « une contrainte ».
pub(crate) fn holder(document: &Document, place: Span) -> Option<String> {
    let index = document.index();
    if let Some(id) = index.holder(place) {
        return Some(titled(document, id));
    }
    let items = &document.analysis().file.items;
    let constraint = items.iter().any(|item| matches!(item.kind, ItemKind::Constraint(_)) && item.span.contains(place));
    constraint.then(|| "une contrainte".to_owned())
}

/// A name after the word for what it is.
pub(crate) fn titled(document: &Document, id: SymbolId) -> String {
    let symbol = document.index().symbol(id);
    match symbol.kind {
        // The word of the plan the section begins with.
        SymbolKind::Group | SymbolKind::Point => {
            let word = document.slice(symbol.whole).split_whitespace().next().unwrap_or("point");
            format!("{word} {}", symbol.name)
        }
        kind => format!("{} `{}`", kind_of(kind).word, symbol.name),
    }
}

/// How many places a list names before it only counts them.
const NAMED: usize = 12;

/// Where a name is used, each place once: « point 6.2, définition `joignable` ».
pub(crate) fn uses(document: &Document, id: SymbolId) -> String {
    let mut holders: Vec<String> = Vec::new();
    for place in document.index().uses_of(id) {
        if let Some(holder) = holder(document, place).filter(|holder| !holders.contains(holder)) {
            holders.push(holder);
        }
    }
    let more = holders.len().saturating_sub(NAMED);
    holders.truncate(NAMED);
    match (holders.is_empty(), more) {
        (true, _) => "nulle part".to_owned(),
        (_, 0) => holders.join(", "),
        _ => format!("{}, et {more} autres", holders.join(", ")),
    }
}
