//! The figures of differences, which are few and small: most stand written out.

use crate::exact::{Quantity, Short};
use crate::version::rescore::Rescoring;

/// Figures written out, by how many parts of what they are.
pub(super) struct Figures {
    decimal: u8,
    /// Of the denominator of points, and of scores in hundredths.
    known: [(i64, Box<[Option<Short>]>); 2],
}

/// The most parts of points that are written out, and the most hundredths of scores.
const MOST: [i64; 2] = [4_096, 100 * 100];

impl Figures {
    /// Those of two versions, with this byte before decimals.
    pub(super) fn new(rescoring: &Rescoring<'_>, decimal: u8) -> Self {
        let scales = [rescoring.denominator().unwrap_or(1), 100];
        let written = |of: usize| (0..=MOST[of]).map(|over| Short::of(over, scales[of], decimal)).collect();
        Self { decimal, known: [(scales[0], written(0)), (scales[1], written(1))] }
    }

    /// Adds a figure as [`Quantity::write`] does. True if it wrote decimals.
    #[inline]
    pub(super) fn write(&self, figure: &Quantity, out: &mut Vec<u8>) -> bool {
        if let Quantity::Small { over, under } = figure {
            let [points, scores] = &self.known;
            let known = if *under == points.0 { points } else { scores };
            let at = usize::try_from(over.unsigned_abs()).unwrap_or(usize::MAX);
            if *under == known.0
                && let Some(Some(short)) = known.1.get(at)
            {
                if *over < 0 {
                    out.push(b'-');
                }
                short.write(out);
                return true;
            }
        }
        figure.write(self.decimal.into(), out)
    }
}
