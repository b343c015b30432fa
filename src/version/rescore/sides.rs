//! One audit scored under both versions.

use std::cell::{OnceCell, RefCell};

use super::Rescoring;
use super::whole::Known;
use crate::audit::{RecordedRating, Slots};
use crate::exact::Exact;
use crate::grid::{Aggregation, Grid, PointId};
use crate::score::PointStatus;
use crate::score::program::{Scorer, Weights};
use crate::version::joint::Side;

/// One audit scored under both versions.
pub(super) struct Sides<'r, 'g> {
    pub(super) plan: &'r Rescoring<'g>,
    pub(super) old: &'r Scorer<'r, 'g>,
    pub(super) new: &'r Scorer<'r, 'g>,
    /// The audit as recorded, and as it follows.
    pub(super) slots: [&'r Slots; 2],
    /// The strands that may bring a difference.
    pub(super) active: &'r [usize],
    /// What was worked out for other audits.
    pub(super) known: &'r RefCell<Known>,
    weights: OnceCell<[Weights; 2]>,
}

impl<'r, 'g> Sides<'r, 'g> {
    pub(super) fn new(
        plan: &'r Rescoring<'g>,
        [old, new]: [&'r Scorer<'r, 'g>; 2],
        slots: [&'r Slots; 2],
        active: &'r [usize],
        known: &'r RefCell<Known>,
    ) -> Self {
        Self { plan, old, new, slots, active, known, weights: OnceCell::new() }
    }

    pub(super) fn of(&self, side: Side) -> (&'r Scorer<'r, 'g>, &'r Slots) {
        match side {
            Side::Old => (self.old, self.slots[0]),
            Side::New => (self.new, self.slots[1]),
        }
    }

    /// What a point that counts is rated at.
    pub(super) fn rating(&self, side: Side, id: PointId) -> Option<RecordedRating> {
        let (scorer, slots) = self.of(side);
        let point = scorer.scores().points()[id.0];
        match point.status {
            PointStatus::Computed => point.rating.as_level().map(RecordedRating::Level),
            PointStatus::Rated => slots.rating(id),
            _ => None,
        }
    }

    /// The weight of a point that counts: in a sum the product of those on its path, in a mean its own.
    pub(super) fn weight(&self, side: Side, id: PointId) -> Option<Exact> {
        let (scorer, slots) = self.of(side);
        scorer.weight(slots, id).or_else(|| {
            let grid = self.plan.grid(side);
            let weights = &self.weights()[side as usize];
            let of_point = match grid.group(grid.point(id).group).aggregation {
                Aggregation::WeightedMean => &weights.own,
                Aggregation::WeightedSum => &weights.effective,
            };
            of_point.get(id.0).cloned().flatten()
        })
    }

    /// The weights on both sides.
    pub(super) fn weights(&self) -> &[Weights; 2] {
        self.weights.get_or_init(|| {
            let way = |grid: &Grid| grid.groups.first().map(|group| group.aggregation);
            let alike = way(self.plan.old) == way(self.plan.new);
            [Side::Old, Side::New].map(|side| {
                let (scorer, slots) = self.of(side);
                // On the old tree the new weights are asked for as the old version looks at them.
                if alike { scorer.weights(slots) } else { scorer.all_weights(slots) }
            })
        })
    }
}
