//! Names: outlines, places, hierarchies, renamings.

use grille::diagnostic::Edit;
use grille::grid::index::{SymbolId, SymbolKind};
use tower_lsp::ls_types::{
    self as lsp, AnnotatedTextEdit, CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall,
    ChangeAnnotation, DocumentChanges, DocumentHighlight, DocumentHighlightKind, DocumentSymbol, Location, OneOf,
    OptionalVersionedTextDocumentIdentifier, SelectionRange, TextDocumentEdit, TextEdit, WorkspaceEdit,
    WorkspaceSymbol,
};

use super::Convert;
use crate::hierarchy::{self, Neighbour};
use crate::navigation;
use crate::selection;
use crate::server::agreed::Agreed;
use crate::server::session::Placed;
use crate::symbols::{Entry, EntryKind, search};

impl Convert<'_> {
    /// The outline.
    pub(in crate::server) fn outline(&self, entries: &[Entry]) -> Vec<DocumentSymbol> {
        #[allow(deprecated)] // a field the protocol has left behind
        let symbol = |entry: &Entry| DocumentSymbol {
            // Editors refuse what has no name.
            name: if entry.name.is_empty() { "?".to_owned() } else { entry.name.clone() },
            detail: (!entry.detail.is_empty()).then(|| entry.detail.clone()),
            kind: icon(entry.kind),
            tags: None,
            deprecated: None,
            range: self.range(entry.whole),
            selection_range: self.range(entry.name_span),
            children: (!entry.inner.is_empty()).then(|| self.outline(&entry.inner)),
        };
        entries.iter().map(symbol).collect()
    }

    /// The entries of the outline that answer a query.
    pub(in crate::server) fn search(&self, entries: &[Entry], query: &str) -> Vec<WorkspaceSymbol> {
        let found = search(entries, query).into_iter().map(|(path, entry)| WorkspaceSymbol {
            name: match entry.detail.as_str() {
                "" => entry.name,
                detail => format!("{} — {detail}", entry.name),
            },
            kind: icon(entry.kind),
            tags: None,
            container_name: Some(
                std::iter::once(self.document.name().to_owned()).chain(path).collect::<Vec<_>>().join(" › "),
            ),
            location: OneOf::Left(self.location(entry.name_span)),
            data: None,
        });
        found.collect()
    }

    /// Where names are declared.
    pub(in crate::server) fn declarations(&self, symbols: &[SymbolId]) -> Vec<Location> {
        symbols.iter().map(|id| self.location(self.document.index().symbol(*id).declared)).collect()
    }

    /// The places of the name at an offset, for the eye.
    pub(in crate::server) fn highlights(&self, offset: u32) -> Vec<DocumentHighlight> {
        let places = navigation::places(self.document, offset).into_iter();
        let mut found: Vec<_> = places
            .map(|place| DocumentHighlight {
                range: self.range(place.span),
                kind: Some(if place.declares { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ }),
            })
            .collect();
        found.dedup_by_key(|highlight| highlight.range);
        found
    }

    /// What a selection at an offset grows to.
    pub(in crate::server) fn selection(&self, offset: u32) -> SelectionRange {
        let chain = selection::around(self.document, offset).into_iter().rev();
        let nested = chain.fold(None, |parent: Option<Box<SelectionRange>>, span| {
            Some(Box::new(SelectionRange { range: self.range(span), parent }))
        });
        nested.map_or_else(
            || SelectionRange { range: self.range(grille::diagnostic::Span::at(offset)), parent: None },
            |innermost| *innermost,
        )
    }

    /// A name in the hierarchy.
    pub(in crate::server) fn hierarchy_item(&self, id: SymbolId) -> CallHierarchyItem {
        let symbol = self.document.index().symbol(id);
        CallHierarchyItem {
            name: crate::described::titled(self.document, id),
            kind: match symbol.kind {
                SymbolKind::Input => lsp::SymbolKind::VARIABLE,
                SymbolKind::Parameter => lsp::SymbolKind::CONSTANT,
                SymbolKind::Group => lsp::SymbolKind::NAMESPACE,
                SymbolKind::Point => lsp::SymbolKind::CLASS,
                _ => lsp::SymbolKind::FUNCTION,
            },
            tags: None,
            detail: Some(self.document.name().to_owned()),
            uri: self.uri.clone(),
            range: self.range(symbol.whole),
            selection_range: self.range(symbol.declared),
            data: None,
        }
    }

    /// What uses a name.
    pub(in crate::server) fn incoming(&self, id: SymbolId) -> Vec<CallHierarchyIncomingCall> {
        let call = |(from, spans): Neighbour| CallHierarchyIncomingCall {
            from: self.hierarchy_item(from),
            from_ranges: spans.into_iter().map(|span| self.range(span)).collect(),
        };
        hierarchy::incoming(self.document, id).into_iter().map(call).collect()
    }

    /// What a name uses.
    pub(in crate::server) fn outgoing(&self, id: SymbolId) -> Vec<CallHierarchyOutgoingCall> {
        let call = |(to, spans): Neighbour| CallHierarchyOutgoingCall {
            to: self.hierarchy_item(to),
            from_ranges: spans.into_iter().map(|span| self.range(span)).collect(),
        };
        hierarchy::outgoing(self.document, id).into_iter().map(call).collect()
    }
}

