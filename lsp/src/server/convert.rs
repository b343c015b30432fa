//! From the words of the library to those of the protocol, and back.

use grille::diagnostic::{Diagnostic, Edit, Problem, Reach, Severity, Span};
use tower_lsp::ls_types::{
    self as lsp, CodeAction, CodeActionContext, CodeActionKind, CodeDescription, DiagnosticRelatedInformation,
    DiagnosticSeverity, DiagnosticTag, DocumentChanges, Location, NumberOrString, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use super::agreed::Agreed;
use crate::document::Document;
use crate::fixes::Correction;
use crate::lines::Place;

/// A document as the editor sees it.
pub(super) struct Convert<'a> {
    document: &'a Document,
    uri: &'a Uri,
    agreed: &'a Agreed,
}

/// True if the editor wants code actions of a kind; without a word from it, it wants every kind.
pub(super) fn wanted(context: &CodeActionContext, kind: &str) -> bool {
    let covers = |wanted: &CodeActionKind| {
        kind.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    context.only.as_ref().is_none_or(|only| only.iter().any(covers))
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

    /// Diagnostics.
    pub(super) fn diagnostics(&self, diagnostics: &[Diagnostic]) -> Vec<lsp::Diagnostic> {
        diagnostics.iter().map(|diagnostic| self.diagnostic(diagnostic)).collect()
    }

    /// A diagnostic: its message and advice, its other places, the explanation of its code.
    pub(super) fn diagnostic(&self, diagnostic: &Diagnostic) -> lsp::Diagnostic {
        let wording = diagnostic.problem.wording();
        let related = diagnostic.labels.iter().map(|label| DiagnosticRelatedInformation {
            location: self.location(label.span),
            message: label.text.clone(),
        });
        let message = match wording.help {
            Some(help) => format!("{}\n{help}", wording.message),
            None => wording.message,
        };
        lsp::Diagnostic {
            range: self.range(diagnostic.span),
            severity: Some(match wording.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Advice => DiagnosticSeverity::INFORMATION,
            }),
            code: Some(NumberOrString::String(wording.code.to_owned())),
            code_description: explanation(wording.code).map(|href| CodeDescription { href }),
            source: Some("grille".to_owned()),
            message,
            related_information: Some(related.collect()),
            tags: is_unused(&diagnostic.problem).then(|| vec![DiagnosticTag::UNNECESSARY]),
            data: diagnostic.witness.as_ref().map(|witness| serde_json::json!({ "témoin": witness })),
        }
    }

    /// The correction of a diagnostic.
    pub(super) fn correction(&self, correction: &Correction<'_>) -> CodeAction {
        CodeAction {
            title: correction.fix.title.clone(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![self.diagnostic(correction.diagnostic)]),
            edit: Some(self.workspace_edit(&correction.fix.edits)),
            is_preferred: Some(correction.preferred),
            ..CodeAction::default()
        }
    }

    /// « Tout corriger », if there is something to correct.
    pub(super) fn fix_all(&self, edits: &[Edit]) -> Option<CodeAction> {
        (!edits.is_empty()).then(|| CodeAction {
            title: "tout corriger".to_owned(),
            kind: Some(CodeActionKind::new("source.fixAll.grille")),
            edit: Some(self.workspace_edit(edits)),
            ..CodeAction::default()
        })
    }
}

/// Where the explanation of a code can be read.
fn explanation(code: &str) -> Option<Uri> {
    format!("{}/blob/main/src/diagnostic/pages/{code}.md", env!("CARGO_PKG_REPOSITORY")).parse().ok()
}

/// True for what can be taken away without a change: editors show it faded.
fn is_unused(problem: &Problem) -> bool {
    matches!(problem, Problem::Reach(Reach::Unused(_)))
}
