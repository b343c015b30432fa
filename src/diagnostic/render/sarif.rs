//! Diagnostics as SARIF 2.1.0, the format code review tools read.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::super::{Diagnostic, Severity, Source, Span, pages};
use super::FileDiagnostics;

/// The diagnostics of several files as a SARIF log of one run, with every explanation page as a rule and corrections as fixes.
pub fn sarif(files: &[FileDiagnostics<'_>]) -> Value {
    let codes: Vec<_> = pages().map(|page| page.code).collect();
    let rules: Vec<_> = pages()
        .map(|page| {
            let title = page.text.lines().next().unwrap_or_default().trim_start_matches('#').trim();
            json!({
                "id": page.code,
                "shortDescription": { "text": title },
                "help": { "text": page.text, "markdown": page.text },
            })
        })
        .collect();
    let results: Vec<_> = files
        .iter()
        .flat_map(|(source, found)| found.iter().map(|diagnostic| result(source, diagnostic, &codes)))
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "language": "fr",
                "rules": rules,
            } },
            "language": "fr",
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// One diagnostic.
fn result(source: &Source, diagnostic: &Diagnostic, codes: &[&str]) -> Value {
    let wording = diagnostic.problem.wording();
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), wording.code.into());
    let index = codes.iter().position(|code| *code == wording.code);
    result.extend(index.map(|index| ("ruleIndex".to_owned(), index.into())));
    let level = match wording.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    };
    result.insert("level".to_owned(), level.into());
    let text = wording.help.map_or_else(|| wording.message.clone(), |help| format!("{}\n\n{help}", wording.message));
    result.insert("message".to_owned(), json!({ "text": text }));
    let mut location = json!({ "physicalLocation": physical(source, diagnostic.span) });
    if let Some(name) = diagnostic.path.last() {
        location["logicalLocations"] = json!([{ "name": name, "fullyQualifiedName": diagnostic.path.join(" › ") }]);
    }
    result.insert("locations".to_owned(), json!([location]));
    let related: Vec<_> = diagnostic
        .labels
        .iter()
        .map(|label| json!({ "physicalLocation": physical(source, label.span), "message": { "text": label.text } }))
        .collect();
    result.insert("relatedLocations".to_owned(), related.into());
    let fixes: Vec<_> = diagnostic
        .fixes
        .iter()
        .map(|fix| {
            let replacements: Vec<_> = fix
                .edits
                .iter()
                .map(|edit| json!({ "deletedRegion": region(source, edit.span), "insertedContent": { "text": edit.text } }))
                .collect();
            json!({
                "description": { "text": fix.title },
                "artifactChanges": [{ "artifactLocation": { "uri": uri(source.name()) }, "replacements": replacements }],
            })
        })
        .collect();
    result.insert("fixes".to_owned(), fixes.into());
    result.extend(diagnostic.witness.clone().map(|witness| ("properties".to_owned(), json!({ "témoin": witness }))));
    Value::Object(result)
}

/// A stretch of a file.
fn physical(source: &Source, span: Span) -> Value {
    json!({ "artifactLocation": { "uri": uri(source.name()) }, "region": region(source, span) })
}

/// A stretch, the end excluded as SARIF has it.
fn region(source: &Source, span: Span) -> Value {
    let (start, end) = (source.position(span.start), source.position(span.end));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// A path as a relative URI: what a URI path cannot hold is percent-encoded.
fn uri(path: &str) -> String {
    path.replace('\\', "/").bytes().fold(String::new(), |mut uri, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
        uri
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;

    /// The part of the official schema that we write: a stray or missing property fails.
    const SCHEMA: &str = include_str!("../../../tests/schemas/sarif-2.1.0-subset.json");

    #[test]
    fn the_log_fits_the_schema() {
        let (source, diagnostics) = sample();
        let log = sarif(&[(&source, &diagnostics)]);
        let schema = serde_json::from_str(SCHEMA).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<_> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    #[test]
    fn rules_places_and_fixes_are_carried() {
        let (source, diagnostics) = sample();
        let log = sarif(&[(&source, &diagnostics)]);
        let run = &log["runs"][0];
        let mut result = run["results"][0].clone();
        // The index moves with every page added; the rule it leads to does not.
        let index = result["ruleIndex"].take().as_u64().and_then(|index| usize::try_from(index).ok()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        insta::assert_json_snapshot!(result);
    }
}
