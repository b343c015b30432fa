//! A name renamed wherever the index finds it leaves the grid as it was: nothing was missed, nothing was taken for it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::*;
use crate::check::{Analysis, read};
use crate::diagnostic::Diagnostic;

fn grids() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("grids")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "grille") {
                found.push(path);
            }
        }
    }
    found
}

fn analysed(text: &str) -> (Analysis, Index) {
    let analysis = read(Source::new("essai.grille", text), &[]);
    let index = Index::new(&analysis.source, &analysis.file);
    (analysis, index)
}

/// A text with every place of a name replaced.
fn renamed(text: &str, index: &Index, id: SymbolId, name: &str) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for occurrence in index.occurrences_of(id) {
        out.push_str(&text[at..occurrence.span.start as usize]);
        out.push_str(name);
        at = occurrence.span.end as usize;
    }
    out.push_str(&text[at..]);
    out
}

/// How often names of each kind are declared and used.
fn counts(index: &Index) -> HashMap<(SymbolKind, bool), usize> {
    let mut counts = HashMap::new();
    for occurrence in &index.occurrences {
        *counts.entry((index.symbol(occurrence.symbol).kind, occurrence.declares)).or_default() += 1;
    }
    counts
}

fn check_renames(text: &str, step: usize, what: &Path) {
    let (before, index) = analysed(text);
    let codes = |analysis: &Analysis| analysis.diagnostics.iter().map(Diagnostic::code).collect::<Vec<_>>();
    for at in (0..index.symbols.len()).step_by(step) {
        let (id, symbol) = (SymbolId(at), &index.symbols[at]);
        let fresh = match symbol.kind {
            SymbolKind::Point | SymbolKind::Group => "Z9.99".to_owned(),
            _ => format!("{}_autrement", symbol.name),
        };
        let text = renamed(text, &index, id, &fresh);
        let (after, again) = analysed(&text);
        assert_eq!(codes(&after), codes(&before), "{}: {symbol:?}", what.display());
        assert_eq!(counts(&again), counts(&index), "{}: {symbol:?}", what.display());
    }
}

#[test]
fn names_of_the_shipped_grids_are_found_wherever_they_stand() {
    for path in grids() {
        let text = std::fs::read_to_string(&path).unwrap();
        let step = if text.len() > 50_000 { 29 } else { 1 };
        check_renames(&text, step, &path);
    }
}

/// Everything that can have a name or use one.
const EVERYTHING: &str = r#"grille essai version "2" remplace "1"
plan : axe | annexe > point
échelle cotation par défaut {
  bas  = 0
  haut = 1 reprend ancien_haut
}
échelle simple { non = 0
  oui = 1 }
type rythme : choix ordonné { rare < fréquent reprend souvent }
type cadence : rythme
profil {
  canaux : ensemble { guichet, téléphone }
  suivi : oui_non reprend suivi_ancien
}
mesures {
  taux : pourcentage existe si suivi
  pas : cadence
}
paramètre seuil = 50 %
paramètre visée : rythme = fréquent
définition joignable : canaux contient téléphone et non (suivi = non)
définition soutenu : pas ≥ visée ou pas = rare ou joignable
contrainte : si soutenu alors taux ≥ seuil
liste base """
  • [nom] le nom
"""
liste complète """
  [base]
  • [adresse] l'adresse
"""
décision avis {
  bon  si score(A) ≥ seuil et niveau(A.1) = haut et compte(bas, A) = 0
  nul  sinon
}
décision label par paliers {
  aucun sinon
  plein si avis parmi { bon } et score_minimum(axe) ≥ 10 % et applicable(A.2)
}
axe A "Un" {
  reprend B
  point A.1 {
    reprend 1.1
    exigence """
      On trouve :
      [complète]
      • [porte] la porte
      • [accueil] à l'accueil
    """
    exige tous { complète, porte, sortie "La sortie", lot : au moins 1 parmi { un "Un", deux "Deux" } }
      pour chaque { accueil, site "Sur le site" }
    dispense site.nom si joignable
    dispense adresse si soutenu
    admet autre "Autre" pour porte si suivi
    barème {
      bas  si non suivi ou taux < seuil
      haut si taux ≥ seuil
    }
  }
  point A.2 {
    exigence "B"
    échelle simple
    applicable si soutenu
    poids 2 si joignable sinon 1
    facultatif si suivi
      retenu si canaux contient guichet
  }
}
annexe Z "Deux" {
  point Z.1 { exigence "C" }
}
retire {
  9.1 "ailleurs" par A.1
}
"#;

