//! What can be written at a place of a file of cases: the header of a case, what an audit gives, what is expected of it.

use std::sync::Arc;

use grille::diagnostic::Span;
use grille::grid::{Domain, Grid, Point, Rating};
use grille::score::{AnomalyKind, PointStatus};
use grille::syntax::cursor::{Block, Surroundings};
use grille::syntax::token::TokenKind;

use super::place::{self, Operand, Place};
use super::words::{keyword, levels, literal, named, of_input, of_point, sign_of, suggestions, values, with_snippet};
use super::{Suggestion, SuggestionKind};
use crate::document::Document;

/// What can be written at an offset of a file of cases beside some grids, the likeliest first, and the word it would replace.
/// Unless the author asks, only what cannot be done without is offered.
pub fn in_cases(document: &Document, grids: &[Arc<Document>], offset: u32, asked: bool) -> (Span, Vec<Suggestion>) {
    let here = document.around(offset);
    let words = here.words();
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let is_due = here.blocks.len() > 1 || words.last().is_some_and(|last| MUST_GO_ON.contains(last));
    if here.in_comment || here.in_text.is_some() || !(asked || is_due) {
        return (here.word, Vec::new());
    }
    let found = match here.blocks.first() {
        None => header(&words, grids),
        Some(case) => cited(&here, *case, grids).map(|grid| inside(document, &here, &words, grid)).unwrap_or_default(),
    };
    (here.word, found)
}

/// The words after which something has to be written.
const MUST_GO_ON: [&str; 7] = ["=", "cotation", "éléments", "objet", "attendu", "statut", "pour"];

/// The header of a case: `cas "…" pour sp_plus version "2023" {`
fn header(words: &[&str], grids: &[Arc<Document>]) -> Vec<Suggestion> {
    let named_grids = || grids.iter().map(|grid| &grid.analysis().grid).filter(|grid| !grid.name.is_empty());
    match words {
        [] => named_grids().map(case_for).collect(),
        ["cas", title] if title.starts_with('"') => vec![keyword("pour")],
        ["cas", _, "pour"] => {
            let mut found: Vec<Suggestion> = Vec::new();
            for grid in named_grids() {
                if found.iter().all(|known| known.label != grid.name) {
                    let about = grid.title.as_deref().unwrap_or_default();
                    found.push(named(SuggestionKind::Reference, &grid.name, "grille", about));
                }
            }
            found
        }
        ["cas", _, "pour", _] => vec![keyword("version")],
        ["cas", _, "pour", name, "version"] => named_grids()
            .filter(|grid| grid.name == *name)
            .map(|grid| named(SuggestionKind::Reference, &format!("\"{}\"", grid.version), "version", ""))
            .collect(),
        _ => Vec::new(),
    }
}

/// A new case for a grid.
fn case_for(grid: &Grid) -> Suggestion {
    let (name, version) = (&grid.name, &grid.version);
    let snippet = format!("cas \"${{1:ce que le cas éprouve}}\" pour {name} version \"{version}\" {{\n  $0\n}}");
    Suggestion { snippet: Some(snippet), detail: format!("pour {}", grid.citation()), ..clause("cas") }
}

/// The grid the case around a place is for.
fn cited<'g>(here: &Surroundings<'_>, case: Block<'_>, grids: &'g [Arc<Document>]) -> Option<&'g Document> {
    let head = here.words_of(case.head);
    let after = |word: &str| head.iter().position(|known| known == word).and_then(|at| head.get(at + 1));
    let (name, version) = (after("pour")?, after("version")?.trim_matches('"').trim());
    let declares = |grid: &&Arc<Document>| {
        let grid = &grid.analysis().grid;
        grid.name == *name && grid.version == version
    };
    grids.iter().find(declares).map(|grid| &**grid)
}

/// Inside a case.
fn inside(document: &Document, here: &Surroundings<'_>, words: &[&str], of: &Document) -> Vec<Suggestion> {
    let grid = &of.analysis().grid;
    match here.blocks.as_slice() {
        [case] => line(document, here, *case, words, of),
        [.., block] if block.is_parenthesis => suggestions(of, None, place::in_parenthesis(here, *block)),
        [.., block] => {
            let head = here.words_of(block.head);
            let head: Vec<&str> = head.iter().map(AsRef::as_ref).collect();
            let taken = || place::taken(document, here, *block);
            match head.as_slice() {
                ["éléments", point, "="] => {
                    let wanted = Place::Element { point: (*point).to_owned(), required: true, taken: taken() };
                    suggestions(of, None, wanted)
                }
                [input, "="] => {
                    let known = taken();
                    let options = answers(grid, input).into_iter();
                    options
                        .filter(|option| option.kind == SuggestionKind::Value && !known.contains(&option.label))
                        .collect()
                }
                _ => suggestions(of, None, place::member(document, here, *block)),
            }
        }
        [] => Vec::new(),
    }
}

