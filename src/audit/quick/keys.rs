//! The keys of a section, found by their bytes.

use super::follow::unescaped;
use super::scan::{blanks, literal, text};
use super::texts::Texts;

/// Keys, each with a number.
pub(super) struct Keys {
    /// Those written plainly, and the number of each.
    plain: Texts,
    numbers: Vec<usize>,
}

impl Keys {
    /// Keys, with their numbers.
    pub(super) fn new<'k>(keys: impl Iterator<Item = (usize, &'k str)>) -> Self {
        let plain = |key: &str| !key.contains(['"', '\\']) && !key.contains(char::is_control);
        let keys: Vec<(usize, &str)> = keys.filter(|(_, key)| plain(key)).collect();
        let (numbers, keys): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
        Self { plain: Texts::new(keys.into_iter()), numbers }
    }

    /// The number of the key whose text begins there, just after its quote, and where its value begins.
    #[inline]
    pub(super) fn read(&self, audit: &str, at: usize) -> Option<(usize, usize)> {
        let bytes = audit.as_bytes();
        let text = text(bytes, at)?;
        let plain = |bytes: &[u8], start, end| self.plain.get(bytes, start, end).map(|at| self.numbers[at]);
        let number = plain(bytes, at, text.end).or_else(|| {
            let key = text.escaped.then(|| unescaped(&audit[at - 1..=text.end], true))??;
            plain(key.as_bytes(), 0, key.len())
        })?;
        value_after(bytes, text.end + 1).map(|at| (number, at))
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
    fn keys_are_found_as_they_are_written() {
        let keys = Keys::new(["1.1", "é", "taux_décroché", "a\"b"].into_iter().enumerate());
        let read = |text: &str| keys.read(&format!("\"{text}"), 1).map(|(key, at)| (key, at - 1));
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
