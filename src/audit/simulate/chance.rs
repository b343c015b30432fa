//! A source of chance of our own (splitmix64): the same seed gives the same audits on every machine, and in every later version.

/// The state of a source.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// The source of one thing among many under a seed: what is drawn for one says nothing of another, so any of them can be
    /// made without those before.
    pub(super) fn of(seed: u64, number: u64) -> Self {
        // Two rounds keep neighbouring seeds and neighbouring numbers apart.
        let mut outer = Self(seed);
        let salt = outer.next();
        let mut inner = Self(salt ^ number);
        Self(inner.next())
    }

    /// The next 64 bits.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 if `bound` is 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or_default()
    }

    /// An index below `len`; 0 if `len` is 0.
    pub(super) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or_default()
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// True so many times in a million.
    pub(super) fn per_million(&mut self, times: u32) -> bool {
        self.below(1_000_000) < u64::from(times)
    }

    /// One of several; none of none.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.index(from.len()))
    }

    /// Puts several in any order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_drawn_never_change() {
        let mut chance = Chance::of(1, 0);
        let drawn: Vec<_> = (0..6).map(|_| chance.below(1000)).collect();
        assert_eq!(drawn, [693, 971, 426, 806, 359, 845]);
        assert_ne!(Chance::of(1, 0).next(), Chance::of(0, 1).next());
        assert_eq!(Chance::of(7, 7).below(0), 0);
    }

    #[test]
    fn numbers_are_spread_evenly() {
        let mut counts = [0_u32; 7];
        for number in 0..7_000 {
            counts[Chance::of(3, number).index(7)] += 1;
        }
        assert!(counts.iter().all(|count| (900..1100).contains(count)), "{counts:?}");
    }
}
