//! What is said of two versions: the shipped draft beside the grid it imagines to replace, a small pair in every form, and each
//! kind of edit of the SP+ grid with its exact region.

#![allow(clippy::panic, clippy::expect_used, reason = "a test that cannot go on fails")]

mod support;

use grille::check::{Analysis, analyse};
use grille::diagnostic::Source;
use grille::version::class::{Class, Difference, Observed};
use grille::version::diff::{Diff, Version, diff, write};
use grille::version::lineage::{self, Lineage};
use support::corpus::read;

fn grid(name: &str, text: &str) -> Analysis {
    let analysis = analyse(Source::new(name, text), &[]);
    let errors: Vec<_> = analysis.diagnostics.iter().filter(|said| said.is_error()).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
    analysis
}

fn compared(old: &Analysis, new: &Analysis) -> Diff {
    let lineage = Lineage::new(&old.grid, &new.grid);
    diff(Version { grid: &old.grid, source: &old.source }, Version { grid: &new.grid, source: &new.source }, &lineage)
}

fn shipped() -> [Analysis; 2] {
    ["2023", "projet"].map(|name| {
        let path = format!("grids/sp_plus/{name}.grille");
        grid(&path, &read(std::path::Path::new(&path)))
    })
}

#[test]
fn the_draft_takes_up_or_retires_every_point() {
    let [old, new] = shipped();
    assert_eq!(lineage::check(&old.grid, &new.grid, &new.file), []);
}

#[test]
fn the_draft_has_one_change_of_each_kind() {
    let [old, new] = shipped();
    let found = compared(&old, &new);
    assert!(found.class.is_proved() && found.unproved.is_empty());
    insta::assert_snapshot!("sp_plus", write::human(&found, false));
}

/// Each edit of the SP+ grid is found with its region, and classed.
#[test]
fn each_edit_of_the_grid_is_found_with_its_region() {
    let text = read(std::path::Path::new("grids/sp_plus/2023.grille"));
    let old = grid("2023", &text);
    let all = |from: &str, to: &str| text.replace(from, to);
    let edits = [
        (
            text.replacen("taux_décroché < objectif_décroché", "taux_décroché ≤ objectif_décroché", 1)
                .replace("taux_décroché ≥ objectif_décroché", "taux_décroché > objectif_décroché"),
            "de fond",
            "taux_décroché = 85 % et fréquence_taux_décroché < trimestrielle",
        ),
        (all("applicable si svi ou répondeur", "applicable si répondeur"), "de fond", "svi et non répondeur"),
        (
            all(
                "définition contrôle_ou_recouvrement : activités contient au moins 1",
                "définition contrôle_ou_recouvrement : activités contient au moins 2",
            ),
            "de fond",
            "activités contient contrôle et non activités contient recouvrement",
        ),
        (
            all("retenu si volontaire_décarbonation", "retenu si volontaire_décarbonation = non"),
            "de fond",
            "volontaire_décarbonation = non",
        ),
        (all("conforme         = 1 ", "conforme         = 2 "), "de fond", "conforme = 1 → conforme = 2"),
        (all("  sans objet\n", ""), "de fond", "sans objet permis → sans objet refusé"),
        (all("  hors total\n", ""), "de fond", "hors total → dans le total"),
        (all("total : somme pondérée", "total : moyenne pondérée"), "de fond", "somme pondérée → moyenne pondérée"),
        (
            all(
                "dispense plateforme si type_entité = collectivité_territoriale",
                "dispense plateforme si type_entité = groupement",
            ),
            "de fond",
            "type_entité = collectivité_territoriale",
        ),
        (all("fréquence_taux_décroché", "rythme_décroché"), "de fond", "entrée rythme_décroché : nouvelle"),
        (all("Chaque mois ou plus souvent", "Chaque mois"), "rédactionnelle", "[- ou plus souvent-]"),
        (
            all(
                "type_entité parmi { collectivité_territoriale, groupement, hôpital }",
                "type_entité parmi { hôpital, groupement } ou type_entité = collectivité_territoriale",
            ),
            "rédactionnelle",
            "Rien n’a changé",
        ),
        (
            all(
                "contrainte \"le respect",
                "contrainte \"pas de SVI sans répondeur\" : si svi alors répondeur\ncontrainte \"le respect",
            ),
            "de fond",
            "svi et non répondeur",
        ),
        (
            all(
                "  svi                      : oui_non",
                "  brume : oui_non \"Sans effet\"\n  svi                      : oui_non",
            ),
            "compatible",
            "entrée brume : nouvelle",
        ),
    ];
    for (edited, class, shown) in edits {
        assert_ne!(edited, text, "{shown}");
        let new = grid("édité", &edited);
        let found = compared(&old, &new);
        let told = write::human(&found, false).replace('\u{a0}', " ");
        assert_eq!(found.class.word(), class, "{told}");
        assert!(found.class.is_proved() && found.unproved.is_empty(), "{told}");
        assert!(told.contains(shown), "{shown}\n{told}");
    }
}

