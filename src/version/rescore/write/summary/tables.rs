//! The tables of a report.

use std::collections::BTreeMap;

use super::{Cell, Column, Table};
use crate::exact::{Exact, round_half_up};
use crate::grid::DecisionLine;
use crate::version::rescore::{Award, Impact, Rescoring, State, sentence};

/// The most rows of a long table.
const MOST_ROWS: usize = 40;

/// Every table that says something.
pub(super) fn all(rescoring: &Rescoring<'_>, impact: &Impact) -> Vec<Table> {
    let tables = [
        whole(impact),
        states(impact),
        distribution(impact),
        decisions(rescoring, impact),
        causes(rescoring, impact),
        levels(rescoring, impact),
        points(rescoring, impact),
        most(impact),
    ];
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

fn table(key: &'static str, title: &str, columns: &[(&'static str, &'static str)]) -> Table {
    let columns = columns.iter().map(|(key, title)| Column { key, title }).collect();
    Table { key, title: title.to_owned(), columns, rows: Vec::new(), more: 0 }
}

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

/// Hundredths as a number.
fn figure(hundredths: i128) -> Exact {
    Exact::new(hundredths.into(), 100.into())
}

/// The mean of hundredths, rounded as scores are.
fn mean(hundredths: i128, count: usize) -> Option<Exact> {
    (count > 0).then(|| round_half_up(&(figure(hundredths) / Exact::from_integer(count.into())), 2))
}

/// How many audits there are, and how their scores move.
fn whole(impact: &Impact) -> Table {
    let mut table = table("ensemble", "Ensemble", &[("quoi", ""), ("valeur", "")]);
    let (up, down, same) = impact.directions();
    let mut say = |what: &str, cell| table.rows.push(vec![text(what), cell]);
    say("audits", Cell::Count(impact.audits()));
    say("montent", Cell::Count(up));
    say("baissent", Cell::Count(down));
    say("inchangés", Cell::Count(same));
    let count = up + down + same;
    let means = (mean(impact.sums.0, count), mean(impact.sums.1, count));
    if let (Some(before), Some(after)) = means {
        say("score moyen avant, des audits qui en ont un des deux côtés", Cell::Figure(before));
        say("score moyen après, des mêmes", Cell::Figure(after));
    }
    if impact.lossy > 0 {
        say("ont une réponse ou une cotation qui ne peut pas suivre", Cell::Count(impact.lossy));
    }
    table
}

/// From what state of the grid's total to what.
fn states(impact: &Impact) -> Table {
    let columns = [("avant", "avant"), ("après", "après"), ("audits", "audits")];
    let mut table = table("états", "Ce que devient le total", &columns);
    let word = |state: State| match state {
        State::Scored => "complet",
        State::NotComputable => "non calculable",
        State::Incomplete => "incomplet",
        State::Refused => "refusé",
    };
    let row = |((before, after), count): ((State, State), usize)| {
        vec![text(word(before)), text(word(after)), Cell::Count(count)]
    };
    table.rows.extend(impact.states.iter().map(row));
    table
}

/// The limits between classes of differences, in points.
const LIMITS: [i64; 7] = [-10, -5, -2, 0, 2, 5, 10];

/// How many differences there are of each size.
fn distribution(impact: &Impact) -> Table {
    let mut table = table("écarts", "Écarts de score, en points", &[("écart", "écart"), ("audits", "audits")]);
    let within = |low: Option<i64>, high: Option<i64>| -> usize {
        // Each class reaches from its limit nearest to 0, which is left to the class before, to the one beyond.
        let inside = |hundredths: i64| {
            let after_low =
                low.is_none_or(|low| if low < 0 { hundredths >= low * 100 } else { hundredths > low * 100 });
            let before_high =
                high.is_none_or(|high| if high <= 0 { hundredths < high * 100 } else { hundredths <= high * 100 });
            after_low && before_high
        };
        impact.differences.iter().filter(|(one, _)| inside(**one)).map(|(_, count)| count).sum()
    };
    let signed = |limit: i64| super::words(&Cell::Difference(figure(i128::from(limit) * 100)));
    let ends: Vec<_> = [None].into_iter().chain(LIMITS.map(Some)).chain([None]).collect();
    for pair in ends.windows(2) {
        let words = match (pair[0], pair[1]) {
            (Some(low), Some(high)) => format!("de {} à {}", signed(low), signed(high)),
            (Some(low), None) => format!("plus de {}", signed(low)),
            (None, Some(high)) => format!("moins de {}", signed(high)),
            (None, None) => String::new(),
        };
        if pair[0] == Some(0) {
            let none = impact.differences.get(&0).copied().unwrap_or_default();
            table.rows.push(vec![text("aucun"), Cell::Count(none)]);
        }
        table.rows.push(vec![text(words), Cell::Count(within(pair[0], pair[1]))]);
    }
    if impact.differences.is_empty() {
        table.rows.clear();
    }
    table
}

/// From what level of each decision to what.
fn decisions(rescoring: &Rescoring<'_>, impact: &Impact) -> Table {
    let columns = [("décision", "décision"), ("avant", "avant"), ("après", "après"), ("audits", "audits")];
    let mut table = table("décisions", "Décisions", &columns);
    for ((old, new), awards) in rescoring.decisions().iter().zip(&impact.decisions) {
        let old = old.map(|old| &rescoring.old().decisions[old.0]);
        let new = new.map(|new| &rescoring.new_grid().decisions[new.0]);
        let name = new.or(old).map_or("", |decision| decision.name.as_str());
        for ((before, after), count) in awards.iter() {
            let (before, after) = (word(old.map(|one| &one.lines), before), word(new.map(|one| &one.lines), after));
            table.rows.push(vec![text(name), text(before), text(after), Cell::Count(count)]);
        }
    }
    table
}

fn word(lines: Option<&Vec<DecisionLine>>, award: Award) -> &str {
    match (lines, award) {
        (None, _) => "(aucune)",
        (_, None) => "indéterminée",
        (Some(lines), Some(at)) => lines.get(at).map_or("", |line| line.level.as_str()),
    }
}

/// The changes, those that move scores most first.
fn causes(rescoring: &Rescoring<'_>, impact: &Impact) -> Table {
    let columns = [
        ("changement", "changement"),
        ("audits", "audits"),
        ("montent", "montent"),
        ("baissent", "baissent"),
        ("somme", "somme des parts"),
        ("moyenne", "dans le score moyen"),
        ("bascules", "bascules"),
    ];
    let mut table = table("changements", "Changements, du plus grand effet au plus petit", &columns);
    let scored: usize = impact.differences.values().sum();
    for (id, cause) in impact.ranked() {
        table.rows.push(vec![
            text(rescoring.causes()[id].title.clone()),
            Cell::Count(cause.audits),
            Cell::Count(cause.up),
            Cell::Count(cause.down),
            Cell::Difference(figure(cause.sum)),
            mean(cause.sum, scored).map_or(Cell::Nothing, Cell::Difference),
            if cause.flips > 0 { Cell::Count(cause.flips) } else { Cell::Nothing },
        ]);
    }
    table
}

/// From what level or status to what, over all points.
fn levels(rescoring: &Rescoring<'_>, impact: &Impact) -> Table {
    let columns = [("avant", "avant"), ("après", "après"), ("fois", "fois")];
    let mut table = table("niveaux", "Niveaux et statuts qui changent, tous points réunis", &columns);
    let mut all: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (pair, moved) in rescoring.pairs().zip(&impact.points) {
        for (key, count) in moved.transitions.iter().filter(|(key, _)| !sentence::same(rescoring, pair, *key)) {
            *all.entry(sentence::names(rescoring, pair, key)).or_default() += count;
        }
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    table
        .rows
        .extend(all.into_iter().map(|((before, after), count)| vec![text(before), text(after), Cell::Count(count)]));
    cut(table)
}

/// The points that come to something else.
fn points(rescoring: &Rescoring<'_>, impact: &Impact) -> Table {
    let columns = [("point", "point"), ("avant", "avant"), ("après", "après"), ("audits", "audits")];
    let mut table = table("points", "Points", &columns);
    let (old, new) = (rescoring.old(), rescoring.new_grid());
    let mut points: Vec<_> = rescoring.pairs().zip(&impact.points).collect();
    points.sort_by_key(|((old, new), _)| (new.is_none(), *new, *old));
    for ((from, to), moved) in points {
        let ids = (from.map(|from| &old.point(from).id), to.map(|to| &new.point(to).id));
        let id = match ids {
            (Some(old), Some(new)) if old != new => format!("{old} → {new}"),
            (_, Some(id)) | (Some(id), None) => id.clone(),
            (None, None) => String::new(),
        };
        let changed = moved.transitions.iter().filter(|(key, _)| !sentence::same(rescoring, (from, to), *key));
        for (key, count) in changed {
            let (before, after) = sentence::names(rescoring, (from, to), key);
            table.rows.push(vec![text(id.clone()), text(before), text(after), Cell::Count(count)]);
        }
    }
    cut(table)
}

/// The audits whose score moves most.
fn most(impact: &Impact) -> Table {
    let columns = [("audit", "audit"), ("avant", "avant"), ("après", "après"), ("écart", "écart")];
    let mut table = table("audits", "Audits dont le score change le plus", &columns);
    for one in &impact.most {
        table.rows.push(vec![
            text(one.audit.clone()),
            Cell::Figure(figure(one.scores.0.into())),
            Cell::Figure(figure(one.scores.1.into())),
            Cell::Difference(figure(one.difference().into())),
        ]);
    }
    table
}

/// The table without the rows past the most that are shown.
fn cut(mut table: Table) -> Table {
    table.more = table.rows.len().saturating_sub(MOST_ROWS);
    table.rows.truncate(MOST_ROWS);
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::integer;

    #[test]
    fn every_difference_has_one_class() {
        let mut impact = Impact::default();
        for hundredths in [-1001, -1000, -501, -500, -200, -1, 0, 1, 200, 201, 500, 1000, 1001] {
            impact.differences.insert(hundredths, 1);
        }
        let counts: Vec<_> = distribution(&impact).rows.into_iter().map(|row| row[1].clone()).collect();
        let counts: Vec<_> = counts.iter().map(super::super::words).collect();
        assert_eq!(counts, ["1", "2", "1", "2", "1", "2", "2", "1", "1"]);
        assert_eq!(figure(150), integer(3) / integer(2));
    }
}
