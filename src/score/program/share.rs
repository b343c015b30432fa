//! What a part brings to a mean: figures over a denominator of its own.

use super::interval::{Ends, MOST, Prospects};
use super::totals::{Fraction, gcd};
use super::worth::Worth;

/// Figures over one denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    obtained: i64,
    possible: i64,
    scale: i64,
}

impl Share {
    /// What nothing brings.
    pub(super) const NONE: Self = Self { obtained: 0, possible: 0, scale: 1 };

    /// A fraction in lowest terms, if it fits; nothing possible is less than nothing.
    pub(super) fn of(fraction: Fraction) -> Option<Self> {
        let words = |it: &Fraction| {
            Some(Self {
                obtained: it.obtained.try_into().ok()?,
                possible: it.possible.try_into().ok()?,
                scale: it.scale.try_into().ok()?,
            })
        };
        // Nearly all fit words as they are, which divide in a fraction of the time.
        let share = match words(&fraction) {
            Some(share) => share.reduced(),
            None => words(&fraction.reduced())?,
        };
        (share.scale > 0).then_some(share)
    }

    fn reduced(self) -> Self {
        let common = gcd(gcd(self.scale.into(), self.obtained.into()), self.possible.into());
        match i64::try_from(common) {
            Ok(common) if common > 1 => {
                Self { obtained: self.obtained / common, possible: self.possible / common, scale: self.scale / common }
            }
            _ => self,
        }
    }

    /// The same over a multiple of its denominator.
    pub(super) fn over(&self, scale: i64) -> Worth {
        Worth { obtained: self.obtained, possible: self.possible }.times(scale / self.scale)
    }

    fn is_as_possible_as(&self, other: &Self) -> bool {
        i128::from(self.possible) * i128::from(other.scale) == i128::from(other.possible) * i128::from(self.scale)
    }

    fn obtains_less_than(&self, other: &Self) -> bool {
        i128::from(self.obtained) * i128::from(other.scale) < i128::from(other.obtained) * i128::from(self.scale)
    }
}

/// Of everything a part may bring, the least and the most obtained where so much is possible: nothing between makes a total
/// extreme.
pub(super) fn keep_extremes(options: &mut Vec<Share>, start: usize) {
    let mut ends: Vec<Ends<Share>> = Vec::new();
    for option in options.drain(start..) {
        match ends.iter_mut().find(|(low, _)| low.is_as_possible_as(&option)) {
            Some((low, _)) if option.obtains_less_than(low) => *low = option,
            Some((_, high)) if high.obtains_less_than(&option) => *high = option,
            Some(_) => {}
            None => ends.push((option, option)),
        }
    }
    for (low, high) in ends {
        options.push(low);
        options.extend((low != high).then_some(high));
    }
}

/// A denominator of everything a total is made of, and what no sum over it reaches; nothing if that fits no word.
pub(super) fn common_scale(total: &Prospects<Share>) -> Option<(i64, i64)> {
    let mut scale = 1_i64;
    for (share, _) in total.terms() {
        if scale % share.scale != 0 {
            scale = scale.checked_mul(share.scale / i64::try_from(gcd(scale.into(), share.scale.into())).ok()?)?;
        }
    }
    let mut most = 0_u128;
    for (share, times) in total.terms() {
        let larger = share.obtained.unsigned_abs().max(share.possible.unsigned_abs());
        let scaled = u128::from(larger) * u128::from((scale / share.scale).unsigned_abs());
        most = most.checked_add(scaled.checked_mul(times.unsigned_abs().into())?)?;
    }
    let bound = i64::try_from(most).ok()?.checked_add(1)?;
    (bound <= MOST).then_some((scale, bound))
}
