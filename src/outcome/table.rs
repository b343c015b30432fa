//! Results as a table for people: columns aligned, decimals with a comma.

use std::io::{self, Write};

use super::{Detail, Frame, Rows, Writer, written_score};
use crate::audit::RecordedRating;
use crate::exact;
use crate::grid::{Child, GroupId, PointId};
use crate::score::{DecisionOutcome, Outcome, PointOutcome, Total, TotalState};

/// How many rows are kept for the columns to be as wide as they must; what is wider in those that follow sticks out.
const MOST_ROWS: usize = 1_000;

/// A table being written.
pub(super) struct Table<W> {
    out: W,
    /// The first rows, until the widths are known.
    rows: Vec<(Vec<String>, Vec<String>)>,
    widths: Option<Vec<usize>>,
}

impl<W: Write> Table<W> {
    pub(super) fn new(heads: Vec<String>, out: W) -> Self {
        Self { out, rows: vec![(heads, Vec::new())], widths: None }
    }

    /// Writes the rows there are.
    fn write_rows(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        let widths = self.widths.get_or_insert_with(|| widths(&rows));
        for (cells, below) in &rows {
            let padded = cells.iter().zip(&*widths).map(|(cell, width)| format!("{cell:<width$}"));
            writeln!(self.out, "{}", padded.collect::<Vec<_>>().join("  ").trim_end())?;
            for line in below {
                writeln!(self.out, "    {line}")?;
            }
        }
        Ok(())
    }
}

/// How wide each column is.
fn widths(rows: &[(Vec<String>, Vec<String>)]) -> Vec<usize> {
    let columns = rows.first().map_or(0, |(heads, _)| heads.len());
    let width =
        |column: usize| rows.iter().filter_map(|(cells, _)| cells.get(column)).map(|cell| cell.chars().count()).max();
    (0..columns).map(|column| width(column).unwrap_or(0)).collect()
}

impl<W: Write + Send> Writer for Table<W> {
    fn write(&mut self, rows: &mut Rows) -> io::Result<()> {
        self.rows.append(&mut rows.cells);
        if self.rows.len() > MOST_ROWS { self.write_rows() } else { Ok(()) }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.write_rows()?;
        self.out.flush()
    }
}

/// The groups that have a column: the outermost ones.
fn columns(frame: &Frame) -> Vec<GroupId> {
    let root = frame.grid.groups.get(GroupId::ROOT.0).filter(|_| frame.detail >= Detail::Group);
    let children = root.map_or(&[][..], |root| &root.children);
    children
        .iter()
        .filter_map(|child| match child {
            Child::Group(group) => Some(*group),
            Child::Point(_) => None,
        })
        .collect()
}

/// The heads of the columns.
pub(super) fn heads(frame: &Frame) -> Vec<String> {
    let mut heads: Vec<String> = ["audit", "statut", "score", "obtenus"].map(str::to_owned).into();
    heads.extend(columns(frame).into_iter().map(|group| frame.grid.group(group).key.clone()));
    heads.extend(frame.grid.decisions.iter().map(|decision| decision.name.clone()));
    heads.push("anomalies".to_owned());
    heads
}

/// The cells of an audit, then what is told below: its anomalies and, if asked for, its points.
pub(super) fn row(frame: &Frame, outcome: &Outcome) -> (Vec<String>, Vec<String>) {
    let total = outcome.total();
    let of = format!("{} / {}", exact::to_text(&total.obtained, ','), exact::to_text(&total.possible, ','));
    let status = if outcome.is_complete() { "complet" } else { "incomplet" };
    let mut cells = vec![outcome.audit.clone(), status.to_owned(), score(total), of];
    cells.extend(columns(frame).into_iter().filter_map(|group| outcome.groups.get(group.0)).map(score));
    cells.extend(frame.grid.decisions.iter().zip(&outcome.decisions).map(|(decision, outcome)| {
        let level = |line: &usize| decision.lines.get(*line).map_or("?", |line| line.level.as_str());
        match outcome {
            DecisionOutcome::Decided(line) => level(line).to_owned(),
            DecisionOutcome::Undetermined(lines) => lines.iter().map(level).collect::<Vec<_>>().join(" ou "),
        }
    }));
    cells.push(match outcome.anomalies.len() {
        0 => String::new(),
        count => count.to_string(),
    });
    let points = frame.grid.points.iter().zip(&outcome.points).enumerate().filter(|_| frame.detail >= Detail::Point);
    let mut below: Vec<String> =
        points.map(|(at, (point, outcome))| format!("{:<6} {}", point.id, told(frame, PointId(at), outcome))).collect();
    below.extend(outcome.anomalies.iter().map(|anomaly| {
        let point = anomaly.point.map(|point| format!("point {} : ", frame.grid.point(point).id)).unwrap_or_default();
        format!("{} {point}{}", anomaly.code(), anomaly.message(frame.grid))
    }));
    (cells, below)
}

/// A score, or where it must lie.
pub(super) fn score(total: &Total) -> String {
    let percent = |score| exact::to_text(&written_score(score), ',');
    match &total.state {
        TotalState::Score(score) => format!("{} %", percent(score)),
        TotalState::NotComputable => "non calculable".to_owned(),
        TotalState::Incomplete(interval) => match &interval.bounds {
            Some((min, max)) => format!("de {} à {} %", percent(min), percent(max)),
            None => "?".to_owned(),
        },
    }
}

/// The status of a point and what it is rated, or why it is not.
fn told(frame: &Frame, point: PointId, outcome: &PointOutcome) -> String {
    let mut words = vec![outcome.status.word().to_owned()];
    match &outcome.rating {
        Some(RecordedRating::Level(level)) => {
            let levels = frame.grid.scale(frame.grid.point(point).scale).levels();
            words.extend(levels.get(*level).map(|level| level.name.clone()));
        }
        Some(RecordedRating::Value(value)) => words.push(exact::to_text(value, ',')),
        None => {}
    }
    if outcome.fallback {
        words.push("(repli)".to_owned());
    }
    if outcome.unverified {
        words.push("(non vérifié)".to_owned());
    }
    words.extend(outcome.reason.iter().map(|reason| format!("« {reason} »")));
    if let Some((clause, line)) = outcome.clause.map(|span| frame.clause(span)) {
        words.push(format!("ligne {line} : {clause}"));
    }
    words.join("  ")
}
