//! An archive of audits, cut into portions: the unit of work of a thread. Cutting is quick and goes in order; what the
//! portions hold is read apart, each audit on its own, so that a broken one never stops the others.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use memchr::memchr;

use super::entry::Entry;
use super::{csv, json, ndjson, parquet};
use crate::compression::Compression;
use crate::diagnostic::cause;

/// The formats of audits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One object, or an array of objects; an array is what is written.
    Json,
    /// One object a line.
    Ndjson,
    /// A header, then one row an audit.
    Csv,
    /// One row an audit, stored by column.
    Parquet,
}

impl Format {
    /// Every format, with its name on the command line and the endings of its files.
    pub const ALL: [(&'static str, Self, &'static [&'static str]); 4] = [
        ("json", Self::Json, &["json"]),
        ("ndjson", Self::Ndjson, &["ndjson", "jsonl"]),
        ("csv", Self::Csv, &["csv"]),
        ("parquet", Self::Parquet, &["parquet"]),
    ];

    /// The format of a file, by the ending of its name; one that tells a compression is left out first.
    pub fn of_path(path: &Path) -> Option<Self> {
        let (_, path) = Compression::of_path(path);
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL.iter().find(|(_, _, endings)| endings.contains(&ending.as_str())).map(|(_, format, _)| *format)
    }

    /// True for formats of one row an audit, in which a key is a column.
    pub fn is_wide(self) -> bool {
        matches!(self, Self::Csv | Self::Parquet)
    }

    /// The endings of file names, for messages: « `.json`, `.ndjson` ».
    pub fn endings() -> String {
        let endings = Self::ALL.iter().flat_map(|(_, _, endings)| *endings);
        endings.map(|ending| format!("`.{ending}`")).collect::<Vec<_>>().join(", ")
    }

    /// The format of a stream without a name, by its first bytes: an array, or an object that goes on after its first line, is
    /// JSON; a line with a cell `audit` is the header of a CSV; all else is NDJSON.
    pub fn of_start(start: &[u8]) -> Self {
        if start.starts_with(b"PAR1") {
            return Self::Parquet;
        }
        let start = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start).trim_ascii_start();
        let first_line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
        match first_line.first() {
            Some(b'[') => Self::Json,
            Some(b'{') if first_line.trim_ascii() == b"{" => Self::Json,
            Some(b'{') => Self::Ndjson,
            _ if csv::is_header(start) => Self::Csv,
            _ => Self::Ndjson,
        }
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
            Format::Csv => Box::new(csv::Cutter::new(stream)),
            Format::Parquet => Box::new(parquet::Cutter::Stream(Some(stream))),
        };
        Self { name: name.into(), cutter }
    }

    /// An archive in a file of its own.
    pub fn of_file(name: impl Into<Arc<str>>, format: Format, file: File) -> Self {
        if format == Format::Parquet {
            let cutter: parquet::Cutter<BufReader<File>> = parquet::Cutter::File(Some(file));
            return Self { name: name.into(), cutter: Box::new(cutter) };
        }
        Self::new(name, format, BufReader::with_capacity(BUFFER, file))
    }

    /// The name people gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The next portion; `None` at the end. A portion that is not needed any more is given back to be filled again.
    pub fn next(&mut self, used: Option<Portion>) -> Result<Option<Portion>, Unreadable> {
        let Some(mut cut) = self.cut(used.map(Cut))? else { return Ok(None) };
        cut.open()?;
        Ok(Some(cut.0))
    }

    /// The next portion, cut and no more: what remains to be done ([`Cut::open`]) may be done for many at once, and should be for
    /// each.
    pub fn cut(&mut self, used: Option<Cut>) -> Result<Option<Cut>, Unreadable> {
        let content = self.cutter.cut(used.map(|cut| cut.0.content));
        let cut = content.map(|content| content.map(|content| Cut(Portion { file: self.name.clone(), content })));
        cut.map_err(|error| Unreadable { file: self.name.clone(), error })
    }
}

/// A portion that may still have to be decoded.
#[derive(Debug)]
pub struct Cut(Portion);

impl Cut {
    /// Decodes what the portion holds, if it is stored by column.
    pub fn open(&mut self) -> Result<&Portion, Unreadable> {
        if let Content::Cells(rows) = &mut self.0.content {
            rows.decode().map_err(|error| Unreadable { file: self.0.file.clone(), error })?;
        }
        Ok(&self.0)
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

impl Unreadable {
    /// Why, in French.
    pub fn cause(&self) -> String {
        match self.error.get_ref().and_then(|inner| inner.downcast_ref::<Detail>()) {
            Some(Detail(detail)) => detail.clone(),
            None => cause(&self.error),
        }
    }
}

/// Why the content of a file is no archive, in French.
#[derive(Debug)]
struct Detail(String);

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Detail {}

/// The error of a file whose content is no archive.
pub(super) fn no_archive(detail: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Detail(detail.into()))
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
    Rows(csv::Rows),
    Cells(parquet::Rows),
}

impl Portion {
    /// The audits, in order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let entries: Box<dyn Iterator<Item = Entry<'_>>> = match &self.content {
            Content::Lines(lines) => Box::new(lines.entries(&self.file)),
            Content::Elements(elements) => Box::new(elements.entries(&self.file)),
            Content::Rows(rows) => Box::new(rows.entries(&self.file)),
            Content::Cells(rows) => Box::new(rows.entries(&self.file)),
        };
        entries
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

impl<R: BufRead + Send> Cutter for csv::Cutter<R> {
    fn cut(&mut self, used: Option<Content>) -> io::Result<Option<Content>> {
        let rows = if let Some(Content::Rows(rows)) = used { Some(rows) } else { None };
        Ok(self.rows(rows)?.map(Content::Rows))
    }
}

impl<R: BufRead + Send> Cutter for parquet::Cutter<R> {
    fn cut(&mut self, used: Option<Content>) -> io::Result<Option<Content>> {
        let rows = if let Some(Content::Cells(rows)) = used { Some(rows) } else { None };
        Ok(self.rows(rows)?.map(Content::Cells))
    }
}

impl fmt::Debug for Archive<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Archive").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How many bytes are asked of a file at once.
const BUFFER: usize = 1 << 16;

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

/// Passes over what is left of a line; false if the stream ends first.
pub(super) fn skip_line(stream: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let buffer = buffer(stream)?;
        let (length, found) = (buffer.len(), memchr(b'\n', buffer));
        stream.consume(found.map_or(length, |at| at + 1));
        if found.is_some() || length == 0 {
            return Ok(found.is_some());
        }
    }
}

/// Reads bytes of a stream until a buffer is full or the stream ends; how many were read.
pub(super) fn read_into(stream: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match stream.read(&mut buffer[read..]) {
            Ok(0) => break,
            Ok(count) => read += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// Appends bytes of a stream to a text until it is `length` bytes long; false if the stream ends first.
pub(super) fn fill(stream: &mut impl Read, text: &mut Vec<u8>, length: usize) -> io::Result<bool> {
    let missing = length.saturating_sub(text.len());
    text.reserve(missing);
    let read = stream.take(missing as u64).read_to_end(text)?;
    Ok(read == missing)
}
