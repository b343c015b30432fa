//! What a new version does to an archive: differences added up, audit by audit. Sums are over written figures, so that anyone can
//! recompute them from the results (`semantics.md` §6).

use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::counts::Counts;
use super::moves::{Label, MovedPoint};
use super::total::written_score;
use super::{CauseId, Differences, Rescored};
use crate::grid::GroupId;
use crate::score::{DecisionOutcome, Scores, Standing};

/// The most audits named.
const MOST_NAMED: usize = 20;

/// What a new version does to the audits counted. Impacts of parts of an archive merge in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Impact {
    /// How many audits come from each state of the grid's total to each.
    pub states: Counts<(State, State)>,
    /// How many differences there are of each size between two scores, in hundredths of a point as written; 0 included.
    pub differences: BTreeMap<i64, usize>,
    /// The sums of the written scores of the audits that have one on both sides, in hundredths.
    pub sums: (i128, i128),
    /// How often each decision came from each level to each, in the order of [`Rescoring::decisions`](super::Rescoring::decisions).
    pub decisions: Vec<Awards>,
    /// What each point came to, in the order of [`Rescoring::pairs`](super::Rescoring::pairs).
    pub points: Vec<PointImpact>,
    /// What each cause did.
    pub causes: Vec<CauseImpact>,
    /// How many audits something recorded of could not follow.
    pub lossy: usize,
    /// The audits whose score moves most, the most first.
    pub most: Vec<Affected>,
}

/// What the grid's total came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// A score.
    Scored,
    /// Nothing counts.
    NotComputable,
    /// Something is missing.
    Incomplete,
    /// The audit is refused.
    Refused,
}

/// The level of a decision, by index of line; none if it is undetermined, or there is no such decision.
pub type Award = Option<usize>;

/// How often a decision came from each level to each.
pub type Awards = Counts<(Award, Award)>;

/// What happened to a point over the archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PointImpact {
    /// How many audits rate it higher, as a share of its best rating.
    pub up: usize,
    /// How many rate it lower.
    pub down: usize,
    /// From what to what; where both are the same, its weight or worth changed.
    pub transitions: Counts<(Label, Label)>,
}

/// What a cause did over the archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CauseImpact {
    /// How many audits it touches.
    pub audits: usize,
    /// In how many it raises the score.
    pub up: usize,
    /// In how many it lowers the score.
    pub down: usize,
    /// The sum of its written parts in differences of scores, in hundredths.
    pub sum: i128,
    /// The sum of their sizes.
    pub size: i128,
    /// How many decisions it is, alone or with others, in a smallest set that flips them.
    pub flips: usize,
}

/// An audit whose score moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// Its identifier.
    pub audit: String,
    /// Its scores before and after, in hundredths as written.
    pub scores: (i64, i64),
}

impl Affected {
    /// The difference, in hundredths.
    pub fn difference(&self) -> i64 {
        self.scores.1 - self.scores.0
    }
}

/// Causes, as bits.
type Touched = SmallVec<[u64; 2]>;

impl Impact {
    /// Counts an audit with its differences.
    pub fn add(&mut self, rescored: &Rescored<'_, '_>, differences: &Differences) {
        let before = state(rescored.before);
        let after = rescored.after.as_ref().map_or((State::Refused, None), |scores| state(scores));
        self.states.add((before.0, after.0), 1);
        self.lossy += usize::from(!rescored.lost.is_empty());
        if let (Some(before), Some(after)) = (before.1, after.1) {
            *self.differences.entry(after - before).or_default() += 1;
            self.sums = (self.sums.0 + i128::from(before), self.sums.1 + i128::from(after));
            if before != after {
                self.affect(rescored.followed.id(), (before, after));
            }
        }
        let Ok(after) = rescored.after else { return };
        self.decide(rescored, after);
        for moved in &differences.points {
            at(&mut self.points, moved.place).add(moved);
        }
        self.put_down(differences, rescored.sides.plan.causes.len());
    }

    fn decide(&mut self, rescored: &Rescored<'_, '_>, after: &Scores) {
        let award = |outcome: &DecisionOutcome| match outcome {
            DecisionOutcome::Decided(line) => Some(*line),
            DecisionOutcome::Undetermined(_) => None,
        };
        for (place, (from, to)) in rescored.decisions().iter().enumerate() {
            let old = from.and_then(|from| rescored.before.decisions().get(from.0)).and_then(award);
            let new = to.and_then(|to| after.decisions().get(to.0)).and_then(award);
            at(&mut self.decisions, place).add((old, new), 1);
        }
    }

