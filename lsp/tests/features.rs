//! Every feature over the protocol, once: that it is offered, asked as editors ask, and answered in their words.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests are tests too

mod support;

use grille::version::release;
use serde_json::{Value, json};
use support::{Editor, in_memory};
use tokio::io::DuplexStream;

const GRID: &str = "grille essai version \"2\" remplace \"1\"

plan : axe > point

échelle cotation par défaut {
  non = 0 \"Rien\"
  oui = 1 \"Tout\"
}

mesures {
  taux : pourcentage \"Taux\"
}

paramètre objectif = 85 %

axe 1 \"Un\" {
  point 1.1 {
    exigence \"A\"
    référence \"Code du travail, art. L. 1\"
    barème {
      non si taux < objectif
      oui si taux ≥ objectif
    }
  }
}
";

const CASES: &str = "cas \"atteint\" pour essai version \"2\" {\n  taux = 90 %\n  attendu 1.1 = oui\n}\n";

/// An editor with the grid, the version it replaces and its cases in one folder.
async fn started() -> (Editor<DuplexStream, DuplexStream>, Value, String, String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let old = GRID.replace("version \"2\" remplace \"1\"", "version \"1\"").replace("taux", "tx");
    let new = GRID.replace("\"Taux\"", "\"Taux\" reprend tx");
    std::fs::write(folder.path().join("1.grille"), old).unwrap();
    std::fs::write(folder.path().join("2.cas"), CASES).unwrap();
    let uri = format!("file://{}/2.grille", folder.path().display());
    let mut editor = in_memory();
    let capabilities = editor
        .start(json!({
            "general": { "positionEncodings": ["utf-16"] },
            "workspace": { "workspaceEdit": { "documentChanges": true, "changeAnnotationSupport": {} } },
            "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } }
        }))
        .await;
    editor.open(&uri, &new).await;
    assert_eq!(editor.told(&uri, 1).await, json!([]));
    (editor, capabilities, uri, new, folder)
}

/// The position of a word in a text, so many characters into it.
fn position(text: &str, needle: &str, into: usize) -> Value {
    let at = text.find(needle).unwrap();
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    json!({ "line": line, "character": text[start..at].encode_utf16().count() + into })
}

fn at(uri: &str, position: &Value) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": position })
}

#[tokio::test]
async fn reading_a_grid() {
    let (mut editor, capabilities, uri, text, _folder) = started().await;
    for offered in ["hoverProvider", "completionProvider", "semanticTokensProvider", "callHierarchyProvider"] {
        assert!(!capabilities[offered].is_null(), "{offered}");
    }
    let document = json!({ "textDocument": { "uri": uri } });
    let hover = editor.ask("textDocument/hover", at(&uri, &position(&text, "< objectif", 3))).await;
    assert!(hover["contents"]["value"].as_str().unwrap().contains("85\u{a0}%"), "{hover}");
    // A name of the version replaced is looked up there.
    let former = editor.ask("textDocument/hover", at(&uri, &position(&text, "reprend tx", 9))).await;
    assert!(former["contents"]["value"].as_str().unwrap().contains("version remplacée"), "{former}");
    let outline = editor.ask("textDocument/documentSymbol", document.clone()).await;
    assert_eq!(outline.as_array().unwrap().last().unwrap()["children"][0]["name"], "point 1.1");
    assert!(!editor.ask("textDocument/foldingRange", document.clone()).await.as_array().unwrap().is_empty());
    let tokens = editor.ask("textDocument/semanticTokens/full", document.clone()).await;
    assert_eq!(tokens["data"].as_array().unwrap().len() % 5, 0);
    let links = editor.ask("textDocument/documentLink", document.clone()).await;
    let targets: Vec<_> = links.as_array().unwrap().iter().map(|link| link["target"].as_str().unwrap()).collect();
    assert!(targets[0].ends_with("/1.grille") && targets[1].contains("legifrance"), "{targets:?}");
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let hints = editor.ask("textDocument/inlayHint", json!({ "textDocument": { "uri": uri }, "range": whole })).await;
    assert_eq!(hints.as_array().unwrap().len(), 3, "{hints}");
    let lenses = editor.ask("textDocument/codeLens", document).await;
    assert_eq!(lenses.as_array().unwrap().last().unwrap()["command"]["command"], "grille.server.table");
    let chain = json!({ "textDocument": { "uri": uri }, "positions": [position(&text, "< objectif", 3)] });
    assert!(!editor.ask("textDocument/selectionRange", chain).await[0]["parent"].is_null());
    let found = editor.ask("workspace/symbol", json!({ "query": "taux" })).await;
    assert!(!found.as_array().unwrap().is_empty());
}

