//! The open documents, what is around them, what was chosen, and what is left to do.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use grille::diagnostic::Diagnostic;
use grille::version::lineage::Unverified;
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp::ls_types::Uri;

use super::agreed::Agreed;
use super::settings::Settings;
use crate::document::Document;
use crate::folder::{self, Shelf};

/// What the task that speaks to the editor does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Task {
    /// Tell what is wrong with a document; or that nothing is any more, if it was closed.
    Check(Uri),
    /// Ask the editor to watch grids and cases.
    Watch,
    /// Ask it to ask again for remarks and lenses.
    Refresh,
    /// Say something to the author.
    Say(String),
    /// Warn the author.
    Warn(String),
}

/// A document with where it is.
pub(super) type Placed = (Uri, Arc<Document>);

/// The state of the server. Every change is made at once, under a lock nobody awaits under.
#[derive(Debug)]
pub(super) struct Session {
    documents: Mutex<HashMap<Uri, Arc<Document>>>,
    settings: Mutex<Settings>,
    agreed: OnceLock<Arc<Agreed>>,
    shelf: Shelf,
    tasks: UnboundedSender<Task>,
}

impl Session {
    pub(super) fn new(tasks: UnboundedSender<Task>) -> Self {
        Self {
            documents: Mutex::default(),
            settings: Mutex::default(),
            agreed: OnceLock::new(),
            shelf: Shelf::default(),
            tasks,
        }
    }

    /// Notes what was agreed on; the first time counts.
    pub(super) fn agree(&self, agreed: Agreed) {
        // A second `initialize` is refused by the protocol's own layer.
        let _ = self.agreed.set(Arc::new(agreed));
    }

    pub(super) fn agreed(&self) -> Arc<Agreed> {
        self.agreed.get().cloned().unwrap_or_default()
    }

    /// What the author chose.
    pub(super) fn settings(&self) -> Settings {
        *self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes new settings. Those that cannot be read are told, and the old ones stay.
    pub(super) fn choose(&self, value: &serde_json::Value) {
        match Settings::read(value) {
            Ok(settings) => {
                *self.settings.lock().unwrap_or_else(PoisonError::into_inner) = settings;
                self.ask(Task::Refresh);
            }
            Err(why) => self.ask(Task::Warn(why)),
        }
    }

    /// A document as it is now; `None` if it is not open.
    pub(super) fn document(&self, uri: &Uri) -> Option<Arc<Document>> {
        self.documents().get(uri).cloned()
    }

    /// A document that is open, or a file that can be read.
    pub(super) fn open_or_saved(&self, uri: &Uri) -> Option<Arc<Document>> {
        self.document(uri).or_else(|| self.shelf.file(&path(uri)?))
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
        match self.documents().get_mut(&uri) {
            Some(now) if now.version < version => *now = Arc::new(now.changed(version, text)),
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

    /// Every open document.
    pub(super) fn open_documents(&self) -> Vec<Placed> {
        self.documents().iter().map(|(uri, document)| (uri.clone(), Arc::clone(document))).collect()
    }

    /// The open documents of the folder a file is in, itself left out.
    pub(super) fn open_beside(&self, uri: &Uri) -> Vec<Placed> {
        let folder = folder_of(uri);
        let mut documents = self.open_documents();
        documents.retain(|(other, _)| other != uri && folder_of(other) == folder);
        documents
    }

    /// The other grids of the folder a file is in, open or saved.
    pub(super) fn grids_beside(&self, uri: &Uri) -> Vec<Placed> {
        let mut grids = self.open_beside(uri);
        grids.retain(|(_, document)| !document.holds_cases());
        for path in path(uri).map(|path| folder::beside(&path, folder::GRID)).unwrap_or_default() {
            let Some(other) = Uri::from_file_path(&path) else { continue };
            if self.document(&other).is_none() {
                grids.extend(self.shelf.file(&path).map(|document| (other, document)));
            }
        }
        grids
    }

    /// The files of cases of the folder a file is in, open or saved.
    pub(super) fn cases_beside(&self, uri: &Uri) -> Vec<Placed> {
        let mut cases = self.open_beside(uri);
        cases.retain(|(_, document)| document.holds_cases());
        for path in path(uri).map(|path| folder::beside(&path, folder::CASES)).unwrap_or_default() {
            let Some(other) = Uri::from_file_path(&path) else { continue };
            if self.document(&other).is_none() {
                cases.extend(self.shelf.file(&path).map(|document| (other, document)));
            }
        }
        cases
    }

    /// The files of cases beside a grid; the document looked at is one of them if it holds cases.
    pub(super) fn cases_of(&self, grid: &Uri, uri: &Uri, document: &Arc<Document>) -> Vec<Placed> {
        let mut cases = self.cases_beside(grid);
        cases.retain(|(other, _)| other != uri);
        if document.holds_cases() {
            cases.push((uri.clone(), Arc::clone(document)));
        }
        cases
    }

    /// Everything there is to say of a document where it stands.
    pub(super) fn diagnostics(&self, uri: &Uri, document: &Document) -> Vec<Diagnostic> {
        if document.holds_cases() {
            let grids: Vec<_> = self.grids_beside(uri).into_iter().map(|(_, grid)| grid).collect();
            return crate::cases::diagnostics(document, &grids);
        }
        folder::diagnostics(document, &self.replaced(uri, document).map(|(_, old)| old))
    }

    /// The grids of the folders the editor works in, and those that are open.
    pub(super) fn all_grids(&self) -> Vec<Placed> {
        let mut grids = self.open_documents();
        grids.retain(|(_, document)| !document.holds_cases());
        for folder in &self.agreed().folders {
            for path in folder::under(folder, folder::GRID) {
                let Some(uri) = Uri::from_file_path(&path) else { continue };
                if self.document(&uri).is_none() {
                    grids.extend(self.shelf.file(&path).map(|document| (uri, document)));
                }
            }
        }
        grids
    }

    /// The version a grid replaces, if it says that it replaces one.
    pub(super) fn replaced(&self, uri: &Uri, document: &Document) -> Result<Placed, Unverified> {
        let grid = &document.analysis().grid;
        let Some(version) = &grid.replaces else { return Err(Unverified::NotFound) };
        folder::version(&self.grids_beside(uri), &grid.name, version)
    }

    fn documents(&self) -> MutexGuard<'_, HashMap<Uri, Arc<Document>>> {
        // The map is whole whenever the lock is free: a panic elsewhere does not spoil it.
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The file of a document; `None` if it is in none.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str() == "file";
    uri.to_file_path().filter(|_| is_file).map(std::borrow::Cow::into_owned)
}

/// The folder of a document, whatever it is in.
fn folder_of(uri: &Uri) -> String {
    let uri = uri.as_str();
    uri.rsplit_once('/').map_or(uri, |(folder, _)| folder).to_owned()
}

/// The name messages show: the last part of the path.
fn name(uri: &Uri) -> String {
    let path = uri.path().decode().to_string_lossy().into_owned();
    folder::name(Path::new(&path))
}
