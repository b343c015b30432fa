//! Exact arithmetic that stays in two words as long as it fits.

use std::ops::{Add, AddAssign, Div, Mul, Sub};

use num_integer::Integer;
use num_traits::Zero;

use super::{Exact, Quantity};

impl Quantity {
    /// The largest integer that is no larger, as [`Exact::floor`].
    #[must_use]
    pub fn floor(&self) -> Self {
        match self {
            Self::Small { over, under } => Self::Small { over: over.div_floor(under), under: 1 },
            Self::Large(value) => Self::of(&value.floor()),
        }
    }

    /// The number, if it is an integer that fits a word.
    pub fn to_integer(&self) -> Option<i64> {
        match self {
            Self::Small { over, under } => over.is_multiple_of(under).then(|| over / under),
            Self::Large(_) => None,
        }
    }

    /// What both come to: by words, unless one is too long for that.
    #[inline]
    fn with(
        &self,
        other: &Self,
        small: impl FnOnce([i128; 4]) -> (i128, i128),
        large: impl FnOnce(Exact, Exact) -> Exact,
    ) -> Self {
        match (self, other) {
            (Self::Small { over: a, under: b }, Self::Small { over: c, under: d }) => {
                // Products of two words, and sums of two of those, fit.
                let wide = |word: &i64| i128::from(*word);
                let (over, under) = small([wide(a), wide(b), wide(c), wide(d)]);
                Self::wide(over, under)
            }
            _ => Self::of(&large(self.exact(), other.exact())),
        }
    }
}

impl Add for &Quantity {
    type Output = Quantity;

    #[inline]
    fn add(self, other: Self) -> Quantity {
        let small = |[a, b, c, d]: [i128; 4]| if b == d { (a + c, b) } else { (a * d + c * b, b * d) };
        self.with(other, small, |a, b| a + b)
    }
}

impl Sub for &Quantity {
    type Output = Quantity;

    #[inline]
    fn sub(self, other: Self) -> Quantity {
        let small = |[a, b, c, d]: [i128; 4]| if b == d { (a - c, b) } else { (a * d - c * b, b * d) };
        self.with(other, small, |a, b| a - b)
    }
}

impl Mul for &Quantity {
    type Output = Quantity;

    #[inline]
    fn mul(self, other: Self) -> Quantity {
        self.with(other, |[a, b, c, d]| (a * c, b * d), |a, b| a * b)
    }
}

/// Of a number that is not zero.
impl Div for &Quantity {
    type Output = Quantity;

    #[inline]
    fn div(self, other: Self) -> Quantity {
        let small = |[a, b, c, d]: [i128; 4]| if c < 0 { (-a * d, b * -c) } else { (a * d, b * c) };
        self.with(other, small, |a, b| a / b)
    }
}

macro_rules! owned {
    ($($operation:ident $method:ident),*) => {$(
        impl $operation for Quantity {
            type Output = Self;
            #[inline]
            fn $method(self, other: Self) -> Self {
                (&self).$method(&other)
            }
        }

        impl $operation<&Self> for Quantity {
            type Output = Self;
            #[inline]
            fn $method(self, other: &Self) -> Self {
                (&self).$method(other)
            }
        }

        impl $operation<Quantity> for &Quantity {
            type Output = Quantity;
            #[inline]
            fn $method(self, other: Quantity) -> Quantity {
                self.$method(&other)
            }
        }
    )*};
}

owned!(Add add, Sub sub, Mul mul, Div div);

impl AddAssign for Quantity {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = &*self + &other;
    }
}

impl Zero for Quantity {
    fn zero() -> Self {
        Self::Small { over: 0, under: 1 }
    }

    #[inline]
    fn is_zero(&self) -> bool {
        match self {
            Self::Small { over, .. } => *over == 0,
            Self::Large(value) => value.is_zero(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Small numbers, and some near the ends of a word.
    fn words() -> impl Strategy<Value = i64> {
        prop_oneof![-20_i64..=20, any::<i64>(), Just(i64::MIN), Just(i64::MAX), Just(0)]
    }

    fn quantities() -> impl Strategy<Value = Quantity> {
        let small = (words(), words()).prop_map(|(over, under)| Quantity::ratio(over, under.saturating_abs().max(1)));
        let large = (any::<i128>(), 1..i128::MAX).prop_map(|(over, under)| Quantity::wide(over, under));
        prop_oneof![3 => small, 1 => large]
    }

    proptest! {
        #[test]
        fn quantities_are_added_and_multiplied_as_exact_numbers_are(one in quantities(), other in quantities()) {
            let (a, b) = (one.exact(), other.exact());
            prop_assert_eq!((&one + &other).exact(), &a + &b);
            prop_assert_eq!((&one - &other).exact(), &a - &b);
            prop_assert_eq!((&one * &other).exact(), &a * &b);
            if !other.is_zero() {
                prop_assert_eq!((&one / &other).exact(), &a / &b);
            }
            prop_assert_eq!(one.floor().exact(), a.floor());
            prop_assert_eq!(one.is_zero(), a.is_zero());
            let whole = one.to_integer().map(super::super::integer);
            prop_assert_eq!(whole, Some(a).filter(|a| a.is_integer() && Quantity::of(a).to_integer().is_some()));
        }
    }
}
