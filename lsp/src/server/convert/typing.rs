//! What helps while typing and reading: suggestions, explanations, colours, remarks, lenses, links.

use grille::grid::index::SymbolKind;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use tower_lsp::ls_types::{
    CodeLens, Command, CompletionItem, CompletionItemKind, CompletionResponse, CompletionTextEdit, DocumentLink,
    Documentation, FoldingRange, FoldingRangeKind, Hover, HoverContents, InlayHint, InlayHintLabel, InlayHintTooltip,
    InsertTextFormat, InsertTextMode, MarkupContent, MarkupKind, ParameterInformation, ParameterLabel, SemanticToken,
    SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend, SignatureHelp,
    SignatureInformation, TextEdit, Uri,
};

use super::Convert;
use crate::colours::{Colour, Coloured};
use crate::completion::{Suggestion, SuggestionKind};
use crate::folding::Fold;
use crate::hints::Hint;
use crate::lens::{Lens, LensKind};
use crate::links::{Link, Target};
use crate::server::commands;
use crate::signature::Signature;

fn markdown(text: impl Into<String>) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value: text.into() }
}

/// The kinds of coloured stretches, in the order of their numbers.
const KINDS: [SemanticTokenType; 12] = [
    SemanticTokenType::KEYWORD,
    SemanticTokenType::VARIABLE,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::FUNCTION,
    SemanticTokenType::TYPE,
    SemanticTokenType::ENUM,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::NAMESPACE,
    SemanticTokenType::NUMBER,
    SemanticTokenType::STRING,
    SemanticTokenType::COMMENT,
];

/// The kinds and modifiers of coloured stretches.
pub(in crate::server) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: KINDS.iter().cloned().chain([SemanticTokenType::OPERATOR]).collect(),
        token_modifiers: vec![SemanticTokenModifier::DECLARATION, SemanticTokenModifier::DEFAULT_LIBRARY],
    }
}

/// The number of a kind in the legend.
fn kind_of(colour: Colour) -> SemanticTokenType {
    match colour {
        Colour::Keyword => SemanticTokenType::KEYWORD,
        Colour::Function => SemanticTokenType::FUNCTION,
        Colour::Number => SemanticTokenType::NUMBER,
        Colour::Text => SemanticTokenType::STRING,
        Colour::Comment => SemanticTokenType::COMMENT,
        Colour::Operator => SemanticTokenType::OPERATOR,
        Colour::Named(kind) => match kind {
            SymbolKind::Input => SemanticTokenType::VARIABLE,
            SymbolKind::Parameter => SemanticTokenType::PARAMETER,
            SymbolKind::Definition | SymbolKind::Decision => SemanticTokenType::FUNCTION,
            SymbolKind::Type | SymbolKind::Checklist => SemanticTokenType::TYPE,
            SymbolKind::Scale => SemanticTokenType::ENUM,
            SymbolKind::Level | SymbolKind::Choice | SymbolKind::DecisionLevel => SemanticTokenType::ENUM_MEMBER,
            SymbolKind::Element | SymbolKind::Support => SemanticTokenType::PROPERTY,
            SymbolKind::Rank => SemanticTokenType::KEYWORD,
            SymbolKind::Group | SymbolKind::Point => SemanticTokenType::NAMESPACE,
        },
    }
}

