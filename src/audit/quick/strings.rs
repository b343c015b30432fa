//! Which bytes of a text stand in strings, 64 at a time.
#![allow(clippy::inline_always, reason = "compiled for the vectors of the processor")]

/// What is known of a block of bytes from the one before.
#[derive(Default)]
pub(super) struct Strings {
    /// One if its first byte is escaped.
    escaped: u64,
    /// All bits within a string, else none.
    inside: u64,
}

impl Strings {
    /// The bytes that are escaped, given the backslashes.
    #[inline(always)]
    pub(super) fn escaped(&mut self, backslashes: u64) -> u64 {
        let (mut escaped, mut left) = (self.escaped, backslashes & !self.escaped);
        self.escaped = 0;
        while left != 0 {
            let first = left & left.wrapping_neg();
            escaped |= first << 1;
            self.escaped = first >> 63;
            left &= !(first | first << 1);
        }
        escaped
    }

    /// The bytes that stand in strings, opening quotes included, given the quotes that are not escaped.
    #[inline(always)]
    pub(super) fn inside(&mut self, quotes: u64) -> u64 {
        let inside = by_turns(quotes) ^ self.inside;
        self.inside = (inside >> 63).wrapping_neg();
        inside
    }
}

/// From each first of two bits to just before the second.
#[inline(always)]
pub(super) fn by_turns(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}
