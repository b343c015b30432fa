//! What can be written at a place: the clauses valid there, the inputs and values that fit, with what each is.

mod case;
mod clauses;
mod place;
mod words;

use grille::diagnostic::Span;

pub use case::in_cases;

use crate::document::Document;
use place::{Place, place};

/// Something that can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What is shown, and written unless there is a snippet.
    pub label: String,
    /// What it is.
    pub kind: SuggestionKind,
    /// A few words beside it; empty if there is nothing to say.
    pub detail: String,
    /// More about it, in Markdown; empty if there is nothing to say.
    pub more: String,
    /// What is written instead of the label, in the snippet syntax of editors (`$0`, `${1:…}`).
    pub snippet: Option<String>,
}

/// What a suggestion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuggestionKind {
    /// A word of the language or a sign.
    Keyword,
    /// A clause, with what it needs.
    Clause,
    /// A point or a group to begin.
    Section,
    /// An input.
    Input,
    /// A parameter.
    Parameter,
    /// A definition.
    Definition,
    /// A decision.
    Decision,
    /// A result: `score`, `niveau`.
    Function,
    /// A level or an option.
    Value,
    /// An element, a support, a shared list.
    Element,
    /// An existing point or group.
    Reference,
    /// A type.
    Type,
    /// A scale.
    Scale,
}

