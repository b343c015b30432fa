//! Names listed in brackets: the members of a set, the elements of a point.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::follow::unescaped;
use super::scan::{blanks, literal, text};
use crate::audit::given::nfc;

/// How many ways of writing each name are learnt, on average.
const WRITINGS: usize = 4;

/// The names a list may hold, in the order of the grid: at most 64.
pub(super) struct Names {
    /// Each as it is written, in quotes.
    quoted: Vec<Quoted>,
    /// The place of each, by how it was written.
    index: HashMap<Box<str>, usize, RandomState>,
}

/// A name in quotes.
struct Quoted {
    /// The first bytes, eight at a time, and which of their bits count.
    words: [(u64, u64); WORDS],
    length: usize,
    /// What follows them.
    rest: Box<[u8]>,
}

/// How many words of a name are compared as such.
const WORDS: usize = 2;

impl Quoted {
    fn new(name: &str) -> Self {
        let bytes = name.as_bytes();
        let mut words = [(0, 0); WORDS];
        for (word, chunk) in words.iter_mut().zip(bytes.chunks(8)) {
            let padded = |byte: fn(u8) -> u8| {
                let mut eight = [0; 8];
                eight.iter_mut().zip(chunk).for_each(|(into, from)| *into = byte(*from));
                u64::from_le_bytes(eight)
            };
            *word = (padded(|byte| byte), padded(|_| 0xFF));
        }
        Self { words, length: bytes.len(), rest: bytes.get(8 * WORDS..).unwrap_or_default().into() }
    }

    /// True if these words and the bytes after them begin with the name.
    #[inline]
    fn is_first(&self, words: [u64; WORDS], after: &[u8]) -> bool {
        let differs = |at: usize| (words[at] ^ self.words[at].0) & self.words[at].1 != 0;
        !differs(0) && !differs(1) && (self.rest.is_empty() || after.starts_with(&self.rest))
    }
}

impl Names {
    /// The names of a list; `None` if there are more than 64, or some that are not written plainly.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Option<Self> {
        let texts: Vec<Box<str>> = names.map(|name| format!("\"{name}\"").into()).collect();
        let plain = |name: &str| !name[1..name.len() - 1].contains(['"', '\\']) && !name.contains(char::is_control);
        if texts.len() > 64 || !texts.iter().all(|name| plain(name)) {
            return None;
        }
        let quoted = texts.iter().map(|name| Quoted::new(name)).collect();
        Some(Self { quoted, index: texts.into_iter().enumerate().map(|(at, name)| (name, at)).collect() })
    }

    /// Reads a list: where it ends, and which names are in it, one bit each. `None` if a name is unknown or listed twice.
    pub(super) fn read(&mut self, audit: &str, at: usize) -> Option<(usize, u64)> {
        let bytes = audit.as_bytes();
        let mut at = blanks(bytes, literal(bytes, at, b"[")?);
        let (mut met, mut expected) = (0_u64, 0);
        if bytes.get(at) == Some(&b']') {
            return Some((at + 1, met));
        }
        loop {
            let (name, end) = self.name(audit, at, expected)?;
            expected = name + 1;
            if met >> name & 1 == 1 {
                return None;
            }
            met |= 1 << name;
            at = blanks(bytes, end);
            match bytes.get(at)? {
                b',' => at = blanks(bytes, at + 1),
                b']' => return Some((at + 1, met)),
                _ => return None,
            }
        }
    }

    /// The name that stands there, and where it ends. Lists mostly follow the order of the grid.
    fn name(&mut self, audit: &str, at: usize, expected: usize) -> Option<(usize, usize)> {
        if let Some((eights, after)) = audit.as_bytes().get(at..).and_then(<[u8]>::split_first_chunk::<{ 8 * WORDS }>)
            && let [first, second] = eights.as_chunks().0
        {
            let words = [first, second].map(|eight| u64::from_le_bytes(*eight));
            for (name, quoted) in self.quoted.iter().enumerate().skip(expected) {
                if quoted.is_first(words, after) {
                    return Some((name, at + quoted.length));
                }
            }
        }
        let start = literal(audit.as_bytes(), at, b"\"")?;
        let text = text(audit.as_bytes(), start)?;
        let end = text.end + 1;
        let written = &audit[at..end];
        if let Some(name) = self.index.get(written) {
            return Some((*name, end));
        }
        // Another way to write it, perhaps, which is learnt.
        let plain = unescaped(written, text.escaped)?;
        let name = *self.index.get(format!("\"{}\"", nfc(&plain)).as_str())?;
        if self.index.len() < WRITINGS * self.quoted.len() {
            self.index.insert(written.into(), name);
        }
        Some((name, end))
    }
}
