//! Cuts a CSV file into rows. A quote that is never closed costs the line it opens on: the file goes on at the next.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::sync::Arc;

use memchr::{memchr, memchr_iter};

use super::header::{Header, SEP};
use super::row::{self, End};
use crate::audit::archive::{self, LONGEST_AUDIT, PORTION};
use crate::audit::entry::{Entry, Fault, Shape};
use crate::audit::ndjson::beginning;

/// Cuts a stream between rows.
pub(in crate::audit) struct Cutter<R> {
    stream: R,
    header: Option<Arc<Header>>,
    /// What was read and not cut yet.
    rest: Vec<u8>,
    /// The line the rest begins on.
    line: usize,
    /// Nothing is left in the stream.
    ended: bool,
}

/// Whole rows.
#[derive(Debug)]
pub(in crate::audit) struct Rows {
    header: Arc<Header>,
    text: Vec<u8>,
    list: Vec<Row>,
}

/// Where a row stands in the text: from the end of the one before it to its own.
#[derive(Debug)]
struct Row {
    line: usize,
    end: usize,
    fault: Option<Fault>,
}

impl<R: BufRead> Cutter<R> {
    pub(in crate::audit) fn new(stream: R) -> Self {
        Self { stream, header: None, rest: Vec::new(), line: 1, ended: false }
    }

    /// The next rows; `None` at the end. A file whose header cannot be read is no archive at all.
    pub(in crate::audit) fn rows(&mut self, used: Option<Rows>) -> io::Result<Option<Rows>> {
        let header = if let Some(header) = &self.header {
            header.clone()
        } else {
            let header = Arc::new(self.read_header()?);
            self.header.insert(header).clone()
        };
        let (mut text, mut rows) = used.map_or_else(Default::default, |used| (used.text, used.list));
        text.clear();
        text.shrink_to(2 * PORTION);
        rows.clear();
        text.append(&mut self.rest);
        let (mut start, mut wanted) = (0, PORTION);
        loop {
            if !self.ended {
                self.ended = !archive::fill(&mut self.stream, &mut text, wanted)?;
            }
            self.cut(&header, &text, &mut start, &mut rows);
            if start == text.len() && rows.last().is_some_and(|row| row.fault == Some(Fault::TooLong)) {
                self.ended = !archive::skip_line(&mut self.stream)?;
                self.line += 1;
            }
            if start > 0 || self.ended {
                break;
            }
            wanted = text.len() + PORTION;
        }
        self.rest.extend_from_slice(&text[start..]);
        text.truncate(start);
        Ok((!rows.is_empty()).then_some(Rows { header, text, list: rows }))
    }

    /// Cuts all rows that end in a text, from a byte on.
    fn cut(&mut self, header: &Header, text: &[u8], start: &mut usize, rows: &mut Vec<Row>) {
        while *start < text.len() {
            let left = &text[*start..];
            let (length, fault) = match row::end(left, |byte| byte == header.separator, self.ended) {
                End::At(length) => (length, (length > LONGEST_AUDIT).then_some(Fault::TooLong)),
                End::Beyond if left.len() <= LONGEST_AUDIT => return,
                // A row that long is none: either a quote is open, or there are no line breaks at all.
                End::Beyond => match memchr(b'\n', left) {
                    Some(end) => (end + 1, Some(Fault::OpenQuote)),
                    None => (left.len(), Some(Fault::TooLong)),
                },
                End::Never(fault) => (memchr(b'\n', left).map_or(left.len(), |end| end + 1), Some(fault)),
            };
            rows.push(Row { line: self.line, end: *start + length, fault });
            self.line += memchr_iter(b'\n', &left[..length]).count();
            *start += length;
        }
    }

    fn read_header(&mut self) -> io::Result<Header> {
        archive::skip_mark(&mut self.stream)?;
        self.ended = !archive::fill(&mut self.stream, &mut self.rest, PORTION)?;
        if let Some(detail) = unreadable(&self.rest) {
            return Err(archive::no_archive(detail));
        }
        let mut separator = None;
        loop {
            let is_separator = |byte| separator.map_or(matches!(byte, b',' | b';' | b'\t'), |known| byte == known);
            let length = match row::end(&self.rest, is_separator, self.ended) {
                End::At(length) => length,
                End::Beyond => return Err(archive::no_archive("la première ligne est trop longue pour un en-tête")),
                End::Never(_) => return Err(archive::no_archive("un guillemet de l’en-tête n’est jamais refermé")),
            };
            let line: Vec<u8> = self.rest.drain(..length).collect();
            self.line += memchr_iter(b'\n', &line).count();
            // The separator may be a blank itself.
            let named = line.strip_prefix(SEP).and_then(<[u8]>::split_first);
            let line = line.trim_ascii_end();
            if let (None, Some((single, rest))) = (separator, named)
                && rest.trim_ascii().is_empty()
                && !matches!(single, b'\r' | b'\n')
            {
                separator = Some(*single);
                continue;
            }
            if line.is_empty() && !self.rest.is_empty() {
                continue;
            }
            let line = std::str::from_utf8(line).map_err(|error| {
                archive::no_archive(format!(
                    "l’en-tête n’est pas en UTF-8 (octet 0x{:02X}) ; dans un tableur, enregistrez au format « CSV UTF-8 »",
                    line[error.valid_up_to()]
                ))
            })?;
            if line.contains('\r') {
                return Err(archive::no_archive(
                    "les lignes se terminent par un retour chariot seul ; dans un tableur, enregistrez au format « CSV UTF-8 »"
                        .to_owned(),
                ));
            }
            return Header::read(line, separator).map_err(archive::no_archive);
        }
    }
}

/// Why a file is no text at all, for the commonest cases.
fn unreadable(start: &[u8]) -> Option<String> {
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"\xD0\xCF\x11\xE0") {
        return Some(
            "c’est un classeur de tableur et non un CSV ; dans le tableur, enregistrez au format « CSV UTF-8 »"
                .to_owned(),
        );
    }
    let utf16 = start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF");
    (utf16 || start.iter().take(256).any(|byte| *byte == 0)).then(|| {
        "le fichier est en UTF-16 (« texte Unicode ») ; dans un tableur, enregistrez au format « CSV UTF-8 »".to_owned()
    })
}

impl Rows {
    /// The rows that hold something.
    pub(in crate::audit) fn entries<'p>(&'p self, file: &'p str) -> impl Iterator<Item = Entry<'p>> {
        let mut start = 0;
        let separator = self.header.separator;
        self.list.iter().filter_map(move |row| {
            let text = &self.text[std::mem::replace(&mut start, row.end)..row.end];
            let text = text.strip_suffix(b"\n").unwrap_or(text);
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            let holds = |byte: &u8| *byte != separator && !byte.is_ascii_whitespace();
            let text = if row.fault == Some(Fault::TooLong) { beginning(text) } else { text };
            (row.fault.is_some() || text.iter().any(holds)).then_some(Entry {
                file,
                line: row.line,
                text: Cow::Borrowed(text),
                fault: row.fault,
                shape: Shape::Row(&self.header),
            })
        })
    }
}
