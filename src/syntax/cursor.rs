//! Where in the clauses of a file a place is, told from the tokens alone: what is being written there is seldom a clause yet.

use std::borrow::Cow;

use unicode_ident::is_xid_continue;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::token::{Token, TokenKind};
use super::words::CONTINUING;
use crate::diagnostic::Span;

/// What is around a place.
#[derive(Debug, Clone)]
pub struct Surroundings<'t> {
    text: &'t str,
    /// The braces and parentheses that are open there, outermost first.
    pub blocks: Vec<Block<'t>>,
    /// The tokens of the clause under way, from its first word to the word at the place, which is left out. Inside braces or
    /// parentheses, those of the piece between two commas or lines.
    pub clause: &'t [Token],
    /// The word at the place, up to the place: empty where none was begun.
    pub word: Span,
    /// The text the place is in, quotes included.
    pub in_text: Option<Span>,
    /// True in a comment.
    pub in_comment: bool,
}

/// A brace or parenthesis that is open.
#[derive(Debug, Clone, Copy)]
pub struct Block<'t> {
    /// What precedes it in its clause.
    pub head: &'t [Token],
    /// Where it stands.
    pub open: Span,
    /// True for a parenthesis.
    pub is_parenthesis: bool,
}

/// A block on the way, by indices of tokens.
struct Frame {
    head: std::ops::Range<usize>,
    open: Span,
    is_parenthesis: bool,
    /// Where the piece under way begins.
    start: usize,
    /// True if commas part what is inside.
    is_list: bool,
}

/// What is around an offset in a text and its tokens.
pub fn surroundings<'t>(text: &'t str, tokens: &'t [Token], offset: u32) -> Surroundings<'t> {
    let word = word_at(text, offset);
    let before = tokens.partition_point(|token| token.span.end <= word.start);
    let around = tokens.get(before).filter(|token| token.span.start < offset && offset <= token.span.end);
    let just_before = before.checked_sub(1).and_then(|at| tokens.get(at));
    let mut frames: Vec<Frame> = Vec::new();
    let mut start = 0;
    let mut previous = 0;
    for (at, token) in tokens.iter().enumerate().take(before) {
        let is_parenthesis = frames.last().is_some_and(|frame| frame.is_parenthesis);
        if !is_parenthesis && starts_clause(text, previous, *token) {
            start = at;
        }
        previous = token.span.end;
        match (token.kind, text.get(token.span.range())) {
            (TokenKind::Opening, sign) => {
                let head = start..at;
                let is_list = is_list(text, tokens.get(head.clone()).unwrap_or_default());
                frames.push(Frame { head, open: token.span, is_parenthesis: sign == Some("("), start, is_list });
                start = at + 1;
            }
            (TokenKind::Closing, Some("}")) => {
                // A brace closes what was left open in it.
                while frames.last().is_some_and(|frame| frame.is_parenthesis) {
                    frames.pop();
                }
                start = frames.pop().map_or(start, |frame| frame.start);
            }
            (TokenKind::Closing, _) if is_parenthesis => start = frames.pop().map_or(start, |frame| frame.start),
            (TokenKind::Sign, Some(",")) if frames.last().is_some_and(|frame| frame.is_list) => start = at + 1,
            _ => {}
        }
    }
    let is_parenthesis = frames.last().is_some_and(|frame| frame.is_parenthesis);
    let at_place = Token { kind: TokenKind::Name, span: word };
    if !is_parenthesis && starts_clause(text, previous, at_place) {
        start = before;
    }
    let blocks = frames.into_iter().map(|frame| Block {
        head: tokens.get(frame.head).unwrap_or_default(),
        open: frame.open,
        is_parenthesis: frame.is_parenthesis,
    });
    let within = |kind| around.filter(|token| token.kind == kind);
    let open_text = just_before.filter(|token| token.kind == TokenKind::Text && is_open(text, **token, offset));
    Surroundings {
        text,
        blocks: blocks.collect(),
        clause: tokens.get(start.min(before)..before).unwrap_or_default(),
        word,
        in_text: within(TokenKind::Text).filter(|token| offset < token.span.end).or(open_text).map(|token| token.span),
        in_comment: just_before.is_some_and(|token| {
            token.kind == TokenKind::Comment && line_of(text, token.span.start) == line_of(text, offset)
        }) || within(TokenKind::Comment).is_some(),
    }
}

impl<'t> Surroundings<'t> {
    /// The word or sign of a token, composed.
    pub fn written(&self, token: &Token) -> Cow<'t, str> {
        written(self.text, token)
    }

    /// The words and signs of the clause under way, comments left out.
    pub fn words(&self) -> Vec<Cow<'t, str>> {
        self.words_of(self.clause)
    }

    /// The words and signs of some tokens, comments left out.
    pub fn words_of(&self, tokens: &'t [Token]) -> Vec<Cow<'t, str>> {
        let told = tokens.iter().filter(|token| token.kind != TokenKind::Comment);
        told.map(|token| self.written(token)).collect()
    }
}

