//! The service in memory: what an editor sees, message by message.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

mod support;

use serde_json::{Value, json};
use support::{codes, in_memory, sp_plus};

const URI: &str = "file:///grilles/essai.grille";

const SMALL: &str = "grille essai version \"1\"\nplan : point\néchelle e par défaut {\n  non = 0\n  oui = 1\n}\n\
                     mesures { taux : pourcentage }\npoint 1 {\n  barème {\n    non si taux < 85 %\n    oui si taux > 85 %\n  }\n}\n";

#[tokio::test]
async fn diagnostics_are_sent_with_everything_the_check_knows() {
    let mut editor = in_memory();
    editor.start(json!({})).await;
    editor.open(URI, SMALL).await;
    let told = editor.told(URI, 1).await;
    assert_eq!(codes(&told), ["G401"]);
    let gap = &told[0];
    assert_eq!(gap["source"], "grille");
    assert_eq!(gap["severity"], 1);
    assert!(gap["codeDescription"]["href"].as_str().unwrap().ends_with("G401.md"), "{gap}");
    assert_eq!(gap["data"]["témoin"], json!({ "mesures": { "taux": 85 } }));
    let mended = SMALL.replace("> 85", "≥ 85");
    editor.change(URI, 2, &mended).await;
    assert!(codes(&editor.told(URI, 2).await).is_empty());
    let unused = mended.replace("mesures {", "mesures { autre : oui_non\n");
    editor.change(URI, 3, &unused).await;
    assert_eq!(editor.told(URI, 3).await[0]["tags"], json!([1]));
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } })).await;
    let closed = editor.next("textDocument/publishDiagnostics").await;
    assert_eq!(closed["diagnostics"], json!([]));
}

#[tokio::test]
async fn an_editor_that_asks_for_diagnostics_is_sent_none() {
    let mut editor = in_memory();
    let capabilities = editor.start(json!({ "textDocument": { "diagnostic": {} } })).await;
    assert_eq!(capabilities["diagnosticProvider"]["interFileDependencies"], true);
    editor.open(URI, SMALL).await;
    let asked = json!({ "textDocument": { "uri": URI } });
    let report = editor.ask("textDocument/diagnostic", asked).await;
    assert_eq!(codes(&report["items"]), ["G401"]);
    let again = json!({ "textDocument": { "uri": URI }, "previousResultId": report["resultId"] });
    assert_eq!(editor.ask("textDocument/diagnostic", again.clone()).await["kind"], "unchanged");
    editor.change(URI, 2, &SMALL.replace("> 85", "≥ 85")).await;
    let report = editor.ask("textDocument/diagnostic", again).await;
    assert_eq!(report["kind"], "full");
    assert!(editor.heard.is_empty());
}

#[tokio::test]
async fn a_burst_ends_on_the_diagnostics_of_the_last() {
    let mut editor = in_memory();
    editor.start(json!({})).await;
    let text = sp_plus();
    editor.open(URI, &text).await;
    for version in 2..=200 {
        editor.change(URI, version, &format!("{text}\ndéfinition x : inconnu_{version}\n")).await;
    }
    // A change that comes late changes nothing.
    editor.change(URI, 150, "").await;
    let last = editor.told(URI, 200).await;
    assert_eq!(codes(&last), ["G102"]);
    assert!(last[0]["message"].as_str().unwrap().contains("inconnu_200"), "{last}");
    // What was sent came in order, and nothing comes after the last.
    editor.open("file:///autre.grille", SMALL).await;
    editor.told("file:///autre.grille", 1).await;
    assert!(editor.heard.is_empty(), "{:?}", editor.heard);
}

#[tokio::test]
async fn positions_are_told_in_the_units_agreed_on() {
    // An emoji, a decomposed letter and accents before the fault.
    let text = format!("{SMALL}définition x \"\u{1F3DB}e\u{301}\" : inconnue\u{301}\n");
    let mut cut: Vec<Vec<String>> = Vec::new();
    for (encodings, agreed) in [
        (Value::Null, "utf-16"),
        (json!(["utf-32"]), "utf-32"),
        (json!(["utf-32", "utf-16"]), "utf-16"),
        (json!(["utf-16", "utf-8"]), "utf-8"),
    ] {
        let mut editor = in_memory();
        let capabilities = editor.start(json!({ "general": { "positionEncodings": encodings } })).await;
        assert_eq!(capabilities["positionEncoding"], agreed);
        editor.open(URI, &text).await;
        let told = editor.told(URI, 1).await;
        cut.push(told.as_array().unwrap().iter().map(|told| slice(&text, &told["range"], agreed)).collect());
    }
    assert_eq!(cut[0], ["inconnue\u{301}"]);
    assert!(cut.iter().all(|others| *others == cut[0]), "{cut:?}");
}

/// What a range of one line holds, its columns counted in some units.
fn slice(text: &str, range: &Value, units: &str) -> String {
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    assert_eq!(range["start"]["line"], range["end"]["line"]);
    let line = text.lines().nth(number(&range["start"]["line"])).unwrap();
    let (start, end) = (number(&range["start"]["character"]), number(&range["end"]["character"]));
    match units {
        "utf-8" => line[start..end].to_owned(),
        "utf-16" => String::from_utf16(&line.encode_utf16().collect::<Vec<_>>()[start..end]).unwrap(),
        _ => line.chars().skip(start).take(end - start).collect(),
    }
}

#[tokio::test]
async fn a_correction_can_be_applied() {
    let mut editor = in_memory();
    editor.start(json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } })).await;
    editor.open(URI, &SMALL.replace("barème", "bareme")).await;
    let range = json!({ "start": { "line": 8, "character": 4 }, "end": { "line": 8, "character": 4 } });
    let asked = json!({ "textDocument": { "uri": URI }, "range": range, "context": { "diagnostics": [] } });
    let actions = editor.ask("textDocument/codeAction", asked).await;
    let titles: Vec<&str> = actions.as_array().unwrap().iter().map(|a| a["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["écrire `barème`", "tout corriger"]);
    let edit = &actions[0]["edit"]["documentChanges"][0];
    assert_eq!(edit["textDocument"]["version"], 1);
    assert_eq!(edit["edits"][0]["newText"], "barème");
    let only = json!({ "textDocument": { "uri": URI }, "range": range,
                       "context": { "diagnostics": [], "only": ["source.fixAll"] } });
    let actions = editor.ask("textDocument/codeAction", only).await;
    assert_eq!(actions.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_not_open_is_no_fault() {
    let mut editor = in_memory();
    editor.start(json!({})).await;
    editor.change(URI, 7, SMALL).await;
    let asked = json!({ "textDocument": { "uri": URI }, "options": { "tabSize": 2, "insertSpaces": true } });
    assert_eq!(editor.ask("textDocument/formatting", asked).await, Value::Null);
}
