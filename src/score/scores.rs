//! The result of scoring one audit, kept small: made to be filled again and again without allocation, and written as it is.
//! [`Outcome`] says the same at leisure.

use super::aggregate::Fraction;
use super::outcome::{
    Anomaly, DecisionOutcome, Interval, Missing, Outcome, PointOutcome, PointStatus, Total, TotalState,
};
use super::reference::value;
use crate::audit::{RatingCell, RecordedRating, Slots};
use crate::diagnostic::Span;
use crate::exact::{Exact, Quantity, written_percent};
use crate::grid::{Grid, GroupId, PointId};

/// The result of one audit. Vectors have one entry for each point, group or decision of the grid. What was recorded (the
/// identifier, ratings on interval scales, reasons) stays in the audit's [`Slots`], which go with it.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    /// One entry a point; none where only totals were asked for.
    pub(crate) points: Vec<PointScore>,
    /// One entry a group; the first is the grid's own total.
    pub(crate) groups: Vec<GroupScore>,
    /// Where the score of each incomplete group must lie.
    pub(crate) intervals: Vec<Range>,
    /// The totals that do not fit their group's entry.
    pub(crate) others: Vec<Fraction>,
    /// One entry a decision.
    pub(crate) decisions: Vec<DecisionOutcome>,
    /// What looks wrong, in the order of points.
    pub(crate) anomalies: Vec<Anomaly>,
    /// What the grid's total waits for.
    pub(crate) missing: Missing,
}

/// The result of one point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointScore {
    /// Its status.
    pub status: PointStatus,
    /// True if a recorded rating stands in for unknown inputs.
    pub fallback: bool,
    /// True if what the given values leave open could not be looked at within the limit.
    pub unverified: bool,
    /// What it is rated, if its status says it is.
    pub rating: RatingCell,
    /// The clause that decided.
    pub clause: Option<Span>,
}

/// The total of a group: both figures over one denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GroupScore {
    /// Points obtained, times `scale`; if that is [`GroupScore::OTHER`], where the figures are kept.
    pub(crate) obtained: i64,
    /// Points possible, times `scale`.
    pub(crate) possible: i64,
    /// The denominator, positive.
    pub(crate) scale: i64,
    /// The interval of an incomplete total, by index; [`GroupScore::COMPLETE`] if it has none.
    pub(crate) interval: u32,
}

impl GroupScore {
    /// The scale of figures that do not fit.
    pub(crate) const OTHER: i64 = 0;
    /// The interval of a complete total.
    pub(crate) const COMPLETE: u32 = u32::MAX;

    /// True if something holds the total up.
    #[inline]
    pub(crate) fn is_incomplete(&self) -> bool {
        self.interval != Self::COMPLETE
    }

    /// Whether as much is obtained and possible in another total; `None` if either does not fit its entry.
    #[inline]
    pub(crate) fn has_figures_of(&self, other: &Self) -> Option<bool> {
        if self.scale == Self::OTHER || other.scale == Self::OTHER {
            return None;
        }
        if self.scale == other.scale {
            return Some((self.obtained, self.possible) == (other.obtained, other.possible));
        }
        let equal =
            |own: i64, its: i64| i128::from(own) * i128::from(other.scale) == i128::from(its) * i128::from(self.scale);
        Some(equal(self.obtained, other.obtained) && equal(self.possible, other.possible))
    }

    /// The score in hundredths of a percent, as it is written, if there is one that fits.
    #[inline]
    pub(crate) fn hundredths(&self) -> Option<i64> {
        let is_there = !self.is_incomplete() && self.scale != Self::OTHER && self.possible > 0;
        if is_there { written_percent(self.obtained, self.possible) } else { None }
    }
}

/// Where the score of an incomplete total must lie (`semantics.md` §3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The least and greatest score in percent; `None` if no completion has a score.
    pub bounds: Option<(Quantity, Quantity)>,
    /// True if both ends are reached; false if they only enclose.
    pub exact: bool,
    /// True if some completion leaves nothing that counts.
    pub maybe_not_computable: bool,
}

/// The score of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing<'s> {
    /// Complete: the exact score, in percent.
    Score(Quantity),
    /// Complete, but nothing counts.
    NotComputable,
    /// Something is not settled.
    Incomplete(&'s Range),
}

impl Scores {
    /// The result an outcome says, and the slots that go with it.
    pub fn of(outcome: &Outcome, slots: &mut Slots) -> Self {
        let mut scores = Self::default();
        scores.fill_from(outcome);
        slots.clear();
        slots.name(&outcome.audit);
        for (point, result) in outcome.points.iter().enumerate() {
            if let Some(rating) = &result.rating {
                slots.rate_as(PointId(point), rating);
            }
            if let Some(reason) = &result.reason {
                slots.set_aside(PointId(point), reason);
            }
            scores.points[point].rating = slots.ratings()[point];
        }
        scores
    }

