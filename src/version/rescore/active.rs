//! A strand that may bring a difference in an audit, with what it came to there.

use super::strand::Strand;
use crate::audit::Slots;
use crate::grid::PointId;
use crate::score::PointScore;
use crate::score::program::Scorer;
use crate::version::joint::Side;

/// A strand that may bring a difference in an audit.
pub(super) struct Active {
    /// The strand, by index.
    pub(super) strand: usize,
    /// What its point came to on each side it has one on.
    pub(super) points: [Option<Told>; 2],
}

/// What a point came to.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) score: PointScore,
    /// What it obtains and makes possible over the denominator of its side, if it counts and that is to be had.
    pub(super) brought: Option<(i64, i64)>,
}

impl Active {
    /// What a strand came to in the audit both sides scored last.
    pub(super) fn new((at, strand): (usize, &Strand), scorers: [&Scorer<'_, '_>; 2], slots: [&Slots; 2]) -> Self {
        let told = |side: Side, id: PointId| {
            let (scorer, slots) = (scorers[side as usize], slots[side as usize]);
            let score = scorer.point(slots, id);
            let counts = score.status.counts();
            Some(Told { score, brought: if counts { scorer.brought(slots, id, score.rating) } else { None } })
        };
        let points = match strand {
            Strand::Pair(pair) => [told(Side::Old, pair.old), told(Side::New, pair.new)],
            Strand::Alone(alone) if alone.side == Side::Old => [told(Side::Old, alone.point), None],
            Strand::Alone(alone) => [None, told(Side::New, alone.point)],
        };
        Self { strand: at, points }
    }

    /// Its points, of one that goes on.
    pub(super) fn pair(&self) -> Option<(&Told, &Told)> {
        self.points[0].as_ref().zip(self.points[1].as_ref())
    }
}
