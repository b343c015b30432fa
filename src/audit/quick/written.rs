//! Entries known by how they were written: a key and its value say the same wherever they stand in a section.
//!
//! Archives repeat themselves: there are some hundred keys, and few values for each. What was read of an entry once is taken again where
//! the same bytes stand. Room for that is bounded, and so is the time it takes, whatever an archive holds.
#![allow(clippy::inline_always, reason = "compiled for the vectors of the processor")]

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, u8x64};

use super::ends::BLOCK;
use super::scan::word;
use super::texts::{MIX, slot};

/// Entries of up to [`LONGEST`] bytes, each with what it says.
pub(super) struct Written<const ROOM: usize> {
    /// The first line of the entry that may stand there; zero, which is none, in half of them at least.
    numbers: Box<[u16; ROOM]>,
    /// How many entries there are.
    count: usize,
    /// The lines of each follow each other. Before them one that is none's.
    lines: Vec<Line>,
}

/// What is fetched at once: the first bytes of an entry, then what it says; or the next bytes.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([u8; BLOCK]);

/// What an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Says {
    /// The number of its point or place.
    pub(super) of: u32,
    /// What its value means.
    pub(super) kind: u8,
    pub(super) value: u64,
}

/// The shortest entry known, of which a word can be taken.
const SHORTEST: usize = 8;

/// How many bytes stand in the first line.
const HEAD: usize = BLOCK - 16;

/// How many bytes of an entry are compared whether it is so long or not, which cannot be foreseen.
const NEAR: usize = HEAD + BLOCK;

/// The longest entry known.
const LONGEST: usize = 384;

/// How many places an entry may stand at.
const TRIES: usize = 4;