impl Convert<'_> {
    /// Coloured stretches, each told from the one before.
    pub(in crate::server) fn colours(&self, coloured: &[Coloured]) -> SemanticTokens {
        let types = legend().token_types;
        let (mut line, mut column) = (0, 0);
        let mut data = Vec::with_capacity(coloured.len());
        for one in coloured {
            let start = self.position(one.span.start);
            let kind = kind_of(one.colour);
            let number = types.iter().position(|known| *known == kind).unwrap_or_default();
            data.push(SemanticToken {
                delta_line: start.line - line,
                delta_start: if start.line == line { start.character - column } else { start.character },
                length: self.agreed.encoding.columns(self.document.slice(one.span)),
                token_type: u32::try_from(number).unwrap_or_default(),
                token_modifiers_bitset: u32::from(one.declares) | u32::from(one.colour == Colour::Function) << 1,
            });
            (line, column) = (start.line, start.character);
        }
        SemanticTokens { result_id: None, data }
    }

    /// What is said of a word, then the explanations of what is wrong there.
    pub(in crate::server) fn hover(&self, hover: Option<&crate::hover::Hover>, pages: &[&str]) -> Option<Hover> {
        let range = hover.map(|hover| self.range(hover.span));
        let parts: Vec<&str> =
            hover.into_iter().map(|hover| hover.text.as_str()).chain(pages.iter().copied()).collect();
        let contents = HoverContents::Markup(markdown(parts.join("\n\n---\n\n")));
        (!parts.is_empty()).then_some(Hover { contents, range })
    }

    /// Suggestions in the order given.
    pub(in crate::server) fn suggestions(
        &self,
        word: grille::diagnostic::Span,
        suggestions: Vec<Suggestion>,
    ) -> CompletionResponse {
        let range = self.range(word);
        let items = suggestions.into_iter().enumerate().map(|(at, suggestion)| {
            let snippet = suggestion.snippet.filter(|_| self.agreed.snippets);
            let bare = suggestion.label.split(['…', '{', '(']).next().unwrap_or_default().trim().to_owned();
            // Without holes to fill in, what stands before the first of them.
            let plain = if suggestion.label.contains('…') { bare } else { suggestion.label.clone() };
            let folded = crate::folded::folded(&suggestion.label);
            CompletionItem {
                kind: Some(item_kind(suggestion.kind)),
                detail: (!suggestion.detail.is_empty()).then_some(suggestion.detail),
                documentation: (!suggestion.more.is_empty())
                    .then(|| Documentation::MarkupContent(markdown(suggestion.more))),
                sort_text: Some(format!("{at:04}")),
                // Typed with its accents or without.
                filter_text: (folded != suggestion.label).then(|| format!("{} {folded}", suggestion.label)),
                insert_text_format: snippet.as_ref().map(|_| InsertTextFormat::SNIPPET),
                insert_text_mode: snippet.as_ref().map(|_| InsertTextMode::ADJUST_INDENTATION),
                text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: snippet.unwrap_or(plain) })),
                label: suggestion.label,
                ..CompletionItem::default()
            }
        });
        CompletionResponse::Array(items.collect())
    }

    /// Remarks inside lines.
    pub(in crate::server) fn hints(&self, hints: &[Hint]) -> Vec<InlayHint> {
        let hint = |hint: &Hint| InlayHint {
            position: self.position(hint.at),
            label: InlayHintLabel::String(hint.text.clone()),
            kind: None,
            text_edits: None,
            tooltip: (!hint.more.is_empty()).then(|| InlayHintTooltip::String(hint.more.clone())),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        };
        hints.iter().map(hint).collect()
    }

    /// Lines above declarations.
    pub(in crate::server) fn lenses(&self, lenses: &[Lens]) -> Vec<CodeLens> {
        lenses
            .iter()
            .map(|lens| CodeLens { range: self.range(lens.span), command: Some(self.lens(lens)), data: None })
            .collect()
    }

    fn lens(&self, lens: &Lens) -> Command {
        let command = |id: &str, arguments| Command { title: lens.kind.title(), command: id.to_owned(), arguments };
        match &lens.kind {
            LensKind::Uses(uses) if self.agreed.commands.contains(commands::SHOW_REFERENCES) && !uses.is_empty() => {
                let locations: Vec<_> = uses.iter().map(|span| self.location(*span)).collect();
                let arguments = vec![json!(self.uri), json!(self.position(lens.span.start)), json!(locations)];
                command(commands::SHOW_REFERENCES, Some(arguments))
            }
            // To be read, not to be run.
            LensKind::Uses(_) | LensKind::Effect(_) => command("", None),
            LensKind::Table(point) if self.agreed.commands.contains(commands::SHOW_TABLE) => {
                command(commands::SHOW_TABLE, Some(vec![json!(self.uri), json!(point)]))
            }
            LensKind::Table(point) => {
                let arguments = json!({ "uri": self.uri, "point": point, "montrer": true });
                command(commands::TABLE, Some(vec![arguments]))
            }
            LensKind::Case { title, .. } if self.agreed.commands.contains(commands::SHOW_CASE) => {
                command(commands::SHOW_CASE, Some(vec![json!(self.uri), json!(title)]))
            }
            LensKind::Case { title, .. } => {
                let arguments = json!({ "uri": self.uri, "cas": title, "montrer": true });
                command(commands::RUN_CASE, Some(vec![arguments]))
            }
            LensKind::Compare if self.agreed.commands.contains(commands::SHOW_COMPARISON) => {
                command(commands::SHOW_COMPARISON, Some(vec![json!(self.uri)]))
            }
            LensKind::Compare => command(commands::COMPARE, Some(vec![json!({ "uri": self.uri, "montrer": true })])),
        }
    }

    /// Links that lead somewhere: `replaced` is where the version replaced is.
    pub(in crate::server) fn links(&self, links: &[Link], replaced: Option<&Uri>) -> Vec<DocumentLink> {
        let link = |link: &Link| {
            let target = match &link.target {
                Target::Address(address) => address.parse().ok(),
                Target::Law(text) => {
                    let query = utf8_percent_encode(text, NON_ALPHANUMERIC);
                    let address = format!("https://www.legifrance.gouv.fr/search/all?tab_selection=all&query={query}");
                    address.parse().ok()
                }
                Target::File(file) => {
                    let beside = crate::server::session::path(self.uri)?.parent()?.join(file);
                    beside.is_file().then(|| Uri::from_file_path(beside)).flatten()
                }
                Target::Replaced => replaced.cloned(),
            };
            Some(DocumentLink {
                range: self.range(link.span),
                target: Some(target?),
                tooltip: Some(link.target.tooltip()),
                data: None,
            })
        };
        links.iter().filter_map(link).collect()
    }
}

