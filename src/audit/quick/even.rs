//! Texts laid out evenly: no blank between two tokens, and nothing escaped that needs no escape. Every other layout is brought to this
//! one first, 64 bytes at a time, so that the rest knows but one.
//!
//! An even text is JSON exactly where the text it comes from is, and says the same.
#![allow(clippy::inline_always, reason = "compiled for the vectors of the processor")]

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, mask8x64, u8x64};
use memchr::memchr2;

use super::ends::BLOCK;
use super::strings::Strings;

/// How much room is kept.
const KEPT: usize = 1 << 18;

/// Stands for what is left of an escape. No text has such a byte.
const GONE: u8 = 0xFF;

/// How many backslashes are noted.
const MOST: usize = 1 << 16;

/// How many of them without asking whether there are so many: what cannot be foreseen costs more.
const AT_ONCE: usize = 4;

/// What is laid out evenly.
#[derive(Default)]
pub(super) struct Even {
    text: Vec<u8>,
    /// Where backslashes stand.
    backslashes: Vec<u32>,
}

/// What is known of a block from the one before.
#[derive(Default)]
struct Before {
    strings: Strings,
    /// One just after a byte of a number or a word.
    word: u64,
    /// True within blanks that follow one.
    after_word: bool,
}

impl Even {
    /// Lays a text out evenly, with these vectors. `None` for some that are no JSON, where blanks part a number or a word, or something
    /// is escaped outside of strings, and where very much is escaped.
    pub(super) fn lay(&mut self, text: &[u8], level: Level) -> Option<&[u8]> {
        self.text.clear();
        self.text.shrink_to(KEPT);
        self.backslashes.clear();
        self.text.extend_from_slice(text);
        // The last block is whole, and so is an escape it ends with.
        self.text.resize(text.len() + 2 * BLOCK, 0);
        if memchr2(b'\\', GONE, text).is_some() {
            dispatch!(level, simd => note(simd, &self.text, &mut self.backslashes))?;
            unescape(&mut self.text, &self.backslashes);
        }
        let length = dispatch!(level, simd => lay(simd, &mut self.text, text.len()))?;
        self.text.get(..length)
    }
}

