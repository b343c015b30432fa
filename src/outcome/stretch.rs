//! The columns of a wide format, in stretches that are written together.

use std::ops::Range;

use super::columns::Column;
use crate::grid::{DecisionId, GroupId, PointId};

/// Columns that stand together.
#[derive(Debug)]
pub(super) enum Stretch {
    /// The totals of groups that follow each other: status and figures, of the grid itself figures alone.
    Totals(Range<usize>),
    /// Columns that hold nothing where the grid's total has a score.
    Open(Vec<Column>),
    /// What is said of points that follow each other: status, level, value, `repli`, `non_vérifié`, reason.
    Points(Range<usize>),
    /// What a decision came to: its level, and those possible.
    Decision(DecisionId),
    /// A column by itself.
    Cell(Column),
}

impl Stretch {
    /// The stretches of columns in the order of [`Column::all`].
    pub(super) fn of(columns: &[Column]) -> Vec<Self> {
        let mut stretches = Vec::new();
        for column in columns {
            match *column {
                Column::Obtained(GroupId::ROOT) => stretches.push(Self::Totals(0..1)),
                Column::GroupStatus(GroupId(group)) => match stretches.last_mut() {
                    Some(Self::Totals(groups)) if groups.end == group => groups.end += 1,
                    _ => stretches.push(Self::Totals(group..group + 1)),
                },
                Column::PointStatus(PointId(point)) => match stretches.last_mut() {
                    Some(Self::Points(points)) if points.end == point => points.end += 1,
                    _ => stretches.push(Self::Points(point..point + 1)),
                },
                Column::Decided(decision) => stretches.push(Self::Decision(decision)),
                // They follow what they belong to.
                Column::Obtained(_)
                | Column::Possible(_)
                | Column::Score(_)
                | Column::Level(_)
                | Column::Value(_)
                | Column::Fallback(_)
                | Column::Unverified(_)
                | Column::Reason(_)
                | Column::Undecided(_) => {}
                column if column.is_of_open_total() => match stretches.last_mut() {
                    Some(Self::Open(open)) => open.push(column),
                    _ => stretches.push(Self::Open(vec![column])),
                },
                column => stretches.push(Self::Cell(column)),
            }
        }
        stretches
    }
}
