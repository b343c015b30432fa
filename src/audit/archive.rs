//! An archive of audits, cut into portions: the unit of work of a thread. Cutting is quick and goes in order; what the
//! portions hold is read apart, each audit on its own, so that a broken one never stops the others.

use std::fmt;
use std::io::{self, BufRead, Read};
use std::path::Path;
use std::sync::Arc;

use super::entry::Entry;
use super::{json, ndjson};

/// The formats audits are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One object, or an array of objects.
    Json,
    /// One object a line.
    Ndjson,
}

impl Format {
    /// Every format, with its name on the command line.
    pub const ALL: [(&'static str, Self); 2] = [("json", Self::Json), ("ndjson", Self::Ndjson)];

    /// The format of a file, by the ending of its name.
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "json" => Some(Self::Json),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            _ => None,
        }
    }

    /// The format of a stream without a name, by its first bytes: an array, or an object that goes on after its first line, is
    /// JSON; all else is NDJSON.
    pub fn of_start(start: &[u8]) -> Self {
        let start = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start).trim_ascii_start();
        let first_line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if first_line.starts_with(b"[") || first_line.trim_ascii() == b"{" { Self::Json } else { Self::Ndjson }
    }
}

/// An archive being cut into portions.
pub struct Archive<'a> {
    name: Arc<str>,
    cutter: Box<dyn Cutter + 'a>,
}

/// What cuts a stream of one format.
trait Cutter: Send {
    /// The next portion; `used` may be filled again.
    fn cut(&mut self, used: Option<Content>) -> io::Result<Option<Content>>;
}

impl<'a> Archive<'a> {
    /// An archive under the name people gave it.
    pub fn new(name: impl Into<Arc<str>>, format: Format, stream: impl BufRead + Send + 'a) -> Self {
        let cutter: Box<dyn Cutter + 'a> = match format {
            Format::Json => Box::new(json::Cutter::new(stream)),
            Format::Ndjson => Box::new(ndjson::Cutter::new(stream)),
        };
        Self { name: name.into(), cutter }
    }

    /// The name people gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The next portion; `None` at the end. A portion that is not needed any more is given back to be filled again.
    pub fn next(&mut self, used: Option<Portion>) -> Result<Option<Portion>, Unreadable> {
        let content = self.cutter.cut(used.map(|portion| portion.content));
        let portion = content.map(|content| content.map(|content| Portion { file: self.name.clone(), content }));
        portion.map_err(|error| Unreadable { file: self.name.clone(), error })
    }
}

/// An archive that could not be read on.
#[derive(Debug)]
pub struct Unreadable {
    /// Its name.
    pub file: Arc<str>,
    /// Why.
    pub error: io::Error,
}

/// Audits that follow each other in one archive, not read yet.
#[derive(Debug)]
pub struct Portion {
    file: Arc<str>,
    content: Content,
}

/// What a portion holds, by format.
#[derive(Debug)]
enum Content {
    Lines(ndjson::Lines),
    Elements(json::Elements),
}

impl Portion {
    /// The audits, in order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let (lines, elements) = match &self.content {
            Content::Lines(lines) => (Some(lines.entries(&self.file)), None),
            Content::Elements(elements) => (None, Some(elements.entries(&self.file))),
        };
        lines.into_iter().flatten().chain(elements.into_iter().flatten())
    }
}

impl<R: BufRead + Send> Cutter for ndjson::Cutter<R> {
    fn cut(&mut self, used: Option<Content>) -> io::Result<Option<Content>> {
        let lines = if let Some(Content::Lines(lines)) = used { lines } else { ndjson::Lines::default() };
        Ok(self.lines(lines)?.map(Content::Lines))
    }
}

impl<R: BufRead + Send> Cutter for json::Cutter<R> {
    fn cut(&mut self, used: Option<Content>) -> io::Result<Option<Content>> {
        let elements = if let Some(Content::Elements(elements)) = used { elements } else { json::Elements::default() };
        Ok(self.elements(elements)?.map(Content::Elements))
    }
}

impl fmt::Debug for Archive<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Archive").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The size portions are cut at, in bytes: large enough for the threads to meet seldom, small enough to stay near the
/// processor.
pub(super) const PORTION: usize = 1 << 20;

/// The longest audit, in bytes. What is longer is no audit, and would not be held in memory.
pub const LONGEST_AUDIT: usize = 16 << 20;

/// What is kept of an audit that is too long, in bytes.
pub(super) const KEPT: usize = 1 << 10;

/// What some programs write before UTF-8 text.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Passes over the byte order mark a stream may begin with.
pub(super) fn skip_mark(stream: &mut impl BufRead) -> io::Result<()> {
    // The mark is three bytes long, which a stream may hand over one by one.
    for mark in BYTE_ORDER_MARK {
        if peek(stream)? == Some(*mark) {
            stream.consume(1);
        }
    }
    Ok(())
}

/// The next byte of a stream, which stays there.
pub(super) fn peek(stream: &mut impl BufRead) -> io::Result<Option<u8>> {
    buffer(stream).map(|buffer| buffer.first().copied())
}

/// The next bytes of a stream, which stay there; none at its end.
pub(super) fn buffer(stream: &mut impl BufRead) -> io::Result<&[u8]> {
    // Borrowed again at the end: a borrow cannot be given back out of the loop.
    loop {
        match stream.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    stream.fill_buf()
}

/// Appends bytes of a stream to a text until it is `length` bytes long; false if the stream ends first.
pub(super) fn fill(stream: &mut impl Read, text: &mut Vec<u8>, length: usize) -> io::Result<bool> {
    let missing = length.saturating_sub(text.len());
    text.reserve(missing);
    let read = stream.take(missing as u64).read_to_end(text)?;
    Ok(read == missing)
}
