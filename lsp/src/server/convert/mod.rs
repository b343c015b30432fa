//! From the words of the library to those of the protocol, and back.

mod diagnostics;
mod names;
mod typing;

use grille::diagnostic::{Edit, Span};
use tower_lsp::ls_types::{
    DocumentChanges, Location, OneOf, OptionalVersionedTextDocumentIdentifier, Position, Range, TextDocumentEdit,
    TextEdit, Uri, WorkspaceEdit,
};

use super::agreed::Agreed;
use crate::document::Document;
use crate::lines::Place;

pub(super) use diagnostics::wanted;
pub(super) use names::renaming;
pub(super) use typing::{folds, legend, signature};

/// A document as the editor sees it.
pub(super) struct Convert<'a> {
    document: &'a Document,
    uri: &'a Uri,
    agreed: &'a Agreed,
}

impl<'a> Convert<'a> {
    pub(super) fn new(document: &'a Document, uri: &'a Uri, agreed: &'a Agreed) -> Self {
        Self { document, uri, agreed }
    }

    /// The offset of a position.
    pub(super) fn offset(&self, position: Position) -> u32 {
        let place = Place { line: position.line, column: position.character };
        self.document.lines.offset(self.document.text(), place, self.agreed.encoding)
    }

    /// The stretch of a range.
    pub(super) fn span(&self, range: Range) -> Span {
        Span { start: self.offset(range.start), end: self.offset(range.end) }
    }

    /// The position of an offset.
    pub(super) fn position(&self, offset: u32) -> Position {
        let place = self.document.lines.place(self.document.text(), offset, self.agreed.encoding);
        Position { line: place.line, character: place.column }
    }

    /// The range of a stretch.
    pub(super) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    /// The location of a stretch.
    pub(super) fn location(&self, span: Span) -> Location {
        Location { uri: self.uri.clone(), range: self.range(span) }
    }

    /// Edits of the text.
    pub(super) fn edits(&self, edits: &[Edit]) -> Vec<TextEdit> {
        edits.iter().map(|edit| TextEdit { range: self.range(edit.span), new_text: edit.text.clone() }).collect()
    }

    /// Edits of the document, for this version of it where the editor can tell.
    pub(super) fn workspace_edit(&self, edits: &[Edit]) -> WorkspaceEdit {
        let edits = self.edits(edits);
        if self.agreed.versioned_edits {
            let text_document =
                OptionalVersionedTextDocumentIdentifier { uri: self.uri.clone(), version: Some(self.document.version) };
            let edits = edits.into_iter().map(OneOf::Left).collect();
            let changes = DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }]);
            return WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() };
        }
        WorkspaceEdit { changes: Some([(self.uri.clone(), edits)].into()), ..WorkspaceEdit::default() }
    }
}
