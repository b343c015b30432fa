//! An exact number in two words where it fits: what results are kept and written in, archive after archive, without a number
//! on the heap.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;

use super::decimal::Short;
use super::{Exact, integer, round_half_up, to_text};

/// An exact number. Equal numbers may be kept in several ways (2/4, 1/2): they compare and are written the same.
#[derive(Debug, Clone)]
pub enum Quantity {
    /// A fraction, reduced or not.
    Small {
        /// The numerator.
        over: i64,
        /// The denominator, positive.
        under: i64,
    },
    /// A number too long for that.
    Large(Box<Exact>),
}

impl Quantity {
    /// The quotient of two integers; the second is positive.
    pub fn ratio(over: i64, under: i64) -> Self {
        Self::Small { over, under }
    }

    /// An exact number, in two words if it fits.
    pub fn of(value: &Exact) -> Self {
        match (value.numer().to_i64(), value.denom().to_i64()) {
            (Some(over), Some(under)) => Self::Small { over, under },
            _ => Self::Large(Box::new(value.clone())),
        }
    }

    /// The quotient of two integers; the second is positive.
    pub fn wide(over: i128, under: i128) -> Self {
        let small = |over: i128, under: i128| match (i64::try_from(over), i64::try_from(under)) {
            (Ok(over), Ok(under)) => Some(Self::Small { over, under }),
            _ => None,
        };
        small(over, under).unwrap_or_else(|| {
            let common = over.gcd(&under).max(1);
            small(over / common, under / common)
                .unwrap_or_else(|| Self::Large(Box::new(Exact::new(BigInt::from(over), BigInt::from(under)))))
        })
    }

    /// The number itself.
    pub fn exact(&self) -> Exact {
        match self {
            Self::Small { over, under } => integer(*over) / integer(*under),
            Self::Large(value) => value.as_ref().clone(),
        }
    }

    /// The number rounded to `digits` decimals, halves up (towards +∞): the same as [`round_half_up`], in units of the last
    /// decimal where it is small.
    #[must_use]
    #[inline]
    pub fn rounded(&self, digits: u32) -> Self {
        if let Self::Small { over, under } = self
            && let Some(power) = power_of_ten(digits)
            && let Some(over) = small_half_up(*over, *under, power)
        {
            return Self::Small { over, under: power };
        }
        if let Self::Small { over, under } = self
            && let Some(power) = power_of_ten(digits)
            && let Some(doubled) = i128::from(*over).checked_mul(2 * i128::from(power))
            && let Ok(over) = i64::try_from((doubled + i128::from(*under)).div_euclid(2 * i128::from(*under)))
        {
            return Self::Small { over, under: power };
        }
        Self::of(&round_half_up(&self.exact(), digits))
    }

    /// The floating number of which this is the shortest decimal, where it takes no more digits than any such number keeps.
    pub fn to_double(&self) -> Option<f64> {
        const KEPT: u64 = 1_000_000_000_000_000;
        let Self::Small { over, under } = self else { return None };
        // Parts whose decimals end, and few of them: most figures.
        if matches!(under, 1 | 2 | 4 | 8 | 10 | 20 | 100) && over.unsigned_abs() <= 1_000_000_000 {
            return Some(over.to_f64()? / under.to_f64()?);
        }
        let digits = digits_of(*under).filter(|digits| *digits <= 15)?;
        let power = power_of_ten(digits)?;
        let scaled = i64::try_from(i128::from(*over) * i128::from(power / under)).ok()?;
        // Both are held exactly, so that their quotient is the number nearest to the decimal.
        let exact = |number: i64| number.to_f64().filter(|_| number.unsigned_abs() <= KEPT);
        Some(exact(scaled)? / exact(power)?)
    }

