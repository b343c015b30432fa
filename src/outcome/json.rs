//! Results as a JSON array, one object a line.

use std::io::{self, Write};

use super::{Row, Writer};

/// An array being written.
pub(super) struct Array<W> {
    out: W,
    empty: bool,
}

impl<W: Write> Array<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, empty: true }
    }
}

impl<W: Write> Writer for Array<W> {
    fn write(&mut self, row: Row) -> io::Result<()> {
        if let Row::Object(text) = row {
            self.out.write_all(if self.empty { b"[\n" } else { b",\n" })?;
            self.out.write_all(&text)?;
            self.empty = false;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.write_all(if self.empty { b"[]\n" } else { b"\n]\n" })?;
        self.out.flush()
    }
}