    /// Takes over an outcome of the audit whose slots go with the result.
    pub(crate) fn fill_from(&mut self, outcome: &Outcome) {
        self.clear();
        self.points.extend(outcome.points.iter().map(|point| PointScore {
            status: point.status,
            fallback: point.fallback,
            unverified: point.unverified,
            rating: point.rating.as_ref().map_or(RatingCell::NONE, RatingCell::of),
            clause: point.clause,
        }));
        for total in &outcome.groups {
            self.push_total(total);
        }
        self.decisions.extend(outcome.decisions.iter().cloned());
        self.anomalies.extend(outcome.anomalies.iter().cloned());
        self.missing.points.extend_from_slice(&outcome.missing.points);
        self.missing.inputs.extend_from_slice(&outcome.missing.inputs);
    }

    /// Forgets the result, and keeps the room it took.
    pub(crate) fn clear(&mut self) {
        self.points.clear();
        self.groups.clear();
        self.intervals.clear();
        self.others.clear();
        self.decisions.clear();
        self.anomalies.clear();
        self.missing.points.clear();
        self.missing.inputs.clear();
    }

    fn push_total(&mut self, total: &Total) {
        let interval = match &total.state {
            TotalState::Score(_) | TotalState::NotComputable => GroupScore::COMPLETE,
            TotalState::Incomplete(interval) => self.push_interval(Range::of(interval)),
        };
        let (obtained, possible) = (Quantity::of(&total.obtained), Quantity::of(&total.possible));
        self.push_figures(&Fraction { obtained, possible }, interval);
    }

    /// Adds the interval of a group, and tells its index.
    pub(crate) fn push_interval(&mut self, range: Range) -> u32 {
        self.intervals.push(range);
        u32::try_from(self.intervals.len() - 1).unwrap_or(GroupScore::COMPLETE)
    }

    /// Adds the total of a group, whatever its size.
    pub(crate) fn push_figures(&mut self, total: &Fraction<Quantity>, interval: u32) {
        let score = match (&total.obtained, &total.possible) {
            (Quantity::Small { over: obtained, under: of }, Quantity::Small { over: possible, under }) => {
                common_scale((*obtained, *of), (*possible, *under), interval)
            }
            _ => None,
        };
        let kept_apart = GroupScore {
            obtained: i64::try_from(self.others.len()).unwrap_or(i64::MAX),
            possible: 0,
            scale: GroupScore::OTHER,
            interval,
        };
        self.groups.push(score.unwrap_or(kept_apart));
        if score.is_none() {
            self.others.push(Fraction { obtained: total.obtained.exact(), possible: total.possible.exact() });
        }
    }

    /// Says otherwise of the total of a group, which is complete.
    pub(crate) fn replace_figures(&mut self, group: GroupId, total: &Fraction<Quantity>) {
        self.push_figures(total, GroupScore::COMPLETE);
        if let Some(score) = self.groups.pop() {
            self.groups[group.0] = score;
        }
    }

    fn other(&self, group: &GroupScore) -> Option<&Fraction> {
        if group.scale != GroupScore::OTHER {
            return None;
        }
        usize::try_from(group.obtained).ok().and_then(|at| self.others.get(at))
    }

    /// One entry a point; none if the scorer left them out.
    pub fn points(&self) -> &[PointScore] {
        &self.points
    }

    /// One entry a decision.
    pub fn decisions(&self) -> &[DecisionOutcome] {
        &self.decisions
    }

    /// What looks wrong, in the order of points.
    pub fn anomalies(&self) -> &[Anomaly] {
        &self.anomalies
    }

    /// What the grid's total waits for; empty when it is complete.
    pub fn missing(&self) -> &Missing {
        &self.missing
    }

    /// How many groups there are, the grid included.
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// Points obtained in a group, exact; over the points settled so far when its total is incomplete.
    pub fn obtained(&self, group: GroupId) -> Quantity {
        let score = &self.groups[group.0];
        match self.other(score) {
            Some(total) => Quantity::of(&total.obtained),
            None => Quantity::ratio(score.obtained, score.scale),
        }
    }

    /// Points possible in a group, exact; likewise.
    pub fn possible(&self, group: GroupId) -> Quantity {
        let score = &self.groups[group.0];
        match self.other(score) {
            Some(total) => Quantity::of(&total.possible),
            None => Quantity::ratio(score.possible, score.scale),
        }
    }

    /// True if as much is obtained and possible in a group as in one of another result.
    pub(crate) fn has_figures_of(&self, group: GroupId, other: &Self, of: GroupId) -> bool {
        self.groups[group.0]
            .has_figures_of(&other.groups[of.0])
            .unwrap_or_else(|| self.obtained(group) == other.obtained(of) && self.possible(group) == other.possible(of))
    }