#[tokio::test]
async fn moving_about_a_grid() {
    let (mut editor, _, uri, text, _folder) = started().await;
    let input = position(&text, "taux < objectif", 1);
    let found = editor.ask("textDocument/definition", at(&uri, &input)).await;
    assert_eq!(found[0]["range"]["start"], position(&text, "taux : pourcentage", 0));
    let old = editor.ask("textDocument/definition", at(&uri, &position(&text, "reprend tx", 9))).await;
    assert!(old[0]["uri"].as_str().unwrap().ends_with("/1.grille"), "{old}");
    let mut asked = at(&uri, &input);
    asked["context"] = json!({ "includeDeclaration": true });
    let places = editor.ask("textDocument/references", asked).await;
    // Declared, used twice, and once in the cases.
    assert_eq!(places.as_array().unwrap().len(), 4, "{places}");
    assert!(places[3]["uri"].as_str().unwrap().ends_with("/2.cas"));
    assert_eq!(editor.ask("textDocument/documentHighlight", at(&uri, &input)).await.as_array().unwrap().len(), 3);
    let item = editor.ask("textDocument/prepareCallHierarchy", at(&uri, &input)).await[0].clone();
    let calls = editor.ask("callHierarchy/incomingCalls", json!({ "item": item })).await;
    assert_eq!(calls[0]["from"]["name"], "point 1.1");
    // Off unless it is asked for.
    assert_eq!(editor.ask("textDocument/linkedEditingRange", at(&uri, &input)).await, Value::Null);
    let on = json!({ "settings": { "grille": { "linkedEditing": { "enabled": true } } } });
    editor.notify("workspace/didChangeConfiguration", on).await;
    let linked = editor.ask("textDocument/linkedEditingRange", at(&uri, &input)).await;
    assert_eq!(linked["ranges"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn writing_a_grid() {
    let (mut editor, _, uri, text, _folder) = started().await;
    let typed = text.replace("taux < objectif", "taux < ");
    editor.change(&uri, 2, &typed).await;
    let here = position(&typed, "taux < ", 7);
    let found = editor.ask("textDocument/completion", at(&uri, &here)).await;
    let labels: Vec<_> = found.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["objectif", "… %"]);
    assert_eq!(found[1]["insertTextFormat"], 2);
    let call = format!("{text}décision d {{\n  a si compte(oui, ");
    editor.change(&uri, 3, &call).await;
    let help = editor.ask("textDocument/signatureHelp", at(&uri, &position(&call, "compte(oui, ", 12))).await;
    assert_eq!(
        (&help["signatures"][0]["label"], &help["activeParameter"]),
        (&json!("compte(NIVEAU[, GROUPE])"), &json!(1))
    );
}

#[tokio::test]
async fn renaming_follows_into_the_cases_and_names_what_breaks() {
    let (mut editor, _, uri, text, _folder) = started().await;
    let mut asked = at(&uri, &position(&text, "taux < objectif", 1));
    assert_eq!(editor.ask("textDocument/prepareRename", asked.clone()).await["placeholder"], "taux");
    asked["newName"] = json!("taux_réponse");
    let edit = editor.ask("textDocument/rename", asked.clone()).await;
    let changes = edit["documentChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 2, "{edit}");
    assert_eq!(changes[0]["edits"].as_array().unwrap().len(), 3);
    assert!(changes[1]["textDocument"]["uri"].as_str().unwrap().ends_with("/2.cas"));
    let why = edit["changeAnnotations"]["audits"]["description"].as_str().unwrap();
    assert_eq!(why, "la clé `mesures.taux` des audits devient `mesures.taux_réponse`");
    assert!(editor.next("window/showMessage").await["message"].as_str().unwrap().contains("mesures.taux_réponse"));
    asked["newName"] = json!("objectif");
    let refusal = editor.answer("textDocument/rename", asked).await;
    assert!(refusal["error"]["message"].as_str().unwrap().starts_with("`objectif` est déjà un paramètre"), "{refusal}");
}

#[tokio::test]
async fn the_cases_of_a_grid_are_played() {
    let (mut editor, _, uri, _, _folder) = started().await;
    let cases = uri.replace("2.grille", "2.cas");
    editor.open(&cases, &CASES.replace("= oui", "= non")).await;
    let told = editor.told(&cases, 1).await;
    assert_eq!(told.as_array().unwrap().len(), 1, "{told}");
    let hover = editor.ask("textDocument/hover", at(&cases, &json!({ "line": 1, "character": 3 }))).await;
    assert!(hover["contents"]["value"].as_str().unwrap().contains("entrée de `mesures`"), "{hover}");
    let hover = editor.ask("textDocument/hover", at(&cases, &json!({ "line": 2, "character": 4 }))).await;
    assert!(hover["contents"]["value"].as_str().unwrap().contains("ce qui doit en sortir"), "{hover}");
    // Behind the message, why the point came out so.
    assert!(told[0]["message"].as_str().unwrap().contains("oui si taux ≥ objectif"), "{told}");
    let asked = json!({ "textDocument": { "uri": cases } });
    let lenses = editor.ask("textDocument/codeLens", asked.clone()).await;
    assert_eq!(lenses[0]["command"]["title"], "lancer ce cas (1 attente non tenue)");
    let run = json!({ "command": lenses[0]["command"]["command"], "arguments": lenses[0]["command"]["arguments"] });
    let page = editor.ask("workspace/executeCommand", run).await;
    assert!(page["texte"].as_str().unwrap().contains("taux = 90"), "{page}");
    let tokens = editor.ask("textDocument/semanticTokens/full", asked.clone()).await;
    assert!(!tokens["data"].as_array().unwrap().is_empty());
    let loose = CASES.replace(" = 90", "=90");
    editor.change(&cases, 2, &loose).await;
    let edits = editor
        .ask(
            "textDocument/formatting",
            json!({ "textDocument": { "uri": cases }, "options": { "tabSize": 2, "insertSpaces": true } }),
        )
        .await;
    assert_eq!(edits.as_array().unwrap().len(), 1, "{edits}");
    let typed = CASES.replace("= oui", "= ");
    editor.change(&cases, 3, &typed).await;
    let found = editor.ask("textDocument/completion", at(&cases, &position(&typed, "1.1 = ", 6))).await;
    let labels: Vec<_> = found.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["non", "oui"]);
    editor.change(&cases, 4, &CASES.replace("= oui", "= non")).await;
    assert_eq!(editor.told(&cases, 4).await.as_array().unwrap().len(), 1);
    // The grid mended so that the case holds: the case is played again.
    let text = GRID.replace("\"Taux\"", "\"Taux\" reprend tx").replace("= 85 %", "= 95 %");
    editor.change(&uri, 2, &text).await;
    loop {
        let told = editor.next("textDocument/publishDiagnostics").await;
        if told["uri"] == cases.as_str() && told["diagnostics"] == json!([]) {
            break;
        }
    }
}

#[tokio::test]
async fn commands_answer_with_pages() {
    let (mut editor, capabilities, uri, _, folder) = started().await;
    assert_eq!(
        capabilities["executeCommandProvider"]["commands"],
        json!([
            "grille.server.check",
            "grille.server.table",
            "grille.server.explain",
            "grille.server.runCase",
            "grille.server.compare"
        ])
    );
    let run = |command: &str, argument: Value| json!({ "command": command, "arguments": [argument] });
    let table = run("grille.server.table", json!({ "uri": uri, "point": "1.1" }));
    let page = editor.ask("workspace/executeCommand", table).await;
    assert_eq!(page["tables"][0]["point"], "1.1");
    assert_eq!(page["tables"][0]["régions"].as_array().unwrap().len(), 2);
    let audits = folder.path().join("a.ndjson");
    std::fs::write(&audits, "{\"audit\":\"a\",\"grille\":\"essai@2\",\"mesures\":{\"taux\":90}}").unwrap();
    let audits = format!("file://{}", audits.display());
    let asked = json!({ "uri": uri, "audits": audits, "audit": "a", "point": "1.1" });
    let page = editor.ask("workspace/executeCommand", run("grille.server.explain", asked)).await;
    assert!(page["texte"].as_str().unwrap().contains("taux = 90"), "{page}");
    // Without a grid, the one the audits cite.
    let asked = run("grille.server.explain", json!({ "audits": audits }));
    assert!(editor.ask("workspace/executeCommand", asked).await["texte"].is_string());
    let page = editor.ask("workspace/executeCommand", run("grille.server.check", json!({ "uri": uri }))).await;
    assert!(page["texte"].is_string());
    let refused = run("grille.server.table", json!({ "uri": uri, "point": "9" }));
    let refusal = editor.answer("workspace/executeCommand", refused).await;
    assert!(refusal["error"]["message"].as_str().unwrap().contains("n’a pas de point `9`"), "{refusal}");
}

/// The titles of the lenses of a document, once one of them answers.
async fn lenses(editor: &mut Editor<DuplexStream, DuplexStream>, uri: &str, awaited: &str) -> Vec<String> {
    for _ in 0..600 {
        let lenses = editor.ask("textDocument/codeLens", json!({ "textDocument": { "uri": uri } })).await;
        let titles: Vec<_> = lenses
            .as_array()
            .unwrap()
            .iter()
            .map(|lens| lens["command"]["title"].as_str().unwrap().to_owned())
            .collect();
        if titles.iter().any(|title| title.contains(awaited)) {
            return titles;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no lens ever said {awaited}");
}

#[tokio::test]
async fn a_new_version_is_weighed_against_the_archive_as_it_is_written() {
    let (mut editor, _, uri, text, folder) = started().await;
    let audit = |rate: u32| format!("{{\"audit\":\"a{rate}\",\"grille\":\"essai@1\",\"mesures\":{{\"tx\":{rate}}}}}\n");
    std::fs::write(folder.path().join("a.ndjson"), [80, 86, 91, 96].map(audit).concat()).unwrap();
    let set = |archive: &str| json!({ "settings": { "grille": { "archive": archive } } });
    editor.notify("workspace/didChangeConfiguration", set("a.ndjson")).await;
    let titles = lenses(&mut editor, &uri, "rien ne change").await;
    assert!(titles.iter().any(|title| title == "archive (4 audits)\u{a0}: rien ne change"), "{titles:?}");
    editor.change(&uri, 2, &text.replace("= 85 %", "= 90 %")).await;
    // What held of the version before is not shown for this one.
    let titles = lenses(&mut editor, &uri, "archive").await;
    assert!(titles.iter().all(|title| !title.contains("rien ne change")), "{titles:?}");
    let titles = lenses(&mut editor, &uri, "1 audit baisse").await;
    assert_eq!(titles.iter().filter(|title| title.contains("1 audit baisse")).count(), 2, "{titles:?}");
    // So is an archive that changes on the disk.
    std::fs::write(folder.path().join("a.ndjson"), [86, 87, 88].map(audit).concat()).unwrap();
    let changed = json!({ "changes": [{ "uri": uri.replace("2.grille", "a.ndjson"), "type": 2 }] });
    editor.notify("workspace/didChangeWatchedFiles", changed).await;
    lenses(&mut editor, &uri, "3 audits baissent").await;
    editor.notify("workspace/didChangeConfiguration", set("absente.ndjson")).await;
    lenses(&mut editor, &uri, "archive `absente.ndjson`").await;
    editor.notify("workspace/didChangeConfiguration", set("")).await;
    let titles = lenses(&mut editor, &uri, "comparer à la version publiée").await;
    assert!(titles.iter().all(|title| !title.contains("archive")), "{titles:?}");
    let compare = json!({ "command": "grille.server.compare", "arguments": [{ "uri": uri }] });
    let page = editor.ask("workspace/executeCommand", compare).await;
    assert!(page["texte"].as_str().unwrap().contains("objectif"), "{page}");
}

#[tokio::test]
async fn a_released_grid_edited_in_place_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let text = GRID.replace(" remplace \"1\"", "");
    let analysis = grille::check::analyse(grille::diagnostic::Source::new("2.grille", text.as_str()), &[]);
    let stated = release::Stated { date: "2024-01-31".to_owned(), tool: "essai".to_owned() };
    let material = release::Material { grid: &analysis, replaced: None, cases: &[], audits: &[], stated };
    let files = release::prepare(&material).release.unwrap().files;
    let released = release::folder_of(&folder.path().join("2.grille"));
    std::fs::create_dir(&released).unwrap();
    for (name, content) in &files {
        std::fs::write(released.join(name), content).unwrap();
    }
    let uri = format!("file://{}/2.grille", folder.path().display());
    let mut editor = in_memory();
    editor.start(json!({})).await;
    editor.open(&uri, &text).await;
    assert_eq!(editor.told(&uri, 1).await, json!([]));
    let edited = text.replace("= 85 %", "= 90 %");
    editor.change(&uri, 2, &edited).await;
    assert_eq!(support::codes(&editor.told(&uri, 2).await), ["G606"]);
    let compare = json!({ "command": "grille.server.compare", "arguments": [{ "uri": uri }] });
    let page = editor.ask("workspace/executeCommand", compare).await;
    assert!(page["titre"].as_str().unwrap().ends_with("essai@2 publiée et d’aujourd’hui"), "{page}");
}

#[tokio::test]
async fn the_archive_named_in_the_settings_is_watched() {
    let mut editor = in_memory();
    editor.start(json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } })).await;
    let files = editor.next("client/registerCapability").await;
    assert_eq!(files["registrations"][0]["registerOptions"]["watchers"][0]["globPattern"], "**/*.grille");
    let set = |archive: &str| json!({ "settings": { "grille": { "archive": archive } } });
    editor.notify("workspace/didChangeConfiguration", set("données/a[1].ndjson")).await;
    let archive = editor.next("client/registerCapability").await["registrations"][0].clone();
    assert_eq!(archive["registerOptions"]["watchers"][0]["globPattern"], "**/a?1?.ndjson");
    editor.notify("workspace/didChangeConfiguration", set("")).await;
    let dropped = editor.next("client/unregisterCapability").await;
    assert_eq!(dropped["unregisterations"][0]["id"], archive["id"]);
}
