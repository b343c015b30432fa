//! JSON archives: one object, or an array of them, split without being read.

use std::borrow::Cow;
use std::io::{self, BufRead};

use memchr::memchr2;

use super::archive::{self, KEPT, LONGEST_AUDIT, PORTION};
use super::entry::{Entry, Fault, Shape};

/// Cuts an array between its elements. They are split at the commas outside of strings and brackets, so a broken element
/// costs only itself as long as its brackets and quotes are balanced.
pub(super) struct Cutter<R> {
    stream: R,
    place: Place,
    /// The line the next byte is on.
    line: usize,
}

/// Elements of an array, or the one object.
#[derive(Debug, Default)]
pub(super) struct Elements {
    text: Vec<u8>,
    elements: Vec<Element>,
}

/// Where an element stands in the text: from the end of the one before it to its own.
#[derive(Debug)]
struct Element {
    line: usize,
    end: usize,
    fault: Option<Fault>,
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

impl<R: BufRead> Cutter<R> {
    pub(super) fn new(stream: R) -> Self {
        Self { stream, place: Place::Start, line: 1 }
    }

    /// The next elements; `None` at the end.
    pub(super) fn elements(&mut self, mut used: Elements) -> io::Result<Option<Elements>> {
        used.text.clear();
        used.text.shrink_to(2 * PORTION);
        used.elements.clear();
        while used.text.len() < PORTION && self.place != Place::End {
            self.advance(&mut used)?;
        }
        Ok((!used.elements.is_empty()).then_some(used))
    }

    /// Goes on by one element, or to the end.
    fn advance(&mut self, elements: &mut Elements) -> io::Result<()> {
        if self.place == Place::Start {
            archive::skip_mark(&mut self.stream)?;
            if self.skip_blanks()? != Some(b'[') {
                return self.rest(elements, None);
            }
            self.stream.consume(1);
            self.place = Place::First;
        }
        let next = self.skip_blanks()?;
        let line = self.line;
        match self.place {
            Place::First if next == Some(b']') => {
                self.stream.consume(1);
                self.place = Place::Closed;
            }
            Place::First | Place::Next if next.is_some() => {
                let start = elements.text.len();
                let (closed, too_long) = self.element(&mut elements.text)?;
                elements.push(start, line, too_long.then_some(Fault::TooLong));
                self.place = match closed {
                    Some(b']') => Place::Closed,
                    Some(_) => Place::Next,
                    None => Place::Unclosed,
                };
            }
            Place::First | Place::Next | Place::Unclosed => {
                elements.push(elements.text.len(), line, Some(Fault::Unclosed));
                self.place = Place::End;
            }
            Place::Closed if next.is_some() => self.rest(elements, Some(Fault::Superfluous))?,
            Place::Start | Place::Closed | Place::End => self.place = Place::End,
        }
        Ok(())
    }

    /// Takes all that is left as one element.
    fn rest(&mut self, elements: &mut Elements, fault: Option<Fault>) -> io::Result<()> {
        let start = elements.text.len();
        let more = archive::fill(&mut self.stream, &mut elements.text, start + LONGEST_AUDIT + 1)?;
        elements.push(start, self.line, if more { Some(Fault::TooLong) } else { fault });
        self.place = Place::End;
        Ok(())
    }

    /// Passes over blanks; the byte that follows.
    fn skip_blanks(&mut self) -> io::Result<Option<u8>> {
        loop {
            let buffer = archive::buffer(&mut self.stream)?;
            let blanks = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.line += lines(&buffer[..blanks]);
            let (next, is_end) = (buffer.get(blanks).copied(), buffer.is_empty());
            self.stream.consume(blanks);
            if next.is_some() || is_end {
                return Ok(next);
            }
        }
    }