/// What can be written at an offset, the likeliest first, and the word it would replace; `replaced` is the version the grid
/// replaces, if it was found. Unless the author asks, only what cannot be done without is offered: after a whole test, the
/// end of the line is as likely as `et`.
pub fn completion(
    document: &Document,
    replaced: Option<&Document>,
    offset: u32,
    asked: bool,
) -> (Span, Vec<Suggestion>) {
    let here = document.around(offset);
    let place = match place(document, &here, offset) {
        place if asked || place.must_be_filled() => place,
        _ => Place::Nothing,
    };
    (here.word, words::suggestions(document, replaced, place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{GRID, marked};

    /// What is suggested at the mark, each with its detail.
    fn suggested(text: &str) -> Vec<Suggestion> {
        let (document, at) = marked(text);
        completion(&document, None, at, true).1
    }

    /// In a point, on a line of its own.
    fn in_point(line: &str) -> String {
        GRID.replace("    applicable si joignable\n", &format!("    {line}\n"))
    }

    /// At the end of the grid.
    fn at_end(line: &str) -> String {
        format!("{GRID}{line}")
    }

    fn check(text: &str, expected: &[&str]) {
        let labels: Vec<_> = suggested(text).into_iter().map(|suggestion| suggestion.label).collect();
        assert_eq!(labels, expected, "{}", text.lines().find(|line| line.contains("$0")).unwrap_or_default());
    }

    #[test]
    fn only_the_clauses_of_a_place_are_offered() {
        let labels = |text: &str| suggested(text).into_iter().map(|it| it.label).collect::<Vec<_>>();
        let top = labels(&at_end("$0"));
        assert!(top.contains(&"définition".to_owned()) && top.contains(&"engagement".to_owned()), "{top:?}");
        // What stands already and may not be repeated; what belongs elsewhere.
        assert!(["plan", "grille", "barème", "point"].iter().all(|word| !top.contains(&(*word).to_owned())), "{top:?}");
        let point = labels(&in_point("$0"));
        assert!(
            ["applicable", "non applicable", "exige", "hors champ", "poids"]
                .iter()
                .all(|word| point.contains(&(*word).to_owned()))
        );
        assert!(
            ["barème", "exigence", "définition", "point"].iter().all(|word| !point.contains(&(*word).to_owned())),
            "{point:?}"
        );
        let group = labels(&GRID.replace("  point 1.2 {", "  $0\n  point 1.2 {"));
        assert!(group.contains(&"point 1.3".to_owned()) && !group.contains(&"exigence".to_owned()), "{group:?}");
    }

    #[test]
    fn a_condition_begins_with_inputs_and_definitions() {
        check(&in_point("applicable si $0"), &["joignable", "canaux", "mesuré", "taux_décroché", "fréquence", "non"]);
        check(
            &in_point("applicable si mesuré et (tau$0"),
            &["joignable", "canaux", "mesuré", "taux_décroché", "fréquence", "non"],
        );
        check(&in_point("applicable $0"), &["si"]);
    }

    #[test]
    fn an_input_is_followed_by_what_fits_its_type() {
        check(&in_point("applicable si mesuré $0"), &["et", "ou", "= oui", "= non"]);
        check(&in_point("applicable si taux_décroché $0"), &["<", "≤", "≥", ">", "=", "≠"]);
        check(&in_point("applicable si fréquence $0"), &["<", "≤", "≥", ">", "=", "≠", "parmi { … }"]);
        check(
            &in_point("applicable si canaux $0"),
            &["contient", "contient au moins 1 parmi { … }", "contient tous { … }"],
        );
        check(&in_point("applicable si taux_décroché < 85 % $0"), &["et", "ou"]);
    }

    #[test]
    fn a_comparison_ends_with_what_can_be_answered() {
        check(&in_point("applicable si fréquence ≥ $0"), &["annuelle", "mensuelle"]);
        check(&in_point("applicable si taux_décroché ≥ $0"), &["objectif", "… %"]);
        check(&in_point("applicable si mesuré = $0"), &["oui", "non"]);
        check(
            &in_point("applicable si canaux contient $0"),
            &["guichet", "téléphone", "tous { … }", "au moins 1 parmi { … }"],
        );
        check(&in_point("applicable si canaux contient tous { guichet, $0 }"), &["téléphone"]);
        check(&in_point("applicable si fréquence parmi { $0 }"), &["annuelle", "mensuelle"]);
    }

    #[test]
    fn a_scale_line_begins_with_a_level_left() {
        let with_line = |line: &str| {
            GRID.replace("      conforme     si taux_décroché ≥ objectif et fréquence ≥ mensuelle\n", line)
        };
        check(&with_line("      $0\n"), &["conforme"]);
        check(&with_line("      conforme $0\n"), &["si", "sinon"]);
        check(&with_line("      conforme si taux_décroché ≥ obj$0\n"), &["objectif", "… %"]);
    }

    #[test]
    fn decisions_look_at_results() {
        let inside = |line: &str| at_end(&format!("décision avis {{\n  bon {line}\n}}\n"));
        let labels: Vec<_> = suggested(&inside("si $0")).into_iter().map(|it| it.label).collect();
        assert!(
            ["score", "niveau(…)", "compte(…)", "mesuré"].iter().all(|word| labels.contains(&(*word).to_owned())),
            "{labels:?}"
        );
        check(&inside("si niveau($0"), &["1.1", "1.2"]);
        check(&inside("si score($0)"), &["1"]);
        check(&inside("si compte($0"), &["non_conforme", "conforme"]);
        check(&inside("si score_minimum($0"), &["engagement"]);
        check(&inside("si compte(conforme, $0"), &["1"]);
        check(&inside("si niveau(1.2) = $0"), &["non_conforme", "conforme"]);
        check(&inside("si score ≥ $0"), &["objectif", "… %"]);
        check(&inside("si score $0"), &["<", "≤", "≥", ">", "=", "≠", "non calculable"]);
    }

    #[test]
    fn requirements_take_up_what_is_marked() {
        let inside = |clause: &str| GRID.replace("    exige tous { horaires, adresse }", &format!("    {clause}"));
        check(&inside("exige tous { horaires, $0 }"), &["adresse"]);
        check(&inside("exige tous { horaires, adresse }\n    dispense $0"), &["horaires", "adresse"]);
        check(&inside("exige tous { horaires, adresse }\n    admet autre \"Autre\" pour $0"), &["horaires", "adresse"]);
        check(&inside("exige $0"), &["tous { … }", "au moins … parmi { … }"]);
    }

    #[test]
    fn declarations_take_types_and_units() {
        let types = suggested(&GRID.replace("mesures {", "mesures {\n  délai : $0"));
        let labels: Vec<_> = types.iter().map(|it| it.label.as_str()).collect();
        assert_eq!(labels[0], "périodicité");
        assert!(labels.contains(&"oui_non") && labels.contains(&"durée en jours"), "{labels:?}");
        let units: Vec<_> = suggested(&GRID.replace("mesures {", "mesures {\n  délai : durée en $0"))
            .into_iter()
            .map(|it| it.label)
            .collect();
        assert_eq!(units, ["heures", "jours", "semaines", "mois", "années"]);
        check(&at_end("total : $0"), &["somme pondérée", "moyenne pondérée"]);
        check(&in_point("échelle $0"), &["cotation"]);
    }

    #[test]
    fn nothing_is_offered_in_texts_and_comments() {
        check(&in_point("note \"si $0\""), &[]);
        check(&in_point("# si $0"), &[]);
        check(&at_end("définition x \"si $0"), &[]);
    }

    #[test]
    fn unasked_only_what_must_be_written_is_offered() {
        let unasked = |text: &str| {
            let (document, at) = marked(text);
            completion(&document, None, at, false).1.len()
        };
        assert_eq!(unasked(&in_point("applicable si mesuré $0")), 0);
        assert_eq!(unasked(&in_point("$0")), 0);
        assert_eq!(unasked(&in_point("applicable si $0")), 6);
        assert_eq!(unasked(&in_point("applicable si fréquence ≥ $0")), 2);
    }

    #[test]
    fn a_marker_takes_what_is_required() {
        check(&GRID.replace("• [adresse] l'adresse", "• [$0 l'adresse"), &["adresse"]);
    }

    #[test]
    fn every_suggestion_is_explained() {
        for text in
            [at_end("$0"), in_point("$0"), in_point("applicable si $0"), in_point("applicable si fréquence ≥ $0")]
        {
            for suggestion in suggested(&text) {
                assert!(!(suggestion.detail.is_empty() && suggestion.more.is_empty()), "{suggestion:?}");
            }
        }
    }
}
