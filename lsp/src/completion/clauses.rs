//! Clauses and sections with what they need, ready to be filled in.

use grille::diagnostic::{Room, Span};
use grille::grid::{clause_of, clauses};
use grille::syntax::manual;
use grille::syntax::tree::{Item, ItemKind};

use super::{Suggestion, SuggestionKind};
use crate::document::Document;

/// How a clause is begun: its words, and a snippet for each room it can stand in.
const SNIPPETS: &[(&str, &str)] = &[
    ("grille", "grille ${1:nom} version \"${2:1}\""),
    ("remplace", "remplace \"$1\""),
    ("titre", "titre \"$1\""),
    ("source", "source \"$1\""),
    ("exigence", "exigence \"\"\"\n  ${1:La formulation officielle, entière.}\n\"\"\""),
    ("exemples", "exemples \"$1\""),
    ("note", "note \"$1\""),
    ("référence", "référence \"$1\""),
    ("preuve", "preuve \"$1\""),
    ("interprétation", "interprétation \"${1:Ce que le texte laisse ouvert, et ce que cette grille en décide.}\""),
    ("hors champ", "hors champ \"$1\""),
    ("plan", "plan : ${1:engagement} > ${2:point}"),
    ("total", "total : ${1|somme pondérée,moyenne pondérée|}"),
    ("type", "type ${1:nom} : $0"),
    ("profil", "profil {\n  ${1:nom} : ${2:oui_non} \"${3:La question}\"\n}"),
    ("mesures", "mesures {\n  ${1:nom} : ${2:pourcentage} \"${3:La question}\"\n}"),
    ("paramètre", "paramètre ${1:nom} = ${2:85 %} \"${3:Ce que c’est}\""),
    ("définition", "définition ${1:nom} : $0"),
    ("contrainte", "contrainte \"${1:Ce qui est toujours vrai}\" : si $2 alors $0"),
    ("liste", "liste ${1:nom} \"\"\"\n  • [${2:élément}] ${3:ce que c’est}\n\"\"\""),
    ("décision", "décision ${1:nom} \"${2:Ce qui est décidé}\" {\n  ${3:favorable} si $0\n  ${4:défavorable} sinon\n}"),
    ("retire", "retire {\n  ${1:1.1} \"${2:le motif}\"\n}"),
    ("non applicable", "non applicable si $0"),
    ("applicable", "applicable si $0"),
    ("facultatif", "facultatif si $1\n  retenu si $0"),
    ("dispense", "dispense ${1:élément} si $0"),
    ("admet", "admet ${1:autre} \"${2:Ce que c’est}\" pour ${3:élément}"),
    ("exige", "exige tous { $0 }"),
    ("poids", "poids ${1:2}"),
    ("hors total", "hors total"),
    ("reprend", "reprend ${1:1.1}"),
    ("nouveau", "nouveau"),
];

/// The clauses and sections that can begin at a place: in a room, inside the braces that open there.
pub(super) fn begun(document: &Document, room: Room, inside: Option<Span>) -> Vec<Suggestion> {
    let items = items_at(document, inside);
    let stands =
        |words: &str| items.iter().any(|item| clause_of(&item.kind).is_some_and(|clause| clause.words == words));
    let mut found = sections(document, room, inside, items);
    let allowed = clauses(room).filter(|clause| clause.repeatable || !stands(clause.words));
    // A file begins with its header, and lineage is of versions that replace another.
    let replaces = document.analysis().grid.replaces.is_some();
    let allowed = allowed.filter(|clause| replaces || !matches!(clause.words, "reprend" | "nouveau" | "retire"));
    found.extend(allowed.map(|clause| Suggestion {
        label: clause.words.to_owned(),
        kind: SuggestionKind::Clause,
        detail: String::new(),
        more: manual::meaning(clause.words).unwrap_or_default().to_owned(),
        snippet: Some(snippet(document, clause.words, room, inside)),
    }));
    found
}

/// The clauses that stand directly in the braces that open at a place, or at the top.
fn items_at(document: &Document, inside: Option<Span>) -> &[Item] {
    fn find(items: &[Item], open: Span) -> Option<&[Item]> {
        items.iter().filter(|item| item.span.contains(open)).find_map(|item| match &item.kind {
            ItemKind::Section(section) => find(&section.items, open).or(Some(&section.items)),
            _ => None,
        })
    }
    let items = &document.analysis().file.items;
    inside.map_or(items, |open| find(items, open).unwrap_or_default())
}

fn snippet(document: &Document, words: &str, room: Room, inside: Option<Span>) -> String {
    match (words, room) {
        ("échelle", Room::Grid) => {
            "échelle ${1:cotation} par défaut {\n  ${2:non_conforme} = 0 \"${3:Sa signification}\"\n  ${4:conforme} = 1 \"${5:Sa signification}\"\n}"
                .to_owned()
        }
        ("échelle", _) => "échelle ${1:nom}".to_owned(),
        ("barème", _) => grading(document, inside),
        _ => SNIPPETS.iter().find(|(known, _)| *known == words).map_or(words, |(_, snippet)| snippet).to_owned(),
    }
}

