//! The protocol: requests in, answers out. State changes before anything is awaited, so that the order of messages is the
//! order of changes; nothing is computed on the thread that reads them, and no request is made to the editor.

mod agreed;
mod convert;
mod publish;
mod session;

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::spawn_blocking;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CodeActionOrCommand, CodeActionParams, CodeActionResponse, DidChangeTextDocumentParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    DocumentFormattingParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams,
    FullDocumentDiagnosticReport, InitializeParams, InitializeResult, InitializedParams,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, ServerInfo, TextEdit,
    UnchangedDocumentDiagnosticReport, Uri,
};
use tower_lsp::{Client, LanguageServer, LspService, Server as Transport};

use crate::document::Document;
use crate::{fixes, formatting};
use agreed::Agreed;
use convert::Convert;
use session::{Session, Task};

/// The language server.
#[derive(Debug)]
struct Server {
    client: Client,
    session: Arc<Session>,
    /// What is left to the task that speaks to the editor; taken when the editor is ready.
    tasks: std::sync::Mutex<Option<UnboundedReceiver<Task>>>,
}

/// Serves an editor until it says to exit.
pub async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite) {
    let (service, socket) = LspService::new(|client| {
        let (sender, tasks): (UnboundedSender<Task>, _) = unbounded_channel();
        Server { client, session: Arc::new(Session::new(sender)), tasks: std::sync::Mutex::new(Some(tasks)) }
    });
    Transport::new(input, output, socket).serve(service).await;
}

impl Server {
    /// What a feature says of a document as it is now; `None` if it is not open.
    async fn on<T: Send + 'static>(
        &self,
        uri: &Uri,
        feature: impl FnOnce(&Document, &Convert<'_>) -> T + Send + 'static,
    ) -> Option<T> {
        let (document, agreed) = (self.session.document(uri)?, self.session.agreed());
        let uri = uri.clone();
        spawn_blocking(move || feature(&document, &Convert::new(&document, &uri, &agreed))).await.ok()
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let agreed = Agreed::with(&params);
        let capabilities = agreed.capabilities();
        self.session.agree(agreed);
        let server_info =
            ServerInfo { name: "grille-lsp".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        Ok(InitializeResult { capabilities, server_info: Some(server_info), ..InitializeResult::default() })
    }

    async fn initialized(&self, _: InitializedParams) {
        let tasks = self.tasks.lock().ok().and_then(|mut tasks| tasks.take());
        if let Some(tasks) = tasks {
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

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.session.close(&params.text_document.uri);
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let known = params.previous_result_id;
        let uri = params.text_document.uri;
        let report = self.on(&uri, move |document, convert| {
            let result_id = document.version.to_string();
            if known.as_ref() == Some(&result_id) {
                let unchanged = UnchangedDocumentDiagnosticReport { result_id };
                return DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                    related_documents: None,
                    unchanged_document_diagnostic_report: unchanged,
                });
            }
            let items = convert.diagnostics(document.diagnostics());
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(result_id), items },
            })
        });
        Ok(report.await.unwrap_or_else(|| RelatedFullDocumentDiagnosticReport::default().into()).into())
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = params.text_document.uri;
        let actions = self.on(&uri, move |document, convert| {
            let mut actions: Vec<CodeActionOrCommand> = Vec::new();
            if convert::wanted(&params.context, "quickfix") {
                let found = fixes::at(document, convert.span(params.range));
                actions.extend(found.iter().map(|found| convert.correction(found).into()));
            }
            if convert::wanted(&params.context, "source.fixAll.grille") {
                actions.extend(convert.fix_all(&fixes::all(document)).map(CodeActionOrCommand::from));
            }
            actions
        });
        Ok(actions.await)
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let edits = |document: &Document, convert: &Convert<'_>| convert.edits(&formatting::whole(document));
        Ok(self.on(&params.text_document.uri, edits).await)
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let range = params.range;
        let edits = self.on(&params.text_document.uri, move |document, convert| {
            convert.edits(&formatting::within(document, convert.span(range)))
        });
        Ok(edits.await)
    }

    async fn on_type_formatting(&self, params: DocumentOnTypeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let at = params.text_document_position;
        let edits = self.on(&at.text_document.uri, move |document, convert| {
            convert.edits(&formatting::on_type(document, convert.offset(at.position), &params.ch))
        });
        Ok(edits.await)
    }
}
