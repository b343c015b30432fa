//! The exports of the shipped grids: the schema takes their example audits and no wrong one, the data is whole, the document reads.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

use std::fs;
use std::path::{Path, PathBuf};

use grille::check::{Analysis, analyse};
use grille::diagnostic::Source;
use grille::grid::export;
use serde_json::{Value, json};

fn grids() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("grids")
}

fn analysed(path: &str) -> Analysis {
    let analysis = analyse(Source::new(path, fs::read_to_string(grids().join(path)).unwrap()), &[]);
    let errors = analysis.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    assert_eq!(errors, 0, "{path} has errors");
    analysis
}

/// The shipped grids, each with the folder of its example audits.
const SHIPPED: [(&str, &str); 4] = [
    ("sp_plus/2023.grille", "sp_plus/exemples"),
    ("exemples/certification/qualite.grille", "exemples/certification/exemples"),
    ("exemples/conformite/accessibilite.grille", "exemples/conformite/exemples"),
    ("exemples/redistribution/sobriete.grille", "exemples/redistribution/exemples"),
];

fn audits(folder: &str) -> Vec<(PathBuf, Value)> {
    let entries = fs::read_dir(grids().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let audits: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| (path.clone(), serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()))
        .collect();
    assert!(!audits.is_empty(), "no audit in {folder}");
    audits
}

