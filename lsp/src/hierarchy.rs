//! Which conditions rest on a name, and which names its own rests on: what a change of it reaches.

use grille::diagnostic::Span;
use grille::grid::index::{SymbolId, SymbolKind};

use crate::document::Document;

/// A neighbour in the hierarchy, and the places where one uses the other.
pub type Neighbour = (SymbolId, Vec<Span>);

/// The name at an offset, if it can use or be used; else the declaration around the offset.
pub fn prepare(document: &Document, offset: u32) -> Option<SymbolId> {
    let index = document.index();
    let found = index.at(offset).iter().map(|occurrence| occurrence.symbol).find(|id| takes_part(document, *id));
    found.or_else(|| index.holder(Span::at(offset)))
}

/// The declarations that use a name, in the order of the text.
pub fn incoming(document: &Document, id: SymbolId) -> Vec<Neighbour> {
    let index = document.index();
    let uses = index.uses_of(id).filter_map(|span| Some((index.holder(span)?, span)));
    grouped(uses.filter(|(holder, _)| *holder != id))
}

/// The names a declaration uses, in the order it uses them.
pub fn outgoing(document: &Document, id: SymbolId) -> Vec<Neighbour> {
    let index = document.index();
    let whole = index.symbol(id).whole;
    let uses = index
        .occurrences
        .iter()
        .filter(|occurrence| whole.contains(occurrence.span) && !occurrence.declares && occurrence.symbol != id)
        .filter(|occurrence| index.holder(occurrence.span) == Some(id) && takes_part(document, occurrence.symbol));
    grouped(uses.map(|occurrence| (occurrence.symbol, occurrence.span)))
}

/// True for what stands in conditions or holds some.
fn takes_part(document: &Document, id: SymbolId) -> bool {
    use SymbolKind::{Decision, Definition, Group, Input, Parameter, Point};
    matches!(document.index().symbol(id).kind, Input | Parameter | Definition | Decision | Point | Group)
}

fn grouped(pairs: impl Iterator<Item = (SymbolId, Span)>) -> Vec<Neighbour> {
    let mut found: Vec<Neighbour> = Vec::new();
    for (id, span) in pairs {
        match found.iter_mut().find(|(known, _)| *known == id) {
            Some((_, spans)) => spans.push(span),
            None => found.push((id, vec![span])),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{GRID, marked};

    fn names(document: &Document, found: &[Neighbour]) -> Vec<String> {
        found.iter().map(|(id, spans)| format!("{} ×{}", document.index().symbol(*id).name, spans.len())).collect()
    }

    #[test]
    fn what_uses_and_what_is_used() {
        let (document, at) = marked(&GRID.replace("définition joignable", "définition joi$0gnable"));
        let id = prepare(&document, at).unwrap();
        assert_eq!(names(&document, &incoming(&document, id)), ["1.2 ×1"]);
        assert_eq!(names(&document, &outgoing(&document, id)), ["canaux ×1"]);
        let (document, at) = marked(&GRID.replace("exigence \"B\"", "exig$0ence \"B\""));
        let id = prepare(&document, at).unwrap();
        assert_eq!(
            names(&document, &outgoing(&document, id)),
            ["joignable ×1", "mesuré ×1", "taux_décroché ×2", "objectif ×2", "fréquence ×2"]
        );
    }
}
