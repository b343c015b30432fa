//! The protocol: requests in, answers out. State changes before anything is awaited, so that the order of messages is the
//! order of changes; nothing is computed on the thread that reads them, and no request is made to the editor.

mod agreed;
mod commands;
mod convert;
mod files;
mod publish;
mod session;
mod settings;

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use grille::diagnostic::Span;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::spawn_blocking;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::request::{GotoTypeDefinitionParams, GotoTypeDefinitionResponse};
#[allow(clippy::wildcard_imports)] // the words of the protocol, which this file speaks
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer, LspService, Server as Transport};

use crate::document::Document;
use crate::{
    colours, completion, fixes, folder, folding, formatting, hierarchy, hints, hover, lens, linked, links, navigation,
    rename, signature, symbols,
};
use agreed::Agreed;
use convert::Convert;
use session::{Session, Task};

/// The language server.
#[derive(Debug)]
struct Server {
    client: Client,
    session: Arc<Session>,
    /// What is left to the task that speaks to the editor; taken when the editor is ready.
    tasks: Mutex<Option<UnboundedReceiver<Task>>>,
}

/// Serves an editor until it says to exit.
pub async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite) {
    let (service, socket) = LspService::new(|client| {
        let (sender, tasks) = unbounded_channel();
        Server { client, session: Arc::new(Session::new(sender)), tasks: Mutex::new(Some(tasks)) }
    });
    Transport::new(input, output, socket).serve(service).await;
}

/// What a feature is given besides its document.
struct Around<'a> {
    session: &'a Session,
    uri: &'a Uri,
    agreed: &'a Agreed,
}

impl Around<'_> {
    /// The version the document replaces, if it is found.
    fn replaced(&self, document: &Document) -> Option<session::Placed> {
        document.analysis().grid.replaces.as_ref()?;
        self.session.replaced(self.uri, document).ok()
    }
}

impl Server {
    /// What a feature says of a document as it is now; `None` if it is not open.
    async fn on<T: Send + 'static>(
        &self,
        uri: &Uri,
        feature: impl FnOnce(&Document, &Convert<'_>, &Around<'_>) -> T + Send + 'static,
    ) -> Option<T> {
        let (document, agreed) = (self.session.document(uri)?, self.session.agreed());
        let (session, uri) = (Arc::clone(&self.session), uri.clone());
        let work = spawn_blocking(move || {
            let around = Around { session: &session, uri: &uri, agreed: &agreed };
            feature(&document, &Convert::new(&document, &uri, &agreed), &around)
        });
        work.await.ok()
    }

    /// What a feature says of a place in a document.
    async fn at<T: Send + 'static>(
        &self,
        place: TextDocumentPositionParams,
        feature: impl FnOnce(&Document, u32, &Convert<'_>, &Around<'_>) -> T + Send + 'static,
    ) -> Option<T> {
        let work = move |document: &Document, convert: &Convert<'_>, around: &Around<'_>| {
            feature(document, convert.offset(place.position), convert, around)
        };
        self.on(&place.text_document.uri, work).await
    }
}

/// What cannot be done, told to the author: the editor shows the message.
fn refused(why: impl Into<Cow<'static, str>>) -> Error {
    // `RequestFailed` of the protocol: everything was well asked.
    Error { code: ErrorCode::ServerError(-32803), message: why.into(), data: None }
}

