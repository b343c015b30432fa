//! The one task that works out what grids do to the archive, apart from all else: it waits until the author pauses, takes the latest
//! version of each, and what was changed meanwhile is given up.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tower_lsp::ls_types::Uri;

use super::session::{Session, Task};

/// How long nothing must have changed.
const PAUSE: Duration = Duration::from_millis(250);

/// Works out what is asked, until the server is gone.
pub(super) async fn run(session: Arc<Session>, mut asked: UnboundedReceiver<Uri>) {
    while let Some(first) = asked.recv().await {
        let mut waiting = HashSet::from([first]);
        while let Ok(more) = timeout(PAUSE, asked.recv()).await {
            let Some(uri) = more else { return };
            waiting.insert(uri);
        }
        let mut is_known = false;
        for uri in waiting {
            let session = Arc::clone(&session);
            is_known |= spawn_blocking(move || session.weigh(&uri)).await.unwrap_or_default();
        }
        if is_known {
            session.ask(Task::Refresh);
        }
    }
}
