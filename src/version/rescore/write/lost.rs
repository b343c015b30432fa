//! What cannot follow, in words.

use crate::grid::Grid;
use crate::version::lineage::Lost;

/// The words for everything that may be lost of an audit, made once.
pub(super) struct Words {
    inputs: Vec<[String; 2]>,
    points: Vec<[String; 3]>,
}

impl Words {
    /// The words for the audits of a grid.
    pub(super) fn new(old: &Grid) -> Self {
        let input = |name: &str, why: &str| format!("réponse à `{name}`\u{a0}: {why}");
        let point = |id: &str, why: &str| format!("point {id}\u{a0}: {why}");
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
    pub(super) fn told(&self, lost: Lost) -> &str {
        match lost {
            Lost::Input(input) => &self.inputs[input.0][0],
            Lost::Answer(input) => &self.inputs[input.0][1],
            Lost::Retired(point) => &self.points[point.0][0],
            Lost::Rating(point) => &self.points[point.0][1],
            Lost::Merged(point) => &self.points[point.0][2],
        }
    }
}
