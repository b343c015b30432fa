//! What a new version does to an archive: differences added up, audit by audit. Sums are over written figures, so that anyone can
//! recompute them from the results (`semantics.md` §6).

use std::collections::BTreeMap;

use super::{CauseId, Differences, Rescored};
use crate::grid::{DecisionId, GroupId, PointId};
use crate::score::{DecisionOutcome, Scores, Standing};

/// The most audits named.
const MOST_NAMED: usize = 20;

/// What a new version does to the audits counted. Impacts of parts of an archive merge in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Impact {
    /// How many audits come from each state of the grid's total to each.
    pub states: BTreeMap<(State, State), usize>,
    /// How many differences there are of each size between two scores, in hundredths of a point as written; 0 included.
    pub differences: BTreeMap<i64, usize>,
    /// The sums of the written scores of the audits that have one on both sides, in hundredths.
    pub sums: (i128, i128),
    /// How often each decision came from each level to each: by old and new decision, by line.
    pub decisions: BTreeMap<(Option<DecisionId>, Option<DecisionId>), Awards>,
    /// How often each point that moved came from each status or level to each.
    pub points: BTreeMap<(Option<PointId>, Option<PointId>), PointImpact>,
    /// What each cause did.
    pub causes: BTreeMap<CauseId, CauseImpact>,
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
pub type Awards = BTreeMap<(Award, Award), usize>;

/// What a point came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// A level, by index.
    Level(usize),
    /// A value on an interval scale.
    Value,
    /// It does not count: its status, by index in [`PointStatus::ALL`](crate::score::PointStatus::ALL).
    Status(usize),
    /// There is no such point.
    None,
}

/// What happened to a point over the archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PointImpact {
    /// How many audits rate it higher, as a share of its best rating.
    pub up: usize,
    /// How many rate it lower.
    pub down: usize,
    /// From what to what; where both are the same, its weight or worth changed.
    pub transitions: BTreeMap<(Label, Label), usize>,
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

impl Impact {
    /// Counts an audit with its differences.
    pub fn add(&mut self, rescored: &Rescored<'_, '_>, differences: &Differences) {
        let before = state(rescored.before);
        let after = rescored.after.as_ref().map_or((State::Refused, None), |scores| state(scores));
        *self.states.entry((before.0, after.0)).or_default() += 1;
        self.lossy += usize::from(!rescored.lost.is_empty());
        if let (Some(before), Some(after)) = (before.1, after.1) {
            *self.differences.entry(after - before).or_default() += 1;
            self.sums = (self.sums.0 + i128::from(before), self.sums.1 + i128::from(after));
            if before != after {
                self.most.push(Affected { audit: rescored.followed.id.clone(), scores: (before, after) });
            }
        }
        let Ok(after) = rescored.after else { return };
        self.decide(rescored, after);
        for moved in &differences.points {
            self.points.entry((moved.old, moved.new)).or_default().add(rescored, after, (moved.old, moved.new));
        }
        self.put_down(differences);
        // Kept short as it grows.
        if self.most.len() > 8 * MOST_NAMED {
            self.keep_most();
        }
    }

    fn decide(&mut self, rescored: &Rescored<'_, '_>, after: &Scores) {
        let award = |outcome: &DecisionOutcome| match outcome {
            DecisionOutcome::Decided(line) => Some(*line),
            DecisionOutcome::Undetermined(_) => None,
        };
        for (at, from) in rescored.decisions() {
            let old = from.and_then(|from| rescored.before.decisions().get(from.0)).and_then(award);
            let new = at.and_then(|at| after.decisions().get(at.0)).and_then(award);
            *self.decisions.entry((from, at)).or_default().entry((old, new)).or_default() += 1;
        }
    }

    fn put_down(&mut self, differences: &Differences) {
        let mut touched: Vec<_> = differences.points.iter().flat_map(|moved| moved.causes.iter().copied()).collect();
        let shares = differences.total.iter().flat_map(super::Attribution::shares);
        for (at, share) in shares.enumerate() {
            touched.extend(share.causes);
            let part = differences.written.get(at).copied().unwrap_or_default();
            for cause in share.causes {
                let cause = self.causes.entry(*cause).or_default();
                cause.sum += i128::from(part);
                cause.size += i128::from(part.abs());
                cause.up += usize::from(part > 0);
                cause.down += usize::from(part < 0);
            }
        }
        let flipping = differences.decisions.iter().flat_map(super::Flip::causes);
        for cause in flipping {
            touched.push(cause);
            self.causes.entry(cause).or_default().flips += 1;
        }
        touched.sort_unstable();
        touched.dedup();
        for cause in touched {
            self.causes.entry(cause).or_default().audits += 1;
        }
    }

