//! What the text of a cell gives. A spreadsheet writes more forms than JSON has; each of them has one reading only, else it is
//! left as a text, which is refused where something else is expected.

use std::borrow::Cow;

use crate::audit::given::{Given, nfc};
use crate::audit::vocabulary::Vocabulary;
use crate::audit::wide::Role;
use crate::grid::{Domain, NumberKind, ScaleKind};

/// What a cell gives in its column; `decimal` is what numbers may have in the place of the decimal point.
pub(super) fn given<'t>(names: &Vocabulary, role: &Role, text: &'t str, decimal: char) -> Given<'t> {
    // An identifier or a reason is a text, blanks and all.
    if let Role::Identifier | Role::Citation | Role::SetAside(_) | Role::Misplaced(_) | Role::Own = role {
        return if text.is_empty() { Given::Nothing } else { Given::Text(Cow::Borrowed(text)) };
    }
    let text = text.trim();
    if text.is_empty() {
        return Given::Nothing;
    }
    let plain = Given::Text(Cow::Borrowed(text));
    match role {
        Role::Input(input) => match &names.grid.input(*input).domain {
            Domain::YesNo => yes_no(text).map_or(plain, Given::YesNo),
            Domain::Set(_) => list(text),
            Domain::Number { kind, .. } => match kind {
                NumberKind::Number | NumberKind::Integer => number(text, decimal).map_or(plain, Given::Number),
                NumberKind::Percentage => {
                    let bare = text.strip_suffix('%').map_or(text, str::trim_end);
                    number(bare, decimal).map_or(plain, Given::Number)
                }
                NumberKind::Date => date(text).map_or(plain, |date| Given::Text(Cow::Owned(date))),
                NumberKind::Duration(_) => plain,
            },
            // A number is no option, and is told as one.
            domain @ Domain::Choice { .. } => match number(text, decimal) {
                Some(number) if domain.option_named(&nfc(text)).is_none() => Given::Number(number),
                _ => plain,
            },
        },
        Role::Rating(point) => {
            // A level may be named with digits only; its name then goes before any value.
            let is_level = matches!(names.grid.scale(names.grid.point(*point).scale).kind, ScaleKind::Levels(_))
                && names.level_named(*point, text).is_some();
            if is_level { plain } else { number(text, decimal).map_or(plain, Given::Number) }
        }
        Role::Elements(_) => list(text),
        _ => plain,
    }
}

/// `oui`, `vrai`, `true` or `1`, and their contraries; in capitals too, as spreadsheets write them.
fn yes_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "oui" | "vrai" | "true" | "1" => Some(true),
        "non" | "faux" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// `a|b`; what is empty between two bars is nobody, so that `|` alone is the empty set.
fn list(text: &str) -> Given<'_> {
    let members = text.split('|').map(str::trim).filter(|member| !member.is_empty());
    Given::List(members.map(|member| Given::Text(Cow::Borrowed(member))).collect())
}

/// A number with a decimal point; thousands may stand apart in groups of three, as French writes them.
fn number(text: &str, decimal: char) -> Option<Cow<'_, str>> {
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

/// A date as French writes it, day first and year in full, in ISO 8601.
fn date(text: &str) -> Option<String> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
    let well = parts.next().is_none() && short(day) && short(month) && year.len() == 4;
    well.then(|| format!("{year}-{month:0>2}-{day:0>2}"))
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

    #[test]
    fn dates_are_put_in_iso() {
        assert_eq!(date("12/10/2023").as_deref(), Some("2023-10-12"));
        assert_eq!(date("1/2/2023").as_deref(), Some("2023-02-01"));
        for text in ["2023-10-12", "12/10/23", "12/10", "12/10/2023/1", "a/10/2023", ""] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn lists_stand_between_bars() {
        let members = |text| match list(text) {
            Given::List(members) => members.len(),
            _ => 0,
        };
        assert_eq!((members("|"), members("a"), members("a | b"), members("a|")), (0, 1, 2, 1));
    }
}
