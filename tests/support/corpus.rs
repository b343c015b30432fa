//! The grid files of the repository.

use std::path::{Path, PathBuf};

/// Every grid under a folder of the repository, sorted; none if there is no such folder.
pub fn grids_under(folder: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // A release holds a copy of its grid, which is not another one.
                if path.extension().is_none_or(|ending| ending != "publication") {
                    walk(&path, found);
                }
            } else if path.extension().is_some_and(|ending| ending == "grille") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(Path::new(folder), &mut found);
    found.sort();
    found
}

/// A file as text; bytes that are no UTF-8 are replaced.
pub fn read(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
}

/// The SP+ grid.
pub fn sp_plus() -> String {
    read(Path::new("grids/sp_plus/2023.grille"))
}
