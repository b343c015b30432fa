//! What is given against what is declared: values of inputs, ratings on scales.

use super::RecordedRating;
use super::given::{Given, nfc};
use super::refusal::RefusalKind;
use super::vocabulary::Vocabulary;
use crate::diagnostic::nearest;
use crate::exact::{self, Exact, NumberError};
use crate::grid::{Domain, Input, NumberKind, PointId, ScaleKind, TimeUnit, Value, wording};
use crate::syntax::{date_from_days, days_from_date};

/// The most decimals of a rating on an interval scale (`semantics.md` §6).
const RATING_DECIMALS: u32 = 6;

/// The format values come in. What they mean is the same in all; how they are written is not, and messages show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON and NDJSON.
    Json,
    /// CSV, with the decimal separator of the file.
    Csv { decimal: char },
    /// Parquet.
    Parquet,
}

/// The value of an input; `None` if nothing is given.
pub(super) fn value(input: &Input, form: Form, given: &Given) -> Result<Option<Value>, RefusalKind> {
    match (&input.domain, given) {
        (_, Given::Nothing) => Ok(None),
        (Domain::YesNo, Given::YesNo(answer)) => Ok(Some(Value::YesNo(*answer))),
        (Domain::Choice { .. }, Given::Text(name)) => option(&input.domain, name).map(Value::Choice).map(Some),
        (Domain::Set(members), Given::List(given)) => {
            let mut held = vec![false; members.len()];
            for member in given {
                let Given::Text(name) = member else { return Err(wrong(&input.domain, form, member)) };
                let at = option(&input.domain, name)?;
                if std::mem::replace(&mut held[at], true) {
                    return Err(RefusalKind::RepeatedMember(name.to_string()));
                }
            }
            Ok(Some(Value::Set(held)))
        }
        (Domain::Number { kind, low, high, unit }, given) => {
            let number = number(&input.domain, *kind, form, given)?;
            within(&number, low.as_ref(), high.as_ref(), |number| wording::quantity(*kind, unit.as_deref(), number))?;
            Ok(Some(Value::Number(number)))
        }
        (domain, given) => Err(wrong(domain, form, given)),
    }
}

/// The rating of a point; `None` if nothing is given.
pub(super) fn rating(names: &Vocabulary, point: PointId, given: &Given) -> Result<Option<RecordedRating>, RefusalKind> {
    let scale = names.grid.scale(names.grid.point(point).scale);
    match (&scale.kind, given) {
        (_, Given::Nothing) => Ok(None),
        (ScaleKind::Levels(levels), Given::Text(name)) => match names.level_named(point, name) {
            Some(level) => Ok(Some(RecordedRating::Level(level))),
            None => Err(unknown_name(name, levels.iter().map(|level| level.name.as_str()))),
        },
        (ScaleKind::Levels(levels), Given::Number(text)) => {
            // A level's value as it is usually written needs no arithmetic.
            let mut level = names.level_worth(point, text);
            if level.is_none() {
                let value = decimal(text)?;
                level = levels.iter().position(|level| level.value.as_ref() == Some(&value));
            }
            level.map(|level| Some(RecordedRating::Level(level))).ok_or_else(|| RefusalKind::NoSuchLevel {
                value: text.to_string(),
                remedy: expected_among(&levels.iter().map(described_level).collect::<Vec<_>>()),
            })
        }
        (ScaleKind::Interval { low, high }, Given::Number(text)) => {
            let value = decimal(text)?;
            within(&value, Some(low), Some(high), wording::number)?;
            if !(&value * exact::integer(10_i64.pow(RATING_DECIMALS))).is_integer() {
                let expected = format!("un nombre à {RATING_DECIMALS} décimales au plus");
                return Err(RefusalKind::TooFine { value: text.to_string(), expected });
            }
            Ok(Some(RecordedRating::Value(value)))
        }
        (ScaleKind::Levels(_), given) => Err(RefusalKind::WrongKind {
            expected: "le nom ou la valeur d’un niveau".to_owned(),
            found: given.kind().to_owned(),
            remedy: None,
        }),
        (ScaleKind::Interval { low, high }, given) => Err(RefusalKind::WrongKind {
            expected: format!("un nombre de {} à {}", wording::number(low), wording::number(high)),
            found: given.kind().to_owned(),
            remedy: None,
        }),
    }
}

fn described_level(level: &crate::grid::Level) -> String {
    let worth = level.value.as_ref().map_or(String::new(), |value| format!(" ({})", exact::to_text(value, '.')));
    format!("`{}`{worth}", level.name)
}

/// The index of an option or member.
fn option(domain: &Domain, name: &str) -> Result<usize, RefusalKind> {
    let known = domain.options().iter().map(|option| option.name.as_str());
    domain.option_named(&nfc(name)).ok_or_else(|| unknown_name(name, known))
}

