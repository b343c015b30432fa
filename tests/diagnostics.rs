//! Every diagnostic, on a fixture of its own: `tests/diagnostics/CODE-slug.grille`.
//!
//! A fixture that replaces another version finds it under the same name in `tests/diagnostics/replaced/`.
//!
//! A snapshot shows the grid, then all that is said of it, each correction with the lines it gives. One more test walks the
//! catalogue: a code without a page or a fixture is not finished, and a correction must correct.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use grille::check::{Analysis, analyse};
use grille::diagnostic::{Diagnostic, Fix, Source, Span, decode, page, pages};
use grille::grid::Override;
use grille::syntax::parse_operand;
use grille::version::lineage::{self, Unverified};

/// Codes said of what is not in the grid's text, which no fixture file can show by itself.
const FIRST_LINE_SETS: &str = "# --set ";

/// The grids of a folder beside this file.
fn grids_of(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "grille"))
        .collect();
    found.sort();
    found
}

fn fixtures() -> Vec<PathBuf> {
    grids_of("diagnostics")
}

/// Files that hold no text to read.
fn unreadable_fixtures() -> Vec<PathBuf> {
    grids_of("unreadable")
}

/// The code a fixture is about.
fn code_of(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().split('-').next().unwrap().to_owned()
}

/// The version a fixture replaces, if it has one beside it.
fn replaced(path: &Path) -> Option<Analysis> {
    let path = path.parent().unwrap().join("replaced").join(path.file_name().unwrap());
    let text = std::fs::read_to_string(path).ok()?;
    Some(analyse(Source::new("remplacée.grille", text), &[]))
}

/// Analyses a fixture, and holds it against the version it replaces.
fn analysed_beside(path: &Path, text: &str) -> Analysis {
    let mut analysis = analysed(text);
    if analysis.has_errors() {
        return analysis;
    }
    let found = match replaced(path) {
        Some(old) if old.has_errors() => {
            let why = Unverified::Faulty("remplacée.grille".to_owned());
            lineage::unverified(&analysis.grid, &analysis.file, why).into_iter().collect()
        }
        Some(old) => lineage::check(&old.grid, &analysis.grid, &analysis.file),
        None if code_of(path) == "G604" => {
            lineage::unverified(&analysis.grid, &analysis.file, Unverified::NotFound).into_iter().collect()
        }
        None => Vec::new(),
    };
    analysis.add(found);
    analysis
}

/// Analyses a text as its first line asks: `# --set PARAMETER=VALUE` gives a parameter a value.
fn analysed(text: &str) -> Analysis {
    let set = text.lines().next().and_then(|line| line.strip_prefix(FIRST_LINE_SETS));
    let overrides: Vec<_> = set
        .and_then(|set| set.split_once('='))
        .map(|(parameter, value)| Override {
            parameter: parameter.to_owned(),
            value: parse_operand(value).unwrap(),
            flag: "--set",
        })
        .into_iter()
        .collect();
    analyse(Source::new("essai.grille", text), &overrides)
}

/// The text with a correction made.
fn corrected(text: &str, fix: &Fix) -> String {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.range(), &edit.text);
    }
    text
}

fn place(source: &Source, span: Span) -> String {
    let (start, end) = (source.position(span.start), source.position(span.end));
    format!("{}:{}-{}:{}", start.line, start.column, end.line, end.column)
}

/// The lines of `after` that are not in `before`.
fn changed_lines<'t>(before: &str, after: &'t str) -> Vec<&'t str> {
    let before: BTreeSet<_> = before.lines().collect();
    after.lines().filter(|line| !before.contains(line) && !line.trim().is_empty()).collect()
}

