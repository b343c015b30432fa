//! Witnesses as partial audits, in the format of audits.

use serde_json::{Map, Number, Value as Json};

use crate::audit::written_date;
use crate::exact::{Exact, to_decimal, to_text};
use crate::grid::{Domain, Grid, Input, NumberKind, Value};
use crate::region::Witness;

/// The audit that says what a witness says and nothing else.
pub(super) fn audit(grid: &Grid, witness: &Witness) -> Json {
    let mut audit = Map::new();
    for (input, value) in &witness.values {
        let input = grid.input(*input);
        let given = audit.entry(input.section.word()).or_insert_with(|| Json::Object(Map::new()));
        if let Json::Object(given) = given {
            given.insert(input.name.clone(), json(input, value));
        }
    }
    Json::Object(audit)
}

/// A value as audits give it.
fn json(input: &Input, value: &Value) -> Json {
    let option = |at: usize| input.domain.options().get(at).map_or_else(String::new, |option| option.name.clone());
    match (value, &input.domain) {
        (Value::YesNo(answer), _) => Json::Bool(*answer),
        (Value::Choice(at), _) => option(*at).into(),
        (Value::Set(members), _) => (0..members.len()).filter(|at| members[*at]).map(option).collect(),
        (Value::Number(days), Domain::Number { kind: NumberKind::Date, .. }) => written_date(days).into(),
        (Value::Number(number), Domain::Number { kind: kind @ NumberKind::Duration(_), .. }) => {
            kind.written(number).into()
        }
        (Value::Number(value), _) => number(value),
    }
}

/// A number as audits give it, exact wherever a decimal is.
pub(super) fn number(value: &Exact) -> Json {
    let written = to_decimal(value, '.').and_then(|decimal| decimal.parse::<Number>().ok());
    written.map_or_else(|| to_text(value, '.').into(), Json::Number)
}