/// A token as it is written, composed.
fn written<'t>(text: &'t str, token: &Token) -> Cow<'t, str> {
    let word = text.get(token.span.range()).unwrap_or_default();
    match is_nfc_quick(word.chars()) {
        IsNormalized::Yes => Cow::Borrowed(word),
        _ => Cow::Owned(word.nfc().collect()),
    }
}

/// The word that ends at an offset: letters, digits, `_`, and full stops between them, as in ids and paths.
fn word_at(text: &str, offset: u32) -> Span {
    let before = text.get(..offset as usize).unwrap_or_default();
    let is_part = |letter: char| is_xid_continue(letter) || letter == '.';
    let start = before.trim_end_matches(is_part).len();
    let stops = before[start..].len() - before[start..].trim_start_matches('.').len();
    Span::new(start + stops, before.len())
}

/// True if a token begins a clause: it is the first of its line, and no word that goes on with the clause above.
fn starts_clause(text: &str, previous: u32, token: Token) -> bool {
    let between = text.get(previous as usize..token.span.start as usize).unwrap_or_default();
    let goes_on = match token.kind {
        TokenKind::Comparison | TokenKind::Text => true,
        TokenKind::Keyword | TokenKind::Name => CONTINUING.contains(&written(text, &token).as_ref()),
        _ => false,
    };
    between.contains(['\n', '\r']) && !goes_on
}

/// True if commas part what is inside the braces after a head: not those of sections, where they stand inside clauses.
fn is_list(text: &str, head: &[Token]) -> bool {
    let opens = ["parmi", "tous", "chaque", "choix", "ordonné", "ensemble", "échelle"];
    head.iter().any(|token| token.kind == TokenKind::Keyword && opens.contains(&written(text, token).as_ref()))
}

/// True if a text token that ends before an offset was never closed, so that the offset is in it all the same.
fn is_open(text: &str, token: Token, offset: u32) -> bool {
    let written = text.get(token.span.range()).unwrap_or_default();
    let closed = match written.strip_prefix("\"\"\"") {
        Some(rest) => rest.ends_with("\"\"\""),
        None => written.len() > 1 && written.ends_with('"'),
    };
    !closed && (written.starts_with("\"\"\"") || line_of(text, token.span.start) == line_of(text, offset))
}

/// Which line an offset is on.
fn line_of(text: &str, offset: u32) -> usize {
    text.get(..offset as usize).unwrap_or_default().matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::super::{parse, token::tokens};
    use super::*;

    /// What is around `$0`: heads of blocks, `|`, the clause, `|`, the word.
    fn shown(marked: &str) -> String {
        let at = marked.find("$0").unwrap();
        let text = marked.replacen("$0", "", 1);
        let tokens = tokens(&text, &parse(&text).file);
        let here = surroundings(&text, &tokens, Span::new(at, 0).start);
        if here.in_comment {
            return "commentaire".to_owned();
        }
        if here.in_text.is_some() {
            return "texte".to_owned();
        }
        let heads: Vec<_> = here.blocks.iter().map(|block| here.words_of(block.head).join(" ")).collect();
        format!("{} | {} | {}", heads.join(" > "), here.words().join(" "), &text[here.word.range()])
    }

    #[test]
    fn the_clause_under_way_is_found() {
        for (text, expected) in [
            ("$0", " |  | "),
            ("gr$0", " |  | gr"),
            ("grille x version \"1\"\n$0", " |  | "),
            ("grille x version \"1\"\npoi$0", " |  | poi"),
            ("point 1 {\n  applicable si $0", "point 1 | applicable si | "),
            ("point 1 {\n  applicable si a\n    et ta$0ux\n}", "point 1 | applicable si a et | ta"),
            ("point 1 {\n  applicable si (a ou $0\n", "point 1 > applicable si | a ou | "),
            ("point 1 {\n  applicable si (a ou b) et $0\n", "point 1 | applicable si ( a ou b ) et | "),
            ("point 1 {\n  barème {\n    bas si x\n    $0\n  }\n}", "point 1 > barème |  | "),
            ("point 1 {\n  barème {\n    bas si niveau(1.$0", "point 1 > barème > bas si niveau |  | 1."),
            ("x parmi { a, $0 }", "x parmi |  | "),
            ("exige tous { a, b : au moins 1 parmi { c, $0 } }", "exige tous > b : au moins 1 parmi |  | "),
            ("exige tous { a } pour chaque { $0 }", "exige tous { a } pour chaque |  | "),
            ("axe 1 {\n  poids 2 si a, 3 si $0\n}", "axe 1 | poids 2 si a , 3 si | "),
            ("note \"a $0 b\"", "texte"),
            ("point 1 {\n exigence \"\"\"\n a $0", "texte"),
            ("# a $0", "commentaire"),
            ("note \"a\" # b\n$0", " |  | "),
            ("de\u{301}finition x : e\u{301}t$0", " | définition x : | e\u{301}t"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
