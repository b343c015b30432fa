//! JSON looked at many bytes at a time. What is passed over here is JSON for `serde_json` too.

use std::ops::Range;

use wide::u8x16;

/// How deep lists and objects nobody reads may nest before the slow way is taken.
const DEEPEST: usize = 64;

/// Eight bytes as a word, the first the lowest; `None` if fewer are left.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

/// The first bytes of a word, the others zero. There must be fewer than eight.
#[inline]
pub(super) fn first(word: u64, length: usize) -> u64 {
    word & !(u64::MAX << (length * 8))
}

/// A string of which the opening quote is just before.
pub(super) struct Text {
    /// Where its closing quote is.
    pub(super) end: usize,
    /// True if something in it is escaped.
    pub(super) escaped: bool,
}

/// Passes over a string, from just after its opening quote.
#[inline]
pub(super) fn text(bytes: &[u8], start: usize) -> Option<Text> {
    let (mut at, mut escaped) = (start, false);
    loop {
        while let Some(chunk) = bytes.get(at..)?.first_chunk() {
            let chunk = u8x16::new(*chunk);
            let is_control = chunk.min(u8x16::splat(0x1F)).simd_eq(chunk);
            let marks = (is(chunk, b'"') | is(chunk, b'\\') | is_control).to_bitmask();
            if marks != 0 {
                at += marks.trailing_zeros() as usize;
                break;
            }
            at += 16;
        }
        at += bytes.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20))?;
        match bytes.get(at)? {
            b'"' => return Some(Text { end: at, escaped }),
            b'\\' => {
                escaped = true;
                at = escape(bytes, at + 1)?;
            }
            _ => return None,
        }
    }
}

/// True bits where a byte is one that is looked for.
#[inline]
fn is(bytes: u8x16, wanted: u8) -> u8x16 {
    bytes.simd_eq(u8x16::splat(wanted))
}

/// Passes over an escape, from just after its backslash.
fn escape(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 1),
        b'u' => bytes.get(at + 1..at + 5)?.iter().all(u8::is_ascii_hexdigit).then_some(at + 5),
        _ => None,
    }
}

/// A stretch of a text that was only passed over, if it is UTF-8.
#[inline]
pub(super) fn utf8(bytes: &[u8], stretch: Range<usize>) -> Option<&str> {
    let text = bytes.get(stretch.clone())?;
    if text.len() < MANY
        && !text.is_ascii()
        && let Some(more) = bytes.get(stretch.start..stretch.start + MANY + LONGEST_CHARACTER)
        // Where a character begins.
        && let Some(end) = (MANY..more.len()).find(|end| !matches!(more[*end], 0x80..0xC0))
        && let Ok(more) = simdutf8::basic::from_utf8(&more[..end])
    {
        return more.get(..text.len());
    }
    simdutf8::basic::from_utf8(text).ok()
}

/// How many bytes are proved to be UTF-8 together: a short text is, with some that follow it, sooner than alone.
const MANY: usize = 64;

/// The bytes of the longest character.
const LONGEST_CHARACTER: usize = 4;

/// Passes over a byte.
#[inline]
pub(super) fn byte(bytes: &[u8], at: usize, wanted: u8) -> Option<usize> {
    (bytes.get(at) == Some(&wanted)).then_some(at + 1)
}

/// Passes over a word.
#[inline]
pub(super) fn literal(bytes: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    bytes.get(at..)?.starts_with(word).then_some(at + word.len())
}

/// Passes over a number.
pub(super) fn number(bytes: &[u8], mut at: usize) -> Option<usize> {
    if bytes.get(at) == Some(&b'-') {
        at += 1;
    }
    at = match bytes.get(at)? {
        b'0' => at + 1,
        _ => digits(bytes, at)?,
    };
    if bytes.get(at) == Some(&b'.') {
        at = digits(bytes, at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        let signed = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
        at = digits(bytes, at + 1 + usize::from(signed))?;
    }
    Some(at)
}

/// Passes over digits, of which there is at least one.
fn digits(bytes: &[u8], at: usize) -> Option<usize> {
    let count = bytes.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count > 0).then_some(at + count)
}

/// Passes over a value that is no list or object.
pub(super) fn plain(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => Some(text(bytes, at + 1)?.end + 1),
        b't' => literal(bytes, at, b"true"),
        b'f' => literal(bytes, at, b"false"),
        b'n' => literal(bytes, at, b"null"),
        _ => number(bytes, at),
    }
}

/// Passes over any value, which may not be UTF-8.
pub(super) fn value(bytes: &[u8], at: usize) -> Option<usize> {
    nested(bytes, at, DEEPEST)
}

fn nested(bytes: &[u8], at: usize, deeper: usize) -> Option<usize> {
    let close = match bytes.get(at)? {
        b'{' => b'}',
        b'[' => b']',
        _ => return plain(bytes, at),
    };
    let deeper = deeper.checked_sub(1)?;
    let mut at = at + 1;
    if bytes.get(at) == Some(&close) {
        return Some(at + 1);
    }
    loop {
        if close == b'}' {
            at = byte(bytes, at, b'"')?;
            at = byte(bytes, text(bytes, at)?.end + 1, b':')?;
        }
        at = nested(bytes, at, deeper)?;
        match bytes.get(at)? {
            b',' => at += 1,
            byte if *byte == close => return Some(at + 1),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_passed_over_is_json() {
        let values = [
            "0",
            "-0.5e+10",
            "12",
            "01",
            "1.",
            "-",
            "1e",
            ".5",
            "+1",
            "true",
            "null",
            "nul",
            "\"\"",
            "\"é\\u00e9\\n et le reste\"",
            "\"\\ud800\"",
            "\"\\u12\"",
            "\"\\x\"",
            "\"tab\tici, après huit\"",
            "\"fin",
            "[]",
            "[1,[]]",
            "[1,]",
            "[1 2]",
            "{}",
            "{\"a\":{\"b\":[null]}}",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\"}",
            "{\"a\":1]",
        ];
        for json in values {
            let known: Result<&serde_json::value::RawValue, _> = serde_json::from_str(json);
            let passed = value(json.as_bytes(), 0) == Some(json.len());
            assert_eq!(passed, known.is_ok(), "{json}");
        }
        let deep = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(value(deep(DEEPEST).as_bytes(), 0), Some(2 * DEEPEST));
        assert_eq!(value(deep(DEEPEST + 1).as_bytes(), 0), None);
        assert_eq!(value("[".repeat(1_000_000).as_bytes(), 0), None);
    }

    #[test]
    fn texts_end_wherever_their_quote_stands() {
        for length in 0..70 {
            for (special, escaped) in [("", false), ("\\n", true), ("\\\"", true)] {
                for at in 0..=length {
                    let inside = format!("{}{special}{}", "é".repeat(at), "a".repeat(length - at));
                    let found = text(format!("{inside}\" et la suite").as_bytes(), 0).unwrap();
                    assert_eq!((found.end, found.escaped), (inside.len(), escaped), "{inside}");
                    for bad in ["\n", "\\x"] {
                        assert!(
                            text(format!("{}{bad}{}\"", "é".repeat(at), "a".repeat(length - at)).as_bytes(), 0)
                                .is_none()
                        );
                    }
                }
            }
        }
    }
}
