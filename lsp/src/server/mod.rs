//! The protocol: requests in, answers out. State changes before anything is awaited, so that the order of messages is the
//! order of changes; nothing is computed on the thread that reads them, and no request is made to the editor.

mod agreed;
mod commands;
mod convert;
mod files;
mod publish;
mod session;
mod settings;
mod weigh;

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};

use grille::diagnostic::{Edit, Span};
use grille::grid::index::SymbolId;
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
    cases, colours, completion, effect, fixes, folding, formatting, hierarchy, hints, hover, lens, linked, links,
    navigation, rename, signature, symbols,
};
use agreed::Agreed;
use convert::Convert;
use session::{Placed, Session, Task};

/// The language server.
#[derive(Debug)]
struct Server {
    client: Client,
    session: Arc<Session>,
    /// What is left to the task that speaks to the editor, and to the one that weighs grids; taken when the editor is ready.
    tasks: Mutex<Option<(UnboundedReceiver<Task>, UnboundedReceiver<Uri>)>>,
}

/// Serves an editor until it says to exit.
pub async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite) {
    let (service, socket) = LspService::new(|client| {
        let ((sender, tasks), (to_weigh, asked)) = (unbounded_channel(), unbounded_channel());
        Server { client, session: Arc::new(Session::new(sender, to_weigh)), tasks: Mutex::new(Some((tasks, asked))) }
    });
    Transport::new(input, output, socket).serve(service).await;
}

/// What a feature is given besides its document.
struct Around<'a> {
    session: &'a Session,
    uri: &'a Uri,
    document: &'a Arc<Document>,
    agreed: &'a Agreed,
}

/// Names of a grid, where they stand in it or in its cases.
struct Named {
    /// The place in the document.
    span: Span,
    /// The grid.
    grid: Placed,
    /// The names.
    symbols: Vec<SymbolId>,
}

impl Named {
    /// Where the first of the names is declared in its grid.
    fn declared(&self) -> u32 {
        let first = self.symbols.first().map(|id| self.grid.1.index().symbol(*id).declared);
        first.unwrap_or_default().start
    }
}

