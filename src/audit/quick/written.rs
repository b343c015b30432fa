//! Entries known by how they were written: a key and its value say the same wherever they stand in a section.
//!
//! Archives repeat themselves: there are some hundred keys, and few values for each. What was read of an entry once is taken again where
//! the same bytes stand. Room for that is bounded, and so is the time it takes, whatever an archive holds.
#![allow(clippy::inline_always, reason = "compiled for the vectors of the processor")]

use fearless_simd::prelude::*;
use fearless_simd::{u8x32, u8x64};

use super::ends::BLOCK;
use super::scan::word;
use super::texts::{MIX, slot};

/// Entries of up to [`LONGEST`] bytes, each with what it says.
pub(super) struct Written<T, const ROOM: usize> {
    /// The number of the entry that may stand there; zero, which is none, in three of four at least.
    numbers: Box<[u16; ROOM]>,
    entries: Vec<Entry<T>>,
    /// The ends of the longest, none first.
    rests: Vec<Box<[u8]>>,
}

/// An entry. What is looked at of most of them is fetched at once.
#[repr(C, align(64))]
struct Entry<T> {
    start: [u8; BLOCK],
    /// What follows, up to [`NEAR`] bytes.
    next: [u8; NEAR - BLOCK],
    says: T,
    length: u32,
    /// The number of what stands after these.
    rest: u32,
}

/// The shortest entry known, of which a word can be taken.
const SHORTEST: usize = 8;

/// How many bytes of an entry are compared whether it is so long or not, which cannot be foreseen.
const NEAR: usize = 96;

/// The longest entry known.
const LONGEST: usize = 384;

/// How many places an entry may stand at.
const TRIES: usize = 4;

/// No text has such a byte: it stands in for those beyond its end.
const NONE: u8 = 0xFF;

/// From its middle less a length on, the bytes beyond that length.
static BEYOND: [u8; 2 * BLOCK] = {
    let mut beyond = [NONE; 2 * BLOCK];
    let mut at = 0;
    while at < BLOCK {
        beyond[at] = 0;
        at += 1;
    }
    beyond
};

/// The bytes of a block beyond so many.
#[inline(always)]
fn beyond<const LENGTH: usize>(count: usize) -> Option<&'static [u8; LENGTH]> {
    BEYOND.get(BLOCK - count.min(BLOCK)..)?.first_chunk()
}

impl<T: Copy + Default, const ROOM: usize> Written<T, ROOM> {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        const { assert!(ROOM.is_power_of_two() && ROOM / 4 < u16::MAX as usize) };
        Self {
            numbers: Box::new([0; ROOM]),
            entries: vec![Entry::new(b"", T::default(), 0)],
            rests: vec![Box::default()],
        }
    }

    /// What an entry says that stands there, if it is known. Near the end of a text none is.
    #[inline(always)]
    pub(super) fn get<S: Simd>(&self, simd: S, bytes: &[u8], start: usize, end: usize) -> Option<&T> {
        let near = bytes.get(start..)?.first_chunk()?;
        let text = bytes.get(start..end)?;
        let first = Self::first(text)?;
        for at in first..first + TRIES {
            let number = self.numbers[at % ROOM];
            let entry = self.entries.get(usize::from(number))?;
            // Of a shorter one what is compared shows where it ends.
            if entry.begins(simd, near, text.len()) && (text.len() < NEAR || self.goes_on(entry, text)) {
                return Some(&entry.says);
            }
            if number == 0 {
                break;
            }
        }
        None
    }

    /// True if a text goes on and ends like an entry that begins like it.
    fn goes_on(&self, entry: &Entry<T>, text: &[u8]) -> bool {
        let rest = self.rests.get(entry.rest as usize).map(AsRef::as_ref);
        entry.length as usize == text.len() && rest == text.get(NEAR..)
    }

    /// Remembers what an entry says, if there is room.
    pub(super) fn learn(&mut self, text: &[u8], says: T) {
        let Some(first) = Self::first(text) else { return };
        let free = (first..first + TRIES).find(|at| self.numbers[at % ROOM] == 0);
        if let Some(at) = free
            && self.entries.len() < ROOM / 4
            && let Ok(number) = u16::try_from(self.entries.len())
        {
            let rest = text.get(NEAR..).filter(|rest| !rest.is_empty());
            let of_rest = rest.map_or(0, |_| self.rests.len());
            self.rests.extend(rest.map(Into::into));
            self.entries.push(Entry::new(text, says, of_rest));
            self.numbers[at % ROOM] = number;
        }
    }

    /// The first place an entry may stand at: its beginning, its middle and its end tell.
    #[inline(always)]
    fn first(text: &[u8]) -> Option<usize> {
        let last = text.len().checked_sub(SHORTEST).filter(|_| text.len() <= LONGEST)?;
        let mixed = word(text, 0)? ^ word(text, last / 2)?.rotate_left(11) ^ word(text, last)?.rotate_left(29);
        Some(slot((mixed ^ text.len() as u64).wrapping_mul(MIX), 64 - ROOM.trailing_zeros()))
    }
}

