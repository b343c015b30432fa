//! What the system may do to a run over an archive: each failure gives one clear message and its exit code, and leaves nothing half
//! written. Those a platform does not know are passed over.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const GRID: &str = "grids/exemples/conformite/accessibilite.grille";

/// A folder with a grid and so many audits of it, `audits.ndjson`.
fn folder(audits: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(GRID, folder.path().join("accès.grille")).unwrap();
    let audit = fs::read_to_string("grids/exemples/conformite/exemples/mairie.json").unwrap();
    let audit: serde_json::Value = serde_json::from_str(&audit).unwrap();
    fs::write(folder.path().join("audits.ndjson"), format!("{audit}\n").repeat(audits)).unwrap();
    folder
}

fn grille(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_grille"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

/// Scores the audits into a place; what was said on standard error, and the exit code.
fn score(folder: &Path, audits: &str, place: &str, more: &[&str]) -> (String, Option<i32>) {
    let arguments = [&["score", "accès.grille", audits, "-o", place], more].concat();
    told(&grille(folder, &arguments).output().unwrap())
}

fn told(output: &Output) -> (String, Option<i32>) {
    (String::from_utf8(output.stderr.clone()).unwrap(), output.status.code())
}

/// The names of what is in a folder.
fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told() {
    let folder = folder(1);
    let closed = folder.path().join("fermé");
    fs::create_dir(&closed).unwrap();
    for (path, mode) in [(folder.path(), 0o755), (&closed, 0o555)] {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }
    let mut command = grille(folder.path(), &["score", "accès.grille", "audits.ndjson", "-o", "fermé/r.csv"]);
    if fs::write(closed.join("essai"), "").is_ok() {
        // Nothing is closed to the administrator: the run is nobody's.
        fs::remove_file(closed.join("essai")).unwrap();
        command.uid(65_534).gid(65_534);
    }
    // A user that is nobody may not be let at the program at all.
    let Ok(output) = command.output() else { return };
    let message = "erreur\u{a0}: `fermé/r.csv`\u{a0}: l’accès est refusé\n";
    assert_eq!(told(&output), (message.to_owned(), Some(2)));
    assert_eq!(names(&closed), [] as [&str; 0]);
}

#[test]
fn a_full_disk_is_told_in_every_format() {
    const FULL: &str = "/dev/full";
    if fs::metadata(FULL).is_err() {
        return;
    }
    let folder = folder(200);
    for format in ["csv", "ndjson", "json", "table", "parquet"] {
        let (message, code) =
            score(folder.path(), "audits.ndjson", FULL, &["--output-format", format, "--rejects", "refus.ndjson"]);
        assert_eq!(message, "erreur\u{a0}: `/dev/full`\u{a0}: il n’y a plus de place\n", "{format}");
        assert_eq!(code, Some(2), "{format}");
    }
    let (message, code) = score(folder.path(), "audits.ndjson", "r.csv", &["--rejects", FULL, "--summary", FULL]);
    assert_eq!(message, "erreur\u{a0}: `/dev/full`\u{a0}: il n’y a plus de place\n");
    assert_eq!(code, Some(2));
    assert_eq!(names(folder.path()), ["accès.grille", "audits.ndjson", "r.csv"]);
}

#[test]
fn an_archive_that_is_not_there_is_told_before_anything_is_done() {
    let folder = folder(1);
    let (message, code) = score(folder.path(), "disparu.ndjson", "r.csv", &[]);
    assert_eq!(message, "erreur\u{a0}: `disparu.ndjson`\u{a0}: aucun fichier de ce nom\n");
    assert_eq!(code, Some(2));
    assert_eq!(names(folder.path()), ["accès.grille", "audits.ndjson"]);
}

#[test]
fn an_archive_cut_short_leaves_no_results() {
    let folder = folder(2_000);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&fs::read(folder.path().join("audits.ndjson")).unwrap()).unwrap();
    let packed = packed.finish().unwrap();
    fs::write(folder.path().join("coupé.ndjson.gz"), &packed[..packed.len() / 2]).unwrap();
    let (message, code) = score(folder.path(), "coupé.ndjson.gz", "r.csv", &[]);
    let why = "le fichier compressé est incomplet\u{a0}; il est à copier ou à télécharger de nouveau";
    assert_eq!(message, format!("erreur\u{a0}: `coupé.ndjson.gz`\u{a0}: la lecture s’arrête\u{a0}: {why}\n"));
    assert_eq!(code, Some(2));
    assert_eq!(names(folder.path()), ["accès.grille", "audits.ndjson", "coupé.ndjson.gz"]);
}

#[test]
fn a_reader_that_goes_away_ends_the_run_quietly() {
    // More than a pipe holds.
    let folder = folder(2_000);
    let mut child = grille(folder.path(), &["score", "accès.grille", "audits.ndjson"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("{\"audit\":"), "{line}");
    let output = child.wait_with_output().unwrap();
    assert_eq!(told(&output), (String::new(), Some(0)));
}

#[test]
fn an_interrupted_run_leaves_what_was_there() {
    for (signal, place) in [("-INT", "r.csv"), ("-TERM", "r.ndjson.gz"), ("-INT", "r.parquet")] {
        let folder = folder(1);
        let path = folder.path();
        fs::write(path.join(place), "ancien").unwrap();
        let arguments =
            ["score", "accès.grille", "-", "--input-format", "ndjson", "-o", place, "--rejects", "refus.ndjson"];
        let mut child = grille(path, &arguments).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // More than one portion, and no end: the run writes, and waits.
        let mut stdin = child.stdin.take().unwrap();
        let audit = fs::read(path.join("audits.ndjson")).unwrap();
        stdin.write_all(&audit.repeat((3 << 20) / audit.len())).unwrap();
        while names(path).iter().filter(|name| name.starts_with(".grille-")).count() < 2 {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        let message = "interrompu\u{a0}: les fichiers commencés sont effacés, rien n’a été remplacé\n";
        assert_eq!(told(&output), (message.to_owned(), Some(130)), "{place}");
        assert_eq!(fs::read_to_string(path.join(place)).unwrap(), "ancien");
        assert_eq!(names(path), ["accès.grille", "audits.ndjson", place]);
        drop(stdin);
    }
}
