//! Exact numbers: the rationals every threshold, weight, value and score is computed with.
//!
//! There is one rounding in the whole program, [`round_half_up`], and it happens when a score is written
//! (`semantics.md` §6).

mod arithmetic;
mod decimal;
mod quantity;

pub use decimal::Short;
pub use quantity::{Quantity, write_scaled, written_percent};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// An exact rational number, without bound on its size.
pub type Exact = BigRational;

/// The longest number, in characters, that a grid or an audit may write (`semantics.md` §6).
pub const LONGEST_NUMBER: usize = 40;

/// How many digits, before and after the separator, are sure to fit a word.
const SHORT: usize = 18;

/// Why a text is not a number the program takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberError {
    /// The text is no decimal number.
    Malformed,
    /// The number is written with more than [`LONGEST_NUMBER`] characters.
    TooLong,
}

/// An integer, exactly.
pub fn integer(value: i64) -> Exact {
    Exact::from_integer(BigInt::from(value))
}

/// Reads a decimal: an optional sign, digits, then a fraction after `separator`, then, when `exponent` is set (JSON),
/// a power of ten. A text longer than [`LONGEST_NUMBER`] is refused, and so is an exponent beyond it.
pub fn parse_decimal(text: &str, separator: char, exponent: bool) -> Result<Exact, NumberError> {
    if text.len() > LONGEST_NUMBER {
        return Err(NumberError::TooLong);
    }
    let (mantissa, power) = match text.find(['e', 'E']).filter(|_| exponent) {
        Some(at) => {
            let power: i32 = text[at + 1..].parse().map_err(|_| NumberError::Malformed)?;
            (&text[..at], power)
        }
        None => (text, 0),
    };
    if power.unsigned_abs() as usize > LONGEST_NUMBER {
        return Err(NumberError::TooLong);
    }
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once(separator).unwrap_or((digits, ""));
    let malformed = whole.is_empty()
        || (digits.contains(separator) && fraction.is_empty())
        || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
    if malformed {
        return Err(NumberError::Malformed);
    }
    let scale = power - i32::try_from(fraction.len()).map_err(|_| NumberError::TooLong)?;
    if whole.len() + fraction.len() <= SHORT && (-18..=0).contains(&scale) {
        let value = whole.bytes().chain(fraction.bytes()).fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
        let power = 10_i64.pow(scale.unsigned_abs());
        let common = value.gcd(&power);
        let value = if negative { -value } else { value };
        return Ok(Exact::new_raw((value / common).into(), (power / common).into()));
    }
    let number: BigInt = format!("{whole}{fraction}").parse().map_err(|_| NumberError::Malformed)?;
    let factor = BigInt::from(10).pow(scale.unsigned_abs());
    let value = if scale < 0 { Exact::new(number, factor) } else { Exact::from_integer(number * factor) };
    Ok(if negative { -value } else { value })
}

/// Writes the decimal expansion with `separator` when it terminates (`87,5`), `None` when it does not (23/26).
pub fn to_decimal(value: &Exact, separator: char) -> Option<String> {
    let mut rest = value.denom().clone();
    let mut digits = 0_usize;
    for prime in [2, 5] {
        let prime = BigInt::from(prime);
        let mut times = 0;
        while rest.is_multiple_of(&prime) {
            rest /= &prime;
            times += 1;
        }
        digits = digits.max(times);
    }
    (rest == BigInt::from(1)).then(|| fixed(value, digits, separator))
}

/// Writes a number for people or files: its decimal expansion if it terminates, else the fraction `23/26`.
pub fn to_text(value: &Exact, separator: char) -> String {
    to_decimal(value, separator).unwrap_or_else(|| format!("{}/{}", value.numer(), value.denom()))
}

/// Rounds to `digits` decimals, halves up (towards +∞): the one rounding of the program. The result is exact again.
pub fn round_half_up(value: &Exact, digits: u32) -> Exact {
    let factor = Exact::from_integer(BigInt::from(10).pow(digits));
    let half = Exact::new(BigInt::from(1), BigInt::from(2));
    (value * &factor + half).floor() / factor
}

/// Writes a number with exactly `digits` decimals; the value must have no more than that (round it first).
fn fixed(value: &Exact, digits: usize, separator: char) -> String {
    let power = u32::try_from(digits).unwrap_or(u32::MAX);
    let scaled = (value.abs() * BigInt::from(10).pow(power)).to_integer();
    let text = format!("{:0>width$}", scaled.to_string(), width = digits + 1);
    let (whole, fraction) = text.split_at(text.len() - digits);
    let sign = if value.is_negative() && !scaled.is_zero() { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}{separator}{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn french(text: &str) -> Exact {
        parse_decimal(text, ',', false).unwrap()
    }

    #[test]
    fn decimals_are_read_and_written_exactly() {
        for text in ["0", "85", "0,25", "-3,125", "0,1", "100", "1234567890123456789,000001"] {
            assert_eq!(to_text(&french(text), ','), text);
        }
        assert_eq!(to_text(&(integer(23) / integer(26)), ','), "23/26");
        assert_eq!(parse_decimal("1.50e1", '.', true), Ok(integer(15)));
    }

    #[test]
    fn short_numbers_are_those_long_ones_are() {
        for text in
            ["0", "-0", "000,50", "-12,50", "999999999999999999", "0,000000000000000001", "-0,00000000000000001"]
        {
            assert_eq!(
                french(text),
                french(&format!(
                    "{text}{}",
                    if text.contains(',') { "000000000000000000" } else { ",0000000000000000000" }
                )),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ",5", "5,", "1.5", "1,2,3", "1e3", "٣"] {
            assert_eq!(parse_decimal(text, ',', false), Err(NumberError::Malformed), "{text}");
        }
        assert_eq!(parse_decimal(&"9".repeat(41), ',', false), Err(NumberError::TooLong));
        assert_eq!(parse_decimal("1e99999", '.', true), Err(NumberError::TooLong));
    }

    #[test]
    fn halves_go_up() {
        let rounded = |text: &str| to_text(&round_half_up(&french(text), 2), ',');
        assert_eq!(rounded("87,805"), "87,81");
        assert_eq!(rounded("87,8049999"), "87,8");
        assert_eq!(rounded("-0,005"), "0");
    }
}
