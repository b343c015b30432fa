//! Tables to be read.

use std::fmt::Write;

use super::{Row, Table};

/// Tables as text: each region under its level, then what lies across its borders.
pub fn human(tables: &[Table]) -> String {
    tables.iter().map(table).collect::<Vec<_>>().join("\n")
}

fn table(table: &Table) -> String {
    let word = if table.is_decision { "décision" } else { "point" };
    let mut out = format!("{word} {}\n", table.name);
    for row in &table.rows {
        out.push_str(&region(row));
    }
    if let Some(why) = &table.incomplete {
        let _ = writeln!(out, "  table incomplète\u{a0}: {why}");
    }
    out
}

fn region(row: &Row) -> String {
    let everything = "tout".to_owned();
    let region = if row.region.is_empty() { &everything } else { &row.region };
    let mut out = format!("  {} (ligne {})\u{a0}: {region}\n", row.level, row.line);
    if !row.case.written.is_empty() {
        let _ = writeln!(out, "    par exemple\u{a0}: {}", row.case.written);
    }
    for border in &row.borders {
        let (inside, outside, level) = (&border.inside.written, &border.outside.written, &border.level);
        let _ = writeln!(out, "    au bord, {inside}\u{a0}; au-delà, {outside}\u{a0}: {level}");
    }
    out
}
