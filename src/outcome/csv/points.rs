//! The points of a line of CSV: of each its status, level, value, `repli`, `non_vérifié`, reason.

use std::ops::Range;

use super::{Dialect, field, write};
use crate::audit::Slots;
use crate::grid::PointId;
use crate::outcome::cell::Cell;
use crate::outcome::columns::Column;
use crate::outcome::form::{Form, Level};
use crate::outcome::said::Said;
use crate::score::{PointStatus, Scores};

/// How points are written.
#[derive(Debug)]
pub(super) struct Points {
    dialect: Dialect,
    /// The fields of a point but its reason, each after its separator, where it is neither `repli` nor `non_vérifié`.
    said: Said<46>,
}

impl Points {
    /// How the points of a grid are written.
    pub(super) fn new(form: &Form, dialect: Dialect) -> Self {
        let separator = dialect.separator();
        let said = |status: PointStatus, level: Option<&Level>, out: &mut Vec<u8>| {
            out.push(separator);
            out.extend_from_slice(status.word().as_bytes());
            out.push(separator);
            if let Some(level) = level {
                field(&level.name, dialect, out);
            }
            out.push(separator);
            if let Some(value) = level.and_then(|level| level.value.as_ref()) {
                value.write(dialect.decimal().into(), out);
            }
            out.extend([separator; 3]);
        };
        Self { dialect, said: Said::new(form.frame.grid, &form.scales, said) }
    }

    /// Adds what is said of points that follow each other.
    pub(super) fn add(&self, points: &Range<usize>, form: &Form, slots: &Slots, scores: &Scores, out: &mut Vec<u8>) {
        for at in points.clone() {
            let score = &scores.points()[at];
            match self.said.of(at, score).filter(|_| !score.fallback && !score.unverified) {
                Some(said) => said.write(out),
                None => self.write(form, PointId(at), slots, scores, out),
            }
            if score.status == PointStatus::SetAside {
                self.field(form, Column::Reason(PointId(at)), slots, scores, out);
            }
        }
    }

    /// Adds the fields of a point but its reason, whatever they are.
    #[cold]
    fn write(&self, form: &Form, point: PointId, slots: &Slots, scores: &Scores, out: &mut Vec<u8>) {
        use Column::{Fallback, Level, PointStatus, Unverified, Value};
        for column in [PointStatus, Level, Value, Fallback, Unverified] {
            out.push(self.dialect.separator());
            self.field(form, column(point), slots, scores, out);
        }
        out.push(self.dialect.separator());
    }

    fn field(&self, form: &Form, column: Column, slots: &Slots, scores: &Scores, out: &mut Vec<u8>) {
        write(&Cell::of(form, column, slots, scores), form, self.dialect, out);
    }
}
