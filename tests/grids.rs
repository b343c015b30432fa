//! The shipped grids are without reproach.

use std::path::{Path, PathBuf};

use grille::check::analyse;
use grille::diagnostic::Source;

/// Every grid below a folder.
fn grids(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            grids(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "grille") {
            found.push(path);
        }
    }
}

#[test]
fn shipped_grids_have_nothing_against_them() {
    let mut found = Vec::new();
    grids(&Path::new(env!("CARGO_MANIFEST_DIR")).join("grids"), &mut found);
    assert!(found.len() >= 4);
    for path in found {
        let source = Source::new(path.display().to_string(), std::fs::read_to_string(&path).unwrap());
        let analysis = analyse(source, &[]);
        let said: Vec<_> = analysis
            .diagnostics
            .iter()
            .map(|found| format!("{} ligne {} : {}", found.code(), analysis.source.line(found.span.start), found.problem.message()))
            .collect();
        assert!(said.is_empty(), "{} :\n{}", path.display(), said.join("\n"));
    }
}
