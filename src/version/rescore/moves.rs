//! Points that came to something else, and what each came to on both sides.

use std::cmp::Ordering;

use tinyvec::ArrayVec;

use super::CauseId;
use super::active::{Active, Told};
use super::sides::Sides;
use super::strand::{Alone, Pair, Strand};
use crate::audit::RatingCell;
use crate::grid::{Grid, PointId};
use crate::score::PointScore;
use crate::version::joint::Side;

/// A point that came to something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedPoint {
    /// Its place among [`Rescoring::pairs`](super::Rescoring::pairs).
    pub place: usize,
    /// What it is put down to: at most one cause a facet.
    pub causes: Few,
    /// What it came to before and after.
    pub labels: (Label, Label),
    /// Whether a point that counts on both sides is rated higher or lower, as a share of its best rating.
    pub direction: Ordering,
}

/// A few causes, in the order they were added: what moves a point whose ratings are alike is at most its weight, its scale and a split.
pub type Few = ArrayVec<[CauseId; 4]>;

/// What a point came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// A level, by index.
    Level(u16),
    /// A value on an interval scale.
    Value,
    /// It does not count: its status, by index in [`PointStatus::ALL`](crate::score::PointStatus::ALL).
    Status(u8),
    /// There is no such point.
    None,
}

/// A point before and after, as they are told of.
pub(super) struct Move {
    pub(super) old: Option<PointId>,
    pub(super) new: Option<PointId>,
    /// Of a point on both sides, by the index of each cell the rank of that rating among those of both; none for what is no level.
    ranks: [Vec<Option<usize>>; 2],
}

impl Move {
    /// What is told of each point of a strand.
    pub(super) fn of(strand: &Strand, grids: (&Grid, &Grid)) -> Vec<Self> {
        let lone = |old, new| Self { old, new, ranks: [Vec::new(), Vec::new()] };
        let both = |old: PointId, new: PointId| Self { ranks: ranks(grids, (old, new)), ..lone(Some(old), Some(new)) };
        match strand {
            // What a split adds is told of each child, what merges of the point it becomes.
            Strand::Alone(alone) if alone.side == Side::Old && alone.told() == 0 => Vec::new(),
            Strand::Alone(alone) if alone.side == Side::Old => vec![lone(Some(alone.point), None)],
            Strand::Alone(alone) if alone.kin.is_empty() => vec![lone(None, Some(alone.point))],
            Strand::Alone(alone) => alone.kin.iter().map(|old| both(*old, alone.point)).collect(),
            Strand::Pair(pair) => vec![both(pair.old, pair.new)],
        }
    }
}

/// The ranks of the levels of two points, by what they are worth as a share of the best.
fn ranks((old, new): (&Grid, &Grid), (from, to): (PointId, PointId)) -> [Vec<Option<usize>>; 2] {
    let shares = [(old, from), (new, to)].map(|(grid, point)| {
        let scale = grid.scale(grid.point(point).scale);
        let share = |level: &crate::grid::Level| Some(level.value.as_ref()? / scale.best()?);
        let levels = scale.levels().iter().map(share);
        std::iter::repeat_n(None, RatingCell::FIRST_LEVEL.index()).chain(levels).collect::<Vec<_>>()
    });
    let mut known: Vec<_> = shares.iter().flatten().flatten().cloned().collect();
    known.sort_unstable();
    shares.map(|shares| {
        let rank = |share: &Option<_>| share.as_ref().map(|share| known.partition_point(|one| one < share));
        shares.iter().map(rank).collect()
    })
}

/// What a point came to.
pub(super) fn label(point: &PointScore) -> Label {
    if !point.status.counts() {
        return Label::Status(point.status as u8);
    }
    point.rating.as_level().and_then(|level| u16::try_from(level).ok()).map_or(Label::Value, Label::Level)
}

