//! Parquet archives: one audit a row, one key a column, as in CSV; a list is a list.
//!
//! The columns the grid may look at are decoded in blocks of rows, by the threads that read them; the others are never read. Columns
//! written with a dictionary stay codes into it. The reader turns each dictionary into cells once, then fills slots column by
//! column.

mod bits;
mod block;
mod cells;
mod chunk;
mod coded;
mod codes;
mod column;
mod cutter;
mod dictionary;
mod group;
mod guard;
mod head;
mod packed;
mod plain;
mod reader;
mod runs;
mod schema;

pub(super) use cutter::{Cutter, Rows};
pub(super) use reader::Reader;