#[test]
fn every_kind_of_name_is_found_wherever_it_can_stand() {
    let (analysis, index) = analysed(EVERYTHING);
    assert!(!analysis.has_errors(), "{:#?}", analysis.diagnostics);
    check_renames(EVERYTHING, 1, Path::new("EVERYTHING"));
    let kinds: std::collections::BTreeSet<_> = index.symbols.iter().map(|symbol| symbol.kind).collect();
    assert_eq!(kinds.len(), 15, "{kinds:?}");
    let former: Vec<&str> = index.former.iter().map(|former| analysis.source.slice(former.span)).collect();
    assert_eq!(former, ["ancien_haut", "souvent", "suivi_ancien", "B", "1.1", "9.1"]);
}

#[test]
fn every_name_but_those_of_the_language_is_a_place_of_the_index() {
    use crate::syntax::token::{TokenKind, tokens};
    let (analysis, index) = analysed(EVERYTHING);
    let words = ["essai", "score", "niveau", "compte", "score_minimum"];
    for token in tokens(EVERYTHING, &analysis.file) {
        let word = analysis.source.slice(token.span);
        if token.kind == TokenKind::Name && !words.contains(&word) {
            let found = index.at(token.span.start).iter().any(|found| found.span.contains(Span::at(token.span.start)));
            assert!(found || index.former_at(token.span.start).is_some(), "{word} at {}", token.span.start);
        }
    }
}

#[test]
fn a_place_lies_in_the_innermost_declaration() {
    let (analysis, index) = analysed(EVERYTHING);
    let holder = |needle: &str| {
        let at = analysis.source.text().find(needle).unwrap();
        index.holder(Span::new(at, at + 1)).map(|id| index.symbol(id).name.as_str())
    };
    assert_eq!(holder("taux < seuil"), Some("A.1"));
    assert_eq!(holder("reprend B"), Some("A"));
    assert_eq!(holder("exigence \"B\""), Some("A.2"));
    assert_eq!(holder("existe si suivi"), Some("taux"));
    assert_eq!(holder("pas ≥ visée"), Some("soutenu"));
    assert_eq!(holder("si soutenu alors"), None);
}

#[test]
fn names_are_found_in_decomposed_letters() {
    let text = EVERYTHING.replace("téléphone", "te\u{301}le\u{301}phone");
    let (analysis, index) = analysed(&text);
    let at = text.rfind("te\u{301}le\u{301}phone").unwrap();
    let found = index.at(Span::new(at, 0).start);
    assert_eq!(index.symbol(found[0].symbol).name, "téléphone");
    assert_eq!(analysis.source.slice(found[0].span), "te\u{301}le\u{301}phone");
}

#[test]
fn names_are_found_in_the_cases_of_a_grid() {
    let (analysis, _) = analysed(EVERYTHING);
    let cases = "cas \"un\" pour essai version \"2\" {\n  suivi\n  taux = 50 %\n  pas = rare\n  canaux = { guichet }\n  \
                 cotation A.2 = oui\n  éléments A.1 = { site.nom, accueil.sortie }\n  sans objet A.2 \"x\"\n  \
                 attendu A.1 = haut\n  attendu statut A.2 = coté\n  attendu score(A) ≥ seuil\n}\n\
                 cas \"deux\" pour essai version \"1\" {\n  suivi\n}\n";
    let source = Source::new("essai.cas", cases);
    let parsed = crate::syntax::parse_cases(cases);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let index = Index::new(&analysis.source, &analysis.file);
    let found = Index::places_in_cases(&analysis.source, &analysis.file, ("essai", "2"), &source, &parsed.file);
    let shown: Vec<_> =
        found.iter().map(|at| format!("{} {:?}", source.slice(at.span), index.symbol(at.symbol).kind)).collect();
    assert_eq!(
        shown,
        [
            "suivi Input",
            "taux Input",
            "pas Input",
            "rare Choice",
            "canaux Input",
            "guichet Choice",
            "A.2 Point",
            "oui Level",
            "A.1 Point",
            "site Support",
            "nom Element",
            "accueil Element",
            "sortie Element",
            "A.2 Point",
            "A.1 Point",
            "haut Level",
            "A.2 Point",
            "A Group",
            "seuil Parameter"
        ]
    );
}
