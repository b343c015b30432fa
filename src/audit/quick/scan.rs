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
            let marks = chunk.simd_eq(u8x16::splat(b'"')) | chunk.simd_eq(u8x16::splat(b'\\')) | is_control;
            let marks = marks.to_bitmask();
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

/// Where some bytes stand in a text, from one to the next, found 64 bytes at a time.
pub(super) struct Marks<'t, const COUNT: usize> {
    bytes: &'t [u8],
    wanted: [u8; COUNT],
    /// Where the 64 bytes begin that are looked at.
    start: usize,
    /// Those of them that are wanted and come next, one bit each.
    bits: u64,
}

impl<'t, const COUNT: usize> Marks<'t, COUNT> {
    /// Those of any of these bytes, from a place on.
    #[inline]
    pub(super) fn new(bytes: &'t [u8], wanted: [u8; COUNT], start: usize) -> Self {
        let mut marks = Self { bytes, wanted, start, bits: 0 };
        marks.look();
        marks
    }

    /// The next one.
    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.start += 64;
            if self.start >= self.bytes.len() {
                return None;
            }
            self.look();
        }
        let at = self.start + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(at)
    }

    /// Passes over those before a place.
    #[inline]
    pub(super) fn pass(&mut self, at: usize) {
        match at.saturating_sub(self.start) {
            ahead @ 0..64 => self.bits &= u64::MAX << ahead,
            _ => {
                self.start = at;
                self.look();
            }
        }
    }

    #[inline]
    fn look(&mut self) {
        let rest = self.bytes.get(self.start..).unwrap_or_default();
        self.bits = match rest.first_chunk() {
            Some(block) => marks(block, self.wanted),
            None => last_marks(rest, self.wanted),
        };
    }
}

/// Which of 64 bytes are wanted, one bit each.
#[inline]
fn marks<const COUNT: usize>(block: &[u8; 64], wanted: [u8; COUNT]) -> u64 {
    let is_wanted = |chunk: &[u8; 16]| {
        let chunk = u8x16::new(*chunk);
        let none = u8x16::splat(0);
        wanted.iter().fold(none, |found, byte| found | chunk.simd_eq(u8x16::splat(*byte))).to_bitmask()
    };
    block.as_chunks().0.iter().rev().fold(0, |bits, chunk| bits << 16 | u64::from(is_wanted(chunk)))
}

/// The same of fewer bytes, at the end of a text.
#[cold]
fn last_marks<const COUNT: usize>(rest: &[u8], wanted: [u8; COUNT]) -> u64 {
    let bits = rest.iter().zip(0..).filter(|(byte, _)| wanted.contains(byte)).map(|(_, at)| 1 << at);
    bits.fold(0, |bits, bit: u64| bits | bit)
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
            at = literal(bytes, at, b"\"")?;
            at = blanks(bytes, text(bytes, at)?.end + 1);
            at = blanks(bytes, literal(bytes, at, b":")?);
        }
        at = blanks(bytes, nested(bytes, at, deeper)?);
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
    fn a_byte_is_found_wherever_it_stands() {
        let text: Vec<u8> = (0..300_u32).map(|at| if at * at % 23 == 2 { b':' } else { b'a' }).collect();
        for start in 0..=text.len() {
            for end in [start, (start + 63).min(300), (start + 64).min(300), 300] {
                let mut marks = Marks::new(&text[..end], [b':'], start);
                let found: Vec<_> = std::iter::from_fn(|| marks.next()).collect();
                let there: Vec<_> = (start..end).filter(|at| text[*at] == b':').collect();
                assert_eq!(found, there, "{start}..{end}");
                let mut marks = Marks::new(&text[..end], [b':'], start);
                for at in [0, start, start + 5, start + 70] {
                    marks.pass(at);
                    let later = (at.max(start)..end).find(|at| text[*at] == b':');
                    assert_eq!(
                        marks.bits.ne(&0).then(|| marks.start + marks.bits.trailing_zeros() as usize).or(later),
                        later
                    );
                }
            }
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
