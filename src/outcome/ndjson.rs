//! Results as NDJSON: one object a line.

use std::io::{self, Write};

use super::{Row, Writer};

/// Lines being written.
pub(super) struct Lines<W> {
    out: W,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out }
    }
}

impl<W: Write> Writer for Lines<W> {
    fn write(&mut self, row: Row) -> io::Result<()> {
        if let Row::Object(mut text) = row {
            text.push(b'\n');
            self.out.write_all(&text)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
