//! Results as Parquet: the columns of CSV, with types. What CSV would leave empty is null, but for `anomalies`, which is a list.
//!
//! A DOUBLE means its shortest decimal, so that most figures are exact in one. A figure that is not (`23/26`, more digits than a
//! DOUBLE holds) is rounded there, and stands as a text in the column beside it, `obtenus_exact`, which is null otherwise.

mod cells;
mod results;

use std::io::{self, Write};

pub(crate) use self::cells::Cells;
pub(super) use self::results::Results;
use super::columns::Column;
use super::sheet::Field;
use super::{Frame, Rows, Writer};
use crate::audit::table::{self, Gathered, Kind, RowGroup};
use crate::grid::ScaleKind;

/// How columns are laid out in a file.
#[derive(Debug)]
pub(super) struct Layout {
    fields: Vec<Field>,
    /// The same as they are declared, those of exact texts included.
    declared: Vec<table::Column>,
}

impl Layout {
    pub(super) fn new(fields: Vec<Field>) -> Self {
        let mut declared = Vec::new();
        for Field { name, kind, has_exact } in &fields {
            let exact = has_exact.then(|| table::Column { name: format!("{name}_exact"), kind: Kind::Text });
            declared.push(table::Column { name: name.clone(), kind: *kind });
            declared.extend(exact);
        }
        Self { fields, declared }
    }

    /// The columns, in order.
    pub(super) fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The columns of the rows, to be given a cell each.
    pub(super) fn cells<'c>(&self, rows: &'c mut Rows) -> Cells<'c> {
        Cells::new(rows.columns.get_or_insert_with(|| Gathered::new(&self.declared)))
    }
}

/// The column of a result as it is declared.
pub(super) fn field(frame: &Frame, column: Column) -> Field {
    let (kind, has_exact) = kind(frame, column);
    Field { name: column.name(frame), kind, has_exact }
}

/// What the cells of a column hold, and whether they may need a text beside them.
fn kind(frame: &Frame, column: Column) -> (Kind, bool) {
    match column {
        Column::Audit
        | Column::Grid
        | Column::Fingerprint
        | Column::Status
        | Column::GroupStatus(_)
        | Column::PointStatus(_)
        | Column::Level(_)
        | Column::Reason(_)
        | Column::Decided(_) => (Kind::Text, false),
        Column::Score(_) | Column::Least | Column::Most => (Kind::Number, false),
        Column::Obtained(_) | Column::Possible(_) => (Kind::Number, true),
        Column::Value(point) => {
            let scale = frame.grid.scale(frame.grid.point(point).scale);
            let is_fraction = |level: &crate::grid::Level| {
                level.value.as_ref().is_some_and(|value| crate::exact::to_decimal(value, '.').is_none())
            };
            let may_be = match &scale.kind {
                ScaleKind::Levels(levels) => levels.iter().any(is_fraction),
                ScaleKind::Interval { .. } => false,
            };
            (Kind::Number, may_be)
        }
        Column::NotComputable
        | Column::Exact
        | Column::MaybeNotComputable
        | Column::Fallback(_)
        | Column::Unverified(_) => (Kind::YesNo, false),
        Column::MissingPoints | Column::MissingInputs | Column::Undecided(_) | Column::Anomalies => (Kind::List, false),
    }
}

/// A file being written, one group of rows after the other.
pub(super) struct Table<W: Write + Send> {
    /// None once it is finished.
    writer: Option<table::Writer<W>>,
    declared: Vec<table::Column>,
    /// Rows not encoded yet.
    gathered: Gathered,
    group: Option<RowGroup>,
    /// Why it could not be begun.
    failed: io::Result<()>,
}

impl<W: Write + Send> Table<W> {
    pub(super) fn new(layout: &Layout, out: W) -> Self {
        let declared = layout.declared.clone();
        let (writer, failed) = match table::Writer::new(&declared, out) {
            Ok(writer) => (Some(writer), Ok(())),
            Err(error) => (None, Err(error)),
        };
        let gathered = Gathered::new(&declared);
        Self { writer, declared, gathered, group: None, failed }
    }

    /// Encodes the rows gathered, column by column, by all threads that are free.
    fn encode(&mut self) -> io::Result<()> {
        let group = match &mut self.group {
            Some(group) => group,
            none => none.insert(RowGroup::new(&self.declared)?),
        };
        group.add(&mut self.gathered)?;
        if group.rows() >= RowGroup::ROWS { self.append() } else { Ok(()) }
    }

    /// Writes the group of rows encoded.
    fn append(&mut self) -> io::Result<()> {
        match (&mut self.writer, self.group.take()) {
            (Some(writer), Some(group)) => writer.append(group.close()?),
            _ => Ok(()),
        }
    }
}

impl<W: Write + Send> Writer for Table<W> {
    fn write(&mut self, rows: &mut Rows) -> io::Result<()> {
        std::mem::replace(&mut self.failed, Ok(()))?;
        if let Some(columns) = &mut rows.columns {
            self.gathered.absorb(columns);
        }
        if self.gathered.count() >= RowGroup::AT_ONCE { self.encode() } else { Ok(()) }
    }

    fn finish(&mut self) -> io::Result<()> {
        std::mem::replace(&mut self.failed, Ok(()))?;
        if self.gathered.count() > 0 {
            self.encode()?;
        }
        self.append()?;
        self.writer.take().map_or(Ok(()), table::Writer::finish)
    }
}