    /// Writes the number as [`to_text`] does: its decimals if they end, else the fraction. True if it wrote decimals.
    #[inline]
    pub fn write(&self, separator: char, out: &mut Vec<u8>) -> bool {
        if let Self::Small { over, under } = self
            && let (Some(size), Ok(byte)) = (over.checked_abs(), u8::try_from(separator))
            && let Some(short) = Short::of(size, *under, byte)
        {
            if *over < 0 {
                out.push(b'-');
            }
            short.write(out);
            return true;
        }
        self.write_long(separator, out)
    }

    /// The same of a number that is not short.
    fn write_long(&self, separator: char, out: &mut Vec<u8>) -> bool {
        if let Self::Small { over, under } = self
            && let Some(decimals) = small_decimals(*over, *under, separator, out)
        {
            return decimals;
        }
        let text = to_text(&self.exact(), separator);
        out.extend_from_slice(text.as_bytes());
        !text.contains('/')
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Small { over: a, under: b }, Self::Small { over: c, under: d }) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            _ => self.exact().cmp(&other.exact()),
        }
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Quantity {}

/// The powers of ten that fit a word.
const POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut at = 1;
    while at < 19 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

fn power_of_ten(digits: u32) -> Option<i64> {
    POWERS.get(digits as usize).copied()
}

/// 2⁶⁴ over twice each small number, rounded up: to multiply by it is to divide.
static INVERSES: [u64; 4_096] = {
    let mut inverses = [0; 4_096];
    let mut number = 1;
    while number < 4_096 {
        inverses[number] = (u64::MAX / (2 * number as u64)) + 1;
        number += 1;
    }
    inverses
};

/// The score of so many points out of so many in hundredths of a percent, rounded half up; nothing where it takes more than a word. The
/// second is positive.
#[inline]
pub fn written_percent(over: i64, under: i64) -> Option<i64> {
    let small = |under: i64| usize::try_from(under).ok().and_then(|under| INVERSES.get(under));
    if let (Ok(over), Some(inverse)) = (u32::try_from(over), small(under)) {
        // An inverse is too great by less than one, and the number less than 2⁴⁷: what that adds to the quotient is less than the
        // 2⁻¹³ by which one that is not whole stays below the next that is.
        let doubled = 20_000 * u64::from(over) + under.unsigned_abs();
        return i64::try_from((u128::from(doubled) * u128::from(*inverse)) >> 64).ok();
    }
    small_half_up(over.checked_mul(100)?, under, 100)
}

/// A fraction in parts of so much, rounded half up, where it fits a word on the way.
#[inline]
fn small_half_up(over: i64, under: i64, parts: i64) -> Option<i64> {
    let doubled = over.checked_mul(parts.checked_mul(2)?)?;
    Some(doubled.checked_add(under)?.div_euclid(under.checked_mul(2)?))
}

/// Writes a fraction as decimals if they end (true) or reduced (false); nothing where it takes more than two words.
fn small_decimals(over: i64, under: i64, separator: char, out: &mut Vec<u8>) -> Option<bool> {
    let (mut over, mut under) = (over, under);
    let mut digits = digits_of(under);
    if digits.is_none() {
        let common = over.gcd(&under);
        (over, under) = (over / common, under / common);
        digits = digits_of(under);
    }
    let Some(digits) = digits else {
        let mut number = itoa::Buffer::new();
        out.extend_from_slice(number.format(over).as_bytes());
        out.push(b'/');
        out.extend_from_slice(number.format(under).as_bytes());
        return Some(false);
    };
    // A power of ten beyond 10¹⁸ takes more than two words.
    let scaled = i128::from(over) * i128::from(power_of_ten(digits)? / under);
    write_scaled(scaled, digits, separator, out);
    Some(true)
}