    /// Counts what differs as the doing of so many causes.
    fn put_down(&mut self, differences: &Differences, causes: usize) {
        self.causes.resize(causes.max(self.causes.len()), CauseImpact::default());
        let mut touched: Touched = SmallVec::from_elem(0, causes.div_ceil(64));
        let touched = touched.as_mut_slice();
        let mut touch = |cause: CauseId| touched[cause / 64] |= 1 << (cause % 64);
        for moved in &differences.points {
            for cause in moved.causes.as_slice() {
                touch(*cause);
            }
        }
        let shares = differences.total.iter().flat_map(super::Attribution::causes);
        for (share, causes) in shares.enumerate() {
            let part = differences.written.get(share).copied().unwrap_or_default();
            for cause in causes {
                touch(*cause);
                let cause = &mut self.causes[*cause];
                cause.sum += i128::from(part);
                cause.size += i128::from(part.abs());
                cause.up += usize::from(part > 0);
                cause.down += usize::from(part < 0);
            }
        }
        for cause in differences.decisions.iter().flat_map(super::Flip::causes) {
            touch(cause);
            self.causes[cause].flips += 1;
        }
        for (word, bits) in touched.iter().enumerate() {
            let mut left = *bits;
            while left != 0 {
                self.causes[word * 64 + left.trailing_zeros() as usize].audits += 1;
                left &= left - 1;
            }
        }
    }

    /// Keeps an audit whose score moves, if it is one of those that move most.
    fn affect(&mut self, audit: &str, scores: (i64, i64)) {
        let size = (scores.1 - scores.0).abs();
        let is_full = self.most.len() == MOST_NAMED;
        if is_full && self.most.last().is_some_and(|least| size <= least.difference().abs()) {
            return;
        }
        if is_full {
            self.most.pop();
        }
        // Of equals, the first.
        let place = self.most.partition_point(|one| one.difference().abs() >= size);
        self.most.insert(place, Affected { audit: audit.to_owned(), scores });
    }

    /// Counts all another impact counts; its audits come after those of this one.
    pub fn merge(&mut self, other: &Self) {
        self.states.merge(&other.states);
        for (key, count) in &other.differences {
            *self.differences.entry(*key).or_default() += count;
        }
        self.sums = (self.sums.0 + other.sums.0, self.sums.1 + other.sums.1);
        self.lossy += other.lossy;
        for (place, awards) in other.decisions.iter().enumerate() {
            at(&mut self.decisions, place).merge(awards);
        }
        for (place, point) in other.points.iter().enumerate() {
            at(&mut self.points, place).merge(point);
        }
        for (place, cause) in other.causes.iter().enumerate() {
            let own = at(&mut self.causes, place);
            own.audits += cause.audits;
            (own.up, own.down, own.flips) = (own.up + cause.up, own.down + cause.down, own.flips + cause.flips);
            (own.sum, own.size) = (own.sum + cause.sum, own.size + cause.size);
        }
        other.most.iter().for_each(|one| self.affect(&one.audit, one.scores));
    }

    /// How many audits were counted.
    pub fn audits(&self) -> usize {
        self.states.sum()
    }

    /// How many audits have a higher score, a lower one, and the same.
    pub fn directions(&self) -> (usize, usize, usize) {
        let sum =
            |is: fn(i64) -> bool| self.differences.iter().filter(|(one, _)| is(**one)).map(|(_, count)| count).sum();
        (sum(|one| one > 0), sum(|one| one < 0), sum(|one| one == 0))
    }

    /// The causes that touch audits with what they did, those that move scores most first.
    pub fn ranked(&self) -> Vec<(CauseId, &CauseImpact)> {
        let mut ranked: Vec<_> = self.causes.iter().enumerate().filter(|(_, cause)| cause.audits > 0).collect();
        ranked.sort_by_key(|(id, cause)| (std::cmp::Reverse((cause.size, cause.flips, cause.audits)), *id));
        ranked
    }
}

impl PointImpact {
    fn add(&mut self, moved: &MovedPoint) {
        self.transitions.add(moved.labels, 1);
        self.up += usize::from(moved.direction.is_gt());
        self.down += usize::from(moved.direction.is_lt());
    }

    fn merge(&mut self, other: &Self) {
        (self.up, self.down) = (self.up + other.up, self.down + other.down);
        self.transitions.merge(&other.transitions);
    }
}

/// The entry at a place, made if there is none yet.
fn at<T: Clone + Default>(entries: &mut Vec<T>, place: usize) -> &mut T {
    if entries.len() <= place {
        entries.resize(place + 1, T::default());
    }
    &mut entries[place]
}

/// What the grid's total came to, and its score as written.
fn state(scores: &Scores) -> (State, Option<i64>) {
    if let Some(score) = written_score(scores, GroupId::ROOT) {
        return (State::Scored, Some(score));
    }
    match scores.standing(GroupId::ROOT) {
        Standing::Score(_) => (State::Scored, None),
        Standing::NotComputable => (State::NotComputable, None),
        Standing::Incomplete(_) => (State::Incomplete, None),
    }
}
