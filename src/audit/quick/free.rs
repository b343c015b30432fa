//! Objects of texts nobody reads (`{"1.4":"…","2.16":"…"}`) passed over 64 bytes at a time.
#![allow(clippy::inline_always, reason = "compiled for the vectors of the processor")]

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};

use super::ends::{BLOCK, first_block};
use super::scan;
use super::strings::{Strings, by_turns};

/// Passes over any value, which may not be UTF-8.
pub(super) fn value(level: Level, bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at) == Some(&b'{')
        && let Some(end) = dispatch!(level, simd => texts(simd, bytes, at + 1))
    {
        return Some(end);
    }
    scan::value(bytes, at)
}

/// Passes over an object from just after its opening bracket, if it is made of texts, one at least, without a blank between two of them.
/// `None` for others, and for some of those: they may be JSON or not.
#[inline(always)]
fn texts<S: Simd>(simd: S, bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut strings = Strings::default();
    // Whether the byte before is a mark, as the bracket is, or closes a text; and all bits after the first of two marks.
    let (mut mark, mut closed, mut odd) = (1, 0, 0);
    loop {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let block = first_block(simd, rest);
        let is = |byte: u8| block.simd_eq(byte).to_bitmask();
        let (quotes, backslashes) = (is(b'"'), is(b'\\'));
        let escaped = strings.escaped(backslashes);
        if escaped != 0 {
            let letters = is(b'b') | is(b'f') | is(b'n') | is(b'r') | is(b't');
            if escaped & !(quotes | backslashes | letters | is(b'/')) != 0 {
                return None;
            }
        }
        let quotes = quotes & !escaped;
        let inside = strings.inside(quotes);
        let closing = quotes & !inside;
        let outside = !(inside | quotes);
        let end = outside & is(b'}');
        let end = end & end.wrapping_neg();
        let here = end.wrapping_sub(1);
        // Between two texts stands one mark: a colon, then a comma, by turns.
        let marks = outside & here;
        let colons = by_turns(marks) ^ odd;
        let (after_mark, after_text) = (marks << 1 | mark, closing << 1 | closed);
        let wrong = marks & (colons ^ is(b':'))
            | marks & (!colons ^ is(b','))
            | after_mark & (marks | end)
            | after_text & quotes & inside
            | block.simd_lt(b' ').to_bitmask();
        if wrong & (here | end) != 0 {
            return None;
        }
        if end != 0 {
            return (colons & end != 0).then_some(at + end.trailing_zeros() as usize + 1);
        }
        (mark, closed, odd) = (marks >> 63, closing >> 63, (colons >> 63).wrapping_neg());
        at += BLOCK;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Where an object ends, by the vectors the processor has, and by none.
    fn end(text: &str) -> Option<usize> {
        let [best, least] =
            [Level::new(), Level::baseline()].map(|level| dispatch!(level, simd => texts(simd, text.as_bytes(), 1)));
        assert_eq!(best, least, "{text}");
        best
    }

    #[test]
    fn objects_of_texts_are_passed_over() {
        for length in 0..140 {
            let text = "é".repeat(length / 2) + &"a".repeat(length % 2);
            for object in [
                format!("{{\"{text}\":\"\"}}"),
                format!("{{\"{text}\":\"b\",\"\":\"}}{{,:\"}}"),
                format!("{{\"a\":\"{text}\\n\\\\\\\"\",\"b\":\"{text}\"}}"),
            ] {
                for after in ["", "}", ",\"b\":{\"a\":1}}"] {
                    assert_eq!(end(&format!("{object}{after}")), Some(object.len()), "{object}{after}");
                }
            }
            for object in [
                format!("{{\"{text}\"}}"),
                format!("{{\"{text}\":}}"),
                format!("{{\"{text}\"\"\"}}"),
                format!("{{\"{text}\":\"a\",}}"),
                format!("{{\"{text}\",\"a\"}}"),
                format!("{{\"{text}\":\"a\":\"b\"}}"),
                format!("{{\"{text}\":\"a\",\"b\"}}"),
                format!("{{\"{text}\"::\"a\"}}"),
                format!("{{\"{text}\":\"a\"\"b\":\"c\"}}"),
                format!("{{\"{text}\":\"\\x\"}}"),
                format!("{{\"{text}\":\"\n\"}}"),
                format!("{{\"{text}\":\"a\"]"),
                format!("{{\"{text}"),
                format!("{{:\"{text}\":\"a\"}}"),
            ] {
                assert_eq!(end(&object), None, "{object}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_passed_over_is_json(scraps in proptest::collection::vec(proptest::sample::select(vec![
            "{", "}", ":", ",", "\"", "\"", "\"", "\":\"", "\",\"", "\\", "\\\"", "\\n", "\\u00e9", "é", " ", "1", "[]", "\u{1}",
            "un texte qui va jusqu’au bout de ce qu’on regarde d’un coup",
        ]), 0..12), after in "[}\",a]{0,3}") {
            let text = format!("{{\"{}\"}}{after}", scraps.concat());
            if let Some(end) = end(&text) {
                prop_assert_eq!(scan::value(text.as_bytes(), 0), Some(end));
            }
        }
    }
}
