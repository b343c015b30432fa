//! The program from outside: what each command prints on both streams, its exit code, the files it leaves. Each scenario is a
//! transcript under `tests/cli/`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A scenario: commands run in a folder of their own, and the transcript of what was seen.
struct Scenario {
    folder: tempfile::TempDir,
    transcript: String,
}

impl Scenario {
    /// An empty folder.
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), transcript: String::new() }
    }

    /// A folder with the grid of accessibility and its three audits as NDJSON.
    fn with_audits() -> Self {
        let mut scenario = Self::new();
        scenario.copy("grids/exemples/conformite/accessibilite.grille", "accès.grille");
        let audits: Vec<serde_json::Value> = ["mairie", "musee", "annuaire"]
            .iter()
            .map(|name| fs::read_to_string(format!("grids/exemples/conformite/exemples/{name}.json")).unwrap())
            .map(|text| serde_json::from_str(&text).unwrap())
            .collect();
        let lines: Vec<String> = audits.iter().map(ToString::to_string).collect();
        fs::write(scenario.folder.path().join("audits.ndjson"), lines.join("\n") + "\n").unwrap();
        scenario
    }

    /// Copies a file of the project, without showing it.
    fn copy(&mut self, from: &str, to: &str) {
        fs::copy(from, self.folder.path().join(to)).unwrap();
    }

    /// Writes a file, and shows it.
    fn file(&mut self, name: &str, content: &[u8]) -> &mut Self {
        fs::write(self.folder.path().join(name), content).unwrap();
        self.show(name)
    }

    /// Shows a file, or that there is none.
    fn show(&mut self, name: &str) -> &mut Self {
        match fs::read(self.folder.path().join(name)) {
            Ok(content) => self.tell(&format!("[{name}]"), &String::from_utf8_lossy(&content)),
            Err(_) => self.tell(&format!("[{name}] n’existe pas"), ""),
        }
        self
    }

    /// Runs `grille` and shows how it began to answer; the rest is held to its snapshot where it is made.
    fn grille_begins(&mut self, arguments: &[&str]) -> &mut Self {
        let before = self.transcript.len();
        self.grille(arguments);
        let lines: Vec<&str> = self.transcript[before..].lines().collect();
        let shown = format!("{}\n…\n", lines[..lines.len().min(4)].join("\n"));
        self.transcript.truncate(before);
        self.transcript.push_str(&shown);
        self
    }

    /// Runs `grille` and shows what came of it.
    fn grille(&mut self, arguments: &[&str]) -> &mut Self {
        self.grille_with(arguments, "")
    }

    /// Runs `grille` with a standard input.
    fn grille_with(&mut self, arguments: &[&str], input: &str) -> &mut Self {
        let output = run(self.folder.path(), arguments, input);
        let code = output.status.code().map_or("interrompu".to_owned(), |code| code.to_string());
        let shown: Vec<String> = arguments
            .iter()
            .map(|argument| if argument.contains(' ') { format!("'{argument}'") } else { (*argument).to_owned() })
            .collect();
        self.tell(&format!("$ grille {} => {code}", shown.join(" ")), "");
        self.tell("--- sortie", &String::from_utf8_lossy(&output.stdout));
        self.tell("--- erreurs", &String::from_utf8_lossy(&output.stderr));
        self
    }

    fn tell(&mut self, heading: &str, text: &str) {
        if text.is_empty() && heading.starts_with("---") {
            return;
        }
        self.transcript.push_str(heading);
        self.transcript.push('\n');
        self.transcript.push_str(&without_fingerprints(text));
        if !text.is_empty() && !text.ends_with('\n') {
            self.transcript.push_str("¶\n");
        }
    }

    /// Holds the transcript to the one reviewed.
    fn assert(&self, name: &str) {
        insta::with_settings!({ snapshot_path => "cli", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, self.transcript);
        });
    }
}

