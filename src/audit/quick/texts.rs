//! Texts written plainly, found by their bytes.

use super::scan::word;

/// A factor whose product with a word depends, in its high bits, on all bytes of the word.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// Texts of one to eight bytes, each with something said of it: a table looked up by all the bytes of a text at once.
pub(super) struct Words<T, const ROOM: usize> {
    /// Empty where the word is zero. At most a quarter of them are not.
    slots: Box<[(u64, T); ROOM]>,
    count: usize,
}

impl<T: Copy + Default, const ROOM: usize> Words<T, ROOM> {
    /// How far the product of a word is moved to be a slot.
    const SHIFT: u32 = 64 - ROOM.trailing_zeros();

    /// A table of nothing.
    pub(super) fn new() -> Self {
        Self { slots: Box::new([(0, T::default()); ROOM]), count: 0 }
    }

    /// What is said of a text. None is the word zero.
    #[inline]
    pub(super) fn get(&self, word: u64) -> Option<T> {
        let mut at = Self::start(word);
        loop {
            let (known, said) = self.slots[at % ROOM];
            if known == word {
                return Some(said);
            }
            if known == 0 {
                return None;
            }
            at += 1;
        }
    }

    /// Says something of a text; false if there is no room left for it, or if it is no word.
    pub(super) fn insert(&mut self, text: &[u8], said: T) -> bool {
        let Some(word) = short(text, 0, text.len()).filter(|_| !text.contains(&0) && 4 * (self.count + 1) <= ROOM)
        else {
            return false;
        };
        let mut at = Self::start(word);
        while self.slots[at % ROOM].0 != 0 && self.slots[at % ROOM].0 != word {
            at += 1;
        }
        self.count += usize::from(self.slots[at % ROOM].0 == 0);
        self.slots[at % ROOM] = (word, said);
        true
    }

    #[inline]
    fn start(word: u64) -> usize {
        slot(word.wrapping_mul(MIX), Self::SHIFT)
    }
}

/// The slot a product leads to. There are never 2³² slots.
#[inline]
fn slot(product: u64, shift: u32) -> usize {
    usize::try_from(product >> shift).unwrap_or_default()
}

/// What stands from a place to another, as a word; `None` if it has no byte or more than eight.
#[inline]
pub(super) fn short(bytes: &[u8], start: usize, end: usize) -> Option<u64> {
    let length = end.wrapping_sub(start);
    if !(1..=8).contains(&length) {
        return None;
    }
    let word = match end.checked_sub(8) {
        Some(at) => word(bytes, at)?,
        None => padded(bytes, end)?[1],
    };
    Some(word >> (64 - 8 * length))
}

/// The sixteen bytes before a place near the beginning of a text, as two words; those before the text are zero.
#[cold]
fn padded(bytes: &[u8], end: usize) -> Option<[u64; 2]> {
    let mut sixteen = [0; 16];
    sixteen.iter_mut().rev().zip(bytes.get(..end)?.iter().rev()).for_each(|(into, from)| *into = *from);
    Some([word(&sixteen, 0)?, word(&sixteen, 8)?])
}

/// Texts of any length, each with its number; they follow each other from zero.
pub(super) struct Texts {
    slots: Vec<Slot>,
    shift: u32,
    /// What stands before the last sixteen bytes of each text.
    rests: Vec<Box<[u8]>>,
}

/// Where a text may stand in the table, or one of the next.
#[derive(Clone, Copy)]
struct Slot {
    end: [u64; 2],
    /// [`EMPTY`] where there is none.
    length: usize,
    number: usize,
}

const EMPTY: usize = usize::MAX;

/// Which bits of the last sixteen bytes count, by the length of a text.
const COUNTED: [[u64; 2]; 17] = {
    let mut masks = [[u64::MAX; 2]; 17];
    masks[0] = [0; 2];
    let mut length = 1;
    while length < 16 {
        masks[length] = match length {
            ..=8 => [0, u64::MAX << (64 - 8 * length)],
            _ => [u64::MAX << (128 - 8 * length), u64::MAX],
        };
        length += 1;
    }
    masks
};

impl Texts {
    /// The texts, by their numbers. Of two alike, the first is found.
    pub(super) fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let texts: Vec<&[u8]> = texts.map(str::as_bytes).collect();
        let count = (4 * texts.len()).next_power_of_two().max(4);
        let slots = vec![Slot { end: [0; 2], length: EMPTY, number: 0 }; count];
        let rests = texts.iter().map(|text| text[..text.len().saturating_sub(16)].into()).collect();
        let mut new = Self { slots, shift: 64 - count.trailing_zeros(), rests };
        for (number, text) in texts.into_iter().enumerate() {
            let length = text.len();
            let end = ending(text, 0, length).unwrap_or_default();
            let mut at = new.first_slot(end, length);
            while new.slots[at].length != EMPTY {
                at = (at + 1) & (count - 1);
            }
            new.slots[at] = Slot { end, length, number };
        }
        new
    }

    /// The number of the text that stands from a place to another.
    #[inline]
    pub(super) fn get(&self, bytes: &[u8], start: usize, end: usize) -> Option<usize> {
        let length = end.checked_sub(start)?;
        let ending = ending(bytes, start, end)?;
        let mut at = self.first_slot(ending, length);
        loop {
            let slot = self.slots.get(at)?;
            if slot.end == ending
                && slot.length == length
                && (length <= 16 || bytes[start..end - 16] == *self.rests[slot.number])
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
    fn first_slot(&self, [low, high]: [u64; 2], length: usize) -> usize {
        slot((high ^ low.rotate_left(29) ^ length as u64).wrapping_mul(MIX), self.shift)
    }
}

/// The last sixteen bytes of what stands from a place to another, as two words; those before it are zero.
#[inline]
fn ending(bytes: &[u8], start: usize, end: usize) -> Option<[u64; 2]> {
    let [low, high] = match end.checked_sub(16) {
        Some(at) => [word(bytes, at)?, word(bytes, at + 8)?],
        None => padded(bytes, end)?,
    };
    let [low_counts, high_counts] = COUNTED[(end - start).min(16)];
    Some([low & low_counts, high & high_counts])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_until_there_is_no_room() {
        let mut words = Words::<usize, 64>::new();
        let text = |at: usize| format!("{at}.{at}").into_bytes();
        let word = |at: usize| short(&text(at), 0, text(at).len()).unwrap();
        let held = (0..100).take_while(|at| words.insert(&text(*at), *at)).count();
        assert_eq!(held, 16);
        assert!((0..100).all(|at| words.get(word(at)) == (at < held).then_some(at)));
        for other in [&b""[..], b"123456789", b"1\x002"] {
            assert!(!Words::<usize, 64>::new().insert(other, 1));
        }
    }

    #[test]
    fn short_texts_are_words_wherever_they_stand() {
        for before in 0..20 {
            for length in 0..20 {
                let text = format!("{}{}...", "-".repeat(before), "123456789".repeat(3).split_at(length).0);
                let expected = (1..=8)
                    .contains(&length)
                    .then(|| (0..length).map(|at| u64::from(b'1' + at as u8) << (8 * at)).sum());
                assert_eq!(short(text.as_bytes(), before, before + length), expected, "{text}");
            }
        }
        assert_eq!(short(b"abc", 0, 4), None);
    }

    #[test]
    fn texts_are_found_whole() {
        let long = "à_distance.service_ou_fonction";
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
