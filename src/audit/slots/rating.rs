//! The rating of a point, in a cell of two bytes.

use num_traits::ToPrimitive;

use crate::audit::RecordedRating;
use crate::exact::{Exact, integer};

/// How many of the smallest steps of an interval scale make one: ratings on it have six decimals at most (`semantics.md` §6).
const ONE: i64 = 1_000_000;

/// What is recorded of the rating of a point. Levels follow each other from [`RatingCell::FIRST_LEVEL`], worst first, so that a
/// cell is an index into a table of what each rating is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct RatingCell(u16);

impl RatingCell {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// No rating: the point is set aside.
    pub const SET_ASIDE: Self = Self(1);
    /// The worst level.
    pub const FIRST_LEVEL: Self = Self(2);
    /// A value on an interval scale, in millionths, kept beside ([`Slots::millionths`](super::Slots::millionths)).
    pub const MILLIONTHS: Self = Self(u16::MAX - 1);
    /// A rating too long for any cell, kept beside.
    pub const OTHER: Self = Self(u16::MAX);

    /// The cell of a rating; [`RatingCell::OTHER`] if it fits none.
    pub(crate) fn of(rating: &RecordedRating) -> Self {
        match rating {
            RecordedRating::Level(level) => Self::level(*level).unwrap_or(Self::OTHER),
            RecordedRating::Value(value) => millionths(value).map_or(Self::OTHER, |_| Self::MILLIONTHS),
        }
    }

    /// The cell of a level, if it fits one.
    pub fn level(level: usize) -> Option<Self> {
        let cell = u16::try_from(level).ok()?.checked_add(Self::FIRST_LEVEL.0)?;
        (cell < Self::MILLIONTHS.0).then_some(Self(cell))
    }

    /// The level of a cell that holds one.
    #[inline]
    pub fn as_level(self) -> Option<usize> {
        (self >= Self::FIRST_LEVEL && self < Self::MILLIONTHS).then(|| usize::from(self.0 - Self::FIRST_LEVEL.0))
    }

    /// The cell as a byte, if it fits one.
    pub(in crate::audit) fn as_byte(self) -> Option<u8> {
        self.0.try_into().ok()
    }

    /// The cell a byte holds.
    #[inline]
    pub(in crate::audit) fn of_byte(byte: u8) -> Self {
        Self(byte.into())
    }

    /// The cell as an index.
    #[inline]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The same, `MOST` at most.
    #[inline]
    pub(crate) fn index_within<const MOST: u8>(self) -> u8 {
        let [low, _] = self.0.min(MOST.into()).to_le_bytes();
        low
    }
}

/// Sets many cells to those of levels that fit a byte, but where the byte is zero.
#[allow(clippy::inline_always, reason = "readers compile it for the vectors the processor has")]
#[inline(always)]
pub(in crate::audit) fn rate_in<const N: usize>(cells: &mut [RatingCell; N], levels: &[u8; N]) {
    for (at, cell) in cells.iter_mut().enumerate() {
        *cell = if levels[at] == 0 { *cell } else { RatingCell(levels[at].into()) };
    }
}

/// A value in millionths, if it is a whole number of them that fits.
pub(super) fn millionths(value: &Exact) -> Option<i64> {
    let scaled = value * integer(ONE);
    if scaled.is_integer() { scaled.to_integer().to_i64() } else { None }
}

/// The value of so many millionths.
pub(super) fn from_millionths(millionths: i64) -> Exact {
    integer(millionths) / integer(ONE)
}
