//! The open documents, and what is left to do about them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::mpsc::UnboundedSender;
use tower_lsp::ls_types::Uri;

use super::agreed::Agreed;
use crate::document::Document;

/// What the task that speaks to the editor does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Task {
    /// Tell what is wrong with a document; or that nothing is any more, if it was closed.
    Check(Uri),
}

/// The state of the server. Every change is made at once, under a lock nobody awaits under.
#[derive(Debug)]
pub(super) struct Session {
    documents: Mutex<HashMap<Uri, Arc<Document>>>,
    agreed: OnceLock<Arc<Agreed>>,
    tasks: UnboundedSender<Task>,
}

impl Session {
    pub(super) fn new(tasks: UnboundedSender<Task>) -> Self {
        Self { documents: Mutex::default(), agreed: OnceLock::new(), tasks }
    }

    /// Notes what was agreed on; the first time counts.
    pub(super) fn agree(&self, agreed: Agreed) {
        // A second `initialize` is refused by the protocol's own layer.
        let _ = self.agreed.set(Arc::new(agreed));
    }

    pub(super) fn agreed(&self) -> Arc<Agreed> {
        self.agreed.get().cloned().unwrap_or_default()
    }

    /// A document as it is now; `None` if it is not open.
    pub(super) fn document(&self, uri: &Uri) -> Option<Arc<Document>> {
        self.documents().get(uri).cloned()
    }

    /// True if a document is still the one that is open.
    pub(super) fn is_current(&self, uri: &Uri, document: &Arc<Document>) -> bool {
        self.documents().get(uri).is_some_and(|now| Arc::ptr_eq(now, document))
    }

    /// Opens a document.
    pub(super) fn open(&self, uri: Uri, version: i32, text: String) {
        let document = Arc::new(Document::new(&name(&uri), version, text));
        self.documents().insert(uri.clone(), document);
        self.ask(Task::Check(uri));
    }

    /// Changes an open document. A change that comes after a later one, or to a document that is not open, is dropped.
    pub(super) fn change(&self, uri: Uri, version: i32, text: String) {
        let document = Arc::new(Document::new(&name(&uri), version, text));
        match self.documents().get_mut(&uri) {
            Some(now) if now.version < version => *now = document,
            _ => return,
        }
        self.ask(Task::Check(uri));
    }

    /// Closes a document.
    pub(super) fn close(&self, uri: &Uri) {
        self.documents().remove(uri);
        self.ask(Task::Check(uri.clone()));
    }

    /// Leaves something to the task that speaks to the editor.
    pub(super) fn ask(&self, task: Task) {
        // The task is gone only when the server is.
        let _ = self.tasks.send(task);
    }

    fn documents(&self) -> MutexGuard<'_, HashMap<Uri, Arc<Document>>> {
        // The map is whole whenever the lock is free: a panic elsewhere does not spoil it.
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name messages show: the last part of the path.
fn name(uri: &Uri) -> String {
    let path = uri.path().decode().to_string_lossy().into_owned();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}
