//! The answer to an input, in a cell of two words.

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::exact::Exact;
use crate::grid::{Domain, Value};

/// The value given for an input. Equal numbers may be written in several ways (`15·10⁻¹`, `150·10⁻²`): compare values, not cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Answer {
    /// Not given: no information, including on whether the input exists.
    #[default]
    None,
    /// Of a yes/no.
    YesNo(bool),
    /// Of a choice: the index of the option.
    Option(u32),
    /// Of a set of 64 members at most: bit `n` is set if member `n` is in.
    Set(u64),
    /// Of a numeric input, in its own unit: `mantissa · 10^-scale`, the scale being [`Answer::MOST_DECIMALS`] at most.
    Decimal {
        /// The digits, with the sign.
        mantissa: i64,
        /// How many of them are decimals.
        scale: u8,
    },
    /// Given, but too long for a cell: it is kept beside ([`Slots::other_answer`](super::Slots::other_answer)).
    Other,
}

impl Answer {
    /// The most decimals a cell holds.
    pub const MOST_DECIMALS: u8 = 18;

    /// The cell of a value, if it fits one.
    pub(in crate::audit) fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::YesNo(answer) => Self::YesNo(*answer),
            Value::Choice(option) => Self::Option(u32::try_from(*option).ok()?),
            Value::Set(members) if members.len() <= 64 => {
                let bits = members.iter().enumerate().filter(|(_, held)| **held).map(|(at, _)| 1 << at);
                Self::Set(bits.fold(0, |set, bit: u64| set | bit))
            }
            Value::Set(_) => return None,
            Value::Number(number) => decimal(number)?,
        })
    }

    /// The value of a cell on a domain; `None` if nothing is given, or if it is kept beside.
    pub fn value(self, domain: &Domain) -> Option<Value> {
        Some(match self {
            Self::None | Self::Other => return None,
            Self::YesNo(answer) => Value::YesNo(answer),
            Self::Option(option) => Value::Choice(option as usize),
            Self::Set(bits) => {
                let members = 0..domain.options().len();
                Value::Set(members.map(|at| at < 64 && bits >> at & 1 == 1).collect())
            }
            Self::Decimal { mantissa, scale } => {
                Value::Number(Exact::new(mantissa.into(), BigInt::from(10).pow(u32::from(scale))))
            }
        })
    }
}

/// The cell of a number whose decimals end soon enough.
fn decimal(number: &Exact) -> Option<Answer> {
    let (above, below) = (number.numer().to_i64()?, number.denom().to_i64()?);
    let (power, scale) = POWERS.iter().zip(0..).find(|(power, _)| *power % below == 0)?;
    let mantissa = above.checked_mul(power / below)?;
    Some(Answer::Decimal { mantissa, scale })
}

/// The powers of ten up to that of the most decimals.
const POWERS: [i64; Answer::MOST_DECIMALS as usize + 1] = {
    let mut powers = [1; Answer::MOST_DECIMALS as usize + 1];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = 10 * powers[at - 1];
        at += 1;
    }
    powers
};
