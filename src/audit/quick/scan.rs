//! JSON looked at many bytes at a time. What is passed over here is JSON for `serde_json` too.

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
pub(super) fn is(bytes: u8x16, wanted: u8) -> u8x16 {
    bytes.simd_eq(u8x16::splat(wanted))
}

/// One bit for each of 64 bytes, true where it is wanted.
#[inline]
fn bits(bytes: &[u8; 64], are_wanted: impl Fn(u8x16) -> u8x16) -> u64 {
    let sixteen = |bytes: &[u8; 16]| u64::from(are_wanted(u8x16::new(*bytes)).to_bitmask());
    let [one, two, three, four] = bytes.as_chunks().0 else { return 0 };
    sixteen(one) | sixteen(two) << 16 | sixteen(three) << 32 | sixteen(four) << 48
}

/// Tells where the bytes stand that are wanted, from a place on, one after the other as long as it is asked. They are found 64 at a time;
/// none is among the last 63 of a text.
#[inline]
pub(super) fn marks(
    bytes: &[u8],
    mut start: usize,
    are_wanted: impl Fn(u8x16) -> u8x16,
    mut each: impl FnMut(usize) -> Option<()>,
) {
    while let Some(window) = bytes.get(start..).and_then(<[u8]>::first_chunk) {
        let mut bits = bits(window, &are_wanted);
        while bits != 0 {
            if each(start + bits.trailing_zeros() as usize).is_none() {
                return;
            }
            bits &= bits - 1;
        }
        start += 64;
    }
}

/// How many bytes there are up to the first of its kind and with it, if it stands in so many blocks of 64.
#[inline]
pub(super) fn within<const BLOCKS: usize>(bytes: &[u8], start: usize, wanted: u8) -> Option<usize> {
    let blocks: &[[u8; 64]; BLOCKS] = bytes.get(start..)?.as_chunks().0.first_chunk()?;
    let found = blocks.iter().enumerate().find_map(|(at, block)| {
        let bits = bits(block, |bytes| is(bytes, wanted));
        (bits != 0).then(|| 64 * at + bits.trailing_zeros() as usize)
    });
    found.map(|at| at + 1)
}

/// Passes over an escape, from just after its backslash.
fn escape(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 1),
        b'u' => bytes.get(at + 1..at + 5)?.iter().all(u8::is_ascii_hexdigit).then_some(at + 5),
        _ => None,
    }
}

/// Passes over blanks.
#[inline]
pub(super) fn blanks(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\t' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

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

/// Passes over any value.
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
    let mut at = blanks(bytes, at + 1);
    if bytes.get(at) == Some(&close) {
        return Some(at + 1);
    }
    loop {
        if close == b'}' {
            at = byte(bytes, at, b'"')?;
            at = blanks(bytes, text(bytes, at)?.end + 1);
            at = blanks(bytes, byte(bytes, at, b':')?);
        }
        // Most of what nobody reads are texts.
        at = match bytes.get(at)? {
            b'"' => text(bytes, at + 1)?.end + 1,
            _ => nested(bytes, at, deeper)?,
        };
        at = blanks(bytes, at);
        match bytes.get(at)? {
            b',' => at = blanks(bytes, at + 1),
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
            "[ 1 , [ ] ]",
            "[1,]",
            "[1 2]",
            "{}",
            "{ \"a\" : { \"b\" : [ null ] } }",
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
    fn bytes_are_found_wherever_they_stand() {
        let text: Vec<u8> = (0..300_u32).map(|at| [b'a', b':', b',', b'b'][(at * at % 23 % 4) as usize]).collect();
        for start in 0..=text.len() {
            let mut found = Vec::new();
            marks(
                &text,
                start,
                |bytes| is(bytes, b':') | is(bytes, b','),
                |at| {
                    found.push(at);
                    Some(())
                },
            );
            let end = start + (text.len() - start) / 64 * 64;
            let there: Vec<_> = (start..end).filter(|at| matches!(text[*at], b':' | b',')).collect();
            assert_eq!(found, there, "{start}");
        }
        let mut left = 3;
        marks(
            &text,
            0,
            |bytes| is(bytes, b':'),
            |_| {
                left -= 1;
                (left > 0).then_some(())
            },
        );
        assert_eq!(left, 0);
    }

    #[test]
    fn the_first_of_a_byte_is_found_within_so_many() {
        for at in 0..200 {
            let mut text = vec![b'a'; 200];
            text[at] = b']';
            assert_eq!(within::<1>(&text, 0, b']'), (at < 64).then_some(at + 1));
            assert_eq!(within::<2>(&text, 0, b']'), (at < 128).then_some(at + 1));
            assert_eq!(within::<2>(&text, 100, b']'), None);
        }
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
