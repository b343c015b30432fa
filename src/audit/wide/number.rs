//! Numbers written as texts, where a column has nothing but texts.

use std::borrow::Cow;

use crate::audit::given::Given;
use crate::audit::vocabulary::Vocabulary;
use crate::grid::PointId;

/// What the text of a rating gives: the name of a level before any number, for a level may be named with digits only.
pub(in crate::audit) fn rating<'t>(names: &Vocabulary, point: PointId, text: &'t str, decimal: char) -> Given<'t> {
    match number(text, decimal) {
        Some(number) if names.level_named(point, text).is_none() => Given::Number(number),
        _ => Given::Text(Cow::Borrowed(text)),
    }
}

/// A number with a decimal point; thousands may stand apart in groups of three, as French writes them.
pub(in crate::audit) fn number(text: &str, decimal: char) -> Option<Cow<'_, str>> {
    let (sign, digits) = text.split_at(usize::from(text.starts_with(['-', '+'])));
    let exponent = digits.find(['e', 'E']).unwrap_or(digits.len());
    let (mantissa, exponent) = digits.split_at(exponent);
    let point = mantissa.find(['.', decimal]);
    let (whole, fraction) = mantissa.split_at(point.unwrap_or(mantissa.len()));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fraction_is_well = fraction.is_empty() || all_digits(&fraction[1..]);
    let power = exponent.trim_start_matches(['e', 'E']);
    let exponent_is_well = exponent.is_empty() || all_digits(power.strip_prefix(['-', '+']).unwrap_or(power));
    if !fraction_is_well || !exponent_is_well {
        return None;
    }
    let is_space = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}');
    let grouped = whole.contains(is_space);
    let whole_is_well = if grouped {
        let mut groups = whole.split(is_space);
        let first = groups.next().unwrap_or_default();
        all_digits(first) && first.len() <= 3 && groups.all(|group| group.len() == 3 && all_digits(group))
    } else {
        all_digits(whole)
    };
    if !whole_is_well {
        return None;
    }
    if !grouped && sign != "+" && !fraction.starts_with(',') {
        return Some(Cow::Borrowed(text));
    }
    let sign = sign.trim_start_matches('+');
    let whole = whole.replace(is_space, "");
    Some(Cow::Owned(format!("{sign}{whole}{}{exponent}", fraction.replace(',', "."))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_reading() {
        let comma = |text| number(text, ',').map(Cow::into_owned);
        let point = |text| number(text, '.').map(Cow::into_owned);
        for (text, with_comma, with_point) in [
            ("87.5", Some("87.5"), Some("87.5")),
            ("87,5", Some("87.5"), None),
            ("1 234,5", Some("1234.5"), None),
            ("1\u{202f}234\u{a0}567", Some("1234567"), Some("1234567")),
            ("+3", Some("3"), Some("3")),
            ("-1,5E-3", Some("-1.5E-3"), None),
            ("1,234.5", None, None),
            ("12 34", None, None),
            ("1234 567", None, None),
            (",5", None, None),
            ("5,", None, None),
            ("1e", None, None),
            ("", None, None),
            ("douze", None, None),
        ] {
            assert_eq!(comma(text).as_deref(), with_comma, "{text}");
            assert_eq!(point(text).as_deref(), with_point, "{text}");
        }
    }
}
