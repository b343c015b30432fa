//! The outline of a grid: its declarations, groups and points, one inside the other.

use grille::diagnostic::Span;
use grille::syntax::tree::{Item, ItemKind, ProseKind, Section, Text};

use crate::document::Document;

/// A line of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name: `point 6.2`, `taux_décroché`.
    pub name: String,
    /// What it is, in a few words; empty if there is nothing to say.
    pub detail: String,
    /// Which icon it has.
    pub kind: EntryKind,
    /// The whole of it.
    pub whole: Span,
    /// What is selected to go there.
    pub name_span: Span,
    /// What is inside.
    pub inner: Vec<Entry>,
}

/// What a line of the outline stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A group.
    Group,
    /// A point.
    Point,
    /// `profil`, `mesures`.
    Inputs,
    /// An input.
    Input,
    /// A scale.
    Scale,
    /// A level of a scale or a decision, an option of a type.
    Value,
    /// A type.
    Type,
    /// A parameter.
    Parameter,
    /// A definition or a constraint.
    Condition,
    /// A decision.
    Decision,
    /// A shared list.
    Checklist,
    /// A case.
    Case,
}

/// The outline of a document.
pub fn outline(document: &Document) -> Vec<Entry> {
    entries(&document.analysis().file.items)
}

/// Every entry whose name or detail holds what is looked for, with the names of what it is in; accents and case aside.
pub fn search(outline: &[Entry], query: &str) -> Vec<(Vec<String>, Entry)> {
    fn walk(entries: &[Entry], query: &str, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, Entry)>) {
        for entry in entries {
            let words = crate::folded::folded(&format!("{} {}", entry.name, entry.detail));
            if query.split_whitespace().all(|word| words.contains(word)) {
                found.push((path.clone(), Entry { inner: Vec::new(), ..entry.clone() }));
            }
            path.push(entry.name.clone());
            walk(&entry.inner, query, path, found);
            path.pop();
        }
    }
    let mut found = Vec::new();
    walk(outline, &crate::folded::folded(query), &mut Vec::new(), &mut found);
    found
}

fn entries(items: &[Item]) -> Vec<Entry> {
    items.iter().filter_map(entry).collect()
}

fn entry(item: &Item) -> Option<Entry> {
    let plain = |text: &Option<Text>| text.as_ref().map(Text::plain).unwrap_or_default();
    let named = |kind, name: &grille::syntax::tree::Name, detail: String, inner| {
        Some(Entry { name: name.text.clone(), detail, kind, whole: item.span, name_span: name.span, inner })
    };
    match &item.kind {
        ItemKind::Section(section) => Some(section_entry(section, item.span)),
        ItemKind::Scale(scale) => {
            let levels = scale.levels.iter();
            let levels = levels.map(|level| value(&level.name, plain(&level.label), level.span)).collect();
            named(EntryKind::Scale, &scale.name, "échelle".to_owned(), levels)
        }
        ItemKind::Type(declaration) => {
            use grille::syntax::tree::TypeKind::{Choice, OrderedChoice, Set};
            let inner = match &declaration.definition.kind {
                Choice(options) | OrderedChoice(options) | Set(options) => {
                    options.iter().map(|option| value(&option.name, plain(&option.label), option.name.span)).collect()
                }
                _ => Vec::new(),
            };
            named(EntryKind::Type, &declaration.name, "type".to_owned(), inner)
        }
        ItemKind::Inputs(block) => {
            let inputs = block.inputs.iter().map(|input| Entry {
                name: input.name.text.clone(),
                detail: plain(&input.label),
                kind: EntryKind::Input,
                whole: input.span,
                name_span: input.name.span,
                inner: Vec::new(),
            });
            let word = block.section.word();
            let name_span = Span::new(item.span.start as usize, item.span.start as usize + word.len());
            Some(Entry {
                name: word.to_owned(),
                detail: String::new(),
                kind: EntryKind::Inputs,
                whole: item.span,
                name_span: Span { end: name_span.end.min(item.span.end), ..name_span },
                inner: inputs.collect(),
            })
        }
        ItemKind::Parameter(declaration) => {
            named(EntryKind::Parameter, &declaration.name, plain(&declaration.label), Vec::new())
        }
        ItemKind::Definition(declaration) => {
            named(EntryKind::Condition, &declaration.name, plain(&declaration.label), Vec::new())
        }
        ItemKind::Constraint(constraint) => Some(Entry {
            name: "contrainte".to_owned(),
            detail: plain(&constraint.label),
            kind: EntryKind::Condition,
            whole: item.span,
            name_span: item.span,
            inner: Vec::new(),
        }),
        ItemKind::Checklist(list) => named(EntryKind::Checklist, &list.name, "liste".to_owned(), Vec::new()),
        ItemKind::Decision(decision) => {
            let lines = decision.lines.iter();
            let lines = lines.map(|line| value(&line.level, plain(&line.label), line.span)).collect();
            named(EntryKind::Decision, &decision.name, plain(&decision.label), lines)
        }
        _ => None,
    }
}

