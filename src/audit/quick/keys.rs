//! The keys of a section, found by their bytes.

use super::scan::{byte, text};
use super::texts::{Texts, is_plain};

/// Keys written plainly, each with a number.
pub(super) struct Keys {
    plain: Texts,
    numbers: Vec<usize>,
}

impl Keys {
    /// Keys, with their numbers.
    pub(super) fn new<'k>(keys: impl Iterator<Item = (usize, &'k str)>) -> Self {
        let (numbers, keys): (Vec<_>, Vec<_>) = keys.filter(|(_, key)| is_plain(key)).unzip();
        Self { plain: Texts::new(keys.into_iter()), numbers }
    }

    /// The number of the key whose quote opens there, and where its value begins.
    #[inline]
    pub(super) fn read(&self, bytes: &[u8], at: usize) -> Option<(usize, usize)> {
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
        let read = |text: &str| keys.read(format!("\"{text}").as_bytes(), 0).map(|(key, at)| (key, at - 1));
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
