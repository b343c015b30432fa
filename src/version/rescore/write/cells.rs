//! An audit scored under two versions as cells: the columns of results before, the same after, the difference, then the part of each
//! cause.

use std::borrow::Cow;

use super::Row;
use super::object::gained;
use crate::audit::table::Kind;
use crate::exact::{Quantity, to_text};
use crate::grid::GroupId;
use crate::outcome::cell::Cell;
use crate::outcome::{Cells, Field, Format, Printer as Side};
use crate::score::Scores;
use crate::version::rescore::{Attribution, CauseId, Rescoring};

/// A column.
pub(super) enum Column {
    /// `audit`
    Audit,
    /// A column of the results of a side: its place in them.
    Side(usize, usize),
    /// `après.motif`: why the new version refuses
    Refusal,
    /// `différence.obtenus` and its like
    Difference(Figure),
    /// `attribution.CHANGEMENT.score` and its like; of parts nothing tells apart each cause has the whole in its column
    Part(CauseId, Figure),
    /// `attribution.autres`: the parts of what has no column of its own, which is rare
    Others,
    /// `causes`: the changes that touch the audit, where there is no attribution
    Causes,
    /// `bascules`: the decisions that flip
    Flips,
    /// `sans_suite`
    Lost,
}

/// A figure of a total.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Figure {
    Obtained,
    Possible,
    Score,
}

/// The figures, in the order of their columns.
pub(super) const FIGURES: [Figure; 3] = [Figure::Obtained, Figure::Possible, Figure::Score];

impl Figure {
    fn name(self) -> &'static str {
        match self {
            Self::Obtained => "obtenus",
            Self::Possible => "possibles",
            Self::Score => "score",
        }
    }

    /// True if it may need a text beside it.
    fn has_exact(self) -> bool {
        self != Self::Score
    }
}

/// The status of an audit the new version refuses.
pub(super) const REFUSED: &str = "refusé";

/// The columns, in order.
pub(super) fn all(rescoring: &Rescoring<'_>, sides: &[Side<'_>; 2], format: Format) -> Vec<Column> {
    if !matches!(format, Format::Csv(_) | Format::Parquet) {
        return Vec::new();
    }
    let mut cells = vec![Column::Audit];
    for (side, printer) in sides.iter().enumerate() {
        // The identifier is the same.
        cells.extend((1..printer.fields().len()).map(|at| Column::Side(side, at)));
    }
    cells.push(Column::Refusal);
    cells.extend(FIGURES.map(Column::Difference));
    let own = rescoring.causes().iter().enumerate().filter(|(_, cause)| cause.is_own);
    for (cause, _) in own {
        cells.extend(FIGURES.map(|figure| Column::Part(cause, figure)));
    }
    cells.extend([Column::Others, Column::Causes, Column::Flips, Column::Lost]);
    cells
}

/// The columns as they are declared.
pub(super) fn fields(columns: &[Column], rescoring: &Rescoring<'_>, sides: &[Side<'_>; 2]) -> Vec<Field> {
    columns.iter().map(|column| column.field(rescoring, sides)).collect()
}

impl Column {
    /// The column as it is declared.
    fn field(&self, rescoring: &Rescoring<'_>, sides: &[Side<'_>; 2]) -> Field {
        let plain = |name: &str, kind| Field { name: name.to_owned(), kind, has_exact: false };
        let number = |name: String, figure: Figure| Field { name, kind: Kind::Number, has_exact: figure.has_exact() };
        match self {
            Self::Audit => plain("audit", Kind::Text),
            Self::Side(side, at) => {
                let field = &sides[*side].fields()[*at];
                let word = if *side == 0 { "avant" } else { "après" };
                Field { name: format!("{word}.{}", field.name), ..field.clone() }
            }
            Self::Refusal => plain("après.motif", Kind::Text),
            Self::Difference(figure) => number(format!("différence.{}", figure.name()), *figure),
            Self::Part(cause, figure) => {
                let title = rescoring.causes()[*cause].title.replace('\u{a0}', " ");
                number(format!("attribution.{title}.{}", figure.name()), *figure)
            }
            Self::Others => plain("attribution.autres", Kind::List),
            Self::Causes => plain("causes", Kind::List),
            Self::Flips => plain("bascules", Kind::List),
            Self::Lost => plain("sans_suite", Kind::List),
        }
    }
}

/// What a column holds of an audit, if it is none of the figures.
pub(super) fn cell<'c>(row: &'c Row<'c, '_, '_>, column: &Column) -> Cell<'c> {
    match column {
        Column::Refusal => row.rescored.reason().map_or(Cell::Nothing, Cell::Said),
        column if row.leaves_empty(column) => Cell::Nothing,
        Column::Others => Cell::Texts(others(row)),
        Column::Causes => {
            Cell::Texts(row.touching().into_iter().map(|id| row.cause(id).title.as_str().into()).collect())
        }
        Column::Flips => Cell::Texts(flips(row)),
        Column::Lost => Cell::Texts(row.rescored.lost.iter().map(|one| row.printer.lost.told(*one).into()).collect()),
        Column::Audit | Column::Side(..) | Column::Difference(_) | Column::Part(..) => Cell::Nothing,
    }
}