    /// Appends all up to the next comma or closing bracket of the array, which is passed over and given back; none if the
    /// stream ends first. Also tells if the element is too long to be kept whole.
    fn element(&mut self, text: &mut Vec<u8>) -> io::Result<(Option<u8>, bool)> {
        let start = text.len();
        let mut place = InElement::default();
        let mut too_long = false;
        loop {
            let buffer = archive::buffer(&mut self.stream)?;
            if buffer.is_empty() {
                return Ok((None, too_long));
            }
            let end = place.end(buffer);
            let taken = end.unwrap_or(buffer.len());
            self.line += lines(&buffer[..taken]);
            if !too_long {
                text.extend_from_slice(&buffer[..taken]);
            }
            let closing = end.and_then(|at| buffer.get(at).copied());
            self.stream.consume(taken + usize::from(end.is_some()));
            if text.len() - start > LONGEST_AUDIT {
                text.truncate(start + KEPT);
                too_long = true;
            }
            if end.is_some() {
                return Ok((closing, too_long));
            }
        }
    }
}

/// What is open where an element is read.
#[derive(Default)]
struct InElement {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl InElement {
    /// Where the element ends in what follows of it.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if self.escaped {
                self.escaped = false;
                at += 1;
                continue;
            }
            if self.in_string {
                at += memchr2(b'"', b'\\', &bytes[at..])?;
                self.in_string = bytes[at] != b'"';
                self.escaped = self.in_string;
                at += 1;
                continue;
            }
            match bytes[at] {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b']' | b',' if self.depth == 0 => return Some(at),
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        None
    }
}

fn lines(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

impl Elements {
    /// Ends the element that began at `start`.
    fn push(&mut self, start: usize, line: usize, fault: Option<Fault>) {
        if fault == Some(Fault::TooLong) {
            self.text.truncate(start + super::ndjson::beginning(&self.text[start..]).len());
        }
        self.text.truncate(start + self.text[start..].trim_ascii_end().len());
        self.elements.push(Element { line, end: self.text.len(), fault });
    }

    /// The elements, in order.
    pub(super) fn entries<'p>(&'p self, file: &'p str) -> impl Iterator<Item = Entry<'p>> {
        let mut start = 0;
        self.elements.iter().map(move |element| {
            let text = &self.text[std::mem::replace(&mut start, element.end)..element.end];
            Entry { file, line: element.line, text: Cow::Borrowed(text), fault: element.fault, shape: Shape::Object }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_stream(stream: impl BufRead) -> Vec<(usize, Vec<u8>, Option<Fault>)> {
        let mut cutter = Cutter::new(stream);
        let portions = std::iter::from_fn(|| cutter.elements(Elements::default()).unwrap());
        let told = |entry: Entry| (entry.line, entry.text.to_vec(), entry.fault);
        portions.flat_map(|elements| elements.entries("f").map(told).collect::<Vec<_>>()).collect()
    }

    fn split(text: &str) -> Vec<(usize, String)> {
        let told = |(line, text, fault): (_, Vec<u8>, Option<Fault>)| {
            (line, fault.map_or_else(|| String::from_utf8(text).unwrap(), |fault| format!("{fault:?}")))
        };
        split_stream(text.as_bytes()).into_iter().map(told).collect()
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
        assert_eq!(split("[{},\n"), told(&[(1, "{}"), (2, "Unclosed")]));
        assert_eq!(split("[{}\n"), told(&[(1, "{}"), (2, "Unclosed")]));
        assert_eq!(split("["), told(&[(1, "Unclosed")]));
        assert_eq!(split("[{}]\n{}"), told(&[(1, "{}"), (2, "Superfluous")]));
    }

    #[test]
    fn elements_are_the_same_wherever_portions_are_cut() {
        let element = |at: usize| format!("{{\"{at}\":\"\\\\\\\"é],{}\"}}", "x".repeat(at % 700));
        let text = format!("[{}]", (0..6_000).map(element).collect::<Vec<_>>().join(",\n"));
        let whole: Vec<_> = (0..6_000).map(|at| (at + 1, element(at).into_bytes(), None)).collect();
        assert!(split_stream(text.as_bytes()) == whole);
        assert!(split_stream(io::BufReader::with_capacity(1, text.as_bytes())) == whole);
    }

    #[test]
    fn an_element_that_is_too_long_is_passed_over() {
        for capacity in [1 << 13, 1 << 16] {
            let text = format!("[{{}},\n\"{}],\",{{}}]", "x".repeat(LONGEST_AUDIT));
            let entries = split_stream(io::BufReader::with_capacity(capacity, text.as_bytes()));
            let told: Vec<_> = entries.iter().map(|(line, text, fault)| (*line, text.len(), *fault)).collect();
            assert_eq!(told, [(1, 2, None), (2, KEPT, Some(Fault::TooLong)), (2, 2, None)]);
        }
        let text = format!("{{\"{}\"}}", "x".repeat(LONGEST_AUDIT));
        let entries = split_stream(text.as_bytes());
        let told: Vec<_> = entries.iter().map(|(line, text, fault)| (*line, text.len(), *fault)).collect();
        assert_eq!(told, [(1, KEPT, Some(Fault::TooLong))]);
    }
}