    /// The score of a group, or why it has none.
    pub fn standing(&self, group: GroupId) -> Standing<'_> {
        if let Some(range) = self.range(group) {
            return Standing::Incomplete(range);
        }
        let score = &self.groups[group.0];
        match self.other(score) {
            Some(total) => total.score().map_or(Standing::NotComputable, |score| Standing::Score(Quantity::of(&score))),
            None if score.possible == 0 => Standing::NotComputable,
            None => {
                let (over, under) = (100 * i128::from(score.obtained), i128::from(score.possible));
                Standing::Score(Quantity::wide(over * under.signum(), under.abs()))
            }
        }
    }

    /// Where the score of a group must lie, if it is not settled.
    pub fn range(&self, group: GroupId) -> Option<&Range> {
        self.intervals.get(self.groups[group.0].interval as usize)
    }

    /// The score of a group in hundredths of a percent, as it is written, where it has one that fits.
    #[inline]
    pub fn hundredths(&self, group: GroupId) -> Option<i64> {
        self.groups[group.0].hundredths()
    }

    /// True if something holds up the total of a group.
    pub(crate) fn is_incomplete(&self, group: GroupId) -> bool {
        self.groups.get(group.0).is_some_and(GroupScore::is_incomplete)
    }

    /// True if the audit is `complet`: every point that counts in the grid's total is settled.
    pub fn is_complete(&self) -> bool {
        !self.is_incomplete(GroupId::ROOT)
    }

    /// The same at leisure, with the slots of the audit, from a scorer that tells points. The weights of points, which results do not
    /// keep, are left out.
    pub fn outcome(&self, slots: &Slots, grid: &Grid) -> Outcome {
        let point = |(at, point): (usize, &PointScore)| {
            let rating = match (point.status, point.rating) {
                (PointStatus::Computed, cell) => cell.as_level().map(RecordedRating::Level),
                (status, _) if status.counts() => slots.rating(PointId(at)),
                _ => None,
            };
            PointOutcome {
                status: point.status,
                value: rating.as_ref().and_then(|rating| value(grid, PointId(at), rating)),
                rating,
                weight: None,
                fallback: point.fallback,
                unverified: point.unverified,
                clause: point.clause,
                reason: slots.reason(PointId(at)).filter(|_| point.status == PointStatus::SetAside).map(str::to_owned),
            }
        };
        Outcome {
            audit: slots.id().to_owned(),
            points: self.points.iter().enumerate().map(point).collect(),
            groups: (0..self.groups.len()).map(|at| self.total(GroupId(at))).collect(),
            decisions: self.decisions.clone(),
            anomalies: self.anomalies.clone(),
            missing: self.missing.clone(),
        }
    }

    /// The total of a group as outcomes say it.
    fn total(&self, group: GroupId) -> Total {
        let state = match self.standing(group) {
            Standing::Score(score) => TotalState::Score(score.exact()),
            Standing::NotComputable => TotalState::NotComputable,
            Standing::Incomplete(range) => TotalState::Incomplete(Interval {
                bounds: range.bounds.as_ref().map(|(low, high)| (low.exact(), high.exact())),
                exact: range.exact,
                maybe_not_computable: range.maybe_not_computable,
            }),
        };
        Total { obtained: self.obtained(group).exact(), possible: self.possible(group).exact(), state }
    }
}

impl Range {
    fn of(interval: &Interval) -> Self {
        let quantities = |(low, high): &(Exact, Exact)| (Quantity::of(low), Quantity::of(high));
        Self {
            bounds: interval.bounds.as_ref().map(quantities),
            exact: interval.exact,
            maybe_not_computable: interval.maybe_not_computable,
        }
    }
}

/// Two fractions over one denominator, if that fits.
fn common_scale((obtained, of): (i64, i64), (possible, under): (i64, i64), interval: u32) -> Option<GroupScore> {
    let scale = num_integer::lcm(i128::from(of), i128::from(under));
    let scaled = |over: i64, under: i64| i64::try_from(i128::from(over).checked_mul(scale / i128::from(under))?).ok();
    Some(GroupScore {
        obtained: scaled(obtained, of)?,
        possible: scaled(possible, under)?,
        scale: i64::try_from(scale).ok()?,
        interval,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::integer;

    #[test]
    fn totals_of_every_size_come_out_as_they_went_in() {
        let big = integer(i64::MAX) * integer(3);
        let cases = [
            (integer(23) / integer(3), integer(26) / integer(5)),
            (integer(0), integer(0)),
            (big.clone(), big.clone() * integer(2)),
            (integer(1) / &big, integer(1)),
            (integer(-7) / integer(2), integer(4)),
        ];
        let mut scores = Scores::default();
        for (obtained, possible) in &cases {
            let total = Fraction { obtained: Quantity::of(obtained), possible: Quantity::of(possible) };
            scores.push_figures(&total, GroupScore::COMPLETE);
        }
        for (at, (obtained, possible)) in cases.into_iter().enumerate() {
            let total = Fraction { obtained, possible };
            let state = total.score().map_or(TotalState::NotComputable, TotalState::Score);
            assert_eq!(scores.total(GroupId(at)), Total { obtained: total.obtained, possible: total.possible, state });
        }
    }
}
