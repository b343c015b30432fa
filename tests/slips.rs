//! Thirty and more realistic slips of the pen: each costs one diagnostic, and its correction gives back a grid that reads.

use grille::diagnostic::Diagnostic;
use grille::syntax::parse;

/// A small grid with one of everything.
const GRID: &str = r#"grille essai version "2024"
titre "Une grille d'essai"
plan : engagement > thème > point
total : somme pondérée

échelle cotation par défaut {
  non_conforme = 0 "Rien n'est fait."
  partiel      = 0,25 "C'est commencé."
  conforme     = 1 "Tout est fait."
  sans objet
}

type périodicité : choix ordonné { annuelle "Une fois par an" < semestrielle < mensuelle }

profil {
  svi       : oui_non "Serveur vocal"
  activités : ensemble "Activités" { contrôle "Contrôle", recouvrement "Recouvrement" }
  agents    : entier de 0 à 5000 en "agents" "Effectif"
  ouverture : date "Ouverture"
}

mesures {
  taux      : pourcentage "Taux de décroché"
    existe si svi
  fréquence : périodicité "Fréquence"
  délai     : durée en jours "Délai"
}

paramètre objectif = 85 % "Objectif"
définition grande : agents ≥ 5000
contrainte "un contrôle suppose un serveur" : si activités contient contrôle alors svi

liste clarté """
  • [mots] des mots simples
"""

décision label par paliers "Label" {
  aucun sinon
  or si score ≥ 80 %
}

engagement 1 "Accueil" {
  thème "Au téléphone" {
    point 1.1 "Décrocher" {
      exigence """
        Le service décroche :
        • [rapide] vite,
        • [aimable, le cas échéant] avec amabilité.
      """
      exige au moins 2 parmi { rapide, aimable }
      applicable si svi et non grande
      dispense rapide si grande
      admet rappel "Rappel" pour rapide si svi
      poids 5/4 si svi sinon 1
      barème {
        non_conforme si taux < objectif
        partiel      si taux ≥ objectif et fréquence < mensuelle
        conforme     si taux ≥ objectif
                     et fréquence ≥ mensuelle
      }
      note "On décroche."
    }
    point 1.2 {
      exigence "Le service écoute."
      facultatif si svi retenu si grande
    }
  }
}
"#;

/// The text with the first correction of a diagnostic made.
fn corrected(text: &str, diagnostic: &Diagnostic) -> String {
    let mut text = text.to_owned();
    let mut edits = diagnostic.fixes.first().map(|fix| fix.edits.clone()).unwrap_or_default();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    for edit in edits {
        text.replace_range(edit.span.range(), &edit.text);
    }
    text
}

