//! What holds totals up: which groups wait, for which points, and how unknown inputs link these.

use std::ops::BitOr;

use super::linked::Recorded;
use super::points::Waiting;
use super::scorer::{Rare, Run};
use super::worth::{Row, Rows, Worth};
use crate::audit::Slots;
use crate::grid::{GroupId, PointId};
use crate::score::{PointScore, PointStatus, Scores};

impl Run<'_, '_> {
    /// The totals of every group.
    pub(super) fn totals(&mut self, slots: &Slots, scores: &mut Scores) -> Result<(), Rare> {
        let totals = &self.plan.totals;
        self.sums.clear();
        self.incomplete.fill(false);
        let mut is_incomplete = false;
        for group in self.waiting.iter().filter_map(|waiting| totals.chains[waiting.point].first()) {
            self.incomplete[*group] = true;
            is_incomplete = true;
        }
        if is_incomplete {
            totals.add_up(&mut self.incomplete, BitOr::bitor);
            self.link(slots)?;
        }
        if totals.is_mean {
            self.means(is_incomplete, slots, scores)?;
        } else {
            self.sums(is_incomplete, slots, scores)?;
        }
        self.miss(scores);
        Ok(())
    }

    /// Finds out which of the points that hold up totals unknown inputs link, and how.
    fn link(&mut self, slots: &Slots) -> Result<(), Rare> {
        let memory = &mut self.memory;
        let mut is_linked = false;
        for Waiting { point, score, .. } in self.waiting.iter().filter(|waiting| waiting.waits.is_linked) {
            self.linked[*point] = Some(Recorded {
                rating: slots.ratings()[*point],
                stands: score.fallback,
                may_drop: self.plan.totals.may_drop[*point],
            });
            is_linked = true;
        }
        if is_linked {
            memory.link(self.program, self.plan, &self.block, slots)
        } else {
            memory.linked.find_none();
            Ok(())
        }
    }

    /// What the grid's total waits for.
    fn miss(&self, scores: &mut Scores) {
        let (totals, missing) = (&self.plan.totals, &mut scores.missing);
        let in_grid = |waiting: &&Waiting| totals.chains[waiting.point].last() == Some(&GroupId::ROOT.0);
        let mut last = None;
        for Waiting { point, score, waits } in self.waiting.iter().filter(in_grid) {
            if score.status == PointStatus::Unrated {
                missing.points.push(PointId(*point));
            }
            // Points that follow each other mostly wait for the same inputs.
            if last.replace(waits.inputs) != Some(waits.inputs) {
                missing.inputs.extend_from_slice(self.memory.outlooks.inputs(waits.inputs));
            }
        }
        // Most grids write their points in the order they count in.
        if !missing.points.is_sorted_by_key(|point| totals.places[point.0]) {
            missing.points.sort_unstable_by_key(|point| totals.places[point.0]);
        }
        missing.inputs.sort_unstable();
        missing.inputs.dedup();
    }
}

/// What a point brings that holds up a total though no other is linked to it and its rating is not what is missing.
pub(super) fn settles(point: usize, score: PointScore, row: Row, rows: &Rows, slots: &Slots) -> Result<Worth, Rare> {
    if row == Row::NONE || !score.status.counts() {
        return Ok(Worth::default());
    }
    row.worth(&rows.entries, score.rating, || slots.millionths(PointId(point))).ok_or(Rare)
}