/// A call under way.
pub(in crate::server) fn signature(signature: &Signature) -> SignatureHelp {
    let function = signature.function;
    let parameters =
        signature.arguments().into_iter().zip(function.arguments).map(|(name, text)| ParameterInformation {
            label: ParameterLabel::Simple(name.to_owned()),
            documentation: Some(Documentation::MarkupContent(markdown(*text))),
        });
    let argument = u32::try_from(signature.argument).ok();
    SignatureHelp {
        signatures: vec![SignatureInformation {
            label: function.usage.to_owned(),
            documentation: Some(Documentation::MarkupContent(markdown(function.text))),
            parameters: Some(parameters.collect()),
            active_parameter: argument,
        }],
        active_signature: Some(0),
        active_parameter: argument,
    }
}

/// What can be folded.
pub(in crate::server) fn folds(folds: &[Fold]) -> Vec<FoldingRange> {
    let fold = |fold: &Fold| FoldingRange {
        start_line: fold.first,
        start_character: None,
        end_line: fold.last,
        end_character: None,
        kind: fold.is_comment.then_some(FoldingRangeKind::Comment),
        collapsed_text: None,
    };
    folds.iter().map(fold).collect()
}

/// The icon of a suggestion.
fn item_kind(kind: SuggestionKind) -> CompletionItemKind {
    match kind {
        SuggestionKind::Keyword => CompletionItemKind::KEYWORD,
        SuggestionKind::Clause => CompletionItemKind::SNIPPET,
        SuggestionKind::Section => CompletionItemKind::MODULE,
        SuggestionKind::Input => CompletionItemKind::VARIABLE,
        SuggestionKind::Parameter => CompletionItemKind::CONSTANT,
        SuggestionKind::Definition | SuggestionKind::Function => CompletionItemKind::FUNCTION,
        SuggestionKind::Decision => CompletionItemKind::EVENT,
        SuggestionKind::Value => CompletionItemKind::ENUM_MEMBER,
        SuggestionKind::Element => CompletionItemKind::PROPERTY,
        SuggestionKind::Reference => CompletionItemKind::REFERENCE,
        SuggestionKind::Type => CompletionItemKind::INTERFACE,
        SuggestionKind::Scale => CompletionItemKind::ENUM,
    }
}