/// The text with every fingerprint cut short: what it is made of is nothing a transcript can show.
fn without_fingerprints(text: &str) -> String {
    let mut pieces = text.split("sha256:");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str("sha256:…");
        out.push_str(piece.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    out
}

fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_grille"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env("TERM", "xterm-256color")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that fails early does not read its input to the end.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[test]
fn every_help_is_french_and_has_an_example() {
    let mut scenario = Scenario::new();
    scenario.grille(&["--help"]);
    for command in [
        "new",
        "check",
        "fmt",
        "score",
        "rescore",
        "diff",
        "explain",
        "export",
        "table",
        "test",
        "release",
        "simulate",
        "completions",
        "man",
    ] {
        scenario.grille(&[command, "--help"]);
        assert!(scenario.transcript.rsplit("$ grille").next().unwrap().contains("Exemple"), "{command}");
    }
    scenario.assert("help");
}

#[test]
fn usage_errors_are_french() {
    let mut scenario = Scenario::new();
    for arguments in [
        &["sore"][..],
        &["score"],
        &["score", "g.grille", "a.ndjson", "--detal", "audit"],
        &["score", "g.grille", "a.ndjson", "--detail", "tout"],
        &["score", "g.grille", "a.ndjson", "--jobs", "0"],
        &["score", "g.grille", "a.ndjson", "--jobs"],
        &["score", "g.grille", "a.ndjson", "--jobs", "1", "--jobs", "2"],
        &["export", "g.grille"],
        &["export", "g.grille", "h.grille", "--to", "json"],
        &["check", "--explain", "G003", "grids"],
        &["check", "--explain", "G999"],
        &["new", "2 grilles"],
        &["new", "Ma-Grille"],
    ] {
        scenario.grille(arguments);
    }
    scenario.assert("usage");
}

#[test]
fn a_new_grid_checks_and_is_in_form() {
    let mut scenario = Scenario::new();
    scenario.grille(&["new", "qualité_accueil"]);
    scenario.grille(&["check"]).grille(&["fmt", "--check"]).grille(&["new", "qualité_accueil"]);
    scenario.show("qualité_accueil.grille");
    scenario.assert("new");
}

#[test]
fn files_that_give_no_text_are_told_apart() {
    let mut scenario = Scenario::new();
    scenario.file("latin.grille", "grille été version \"1\"\n".chars().map(|c| c as u8).collect::<Vec<_>>().as_slice());
    scenario.file("vide.grille", b"");
    scenario.grille(&["check"]);
    fs::write(scenario.folder.path().join("utf16.grille"), b"\xFF\xFEg\0r\0").unwrap();
    fs::write(scenario.folder.path().join("document.grille"), b"PK\x03\x04").unwrap();
    scenario.grille(&["check", "utf16.grille", "document.grille"]).grille(&["check", "absente.grille"]);
    scenario.grille(&["score", "absente.grille", "audits.ndjson"]).grille(&["fmt", "latin.grille"]);
    scenario.assert("unreadable");
}

#[test]
fn folders_are_searched_for_grids() {
    let mut scenario = Scenario::new();
    scenario.grille(&["check"]).grille(&["check", "absent"]);
    for folder in ["a/b", ".caché"] {
        fs::create_dir_all(scenario.folder.path().join(folder)).unwrap();
    }
    for grid in ["z.grille", "a/b/x.grille", "a/y.grille", ".caché/non.grille", "a/note.txt"] {
        fs::write(scenario.folder.path().join(grid), "").unwrap();
    }
    scenario.grille(&["check"]).grille(&["check", "a", "z.grille"]);
    scenario.assert("folders");
}

#[test]
fn audits_are_scored_in_every_form() {
    let mut scenario = Scenario::with_audits();
    scenario.grille(&["score", "accès.grille", "audits.ndjson"]);
    scenario.grille(&["score", "accès.grille", "audits.ndjson", "--detail", "audit", "--output-format", "json"]);
    scenario.grille(&["score", "accès.grille", "audits.ndjson", "--detail", "point"]);
    scenario.grille(&["score", "accès.grille", "audits.ndjson", "--detail", "point", "--output-format", "table"]);
    scenario.grille(&["score", "accès.grille", "audits.ndjson", "-o", "r.ndjson", "--summary", "résumé.json"]);
    scenario.show("r.ndjson").show("r.ndjson.rejets.ndjson").show("résumé.json");
    scenario.assert("score");
}

#[test]
fn results_are_written_as_csv() {
    let mut scenario = Scenario::with_audits();
    scenario
        .grille(&["score", "accès.grille", "audits.ndjson", "-o", "résultats.csv"])
        .show("résultats.csv")
        .grille(&["score", "accès.grille", "audits.ndjson", "--csv", "fr", "--detail", "audit"])
        .grille(&["score", "accès.grille", "audits.ndjson", "--output-format", "csv", "--detail", "point"])
        .grille(&["score", "accès.grille", "audits.ndjson", "--csv", "fr", "-o", "résultats.ndjson"])
        .assert("score_csv");
}

#[test]
fn audits_are_made_up_and_scored() {
    let mut scenario = Scenario::with_audits();
    scenario.grille(&["simulate", "accès.grille", "--count", "3"]);
    scenario.grille(&[
        "simulate",
        "accès.grille",
        "--count",
        "2",
        "--seed",
        "5",
        "--layout",
        "varied",
        "--incomplete",
        "0",
    ]);
    scenario.grille(&["simulate", "accès.grille", "--count", "60", "--invalid", "20%", "-o", "essais.json"]);
    scenario.grille(&["score", "accès.grille", "essais.json", "-o", "r.ndjson", "--detail", "audit"]);
    scenario.grille(&["simulate", "accès.grille", "--count", "0", "--output-format", "json"]);
    scenario.grille(&["simulate", "accès.grille", "--invalid", "150%"]);
    scenario.grille(&["simulate", "accès.grille", "-o", "essais.txt"]);
    scenario.grille(&["simulate", "absente.grille"]);
    scenario.assert("simulate");
}

#[test]
fn refused_audits_are_kept_whole_and_stop_nothing() {
    let mut scenario = Scenario::with_audits();
    let audits = fs::read_to_string(scenario.folder.path().join("audits.ndjson")).unwrap();
    let mixed = format!(
        "{{\"audit\":\"x\",\"cotations\":{{\"9.9\":1}}}}\n\n{}\n{{\"audit\":\"coupé\n{{\"audit\":\"autre\",\"grille\":\"sp_plus@2023\"}}\n[1]\n\
         {{\"audit\":\"absurde\",\"profil\":{{\"déclaration_publiée\":false,\"date_déclaration\":\"2023-06-15\"}}}}\n\
         {{\"audit\":\"double\",\"cotations\":{{\"1.1\":1}},\"sans_objet\":{{\"1.1\":\"aucune image\"}}}}\n",
        audits.lines().next().unwrap()
    );
    scenario.file("mixte.ndjson", mixed.as_bytes());
    scenario.grille(&["score", "accès.grille", "mixte.ndjson", "--detail", "audit"]);
    scenario.grille(&[
        "score",
        "accès.grille",
        "mixte.ndjson",
        "-o",
        "r.ndjson",
        "--detail",
        "audit",
        "--summary",
        "-",
    ]);
    scenario.show("r.ndjson").show("r.ndjson.rejets.ndjson");
    scenario.grille(&["score", "accès.grille", "mixte.ndjson", "-o", "r.json", "--rejects", "refus.ndjson"]);
    scenario.show("r.json").show("r.json.rejets.ndjson").show("refus.ndjson");
    // The next run has nothing to refuse: the old rejects file would mislead.
    scenario.grille(&["score", "accès.grille", "audits.ndjson", "-o", "r.ndjson", "--detail", "audit"]);
    scenario.show("r.ndjson.rejets.ndjson");
    scenario.assert("refused");
}

#[test]
fn incomplete_audits_say_what_they_wait_for() {
    let mut scenario = Scenario::new();
    scenario.copy("grids/exemples/redistribution/sobriete.grille", "sobriété.grille");
    let audits = [
        r#"{"audit":"vide"}"#,
        r#"{"audit":"sans cotation","profil":{"surface":6000,"propriétaire":true},"mesures":{"audit_fait":true,"date_audit":"2021-09-30","délai_réparation":"10 jours"},"cotations":{"1.2":0.333333}}"#,
        r#"{"audit":"repli","profil":{"surface":800,"propriétaire":false},"cotations":{"1.3":"piloté","2.1":3},"éléments":{"2.1":[]}}"#,
    ];
    scenario.file("audits.ndjson", (audits.join("\n") + "\n").as_bytes());
    scenario.grille(&["score", "sobriété.grille", "audits.ndjson", "--detail", "point", "--summary", "-"]);
    scenario.grille(&["score", "sobriété.grille", "audits.ndjson", "--output-format", "table"]);
    scenario.assert("incomplete");
}

#[test]
fn arrays_and_standard_input_are_read() {
    let mut scenario = Scenario::with_audits();
    let audits = fs::read_to_string(scenario.folder.path().join("audits.ndjson")).unwrap();
    let array = format!("[\n{}\n]\n", audits.lines().collect::<Vec<_>>().join(",\n"));
    let score = ["score", "accès.grille", "-", "--detail", "audit"];
    scenario.grille_with(&score, &array).grille_with(&score, &audits);
    scenario.grille_with(&score, array.trim_end().trim_end_matches(']'));
    scenario.grille(&["score", "accès.grille", "audits.txt"]).grille(&["score", "accès.grille", "absent.ndjson"]);
    scenario.grille(&["score", "accès.grille", "audits.ndjson", "-o", "r.xls"]);
    scenario.grille(&["score", "accès.grille", "audits.ndjson", "-o", "absent/r.json"]);
    scenario.grille(&["score", "accès.grille", "audits.ndjson", "-o", "./audits.ndjson"]);
    scenario.assert("input");
}

#[test]
fn results_do_not_depend_on_the_number_of_jobs() {
    let scenario = Scenario::with_audits();
    let path = scenario.folder.path();
    let audits = fs::read_to_string(path.join("audits.ndjson")).unwrap();
    // Long enough to make several portions.
    let blanks = " ".repeat(3_000);
    let many: String = (0..500)
        .flat_map(|turn| audits.lines().map(move |line| (turn, line)))
        .map(|(turn, line)| match turn % 7 {
            3 => format!("{}\n", &line[..40]),
            _ => format!("{{{blanks}{}\n", &line[1..]),
        })
        .collect();
    fs::write(path.join("beaucoup.ndjson"), many).unwrap();
    for ending in ["ndjson", "csv", "parquet"] {
        let scored = |jobs: &str| {
            let output = format!("r{jobs}.{ending}");
            let arguments =
                ["score", "accès.grille", "beaucoup.ndjson", "--detail", "point", "--jobs", jobs, "-o", &output];
            assert_eq!(run(path, &arguments, "").status.code(), Some(1));
            let rejects = fs::read_to_string(path.join(format!("{output}.rejets.ndjson"))).unwrap();
            (fs::read(path.join(output)).unwrap(), rejects)
        };
        let alone = scored("1");
        if ending == "ndjson" {
            let results = String::from_utf8(alone.0.clone()).unwrap();
            assert_eq!(results.lines().count() + alone.1.lines().count(), 1_500);
        }
        assert!(alone == scored("3"), "{ending}");
    }
}

#[test]
fn refused_audits_are_read_again_once_mended() {
    let mut scenario = Scenario::with_audits();
    let path = scenario.folder.path().to_path_buf();
    let audits = fs::read_to_string(path.join("audits.ndjson")).unwrap();
    let first = audits.lines().next().unwrap();
    // A level that is none, Windows-1252, an array that is not closed.
    let spoilt = first.replacen("\"2.1\":1", "\"2.1\":2", 1);
    assert_ne!(spoilt, first);
    let latin: Vec<u8> = "{\"audit\":\"été – 2\"}".chars().map(|c| if c == '–' { 0x96 } else { c as u8 }).collect();
    fs::write(path.join("lot.json"), [b"[\n", spoilt.as_bytes(), b",\n", &latin, b"\n"].concat()).unwrap();
    scenario.grille(&["score", "accès.grille", "lot.json", "-o", "r.ndjson", "--detail", "audit"]);
    scenario.show("r.ndjson").show("r.ndjson.rejets.ndjson");
    scenario.grille(&["score", "accès.grille", "r.ndjson.rejets.ndjson", "--detail", "audit"]);
    let rejects = fs::read_to_string(path.join("r.ndjson.rejets.ndjson")).unwrap();
    fs::write(path.join("rejets.ndjson"), rejects.replacen(r#"\"2.1\":2"#, r#"\"2.1\":1"#, 1)).unwrap();
    scenario.grille(&["score", "accès.grille", "rejets.ndjson", "--detail", "audit", "--rejects", "encore.ndjson"]);
    scenario.show("encore.ndjson");
    scenario.assert("mended");
}

#[test]
fn compressed_archives_are_read_and_written() {
    let mut scenario = Scenario::with_audits();
    let path = scenario.folder.path().to_path_buf();
    let score = |from: &'static str, to: &'static str| {
        ["score", "accès.grille", from, "--detail", "audit", "--output-format", "ndjson", "-o", to]
    };
    for to in ["r.json.gz", "r.ndjson.zst", "r.ndjson"] {
        assert_eq!(run(&path, &score("audits.ndjson", to), "").status.code(), Some(0));
    }
    // Results are audits too, of which nothing is given but the name: enough to be counted.
    let reread = |name: &str| {
        let output = run(&path, &["score", "accès.grille", name, "--input-format", "ndjson"], "");
        String::from_utf8(output.stderr).unwrap().replace(name, "r.ndjson")
    };
    let plain = reread("r.ndjson");
    assert!(plain.contains("3 incomplets"), "{plain}");
    assert_eq!(reread("r.json.gz"), plain);
    assert_eq!(reread("r.ndjson.zst"), plain);
    // The first bytes count more than the name, which is believed otherwise.
    fs::copy(path.join("r.json.gz"), path.join("sous_un_autre_nom.ndjson")).unwrap();
    assert_eq!(reread("sous_un_autre_nom.ndjson"), plain);
    let whole = fs::read(path.join("r.json.gz")).unwrap();
    fs::write(path.join("coupé.ndjson.gz"), &whole[..whole.len() - 20]).unwrap();
    fs::copy(path.join("audits.ndjson"), path.join("faux.ndjson.zst")).unwrap();
    scenario.grille(&["score", "accès.grille", "coupé.ndjson.gz", "-o", "s.ndjson"]).show("s.ndjson");
    scenario.grille(&["score", "accès.grille", "faux.ndjson.zst"]);
    scenario.assert("compressed");
}

#[test]
fn what_no_audit_should_be_is_refused_by_name() {
    let mut scenario = Scenario::with_audits();
    let path = scenario.folder.path().to_path_buf();
    let audits = fs::read_to_string(path.join("audits.ndjson")).unwrap();
    let long = format!("{{\"audit\":\"long\",\"constats\":\"{}\"}}", "x".repeat(20 << 20));
    fs::write(path.join("lot.ndjson"), format!("{long}\n{audits}")).unwrap();
    let deep = format!("{{\"audit\":\"profond\",\"constats\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let open = format!("{{\"audit\":\"ouvert\",\"constats\":{}", "[".repeat(100_000));
    fs::write(path.join("profond.ndjson"), format!("{deep}\n{open}\n")).unwrap();
    let strange = concat!(
        "{\"audit\":\"nombre\",\"mesures\":1e999999}\n",
        "{\"audit\":\"moitié\",\"constats\":\"\\ud800\"}\n",
        "{\"audit\":\"\\ud800\"}\n",
        "{\"audit\":\"nul\\u0000\"}\n",
        "{\"audit\":\"nul\0\"}\n",
        "\0\n",
    );
    // Not shown: a transcript with zeros in it is no text.
    fs::write(path.join("étrange.ndjson"), strange).unwrap();
    for name in ["lot.ndjson", "profond.ndjson", "étrange.ndjson"] {
        scenario.grille(&["score", "accès.grille", name, "--detail", "audit"]);
    }
    scenario.assert("hostile");
}

const ESSAI: &str = r#"grille essai version "1"
plan : chapitre > point
total : somme pondérée
échelle cotation par défaut {
  non     = 0
  partiel = 0,5
  oui     = 1
}
profil { taille : choix { petite, grande } }
mesures { taux : pourcentage }
paramètre objectif = 80 %
chapitre 1 {
  point 1.1 {
    exigence "Décrocher."
    barème {
      non si taux < objectif
      oui si taux ≥ objectif
    }
  }
  point 1.2 { exigence "Rappeler." }
  point 1.3 { exigence "Annoncer." }
}
décision label par paliers {
  aucun  sinon
  bronze si score ≥ 50 %
  or     si score ≥ 80 %
}
"#;

#[test]
fn archives_are_scored_again_under_a_draft() {
    let mut scenario = Scenario::new();
    for name in ["2023.grille", "projet.grille", "projet.archive.ndjson"] {
        scenario.copy(&format!("grids/sp_plus/{name}"), name);
    }
    let grids = ["2023.grille", "projet.grille"];
    let run = |scenario: &mut Scenario, arguments: &[&str]| {
        scenario.grille(&[&["rescore"], &grids[..], arguments].concat());
    };
    run(&mut scenario, &["projet.archive.ndjson", "--summary", "-", "--by", "démarches_en_ligne"]);
    run(&mut scenario, &["projet.archive.ndjson", "--summary", "bilan.json", "-o", "écarts.ndjson"]);
    scenario.show("bilan.json");
    // What if the objective alone moved.
    scenario.grille(&[
        "rescore",
        "2023.grille",
        "2023.grille",
        "projet.archive.ndjson",
        "--set-new",
        "objectif_décroché=90 %",
        "--summary",
        "-",
    ]);
    scenario.assert("rescore_draft");
}

#[test]
fn archives_are_scored_again_in_every_form() {
    let mut scenario = Scenario::new();
    fs::write(scenario.folder.path().join("1.grille"), ESSAI).unwrap();
    let new = ESSAI
        .replace("version \"1\"", "version \"2\" remplace \"1\"")
        .replace("80 %\nchapitre", "90 %\nchapitre")
        .replace("  point 1.3 { exigence \"Annoncer.\" }\n", "retire { 1.3 \"hors sujet\" }\n")
        .replace("point 1.2 { exigence", "point 1.2 {\n    poids 2\n    exigence");
    let new = new
        .replace("\"Rappeler.\" }", "\"Rappeler.\"\n  }")
        .replace("retire { 1.3 \"hors sujet\" }\n}", "}\nretire { 1.3 \"hors sujet\" }");
    scenario.file("2.grille", new.as_bytes());
    let audits = [
        r#"{"audit":"a","profil":{"taille":"petite"},"mesures":{"taux":85},"cotations":{"1.2":"partiel","1.3":"oui"}}"#,
        r#"{"audit":"b","profil":{"taille":"grande"},"mesures":{"taux":95},"cotations":{"1.2":"oui","1.3":"oui"}}"#,
        r#"{"audit":"c","mesures":{"taux":95},"cotations":{"1.2":"oui","1.3":"non"}}"#,
        r#"{"audit":"d","cotations":{"1.1":"oui","1.2":"oui","1.3":"non"}}"#,
        r#"{"audit":"e","mesures":{"taux":120},"cotations":{}}"#,
    ];
    scenario.file("archive.ndjson", (audits.join("\n") + "\n").as_bytes());
    scenario.grille(&["rescore", "1.grille", "2.grille", "archive.ndjson", "--detail", "point"]);
    scenario.grille(&["rescore", "1.grille", "2.grille", "archive.ndjson", "-o", "écarts.csv", "--detail", "audit"]);
    scenario.show("écarts.csv").show("écarts.rejets.ndjson");
    scenario.grille(&["rescore", "1.grille", "2.grille", "archive.ndjson", "--output-format", "table"]);
    for summary in ["bilan.md", "bilan.csv"] {
        scenario.grille(&[
            "rescore",
            "1.grille",
            "2.grille",
            "archive.ndjson",
            "-o",
            "x.json",
            "--summary",
            summary,
            "--by",
            "taux",
        ]);
        scenario.show(summary);
    }
    scenario.grille(&["rescore", "1.grille", "2.grille", "archive.ndjson", "--by", "taile"]);
    scenario.grille(&["rescore", "1.grille", "2.grille", "archive.ndjson", "--summary", "bilan.doc"]);
    scenario.grille(&["rescore", "1.grille", "2.grille", "archive.ndjson", "-o", "1.grille"]);
    scenario.grille(&["rescore", "1.grille", "2.grille", "archive.ndjson", "--output-format", "csv", "--summary", "-"]);
    scenario.assert("rescore");
}

#[test]
fn parameters_are_set_in_the_words_of_the_language() {
    let mut scenario = Scenario::new();
    scenario.copy("grids/exemples/certification/qualite.grille", "qualité.grille");
    scenario.copy("grids/exemples/certification/exemples/regie.json", "régie.json");
    let score = |set| ["score", "qualité.grille", "régie.json", "--detail", "audit", "--set", set];
    for set in [
        "délai_limite=40 jours",
        "délai_limite=6 semaines",
        "délai_limit=40 jours",
        "délai_limite=40.5 jours",
        "délai_limite",
    ] {
        scenario.grille(&score(set));
    }
    for (flag, set) in [
        ("--set-old", "délai_limite"),
        ("--set-new", "délai_limite=40.5 jours"),
        ("--set-new", "délai_limite=oui"),
        ("--set-old", "délai_limit=40 jours"),
    ] {
        scenario.grille(&["diff", "qualité.grille", "qualité.grille", flag, set]);
    }
    scenario.assert("set");
}

#[test]
fn results_are_explained() {
    let mut scenario = Scenario::with_audits();
    scenario.grille_begins(&["explain", "accès.grille", "audits.ndjson", "--audit", "acc-001"]);
    scenario.grille_begins(&["explain", "accès.grille", "audits.ndjson", "--audit", "acc-003", "--point", "1.2"]);
    scenario.grille(&["explain", "accès.grille", "audits.ndjson", "--audit", "acc-009"]);
    scenario.grille(&["explain", "accès.grille", "audits.ndjson", "--point", "1.12"]);
    scenario
        .grille_with(&["explain", "accès.grille", "-"], "{\"audit\":\"x\",\"profil\":{\"natur\":\"information\"}}\n");
    scenario.assert("explain");
}

#[test]
fn cases_are_run_beside_their_grid() {
    let mut scenario = Scenario::new();
    scenario.copy("tests/cases/accueil.grille", "accueil.grille");
    scenario.grille(&["test"]);
    scenario.file(
        "a.cas",
        "cas \"au seuil\" pour accueil version \"1\" {\n  taux = 85 %\n  attendu 1.1 = conforme\n}\n".as_bytes(),
    );
    scenario.grille(&["test"]).grille(&["test", "accueil.grille", "--coverage"]);
    scenario.file(
        "b.cas",
        "cas \"rien\" pour accueil version \"1\" {\n  taux = 84 %\n  attendu score = 50 %\n}\ncas perdu\n".as_bytes(),
    );
    scenario.grille(&["test", "a.cas", "b.cas", "absent.cas"]).grille(&[
        "test",
        "b.cas",
        "--format",
        "json",
        "--coverage",
    ]);
    scenario.assert("test");
}

#[test]
fn grids_are_formatted_in_place_or_only_looked_at() {
    let mut scenario = Scenario::new();
    scenario.copy("grids/exemples/conformite/accessibilite.grille", "accès.grille");
    let text = fs::read_to_string(scenario.folder.path().join("accès.grille")).unwrap();
    let loose = text.replace("  ", "    ");
    fs::write(scenario.folder.path().join("large.grille"), &loose).unwrap();
    scenario.grille(&["fmt", "--check"]).grille(&["fmt"]).grille(&["fmt", "--check"]);
    let formatted = fs::read_to_string(scenario.folder.path().join("accès.grille")).unwrap();
    assert_eq!(fs::read_to_string(scenario.folder.path().join("large.grille")).unwrap(), formatted);
    let output = run(scenario.folder.path(), &["fmt", "-"], &loose);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), formatted);
    scenario.file("cassée.grille", b"grille x version \"1\"\npoint 1 {\n").grille(&["fmt"]);
    scenario.assert("fmt");
}

#[test]
fn exports_are_printed() {
    let mut scenario = Scenario::new();
    scenario.copy("grids/exemples/conformite/accessibilite.grille", "accès.grille");
    let path = scenario.folder.path();
    for form in ["json", "schema"] {
        let output = run(path, &["export", "accès.grille", "--to", form], "");
        assert_eq!(output.status.code(), Some(0), "{form}");
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap();
    }
    let output = run(path, &["export", "accès.grille", "--to", "markdown"], "");
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("# "));
}

#[test]
fn completions_and_manual_cover_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["completions", "bash"][..], &["completions", "zsh"], &["man"]] {
        let output = run(folder.path(), arguments, "");
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0));
        for command in ["new", "check", "fmt", "score", "explain", "export"] {
            assert!(text.contains(command), "{arguments:?} {command}");
        }
    }
}