/// A line of a case.
fn line(
    document: &Document,
    here: &Surroundings<'_>,
    case: Block<'_>,
    words: &[&str],
    of: &Document,
) -> Vec<Suggestion> {
    let grid = &of.analysis().grid;
    let points = |wanted: &dyn Fn(&Point) -> bool| -> Vec<Suggestion> {
        grid.points.iter().filter(|point| wanted(point)).map(of_point).collect()
    };
    match words {
        [] => begun(grid, &place::levels_taken(document, here, case)),
        ["non"] => {
            let yes_no = grid.inputs.iter().filter(|input| matches!(input.domain, Domain::YesNo));
            yes_no.map(|input| of_input(grid, input)).collect()
        }
        ["cotation"] => {
            let mut found = vec![keyword("par défaut")];
            found.extend(points(&|point| matches!(point.rating, Rating::Auditor)));
            found
        }
        ["cotation", "par"] => vec![keyword("défaut")],
        ["cotation", _] | ["cotation", "par", "défaut"] | ["attendu", "statut", _] => vec![sign_of("=")],
        ["cotation", "par", "défaut", "="] => levels(grid, ""),
        ["cotation" | "attendu", point, "="] if grid.point_named(point).is_some() => levels(grid, point),
        ["éléments"] => points(&|point| point.requirement.is_some()),
        ["éléments", _] => vec![with_snippet("= { … }", "= { $0 }", "éléments")],
        ["éléments", _, "="] => vec![with_snippet("{ … }", "{ $0 }", "éléments")],
        ["sans"] => vec![keyword("objet")],
        ["sans", "objet"] => points(&|point| grid.scale(point.scale).allows_set_aside),
        ["attendu"] => {
            let mut found: Vec<_> = EXPECTED.iter().map(|words| expected(words)).collect();
            found.extend(suggestions(of, None, Place::Condition { results: true }));
            found.extend(points(&|_| true));
            found
        }
        ["attendu", "statut"] => points(&|_| true),
        ["attendu", "statut", _, "="] => {
            PointStatus::ALL.iter().map(|status| named(SuggestionKind::Value, status.word(), "statut", "")).collect()
        }
        ["attendu", "aucune"] => vec![keyword("anomalie")],
        ["attendu", "anomalie"] => {
            AnomalyKind::CODES.iter().map(|code| named(SuggestionKind::Value, code, "anomalie", "")).collect()
        }
        ["attendu", "anomalie", _] => vec![keyword("pour")],
        ["attendu", "anomalie", _, "pour"] => points(&|_| true),
        ["attendu", "refus" | "complet" | "incomplet", ..] => Vec::new(),
        ["attendu", point] if grid.point_named(point).is_some() => vec![sign_of("=")],
        ["attendu", ..] => {
            let from = here.clause.iter().position(|token| token.kind != TokenKind::Comment).map_or(0, |at| at + 1);
            let condition = here.clause.get(from..).unwrap_or_default();
            suggestions(of, None, place::condition(here, condition, true, &[]))
        }
        [input] if grid.input_named(input).is_some() => vec![sign_of("=")],
        [input, "="] => answers(grid, input),
        _ => Vec::new(),
    }
}

/// How an expectation can begin, besides a point and a result.
const EXPECTED: [&str; 6] = ["statut", "complet", "incomplet", "refus", "anomalie", "aucune anomalie"];

fn expected(words: &str) -> Suggestion {
    Suggestion { detail: "attente".to_owned(), ..keyword(words) }
}

/// What a line can begin with: what is expected, the answers not given yet, the auditor's part.
fn begun(grid: &Grid, given: &[String]) -> Vec<Suggestion> {
    let begin = |words: &str, snippet: &str| Suggestion { snippet: Some(snippet.to_owned()), ..clause(words) };
    let mut found = vec![begin("attendu", "attendu $0")];
    found.extend(grid.inputs.iter().filter(|input| !given.contains(&input.name)).map(|input| {
        let hole = if matches!(input.domain, Domain::Set(_)) { "{ $0 }" } else { "$0" };
        Suggestion { snippet: Some(format!("{} = {hole}", input.name)), ..of_input(grid, input) }
    }));
    found.push(begin("cotation", "cotation ${1:1.1} = $0"));
    found.push(Suggestion {
        more: "Celle de chaque point que l’auditeur doit coter et que le cas ne cote pas.".to_owned(),
        ..begin("cotation par défaut", "cotation par défaut = $0")
    });
    found.push(begin("éléments", "éléments ${1:1.1} = { $0 }"));
    found.push(Suggestion {
        more: "Un point que l’auditeur écarte, avec son motif.".to_owned(),
        ..begin("sans objet", "sans objet ${1:1.1} \"${2:le motif}\"")
    });
    found.push(begin("non", "non $0"));
    found
}

