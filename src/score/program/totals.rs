//! Totals in integers: what points bring, added up group by group as [`aggregate`](crate::score::aggregate) says, over the
//! grid's own denominator. Sums stay in one word; means are exact fractions of two, and what does not fit is left to the
//! reference.

use num_integer::Integer;
use num_traits::ToPrimitive;

use super::cells::{Cells, Digit};
use super::condition::{Definitions, Leaf, Worked, compile};
use super::lanes::Lanes;
use super::worth::Worth;
use crate::exact::Exact;
use crate::grid::{Aggregation, Child, Formula, Grid, GroupId, PointId};
use crate::score::aggregate::is_out_of_total;
use crate::score::reference::points_in_total;

/// How the totals of a grid are made.
pub(super) struct Totals {
    /// Points that follow each other and count in the same group's own total, few enough for [`Totals::closer`] and [`Lanes`].
    pub(super) runs: Vec<Run>,
    pub(super) groups: Vec<Group>,
    /// The denominator of sums.
    pub(super) denominator: i64,
    /// What no sum over it reaches.
    pub(super) bound: i64,
    /// What points that must be looked at closer are said to make possible when those of a run are added up: a power of two no sum
    /// reaches, so that nothing else is lost in it.
    pub(super) closer: i64,
    /// True if groups are averaged.
    pub(super) is_mean: bool,
    /// For each point the groups in whose total it counts.
    pub(super) chains: Vec<Vec<usize>>,
    /// For each point whether it may be set aside.
    pub(super) may_drop: Vec<bool>,
    /// The place of each point that counts in the grid's total, in the order written.
    pub(super) places: Vec<usize>,
}

/// Points that follow each other, and the group they count in; none for points `hors total`.
pub(super) struct Run {
    pub(super) points: std::ops::Range<usize>,
    pub(super) group: Option<usize>,
}

/// A group.
pub(super) struct Group {
    /// The group in whose total it counts, if it does.
    parent: Option<usize>,
    pub(super) weight: Weight,
}

/// The own weight of a group, as a fraction.
pub(super) enum Weight {
    Always(i64, i64),
    Cases { cases: Vec<(Formula<Leaf>, (i64, i64))>, otherwise: Option<(i64, i64)> },
}

/// A total: both figures over one denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fraction {
    pub(super) obtained: i128,
    pub(super) possible: i128,
    pub(super) scale: i128,
}

impl Totals {
    /// How the totals of a grid are made, over this denominator, no sum reaching a bound; `None` if words cannot hold its weights.
    pub(super) fn new(grid: &Grid, cells: &Cells, (denominator, bound): (i64, i64)) -> Option<Self> {
        let is_mean = grid.groups.first()?.aggregation == Aggregation::WeightedMean;
        // One way of totalling for the whole grid is all the language can say.
        if grid.groups.iter().any(|group| (group.aggregation == Aggregation::WeightedMean) != is_mean) {
            return None;
        }
        let closer = i64::try_from(bound.unsigned_abs().checked_next_power_of_two()?).ok()?;
        let longest = usize::try_from(i64::MAX / closer - 1).unwrap_or(usize::MAX).min(Lanes::MOST);
        let mut runs: Vec<Run> = Vec::new();
        for (at, point) in grid.points.iter().enumerate() {
            let group = (!is_out_of_total(grid, Child::Point(PointId(at)))).then_some(point.group.0);
            match runs.last_mut().filter(|run| run.group == group && run.points.len() < longest) {
                Some(run) => run.points.end = at + 1,
                None => runs.push(Run { points: at..at + 1, group }),
            }
        }
        let mut groups = Vec::new();
        for (at, group) in grid.groups.iter().enumerate() {
            let counts = !is_out_of_total(grid, Child::Group(GroupId(at)));
            let parent = group.parent.filter(|_| counts).map(|parent| parent.0);
            groups.push(Group { parent, weight: Weight::new(cells, &group.common.weight)? });
        }
        let chain = |point: usize| {
            let counts = !is_out_of_total(grid, Child::Point(PointId(point)));
            let first = counts.then_some(grid.points[point].group.0);
            std::iter::successors(first, |group: &usize| groups[*group].parent).collect()
        };
        let chains = (0..grid.points.len()).map(chain).collect();
        let may_drop = grid.points.iter().map(|point| grid.scale(point.scale).allows_set_aside).collect();
        let mut places = vec![0; grid.points.len()];
        for (place, point) in points_in_total(grid, GroupId::ROOT).into_iter().enumerate() {
            places[point.0] = place;
        }
        Some(Self { runs, groups, denominator, bound, closer, is_mean, chains, may_drop, places })
    }

