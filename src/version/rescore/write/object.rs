//! An audit scored under two versions as a JSON object.

use super::Row;
use crate::exact::Quantity;
use crate::grid::GroupId;
use crate::outcome::result::{key, list, number_by, text};
use crate::outcome::{Detail, Way, Written};
use crate::score::Scores;
use crate::version::rescore::{Attribution, Award, CauseId, Flip, MovedPoint, Sets};

/// Adds the object of an audit.
pub(super) fn write(row: &Row<'_, '_, '_>, written: &mut Written, out: &mut Vec<u8>) {
    let (rescored, printer) = (row.rescored, row.printer);
    out.extend_from_slice(b"{\"audit\":");
    text(row.slots.id(), out);
    out.extend_from_slice(b",\"avant\":{");
    printer.sides[0].body(row.slots, rescored.before, &mut Way::Noted(written), out);
    out.extend_from_slice("},\"après\":{".as_bytes());
    match (&rescored.after, row.rescored.reason()) {
        (Ok(after), _) => {
            let mut way = Way::Like(&printer.like, rescored.before, written);
            printer.sides[1].body(rescored.followed, after, &mut way, out);
        }
        (Err(_), why) => {
            key("grille", out);
            text(&printer.rescoring.new_grid().citation(), out);
            out.extend_from_slice(",\"statut\":\"refusé\",\"motif\":".as_bytes());
            text(&why.unwrap_or_default(), out);
        }
    }
    out.push(b'}');
    if let Ok(after) = rescored.after {
        out.push(b',');
        let roots = (GroupId::ROOT, GroupId::ROOT);
        difference(row, (rescored.before, after), roots, row.differences.total.as_ref(), out);
        if let Some(total) = &row.differences.total {
            attribution(row, total, &row.differences.written, out);
        } else {
            out.extend_from_slice(b",\"causes\":");
            causes(row, row.touching(), out);
        }
        if !row.differences.decisions.is_empty() {
            out.extend_from_slice(b",\"bascules\":{");
            list(&row.differences.decisions, out, |flip, out| self::flip(row, flip, out));
            out.push(b'}');
        }
        if printer.detail >= Detail::Point {
            totals(row, after, out);
            out.extend_from_slice("\"points_changés\":{".as_bytes());
            list(&row.differences.points, out, |moved, out| point(row, moved, out));
            out.push(b'}');
        }
    }
    if !rescored.lost.is_empty() {
        out.extend_from_slice(b",\"sans_suite\":");
        out.push(b'[');
        list(rescored.lost, out, |lost, out| out.extend_from_slice(row.printer.lost.json(*lost)));
        out.push(b']');
    }
    out.push(b'}');
}

/// `"différence":{…}`: what the points obtained, the points possible and the written score became, less what they were.
fn difference(
    row: &Row<'_, '_, '_>,
    (before, after): (&Scores, &Scores),
    (old, new): (GroupId, GroupId),
    total: Option<&Attribution>,
    out: &mut Vec<u8>,
) {
    let (obtained, possible) = gained((before, after), (old, new), total);
    out.extend_from_slice("\"différence\":{\"obtenus\":".as_bytes());
    number(row, &obtained, out);
    out.extend_from_slice(b",\"possibles\":");
    number(row, &possible, out);
    out.extend_from_slice(b",\"score\":");
    hundredths(row, total.and_then(|total| total.difference), out);
    out.push(b'}');
}

/// How much more is obtained and possible in a total after.
pub(super) fn gained(
    (before, after): (&Scores, &Scores),
    (old, new): (GroupId, GroupId),
    total: Option<&Attribution>,
) -> (Quantity, Quantity) {
    total.and_then(Attribution::gained).unwrap_or_else(|| {
        let obtained = less(&after.obtained(new), &before.obtained(old));
        (obtained, less(&after.possible(new), &before.possible(old)))
    })
}

/// What a figure became, less what it was.
fn less(after: &Quantity, before: &Quantity) -> Quantity {
    if let (Quantity::Small { over: is, under }, Quantity::Small { over: was, under: same }) = (after, before)
        && under == same
        && let Some(difference) = is.checked_sub(*was)
    {
        return Quantity::ratio(difference, *under);
    }
    if let (Quantity::Small { over: is, under }, Quantity::Small { over: was, under: other }) = (after, before) {
        let [is, was, under, other] = [*is, *was, *under, *other].map(i128::from);
        if let Some(difference) = (is * other).checked_sub(was * under) {
            return Quantity::wide(difference, under * other);
        }
    }
    Quantity::of(&(after.exact() - before.exact()))
}

/// A number if its decimals end, else a text.
#[inline]
fn number(row: &Row<'_, '_, '_>, figure: &Quantity, out: &mut Vec<u8>) {
    number_by(|out| row.printer.figures.write(figure, out), out);
}

/// Hundredths as a number; `null` where there are none.
fn hundredths(row: &Row<'_, '_, '_>, value: Option<i64>, out: &mut Vec<u8>) {
    match value {
        Some(value) => number(row, &Quantity::ratio(value, 100), out),
        None => out.extend_from_slice(b"null"),
    }
}

