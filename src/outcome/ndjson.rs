//! Results as NDJSON: one object a line.

use std::io::{self, Write};

use super::{Rows, Writer};

/// Lines being written.
pub(super) struct Lines<W> {
    out: W,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out }
    }
}

impl<W: Write + Send> Writer for Lines<W> {
    fn write(&mut self, rows: &mut Rows) -> io::Result<()> {
        self.out.write_all(&rows.text)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
