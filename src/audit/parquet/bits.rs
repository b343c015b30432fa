//! One bit a row.

/// Bits one after the other, and how many are set before each word of 64.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
    before: Vec<u32>,
    count: usize,
}

impl Bits {
    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.before.clear();
        self.count = 0;
    }

    /// Adds the lowest bits of a word; 64 at most.
    #[inline]
    pub(super) fn append(&mut self, bits: u64, count: usize) {
        if count == 0 {
            return;
        }
        let bits = bits & (u64::MAX >> (64 - count));
        let used = self.count % 64;
        match self.words.last_mut() {
            Some(last) if used > 0 => {
                *last |= bits << used;
                if used + count > 64 {
                    self.push(bits >> (64 - used));
                }
            }
            _ => self.push(bits),
        }
        self.count += count;
    }

    /// Adds the same bit so many times.
    pub(super) fn repeat(&mut self, bit: bool, mut count: usize) {
        let bits = if bit { u64::MAX } else { 0 };
        while count > 0 {
            let now = count.min(64);
            self.append(bits, now);
            count -= now;
        }
    }

    #[inline]
    fn push(&mut self, word: u64) {
        self.before.push(self.set());
        self.words.push(word);
    }

    /// How many bits are set.
    #[inline]
    pub(super) fn set(&self) -> u32 {
        let last = |words: &[u64]| words.last().map_or(0, |word| word.count_ones());
        self.before.last().map_or(0, |before| before + last(&self.words))
    }

    /// True if this bit is set.
    #[inline]
    pub(super) fn get(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// How many bits are set before this one.
    #[inline]
    pub(super) fn rank(&self, at: usize) -> usize {
        let (before, word) = self.word(at / 64);
        before + (word & !(u64::MAX << (at % 64))).count_ones() as usize
    }

    /// Sixty-four bits, and how many are set before them.
    #[inline]
    pub(super) fn word(&self, at: usize) -> (usize, u64) {
        match (self.before.get(at), self.words.get(at)) {
            (Some(before), Some(word)) => (*before as usize, *word),
            _ => (self.set() as usize, 0),
        }
    }
}

/// The places of the bits set in a word.
#[inline]
pub(super) fn places(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = word.trailing_zeros() as usize;
        let found = (word != 0).then_some(at);
        word &= word.wrapping_sub(1);
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_across_words() {
        let mut bits = Bits::default();
        let mut expected = Vec::new();
        for (word, count) in [(0b101, 3), (u64::MAX, 64), (0, 0), (0xF0F0, 16), (1, 64)] {
            bits.append(word, count);
            expected.extend((0..count).map(|at| word >> at & 1 == 1));
        }
        bits.repeat(true, 130);
        bits.repeat(false, 5);
        expected.extend([true; 130]);
        expected.extend([false; 5]);
        for (at, bit) in expected.iter().enumerate() {
            assert_eq!(bits.get(at), *bit, "{at}");
            assert_eq!(bits.rank(at), expected[..at].iter().filter(|bit| **bit).count(), "{at}");
        }
        assert_eq!(bits.set() as usize, expected.iter().filter(|bit| **bit).count());
        assert!(!bits.get(10_000));
        assert_eq!(places(0b1001).collect::<Vec<_>>(), [0, 3]);
    }
}
