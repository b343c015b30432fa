//! Entries of at most sixteen bytes, known by how they were [written](super::written).

use super::texts::{MIX, slot};

/// Short entries, each with what it says.
pub(super) struct Short<T> {
    /// Three of four are free at least.
    slots: Box<[Slot<T>; ROOM]>,
    count: usize,
}

/// A text, its first byte lowest and ones after its last, and what it says.
#[derive(Clone, Copy)]
struct Slot<T> {
    text: u128,
    says: T,
}

/// How many slots there are. Nearly all entries stand in the first they may.
const ROOM: usize = 1 << 13;

/// How many slots an entry may stand in.
const TRIES: usize = 4;

/// No text: none begins with such a byte.
const NONE: u128 = 0xFF;

/// The longest entry.
pub(super) const LONGEST: usize = 16;

/// Of each length, the bits beyond. No text has such bytes.
static BEYOND: [u128; LONGEST + 1] = {
    let mut beyond = [u128::MAX; LONGEST + 1];
    let mut length = 1;
    while length <= LONGEST {
        beyond[length] = !(u128::MAX >> (128 - 8 * length));
        length += 1;
    }
    beyond
};

impl<T: Copy + Default> Short<T> {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self { slots: Box::new([Slot { text: NONE, says: T::default() }; ROOM]), count: 0 }
    }

    /// What an entry says that stands there, if it is known and where nearly all are. Near the end of a text none is.
    #[inline]
    pub(super) fn get(&self, bytes: &[u8], start: usize, length: usize) -> Option<&T> {
        let text = text(bytes, start, length)?;
        let slot = &self.slots[first(text) % ROOM];
        (slot.text == text).then_some(&slot.says)
    }

    /// The same wherever it is.
    pub(super) fn search(&self, bytes: &[u8], start: usize, length: usize) -> Option<&T> {
        let text = text(bytes, start, length)?;
        let mut slots = (0..TRIES).map(|at| &self.slots[(first(text) + at) % ROOM]);
        slots.find(|slot| slot.text == text).map(|slot| &slot.says)
    }

    /// Remembers what an entry says that stands there, if there is room.
    pub(super) fn learn(&mut self, bytes: &[u8], start: usize, length: usize, says: T) {
        let Some(text) = text(bytes, start, length) else { return };
        let free = (0..TRIES).map(|at| (first(text) + at) % ROOM).find(|at| self.slots[*at].text == NONE);
        if let Some(at) = free.filter(|_| self.count < ROOM / 4) {
            self.slots[at] = Slot { text, says };
            self.count += 1;
        }
    }
}

/// A text of some length.
#[inline]
fn text(bytes: &[u8], start: usize, length: usize) -> Option<u128> {
    let beyond = BEYOND.get(length)?;
    Some(u128::from_le_bytes(*bytes.get(start..)?.first_chunk()?) | beyond)
}

/// The first slot a text may stand in.
#[inline]
fn first(text: u128) -> usize {
    let word = |text: u128| u64::try_from(text & u128::from(u64::MAX)).unwrap_or_default();
    slot((word(text) ^ word(text >> 64).rotate_left(29)).wrapping_mul(MIX), 64 - ROOM.trailing_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_entries_are_known_whole() {
        let long = "\"1.10\":0.25,\"1.11\":0.75,\"1.12\":0.25";
        let entries: Vec<&str> = (1..=LONGEST + 1).map(|end| &long[..end]).chain(["\"OR.12\":0.75"]).collect();
        let mut table = Short::<usize>::new();
        for (number, entry) in entries.iter().enumerate() {
            table.learn(format!("{entry}{long}").as_bytes(), 0, entry.len(), number);
        }
        for (number, entry) in entries.iter().enumerate() {
            let search = |entry: &str, after: &str| {
                let text = format!("{{{entry}{after}");
                let found = table.search(text.as_bytes(), 1, entry.len()).copied();
                assert!(table.get(text.as_bytes(), 1, entry.len()).is_none_or(|says| Some(*says) == found));
                found
            };
            let known = (entry.len() <= LONGEST).then_some(number);
            assert_eq!(search(entry, long), known, "{entry}");
            assert_eq!(search(entry, ""), known.filter(|_| entry.len() == LONGEST), "{entry}");
            for other in [entry.replace('1', "2"), entry.replace('"', "'"), format!("{entry}\0")] {
                assert_eq!(search(&other, long), known.filter(|_| other == **entry), "{other}");
            }
        }
        assert_eq!(table.search(long.as_bytes(), 0, 0), None);
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        let mut table = Short::<usize>::new();
        let entry = |at: usize| format!("\"{at:05}\":0,        ");
        (0..10_000).for_each(|at| table.learn(entry(at).as_bytes(), 0, 9, at));
        let known = (0..10_000).filter(|at| table.search(entry(*at).as_bytes(), 0, 9) == Some(at)).count();
        assert_eq!((table.count, known), (ROOM / 4, ROOM / 4));
    }
}
