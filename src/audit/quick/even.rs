//! Texts laid out evenly: no blank between two tokens, and nothing escaped that needs no escape. Every other layout is brought to this
//! one first, 64 bytes at a time, so that the rest knows but one.
//!
//! An even text is JSON exactly where the text it comes from is, and says the same.
#![allow(clippy::inline_always, reason = "compiled for the vectors of the processor")]

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, mask8x64, u8x64};

use super::ends::BLOCK;

/// How much room is kept.
const KEPT: usize = 1 << 18;

/// What is laid out evenly.
#[derive(Default)]
pub(super) struct Even(Vec<u8>);

/// What is known of a block from the one before.
#[derive(Default)]
struct Before {
    /// The bytes that belong to an escape, and those of them that go.
    escaped: u64,
    gone: u64,
    /// All bits within a string, else none.
    inside: u64,
    /// One just after a byte of a number or a word.
    word: u64,
    /// True within blanks that follow one.
    after_word: bool,
}

impl Even {
    /// Lays a text out evenly, with these vectors. `None` for some that are no JSON: where blanks part a number or a word, or something is escaped outside of
    /// strings.
    pub(super) fn lay(&mut self, text: &[u8], level: Level) -> Option<&[u8]> {
        self.0.clear();
        self.0.shrink_to(KEPT);
        self.0.extend_from_slice(text);
        // The last block is whole, and so is an escape it ends with.
        self.0.resize(text.len() + 2 * BLOCK, 0);
        let length = dispatch!(level, simd => lay(simd, &mut self.0, text.len()))?;
        self.0.get(..length)
    }
}

/// Lays the first bytes of a text out evenly, where they stand, and says how many are left.
#[inline(always)]
fn lay<S: Simd>(simd: S, text: &mut [u8], length: usize) -> Option<usize> {
    let (mut before, mut into, mut wrong) = (Before::default(), 0, 0);
    for from in (0..length).step_by(BLOCK) {
        let mut block = load(simd, text, from)?;
        // Zero where a byte is one of those.
        let blanks = (block ^ b' ').min(block ^ b'\t').min(block ^ b'\n').min(block ^ b'\r');
        let either = block | 0x20;
        let marks = (either ^ b'{').min(either ^ b'}').min(block ^ b',').min(block ^ b':');
        let (blanks, marks) = (blanks.simd_eq(0).to_bitmask(), marks.simd_eq(0).to_bitmask());
        let backslashes = block.simd_eq(b'\\').to_bitmask();
        let (mut quotes, mut gone) = (block.simd_eq(b'"').to_bitmask(), 0);
        if backslashes | before.escaped != 0 {
            let escaped;
            (escaped, gone) = before.unescape(text.get_mut(from..)?, backslashes);
            quotes &= !escaped;
            block = load(simd, text, from)?;
        }
        let inside = before.strings(quotes);
        let blanks = blanks & !inside;
        let here = u64::MAX >> (BLOCK - (length - from).min(BLOCK));
        let words = here & !(inside | quotes | blanks | marks);
        wrong |= before.parted(blanks, words) | backslashes & !inside;
        let kept = here & !(blanks | gone);
        block.compress(mask8x64::from_bitmask(simd, kept)).store_array(text.get_mut(into..)?.first_chunk_mut()?);
        into += kept.count_ones() as usize;
    }
    (wrong == 0).then_some(into)
}

#[inline(always)]
fn load<S: Simd>(simd: S, text: &[u8], from: usize) -> Option<u8x64<S>> {
    Some(u8x64::load_array_ref(simd, text.get(from..)?.first_chunk()?))
}

impl Before {
    /// Writes characters for the escapes that begin in a block, of a text that begins there, and tells which bytes are escaped and which
    /// of them go.
    fn unescape(&mut self, text: &mut [u8], backslashes: u64) -> (u64, u64) {
        let (mut escaped, mut gone) = (self.escaped, self.gone);
        let mut left = backslashes & !escaped;
        (self.escaped, self.gone) = (0, 0);
        while left != 0 {
            let at = left.trailing_zeros();
            let (mut length, mut kept) = (2, 2);
            if let Some(rest) = text.get_mut(at as usize..)
                && let Some((character, written)) = character(rest)
            {
                (length, kept) = (written, character.encode_utf8(rest).len());
            }
            let (here, next) = spread(bits(length) & !1, at);
            escaped |= here;
            self.escaped |= next;
            left &= !(here | 1 << at);
            let (here, next) = spread(bits(length) & !bits(kept), at);
            gone |= here;
            self.gone |= next;
        }
        (escaped, gone)
    }

    /// The bytes that stand in strings, opening quotes included.
    #[inline(always)]
    fn strings(&mut self, quotes: u64) -> u64 {
        let mut inside = quotes;
        for shift in [1, 2, 4, 8, 16, 32] {
            inside ^= inside << shift;
        }
        inside ^= self.inside;
        self.inside = (inside >> 63).wrapping_neg();
        inside
    }

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

/// So many low bits.
fn bits(count: usize) -> u64 {
    (1 << count) - 1
}

/// Few bits from a place of a block on: those in it, and those in the next.
fn spread(bits: u64, at: u32) -> (u64, u64) {
    (bits << at, bits >> 1 >> (63 - at))
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

/// The unit four hexadecimal digits stand for.
fn unit(digits: [u8; 4]) -> Option<u32> {
    digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?))
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
