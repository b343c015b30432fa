//! Releases: the same bytes for the same grid, every drift named, nothing published that should not be.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with a grid, its cases and two reference audits.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::copy(root.join("tests/cases/accueil.grille"), folder.path("accueil.grille")).unwrap();
        fs::copy(root.join("tests/cases/reussis.cas"), folder.path("accueil.cas")).unwrap();
        fs::create_dir(folder.path("exemples")).unwrap();
        let audit = r#"{"audit":"a","profil":{"canaux":["guichet","téléphone"],"usagers":12},"mesures":{"taux":90},"cotations":{"1.2":1,"1.3":0.5}}"#;
        let other = r#"{"audit":"b","grille":"autre@1"}"#;
        fs::write(folder.path("exemples/un.json"), audit).unwrap();
        fs::write(folder.path("exemples/autre.ndjson"), other).unwrap();
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Replaces a text in a file.
    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{name}: {from}");
        fs::write(self.path(name), text.replacen(from, to, 1)).unwrap();
    }

    /// What a command says on both streams, and its code.
    fn grille(&self, arguments: &[&str]) -> (i32, String) {
        let Output { status, stdout, stderr } =
            Command::new(env!("CARGO_BIN_EXE_grille")).current_dir(self.0.path()).args(arguments).output().unwrap();
        let text = String::from_utf8([stdout, stderr].concat()).unwrap();
        (status.code().unwrap(), text.replace('\u{a0}', " "))
    }

    fn release(&self) {
        let (code, said) = self.grille(&["release", "accueil.grille", "--date", "2026-01-31"]);
        assert_eq!(code, 0, "{said}");
    }

    /// Every file of the release, by name.
    fn released(&self) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<_> = fs::read_dir(self.path("accueil.publication"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
            .collect();
        files.sort();
        files
    }
}

#[test]
fn the_same_grid_gives_the_same_bytes() {
    let (one, other) = (Folder::new(), Folder::new());
    one.release();
    other.release();
    assert_eq!(one.released(), other.released());
    let names: Vec<_> = one.released().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["grille.grille", "publication.json", "resultats.ndjson", "tables.json"]);
    // The date is kept, and a release of the same is no change.
    let (code, said) = one.grille(&["release", "accueil.grille"]);
    assert_eq!((code, said.contains("remplacée")), (0, false), "{said}");
    assert_eq!(one.released(), other.released());
    assert_eq!(one.grille(&["release", "accueil.grille", "--check"]).0, 0);
}

#[test]
fn a_release_says_what_it_is() {
    let folder = Folder::new();
    folder.release();
    let files: Vec<_> = folder
        .released()
        .into_iter()
        .filter(|(name, _)| name != "grille.grille")
        .map(|(name, content)| format!("[{name}]\n{}", String::from_utf8(content).unwrap()))
        .collect();
    insta::assert_snapshot!(files.join("\n"));
}

#[test]
fn every_drift_is_named() {
    let mut told = Vec::new();
    let mut tamper = |what: &str, with: &dyn Fn(&Folder)| {
        let folder = Folder::new();
        folder.release();
        with(&folder);
        let (code, said) = folder.grille(&["release", "accueil.grille", "--check"]);
        assert_eq!(code, 1, "{what}: {said}");
        told.push(format!("# {what}\n{said}"));
    };
    tamper("a text of the grid", &|folder| folder.edit("accueil.grille", "ses horaires", "les horaires"));
    tamper("a threshold moved", &|folder| folder.edit("accueil.grille", "objectif = 85 %", "objectif = 84 %"));
    tamper("an audit changed", &|folder| folder.edit("exemples/un.json", "0.5", "0.25"));
    tamper("a case removed", &|folder| folder.edit("accueil.cas", "  attendu aucune anomalie\n", ""));
    tamper("the result edited", &|folder| folder.edit("accueil.publication/resultats.ndjson", "2.5", "3"));
    tamper("the manifest edited", &|folder| {
        folder.edit("accueil.publication/publication.json", "\"points\": 3", "\"points\": 4");
    });
    tamper("the manifest edited, and a result, and a table", &|folder| {
        folder.edit("accueil.publication/publication.json", "\"points\": 3", "\"points\": 4");
        folder.edit("accueil.publication/resultats.ndjson", "2.5", "3");
        folder.edit("accueil.publication/tables.json", "85", "84");
    });
    tamper("the grid and the manifest edited", &|folder| {
        folder.edit("accueil.grille", "objectif = 85 %", "objectif = 84 %");
        folder.edit("accueil.publication/publication.json", "\"version\": \"1\"", "\"version\": \"2\"");
    });
    tamper("the fingerprint of a file edited", &|folder| {
        folder.edit(
            "accueil.publication/publication.json",
            "\"tables.json\": \"sha256:",
            "\"tables.json\": \"sha256:0",
        );
    });
    tamper("no manifest any more", &|folder| {
        fs::write(folder.path("accueil.publication/publication.json"), "{").unwrap();
    });
    tamper("a file gone", &|folder| fs::remove_file(folder.path("accueil.publication/tables.json")).unwrap());
    tamper("a file too many", &|folder| fs::write(folder.path("accueil.publication/notes.txt"), "x").unwrap());
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn nothing_is_published_that_should_not_be() {
    let mut told = Vec::new();
    let mut refused = |what: &str, code: i32, with: &dyn Fn(&Folder), arguments: &[&str]| {
        let folder = Folder::new();
        with(&folder);
        let (found, said) = folder.grille(&[&["release", "accueil.grille"], arguments].concat());
        assert_eq!(found, code, "{what}: {said}");
        assert!(!folder.path("accueil.publication").exists(), "{what}");
        told.push(format!("# {what}\n{said}"));
    };
    let date = ["--date", "2026-01-31"];
    refused("no date", 2, &|_| {}, &[]);
    refused("no such day", 2, &|_| {}, &["--date", "2026-02-30"]);
    refused("nothing to check", 2, &|_| {}, &["--check"]);
    refused("a case that fails", 1, &|folder| folder.edit("accueil.cas", "= 58,33 %", "= 58,3 %"), &date);
    refused(
        "a file of cases at fault",
        1,
        &|folder| folder.edit("accueil.cas", "usagers = 9999", "usager = 9999"),
        &date,
    );
    refused("an audit refused", 1, &|folder| folder.edit("exemples/un.json", "\"taux\":90", "\"taux\":190"), &date);
    refused(
        "the version replaced is not there",
        1,
        &|folder| {
            folder.edit("accueil.grille", "version \"1\"", "version \"1\" remplace \"0\"");
        },
        &date,
    );
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_released_grid_edited_in_place_is_caught_by_check() {
    let folder = Folder::new();
    folder.release();
    assert_eq!(folder.grille(&["check"]), (0, "1 grille vérifiée : aucun problème\n".to_owned()));
    folder.edit("accueil.grille", "ses horaires", "les horaires");
    let (code, text) = folder.grille(&["check"]);
    folder.edit("accueil.grille", "objectif = 85 %", "objectif = 84 %");
    let (_, meaning) = folder.grille(&["check"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(format!("{text}\n──────────\n{meaning}"));
    // Another version is another matter.
    folder.edit("accueil.grille", "version \"1\"", "version \"2\"");
    assert!(!folder.grille(&["check"]).1.contains("G606"));
}

#[test]
fn the_release_of_the_sp_grid_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_grille"))
        .current_dir(root)
        .args(["release", "grids/sp_plus/2023.grille", "--check"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
