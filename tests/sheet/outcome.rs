//! Outcomes as the snapshots show them.

use grille::audit::RecordedRating;
use grille::exact::to_text;
use grille::grid::wording::{number, score};
use grille::grid::{Grid, GroupId, PointId};
use grille::score::{DecisionOutcome, Outcome, Total, TotalState};
use std::fmt::Write;

/// Everything, point by point.
pub(crate) fn table(grid: &Grid, outcome: &Outcome) -> String {
    let mut table = format!("→ {}\n", total(outcome.total()));
    for (at, group) in grid.groups.iter().enumerate().skip(1) {
        let _ = writeln!(table, "  groupe {} : {}", group.key, total(&outcome.groups[at]));
    }
    for (at, point) in grid.points.iter().enumerate() {
        let result = &outcome.points[at];
        let mut line = format!("  point {} : {}", point.id, result.status.word());
        match &result.rating {
            Some(RecordedRating::Level(level)) => {
                let _ = write!(line, " {}", grid.scale(point.scale).levels()[*level].name);
            }
            Some(RecordedRating::Value(value)) => {
                let _ = write!(line, " {}", number(value));
            }
            None => {}
        }
        let weight = result.weight.as_ref().map_or_else(|| "?".to_owned(), number);
        if result.status.counts() || weight == "?" {
            let _ = write!(line, ", poids {weight}");
        }
        if result.fallback {
            line.push_str(", repli");
        }
        let _ = writeln!(table, "{line}");
    }
    table + &rest(grid, outcome)
}

/// The totals of the grid and its outermost groups, how many points have each status, and what is missing.
pub(crate) fn summary(grid: &Grid, outcome: &Outcome) -> String {
    let mut summary = format!("→ {}\n", total(outcome.total()));
    for (at, group) in grid.groups.iter().enumerate().filter(|(_, group)| group.parent == Some(GroupId::ROOT)) {
        let _ = writeln!(summary, "  {} {} : {}", group.word, group.key, total(&outcome.groups[at]));
    }
    let mut statuses: Vec<(&str, usize)> = Vec::new();
    for point in &outcome.points {
        let word = point.status.word();
        match statuses.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => statuses.push((word, 1)),
        }
    }
    let _ = writeln!(summary, "  {statuses:?}");
    let mut short = outcome.clone();
    short.missing.points.truncate(3);
    summary + &rest(grid, &short)
}

fn rest(grid: &Grid, outcome: &Outcome) -> String {
    let mut rest = String::new();
    for (decision, result) in grid.decisions.iter().zip(&outcome.decisions) {
        let name = |line: &usize| decision.lines[*line].level.as_str();
        let text = match result {
            DecisionOutcome::Decided(line) => name(line).to_owned(),
            DecisionOutcome::Undetermined(lines) => {
                format!("indéterminée {:?}", lines.iter().map(name).collect::<Vec<_>>())
            }
        };
        let _ = writeln!(rest, "  décision {} : {text}", decision.name);
    }
    for anomaly in &outcome.anomalies {
        let point = anomaly.point.map_or_else(String::new, |point| format!(" point {}", grid.point(point).id));
        let _ = writeln!(rest, "  {}{point} : {}", anomaly.code(), anomaly.message(grid));
    }
    let missing = &outcome.missing;
    if !missing.points.is_empty() || !missing.inputs.is_empty() {
        let points: Vec<_> = missing.points.iter().map(|id: &PointId| grid.point(*id).id.as_str()).collect();
        let inputs: Vec<_> = missing.inputs.iter().map(|id| grid.input(*id).name.as_str()).collect();
        let _ = writeln!(rest, "  manquants : points {points:?}, entrées {inputs:?}");
    }
    rest
}

/// A total in a line.
pub(crate) fn total(total: &Total) -> String {
    let points = format!("{}/{}", to_text(&total.obtained, ','), to_text(&total.possible, ','));
    match &total.state {
        TotalState::Score(value) => format!("{points}, {}", score(value)),
        TotalState::NotComputable => "non calculable".to_owned(),
        TotalState::Incomplete(interval) => {
            let bounds = interval
                .bounds
                .as_ref()
                .map_or_else(|| "aucun score".to_owned(), |(low, high)| format!("[{} ; {}]", score(low), score(high)));
            let exact = if interval.exact { "" } else { " large" };
            let empty = if interval.maybe_not_computable { " ou non calculable" } else { "" };
            format!("incomplet {points}, {bounds}{exact}{empty}")
        }
    }
}
