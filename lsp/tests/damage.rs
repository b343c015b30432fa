//! A file is broken most of the time: on every cut of the SP+ grid and with any one line gone, every feature answers, what is
//! whole stays in the outline, and what is wrong is told near the wound.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

mod support;

use std::collections::BTreeSet;

use grille::diagnostic::Span;
use grille_lsp::document::Document;
use grille_lsp::symbols::{Entry, EntryKind};
use grille_lsp::{
    colours, completion, fixes, folding, formatting, hierarchy, hints, hover, lens, linked, links, navigation, rename,
    selection, signature, symbols,
};
use support::sp_plus;

/// Asks everything of a document, at a place.
fn ask_everything(document: &Document, offset: u32) {
    let whole = Span::new(0, document.text().len());
    completion::completion(document, None, offset, true);
    hover::hover(document, None, offset);
    signature::signature(document, offset);
    navigation::definition(document, offset);
    navigation::type_definition(document, offset);
    navigation::places(document, offset);
    let _ = rename::prepare(document, offset);
    linked::linked(document, offset);
    let chain = selection::around(document, offset);
    assert!(chain.windows(2).all(|pair| pair[1].contains(pair[0])));
    if let Some(id) = hierarchy::prepare(document, offset) {
        hierarchy::incoming(document, id);
        hierarchy::outgoing(document, id);
    }
    fixes::at(document.diagnostics(), Span::at(offset));
    folding::folds(document);
    links::links(document);
    lens::lenses(document, lens::Wanted::default(), true);
    hints::hints(document, whole, hints::Wanted::default());
    let coloured = colours::colours(document, whole);
    assert!(coloured.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
}

/// The points of an outline.
fn points(entries: &[Entry], found: &mut BTreeSet<String>) {
    for entry in entries {
        if entry.kind == EntryKind::Point {
            found.insert(entry.name.clone());
        }
        points(&entry.inner, found);
    }
}

fn points_of(document: &Document) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    points(&symbols::outline(document), &mut found);
    found
}

#[test]
fn every_feature_answers_on_every_cut() {
    cut(0, 211);
}

#[test]
fn a_line_gone_costs_what_it_held() {
    without_a_line(0, 3);
}

/// `just sweep`: two threads, each every other cut and line.
#[test]
#[ignore = "minutes: every cut there is, every line"]
fn whatever_is_cut_or_gone_every_feature_answers() {
    std::thread::scope(|scope| {
        for first in 0..2 {
            scope.spawn(move || {
                without_a_line(first, 2);
                cut(first, 2);
            });
        }
    });
}

/// Cuts the grid after so many characters, and every so many more, as if it were being typed.
fn cut(first: usize, step: usize) {
    let text = sp_plus();
    let mut document = Document::new("2023.grille", 1, String::new());
    for (end, _) in text.char_indices().skip(first).step_by(step) {
        document = document.changed(1, text[..end].to_owned());
        ask_everything(&document, Span::new(end, 0).start);
        let heads = text[..end].lines().filter(|line| line.trim_start().starts_with("point ") && line.ends_with('{'));
        assert!(points_of(&document).len() + 1 >= heads.count(), "cut at {end}");
    }
}

/// Takes a line away, and every so many further, each time that one alone.
fn without_a_line(first: usize, step: usize) {
    let text = sp_plus();
    let lines: Vec<&str> = text.lines().collect();
    let intact = Document::new("2023.grille", 1, text.clone());
    let whole = points_of(&intact);
    assert_eq!(whole.len(), 96);
    for at in (first..lines.len()).step_by(step) {
        let damaged = [&lines[..at], &lines[at + 1..]].concat().join("\n");
        let document = intact.changed(1, damaged);
        let offset = document.lines.span(document.text(), u32::try_from(at).unwrap()).start;
        ask_everything(&document, offset);
        let lost: Vec<_> = whole.difference(&points_of(&document)).cloned().collect();
        assert!(lost.len() <= 1, "line {}: {lost:?} lost", at + 1);
    }
}

#[test]
fn what_is_wrong_is_told_near_the_wound() {
    let text = sp_plus();
    let lines: Vec<&str> = text.lines().collect();
    // Inside points, where a wound must not spread: the point, and what is around it, are told of.
    let first = lines.iter().position(|line| line.trim_start().starts_with("engagement 1")).unwrap();
    let intact = Document::new("2023.grille", 1, text.clone());
    intact.analysis();
    for at in (first..lines.len()).step_by(5) {
        let mut damaged = lines.clone();
        let broken = format!("{} ? {{ ", lines[at].trim_end_matches(['"', '{', '}']));
        damaged[at] = &broken;
        let document = intact.changed(1, damaged.join("\n"));
        let errors: Vec<_> = document.analysis().diagnostics.iter().filter(|found| found.is_error()).collect();
        let places: BTreeSet<_> = errors.iter().map(|found| found.path.last().cloned().unwrap_or_default()).collect();
        assert!(places.len() <= 3, "line {}: {places:?}", at + 1);
    }
}

#[test]
fn odd_texts_are_no_fault() {
    for text in
        ["", "\u{feff}", "\r", "\"\"\"", "[", "{{{{", "}}}}", "point", "é\u{301}\u{1F3DB}", "si et ou non (", "a : \""]
    {
        let document = Document::new("x.grille", 1, text.to_owned());
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            ask_everything(&document, Span::new(at, 0).start);
        }
        formatting::whole(&document);
        fixes::all(&document);
    }
}
