//! The version a grid replaces: the grid of that name and version in the same folder.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use grille::check::{self, Analysis};
use grille::diagnostic::{Diagnostic, Source};
use grille::syntax;
use grille::syntax::tree::{ItemKind, Text as Quoted};
use grille::version::lineage::{self, Unverified};

use super::grid::{Text, read};

/// What is to be said of what a grid without errors makes of the version it replaces.
pub(super) fn diagnostics(analysis: &Analysis, path: &Path) -> Vec<Diagnostic> {
    let (grid, file) = (&analysis.grid, &analysis.file);
    let Some(version) = grid.replaces.as_ref().filter(|_| !analysis.has_errors()) else { return Vec::new() };
    match find(path, &grid.name, version) {
        Ok(old) => lineage::check(&old.grid, grid, file),
        Err(why) => lineage::unverified(grid, file, why).into_iter().collect(),
    }
}

/// The grid of a name and version beside a file.
pub(super) fn find(beside: &Path, name: &str, version: &str) -> Result<Analysis, Unverified> {
    let mut found: Vec<(PathBuf, Source)> = others(beside)
        .into_iter()
        .filter_map(|path| match read(&path) {
            Text::Read(source) if is_version(&source, name, version) => Some((path, source)),
            _ => None,
        })
        .collect();
    if found.len() > 1 {
        return Err(Unverified::Several(found.iter().map(|(path, _)| shown(path)).collect()));
    }
    let Some((path, source)) = found.pop() else { return Err(Unverified::NotFound) };
    let analysis = check::analyse(source, &[]);
    if analysis.has_errors() { Err(Unverified::Faulty(shown(&path))) } else { Ok(analysis) }
}

/// The other grids of the folder a file is in, in the order of their names.
fn others(beside: &Path) -> Vec<PathBuf> {
    let folder = beside.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A folder that cannot be listed holds nothing that can be found.
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<_> = entries
        .filter(|path| path.extension() == Some(OsStr::new("grille")) && path.file_name() != beside.file_name())
        .collect();
    paths.sort();
    paths
}

/// True if a file declares itself the version of a grid.
fn is_version(source: &Source, name: &str, version: &str) -> bool {
    syntax::parse(source.text()).file.items.iter().any(|item| match &item.kind {
        ItemKind::Header(header) => {
            header.name.as_ref().is_some_and(|own| own.text == name)
                && header.version.as_ref().map(Quoted::plain).as_deref() == Some(version)
        }
        _ => false,
    })
}

fn shown(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
