//! Decisions that came to another level, and the smallest sets of changes that make them.

use super::CauseId;
use super::hybrid::Hybrids;
use super::impact::Award;
use super::linear::{Bound, Search, Stop, Target};
use super::sides::Sides;
use crate::exact::{Exact, integer};
use crate::grid::{DecisionId, DecisionLine};
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
    /// These, all of the same size; true if there are more of them.
    Smallest(Vec<Vec<CauseId>>, bool),
    /// Every one has more than three.
    MoreThanThree,
    /// They are left open.
    Open(Why),
}

/// Why the smallest sets are left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A version does not decide.
    Undecided,
    /// A total or a point the decision looks at is not settled.
    Unsettled,
    /// The changes cannot be told apart for this decision.
    Inseparable,
    /// There are too many sets to try.
    TooMany,
}

impl Why {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Undecided => "une des versions ne tranche pas",
            Self::Unsettled => "un total ou un point que la décision regarde n’est pas établi",
            Self::Inseparable => "les changements ne se séparent pas pour cette décision",
            Self::TooMany => "trop d’ensembles à essayer",
        }
    }
}

impl Flip {
    /// The causes in any of its smallest sets, each once.
    pub fn causes(&self) -> Vec<CauseId> {
        let Sets::Smallest(sets, _) = &self.sets else { return Vec::new() };
        let mut causes: Vec<_> = sets.iter().flatten().copied().collect();
        causes.sort_unstable();
        causes.dedup();
        causes
    }
}

/// Adds the decisions both versions have that came to another level.
pub(super) fn flips(sides: &Sides<'_, '_>, after: &Scores, flips: &mut Vec<Flip>) {
    let before = sides.old.scores();
    let award = |outcome: Option<&DecisionOutcome>| match outcome {
        Some(DecisionOutcome::Decided(line)) => Some(*line),
        _ => None,
    };
    for (at, from) in sides.plan.lineage.decisions.iter().enumerate() {
        let Some(from) = from else { continue };
        let levels = (award(before.decisions().get(from.0)), award(after.decisions().get(at)));
        let (old, new) = (&sides.plan.old.decisions[from.0], &sides.plan.new.decisions[at]);
        let wanted = name(&new.lines, levels.1);
        if name(&old.lines, levels.0) != wanted {
            let decision = (*from, DecisionId(at));
            let sets = match wanted.filter(|_| levels.0.is_some()) {
                Some(wanted) => smallest(sides, decision, wanted).unwrap_or_else(Sets::Open),
                None => Sets::Open(Why::Undecided),
            };
            flips.push(Flip { decision, levels, sets });
        }
    }
}

/// The name of the level a decision came to.
fn name(lines: &[DecisionLine], award: Award) -> Option<&str> {
    lines.get(award?).map(|line| line.level.as_str())
}

/// The most changes of a set looked for one by one.
const LARGEST: usize = 3;
/// The most sets tried one by one, and the most steps of a search.
const MOST_TRIED: usize = 50_000;
/// The most sets told, of those of one size.
const MOST_TOLD: usize = 100;

/// The smallest sets of changes with which a decision comes to a level.
fn smallest(sides: &Sides<'_, '_>, decision: (DecisionId, DecisionId), wanted: &str) -> Result<Sets, Why> {
    let hybrids = Hybrids::new(sides, decision)?;
    // All of them together do, unless something could not be mixed.
    if hybrids.level(&vec![true; hybrids.active.len()]) != Some(wanted) {
        return Err(Why::Inseparable);
    }
    by_score(&hybrids, wanted).unwrap_or_else(|| one_by_one(&hybrids, wanted))
}

/// Sets found, in order.
struct Found {
    sets: Vec<Vec<CauseId>>,
    more: bool,
}

impl Found {
    fn take(&mut self, causes: &[CauseId], chosen: impl Iterator<Item = usize>) {
        if self.sets.len() < MOST_TOLD {
            self.sets.push(chosen.map(|at| causes[at]).collect());
        } else {
            self.more = true;
        }
    }
}

/// Trying every set of up to three.
fn one_by_one(hybrids: &Hybrids<'_, '_, '_>, wanted: &str) -> Result<Sets, Why> {
    let count = hybrids.active.len();
    let mut tried = 0;
    for size in 1..=LARGEST.min(count) {
        tried += (0..size).fold(1, |sets: usize, at| sets.saturating_mul(count - at) / (at + 1));
        if tried > MOST_TRIED {
            return Err(Why::TooMany);
        }
        let mut found = Found { sets: Vec::new(), more: false };
        choose(&mut vec![false; count], 0, size, &mut |chosen| {
            if hybrids.level(chosen) == Some(wanted) {
                found.take(&hybrids.active, (0..count).filter(|at| chosen[*at]));
            }
        });
        if !found.sets.is_empty() {
            return Ok(Sets::Smallest(found.sets, found.more));
        }
    }
    Ok(Sets::MoreThanThree)
}

