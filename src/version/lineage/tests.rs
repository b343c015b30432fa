//! Lineages and audits that follow, told in the words of small grids.

use super::*;
use crate::audit::{Audit, Entry, RecordedRating, Vocabulary, read};
use crate::check::analyse;
use crate::diagnostic::Source;

fn grid(text: &str) -> Grid {
    let analysis = analyse(Source::new("essai.grille", text), &[]);
    let errors: Vec<_> = analysis.diagnostics.iter().filter(|said| said.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    analysis.grid
}

fn audit(grid: &Grid, json: &str) -> Audit {
    let entry = Entry::alone(json.as_bytes());
    read(&Vocabulary::new(grid), &entry).unwrap()
}

const OLD: &str = r#"grille essai version "1"
plan : chapitre > thème > point
échelle cotation par défaut {
  non     = 0
  partiel = 0,5
  oui     = 1
  sans objet
}
profil {
  nature : choix { état, commune, hôpital }
  délai  : durée en jours
  canaux : ensemble { guichet, téléphone }
  svi    : oui_non
}
chapitre 1 {
  thème "Joindre" {
    point 1.1 { exigence "Répondre."
                exige tous { accueil "Accueil", rappel "Rappel" }
                admet courriel "Courriel" pour rappel si svi }
    point 1.2 { exigence "Rappeler." }
  }
  point 1.3 { exigence "Annoncer."
              applicable si délai < 10 jours et nature ≠ hôpital et canaux contient téléphone }
  point 1.4 { exigence "Écrire." }
}
"#;

const NEW: &str = r#"grille essai version "2" remplace "1"
plan : chapitre > thème > point
échelle cotation par défaut {
  non     = 0
  moyen   = 0,5 reprend partiel
  presque = 0,75
  oui     = 1
  sans objet
}
profil {
  type   : choix { commune, état, santé reprend hôpital } reprend nature
  délai  : durée en heures de 0 heure à 400 heures
  canaux : ensemble { téléphone, guichet, courriel }
}
chapitre 1 {
  thème "Joindre le service" {
    point 1.1 { exigence "Répondre."
                exige tous { réponse "Réponse" reprend accueil, rappel "Rappel" }
                admet courriel "Courriel" pour rappel }
    point 1.5 { reprend 1.2
                exigence "Rappeler." }
    point 1.6 { reprend 1.2
                exigence "Rappeler vite." }
  }
  point 1.3 { reprend 1.3, 1.4 par minimum
              exigence "Annoncer et écrire."
              applicable si délai < 10 jours et type ≠ santé et canaux contient téléphone }
  point 1.2 { nouveau
              exigence "Autre chose." }
}
"#;

#[test]
fn audits_follow_renamed_split_and_merged_parts() {
    let (old, new) = (grid(OLD), grid(NEW));
    let lineage = Lineage::new(&old, &new);
    let before = audit(
        &old,
        r#"{"audit":"a","profil":{"nature":"hôpital","délai":"2 jours","canaux":["téléphone"],"svi":true},
            "cotations":{"1.1":"partiel","1.2":"oui","1.3":"oui","1.4":"partiel"},
            "éléments":{"1.1":["accueil","courriel"]}}"#,
    );
    let followed = lineage.follow(&old, &new, &before);
    let after = audit(
        &new,
        r#"{"audit":"a","profil":{"type":"santé","délai":"48 heures","canaux":["téléphone"]},
            "cotations":{"1.1":"moyen","1.5":"oui","1.6":"oui","1.3":"moyen"},
            "éléments":{"1.1":["réponse","courriel"]}}"#,
    );
    assert_eq!(followed.audit.values, after.values);
    assert_eq!(followed.audit.ratings, after.ratings);
    assert_eq!(followed.audit.elements, after.elements);
    assert_eq!(followed.inherited, [false, true, true, false, false]);
    assert_eq!(followed.lost, [Lost::Input(InputId(3))]);
    assert!(followed.is_readable());
}

#[test]
fn what_cannot_follow_is_named() {
    let (old, new) = (grid(OLD), grid(&NEW.replace(" reprend partiel", "").replace(" par minimum", "")));
    let lineage = Lineage::new(&old, &new);
    let before = audit(
        &old,
        r#"{"audit":"a","profil":{"délai":"18 jours"},"cotations":{"1.1":"partiel","1.3":"oui","1.4":"non"}}"#,
    );
    let followed = lineage.follow(&old, &new, &before);
    let (delay, first, third, fourth) = (InputId(1), PointId(0), PointId(2), PointId(3));
    assert_eq!(followed.lost, [Lost::Answer(delay), Lost::Rating(first), Lost::Merged(third), Lost::Merged(fourth)]);
    assert!(!followed.is_readable());
    assert!(followed.audit.ratings.iter().all(Option::is_none));
}

#[test]
fn groups_continue_by_id_by_title_and_by_what_they_hold() {
    let (old, new) = (grid(OLD), grid(NEW));
    let lineage = Lineage::new(&old, &new);
    assert_eq!(lineage.groups, [Some(GroupId(0)), Some(GroupId(1)), Some(GroupId(2))]);
    let elsewhere = NEW.replace("chapitre 1 {", "chapitre 2 {").replace("Joindre le service", "Joindre");
    let lineage = Lineage::new(&old, &grid(&elsewhere));
    assert_eq!(lineage.groups, [Some(GroupId(0)), None, Some(GroupId(2))]);
}

#[test]
fn a_chain_of_versions_is_one_lineage() {
    let (first, second) = (grid(OLD), grid(NEW));
    let third = NEW
        .replace("version \"2\" remplace \"1\"", "version \"3\" remplace \"2\"")
        .replace("moyen   = 0,5 reprend partiel", "mi_chemin = 0,5 reprend moyen")
        .replace(" reprend nature", "")
        .replace("santé reprend hôpital", "soins reprend santé")
        .replace("type ≠ santé", "type ≠ soins")
        .replace("durée en heures de 0 heure à 400 heures", "durée en jours de 0 jour à 20 jours")
        .replace("réponse \"Réponse\" reprend accueil", "réponse \"Réponse\"")
        .replace("reprend 1.3, 1.4 par minimum", "")
        .replace("nouveau\n", "")
        .replace("point 1.6 { reprend 1.2", "point 1.6 {")
        .replace("point 1.5 { reprend 1.2", "point 1.7 { reprend 1.5");
    let third = grid(&third);
    let (one, two) = (Lineage::new(&first, &second), Lineage::new(&second, &third));
    let whole = one.then(&two);
    let before = audit(
        &first,
        r#"{"audit":"a","profil":{"nature":"hôpital","délai":"2 jours","canaux":["guichet"]},
            "cotations":{"1.1":"partiel","1.2":"oui","1.3":"oui","1.4":"partiel"},
            "éléments":{"1.1":["accueil","courriel"]}}"#,
    );
    let step_by_step = two.follow(&second, &third, &one.follow(&first, &second, &before).audit);
    let at_once = whole.follow(&first, &third, &before);
    assert_eq!(at_once.audit.values, step_by_step.audit.values);
    assert_eq!(at_once.audit.ratings, step_by_step.audit.ratings);
    assert_eq!(at_once.audit.elements, step_by_step.audit.elements);
    assert_eq!(at_once.audit.ratings[0], Some(RecordedRating::Level(1)));
    assert_eq!(whole.points_of(PointId(1)).len(), 2);
}
