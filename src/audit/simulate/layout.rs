//! Layouts: the same audit as another program, or another hand, would have written it.

use super::chance::Chance;
use crate::audit::write::{Manner, escape};
use unicode_normalization::UnicodeNormalization;

/// How the lines of an archive are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// All alike: no blanks, keys in the order of the grid, ratings by value, no more escapes than must be.
    Plain,
    /// Each in its own way: keys in any order, blanks, escapes, `1.0` for `1`, levels by name, `null` for what is not given.
    Varied,
}

/// A line laid out in its own way.
pub(super) struct Varied {
    chance: Chance,
    /// Of a hundred gaps: with blanks.
    blanks: u64,
    /// Whether the keys keep the order of the grid.
    ordered: bool,
    nulls: bool,
    /// Of a hundred characters that need none: with an escape.
    escapes: u64,
    /// Whether keys are written in NFD: `e` and an accent for `é`.
    decomposed: bool,
}

impl Varied {
    /// The way of one line.
    pub(super) fn new(mut chance: Chance) -> Self {
        let blanks = chance.pick(&[0, 10, 50, 100]).copied().unwrap_or_default();
        let escapes = chance.pick(&[0, 0, 5, 100]).copied().unwrap_or_default();
        let (ordered, nulls, decomposed) = (chance.percent(30), chance.percent(25), chance.percent(2));
        Self { chance, blanks, ordered, nulls, escapes, decomposed }
    }
}

impl Manner for Varied {
    fn gap(&mut self, out: &mut Vec<u8>) {
        if self.chance.percent(self.blanks) {
            out.extend_from_slice(self.chance.pick(&[" ", " ", "  ", "\t"]).copied().unwrap_or_default().as_bytes());
        }
    }

    fn order(&mut self, keys: &mut [usize]) {
        if !self.ordered {
            self.chance.shuffle(keys);
        }
    }

    fn writes_null(&mut self) -> bool {
        self.nulls && self.chance.percent(20)
    }

    fn key(&mut self, key: &str, out: &mut Vec<u8>) {
        if self.decomposed {
            self.text(&key.nfd().collect::<String>(), out);
        } else {
            self.text(key, out);
        }
    }

    fn text(&mut self, text: &str, out: &mut Vec<u8>) {
        out.push(b'"');
        for character in text.chars() {
            // Of plain letters, only a few.
            let escapable = !character.is_ascii() || (character.is_ascii_lowercase() && self.chance.percent(3));
            if escapable && self.chance.percent(self.escapes) {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
                }
            } else {
                escape(character, out);
            }
        }
        out.push(b'"');
    }

    fn number(&mut self, number: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(number.as_bytes());
        // A number already long keeps to its length: the limit is on what is written.
        if number.len() < 30 && !number.contains(['e', 'E']) {
            let spelling: &[&str] =
                if number.contains('.') { &["", "", "0", "e0"] } else { &["", "", ".0", "e0", ".00"] };
            out.extend_from_slice(self.chance.pick(spelling).copied().unwrap_or_default().as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn every_way_reads_the_same() {
        let text = "l’« œuvre » à \"50 %\"\t👍\u{1} C:\\a";
        for number in 0..200 {
            let mut way = Varied::new(Chance::of(9, number));
            let mut out = b"[".to_vec();
            way.gap(&mut out);
            way.text(text, &mut out);
            out.push(b',');
            way.number("0.25", &mut out);
            out.push(b',');
            way.number("-12", &mut out);
            way.gap(&mut out);
            out.push(b']');
            let read: Vec<Value> = serde_json::from_slice(&out).unwrap();
            assert_eq!(read[0], text);
            assert_eq!((read[1].as_f64(), read[2].as_f64()), (Some(0.25), Some(-12.0)));
        }
    }
}
