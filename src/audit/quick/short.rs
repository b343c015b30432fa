//! Ratings of at most sixteen bytes, known by how they were [written](super::written).

use super::scan::word;
use super::texts::{MIX, slot};
use crate::audit::slots::RatingCell;
use crate::grid::PointId;

/// Short ratings, each with what it says.
pub(super) struct Short {
    /// Three of four are free at least.
    slots: Box<[Slot; ROOM]>,
    count: usize,
}

/// A text of some length, zeros after its last byte, and what it says. All zeros where there is none.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(align(32))]
struct Slot {
    text: [u64; 2],
    length: u32,
    says: Rated,
}

/// The rating of a point, in three bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rated(u32);

/// How many slots there are. Nearly all ratings stand in the first they may.
const ROOM: usize = 1 << 13;

/// How many slots a rating may stand in.
const TRIES: usize = 4;

/// The longest rating.
pub(super) const LONGEST: usize = 16;

/// Of each length from one on, the bytes of a text that count.
static COUNTED: [[u64; 2]; LONGEST] = {
    let mut counted = [[0; 2]; LONGEST];
    let mut byte = 0;
    while byte < LONGEST {
        let mut longer = byte;
        while longer < LONGEST {
            counted[longer][byte / 8] |= 0xFF << (8 * (byte % 8));
            longer += 1;
        }
        byte += 1;
    }
    counted
};

impl Short {
    /// Nothing yet.
    #[allow(clippy::large_stack_arrays, reason = "made once a thread")]
    pub(super) fn new() -> Self {
        Self { slots: Box::new([Slot { text: [0; 2], length: 0, says: Rated(0) }; ROOM]), count: 0 }
    }

    /// What a rating says that stands there, if it is known and where nearly all are. Near the end of a text none is.
    #[inline]
    pub(super) fn get(&self, bytes: &[u8], start: usize, length: usize) -> Option<Rated> {
        let (first, text) = text(bytes, start, length)?;
        let slot = &self.slots[first % ROOM];
        slot.holds(text, length).then_some(slot.says)
    }

    /// The same wherever it is.
    pub(super) fn search(&self, bytes: &[u8], start: usize, length: usize) -> Option<Rated> {
        let (first, text) = text(bytes, start, length)?;
        let mut slots = (first..first + TRIES).map(|at| &self.slots[at % ROOM]);
        slots.find(|slot| slot.holds(text, length)).map(|slot| slot.says)
    }

    /// Remembers what a rating says that stands there, if there is room.
    pub(super) fn learn(&mut self, bytes: &[u8], start: usize, length: usize, says: Rated) {
        if let Some((first, text)) = text(bytes, start, length)
            && let Some(at) = (first..first + TRIES).map(|at| at % ROOM).find(|at| self.slots[*at].length == 0)
            && let Ok(length) = u32::try_from(length)
            && self.count < ROOM / 4
        {
            self.slots[at] = Slot { text, length, says };
            self.count += 1;
        }
    }
}

/// A text of some length, as a slot would hold it, and the first slot it may stand in.
#[inline]
fn text(bytes: &[u8], start: usize, length: usize) -> Option<(usize, [u64; 2])> {
    let text: &[u8; 16] = bytes.get(start..start + 16)?.first_chunk()?;
    let [low, high] = COUNTED.get(length.wrapping_sub(1))?;
    let (low, high) = (word(text, 0)? & low, word(text, 8)? & high);
    Some((slot((low ^ high.rotate_left(29)).wrapping_mul(MIX), 64 - ROOM.trailing_zeros()), [low, high]))
}

impl Slot {
    /// True if it holds a text.
    #[inline]
    fn holds(&self, [low, high]: [u64; 2], length: usize) -> bool {
        (low ^ self.text[0]) | (high ^ self.text[1]) | (length as u64 ^ u64::from(self.length)) == 0
    }
}

impl Rated {
    /// The rating of a point, if both are small.
    pub(super) fn new(point: PointId, cell: RatingCell) -> Option<Self> {
        Some(Self(u32::from(u16::try_from(point.0).ok()?) << 8 | u32::from(cell.as_byte()?)))
    }

    /// The point, and its rating.
    #[inline]
    pub(super) fn get(self) -> (PointId, RatingCell) {
        let [cell, ..] = self.0.to_le_bytes();
        (PointId((self.0 >> 8) as usize), RatingCell::of_byte(cell))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ratings_are_known_whole() {
        let long = "\"1.10\":0.25,\"1.11\":0.75,\"1.12\":0.25";
        let entries: Vec<&str> =
            (1..=LONGEST + 1).map(|length| &long[length..][..length]).chain(["\"OR.12\":0.5"]).collect();
        let says = |number: usize| Rated::new(PointId(1_000 + number), RatingCell::level(number).unwrap()).unwrap();
        let mut table = Short::new();
        for (number, entry) in entries.iter().enumerate() {
            table.learn(format!("{entry}{long}").as_bytes(), 0, entry.len(), says(number));
        }
        for (number, entry) in entries.iter().enumerate() {
            let search = |entry: &[u8], after: &str| {
                let text = [b"{", entry, after.as_bytes()].concat();
                let found = table.search(&text, 1, entry.len());
                assert!(table.get(&text, 1, entry.len()).is_none_or(|says| Some(says) == found));
                found
            };
            let known = (entry.len() <= LONGEST).then_some(says(number));
            assert_eq!(search(entry.as_bytes(), long), known, "{entry}");
            assert_eq!(search(entry.as_bytes(), ""), known.filter(|_| entry.len() == LONGEST), "{entry}");
            for more in [0, 0xFF] {
                assert_eq!(search(&[entry.as_bytes(), &[more]].concat(), long), None, "{entry}");
            }
            for other in [entry.replace('1', "2"), entry.replace('"', "'")] {
                assert_eq!(search(other.as_bytes(), long), known.filter(|_| other == **entry), "{other}");
            }
        }
        assert_eq!(table.search(long.as_bytes(), 0, 0), None);
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        let mut table = Short::new();
        let entry = |at: u32| format!("\"{at:05}\":0,        ");
        (0..10_000).for_each(|at| table.learn(entry(at).as_bytes(), 0, 9, Rated(at)));
        let known = (0..10_000).filter(|at| table.search(entry(*at).as_bytes(), 0, 9) == Some(Rated(*at)));
        assert_eq!((table.count, known.count()), (ROOM / 4, ROOM / 4));
    }
}