/// Writes `number · 10^-digits` without idle zeros.
pub fn write_scaled(number: i128, digits: u32, separator: char, out: &mut Vec<u8>) {
    if number < 0 {
        out.push(b'-');
    }
    let magnitude = number.unsigned_abs();
    let mut text = itoa::Buffer::new();
    if let (Ok(magnitude), Some(power)) = (u64::try_from(magnitude), power_of_ten(digits)) {
        let (whole, mut fraction) = (magnitude / power.unsigned_abs(), magnitude % power.unsigned_abs());
        out.extend_from_slice(text.format(whole).as_bytes());
        let mut digits = digits as usize;
        while fraction != 0 && fraction.is_multiple_of(10) {
            fraction /= 10;
            digits -= 1;
        }
        write_decimals(text.format(fraction), digits, separator, out);
        return;
    }
    let power = 10_u128.pow(digits);
    out.extend_from_slice(text.format(magnitude / power).as_bytes());
    let (mut fraction, mut digits) = (magnitude % power, digits as usize);
    while fraction != 0 && fraction.is_multiple_of(10) {
        fraction /= 10;
        digits -= 1;
    }
    write_decimals(text.format(fraction), digits, separator, out);
}

/// Writes what follows the point, if it is not zero.
fn write_decimals(fraction: &str, digits: usize, separator: char, out: &mut Vec<u8>) {
    if fraction == "0" {
        return;
    }
    out.extend_from_slice(separator.encode_utf8(&mut [0; 4]).as_bytes());
    out.extend(std::iter::repeat_n(b'0', digits - fraction.len()));
    out.extend_from_slice(fraction.as_bytes());
}

/// How many decimals the parts of so much have, if they end.
fn digits_of(under: i64) -> Option<u32> {
    let twos = under.trailing_zeros();
    let (mut rest, mut fives) = (under >> twos, 0);
    while rest % 5 == 0 {
        rest /= 5;
        fives += 1;
    }
    (rest == 1).then_some(twos.max(fives))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(quantity: &Quantity) -> String {
        let mut out = Vec::new();
        let decimals = quantity.write(',', &mut out);
        let text = String::from_utf8(out).unwrap();
        assert_eq!(decimals, !text.contains('/'), "{text}");
        text
    }

    #[test]
    fn percents_are_rounded_the_same_however_they_are_divided() {
        for under in (1..5_000).step_by(7) {
            let halves = (0..40).map(|half| half * under / 40);
            for over in halves.chain([under - 1, under, 2 * under + 1, i64::from(u32::MAX), i64::from(u32::MAX) + 1]) {
                let expected = small_half_up(100 * over, under, 100);
                assert_eq!(written_percent(over, under), expected, "{over}/{under}");
            }
        }
    }

    #[test]
    fn fractions_are_written_as_decimals_where_they_end() {
        for (over, under, text) in
            [(281, 4, "70,25"), (0, 12, "0"), (-1, 8, "-0,125"), (46, 52, "23/26"), (9, 12, "0,75"), (-100, 10, "-10")]
        {
            assert_eq!(written(&Quantity::ratio(over, under)), text);
        }
    }

    proptest! {
        #[test]
        fn small_and_exact_agree(over in any::<i64>(), under in 1..=i64::MAX, shift in 0_u32..63, digits in 0_u32..5) {
            for (over, under) in [(over, under), (over >> shift, (under >> shift).max(1)), (over >> shift, 1 << (shift / 2))] {
                let quantity = Quantity::ratio(over, under);
                let exact = quantity.exact();
                prop_assert_eq!(written(&quantity), to_text(&exact, ','));
                prop_assert_eq!(quantity.rounded(digits).exact(), round_half_up(&exact, digits));
                if let Some(double) = quantity.to_double() {
                    prop_assert_eq!(double.to_string(), to_text(&exact, '.'));
                }
                if let Some(hundredths) = written_percent(over, under) {
                    let percent = exact.clone() * integer(100);
                    prop_assert_eq!(integer(hundredths), round_half_up(&percent, 2) * integer(100));
                }
                prop_assert_eq!(&Quantity::of(&exact), &quantity);
                prop_assert_eq!(quantity.cmp(&Quantity::ratio(under, 7)), exact.cmp(&(integer(under) / integer(7))));
                prop_assert_eq!(Quantity::wide(i128::from(over) * 6, i128::from(under) * 6), quantity);
            }
        }
    }
}