#[test]
fn each_slip_costs_one_diagnostic_and_is_corrected() {
    let slips = [
        // A near-miss of a keyword.
        ("G006", "échelle cotation", "echelle cotation"),
        ("G006", "par défaut {", "par defaut {"),
        ("G006", "thème > point\ntotal", "thème > point\nTotal"),
        ("G006", "mesures {", "mesure {"),
        ("G006", "profil {", "Profil {"),
        ("G006", "paramètre objectif", "parametre objectif"),
        ("G006", "définition grande", "definition grande"),
        ("G006", "par paliers", "par palier"),
        ("G006", "décision label", "decision label"),
        ("G006", "aucun sinon", "aucun else"),
        ("G006", "applicable si svi", "aplicable si svi"),
        ("G006", "applicable si svi", "applicable if svi"),
        ("G006", "svi et non grande", "svi and non grande"),
        ("G006", "svi et non grande", "svi ET non grande"),
        ("G006", "svi et non grande", "svi et not grande"),
        ("G006", "exigence \"Le", "exigeance \"Le"),
        ("G006", "exigence \"\"\"", "Exigence \"\"\""),
        ("G006", "barème {", "bareme {"),
        ("G006", "contient contrôle", "contains contrôle"),
        ("G006", "existe si", "exist si"),
        ("G006", "retenu si", "retenue si"),
        ("G006", "choix ordonné", "choix ordonne"),
        ("G006", "note \"On", "notes \"On"),
        ("G006", "sinon 1", "else 1"),
        ("G006", "contient contrôle alors", "contient contrôle then"),
        // A sign.
        ("G007", "agents ≥ 5000", "agents => 5000"),
        ("G007", "taux < objectif", "taux =< objectif"),
        ("G007", "agents ≥ 5000", "agents == 5000"),
        ("G007", "agents ≥ 5000", "agents <> 5000"),
        ("G007", "svi et non grande", "svi && non grande"),
        ("G007", "svi et non grande", "svi et !grande"),
        ("G007", "rapide, aimable }", "rapide; aimable }"),
        ("G007", "svi       : oui_non", "svi       = oui_non"),
        ("G007", "objectif = 85", "objectif : 85"),
        ("G007", "conforme     = 1", "conforme     : 1"),
        // A number.
        ("G008", "= 0,25", "= 0.25"),
        ("G008", "à 5000", "à 5 000"),
        ("G008", "≥ 5000", "≥ 5 000"),
        ("G008", "au moins 2", "au moins deux"),
        ("G008", "85 %", "85.5 %"),
        ("G008", "85 %", "85 pour cent"),
        // Quotes.
        ("G009", "\"On décroche.\"", "« On décroche. »"),
        ("G009", "\"On décroche.\"", "“On décroche.”"),
        ("G009", "\"On décroche.\"", "'On décroche.'"),
        ("G009", "\"On décroche.\"", "\"On dit \"bonjour\" et c'est tout.\""),
        ("G014", "\"On décroche.\"", "\"On décroche."),
        ("G014", "\"Le service écoute.\"", "\"Le service écoute."),
        ("G014", "point 1.1 \"Décrocher\" {", "point 1.1 \"Décrocher {"),
        // A date.
        ("G010", "grande : agents ≥ 5000", "grande : ouverture ≥ 2023-10-12"),
        ("G010", "grande : agents ≥ 5000", "grande : ouverture ≥ 12.10.2023"),
        ("G021", "grande : agents ≥ 5000", "grande : ouverture ≥ 31/02/2023"),
        // A piece left out or in excess.
        ("G017", "point 1.2 {", "point 1.2"),
        ("G017", "engagement 1 \"Accueil\" {", "engagement 1 \"Accueil\""),
        ("G017", "définition grande : agents", "définition grande agents"),
        ("G017", "objectif = 85", "objectif 85"),
        ("G017", "barème {", "barème"),
        ("G017", "applicable si svi et non grande", "applicable svi et non grande"),
        ("G017", "svi et non grande", "svi et non (grande ou svi"),
        ("G025", "note \"On", "note : \"On"),
        ("G025", "exigence \"Le", "exigence = \"Le"),
        ("G025", "applicable si svi et", "applicable si svi) et"),
        // What nothing corrects.
        ("G011", "agents ≥ 5000", "agents ≥"),
        ("G011", "applicable si svi et non grande", "applicable si svi et et"),
        ("G011", "taux < objectif", "taux ?? objectif"),
        ("G012", "      note \"On décroche.\"", "      On décroche toujours."),
        ("G012", "      note \"On décroche.\"", "      On décroche toujours.\n      Et vite.\n      • C'est dit."),
        // Blocks and texts that do not end.
        ("G013", "      \"\"\"\n      exige", "      exige"),
        ("G013", "  • [mots] des mots simples\n\"\"\"\n", "  • [mots] des mots simples\n"),
        ("G015", "  sans objet\n}\n", "  sans objet\n"),
        ("G015", "      }\n      note", "      note"),
        ("G015", "rapide, aimable }", "rapide, aimable"),
        ("G015", "grande\n    }\n  }\n}\n", "grande\n    }\n"),
        ("G015", "    }\n    point 1.2", "    point 1.2"),
        ("G016", "    point 1.2 {", "    }\n    point 1.2 {"),
        ("G018", "    point 1.2 {\n", ""),
        ("G022", "• [rapide] vite", "• [rapide et bref] vite"),
        ("G023", "5/4", "5/0"),
        ("G024", "annuelle \"Une fois par an\" <", "annuelle \"Une fois par an\","),
        ("G024", "contrôle \"Contrôle\",", "contrôle \"Contrôle\" <"),
    ];
    assert!(parse(GRID).diagnostics.is_empty());
    let mut faults = Vec::new();
    for (code, good, bad) in slips {
        assert_eq!(GRID.matches(good).count(), 1, "{good}");
        let text = GRID.replace(good, bad);
        let diagnostics = parse(&text).diagnostics;
        let told: Vec<String> = diagnostics
            .iter()
            .map(|d| format!("{} « {} » {}", d.code(), &text[d.span.range()], d.problem.message()))
            .collect();
        if diagnostics.len() != 1 || diagnostics[0].code() != code {
            faults.push(format!("{bad:?}: expected {code}, told {told:#?}"));
        } else if !diagnostics[0].fixes.is_empty() {
            let text = corrected(&text, &diagnostics[0]);
            let left = parse(&text).diagnostics;
            if !left.is_empty() {
                faults.push(format!("{bad:?}: {told:?} corrected leaves {left:#?}"));
            }
        } else if !matches!(code, "G011" | "G012" | "G018" | "G021" | "G023") {
            faults.push(format!("{bad:?}: {told:?} has no correction"));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn independent_slips_are_told_one_by_one() {
    let slips = [
        ("échelle cotation", "echelle cotation"),
        ("à 5000", "à 5 000"),
        ("taux < objectif", "taux ?? objectif"),
        ("svi et non grande", "svi and non grande"),
        ("      note \"On décroche.\"", "      On décroche toujours."),
        (
            "• [aimable, le cas échéant] avec amabilité.\n      \"\"\"\n",
            "• [aimable, le cas échéant] avec amabilité.\n",
        ),
        ("grande\n    }\n  }\n}\n", "grande\n    }\n"),
    ];
    let text = slips.iter().fold(GRID.to_owned(), |text, (good, bad)| text.replace(good, bad));
    let codes: Vec<&str> = parse(&text).diagnostics.iter().map(Diagnostic::code).collect();
    assert_eq!(codes, ["G006", "G008", "G013", "G006", "G011", "G012", "G015"]);
}

#[test]
fn nothing_makes_the_parser_fail() {
    let deep = |open: &str, close: &str, levels: usize| format!("{}svi{}", open.repeat(levels), close.repeat(levels));
    let condition =
        |condition: String| GRID.replace("applicable si svi et non grande", &format!("applicable si {condition}"));
    for text in [
        condition(deep("(", ")", 120)),
        condition(deep("(", ")", 100_000)),
        condition("non ".repeat(100_000) + "svi"),
        condition("svi et ".repeat(20_000) + "svi"),
        "{".repeat(10_000),
        "}".repeat(10_000),
        "\"".repeat(99_999),
        "[".repeat(10_000),
        "a {\n".repeat(1_000),
        "point 1.1 {\n".repeat(10_000),
        "exige tous { a : ".repeat(1_000),
        "\u{0}\u{FEFF}\u{301}\r\r\n".repeat(1000),
    ] {
        parse(&text);
    }
}
