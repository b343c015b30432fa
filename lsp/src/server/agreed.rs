//! What the server and the editor agreed on at the start.

use std::collections::HashSet;
use std::path::PathBuf;

use tower_lsp::ls_types::{
    CallHierarchyServerCapability, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities, DocumentLinkOptions,
    DocumentOnTypeFormattingOptions, ExecuteCommandOptions, FileOperationFilter, FileOperationPattern,
    FileOperationRegistrationOptions, FoldingRangeProviderCapability, HoverProviderCapability, InitializeParams,
    LinkedEditingRangeServerCapabilities, OneOf, PositionEncodingKind, RenameOptions, ResourceOperationKind,
    SelectionRangeProviderCapability, SemanticTokensFullOptions, SemanticTokensOptions,
    SemanticTokensServerCapabilities, ServerCapabilities, SignatureHelpOptions, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TypeDefinitionProviderCapability, Uri,
    WorkspaceFileOperationsServerCapabilities, WorkspaceServerCapabilities,
};

use super::commands;
use super::convert::legend;
use crate::lines::Encoding;

/// What the editor can do, as far as answers depend on it.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools)] // each is a capability of its own, on or off
pub(super) struct Agreed {
    /// What columns count.
    pub(super) encoding: Encoding,
    /// True if the editor asks for diagnostics itself; otherwise they are sent to it.
    pub(super) pulls: bool,
    /// True if edits can name the version of the document they are for.
    pub(super) versioned_edits: bool,
    /// True if edits can be explained.
    pub(super) annotated_edits: bool,
    /// True if edits can rename files.
    pub(super) renames_files: bool,
    /// True if suggestions can have holes to fill in.
    pub(super) snippets: bool,
    /// True if the editor can be asked to watch files.
    pub(super) watches: bool,
    /// True if it can be asked to ask again for remarks.
    pub(super) refreshes: bool,
    /// True if it can be asked to ask again for lenses.
    pub(super) refreshes_lenses: bool,
    /// The commands the editor runs itself, such as [`commands::SHOW_REFERENCES`].
    pub(super) commands: HashSet<String>,
    /// The folders it works in.
    pub(super) folders: Vec<PathBuf>,
}

impl Agreed {
    /// Agrees with an editor.
    pub(super) fn with(params: &InitializeParams) -> Self {
        let capabilities = &params.capabilities;
        let offered = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let workspace = capabilities.workspace.as_ref();
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let operations = edits.and_then(|edits| edits.resource_operations.as_deref()).unwrap_or_default();
        let document = capabilities.text_document.as_ref();
        let item = document
            .and_then(|document| document.completion.as_ref())
            .and_then(|completion| completion.completion_item.as_ref());
        let commands = capabilities.experimental.as_ref().and_then(|more| more.pointer("/commands/commands"));
        let commands = commands.and_then(|commands| commands.as_array()).into_iter().flatten();
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let hints = workspace.and_then(|workspace| workspace.inlay_hint.as_ref());
        let lenses = workspace.and_then(|workspace| workspace.code_lens.as_ref());
        Self {
            encoding: encoding(offered.unwrap_or_default()),
            pulls: document.is_some_and(|document| document.diagnostic.is_some()),
            versioned_edits: edits.and_then(|edits| edits.document_changes).unwrap_or_default(),
            annotated_edits: edits.is_some_and(|edits| edits.change_annotation_support.is_some()),
            renames_files: operations.contains(&ResourceOperationKind::Rename),
            snippets: item.and_then(|item| item.snippet_support).unwrap_or_default(),
            watches: watched.and_then(|watched| watched.dynamic_registration).unwrap_or_default(),
            refreshes_lenses: lenses.and_then(|lenses| lenses.refresh_support).unwrap_or_default(),
            refreshes: hints.and_then(|hints| hints.refresh_support).unwrap_or_default(),
            commands: commands.filter_map(|command| command.as_str().map(str::to_owned)).collect(),
            folders: folders(params),
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
        let letters = |letters: &[&str]| Some(letters.iter().map(|&letter| letter.to_owned()).collect::<Vec<_>>());
        let tokens = SemanticTokensOptions {
            legend: legend(),
            range: Some(true),
            full: Some(SemanticTokensFullOptions::Bool(true)),
            ..SemanticTokensOptions::default()
        };
        ServerCapabilities {
            position_encoding: Some(position_encoding),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            diagnostic_provider: self.pulls.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("grille".to_owned()),
                    // What replaces a grid is held against it.
                    inter_file_dependencies: true,
                    ..DiagnosticOptions::default()
                })
            }),
            code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
            document_formatting_provider: Some(OneOf::Left(true)),
            document_range_formatting_provider: Some(OneOf::Left(true)),
            document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
                first_trigger_character: "}".to_owned(),
                more_trigger_character: letters(&["\n"]),
            }),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: letters(&[" ", "(", "[", "{"]),
                ..CompletionOptions::default()
            }),
            signature_help_provider: Some(SignatureHelpOptions {
                trigger_characters: letters(&["(", ","]),
                ..SignatureHelpOptions::default()
            }),
            definition_provider: Some(OneOf::Left(true)),
            type_definition_provider: Some(TypeDefinitionProviderCapability::Simple(true)),
            references_provider: Some(OneOf::Left(true)),
            document_highlight_provider: Some(OneOf::Left(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            workspace_symbol_provider: Some(OneOf::Left(true)),
            folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
            selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
            semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(tokens)),
            document_link_provider: Some(DocumentLinkOptions {
                resolve_provider: None,
                work_done_progress_options: <_>::default(),
            }),
            inlay_hint_provider: Some(OneOf::Left(true)),
            code_lens_provider: Some(CodeLensOptions { resolve_provider: None }),
            rename_provider: Some(OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: <_>::default(),
            })),
            call_hierarchy_provider: Some(CallHierarchyServerCapability::Simple(true)),
            linked_editing_range_provider: Some(LinkedEditingRangeServerCapabilities::Simple(true)),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: commands::ALL.iter().map(|&command| command.to_owned()).collect(),
                work_done_progress_options: <_>::default(),
            }),
            workspace: Some(WorkspaceServerCapabilities {
                file_operations: Some(WorkspaceFileOperationsServerCapabilities {
                    will_rename: Some(grids()),
                    did_rename: Some(grids()),
                    ..WorkspaceFileOperationsServerCapabilities::default()
                }),
                ..WorkspaceServerCapabilities::default()
            }),
            ..ServerCapabilities::default()
        }
    }
}

/// The files the server wants to hear about when they are renamed.
fn grids() -> FileOperationRegistrationOptions {
    let pattern = FileOperationPattern { glob: "**/*.{grille,cas}".to_owned(), matches: None, options: None };
    FileOperationRegistrationOptions { filters: vec![FileOperationFilter { scheme: Some("file".to_owned()), pattern }] }
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

/// The folders an editor works in.
#[allow(deprecated)] // older editors give a root and no folders
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
    let folders: Vec<&Uri> = folders.collect();
    let folders = if folders.is_empty() { params.root_uri.iter().collect() } else { folders };
    folders.into_iter().filter_map(|uri| uri.to_file_path().map(std::borrow::Cow::into_owned)).collect()
}
