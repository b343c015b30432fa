//! The files around a grid: the version it replaces, its cases, the other grids of the folder. What is open in the editor is
//! taken from there; the rest is read from the disk, and read again when it changes.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use grille::check;
use grille::diagnostic::Diagnostic;
use grille::version::lineage::{self, Unverified};
use grille::version::release;

use crate::document::Document;

/// The ending of grids.
pub const GRID: &str = "grille";

/// The ending of the cases of a grid.
pub const CASES: &str = "cas";

/// The largest file read, in bytes: beyond, it is no grid anybody wrote.
const LARGEST: u64 = 64 << 20;

/// The most files looked for under a folder.
const MOST_FILES: usize = 2_000;

/// How deep they are looked for.
const DEEPEST: usize = 12;

/// The files read from the disk.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<HashMap<PathBuf, Read>>);

/// A file read from the disk.
#[derive(Debug)]
struct Read {
    /// When it was written last, if the system says.
    written: Option<SystemTime>,
    /// How long it was, in bytes.
    length: u64,
    document: Arc<Document>,
}

impl Shelf {
    /// A file as it is now; `None` if it is no text that can be read.
    pub fn file(&self, path: &Path) -> Option<Arc<Document>> {
        let about = fs::metadata(path).ok().filter(|about| about.is_file() && about.len() <= LARGEST)?;
        let (written, length) = (about.modified().ok(), about.len());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(read) = known.get(path).filter(|read| read.written == written && read.length == length) {
            return Some(Arc::clone(&read.document));
        }
        let bytes = fs::read(path).ok()?;
        let text = grille::diagnostic::decode(&bytes).ok()?;
        let document = Arc::new(Document::new(&name(path), 0, text.to_owned()));
        known.insert(path.to_owned(), Read { written, length, document: Arc::clone(&document) });
        Some(document)
    }
}

/// The name of a file, for messages.
pub fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The files of a folder with an ending, in the order of their names.
pub fn beside(path: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    if let Some(folder) = path.parent() {
        list(folder, ending, 0, &mut found);
    }
    found.retain(|other| other != path);
    found
}

/// The files under a folder with an ending, in the order of their paths; hidden folders are passed over.
pub fn under(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    list(folder, ending, DEEPEST, &mut found);
    found
}

fn list(folder: &Path, ending: &str, depth: usize, found: &mut Vec<PathBuf>) {
    // A folder that cannot be listed holds nothing that can be found.
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if found.len() >= MOST_FILES {
            return;
        }
        let path = entry.path();
        let is_passed_over = entry.file_name().as_encoded_bytes().starts_with(b".")
            // A release holds a copy of its grid, which is not another.
            || path.extension().is_some_and(|ending| ending == "publication")
            || entry.file_name() == "target"
            || entry.file_name() == "node_modules";
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth > 0 && !is_passed_over => list(&path, ending, depth - 1, found),
            Ok(kind) if !kind.is_dir() && path.extension() == Some(OsStr::new(ending)) => found.push(path),
            _ => {}
        }
    }
}

/// The grid of a name and version among some, each with where it is.
pub fn version<P: Clone>(
    grids: &[(P, Arc<Document>)],
    name: &str,
    version: &str,
) -> Result<(P, Arc<Document>), Unverified> {
    let declares = |document: &Document| {
        let grid = &document.analysis().grid;
        grid.name == name && grid.version == version
    };
    let found: Vec<_> = grids.iter().filter(|(_, document)| declares(document)).collect();
    match found.as_slice() {
        [] => Err(Unverified::NotFound),
        [only] => Ok((*only).clone()),
        several => Err(Unverified::Several(several.iter().map(|(_, document)| document.name().to_owned()).collect())),
    }
}

/// Everything there is to say of a grid that stands beside others: what the check says, then what it makes of the version it
/// replaces and of its own release, whose manifest this is.
pub fn diagnostics(
    document: &Document,
    replaced: &Result<Arc<Document>, Unverified>,
    manifest: Option<&str>,
) -> Vec<Diagnostic> {
    let found = document.diagnostics();
    let analysis = document.analysis();
    if found.iter().any(Diagnostic::is_error) {
        return found.to_vec();
    }
    let edited = manifest.and_then(|manifest| release::edited(analysis, manifest));
    let (grid, file) = (&analysis.grid, &analysis.file);
    let mut around: Vec<Diagnostic> = match replaced {
        _ if grid.replaces.is_none() => Vec::new(),
        Ok(old) if old.diagnostics().iter().any(Diagnostic::is_error) => {
            lineage::unverified(grid, file, Unverified::Faulty(old.name().to_owned())).into_iter().collect()
        }
        Ok(old) => lineage::check(&old.analysis().grid, grid, file),
        Err(why) => lineage::unverified(grid, file, why.clone()).into_iter().collect(),
    };
    around.extend(edited);
    if around.is_empty() {
        return found.to_vec();
    }
    let mut whole = check::Analysis { diagnostics: found.to_vec(), ..analysis.clone() };
    whole.add(around);
    whole.diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::GRID;

    #[test]
    fn a_file_is_read_again_when_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("essai.grille");
        let shelf = Shelf::default();
        assert!(shelf.file(&path).is_none());
        fs::write(&path, GRID).unwrap();
        let first = shelf.file(&path).unwrap();
        assert!(Arc::ptr_eq(&first, &shelf.file(&path).unwrap()));
        fs::write(&path, format!("{GRID}\n")).unwrap();
        assert_eq!(shelf.file(&path).unwrap().text(), format!("{GRID}\n"));
        fs::write(&path, [0xff, 0xfe, 0x41]).unwrap();
        assert!(shelf.file(&path).is_none());
    }

    #[test]
    fn files_are_found_beside_and_below() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a/.caché")).unwrap();
        for path in ["b.grille", "a.grille", "a.cas", "a/c.grille", "a/.caché/d.grille"] {
            fs::write(folder.path().join(path), "").unwrap();
        }
        let names = |paths: Vec<PathBuf>| paths.iter().map(|path| name(path)).collect::<Vec<_>>();
        assert_eq!(names(beside(&folder.path().join("b.grille"), GRID_ENDING)), ["a.grille"]);
        assert_eq!(names(under(folder.path(), GRID_ENDING)), ["c.grille", "a.grille", "b.grille"]);
        assert_eq!(names(under(folder.path(), CASES)), ["a.cas"]);
    }

    use super::GRID as GRID_ENDING;

    #[test]
    fn the_version_replaced_is_held_against_its_heir() {
        let old = Arc::new(Document::new("1.grille", 0, GRID.replace("version \"2\"", "version \"1\"")));
        let grids = [("1", Arc::clone(&old))];
        assert!(version(&grids, "essai", "1").is_ok());
        assert_eq!(version(&grids, "essai", "0").unwrap_err(), Unverified::NotFound);
        let heir = GRID.replace("version \"2\"", "version \"2\" remplace \"1\"").replace("point 1.2 {", "point 1.3 {");
        let heir = Document::new("2.grille", 0, heir);
        let codes = |replaced| diagnostics(&heir, &replaced, None).iter().map(Diagnostic::code).collect::<Vec<_>>();
        assert_eq!(codes(Ok(Arc::clone(&old))).len(), 1);
        assert_eq!(codes(Err(Unverified::NotFound)).len(), 1);
        assert_ne!(codes(Ok(old)), codes(Err(Unverified::NotFound)));
    }
}
