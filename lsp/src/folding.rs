//! What can be folded: blocks, long texts, runs of comments.

use grille::diagnostic::Span;
use grille::syntax::token::TokenKind;

use crate::document::Document;

/// A stretch that can be folded, from the end of its first line to the end of its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    /// The first line, which stays, from 0.
    pub first: u32,
    /// The last line that is hidden.
    pub last: u32,
    /// True for comments.
    pub is_comment: bool,
}

/// Everything that can be folded, in the order of the text.
pub fn folds(document: &Document) -> Vec<Fold> {
    let line = |offset| document.lines.line(offset);
    let mut found = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut comments: Option<Fold> = None;
    for token in document.tokens() {
        let Span { start, end } = token.span;
        match token.kind {
            TokenKind::Comment => {
                let at = line(start);
                let alone = document.slice(Span { start: document.lines.span(document.text(), at).start, end: start });
                match &mut comments {
                    Some(run) if run.last + 1 == at => run.last = at,
                    _ if alone.trim().is_empty() => {
                        found.extend(comments.replace(Fold { first: at, last: at, is_comment: true }));
                    }
                    _ => {}
                }
                continue;
            }
            TokenKind::Opening => open.push(start),
            // The line of the brace that closes stays to be seen.
            TokenKind::Closing => found.extend(open.pop().map(|opened| Fold {
                first: line(opened),
                last: line(start).saturating_sub(1),
                is_comment: false,
            })),
            TokenKind::Text => found.push(Fold { first: line(start), last: line(end), is_comment: false }),
            _ => {}
        }
        found.extend(comments.take());
    }
    found.extend(comments);
    found.retain(|fold| fold.first < fold.last);
    found.sort_unstable();
    // Of two that start on a line, an editor folds the longer one.
    found.dedup_by(|later, first| {
        later.first == first.first && {
            first.last = first.last.max(later.last);
            true
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_texts_and_comments_fold() {
        let text = "# un\n# deux\nprofil {\n  a : oui_non\n}\npoint 1 {\n  exigence \"\"\"\n    a\n  \"\"\"\n  exige tous { b \"B\" }\n}\n";
        let found = folds(&Document::new("essai.grille", 1, text.to_owned()));
        let lines: Vec<_> = found.iter().map(|fold| (fold.first, fold.last, fold.is_comment)).collect();
        assert_eq!(lines, [(0, 1, true), (2, 3, false), (5, 9, false), (6, 8, false)]);
    }
}
