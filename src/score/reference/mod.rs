//! The meaning of a grid, written to be read: a plain transcription of `semantics.md` §1 and §3.
//!
//! One audit is scored in this order: [`conflict`] (is there a completion?), [`verdict`] and [`point`] (what each point comes to
//! on all of them), [`totals`] and [`extent`] (what the groups come to, or between what and what), [`decision`]. What the values
//! given do not tell by themselves is asked of [`possible`](super::possible); [`cases`] is the only place where completions
//! are walked.

mod cases;
mod cells;
mod conflict;
mod decision;
mod elements;
mod extent;
mod knowledge;
mod point;
mod totals;
mod verdict;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use super::possible::Verdict;
pub(crate) use cells::atoms_on_inputs;
pub(crate) use conflict::Clash;
pub(crate) use decision::{Decided, Reading, Subject, bounds_on, counts_within, cut, least, range, readings};
pub(crate) use elements::{Allowance, Tally, missing_in_all};
pub(crate) use extent::{JointCases, point_conditions};
pub(crate) use knowledge::Knowledge;
pub(crate) use point::{Assessment, levels, value};
pub(crate) use totals::{Totals, points_in_total, rated};
pub(crate) use verdict::{holding, weight};

use super::Outcome;
use super::possible::Possible;
use crate::audit::{Audit, Contradiction, Refusal, RefusalKind};
use crate::grid::{DecisionId, Grid, PointId};
use cases::Completions;
use cells::Cells;

/// Scores one audit; refused if nothing can be true of it.
pub fn score(grid: &Grid, audit: &Audit) -> Result<Outcome, Refusal> {
    Evaluator::new(grid).score(audit)
}

/// Scores audits under one grid.
pub struct Evaluator<'g> {
    possible: Possible<'g>,
    cells: Cells,
}

impl<'g> Evaluator<'g> {
    /// An evaluator for a grid without errors.
    pub fn new(grid: &'g Grid) -> Self {
        Self::over(Possible::new(grid))
    }

    fn over(possible: Possible<'g>) -> Self {
        let cells = Cells::new(possible.grid());
        Self { possible, cells }
    }

    /// Scores one audit; refused if nothing can be true of it.
    pub fn score(&self, audit: &Audit) -> Result<Outcome, Refusal> {
        self.score_deciding(audit, (0..self.possible.grid().decisions.len()).map(DecisionId))
    }

    /// The same with these decisions alone, in their order.
    pub(crate) fn score_deciding(
        &self,
        audit: &Audit,
        decisions: impl IntoIterator<Item = DecisionId>,
    ) -> Result<Outcome, Refusal> {
        let assessment = self.assess(audit)?;
        let totals = Totals::new(&assessment);
        let (decisions, doubts) = decision::decide(&assessment, &totals, decisions);
        let anomalies = assessment.points.iter().flat_map(|point| point.anomalies.iter().cloned());
        Ok(Outcome {
            audit: audit.id.clone(),
            anomalies: anomalies.chain(doubts).collect(),
            missing: Totals::missing(&assessment),
            points: assessment.points.into_iter().map(|point| point.outcome).collect(),
            groups: totals.groups,
            decisions,
        })
    }

    /// The audit ready for questions on points and weights; no point is looked at. If nothing can be true of it, what of it clashes.
    pub(crate) fn open<'a>(&'a self, audit: &'a Audit) -> Result<Assessment<'a>, Clash> {
        Ok(Assessment::open(Completions::new(&self.possible, &self.cells, audit)?, audit))
    }

    /// What each point of an audit comes to.
    pub(crate) fn assess<'a>(&'a self, audit: &'a Audit) -> Result<Assessment<'a>, Refusal> {
        let grid = self.possible.grid();
        refuse_ratings(grid, audit)?;
        let completions = Completions::new(&self.possible, &self.cells, audit);
        let completions = completions.map_err(|clash| clash.refusal(grid, |input| audit.value(input).cloned()))?;
        Ok(Assessment::new(completions, audit))
    }
}

/// Refuses what cannot be said of a point.
fn refuse_ratings(grid: &Grid, audit: &Audit) -> Result<(), Refusal> {
    for (at, point) in grid.points.iter().enumerate() {
        let id = PointId(at);
        if audit.reason_set_aside(id).is_none() {
            continue;
        }
        let scale = grid.scale(point.scale);
        let contradiction = if audit.rating(id).is_some() {
            Contradiction::RatedAndSetAside(point.id.clone())
        } else if scale.allows_set_aside {
            continue;
        } else {
            Contradiction::CannotBeSetAside { point: point.id.clone(), scale: scale.name.clone() }
        };
        return Err(Refusal { at: format!("sans_objet.{}", point.id), kind: RefusalKind::Meaning(contradiction) });
    }
    Ok(())
}