fn described(source: &Source, diagnostic: &Diagnostic) -> String {
    let mut out = String::new();
    let at = place(source, diagnostic.span);
    writeln!(out, "{} {} {at} {:?}", diagnostic.code(), diagnostic.severity().word(), source.slice(diagnostic.span))
        .unwrap();
    if !diagnostic.path.is_empty() {
        writeln!(out, "  dans : {}", diagnostic.path.join(" › ")).unwrap();
    }
    writeln!(out, "  {}", diagnostic.problem.message()).unwrap();
    if let Some(help) = diagnostic.problem.help() {
        writeln!(out, "  aide : {help}").unwrap();
    }
    for label in &diagnostic.labels {
        writeln!(out, "  {} {:?} : {}", place(source, label.span), source.slice(label.span), label.text).unwrap();
    }
    if let Some(witness) = &diagnostic.witness {
        writeln!(out, "  témoin : {witness}").unwrap();
    }
    for fix in &diagnostic.fixes {
        let after = corrected(source.text(), fix);
        writeln!(out, "  correctif : {}", fix.title).unwrap();
        for line in changed_lines(source.text(), &after) {
            writeln!(out, "    | {line}").unwrap();
        }
    }
    out
}

#[test]
fn every_fixture_says_what_it_should() {
    insta::glob!("diagnostics/*.grille", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let Analysis { source, diagnostics, .. } = analysed_beside(path, &text);
        let said: Vec<_> = diagnostics.iter().map(|diagnostic| described(&source, diagnostic)).collect();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            let before = replaced(path).map(|old| format!("# remplace :\n{}\n", old.source.text())).unwrap_or_default();
            insta::assert_snapshot!(format!("{before}{text}\n──────────\n{}", said.join("\n")));
        });
    });
}

#[test]
fn the_catalogue_is_complete() {
    let mut fixtures = fixtures();
    fixtures.extend(unreadable_fixtures());
    let mut lacking = Vec::new();
    for page in pages() {
        let mut lines = page.text.lines();
        if !lines.next().is_some_and(|title| title.starts_with(&format!("# {}\u{a0}: ", page.code))) {
            lacking.push(format!("{} : titre de la page", page.code));
        }
        if page.text.lines().filter(|line| line.starts_with("    ")).count() == 0 {
            lacking.push(format!("{} : exemple de la page", page.code));
        }
        // G002 is said of a file that is not there: no file can show it, a test of the command line does.
        // The codes of files of cases (G7xx) have theirs in tests/cases.rs.
        // G606 is said of a grid beside its release: tests/release.rs shows it.
        let elsewhere = ["G002", "G606"].contains(&page.code) || page.code.starts_with("G7");
        if !elsewhere && !fixtures.iter().any(|path| code_of(path) == page.code) {
            lacking.push(format!("{} : exemple d’essai", page.code));
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}

#[test]
fn files_without_text_yield_their_code() {
    for path in unreadable_fixtures() {
        let bytes = std::fs::read(&path).unwrap();
        let found = decode(&bytes).map_err(|diagnostic| diagnostic.code());
        assert_eq!(found, Err(code_of(&path).as_str()), "{}", path.display());
    }
}

#[test]
fn every_fixture_yields_its_code_and_its_first_fix_mends_it() {
    let mut wrong = Vec::new();
    for path in fixtures() {
        let (code, name) = (code_of(&path), path.file_name().unwrap().to_string_lossy().into_owned());
        assert!(page(&code).is_some(), "{name} : code sans page");
        let text = std::fs::read_to_string(&path).unwrap();
        let of_code = |text: &str| {
            let Analysis { diagnostics, .. } = analysed_beside(&path, text);
            diagnostics.into_iter().filter(|diagnostic| diagnostic.code() == code).collect::<Vec<_>>()
        };
        let found = of_code(&text);
        let Some(first) = found.first() else {
            wrong.push(format!("{name} : pas de {code}"));
            continue;
        };
        for fix in &first.fixes {
            // One diagnostic may list several regions, of which a correction mends one: what is left then reads otherwise.
            let left = of_code(&corrected(&text, fix));
            let same = left.iter().any(|left| left.problem == first.problem);
            if left.len() > found.len() || (left.len() == found.len() && same) {
                wrong.push(format!("{name} : « {} » laisse {} {code}", fix.title, left.len()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
