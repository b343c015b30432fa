//! What each word is, so that the editor colours it for what it means and not for what it looks like.

use std::sync::Arc;

use grille::diagnostic::Span;
use grille::grid::FUNCTIONS;
use grille::grid::index::SymbolKind;
use grille::syntax::token::TokenKind;

use crate::cases;
use crate::document::Document;

/// What a word is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// A word of the language, or of the plan.
    Keyword,
    /// Something with a name.
    Named(SymbolKind),
    /// A result of decisions: `score`, `niveau`.
    Function,
    /// A number, a date.
    Number,
    /// A text.
    Text,
    /// A comment.
    Comment,
    /// A sign of comparison.
    Operator,
}

/// A coloured stretch, on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coloured {
    /// Where.
    pub span: Span,
    /// What it is.
    pub colour: Colour,
    /// True where a name is declared.
    pub declares: bool,
}

/// The coloured stretches that touch a part of the text, in order, none over another.
pub fn colours(document: &Document, part: Span) -> Vec<Coloured> {
    let index = document.index();
    let names = index.occurrences.iter().map(|found| (found.span, index.symbol(found.symbol).kind, found.declares));
    with_names(document, part, names)
}

/// The same of a file of cases beside these grids, whose names stand in it.
pub fn of_cases(document: &Document, part: Span, grids: &[Arc<Document>]) -> Vec<Coloured> {
    let places = grids.iter().flat_map(|grid| {
        let index = grid.index();
        cases::places(document, grid).into_iter().map(|found| (found.span, index.symbol(found.symbol).kind, false))
    });
    let mut names: Vec<_> = places.collect();
    names.sort_by_key(|(span, ..)| *span);
    with_names(document, part, names.into_iter())
}

/// The coloured stretches of a document, given its names in order: their place, their kind, whether they are declared there.
fn with_names(document: &Document, part: Span, names: impl Iterator<Item = (Span, SymbolKind, bool)>) -> Vec<Coloured> {
    let touches = |span: &Span| span.start < part.end && part.start < span.end;
    let mut names = names.filter(|(span, ..)| touches(span)).peekable();
    let mut found: Vec<Coloured> = Vec::new();
    for token in document.tokens().iter().filter(|token| touches(&token.span)) {
        // A name in a line that was mended may be wider than the word it stands for.
        let mut at = found.last().map_or(0, |last| last.span.end).max(token.span.start);
        // Names first: they may be a part of a token (a marker in a text), or what looks like a word of the language.
        while let Some((span, kind, declares)) = names.next_if(|(span, ..)| span.start < token.span.end) {
            if span.start < at {
                continue;
            }
            plain(document, token.kind, Span { start: at, end: span.start }, &mut found);
            let colour = if kind == SymbolKind::Rank { Colour::Keyword } else { Colour::Named(kind) };
            found.push(Coloured { span, colour, declares });
            at = span.end;
        }
        if at < token.span.end {
            plain(document, token.kind, Span { start: at, end: token.span.end }, &mut found);
        }
    }
    found
}

/// A stretch that holds no name, line by line.
fn plain(document: &Document, kind: TokenKind, span: Span, found: &mut Vec<Coloured>) {
    let colour = match kind {
        TokenKind::Keyword => Colour::Keyword,
        TokenKind::Number => Colour::Number,
        TokenKind::Text => Colour::Text,
        TokenKind::Comment => Colour::Comment,
        TokenKind::Comparison => Colour::Operator,
        TokenKind::Name if FUNCTIONS.iter().any(|function| function.name == document.slice(span)) => Colour::Function,
        _ => return,
    };
    let mut start = span.start as usize;
    for line in document.slice(span).split_inclusive('\n') {
        let shown = line.trim();
        let indent = line.len() - line.trim_start().len();
        if !shown.is_empty() {
            let span = Span::new(start + indent, start + indent + shown.len());
            found.push(Coloured { span, colour, declares: false });
        }
        start += line.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::GRID;

    fn shown(text: &str) -> String {
        let document = Document::new("essai.grille", 1, text.to_owned());
        let found = colours(&document, Span::new(0, text.len()));
        assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{found:?}");
        let shown = found.iter().map(|found| {
            let colour = match found.colour {
                Colour::Named(kind) => format!("{kind:?}"),
                colour => format!("{colour:?}"),
            };
            format!("{}:{}{colour}", document.slice(found.span), if found.declares { "+" } else { "" })
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_coloured_for_what_they_mean() {
        let coloured = shown(GRID);
        for expected in [
            "plan:Keyword engagement:+Keyword >:Operator point:+Keyword échelle:Keyword cotation:+Scale par:Keyword défaut:Keyword",
            "paramètre:Keyword objectif:+Parameter =:Operator 85:Number \"Objectif de l'année\":Text",
            "joignable:+Definition \"On peut le joindre\":Text canaux:Input contient:Keyword téléphone:Choice",
            "point:Keyword 1.1:+Point exigence:Keyword \"\"\":Text On indique, à l'entrée ::Text",
            "• [:Text horaires:+Element ] les horaires d'ouverture ;:Text",
            "non_conforme:Level si:Keyword non:Keyword mesuré:Input ou:Keyword taux_décroché:Input <:Operator objectif:Parameter",
        ] {
            assert!(coloured.contains(expected), "{expected}\n{coloured}");
        }
    }

    #[test]
    fn names_of_the_grid_are_coloured_in_cases() {
        let text = "cas \"un\" pour essai version \"2\" { # ici\n  canaux = { guichet }\n  attendu 1.2 = conforme\n}\n";
        let document = Document::new("essai.cas", 1, text.to_owned());
        let grid = Arc::new(Document::new("essai.grille", 1, GRID.to_owned()));
        let found = of_cases(&document, Span::new(0, text.len()), &[grid]);
        let shown: Vec<_> =
            found.iter().map(|found| format!("{}:{:?}", document.slice(found.span), found.colour)).collect();
        for expected in [
            "cas:Keyword",
            "\"un\":Text",
            "# ici:Comment",
            "canaux:Named(Input)",
            "guichet:Named(Choice)",
            "1.2:Named(Point)",
            "conforme:Named(Level)",
        ] {
            assert!(shown.iter().any(|shown| shown == expected), "{expected}: {shown:?}");
        }
    }

    #[test]
    fn a_part_is_coloured_alone() {
        let document = Document::new("essai.grille", 1, GRID.to_owned());
        let at = GRID.find("paramètre").unwrap();
        let found = colours(&document, Span::new(at, at + 10));
        assert_eq!(found.len(), 1);
    }
}
