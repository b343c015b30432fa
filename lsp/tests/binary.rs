//! The built program over standard input and output.

mod support;

use std::process::Stdio;

use serde_json::{Value, json};
use support::{Editor, codes, sp_plus};
use tokio::process::Command;

#[tokio::test]
async fn the_program_serves_and_stops_when_told() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_grille-lsp"))
        .arg("--stdio")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut editor = Editor::new(program.stdout.take().unwrap(), program.stdin.take().unwrap());
    editor.start(json!({})).await;
    editor.open("file:///sp_plus/2023.grille", &sp_plus()).await;
    assert!(codes(&editor.told("file:///sp_plus/2023.grille", 1).await).is_empty());
    editor.ask("shutdown", Value::Null).await;
    editor.notify("exit", Value::Null).await;
    assert!(program.wait().await.unwrap().success());
}

#[tokio::test]
async fn the_program_stops_when_its_editor_is_gone() {
    let mut program =
        Command::new(env!("CARGO_BIN_EXE_grille-lsp")).stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    program.wait().await.unwrap();
}

#[tokio::test]
async fn what_it_does_not_know_is_said_in_french() {
    let output = Command::new(env!("CARGO_BIN_EXE_grille-lsp")).arg("--port").output().await.unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, "erreur\u{a0}: option inconnue `--port` ; `grille-lsp --help` dit lesquelles existent\n");
}
