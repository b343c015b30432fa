//! An audit scored under two versions as a line of CSV: the cells of its columns, those of the parts of causes left out in runs, since
//! few causes touch one audit.

use super::Row;
use super::cells::{Column, FIGURES, REFUSED, cell, differences};
use crate::exact::Quantity;
use crate::outcome::Dialect;
use crate::outcome::csv::{BETWEEN, END, field, write as write_cell};

/// Adds the line of an audit.
pub(super) fn write(row: &Row<'_, '_, '_>, dialect: Dialect, out: &mut Vec<u8>) {
    let (rescored, printer) = (row.rescored, row.printer);
    field(row.slots.id(), dialect, out);
    printer.sides[0].add_fields(row.slots, rescored.before, out);
    let line = Line { row, dialect };
    if let Ok(after) = &rescored.after {
        printer.sides[1].add_fields(rescored.followed, after, out);
        // No reason.
        line.separators(1, out);
        for figure in &differences(row, after) {
            line.figure(figure.as_ref(), out);
        }
        line.parts(out);
    } else {
        // Nothing but a status, behind the grid and its fingerprint, and the reason.
        let reason = printer.parts.start - FIGURES.len() - 1;
        line.separators(3, out);
        out.extend_from_slice(REFUSED.as_bytes());
        line.separators(reason - printer.after - 3, out);
        line.cell(&printer.columns[reason], out);
        line.separators(FIGURES.len() + printer.parts.len(), out);
    }
    line.rest(out);
    out.extend_from_slice(END);
}

/// How many separators stand ready.
const MANY: usize = 256;

/// A line being written. Each field stands after its separator.
struct Line<'a, 'r, 'g> {
    row: &'a Row<'a, 'r, 'g>,
    dialect: Dialect,
}

impl Line<'_, '_, '_> {
    /// Adds the cell of a column.
    fn cell(&self, column: &Column, out: &mut Vec<u8>) {
        out.push(self.dialect.separator());
        write_cell(&cell(self.row, column), self.row.printer.sides[0].form(), self.dialect, out);
    }

    /// Adds a figure, if there is one.
    #[inline]
    fn figure(&self, figure: Option<&Quantity>, out: &mut Vec<u8>) {
        out.push(self.dialect.separator());
        if let Some(figure) = figure {
            self.row.printer.figures.write(figure, out);
        }
    }

    /// Adds empty fields.
    fn separators(&self, count: usize, out: &mut Vec<u8>) {
        let many: &[u8; MANY] = match self.dialect {
            Dialect::Standard => &[b','; MANY],
            Dialect::French => &[b';'; MANY],
        };
        match many.get(..count) {
            Some(some) => out.extend_from_slice(some),
            None => out.resize(out.len() + count, self.dialect.separator()),
        }
    }

    /// Adds the parts: three fields a cause with columns of its own.
    fn parts(&self, out: &mut Vec<u8>) {
        let (row, total) = (self.row, self.row.differences.total.as_ref());
        let mut done = 0;
        for &(place, at) in &row.placed() {
            self.separators(place - done, out);
            if let Some(total) = total {
                let (obtained, possible) = total.figures(at);
                self.figure(Some(&obtained), out);
                self.figure(Some(&possible), out);
                let written = row.differences.written.get(at).map(|part| Quantity::ratio(*part, 100));
                self.figure(written.as_ref(), out);
            }
            done = place + FIGURES.len();
        }
        self.separators(row.printer.parts.len() - done, out);
    }

    /// Adds what follows the parts, most of which is empty.
    fn rest(&self, out: &mut Vec<u8>) {
        let (row, printer) = (self.row, self.row.printer);
        for column in &printer.columns[printer.parts.end..] {
            match column {
                column if row.leaves_empty(column) => self.separators(1, out),
                Column::Lost if row.rescored.lost.iter().all(|lost| printer.lost.is_plain(*lost)) => {
                    self.separators(1, out);
                    for (at, lost) in row.rescored.lost.iter().enumerate() {
                        if at > 0 {
                            out.push(BETWEEN);
                        }
                        out.extend_from_slice(printer.lost.told(*lost).as_bytes());
                    }
                }
                column => self.cell(column, out),
            }
        }
    }
}
