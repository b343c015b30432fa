//! Results put into columns: those of a total, and those of a point, together.

use num_traits::ToPrimitive;

use super::{Cells, kind};
use crate::audit::Slots;
use crate::grid::{GroupId, PointId};
use crate::outcome::cell::Cell;
use crate::outcome::columns::Column;
use crate::outcome::form::Form;
use crate::outcome::stretch::Stretch;
use crate::outcome::written_quantity;
use crate::score::scores::GroupScore;
use crate::score::{PointStatus, Scores, Standing};

/// How results are put into columns.
#[derive(Debug)]
pub(crate) struct Results {
    stretches: Vec<Stretch>,
    /// For each point whether its value may need a text beside it.
    has_exact: Vec<bool>,
}

/// The greatest number that stands in a DOUBLE together with its decimals.
const MOST: u64 = 1_000_000_000;

impl Results {
    /// How these columns are filled.
    pub(crate) fn new(form: &Form, columns: &[Column]) -> Self {
        let has_exact = |at: usize| kind(&form.frame, Column::Value(PointId(at))).1;
        Self { stretches: Stretch::of(columns), has_exact: (0..form.frame.grid.points.len()).map(has_exact).collect() }
    }

    /// Adds the cells of a result but the first, the identifier.
    pub(crate) fn add(&self, form: &Form, slots: &Slots, scores: &Scores, cells: &mut Cells<'_>) {
        let cell = |column: Column, cells: &mut Cells<'_>| {
            cells.cell(&Cell::of(form, column, slots, scores), form, kind(&form.frame, column).1);
        };
        for stretch in &self.stretches[1..] {
            match stretch {
                Stretch::Totals(groups) => groups.clone().for_each(|group| total(GroupId(group), scores, cells)),
                Stretch::Open(columns) if scores.hundredths(GroupId::ROOT).is_some() => cells.nothing(columns.len()),
                Stretch::Open(columns) => columns.iter().for_each(|column| cell(*column, cells)),
                Stretch::Points(points) => {
                    points.clone().for_each(|at| self.point(form, PointId(at), slots, scores, cells));
                }
                Stretch::Decision(id) => {
                    cell(Column::Decided(*id), cells);
                    cell(Column::Undecided(*id), cells);
                }
                Stretch::Cell(column) => cell(*column, cells),
            }
        }
    }

    /// Adds what is said of a point.
    fn point(&self, form: &Form, point: PointId, slots: &Slots, scores: &Scores, cells: &mut Cells<'_>) {
        let (score, has_exact) = (&scores.points()[point.0], self.has_exact[point.0]);
        cells.text(Some(score.status.word()));
        match form.level(point, score) {
            Some(level) => {
                cells.text(Some(&level.name));
                match (&level.double, &level.value) {
                    (Some(double), _) => cells.short(*double, has_exact),
                    (None, Some(value)) => cells.figure(value, has_exact),
                    (None, None) => cells.nothing(1 + usize::from(has_exact)),
                }
            }
            None if score.status.counts() => {
                for column in [Column::Level(point), Column::Value(point)] {
                    let has_exact = has_exact && column == Column::Value(point);
                    cells.cell(&Cell::of(form, column, slots, scores), form, has_exact);
                }
            }
            None => cells.nothing(2 + usize::from(has_exact)),
        }
        cells.only_if(score.fallback);
        cells.only_if(score.unverified);
        cells.text(slots.reason(point).filter(|_| score.status == PointStatus::SetAside));
    }
}

/// Adds the total of a group: its status but for the grid itself, and its figures.
fn total(group: GroupId, scores: &Scores, cells: &mut Cells<'_>) {
    let total = &scores.groups[group.0];
    if group != GroupId::ROOT {
        cells.text(Some(Cell::OPEN).filter(|_| total.is_incomplete()));
    }
    if let Some([obtained, possible]) = short(total) {
        cells.short(obtained, true);
        cells.short(possible, true);
    } else {
        cells.figure(&scores.obtained(group), true);
        cells.figure(&scores.possible(group), true);
    }
    match total.hundredths().filter(|score| score.unsigned_abs() <= MOST).and_then(|score| score.to_f64()) {
        Some(hundredths) => cells.double(hundredths / 100.0),
        None => match scores.standing(group) {
            Standing::Score(score) => cells.figure(&written_quantity(&score), false),
            _ => cells.nothing(1),
        },
    }
}

/// The points obtained and possible of a total, where they are few and quarters of points or the like. Numbers held exactly have the
/// quotient nearest to their own.
#[inline]
fn short(total: &GroupScore) -> Option<[f64; 2]> {
    let is_short = |parts: i64| parts.unsigned_abs() <= MOST;
    if !matches!(total.scale, 1 | 2 | 4 | 8 | 10 | 20 | 100) || !is_short(total.obtained) || !is_short(total.possible) {
        return None;
    }
    let scale = total.scale.to_f64()?;
    Some([total.obtained.to_f64()? / scale, total.possible.to_f64()? / scale])
}