impl Sides<'_, '_> {
    /// Adds the points of a strand that came to something else.
    pub(super) fn moved(&self, active: &Active, moved: &mut impl Extend<MovedPoint>) {
        let first = self.plan.first_moves[active.strand];
        match &self.plan.strands[active.strand] {
            Strand::Alone(alone) => {
                let mut causes = Few::default();
                causes.push(alone.cause);
                for place in first..first + alone.told() {
                    let Move { old, new, .. } = self.plan.moves[place];
                    let of = |side, point: Option<PointId>| point.map(|at| self.point(side, at));
                    let points = (of(Side::Old, old), of(Side::New, new));
                    moved.extend([self.one(place, causes, points)]);
                }
            }
            Strand::Pair(pair) => {
                let (was, is) = (self.told(Side::Old, pair.old), self.told(Side::New, pair.new));
                let causes = self.moving(pair, &was, &is);
                if !causes.is_empty() {
                    moved.extend([self.one(first, causes, (Some(was.score), Some(is.score)))]);
                }
            }
        }
    }

    /// The causes of what a point that goes on came to.
    fn moving(&self, pair: &Pair, was: &Told, is: &Told) -> Few {
        let (facets, counted) = (&pair.facets, was.score.status.counts());
        let mut causes = Few::default();
        if counted != is.score.status.counts() {
            causes.push(facets.counting);
        } else if !pair.is_same(&was.score, &is.score) {
            causes.push(if counted { facets.level } else { facets.counting });
        } else if counted {
            if facets.weighs_otherwise && self.weighs_otherwise(pair, was.brought.zip(is.brought)) {
                causes.push(facets.weight);
            }
            if !pair.worth_the_same {
                causes.push(facets.scale);
            }
        }
        causes.extend(pair.split);
        causes
    }

    fn one(&self, place: usize, causes: Few, points: (Option<PointScore>, Option<PointScore>)) -> MovedPoint {
        let of = |point: &Option<PointScore>| point.as_ref().map_or(Label::None, label);
        let direction = points.0.zip(points.1).map_or(Ordering::Equal, |points| self.direction(place, points));
        MovedPoint { place, causes, labels: (of(&points.0), of(&points.1)), direction }
    }

    fn direction(&self, place: usize, (was, is): (PointScore, PointScore)) -> Ordering {
        let Move { old: Some(old), new: Some(new), ranks } = &self.plan.moves[place] else { return Ordering::Equal };
        if !was.status.counts() || !is.status.counts() {
            return Ordering::Equal;
        }
        let rank = |side: usize, point: PointScore| ranks[side].get(point.rating.index()).copied().flatten();
        match (rank(0, was), rank(1, is)) {
            (Some(was), Some(is)) => is.cmp(&was),
            _ => self.direction_of_values(*old, *new).unwrap_or(Ordering::Equal),
        }
    }

    /// The same of ratings that are not levels.
    fn direction_of_values(&self, old: PointId, new: PointId) -> Option<Ordering> {
        let share = |side: Side, id: PointId| {
            let grid = self.plan.grid(side);
            let value = crate::score::reference::value(grid, id, &self.rating(side, id)?)?;
            Some(value / grid.scale(grid.point(id).scale).best()?)
        };
        Some(share(Side::New, new)?.cmp(&share(Side::Old, old)?))
    }

    /// True if the weight of a point that counts on both sides is another; what it brings on both may be known already.
    pub(super) fn weighs_otherwise(&self, pair: &Pair, brought: Option<((i64, i64), (i64, i64))>) -> bool {
        let of = |side: Side, id: PointId| {
            let (scorer, slots) = self.of(side);
            scorer.brought(slots, id, scorer.point(slots, id).rating)
        };
        let brought = brought.or_else(|| of(Side::Old, pair.old).zip(of(Side::New, pair.new)));
        let possible = brought.map(|(was, is)| (i128::from(was.1), i128::from(is.1)));
        let words = pair.weighing.zip(possible);
        let compared = words.and_then(|([old, new], (was, is))| Some(was.checked_mul(old)? != is.checked_mul(new)?));
        compared.unwrap_or_else(|| self.weight(Side::Old, pair.old) != self.weight(Side::New, pair.new))
    }
}

impl Alone {
    /// How many points are told of.
    fn told(&self) -> usize {
        match self.side {
            Side::Old if self.splits() || !self.kin.is_empty() => 0,
            Side::New => self.kin.len().max(1),
            Side::Old => 1,
        }
    }
}
