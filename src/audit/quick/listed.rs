//! Names listed in brackets: the members of a set, the elements of a point.

use super::row::Row;
use super::scan::{byte, text, utf8};
use super::texts::{Texts, is_plain};
use crate::audit::given::nfc;

/// The names a list may hold, in the order of the grid: at most 64.
pub(super) struct Names {
    plain: Texts,
    row: Row,
}

impl Names {
    /// The names of a list; `None` if there are more than 64, or some that are not written plainly.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Option<Self> {
        let names: Vec<&str> = names.collect();
        if names.len() > 64 || !names.iter().all(|name| is_plain(name)) {
            return None;
        }
        let row = Row::new(names.iter().copied());
        Some(Self { plain: Texts::new(names.into_iter()), row })
    }

    /// The first of the names from a number on that stands there in quotes, and where it ends. It may not be found near the end of a
    /// text.
    #[inline]
    pub(super) fn next(&self, bytes: &[u8], at: usize, from: usize) -> Option<(usize, usize)> {
        self.row.next(bytes, at, from..self.row.len())
    }

    /// Reads a list: where it ends, and which names are in it, one bit each. `None` if a name is unknown or listed twice.
    pub(super) fn read(&self, bytes: &[u8], at: usize) -> Option<(usize, u64)> {
        let mut at = byte(bytes, at, b'[')?;
        let mut met = 0_u64;
        if bytes.get(at) == Some(&b']') {
            return Some((at + 1, met));
        }
        loop {
            let (name, end) = self.name(bytes, at)?;
            if met >> name & 1 == 1 {
                return None;
            }
            met |= 1 << name;
            match bytes.get(end)? {
                b',' => at = end + 1,
                b']' => return Some((end + 1, met)),
                _ => return None,
            }
        }
    }

    /// The number of the name that stands there in quotes, and where it ends.
    pub(super) fn name(&self, bytes: &[u8], at: usize) -> Option<(usize, usize)> {
        let start = byte(bytes, at, b'"')?;
        let text = text(bytes, start)?;
        let number = self.plain.get(bytes, start, text.end).or_else(|| {
            let name = nfc(utf8(bytes, start..text.end)?);
            self.plain.get(name.as_bytes(), 0, name.len())
        })?;
        Some((number, text.end + 1))
    }
}
