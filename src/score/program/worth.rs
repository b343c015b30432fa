//! What ratings bring to the totals, as integers over one denominator for the whole grid.

use std::collections::HashMap;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive};

use super::interval::{MOST, Missing};
use crate::audit::RatingCell;
use crate::exact::{Exact, integer};
use crate::grid::{Aggregation, Common, Grid, GroupId, PointId, Scale, ScaleId, ScaleKind};
use crate::score::aggregate::{self, Rated};

/// How many steps of an interval scale make one.
const MILLION: i64 = 1_000_000;

/// What a rating brings: obtained and possible, times the denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Worth {
    pub(super) obtained: i64,
    pub(super) possible: i64,
}

/// What every rating of one scale and weight brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Row {
    /// Where it starts among the entries: one an index of [`RatingCell`], or for an interval scale three: what a millionth
    /// obtains, what the least rating does, and the best.
    pub(super) start: u32,
    /// How many entries there are.
    pub(super) len: u16,
    /// True for an interval scale.
    pub(super) interval: bool,
}

impl Worth {
    #[inline]
    pub(super) fn plus(self, more: Self) -> Self {
        Self { obtained: self.obtained + more.obtained, possible: self.possible + more.possible }
    }

    /// The same so many times.
    #[inline]
    pub(super) fn times(self, count: i64) -> Self {
        Self { obtained: self.obtained * count, possible: self.possible * count }
    }
}

impl Row {
    /// No rating at all.
    pub(super) const NONE: Self = Self { start: 0, len: 0, interval: false };

    /// What a rating brings; `None` if the scale has no such rating.
    #[inline]
    pub(super) fn worth(self, entries: &[Worth], rating: RatingCell, millionths: impl Fn() -> i64) -> Option<Worth> {
        let start = self.start as usize;
        if !self.interval {
            return if rating.index() < usize::from(self.len) {
                entries.get(start + rating.index()).copied()
            } else {
                None
            };
        }
        if rating != RatingCell::MILLIONTHS {
            return None;
        }
        let step = entries.get(start)?;
        let best = entries.get(start + 2)?;
        let obtained = step.obtained.checked_mul(millionths())?;
        let worst = entries.get(start + 1)?.obtained;
        // A rating out of its scale is no reader's.
        (worst <= obtained && obtained <= best.obtained).then_some(Worth { obtained, possible: best.possible })
    }
}

/// The rows met so far.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    /// The denominator of every total that is a sum.
    denominator: BigInt,
    /// True if groups are averaged.
    pub(super) is_mean: bool,
    pub(super) entries: Vec<Worth>,
    known: HashMap<(ScaleId, Aggregation, Exact), Row>,
}

/// The common denominator of what points bring, and what no sum over it reaches; `None` if that fits no word.
pub(crate) fn denominator(grid: &Grid) -> Option<(i64, i64)> {
    let groups: Vec<Size> = (0..grid.groups.len()).map(|group| grouped(grid, GroupId(group))).collect();
    // Of each scale, in a sum and in a mean, once a point needs it.
    let mut values: Vec<[Option<Size>; 2]> = grid.scales.iter().map(|_| [None, None]).collect();
    let (mut denominator, mut most) = (BigInt::one(), integer(0));
    for point in &grid.points {
        let is_mean = grid.group(point.group).aggregation == Aggregation::WeightedMean;
        let weight = if is_mean { Size::one() } else { groups[point.group.0].clone() }.times(weighted(&point.common));
        let value = &mut values[point.scale.0][usize::from(is_mean)];
        if value.is_none() {
            *value = valued(grid.scale(point.scale), is_mean);
        }
        // What has no value brings nothing.
        let Some(value) = value.clone() else { continue };
        let size = value.times(Size { most: weight.most.max(integer(1)), ..weight });
        denominator = denominator.lcm(&size.parts);
        most += size.most;
    }
    let scaled = Exact::from_integer(denominator.clone());
    // Room to spare, so that adding and doubling never overflow.
    let fits = integer(MOST / 2);
    let bound = most * &scaled + integer(1);
    (bound < fits && scaled < fits).then(|| Some((denominator.to_i64()?, bound.ceil().to_integer().to_i64()?)))?
}

/// What bounds numbers.
#[derive(Clone)]
struct Size {
    /// A denominator of all of them.
    parts: BigInt,
    /// The most any may be, in size.
    most: Exact,
}

impl Size {
    /// That of the number one.
    fn one() -> Self {
        Self { parts: BigInt::one(), most: integer(1) }
    }

