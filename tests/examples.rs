//! The example audits of every shipped grid, with the results expected of them.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The result of one audit as the program writes it, with every point.
fn scored(grid: &Path, audit: &Path) -> Value {
    let mut program = Command::new(env!("CARGO_BIN_EXE_grille"));
    let output = program
        .arg("score")
        .args([grid, audit])
        .args(["--detail", "point", "--output-format", "ndjson"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}: {}", audit.display(), String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A total in one line.
fn total(result: &Value) -> String {
    let score = match &result["score"] {
        Value::Null if result["non_calculable"] == true => "non calculable".to_owned(),
        Value::Null => format!("incomplet, {}", result["intervalle"]),
        score => score.to_string(),
    };
    format!("{} sur {} : {score}", result["obtenus"], result["possibles"])
}

/// A result, made to be read: its total, its groups, its points, a line each.
fn told(audit: &Value, result: &Value) -> String {
    let mut out = format!("{} ({})\ntotal : {}\n", audit["service"].as_str().unwrap(), result["audit"], total(result));
    for (key, group) in result["groupes"].as_object().unwrap() {
        writeln!(out, "{key} : {}", total(group)).unwrap();
    }
    if let Some(missing) = result.get("manquants") {
        writeln!(out, "manquants : {missing}").unwrap();
    }
    for (id, point) in result["points"].as_object().unwrap() {
        let details = point.as_object().unwrap().iter().filter(|(key, _)| *key != "statut" && *key != "ligne");
        let details: Vec<_> = details.map(|(key, value)| format!("{key} {value}")).collect();
        writeln!(out, "{id} : {} {}", point["statut"].as_str().unwrap(), details.join(", ")).unwrap();
    }
    for (name, decision) in result["décisions"].as_object().unwrap() {
        writeln!(out, "décision {name} : {decision}").unwrap();
    }
    for anomaly in result["anomalies"].as_array().unwrap() {
        writeln!(out, "anomalie : {anomaly}").unwrap();
    }
    out
}

#[test]
fn example_audits_have_the_results_expected() {
    for grid in [
        "sp_plus/2023",
        "exemples/conformite/accessibilite",
        "exemples/certification/qualite",
        "exemples/redistribution/sobriete",
    ] {
        let grid = Path::new("grids").join(grid).with_extension("grille");
        let mut audits: Vec<_> =
            std::fs::read_dir(grid.with_file_name("exemples")).unwrap().map(|entry| entry.unwrap().path()).collect();
        audits.sort();
        for path in audits {
            let audit: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            assert!(
                audit["service"].as_str().is_some_and(|name| name.contains("(fictif") || name.contains("(fictive")),
                "{}",
                path.display()
            );
            let name = format!("{}-{}", grid.file_stem().unwrap().display(), path.file_stem().unwrap().display());
            insta::assert_snapshot!(name, told(&audit, &scored(&grid, &path)));
        }
    }
}
