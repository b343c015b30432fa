//! Witnesses as partial audits, in the format of audits.

use serde_json::{Map, Number, Value as Json};

use crate::audit::written_date;
use crate::audit::{Audit, RecordedElements, RecordedRating};
use crate::exact::{Exact, to_decimal, to_text};
use crate::grid::{Domain, Grid, Input, InputId, NumberKind, Point, PointId, Value};
use crate::region::Witness;

/// The audit that says what a witness says and nothing else.
pub(crate) fn audit(grid: &Grid, witness: &Witness) -> Json {
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

/// A whole audit but for its identifier: answers, ratings, elements, points set aside.
pub(crate) fn whole(grid: &Grid, audit: &Audit) -> Json {
    let given = audit.values.iter().enumerate().filter_map(|(at, value)| Some((InputId(at), value.clone()?)));
    let mut json = self::audit(grid, &Witness { values: given.collect() });
    let (mut ratings, mut elements, mut aside) = (Map::new(), Map::new(), Map::new());
    for (at, point) in grid.points.iter().enumerate() {
        let id = PointId(at);
        if let Some(recorded) = audit.rating(id) {
            ratings.insert(point.id.clone(), rating(grid, id, recorded));
        }
        if let Some(recorded) = audit.recorded(id) {
            elements.insert(point.id.clone(), keys(point, recorded));
        }
        if let Some(reason) = audit.reason_set_aside(id) {
            aside.insert(point.id.clone(), reason.into());
        }
    }
    if let Json::Object(object) = &mut json {
        for (key, part) in [("cotations", ratings), ("éléments", elements), ("sans_objet", aside)] {
            if !part.is_empty() {
                object.insert(key.to_owned(), Json::Object(part));
            }
        }
    }
    json
}

/// A rating: the name of a level, or a number.
fn rating(grid: &Grid, point: PointId, rating: &RecordedRating) -> Json {
    match rating {
        RecordedRating::Level(at) => {
            let levels = grid.scale(grid.point(point).scale).levels();
            levels.get(*at).map_or("", |level| level.name.as_str()).into()
        }
        RecordedRating::Value(value) => number(value),
    }
}

/// The keys of the elements recorded as met.
fn keys(point: &Point, recorded: &RecordedElements) -> Json {
    let elements = point.requirement.as_ref().map_or(&[][..], |one| &one.elements);
    let met = recorded.met.iter().filter_map(|at| elements.get(*at)).map(|element| element.key.clone());
    let substitutes = recorded.substituted.iter().filter_map(|(substitute, element)| {
        let stands_for = &point.substitutes.get(*substitute)?.stands_for;
        stands_for.iter().find(|(_, stands)| stands == element).map(|(key, _)| key.clone())
    });
    met.chain(substitutes).collect()
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
pub(crate) fn number(value: &Exact) -> Json {
    let written = to_decimal(value, '.').and_then(|decimal| decimal.parse::<Number>().ok());
    written.map_or_else(|| to_text(value, '.').into(), Json::Number)
}
