//! The places that change together while a name is edited, where the author asked for that.

use grille::diagnostic::Span;

use crate::document::Document;
use crate::navigation::places;

/// The places of the name at an offset, all written alike.
pub fn linked(document: &Document, offset: u32) -> Option<Vec<Span>> {
    let mut spans: Vec<Span> = places(document, offset).into_iter().map(|place| place.span).collect();
    spans.dedup();
    let first = document.slice(*spans.first()?);
    // The same letters, composed here and decomposed there, cannot be edited as one.
    (spans.len() > 1 && spans.iter().all(|span| document.slice(*span) == first)).then_some(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{GRID, marked};

    #[test]
    fn a_name_is_edited_everywhere_at_once() {
        let (document, at) = marked(&GRID.replace("[horaires]", "[hor$0aires]"));
        let found = linked(&document, at).unwrap();
        assert!(found.len() == 2 && found.iter().all(|span| document.slice(*span) == "horaires"));
        let (document, at) = marked(&GRID.replace("grille es", "grille $0es"));
        assert!(linked(&document, at).is_none());
    }
}
