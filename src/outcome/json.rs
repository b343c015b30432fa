//! Results as a JSON array, one object a line.

use std::io::{self, Write};

use super::{Rows, Writer};

/// What comes before each result but the first.
pub(super) const SEPARATOR: &[u8] = b",\n";

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

impl<W: Write + Send> Writer for Array<W> {
    fn write(&mut self, rows: &mut Rows) -> io::Result<()> {
        let mut text = rows.text.as_slice();
        if self.empty
            && let Some(first) = text.strip_prefix(SEPARATOR)
        {
            self.out.write_all(b"[\n")?;
            self.empty = false;
            text = first;
        }
        self.out.write_all(text)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.write_all(if self.empty { b"[]\n" } else { b"\n]\n" })?;
        self.out.flush()
    }
}