/// What spreadsheets write, and what goes wrong with it.
#[test]
fn spreadsheets_are_read() {
    let mut scenario = Scenario::with_audits();
    let header = "audit;profil.contenus;profil.nature;profil.déclaration_publiée;profil.date_déclaration;cotations.1.1;\
                  cotations.1.2;cotations.2.1;cotations.2.2;constats.1.2;remarque";
    let rows = [
        "acc-1;images|vidéos|formulaires;démarches;VRAI;15/06/2023;respecté;non_respecté;1;1;\"rien\nsinon \"\"tout\"\"\";",
        "acc-2;|;information;faux;;;;1,0;1;;",
        ";;;;;;;;;;",
        "acc-3;|;autre;non;;;;1;1;;",
        "acc-4;images;information;peut-être;;;;1;1;;",
        "acc-5;images;information;oui;31/02/2023;;;1;1;;",
        "acc-6;images;information;oui;15/06/2023;;;1;1",
        "acc-7;images;information;oui;15/06/2023;;;1;1;\"ouvert;",
        "acc-8;images;information;oui;15/06/2023;;;1;1;\"fermé\"trop;",
        ";images;information;oui;15/06/2023;;;1;1;;",
        "acc-9;images;information;oui;15/06/2023;;;bien;0,3;;",
    ];
    scenario.file("audits.csv", format!("\u{feff}{header}\r\n{}\r\n", rows.join("\r\n")).as_bytes());
    scenario.grille(&["score", "accès.grille", "audits.csv", "-o", "r.ndjson", "--detail", "audit"]);
    scenario.show("r.ndjson").show("r.ndjson.rejets.ndjson");
    scenario.file(
        "colonnes.csv",
        "audit,audit,profil.natur,cotation.1.1,profil\na,b,,,\nc,,information,,\nd,,,1,\ne,,,,oui\n".as_bytes(),
    );
    scenario.grille(&["score", "accès.grille", "colonnes.csv", "--detail", "audit"]);
    for (name, bytes) in [
        ("latin.csv", b"audit;profil.d\xE9claration_publi\xE9e\na;oui\n".as_slice()),
        ("latin_dedans.csv", b"audit;remarque\na;\xE9t\xE9\n"),
        ("utf16.csv", b"\xFF\xFEa\0u\0d\0i\0t\0\n\0a\0\n\0"),
        ("classeur.csv", b"PK\x03\x04"),
        ("titre.csv", "Audits de 2023;;\naudit;profil.nature;\n".as_bytes()),
        ("mac.csv", b"audit;x\ra;b\r"),
        ("vide.csv", b""),
    ] {
        fs::write(scenario.folder.path().join(name), bytes).unwrap();
        scenario.grille(&["score", "accès.grille", name, "--detail", "audit"]);
    }
    scenario.grille_with(&["score", "accès.grille", "-", "--detail", "audit"], "sep=,\naudit,cotations.2.1\nz,1\n");
    scenario.assert("csv");
}
