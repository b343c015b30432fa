//! The official wording of the SP+ 2023 grid, pinned: the ids, and every figure with its unit.

use grille::syntax::parse;
use grille::syntax::tree::{Item, ItemKind, ProseKind};

/// The id and the wording of every point, in order. Shared lists are told by their figures where they are declared.
fn wordings(items: &[Item], found: &mut Vec<(String, String)>) {
    for item in items {
        match &item.kind {
            ItemKind::Section(section) => {
                let id = section.id.as_ref().map_or("", |id| &id.text);
                let texts = section.items.iter().filter_map(|item| match &item.kind {
                    ItemKind::Prose(prose) if prose.kind == ProseKind::Wording => Some(prose.text.plain()),
                    _ => None,
                });
                found.extend(texts.map(|text| (id.to_owned(), text)));
                wordings(&section.items, found);
            }
            ItemKind::Checklist(list) => found.push((format!("liste {}", list.name.text), list.text.plain())),
            _ => {}
        }
    }
}

/// The figures and units of a text: numbers, each with the word that follows it, numbers in words, and units of time.
fn figures(text: &str) -> Vec<String> {
    const IN_WORDS: [&str; 14] = [
        "deux", "trois", "quatre", "cinq", "semaine", "jour", "heure", "mois", "ans", "année", "annuel", "semestr",
        "trimestr", "mensuel",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%').to_lowercase();
    let told = |(at, word): (usize, &&str)| {
        let next = words.get(at + 1).map_or(String::new(), |unit| bare(unit));
        match bare(word) {
            _ if word.contains(|c: char| c.is_ascii_digit()) => Some(format!("{word} {next}").trim_end().to_owned()),
            bare if IN_WORDS.iter().any(|unit| bare.starts_with(unit)) => Some(format!("{bare} {next}")),
            _ => None,
        }
    };
    words.iter().enumerate().filter_map(told).collect()
}

#[test]
fn ids_and_figures_are_those_of_the_official_text() {
    let text = std::fs::read_to_string("grids/sp_plus/2023.grille").expect("the grid is shipped");
    let mut found = Vec::new();
    wordings(&parse(&text).file.items, &mut found);
    assert_eq!(found.iter().filter(|(id, _)| !id.starts_with("liste")).count(), 96);
    let lines = found.iter().map(|(id, text)| format!("{id}: {}", figures(text).join(" · ")).trim_end().to_owned());
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}
