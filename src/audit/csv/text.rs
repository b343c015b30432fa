//! What the text of a cell gives. A spreadsheet writes more forms than JSON has; each of them has one reading only, else it is
//! left as a text, which is refused where something else is expected.

use std::borrow::Cow;

use crate::audit::given::{Given, nfc};
use crate::audit::vocabulary::Vocabulary;
use crate::audit::wide::{Role, number, rating};
use crate::grid::{Domain, NumberKind};

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
        Role::Rating(point) => rating(names, *point, text, decimal),
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
