//! Witnesses as audits: the JSON an audit file holds.

use serde_json::{Map, Value as Json};

use crate::exact::{Exact, to_decimal};
use crate::grid::{Domain, Grid, Input, NumberKind, Value};
use crate::region::{Witness, write_value};
use crate::syntax::date_from_days;
use num_traits::ToPrimitive;

/// The audit that gives a witness's values and nothing else: `{"profil":{"svi":false}}`.
pub(super) fn audit(grid: &Grid, witness: &Witness) -> Json {
    let mut audit = Map::new();
    for (input, value) in &witness.values {
        let input = grid.input(*input);
        let section = audit.entry(input.section.word()).or_insert_with(|| Json::Object(Map::new()));
        if let Json::Object(section) = section {
            section.insert(input.name.clone(), value_of(input, value));
        }
    }
    Json::Object(audit)
}

/// A value as an audit gives it.
fn value_of(input: &Input, value: &Value) -> Json {
    let name = |at: usize| Json::from(input.domain.options().get(at).map_or("", |option| option.name.as_str()));
    match (value, &input.domain) {
        (Value::YesNo(answer), _) => Json::from(*answer),
        (Value::Choice(at), _) => name(*at),
        (Value::Set(members), _) => (0..members.len()).filter(|at| members[*at]).map(name).collect(),
        (Value::Number(days), Domain::Number { kind: NumberKind::Date, .. }) => {
            let (year, month, day) = date_from_days(days.to_integer().to_i64().unwrap_or_default());
            Json::from(format!("{year:04}-{month:02}-{day:02}"))
        }
        (Value::Number(_), Domain::Number { kind: NumberKind::Duration(_), .. }) => {
            Json::from(write_value(input, value))
        }
        (Value::Number(number), _) => json_number(number),
    }
}

/// A number; the decimals witnesses are made of are short enough to be exact.
pub(super) fn json_number(number: &Exact) -> Json {
    if number.is_integer()
        && let Some(integer) = number.to_integer().to_i64()
    {
        return Json::from(integer);
    }
    let decimal = to_decimal(number, '.').and_then(|text| text.parse::<f64>().ok());
    decimal.or_else(|| number.to_f64()).map_or(Json::Null, Json::from)
}