/// Every set of so many of these, in order.
fn choose(chosen: &mut Vec<bool>, from: usize, size: usize, take: &mut impl FnMut(&[bool])) {
    if size == 0 {
        take(chosen);
        return;
    }
    for at in from..chosen.len() {
        chosen[at] = true;
        choose(chosen, at + 1, size - 1, take);
        chosen[at] = false;
    }
}

/// Sets of any size, where a decision looks at the score of one group, which is a sum: the exact parts tell which sets can reach where
/// it is wanted. None if it does not.
fn by_score(hybrids: &Hybrids<'_, '_, '_>, wanted: &str) -> Option<Result<Sets, Why>> {
    let linear = hybrids.single()?;
    let count = hybrids.active.len();
    // The rule is no part of the sum: without it the old one holds, with it the new one.
    let rule = hybrids.rule();
    let mut targets = Vec::new();
    for by_new_rule in [false, true] {
        if !by_new_rule || rule.is_some() {
            let levels = hybrids.levels_by_score(by_new_rule)?;
            targets.extend(wanted_at(&levels, wanted)?.into_iter().map(|target| (by_new_rule, target)));
        }
    }
    let mut searches = Vec::new();
    for (by_new_rule, target) in &targets {
        searches.push((*by_new_rule, Search::new(linear, target, count, MOST_TRIED)?));
    }
    for size in 1..=count {
        let mut found: Vec<Vec<usize>> = Vec::new();
        for (by_new_rule, search) in &mut searches {
            let mut take = |chosen: &[bool]| {
                let is_here = rule.is_some_and(|rule| chosen[rule]);
                if is_here == *by_new_rule {
                    found.push((0..count).filter(|at| chosen[*at]).collect());
                }
                if found.len() > MOST_TOLD { Err(Stop::Enough) } else { Ok(()) }
            };
            if search.run(size, &mut take) == Err(Stop::TooMany) {
                return Some(Err(Why::TooMany));
            }
        }
        if !found.is_empty() {
            found.sort_unstable();
            found.dedup();
            let mut all = Found { sets: Vec::new(), more: false };
            for chosen in found {
                all.take(&hybrids.active, chosen.into_iter());
            }
            return Some(Ok(Sets::Smallest(all.sets, all.more)));
        }
    }
    Some(Err(Why::Inseparable))
}

/// A level at scores from one end to the other: at each bound, between two, below the first and above the last; then where nothing counts.
pub(super) struct Levels<'g> {
    pub(super) bounds: Vec<Exact>,
    pub(super) at: Vec<Option<&'g str>>,
    pub(super) not_computable: Option<&'g str>,
}

/// Where a total must be for the level that is wanted.
fn wanted_at(levels: &Levels<'_>, wanted: &str) -> Option<Vec<Target>> {
    let mut targets = Vec::new();
    let is_wanted = |at: usize| levels.at.get(at).is_some_and(|level| *level == Some(wanted));
    let mut from = None;
    for at in 0..=levels.at.len() {
        match (is_wanted(at), from) {
            (true, None) => from = Some(at),
            (false, Some(first)) => {
                from = None;
                // Pieces of odd number are bounds themselves.
                let bound = |piece: usize, sign: i64| bound(&levels.bounds[piece / 2], sign, piece.is_multiple_of(2));
                let low =
                    if first == 0 { None } else { Some(bound(if first % 2 == 1 { first } else { first - 2 }, 1)?) };
                let last = at - 1;
                let high = if last + 1 == levels.at.len() { None } else { Some(bound(last, -1)?) };
                targets.push(Target { bounds: low.into_iter().chain(high).collect(), is_computable: true });
            }
            _ => {}
        }
    }
    if levels.not_computable == Some(wanted) {
        let nothing = Bound { a: 0, b: -1, is_strict: false };
        targets.push(Target { bounds: vec![nothing], is_computable: false });
    }
    Some(targets)
}

/// A score beyond a bound in percent: above it for a positive sign, below it for a negative one.
fn bound(at: &Exact, sign: i64, is_strict: bool) -> Option<Bound> {
    use num_traits::ToPrimitive;
    let sign = integer(sign);
    let (a, b) = (integer(100) * at.denom() * &sign, -(Exact::from(at.numer().clone()) * sign));
    Some(Bound { a: a.to_integer().to_i128()?, b: b.to_integer().to_i128()?, is_strict })
}
