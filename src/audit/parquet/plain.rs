//! One value of a Parquet column, and what it gives.

use std::borrow::Cow;

use num_bigint::BigInt;
use parquet::basic::Type as Physical;

use super::schema::Kind;
use crate::audit::given::Given;
use crate::exact::{self, Exact};
use crate::syntax::date_from_days;

/// A value as it is stored.
#[derive(Debug, Clone, Copy)]
pub(super) enum Plain<'a> {
    YesNo(bool),
    Int32(i32),
    Int64(i64),
    Float(f32),
    Double(f64),
    Bytes(&'a [u8]),
    /// Of a type nothing can be made of.
    Other,
}

impl<'a> Plain<'a> {
    /// What the value gives. A floating number means the shortest decimal that reads back as itself (`semantics.md` §6).
    pub(super) fn given(self, kind: Kind) -> Given<'a> {
        let number = |text: String| Given::Number(Cow::Owned(text));
        match (kind, self) {
            (Kind::YesNo, Self::YesNo(answer)) => Given::YesNo(answer),
            (Kind::Integer, Self::Int32(value)) => number(value.to_string()),
            (Kind::Integer, Self::Int64(value)) => number(value.to_string()),
            (Kind::Unsigned, Self::Int32(value)) => number(value.cast_unsigned().to_string()),
            (Kind::Unsigned, Self::Int64(value)) => number(value.cast_unsigned().to_string()),
            (Kind::Float, Self::Float(value)) if value.is_finite() => number(value.to_string()),
            (Kind::Double, Self::Double(value)) if value.is_finite() => number(value.to_string()),
            (Kind::Float | Kind::Double, _) => {
                Given::Foreign("une valeur qui n’est pas un nombre fini (`NaN`, infini)")
            }
            (Kind::Decimal(scale), Self::Int32(value)) => number(decimal(value.into(), scale)),
            (Kind::Decimal(scale), Self::Int64(value)) => number(decimal(value.into(), scale)),
            (Kind::Decimal(scale), Self::Bytes(bytes)) => number(decimal(BigInt::from_signed_bytes_be(bytes), scale)),
            (Kind::Text, Self::Bytes(bytes)) => match std::str::from_utf8(bytes) {
                Ok(text) => Given::Text(Cow::Borrowed(text)),
                Err(_) => Given::Foreign("un texte qui n’est pas en UTF-8"),
            },
            (Kind::Uuid, Self::Bytes(bytes)) => Given::Text(Cow::Owned(uuid(bytes))),
            (Kind::Date, Self::Int32(days)) => Given::Text(Cow::Owned(date(days.into()))),
            (Kind::Timestamp(a_second, utc), Self::Int64(value)) => {
                let (seconds, left) = (value.div_euclid(a_second), value.rem_euclid(a_second));
                let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
                // Midnight by no clock in particular is how tools without dates write one.
                if second == 0 && left == 0 && !utc {
                    return Given::Text(Cow::Owned(date(day)));
                }
                let zone = if utc { "Z" } else { "" };
                let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
                Given::Text(Cow::Owned(format!("{}T{hour:02}:{minute:02}:{second:02}{zone}", date(day))))
            }
            _ => Given::Foreign("une valeur d’un type qui n’a pas de sens dans un audit"),
        }
    }
}

/// Takes the first of values stored one after the other; `None` if it is cut short.
pub(super) fn first<'a>(physical: Physical, length: i32, bytes: &mut &'a [u8]) -> Option<Plain<'a>> {
    fn number<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
        let (head, rest) = bytes.split_first_chunk::<N>()?;
        *bytes = rest;
        Some(*head)
    }
    Some(match physical {
        Physical::INT32 => Plain::Int32(i32::from_le_bytes(number(bytes)?)),
        Physical::INT64 => Plain::Int64(i64::from_le_bytes(number(bytes)?)),
        Physical::FLOAT => Plain::Float(f32::from_le_bytes(number(bytes)?)),
        Physical::DOUBLE => Plain::Double(f64::from_le_bytes(number(bytes)?)),
        Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY => {
            let length = if physical == Physical::BYTE_ARRAY {
                u32::from_le_bytes(number(bytes)?) as usize
            } else {
                usize::try_from(length).ok().filter(|length| *length > 0)?
            };
            let (head, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            Plain::Bytes(head)
        }
        Physical::BOOLEAN => Plain::YesNo(number::<1>(bytes)? != [0]),
        Physical::INT96 => {
            number::<12>(bytes)?;
            Plain::Other
        }
    })
}