impl Around<'_> {
    /// The version the document replaces, if it is found.
    fn replaced(&self) -> Option<Placed> {
        self.document.analysis().grid.replaces.as_ref()?;
        self.session.replaced(self.uri, self.document).ok()
    }

    /// The names at an offset.
    fn named(&self, offset: u32) -> Option<Named> {
        if self.document.holds_cases() {
            let (span, grid, symbols) = cases::at(self.document, &self.session.grids_beside(self.uri), offset)?;
            return Some(Named { span, grid, symbols });
        }
        let (span, symbols) = navigation::definition(self.document, offset)?;
        Some(Named { span, grid: (self.uri.clone(), Arc::clone(self.document)), symbols })
    }

    /// The coloured stretches of a part of the document.
    fn colours(&self, part: Span) -> Vec<colours::Coloured> {
        if self.document.holds_cases() {
            return colours::of_cases(self.document, part, &self.session.grids_for_cases(self.uri));
        }
        colours::colours(self.document, part)
    }

    /// A document as the editor sees it.
    fn convert<'c>(&'c self, (uri, document): &'c Placed) -> Convert<'c> {
        Convert::new(document, uri, self.agreed)
    }

    /// Every place of some names, in their grid and in its cases.
    fn places(&self, named: &Named, with_declaration: bool) -> Vec<Location> {
        let (uri, grid) = &named.grid;
        let here = self.convert(&named.grid);
        let spans = navigation::places_of(grid, &named.symbols, with_declaration);
        let mut found: Vec<_> = spans.into_iter().map(|span| here.location(span)).collect();
        for cases in self.session.cases_of(uri, self.uri, self.document) {
            let there = self.convert(&cases);
            let spans = cases::places_of(&cases.1, grid, &named.symbols);
            found.extend(spans.into_iter().map(|span| there.location(span)));
        }
        found
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
            let around = Around { session: &session, uri: &uri, document: &document, agreed: &agreed };
            feature(&document, &Convert::new(&document, &uri, &agreed), &around)
        });
        work.await.ok()
    }

    /// The same of a grid; `None` for cases.
    async fn on_grid<T: Send + 'static>(
        &self,
        uri: &Uri,
        feature: impl FnOnce(&Document, &Convert<'_>, &Around<'_>) -> T + Send + 'static,
    ) -> Option<T> {
        let grid = self.session.document(uri).filter(|document| !document.holds_cases());
        // Nothing is awaited in between: it is still the same document.
        grid.map(|_| self.on(uri, feature))?.await
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

    /// The same of a place in a grid; `None` for cases.
    async fn at_grid<T: Send + 'static>(
        &self,
        place: TextDocumentPositionParams,
        feature: impl FnOnce(&Document, u32, &Convert<'_>, &Around<'_>) -> T + Send + 'static,
    ) -> Option<T> {
        let grid = self.session.document(&place.text_document.uri).filter(|document| !document.holds_cases());
        grid.map(|_| self.at(place, feature))?.await
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
        if let Some((tasks, to_weigh)) = tasks {
            self.session.ask(Task::Watch);
            tokio::spawn(weigh::run(Arc::clone(&self.session), to_weigh));
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
            self.session.changed_on_disk(&changed.uri);
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
            // What was told holds as long as no text of the folder changes.
            let around_it = around.session.grids_beside(around.uri);
            let stamps = std::iter::once(document.stamp).chain(around_it.iter().map(|(_, grid)| grid.stamp));
            let released = session::manifest(around.uri).map(|manifest| {
                let mut hasher = DefaultHasher::new();
                manifest.hash(&mut hasher);
                hasher.finish()
            });
            let result_id = stamps.chain(released).map(|stamp| stamp.to_string()).collect::<Vec<_>>().join("-");
            if known.as_ref() == Some(&result_id) {
                return DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                    related_documents: None,
                    unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
                });
            }
            let items = around.session.told(around.uri, document, convert);
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
            let diagnostics = around.session.diagnostics(around.uri, document);
            let mut actions: Vec<CodeActionOrCommand> = Vec::new();
            if convert::wanted(&context, "quickfix") {
                let found = fixes::at(&diagnostics, convert.span(range));
                actions.extend(found.iter().map(|found| convert.correction(found).into()));
            }
            if convert::wanted(&context, "source.fixAll.grille") && !document.holds_cases() {
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
            let found = if document.holds_cases() {
                let named = around.named(offset);
                let named =
                    named.and_then(|named| Some(hover::named(&named.grid.1, named.span, *named.symbols.first()?)));
                named.or_else(|| hover::of_word(document, offset))
            } else {
                let replaced = around.replaced();
                hover::hover(document, replaced.as_ref().map(|(_, old)| &**old), offset)
            };
            convert.hover(found.as_ref(), &hover::explanations(document, offset))
        });
        Ok(hover.await.flatten())
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        // A blank alone asks for nothing: what it would offer must be needed.
        let blank = params.context.is_some_and(|context| context.trigger_character.as_deref() == Some(" "));
        let found = self.at(params.text_document_position, move |document, offset, convert, around| {
            if document.holds_cases() {
                let grids = around.session.grids_for_cases(around.uri);
                let (word, suggestions) = completion::in_cases(document, &grids, offset, !blank);
                return convert.suggestions(word, suggestions);
            }
            let replaced = around.replaced();
            let replaced = replaced.as_ref().map(|(_, old)| &**old);
            let (word, suggestions) = completion::completion(document, replaced, offset, !blank);
            convert.suggestions(word, suggestions)
        });
        Ok(found.await)
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let found = self.at_grid(params.text_document_position_params, |document, offset, _, _| {
            signature::signature(document, offset).map(|found| convert::signature(&found))
        });
        Ok(found.await.flatten())
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let found = self.at(params.text_document_position_params, |document, offset, _, around| {
            if let Some(named) = around.named(offset) {
                return around.convert(&named.grid).declarations(&named.symbols);
            }
            if document.holds_cases() {
                return Vec::new();
            }
            // A name of the version replaced leads to its file, and so does its number.
            let Some(old) = around.replaced() else { return Vec::new() };
            let there = around.convert(&old);
            if let Some(former) = navigation::former(document, offset, &old.1) {
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
        let found = self.at_grid(params.text_document_position_params, |document, offset, convert, _| {
            convert.declarations(&navigation::type_definition(document, offset))
        });
        Ok(found.await.and_then(some).map(GotoTypeDefinitionResponse::Array))
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let with_declaration = params.context.include_declaration;
        let found = self.at(params.text_document_position, move |_, offset, _, around| {
            around.named(offset).map(|named| around.places(&named, with_declaration)).unwrap_or_default()
        });
        Ok(found.await.and_then(some))
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let place = params.text_document_position_params;
        let found = self.at(place, |document, offset, convert, around| {
            if !document.holds_cases() {
                return convert.highlights(offset);
            }
            let named = around.named(offset);
            let spans = named.map(|named| cases::places_of(document, &named.grid.1, &named.symbols));
            let spans = spans.into_iter().flatten();
            spans.map(|span| DocumentHighlight { range: convert.range(span), kind: None }).collect()
        });
        Ok(found.await.and_then(some))
    }

    async fn linked_editing_range(&self, params: LinkedEditingRangeParams) -> Result<Option<LinkedEditingRanges>> {
        if !self.session.settings().linked_editing.enabled {
            return Ok(None);
        }
        let found = self.at_grid(params.text_document_position_params, |document, offset, convert, _| {
            let spans = linked::linked(document, offset)?;
            let ranges = spans.into_iter().map(|span| convert.range(span)).collect();
            Some(LinkedEditingRanges { ranges, word_pattern: Some(r"[\p{L}\p{N}_.]+".to_owned()) })
        });
        Ok(found.await.flatten())
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        let found = self.at(params, |document, offset, convert, around| {
            let span = match around.named(offset).filter(|_| document.holds_cases()) {
                Some(named) => rename::prepare(&named.grid.1, named.declared()).map(|_| named.span),
                None => rename::prepare(document, offset),
            };
            span.map(|span| PrepareRenameResponse::RangeWithPlaceholder {
                range: convert.range(span),
                placeholder: document.slice(span).to_owned(),
            })
        });
        found.await.transpose().map_err(refused)
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let new = params.new_name;
        let found = self.at(params.text_document_position, move |document, offset, _, around| {
            let Some(named) = around.named(offset) else {
                return rename::rename(document, offset, &new).map(|_| WorkspaceEdit::default());
            };
            let offset = if document.holds_cases() { named.declared() } else { offset };
            let renaming = rename::rename(&named.grid.1, offset, &new)?;
            if !renaming.consequences.is_empty() {
                let told = renaming.consequences.join("\u{a0}; ");
                around.session.ask(Task::Warn(format!("les audits déjà écrits devront suivre\u{a0}: {told}")));
            }
            // The cases beside the grid follow at once.
            let mut edited = vec![(named.grid.clone(), renaming.edits.clone())];
            if let Some(new) = renaming.edits.first().map(|edit| edit.text.clone()) {
                for cases in around.session.cases_of(&named.grid.0, around.uri, around.document) {
                    let spans = cases::places_of(&cases.1, &named.grid.1, &named.symbols).into_iter();
                    let edits: Vec<_> = spans.map(|span| Edit { span, text: new.clone() }).collect();
                    if !edits.is_empty() {
                        edited.push((cases, edits));
                    }
                }
            }
            Ok(convert::renaming(&edited, &renaming.consequences, around.agreed))
        });
        found.await.transpose().map_err(|why: String| refused(why))
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let outline = self.on(&params.text_document.uri, |document, convert, _| {
            let outline = if document.holds_cases() { cases::outline(document) } else { symbols::outline(document) };
            DocumentSymbolResponse::Nested(convert.outline(&outline))
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
        let found = self.on_grid(&params.text_document.uri, move |_, convert, _| {
            positions.into_iter().map(|position| convert.selection(convert.offset(position))).collect()
        });
        Ok(found.await)
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        let tokens = self.on(&params.text_document.uri, |document, convert, around| {
            let whole = Span::new(0, document.text().len());
            SemanticTokensResult::Tokens(convert.colours(&around.colours(whole)))
        });
        Ok(tokens.await)
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let range = params.range;
        let tokens = self.on(&params.text_document.uri, move |_, convert, around| {
            SemanticTokensRangeResult::Tokens(convert.colours(&around.colours(convert.span(range))))
        });
        Ok(tokens.await)
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let found = self.on_grid(&params.text_document.uri, |document, convert, around| {
            let replaced = around.replaced();
            convert.links(&links::links(document), replaced.as_ref().map(|(uri, _)| uri))
        });
        Ok(found.await)
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let (range, wanted) = (params.range, self.session.settings().inlay_hints);
        let found = self.on_grid(&params.text_document.uri, move |document, convert, _| {
            convert.hints(&hints::hints(document, convert.span(range), wanted))
        });
        Ok(found.await)
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let wanted = self.session.settings().code_lens;
        let lenses = self.on(&params.text_document.uri, move |document, convert, around| {
            if document.holds_cases() {
                let grids = around.session.grids_for_cases(around.uri);
                let lenses = if wanted.cases { cases::lenses(document, &grids) } else { Vec::new() };
                return convert.lenses(&lenses);
            }
            let comparable = wanted.versions && around.session.published(around.uri, document).is_some();
            let mut lenses = lens::lenses(document, wanted, comparable);
            if let Some(known) = around.session.effect(around.uri, document) {
                lenses.extend(effect::lenses(document, &known));
            }
            convert.lenses(&lenses)
        });
        Ok(lenses.await)
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let found = self.at_grid(params.text_document_position_params, |document, offset, convert, _| {
            hierarchy::prepare(document, offset).map(|id| vec![convert.hierarchy_item(id)])
        });
        Ok(found.await.flatten())
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let found = self.at_grid(place_of(params.item), |document, offset, convert, _| {
            hierarchy::prepare(document, offset).map(|id| convert.incoming(id))
        });
        Ok(found.await.flatten())
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        let found = self.at_grid(place_of(params.item), |document, offset, convert, _| {
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
