//! Tables for programs: JSON, and CSV with one line a border.

use serde_json::{Map, Value as Json, json};

use super::{Table, case_json};

/// The columns of the CSV form.
const COLUMNS: [&str; 10] =
    ["sorte", "nom", "niveau", "ligne", "région", "témoin", "entrée", "dedans", "dehors", "niveau_dehors"];

/// Tables as JSON: an array, one object a table.
pub fn json(tables: &[Table]) -> Json {
    tables.iter().map(table_json).collect()
}

fn table_json(table: &Table) -> Json {
    let mut entry = Map::new();
    let key = if table.is_decision { "décision" } else { "point" };
    entry.insert(key.to_owned(), table.name.clone().into());
    let rows = table.rows.iter().map(|row| {
        let borders = row.borders.iter().map(|border| {
            json!({
                "entrée": border.input,
                "dedans": case_json(&border.inside),
                "dehors": case_json(&border.outside),
                "niveau_dehors": border.level,
            })
        });
        json!({
            "niveau": row.level,
            "ligne": row.line,
            "condition": row.region,
            "témoin": case_json(&row.case),
            "bords": borders.collect::<Vec<_>>(),
        })
    });
    entry.insert("régions".to_owned(), rows.collect::<Vec<_>>().into());
    entry.extend(table.incomplete.iter().map(|why| ("non_vérifié".to_owned(), why.clone().into())));
    Json::Object(entry)
}

/// Tables as CSV (RFC 4180): a header, then a line for each border, or one for a region without any.
pub fn csv(tables: &[Table]) -> String {
    let mut out = line(&COLUMNS);
    for table in tables {
        let kind = if table.is_decision { "décision" } else { "point" };
        for row in &table.rows {
            let number = row.line.to_string();
            let own = [kind, &table.name, &row.level, &number, &row.region, &row.case.written];
            let borders = row
                .borders
                .iter()
                .map(|border| [border.input.as_str(), &border.inside.written, &border.outside.written, &border.level]);
            let alone = row.borders.is_empty().then_some([""; 4]);
            borders.chain(alone).for_each(|border| out.push_str(&line(&[&own[..], &border[..]].concat())));
        }
    }
    out
}

fn line(fields: &[&str]) -> String {
    let quoted = |field: &&str| {
        if field.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            (*field).to_owned()
        }
    };
    fields.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}