impl<T> Entry<T> {
    fn new(text: &[u8], says: T, rest: usize) -> Self {
        let byte = |at: usize| text.get(at).copied().unwrap_or(NONE);
        let small = |number: usize| u32::try_from(number).unwrap_or_default();
        Self {
            start: std::array::from_fn(byte),
            next: std::array::from_fn(|at| byte(BLOCK + at)),
            says,
            length: small(text.len()),
            rest: small(rest),
        }
    }

    /// True if a text of some length begins like it, as it stands with what comes after it.
    #[inline(always)]
    fn begins<S: Simd>(&self, simd: S, near: &[u8; NEAR], length: usize) -> bool {
        let (start, next) = near.split_at(BLOCK);
        let (Some(start), Some(next)) = (start.first_chunk(), next.first_chunk()) else { return false };
        let (Some(past), Some(far)) = (beyond(length), beyond(length.saturating_sub(BLOCK))) else { return false };
        let start = u8x64::load_array_ref(simd, start) | u8x64::load_array_ref(simd, past);
        let next = u8x32::load_array_ref(simd, next) | u8x32::load_array_ref(simd, far);
        start.simd_eq(u8x64::load_array_ref(simd, &self.start)).all_true()
            && next.simd_eq(u8x32::load_array_ref(simd, &self.next)).all_true()
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::{Level, dispatch};

    use super::*;

    #[test]
    fn entries_are_known_whole() {
        let list = "\"1.1\":[\"réalisation\",\"téléphone\",\"accueil\",\"messagerie\",\"site.téléphonique.horaires\"]";
        let long = list.repeat(5);
        let entries: Vec<&str> = (1..=long.len()).filter_map(|end| long.get(..end)).chain(["\"1.12\":0.25,"]).collect();
        let mut table = Written::<usize, 4096>::new();
        for (number, entry) in entries.iter().enumerate() {
            table.learn(entry.as_bytes(), number);
        }
        for (number, entry) in entries.iter().enumerate() {
            let known = (SHORTEST..=LONGEST).contains(&entry.len()).then_some(number);
            for before in ["", "{", "été,"] {
                let get = |entry: &str, after: &str| {
                    let (text, start) = (format!("{before}{entry}{after}"), before.len());
                    let [best, least] = [Level::new(), Level::baseline()].map(|level| {
                        dispatch!(level, simd => table.get(simd, text.as_bytes(), start, start + entry.len()).copied())
                    });
                    assert_eq!(best, least);
                    best
                };
                assert_eq!(get(entry, &long), known, "{entry}");
                assert_eq!(get(entry, ""), known.filter(|_| entry.len() >= NEAR), "{entry}");
                let get = |entry: &str| get(entry, &long);
                let more = format!("{entry}\0");
                for other in [entry.replace('é', "è"), entry.replace('1', "2"), entry.replace('"', "'"), more] {
                    assert_eq!(get(&other), known.filter(|_| other == **entry), "{other}");
                }
            }
        }
        assert_eq!(dispatch!(Level::new(), simd => table.get(simd, b"", 0, 0)), None);
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        let mut table = Written::<usize, 64>::new();
        let entry = |at: usize| format!("\"{at:05}\":0");
        (0..1_000).for_each(|at| table.learn(entry(at).as_bytes(), at));
        let text = |at: usize| entry(at) + &" ".repeat(NEAR);
        let get = |at: usize| dispatch!(Level::new(), simd => table.get(simd, text(at).as_bytes(), 0, 9).copied());
        let known = (0..1_000).filter(|at| get(*at) == Some(*at)).count();
        assert_eq!((known, table.entries.len()), (15, 16));
    }
}
