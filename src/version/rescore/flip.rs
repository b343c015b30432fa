//! Decisions that came to another level, and the smallest sets of changes that make them.

use super::CauseId;
use super::impact::Award;
use super::sides::Sides;
use crate::grid::DecisionId;
use crate::score::{DecisionOutcome, Scores};

/// A decision that came to another level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// The decision before and after.
    pub decision: (DecisionId, DecisionId),
    /// Its level before and after, by index of line; none if undetermined.
    pub levels: (Award, Award),
    /// What makes it.
    pub sets: Sets,
}

/// The smallest sets of changes that make a decision come to its new level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sets {
    /// These, all of the same size.
    Smallest(Vec<Vec<CauseId>>),
    /// Every one has more than three.
    MoreThanThree,
    /// They were not looked for: a side is not settled.
    Open,
}

impl Flip {
    /// The causes in any of its smallest sets, each once.
    pub fn causes(&self) -> Vec<CauseId> {
        let Sets::Smallest(sets) = &self.sets else { return Vec::new() };
        let mut causes: Vec<_> = sets.iter().flatten().copied().collect();
        causes.sort_unstable();
        causes.dedup();
        causes
    }
}

/// The decisions both versions have that came to another level.
pub(super) fn flips(sides: &Sides<'_, '_>, after: Option<&Scores>) -> Vec<Flip> {
    let Some(after) = after else { return Vec::new() };
    let before = sides.old.scores();
    let award = |outcome: Option<&DecisionOutcome>| match outcome {
        Some(DecisionOutcome::Decided(line)) => Some(*line),
        _ => None,
    };
    let mut flips = Vec::new();
    for (at, from) in sides.plan.lineage.decisions.iter().enumerate() {
        let Some(from) = from else { continue };
        let levels = (award(before.decisions().get(from.0)), award(after.decisions().get(at)));
        let name = |lines: &[crate::grid::DecisionLine], line: Award| line.map(|line| lines[line].level.clone());
        let (old, new) = (&sides.plan.old.decisions[from.0], &sides.plan.new.decisions[at]);
        if name(&old.lines, levels.0) != name(&new.lines, levels.1) {
            flips.push(Flip { decision: (*from, DecisionId(at)), levels, sets: Sets::Open });
        }
    }
    flips
}
