//! The keys of a section, found by their bytes.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::scan::{all, before, blanks, first, literal, text, word, zeros};

/// Texts of one to seven bytes, each with a number: a table looked up by all the bytes of a text at once.
pub(super) struct Words {
    /// Empty where the word is zero. At most half of them are not.
    slots: Vec<(u64, u32)>,
    count: usize,
}

impl Words {
    /// A table with room for so many texts.
    pub(super) fn new(room: usize) -> Self {
        Self { slots: vec![(0, 0); (4 * room).next_power_of_two().max(16)], count: 0 }
    }

    /// A text of one to seven bytes as a word: its bytes, and their number as the eighth.
    pub(super) fn of(text: &[u8]) -> Option<u64> {
        let mut bytes = [0; 8];
        bytes.get_mut(..text.len()).filter(|short| (1..8).contains(&short.len()))?.copy_from_slice(text);
        Some(u64::from_le_bytes(bytes) | (text.len() as u64) << 56)
    }

    /// The same of the first bytes of a word; zero, which no text is, if they are none or all.
    pub(super) fn of_first(word: u64, length: usize) -> u64 {
        if length < 8 { first(word, length) | (length as u64) << 56 } else { 0 }
    }

    /// The number of a text.
    #[inline]
    pub(super) fn get(&self, word: u64) -> Option<usize> {
        let mut at = self.start(word);
        loop {
            let (known, number) = self.slots[at];
            if known == word {
                return (word != 0).then_some(number as usize);
            }
            if known == 0 {
                return None;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Gives a text a number; false if there is no room left.
    pub(super) fn insert(&mut self, word: u64, number: usize) -> bool {
        let Ok(number) = u32::try_from(number) else { return false };
        if word == 0 || 2 * (self.count + 1) > self.slots.len() {
            return false;
        }
        let mut at = self.start(word);
        while self.slots[at].0 != 0 && self.slots[at].0 != word {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.count += usize::from(self.slots[at].0 == 0);
        self.slots[at] = (word, number);
        true
    }

    fn start(&self, word: u64) -> usize {
        // The high bits of the product depend on all bytes; there are never 2³² slots.
        let mixed = word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        usize::try_from(mixed).unwrap_or_default() & (self.slots.len() - 1)
    }
}

/// Keys, each with a number.
pub(super) struct Keys {
    short: Words,
    long: HashMap<Box<str>, usize, RandomState>,
    /// How many other writings of keys may be learnt.
    room: usize,
}

/// How many ways of writing each key are learnt, on average.
const WRITINGS: usize = 4;

impl Keys {
    /// Keys written plainly; their numbers follow the order given.
    pub(super) fn new<'k>(keys: impl Iterator<Item = (usize, &'k str)>) -> Self {
        let keys: Vec<(usize, &str)> = keys.collect();
        let mut new = Self { short: Words::new(keys.len()), long: HashMap::default(), room: WRITINGS * keys.len() };
        let plain = |key: &str| !key.contains(['"', '\\']) && !key.contains(char::is_control);
        for (number, key) in keys.into_iter().filter(|(_, key)| plain(key)) {
            new.add(key, number);
        }
        new
    }

    fn add(&mut self, key: &str, number: usize) {
        if !Words::of(key.as_bytes()).is_some_and(|word| self.short.insert(word, number)) {
            self.long.insert(key.into(), number);
        }
    }

    /// Learns another way of writing a key, as it stands between quotes.
    pub(super) fn learn(&mut self, written: &str, number: usize) {
        if self.room > 0 {
            self.room -= 1;
            self.long.insert(written.into(), number);
        }
    }

    /// The number of the key whose text begins there, just after its quote, and where its value begins.
    #[inline]
    pub(super) fn read(&self, audit: &str, at: usize) -> Option<(usize, usize)> {
        let bytes = audit.as_bytes();
        if let Some(word) = word(bytes, at) {
            let quotes = zeros(word ^ all(b'"'));
            if quotes != 0 {
                let length = before(quotes);
                if let Some(number) = self.short.get(Words::of_first(word, length)) {
                    let after = at + length + 1;
                    if bytes.get(after) == Some(&b':') && bytes.get(after + 1).is_some_and(|byte| *byte > b' ') {
                        return Some((number, after + 1));
                    }
                    return value_after(bytes, after).map(|at| (number, at));
                }
            }
        }
        let end = text(bytes, at)?.end;
        let key = &audit[at..end];
        let short = || Words::of(key.as_bytes()).and_then(|word| self.short.get(word));
        let number = self.long.get(key).copied().or_else(short)?;
        value_after(bytes, end + 1).map(|at| (number, at))
    }
}

/// Where the value begins whose key's closing quote is just before.
fn value_after(bytes: &[u8], at: usize) -> Option<usize> {
    Some(blanks(bytes, literal(bytes, blanks(bytes, at), b":")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_until_there_is_no_room() {
        let mut words = Words::new(4);
        let text = |at: usize| Words::of(format!("{at}.{at}").as_bytes()).unwrap();
        let held = (0..100).take_while(|at| words.insert(text(*at), *at)).count();
        assert_eq!(held, 8);
        assert!((0..100).all(|at| words.get(text(at)) == (at < held).then_some(at)));
        assert_eq!(words.get(0), None);
        assert_eq!((Words::of(b""), Words::of(b"12345678")), (None, None));
        let word = u64::from_le_bytes(*b"1.12\":0,");
        assert_eq!(Some(Words::of_first(word, 4)), Words::of(b"1.12"));
        assert_eq!((Words::of_first(word, 0), Words::of_first(word, 8)), (0, 0));
    }

    #[test]
    fn keys_are_found_as_they_are_written() {
        let mut keys = Keys::new(["1.1", "é", "taux_décroché", "a\"b"].into_iter().enumerate());
        keys.learn("taux_d\\u00e9croch\\u00e9", 2);
        let read = |text: &str| keys.read(text, 0);
        assert_eq!(read("1.1\":0.75,"), Some((0, 5)));
        assert_eq!(read("1.1\" :\t0.75,"), Some((0, 7)));
        assert_eq!(read("1.1\":"), Some((0, 5)));
        assert_eq!(read("é\":1"), Some((1, 4)));
        assert_eq!(read("taux_décroché\":1"), Some((2, 17)));
        assert_eq!(read("taux_d\\u00e9croch\\u00e9\": 1"), Some((2, 26)));
        for other in ["1.2\":0.75,", "1.1\"0.75,,", "1.1", "", "a\"b\":1", "a\\\"b\":1"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