/// `label : or → argent`
fn flips<'c>(row: &Row<'_, '_, '_>) -> Vec<Cow<'c, str>> {
    let (old, new) = (row.printer.rescoring.old(), row.printer.rescoring.new_grid());
    let told = row.differences.decisions.iter().map(|flip| {
        let (was, is) = (&old.decisions[flip.decision.0.0], &new.decisions[flip.decision.1.0]);
        let name = |lines: &[crate::grid::DecisionLine], at: Option<usize>| {
            at.and_then(|at| lines.get(at)).map_or_else(|| "indéterminée".to_owned(), |line| line.level.clone())
        };
        format!("{} : {} → {}", is.name, name(&was.lines, flip.levels.0), name(&is.lines, flip.levels.1))
    });
    told.map(Cow::Owned).collect()
}

/// Puts the cells of an audit into their columns.
pub(super) fn add(row: &Row<'_, '_, '_>, cells: &mut Cells<'_>) {
    let (rescored, printer) = (row.rescored, row.printer);
    cells.text(Some(row.slots.id()));
    printer.sides[0].add_cells(row.slots, rescored.before, cells);
    let fields = printer.sheet.fields();
    if let Ok(after) = &rescored.after {
        printer.sides[1].add_cells(rescored.followed, after, cells);
        // No reason.
        cells.nothing(1);
        for (one, value) in FIGURES.into_iter().zip(differences(row, after)) {
            figure(value.as_ref(), one, cells);
        }
        parts(row, cells);
    } else {
        // Nothing but a status, behind the grid and its fingerprint, and the reason.
        let reason = printer.parts.start - FIGURES.len() - 1;
        cells.nothing(2);
        cells.text(Some(REFUSED));
        cells.nothing(width(&fields[printer.after + 3..reason]));
        cells.text(rescored.reason().as_deref());
        cells.nothing(width(&fields[reason + 1..printer.parts.end]));
    }
    for column in &printer.columns[printer.parts.end..] {
        cells.cell(&cell(row, column), printer.sides[0].form(), false);
    }
}

/// How many columns these take, those of exact texts included.
fn width(fields: &[Field]) -> usize {
    fields.iter().map(|field| 1 + usize::from(field.has_exact)).sum()
}

/// Puts the parts of an audit into their columns.
fn parts(row: &Row<'_, '_, '_>, cells: &mut Cells<'_>) {
    let mut done = 0;
    for &(place, at) in &row.placed() {
        cells.nothing((place - done) / FIGURES.len() * WIDTH);
        if let Some(total) = &row.differences.total {
            let (obtained, possible) = total.figures(at);
            let score = row.differences.written.get(at).map(|part| Quantity::ratio(*part, 100));
            figure(Some(&obtained), Figure::Obtained, cells);
            figure(Some(&possible), Figure::Possible, cells);
            figure(score.as_ref(), Figure::Score, cells);
        }
        done = place + FIGURES.len();
    }
    cells.nothing((row.printer.parts.len() - done) / FIGURES.len() * WIDTH);
}

/// How many columns the figures of a part take, those of exact texts included.
const WIDTH: usize = 5;

fn figure(value: Option<&Quantity>, figure: Figure, cells: &mut Cells<'_>) {
    match value {
        Some(value) => cells.figure(value, figure.has_exact()),
        None => cells.nothing(1 + usize::from(figure.has_exact())),
    }
}

/// Each of the figures after, less what it was; none where there are no two scores.
pub(super) fn differences(row: &Row<'_, '_, '_>, after: &Scores) -> [Option<Quantity>; 3] {
    let (total, roots) = (row.differences.total.as_ref(), (GroupId::ROOT, GroupId::ROOT));
    let (obtained, possible) = gained((row.rescored.before, after), roots, total);
    let score = total.and_then(|total| total.difference);
    [Some(obtained), Some(possible), score.map(|hundredths| Quantity::ratio(hundredths, 100))]
}

/// The parts of what has no column of its own: obtained, possible, score.
fn others<'c>(row: &Row<'_, '_, '_>) -> Vec<Cow<'c, str>> {
    let shares = row.differences.total.iter().flat_map(Attribution::shares);
    let told = shares.enumerate().filter(|(_, share)| row.is_other(share.causes)).map(|(at, share)| {
        let titles: Vec<_> = share.causes.iter().map(|id| row.cause(*id).title.as_str()).collect();
        let figure = |value: &Quantity| to_text(&value.exact(), '.');
        let part = row.differences.written.get(at).map(|part| figure(&Quantity::ratio(*part, 100)));
        let part = part.map(|part| format!(" / {part}")).unwrap_or_default();
        format!("{} : {} / {}{part}", titles.join(" ; "), figure(&share.obtained), figure(&share.possible))
    });
    told.map(Cow::Owned).collect()
}
