//! JSON archives: one object, or an array of them, split without being read.

use std::io::{self, BufRead};

use super::archive::{BYTE_ORDER_MARK, Entry};

/// The elements of an array, or the one object. They are split at the commas outside of strings and brackets, so a broken
/// element costs only itself as long as its brackets and quotes are balanced.
pub(super) struct Elements<R> {
    stream: R,
    place: Place,
    /// The line the next byte is on.
    line: usize,
}

/// How far the stream is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing read yet.
    Start,
    /// After `[`: an element, or `]`.
    First,
    /// After a comma: an element.
    Next,
    /// After the last element of an array that was never closed.
    Unclosed,
    /// After `]`: nothing may follow.
    Closed,
    /// Nothing is left.
    End,
}

impl<R: BufRead> Elements<R> {
    pub(super) fn new(stream: R) -> Self {
        Self { stream, place: Place::Start, line: 1 }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.stream.fill_buf() {
                Ok(buffer) => return Ok(buffer.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn bump(&mut self, byte: u8) {
        self.stream.consume(1);
        self.line += usize::from(byte == b'\n');
    }

    /// Passes over blanks; the byte that follows.
    fn skip_blanks(&mut self) -> io::Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.bump(byte);
        }
        Ok(None)
    }

    /// Takes all up to the next comma or closing bracket of the array, which is passed over; `true` if it was the bracket,
    /// `None` if the stream ends first.
    fn element(&mut self) -> io::Result<(Vec<u8>, Option<bool>)> {
        let mut text = Vec::new();
        let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
        while let Some(byte) = self.peek()? {
            self.bump(byte);
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                _ if in_string => {}
                b'{' | b'[' => depth += 1,
                b']' if depth == 0 => return Ok((text, Some(true))),
                b',' if depth == 0 => return Ok((text, Some(false))),
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            text.push(byte);
        }
        Ok((text, None))
    }

    fn advance(&mut self) -> io::Result<Option<Entry>> {
        if self.place == Place::Start {
            // A byte order mark is three bytes long, which a stream may hand over one by one.
            for mark in BYTE_ORDER_MARK {
                if self.peek()? == Some(*mark) {
                    self.bump(*mark);
                }
            }
            if self.skip_blanks()? != Some(b'[') {
                let line = self.line;
                let mut text = Vec::new();
                self.stream.read_to_end(&mut text)?;
                self.place = Place::End;
                text.truncate(text.trim_ascii_end().len());
                return Ok(Some(Entry { line, text, fault: None }));
            }
            self.bump(b'[');
            self.place = Place::First;
        }
        let next = self.skip_blanks()?;
        let line = self.line;
        match self.place {
            Place::First if next == Some(b']') => {
                self.bump(b']');
                self.place = Place::Closed;
                self.advance()
            }
            Place::First | Place::Next if next.is_some() => {
                let (mut text, closed) = self.element()?;
                self.place = match closed {
                    Some(true) => Place::Closed,
                    Some(false) => Place::Next,
                    None => Place::Unclosed,
                };
                text.truncate(text.trim_ascii_end().len());
                Ok(Some(Entry { line, text, fault: None }))
            }
            Place::First | Place::Next | Place::Unclosed => {
                self.place = Place::End;
                let fault =
                    "le fichier s’arrête avant le `]` qui ferme le tableau ; il est sans doute tronqué".to_owned();
                Ok(Some(Entry { line, text: Vec::new(), fault: Some(fault) }))
            }
            Place::Closed if next.is_some() => {
                let mut text = Vec::new();
                self.stream.read_to_end(&mut text)?;
                self.place = Place::End;
                text.truncate(text.trim_ascii_end().len());
                let fault = "rien n’est attendu après le `]` qui ferme le tableau".to_owned();
                Ok(Some(Entry { line, text, fault: Some(fault) }))
            }
            Place::Start | Place::Closed | Place::End => {
                self.place = Place::End;
                Ok(None)
            }
        }
    }
}

impl<R: BufRead> Iterator for Elements<R> {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(usize, String)> {
        let entries = Elements::new(text.as_bytes()).map(Result::unwrap);
        entries
            .map(|entry| (entry.line, entry.fault.unwrap_or_else(|| String::from_utf8(entry.text).unwrap())))
            .collect()
    }

    fn told(expected: &[(usize, &str)]) -> Vec<(usize, String)> {
        expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn one_object_is_one_entry() {
        assert_eq!(split("\u{feff}\n{\"a\":\n[1]}\n"), told(&[(2, "{\"a\":\n[1]}")]));
        assert_eq!(split(""), told(&[(1, "")]));
    }

    #[test]
    fn arrays_are_split_outside_of_strings_and_brackets() {
        assert_eq!(split("[]"), told(&[]));
        assert_eq!(
            split("[\n {\"a\":\"],\\\",\"} ,\n\n {\"b\":[1,2]}\n]\n"),
            told(&[(2, "{\"a\":\"],\\\",\"}"), (4, "{\"b\":[1,2]}")])
        );
        // A missing comma, a comma too many: the element is wrong, the others are not.
        assert_eq!(split("[{} {},,{}]"), told(&[(1, "{} {}"), (1, ""), (1, "{}")]));
    }

    #[test]
    fn an_array_that_is_cut_or_goes_on_is_told() {
        let cut = "le fichier s’arrête avant le `]` qui ferme le tableau ; il est sans doute tronqué";
        assert_eq!(split("[{},\n"), told(&[(1, "{}"), (2, cut)]));
        assert_eq!(split("[{}\n"), told(&[(1, "{}"), (2, cut)]));
        assert_eq!(split("["), told(&[(1, cut)]));
        assert_eq!(split("[{}]\n{}"), told(&[(1, "{}"), (2, "rien n’est attendu après le `]` qui ferme le tableau")]));
    }
}
