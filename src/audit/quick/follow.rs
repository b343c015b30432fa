//! From the end of one value to the beginning of the next: commas, brackets, keys.

use std::borrow::Cow;

use super::places::{Places, Top};
use super::scan::{blanks, literal, text};
use crate::audit::vocabulary::Vocabulary;

/// What followed a place the last time, if it is short.
#[derive(Clone)]
pub(super) struct Followed {
    bytes: [u8; LONGEST],
    length: u8,
    opens: u8,
    place: u32,
}

/// The most bytes remembered between two values.
const LONGEST: usize = 42;

impl Default for Followed {
    /// Nothing: no text holds such a byte.
    fn default() -> Self {
        Self { bytes: [0xFF; LONGEST], length: 1, opens: 0, place: 0 }
    }
}

impl Followed {
    /// True if the same stands there.
    pub(super) fn is_at(&self, bytes: &[u8], at: usize) -> bool {
        let known = &self.bytes[..usize::from(self.length)];
        bytes.get(at..at + known.len()) == Some(known)
    }

    pub(super) fn length(&self) -> usize {
        usize::from(self.length)
    }

    pub(super) fn place(&self) -> usize {
        self.place as usize
    }

    /// The sections it opens, one bit each.
    pub(super) fn opens(&self) -> u8 {
        self.opens
    }

    /// Remembers what follows.
    pub(super) fn learn(&mut self, bytes: &[u8], found: &Found) {
        if let (Some(known), Ok(place)) = (self.bytes.get_mut(..bytes.len()), u32::try_from(found.place)) {
            known.copy_from_slice(bytes);
            // It fits: there are no more bytes than are remembered.
            self.length = u8::try_from(bytes.len()).unwrap_or(0);
            self.place = place;
            self.opens = found.opens;
        }
    }
}

/// Where the next value is.
pub(super) struct Found {
    pub(super) place: usize,
    /// Where it begins, or the end.
    pub(super) at: usize,
    /// The sections opened on the way, one bit each.
    pub(super) opens: u8,
}

/// Goes from the end of the value at a place to the beginning of the next, or to the end of the audit.
pub(super) fn follow(
    places: &mut Places,
    names: &Vocabulary,
    audit: &str,
    mut at: usize,
    from: usize,
) -> Option<Found> {
    let bytes = audit.as_bytes();
    let mut section = places.section(from);
    let mut opens = 0_u8;
    // Just after an opening bracket, where no comma stands.
    let mut first = from == Places::START;
    if first {
        at = literal(bytes, at, b"{")?;
    }
    loop {
        at = blanks(bytes, at);
        match bytes.get(at)? {
            b'}' => {
                at += 1;
                first = false;
                if section.take().is_none() {
                    return Some(Found { place: Places::END, at, opens });
                }
                continue;
            }
            b',' if !first => at = blanks(bytes, at + 1),
            b'"' if first => {}
            _ => return None,
        }
        at = literal(bytes, at, b"\"")?;
        let quoted = text(bytes, at)?;
        let key = unescaped(&audit[at - 1..=quoted.end], quoted.escaped)?;
        at = blanks(bytes, quoted.end + 1);
        at = blanks(bytes, literal(bytes, at, b":")?);
        if let Some(section) = section {
            return Some(Found { place: places.in_section(names, section, &key)?, at, opens });
        }
        match places.top(&key)? {
            Top::Place(place) => return Some(Found { place, at, opens }),
            Top::Section(opened) => {
                let bit = 1 << opened;
                if opens & bit != 0 {
                    return None;
                }
                opens |= bit;
                first = bytes.get(at) == Some(&b'{');
                if first {
                    section = Some(opened);
                    at += 1;
                } else {
                    at = literal(bytes, at, b"null")?;
                }
            }
        }
    }
}

/// What a string in quotes says.
pub(super) fn unescaped(quoted: &str, escaped: bool) -> Option<Cow<'_, str>> {
    if escaped {
        serde_json::from_str(quoted).ok().map(Cow::Owned)
    } else {
        quoted.get(1..quoted.len().checked_sub(1)?).map(Cow::Borrowed)
    }
}
