//! The same audits in every format come to the same: as objects, as rows, whatever the dialect.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use grille::audit::{Archive, Audit, Format, Reader, Vocabulary};
use grille::check::analyse;
use grille::diagnostic::Source;
use grille::grid::Grid;
use serde_json::{Value, json};
use support::random_audit::random_audit;
use support::random_grid::RandomGrid;
use support::wide::{DIALECTS, Table};

/// An audit, or its identifier and the code and place of its refusal.
type Read = Result<Audit, (Option<String>, String, String)>;

/// What an archive comes to.
fn read(grid: &Grid, format: Format, bytes: &[u8]) -> Vec<Read> {
    let names = Vocabulary::new(grid);
    let mut archive = Archive::new("essai", format, bytes);
    let mut reader = Reader::new(&names);
    let mut found = Vec::new();
    while let Some(portion) = archive.next(None).unwrap() {
        for entry in portion.entries() {
            found.push(match reader.read(&entry) {
                Ok(slots) => Ok(slots.to_audit(grid)),
                Err(refused) => Err((refused.audit, refused.refusal.code().to_owned(), refused.refusal.at.clone())),
            });
        }
    }
    found
}

fn lines(audits: &[Value]) -> Vec<u8> {
    audits.iter().map(Value::to_string).collect::<Vec<_>>().join("\n").into_bytes()
}

/// Every dialect gives what the objects give.
fn assert_same(grid: &str, audits: &[Value]) {
    let analysis = analyse(Source::new("essai.grille", grid), &[]);
    let expected = read(&analysis.grid, Format::Ndjson, &lines(audits));
    assert_eq!(expected.len(), audits.len());
    let table = Table::of(audits);
    for dialect in &DIALECTS {
        let csv = table.to_csv(dialect);
        let found = read(&analysis.grid, Format::Csv, &csv);
        assert_eq!(found.len(), expected.len(), "{}", String::from_utf8_lossy(&csv));
        for (at, (found, expected)) in found.iter().zip(&expected).enumerate() {
            assert_eq!(found, expected, "audit {at} in\n{}\n{grid}", String::from_utf8_lossy(&csv));
        }
    }
}

#[test]
fn the_example_audits_come_to_the_same() {
    for (grid, folder) in [
        ("grids/sp_plus/2023.grille", "grids/sp_plus/exemples"),
        ("grids/exemples/certification/qualite.grille", "grids/exemples/certification/exemples"),
        ("grids/exemples/conformite/accessibilite.grille", "grids/exemples/conformite/exemples"),
        ("grids/exemples/redistribution/sobriete.grille", "grids/exemples/redistribution/exemples"),
    ] {
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let audits: Vec<Value> =
            paths.iter().map(|path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()).collect();
        assert_same(&std::fs::read_to_string(grid).unwrap(), &audits);
    }
}

#[test]
fn random_audits_come_to_the_same() {
    for seed in 0..60 {
        let grid = RandomGrid::new(seed);
        let audits: Vec<Value> = (0..10)
            .map(|number| serde_json::from_str(&random_audit(&grid, number).text).unwrap())
            .filter(is_flat)
            .collect();
        assert_same(&grid.text, &audits);
    }
}

/// No value in it is an object, which has no place in a cell.
fn is_flat(audit: &Value) -> bool {
    let blocks = audit.as_object().unwrap().values().filter_map(Value::as_object);
    !blocks.flat_map(|block| block.values()).any(Value::is_object)
}

const GRID: &str = r#"
grille essai version "1"
plan : point
échelle cotation par défaut {
  non = 0
  partiel = 0,25
  oui = 1
  sans objet
}
échelle avancement de 0 à 1
profil {
  svi : oui_non
  nature : choix { information, démarches }
  activités : ensemble { contrôle, recouvrement }
  agents : entier de 1 à 500 en "agents"
}
mesures {
  taux : pourcentage
  délai : durée en jours
  depuis : date
}
point 1.1 {
  exigence "Un"
  exige tous { identité "Identité", horaires "Horaires" }
  admet fonction "Fonction" pour identité
}
point 1.2 {
  exigence "Deux"
  échelle avancement
}
"#;

/// A block that is misspelt is told with the whole name of its columns.
#[test]
fn a_misspelt_block_is_told_column_by_column() {
    let analysis = analyse(Source::new("essai.grille", GRID), &[]);
    let csv = b"audit;elements.1.1;cotation\na;identit\xC3\xA9;\nb;;oui\nc;;\n";
    let found = read(&analysis.grid, Format::Csv, csv);
    let place = |at: usize| found[at].as_ref().unwrap_err();
    assert_eq!((place(0).1.as_str(), place(0).2.as_str()), ("R004", "elements.1.1"));
    assert_eq!((place(1).1.as_str(), place(1).2.as_str()), ("R004", "cotation"));
    assert!(found[2].is_ok());
}

#[test]
fn every_refusal_has_its_twin() {
    let sound = json!({"audit": "a", "profil": {"svi": true}, "cotations": {"1.1": "oui"}});
    let spoilt = |keys: Value| {
        let mut audit = sound.clone();
        audit.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        audit
    };
    let mut codes = Vec::new();
    let analysis = analyse(Source::new("essai.grille", GRID), &[]);
    for keys in [
        json!({"audit": null}),
        json!({"grille": "essai@2"}),
        json!({"profil": {"svu": true}}),
        json!({"profil": {"taux": 12}}),
        json!({"mesures": {"taux": "beaucoup"}}),
        json!({"cotations": {"1.3": "oui"}}),
        json!({"profil": "svi"}),
        json!({"profil": {"nature": "autre"}}),
        json!({"profil": {"activités": ["contrôle", "contrôle"]}}),
        json!({"profil": {"activités": ["contrôle", "autre"]}}),
        json!({"profil": {"agents": 501}}),
        json!({"profil": {"agents": 1.5}}),
        json!({"mesures": {"délai": "2 mois"}}),
        json!({"mesures": {"depuis": "2023-02-30"}}),
        json!({"cotations": {"1.1": 0.5}}),
        json!({"cotations": {"1.1": "bien"}}),
        json!({"cotations": {"1.2": 2}}),
        json!({"cotations": {"1.2": 0.123_456_789}}),
        json!({"éléments": {"1.1": ["autre"]}}),
        json!({"éléments": {"1.1": ["horaires", "horaires"]}}),
        json!({"éléments": {"1.2": ["horaires"]}}),
        json!({"sans_objet": {"1.1": "   "}}),
    ] {
        let audit = spoilt(keys);
        assert_same(GRID, &[sound.clone(), audit.clone(), sound.clone()]);
        codes
            .extend(read(&analysis.grid, Format::Ndjson, &lines(&[audit])).into_iter().map(|read| read.unwrap_err().1));
    }
    codes.sort();
    codes.dedup();
    assert_eq!(codes, ["R002", "R003", "R004", "R005", "R006", "R007", "R008", "R009", "R010"]);
}
