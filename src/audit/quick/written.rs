//! Entries known by how they were written: a key, its value and what ends it say the same wherever they stand in a section.
//!
//! Archives repeat themselves: there are some hundred keys, and few values for each. What was read of an entry once is taken again where
//! the same bytes stand. Room for that is bounded, and so is the time it takes, whatever an archive holds.

use wide::u8x16;

use super::scan::word;
use super::texts::{MIX, slot};

/// Entries of at most 16 bytes a lane, each with what it says.
pub(super) struct Written<T, const LANES: usize, const ROOM: usize> {
    /// The number of the entry that may stand there; zero, which is none, in three of four at least.
    numbers: Box<[u16; ROOM]>,
    entries: Vec<Entry<T, LANES>>,
}

struct Entry<T, const LANES: usize> {
    text: [u8x16; LANES],
    length: usize,
    says: T,
}

/// The bytes an entry is compared by.
type Lanes<const LANES: usize> = [[u8; 16]; LANES];

/// The shortest entry known, of which a word can be taken.
const SHORTEST: usize = 8;

/// The longest.
const LONGEST: usize = 128;

/// How many places an entry may stand at.
const TRIES: usize = 4;

/// From its middle less a length on, which bytes of a text of that length count.
static COUNTED: [u8; 2 * LONGEST] = {
    let mut counted = [0; 2 * LONGEST];
    let mut at = 0;
    while at < LONGEST {
        counted[at] = 0xFF;
        at += 1;
    }
    counted
};

/// The bytes from a place on, if there are as many as the lanes hold.
#[inline]
fn lanes<const LANES: usize>(bytes: &[u8], at: usize) -> Option<&Lanes<LANES>> {
    bytes.get(at..)?.as_chunks().0.first_chunk()
}

impl<T: Copy + Default, const LANES: usize, const ROOM: usize> Written<T, LANES, ROOM> {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        const { assert!(ROOM.is_power_of_two() && ROOM / 4 < u16::MAX as usize && 16 * LANES <= LONGEST) };
        let none = Entry { text: [u8x16::splat(0); LANES], length: 0, says: T::default() };
        Self { numbers: Box::new([0; ROOM]), entries: vec![none] }
    }

    /// What an entry says that stands there, if it is known. Near the end of a text none is.
    #[inline]
    pub(super) fn get(&self, bytes: &[u8], start: usize, length: usize) -> Option<T> {
        let (text, counted) = Self::lanes(bytes, start, length)?;
        let first = Self::first(bytes, start, length)?;
        for at in first..first + TRIES {
            let entry = self.entries.get(usize::from(self.numbers[at % ROOM]))?;
            let mut differs = u8x16::splat(0);
            for lane in 0..LANES {
                differs |= (u8x16::new(text[lane]) ^ entry.text[lane]) & u8x16::new(counted[lane]);
            }
            if entry.length == length && differs.simd_eq(u8x16::splat(0)).to_bitmask() == 0xFFFF {
                return Some(entry.says);
            }
            if entry.length == 0 {
                return None;
            }
        }
        None
    }

    /// Remembers what an entry says that stands there, if there is room.
    pub(super) fn learn(&mut self, bytes: &[u8], start: usize, length: usize, says: T) {
        let Some((text, counted)) = Self::lanes(bytes, start, length) else { return };
        let Some(first) = Self::first(bytes, start, length) else { return };
        let free = (first..first + TRIES).find(|at| self.numbers[at % ROOM] == 0);
        // There are few ways to write an entry without blanks and escapes, and many with: these leave half the room to the others.
        let is_plain = !bytes[start..start + length].iter().any(|byte| *byte <= b' ' || *byte == b'\\');
        let room = if is_plain { ROOM / 4 } else { ROOM / 8 };
        if let Some(at) = free
            && self.entries.len() < room
            && let Ok(number) = u16::try_from(self.entries.len())
        {
            let text = std::array::from_fn(|lane| u8x16::new(text[lane]) & u8x16::new(counted[lane]));
            self.entries.push(Entry { text, length, says });
            self.numbers[at % ROOM] = number;
        }
    }

    /// What stands there, and which bytes of it count.
    #[inline]
    fn lanes(bytes: &[u8], start: usize, length: usize) -> Option<(&Lanes<LANES>, &Lanes<LANES>)> {
        if length > 16 * LANES {
            return None;
        }
        Some((lanes(bytes, start)?, lanes(&COUNTED, LONGEST.checked_sub(length)?)?))
    }

    /// The first place an entry may stand at: its beginning, its middle and its end tell.
    #[inline]
    fn first(bytes: &[u8], start: usize, length: usize) -> Option<usize> {
        let last = length.checked_sub(SHORTEST)?;
        let mut mixed = word(bytes, start)? ^ word(bytes, start + last)?.rotate_left(29) ^ length as u64;
        if LANES > 2 {
            mixed ^= word(bytes, start + last / 2)?.rotate_left(11);
        }
        Some(slot(mixed.wrapping_mul(MIX), 64 - ROOM.trailing_zeros()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_known_whole() {
        let room = " ".repeat(LONGEST);
        let long = "\"1.1\":[\"réalisation\",\"téléphone\",\"accueil\",\"messagerie\",\"site.téléphonique.horaires\"]";
        let entries: Vec<&str> = (1..=long.len()).filter_map(|end| long.get(..end)).chain(["\"1.12\":0.25,"]).collect();
        let mut table = Written::<usize, 6, 1024>::new();
        for (number, entry) in entries.iter().enumerate() {
            table.learn(format!("{entry}{room}").as_bytes(), 0, entry.len(), number);
        }
        for (number, entry) in entries.iter().enumerate() {
            let known = (SHORTEST..=96).contains(&entry.len()).then_some(number);
            for before in ["", "{", "été,"] {
                let get = |entry: &str, room: &str| {
                    table.get(format!("{before}{entry}{room}").as_bytes(), before.len(), entry.len())
                };
                assert_eq!(get(entry, &room), known, "{entry}");
                assert_eq!(get(entry, ""), known.filter(|_| entry.len() == 96), "{entry}");
                for other in [entry.replace('é', "è"), entry.replace('1', "2"), entry.replace('"', "'")] {
                    assert_eq!(get(&other, &room), known.filter(|_| other == **entry), "{other}");
                }
            }
        }
        assert_eq!(table.get(b"", 0, 0), None);
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        let mut table = Written::<usize, 1, 64>::new();
        let entry = |at: usize| format!("\"{at:05}\":0,      ");
        (0..1_000).for_each(|at| table.learn(entry(at).as_bytes(), 0, 10, at));
        let known = (0..1_000).filter(|at| table.get(entry(*at).as_bytes(), 0, 10) == Some(*at)).count();
        assert_eq!((known, table.entries.len()), (15, 16));
    }
}
