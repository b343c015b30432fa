//! The same audits in every format come to the same: as objects, as rows, whatever the dialect.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use grille::audit::{Archive, Audit, Entry, Format, Reader, Vocabulary};
use grille::batch::Rejected;
use grille::check::analyse;
use grille::diagnostic::Source;
use grille::grid::Grid;
use parquet::basic::{Compression, GzipLevel, Type as Physical};
use parquet::data_type::{ByteArrayType, Int96, Int96Type};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Field;
use parquet::schema::types::Type;
use serde_json::{Value, json};
use support::random_audit::random_audit;
use support::random_grid::RandomGrid;
use support::wide::{DIALECTS, STORAGES, Storage, Table};

/// An audit, or its identifier and the code and place of its refusal.
type Read = Result<Audit, (Option<String>, String, String)>;

/// What an archive comes to.
fn read(grid: &Grid, format: Format, bytes: &[u8]) -> Vec<Read> {
    let names = Vocabulary::new(grid);
    let mut archive = Archive::new("essai", format, bytes);
    let mut reader = Reader::new(&names);
    let mut found = Vec::new();
    while let Some(portion) = archive.next(None).unwrap() {
        reader.read_all(portion.entries(), |_, read| {
            found.push(match read {
                Ok(slots) => Ok(slots.to_audit(grid)),
                Err(refused) => Err((refused.audit, refused.refusal.code().to_owned(), refused.refusal.at.clone())),
            });
        });
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
    for storage in &STORAGES {
        let found = read(&analysis.grid, Format::Parquet, &table.to_parquet(storage));
        assert_eq!(found.len(), expected.len());
        for (at, (found, expected)) in found.iter().zip(&expected).enumerate() {
            assert_eq!(found, expected, "audit {at}: {}\n{grid}", audits[at]);
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

/// Blocks follow each other within a group of rows, and a dictionary may be left on the way.
#[test]
fn long_archives_come_to_the_same() {
    let audits: Vec<Value> = (0..2_600)
        .map(|number: u32| {
            let rate = if number < 1_500 { 50 } else { number };
            json!({
                "audit": format!("a{number}"),
                "profil": {"svi": number.is_multiple_of(3), "agents": number % 600, "activités": if number.is_multiple_of(2) { json!([]) } else { json!(["contrôle"]) }},
                "mesures": {"taux": f64::from(rate) / 32.0},
                "cotations": {"1.1": if number.is_multiple_of(2) { "non" } else { "oui" }, "1.2": if number.is_multiple_of(5) { Value::Null } else { json!(0.5) }},
                "éléments": {"1.1": if number.is_multiple_of(7) { json!(["identité", "horaires"]) } else { Value::Null }},
                "sans_objet": {"1.1": if number > 2_000 { json!(format!("motif {number}")) } else { Value::Null }},
            })
        })
        .collect();
    assert_same(GRID, &audits);
}

/// Values that stand in their pages themselves are given codes until they are too many.
#[test]
fn values_too_many_for_codes_come_to_the_same() {
    let analysis = analyse(Source::new("essai.grille", GRID), &[]);
    let audit = |number: u32| json!({"audit": format!("a{number}"), "mesures": {"taux": f64::from(number % 4_400) / 64.0}, "éléments": {"1.1": ["horaires"]}});
    let audits: Vec<Value> = (0..5_300).map(audit).collect();
    let storage = Storage { group: 1 << 20, page: 700, ..STORAGES[1] };
    let found = read(&analysis.grid, Format::Parquet, &Table::of(&audits).to_parquet(&storage));
    let expected = read(&analysis.grid, Format::Ndjson, &lines(&audits));
    assert!(found == expected, "{:?}", found.iter().zip(&expected).find(|(found, expected)| found != expected));
}

/// Timestamps as they were once written are no dates, and no damage either.
#[test]
fn old_timestamps_are_refused_by_row() {
    let analysis = analyse(Source::new("essai.grille", GRID), &[]);
    let field = |name: &str, of| Arc::new(Type::primitive_type_builder(name, of).build().unwrap());
    let fields = vec![field("audit", Physical::BYTE_ARRAY), field("mesures.depuis", Physical::INT96)];
    let schema = Type::group_type_builder("audits").with_fields(fields).build().unwrap();
    for dictionary in [true, false] {
        let properties = WriterProperties::builder().set_dictionary_enabled(dictionary).build();
        let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema.clone()), Arc::new(properties)).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&["a".into()], Some(&[1]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int96Type>().write_batch(&[Int96::new()], Some(&[1]), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        let found = read(&analysis.grid, Format::Parquet, &writer.into_inner().unwrap());
        assert_eq!(found, [Err((Some("a".to_owned()), "R006".to_owned(), "mesures.depuis".to_owned()))]);
    }
}

/// What gains nothing by being compressed is stored as it is, whatever the compression of its column.
#[test]
fn pages_stored_as_they_are_come_to_the_same() {
    let analysis = analyse(Source::new("essai.grille", GRID), &[]);
    let audits: Vec<Value> =
        (0..20_u32).map(|number| json!({"audit": format!("a{number}"), "profil": {"svi": true}})).collect();
    let gzip = Storage { compression: Compression::GZIP(GzipLevel::default()), ..STORAGES[1] };
    let found = read(&analysis.grid, Format::Parquet, &Table::of(&audits).to_parquet(&gzip));
    assert_eq!(found, read(&analysis.grid, Format::Ndjson, &lines(&audits)));
}

/// Whatever byte of a file is damaged, it is read, refused or told.
#[test]
fn a_damaged_file_is_told() {
    let analysis = analyse(Source::new("essai.grille", GRID), &[]);
    let names = Vocabulary::new(&analysis.grid);
    let audit = json!({"audit": "a", "profil": {"svi": true, "activités": ["contrôle"]}, "mesures": {"taux": 1.5}});
    for storage in &STORAGES {
        let whole = Table::of(&[audit.clone(), audit.clone()]).to_parquet(storage);
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << (at % 8);
            let cut = &whole[..at];
            for bytes in [damaged.as_slice(), cut] {
                let mut archive = Archive::new("essai", Format::Parquet, bytes);
                let mut reader = Reader::new(&names);
                loop {
                    match archive.next(None) {
                        Ok(Some(portion)) => {
                            for mut entry in portion.entries().take(10_000) {
                                let _ = reader.read(&mut entry).map_err(|refused| refused.refusal.message());
                                let _ = entry.shown();
                            }
                        }
                        Ok(None) => break,
                        Err(unreadable) => {
                            assert!(!unreadable.cause().contains("erreur d’entrée"), "{at}: {unreadable:?}");
                            break;
                        }
                    }
                }
            }
        }
    }
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

/// A row kept in a rejects file is read again under its own header once it is mended, and refused the same until then.
#[test]
fn rows_kept_are_read_again() {
    let analysis = analyse(Source::new("essai.grille", GRID), &[]);
    let names = Vocabulary::new(&analysis.grid);
    for csv in [
        "audit;mesures.taux;profil.svi;constats.1.1\na;120,5;oui;\"deux\nlignes\"\n",
        "sep=\t\nmesures.taux\taudit\tprofil.svi\tcotations.1.1;audit\n120,5\ta\toui\t\n",
    ] {
        let mut archive = Archive::new("essai", Format::Csv, csv.as_bytes());
        let portion = archive.next(None).unwrap().unwrap();
        let mut entry = portion.entries().next().unwrap();
        let refused = Reader::new(&names).read(&mut entry).unwrap_err();
        let kept = serde_json::to_string(&Rejected::new(&entry, refused)).unwrap();
        let again = |line: &str| {
            let mut reader = Reader::new(&names);
            let mut entry = Entry::alone(line.as_bytes());
            let read = reader.read(&mut entry).map(|slots| slots.to_audit(&analysis.grid));
            read.map_err(|refused| serde_json::to_value(Rejected::new(&entry, refused)).unwrap())
        };
        let (first, second): (Value, Value) = (serde_json::from_str(&kept).unwrap(), again(&kept).unwrap_err());
        for key in ["audit", "chemin", "code", "motif", "en_tête", "brut"] {
            assert_eq!(first[key], second[key], "{key}");
        }
        assert_eq!(first["code"], "R008");
        let mended = again(&kept.replace("120", "20")).unwrap();
        let well = json!({"audit": "a", "mesures": {"taux": 20.5}, "profil": {"svi": true}}).to_string();
        assert_eq!(mended, again(&well).unwrap());
    }
}

/// In every format what is refused is kept, refused the same when it is read again, and once mended comes to what it would have
/// come to; counts add up.
#[test]
fn what_is_refused_is_kept_and_read_again_once_mended() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let write = |name: &str, bytes: &[u8]| std::fs::write(place(name), bytes).unwrap();
    let text = |name: &str| std::fs::read_to_string(place(name)).unwrap();
    // Of so many audits, how many are refused, and the lines of results in order.
    let score = |archive: &str, count: usize| -> (usize, Vec<String>) {
        let done = Command::new(env!("CARGO_BIN_EXE_grille"))
            .current_dir(&folder)
            .args(["score", "g.grille", archive, "-o", "r.ndjson", "--rejects", "refus.ndjson", "--summary", "s.json"])
            .output()
            .unwrap();
        let summary: Value = serde_json::from_str(&text("s.json")).unwrap();
        let counted = |key: &str| usize::try_from(summary[key].as_u64().unwrap()).unwrap();
        let (refused, results) = (counted("refusés"), text("r.ndjson"));
        assert_eq!(done.status.code(), Some(i32::from(refused > 0)), "{}", String::from_utf8_lossy(&done.stderr));
        assert_eq!((counted("lus"), counted("complets") + counted("incomplets") + refused), (count, count));
        assert_eq!(text("refus.ndjson").lines().count(), refused);
        let mut results: Vec<String> = results.lines().map(str::to_owned).collect();
        results.sort();
        (refused, results)
    };
    let audits = |rate: f64| -> Vec<Value> {
        let audit = |number: u32| {
            let rate = if number.is_multiple_of(3) { rate } else { 50.0 };
            let taken = json!({"svi": number.is_multiple_of(2), "activités": ["contrôle"]});
            json!({"audit": format!("a{number:02} « é »; x"), "profil": taken, "mesures": {"taux": rate}, "éléments": {"1.1": ["horaires"]}})
        };
        (0..30).map(audit).collect()
    };
    write("g.grille", GRID.as_bytes());
    write("bien.ndjson", &lines(&audits(20.5)));
    let (_, expected) = score("bien.ndjson", 30);
    let (broken, table) = (lines(&audits(120.5)), Table::of(&audits(120.5)));
    write("a.ndjson", &broken);
    write("a.json", Value::from(audits(120.5)).to_string().as_bytes());
    write("a.csv", &table.to_csv(&DIALECTS[0]));
    write("b.csv", &table.to_csv(&DIALECTS[1]));
    write("a.parquet", &table.to_parquet(&STORAGES[0]));
    for archive in ["a.ndjson", "a.json", "a.csv", "b.csv", "a.parquet"] {
        let (refused, mut results) = score(archive, 30);
        assert_eq!((refused, results.len()), (10, 20), "{archive}");
        let kept = text("refus.ndjson");
        write("encore.ndjson", kept.as_bytes());
        assert_eq!(score("encore.ndjson", 10), (10, Vec::new()), "{archive}");
        let what = |text: &str| -> Vec<Value> {
            let line = |line: &str| serde_json::from_str::<Value>(line).unwrap();
            let what = |line: Value| {
                json!([line["audit"], line["chemin"], line["code"], line["motif"], line["brut"], line["en_tête"]])
            };
            text.lines().map(line).map(what).collect()
        };
        assert_eq!(what(&kept), what(&text("refus.ndjson")), "{archive}");
        write("mieux.ndjson", kept.replace("120.5", "20.5").replace("120,5", "20,5").as_bytes());
        let (refused, mended) = score("mieux.ndjson", 10);
        assert_eq!(refused, 0, "{archive}");
        results.extend(mended);
        results.sort();
        assert_eq!(results, expected, "{archive}");
    }
}

/// What is told of Parquet files, with each refused audit as it would be kept.
#[test]
fn what_is_wrong_with_parquet_is_told() {
    let analysis = analyse(Source::new("essai.grille", GRID), &[]);
    let names = Vocabulary::new(&analysis.grid);
    let whole = Table::of(&[json!({"audit": "a"})]).to_parquet(&STORAGES[0]);
    let mut cases: Vec<(String, Vec<u8>)> = vec![
        ("un fichier tronqué".to_owned(), whole[..whole.len() - 9].to_vec()),
        ("un texte".to_owned(), b"audit;profil.svi".to_vec()),
        ("rien".to_owned(), Vec::new()),
    ];
    let mut damaged = whole;
    damaged[4..40].fill(0xFF);
    cases.push(("un fichier abîmé".to_owned(), damaged));
    for audit in [
        json!({"identifiant": "a"}),
        json!({"audit": 412}),
        json!({"audit": "a", "profil": {"svi": 1}}),
        json!({"audit": "a", "profil": {"svi": "oui"}}),
        json!({"audit": "a", "profil": {"nature": ["information"]}}),
        json!({"audit": "a", "profil": {"activités": "contrôle"}}),
        json!({"audit": "a", "profil": {"activités": ["contrôle", "contrôle"]}, "cotations": {"1.1": "oui"}}),
        json!({"audit": "a", "mesures": {"taux": true}}),
        json!({"audit": "a", "mesures": {"depuis": "12/10/2023"}}),
        json!({"audit": "a", "mesures": {"délai": 3}}),
        json!({"audit": "a", "éléments": {"1.1": ["tout"]}}),
        json!({"audit": "a", "elements": {"1.1": ["identité"]}, "constats": {"1.1": "libre"}}),
    ] {
        cases.push((audit.to_string(), Table::of(&[audit]).to_parquet(&STORAGES[0])));
    }
    let told = cases.iter().map(|(case, bytes)| {
        let mut archive = Archive::new("essai", Format::Parquet, bytes.as_slice());
        let told = match archive.next(None) {
            Err(unreadable) => unreadable.cause(),
            Ok(None) => "rien".to_owned(),
            Ok(Some(portion)) => {
                let mut entry = portion.entries().next().unwrap();
                let refused = Reader::new(&names).read(&mut entry).unwrap_err();
                let refusal = &refused.refusal;
                format!("{} {}\n    {}", refusal.code(), refusal.message(), entry.shown().0)
            }
        };
        format!("{case}\n    {told}")
    });
    let told: Vec<String> = told.collect();
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(told.join("\n")) });
}

/// Holds a Parquet file of so many results against a CSV one.
fn say_the_same(folder: &Path, (csv, parquet): (&str, &str), count: usize) {
    let mut csv = csv::Reader::from_path(folder.join(csv)).unwrap();
    let names: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    let file = std::fs::File::open(folder.join(parquet)).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    let lines: Vec<_> = csv.records().map(Result::unwrap).collect();
    assert_eq!((rows.len(), lines.len()), (count, count));
    for (row, line) in rows.iter().zip(&lines) {
        let mut said = row.get_column_iter();
        for (name, cell) in names.iter().zip(line) {
            let (column, field) = said.next().unwrap();
            assert_eq!(column, name);
            let told = match field {
                Field::Null => String::new(),
                Field::Bool(answer) => answer.to_string(),
                Field::Double(number) => number.to_string(),
                Field::Str(text) => text.clone(),
                Field::ListInternal(list) => {
                    let members = list.elements().iter().map(|member| match member {
                        Field::Str(text) => text.as_str(),
                        other => panic!("{other:?}"),
                    });
                    members.collect::<Vec<_>>().join("|")
                }
                other => panic!("{other:?}"),
            };
            assert_eq!(told, cell, "{name}");
            if matches!(name.rsplit('.').next(), Some("obtenus" | "possibles")) {
                let (beside, exact) = said.next().unwrap();
                assert_eq!((beside, exact), (&format!("{name}_exact"), &Field::Null));
            }
        }
        assert!(said.next().is_none());
    }
}

/// Audits scored again as Parquet say what they say as CSV.
#[test]
fn audits_scored_again_in_parquet_say_what_csv_says() {
    let folder = tempfile::tempdir().unwrap();
    let grid = |version: &str| format!("{}/grids/sp_plus/{version}.grille", env!("CARGO_MANIFEST_DIR"));
    let (old, new) = (grid("2023"), grid("projet"));
    let grille = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_grille")).current_dir(&folder).args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    grille(&["simulate", &old, "--count", "20", "--incomplete", "20%", "-o", "a.parquet"]);
    for results in ["e.csv", "e.parquet"] {
        grille(&["rescore", &old, &new, "a.parquet", "-o", results]);
    }
    say_the_same(folder.path(), ("e.csv", "e.parquet"), 20);
}

/// Results as Parquet say what results as CSV say.
#[test]
fn results_in_parquet_say_what_csv_says() {
    let folder = tempfile::tempdir().unwrap();
    let grid = format!("{}/grids/sp_plus/2023.grille", env!("CARGO_MANIFEST_DIR"));
    let grille = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_grille")).current_dir(&folder).args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    grille(&["simulate", &grid, "--count", "80", "--incomplete", "30%", "-o", "a.parquet"]);
    grille(&["simulate", &grid, "--count", "0", "-o", "rien.ndjson"]);
    grille(&["score", &grid, "rien.ndjson", "-o", "rien.parquet"]);
    for detail in ["audit", "group", "point"] {
        for results in ["r.csv", "r.parquet"] {
            grille(&["score", &grid, "a.parquet", "--detail", detail, "-o", results]);
        }
        say_the_same(folder.path(), ("r.csv", "r.parquet"), 80);
    }
    let file = std::fs::File::open(folder.path().join("rien.parquet")).unwrap();
    assert_eq!(SerializedFileReader::new(file).unwrap().metadata().file_metadata().num_rows(), 0);
}
