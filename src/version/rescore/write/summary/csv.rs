//! A report as lines of figures: whatever the table, one line a figure.

use super::{Cell, Report, Table, is_number};
use crate::exact::to_text;
use crate::outcome::csv_line;

/// The report as CSV.
pub(super) fn write(report: &Report) -> String {
    let mut out = csv_line(["entrée", "réponse", "table", "ligne", "colonne", "valeur"]);
    for part in &report.parts {
        let of = part.of.as_ref().map_or(("", ""), |(input, answer)| (input, answer));
        part.tables.iter().for_each(|one| table(one, of, &mut out));
    }
    out
}

fn table(table: &Table, (input, answer): (&str, &str), out: &mut String) {
    for row in &table.rows {
        let about = row.iter().filter(|cell| !is_number(cell)).map(super::words).collect::<Vec<_>>().join(" → ");
        for (column, cell) in table.columns.iter().zip(row).filter(|(_, cell)| is_number(cell)) {
            let value = match cell {
                Cell::Figure(value) | Cell::Difference(value) => to_text(value, '.'),
                cell => super::words(cell),
            };
            out.push_str(&csv_line([input, answer, table.key, about.as_str(), column.key, value.as_str()]));
        }
    }
}
