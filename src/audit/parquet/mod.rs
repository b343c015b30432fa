//! Parquet archives: one audit a row, one key a column, as in CSV; a list is a list.
//!
//! The cutter decodes the columns the grid may look at, in blocks of rows, on one thread; the others are never read. Columns
//! written with a dictionary stay codes into it. The reader turns each dictionary into cells once, then fills slots column by
//! column.

mod column;
mod cutter;
mod guard;
mod plain;
mod reader;
mod schema;

pub(super) use cutter::{Cutter, Rows};
pub(super) use reader::Reader;
