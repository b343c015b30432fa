//! The figures of a total where they are short, as nearly all are: points obtained, points possible, the score.

use crate::exact::Short;
use crate::grid::Grid;
use crate::score::program::denominator;
use crate::score::scores::GroupScore;

/// The three figures of a total.
#[derive(Clone, Copy)]
pub(super) struct Figures {
    /// With the byte that stands behind.
    pub(super) obtained: Short,
    /// Likewise.
    pub(super) possible: Short,
    /// None where the total is open, or nothing counts.
    pub(super) score: Option<Short>,
}

/// The figures totals are likely to have, written out.
#[derive(Debug)]
pub(super) struct Ready {
    /// What separates decimals, and what stands behind points.
    decimal: u8,
    behind: u8,
    /// The denominator of the grid's totals, and points over it.
    scale: i64,
    points: Box<[Option<Short>]>,
    /// Scores in hundredths of a percent.
    scores: Box<[Option<Short>]>,
}

/// The most parts of points that are written out.
const MOST_PARTS: i64 = 4_096;

/// A score, in hundredths of a percent, where all that is possible is obtained.
const WHOLE: i64 = 100 * 100;

impl Ready {
    /// Those of the totals of a grid, with these bytes before decimals, and behind what is obtained and possible.
    pub(super) fn new(grid: &Grid, decimal: u8, behind: u8) -> Self {
        let (scale, bound) = denominator(grid).unwrap_or((1, 0));
        Self::of(scale, bound.min(MOST_PARTS), decimal, behind)
    }

    /// Those over a denominator, up to so many parts of points.
    pub(super) fn of(scale: i64, most: i64, decimal: u8, behind: u8) -> Self {
        let points = (0..most).map(|parts| Short::of(parts, scale, decimal)?.then(behind));
        let scores = (0..=WHOLE).map(|hundredths| Short::of(hundredths, 100, decimal));
        Self { decimal, behind, scale, points: points.collect(), scores: scores.collect() }
    }

    /// The denominator of the totals that stand ready.
    pub(super) fn scale(&self) -> i64 {
        self.scale
    }

    /// The figures of a total; nothing if one of them is long.
    #[inline]
    pub(super) fn figures(&self, total: &GroupScore) -> Option<Figures> {
        let score = match total.hundredths() {
            Some(hundredths) => {
                Some(known(&self.scores, hundredths).or_else(|| Short::of(hundredths, 100, self.decimal))?)
            }
            None if total.is_incomplete() || total.possible == 0 => None,
            None => return None,
        };
        if total.scale == self.scale
            && let (Some(obtained), Some(possible)) =
                (known(&self.points, total.obtained), known(&self.points, total.possible))
        {
            return Some(Figures { obtained, possible, score });
        }
        let points = |parts| Short::of(parts, total.scale, self.decimal)?.then(self.behind);
        Some(Figures { obtained: points(total.obtained)?, possible: points(total.possible)?, score })
    }
}

/// A figure written out.
#[inline]
fn known(all: &[Option<Short>], at: i64) -> Option<Short> {
    usize::try_from(at).ok().and_then(|at| *all.get(at)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exact::Quantity;
    use crate::grid::GroupId;
    use crate::outcome::written_quantity;
    use crate::score::{Scores, Standing};

    proptest! {
        #[test]
        fn short_figures_are_those_of_all_totals(
            obtained in -100..40_000_i64,
            possible in -4..40_000_i64,
            scale in prop::sample::select(vec![1, 2, 3, 4, 8, 40, 100, 1_000]),
        ) {
            let total = GroupScore { obtained, possible, scale, interval: GroupScore::COMPLETE };
            let scores = Scores { groups: vec![total], ..Scores::default() };
            let root = GroupId::ROOT;
            let written = |quantity: &Quantity| {
                let mut out = Vec::new();
                quantity.write(',', &mut out);
                out
            };
            let score = match scores.standing(root) {
                Standing::Score(score) => Some(written(&written_quantity(&score))),
                _ => None,
            };
            let ready = Ready::of(4, 20_000, b',', b';');
            if let Some(figures) = ready.figures(&total) {
                let short = |figure: Short| {
                    let mut out = Vec::new();
                    figure.write(&mut out);
                    out
                };
                let points = |quantity: &Quantity| [written(quantity), b";".to_vec()].concat();
                prop_assert_eq!(short(figures.obtained), points(&scores.obtained(root)));
                prop_assert_eq!(short(figures.possible), points(&scores.possible(root)));
                prop_assert_eq!(figures.score.map(short), score);
            } else {
                let fits = |quantity: Quantity| written(&quantity).len() < 7;
                let is_short = |figure: i64| {
                    (0..1_000 * scale).contains(&figure) && ![3, 1_000].contains(&scale) && fits(Quantity::ratio(figure, scale))
                };
                let has_short_score = possible == 0 || obtained < 9 * possible;
                prop_assert!(!(is_short(obtained) && is_short(possible) && has_short_score), "{obtained}/{possible}/{scale}");
            }
        }
    }
}