/// What begins a case or a line of it.
fn clause(words: &str) -> Suggestion {
    Suggestion { kind: SuggestionKind::Clause, ..keyword(words) }
}

/// The answers an input can be given: constants alone.
fn answers(grid: &Grid, input: &str) -> Vec<Suggestion> {
    let operand = Operand::Name(input.to_owned());
    let mut found: Vec<_> =
        values(grid, &operand).into_iter().filter(|value| value.kind != SuggestionKind::Parameter).collect();
    let domain = grid.input_named(input).map(|input| &grid.input(input).domain);
    if matches!(domain, Some(Domain::Set(_))) {
        found.insert(0, literal("{ … }", "{ $0 }", "un ensemble"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::GRID;

    /// What is suggested at the mark, in a case of the small grid.
    fn labels(line: &str) -> Vec<String> {
        let marked = format!("cas \"un\" pour essai version \"2\" {{\n  mesuré\n  {line}\n}}\n");
        whole(&marked)
    }

    fn whole(marked: &str) -> Vec<String> {
        let at = marked.find("$0").unwrap();
        let document = Document::new("essai.cas", 1, marked.replacen("$0", "", 1));
        let grids = [Arc::new(Document::new("essai.grille", 1, GRID.to_owned()))];
        let found = in_cases(&document, &grids, Span::new(at, 0).start, true).1;
        assert!(
            found.iter().all(|it| it.kind == SuggestionKind::Value || !(it.detail.is_empty() && it.more.is_empty())),
            "{found:?}"
        );
        found.into_iter().map(|suggestion| suggestion.label).collect()
    }

    #[test]
    fn a_case_is_begun_for_a_grid_of_the_folder() {
        assert_eq!(whole("$0"), ["cas"]);
        assert_eq!(whole("cas \"un\" $0"), ["pour"]);
        assert_eq!(whole("cas \"un\" pour $0"), ["essai"]);
        assert_eq!(whole("cas \"un\" pour essai version $0"), ["\"2\""]);
        assert!(whole("cas \"un\" pour autre version \"1\" {\n  $0\n}\n").is_empty());
    }

    #[test]
    fn a_line_gives_answers_ratings_and_expectations() {
        assert_eq!(
            labels("$0"),
            [
                "attendu",
                "canaux",
                "taux_décroché",
                "fréquence",
                "cotation",
                "cotation par défaut",
                "éléments",
                "sans objet",
                "non"
            ]
        );
        assert_eq!(labels("fréquence $0"), ["="]);
        assert_eq!(labels("fréquence = $0"), ["annuelle", "mensuelle"]);
        assert_eq!(labels("taux_décroché = $0"), ["… %"]);
        assert_eq!(labels("canaux = { guichet, $0 }"), ["téléphone"]);
        assert_eq!(labels("non $0"), ["mesuré"]);
        assert_eq!(labels("cotation $0"), ["par défaut", "1.1"]);
        assert_eq!(labels("cotation 1.1 = $0"), ["non_conforme", "conforme"]);
        assert_eq!(labels("éléments 1.1 = { horaires, $0 }"), ["adresse"]);
    }

    #[test]
    fn what_is_expected_is_offered() {
        let all = labels("attendu $0");
        assert!(
            ["statut", "refus", "score", "niveau(…)", "1.2"].iter().all(|word| all.contains(&(*word).to_owned())),
            "{all:?}"
        );
        assert_eq!(labels("attendu 1.2 $0"), ["="]);
        assert_eq!(labels("attendu 1.2 = $0"), ["non_conforme", "conforme"]);
        assert!(labels("attendu statut 1.2 = $0").contains(&"non_applicable".to_owned()));
        assert_eq!(labels("attendu score ≥ $0"), ["objectif", "… %"]);
        assert_eq!(labels("attendu niveau($0"), ["1.1", "1.2"]);
        assert_eq!(labels("attendu aucune $0"), ["anomalie"]);
        assert!(labels("attendu complet # $0").is_empty());
    }

    #[test]
    fn unasked_only_what_must_be_written_is_offered() {
        let unasked = |line: &str| {
            let text = format!("cas \"un\" pour essai version \"2\" {{\n  {line}\n}}\n");
            let at = text.find("$0").unwrap();
            let document = Document::new("essai.cas", 1, text.replacen("$0", "", 1));
            let grids = [Arc::new(Document::new("essai.grille", 1, GRID.to_owned()))];
            in_cases(&document, &grids, Span::new(at, 0).start, false).1.len()
        };
        assert_eq!((unasked("$0"), unasked("fréquence $0"), unasked("fréquence = $0")), (0, 0, 2));
    }
}
