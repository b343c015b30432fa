//! What a damaged grid keeps: every point the damage does not touch.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

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

#[test]
fn a_line_deleted_loses_one_point_at_most() {
    let text = sp_plus();
    let whole = points(&text);
    let lines: Vec<&str> = text.lines().collect();
    let mut faults = Vec::new();
    for at in 0..lines.len() {
        let damaged = [&lines[..at], &lines[at + 1..]].concat().join("\n");
        let kept = points(&damaged);
        if whole.difference(&kept).count() > 1 {
            faults.push(format!("{}: {} ({:?})", at + 1, lines[at], whole.difference(&kept).collect::<Vec<_>>()));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_text_cut_at_a_line_keeps_every_point_before() {
    let text = sp_plus();
    let lines: Vec<&str> = text.lines().collect();
    for end in 0..lines.len() {
        let damaged = lines[..end].join("\n");
        let heads =
            damaged.lines().filter(|line| line.trim_start().starts_with("point ") && line.ends_with('{')).count();
        let kept = points(&damaged).len();
        assert!(kept + 1 >= heads, "{end}: {kept} points of {heads}");
    }
}

#[test]
fn a_text_cut_anywhere_keeps_every_point_before() {
    let text = sp_plus();
    let offsets = text.char_indices().map(|(at, _)| at).step_by(211);
    for end in offsets {
        let damaged = &text[..end];
        let heads = damaged.matches("\n    point ").count() + damaged.matches("\n  point ").count();
        let kept = points(damaged).len();
        assert!(kept + 1 >= heads, "{end}: {kept} points of {heads}");
    }
}

#[test]
fn one_character_changed_costs_one_point_at_most() {
    let text = sp_plus();
    let whole = points(&text);
    for (at, c) in text.char_indices().step_by(1_499) {
        for put in ["", "{", "}", "\"", "(", "#", "\n", "\"\"\"", "é"] {
            let damaged = [&text[..at], put, &text[at + c.len_utf8()..]].concat();
            let lost = whole.difference(&points(&damaged)).count();
            assert!(lost <= 1, "{put:?} at {at} ({c:?}): {lost} points lost");
        }
    }
}
