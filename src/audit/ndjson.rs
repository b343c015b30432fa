//! NDJSON archives: one audit a line; blank lines are passed over.

use std::io::{self, BufRead};

use super::archive::{BYTE_ORDER_MARK, Entry};

/// The lines of a stream that hold something.
pub(super) struct Lines<R> {
    stream: R,
    line: usize,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(stream: R) -> Self {
        Self { stream, line: 0 }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut text = Vec::new();
            match self.stream.read_until(b'\n', &mut text) {
                Ok(0) => return None,
                Ok(_) => self.line += 1,
                Err(error) => return Some(Err(error)),
            }
            if self.line == 1 && text.starts_with(BYTE_ORDER_MARK) {
                text.drain(..BYTE_ORDER_MARK.len());
            }
            text.truncate(text.trim_ascii_end().len());
            if !text.is_empty() {
                return Some(Ok(Entry { line: self.line, text, fault: None }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_numbers() {
        let stream = b"\xEF\xBB\xBF{\"audit\":1}\r\n\n  \n\xFF\n{".as_slice();
        let entries: Vec<Entry> = Lines::new(stream).map(Result::unwrap).collect();
        let told: Vec<_> = entries.iter().map(|entry| (entry.line, entry.shown())).collect();
        assert_eq!(told, [(1, "{\"audit\":1}".to_owned()), (4, "ÿ".to_owned()), (5, "{".to_owned())]);
    }
}
