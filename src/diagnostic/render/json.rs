//! Diagnostics as data.

use serde_json::{Map, Value, json};

use super::super::{Diagnostic, Severity, Source, Span};
use super::FileDiagnostics;

/// The diagnostics of several files as one object. Lines and columns count from 1, columns in characters.
pub fn json(files: &[FileDiagnostics<'_>]) -> Value {
    let count = |severity| {
        let every = files.iter().flat_map(|(_, diagnostics)| diagnostics.iter());
        every.filter(|diagnostic| diagnostic.severity() == severity).count()
    };
    let entries: Vec<_> =
        files.iter().flat_map(|(source, found)| found.iter().map(|diagnostic| entry(source, diagnostic))).collect();
    json!({
        "diagnostics": entries,
        "erreurs": count(Severity::Error),
        "avertissements": count(Severity::Warning),
        "conseils": count(Severity::Advice),
    })
}

/// One diagnostic. Keys with nothing to say are left out, but for `chemin`, `étiquettes` and `correctifs`, which are lists.
pub fn entry(source: &Source, diagnostic: &Diagnostic) -> Value {
    let wording = diagnostic.problem.wording();
    let mut entry = Map::new();
    entry.insert("code".to_owned(), wording.code.into());
    entry.insert("gravité".to_owned(), wording.severity.word().into());
    entry.insert("fichier".to_owned(), source.name().into());
    entry.insert("chemin".to_owned(), diagnostic.path.iter().map(|heading| bare(heading)).collect());
    entry.extend(place(source, diagnostic.span));
    entry.insert("message".to_owned(), wording.message.into());
    entry.extend(wording.help.map(|help| ("aide".to_owned(), help.into())));
    let labels = diagnostic.labels.iter().map(|label| with_text(source, label.span, &label.text));
    entry.insert("étiquettes".to_owned(), labels.collect());
    entry.extend(diagnostic.witness.clone().map(|witness| ("témoin".to_owned(), witness)));
    let fixes = diagnostic.fixes.iter().map(|fix| {
        let edits: Vec<_> = fix.edits.iter().map(|edit| with_text(source, edit.span, &edit.text)).collect();
        json!({ "titre": fix.title, "modifications": edits })
    });
    entry.insert("correctifs".to_owned(), fixes.collect());
    Value::Object(entry)
}

/// A heading of the path without its word: the id, or the title where there is none.
fn bare(heading: &str) -> &str {
    let named = heading.split_once(' ').map_or(heading, |(_, named)| named);
    let title = named.strip_prefix("«\u{a0}").and_then(|title| title.strip_suffix("\u{a0}»"));
    title.unwrap_or(named)
}

/// A stretch and the text that goes with it.
fn with_text(source: &Source, span: Span, text: &str) -> Value {
    let mut entry = place(source, span);
    entry.insert("texte".to_owned(), text.into());
    Value::Object(entry)
}

/// The two ends of a stretch; `fin` is one past the last character.
fn place(source: &Source, span: Span) -> Map<String, Value> {
    let end = |offset| {
        let position = source.position(offset);
        json!({ "ligne": position.line, "colonne": position.column })
    };
    Map::from_iter([("début".to_owned(), end(span.start)), ("fin".to_owned(), end(span.end))])
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;

    #[test]
    fn a_diagnostic_is_written_with_every_key() {
        let (source, diagnostics) = sample();
        insta::assert_json_snapshot!(json(&[(&source, &diagnostics[..1])]));
    }

    #[test]
    fn the_path_is_made_of_ids_or_titles() {
        assert_eq!(
            ["engagement 6", "thème «\u{a0}À distance\u{a0}»", "point 6.2"].map(bare),
            ["6", "À distance", "6.2"]
        );
    }

    #[test]
    fn files_follow_each_other() {
        let (source, diagnostics) = sample();
        let other = Source::new("autre.grille", "");
        let empty = Diagnostic::new(crate::diagnostic::Writing::Empty, Span::default());
        let written = json(&[(&source, &diagnostics), (&other, &[empty])]);
        let names: Vec<_> =
            written["diagnostics"].as_array().unwrap().iter().map(|one| one["fichier"].as_str().unwrap()).collect();
        assert_eq!(names, ["grids/été 1.grille", "grids/été 1.grille", "grids/été 1.grille", "autre.grille"]);
        assert_eq!((&written["erreurs"], &written["avertissements"]), (&json!(4), &json!(0)));
    }
}