const OLD: &str = r#"grille accueil version "1"
titre "Accueil du public"
plan : chapitre > point
échelle cotation par défaut { non = 0, partiel = 0,5, oui = 1 }
profil {
  rappel : oui_non "Le service rappelle les usagers"
  délai  : durée en jours "Délai annoncé"
}
chapitre 1 "Être joignable" {
  point 1.1 {
    exigence "Les horaires sont publiés."
    barème {
      non     si délai > 30 jours
      partiel si délai ≤ 30 jours et délai > 10 jours
      oui     si délai ≤ 10 jours
    }
  }
  point 1.2 {
    exigence "Le service rappelle l'usager en une semaine."
    applicable si rappel
  }
}
décision label {
  accordé si score ≥ 80 %
  refusé sinon
}
"#;

#[test]
fn a_small_pair_in_every_form() {
    let new = OLD
        .replace("version \"1\"", "version \"2\" remplace \"1\"")
        .replace("30 jours", "20 jours")
        .replace("en une semaine", "en deux semaines")
        .replace("score ≥ 80 %", "score ≥ 75 %");
    let found = compared(&grid("1.grille", OLD), &grid("2.grille", &new));
    insta::assert_snapshot!("small_human", write::human(&found, false));
    insta::assert_snapshot!("small_color", write::human(&found, true).replace('\u{1b}', "␛"));
    insta::assert_snapshot!("small_markdown", write::markdown(&found));
    insta::assert_snapshot!("small_json", format!("{:#}", write::json(&found)));
}

/// In a mean, weights that make up for each other change no score, but the points its groups obtain: an audit shows it.
#[test]
fn weights_that_make_up_for_each_other_are_shown_by_an_example() {
    let old = OLD.replace("chapitre 1 \"Être joignable\" {", "chapitre 1 \"Être joignable\" {\n  poids 2");
    let old = old.replace("plan :", "total : moyenne pondérée\nplan :");
    let on_points = |text: &str| {
        text.replace("    exigence", "    poids 2\n    exigence")
            .replace("  poids 2\n  point 1.1", "  poids 1\n  point 1.1")
    };
    for new in [old.replace("poids 2", "poids 3"), on_points(&old)] {
        assert_ne!(new, old);
        let found = compared(&grid("1", &old), &grid("2", &new));
        let Class::Substantive { example: Some(example) } = &found.class else { panic!("{:?}", found.class) };
        let is_total = |one: &Difference| matches!(one.observed, Observed::Total { .. });
        assert!(example.differences.iter().any(is_total), "{example:?}");
    }
}

/// Past the limits nothing is claimed: what could not be compared is named.
#[test]
fn what_is_past_the_limit_is_named() {
    let text = read(std::path::Path::new("tests/diagnostics/G407-too-much.grille"));
    let edited = text.replace("et ((a23 et b23) ou (non a23 et non b23))", "et ((a23 et b23) ou (a22 et non b23))");
    assert_ne!(edited, text);
    let found = compared(&grid("1", &text), &grid("2", &edited));
    assert_eq!(found.unproved.len(), 1, "{found:#?}");
    assert!(found.unproved[0].what.starts_with("le barème du point "), "{found:#?}");
    assert_eq!((found.class.word(), found.class.is_proved()), ("de fond", false));
    assert!(write::human(&found, false).contains("Non démontré"));
    assert!(!write::json(&found)["non_démontré"].as_array().expect("a list").is_empty());
}

const CONDITIONAL: &str = r#"grille suivi version "1"
plan : point
échelle cotation par défaut { non = 0, oui = 1 }
profil {
  mesuré : oui_non
  public : oui_non
  taux   : pourcentage existe si mesuré
}
point 1 {
  exigence "Le taux est suivi."
  barème {
    oui si taux ≥ 50 %
    non sinon
  }
}
"#;

/// An input that exists in other cases: old answers that can no longer be given refuse the audit, and where only the new version
/// asks, the result waits for an answer nobody gave.
#[test]
fn an_input_that_exists_otherwise_is_followed_exactly() {
    let compare = |when: &str| {
        let new = CONDITIONAL.replace("existe si mesuré", when);
        let found = compared(&grid("1", CONDITIONAL), &grid("2", &new));
        (write::human(&found, false).replace('\u{a0}', " "), found)
    };
    let (told, narrower) = compare("existe si mesuré et public");
    assert!(told.contains("audits acceptés : refus"), "{told}");
    assert!(told.contains("mesuré et non public"), "{told}");
    assert!(narrower.class.is_proved(), "{told}");
    let (told, wider) = compare("existe si mesuré ou public");
    assert!(!told.contains("refus"), "{told}");
    assert!(told.contains("non → oui"), "{told}");
    assert!(told.contains("taux ≥ 50 % et non mesuré") || told.contains("non mesuré et taux ≥ 50 %"), "{told}");
    let Class::Substantive { example: Some(example) } = &wider.class else { panic!("{told}") };
    // Of the rate nothing was asked before: the old audit does not hold it.
    assert!(example.audit["profil"].get("taux").is_none(), "{}", example.audit);
    assert!(example.differences.iter().any(|one| one.after.contains("indéterminé")), "{example:#?}");
}
