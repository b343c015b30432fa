//! CSV archives: a header, then one audit a row. The cutter finds the rows, on one thread; the reader splits and reads them.

mod cutter;
mod header;
mod reader;
mod row;
mod text;

pub(super) use cutter::{Cutter, Rows};
pub(super) use header::Header;
pub(super) use header::is_header;
pub(super) use reader::Reader;
