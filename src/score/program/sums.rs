//! The totals of a grid of sums, and where those may lie that something holds up.

use super::foresee::Sums;
use super::incomplete::settles;
use super::interval::{Ends, Missing};
use super::scorer::{Rare, Run};
use super::spread::{Spread, both};
use super::worth::{Row, Worth};
use crate::audit::Slots;
use crate::exact::Quantity;
use crate::grid::PointId;
use crate::score::scores::GroupScore;
use crate::score::{PointStatus, Scores};

/// What waits by itself in each group. Ratings missing on the same scale with the same weight are one kind, and counted: an
/// audit that lacks eighty ratings lacks few kinds of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Pending {
    kinds: Vec<Kind>,
    /// Kind after kind, how many ratings each group lacks.
    counts: Vec<i64>,
    /// What each group has beside that does not count in its total yet.
    settled: Vec<Worth>,
    /// True if all this is said of the present audit.
    is_known: bool,
}

/// Ratings missing of points whose ratings bring the same.
#[derive(Debug, Clone, Copy)]
struct Kind {
    row: Row,
    may_drop: bool,
    missing: Missing,
}

impl Run<'_, '_> {
    /// The totals of a grid of sums.
    pub(super) fn sums(&mut self, is_incomplete: bool, slots: &Slots, scores: &mut Scores) -> Result<(), Rare> {
        let totals = &self.plan.totals;
        let scale = totals.denominator;
        let complete = |own: &Worth| {
            let interval = GroupScore::COMPLETE;
            GroupScore { obtained: own.obtained, possible: own.possible, scale, interval }
        };
        scores.groups.extend(self.own.iter().map(complete));
        if !is_incomplete {
            return Ok(());
        }
        self.spread(slots)?;
        self.pending.is_known = false;
        for at in 0..self.own.len() {
            if !self.incomplete[at] {
                continue;
            }
            let spread = both(self.spreads[at], Spread::of(self.own[at])).and_then(|it| Some((it, it.reach()?)));
            if spread.is_none() {
                self.foresee(at, slots)?;
            }
            if self.plan.asks_sums {
                let scaled = |(low, high): Ends<i64>| (Quantity::ratio(low, scale), Quantity::ratio(high, scale));
                let (obtained, possible) = match spread {
                    Some((spread, _)) => (spread.obtained(), spread.possible()),
                    None => (self.prospects.obtained(), self.prospects.possible()),
                };
                self.sums.push(Sums { obtained: scaled(obtained), possible: scaled(possible) });
            }
            let reach = spread.map_or_else(|| self.prospects.reach(), |(_, reach)| reach);
            scores.groups[at].interval = scores.push_interval(reach.into());
        }
        Ok(())
    }

    /// Finds out what waits by itself in each group.
    fn pend(&mut self, slots: &Slots) -> Result<(), Rare> {
        let (totals, groups) = (&self.plan.totals, self.own.len());
        let Pending { kinds, counts, settled, .. } = &mut self.pending;
        kinds.clear();
        counts.clear();
        settled.clear();
        settled.resize(groups, Worth::default());
        for waiting in self.waiting.iter().filter(|waiting| !waiting.waits.is_linked) {
            let Some(group) = totals.chains[waiting.point].first() else { continue };
            let row = self.memory.facts[self.memory.present[waiting.point].fact as usize].row;
            if waiting.score.status != PointStatus::Unrated || row == Row::NONE {
                let worth = settles(waiting.point, waiting.score, row, &self.memory.rows, slots)?;
                settled[*group] = settled[*group].plus(worth);
                continue;
            }
            let may_drop = totals.may_drop[waiting.point];
            let is_kind = |kind: &Kind| kind.row == row && kind.may_drop == may_drop;
            let kind = kinds.iter().position(is_kind).unwrap_or_else(|| {
                kinds.push(Kind { row, may_drop, missing: self.memory.rows.missing(row, may_drop) });
                counts.resize(kinds.len() * groups, 0);
                kinds.len() - 1
            });
            counts[kind * groups + group] += 1;
        }
        totals.add_up(settled, Worth::plus);
        for counts in counts.chunks_exact_mut(groups) {
            totals.add_up(counts, std::ops::Add::add);
        }
        Ok(())
    }

    /// What an incomplete sum may be made of that must be searched.
    fn foresee(&mut self, group: usize, slots: &Slots) -> Result<(), Rare> {
        if !self.pending.is_known {
            self.pend(slots)?;
            self.pending.is_known = true;
        }
        let (prospects, pending, groups) = (&mut self.prospects, &self.pending, self.own.len());
        prospects.clear();
        prospects.bound = self.plan.totals.bound;
        for (kind, Kind { missing, .. }) in pending.kinds.iter().enumerate() {
            let count = pending.counts[kind * groups + group];
            if count > 0 {
                prospects.add_missing(missing, count);
            }
        }
        prospects.add_scenario(self.own[group].plus(pending.settled[group]));
        prospects.end_cluster();
        let counts = |point: PointId| self.plan.totals.chains[point.0].contains(&group);
        let waits = |point: PointId| self.linked[point.0].filter(|_| counts(point));
        self.memory.linked.lay_over(prospects, &self.memory.rows, slots, group, waits)
    }
}
