//! NDJSON archives: one audit a line; blank lines are passed over.

use std::borrow::Cow;
use std::io::{self, BufRead};

use memchr::{memchr_iter, memrchr};

use super::archive::{self, KEPT, LONGEST_AUDIT, PORTION};
use super::entry::{Entry, Fault, Shape};

/// Room is kept for the ends of lines of so many bytes.
const MEAN: usize = 256;

/// Cuts a stream at line ends.
pub(super) struct Cutter<R> {
    stream: R,
    /// The beginning of a line whose end is not read yet.
    rest: Vec<u8>,
    /// The number of the next line.
    line: usize,
    /// Nothing is left in the stream.
    ended: bool,
}

/// Whole lines.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The lines, and what is left of those read before into the same room.
    text: Vec<u8>,
    /// Where each line ends.
    ends: Vec<u32>,
    /// The number of the first.
    first: usize,
    /// The text is the beginning of one line that is too long to be held.
    cut_short: bool,
}

impl<R: BufRead> Cutter<R> {
    pub(super) fn new(stream: R) -> Self {
        Self { stream, rest: Vec::new(), line: 0, ended: false }
    }

    /// The next lines; `None` at the end.
    pub(super) fn lines(&mut self, used: Lines) -> io::Result<Option<Lines>> {
        if self.line == 0 {
            archive::skip_mark(&mut self.stream)?;
            self.line = 1;
        }
        let Lines { mut text, mut ends, .. } = used;
        ends.clear();
        ends.shrink_to(PORTION / MEAN);
        // What was read before stays there until it is read over: it would have to be cleared for nothing.
        text.truncate(2 * PORTION);
        text.shrink_to(2 * PORTION);
        let mut end = self.rest.len();
        text.resize(text.len().max(end), 0);
        text[..end].copy_from_slice(&self.rest);
        self.rest.clear();
        let first = self.line;
        let mut searched = 0;
        while !self.ended {
            let wanted = searched + PORTION;
            text.resize(text.len().max(wanted), 0);
            end += archive::read_into(&mut self.stream, &mut text[end..wanted])?;
            self.ended = end < wanted;
            if let Some(at) = memrchr(b'\n', &text[searched..end]) {
                self.rest.extend_from_slice(&text[searched + at + 1..end]);
                end = searched + at + 1;
                break;
            }
            searched = end;
            if searched > LONGEST_AUDIT {
                self.ended = !archive::skip_line(&mut self.stream)?;
                self.line += 1;
                ends.extend(u32::try_from(KEPT));
                return Ok(Some(Lines { text, ends, first, cut_short: true }));
            }
        }
        ends.extend(memchr_iter(b'\n', &text[..end]).flat_map(u32::try_from));
        self.line += ends.len();
        if text[..end].last().is_some_and(|last| *last != b'\n') {
            ends.extend(u32::try_from(end));
        }
        Ok((end > 0).then_some(Lines { text, ends, first, cut_short: false }))
    }
}

impl Lines {
    /// The lines that hold something.
    pub(super) fn entries<'p>(&'p self, file: &'p str) -> impl Iterator<Item = Entry<'p>> {
        let mut start = 0;
        self.ends.iter().zip(self.first..).filter_map(move |(end, line)| {
            let end = *end as usize;
            let text = self.text[start..end].trim_ascii_end();
            start = end + 1;
            let too_long = self.cut_short || text.len() > LONGEST_AUDIT;
            (!text.is_empty() || too_long).then(|| Entry {
                file,
                line,
                text: Cow::Borrowed(if too_long { beginning(text) } else { text }),
                fault: too_long.then_some(Fault::TooLong),
                shape: Shape::Object,
            })
        })
    }
}

/// The first bytes of a text, no character cut.
pub(super) fn beginning(text: &[u8]) -> &[u8] {
    let mut end = text.len().min(KEPT);
    while end > 0 && end < text.len() && text[end] & 0xC0 == 0x80 {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portions(stream: impl BufRead) -> Vec<Lines> {
        let mut cutter = Cutter::new(stream);
        std::iter::from_fn(|| cutter.lines(Lines::default()).unwrap()).collect()
    }

    fn split(stream: impl BufRead) -> Vec<(usize, Vec<u8>, Option<Fault>)> {
        let told = |entry: Entry| (entry.line, entry.text.to_vec(), entry.fault);
        portions(stream).iter().flat_map(|lines| lines.entries("f").map(told).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn lines_keep_their_numbers() {
        let stream = b"\xEF\xBB\xBF{\"audit\":1}\r\n\n  \n\xFF\n{".as_slice();
        assert_eq!(
            split(stream),
            [(1, b"{\"audit\":1}".to_vec(), None), (4, b"\xFF".to_vec(), None), (5, b"{".to_vec(), None)]
        );
        assert_eq!(split(&b""[..]), []);
        assert_eq!(split(&b"\n\n"[..]), []);
    }

    #[test]
    fn lines_are_the_same_wherever_portions_are_cut() {
        let line = |at: usize| format!("{}{at}", "é".repeat(at % 700));
        let text: String = (0..9_000).map(|at| line(at) + "\n").collect();
        assert!(portions(text.as_bytes()).len() > 3);
        let whole: Vec<_> = (0..9_000).map(|at| (at + 1, line(at).into_bytes(), None)).collect();
        assert!(split(text.as_bytes()) == whole);
        // The same from a stream that gives little at a time.
        assert!(split(io::BufReader::with_capacity(7, text.as_bytes())) == whole);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        for length in [LONGEST_AUDIT, LONGEST_AUDIT + 1, LONGEST_AUDIT + 2 * PORTION] {
            for before in [0, PORTION - 2] {
                let text = format!("{}\n{}\nc", "a".repeat(before), "é".repeat(length / 2) + &"b".repeat(length % 2));
                let entries = split(text.as_bytes());
                let told: Vec<_> = entries.iter().map(|(line, text, fault)| (*line, text.len(), *fault)).collect();
                let long =
                    if length > LONGEST_AUDIT { (2, KEPT, Some(Fault::TooLong)) } else { (2, LONGEST_AUDIT, None) };
                let mut expected = vec![(1, before, None), long, (3, 1, None)];
                expected.retain(|(_, length, _)| *length > 0);
                assert_eq!(told, expected, "{length} bytes after {before}");
            }
        }
    }
}
