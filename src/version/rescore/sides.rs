//! One audit scored under both versions.

use std::cell::{OnceCell, RefCell};

use super::Rescoring;
use super::active::{Active, Effects};
use super::groups::Parts;
use super::whole::Known;
use crate::audit::{RecordedRating, Slots};
use crate::exact::Quantity;
use crate::grid::{Aggregation, Grid, GroupId, PointId};
use crate::score::program::{Scorer, Weights};
use crate::score::{PointScore, PointStatus};
use crate::version::joint::Side;

/// One audit scored under both versions.
pub(super) struct Sides<'r, 'g> {
    pub(super) plan: &'r Rescoring<'g>,
    pub(super) old: &'r Scorer<'r, 'g>,
    pub(super) new: &'r Scorer<'r, 'g>,
    /// The audit as recorded, and as it follows.
    pub(super) slots: [&'r Slots; 2],
    /// The strands that may bring a difference.
    pub(super) active: &'r [Active],
    /// What was worked out for other audits.
    pub(super) known: &'r RefCell<Known>,
    pub(super) effects: &'r RefCell<Effects>,
    /// Room for the parts of all groups.
    pub(super) parts: &'r RefCell<Parts>,
    weights: OnceCell<[Weights; 2]>,
}

impl<'r, 'g> Sides<'r, 'g> {
    pub(super) fn new(
        plan: &'r Rescoring<'g>,
        [old, new]: [&'r Scorer<'r, 'g>; 2],
        slots: [&'r Slots; 2],
        active: &'r [Active],
        (known, effects, parts): (&'r RefCell<Known>, &'r RefCell<Effects>, &'r RefCell<Parts>),
    ) -> Self {
        Self { plan, old, new, slots, active, known, effects, parts, weights: OnceCell::new() }
    }

    pub(super) fn of(&self, side: Side) -> (&'r Scorer<'r, 'g>, &'r Slots) {
        match side {
            Side::Old => (self.old, self.slots[0]),
            Side::New => (self.new, self.slots[1]),
        }
    }

    /// What a point came to.
    #[inline]
    pub(super) fn point(&self, side: Side, id: PointId) -> PointScore {
        let (scorer, slots) = self.of(side);
        scorer.point(slots, id)
    }

    /// What a point that counts is rated at.
    pub(super) fn rating(&self, side: Side, id: PointId) -> Option<RecordedRating> {
        let point = self.point(side, id);
        match point.status {
            PointStatus::Computed => point.rating.as_level().map(RecordedRating::Level),
            PointStatus::Rated => self.of(side).1.rating(id),
            _ => None,
        }
    }

    /// The weight of a point that counts: in a sum the product of those on its path, in a mean its own.
    pub(super) fn weight(&self, side: Side, id: PointId) -> Option<Quantity> {
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

    /// The weight of a point that counts on the old tree: where that averages its own, else the product of those on its path.
    pub(super) fn weight_in(&self, side: Side, id: PointId, averages: bool) -> Option<Quantity> {
        if self.are_alike() {
            return self.weight(side, id);
        }
        let weights = &self.weights()[side as usize];
        let of_point = if averages { &weights.own } else { &weights.effective };
        of_point.get(id.0).cloned().flatten()
    }

    /// The own weight of a group.
    pub(super) fn group_weight(&self, side: Side, id: GroupId) -> Option<Quantity> {
        let weight = &self.plan.grid(side).group(id).common.weight;
        if weight.cases.is_empty() {
            return weight.otherwise.as_ref().map(Quantity::of);
        }
        self.weights()[side as usize].groups.get(id.0).cloned().flatten()
    }

    /// True if both versions make totals in the same way.
    pub(super) fn are_alike(&self) -> bool {
        let way = |grid: &Grid| grid.groups.first().map(|group| group.aggregation);
        way(self.plan.old) == way(self.plan.new)
    }

    /// The weights on both sides.
    pub(super) fn weights(&self) -> &[Weights; 2] {
        self.weights.get_or_init(|| {
            let alike = self.are_alike();
            [Side::Old, Side::New].map(|side| {
                let (scorer, slots) = self.of(side);
                // On the old tree the new weights are asked for as the old version looks at them.
                if alike { scorer.weights(slots) } else { scorer.all_weights(slots) }
            })
        })
    }
}
