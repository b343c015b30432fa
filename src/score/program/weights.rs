//! What points, weights and decisions came to in the last audit scored, for those who put a difference down to its causes.

use num_traits::Zero;

use super::Scorer;
use super::decision::Results;
use super::scorer::Run;
use crate::audit::{RatingCell, Slots};
use crate::exact::{Exact, Quantity};
use crate::grid::{Aggregation, DecisionId, PointId};
use crate::score::{PointScore, PointStatus, Scores};

/// The weights points and groups had in one audit, exactly; `None` where one is not determined, or not needed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Weights {
    /// Of each point the product of the weights on its path.
    pub(crate) effective: Vec<Option<Quantity>>,
    /// Of each point its own.
    pub(crate) own: Vec<Option<Quantity>>,
    /// Of each group its own.
    pub(crate) groups: Vec<Option<Quantity>>,
}

/// What a grid says of its points in one audit. Where it says the same of two points, or of one in two audits, the same comes of the
/// same ratings.
#[derive(Clone, Copy)]
pub(crate) struct Said<'r> {
    run: &'r Run<'r, 'r>,
}

impl Said<'_> {
    /// What is said of a point, as a number: its meaning holds until the [`era`](Self::era) ends.
    #[inline]
    pub(crate) fn of(self, point: PointId) -> u32 {
        self.run.memory.tables[self.run.fact(point.0)]
    }

    /// The same in every audit of the block.
    #[inline]
    pub(crate) fn of_all(&self, point: PointId) -> impl Fn(usize) -> u32 {
        let (tables, seat) = (self.run.memory.tables.as_slice(), self.run.plan.seats[point.0]);
        let starts = self.starts(seat.site);
        move |audit| tables[(starts[audit] + seat.place) as usize]
    }

    /// The same where what is said of the points of its site begins there.
    pub(crate) fn at(self, start: u32, point: PointId) -> u32 {
        self.run.memory.tables[(start + self.run.plan.seats[point.0].place) as usize]
    }

    /// Where what is said of the points of a site begins in each audit of the block, as a number: the same as long as the same is said
    /// of each, within an [`era`](Self::era).
    #[inline]
    pub(crate) fn starts(&self, site: usize) -> &[u32] {
        self.run.block.starts(site)
    }

    /// The number of times what was said was forgotten.
    pub(crate) fn era(self) -> u64 {
        self.run.memory.yields.era()
    }

    /// What a point of which this is said comes to with such a rating recorded; none if that is not all it depends on.
    pub(crate) fn score(self, said: u32, recorded: RatingCell) -> Option<PointScore> {
        Some(self.run.memory.yields.score(said, recorded)).filter(|score| score.status != PointStatus::Undetermined)
    }
}

impl Scorer<'_, '_> {
    /// What the grid said of points in the audit last scored; none if it was left to the reference.
    pub(crate) fn said(&self) -> Option<Said<'_>> {
        self.last_run().map(|run| Said { run })
    }

    /// What a point came to in the audit last scored, whether or not results tell it.
    #[inline]
    pub(crate) fn point(&self, slots: &Slots, point: PointId) -> PointScore {
        match self.last_run() {
            Some(run) => run.score_of(point.0, slots),
            None => self.scores().points()[point.0],
        }
    }

    /// What a point that counts, rated so, obtains and makes possible in the total of its group, over
    /// [`Program::denominator`](super::Program::denominator); `None` if the audit was left to the reference.
    pub(crate) fn brought(&self, slots: &Slots, point: PointId, rating: RatingCell) -> Option<(i64, i64)> {
        let run = self.last_run()?;
        let row = run.memory.facts.get(run.fact(point.0))?.row;
        let worth = row.worth(&run.memory.rows.entries, rating, || slots.millionths(point))?;
        Some((worth.obtained, worth.possible))
    }

    /// The weight a point that counts has: in a sum the product of those on its path, in a mean its own.
    pub(crate) fn weight(&self, slots: &Slots, point: PointId) -> Option<Quantity> {
        let grid = self.program.grid;
        let (_, possible) = self.brought(slots, point, self.point(slots, point).rating)?;
        let possible = Quantity::ratio(possible, self.program.denominator()?);
        match grid.group(grid.point(point).group).aggregation {
            Aggregation::WeightedMean => Some(possible),
            Aggregation::WeightedSum => {
                let best = grid.scale(grid.point(point).scale).best().filter(|best| !best.is_zero())?;
                Some(possible / Quantity::of(best))
            }
        }
    }

    /// The weights that bear on totals in the audit last scored, as far as the grid's way of totalling looks at them.
    pub(crate) fn weights(&self, slots: &Slots) -> Weights {
        let Some(run) = self.last_run() else { return self.all_weights(slots) };
        let counts = |point: &PointId| self.point(slots, *point).status.counts();
        let points = (0..self.program.grid.points.len()).map(PointId);
        let points: Vec<_> =
            points.map(|point| Some(point).filter(counts).and_then(|point| self.weight(slots, point))).collect();
        let groups = run.plan.totals.groups.iter().enumerate().map(|(at, group)| {
            // Means look at them, and ask for those that conditions alone do not tell.
            let told = run.group_weights.get(at).copied();
            let known = || group.weight.value(&run.plan.definitions, &run.digits, &run.worked).ok().flatten();
            let (over, under) = told.unwrap_or_else(known)?;
            Some(Quantity::ratio(over, under))
        });
        let groups = groups.collect();
        if run.plan.totals.is_mean {
            Weights { effective: Vec::new(), own: points, groups }
        } else {
            Weights { effective: points, own: Vec::new(), groups }
        }
    }

    /// Every weight of the audit last scored, asked of the reference.
    pub(crate) fn all_weights(&self, slots: &Slots) -> Weights {
        let audit = slots.to_audit(self.program.grid);
        let Ok(assessment) = self.program.evaluator.assess(&audit) else { return Weights::default() };
        let of = |weight: &Option<Exact>| weight.as_ref().map(Quantity::of);
        Weights {
            effective: assessment.points.iter().map(|state| of(&state.outcome.weight)).collect(),
            own: assessment.points.iter().map(|state| of(&state.own_weight)).collect(),
            groups: assessment.group_weights.iter().map(of).collect(),
        }
    }
}

impl Scorer<'_, '_> {
    /// The line a decision comes to for other results and the answers of the audit last scored; none if that is open, if no single line
    /// holds, or if the audit was left to the reference.
    pub(crate) fn decided(&self, decision: DecisionId, scores: &Scores) -> Option<usize> {
        let run = self.last_run()?;
        let results = Results {
            definitions: &run.plan.definitions,
            digits: &run.digits,
            worked: &run.worked,
            scores,
            decisions: &run.plan.decisions,
        };
        results.line(run.plan.decisions.get(decision.0)?)
    }
}
