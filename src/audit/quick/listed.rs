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
    quoted: Vec<Box<str>>,
    /// The place of each, by how it was written.
    index: HashMap<Box<str>, usize, RandomState>,
}

impl Names {
    /// The names of a list; `None` if there are more than 64, or some that are not written plainly.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Option<Self> {
        let quoted: Vec<Box<str>> = names.map(|name| format!("\"{name}\"").into()).collect();
        let plain = |name: &str| !name[1..name.len() - 1].contains(['"', '\\']) && !name.contains(char::is_control);
        let index = quoted.iter().enumerate().map(|(at, name)| (name.clone(), at)).collect();
        (quoted.len() <= 64 && quoted.iter().all(|name| plain(name))).then_some(Self { quoted, index })
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
        let rest = &audit.as_bytes()[at..];
        let likely = self.quoted.iter().enumerate().skip(expected).take(4);
        for (name, quoted) in likely {
            if rest.starts_with(quoted.as_bytes()) {
                return Some((name, at + quoted.len()));
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
