//! A result as a JSON object: the shape scripts rely on. It is written straight into the bytes of its row.

use std::ops;

use super::form::{Form, Rated};
use super::taken::{Ends, Way};
use super::{Detail, written_quantity};
use crate::audit::Slots;
use crate::exact::{Quantity, write_scaled};
use crate::grid::{GroupId, PointId};
use crate::score::{Anomaly, DecisionOutcome, PointScore, PointStatus, Range, Scores, Standing};

/// Adds the object of a result.
pub(super) fn write(form: &Form, slots: &Slots, scores: &Scores, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"audit\":");
    text(slots.id(), out);
    out.push(b',');
    body(form, (slots, scores), &mut Way::Plain, out);
    out.push(b'}');
}

/// Adds what a result says besides the audit's identifier, without the braces.
pub(super) fn body(form: &Form, (slots, scores): (&Slots, &Scores), way: &mut Way<'_>, out: &mut Vec<u8>) {
    let complete = scores.is_complete();
    out.extend_from_slice(&form.pieces.head);
    out.extend_from_slice(if complete { b"\"complet\"," } else { b"\"incomplet\"," });
    figures(form, scores, GroupId::ROOT, out);
    if !complete {
        missing(form, scores, out);
    }
    if let Some(range) = scores.range(GroupId::ROOT) {
        interval(range, out);
    }
    if form.frame.detail >= Detail::Group {
        out.extend_from_slice(b",\"groupes\":{");
        way.groups(scores, out, |some, ends, out| groups(form, scores, some, ends, out));
        out.push(b'}');
    }
    if form.frame.detail >= Detail::Point {
        out.extend_from_slice(b",\"points\":{");
        points(form, slots, scores, out);
        out.push(b'}');
    }
    out.extend_from_slice(",\"décisions\":{".as_bytes());
    decisions(form, scores, out);
    out.extend_from_slice(b"},\"anomalies\":[");
    list(scores.anomalies(), out, |anomaly, out| self::anomaly(form, anomaly, out));
    out.push(b']');
}

/// A JSON string.
pub(crate) fn text(text: &str, out: &mut Vec<u8>) {
    let special = |byte: u8| byte < 0x20 || matches!(byte, b'"' | b'\\');
    // Looked at to the end, many at once, rather than one by one until the first.
    let any = text.bytes().fold(false, |any, byte| any | special(byte));
    if !any {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else if serde_json::to_writer(&mut *out, text).is_err() {
        // Writing to memory does not fail.
        out.extend_from_slice(b"null");
    }
}

/// A key and its colon.
pub(crate) fn key(name: &str, out: &mut Vec<u8>) {
    text(name, out);
    out.push(b':');
}

/// A number if its decimals end, else a text such as `"23/26"`.
pub(crate) fn number(value: &Quantity, out: &mut Vec<u8>) {
    number_by(|out| value.write('.', out), out);
}

/// The same, `write` saying whether it wrote decimals.
#[inline]
pub(crate) fn number_by(write: impl FnOnce(&mut Vec<u8>) -> bool, out: &mut Vec<u8>) {
    let start = out.len();
    if !write(out) {
        out.insert(start, b'"');
        out.push(b'"');
    }
}

/// Items with commas between.
pub(crate) fn list<T>(items: impl IntoIterator<Item = T>, out: &mut Vec<u8>, mut write: impl FnMut(T, &mut Vec<u8>)) {
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(item, out);
    }
}

/// The figures of a total.
fn figures(form: &Form, scores: &Scores, group: GroupId, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"obtenus\":");
    if let Some(figures) = form.pieces.figures.figures(&scores.groups[group.0]) {
        figures.obtained.write(out);
        out.extend_from_slice(b"\"possibles\":");
        figures.possible.write(out);
        out.extend_from_slice(b"\"score\":");
        if let Some(score) = figures.score {
            return score.write(out);
        }
    } else {
        number(&scores.obtained(group), out);
        out.extend_from_slice(b",\"possibles\":");
        number(&scores.possible(group), out);
        out.extend_from_slice(b",\"score\":");
    }
    match scores.standing(group) {
        Standing::Score(score) => number(&written_quantity(&score), out),
        Standing::NotComputable => out.extend_from_slice(b"null,\"non_calculable\":true"),
        Standing::Incomplete(_) => out.extend_from_slice(b"null"),
    }
}

/// What the audit's total waits for.
fn missing(form: &Form, scores: &Scores, out: &mut Vec<u8>) {
    let (grid, missing) = (form.frame.grid, scores.missing());
    out.extend_from_slice(b",\"manquants\":{\"points\":[");
    list(&missing.points, out, |point, out| text(&grid.point(*point).id, out));
    out.extend_from_slice("],\"entrées\":[".as_bytes());
    list(&missing.inputs, out, |input, out| text(&grid.input(*input).name, out));
    out.extend_from_slice(b"]}");
}

