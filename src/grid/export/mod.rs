//! A grid for others: as data, as the JSON Schema of its audits, as a document to read.

mod form;
mod json;
mod markdown;
mod register;
mod schema;
mod words;

pub use json::json;
pub use markdown::{decision, domain, group, markdown, point};
pub use register::{Interpretation, interpretations};
pub use schema::schema;
pub use words::{Worded, answer, condition, escaped, named, parameter};

use serde_json::Value;

use super::{Domain, Grid, GroupId, NumberKind, Point, TimeUnit};
use crate::diagnostic::{Source, Span};
use crate::exact::{Exact, to_text};
use crate::syntax::date_from_days;

/// An exact number as JSON: a number where one says it exactly, else a text (`"5/3"`).
fn number(value: &Exact) -> Value {
    let text = to_text(value, '.');
    let number = text.parse::<Value>().ok().filter(Value::is_number);
    let exact = number.filter(|number| format!("{number}") == text);
    exact.unwrap_or(Value::String(text))
}

/// A value of an input as people write it: `85 %`, `30 jours`, `12/10/2023`, `250 agents`.
fn value_in_words(domain: &Domain, value: &Exact) -> String {
    let plain = to_text(value, ',');
    match domain {
        Domain::Number { kind: NumberKind::Percentage, .. } => format!("{plain}\u{a0}%"),
        Domain::Number { kind: NumberKind::Duration(unit), .. } => duration(value, *unit),
        Domain::Number { kind: NumberKind::Date, .. } => {
            calendar_date(value).map_or(plain, |(year, month, day)| format!("{day:02}/{month:02}/{year:04}"))
        }
        Domain::Number { unit: Some(unit), .. } => format!("{plain}\u{a0}{unit}"),
        _ => plain,
    }
}

/// The bounds of an input, if it has any: `de 0 à 5000 agents`.
fn bounds_in_words(domain: &Domain) -> Option<String> {
    let Domain::Number { kind, low: Some(low), high: Some(high), .. } = domain else { return None };
    let least = match kind {
        NumberKind::Date => value_in_words(domain, low),
        _ => to_text(low, ','),
    };
    Some(format!("de {least} à {}", value_in_words(domain, high)))
}

/// A duration with its unit, singular below two.
fn duration(value: &Exact, unit: TimeUnit) -> String {
    let plural = unit.plural();
    let word = if *value < crate::exact::integer(2) && unit != TimeUnit::Months {
        plural.strip_suffix('s').unwrap_or(plural)
    } else {
        plural
    };
    format!("{}\u{a0}{word}", to_text(value, ','))
}

/// A bound of an input as data: a date in ISO 8601, a number otherwise, in the input's own unit.
fn value_as_data(domain: &Domain, value: &Exact) -> Value {
    match domain {
        Domain::Number { kind: NumberKind::Date, .. } => calendar_date(value)
            .map_or_else(|| number(value), |(year, month, day)| format!("{year:04}-{month:02}-{day:02}").into()),
        _ => number(value),
    }
}

/// The year, month and day of so many days since 1970; `None` outside the years 1 to 9999, which is all the language writes.
fn calendar_date(days: &Exact) -> Option<(i64, i64, i64)> {
    let days = i64::try_from(days.to_integer()).ok().filter(|days| (-719_162..=2_932_896).contains(days))?;
    Some(date_from_days(days))
}

/// A condition as it stands in the source, on one line, without comments (it holds no text a `#` could stand in).
fn written(source: &Source, span: Span) -> String {
    let lines = source.slice(span).lines().map(|line| line.split('#').next().unwrap_or_default());
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The ids down to a group, titles where there is no id: `6`, `Déploiement…`.
fn group_path(grid: &Grid, group: GroupId) -> Vec<String> {
    grid.path(group).into_iter().map(|group| group.id.clone().unwrap_or_else(|| group.title.clone())).collect()
}

/// The same down to a point.
fn point_path(grid: &Grid, point: &Point) -> Vec<String> {
    let mut path = group_path(grid, point.group);
    path.push(point.id.clone());
    path
}
