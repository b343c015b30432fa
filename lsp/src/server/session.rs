//! The open documents, what is around them, what was chosen, and what is left to do.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use grille::diagnostic::Diagnostic;
use grille::version::lineage::Unverified;
use grille::version::release::{GRID as RELEASED, MANIFEST, folder_of as folder_of_release};
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp::ls_types::{self as lsp, Uri};

use super::agreed::Agreed;
use super::convert::Convert;
use super::settings::Settings;
use crate::document::Document;
use crate::effect::{self, Effect, Known};
use crate::folder::{self, Shelf};

/// What the task that speaks to the editor does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Task {
    /// Tell what is wrong with a document; or that nothing is any more, if it was closed.
    Check(Uri),
    /// Ask the editor to watch grids and cases.
    Watch,
    /// Ask it to watch the archive named in the settings, and no other.
    WatchArchive,
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
    /// The grids whose effect on the archive is to be worked out.
    to_weigh: UnboundedSender<Uri>,
    effects: Mutex<HashMap<Uri, Weighed>>,
}

/// The effect of a version of a grid, as it was worked out.
#[derive(Debug)]
struct Weighed {
    /// The version of the grid.
    stamp: u64,
    effect: Result<Effect, String>,
}

impl Session {
    pub(super) fn new(tasks: UnboundedSender<Task>, to_weigh: UnboundedSender<Uri>) -> Self {
        Self {
            to_weigh,
            effects: Mutex::default(),
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
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes new settings. Those that cannot be read are told, and the old ones stay.
    pub(super) fn choose(&self, value: &serde_json::Value) {
        match Settings::read(value) {
            Ok(settings) => {
                *self.settings.lock().unwrap_or_else(PoisonError::into_inner) = settings;
                self.ask(Task::WatchArchive);
                self.weigh_again();
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
        self.effects().remove(uri);
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

    /// The open documents a file says something of: those beside it, and beside its folder, which may be a release.
    pub(super) fn open_around(&self, uri: &Uri) -> Vec<Placed> {
        let mut documents = self.open_beside(uri);
        if let Ok(folder) = folder_of(uri).parse() {
            documents.extend(self.open_beside(&folder));
        }
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
            return crate::cases::diagnostics(document, &self.grids_for_cases(uri));
        }
        let replaced = self.replaced(uri, document).map(|(_, old)| old);
        folder::diagnostics(document, &replaced, manifest(uri).as_deref())
    }

    /// The same as the editor shows it: expectations that are not met with their explanations.
    pub(super) fn told(&self, uri: &Uri, document: &Document, convert: &Convert<'_>) -> Vec<lsp::Diagnostic> {
        if document.holds_cases() {
            return convert.told(&crate::cases::told(document, &self.grids_for_cases(uri)));
        }
        convert.diagnostics(&self.diagnostics(uri, document))
    }

    /// The grids the cases of a file can be for.
    pub(super) fn grids_for_cases(&self, uri: &Uri) -> Vec<Arc<Document>> {
        self.grids_beside(uri).into_iter().map(|(_, grid)| grid).collect()
    }

    /// The version a grid can be compared with: its own as it was released, else the one it replaces.
    pub(super) fn published(&self, uri: &Uri, document: &Document) -> Option<Arc<Document>> {
        self.released(uri, document).or_else(|| self.replaced(uri, document).ok().map(|(_, old)| old))
    }

    /// A grid as its own version was released, if it was.
    fn released(&self, uri: &Uri, document: &Document) -> Option<Arc<Document>> {
        let released = self.shelf.file(&folder_of_release(&path(uri)?).join(RELEASED))?;
        let grid = &document.analysis().grid;
        Some(released).filter(|released| released.analysis().grid.citation() == grid.citation())
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

    /// Leaves the effect of a grid on the archive to be worked out, if there is an archive.
    pub(super) fn weigh_later(&self, uri: &Uri) {
        if !self.settings().archive.is_empty() {
            // The task is gone only when the server is.
            let _ = self.to_weigh.send(uri.clone());
        }
    }

    /// Forgets every effect, and leaves those of the open grids to be worked out.
    pub(super) fn weigh_again(&self) {
        self.effects().clear();
        for (uri, _) in self.open_documents() {
            self.weigh_later(&uri);
        }
    }

    /// Takes notice of a file that changed on the disk: of grids and cases around it, and of the archive.
    pub(super) fn changed_on_disk(&self, uri: &Uri) {
        for (around, _) in self.open_around(uri) {
            self.ask(Task::Check(around));
        }
        let archive = self.settings().archive;
        let name = path(uri).and_then(|path| path.file_name().map(ToOwned::to_owned));
        if name.is_some() && name.as_deref() == Path::new(&archive).file_name() {
            self.weigh_again();
            self.ask(Task::Refresh);
        }
    }

    /// Works out the effect of an open grid on the archive. True if it is known now and was not before; false if there is none to work
    /// out, or if it was given up because the grid was changed.
    pub(super) fn weigh(&self, uri: &Uri) -> bool {
        let Some(document) = self.document(uri).filter(|document| !document.holds_cases()) else { return false };
        let Some((old, archive)) = self.weighed_against(uri, &document) else { return false };
        let is_given_up = || !self.is_current(uri, &document);
        let Some(effect) = effect::effect(&old, &document, &archive, &is_given_up) else { return false };
        if is_given_up() {
            return false;
        }
        self.effects().insert(uri.clone(), Weighed { stamp: document.stamp, effect });
        true
    }

    /// What is known of the effect of a grid; `None` if there is nothing to know. What was worked out of an earlier version is not
    /// told, but for where it will be.
    pub(super) fn effect(&self, uri: &Uri, document: &Document) -> Option<Known> {
        let has_errors = document.diagnostics().iter().any(Diagnostic::is_error);
        self.weighed_against(uri, document).filter(|_| !has_errors)?;
        let effects = self.effects();
        let Some(weighed) = effects.get(uri) else { return Some(Known::Pending(Vec::new())) };
        if weighed.stamp == document.stamp {
            return Some(Known::Done(weighed.effect.clone()));
        }
        let points = weighed.effect.as_ref().map(|effect| effect.points.iter().map(|(id, _)| id.clone()).collect());
        Some(Known::Pending(points.unwrap_or_default()))
    }

    /// The version a grid is weighed against, and the archive: of the version it replaces and of its own as it was released, the
    /// one the archive cites, else the first.
    fn weighed_against(&self, uri: &Uri, document: &Document) -> Option<(Arc<Document>, PathBuf)> {
        let asked = self.settings().archive;
        if asked.is_empty() {
            return None;
        }
        let beside = path(uri).and_then(|path| path.parent().map(Path::to_owned));
        let folders: Vec<PathBuf> = beside.into_iter().chain(self.agreed().folders.iter().cloned()).collect();
        let archive = folders.iter().map(|folder| folder.join(&asked)).find(|path| path.is_file());
        let archive =
            archive.unwrap_or_else(|| folders.first().map_or(PathBuf::from(&asked), |folder| folder.join(&asked)));
        let replaced = self.replaced(uri, document).ok().map(|(_, old)| old);
        let candidates: Vec<_> = replaced.into_iter().chain(self.released(uri, document)).collect();
        let cited = first_line(&archive).and_then(|line| crate::commands::cited_grid(&line));
        let is_cited = |old: &&Arc<Document>| Some(old.analysis().grid.citation()) == cited;
        let old = candidates.iter().find(is_cited).or(candidates.first())?;
        Some((Arc::clone(old), archive))
    }

    fn effects(&self) -> MutexGuard<'_, HashMap<Uri, Weighed>> {
        // The map is whole whenever the lock is free.
        self.effects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn documents(&self) -> MutexGuard<'_, HashMap<Uri, Arc<Document>>> {
        // The map is whole whenever the lock is free: a panic elsewhere does not spoil it.
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first line of a file of audits; `None` if it is none to be read as text.
fn first_line(path: &Path) -> Option<String> {
    let mut line = String::new();
    BufReader::new(File::open(path).ok()?.take(LONGEST_AUDIT)).read_line(&mut line).ok()?;
    Some(line)
}

/// The longest audit looked at for the grid it cites, in bytes.
const LONGEST_AUDIT: u64 = 1 << 20;

/// The manifest of the release of a grid, if it was released.
pub(super) fn manifest(uri: &Uri) -> Option<String> {
    std::fs::read_to_string(folder_of_release(&path(uri)?).join(MANIFEST)).ok()
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