    /// That of products.
    fn times(self, other: Self) -> Self {
        let most = if other.most.is_one() { self.most } else { self.most * other.most };
        Self { parts: self.parts * other.parts, most }
    }
}

/// Of the weights of a section.
fn weighted(section: &Common) -> Size {
    let weights = || section.weight.cases.iter().map(|(weight, _)| weight).chain(&section.weight.otherwise);
    Size {
        parts: weights().fold(BigInt::one(), |common, weight| common.lcm(weight.denom())),
        most: weights().map(Signed::abs).max().unwrap_or_else(|| integer(0)),
    }
}

/// Of the product of the weights of a group and those it stands in.
fn grouped(grid: &Grid, group: GroupId) -> Size {
    let groups = grid.enclosing(group).into_iter();
    groups.map(|group| weighted(&grid.group(group).common)).fold(Size::one(), Size::times)
}

/// Of what ratings on a scale are worth, in a mean as a share of the best; nothing on a scale without values.
fn valued(scale: &Scale, is_mean: bool) -> Option<Size> {
    let best = scale.best()?;
    let share = |value: &Exact| if is_mean { value / best } else { value.clone() };
    let values: Vec<Exact> = match &scale.kind {
        ScaleKind::Levels(levels) => levels.iter().filter_map(|level| level.value.as_ref()).map(share).collect(),
        ScaleKind::Interval { high, .. } => vec![share(high), share(&(integer(1) / integer(MILLION)))],
    };
    let most = scale.worst().map_or_else(
        || integer(0),
        |worst| {
            let size = best.abs().max(worst.abs());
            let size = if is_mean { size / best.abs() + integer(1) } else { size };
            size.max(integer(1))
        },
    );
    Some(Size { parts: values.iter().fold(BigInt::one(), |common, value| common.lcm(value.denom())), most })
}

impl Rows {
    /// What a missing rating may bring.
    pub(super) fn missing(&self, row: Row, may_drop: bool) -> Missing {
        let start = row.start as usize;
        let worst = if row.interval { 1 } else { RatingCell::FIRST_LEVEL.index() };
        let entry = |at: usize| self.entries.get(at).copied().unwrap_or_default();
        Missing { worst: entry(start + worst), best: entry(start + usize::from(row.len) - 1), may_drop }
    }

    /// No row yet, over this denominator.
    pub(super) fn new(denominator: i64, is_mean: bool) -> Self {
        Self { denominator: denominator.into(), is_mean, entries: Vec::new(), known: HashMap::new() }
    }

    /// What the ratings of a point bring to the total of its group, given its weight (its own in a mean, else the effective
    /// one); `None` if that fits no word.
    pub(super) fn row(&mut self, grid: &Grid, point: PointId, weight: &Exact) -> Option<Row> {
        let scale_id = grid.point(point).scale;
        let aggregation = grid.group(grid.point(point).group).aggregation;
        let key = (scale_id, aggregation, weight.clone());
        if let Some(row) = self.known.get(&key) {
            return Some(*row);
        }
        let scale = grid.scale(scale_id);
        let term = |value: &Exact| {
            let Some(best) = scale.best() else { return Some(Worth::default()) };
            let rated = Rated {
                value: value.clone(),
                best: best.clone(),
                effective_weight: weight.clone(),
                own_weight: weight.clone(),
            };
            let term = aggregate::point_term(aggregation, &rated);
            Some(Worth { obtained: self.scaled(&term.obtained)?, possible: self.scaled(&term.possible)? })
        };
        let (entries, interval) = match &scale.kind {
            ScaleKind::Levels(levels) => {
                let zero = integer(0);
                let mut entries = vec![Worth::default(); RatingCell::FIRST_LEVEL.index()];
                for level in levels {
                    entries.push(term(level.value.as_ref().unwrap_or(&zero))?);
                }
                (entries, false)
            }
            ScaleKind::Interval { low, high } => {
                let millionth = term(&(integer(1) / integer(MILLION)))?;
                (vec![millionth, term(low)?, term(high)?], true)
            }
        };
        let row =
            Row { start: u32::try_from(self.entries.len()).ok()?, len: u16::try_from(entries.len()).ok()?, interval };
        self.entries.extend(entries);
        self.known.insert(key, row);
        Some(row)
    }

    fn scaled(&self, value: &Exact) -> Option<i64> {
        let scaled = value * Exact::from_integer(self.denominator.clone());
        scaled.is_integer().then(|| scaled.to_integer().to_i64())?
    }
}
