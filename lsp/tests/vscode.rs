//! What the VS Code extension says of the language is what the language is: its colours, its snippets, its example.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use grille::check::analyse;
use grille::diagnostic::Source;
use serde_json::Value as Json;

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("vscode").join(file)).unwrap()
}

fn json(file: &str) -> Json {
    serde_json::from_str(&read(file)).unwrap()
}

/// Every text in quotes of the grammar's rules whose names begin so.
fn quoted_in_rules(prefix: &str) -> BTreeSet<String> {
    let grammar = include_str!("../../grammar/grille.pest");
    let rules = grammar.lines().filter(|line| line.starts_with(prefix));
    rules.flat_map(|rule| rule.split('"').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// The words a colour grammar looks for: its regular expressions without their signs.
fn words_of_colours(file: &str) -> BTreeSet<String> {
    fn expressions(value: &Json, found: &mut String) {
        match value {
            Json::Object(entries) => entries.iter().for_each(|(key, value)| match value {
                Json::String(text) if ["match", "begin", "end", "while"].contains(&key.as_str()) => {
                    found.push_str(text);
                    found.push(' ');
                }
                _ => expressions(value, found),
            }),
            Json::Array(items) => items.iter().for_each(|item| expressions(item, found)),
            _ => {}
        }
    }
    let mut text = String::new();
    expressions(&json(file), &mut text);
    for class in ["\\p{L}", "\\p{M}", "\\p{N}", "\\p{Lu}", "A-Z", "\\b", "\\s", "\\S", "\\d", "\\r", "\\n"] {
        text = text.replace(class, " ");
    }
    let words =
        text.split(|c: char| !c.is_alphabetic() && c != '_').filter(|word| word.chars().any(char::is_alphabetic));
    words.map(str::to_owned).collect()
}

#[test]
fn colours_know_every_word_of_the_language_and_no_other() {
    let mut words = quoted_in_rules("kw_");
    words.extend(quoted_in_rules("unit_word"));
    assert!(words.len() > 80, "{words:?}");
    let grid = words_of_colours("syntaxes/grille.tmLanguage.json");
    let cases = words_of_colours("syntaxes/grille-cas.tmLanguage.json");
    let coloured: BTreeSet<_> = grid.union(&cases).cloned().collect();
    let missing: Vec<_> = words.difference(&coloured).collect();
    assert!(missing.is_empty(), "words of the grammar that are not coloured: {missing:?}");
    let unknown: Vec<_> = coloured.difference(&words).collect();
    assert!(unknown.is_empty(), "coloured, but no words of the grammar: {unknown:?}");
}

#[test]
fn the_tour_of_colours_is_a_grid() {
    let analysis = analyse(Source::new("tour.grille", read("test/colours/tour.grille")), &[]);
    let errors = analysis.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    assert_eq!(errors.map(|error| error.problem.message()).collect::<Vec<_>>(), Vec::<String>::new());
}

/// What a snippet becomes when its fields are left as they are.
fn expanded(body: &str) -> String {
    let mut values = BTreeMap::new();
    let mut out = String::new();
    let mut rest = body;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(field) = rest.strip_prefix('{') {
            let (field, after) = field.split_once('}').unwrap();
            let (number, value) = field.split_once([':', '|']).unwrap();
            // Of several choices, the first.
            let value = value.strip_suffix('|').map_or(value, |choices| choices.split(',').next().unwrap());
            let earlier = values.insert(number, value);
            assert!(earlier.is_none_or(|earlier| earlier == value), "field {number} has two values");
            out.push_str(value);
            rest = after;
        } else {
            // `$0` says where the cursor ends.
            rest = rest.strip_prefix('0').unwrap();
        }
    }
    out.push_str(rest);
    out.replace('\t', "  ")
}

/// A grid that has what snippets speak of, and room for one.
const HOST: &str = r#"grille essai version "1"

titre "Essai"
plan : chapitre > point
total : somme pondérée

échelle cotation par défaut {
  non_conforme = 0   "Non"
  partiel      = 0,5 "En partie"
  conforme     = 1   "Oui"
  sans objet
}
TOP
profil {
  accueil : oui_non "Un accueil"
}

mesures {
  taux_mesuré : oui_non "Le taux est mesuré"
  taux        : pourcentage "Taux"
    existe si taux_mesuré
  délai       : durée en jours "Délai"INPUT
}

paramètre objectif = 85 % "Objectif"
paramètre délai_visé = 15 jours "Délai visé"
paramètre délai_limite = 30 jours "Délai limite"

chapitre 1 "Accueil" {
  point 1.1 {
    exigence "Un accueil."
    preuve "Une photographie"POINT
  }SECTION
}
"#;

/// Where a snippet is written.
#[derive(Clone, Copy)]
enum Place {
    File,
    Top,
    Section,
    Point,
    Input,
}

/// The host with a text where it belongs.
fn hosted(text: &str, place: Place) -> String {
    if let Place::File = place {
        return format!("{}\n", text.trim_end());
    }
    let (mark, indent) = match place {
        Place::Top => ("TOP", ""),
        Place::Section => ("SECTION", "  "),
        Place::Point => ("POINT", "    "),
        Place::Input | Place::File => ("INPUT", "  "),
    };
    let end = if mark == "TOP" { "\n" } else { "" };
    let lines = format!("\n{indent}{}{end}", text.replace('\n', &format!("\n{indent}")));
    ["TOP", "SECTION", "POINT", "INPUT"]
        .iter()
        .fold(HOST.to_owned(), |host, other| host.replace(other, if *other == mark { &lines } else { "" }))
}

/// Where each snippet belongs.
const PLACES: [(&str, Place); 21] = [
    ("Nouvelle grille", Place::File),
    ("Groupe", Place::Top),
    ("Point coté par l’auditeur", Place::Section),
    ("Point à barème", Place::Section),
    ("Barème à deux seuils", Place::Point),
    ("Échelle à niveaux", Place::Top),
    ("Échelle continue", Place::Top),
    ("Type ordonné", Place::Top),
    ("Profil", Place::Top),
    ("Mesures", Place::Top),
    ("Entrée conditionnelle", Place::Input),
    ("Paramètre", Place::Top),
    ("Définition", Place::Top),
    ("Contrainte", Place::Top),
    ("Liste partagée", Place::Top),
    ("Décision", Place::Top),
    ("Décision par paliers", Place::Top),
    ("Éléments, au moins", Place::Point),
    ("Éléments pour chaque support", Place::Point),
    ("Facultatif", Place::Point),
    ("Poids selon le cas", Place::Point),
];

/// A snippet left as it is gives a grid without errors, laid out as `grille fmt` does.
#[test]
fn snippets_expand_to_grids_that_check() {
    let snippets = json("snippets/grille.json");
    let snippets = snippets.as_object().unwrap();
    let names: BTreeSet<_> = snippets.keys().map(String::as_str).collect();
    assert_eq!(names, PLACES.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>());
    for (name, place) in PLACES {
        let body: Vec<_> =
            snippets[name]["body"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        let text = expanded(&body.join("\n"));
        let analysis = analyse(Source::new("essai.grille", hosted(&text, place)), &[]);
        let errors = analysis.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        let errors: Vec<_> = errors
            .map(|error| {
                let shown = analysis.source.line_text(analysis.source.line(error.span.start));
                format!("{} {} : {}", error.code(), error.problem.message(), shown.trim())
            })
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        let formatted = grille::syntax::format(analysis.source.text(), &analysis.file);
        // Blank lines around it are the host's.
        let squeezed = |text: &str| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(squeezed(&formatted), squeezed(analysis.source.text()), "{name}: not laid out as `grille fmt` does");
    }
}

/// The lockfile holds versions and checksums; where packages came from is nobody's business.
#[test]
fn the_lockfile_names_no_host() {
    let lock = json("package-lock.json");
    let packages = lock["packages"].as_object().unwrap();
    assert!(packages.len() > 100);
    for (name, package) in packages {
        assert!(package.get("resolved").is_none(), "{name} says where it came from");
        assert!(name.is_empty() || package.get("integrity").is_some(), "{name} has no checksum");
    }
}

/// The extension and the server are one release.
#[test]
fn the_extension_has_the_version_of_the_server() {
    assert_eq!(json("package.json")["version"], env!("CARGO_PKG_VERSION"));
}
