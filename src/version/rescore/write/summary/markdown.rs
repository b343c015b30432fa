//! A report as a document.

use std::fmt::Write;

use super::{Report, Table, is_number, words};

/// The report in Markdown.
pub(super) fn write(report: &Report) -> String {
    let mut out = format!("# {} → {}\n", report.versions.0, report.versions.1);
    for part in &report.parts {
        if let Some((input, answer)) = &part.of {
            let _ = writeln!(out, "\n# {input}\u{a0}: {answer}");
        }
        let _ = writeln!(out, "\n{}", part.phrase);
        part.tables.iter().for_each(|one| table(one, &mut out));
    }
    out
}

fn table(table: &Table, out: &mut String) {
    let _ = writeln!(out, "\n## {}\n", table.title);
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&line(table.columns.iter().map(|column| column.title.to_owned()).collect()));
    let rule = |at: usize| {
        let right = table.rows.first().and_then(|row| row.get(at)).is_some_and(is_number);
        if right { "---:" } else { "---" }.to_owned()
    };
    out.push_str(&line((0..table.columns.len()).map(rule).collect()));
    for row in &table.rows {
        out.push_str(&line(row.iter().map(|cell| words(cell).replace('|', "\\|")).collect()));
    }
    if table.more > 0 {
        let _ = writeln!(out, "\net {} autres lignes", table.more);
    }
}