fn value(name: &grille::syntax::tree::Name, detail: String, whole: Span) -> Entry {
    let kind = EntryKind::Value;
    Entry { name: name.text.clone(), detail, kind, whole: whole.to(name.span), name_span: name.span, inner: Vec::new() }
}

/// A group or a point: a section without sections in it is a point.
fn section_entry(section: &Section, whole: Span) -> Entry {
    let inner = entries(&section.items);
    let title = section.title.as_ref().map(Text::plain).unwrap_or_default();
    let word = &section.word.text;
    let name = section.id.as_ref().map_or_else(|| word.clone(), |id| format!("{word} {}", id.text));
    let wording = section.items.iter().find_map(|item| match &item.kind {
        ItemKind::Prose(prose) if prose.kind == ProseKind::Wording => Some(shortened(&prose.text.plain())),
        _ => None,
    });
    Entry {
        name: if section.id.is_none() && !title.is_empty() { format!("{word} «\u{a0}{title}\u{a0}»") } else { name },
        detail: match (section.id.is_some(), title.is_empty()) {
            (true, false) => title,
            _ => wording.clone().unwrap_or_default(),
        },
        kind: if inner.is_empty() { EntryKind::Point } else { EntryKind::Group },
        whole,
        name_span: section.head,
        inner,
    }
}

/// How many characters of a wording an outline shows.
const SHOWN: usize = 60;

/// The first words of a text.
pub(crate) fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= SHOWN {
        return text;
    }
    let cut: String = text.chars().take(SHOWN).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';', ':', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::GRID;

    fn shown(entries: &[Entry], depth: usize, out: &mut String) {
        for entry in entries {
            let detail = if entry.detail.is_empty() { String::new() } else { format!(" — {}", entry.detail) };
            out.extend([&"  ".repeat(depth), entry.name.as_str(), &detail, "\n"]);
            shown(&entry.inner, depth + 1, out);
        }
    }

    #[test]
    fn the_outline_shows_what_is_in_what() {
        let document = Document::new("essai.grille", 1, GRID.to_owned());
        let mut out = String::new();
        shown(&outline(&document), 0, &mut out);
        assert_eq!(
            out,
            "cotation — échelle
  non_conforme — Rien n'est fait
  conforme — Tout est fait
périodicité — type
  annuelle — Chaque année
  mensuelle — Chaque mois
profil
  canaux — Canaux
mesures
  mesuré — Le taux est mesuré
  taux_décroché — Taux de décroché
  fréquence — Fréquence de mesure
objectif — Objectif de l'année
joignable — On peut le joindre
engagement 1 — Être joignable
  point 1.1 — On indique, à l'entrée : • les horaires d'ouverture ; •…
  point 1.2 — B
"
        );
    }

    #[test]
    fn every_name_lies_in_its_entry() {
        fn check(entries: &[Entry]) {
            for entry in entries {
                assert!(entry.whole.contains(entry.name_span), "{entry:?}");
                assert!(entry.inner.iter().all(|inner| entry.whole.contains(inner.whole)), "{entry:?}");
                check(&entry.inner);
            }
        }
        check(&outline(&Document::new("essai.grille", 1, GRID.to_owned())));
    }

    #[test]
    fn search_asks_neither_accents_nor_capitals() {
        let outline = outline(&Document::new("essai.grille", 1, GRID.to_owned()));
        let names = |query| search(&outline, query).into_iter().map(|(_, entry)| entry.name).collect::<Vec<_>>();
        assert_eq!(names("decroche"), ["taux_décroché"]);
        assert_eq!(names("ETRE"), ["engagement 1"]);
        assert_eq!(names("1.2"), ["point 1.2"]);
        assert!(names("rien de tel").is_empty());
    }
}
