//! Totals: how what points bring is added up, group by group (`semantics.md` §3). Nothing else in the program adds points.
//!
//! - Sum: a point brings `ω·value` obtained and `ω·best` possible, ω being the product of the weights on its path; a group
//!   brings what its children bring.
//! - Mean: a child brings `W·score` obtained and `W` possible, W being its own weight among its siblings and its score a ratio;
//!   a child without score brings nothing.

use std::ops::{Add, Div, Mul};

use num_traits::Zero;

use crate::exact::{self, Exact};
use crate::grid::{Aggregation, Child, Grid, GroupId, Point};

/// A kind of exact numbers.
pub(crate) trait Number: Zero + Clone {
    /// Their product.
    fn times(&self, other: &Self) -> Self;
    /// Their quotient; the other is not zero.
    fn over(&self, other: &Self) -> Self;
    /// Adds another.
    fn increase(&mut self, by: &Self);
}

impl<N: Zero + Clone> Number for N
where
    for<'n> &'n N: Add<&'n N, Output = N> + Mul<&'n N, Output = N> + Div<&'n N, Output = N>,
{
    fn times(&self, other: &Self) -> Self {
        self * other
    }

    fn over(&self, other: &Self) -> Self {
        self / other
    }

    fn increase(&mut self, by: &Self) {
        *self = &*self + by;
    }
}

/// What was obtained out of what was possible.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fraction<N = Exact> {
    /// Points obtained.
    pub(crate) obtained: N,
    /// Points possible.
    pub(crate) possible: N,
}

/// A rated point on a scale with values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rated<N = Exact> {
    /// What the rating is worth.
    pub(crate) value: N,
    /// What the best rating is worth.
    pub(crate) best: N,
    /// The effective weight: the product of the weights on the path.
    pub(crate) effective_weight: N,
    /// The own weight among the siblings.
    pub(crate) own_weight: N,
}

impl Fraction {
    /// The score in percent; `None` where nothing was possible.
    pub(crate) fn score(&self) -> Option<Exact> {
        self.ratio().map(|ratio| ratio * exact::integer(100))
    }
}

impl<N: Number> Fraction<N> {
    /// What nothing brings.
    pub(crate) fn none() -> Self {
        Self { obtained: N::zero(), possible: N::zero() }
    }

    /// Obtained over possible, as a ratio; `None` where nothing was possible.
    pub(crate) fn ratio(&self) -> Option<N> {
        (!self.possible.is_zero()).then(|| self.obtained.over(&self.possible))
    }

    /// Both added.
    pub(crate) fn add(&mut self, other: &Self) {
        self.obtained.increase(&other.obtained);
        self.possible.increase(&other.possible);
    }
}

/// What a rated point brings to the total of the group it stands in.
pub(crate) fn point_term<N: Number>(aggregation: Aggregation, point: &Rated<N>) -> Fraction<N> {
    match aggregation {
        Aggregation::WeightedSum => Fraction {
            obtained: point.effective_weight.times(&point.value),
            possible: point.effective_weight.times(&point.best),
        },
        Aggregation::WeightedMean => {
            let own = Fraction { obtained: point.value.clone(), possible: point.best.clone() };
            group_term(aggregation, &point.own_weight, &own)
        }
    }
}

/// What a group of this weight and total brings to the total of the group it stands in.
pub(crate) fn group_term<N: Number>(aggregation: Aggregation, own_weight: &N, total: &Fraction<N>) -> Fraction<N> {
    match aggregation {
        Aggregation::WeightedSum => total.clone(),
        Aggregation::WeightedMean => total.ratio().map_or_else(Fraction::none, |ratio| Fraction {
            obtained: own_weight.times(&ratio),
            possible: own_weight.clone(),
        }),
    }
}

/// The totals of every group, from the rated points and the groups' own weights (`None`: not settled, left out of means).
pub(crate) fn totals<N: Number>(grid: &Grid, points: &[Option<Rated<N>>], weights: &[Option<N>]) -> Vec<Fraction<N>> {
    let mut totals = vec![Fraction::none(); grid.groups.len()];
    // A parent stands before its children.
    for group in (0..grid.groups.len()).rev() {
        let mut total = Fraction::none();
        for (_, term) in terms(grid, GroupId(group), points, weights, &totals) {
            total.add(&term);
        }
        totals[group] = total;
    }
    totals
}

/// The most points each group can be worth, whoever is audited: all its points counting, each at its greatest weight.
pub fn most_possible(grid: &Grid) -> Vec<Exact> {
    let points: Vec<_> = grid.points.iter().map(|point| at_its_best(grid, point)).collect();
    let weights: Vec<_> = grid.groups.iter().map(|group| Some(group.common.weight.greatest())).collect();
    totals(grid, &points, &weights).into_iter().map(|total| total.possible).collect()
}

/// A point at the top of its scale, at its greatest weight; `None` if its scale has no values.
fn at_its_best(grid: &Grid, point: &Point) -> Option<Rated> {
    let best = grid.scale(point.scale).best()?.clone();
    let own_weight = point.common.weight.greatest();
    let groups = grid.ancestors(point.group).map(|group| grid.group(group).common.weight.greatest());
    let effective_weight = groups.fold(own_weight.clone(), |product, weight| product * weight);
    Some(Rated { value: best.clone(), best, effective_weight, own_weight })
}

/// What each child of a group brings to its total, given the totals of inner groups; those that are `hors total` bring nothing.
pub(crate) fn terms<'g, N: Number>(
    grid: &'g Grid,
    group: GroupId,
    points: &[Option<Rated<N>>],
    weights: &[Option<N>],
    totals: &[Fraction<N>],
) -> Vec<(&'g Child, Fraction<N>)> {
    let group = grid.group(group);
    let term = |child: &Child| match child {
        Child::Point(point) => points[point.0].as_ref().map(|rated| point_term(group.aggregation, rated)),
        Child::Group(inner) => match (group.aggregation, &weights[inner.0]) {
            (Aggregation::WeightedMean, None) => None,
            (aggregation, weight) => {
                let weight = weight.clone().unwrap_or_else(N::zero);
                Some(group_term(aggregation, &weight, &totals[inner.0]))
            }
        },
    };
    let counted = children(grid, group);
    counted.map(|child| (child, term(child).unwrap_or_else(Fraction::none))).collect()
}

/// The children of a group that enter its total.
fn children<'g>(grid: &'g Grid, group: &'g crate::grid::Group) -> impl Iterator<Item = &'g Child> {
    group.children.iter().filter(|child| !is_out_of_total(grid, **child))
}

/// `hors total`: out of every enclosing total.
pub(crate) fn is_out_of_total(grid: &Grid, child: Child) -> bool {
    match child {
        Child::Group(group) => grid.group(group).common.out_of_total,
        Child::Point(point) => grid.point(point).common.out_of_total,
    }
}