/// Notes where backslashes stand in a text. `None` if it is none, or if they are too many.
#[inline(always)]
fn note<S: Simd>(simd: S, text: &[u8], backslashes: &mut Vec<u32>) -> Option<()> {
    let mut wrong = 0;
    for (block, first) in text.as_chunks::<BLOCK>().0.iter().zip((0_u32..).step_by(BLOCK)) {
        let block = u8x64::load_array_ref(simd, block);
        wrong |= block.simd_eq(GONE).to_bitmask();
        let mut bits = block.simd_eq(b'\\').to_bitmask();
        let count = backslashes.len() + bits.count_ones() as usize;
        loop {
            let mut some = [0; AT_ONCE];
            for at in &mut some {
                *at = first + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
            backslashes.extend_from_slice(&some);
            if bits == 0 {
                break;
            }
        }
        backslashes.truncate(count);
        if count > MOST {
            return None;
        }
    }
    (wrong == 0).then_some(())
}

/// Writes characters for escapes, of which what is left is [`GONE`].
fn unescape(text: &mut [u8], backslashes: &[u32]) {
    let mut next = 0;
    for at in backslashes {
        let at = *at as usize;
        // Not one that is escaped itself.
        if at >= next
            && let Some(rest) = text.get_mut(at..)
        {
            next = at + escape(rest);
        }
    }
}

/// Writes the character an escape at the beginning of a text stands for, if it needs none, and says how long the escape is.
fn escape(text: &mut [u8]) -> usize {
    match character(text) {
        Some((character, 2)) => put::<2>(text, character),
        Some((character, 6)) => put::<6>(text, character),
        Some((character, _)) => put::<12>(text, character),
        None => 2,
    }
}

/// Writes a character in a place of some length.
fn put<const LENGTH: usize>(text: &mut [u8], character: char) -> usize {
    if let Some(place) = text.first_chunk_mut::<LENGTH>() {
        *place = [GONE; LENGTH];
        character.encode_utf8(place);
    }
    LENGTH
}

/// Lays the first bytes of a text out evenly, where they stand, and says how many are left.
#[inline(always)]
fn lay<S: Simd>(simd: S, text: &mut [u8], length: usize) -> Option<usize> {
    let (mut before, mut into, mut wrong) = (Before::default(), 0, 0);
    for from in (0..length).step_by(BLOCK) {
        let block = u8x64::load_array_ref(simd, text.get(from..)?.first_chunk()?);
        // Zero where a byte is one of those.
        let blanks = (block ^ b' ').min(block ^ b'\t').min(block ^ b'\n').min(block ^ b'\r');
        let either = block | 0x20;
        let marks = (either ^ b'{').min(either ^ b'}').min(block ^ b',').min(block ^ b':');
        let (blanks, marks) = (blanks.simd_eq(0).to_bitmask(), marks.simd_eq(0).to_bitmask());
        let (backslashes, gone) = (block.simd_eq(b'\\').to_bitmask(), block.simd_eq(GONE).to_bitmask());
        let quotes = block.simd_eq(b'"').to_bitmask() & !before.strings.escaped(backslashes);
        let inside = before.strings.inside(quotes);
        let blanks = blanks & !inside;
        let here = u64::MAX >> (BLOCK - (length - from).min(BLOCK));
        let words = here & !(inside | quotes | blanks | marks);
        wrong |= before.parted(blanks, words) | (backslashes | gone) & !inside;
        let kept = here & !(blanks | gone);
        block.compress(mask8x64::from_bitmask(simd, kept)).store_array(text.get_mut(into..)?.first_chunk_mut()?);
        into += kept.count_ones() as usize;
    }
    (wrong == 0).then_some(into)
}

impl Before {
    /// The bytes of numbers and words before which blanks part them from others.
    #[inline(always)]
    fn parted(&mut self, blanks: u64, words: u64) -> u64 {
        let after = (words << 1 | self.word) & blanks;
        self.word = words >> 63;
        // A bit is carried through the blanks that follow a word, and on to the next block.
        let (sum, first) = blanks.overflowing_add(after);
        let (sum, second) = sum.overflowing_add(u64::from(self.after_word));
        self.after_word = first | second;
        sum & !blanks & words
    }
}

/// The character an escape at the beginning of a text stands for, and how long it is written; `None` if it must stay escaped.
fn character(text: &[u8]) -> Option<(char, usize)> {
    let escape: [u8; 12] = *text.first_chunk()?;
    let (code, length) = match escape {
        [_, b'/', ..] => return Some(('/', 2)),
        [_, b'u', a, b, c, d, next @ ..] => match (unit([a, b, c, d])?, next) {
            (high @ 0xD800..0xDC00, [b'\\', b'u', low @ ..]) => {
                let low = unit(low)?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
                (0x1_0000 + ((high - 0xD800) << 10 | low), 12)
            }
            (code, _) => (code, 6),
        },
        _ => return None,
    };
    let plain = |character: &char| *character >= ' ' && !matches!(character, '"' | '\\');
    Some((char::from_u32(code).filter(plain)?, length))
}

/// What each byte is worth as a hexadecimal digit; more than any for one that is none.
static DIGITS: [u8; 256] = {
    let mut digits = [0xFF; 256];
    let mut digit = 0;
    while digit < 16 {
        digits[b"0123456789abcdef"[digit as usize] as usize] = digit;
        digits[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
        digit += 1;
    }
    digits
};

/// The unit four hexadecimal digits stand for.
fn unit([a, b, c, d]: [u8; 4]) -> Option<u32> {
    let digit = |byte: u8| u32::from(DIGITS[usize::from(byte)]);
    let (a, b, c, d) = (digit(a), digit(b), digit(c), digit(d));
    ((a | b | c | d) < 16).then_some(a << 12 | b << 8 | c << 4 | d)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// The text laid out evenly by the vectors the processor has, and by none.
    fn lay(text: &str) -> Option<String> {
        let [best, least] = [Level::new(), Level::baseline()].map(|level| {
            let mut even = Even::default();
            even.lay("{\"à lire avant\":\"\\u00e9\"".as_bytes(), level);
            even.lay(text.as_bytes(), level).map(|text| String::from_utf8(text.to_vec()).unwrap())
        });
        assert_eq!(best, least, "{text}");
        best
    }

    #[test]
    fn blanks_and_escapes_go_where_none_is_needed() {
        let cases = [
            ("", ""),
            (" { \"a b\" :\t[ 1 ,\r\n-2e5, \"c\" ] } ", "{\"a b\":[1,-2e5,\"c\"]}"),
            (r#"{"d\u00e9lai\/":"\u0041\u0020\u2019\ud83d\udc4d\uD83D\uDC4D"}"#, "{\"délai/\":\"A ’👍👍\"}"),
            (r#""\"\\\b\f\n\r\t\u0022\u005C\u0000\u001f""#, r#""\"\\\b\f\n\r\t\u0022\u005C\u0000\u001f""#),
            (r#""\ud83d\ud83d\udc4d\udc4d\ud83d\\udc4d""#, "\"\\ud83d👍\\udc4d\\ud83d\\\\udc4d\""),
            (r#""\u00g9\x\u00e""#, r#""\u00g9\x\u00e""#),
            ("\"\\\\\" , \"\\\\\\\" , \"", "\"\\\\\",\"\\\\\\\" , \""),
            ("\"jamais close, ", "\"jamais close, "),
            ("\"\\", "\"\\"),
            ("tru\u{b}e", "tru\u{b}e"),
        ];
        for (text, even) in cases {
            for before in (0..140).map(|count| "[".repeat(count)) {
                assert_eq!(lay(&format!("{before}{text}")).unwrap(), format!("{before}{even}"));
            }
        }
    }

    #[test]
    fn what_is_no_json_is_not_made_json() {
        for text in
            ["1 2", "tru e", "[0\n.5]", "- 1", "{\"a\":1e  5}", "é\té", "\\u0031", "[\\/]", "{}\\", "\"a\"\\u00e9"]
        {
            for before in (0..140).map(|count| "[".repeat(count)) {
                for blanks in ["", &" ".repeat(70)] {
                    let text = text.replace([' ', '\n', '\t'], &format!(" {blanks}"));
                    assert_eq!(lay(&format!("{before}{text}")), None, "{text}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_text_is_not_made_one() {
        for at in 0..140 {
            let text = format!("[{}\"", "0,".repeat(at)).into_bytes();
            assert_eq!(Even::default().lay(&[&text[..], b"\xFF\"]"].concat(), Level::new()), None);
            assert_eq!(
                Even::default().lay(&[&text[..], b"\xFE\"]"].concat(), Level::new()).map(<[u8]>::len),
                Some(text.len() + 3)
            );
        }
    }

    #[test]
    fn what_is_noted_is_bounded() {
        for (count, laid) in [(MOST, true), (MOST + 1, false), (100 * MOST, false)] {
            let mut even = Even::default();
            assert_eq!(even.lay(format!("[\"{}\"]", "\\n".repeat(count)).as_bytes(), Level::new()).is_some(), laid);
            assert!(even.backslashes.capacity() <= 4 * MOST);
        }
    }

    /// JSON, or nearly.
    fn json() -> impl Strategy<Value = String> {
        let scraps = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\"",
            "\\",
            " ",
            "\n",
            "1",
            "-0.5e3",
            "true",
            "\"clé\"",
            "é",
            "\\u00e9",
            "\\u0022",
            "\\ud83d\\udc4d",
            "\\ud83d",
            "\\/",
            "\\\"",
            "\\\\",
            "u00",
            "\"un texte plus long : [voilà] {}\"",
        ];
        let scrap = proptest::collection::vec(proptest::sample::select(scraps.to_vec()), 0..60);
        let value = prop_oneof![
            Just("[]".to_owned()),
            Just(" -0.5e3 ".to_owned()),
            "\"([a-zé ,:]|\\\\u00e9|\\\\ud83d\\\\udc4d|\\\\\")*\"",
        ];
        let value = value.prop_recursive(4, 40, 4, |value| {
            let blank = || proptest::sample::select(vec!["", "", " ", "\t\n  "]);
            proptest::collection::vec((blank(), value, blank()), 1..5).prop_map(|members| {
                let members: Vec<_> =
                    members.iter().map(|(before, value, after)| format!("{before}{value}{after}")).collect();
                format!("[{}]", members.join(","))
            })
        });
        prop_oneof![scrap.prop_map(|scraps| scraps.concat()), value]
    }

    proptest! {
        #[test]
        fn an_even_text_says_the_same(text in json()) {
            let read = |text: &str| serde_json::from_str::<Value>(text).ok();
            let even = lay(&text);
            prop_assert_eq!(even.as_deref().and_then(read), read(&text), "{:?}", even);
            prop_assert!(even.is_none_or(|even| lay(&even).as_ref() == Some(&even)));
        }
    }
}
