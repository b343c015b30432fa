//! What an audit would come to if some of the changes held and the others did not (`semantics.md` §5): whole functions of one version in
//! place of those of the other, never their text mixed.

use num_traits::{ToPrimitive, Zero};

use super::CauseId;
use super::sides::Sides;
use super::strand::{Alone, Pair, Strand};
use super::total::{level_alone_on, standing};
use crate::audit::RatingCell;
use crate::exact::{Exact, integer};
use crate::grid::{DecisionId, GroupId, PointId};
use crate::score::aggregate::{self, Fraction, Rated};
use crate::score::scores::GroupScore;
use crate::score::{PointStatus, Scores, Standing};
use crate::version::attribution;
use crate::version::joint::Side;

/// The changes active in an audit, each of which may hold or not.
pub(super) struct Hybrids<'s, 'r, 'g> {
    sides: &'s Sides<'r, 'g>,
    /// The causes that move something.
    pub(super) active: Vec<CauseId>,
    strands: Vec<Moving<'s>>,
    /// Totals by integers over this; else by exact fractions.
    unit: Option<i64>,
}

/// A strand that moves something.
enum Moving<'s> {
    Alone(&'s Alone, (i128, i128)),
    Pair(&'s Pair, Box<Facets>),
}

#[allow(clippy::struct_excessive_bools, reason = "each facet moved or did not")]
/// Which facets of a point moved, with what it is worth for each choice of them.
struct Facets {
    counting: bool,
    level: bool,
    scale: bool,
    weight: bool,
    /// Its totals.
    place: bool,
    /// Level and scale cannot be told apart.
    together: bool,
    /// By level (1), scale (2), weight (4): what it brings.
    worth: [(i128, i128); 8],
    before: Option<attribution::Standing>,
    after: Option<attribution::Standing>,
}

/// Some of the changes.
pub(super) type Chosen<'c> = &'c [CauseId];

impl<'s, 'r, 'g> Hybrids<'s, 'r, 'g> {
    /// The changes active in an audit; none if they cannot be mixed: a side is not complete, or in a mean points come, or the tree changes.
    pub(super) fn new(sides: &'s Sides<'r, 'g>) -> Option<Self> {
        let complete = |scores: &Scores| {
            (0..scores.groups()).all(|at| !matches!(scores.standing(GroupId(at)), Standing::Incomplete(_)))
        };
        if !complete(sides.old.scores()) || !complete(sides.new.scores()) {
            return None;
        }
        let mut hybrids = Self { sides, active: Vec::new(), strands: Vec::new(), unit: sides.plan.unit };
        for at in sides.active {
            match &sides.plan.strands[*at] {
                Strand::Alone(alone) => hybrids.alone(alone)?,
                Strand::Pair(pair) => hybrids.pair(pair)?,
            }
        }
        if hybrids.unit.is_none() {
            hybrids.weights()?;
        }
        hybrids.active.extend(sides.plan.rule);
        hybrids.active.sort_unstable();
        hybrids.active.dedup();
        Some(hybrids)
    }

    fn alone(&mut self, alone: &'s Alone) -> Option<()> {
        let counts = self.sides.of(alone.side).0.scores().points()[alone.point.0].status.counts();
        let worth = match self.unit {
            Some(unit) => super::total::brought(self.sides, unit, alone.side, alone.point)?.unwrap_or_default(),
            // The old tree of a mean has no place for it.
            None if counts && !alone.chain.is_empty() => return None,
            None => (0, 0),
        };
        self.active.push(alone.cause);
        self.strands.push(Moving::Alone(alone, worth));
        Some(())
    }

    fn pair(&mut self, pair: &'s Pair) -> Option<()> {
        let sides = self.sides;
        let (was, is) = (sides.old.scores().points()[pair.old.0], sides.new.scores().points()[pair.new.0]);
        let counts = [was.status.counts(), is.status.counts()];
        let both = counts == [true, true];
        let means = self.unit.is_none();
        let weights = sides.weights();
        let of = |side: Side, id| {
            let weights = &weights[side as usize];
            standing(sides, side, id, Some(if means { &weights.own } else { &weights.effective }))
        };
        let (before, after) = (of(Side::Old, pair.old), of(Side::New, pair.new));
        let differs = |of: fn(&attribution::Standing) -> &Exact| match (&before, &after) {
            (Some(before), Some(after)) => of(before) != of(after),
            _ => false,
        };
        let level = both && !sides.same_rating(pair);
        let scale = both && !pair.worth_the_same;
        let weight = both && differs(|one| &one.weight);
        let place = self.moves(pair);
        if means && place && (counts[0] || counts[1]) {
            return None;
        }
        let mut facets = Facets {
            counting: !both && was.status != is.status,
            level,
            scale,
            weight,
            place,
            together: false,
            worth: [(0, 0); 8],
            before,
            after,
        };
        if let (Some(before), Some(after)) = (&facets.before, &facets.after) {
            let hybrid = level_alone_on(sides, pair, before, after);
            facets.together = level && scale && hybrid.is_none();
            for choice in 0..8_usize {
                let (value, best) = worth(before, after, hybrid.as_ref(), choice);
                let weight = if choice & 4 == 0 { &before.weight } else { &after.weight };
                if let Some(unit) = self.unit {
                    facets.worth[choice] = (scaled(&(weight * value), unit)?, scaled(&(weight * best), unit)?);
                }
            }
        }
        let own = &pair.facets;
        let rating = if facets.together { own.rating } else { own.level };
        let moved = [
            (facets.counting, own.counting),
            (level, rating),
            (scale && !facets.together, own.scale),
            (weight, own.weight),
            (place, own.place),
        ];
        self.active.extend(moved.into_iter().filter(|(moves, _)| *moves).map(|(_, cause)| cause));
        self.strands.push(Moving::Pair(pair, Box::new(facets)));
        Some(())
    }

    /// True if a point enters other totals.
    fn moves(&self, pair: &Pair) -> bool {
        let lineage = self.sides.plan.lineage;
        let followed = pair.chains[0].iter().map(|group| lineage.group_of(*group));
        !followed.eq(pair.chains[1].iter().map(|group| Some(*group)))
    }

    /// In a mean, the groups whose weight moved.
    fn weights(&mut self) -> Option<()> {
        let plan = self.sides.plan;
        let ways = [plan.old, plan.new].map(|grid| grid.groups.first().map(|group| group.aggregation));
        if ways[0] != ways[1] {
            return None;
        }
        let weights = self.sides.weights();
        for (at, before) in weights[0].groups.iter().enumerate() {
            let after =
                plan.lineage.group_of(GroupId(at)).and_then(|new| weights[1].groups.get(new.0).cloned().flatten());
            if after.is_some() && *before != after {
                self.active.push(plan.group_causes[at]);
            }
        }
        Some(())
    }

    /// The level of a decision, old and new, if these changes held and no others; by the name of its line. None if that is open.
    pub(super) fn level(&self, (old, new): (DecisionId, DecisionId), chosen: Chosen<'_>) -> Option<&'g str> {
        let plan = self.sides.plan;
        let by_new_rule = plan.rule.is_some_and(|rule| chosen.contains(&rule));
        let (side, decision) = if by_new_rule { (Side::New, new) } else { (Side::Old, old) };
        let (scorer, _) = self.sides.of(side);
        let mut results = scorer.scores().clone();
        self.totals(side, chosen, &mut results)?;
        self.points(side, chosen, &mut results);
        let line = scorer.decided(decision, &results)?;
        plan.grid(side).decisions[decision.0].lines.get(line).map(|line| line.level.as_str())
    }

    /// The statuses and ratings of points, in the words of a side.
    fn points(&self, side: Side, chosen: Chosen<'_>, scores: &mut Scores) {
        let (before, after) = (self.sides.old.scores().points(), self.sides.new.scores().points());
        for strand in &self.strands {
            match strand {
                Moving::Alone(alone, _) => {
                    let is_there = chosen.contains(&alone.cause) == (alone.side == Side::New);
                    if alone.side == side && alone.times.abs() == 1 && !is_there && !splits(alone) {
                        let point = &mut scores.points[alone.point.0];
                        (point.status, point.rating) = (PointStatus::NotApplicable, RatingCell::NONE);
                    }
                }
                Moving::Pair(pair, facets) => {
                    let own = &pair.facets;
                    let from_new = |moves: bool, cause: CauseId| !moves || chosen.contains(&cause);
                    let rating = if facets.together { own.rating } else { own.level };
                    let status =
                        if from_new(facets.counting, own.counting) { after[pair.new.0] } else { before[pair.old.0] };
                    let level_is_new =
                        if facets.counting { from_new(true, own.counting) } else { from_new(facets.level, rating) };
                    let cell = match (side, level_is_new) {
                        (Side::New, true) => after[pair.new.0].rating,
                        (Side::Old, false) => before[pair.old.0].rating,
                        (Side::New, false) => on_new(pair, before[pair.old.0].rating),
                        (Side::Old, true) => on_old(pair, after[pair.new.0].rating),
                    };
                    let id = if side == Side::Old { pair.old } else { pair.new };
                    let point = &mut scores.points[id.0];
                    (point.status, point.rating) = (status.status, cell);
                }
            }
        }
    }

    /// The totals, in the groups of a side.
    fn totals(&self, side: Side, chosen: Chosen<'_>, scores: &mut Scores) -> Option<()> {
        let lineage = self.sides.plan.lineage;
        let exact = if self.unit.is_none() { Some(self.averaged(chosen)) } else { None };
        for at in 0..self.sides.plan.old.groups.len() {
            let old = GroupId(at);
            let new = lineage.group_of(old);
            let Some(here) = (if side == Side::Old { Some(old) } else { new }) else { continue };
            match (self.unit, &exact) {
                (Some(unit), _) => {
                    let (obtained, possible) = self.summed(unit, old, new, chosen)?;
                    scores.groups[here.0] = GroupScore {
                        obtained: i64::try_from(obtained).ok()?,
                        possible: i64::try_from(possible).ok()?,
                        scale: unit,
                        interval: GroupScore::COMPLETE,
                    };
                }
                (None, Some(totals)) => scores.replace_figures(here, totals.get(at)?),
                (None, None) => return None,
            }
        }
        Some(())
    }

    /// The total of a group in a sum, in units.
    fn summed(&self, unit: i64, old: GroupId, new: Option<GroupId>, chosen: Chosen<'_>) -> Option<(i128, i128)> {
        let before = self.sides.old.scores();
        let total = (before.obtained(old).exact(), before.possible(old).exact());
        let mut total = (scaled(&total.0, unit)?, scaled(&total.1, unit)?);
        let mut add = |times: i128, (obtained, possible): (i128, i128)| {
            total = (total.0 + times * obtained, total.1 + times * possible);
        };
        for strand in &self.strands {
            match strand {
                Moving::Alone(alone, worth) => {
                    let enters = match alone.side {
                        Side::Old => alone.chain.contains(&old),
                        Side::New => new.is_some_and(|new| alone.chain.contains(&new)),
                    };
                    if enters && chosen.contains(&alone.cause) {
                        add(alone.times.into(), *worth);
                    }
                }
                Moving::Pair(pair, facets) => {
                    let enters = [pair.chains[0].contains(&old), new.is_some_and(|new| pair.chains[1].contains(&new))];
                    let now = if facets.place && chosen.contains(&pair.facets.place) { enters[1] } else { enters[0] };
                    if enters[0] {
                        add(-1, Self::worth_of(unit, pair, facets, &[])?);
                    }
                    if now {
                        add(1, Self::worth_of(unit, pair, facets, chosen)?);
                    }
                }
            }
        }
        Some(total)
    }

    /// What a point brings if these changes hold.
    fn worth_of(unit: i64, pair: &Pair, facets: &Facets, chosen: Chosen<'_>) -> Option<(i128, i128)> {
        let own = &pair.facets;
        if facets.before.is_some() && facets.after.is_some() {
            return Some(facets.worth[facets.choice(own, chosen)]);
        }
        let standing = if facets.counting && chosen.contains(&own.counting) { &facets.after } else { &facets.before };
        let Some(one) = standing else { return Some((0, 0)) };
        Some((scaled(&(&one.weight * &one.value), unit)?, scaled(&(&one.weight * &one.best), unit)?))
    }

    /// Every total of the old tree of a mean.
    fn averaged(&self, chosen: Chosen<'_>) -> Vec<Fraction> {
        let (plan, weights) = (self.sides.plan, self.sides.weights());
        let rated = |one: attribution::Standing| Rated {
            value: one.value,
            best: one.best,
            effective_weight: one.weight.clone(),
            own_weight: one.weight,
        };
        let points = (0..plan.old.points.len()).map(PointId);
        let mut points: Vec<Option<Rated>> =
            points.map(|id| standing(self.sides, Side::Old, id, Some(&weights[0].own)).map(rated)).collect();
        for strand in &self.strands {
            let Moving::Pair(pair, facets) = strand else { continue };
            let own = &pair.facets;
            points[pair.old.0] = match (&facets.before, &facets.after) {
                (Some(before), Some(after)) => {
                    let choice = facets.choice(own, chosen);
                    let hybrid = level_alone_on(self.sides, pair, before, after);
                    let (value, best) = worth(before, after, hybrid.as_ref(), choice);
                    let weight = if choice & 4 == 0 { &before.weight } else { &after.weight };
                    Some(rated(attribution::Standing { value, best, weight: weight.clone() }))
                }
                (before, after) => {
                    let now = if facets.counting && chosen.contains(&own.counting) { after } else { before };
                    now.clone().map(rated)
                }
            };
        }
        let of_group = |(at, before): (usize, &Option<Exact>)| {
            let after =
                plan.lineage.group_of(GroupId(at)).and_then(|new| weights[1].groups.get(new.0).cloned().flatten());
            if chosen.contains(&plan.group_causes[at]) { after.or_else(|| before.clone()) } else { before.clone() }
        };
        let groups: Vec<_> = weights[0].groups.iter().enumerate().map(of_group).collect();
        aggregate::totals(plan.old, &points, &groups)
    }
}

impl Facets {
    /// The facets that are as in the new version, as bits: level, scale, weight.
    fn choice(&self, own: &super::cause::Facets, chosen: Chosen<'_>) -> usize {
        let holds = |moves: bool, cause: CauseId| usize::from(moves && chosen.contains(&cause));
        let (level, scale) = if self.together { (own.rating, own.rating) } else { (own.level, own.scale) };
        holds(self.level, level) | holds(self.scale, scale) << 1 | holds(self.weight, own.weight) << 2
    }
}

/// What a point is worth, and at best: level and scale of one version or the other. `hybrid` is the new level on the old scale, and the
/// old one on the new.
fn worth(
    before: &attribution::Standing,
    after: &attribution::Standing,
    hybrid: Option<&(Exact, Exact)>,
    choice: usize,
) -> (Exact, Exact) {
    let best = if choice & 2 == 0 { &before.best } else { &after.best };
    let value = match (choice & 3, hybrid) {
        (0, _) => &before.value,
        (3, _) | (1, None) => &after.value,
        (1, Some((on_old, _))) => on_old,
        (_, Some((_, on_new))) => on_new,
        (_, None) => &before.value,
    };
    (value.clone(), best.clone())
}

/// What a split adds, which is no point that comes or goes.
fn splits(alone: &Alone) -> bool {
    alone.side == Side::Old && alone.times > 0
}

/// A rating of the old version on the scale of the new one.
fn on_new(pair: &Pair, cell: RatingCell) -> RatingCell {
    if cell < RatingCell::FIRST_LEVEL { cell } else { pair.cells.get(cell.index()).copied().unwrap_or(cell) }
}

/// A rating of the new version on the scale of the old one.
fn on_old(pair: &Pair, cell: RatingCell) -> RatingCell {
    let at = pair.cells.iter().position(|to| *to == cell).filter(|_| cell >= RatingCell::FIRST_LEVEL);
    at.and_then(|at| at.checked_sub(RatingCell::FIRST_LEVEL.index())).and_then(RatingCell::level).unwrap_or(cell)
}

fn scaled(value: &Exact, unit: i64) -> Option<i128> {
    let scaled = value * integer(unit);
    if scaled.is_zero() {
        return Some(0);
    }
    scaled.is_integer().then(|| scaled.to_integer().to_i128())?
}