    /// Adds inner groups to what the points of each group bring.
    pub(super) fn add_up<T: Copy>(&self, own: &mut [T], plus: impl Fn(T, T) -> T) {
        // A parent stands before its children.
        for (at, group) in self.groups.iter().enumerate().rev() {
            if let Some(parent) = group.parent {
                own[parent] = plus(own[parent], own[at]);
            }
        }
    }

    /// The same for a block of so many audits, group by group.
    pub(super) fn add_columns(&self, own: &mut [Worth], count: usize) {
        for (at, group) in self.groups.iter().enumerate().rev() {
            if let Some(parent) = group.parent {
                for audit in 0..count {
                    own[parent * count + audit] = own[parent * count + audit].plus(own[at * count + audit]);
                }
            }
        }
    }

    /// The totals of a grid of means, given the groups' own weights; `None` if a fraction does not fit. A group without a single
    /// weight brings nothing.
    pub(super) fn average(
        &self,
        own: &[Worth],
        weights: &[Option<(i64, i64)>],
        totals: &mut Vec<Fraction>,
    ) -> Option<()> {
        let scale = i128::from(self.denominator);
        totals.clear();
        totals.extend(own.iter().map(|own| Fraction {
            obtained: own.obtained.into(),
            possible: own.possible.into(),
            scale,
        }));
        for (at, group) in self.groups.iter().enumerate().rev() {
            let Some(parent) = group.parent else { continue };
            if let (Some(weight), true) = (weights[at], totals[at].possible != 0) {
                totals[parent] = totals[parent].plus(totals[at].share(weight)?)?;
            }
        }
        Some(())
    }
}

/// A fraction in two words, if it fits.
pub(super) fn words(value: &Exact) -> Option<(i64, i64)> {
    Some((value.numer().to_i64()?, value.denom().to_i64()?))
}

impl Weight {
    fn new(cells: &Cells, weight: &crate::grid::Weight) -> Option<Self> {
        let otherwise = match &weight.otherwise {
            Some(value) => Some(words(value)?),
            None => None,
        };
        if let (true, Some((over, under))) = (weight.cases.is_empty(), otherwise) {
            return Some(Self::Always(over, under));
        }
        let case = |(value, condition): &(Exact, _)| Some((compile(cells, condition), words(value)?));
        Some(Self::Cases { cases: weight.cases.iter().map(case).collect::<Option<_>>()?, otherwise })
    }

    /// The weight that holds, `None` if no single one does; not told where that depends on what is unknown.
    pub(super) fn value(
        &self,
        definitions: &Definitions,
        digits: &[Digit],
        worked: &Worked,
    ) -> Result<Option<(i64, i64)>, ()> {
        match self {
            Self::Always(over, under) => Ok(Some((*over, *under))),
            Self::Cases { cases, otherwise } => {
                let (mut holding, mut several) = (None, false);
                for (condition, weight) in cases {
                    if definitions.holds(condition, digits, worked).known()? {
                        several |= holding.replace(*weight).is_some();
                    }
                }
                Ok(holding.or(*otherwise).filter(|_| !several))
            }
        }
    }
}

impl Fraction {
    /// What a group of this total, of which something is possible, brings to a mean: its weight times its ratio obtained, its weight
    /// possible.
    pub(super) fn share(self, (over, under): (i64, i64)) -> Option<Self> {
        let common = gcd(self.obtained, self.possible);
        let (obtained, possible) = (self.obtained / common, self.possible / common);
        let over = i128::from(over);
        Some(Self {
            obtained: over.checked_mul(obtained)?,
            possible: over.checked_mul(possible)?,
            scale: i128::from(under).checked_mul(possible)?,
        })
    }

    /// Both added.
    fn plus(self, more: Self) -> Option<Self> {
        let scale = (self.scale / gcd(self.scale, more.scale)).checked_mul(more.scale)?;
        let (mine, its) = (scale / self.scale, scale / more.scale);
        let sum = |own: i128, more: i128| own.checked_mul(mine)?.checked_add(more.checked_mul(its)?);
        Some(
            Self { obtained: sum(self.obtained, more.obtained)?, possible: sum(self.possible, more.possible)?, scale }
                .reduced(),
        )
    }

    /// The same in lowest terms.
    pub(super) fn reduced(self) -> Self {
        let common = gcd(gcd(self.scale, self.obtained), self.possible);
        Self { obtained: self.obtained / common, possible: self.possible / common, scale: self.scale / common }
    }
}

/// The greatest common divisor, found in one word where both fit.
pub(super) fn gcd(a: i128, b: i128) -> i128 {
    match (u64::try_from(a.unsigned_abs()), u64::try_from(b.unsigned_abs())) {
        (Ok(a), Ok(b)) => a.gcd(&b).into(),
        _ => a.gcd(&b),
    }
}