/// Edits of several documents under one name, with what the audits already written will have to follow where the editor can
/// show it.
pub(in crate::server) fn renaming(
    edited: &[(Placed, Vec<Edit>)],
    consequences: &[String],
    agreed: &Agreed,
) -> WorkspaceEdit {
    let told = |(uri, document): &Placed, edits: &[Edit]| Convert::new(document, uri, agreed).edits(edits);
    if !agreed.versioned_edits {
        let changes = edited.iter().map(|(placed, edits)| (placed.0.clone(), told(placed, edits)));
        return WorkspaceEdit { changes: Some(changes.collect()), ..WorkspaceEdit::default() };
    }
    let id = "audits";
    let is_annotated = agreed.annotated_edits && !consequences.is_empty();
    let annotated = |edit: TextEdit| {
        if is_annotated {
            OneOf::Right(AnnotatedTextEdit { text_edit: edit, annotation_id: id.to_owned() })
        } else {
            OneOf::Left(edit)
        }
    };
    let changes = edited.iter().map(|(placed, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier {
            uri: placed.0.clone(),
            // A file that is not open has no version.
            version: (placed.1.version > 0).then_some(placed.1.version),
        },
        edits: told(placed, edits).into_iter().map(annotated).collect(),
    });
    let annotation = || ChangeAnnotation {
        label: "Les audits déjà écrits devront suivre".to_owned(),
        needs_confirmation: Some(false),
        description: Some(consequences.join("\u{a0}; ")),
    };
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Edits(changes.collect())),
        change_annotations: is_annotated.then(|| [(id.to_owned(), annotation())].into()),
        ..WorkspaceEdit::default()
    }
}

/// The icon of a line of the outline.
fn icon(kind: EntryKind) -> lsp::SymbolKind {
    match kind {
        EntryKind::Group => lsp::SymbolKind::NAMESPACE,
        EntryKind::Point => lsp::SymbolKind::CLASS,
        EntryKind::Inputs => lsp::SymbolKind::STRUCT,
        EntryKind::Input => lsp::SymbolKind::VARIABLE,
        EntryKind::Scale => lsp::SymbolKind::ENUM,
        EntryKind::Value => lsp::SymbolKind::ENUM_MEMBER,
        EntryKind::Type => lsp::SymbolKind::INTERFACE,
        EntryKind::Parameter => lsp::SymbolKind::CONSTANT,
        EntryKind::Condition => lsp::SymbolKind::FUNCTION,
        EntryKind::Decision | EntryKind::Case => lsp::SymbolKind::EVENT,
        EntryKind::Checklist => lsp::SymbolKind::ARRAY,
    }
}
