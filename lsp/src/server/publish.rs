//! The one task that speaks to the editor unasked: it tells what is wrong with the documents that changed, the latest version
//! of each, and drops what has become stale meanwhile.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::spawn_blocking;
use tower_lsp::Client;
use tower_lsp::ls_types::Uri;

use super::convert::Convert;
use super::session::{Session, Task};

/// Does what is asked, in order, until the server is gone.
pub(super) async fn run(session: Arc<Session>, client: Client, mut tasks: UnboundedReceiver<Task>) {
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
                Task::Check(uri) => check(&session, &client, uri).await,
            }
        }
    }
}

/// Tells the editor what is wrong with a document, unless it asks for that itself.
async fn check(session: &Arc<Session>, client: &Client, uri: Uri) {
    let agreed = session.agreed();
    if agreed.pulls {
        return;
    }
    let Some(document) = session.document(&uri) else {
        client.publish_diagnostics(uri, Vec::new(), None).await;
        return;
    };
    let version = document.version;
    let told = {
        let (document, uri) = (Arc::clone(&document), uri.clone());
        spawn_blocking(move || Convert::new(&document, &uri, &agreed).diagnostics(document.diagnostics()))
    };
    let Ok(diagnostics) = told.await else { return };
    // A later version has asked to be checked in its turn.
    if session.is_current(&uri, &document) {
        client.publish_diagnostics(uri, diagnostics, Some(version)).await;
    }
}
