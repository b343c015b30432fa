//! Files of cases: what passes, and all that can be wrong with one, each beside what is said of it.
//!
//! `tests/cases/` holds a grid, cases that pass, and under `faults/` one file a code, each with its snapshot.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};

use grille::check::{Analysis, analyse};
use grille::diagnostic::render::Options;
use grille::diagnostic::{Diagnostic, Source, pages};
use grille::version::cases::{Case, Coverage, Ran, Report, Suite};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn grid(path: &Path) -> Analysis {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    analyse(Source::new(name, std::fs::read_to_string(path).unwrap()), &[])
}

/// A grid without errors, and one with.
fn grids() -> Vec<Analysis> {
    ["accueil.grille", "cassée.grille"].map(|name| grid(&folder().join(name))).into()
}

fn run<'g>(text: &str, grids: &'g [Analysis]) -> Report<'g> {
    Report::of(Suite::read(Source::new("essai.cas", text), grids), None)
}

/// Everything said of a file, its own faults first.
fn found(report: &Report<'_>) -> Vec<Diagnostic> {
    let failures = report.ran.iter().flat_map(|(_, ran)| &ran.failures).map(|failure| failure.diagnostic.clone());
    report.diagnostics.iter().cloned().chain(failures).collect()
}

#[test]
fn every_kind_of_line_can_be_met() {
    let grids = grids();
    let text = std::fs::read_to_string(folder().join("reussis.cas")).unwrap();
    let report = run(&text, &grids);
    assert!(report.passes(), "{}", report.human(&Options::default()));
    assert_eq!((report.ran.len(), report.diagnostics.len()), (5, 0));
}

#[test]
fn every_fault_is_told() {
    let grids = grids();
    insta::glob!("cases/faults/*.cas", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let report = run(&text, &grids);
        let code = path.file_stem().unwrap().to_string_lossy().split('-').next().unwrap().to_owned();
        if code.starts_with('G') {
            let found = found(&report);
            assert!(found.iter().any(|diagnostic| diagnostic.code() == code), "{code}: {found:?}");
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("{text}\n──────────\n{}", report.human(&Options::default())));
        });
    });
}

#[test]
fn every_code_of_cases_has_its_fixture() {
    let names: Vec<_> = std::fs::read_dir(folder().join("faults"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let lacking: Vec<_> = pages()
        .filter(|page| page.code.starts_with("G7"))
        .filter(|page| !names.iter().any(|name| name.starts_with(page.code)))
        .map(|page| page.code)
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn corrections_mend_what_they_are_offered_for() {
    let grids = grids();
    for entry in std::fs::read_dir(folder().join("faults")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "cas") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let count = |text: &str| run(text, &grids).diagnostics.len();
        for diagnostic in run(&text, &grids).diagnostics {
            for fix in &diagnostic.fixes {
                let mut mended = text.clone();
                let mut edits: Vec<_> = fix.edits.iter().collect();
                edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
                for edit in edits {
                    mended.replace_range(edit.span.range(), &edit.text);
                }
                let name = path.file_name().unwrap().to_string_lossy();
                assert!(count(&mended) < count(&text), "{name} : {}", fix.title);
            }
        }
    }
}

#[test]
fn no_cut_file_stops_the_reader() {
    let grids = grids();
    let text = std::fs::read_to_string(folder().join("reussis.cas")).unwrap();
    for (end, _) in text.char_indices().step_by(5) {
        run(&text[..end], &grids);
    }
    for line in 0..text.lines().count() {
        let kept: Vec<_> = text.lines().enumerate().filter(|(at, _)| *at != line).map(|(_, line)| line).collect();
        run(&kept.join("\n"), &grids);
    }
}

/// Runs the ready cases for all that some cases leave untried, added to them.
fn completed(grids: &[Analysis], text: &str) -> (String, String) {
    let coverage = |text: &str| {
        let report = run(text, grids);
        assert!(report.passes(), "{text}\n{}", report.human(&Options::default()));
        let ran: Vec<(&Case, &Ran)> = report.ran.iter().map(|(case, ran)| (case, ran)).collect();
        Coverage::of(&grids[0], &ran).human()
    };
    let before = coverage(text);
    let ready = before.split_once("relire\n\n").map(|(_, ready)| ready).unwrap_or_default();
    let after = coverage(&format!("{text}\n{ready}"));
    (before, after)
}

#[test]
fn the_cases_offered_try_all_that_was_left() {
    let (before, after) = completed(&grids(), "");
    insta::assert_snapshot!(format!("{before}\n──────────\n{after}"));
}

#[test]
fn the_cases_offered_for_the_sp_grid_try_all_of_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let grids = [grid(&root.join("grids/sp_plus/2023.grille"))];
    let (_, after) = completed(&grids, "");
    insta::assert_snapshot!(after);
}