fn unknown_name<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> RefusalKind {
    let remedy = meant(name, known.clone())
        .or_else(|| expected_among(&known.map(|known| format!("`{known}`")).collect::<Vec<_>>()));
    RefusalKind::UnknownName { name: name.to_owned(), remedy }
}

/// « vouliez-vous dire … ? »
pub(super) fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, known).map(|near| format!("vouliez-vous dire `{near}` ?"))
}

/// « on attend a, b ou c », when they are few enough to be read.
fn expected_among(names: &[String]) -> Option<String> {
    match names {
        [only] => Some(format!("on attend {only}")),
        [first @ .., last] if first.len() < 8 => Some(format!("on attend {} ou {last}", first.join(", "))),
        _ => None,
    }
}

/// The number an input of numeric type is given, in its own unit.
fn number(domain: &Domain, kind: NumberKind, form: Form, given: &Given) -> Result<Exact, RefusalKind> {
    match (kind, given) {
        (NumberKind::Number | NumberKind::Percentage, Given::Number(text)) => decimal(text),
        (NumberKind::Integer, Given::Number(text)) => Some(decimal(text)?)
            .filter(Exact::is_integer)
            .ok_or_else(|| RefusalKind::TooFine { value: text.to_string(), expected: "un nombre entier".to_owned() }),
        (NumberKind::Date, Given::Text(text)) => date(text).map(exact::integer).ok_or_else(|| RefusalKind::WrongKind {
            expected: "une date".to_owned(),
            found: format!("`{text}`"),
            remedy: Some(example(domain, form)),
        }),
        (NumberKind::Duration(unit), Given::Text(text)) => {
            duration(text, unit).ok_or_else(|| RefusalKind::WrongKind {
                expected: expectation(domain),
                found: format!("`{text}`"),
                remedy: Some(example(domain, form)),
            })?
        }
        (_, given) => Err(wrong(domain, form, given)),
    }
}

/// A date written as ISO 8601 says, `2023-10-12`, in days since 1970-01-01.
fn date(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |text: &str, count: usize| {
        (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse::<i64>().ok())?
    };
    match parts[..] {
        [year, month, day] => days_from_date(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?),
        _ => None,
    }
}

/// A number of a kind as audits write it, so that [`value`] reads it back: `87.5`, `2023-10-12`, `2 semaines`.
pub(super) fn written(kind: NumberKind, number: &Exact) -> Given<'static> {
    match kind {
        NumberKind::Number | NumberKind::Integer | NumberKind::Percentage => {
            Given::Number(exact::to_text(number, '.').into())
        }
        NumberKind::Duration(_) => Given::Text(kind.written(number).into()),
        NumberKind::Date => Given::Text(written_date(number).into()),
    }
}

/// A date, in days since 1970-01-01, as ISO 8601 says: `2023-10-12`.
pub(crate) fn written_date(days: &Exact) -> String {
    let (year, month, day) = i64::try_from(days.to_integer()).map(date_from_days).unwrap_or_default();
    format!("{year:04}-{month:02}-{day:02}")
}

/// A duration such as `2 semaines` or `1,5 jour`, in the unit of the input. `None` if it is not written so, or if its unit
/// never mixes with the input's.
fn duration(text: &str, unit: TimeUnit) -> Option<Result<Exact, RefusalKind>> {
    let text = text.trim();
    let (number, word) = text.split_at(text.find(|c: char| !matches!(c, '0'..='9' | ',' | '.'))?);
    let (size, of) = TimeUnit::from_word(&nfc(word.trim()))?.ratio_to(unit)?;
    match decimal(&number.replace(',', ".")) {
        Err(RefusalKind::Malformed(_)) => None,
        read => Some(read.map(|number| number * exact::integer(size) / exact::integer(of))),
    }
}

/// A number with a decimal point.
fn decimal(text: &str) -> Result<Exact, RefusalKind> {
    exact::parse_decimal(text, '.', true).map_err(|error| match error {
        NumberError::TooLong => RefusalKind::TooFine {
            value: if text.len() > exact::LONGEST_NUMBER { "davantage".to_owned() } else { text.to_owned() },
            expected: format!("un nombre de {} chiffres au plus", exact::LONGEST_NUMBER),
        },
        NumberError::Malformed => RefusalKind::Malformed(format!("`{text}` n’est pas un nombre")),
    })
}

/// The refusal of a value of another kind than the one declared.
fn wrong(domain: &Domain, form: Form, given: &Given) -> RefusalKind {
    let found = match given {
        Given::Text(text) if text.chars().count() <= 40 => format!("le texte `{text}`"),
        Given::Number(text) if text.len() <= exact::LONGEST_NUMBER => format!("le nombre {text}"),
        other => other.kind().to_owned(),
    };
    RefusalKind::WrongKind { expected: expectation(domain), found, remedy: Some(example(domain, form)) }
}

