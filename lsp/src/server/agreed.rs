//! What the server and the editor agreed on at the start.

use tower_lsp::ls_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, DiagnosticOptions, DiagnosticServerCapabilities,
    DocumentOnTypeFormattingOptions, InitializeParams, OneOf, PositionEncodingKind, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
};

use crate::lines::Encoding;

/// What the editor can do, as far as answers depend on it.
#[derive(Debug, Clone, Default)]
pub(super) struct Agreed {
    /// What columns count.
    pub(super) encoding: Encoding,
    /// True if the editor asks for diagnostics itself; otherwise they are sent to it.
    pub(super) pulls: bool,
    /// True if edits can name the version of the document they are for.
    pub(super) versioned_edits: bool,
}

impl Agreed {
    /// Agrees with an editor.
    pub(super) fn with(params: &InitializeParams) -> Self {
        let capabilities = &params.capabilities;
        let offered = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let edits = capabilities.workspace.as_ref().and_then(|workspace| workspace.workspace_edit.as_ref());
        Self {
            encoding: encoding(offered.unwrap_or_default()),
            pulls: capabilities.text_document.as_ref().is_some_and(|document| document.diagnostic.is_some()),
            versioned_edits: edits.and_then(|edits| edits.document_changes).unwrap_or_default(),
        }
    }

    /// What the server offers.
    pub(super) fn capabilities(&self) -> ServerCapabilities {
        let position_encoding = match self.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        };
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::FULL),
            ..TextDocumentSyncOptions::default()
        };
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::SOURCE_FIX_ALL]),
            ..CodeActionOptions::default()
        };
        ServerCapabilities {
            position_encoding: Some(position_encoding),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            diagnostic_provider: self.pulls.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("grille".to_owned()),
                    ..DiagnosticOptions::default()
                })
            }),
            code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
            document_formatting_provider: Some(OneOf::Left(true)),
            document_range_formatting_provider: Some(OneOf::Left(true)),
            document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
                first_trigger_character: "}".to_owned(),
                more_trigger_character: Some(vec!["\n".to_owned()]),
            }),
            ..ServerCapabilities::default()
        }
    }
}

/// The cheapest encoding the editor offers; UTF-16, which every editor knows, if it offers none.
fn encoding(offered: &[PositionEncodingKind]) -> Encoding {
    if offered.contains(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offered.contains(&PositionEncodingKind::UTF16) || !offered.contains(&PositionEncodingKind::UTF32) {
        Encoding::Utf16
    } else {
        Encoding::Utf32
    }
}
