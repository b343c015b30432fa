//! Where in the grid a place of the text is.

use crate::diagnostic::Span;
use crate::syntax::tree::{File, ItemKind, Section, Text};

/// The headings around a place, outermost first: `engagement 6`, `thème « … »`, `point 6.2`.
pub(super) fn of(span: Span, file: &File) -> Vec<String> {
    let mut path = Vec::new();
    let mut items = &file.items;
    loop {
        let around = items.iter().find_map(|item| match &item.kind {
            ItemKind::Section(section) if item.span.contains(span) => Some(section),
            _ => None,
        });
        let Some(section) = around else { return path };
        path.push(heading(section));
        items = &section.items;
    }
}

/// The word and id of a section, or its word and title.
fn heading(section: &Section) -> String {
    let word = &section.word.text;
    match (&section.id, section.title.as_ref().map(Text::plain)) {
        (Some(id), _) => format!("{word} {}", id.text),
        (None, Some(title)) => format!("{word} «\u{a0}{title}\u{a0}»"),
        (None, None) => word.clone(),
    }
}