impl<const ROOM: usize> Written<ROOM> {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        const { assert!(ROOM.is_power_of_two() && ROOM / 2 * LONGEST.div_ceil(BLOCK) < u16::MAX as usize) };
        Self { numbers: Box::new([0; ROOM]), count: 0, lines: vec![Line([0; BLOCK])] }
    }

    /// What an entry says that stands there, if it is known. Near the end of a text none is.
    pub(super) fn get(&self, level: Level, bytes: &[u8], start: usize, end: usize) -> Option<Says> {
        dispatch!(level, simd => self.search(simd, bytes, start, end))
    }

    /// What entries say that follow each other from a place on and end at these, as long as they are known: how many.
    pub(super) fn get_all(&self, level: Level, bytes: &[u8], start: usize, ends: &[u32], into: &mut [Says]) -> usize {
        dispatch!(level, simd => self.search_all(simd, bytes, start, ends, into))
    }

    #[inline(always)]
    fn search<S: Simd>(&self, simd: S, bytes: &[u8], start: usize, end: usize) -> Option<Says> {
        let near: &[u8; NEAR] = bytes.get(start..)?.first_chunk()?;
        let text = bytes.get(start..end)?;
        let (first, length) = (Self::first(text)?, text.len());
        let (head, next) =
            (u8x64::load_array_ref(simd, near.first_chunk()?), u8x64::load_array_ref(simd, near.last_chunk()?));
        // The bytes that do not count, of both lines; of a short entry there is but one.
        let after_head = u64::MAX << length.min(HEAD);
        let after_next = u32::try_from(length.saturating_sub(HEAD)).ok().and_then(|count| u64::MAX.checked_shl(count));
        let more = usize::from(length > HEAD);
        for at in first..first + TRIES {
            let number = usize::from(self.numbers[at % ROOM]);
            let (line, other) = (self.lines.get(number)?, self.lines.get(number + more)?);
            let (says, of_length) = line.says();
            let same_head = head.simd_eq(u8x64::load_array_ref(simd, &line.0)).to_bitmask() | after_head;
            let same_next =
                next.simd_eq(u8x64::load_array_ref(simd, &other.0)).to_bitmask() | after_next.unwrap_or_default();
            if same_head & same_next == u64::MAX
                && of_length == length
                && (length <= NEAR || self.goes_on(number + 2, text))
            {
                return Some(says);
            }
            if number == 0 {
                break;
            }
        }
        None
    }

    #[inline(always)]
    fn search_all<S: Simd>(&self, simd: S, bytes: &[u8], mut start: usize, ends: &[u32], into: &mut [Says]) -> usize {
        let mut count = 0;
        while let (Some(end), Some(into)) = (ends.get(count), into.get_mut(count)) {
            let end = *end as usize;
            let Some(says) = self.search(simd, bytes, start, end) else { break };
            *into = says;
            (start, count) = (end + 1, count + 1);
        }
        count
    }

    /// True if a text ends as one that begins like it, whose third line is given.
    fn goes_on(&self, line: usize, text: &[u8]) -> bool {
        let rests = text.get(NEAR..).unwrap_or_default().chunks(BLOCK);
        rests.zip(self.lines.get(line..).unwrap_or_default()).all(|(rest, line)| line.0.starts_with(rest))
    }

    /// Remembers what an entry says, if there is room.
    pub(super) fn learn(&mut self, text: &[u8], says: Says) {
        let Some(first) = Self::first(text) else { return };
        let free = (first..first + TRIES).find(|at| self.numbers[at % ROOM] == 0);
        if let Some(at) = free
            && self.count + 1 < ROOM / 2
            && let Ok(number) = u16::try_from(self.lines.len())
        {
            let (head, rest) = text.split_at(text.len().min(HEAD));
            self.lines.push(Line::first(head, says, text.len()));
            self.lines.extend(rest.chunks(BLOCK).map(Line::new));
            self.count += 1;
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

impl Line {
    fn new(text: &[u8]) -> Self {
        Self(std::array::from_fn(|at| text.get(at).copied().unwrap_or_default()))
    }

    /// The first line of an entry of some length.
    fn first(head: &[u8], Says { of, kind, value }: Says, length: usize) -> Self {
        let mut line = Self::new(head);
        let length = u16::try_from(length).unwrap_or_default();
        let word = u64::from(of) | u64::from(kind) << 32 | u64::from(length) << 48;
        line.0[HEAD..HEAD + 8].copy_from_slice(&value.to_le_bytes());
        line.0[HEAD + 8..].copy_from_slice(&word.to_le_bytes());
        line
    }

    /// What an entry says, and how long it is.
    #[inline(always)]
    fn says(&self) -> (Says, usize) {
        let [.., value, word] = self.0.as_chunks().0 else { return (Says::default(), 0) };
        let word = u64::from_le_bytes(*word);
        let [_, _, _, _, kind, ..] = word.to_le_bytes();
        let of = u32::try_from(word & u64::from(u32::MAX)).unwrap_or_default();
        (Says { of, kind, value: u64::from_le_bytes(*value) }, usize::try_from(word >> 48).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(number: usize) -> Says {
        Says { of: u32::try_from(number).unwrap(), kind: 3, value: u64::MAX - number as u64 }
    }

    #[test]
    fn entries_are_known_whole() {
        let list = "\"1.1\":[\"réalisation\",\"téléphone\",\"accueil\",\"messagerie\",\"site.téléphonique.horaires\"]";
        let long = list.repeat(5);
        let entries: Vec<&str> = (1..=long.len()).filter_map(|end| long.get(..end)).chain(["\"1.12\":0.25,"]).collect();
        let mut table = Written::<4096>::new();
        for (number, entry) in entries.iter().enumerate() {
            table.learn(entry.as_bytes(), says(number));
        }
        for (number, entry) in entries.iter().enumerate() {
            let known = (SHORTEST..=LONGEST).contains(&entry.len()).then_some(says(number));
            for before in ["", "{", "été,"] {
                let get = |entry: &[u8], after: &str| {
                    let (text, start) = ([before.as_bytes(), entry, after.as_bytes()].concat(), before.len());
                    let [best, least] = [Level::new(), Level::baseline()]
                        .map(|level| table.get(level, &text, start, start + entry.len()));
                    assert_eq!(best, least);
                    best
                };
                assert_eq!(get(entry.as_bytes(), &long), known, "{entry}");
                assert_eq!(get(entry.as_bytes(), ""), known.filter(|_| entry.len() >= NEAR), "{entry}");
                let get = |entry: &[u8]| get(entry, &long);
                for more in [0, 0xFF] {
                    assert_eq!(get(&[entry.as_bytes(), &[more]].concat()), None, "{entry}");
                }
                for other in [entry.replace('é', "è"), entry.replace('1', "2"), entry.replace('"', "'")] {
                    assert_eq!(get(other.as_bytes()), known.filter(|_| other == **entry), "{other}");
                }
            }
        }
        assert_eq!(table.get(Level::new(), b"", 0, 0), None);
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        let mut table = Written::<64>::new();
        let entry = |at: usize| format!("\"{at:05}\":0");
        (0..1_000).for_each(|at| table.learn(entry(at).as_bytes(), says(at)));
        let text = |at: usize| entry(at) + &" ".repeat(NEAR);
        let get = |at: usize| table.get(Level::new(), text(at).as_bytes(), 0, 9);
        let known = (0..1_000).filter(|at| get(*at) == Some(says(*at))).count();
        assert_eq!((known, table.lines.len()), (31, 32));
    }
}
