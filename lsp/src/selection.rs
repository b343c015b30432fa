//! What a selection grows to: the word, the test, the condition, the clause, the block, the section.

use grille::diagnostic::Span;
use grille::syntax::token::TokenKind;
use grille::syntax::tree::{ExpressionKind, Item, ItemKind, Need};

use crate::document::Document;

/// The stretches around an offset, innermost first, each inside the next; the last is the whole text.
pub fn around(document: &Document, offset: u32) -> Vec<Span> {
    let at = Span::at(offset);
    let mut found = vec![Span::new(0, document.text().len())];
    let mut open: Vec<u32> = Vec::new();
    for token in document.tokens() {
        match token.kind {
            TokenKind::Opening => open.push(token.span.start),
            TokenKind::Closing => {
                if let Some(opened) = open.pop() {
                    let whole = Span { start: opened, end: token.span.end };
                    let inside = document.slice(Span { start: opened + 1, end: token.span.start });
                    let start = opened + 1 + Span::new(inside.len() - inside.trim_start().len(), 0).start;
                    let inside = Span::new(start as usize, start as usize + inside.trim().len());
                    found.extend([whole, inside]);
                }
            }
            TokenKind::Text => {
                found.push(token.span);
                let quotes = if document.slice(token.span).starts_with("\"\"\"") { 3 } else { 1 };
                if token.span.end - token.span.start >= 2 * quotes {
                    found.push(Span { start: token.span.start + quotes, end: token.span.end - quotes });
                    let line = document.lines.span(document.text(), document.lines.line(offset));
                    let written = document.slice(line);
                    let start = line.start + Span::new(written.len() - written.trim_start().len(), 0).start;
                    let line = Span::new(start as usize, start as usize + written.trim().len());
                    found.extend(token.span.contains(line).then_some(line));
                }
            }
            _ => found.push(token.span),
        }
    }
    found.extend(document.index().at(offset).iter().map(|occurrence| occurrence.span));
    let file = &document.analysis().file;
    items(&file.items, at, &mut found);
    file.walk_conditions(&mut |condition| {
        found.push(condition.span);
        if let ExpressionKind::Compare { left, right, .. } = &condition.kind {
            found.extend([left.span(), right.span()]);
        }
    });
    found.retain(|span| span.contains(at));
    found.sort_by_key(|span| (span.end - span.start, span.start));
    found.dedup();
    // Those that only overlap the chain so far say nothing more.
    let mut chain: Vec<Span> = Vec::new();
    for span in found {
        if chain.last().is_none_or(|inner| span.contains(*inner)) {
            chain.push(span);
        }
    }
    chain
}

fn items(all: &[Item], at: Span, found: &mut Vec<Span>) {
    for item in all.iter().filter(|item| item.span.contains(at)) {
        found.push(item.span);
        match &item.kind {
            ItemKind::Section(section) => items(&section.items, at, found),
            ItemKind::Inputs(block) => {
                block.inputs.iter().for_each(|input| found.extend([input.span, input.ty.span]));
            }
            ItemKind::Scale(scale) => found.extend(scale.levels.iter().map(|level| level.span)),
            ItemKind::Weight(clause) => {
                found.extend(clause.cases.iter().map(|(literal, condition)| literal.span.to(condition.span)));
            }
            ItemKind::Grading(lines) => found.extend(lines.iter().map(|line| line.span)),
            ItemKind::Decision(declaration) => found.extend(declaration.lines.iter().map(|line| line.span)),
            ItemKind::Requirement(clause) => need(&clause.need, found),
            _ => {}
        }
    }
}

fn need(of: &Need, found: &mut Vec<Span>) {
    found.push(of.span);
    for member in &of.members {
        let label = member.label.as_ref().map_or(member.name.span, |label| member.name.span.to(label.span));
        found.push(label);
        if let Some(inner) = &member.need {
            found.push(member.name.span.to(inner.span));
            need(inner, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::marked;

    fn check(text: &str, expected: &[&str]) {
        let (document, at) = marked(text);
        let found: Vec<String> = around(&document, at)
            .into_iter()
            .map(|span| document.slice(span).split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(found[..found.len() - 1], *expected, "{text}");
    }

    #[test]
    fn a_selection_grows_from_the_word_to_the_section() {
        check(
            "point 1 { applicable si a et (b ou ta$0ux ≥ 5 %) }",
            &[
                "taux",
                "taux ≥ 5 %",
                "b ou taux ≥ 5 %",
                "(b ou taux ≥ 5 %)",
                "a et (b ou taux ≥ 5 %)",
                "applicable si a et (b ou taux ≥ 5 %)",
                "{ applicable si a et (b ou taux ≥ 5 %) }",
            ],
        );
    }

    #[test]
    fn in_a_text_it_grows_by_the_line() {
        check(
            "note \"\"\"\n  une ligne$0 ici\n  deux\n\"\"\"\n# fin",
            &[
                "une ligne ici",
                "une ligne ici deux",
                "\"\"\" une ligne ici deux \"\"\"",
                "note \"\"\" une ligne ici deux \"\"\"",
            ],
        );
    }
}
