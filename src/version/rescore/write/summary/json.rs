//! A report for programs.

use serde_json::{Map, Value as Json, json};

use super::{Cell, Part, Report, Table};
use crate::exact::Exact;
use crate::outcome::Number;

/// The report as one object: a list of objects a table.
pub(super) fn write(report: &Report) -> Json {
    let mut object = Map::new();
    object.insert("ancienne".to_owned(), report.versions.0.as_str().into());
    object.insert("nouvelle".to_owned(), report.versions.1.as_str().into());
    let mut parts = report.parts.iter();
    if let Some(whole) = parts.next() {
        object.extend(part(whole));
    }
    let by: Vec<_> = parts.map(|one| Json::Object(part(one))).collect();
    if !by.is_empty() {
        object.insert("par".to_owned(), by.into());
    }
    Json::Object(object)
}

fn part(part: &Part) -> Map<String, Json> {
    let mut object = Map::new();
    if let Some((input, answer)) = &part.of {
        object.insert("entrée".to_owned(), input.as_str().into());
        object.insert("réponse".to_owned(), answer.as_str().into());
    }
    object.insert("phrase".to_owned(), part.phrase.as_str().into());
    object.extend(part.tables.iter().map(|one| (one.key.to_owned(), table(one))));
    object
}

fn table(table: &Table) -> Json {
    let row = |row: &Vec<Cell>| -> Json {
        let cells = table.columns.iter().zip(row).map(|(column, cell)| (column.key.to_owned(), value(cell)));
        Json::Object(cells.collect())
    };
    // A table of two columns without heads says one thing a row.
    if table.columns.iter().all(|column| column.title.is_empty()) {
        let pair = |row: &Vec<Cell>| match row.as_slice() {
            [Cell::Text(name), cell] => Some((name.clone(), value(cell))),
            _ => None,
        };
        return Json::Object(table.rows.iter().filter_map(pair).collect());
    }
    table.rows.iter().map(row).collect()
}

fn value(cell: &Cell) -> Json {
    let number = |value: &Exact| serde_json::to_value(Number(value.clone())).unwrap_or(Json::Null);
    match cell {
        Cell::Text(words) => words.as_str().into(),
        Cell::Count(count) => json!(count),
        Cell::Figure(value) | Cell::Difference(value) => number(value),
        Cell::Nothing => Json::Null,
    }
}
