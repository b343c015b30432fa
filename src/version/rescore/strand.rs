//! Two versions point by point: what each point of either brings to the totals of both, so that their differences add up.
//!
//! A point that goes on is a pair. A point that is split is first there as many times as there are children, each of which then
//! goes on from it; points that merge, or are new or gone, come and go whole.

use std::collections::BTreeSet;
use std::ops::Deref;

use num_traits::{ToPrimitive, Zero};

use super::cause::{CauseId, Causes, Facets};
use crate::audit::RatingCell;
use crate::exact::integer;
use crate::grid::{Aggregation, Child, Grid, GroupId, PointId};
use crate::version::joint::Side;
use crate::version::lineage::{Lineage, PointLink, target};

/// A part of the difference between two totals.
pub(super) enum Strand {
    /// A point that goes on.
    Pair(Pair),
    /// A point of one side that comes or goes.
    Alone(Alone),
}

/// A point that goes on.
pub(super) struct Pair {
    pub(super) old: PointId,
    pub(super) new: PointId,
    /// By the index of each old cell the new one that says the same; `NONE` where none does.
    pub(super) cells: Vec<RatingCell>,
    pub(super) facets: Facets,
    /// The split it goes on from, if it does.
    pub(super) split: Option<CauseId>,
    /// The totals it enters, on each side.
    pub(super) chains: [Chain; 2],
    /// True if these are the same.
    pub(super) stays: bool,
    /// True if its levels are worth the same on both sides.
    pub(super) worth_the_same: bool,
    /// True if weight, value or place may differ though status and level are the same.
    pub(super) may_differ: bool,
    /// What the points possible are multiplied by on each side so that they are equal where the weights are.
    pub(super) weighing: Option<[i128; 2]>,
}

/// A point of one side that comes or goes.
pub(super) struct Alone {
    pub(super) side: Side,
    pub(super) point: PointId,
    /// How often what it brings is added.
    pub(super) times: i64,
    pub(super) cause: CauseId,
    /// The totals it enters.
    pub(super) chain: Chain,
    /// The points of the other side it is merged into, or made of.
    pub(super) kin: Vec<PointId>,
}

/// The totals a point enters, from its own group outwards.
pub(super) struct Chain {
    groups: Vec<GroupId>,
    /// The same as bits, for the first groups of a grid.
    first: u64,
}

impl Chain {
    fn new(groups: Vec<GroupId>) -> Self {
        let first = groups.iter().filter(|group| group.0 < 64).fold(0, |bits, group| bits | 1 << group.0);
        Self { groups, first }
    }

    /// True if the point enters the total of a group.
    #[inline]
    pub(super) fn contains(&self, group: GroupId) -> bool {
        if group.0 < 64 { self.first >> group.0 & 1 == 1 } else { self.groups.contains(&group) }
    }
}

impl Deref for Chain {
    type Target = [GroupId];

    fn deref(&self) -> &[GroupId] {
        &self.groups
    }
}

/// Every strand of two versions.
pub(super) fn strands(old: &Grid, new: &Grid, lineage: &Lineage, causes: &mut Causes<'_>) -> Vec<Strand> {
    let mut strands = Vec::new();
    let mut seen: [BTreeSet<PointId>; 2] = [BTreeSet::new(), BTreeSet::new()];
    let alone = |side, point, times, cause, kin: Vec<PointId>| {
        let grid = if side == Side::Old { old } else { new };
        Strand::Alone(Alone { side, point, times, cause, chain: chain(grid, point), kin })
    };
    for from in (0..old.points.len()).map(PointId) {
        if seen[0].contains(&from) {
            continue;
        }
        let (olds, news) = kin(lineage, from);
        seen[0].extend(olds.iter().copied());
        seen[1].extend(news.iter().copied());
        let (old_ids, new_ids) = (ids(old, &olds), ids(new, &news));
        if olds.len() > 1 || news.is_empty() {
            let cause = causes.fate(&old_ids, &new_ids, !news.is_empty());
            let taken = |point: &PointId| lineage.points_of(*point);
            let made = |point: &PointId| lineage.points[point.0].links.iter().map(|link| link.old).collect();
            strands.extend(olds.iter().map(|point| alone(Side::Old, *point, -1, cause, taken(point))));
            strands.extend(news.iter().map(|point| alone(Side::New, *point, 1, cause, made(point))));
            continue;
        }
        let split = (news.len() > 1).then(|| causes.fate(&old_ids, &[], false));
        if let (Some(cause), Ok(more)) = (split, i64::try_from(news.len() - 1)) {
            strands.push(alone(Side::Old, from, more, cause, Vec::new()));
        }
        for to in news {
            let links = &lineage.points[to.0].links;
            if let Some(link) = links.first() {
                let facets = causes.facets((old, new), from, to);
                strands.push(Strand::Pair(pair((old, new), lineage, to, link, (facets, split))));
            }
        }
    }
    for to in (0..new.points.len()).map(PointId).filter(|to| !seen[1].contains(to)) {
        let cause = causes.fate(&[], &[new.point(to).id.as_str()], false);
        strands.push(alone(Side::New, to, 1, cause, Vec::new()));
    }
    strands
}

