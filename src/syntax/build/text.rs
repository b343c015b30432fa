//! Texts and their markers.

use super::{Builder, children};
use crate::diagnostic::{Diagnostic, Fix, Span, Writing};
use crate::syntax::grammar::{Pair, Rule};
use crate::syntax::tree::{Marker, Name, Piece, Text};

impl Builder<'_> {
    /// A `text`: `"…"` or `"""…"""`.
    pub(in crate::syntax) fn text_node(&self, pair: Pair<'_>) -> Text {
        let span = self.span(&pair);
        self.opaque(span);
        self.findings.borrow_mut().texts.push(span);
        let mut text = Text { lines: Vec::new(), block: false, span };
        for inner in children(pair) {
            match inner.as_rule() {
                Rule::quoted => {
                    let content = children(inner).find(|part| part.as_rule() == Rule::quoted_text);
                    let line =
                        content.map(|content| content.as_str().trim().to_owned()).filter(|line| !line.is_empty());
                    text.lines = line.into_iter().map(|line| vec![Piece::Plain(line)]).collect();
                }
                Rule::block => {
                    text.block = true;
                    text.lines = self.block_lines(inner);
                }
                _ => {}
            }
        }
        text
    }

    /// The lines of a block text, blank ones at both ends left out.
    fn block_lines(&self, block: Pair<'_>) -> Vec<Vec<Piece>> {
        let open = Span { start: self.span(&block).start, end: self.span(&block).start + 3 };
        let mut lines = Vec::new();
        for part in children(block) {
            match part.as_rule() {
                Rule::block_line => lines.push(self.block_line(part)),
                Rule::open_text => {
                    let at = self.span(&part).start;
                    let fix = Fix::insert("fermer le texte par `\"\"\"`", at, "\n\"\"\"");
                    self.push(
                        Diagnostic::new(Writing::OpenText, open)
                            .fix(fix)
                            .label(Span::at(at), "le texte devrait finir ici"),
                    );
                }
                _ => {}
            }
        }
        let is_blank = |line: &Vec<Piece>| line.is_empty();
        while lines.last().is_some_and(is_blank) {
            lines.pop();
        }
        let first = lines.iter().position(|line| !is_blank(line)).unwrap_or(lines.len());
        lines.drain(..first);
        lines
    }

    /// One line of a block text.
    fn block_line(&self, line: Pair<'_>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for part in children(line) {
            match part.as_rule() {
                Rule::marker => pieces.push(Piece::Marker(self.marker(part))),
                Rule::run => push_plain(&mut pieces, &part.as_str().replace("[[", "[")),
                Rule::bad_marker => {
                    let span = self.span(&part);
                    let fix = Fix::insert("doubler le crochet : `[[`", span.start, "[");
                    self.report_with(Writing::BadMarker, span, fix);
                    push_plain(&mut pieces, part.as_str());
                }
                _ => {}
            }
        }
        trim_line(&mut pieces);
        pieces
    }

    /// `[name]` or `[name, le cas échéant]`
    fn marker(&self, pair: Pair<'_>) -> Marker {
        let span = self.span(&pair);
        let mut marker = Marker { name: Name { text: String::new(), span }, if_any: false, span };
        for part in children(pair) {
            match part.as_rule() {
                Rule::ident => marker.name = self.name(&part),
                Rule::if_any_words => marker.if_any = true,
                _ => {}
            }
        }
        marker
    }
}

/// Adds plain text to a line, joined to what is plain before it.
fn push_plain(pieces: &mut Vec<Piece>, text: &str) {
    if let Some(Piece::Plain(last)) = pieces.last_mut() {
        last.push_str(text);
    } else {
        pieces.push(Piece::Plain(text.to_owned()));
    }
}

/// Takes the blanks at both ends of a line away.
fn trim_line(pieces: &mut Vec<Piece>) {
    if let Some(Piece::Plain(first)) = pieces.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(Piece::Plain(last)) = pieces.last_mut() {
        last.truncate(last.trim_end().len());
    }
    pieces.retain(|piece| !matches!(piece, Piece::Plain(text) if text.is_empty()));
}
