//! The keys of a section, found by their bytes.

use super::row::Row;
use super::scan::{byte, text};
use super::texts::{Texts, is_plain};

/// Keys, each with a number.
pub(super) struct Keys {
    /// Those written plainly, and the number of each.
    plain: Texts,
    numbers: Vec<usize>,
    /// The same in their order, and the rank of each number.
    row: Row,
    ranks: Vec<usize>,
}

/// How many keys after the last one are tried before any is looked up.
const GUESSES: usize = 4;

impl Keys {
    /// Keys, with their numbers.
    pub(super) fn new<'k>(keys: impl Iterator<Item = (usize, &'k str)>) -> Self {
        let (numbers, keys): (Vec<_>, Vec<_>) = keys.filter(|(_, key)| is_plain(key)).unzip();
        let mut ranks = vec![0; numbers.iter().max().map_or(0, |most| most + 1)];
        numbers.iter().enumerate().for_each(|(rank, number)| ranks[*number] = rank);
        Self { row: Row::new(keys.iter().copied()), plain: Texts::new(keys.into_iter()), numbers, ranks }
    }

    /// The number of the key whose quote opens there, and where its value begins; the key before it is known, if there is one.
    #[inline]
    pub(super) fn read(&self, audit: &str, at: usize, before: Option<usize>) -> Option<(usize, usize)> {
        let bytes = audit.as_bytes();
        let from = before.and_then(|number| self.ranks.get(number)).map_or(0, |rank| rank + 1);
        let guesses = from..(from + GUESSES).min(self.row.len());
        if let Some((rank, end)) = self.row.next(bytes, at, guesses)
            && bytes.get(end) == Some(&b':')
        {
            return Some((self.numbers[rank], end + 1));
        }
        let at = byte(bytes, at, b'"')?;
        let text = text(bytes, at)?;
        let number = self.numbers[self.plain.get(bytes, at, text.end)?];
        byte(bytes, text.end + 1, b':').map(|at| (number, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_as_they_are_written() {
        let keys = Keys::new(["1.1", "é", "taux_décroché", "a\"b"].into_iter().enumerate());
        let at = |text: &str, before| keys.read(&format!("\"{text}"), 0, before).map(|(key, at)| (key, at - 1));
        let read = |text: &str| {
            let found = at(text, None);
            for before in 0..5 {
                assert_eq!(at(text, Some(before)), found, "{text} after {before}");
            }
            found
        };
        assert_eq!(read("1.1\":0.75,\"1.2\":0.75,\"1.3\":0.75,\"1.4\":0.75"), Some((0, 5)));
        assert_eq!(read("1.1\":0.75,"), Some((0, 5)));
        assert_eq!(read("1.1\":"), Some((0, 5)));
        assert_eq!(read("é\":1"), Some((1, 4)));
        assert_eq!(read("taux_décroché\":1"), Some((2, 17)));
        for other in ["1.2\":0.75,", "1.1\" :0.75,", "\\u00e9\":1", "1.1\"0.75,,", "1.1", "", "a\"b\":1", "a\\\"b\":1"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