#[test]
fn the_schema_takes_every_example_audit() {
    for (path, folder) in SHIPPED {
        let schema = export::schema(&analysed(path).grid);
        jsonschema::meta::validate(&schema).unwrap();
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        for (audit, value) in audits(folder) {
            let errors: Vec<_> =
                validator.iter_errors(&value).map(|error| format!("{} {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", audit.display());
        }
    }
}

#[test]
fn the_schema_takes_no_wrong_audit() {
    let sp_plus = |section: &str, key: &str, value: Value| {
        let mut audit = json!({ "audit": "essai" });
        audit[section] = json!({ key: value });
        ("sp_plus/2023.grille", audit)
    };
    let sobriety = |audit: Value| ("exemples/redistribution/sobriete.grille", audit);
    let wrong = [
        ("sp_plus/2023.grille", json!({})),
        ("sp_plus/2023.grille", json!({ "audit": "" })),
        ("sp_plus/2023.grille", json!({ "audit": "essai", "grille": "sp_plus@2022" })),
        ("sp_plus/2023.grille", json!({ "audit": "essai", "cotation": {} })),
        sp_plus("profil", "typ_entité", json!("hôpital")),
        sp_plus("profil", "type_entité", json!("hopital")),
        sp_plus("profil", "taux_décroché", json!(85)),
        sp_plus("profil", "activités", json!("contrôle")),
        sp_plus("profil", "activités", json!(["contrôle", "accueil"])),
        sp_plus("profil", "svi", json!("oui")),
        sp_plus("mesures", "taux_décroché", json!(101)),
        sp_plus("mesures", "taux_décroché", json!("85 %")),
        sp_plus("mesures", "fréquence_taux_décroché", json!("hebdomadaire")),
        sp_plus("cotations", "9.1", json!(1)),
        sp_plus("cotations", "1.1", json!(0.5)),
        sp_plus("cotations", "1.1", json!("satisfait")),
        sp_plus("éléments", "2.3", json!(["téléphones"])),
        sp_plus("éléments", "1.10", json!(["bonne_foi"])),
        sp_plus("éléments", "2.6", json!(["téléphones"])),
        sp_plus("sans_objet", "1.8", json!(" ")),
        sobriety(json!({ "audit": "essai", "profil": { "agents": 12.5 } })),
        sobriety(json!({ "audit": "essai", "profil": { "surface": 200_000.5 } })),
        sobriety(json!({ "audit": "essai", "mesures": { "date_audit": "30/09/2021" } })),
        sobriety(json!({ "audit": "essai", "mesures": { "délai_réparation": "2 mois" } })),
        sobriety(json!({ "audit": "essai", "mesures": { "délai_réparation": 14 } })),
        sobriety(json!({ "audit": "essai", "cotations": { "1.2": 1.01 } })),
        sobriety(json!({ "audit": "essai", "sans_objet": { "1.2": "l’échelle ne le permet pas" } })),
    ];
    for (path, audit) in wrong {
        let validator =
            jsonschema::options().should_validate_formats(true).build(&export::schema(&analysed(path).grid));
        assert!(!validator.unwrap().is_valid(&audit), "{audit} is taken");
    }
    for (path, audit) in [
        sp_plus("mesures", "taux_décroché", json!(87.5)),
        sp_plus("éléments", "2.6", json!(["site.téléphones"])),
        sp_plus("cotations", "1.1", Value::Null),
        sobriety(json!({ "audit": "essai", "mesures": { "délai_réparation": "1,5 jour" } })),
    ] {
        assert!(jsonschema::is_valid(&export::schema(&analysed(path).grid), &audit), "{audit} is not taken");
    }
}

#[test]
fn the_data_is_whole() {
    let analysis = analysed("sp_plus/2023.grille");
    let data = export::json(&analysis.source, &analysis.file, &analysis.grid);
    assert_eq!((&data["grille"], &data["version"]), (&json!("sp_plus"), &json!("2023")));
    let points = data["points"].as_array().unwrap();
    assert_eq!(points.len(), 96);
    let point = |id: &str| points.iter().find(|point| point["id"] == id).unwrap();
    // The wording is plain: markers stripped, lists expanded.
    for point in points {
        let wording = point["exigence"].as_str().unwrap();
        assert!(!wording.is_empty() && !wording.contains(['[', ']']), "{wording}");
        assert!(point["ligne"].as_u64().unwrap() > 100);
    }
    assert!(point("2.6")["exigence"].as_str().unwrap().contains("le(s) numéro(s) de téléphone"));
    insta::assert_json_snapshot!("point_6_2", point("6.2"));
    insta::assert_json_snapshot!("point_1_3", point("1.3"));
    assert_eq!(point("OR.1")["applicable"]["clauses"], json!(["applicable si label_visé = or"]));
    assert_eq!(point("1.1")["applicable"], Value::Null);
    assert_eq!(data["interprétations"].as_array().unwrap().first().unwrap()["chemin"], json!([]));
    let written = analysis.source.text().lines().filter(|line| line.trim_start().starts_with("interprétation")).count();
    assert_eq!(data["interprétations"].as_array().unwrap().len(), written);
}

#[test]
fn a_small_grid_is_written_whole_as_data() {
    let analysis = analysed("exemples/redistribution/sobriete.grille");
    let mut data = export::json(&analysis.source, &analysis.file, &analysis.grid);
    // Pinned where they are computed; here they would only make every reworded text a difference.
    for key in ["empreinte", "empreinte_texte"] {
        assert!(data[key].as_str().unwrap().starts_with("sha256:"));
        data[key] = "sha256:…".into();
    }
    insta::assert_json_snapshot!(data);
}

#[test]
fn the_documents_read() {
    for (path, name) in [
        ("exemples/redistribution/sobriete.grille", "sobriété"),
        ("exemples/certification/qualite.grille", "qualité"),
        ("exemples/conformite/accessibilite.grille", "accessibilité"),
    ] {
        insta::assert_snapshot!(name, export::markdown(&analysed(path).grid));
    }
    let text = export::markdown(&analysed("sp_plus/2023.grille").grid);
    let excerpt = |from: &str, to: &str| {
        let start = text.find(from).unwrap();
        text[start..start + text[start..].find(to).unwrap()].to_owned()
    };
    insta::assert_snapshot!("sp_plus_front", excerpt("# Label", "## Engagement 2"));
    insta::assert_snapshot!("sp_plus_2.1_to_2.6", excerpt("#### Point 2.1\n", "#### Point 2.7"));
    insta::assert_snapshot!("sp_plus_6.2", excerpt("### Point 6.2\n", "### Point 6.3"));
    insta::assert_snapshot!("sp_plus_8.1", excerpt("### Point 8.1\n", "### Point 8.2"));
}
