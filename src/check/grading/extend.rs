//! Lines written for a region: a level the scale does not name yet, or an `ou` in a line it has.

use super::graded::{Graded, Subject, span_of};
use crate::diagnostic::{Edit, Fix, Source, Span};
use crate::grid::{Atom, Formula, Grid};
use crate::region::write_condition;

/// The most levels proposed.
const PROPOSED: usize = 2;

/// The corrections that add a line for the region: for each level of the point's scale that its `barème` leaves out, or for the
/// rest of the weights.
pub(super) fn added(grid: &Grid, source: &Source, graded: &Graded<'_>, region: &Formula<Atom>) -> Vec<Fix> {
    let Some(last) = graded.lines.last() else { return Vec::new() };
    let point = match graded.subject {
        Subject::Point(point) => point,
        Subject::Weight(_) => return vec![Fix::insert("ajouter `sinon 1`", last.span.end, " sinon 1")],
        Subject::Decision(_) => return Vec::new(),
    };
    let condition = write_condition(grid, region);
    let when = if condition.is_empty() { "sinon".to_owned() } else { format!("si {condition}") };
    let levels = grid.scale(grid.point(point).scale).levels().iter().enumerate();
    let missing = levels.filter(|(at, _)| graded.lines.iter().all(|line| line.level != Some(*at)));
    let (place, indent) = after(source, last.span);
    let fix = |name: &str| {
        let line = format!("{name} {when}");
        Fix::insert(format!("ajouter la ligne `{line}`"), place, format!("\n{indent}{line}"))
    };
    missing.take(PROPOSED).map(|(_, level)| fix(&level.name)).collect()
}

/// The correction that counts the region with a line.
pub(super) fn extended(grid: &Grid, graded: &Graded<'_>, line: usize, region: &Formula<Atom>) -> Option<Fix> {
    let line = &graded.lines[line];
    let condition = line.condition.as_deref()?;
    let span = span_of(condition);
    let text = write_condition(grid, region);
    // A line derived from several, or a region nothing bounds, has no place to write it.
    if span.start >= span.end || text.is_empty() {
        return None;
    }
    let several = matches!(region, Formula::All(parts, _) | Formula::Any(parts, _) if parts.len() > 1);
    let region = if several { format!("({text})") } else { text.clone() };
    let mut edits = Vec::new();
    let end = if matches!(condition, Formula::All(parts, _) if parts.len() > 1) {
        edits.push(Edit { span: Span::at(span.start), text: "(".to_owned() });
        format!(") ou {region}")
    } else {
        format!(" ou {region}")
    };
    edits.push(Edit { span: Span::at(span.end), text: end });
    Some(Fix { title: format!("compter aussi `{text}` comme `{}`", line.name), edits })
}

/// Where a line can be added after one, past its comment, and the blanks it starts with.
fn after(source: &Source, line: Span) -> (u32, String) {
    let text = source.text();
    let from_here = text.get(line.end as usize..).unwrap_or_default();
    let rest = from_here.lines().next().unwrap_or_default();
    let comment = if rest.trim_start().starts_with('#') { rest.trim_end().len() } else { 0 };
    let place = u32::try_from(comment).map_or(line.end, |length| line.end + length);
    let start = text.get(..line.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let before = text.get(start..line.start as usize).unwrap_or_default();
    let indent = before.chars().take_while(|letter| letter.is_whitespace()).collect();
    (place, indent)
}
