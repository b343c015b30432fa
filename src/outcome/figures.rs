//! The figures of a total where they are short, as nearly all are: points obtained, points possible, the score.

use crate::exact::Short;
use crate::grid::GroupId;
use crate::score::Scores;

/// The three figures of a total.
#[derive(Clone, Copy)]
pub(super) struct Figures {
    pub(super) obtained: Short,
    pub(super) possible: Short,
    /// None where the total is open, or nothing counts.
    pub(super) score: Option<Short>,
}

impl Figures {
    /// The figures of a group, with this separator before decimals; nothing if one of them is long.
    #[inline]
    pub(super) fn of(scores: &Scores, group: GroupId, separator: u8) -> Option<Self> {
        let total = scores.groups.get(group.0)?;
        let score = if scores.is_incomplete(group) || total.possible == 0 {
            None
        } else {
            Some(Short::of(total.hundredths()?, 100, separator)?)
        };
        let short = |figure| Short::of(figure, total.scale, separator);
        Some(Self { obtained: short(total.obtained)?, possible: short(total.possible)?, score })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exact::Quantity;
    use crate::outcome::written_quantity;
    use crate::score::Standing;
    use crate::score::scores::GroupScore;

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
            if let Some(figures) = Figures::of(&scores, root, b',') {
                let short = |figure: Short| {
                    let mut out = Vec::new();
                    figure.write(&mut out);
                    out
                };
                prop_assert_eq!(short(figures.obtained), written(&scores.obtained(root)));
                prop_assert_eq!(short(figures.possible), written(&scores.possible(root)));
                prop_assert_eq!(figures.score.map(short), score);
            } else {
                let is_short = |figure: i64| (0..1_000 * scale).contains(&figure) && ![3, 1_000].contains(&scale);
                let has_short_score = possible == 0 || obtained < 9 * possible;
                prop_assert!(!(is_short(obtained) && is_short(possible) && has_short_score), "{obtained}/{possible}/{scale}");
            }
        }
    }
}
