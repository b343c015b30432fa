//! What a text leads to: addresses, references of law, files beside the grid, the version replaced.

use grille::diagnostic::Span;
use grille::syntax::tree::{Item, ItemKind, ProseKind, Text};

use crate::document::Document;

/// A stretch of text that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The stretch.
    pub span: Span,
    /// Where it leads.
    pub target: Target,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An address.
    Address(String),
    /// A reference of law, to be looked for.
    Law(String),
    /// A path beside the grid, which may not exist.
    File(String),
    /// The version replaced.
    Replaced,
}

impl Target {
    /// What is said of it.
    pub fn tooltip(&self) -> String {
        match self {
            Self::Address(_) => "Ouvrir l’adresse".to_owned(),
            Self::Law(_) => "Chercher ce texte sur Légifrance".to_owned(),
            Self::File(path) => format!("Ouvrir `{path}`"),
            Self::Replaced => "Ouvrir la version remplacée".to_owned(),
        }
    }
}

/// The links of a document, in the order of the text.
pub fn links(document: &Document) -> Vec<Link> {
    let mut found = Vec::new();
    let replaced = document.analysis().file.items.iter().find_map(|item| match &item.kind {
        ItemKind::Header(header) => header.replaces.as_ref(),
        ItemKind::Replaces(text) => Some(text),
        _ => None,
    });
    found.extend(replaced.map(|text| Link { span: inside(text), target: Target::Replaced }));
    for span in &document.analysis().file.texts {
        addresses(document, *span, &mut found);
    }
    prose(&document.analysis().file.items, &mut found);
    found.sort_by_key(|link| link.span);
    found
}

/// The addresses in a text.
fn addresses(document: &Document, text: Span, found: &mut Vec<Link>) {
    let written = document.slice(text);
    for scheme in ["https://", "http://"] {
        for (at, _) in written.match_indices(scheme) {
            let rest = &written[at..];
            let end =
                rest.find(|letter: char| letter.is_whitespace() || "\"»<>]".contains(letter)).unwrap_or(rest.len());
            let address = rest[..end].trim_end_matches(['.', ',', ';', ':', ')', '\u{a0}']);
            let start = text.start as usize + at;
            let span = Span::new(start, start + address.len());
            found.push(Link { span, target: Target::Address(address.to_owned()) });
        }
    }
}

/// References of law, and files beside the grid.
fn prose(items: &[Item], found: &mut Vec<Link>) {
    for item in items {
        match &item.kind {
            ItemKind::Section(section) => prose(&section.items, found),
            ItemKind::Prose(clause)
                if matches!(clause.kind, ProseKind::Reference | ProseKind::Source | ProseKind::Evidence) =>
            {
                let written = clause.text.plain();
                let span = inside(&clause.text);
                if found.iter().any(|link| span.contains(link.span)) {
                    continue;
                }
                if clause.kind == ProseKind::Reference && is_law(&written) {
                    found.push(Link { span, target: Target::Law(written) });
                } else if is_path(&written) {
                    found.push(Link { span, target: Target::File(written) });
                }
            }
            _ => {}
        }
    }
}

/// A text without its quotes.
fn inside(text: &Text) -> Span {
    let quotes = if text.block { 3 } else { 1 };
    let Span { start, end } = text.span;
    if end - start >= 2 * quotes { Span { start: start + quotes, end: end - quotes } } else { text.span }
}

/// True for what cites a code, a law, a decree.
fn is_law(text: &str) -> bool {
    let folded = crate::folded::folded(text);
    let words: Vec<&str> = folded.split(|letter: char| !letter.is_alphanumeric()).collect();
    ["code", "loi", "decret", "arrete", "ordonnance", "circulaire", "directive", "reglement"]
        .iter()
        .any(|word| words.contains(word))
}

/// True for what looks like the path of a file: one line, no blank at its ends, an ending.
fn is_path(text: &str) -> bool {
    let ending = text.rsplit_once('.').map_or("", |(_, ending)| ending);
    (1..=5).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !text.contains('\n')
        && !text.contains("://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lead_where_they_say() {
        let text = "grille x version \"2\" remplace \"1\"\nnote \"Voir https://exemple.fr/a?b=1, ou ailleurs.\"\n\
                    point 1 {\n  référence \"Code du travail, art. L. 1\"\n  référence \"Charte de l'accueil\"\n  \
                    source \"annexes/grille 2023.pdf\"\n}\n";
        let document = Document::new("x.grille", 1, text.to_owned());
        let shown: Vec<_> =
            links(&document).iter().map(|link| format!("{} {:?}", document.slice(link.span), link.target)).collect();
        assert_eq!(
            shown,
            [
                "1 Replaced",
                "https://exemple.fr/a?b=1 Address(\"https://exemple.fr/a?b=1\")",
                "Code du travail, art. L. 1 Law(\"Code du travail, art. L. 1\")",
                "annexes/grille 2023.pdf File(\"annexes/grille 2023.pdf\")",
            ]
        );
    }
}
