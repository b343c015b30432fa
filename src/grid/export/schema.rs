//! The JSON Schema (2020-12) of a grid's audits: what an editor needs to complete and check an audit as it is typed.
//!
//! The schema says names, types and bounds. What depends on several answers (existence, constraints) is left to the program.

use serde_json::{Map, Value, json};

use super::{bounds_in_words, number};
use crate::exact::Exact;
use crate::grid::{Choice, Domain, Grid, Input, InputSection, NumberKind, Point, Scale, ScaleId, ScaleKind, TimeUnit};

/// The schema of one audit of the grid. No key but the known ones is allowed; `null` is the same as not given.
pub fn schema(grid: &Grid) -> Value {
    let title = grid.title.clone().unwrap_or_else(|| grid.citation());
    let scales = grid.scales.iter().enumerate().map(|(at, scale)| (rating_name(ScaleId(at)), rating(scale)));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("{title} (audit)"),
        "type": "object",
        "additionalProperties": false,
        "required": ["audit"],
        "properties": {
            "audit": { "title": "Identifiant de l’audit", "type": "string", "minLength": 1 },
            "grille": { "title": "Grille de l’audit", "enum": [grid.citation(), null] },
            "service": { "title": "Service audité", "type": ["string", "null"] },
            "date": { "title": "Date de l’audit", "type": ["string", "null"], "format": "date" },
            "profil": inputs(grid, InputSection::Profile),
            "mesures": inputs(grid, InputSection::Measures),
            "cotations": by_point(grid, |point| Some(json!({ "$ref": format!("#/$defs/{}", rating_name(point.scale)) }))),
            "éléments": by_point(grid, elements),
            "sans_objet": by_point(grid, |point| {
                grid.scale(point.scale).allows_set_aside.then(|| json!({ "type": ["string", "null"], "pattern": "\\S" }))
            }),
            "constats": by_point(grid, |_| Some(json!({ "type": ["string", "null"] }))),
        },
        "$defs": scales.collect::<Map<_, _>>(),
    })
}

/// The inputs of a block.
fn inputs(grid: &Grid, section: InputSection) -> Value {
    let inputs = grid.inputs.iter().filter(|input| input.section == section);
    let title = match section {
        InputSection::Profile => "Profil",
        InputSection::Measures => "Mesures",
    };
    block(title, &inputs.map(|input| (input.name.clone(), self::input(input))).collect())
}

/// An object with a key a point, for the points that have something there.
fn by_point(grid: &Grid, entry: impl Fn(&Point) -> Option<Value>) -> Value {
    let entries = grid.points.iter().filter_map(|point| {
        let mut entry = entry(point)?;
        let title = if point.title.is_empty() { point.id.clone() } else { format!("{} {}", point.id, point.title) };
        entry["title"] = title.into();
        if !point.wording.is_empty() {
            entry["description"] = point.wording.clone().into();
        }
        Some((point.id.clone(), entry))
    });
    block("Points", &entries.collect())
}

/// An object whose keys are all known.
fn block(title: &str, properties: &Map<String, Value>) -> Value {
    json!({ "title": title, "type": ["object", "null"], "additionalProperties": false, "properties": properties })
}

/// The name under which the ratings of a scale are described; a reference to it is an URI, which the scale's own name may not fit.
fn rating_name(scale: ScaleId) -> String {
    format!("cotation-{}", scale.0 + 1)
}

/// A rating: the name of a level, its value, or a number of the interval.
fn rating(scale: &Scale) -> Value {
    match &scale.kind {
        ScaleKind::Levels(levels) => {
            let names = levels.iter().map(|level| constant(&level.name, &level.label));
            let values = levels.iter().filter_map(|level| Some((level.value.as_ref()?, level)));
            let values = values.map(|(value, level)| json!({ "const": number(value), "title": level.name }));
            json!({ "title": scale.name, "anyOf": names.chain(values).chain([json!({ "type": "null" })]).collect::<Vec<_>>() })
        }
        ScaleKind::Interval { low, high } => {
            let mut schema = numeric(NumberKind::Number, Some(low), Some(high));
            schema.insert("title".to_owned(), scale.name.clone().into());
            Value::Object(schema)
        }
    }
}

