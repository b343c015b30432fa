//! The words and signs of a source, whether or not it can be read: what an editor colours, and what it looks at to tell
//! where in a clause somebody is writing. Texts and comments are where the parser found them; the rest is plain to see.

use unicode_ident::{is_xid_continue, is_xid_start};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::case::CaseFile;
use super::tree::{Comment, File};
use super::words::keywords;
use crate::diagnostic::Span;

/// A word or a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word of the language; many may also be names, where a name stands.
    Keyword,
    /// Any other word.
    Name,
    /// Digits: a number, a date, an id.
    Number,
    /// A text, quotes included.
    Text,
    /// A comment.
    Comment,
    /// A sign of comparison: `=` `≠` `<` `≤` `>` `≥`, in whatever spelling.
    Comparison,
    /// `{` or `(`
    Opening,
    /// `}` or `)`
    Closing,
    /// Anything else.
    Sign,
}

/// The tokens of a source and of its tree, in order; what lies between them is blank.
pub fn tokens(text: &str, file: &File) -> Vec<Token> {
    between(text, &file.texts, &file.comments)
}

/// The tokens of a file of cases and of its tree.
pub fn tokens_of_cases(text: &str, file: &CaseFile) -> Vec<Token> {
    between(text, &file.texts, &file.comments)
}

/// The tokens of a source with these texts and comments.
fn between(text: &str, texts: &[Span], comments: &[Comment]) -> Vec<Token> {
    let mut known: Vec<Token> = texts.iter().map(|span| Token { kind: TokenKind::Text, span: *span }).collect();
    known.extend(comments.iter().map(|comment| Token { kind: TokenKind::Comment, span: comment.span }));
    known.sort_unstable_by_key(|token| token.span);
    let mut found = Vec::new();
    let mut at = 0;
    for token in known {
        let start = token.span.start as usize;
        if start < at {
            continue; // inside another: a part of a piece that was read twice
        }
        plain(text, at, start, &mut found);
        at = token.span.end as usize;
        found.push(token);
    }
    plain(text, at, text.len(), &mut found);
    found
}

/// The tokens of a stretch without a text or comment the parser knows of.
fn plain(text: &str, from: usize, to: usize, found: &mut Vec<Token>) {
    let mut at = from;
    while let Some(rest) = text.get(at..to) {
        let Some(first) = rest.chars().next() else { break };
        let (kind, length) = token(rest, first);
        if let Some(kind) = kind {
            found.push(Token { kind, span: Span::new(at, at + length) });
        }
        at += length;
    }
}

/// The kind and length of the token a text begins with; no kind for blanks.
fn token(text: &str, first: char) -> (Option<TokenKind>, usize) {
    let run = |holds: &dyn Fn(char) -> bool| text.find(|letter| !holds(letter)).unwrap_or(text.len());
    match first {
        _ if first.is_whitespace() => (None, run(&char::is_whitespace)),
        '{' | '(' => (Some(TokenKind::Opening), 1),
        '}' | ')' => (Some(TokenKind::Closing), 1),
        // In a line that could not be read: up to the quote that closes it, or the end of the line.
        '"' => {
            let end = text[1..].find(['"', '\n']).map_or(text.len(), |at| at + 1);
            let closed = text.get(end..).is_some_and(|rest| rest.starts_with('"'));
            (Some(TokenKind::Text), end + usize::from(closed))
        }
        '=' | '≠' | '<' | '≤' | '>' | '≥' | '!' => {
            (Some(TokenKind::Comparison), run(&|letter| matches!(letter, '=' | '≠' | '<' | '≤' | '>' | '≥' | '!')))
        }
        _ if first.is_ascii_digit() => {
            // `0,25`, `12/10/2023`, `5/4`, `1.10`; a comma or full stop is a part of it only before a digit.
            let mut end = 0;
            let mut letters = text.char_indices().peekable();
            while let Some((at, letter)) = letters.next() {
                let joins =
                    matches!(letter, ',' | '.' | '/') && letters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
                if !(letter.is_alphanumeric() || joins) {
                    break;
                }
                end = at + letter.len_utf8();
            }
            (Some(TokenKind::Number), end)
        }
        _ if is_xid_start(first) || first == '_' => {
            let end = run(&is_xid_continue);
            let kind = if is_keyword(&text[..end]) { TokenKind::Keyword } else { TokenKind::Name };
            (Some(kind), end)
        }
        _ => (Some(TokenKind::Sign), first.len_utf8()),
    }
}

/// True for a word of the language, composed or not.
pub fn is_keyword(word: &str) -> bool {
    if is_nfc(word) {
        keywords().contains(&word)
    } else {
        let composed: String = word.nfc().collect();
        keywords().contains(&composed.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;

    fn shown(text: &str) -> Vec<(TokenKind, &str)> {
        tokens(text, &parse(text).file).into_iter().map(|token| (token.kind, &text[token.span.range()])).collect()
    }

    #[test]
    fn words_signs_and_texts_are_told_apart() {
        use TokenKind::{Closing, Comment, Comparison, Keyword, Name, Number, Opening, Sign, Text};
        assert_eq!(
            shown("point 1.10 { # à voir\n  note \"si # non\"\n  applicable si e\u{301}té <= 0,5 %, x\n}"),
            [
                (Name, "point"),
                (Number, "1.10"),
                (Opening, "{"),
                (Comment, "# à voir"),
                (Keyword, "note"),
                (Text, "\"si # non\""),
                (Keyword, "applicable"),
                (Keyword, "si"),
                (Name, "e\u{301}té"),
                (Comparison, "<="),
                (Number, "0,5"),
                (Sign, "%"),
                (Sign, ","),
                (Name, "x"),
                (Closing, "}"),
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_has_tokens_too() {
        let found = shown("grille x version \"1\"\nbarem « ? { \"non fermé\nsi a\n");
        let words: Vec<&str> = found.iter().map(|(_, word)| *word).collect();
        assert_eq!(words[4..], ["barem", "«", "?", "{", "\"non fermé", "si", "a"]);
    }

    #[test]
    fn every_letter_is_in_a_token_or_blank() {
        let text = std::fs::read_to_string("grids/sp_plus/2023.grille").unwrap();
        for text in [text.as_str(), &text[..40_001], "a\u{301}\u{1F3DB}\"\"\"", "\"", "é\"", "{\"\"\""] {
            let mut at = 0;
            for token in tokens(text, &parse(text).file) {
                assert!(token.span.start as usize >= at && token.span.end > token.span.start, "{token:?}");
                assert!(text[at..token.span.start as usize].trim().is_empty(), "{token:?}");
                at = token.span.end as usize;
            }
            assert!(text[at..].trim().is_empty());
        }
    }
}
