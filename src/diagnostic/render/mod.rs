//! Diagnostics for their readers: one small function an output. What is said is the catalogue's; here it is only laid out.

mod human;
mod json;
mod sarif;

pub use human::{Options, excerpt, human, summary};
pub use json::{entry, json};
pub use sarif::sarif;

use super::{Diagnostic, Source};

/// The diagnostics of one file.
pub type FileDiagnostics<'a> = (&'a Source, &'a [Diagnostic]);

#[cfg(test)]
mod tests {
    use super::super::{Fix, Span, Writing};
    use super::*;

    /// A source and three diagnostics on it: with path, label, fix and witness; at the end of the text; over many lines.
    pub(super) fn sample() -> (Source, Vec<Diagnostic>) {
        let text = "grille été version \"1\"\npoint 6.2 {\n  barème {\n    conforme si taux ≥ 85 %\n  }\n}\n";
        let source = Source::new("grids/été 1.grille", text);
        let at = |word: &str| {
            let start = text.find(word).unwrap();
            Span::new(start, start + word.len())
        };
        let mut first = Diagnostic::new(Writing::Empty, at("conforme"))
            .label(at("85 %"), "le seuil")
            .fix(Fix::replace("écrire `taux`", at("taux"), "taux_décroché"));
        first.path = vec!["engagement 6".to_owned(), "point 6.2".to_owned()];
        first.witness = Some(serde_json::json!({ "mesures": { "taux": 85 } }));
        let end = Diagnostic::new(Writing::Empty, Span::new(text.len(), text.len()));
        let whole = Diagnostic::new(Writing::Empty, at(&text[text.find("point").unwrap()..]));
        (source, vec![first, end, whole])
    }
}
