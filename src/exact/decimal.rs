//! The digits of small figures, which most are: looked up rather than divided out.

use std::num::NonZeroU64;

/// Figures from this number of thousandths on are not looked up.
const TOO_MANY: u64 = 1_000_000;

/// Up to three digits, the first in the lowest byte, and in the highest how many.
type Digits = u32;

/// The whole numbers below a thousand.
static WHOLE: [Digits; 1_000] = {
    let mut all = [0; 1_000];
    let mut number = 0;
    while number < 1_000 {
        let first = if number >= 100 {
            0
        } else if number >= 10 {
            1
        } else {
            2
        };
        all[number] = digits(number, first, 3);
        number += 1;
    }
    all
};

/// Thousandths as they stand behind the point, without idle zeros.
static BEHIND: [Digits; 1_000] = {
    let mut all = [0; 1_000];
    let mut number = 0;
    while number < 1_000 {
        let end = if number % 10 > 0 {
            3
        } else if number % 100 > 0 {
            2
        } else if number > 0 {
            1
        } else {
            0
        };
        all[number] = digits(number, 0, end);
        number += 1;
    }
    all
};

/// Some of the three digits of a number.
const fn digits(number: usize, from: usize, to: usize) -> Digits {
    let digits = [number / 100, number / 10 % 10, number % 10];
    let mut text = [0, 0, 0, 0];
    while (text[3] as usize) < to - from {
        text[text[3] as usize] = b"0123456789"[digits[from + text[3] as usize]];
        text[3] += 1;
    }
    u32::from_le_bytes(text)
}

/// How many thousandths a part is: 500 for a half, 0 where it is no number of them.
static PARTS: [u16; 126] = {
    let mut parts = [0; 126];
    let mut under: u16 = 1;
    while under < 126 {
        if 1_000 % under == 0 {
            parts[under as usize] = 1_000 / under;
        }
        under += 1;
    }
    parts
};

/// A figure in at most seven bytes.
#[derive(Debug, Clone, Copy)]
pub struct Short(
    /// The text, its first byte lowest, and in the highest byte how long it is. What is between does not count.
    NonZeroU64,
);

impl Short {
    /// The bytes that may be of the text.
    const TEXT: u64 = u64::MAX >> 8;

    /// The decimals of a fraction, written as [`to_text`](super::to_text) does, if it is a small number of thousandths; nothing of
    /// others. The separator stands before the decimals.
    #[inline]
    pub fn of(over: i64, under: i64, separator: u8) -> Option<Self> {
        let part = usize::try_from(under).ok().and_then(|under| PARTS.get(under)).map_or(0, |part| u64::from(*part));
        let over = u64::try_from(over).ok().filter(|over| *over < TOO_MANY)?;
        let thousandths = over * part;
        if part == 0 || thousandths >= TOO_MANY {
            return None;
        }
        let (whole, behind) = (WHOLE[(thousandths / 1_000) as usize], BEHIND[(thousandths % 1_000) as usize]);
        let (before_point, after_point) = (whole >> 24, behind >> 24);
        let text = |digits: Digits| u64::from(digits & 0x00FF_FFFF);
        let bytes = text(whole) | (u64::from(separator) | text(behind) << 8) << (8 * before_point);
        let length = before_point + after_point + u32::from(after_point > 0);
        NonZeroU64::new(bytes & Self::TEXT | u64::from(length) << 56).map(Self)
    }

    /// The same with a byte behind, if there is room for it.
    pub fn then(self, byte: u8) -> Option<Self> {
        let (length, shift) = (self.0.get() >> 56, 8 * self.length());
        let text = self.0.get() & !(u64::MAX << shift) | u64::from(byte) << shift;
        NonZeroU64::new(text | (length + 1) << 56).map(Self).filter(|_| length < 7)
    }

    /// How many bytes it takes: less than eight.
    #[inline]
    pub fn length(self) -> usize {
        (self.0.get() >> 56) as usize % 8
    }

    /// Its bytes; those from its length on do not count.
    #[inline]
    pub fn bytes(self) -> [u8; 8] {
        self.0.get().to_le_bytes()
    }

    /// Adds it to a text.
    #[inline]
    pub fn write(self, out: &mut Vec<u8>) {
        let end = out.len() + self.length();
        out.extend_from_slice(&self.bytes());
        out.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{integer, to_text};

    fn written(over: i64, under: i64) -> Option<String> {
        let short = Short::of(over, under, b',')?;
        let mut out = b"x".to_vec();
        short.write(&mut out);
        let text = |short: Short| short.bytes()[..short.length()].to_vec();
        let then = (short.length() < 7).then(|| [&out[1..], b";"].concat());
        assert_eq!(short.then(b';').map(text), then);
        String::from_utf8(out).ok()
    }

    #[test]
    fn short_figures_are_written_as_all_are() {
        for under in 1..=130 {
            let most = 1_000_000 * under / 1_000;
            let some = (0..=130).chain(most - 20..most);
            for over in some.filter(|_| under <= 125 && 1_000 % under == 0) {
                let text = to_text(&(integer(over) / integer(under)), ',');
                assert_eq!(written(over, under), Some(format!("x{text}")), "{over}/{under}");
            }
            assert_eq!(written(most, under), None, "{most}/{under}");
        }
    }

    #[test]
    fn other_figures_are_left_to_others() {
        for (over, under) in [(-1, 4), (1, 3), (1, 1_000), (1, 0), (1, -4), (i64::MAX, 1), (i64::MIN, i64::MIN)] {
            assert_eq!(written(over, under), None, "{over}/{under}");
        }
    }
}