/// What a domain expects.
fn expectation(domain: &Domain) -> String {
    let expected = match domain {
        Domain::YesNo => "une réponse par oui ou non",
        Domain::Choice { .. } => "le nom d’une option",
        Domain::Set(_) => "une liste de noms",
        Domain::Number { kind, .. } => match kind {
            NumberKind::Number => "un nombre",
            NumberKind::Integer => "un nombre entier",
            NumberKind::Percentage => "un pourcentage",
            NumberKind::Date => "une date",
            NumberKind::Duration(unit) => return format!("une durée en {}", unit.plural()),
        },
    };
    expected.to_owned()
}

/// How a value of a domain is written in a format.
fn example(domain: &Domain, form: Form) -> String {
    let first = || domain.options().first().map_or("", |first| first.name.as_str());
    let decimal = |number: &str| match form {
        Form::Csv { decimal } => number.replace('.', &decimal.to_string()),
        Form::Json | Form::Parquet => number.to_owned(),
    };
    let quoted = |text: &str| if form == Form::Json { format!("\"{text}\"") } else { text.to_owned() };
    let written = match domain {
        Domain::YesNo => {
            return match form {
                Form::Json => "on écrit `true` ou `false`",
                Form::Csv { .. } => "on écrit `oui` ou `non`",
                Form::Parquet => "la colonne doit être de type BOOLEAN",
            }
            .to_owned();
        }
        Domain::Choice { .. } => format!("`{}`", quoted(first())),
        Domain::Set(_) => match form {
            Form::Json => format!("`[\"{}\"]`, ou `[]` s’il n’y en a aucun", first()),
            Form::Csv { .. } => format!("`{}`, ou `|` s’il n’y en a aucun", some_of(domain)),
            Form::Parquet => return "la colonne doit être une liste de textes".to_owned(),
        },
        Domain::Number { kind, .. } => match kind {
            NumberKind::Number => format!("`{}`", decimal("12.5")),
            NumberKind::Integer => "`12`".to_owned(),
            NumberKind::Percentage => format!("`{}` pour 87,5 %", decimal("87.5")),
            NumberKind::Date if matches!(form, Form::Csv { .. }) => "`2023-10-12` ou `12/10/2023`".to_owned(),
            NumberKind::Date => format!("`{}`", quoted("2023-10-12")),
            NumberKind::Duration(unit) => format!("`{}`", quoted(&format!("2 {}", unit.plural()))),
        },
    };
    format!("on écrit par exemple {written}")
}

/// The first members of a set, as CSV writes them.
fn some_of(domain: &Domain) -> String {
    domain.options().iter().take(2).map(|option| option.name.as_str()).collect::<Vec<_>>().join("|")
}

/// Refuses a number out of its bounds, which are included; `shown` writes a number with its unit.
fn within(
    number: &Exact,
    low: Option<&Exact>,
    high: Option<&Exact>,
    shown: impl Fn(&Exact) -> String,
) -> Result<(), RefusalKind> {
    if low.is_none_or(|low| number >= low) && high.is_none_or(|high| number <= high) {
        return Ok(());
    }
    let bounds = match (low, high) {
        (Some(low), Some(high)) => format!("de {} à {}", shown(low), shown(high)),
        (Some(low), None) => format!("au moins {}", shown(low)),
        (None, high) => format!("au plus {}", high.map(&shown).unwrap_or_default()),
    };
    Err(RefusalKind::OutOfBounds { value: shown(number), bounds })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::integer;

    #[test]
    fn dates_are_iso_days_that_exist() {
        assert_eq!(date("1970-01-02"), Some(1));
        assert_eq!(date("2024-02-29"), Some(19_782));
        for text in ["2023-02-29", "12/10/2023", "2023-10-1", "2023-10-12T00:00", "", "+023-10-12", "0000-01-01"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let weeks = NumberKind::Duration(TimeUnit::Weeks);
        for (kind, number) in [
            (NumberKind::Percentage, integer(175) / integer(2)),
            (NumberKind::Date, integer(19_642)),
            (weeks, integer(3) / integer(2)),
            (weeks, integer(1) / integer(7)),
        ] {
            let domain = Domain::Number { kind, low: None, high: None, unit: None };
            assert_eq!(super::number(&domain, kind, Form::Json, &written(kind, &number)), Ok(number));
        }
    }

    #[test]
    fn durations_are_converted_to_the_unit_declared() {
        let days = |text| duration(text, TimeUnit::Days).map(Result::unwrap);
        assert_eq!(days("2 semaines"), Some(exact::integer(14)));
        assert_eq!(days("1,5 jour"), Some(exact::integer(3) / exact::integer(2)));
        assert_eq!(days("36 heures"), Some(exact::integer(3) / exact::integer(2)));
        for text in ["3 mois", "14", "semaines", "deux jours", "1..5 jours", "-2 jours", ""] {
            assert_eq!(duration(text, TimeUnit::Days), None, "{text}");
        }
        assert_eq!(duration("2 ans", TimeUnit::Months), Some(Ok(exact::integer(24))));
    }
}
