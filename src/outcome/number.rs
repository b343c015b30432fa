//! Exact numbers in JSON.

use serde::Serialize;
use serde::ser::{Error, Serializer};
use serde_json::value::RawValue;

use crate::exact::{self, Exact};

/// An exact number: written as a JSON number if its decimals end, else as a text such as `"23/26"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number(pub Exact);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match exact::to_decimal(&self.0, '.') {
            Some(decimal) => RawValue::from_string(decimal).map_err(S::Error::custom)?.serialize(serializer),
            None => serializer.serialize_str(&exact::to_text(&self.0, '.')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Number;
    use crate::exact::integer;

    #[test]
    fn numbers_are_exact_or_text() {
        let written =
            |numerator, denominator| serde_json::to_string(&Number(integer(numerator) / integer(denominator))).unwrap();
        assert_eq!(written(281, 4), "70.25");
        assert_eq!(written(80, 1), "80");
        assert_eq!(written(-1, 8), "-0.125");
        assert_eq!(written(23, 26), "\"23/26\"");
    }
}
