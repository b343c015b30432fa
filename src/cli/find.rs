//! The files of a kind under the paths given.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::Failure;

/// The grids given, and those under the folders given: [`files`] named `*.grille`.
pub(super) fn grids(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    files(paths, "grille")
}

/// The grids and files of cases given, and those under the folders given; a folder without any grid is told of.
pub(super) fn with_cases(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = grids(paths)?;
    for folder in paths.iter().filter(|path| path.is_dir()) {
        search(folder, "cas", &mut found)?;
    }
    Ok(found)
}

/// The files given, and those of this ending under the folders given, in the order of their paths. Hidden folders and
/// releases are passed over, and links to folders are not followed.
pub(super) fn files(paths: &[PathBuf], ending: &str) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            search(path, ending, &mut found)?;
            if found.len() == before {
                return Err(Failure::Because(format!("aucun fichier `.{ending}` dans `{}`", path.display())));
            }
        } else {
            found.push(path.clone());
        }
    }
    Ok(found)
}

fn search(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error| Failure::about(&folder.display().to_string(), &error);
    let mut entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // The current folder is not worth writing before each path.
        let path = path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path);
        if entry.file_type().map_err(failed)?.is_dir() {
            // A release holds a copy of its grid, which is not to be looked at as another.
            let released = path.extension() == Some(OsStr::new("publication"));
            if !released && !entry.file_name().as_encoded_bytes().starts_with(b".") {
                search(&path, ending, found)?;
            }
        } else if path.extension() == Some(OsStr::new(ending)) {
            found.push(path);
        }
    }
    Ok(())
}
