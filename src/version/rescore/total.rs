//! The difference between two totals, put down to causes: [by integers](super::whole) where they are sums, else
//! [at leisure](super::leisure).

use super::cause::CauseId;
use super::leisure::exact;
use super::sides::Sides;
use super::whole::{Room, Whole};
use crate::exact::{Exact, Quantity};
use crate::grid::GroupId;
use crate::outcome::written_quantity;
use crate::score::{Scores, Standing};
use crate::version::attribution::{Movement, written};

/// A difference between two totals, with the part of each cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    terms: Terms,
    /// The difference of the scores as they are written, in hundredths of a point; none if a side has no score.
    pub difference: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Terms {
    Whole(Whole),
    Exact(Movement<CauseId>),
}

/// The part of one cause; of several, where nothing tells them apart.
#[derive(Debug, Clone)]
pub struct Share<'a> {
    /// The causes.
    pub causes: &'a [CauseId],
    /// What it added to the points obtained, exactly.
    pub obtained: Quantity,
    /// What it added to the points possible.
    pub possible: Quantity,
}

impl Attribution {
    /// The room its parts took.
    pub(super) fn into_room(self) -> Room {
        match self.terms {
            Terms::Whole(whole) => whole.parts,
            Terms::Exact(_) => Vec::new(),
        }
    }

    /// The parts, none of which is nothing; they add up to the difference.
    pub fn shares(&self) -> impl ExactSizeIterator<Item = Share<'_>> {
        (0..self.len()).map(|at| self.share(at))
    }

    /// The causes of each part.
    pub fn causes(&self) -> impl Iterator<Item = &[CauseId]> {
        (0..self.len()).map(|at| self.causes_of(at))
    }

    /// How many parts there are.
    #[inline]
    pub fn len(&self) -> usize {
        match &self.terms {
            Terms::Whole(whole) => whole.parts.len(),
            Terms::Exact(movement) => movement.parts.len(),
        }
    }

    /// True if nothing has a part.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn share(&self, at: usize) -> Share<'_> {
        let (obtained, possible) = self.figures(at);
        Share { causes: self.causes_of(at), obtained, possible }
    }

    /// The causes of a part.
    #[inline]
    pub(super) fn causes_of(&self, at: usize) -> &[CauseId] {
        match &self.terms {
            Terms::Whole(whole) => std::slice::from_ref(&whole.parts[at].0),
            Terms::Exact(movement) => &movement.parts[at].causes,
        }
    }

    /// What a part added to the points obtained, and to the points possible.
    #[inline]
    pub(super) fn figures(&self, at: usize) -> (Quantity, Quantity) {
        match &self.terms {
            Terms::Whole(whole) => whole.part(at),
            Terms::Exact(movement) => {
                let part = &movement.parts[at];
                (part.obtained.clone(), part.possible.clone())
            }
        }
    }

    /// How much more is obtained and possible after, where that is at hand.
    pub(super) fn gained(&self) -> Option<(Quantity, Quantity)> {
        match &self.terms {
            Terms::Whole(whole) => Some(whole.gained()),
            Terms::Exact(_) => None,
        }
    }

    /// The part of each share in the difference of scores, exactly, as a ratio; none if a side has no score.
    pub fn exact(&self) -> Option<Vec<Exact>> {
        Some(self.movement().shares()?.iter().map(Quantity::exact).collect())
    }

    /// The same at leisure.
    pub fn movement(&self) -> Movement<CauseId> {
        match &self.terms {
            Terms::Exact(movement) => movement.clone(),
            Terms::Whole(whole) => whole.movement(),
        }
    }

    /// The part of each share in the difference of scores, in hundredths of a point, rounded so that they add up to the difference of the
    /// written scores. Empty if a side has no score.
    pub fn written(&self) -> Vec<i64> {
        let mut written = Vec::new();
        self.write(&mut written);
        written
    }

    /// The same, put into the room of others.
    pub(super) fn write(&self, written: &mut Vec<i64>) {
        written.clear();
        let Some(difference) = self.difference else { return };
        match self.len() {
            0 => return,
            // All of the difference is its part.
            1 => return written.push(difference),
            _ => {}
        }
        let quick = match &self.terms {
            Terms::Whole(whole) => whole.write(difference, written),
            Terms::Exact(_) => None,
        };
        if quick.is_none() {
            *written = self.written_at_leisure(difference).unwrap_or_default();
        }
    }

    fn written_at_leisure(&self, difference: i64) -> Option<Vec<i64>> {
        let hundredth = Quantity::ratio(10_000, 1);
        let shares: Vec<_> = self.movement().shares()?.iter().map(|share| share * &hundredth).collect();
        written(&shares, difference)
    }
}

/// The difference between the totals of a group of the old version and the one of the new that continues it; none if it is not complete
/// on both sides. `whole` is what makes it by integers.
pub(super) fn attribution(
    sides: &Sides<'_, '_>,
    (old, new): (GroupId, GroupId),
    whole: impl FnOnce() -> Option<Whole>,
) -> Option<Attribution> {
    let (before, after) = (sides.old.scores(), sides.new.scores());
    if before.is_incomplete(old) || after.is_incomplete(new) {
        return None;
    }
    let difference = written_score(after, new).zip(written_score(before, old)).map(|(after, before)| after - before);
    let terms = whole().map_or_else(|| Terms::Exact(exact(sides, old, new)), Terms::Whole);
    Some(Attribution { terms, difference })
}

/// The score of a group as it is written, in hundredths, if it has one.
#[inline]
pub(super) fn written_score(scores: &Scores, group: GroupId) -> Option<i64> {
    scores.hundredths(group).or_else(|| match scores.standing(group) {
        Standing::Score(score) => match written_quantity(&score) {
            Quantity::Small { over, under: 100 } => Some(over),
            score => (score * Quantity::ratio(100, 1)).to_integer(),
        },
        Standing::NotComputable | Standing::Incomplete(_) => None,
    })
}
