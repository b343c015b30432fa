//! An audit scored under two versions as a line of CSV: the cells of its columns, those of the parts of causes left out in runs, since
//! few causes touch one audit.

use smallvec::SmallVec;

use super::Row;
use super::cells::cell;
use crate::exact::Quantity;
use crate::outcome::Dialect;
use crate::outcome::csv::{END, field, write as write_cell};

/// Adds the line of an audit.
pub(super) fn write(row: &Row<'_, '_, '_>, dialect: Dialect, out: &mut Vec<u8>) {
    let (rescored, printer) = (row.rescored, row.printer);
    let separator = dialect.separator();
    field(row.slots.id(), dialect, out);
    printer.sides[0].add_fields(row.slots, rescored.before, out);
    let mut rest = printer.rest;
    match &rescored.after {
        Ok(after) => printer.sides[1].add_fields(rescored.followed, after, out),
        Err(_) => rest = printer.after,
    }
    let add = |at: usize, out: &mut Vec<u8>| {
        out.push(separator);
        let (cell, form) = cell(row, &printer.columns[at]);
        write_cell(&cell, form, dialect, out);
    };
    (rest..printer.parts.start).for_each(|at| add(at, out));
    parts(row, dialect, out);
    (printer.parts.end..printer.columns.len()).for_each(|at| add(at, out));
    out.extend_from_slice(END);
}

/// Adds the fields of the parts: three a cause with columns of its own, each after its separator.
fn parts(row: &Row<'_, '_, '_>, dialect: Dialect, out: &mut Vec<u8>) {
    let printer = row.printer;
    let mut placed: SmallVec<[(usize, usize); 32]> = SmallVec::new();
    for (at, share) in row.shares.iter().enumerate() {
        placed.extend(share.causes.iter().filter_map(|cause| Some((printer.places[*cause]?, at))));
    }
    placed.sort_unstable();
    let (separator, decimal) = (dialect.separator(), dialect.decimal().into());
    let separators = |count: usize, out: &mut Vec<u8>| out.resize(out.len() + count, separator);
    let mut done = 0;
    for (place, share) in placed {
        separators(place - done, out);
        let (part, written) = (&row.shares[share], row.differences.written.get(share));
        for figure in [&part.obtained, &part.possible] {
            out.push(separator);
            figure.write(decimal, out);
        }
        out.push(separator);
        if let Some(part) = written {
            Quantity::ratio(*part, 100).write(decimal, out);
        }
        done = place + 3;
    }
    separators(printer.parts.len() - done, out);
}