fn decimal(unscaled: BigInt, scale: i32) -> String {
    let power = BigInt::from(10).pow(scale.unsigned_abs().min(1_000));
    let value = if scale < 0 { Exact::from_integer(unscaled * power) } else { Exact::new(unscaled, power) };
    exact::to_text(&value, '.')
}

fn date(days: i64) -> String {
    let (year, month, day) = date_from_days(days);
    format!("{year:04}-{month:02}-{day:02}")
}

fn uuid(bytes: &[u8]) -> String {
    let digits = |(at, byte): (usize, &u8)| {
        let dash = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
        format!("{dash}{byte:02x}")
    };
    bytes.iter().enumerate().map(digits).collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(kind: Kind, plain: Plain) -> String {
        match plain.given(kind) {
            Given::Number(text) | Given::Text(text) => text.into_owned(),
            other => other.kind().to_owned(),
        }
    }

    #[test]
    fn numbers_mean_their_shortest_decimal() {
        assert_eq!(text(Kind::Double, Plain::Double(87.1)), "87.1");
        assert_eq!(text(Kind::Double, Plain::Double(2.0)), "2");
        assert_eq!(text(Kind::Float, Plain::Float(0.1)), "0.1");
        assert_eq!(text(Kind::Double, Plain::Double(1e-7)), "0.0000001");
        assert_eq!(text(Kind::Double, Plain::Double(-0.0)), "-0");
        assert!(text(Kind::Double, Plain::Double(f64::NAN)).contains("NaN"));
        assert_eq!(text(Kind::Unsigned, Plain::Int32(-1)), "4294967295");
        assert_eq!(text(Kind::Decimal(2), Plain::Int64(8750)), "87.5");
        assert_eq!(text(Kind::Decimal(1), Plain::Bytes(&[0xFF, 0xF6])), "-1");
        assert_eq!(text(Kind::Decimal(-2), Plain::Int32(3)), "300");
    }

    #[test]
    fn days_and_instants_are_told_apart() {
        let day = 19_642 * 86_400;
        assert_eq!(text(Kind::Date, Plain::Int32(19_642)), "2023-10-12");
        assert_eq!(text(Kind::Timestamp(1_000, false), Plain::Int64(day * 1_000)), "2023-10-12");
        assert_eq!(text(Kind::Timestamp(1, true), Plain::Int64(day)), "2023-10-12T00:00:00Z");
        assert_eq!(text(Kind::Timestamp(1, false), Plain::Int64(day + 3661)), "2023-10-12T01:01:01");
        assert_eq!(text(Kind::Timestamp(1_000, false), Plain::Int64(-1)), "1969-12-31T23:59:59");
    }

    #[test]
    fn values_that_are_cut_are_none() {
        let mut texts = b"\x01\0\0\0a\x02\0\0\0b".as_slice();
        assert!(matches!(first(Physical::BYTE_ARRAY, 0, &mut texts), Some(Plain::Bytes(b"a"))));
        assert!(first(Physical::BYTE_ARRAY, 0, &mut texts).is_none());
        assert!(first(Physical::INT64, 0, &mut [0; 7].as_slice()).is_none());
        assert!(first(Physical::FIXED_LEN_BYTE_ARRAY, -1, &mut [0; 15].as_slice()).is_none());
    }
}
