//! The one task that speaks to the editor unasked: it tells what is wrong with the documents that changed, the latest version
//! of each, and drops what has become stale meanwhile.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::spawn_blocking;
use tower_lsp::Client;
use tower_lsp::ls_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, MessageType, Registration,
    Unregistration, Uri,
};

use super::convert::Convert;
use super::session::{Session, Task};
use crate::folder;

/// Does what is asked, in order, until the server is gone.
pub(super) async fn run(session: Arc<Session>, client: Client, mut tasks: UnboundedReceiver<Task>) {
    let mut watched = String::new();
    while let Some(first) = tasks.recv().await {
        // A burst of changes asks for the same thing many times: once is enough.
        let mut waiting = vec![first];
        while let Ok(task) = tasks.try_recv() {
            waiting.push(task);
        }
        let mut done = HashSet::new();
        for task in waiting {
            if !done.insert(task.clone()) {
                continue;
            }
            match task {
                Task::Check(uri) => check_with_heirs(&session, &client, uri, &mut done).await,
                Task::Say(text) => client.show_message(MessageType::INFO, text).await,
                Task::Warn(text) => client.show_message(MessageType::WARNING, text).await,
                // Requests are answered when the editor finds the time: nothing waits for them.
                Task::Watch if session.agreed().watches => {
                    let client = client.clone();
                    tokio::spawn(
                        async move { watch(&client, FILES, &[folder::GRID, folder::CASES].map(of_ending)).await },
                    );
                }
                Task::WatchArchive if session.agreed().watches => {
                    let asked = pattern(&session.settings().archive);
                    let before = std::mem::replace(&mut watched, asked.clone());
                    if before != asked {
                        let client = client.clone();
                        tokio::spawn(async move { watch_instead(&client, &before, asked).await });
                    }
                }
                Task::Refresh => {
                    let (client, agreed) = (client.clone(), session.agreed());
                    tokio::spawn(async move {
                        if agreed.refreshes {
                            let _ = client.inlay_hint_refresh().await;
                        }
                        if agreed.refreshes_lenses {
                            let _ = client.code_lens_refresh().await;
                        }
                    });
                }
                Task::Watch | Task::WatchArchive => {}
            }
        }
    }
}

/// Tells what is wrong with a document, then with what rests on it: the cases beside it, the grids that replace it.
async fn check_with_heirs(session: &Arc<Session>, client: &Client, uri: Uri, done: &mut HashSet<Task>) {
    check(session, client, uri.clone()).await;
    for (heir, document) in session.open_beside(&uri) {
        let rests = move || document.holds_cases() || document.analysis().grid.replaces.is_some();
        if spawn_blocking(rests).await.unwrap_or_default() && !done.contains(&Task::Check(heir.clone())) {
            done.insert(Task::Check(heir.clone()));
            check(session, client, heir).await;
        }
    }
}

/// Tells the editor what is wrong with a document, unless it asks for that itself.
async fn check(session: &Arc<Session>, client: &Client, uri: Uri) {
    let agreed = session.agreed();
    session.weigh_later(&uri);
    if agreed.pulls {
        return;
    }
    let Some(document) = session.document(&uri) else {
        client.publish_diagnostics(uri, Vec::new(), None).await;
        return;
    };
    let version = document.version;
    let told = {
        let (session, document, uri) = (Arc::clone(session), Arc::clone(&document), uri.clone());
        spawn_blocking(move || session.told(&uri, &document, &Convert::new(&document, &uri, &agreed)))
    };
    let Ok(diagnostics) = told.await else { return };
    // A later version has asked to be checked in its turn.
    if session.is_current(&uri, &document) {
        client.publish_diagnostics(uri, diagnostics, Some(version)).await;
    }
}

/// What is registered for grids and cases, and for the archive.
const FILES: &str = "grille-fichiers";
const ARCHIVE: &str = "grille-archive";
const CHANGES: &str = "workspace/didChangeWatchedFiles";

fn of_ending(ending: &str) -> String {
    format!("**/*.{ending}")
}

/// The pattern of files named as an archive is; empty if there is none. What a pattern would read otherwise stands for any character.
fn pattern(archive: &str) -> String {
    let name = Path::new(archive).file_name().unwrap_or_default().to_string_lossy();
    if name.is_empty() { String::new() } else { format!("**/{}", name.replace(['*', '[', ']', '{', '}'], "?")) }
}

/// Asks the editor to tell when such files change on the disk.
async fn watch(client: &Client, id: &str, patterns: &[String]) {
    let watcher =
        |pattern: &String| FileSystemWatcher { glob_pattern: GlobPattern::String(pattern.clone()), kind: None };
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: patterns.iter().map(watcher).collect() };
    let registration = Registration {
        id: id.to_owned(),
        method: CHANGES.to_owned(),
        register_options: serde_json::to_value(options).ok(),
    };
    // An editor that will not watch is told of changes it makes itself all the same.
    let _ = client.register_capability(vec![registration]).await;
}

/// Asks it to watch one archive instead of another; an empty pattern is none.
async fn watch_instead(client: &Client, before: &str, asked: String) {
    if !before.is_empty() {
        let unregistration = Unregistration { id: ARCHIVE.to_owned(), method: CHANGES.to_owned() };
        let _ = client.unregister_capability(vec![unregistration]).await;
    }
    if !asked.is_empty() {
        watch(client, ARCHIVE, &[asked]).await;
    }
}
