//! What cannot follow, in words.

use crate::grid::Grid;
use crate::outcome::Dialect;
use crate::outcome::csv::is_plain;
use crate::outcome::result::text;
use crate::version::lineage::Lost;

/// The words for everything that may be lost of an audit, made once.
pub(super) struct Words {
    inputs: Vec<[Told; 2]>,
    points: Vec<[Told; 3]>,
}

/// Words, the same as JSON, and whether they stand in CSV without quotes.
struct Told {
    words: String,
    json: Vec<u8>,
    is_plain: bool,
}

impl Told {
    fn new(words: String) -> Self {
        let is_plain = [Dialect::Standard, Dialect::French].iter().all(|dialect| is_plain(words.as_bytes(), *dialect));
        let mut json = Vec::new();
        text(&words, &mut json);
        Self { words, json, is_plain }
    }
}

impl Words {
    /// The words for the audits of a grid.
    pub(super) fn new(old: &Grid) -> Self {
        let input = |name: &str, why: &str| Told::new(format!("réponse à `{name}`\u{a0}: {why}"));
        let point = |id: &str, why: &str| Told::new(format!("point {id}\u{a0}: {why}"));
        Self {
            inputs: (old
                .inputs
                .iter()
                .map(|one| ["n’est plus demandée", "n’existe plus"].map(|why| input(&one.name, why))))
            .collect(),
            points: (old.points.iter())
                .map(|one| {
                    ["retiré", "cotation qui n’existe plus", "cotations réunies qui diffèrent"]
                        .map(|why| point(&one.id, why))
                })
                .collect(),
        }
    }

    /// The words for something lost.
    #[inline]
    pub(super) fn told(&self, lost: Lost) -> &str {
        &self.of(lost).words
    }

    /// The same as JSON.
    pub(super) fn json(&self, lost: Lost) -> &[u8] {
        &self.of(lost).json
    }

    /// True if these words stand in CSV as they are.
    #[inline]
    pub(super) fn is_plain(&self, lost: Lost) -> bool {
        self.of(lost).is_plain
    }

    fn of(&self, lost: Lost) -> &Told {
        match lost {
            Lost::Input(input) => &self.inputs[input.0][0],
            Lost::Answer(input) => &self.inputs[input.0][1],
            Lost::Retired(point) => &self.points[point.0][0],
            Lost::Rating(point) => &self.points[point.0][1],
            Lost::Merged(point) => &self.points[point.0][2],
        }
    }
}