/// Where a score must lie. Both ends are rounded half up, as the score will be.
fn interval(range: &Range, out: &mut Vec<u8>) {
    let ends = range.bounds.as_ref();
    for (name, end) in [("min", ends.map(|(low, _)| low)), ("max", ends.map(|(_, high)| high))] {
        out.extend_from_slice(if name == "min" { b",\"intervalle\":{" } else { b"," });
        key(name, out);
        match end {
            Some(end) => number(&written_quantity(end), out),
            None => out.extend_from_slice(b"null"),
        }
    }
    out.extend_from_slice(b",\"exact\":");
    out.extend_from_slice(truth(range.exact));
    out.extend_from_slice(b",\"non_calculable_possible\":");
    out.extend_from_slice(truth(range.maybe_not_computable));
    out.push(b'}');
}

fn truth(holds: bool) -> &'static [u8] {
    if holds { b"true" } else { b"false" }
}

/// The totals of groups that follow each other, under their keys.
fn groups(form: &Form, scores: &Scores, groups: ops::Range<usize>, mut ends: Ends<'_>, out: &mut Vec<u8>) {
    for at in groups {
        out.extend_from_slice(&form.pieces.groups[at]);
        if scores.is_incomplete(GroupId(at)) {
            out.extend_from_slice(b"\"statut\":\"incomplet\",");
        }
        figures(form, scores, GroupId(at), out);
        if let Some(range) = scores.range(GroupId(at)) {
            interval(range, out);
        }
        out.push(b'}');
        if let Some(ends) = &mut ends {
            ends.push(out.len());
        }
    }
}

/// The results of the points, under their ids.
fn points(form: &Form, slots: &Slots, scores: &Scores, out: &mut Vec<u8>) {
    for (at, (begins, point)) in form.pieces.points.iter().zip(scores.points()).enumerate() {
        begins.write(out);
        if let Some(said) = form.pieces.said.of(at, point) {
            said.write(out);
        } else {
            out.extend_from_slice(point.status.word().as_bytes());
            out.push(b'"');
            rating(form, slots, at, point, out);
        }
        if point.fallback || point.unverified || point.clause.is_some() || point.status == PointStatus::SetAside {
            besides(form, slots, at, point, out);
        }
        out.push(b'}');
    }
}

/// What a point is rated, and what that is worth.
fn rating(form: &Form, slots: &Slots, at: usize, point: &PointScore, out: &mut Vec<u8>) {
    match form.rated(slots, PointId(at), point) {
        Rated::Level(level) => out.extend_from_slice(&level.members),
        Rated::Millionths(value) => {
            out.extend_from_slice(b",\"valeur\":");
            write_scaled(value.into(), 6, '.', out);
        }
        Rated::Value(value) => {
            out.extend_from_slice(b",\"valeur\":");
            number(&value, out);
        }
        Rated::Nothing => {}
    }
}

/// What is said of a point besides its status and its level.
fn besides(form: &Form, slots: &Slots, at: usize, point: &PointScore, out: &mut Vec<u8>) {
    if point.fallback {
        out.extend_from_slice(b",\"repli\":true");
    }
    if point.unverified {
        out.extend_from_slice(",\"non_vérifié\":true".as_bytes());
    }
    if point.status == PointStatus::SetAside {
        out.extend_from_slice(b",\"motif\":");
        text(slots.reason(PointId(at)).unwrap_or_default(), out);
    }
    if let Some(clause) = point.clause.and_then(|span| form.pieces.clauses.get(&span)) {
        // The line of a barème is told by its level; a clause that puts a point aside is told whole.
        if matches!(point.status, PointStatus::NotApplicable | PointStatus::NotRetained) {
            out.extend_from_slice(&clause.text);
        }
        out.extend_from_slice(&clause.line);
    }
}

/// The decisions, under their names.
fn decisions(form: &Form, scores: &Scores, out: &mut Vec<u8>) {
    for ((begins, levels), outcome) in form.pieces.decisions.iter().zip(scores.decisions()) {
        out.extend_from_slice(begins);
        match outcome {
            DecisionOutcome::Decided(line) => {
                out.extend_from_slice(b"\"niveau\":");
                out.extend_from_slice(levels.get(*line).map_or(b"\"\"", Vec::as_slice));
            }
            DecisionOutcome::Undetermined(lines) => {
                out.extend_from_slice("\"statut\":\"indéterminée\",\"possibles\":[".as_bytes());
                list(lines.iter().filter_map(|line| levels.get(*line)), out, |level, out| out.extend_from_slice(level));
                out.push(b']');
            }
        }
        out.push(b'}');
    }
}

fn anomaly(form: &Form, anomaly: &Anomaly, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"code\":");
    text(anomaly.code(), out);
    if let Some(point) = anomaly.point {
        out.extend_from_slice(b",\"point\":");
        text(&form.frame.grid.point(point).id, out);
    }
    out.extend_from_slice(b",\"message\":");
    text(&anomaly.message(form.frame.grid), out);
    out.push(b'}');
}
