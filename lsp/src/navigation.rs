//! From a name to where it is declared, to where it is used, and what else is the same name.

use grille::diagnostic::Span;
use grille::grid::index::{Occurrence, SymbolId};

use crate::document::Document;

/// Where the names at an offset are declared, and the name there.
pub fn definition(document: &Document, offset: u32) -> Option<(Span, Vec<SymbolId>)> {
    let found = document.index().at(offset);
    let span = found.first()?.span;
    Some((span, found.iter().map(|occurrence| occurrence.symbol).collect()))
}

/// What a name of the version replaced, at an offset, is in that version; `None` if no such name stands there.
pub fn former(document: &Document, offset: u32, replaced: &Document) -> Option<Vec<SymbolId>> {
    let former = document.index().former_at(offset)?;
    let name = document.slice(former.span);
    let found = replaced.index().all(former.kind).filter(|(_, symbol)| symbol.name == name);
    Some(found.map(|(id, _)| id).collect())
}

/// The type of what stands at an offset: that of an input or a parameter, the scale of a point's level.
pub fn type_definition(document: &Document, offset: u32) -> Vec<SymbolId> {
    use grille::grid::index::SymbolKind::{Choice, DecisionLevel, Input, Level, Parameter, Type};
    let index = document.index();
    let of = |occurrence: &Occurrence| {
        let symbol = index.symbol(occurrence.symbol);
        match symbol.kind {
            Level | Choice | DecisionLevel => symbol.owner,
            // The type named in the declaration.
            Input | Parameter => index
                .occurrences
                .iter()
                .filter(|inner| symbol.whole.contains(inner.span))
                .map(|inner| inner.symbol)
                .find(|inner| index.symbol(*inner).kind == Type),
            _ => None,
        }
    };
    index.at(offset).iter().filter_map(of).collect()
}

/// Every place of some names, in the order of the text; where they are declared only if asked for.
pub fn places_of(document: &Document, symbols: &[SymbolId], with_declaration: bool) -> Vec<Span> {
    let places = document.index().occurrences.iter();
    let wanted = places.filter(|place| symbols.contains(&place.symbol) && (with_declaration || !place.declares));
    let mut found: Vec<_> = wanted.map(|place| place.span).collect();
    found.dedup();
    found
}

/// Every place of the names at an offset, in the order of the text.
pub fn places(document: &Document, offset: u32) -> Vec<Occurrence> {
    let index = document.index();
    let wanted: Vec<SymbolId> = index.at(offset).iter().map(|occurrence| occurrence.symbol).collect();
    index.occurrences.iter().copied().filter(|occurrence| wanted.contains(&occurrence.symbol)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{GRID, marked};

    fn references(document: &Document, offset: u32, with_declaration: bool) -> Vec<Span> {
        let symbols = definition(document, offset).map(|(_, symbols)| symbols).unwrap_or_default();
        places_of(document, &symbols, with_declaration)
    }

    fn lines(document: &Document, spans: &[Span]) -> Vec<String> {
        let line = |span: &Span| document.lines.span(document.text(), document.lines.line(span.start));
        spans.iter().map(|span| document.slice(line(span)).trim().to_owned()).collect()
    }

    #[test]
    fn a_name_leads_to_its_declaration() {
        for (place, expected) in [
            ("< obj$0ectif", "paramètre objectif = 85 % \"Objectif de l'année\""),
            ("applicable si $0joignable", "définition joignable \"On peut le joindre\" : canaux contient téléphone"),
            ("      non_conforme$0 si", "non_conforme = 0 \"Rien n'est fait\""),
            (
                "fréquence < mensuelle$0",
                "type périodicité : choix ordonné { annuelle \"Chaque année\" < mensuelle \"Chaque mois\" }",
            ),
            ("exige tous { hor$0aires", "• [horaires] les horaires d'ouverture ;"),
            ("  po$0int 1.1", "plan : engagement > point"),
        ] {
            let (document, at) = marked(&GRID.replacen(&place.replace("$0", ""), place, 1));
            let (_, symbols) = definition(&document, at).unwrap();
            let declared: Vec<_> = symbols.iter().map(|id| document.index().symbol(*id).declared).collect();
            assert_eq!(lines(&document, &declared), [expected], "{place}");
        }
    }

    #[test]
    fn a_name_leads_to_its_uses() {
        let (document, at) = marked(&GRID.replace("  mesuré  ", "  mes$0uré  "));
        assert_eq!(
            lines(&document, &references(&document, at, false)),
            ["existe si mesuré", "non_conforme si non mesuré ou taux_décroché < objectif ou fréquence < mensuelle"]
        );
        assert_eq!(references(&document, at, true).len(), 3);
        let (document, at) = marked(&GRID.replace("\"On peut", "\"On$0 peut"));
        assert!(references(&document, at, true).is_empty());
    }

    #[test]
    fn a_value_leads_to_what_lists_it() {
        let (document, at) = marked(&GRID.replace("fréquence < mensuelle", "fréquence < mens$0uelle"));
        let names: Vec<_> =
            type_definition(&document, at).iter().map(|id| document.index().symbol(*id).name.clone()).collect();
        assert_eq!(names, ["périodicité"]);
        let (document, at) = marked(&GRID.replace("  fréquence  ", "  fré$0quence  "));
        let names: Vec<_> =
            type_definition(&document, at).iter().map(|id| document.index().symbol(*id).name.clone()).collect();
        assert_eq!(names, ["périodicité"]);
    }
}