/// A `barème` with a line for each level of the scale.
fn grading(document: &Document, inside: Option<Span>) -> String {
    let grid = &document.analysis().grid;
    let point = inside.and_then(|open| grid.points.iter().find(|point| point.common.span.contains(open)));
    let scale = point.map(|point| point.scale).and_then(|scale| grid.scales.get(scale.0));
    let scale = scale.or_else(|| grid.scales.iter().find(|scale| scale.by_default)).or(grid.scales.first());
    let levels: Vec<&str> =
        scale.map(|scale| scale.levels().iter().map(|level| level.name.as_str()).collect()).unwrap_or_default();
    let width = levels.iter().map(|level| level.chars().count()).max().unwrap_or_default();
    let lines = levels.iter().enumerate().map(|(at, level)| {
        let pad = " ".repeat(width - level.chars().count());
        if at + 1 == levels.len() {
            format!("  {level}{pad} sinon\n")
        } else {
            format!("  {level}{pad} si ${}\n", at + 1)
        }
    });
    format!("barème {{\n{}}}", lines.collect::<String>())
}

/// The groups and points that can begin in a room, each with the id that comes next.
fn sections(document: &Document, room: Room, inside: Option<Span>, items: &[Item]) -> Vec<Suggestion> {
    let grid = &document.analysis().grid;
    let around = inside.and_then(|open| {
        let holds = |group: &&grille::grid::Group| group.parent.is_some() && group.common.span.contains(open);
        grid.groups.iter().rfind(holds)
    });
    let first = match (room, around) {
        (Room::Point, _) => return Vec::new(),
        (Room::Grid, _) => 0,
        (_, group) => group.map_or(0, |group| group.rank + 1),
    };
    let ranks = grid.plan.iter().enumerate().skip(first);
    let words = ranks.flat_map(|(rank, words)| words.iter().map(move |word| (rank + 1 == grid.plan.len(), word)));
    // At the top, points stand only where the plan has no groups.
    let words = words.filter(|(is_point, _)| !(*is_point && room == Room::Grid && grid.plan.len() > 1));
    words
        .map(|(is_point, word)| {
            let before = items.iter().rev().find_map(|item| match &item.kind {
                ItemKind::Section(section) if section.word.text == **word => {
                    section.id.as_ref().map(|id| id.text.as_str())
                }
                _ => None,
            });
            let inherited = around.and_then(|group| group.id.as_deref()).filter(|_| is_point);
            let next = before.and_then(following).or_else(|| inherited.map(|id| format!("{id}.1"))).unwrap_or_default();
            let id = next.as_str();
            let (label, snippet) = if is_point {
                let wording = "  exigence \"\"\"\n    ${2:La formulation officielle, entière.}\n  \"\"\"\n";
                (format!("{word} {id}"), format!("{word} ${{1:{id}}} {{\n{wording}}}"))
            } else {
                (word.clone(), format!("{word} ${{1:{id}}} \"${{2:Titre}}\" {{\n  $0\n}}"))
            };
            Suggestion {
                label: label.trim().to_owned(),
                kind: SuggestionKind::Section,
                detail: if is_point { "un point".to_owned() } else { "un groupe".to_owned() },
                more: String::new(),
                snippet: Some(snippet),
            }
        })
        .collect()
}

/// The id after another: its last number plus one; none if it ends with no number.
fn following(id: &str) -> Option<String> {
    let digits = id.len() - id.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
    let (start, number) = id.split_at(id.len() - digits);
    number.parse::<u32>().ok().and_then(|number| number.checked_add(1)).map(|number| format!("{start}{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::GRID;

    /// A snippet with its placeholders as they are shown, and something where there is nothing.
    fn filled(snippet: &str) -> String {
        let mut out = String::new();
        let mut rest = snippet;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(inner) = rest.strip_prefix('{') {
                let (inside, after) = inner.split_once('}').unwrap();
                let shown = inside.split_once([':', '|']).map_or("", |(_, shown)| shown);
                out.push_str(shown.split([',', '|']).next().unwrap_or_default());
                rest = after;
            } else {
                rest = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
                out.push_str(if out.ends_with('"') { "texte" } else { "mesuré" });
            }
        }
        out + rest
    }

    #[test]
    fn every_clause_is_begun_as_the_language_writes_it() {
        for (room, line) in [
            (Room::Grid, "\n"),
            (Room::Group, "engagement 1 \"Être joignable\" {\n"),
            (Room::Point, "    applicable si joignable\n"),
        ] {
            for clause in clauses(room) {
                let document = Document::new("essai.grille", 1, GRID.to_owned());
                let text = filled(&snippet(&document, clause.words, room, None));
                let whole = match room {
                    Room::Grid => format!("{GRID}{text}\n"),
                    _ => GRID.replacen(line, &format!("{line}{text}\n"), 1),
                };
                let parsed = grille::syntax::parse(&whole);
                assert!(parsed.diagnostics.is_empty(), "{}\n{text}\n{:?}", clause.words, parsed.diagnostics);
                assert!(text.starts_with(clause.words), "{text}");
            }
        }
    }

    #[test]
    fn ids_follow_one_another() {
        assert_eq!(following("1.9").as_deref(), Some("1.10"));
        assert_eq!(following("A").as_deref(), None);
        assert_eq!(following("A.4294967295"), None);
    }

    #[test]
    fn a_graded_scale_has_a_line_for_each_level() {
        let document = Document::new("essai.grille", 1, GRID.to_owned());
        assert_eq!(grading(&document, None), "barème {\n  non_conforme si $1\n  conforme     sinon\n}");
    }
}
