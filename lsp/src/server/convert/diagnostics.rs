//! Diagnostics and their corrections.

use grille::diagnostic::{Diagnostic, Edit, Problem, Reach, Severity};
use tower_lsp::ls_types::{
    self as lsp, CodeAction, CodeActionContext, CodeActionKind, CodeDescription, DiagnosticRelatedInformation,
    DiagnosticSeverity, DiagnosticTag, NumberOrString, Uri,
};

use super::Convert;
use crate::cases::Told;
use crate::fixes::Correction;

/// True if the editor wants code actions of a kind; without a word from it, it wants every kind.
pub(in crate::server) fn wanted(context: &CodeActionContext, kind: &str) -> bool {
    let covers = |wanted: &CodeActionKind| {
        kind.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    context.only.as_ref().is_none_or(|only| only.iter().any(covers))
}

impl Convert<'_> {
    /// Diagnostics.
    pub(in crate::server) fn diagnostics(&self, diagnostics: &[Diagnostic]) -> Vec<lsp::Diagnostic> {
        diagnostics.iter().map(|diagnostic| self.diagnostic(diagnostic)).collect()
    }

    /// What there is to say of cases: behind the message of an expectation that is not met stands its explanation.
    pub(in crate::server) fn told(&self, told: &[Told]) -> Vec<lsp::Diagnostic> {
        let one = |told: &Told| {
            let mut diagnostic = self.diagnostic(&told.diagnostic);
            if let Some(explanation) = &told.explanation {
                diagnostic.message.push_str("\n\n");
                diagnostic.message.push_str(explanation.trim_end());
            }
            diagnostic
        };
        told.iter().map(one).collect()
    }

    /// A diagnostic: its message and advice, its other places, the explanation of its code.
    pub(in crate::server) fn diagnostic(&self, diagnostic: &Diagnostic) -> lsp::Diagnostic {
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
    pub(in crate::server) fn correction(&self, correction: &Correction<'_>) -> CodeAction {
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
    pub(in crate::server) fn fix_all(&self, edits: &[Edit]) -> Option<CodeAction> {
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