/// A list, unless it is empty.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let agreed = Agreed::with(&params);
        let capabilities = agreed.capabilities();
        self.session.agree(agreed);
        if let Some(settings) = &params.initialization_options {
            self.session.choose(settings);
        }
        let server_info =
            ServerInfo { name: "grille-lsp".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        Ok(InitializeResult { capabilities, server_info: Some(server_info), ..InitializeResult::default() })
    }

    async fn initialized(&self, _: InitializedParams) {
        let tasks = self.tasks.lock().ok().and_then(|mut tasks| tasks.take());
        if let Some(tasks) = tasks {
            self.session.ask(Task::Watch);
            tokio::spawn(publish::run(Arc::clone(&self.session), self.client.clone(), tasks));
        }
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let opened = params.text_document;
        self.session.open(opened.uri, opened.version, opened.text);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        // The whole text is sent every time: the last change is the text.
        if let Some(change) = params.content_changes.into_iter().next_back() {
            self.session.change(params.text_document.uri, params.text_document.version, change.text);
        }
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {}

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.session.close(&params.text_document.uri);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.session.choose(&params.settings);
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        for changed in params.changes {
            for (uri, _) in self.session.open_beside(&changed.uri) {
                self.session.ask(Task::Check(uri));
            }
        }
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        if !self.session.agreed().renames_files {
            return Ok(None);
        }
        Ok(spawn_blocking(move || files::with_cases(&params.files)).await.ok().flatten())
    }

    async fn did_rename_files(&self, params: RenameFilesParams) {
        for uri in params.files.into_iter().filter_map(|file| file.new_uri.parse().ok()) {
            for (heir, _) in self.session.open_beside(&uri) {
                self.session.ask(Task::Check(heir));
            }
        }
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let known = params.previous_result_id;
        let report = self.on(&params.text_document.uri, move |document, convert, around| {
            let replaced = around.session.replaced(around.uri, document).map(|(_, old)| old);
            // What was told holds as long as neither text changes.
            let result_id = format!("{}-{}", document.stamp, replaced.as_ref().map_or(0, |old| old.stamp + 1));
            if known.as_ref() == Some(&result_id) {
                return DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                    related_documents: None,
                    unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
                });
            }
            let items = convert.diagnostics(&folder::diagnostics(document, &replaced));
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(result_id), items },
            })
        });
        Ok(report.await.unwrap_or_else(|| RelatedFullDocumentDiagnosticReport::default().into()).into())
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let (range, context) = (params.range, params.context);
        let actions = self.on(&params.text_document.uri, move |document, convert, around| {
            let replaced = around.session.replaced(around.uri, document).map(|(_, old)| old);
            let diagnostics = folder::diagnostics(document, &replaced);
            let mut actions: Vec<CodeActionOrCommand> = Vec::new();
            if convert::wanted(&context, "quickfix") {
                let found = fixes::at(&diagnostics, convert.span(range));
                actions.extend(found.iter().map(|found| convert.correction(found).into()));
            }
            if convert::wanted(&context, "source.fixAll.grille") {
                actions.extend(convert.fix_all(&fixes::all(document)).map(CodeActionOrCommand::from));
            }
            actions
        });
        Ok(actions.await)
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let uri = params.text_document.uri;
        Ok(self.on(&uri, |document, convert, _| convert.edits(&formatting::whole(document))).await)
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let range = params.range;
        let edits = self.on(&params.text_document.uri, move |document, convert, _| {
            convert.edits(&formatting::within(document, convert.span(range)))
        });
        Ok(edits.await)
    }

    async fn on_type_formatting(&self, params: DocumentOnTypeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let edits = self.at(params.text_document_position, move |document, offset, convert, _| {
            convert.edits(&formatting::on_type(document, offset, &params.ch))
        });
        Ok(edits.await)
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let hover = self.at(params.text_document_position_params, |document, offset, convert, around| {
            let replaced = around.replaced(document);
            let found = hover::hover(document, replaced.as_ref().map(|(_, old)| &**old), offset);
            convert.hover(found.as_ref(), &hover::explanations(document, offset))
        });
        Ok(hover.await.flatten())
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        // A blank alone asks for nothing: what it would offer must be needed.
        let blank = params.context.is_some_and(|context| context.trigger_character.as_deref() == Some(" "));
        let found = self.at(params.text_document_position, move |document, offset, convert, around| {
            let replaced = around.replaced(document);
            let replaced = replaced.as_ref().map(|(_, old)| &**old);
            let (word, suggestions) = completion::completion(document, replaced, offset, !blank);
            convert.suggestions(word, suggestions)
        });
        Ok(found.await)
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let found = self.at(params.text_document_position_params, |document, offset, _, _| {
            signature::signature(document, offset).map(|found| convert::signature(&found))
        });
        Ok(found.await.flatten())
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let found = self.at(params.text_document_position_params, |document, offset, convert, around| {
            if let Some((_, symbols)) = navigation::definition(document, offset) {
                return convert.declarations(&symbols);
            }
            // A name of the version replaced leads to its file, and so does its number.
            let Some((uri, old)) = around.replaced(document) else { return Vec::new() };
            let there = Convert::new(&old, &uri, around.agreed);
            if let Some(former) = navigation::former(document, offset, &old) {
                return there.declarations(&former);
            }
            let mut links = links::links(document).into_iter();
            let leads =
                links.any(|link| link.target == links::Target::Replaced && link.span.contains(Span::at(offset)));
            if leads { vec![there.location(Span::at(0))] } else { Vec::new() }
        });
        Ok(found.await.and_then(some).map(GotoDefinitionResponse::Array))
    }

    async fn goto_type_definition(
        &self,
        params: GotoTypeDefinitionParams,
    ) -> Result<Option<GotoTypeDefinitionResponse>> {
        let found = self.at(params.text_document_position_params, |document, offset, convert, _| {
            convert.declarations(&navigation::type_definition(document, offset))
        });
        Ok(found.await.and_then(some).map(GotoTypeDefinitionResponse::Array))
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let with_declaration = params.context.include_declaration;
        let found = self.at(params.text_document_position, move |document, offset, convert, _| {
            let places = navigation::references(document, offset, with_declaration);
            places.into_iter().map(|span| convert.location(span)).collect()
        });
        Ok(found.await.and_then(some))
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let place = params.text_document_position_params;
        Ok(self.at(place, |_, offset, convert, _| convert.highlights(offset)).await.and_then(some))
    }

    async fn linked_editing_range(&self, params: LinkedEditingRangeParams) -> Result<Option<LinkedEditingRanges>> {
        if !self.session.settings().linked_editing.enabled {
            return Ok(None);
        }
        let found = self.at(params.text_document_position_params, |document, offset, convert, _| {
            let spans = linked::linked(document, offset)?;
            let ranges = spans.into_iter().map(|span| convert.range(span)).collect();
            Some(LinkedEditingRanges { ranges, word_pattern: Some(r"[\p{L}\p{N}_.]+".to_owned()) })
        });
        Ok(found.await.flatten())
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        let found = self.at(params, |document, offset, convert, _| {
            rename::prepare(document, offset).map(|span| PrepareRenameResponse::RangeWithPlaceholder {
                range: convert.range(span),
                placeholder: document.slice(span).to_owned(),
            })
        });
        found.await.transpose().map_err(refused)
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let new = params.new_name;
        let found = self.at(params.text_document_position, move |document, offset, convert, around| {
            let renaming = rename::rename(document, offset, &new)?;
            if !renaming.consequences.is_empty() {
                let told = renaming.consequences.join("\u{a0}; ");
                around.session.ask(Task::Warn(format!("les audits déjà écrits devront suivre\u{a0}: {told}")));
            }
            Ok(convert.renaming(&renaming))
        });
        found.await.transpose().map_err(|why: String| refused(why))
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let outline = self.on(&params.text_document.uri, |document, convert, _| {
            DocumentSymbolResponse::Nested(convert.outline(&symbols::outline(document)))
        });
        Ok(outline.await)
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        /// The most answers an editor is given.
        const MOST: usize = 500;
        let (session, agreed) = (Arc::clone(&self.session), self.session.agreed());
        let search = spawn_blocking(move || {
            let mut found = Vec::new();
            for (uri, document) in session.all_grids() {
                let convert = Convert::new(&document, &uri, &agreed);
                found.extend(convert.search(&symbols::outline(&document), &params.query));
            }
            found.truncate(MOST);
            WorkspaceSymbolResponse::Nested(found)
        });
        Ok(search.await.ok())
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        let uri = params.text_document.uri;
        Ok(self.on(&uri, |document, _, _| convert::folds(&folding::folds(document))).await)
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let positions = params.positions;
        let found = self.on(&params.text_document.uri, move |_, convert, _| {
            positions.into_iter().map(|position| convert.selection(convert.offset(position))).collect()
        });
        Ok(found.await)
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        let tokens = self.on(&params.text_document.uri, |document, convert, _| {
            let whole = Span::new(0, document.text().len());
            SemanticTokensResult::Tokens(convert.colours(&colours::colours(document, whole)))
        });
        Ok(tokens.await)
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let range = params.range;
        let tokens = self.on(&params.text_document.uri, move |document, convert, _| {
            SemanticTokensRangeResult::Tokens(convert.colours(&colours::colours(document, convert.span(range))))
        });
        Ok(tokens.await)
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let found = self.on(&params.text_document.uri, |document, convert, around| {
            let replaced = around.replaced(document);
            convert.links(&links::links(document), replaced.as_ref().map(|(uri, _)| uri))
        });
        Ok(found.await)
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let (range, wanted) = (params.range, self.session.settings().inlay_hints);
        let found = self.on(&params.text_document.uri, move |document, convert, _| {
            convert.hints(&hints::hints(document, convert.span(range), wanted))
        });
        Ok(found.await)
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let wanted = self.session.settings().code_lens;
        let uri = params.text_document.uri;
        Ok(self.on(&uri, move |document, convert, _| convert.lenses(&lens::lenses(document, wanted))).await)
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let found = self.at(params.text_document_position_params, |document, offset, convert, _| {
            hierarchy::prepare(document, offset).map(|id| vec![convert.hierarchy_item(id)])
        });
        Ok(found.await.flatten())
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let found = self.at(place_of(params.item), |document, offset, convert, _| {
            hierarchy::prepare(document, offset).map(|id| convert.incoming(id))
        });
        Ok(found.await.flatten())
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        let found = self.at(place_of(params.item), |document, offset, convert, _| {
            hierarchy::prepare(document, offset).map(|id| convert.outgoing(id))
        });
        Ok(found.await.flatten())
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        let session = Arc::clone(&self.session);
        match spawn_blocking(move || commands::run(&session, params)).await {
            Ok(Ok(page)) => Ok(Some(page)),
            Ok(Err(why)) => Err(refused(why)),
            Err(_) => Err(Error::internal_error()),
        }
    }
}

/// Where the name of a hierarchy is declared.
fn place_of(item: CallHierarchyItem) -> TextDocumentPositionParams {
    TextDocumentPositionParams {
        text_document: TextDocumentIdentifier { uri: item.uri },
        position: item.selection_range.start,
    }
}
