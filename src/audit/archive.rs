//! An archive of audits: a stream of entries, each read on its own, so that a broken one never stops the others.

use std::io::{self, BufRead};
use std::path::Path;

use super::{json, ndjson};

/// One audit as it stands in an archive, not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The line it begins on, from 1.
    pub line: usize,
    /// Its text, as it is.
    pub text: Vec<u8>,
    /// What is wrong around it, in French, where the archive itself is broken there.
    pub fault: Option<String>,
}

impl Entry {
    /// The text for the rejects file. What is not UTF-8 is shown byte by byte as Latin-1, so that nothing is lost.
    pub fn shown(&self) -> String {
        match std::str::from_utf8(&self.text) {
            Ok(text) => text.to_owned(),
            Err(_) => self.text.iter().copied().map(char::from).collect(),
        }
    }
}

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

/// The entries of an archive, in order. An error is one of reading the stream, and the last item.
pub type Entries<'a> = Box<dyn Iterator<Item = io::Result<Entry>> + Send + 'a>;

/// Splits a stream into entries. Nothing of them is read but what separates them.
pub fn entries<'a>(format: Format, stream: impl BufRead + Send + 'a) -> Entries<'a> {
    match format {
        Format::Json => Box::new(json::Elements::new(stream)),
        Format::Ndjson => Box::new(ndjson::Lines::new(stream)),
    }
}

/// What some programs write before UTF-8 text.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