    /// Counts all another impact counts; its audits come after those of this one.
    pub fn merge(&mut self, other: &Self) {
        for (key, count) in &other.states {
            *self.states.entry(*key).or_default() += count;
        }
        for (key, count) in &other.differences {
            *self.differences.entry(*key).or_default() += count;
        }
        self.sums = (self.sums.0 + other.sums.0, self.sums.1 + other.sums.1);
        self.lossy += other.lossy;
        for (key, awards) in &other.decisions {
            let own = self.decisions.entry(*key).or_default();
            for (key, count) in awards {
                *own.entry(*key).or_default() += count;
            }
        }
        for (key, point) in &other.points {
            self.points.entry(*key).or_default().merge(point);
        }
        for (key, cause) in &other.causes {
            let own = self.causes.entry(*key).or_default();
            own.audits += cause.audits;
            (own.up, own.down, own.flips) = (own.up + cause.up, own.down + cause.down, own.flips + cause.flips);
            (own.sum, own.size) = (own.sum + cause.sum, own.size + cause.size);
        }
        self.most.extend_from_slice(&other.most);
        self.keep_most();
    }

    /// Keeps the audits whose score moves most; of equals, the first.
    fn keep_most(&mut self) {
        self.most.sort_by_key(|one| std::cmp::Reverse(one.difference().abs()));
        self.most.truncate(MOST_NAMED);
    }

    /// The audits whose score moves most, the most first.
    pub fn most_affected(&self) -> Vec<Affected> {
        let mut impact = Self { most: self.most.clone(), ..Self::default() };
        impact.keep_most();
        impact.most
    }

    /// How many audits were counted.
    pub fn audits(&self) -> usize {
        self.states.values().sum()
    }

    /// How many audits have a higher score, a lower one, and the same.
    pub fn directions(&self) -> (usize, usize, usize) {
        let sum =
            |is: fn(i64) -> bool| self.differences.iter().filter(|(one, _)| is(**one)).map(|(_, count)| count).sum();
        (sum(|one| one > 0), sum(|one| one < 0), sum(|one| one == 0))
    }

    /// How many audits were in a state before and are in another now.
    pub fn from_to(&self, before: State, after: State) -> usize {
        self.states.get(&(before, after)).copied().unwrap_or_default()
    }

    /// The causes with what they did, those that move scores most first.
    pub fn ranked(&self) -> Vec<(CauseId, &CauseImpact)> {
        let mut ranked: Vec<_> = self.causes.iter().map(|(id, cause)| (*id, cause)).collect();
        ranked.sort_by_key(|(id, cause)| (std::cmp::Reverse((cause.size, cause.flips, cause.audits)), *id));
        ranked
    }
}

impl PointImpact {
    fn add(&mut self, rescored: &Rescored<'_, '_>, after: &Scores, (old, new): (Option<PointId>, Option<PointId>)) {
        let of = |scores: &Scores, point: Option<PointId>| {
            point.map_or(Label::None, |point| super::sentence::label(scores, point))
        };
        let labels = (of(rescored.before, old), of(after, new));
        *self.transitions.entry(labels).or_default() += 1;
        match old.zip(new).and_then(|pair| rescored.direction(pair)) {
            Some(std::cmp::Ordering::Greater) => self.up += 1,
            Some(std::cmp::Ordering::Less) => self.down += 1,
            _ => {}
        }
    }

    fn merge(&mut self, other: &Self) {
        (self.up, self.down) = (self.up + other.up, self.down + other.down);
        for (key, count) in &other.transitions {
            *self.transitions.entry(*key).or_default() += count;
        }
    }
}

/// What the grid's total came to, and its score as written.
fn state(scores: &Scores) -> (State, Option<i64>) {
    match scores.standing(GroupId::ROOT) {
        Standing::Score(score) => (State::Scored, super::total::hundredths(&score)),
        Standing::NotComputable => (State::NotComputable, None),
        Standing::Incomplete(_) => (State::Incomplete, None),
    }
}
