//! Audits scored under two versions, written out: one row an audit, in the formats of results. Both sides are written as
//! [`outcome`](crate::outcome) writes them.

mod cells;
mod figures;
mod labels;
mod line;
mod lost;
mod object;
mod people;
pub mod summary;

use std::io::Write;
use std::ops::Range;

use smallvec::SmallVec;

use super::{Attribution, Cause, CauseId, Differences, Rescored, Rescoring};
use crate::audit::Slots;
use crate::grid::PointId;
use crate::outcome::result::text;
use crate::outcome::{Detail, Format, Frame, Likeness, Printer as Side, Rows, Sheet, Writer};
use cells::Column;
use figures::Figures;
use labels::Labels;

/// Puts audits scored under two versions into the words of a format. Made once, and shared by all threads.
pub struct Printer<'r, 'g> {
    rescoring: &'r Rescoring<'g>,
    detail: Detail,
    sides: [Side<'g>; 2],
    sheet: Sheet,
    columns: Vec<Column>,
    /// Where the columns of the new version begin, then those of parts.
    after: usize,
    parts: Range<usize>,
    /// For each cause its place in the columns of parts, if it has columns of its own.
    places: Vec<Option<usize>>,
    /// For each cause its title as JSON, and how a part it has alone begins.
    titles: Vec<Vec<u8>>,
    alone: Vec<Vec<u8>>,
    /// True if parts may have causes without columns of their own.
    has_others: bool,
    /// What the results of the new version take over from those of the old.
    like: Likeness,
    /// For each of [`Rescoring::pairs`] whether the new point takes up a share of the old one.
    inherits: Vec<bool>,
    labels: Labels,
    lost: lost::Words,
    figures: Figures,
}

impl<'r, 'g> Printer<'r, 'g> {
    /// The printer of a format. The frames are those of the old version and of the new, of the same detail.
    pub fn new(rescoring: &'r Rescoring<'g>, frames: [Frame<'g>; 2], format: Format) -> Self {
        let detail = frames[0].detail;
        let sides = frames.map(|frame| Side::new(frame, format));
        let columns = cells::all(rescoring, &sides, format);
        let fields = cells::fields(&columns, rescoring, &sides);
        let sheet = Sheet::new(format, fields, people::heads());
        let first = |is: fn(&Column) -> bool| columns.iter().position(is).unwrap_or(columns.len());
        let others = first(|column| matches!(column, Column::Others));
        let parts = first(|column| matches!(column, Column::Part(..))).min(others)..others;
        let place = |cause: usize| {
            columns[parts.clone()].iter().position(|one| matches!(one, Column::Part(of, _) if *of == cause))
        };
        let splits = |old: Option<PointId>| old.is_some_and(|old| rescoring.lineage().points_of(old).len() > 1);
        let title = |cause: &Cause| {
            let mut title = Vec::new();
            text(&cause.title, &mut title);
            title
        };
        Self {
            after: first(|column| matches!(column, Column::Side(1, _))),
            places: (0..rescoring.causes().len()).map(place).collect(),
            titles: rescoring.causes().iter().map(title).collect(),
            alone: rescoring.causes().iter().map(|cause| object::part_of(&title(cause))).collect(),
            has_others: rescoring.causes().iter().any(|cause| !cause.is_own),
            like: Likeness::new(sides[1].form(), sides[0].form()),
            inherits: rescoring.pairs().map(|(old, new)| splits(old) && new.is_some()).collect(),
            labels: Labels::new(rescoring),
            lost: lost::Words::new(rescoring.old()),
            figures: Figures::new(rescoring, if let Format::Csv(dialect) = format { dialect.decimal() } else { b'.' }),
            parts,
            rescoring,
            detail,
            sides,
            sheet,
            columns,
        }
    }

    /// Adds an audit, as recorded, with its differences.
    pub fn add(&self, slots: &Slots, rescored: &Rescored<'_, '_>, differences: &Differences, rows: &mut Rows) {
        let row = Row { printer: self, slots, rescored, differences };
        match self.sheet.format() {
            Format::Json | Format::Ndjson => {
                let mut written = std::mem::take(rows.written());
                self.sheet.object(rows, |out| object::write(&row, &mut written, out));
                *rows.written() = written;
            }
            Format::Csv(dialect) => Sheet::text(rows, |out| line::write(&row, dialect, out)),
            Format::Parquet => cells::add(&row, &mut self.sheet.cells(rows)),
            Format::Table => {
                let (cells, below) = people::line(&row);
                Sheet::line(rows, cells, below);
            }
        }
    }

    /// What writes the rows to their place.
    pub fn writer<'a>(&self, out: impl Write + Send + 'a) -> Box<dyn Writer + 'a> {
        self.sheet.writer(out)
    }
}

/// An audit being written.
struct Row<'a, 'r, 'g> {
    printer: &'a Printer<'r, 'g>,
    slots: &'a Slots,
    rescored: &'a Rescored<'a, 'g>,
    differences: &'a Differences,
}

impl<'a> Row<'a, '_, '_> {
    fn cause(&self, id: usize) -> &'a Cause {
        &self.printer.rescoring.causes()[id]
    }

    /// True if one of the causes of a part has no columns of its own.
    fn is_other(&self, causes: &[CauseId]) -> bool {
        causes.iter().any(|id| !self.cause(*id).is_own)
    }

    /// True if nothing is told in a column that follows the parts.
    fn leaves_empty(&self, column: &Column) -> bool {
        let total = &self.differences.total;
        match column {
            Column::Others if !self.printer.has_others => true,
            Column::Others => !total.iter().flat_map(Attribution::causes).any(|causes| self.is_other(causes)),
            Column::Causes => total.is_some() || self.rescored.after.is_err(),
            Column::Flips => self.differences.decisions.is_empty(),
            Column::Lost => self.rescored.lost.is_empty(),
            _ => false,
        }
    }

    /// The parts whose causes have columns of their own: where these begin among those of parts, in order, and which part it is.
    fn placed(&self) -> SmallVec<[(usize, usize); 16]> {
        let mut placed: SmallVec<[(usize, usize); 16]> = SmallVec::new();
        let Some(total) = &self.differences.total else { return placed };
        for at in 0..total.len() {
            for place in total.causes_of(at).iter().filter_map(|cause| self.printer.places[*cause]) {
                placed.push((place, at));
            }
        }
        placed.sort_unstable();
        placed.dedup_by_key(|(place, _)| *place);
        placed
    }

    /// What is told of a total that has no parts: every change that touches the audit.
    fn touching(&self) -> Vec<CauseId> {
        let mut causes = Vec::with_capacity(self.differences.points.len());
        self.differences.points.iter().for_each(|moved| causes.extend_from_slice(&moved.causes));
        causes.sort_unstable();
        causes.dedup();
        causes
    }
}
