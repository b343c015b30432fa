//! One bit a row.
#![allow(clippy::inline_always, reason = "what reads columns is compiled once for each kind of processor")]

use fearless_simd::prelude::*;
use fearless_simd::{mask8x64, u8x64};

use super::group::ROWS;

/// How many words the rows of a block take.
const WORDS: usize = ROWS / 64;

/// Bits one after the other, as many as a block has rows, and how many are set before each word of 64.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Bits {
    words: [u64; WORDS],
    before: [u32; WORDS],
    count: usize,
}

impl Bits {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many bits there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Adds the lowest bits of a word; 64 at most, and no more than there is room for.
    #[inline(always)]
    pub(super) fn append(&mut self, bits: u64, count: usize) {
        let (at, used) = (self.count / 64, self.count % 64);
        let Some(word) = self.words.get_mut(at).filter(|_| count > 0) else { return };
        let bits = bits & lowest(count);
        *word |= bits << used;
        let before = self.before[at] + word.count_ones();
        if used + count >= 64
            && let (Some(next), Some(word)) = (self.before.get_mut(at + 1), self.words.get_mut(at + 1))
        {
            *next = before;
            // In two steps, for all of them may have found room.
            *word = bits >> (63 - used) >> 1;
        }
        self.count = (self.count + count).min(ROWS);
    }

    /// Adds the same bit so many times.
    #[inline(always)]
    pub(super) fn repeat(&mut self, bit: bool, mut count: usize) {
        let bits = if bit { u64::MAX } else { 0 };
        while count > 0 {
            let now = count.min(64);
            self.append(bits, now);
            count -= now;
        }
    }

    /// How many bits are set.
    #[inline(always)]
    pub(super) fn set(&self) -> usize {
        let (before, word) = self.word(self.count.saturating_sub(1) / 64);
        before + word.count_ones() as usize
    }

    /// True if this bit is set.
    #[inline(always)]
    pub(super) fn get(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// How many bits are set before this one.
    #[inline(always)]
    pub(super) fn rank(&self, at: usize) -> usize {
        let (before, word) = self.word(at / 64);
        before + (word & !(u64::MAX << (at % 64))).count_ones() as usize
    }

    /// Sixty-four bits, and how many are set before them.
    #[inline(always)]
    pub(super) fn word(&self, at: usize) -> (usize, u64) {
        match (self.before.get(at), self.words.get(at)) {
            (Some(before), Some(word)) => (*before as usize, *word),
            _ => (0, 0),
        }
    }
}

/// The word of which so many bits are set, from the lowest on; 64 at most.
#[inline(always)]
pub(super) const fn lowest(count: usize) -> u64 {
    if count == 0 { 0 } else { u64::MAX >> (64 - count) }
}

/// The places of the bits set in a word.
#[inline(always)]
pub(super) fn places(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = word.trailing_zeros() as usize;
        let found = (word != 0).then_some(at);
        word &= word.wrapping_sub(1);
        found
    })
}

/// Those bits of a word that are chosen, side by side.
#[inline(always)]
pub(super) fn chosen<S: Simd>(simd: S, word: u64, choice: u64) -> u64 {
    if word & choice == choice {
        return lowest(choice.count_ones() as usize);
    }
    let mask = |bits| mask8x64::from_bitmask(simd, bits);
    let bytes = mask(word).select(u8x64::splat(simd, 1), u8x64::splat(simd, 0));
    bytes.compress(mask(choice)).simd_eq(1).to_bitmask()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fearless_simd::{Level, dispatch};

    #[test]
    fn bits_are_counted_across_words() {
        let mut bits = Bits::default();
        let mut expected = Vec::new();
        for (word, count) in [(0b101, 3), (u64::MAX, 64), (0, 0), (0xF0F0, 16), (1, 64)] {
            bits.append(word, count);
            expected.extend((0..count).map(|at| word >> at & 1 == 1));
        }
        bits.repeat(true, 70);
        bits.repeat(false, 5);
        expected.extend([true; 70]);
        expected.extend([false; 5]);
        for (at, bit) in expected.iter().enumerate() {
            assert_eq!(bits.get(at), *bit, "{at}");
            assert_eq!(bits.rank(at), expected[..at].iter().filter(|bit| **bit).count(), "{at}");
        }
        assert_eq!(bits.set(), expected.iter().filter(|bit| **bit).count());
        assert!(!bits.get(10_000));
        assert_eq!(places(0b1001).collect::<Vec<_>>(), [0, 3]);
    }

    #[test]
    fn bits_are_chosen_wherever_they_stand() {
        let chosen = |word, choice| dispatch!(Level::new(), simd => chosen(simd, word, choice));
        let mut word = 1_u64;
        for round in 0..200_u64 {
            word = word.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(round);
            let choice = word.rotate_left(17) ^ if round % 3 == 0 { u64::MAX } else { word >> 3 };
            let expected = places(choice).enumerate().fold(0, |bits, (at, place)| bits | (word >> place & 1) << at);
            assert_eq!(chosen(word, choice), expected);
        }
        assert_eq!((chosen(7, 0), chosen(5, u64::MAX)), (0, 5));
    }
}