fn ids<'g>(grid: &'g Grid, points: &BTreeSet<PointId>) -> Vec<&'g str> {
    points.iter().map(|point| grid.point(*point).id.as_str()).collect()
}

/// The points of both sides that an old one is linked to, however far.
fn kin(lineage: &Lineage, from: PointId) -> (BTreeSet<PointId>, BTreeSet<PointId>) {
    let (mut olds, mut news) = (BTreeSet::from([from]), BTreeSet::new());
    loop {
        let taken = olds.iter().flat_map(|old| lineage.points_of(*old));
        let more: BTreeSet<_> = taken.collect();
        let back = more.iter().flat_map(|new| lineage.points[new.0].links.iter().map(|link| link.old));
        let back: BTreeSet<_> = back.chain([from]).collect();
        if more == news && back == olds {
            return (olds, news);
        }
        (olds, news) = (back, more);
    }
}

fn pair(
    (old, new): (&Grid, &Grid),
    lineage: &Lineage,
    to: PointId,
    link: &PointLink,
    (facets, split): (Facets, Option<CauseId>),
) -> Pair {
    let from = link.old;
    let scales = [old.scale(old.point(from).scale), new.scale(new.point(to).scale)];
    let first = RatingCell::FIRST_LEVEL.index();
    let mut cells = vec![RatingCell::NONE; first + scales[0].levels().len()];
    cells[RatingCell::SET_ASIDE.index()] = RatingCell::SET_ASIDE;
    let mut worth_the_same = scales[0].best() == scales[1].best();
    for (at, level) in scales[0].levels().iter().enumerate() {
        let follows = target(&link.levels, at);
        cells[first + at] = follows.and_then(RatingCell::level).unwrap_or(RatingCell::NONE);
        worth_the_same &= follows.is_none_or(|to| scales[1].levels()[to].value == level.value);
    }
    let chains = [chain(old, from), chain(new, to)];
    let stays = chains[0].iter().map(|group| lineage.group_of(*group)).eq(chains[1].iter().map(|group| Some(*group)));
    let may_differ = !worth_the_same || !stays || facets.weighs_otherwise;
    Pair { old: from, new: to, cells, facets, split, chains, stays, worth_the_same, may_differ, weighing: None }
}

impl Strand {
    /// The totals it enters in both versions, as bits, of the first groups of each.
    pub(super) fn first(&self) -> [u64; 2] {
        match self {
            Self::Pair(pair) => [pair.chains[0].first, pair.chains[1].first],
            Self::Alone(Alone { side: Side::Old, chain, .. }) => [chain.first, 0],
            Self::Alone(Alone { side: Side::New, chain, .. }) => [0, chain.first],
        }
    }

    /// Whether it enters the total of the first group in the old version, and that of the second in the new one.
    #[inline]
    pub(super) fn enters(&self, (old, new): (GroupId, GroupId)) -> [bool; 2] {
        match self {
            Self::Pair(pair) => [pair.chains[0].contains(old), pair.chains[1].contains(new)],
            Self::Alone(Alone { side: Side::Old, chain, .. }) => [chain.contains(old), false],
            Self::Alone(Alone { side: Side::New, chain, .. }) => [false, chain.contains(new)],
        }
    }

    /// The point that goes on, if it is one.
    pub(super) fn as_pair_mut(&mut self) -> Option<&mut Pair> {
        match self {
            Self::Pair(pair) => Some(pair),
            Self::Alone(_) => None,
        }
    }
}

impl Pair {
    /// The cell that says of the new point what this one says of the old.
    pub(super) fn follows(&self, cell: RatingCell) -> RatingCell {
        self.cells.get(cell.index()).copied().unwrap_or(cell)
    }

    /// Learns how what is possible compares as weights, over the denominators of both sides.
    pub(super) fn learn_weighing(&mut self, grids: [&Grid; 2], denominators: [i64; 2]) {
        let points = [self.old, self.new];
        // The weight is what is possible times `over / under`.
        let term = |side: usize| {
            let (grid, point) = (grids[side], grids[side].point(points[side]));
            let best = match grid.group(point.group).aggregation {
                Aggregation::WeightedMean => integer(1),
                Aggregation::WeightedSum => grid.scale(point.scale).best().filter(|best| !best.is_zero())?.clone(),
            };
            let under = integer(denominators[side]) * best;
            Some((under.denom().to_i128()?, under.numer().to_i128()?))
        };
        let multiplied = |((over, under), (other_over, other_under)): ((i128, i128), (i128, i128))| {
            Some([over.checked_mul(other_under)?, other_over.checked_mul(under)?])
        };
        self.weighing = term(0).zip(term(1)).and_then(multiplied);
    }
}

/// The totals a point enters, from its own group outwards.
fn chain(grid: &Grid, point: PointId) -> Chain {
    let mut entered = Vec::new();
    let mut child = Child::Point(point);
    for group in grid.ancestors(grid.point(point).group) {
        if grid.common(child).out_of_total {
            break;
        }
        entered.push(group);
        child = Child::Group(group);
    }
    Chain::new(entered)
}
