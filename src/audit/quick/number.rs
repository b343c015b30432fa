//! Decimals as they are usually written: few digits, no exponent.

use std::cmp::Ordering;

use crate::audit::slots::Answer;
use crate::exact::Exact;
use crate::grid::Value;

/// The powers of ten a decimal may be brought to.
const POWERS: [i128; 19] = {
    let mut powers = [1; 19];
    let mut at = 1;
    while at < 19 {
        powers[at] = 10 * powers[at - 1];
        at += 1;
    }
    powers
};

/// A decimal: `mantissa · 10^-scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) mantissa: i64,
    pub(super) scale: u8,
}

impl Decimal {
    /// A number, if it is such a decimal.
    pub(super) fn of(number: &Exact) -> Option<Self> {
        match Answer::of(&Value::Number(number.clone()))? {
            Answer::Decimal { mantissa, scale } => Some(Self { mantissa, scale }),
            _ => None,
        }
    }

    /// Reads a number of at most 18 digits, and says where it ends.
    pub(super) fn read(bytes: &[u8], start: usize) -> Option<(Self, usize)> {
        let negative = bytes.get(start) == Some(&b'-');
        let whole = start + usize::from(negative);
        let mut at = whole;
        let mut mantissa = 0_i64;
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            at += 1;
        }
        let mut scale = 0;
        let digits = at - whole;
        if digits == 0 || (digits > 1 && bytes[whole] == b'0') {
            return None;
        }
        if bytes.get(at) == Some(&b'.') {
            at += 1;
            let fraction = at;
            while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
                at += 1;
            }
            scale = at - fraction;
            if scale == 0 {
                return None;
            }
        }
        // With more digits the mantissa may have wrapped.
        if digits + scale > 18 || matches!(bytes.get(at), Some(b'e' | b'E')) {
            return None;
        }
        let mantissa = if negative { -mantissa } else { mantissa };
        Some((Self { mantissa, scale: u8::try_from(scale).ok()? }, at))
    }

    /// The number in units of `10^-scale`, if it is a whole number of them.
    pub(super) fn in_units(self, scale: u8) -> Option<i64> {
        let power = |digits: u8| 10_i64.checked_pow(u32::from(digits));
        if let Some(more) = scale.checked_sub(self.scale) {
            self.mantissa.checked_mul(power(more)?)
        } else {
            let unit = power(self.scale - scale)?;
            (self.mantissa % unit == 0).then_some(self.mantissa / unit)
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.scale == other.scale {
            return self.mantissa.cmp(&other.mantissa);
        }
        // At most 19 digits by 18: no more than 37.
        let scaled = |number: &Self, scale: u8| i128::from(number.mantissa) * POWERS[usize::from(scale) % POWERS.len()];
        scaled(self, other.scale).cmp(&scaled(other, self.scale))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::parse_decimal;

    #[test]
    fn decimals_are_read_as_they_are_exactly() {
        for text in ["0", "-0", "87.5", "-12.50", "123456789012345678", "0.00000000000000001"] {
            let (decimal, end) = Decimal::read(format!("{text},").as_bytes(), 0).unwrap();
            assert_eq!(end, text.len());
            let exact = Exact::new(decimal.mantissa.into(), num_bigint::BigInt::from(10).pow(decimal.scale.into()));
            assert_eq!(exact, parse_decimal(text, '.', true).unwrap());
        }
        for text in ["", "-", "01", "1.", ".5", "1e2", "1234567890123456789", "0.1234567890123456789"] {
            assert_eq!(Decimal::read(text.as_bytes(), 0), None, "{text}");
        }
    }

    #[test]
    fn decimals_are_compared_by_value() {
        let decimal = |text: &str| Decimal::read(text.as_bytes(), 0).unwrap().0;
        assert!(decimal("99.999") < decimal("100"));
        assert!(decimal("-1.5") < decimal("-1.49"));
        assert_eq!(decimal("1.50").cmp(&decimal("1.5")), Ordering::Equal);
        assert!(decimal("999999999999999999") > decimal("0.00000000000000001"));
        assert_eq!(decimal("1.50").in_units(1), Some(15));
        assert_eq!(decimal("1.55").in_units(1), None);
        assert_eq!(decimal("12").in_units(6), Some(12_000_000));
        assert_eq!(decimal("123456789012345678").in_units(6), None);
    }
}
