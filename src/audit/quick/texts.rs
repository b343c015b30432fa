//! Texts written plainly, found by their bytes.

use super::scan::word;

/// A factor whose product with a word depends, in its high bits, on all bytes of the word.
pub(super) const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// True if a text is written in JSON as it is.
pub(super) fn is_plain(text: &str) -> bool {
    !text.contains(['"', '\\']) && !text.contains(char::is_control)
}

/// The slot a product leads to. There are never 2³² slots.
#[inline]
pub(super) fn slot(product: u64, shift: u32) -> usize {
    usize::try_from(product >> shift).unwrap_or_default()
}

/// How many bytes of a text are compared as words.
const LONGEST: usize = 32;

/// The last bytes before a place; zeros where the text has none.
#[inline]
pub(super) fn ending(bytes: &[u8], end: usize) -> [u8; LONGEST] {
    let whole = end.checked_sub(LONGEST).and_then(|start| bytes.get(start..)?.first_chunk().copied());
    whole.unwrap_or_else(|| {
        let mut padded = [0; LONGEST];
        let before = bytes.get(..end).unwrap_or_default().iter().rev();
        padded.iter_mut().rev().zip(before).for_each(|(into, from)| *into = *from);
        padded
    })
}

/// An ending as words.
type Ending = [u64; LONGEST / 8];

/// Texts of any length, each with its number; they follow each other from zero.
pub(super) struct Texts {
    slots: Vec<Slot>,
    shift: u32,
    /// What stands before the ending of each text.
    rests: Vec<Box<[u8]>>,
}

/// Where a text may stand in the table, or one of the next.
#[derive(Clone, Copy)]
struct Slot {
    ending: Ending,
    /// [`EMPTY`] where there is none.
    length: usize,
    number: usize,
}

const EMPTY: usize = usize::MAX;

/// Which bits of an ending count, by the length of a text.
const COUNTED: [Ending; LONGEST + 1] = {
    let mut masks = [[0; LONGEST / 8]; LONGEST + 1];
    let mut length = 0;
    while length <= LONGEST {
        let mut byte = LONGEST - length;
        while byte < LONGEST {
            masks[length][byte / 8] |= 0xFF << (8 * (byte % 8));
            byte += 1;
        }
        length += 1;
    }
    masks
};

/// An ending as words, of which only these bits count.
#[inline]
fn words(ending: &[u8; LONGEST], counted: &Ending) -> Ending {
    // Written out: loops over four are not always unrolled.
    let word = |at: usize| word(ending, 8 * at).unwrap_or_default() & counted[at];
    [word(0), word(1), word(2), word(3)]
}

impl Texts {
    /// The texts, by their numbers. Of two alike, the first is found.
    pub(super) fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let texts: Vec<&[u8]> = texts.map(str::as_bytes).collect();
        let count = (4 * texts.len()).next_power_of_two().max(4);
        let slots = vec![Slot { ending: Ending::default(), length: EMPTY, number: 0 }; count];
        let rests = texts.iter().map(|text| text[..text.len().saturating_sub(LONGEST)].into()).collect();
        let mut new = Self { slots, shift: 64 - count.trailing_zeros(), rests };
        for (number, text) in texts.into_iter().enumerate() {
            let length = text.len();
            let ending = words(&ending(text, length), &COUNTED[LONGEST]);
            let mut at = new.first_slot(&ending, length);
            while new.slots[at].length != EMPTY {
                at = (at + 1) & (count - 1);
            }
            new.slots[at] = Slot { ending, length, number };
        }
        new
    }

    /// The number of the text that stands from a place to another.
    #[inline]
    pub(super) fn get(&self, bytes: &[u8], start: usize, end: usize) -> Option<usize> {
        let length = end.checked_sub(start)?;
        let ending = words(&ending(bytes, end), &COUNTED[length.min(LONGEST)]);
        let mut at = self.first_slot(&ending, length);
        loop {
            let slot = self.slots.get(at)?;
            if slot.ending == ending
                && slot.length == length
                && (length <= LONGEST || bytes[start..end - LONGEST] == *self.rests[slot.number])
            {
                return Some(slot.number);
            }
            if slot.length == EMPTY {
                return None;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    #[inline]
    fn first_slot(&self, [.., low, high]: &Ending, length: usize) -> usize {
        slot((high ^ low.rotate_left(29) ^ length as u64).wrapping_mul(MIX), self.shift)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_the_last_bytes() {
        let text: Vec<u8> = (1..=100).collect();
        for end in 0..=100 {
            let byte = |at: usize| (end + at).checked_sub(LONGEST).map_or(0, |at| text[at]);
            assert_eq!(ending(&text, end), std::array::from_fn(byte), "{end}");
        }
    }

    #[test]
    fn texts_are_found_whole() {
        let long = "à_distance.service_ou_fonction_exercée";
        let texts: Vec<&str> = (1..=long.len()).filter_map(|end| long.get(..end)).chain(["1.1", "1.2"]).collect();
        let table = Texts::new(texts.iter().copied());
        for (number, text) in texts.iter().enumerate() {
            for before in ["", "\"", "été comme hiver"] {
                for after in ["", "\"", "\":[\"formules\",\"priorité\"]"] {
                    let all = format!("{before}{text}{after}");
                    let (start, end) = (before.len(), before.len() + text.len());
                    assert_eq!(table.get(all.as_bytes(), start, end), Some(number), "{all}");
                    for other in [all.replace('i', "j"), all.replace("1.", "1,"), all.replace('e', "é")] {
                        let found = other.get(start..end).and_then(|_| table.get(other.as_bytes(), start, end));
                        assert_eq!(found.is_some(), other.get(start..end) == Some(text), "{other}");
                    }
                }
            }
        }
        assert_eq!(table.get(b"", 0, 0), None);
        assert_eq!(Texts::new(std::iter::empty()).get(b"1.1", 0, 3), None);
    }
}