/// The titles of causes, as an array.
fn causes(row: &Row<'_, '_, '_>, ids: impl IntoIterator<Item = CauseId>, out: &mut Vec<u8>) {
    out.push(b'[');
    list(ids, out, |id, out| out.extend_from_slice(&row.printer.titles[id]));
    out.push(b']');
}

/// `,"attribution":[…]`
fn attribution(row: &Row<'_, '_, '_>, total: &Attribution, written: &[i64], out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"attribution\":[");
    list(0..total.len(), out, |at, out| {
        let (obtained, possible) = total.figures(at);
        match total.causes_of(at) {
            [cause] => out.extend_from_slice(&row.printer.alone[*cause]),
            several => {
                out.extend_from_slice(b"{\"changements\":");
                causes(row, several.iter().copied(), out);
                out.extend_from_slice(b",\"obtenus\":");
            }
        }
        number(row, &obtained, out);
        out.extend_from_slice(b",\"possibles\":");
        number(row, &possible, out);
        out.extend_from_slice(b",\"score\":");
        hundredths(row, written.get(at).copied(), out);
        out.push(b'}');
    });
    out.push(b']');
}

/// How the part of one cause begins, given its title, up to what it added to the points obtained.
pub(super) fn part_of(title: &[u8]) -> Vec<u8> {
    [b"{\"changements\":[", title, b"],\"obtenus\":"].concat()
}

/// `,"totaux":{…},`: the groups whose total differs, each with its parts.
fn totals(row: &Row<'_, '_, '_>, after: &Scores, out: &mut Vec<u8>) {
    let rescoring = row.printer.rescoring;
    let (before, new) = (row.rescored.before, rescoring.new_grid());
    let (mut parts, mut written) = (row.rescored.parts(), Vec::new());
    out.extend_from_slice(b",\"totaux\":{");
    let start = out.len();
    for group in (1..new.groups.len()).map(GroupId) {
        let Some(old) = rescoring.lineage().groups[group.0] else { continue };
        let same = before.has_figures_of(old, after, group);
        let total = match &mut parts {
            Some(parts) if same && parts.is_still(group) => continue,
            Some(parts) => row.rescored.attribution_from(parts, group),
            None => row.rescored.attribution_of(group),
        };
        if !same || total.as_ref().is_some_and(|total| !total.is_empty()) {
            if out.len() > start {
                out.push(b',');
            }
            out.extend_from_slice(row.printer.labels.group(group));
            out.extend_from_slice(b":{");
            difference(row, (before, after), (old, group), total.as_ref(), out);
            if let Some(total) = &total {
                total.write(&mut written);
                attribution(row, total, &written, out);
            }
            out.push(b'}');
        }
        if let (Some(parts), Some(total)) = (&mut parts, total) {
            parts.take_back(group, total);
        }
    }
    out.extend_from_slice(b"},");
}

/// A point that came to something else.
fn point(row: &Row<'_, '_, '_>, moved: &MovedPoint, out: &mut Vec<u8>) {
    let printer = row.printer;
    out.extend_from_slice(printer.labels.key(moved.place));
    out.extend_from_slice(printer.labels.told(0, moved.place, moved.labels.0));
    out.extend_from_slice(",\"après\":".as_bytes());
    out.extend_from_slice(printer.labels.told(1, moved.place, moved.labels.1));
    if printer.inherits[moved.place] {
        out.extend_from_slice(",\"hérité\":true".as_bytes());
    }
    out.extend_from_slice(b",\"changements\":");
    causes(row, moved.causes.iter().copied(), out);
    out.push(b'}');
}

/// A decision that came to another level, with the smallest sets of changes that make it.
fn flip(row: &Row<'_, '_, '_>, flip: &Flip, out: &mut Vec<u8>) {
    let rescoring = row.printer.rescoring;
    let (old, new) =
        (&rescoring.old().decisions[flip.decision.0.0], &rescoring.new_grid().decisions[flip.decision.1.0]);
    key(&new.name, out);
    out.push(b'{');
    let level = |name: &str, lines: &[crate::grid::DecisionLine], award: Award, out: &mut Vec<u8>| {
        key(name, out);
        match award.and_then(|at| lines.get(at)) {
            Some(line) => text(&line.level, out),
            None => out.extend_from_slice(b"null"),
        }
    };
    level("avant", &old.lines, flip.levels.0, out);
    out.push(b',');
    level("après", &new.lines, flip.levels.1, out);
    match &flip.sets {
        Sets::Smallest(sets, more) => {
            out.extend_from_slice(b",\"suffisent\":[");
            list(sets, out, |set, out| causes(row, set.iter().copied(), out));
            out.push(b']');
            if *more {
                out.extend_from_slice(b",\"et_autres\":true");
            }
        }
        Sets::MoreThanThree => out.extend_from_slice(b",\"suffisent\":\"plus de 3\""),
        Sets::Open(why) => {
            out.extend_from_slice(",\"non_cherché\":".as_bytes());
            text(why.words(), out);
        }
    }
    out.push(b'}');
}
