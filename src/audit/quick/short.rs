//! Ratings of at most twelve bytes, known by how they were [written](super::written).

use super::scan::word;
use super::texts::slot;
use crate::audit::slots::RatingCell;
use crate::grid::PointId;

/// Short ratings, each with what it says.
pub(super) struct Short {
    /// Three of four are free at least.
    slots: Box<[Slot; ROOM]>,
    count: usize,
}

/// A text, zeros after its last byte: the first word, then four bytes, its length, and what it says, a cell and a point. All zeros where
/// there is none.
type Slot = [u64; 2];

/// The rating of a point, in three bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rated(u32);

/// A factor that spreads keys which differ in few digits.
const MIX: u64 = 0x517C_C1B7_2722_0A95;

/// How many slots there are. Nearly all ratings stand in the first they may.
const ROOM: usize = 1 << 13;

/// How many slots are fetched at once.
const LINE: usize = 4;

/// How many slots a rating may stand in.
const TRIES: usize = 4;

/// The longest rating.
pub(super) const LONGEST: usize = 12;

/// The bits beyond what a text and its length take.
const SAYS: u32 = 40;

/// The shortest.
const SHORTEST: usize = 2;

/// Of each length from the shortest on, the bytes of a text that count, and the length where a slot has it.
static COUNTED: [[u64; 4]; LONGEST - SHORTEST + 1] = {
    let mut counted = [[0; 4]; LONGEST - SHORTEST + 1];
    let mut byte = 0;
    while byte < LONGEST {
        let mut length = LONGEST;
        while length > byte && length >= SHORTEST {
            counted[length - SHORTEST][byte / 8] |= 0xFF << (8 * (byte % 8));
            counted[length - SHORTEST][2] = (length as u64) << 32;
            length -= 1;
        }
        byte += 1;
    }
    counted
};

impl Short {
    /// Nothing yet.
    #[allow(clippy::large_stack_arrays, reason = "made once a thread")]
    pub(super) fn new() -> Self {
        Self { slots: Box::new([[0; 2]; ROOM]), count: 0 }
    }

    /// What ratings say that follow each other from a place on and end at these, as long as they are known and stand where nearly all do:
    /// how many. Near the end of a text none is known.
    #[inline]
    pub(super) fn get_all(&self, bytes: &[u8], start: usize, ends: &[u32], into: &mut [Rated]) -> usize {
        let (Ok(mut start), mut count) = (u32::try_from(start), 0) else { return 0 };
        while let (Some(end), Some(into)) = (ends.get(count).copied(), into.get_mut(count)) {
            let Some((first, text)) = text(bytes, start as usize, (end - start) as usize) else { break };
            let [low, high] = self.slots[first % ROOM];
            if !is_same([low, high], text) {
                break;
            }
            *into = rated(high);
            (start, count) = (end + 1, count + 1);
        }
        count
    }

    /// What a rating says that stands there, wherever it is remembered.
    pub(super) fn search(&self, bytes: &[u8], start: usize, length: usize) -> Option<Rated> {
        let (first, text) = text(bytes, start, length)?;
        let slots = (first..first + TRIES).map(|at| self.slots[at % ROOM]);
        slots.into_iter().find(|slot| is_same(*slot, text)).map(|[_, high]| rated(high))
    }

    /// Remembers what a rating says that stands there, if there is room.
    pub(super) fn learn(&mut self, bytes: &[u8], start: usize, length: usize, says: Rated) {
        if let Some((first, [low, high])) = text(bytes, start, length)
            && let Some(at) = (first..first + TRIES).map(|at| at % ROOM).find(|at| self.slots[*at] == [0; 2])
            && self.count < ROOM / 4
        {
            self.slots[at] = [low, high | u64::from(says.0) << SAYS];
            self.count += 1;
        }
    }
}

/// A text of some length, as a slot would hold it that says nothing, and the first slot it may stand in. Its beginning tells the line,
/// its end the slot: so the few ratings of a point are fetched at once.
#[inline]
fn text(bytes: &[u8], start: usize, length: usize) -> Option<(usize, Slot)> {
    let text: &[u8; 16] = bytes.get(start..start + 16)?.first_chunk()?;
    let counted = COUNTED.get(length.wrapping_sub(SHORTEST))?;
    let low = word(text, 0)? & counted[0];
    let high = word(text, 8)? & counted[1] | counted[2];
    let line = slot((low << 8).wrapping_mul(MIX), 64 - (ROOM / LINE).trailing_zeros());
    let end = text[(length - 1) % 16] ^ text[(length - 2) % 16] >> 2;
    Some((line * LINE + usize::from(end) % LINE, [low, high]))
}

/// True if a slot holds a text.
#[inline]
fn is_same([low, high]: Slot, text: Slot) -> bool {
    (low ^ text[0]) | (high ^ text[1]) << (64 - SAYS) == 0
}

/// What the second word of a slot says.
#[inline]
fn rated(high: u64) -> Rated {
    Rated(u32::try_from(high >> SAYS).unwrap_or_default())
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

    /// What a rating says, if it stands where nearly all do.
    fn get(table: &Short, bytes: &[u8], start: usize, length: usize) -> Option<Rated> {
        let (mut into, end) = ([Rated::default()], u32::try_from(start + length).unwrap());
        (table.get_all(bytes, start, &[end], &mut into) == 1).then_some(into[0])
    }

    #[test]
    fn short_ratings_are_known_whole() {
        let long = "\"1.10\":0.25,\"1.11\":0.75,\"1.12\":0.25";
        let entries: Vec<&str> =
            (2..=LONGEST + 1).map(|length| &long[length..][..length]).chain(["\"OR.12\":0.5"]).collect();
        let says = |number: usize| Rated::new(PointId(1_000 + number), RatingCell::level(number).unwrap()).unwrap();
        let mut table = Short::new();
        for (number, entry) in entries.iter().enumerate() {
            table.learn(format!("{entry}{long}").as_bytes(), 0, entry.len(), says(number));
        }
        for (number, entry) in entries.iter().enumerate() {
            let search = |entry: &[u8], after: &str| {
                let text = [b"{", entry, after.as_bytes()].concat();
                let found = table.search(&text, 1, entry.len());
                assert!(get(&table, &text, 1, entry.len()).is_none_or(|says| Some(says) == found));
                found
            };
            let known = (entry.len() <= LONGEST).then_some(says(number));
            assert_eq!(search(entry.as_bytes(), long), known, "{entry}");
            assert_eq!(search(entry.as_bytes(), ""), None, "{entry}");
            for more in [0, 0xFF] {
                assert_eq!(search(&[entry.as_bytes(), &[more]].concat(), long), None, "{entry}");
            }
            for other in [entry.replace('1', "2"), entry.replace('"', "'")] {
                assert_eq!(search(other.as_bytes(), long), known.filter(|_| other == **entry), "{other}");
            }
        }
        for length in 0..2 {
            assert_eq!(table.search(long.as_bytes(), 0, length), None);
        }
    }

    #[test]
    fn the_usual_ratings_of_a_point_share_a_line() {
        let (mut table, says) = (Short::new(), Rated(7));
        let entry = |id: &str, rating: &str| format!("\"{id}\":{rating},        ");
        for id in ["1.10", "OR.12"] {
            for rating in ["0", "0.25", "0.75", "1"] {
                let entry = entry(id, rating);
                let length = entry.trim_end().len() - 1;
                table.learn(entry.as_bytes(), 0, length, says);
                assert_eq!(get(&table, entry.as_bytes(), 0, length), Some(says));
            }
        }
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
