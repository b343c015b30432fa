//! What is done to a text before the grammar reads it: letters composed to NFC, and nesting cut where it is too deep to follow.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::map::OffsetMap;
use super::words::fold;
use crate::diagnostic::{Diagnostic, Span, Writing};

/// How deep parentheses or braces may nest: far beyond any grid, and well within what the stack holds.
pub(super) const DEEPEST: usize = 128;

/// The text the grammar reads, and where it stands in the source.
pub(super) fn readable(text: &str, diagnostics: &mut Vec<Diagnostic>) -> (String, OffsetMap) {
    let (composed, map) = compose(text);
    let deep = too_deep(&composed);
    let Some(first) = deep.first() else { return (composed, map) };
    diagnostics.push(Diagnostic::new(Writing::TooDeep, map.span(Span::new(*first, first + 1))));
    let mut deep = deep.into_iter().peekable();
    let blanked = composed.char_indices().map(|(at, c)| if deep.next_if_eq(&at).is_some() { ' ' } else { c });
    (blanked.collect(), map)
}

/// The words of the plan, folded, as far as one line tells: a mistake elsewhere in the file must not hide them.
pub(super) fn plan_words(text: &str) -> Vec<String> {
    let plan = text.lines().find_map(|line| line.trim_start().strip_prefix("plan")?.trim_start().strip_prefix(':'));
    let words = plan.unwrap_or("point").split('#').next().unwrap_or("");
    words.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).map(fold).collect()
}

/// Composes a text to NFC. Only a plain ASCII character begins a stretch, so no composition ever crosses two of them.
fn compose(text: &str) -> (String, OffsetMap) {
    let mut map = OffsetMap::default();
    if is_nfc(text) {
        return (text.to_owned(), map);
    }
    let mut composed = String::with_capacity(text.len());
    let mut start = 0;
    while start < text.len() {
        let end =
            text[start..].char_indices().skip(1).find(|(_, c)| c.is_ascii()).map_or(text.len(), |(at, _)| start + at);
        let stretch = &text[start..end];
        let edited = composed.len();
        composed.extend(stretch.nfc());
        if composed[edited..] != *stretch {
            map.push(Span::new(start, end), edited, composed.len() - edited);
        }
        start = end;
    }
    (composed, map)
}

/// The opening parentheses and braces that stand too deep, and what would close them. No text is looked at as such: a text
/// that was never closed must not hide what follows it. Parentheses only nest in conditions, which hold no quote.
fn too_deep(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut braces, mut parentheses) = (0_usize, 0_usize);
    for (at, byte) in text.bytes().enumerate() {
        let depth = match byte {
            b'(' | b')' => &mut parentheses,
            b'{' | b'}' => &mut braces,
            b'"' => {
                parentheses = 0;
                continue;
            }
            _ => continue,
        };
        if matches!(byte, b'(' | b'{') {
            *depth += 1;
            if *depth > DEEPEST {
                found.push(at);
            }
        } else {
            if *depth > DEEPEST {
                found.push(at);
            }
            *depth = depth.saturating_sub(1);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_letters_are_composed_and_keep_their_place() {
        let (text, map) = compose("a e\u{301}te\u{301} b");
        assert_eq!(text, "a \u{e9}t\u{e9} b");
        assert_eq!(map.span(Span::new(2, 7)), Span::new(2, 9));
        assert_eq!(map.span(Span::new(8, 9)), Span::new(10, 11));
    }

    #[test]
    fn what_nests_too_deep_is_blanked() {
        let mut diagnostics = Vec::new();
        let text = format!("applicable si {}a{}", "(".repeat(130), ")".repeat(130));
        let (readable, _) = readable(&text, &mut diagnostics);
        assert_eq!(readable.matches('(').count(), DEEPEST);
        assert_eq!(readable.matches(')').count(), DEEPEST);
        assert_eq!(diagnostics.len(), 1);
    }
}
