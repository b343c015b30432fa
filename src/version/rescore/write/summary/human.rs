//! A report to be read in a terminal.

use std::fmt::Write;

use super::{Part, Report, Table, is_number, words};

/// The report as text.
pub(super) fn write(report: &Report) -> String {
    let mut out = format!("{} → {}\n", report.versions.0, report.versions.1);
    report.parts.iter().for_each(|one| part(one, &mut out));
    out
}

fn part(part: &Part, out: &mut String) {
    if let Some((input, answer)) = &part.of {
        let _ = writeln!(out, "\n{input}\u{a0}: {answer}");
    }
    let _ = writeln!(out, "{}", part.phrase);
    part.tables.iter().for_each(|one| table(one, out));
}

fn table(table: &Table, out: &mut String) {
    let _ = writeln!(out, "\n{}", table.title);
    let heads: Vec<_> = table.columns.iter().map(|column| column.title.to_owned()).collect();
    let mut rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(words).collect()).collect();
    if heads.iter().any(|head| !head.is_empty()) {
        rows.insert(0, heads);
    }
    let right: Vec<_> = (0..table.columns.len())
        .map(|at| table.rows.first().and_then(|row| row.get(at)).is_some_and(is_number))
        .collect();
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<_> = (0..table.columns.len()).map(|at| width(at).unwrap_or(0)).collect();
    for row in &rows {
        let cells =
            row.iter().zip(&widths).zip(&right).map(|((cell, width), right)| {
                if *right { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
            });
        let _ = writeln!(out, "  {}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    if table.more > 0 {
        let _ = writeln!(out, "  et {} autres lignes", table.more);
    }
}
