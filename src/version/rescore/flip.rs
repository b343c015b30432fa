//! Decisions that came to another level, and the smallest sets of changes that make them.

use super::CauseId;
use super::hybrid::Hybrids;
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
    let mut hybrids = None;
    for (at, from) in sides.plan.lineage.decisions.iter().enumerate() {
        let Some(from) = from else { continue };
        let levels = (award(before.decisions().get(from.0)), award(after.decisions().get(at)));
        let name = |lines: &[crate::grid::DecisionLine], line: Award| line.map(|line| lines[line].level.clone());
        let (old, new) = (&sides.plan.old.decisions[from.0], &sides.plan.new.decisions[at]);
        if name(&old.lines, levels.0) != name(&new.lines, levels.1) {
            let decision = (*from, DecisionId(at));
            let hybrids = hybrids.get_or_insert_with(|| Hybrids::new(sides));
            let wanted = levels.1.filter(|_| levels.0.is_some()).map(|line| new.lines[line].level.as_str());
            let sets = match (hybrids, wanted) {
                (Some(hybrids), Some(wanted)) => smallest(hybrids, decision, wanted),
                _ => Sets::Open,
            };
            flips.push(Flip { decision, levels, sets });
        }
    }
    flips
}

/// The most changes of a set looked for one by one.
const LARGEST: usize = 3;
/// The most changes among which sets are looked for: more than any version has, of those that touch one audit.
const MOST_ACTIVE: usize = 48;

/// The smallest sets of changes with which a decision comes to a level.
fn smallest(hybrids: &Hybrids<'_, '_, '_>, decision: (DecisionId, DecisionId), wanted: &str) -> Sets {
    let active = &hybrids.active;
    let flips = |set: &[CauseId]| hybrids.level(decision, set) == Some(wanted);
    // All of them together do, unless something could not be mixed.
    if active.len() > MOST_ACTIVE || !flips(active) {
        return Sets::Open;
    }
    for size in 1..=LARGEST.min(active.len()) {
        let mut found = Vec::new();
        choose(active, size, &mut Vec::new(), &mut |set| {
            if flips(set) {
                found.push(set.to_vec());
            }
        });
        if !found.is_empty() {
            return Sets::Smallest(found);
        }
    }
    Sets::MoreThanThree
}

/// Every set of so many of these, in order.
fn choose(from: &[CauseId], size: usize, chosen: &mut Vec<CauseId>, take: &mut impl FnMut(&[CauseId])) {
    if size == 0 {
        take(chosen);
        return;
    }
    for (at, one) in from.iter().enumerate() {
        chosen.push(*one);
        choose(&from[at + 1..], size - 1, chosen, take);
        chosen.pop();
    }
}