/// One of the fixed names, with its label.
fn constant(name: &str, label: &str) -> Value {
    if label.is_empty() { json!({ "const": name }) } else { json!({ "const": name, "title": label }) }
}

fn options(options: &[Choice]) -> Vec<Value> {
    options.iter().map(|option| constant(&option.name, &option.label)).collect()
}

/// The values of an input.
fn input(input: &Input) -> Value {
    let mut schema = match &input.domain {
        Domain::YesNo => json!({ "type": ["boolean", "null"] }),
        Domain::Choice { options: all, .. } => {
            let mut values = options(all);
            values.push(json!({ "type": "null" }));
            json!({ "anyOf": values })
        }
        Domain::Set(members) => {
            json!({ "type": ["array", "null"], "uniqueItems": true, "items": { "anyOf": options(members) } })
        }
        Domain::Number { kind, low, high, unit } => {
            let mut schema = numeric(*kind, low.as_ref(), high.as_ref());
            schema.extend(described(&input.domain, *kind, unit.as_deref()));
            Value::Object(schema)
        }
    };
    if !input.label.is_empty() {
        schema["title"] = input.label.clone().into();
    }
    schema
}

fn numeric(kind: NumberKind, low: Option<&Exact>, high: Option<&Exact>) -> Map<String, Value> {
    let mut schema = Map::new();
    match kind {
        NumberKind::Number | NumberKind::Integer | NumberKind::Percentage => {
            let word = if kind == NumberKind::Integer { "integer" } else { "number" };
            schema.insert("type".to_owned(), json!([word, "null"]));
            for (key, bound) in [("minimum", low), ("maximum", high)] {
                // A bound that no JSON number says exactly is left to the program.
                schema.extend(bound.map(number).filter(Value::is_number).map(|bound| (key.to_owned(), bound)));
            }
        }
        NumberKind::Duration(unit) => {
            schema.insert("type".to_owned(), json!(["string", "null"]));
            schema.insert("pattern".to_owned(), format!(r"^[0-9]+([,.][0-9]+)?\s*({})$", duration_words(unit)).into());
        }
        NumberKind::Date => {
            schema.insert("type".to_owned(), json!(["string", "null"]));
            schema.insert("format".to_owned(), "date".into());
            schema.insert("pattern".to_owned(), "^[0-9]{4}-[0-9]{2}-[0-9]{2}$".into());
        }
    }
    schema
}

/// The unit and the bounds in words: a schema has no place for the bounds of a date or of a duration.
fn described(domain: &Domain, kind: NumberKind, unit: Option<&str>) -> Option<(String, Value)> {
    let bounds = bounds_in_words(domain).map(|bounds| format!("Valeurs\u{a0}: {bounds}."));
    let unit = match kind {
        NumberKind::Percentage => Some("En pour cent.".to_owned()),
        NumberKind::Duration(_) => Some("Un nombre et son unité, par exemple `2 semaines`.".to_owned()),
        NumberKind::Date => Some("AAAA-MM-JJ.".to_owned()),
        NumberKind::Number | NumberKind::Integer => unit.map(|unit| format!("En {unit}.")),
    };
    let sentences: Vec<_> = unit.into_iter().chain(bounds).collect();
    (!sentences.is_empty()).then(|| ("description".to_owned(), sentences.join(" ").into()))
}

/// The units a duration may be given in: those that can be turned into its own.
fn duration_words(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Hours | TimeUnit::Days | TimeUnit::Weeks => "heures?|jours?|semaines?",
        TimeUnit::Months | TimeUnit::Years => "mois|ans?|années?",
    }
}

/// The elements that can be recorded as met, substitutes included.
fn elements(point: &Point) -> Option<Value> {
    let requirement = point.requirement.as_ref()?;
    let elements = requirement.elements.iter().map(|element| constant(&element.key, &element.label));
    let substitutes = point.substitutes.iter();
    let substitutes = substitutes.flat_map(|other| other.stands_for.iter().map(|(key, _)| constant(key, &other.label)));
    let mut keys: Vec<Value> = Vec::new();
    for key in elements.chain(substitutes) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    Some(json!({ "type": ["array", "null"], "uniqueItems": true, "items": { "anyOf": keys } }))
}
