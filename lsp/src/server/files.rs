//! Grids and their cases stay together when files are renamed.

use std::path::{Path, PathBuf};

use tower_lsp::ls_types::{
    DocumentChangeOperation, DocumentChanges, FileRename, RenameFile, ResourceOp, Uri, WorkspaceEdit,
};

use super::session::path;
use crate::folder;

/// The renames that go with some others: the cases of a grid follow it.
pub(super) fn with_cases(renames: &[FileRename]) -> Option<WorkspaceEdit> {
    let pairs: Vec<(PathBuf, PathBuf)> =
        renames.iter().filter_map(|rename| Some((file(&rename.old_uri)?, file(&rename.new_uri)?))).collect();
    let is_renamed = |file: &Path| pairs.iter().any(|(old, _)| old == file);
    let followers = pairs.iter().filter(|(old, new)| is_grid(old) && is_grid(new)).filter_map(|(old, new)| {
        let (cases, wanted) = (old.with_extension(folder::CASES), new.with_extension(folder::CASES));
        (cases.is_file() && !wanted.exists() && !is_renamed(&cases)).then_some((cases, wanted))
    });
    let operations: Vec<_> = followers
        .filter_map(|(old, new)| {
            let (old_uri, new_uri) = (Uri::from_file_path(old)?, Uri::from_file_path(new)?);
            let rename = RenameFile { old_uri, new_uri, options: None, annotation_id: None };
            Some(DocumentChangeOperation::Op(ResourceOp::Rename(rename)))
        })
        .collect();
    (!operations.is_empty()).then(|| WorkspaceEdit {
        document_changes: Some(DocumentChanges::Operations(operations)),
        ..WorkspaceEdit::default()
    })
}

fn file(uri: &str) -> Option<PathBuf> {
    path(&uri.parse().ok()?)
}

fn is_grid(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == folder::GRID)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_follow_their_grid() {
        let folder = tempfile::tempdir().unwrap();
        let uri = |name: &str| Uri::from_file_path(folder.path().join(name)).unwrap().as_str().to_owned();
        for name in ["a.grille", "a.cas", "b.grille"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let rename = |old: &str, new: &str| FileRename { old_uri: uri(old), new_uri: uri(new) };
        let edit = with_cases(&[rename("a.grille", "c.grille")]).unwrap();
        let Some(DocumentChanges::Operations(operations)) = edit.document_changes else { panic!() };
        let [DocumentChangeOperation::Op(ResourceOp::Rename(renamed))] = operations.as_slice() else { panic!() };
        assert_eq!(
            (renamed.old_uri.as_str(), renamed.new_uri.as_str()),
            (uri("a.cas").as_str(), uri("c.cas").as_str())
        );
        assert!(with_cases(&[rename("b.grille", "c.grille")]).is_none());
        assert!(with_cases(&[rename("a.grille", "c.grille"), rename("a.cas", "d.cas")]).is_none());
    }
}
