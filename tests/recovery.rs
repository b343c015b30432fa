//! What a damaged grid keeps: every point the damage does not touch.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use grille::syntax::parse;
use grille::syntax::tree::{Item, ItemKind};

/// Every grid of the repository.
fn shipped_grids() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "grille") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(Path::new("grids"), &mut found);
    found.sort();
    found
}

fn sp_plus() -> String {
    std::fs::read_to_string("grids/sp_plus/2023.grille").unwrap()
}

/// The ids of the points that are whole in the tree of a text.
fn points(text: &str) -> BTreeSet<String> {
    fn walk(items: &[Item], found: &mut BTreeSet<String>) {
        for item in items {
            if let ItemKind::Section(section) = &item.kind {
                if section.word.text == "point" {
                    found.extend(section.id.iter().map(|id| id.text.clone()));
                } else {
                    walk(&section.items, found);
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(&parse(text).file.items, &mut found);
    found
}

#[test]
fn shipped_grids_are_well_written() {
    let grids = shipped_grids();
    assert!(grids.len() >= 4);
    for path in grids {
        let text = std::fs::read_to_string(&path).unwrap();
        let parsed = parse(&text);
        let told: Vec<String> = parsed
            .diagnostics
            .iter()
            .map(|d| {
                format!("{}: {} {:?}", text[..d.span.start as usize].lines().count(), d.problem.message(), d.problem)
            })
            .collect();
        assert!(told.is_empty(), "{}: {told:#?}", path.display());
    }
    assert_eq!(points(&sp_plus()).len(), 96);
}
