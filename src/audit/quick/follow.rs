//! From the end of one value to the beginning of the next: commas, brackets, keys.

use super::places::{Kind, Places, Top};
use super::scan::{byte, first as lowest, literal, text, utf8, word};
use crate::audit::vocabulary::Vocabulary;

/// What followed a place the last time, if it is short.
#[derive(Clone)]
pub(super) struct Followed {
    /// The bytes, eight at a time; those beyond are zero.
    words: [u64; WORDS],
    /// The bytes of the last word that count.
    length: u8,
    opens: u8,
    place: u32,
}

/// The most bytes remembered between two values, and the words they take.
const LONGEST: usize = 8 * WORDS;
const WORDS: usize = 6;

impl Default for Followed {
    /// Nothing: no text holds such a byte.
    fn default() -> Self {
        Self { words: [0xFF, 0, 0, 0, 0, 0], length: 1, opens: 0, place: 0 }
    }
}

impl Followed {
    /// True if the same stands there. Near the end of a text it may be false though it does.
    #[inline]
    pub(super) fn is_at(&self, bytes: &[u8], at: usize) -> bool {
        let length = usize::from(self.length);
        let (whole, rest) = (length / 8, length % 8);
        let same = |number: usize, known: u64| word(bytes, at + 8 * number) == Some(known);
        let last = || word(bytes, at + 8 * whole).is_some_and(|word| lowest(word, rest) == self.words[whole]);
        self.words[..whole].iter().enumerate().all(|(number, known)| same(number, *known)) && (rest == 0 || last())
    }

    #[inline]
    pub(super) fn length(&self) -> usize {
        usize::from(self.length)
    }

    #[inline]
    pub(super) fn place(&self) -> usize {
        self.place as usize
    }

    /// The sections it opens, one bit each.
    #[inline]
    pub(super) fn opens(&self) -> u8 {
        self.opens
    }

    /// Remembers what follows.
    pub(super) fn learn(&mut self, bytes: &[u8], found: &Found) {
        if let (Ok(length), Ok(place)) = (u8::try_from(bytes.len()), u32::try_from(found.place))
            && bytes.len() < LONGEST
        {
            let mut padded = [0; LONGEST];
            padded[..bytes.len()].copy_from_slice(bytes);
            for (word, eight) in self.words.iter_mut().zip(padded.as_chunks().0) {
                *word = u64::from_le_bytes(*eight);
            }
            (self.length, self.place, self.opens) = (length, place, found.opens);
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
    bytes: &[u8],
    mut at: usize,
    from: usize,
) -> Option<Found> {
    let mut section = places.section(from);
    let mut opens = 0_u8;
    // Just after an opening bracket, where no comma stands.
    let mut first = from == Places::START || places.kind(from) == Kind::Opening;
    if from == Places::START {
        at = byte(bytes, at, b'{')?;
    }
    loop {
        match bytes.get(at)? {
            b'}' => {
                at += 1;
                first = false;
                if section.take().is_none() {
                    return Some(Found { place: Places::END, at, opens });
                }
                continue;
            }
            b',' if !first => at += 1,
            b'"' if first => {}
            _ => return None,
        }
        let start = byte(bytes, at, b'"')?;
        let quoted = text(bytes, start)?;
        // No key that must be escaped is known.
        let key = utf8(bytes, start..quoted.end).filter(|_| !quoted.escaped)?;
        at = byte(bytes, quoted.end + 1, b':')?;
        if let Some(section) = section {
            let place = places.in_section(names, section, key)?;
            return Some(Found { place, at, opens });
        }
        match places.top(key)? {
            Top::Place(place) => return Some(Found { place, at, opens }),
            Top::Section(opened) => {
                let bit = 1 << opened;
                if opens & bit != 0 {
                    return None;
                }
                opens |= bit;
                if bytes.get(at) == Some(&b'{') {
                    return Some(Found { place: places.opening(opened), at: at + 1, opens });
                }
                first = false;
                at = literal(bytes, at, b"null")?;
            }
        }
    }
}
