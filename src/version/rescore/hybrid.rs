//! What an audit would come to if some of the changes held and the others did not (`semantics.md` §5): whole functions of one version in
//! place of those of the other, never their text mixed.

use std::cell::RefCell;

use smallvec::SmallVec;

use super::CauseId;
use super::flip::{Levels, Why};
use super::linear::{Linear, Pair as Points, Term};
use super::looked::Looked;
use super::mean::Mean;
use super::sides::Sides;
use super::strand::{Alone, Chain, Pair, Strand};
use super::worth::Worth;
use crate::audit::RatingCell;
use crate::exact::{Exact, integer};
use crate::grid::{DecisionId, GroupId, PointId};
use crate::score::scores::GroupScore;
use crate::score::{PointStatus, Scores};
use crate::version::joint::Side;

/// The changes active in an audit that may bear on a decision, each of which may hold or not.
pub(super) struct Hybrids<'s, 'r, 'g> {
    sides: &'s Sides<'r, 'g>,
    decision: (DecisionId, DecisionId),
    looked: &'s Looked,
    /// The causes that move something it looks at, in order.
    pub(super) active: Vec<CauseId>,
    strands: Vec<Moving<'s>>,
    totals: Totals<'s, 'r, 'g>,
    /// The results of each side, to be changed at will.
    scratch: RefCell<[Scores; 2]>,
}

/// The totals a decision looks at.
enum Totals<'s, 'r, 'g> {
    /// Sums: for each the group of each side, if there is one.
    Sums(Vec<([Option<GroupId>; 2], Linear)>),
    Means(Mean<'s, 'r, 'g>),
}

/// A strand that moves something.
pub(super) enum Moving<'s> {
    Alone(&'s Alone),
    Pair(&'s Pair, Box<Facets>),
}

/// Which facets of a point moved.
pub(super) struct Facets {
    pub(super) counting: Option<CauseId>,
    pub(super) level: Option<CauseId>,
    pub(super) scale: Option<CauseId>,
    pub(super) weight: Option<CauseId>,
    /// Its totals.
    pub(super) place: Option<CauseId>,
    pub(super) worth: Worth,
}

/// Some of the changes.
#[derive(Clone, Copy)]
pub(super) struct Chosen<'c> {
    active: &'c [CauseId],
    chosen: &'c [bool],
}

impl Chosen<'_> {
    /// True if a change holds.
    pub(super) fn has(&self, cause: CauseId) -> bool {
        self.active.binary_search(&cause).is_ok_and(|at| self.chosen[at])
    }

    /// True if a facet that moved is as in the new version.
    pub(super) fn moves(&self, cause: Option<CauseId>) -> bool {
        cause.is_some_and(|cause| self.has(cause))
    }
}

impl<'s, 'r, 'g> Hybrids<'s, 'r, 'g> {
    /// The changes active in an audit that may bear on a decision; an error if they cannot be told apart.
    pub(super) fn new(sides: &'s Sides<'r, 'g>, decision: (DecisionId, DecisionId)) -> Result<Self, Why> {
        let plan = sides.plan;
        let looked = plan.looked[decision.1.0].as_ref().ok_or(Why::Inseparable)?;
        let results = [sides.old.scores(), sides.new.scores()];
        for (side, scores) in results.into_iter().enumerate() {
            let at = if side == 0 { Side::Old } else { Side::New };
            let settled = |point: &PointId| {
                !matches!(sides.point(at, *point).status, PointStatus::Unrated | PointStatus::Undetermined)
            };
            if looked.groups[side].iter().any(|group| scores.is_incomplete(*group))
                || !looked.points[side].iter().all(settled)
            {
                return Err(Why::Unsettled);
            }
        }
        let is_inseparable =
            |strand: &Strand| is_counted_apart(sides, looked, strand) || is_mixed(sides, looked, strand);
        if sides.active.iter().any(|active| is_inseparable(&plan.strands[active.strand])) {
            return Err(Why::Inseparable);
        }
        let mut strands = Vec::new();
        for active in sides.active {
            strands.push(match &plan.strands[active.strand] {
                Strand::Alone(alone) => Moving::Alone(alone),
                Strand::Pair(pair) => Moving::Pair(pair, Box::new(Facets::new(sides, pair).ok_or(Why::Inseparable)?)),
            });
        }
        let rule = plan.rules[decision.1.0];
        let mut active: Vec<_> = rule.into_iter().collect();
        let totals = if plan.unit.is_some() {
            let mut sums = Vec::new();
            for (old, new) in groups(sides, looked) {
                let (linear, causes) = linear(sides, &strands, (old, new)).ok_or(Why::Inseparable)?;
                active.extend(causes);
                sums.push(([Some(old), new], linear));
            }
            Totals::Sums(sums)
        } else {
            let mean = Mean::new(sides, &strands).ok_or(Why::Inseparable)?;
            active.extend(mean.causes());
            active.extend(strands.iter().flat_map(Moving::causes));
            Totals::Means(mean)
        };
        for moving in &strands {
            if moving.is_looked_at(looked) {
                active.extend(moving.causes());
            }
        }
        active.sort_unstable();
        active.dedup();
        let scratch = RefCell::new(results.map(Scores::clone));
        let mut hybrids = Self { sides, decision, looked, active, strands, totals, scratch };
        hybrids.number();
        Ok(hybrids)
    }

    /// Makes the terms of sums speak of the active causes by their place.
    fn number(&mut self) {
        if let Totals::Sums(sums) = &mut self.totals {
            for cause in sums.iter_mut().flat_map(|(_, linear)| &mut linear.terms).flat_map(|term| &mut term.causes) {
                *cause = self.active.binary_search(cause).unwrap_or_default();
            }
        }
    }

    /// The place of the change of the decision's own rule, if it is one.
    pub(super) fn rule(&self) -> Option<usize> {
        self.active.binary_search(&self.sides.plan.rules[self.decision.1.0]?).ok()
    }

    /// The one total the decision looks at, if it looks at nothing but its score.
    pub(super) fn single(&self) -> Option<&Linear> {
        let Totals::Sums(sums) = &self.totals else { return None };
        self.looked.single(self.sides.plan.lineage)?;
        sums.first().map(|(_, linear)| linear)
    }

    /// The level of the decision if these changes held and no others; by the name of its line. None if that is open.
    pub(super) fn level(&self, chosen: &[bool]) -> Option<&'g str> {
        let by_new_rule = self.rule().is_some_and(|rule| chosen[rule]);
        let side = if by_new_rule { Side::New } else { Side::Old };
        let scores = &mut self.scratch.borrow_mut()[side as usize];
        let held = Chosen { active: &self.active, chosen };
        self.totals(side, chosen, held, scores)?;
        self.points(side, held, scores);
        self.decided(side, scores)
    }

    /// The level of the decision at every score, the one thing it looks at.
    pub(super) fn levels_by_score(&self, by_new_rule: bool) -> Option<Levels<'g>> {
        use num_traits::ToPrimitive;
        let side = if by_new_rule { Side::New } else { Side::Old };
        let (old, new) = self.looked.single(self.sides.plan.lineage)?;
        let group = if by_new_rule { new } else { old };
        let bounds: Vec<Exact> = self.looked.bounds.iter().cloned().collect();
        let scores = &mut self.scratch.borrow_mut()[side as usize];
        let mut level = |obtained: i64, possible: i64| {
            scores.groups[group.0] = GroupScore { obtained, possible, scale: 1, interval: GroupScore::COMPLETE };
            self.decided(side, scores)
        };
        let mut at = Vec::new();
        for piece in 0..=2 * bounds.len() {
            let place = |at: usize| bounds.get(at).cloned();
            let score = match (piece % 2, piece / 2) {
                (1, bound) => place(bound)?,
                (_, after) => match (after.checked_sub(1).and_then(place), place(after)) {
                    (Some(low), Some(high)) => (low + high) / integer(2),
                    (Some(low), None) => low + integer(1),
                    (None, Some(high)) => high - integer(1),
                    (None, None) => integer(1),
                },
            };
            at.push(level(score.numer().to_i64()?, score.denom().to_i64()?.checked_mul(100)?));
        }
        let not_computable = level(0, 0);
        Some(Levels { bounds, at, not_computable })
    }

    fn decided(&self, side: Side, results: &Scores) -> Option<&'g str> {
        let (scorer, _) = self.sides.of(side);
        let decision = if side == Side::New { self.decision.1 } else { self.decision.0 };
        let line = scorer.decided(decision, results)?;
        self.sides.plan.grid(side).decisions[decision.0].lines.get(line).map(|line| line.level.as_str())
    }

    /// The statuses and ratings of points, in the words of a side.
    fn points(&self, side: Side, chosen: Chosen<'_>, scores: &mut Scores) {
        for moving in self.strands.iter().filter(|moving| moving.is_looked_at(self.looked)) {
            match moving {
                Moving::Alone(alone) if alone.side == side && !alone.splits() => {
                    let is_there = chosen.has(alone.cause) == (alone.side == Side::New);
                    let Some(point) = scores.points.get_mut(alone.point.0) else { continue };
                    *point = self.sides.point(side, alone.point);
                    if !is_there {
                        (point.status, point.rating) = (PointStatus::NotApplicable, RatingCell::NONE);
                    }
                }
                Moving::Alone(_) => {}
                Moving::Pair(pair, facets) => {
                    let (was, is) = (self.sides.point(Side::Old, pair.old), self.sides.point(Side::New, pair.new));
                    let is_new = |cause: Option<CauseId>| cause.is_none_or(|cause| chosen.has(cause));
                    let status = if is_new(facets.counting) { is.status } else { was.status };
                    let level = if facets.counting.is_some() { facets.counting } else { facets.level };
                    let rating = match (side, is_new(level)) {
                        (Side::New, true) => is.rating,
                        (Side::Old, false) => was.rating,
                        (Side::New, false) => pair.follows(was.rating),
                        (Side::Old, true) => pair.preceded(is.rating),
                    };
                    let here = if side == Side::Old { pair.old.0 } else { pair.new.0 };
                    if let Some(point) = scores.points.get_mut(here) {
                        (point.status, point.rating) = (status, rating);
                    }
                }
            }
        }
    }

    /// The totals, in the groups of a side.
    fn totals(&self, side: Side, chosen: &[bool], held: Chosen<'_>, scores: &mut Scores) -> Option<()> {
        match (&self.totals, self.sides.plan.unit) {
            (Totals::Sums(sums), Some(unit)) => {
                for (group, linear) in sums.iter().filter_map(|(groups, linear)| Some((groups[side as usize]?, linear)))
                {
                    let (obtained, possible) = linear.at(chosen);
                    scores.groups[group.0] = GroupScore {
                        obtained: i64::try_from(obtained).ok()?,
                        possible: i64::try_from(possible).ok()?,
                        scale: unit,
                        interval: GroupScore::COMPLETE,
                    };
                }
            }
            (Totals::Means(mean), _) => {
                scores.others.clear();
                let lineage = self.sides.plan.lineage;
                for (at, total) in mean.totals(&self.strands, held).iter().enumerate() {
                    let here = if side == Side::Old { Some(GroupId(at)) } else { lineage.group_of(GroupId(at)) };
                    if let Some(here) = here.filter(|here| self.looked.groups[side as usize].contains(here)) {
                        scores.replace_figures(here, total);
                    }
                }
            }
            (Totals::Sums(_), None) => return None,
        }
        Some(())
    }
}

/// True if a point a decision counts comes, goes or stands elsewhere: neither version counts it beside those of the other.
fn is_counted_apart(sides: &Sides<'_, '_>, looked: &Looked, strand: &Strand) -> bool {
    let counts = |side: Side, point: PointId| {
        let score = sides.point(side, point);
        score.status.counts() && looked.counts(side as usize, sides.plan.grid(side), point, score.rating.as_level())
    };
    match strand {
        Strand::Alone(alone) => counts(alone.side, alone.point),
        Strand::Pair(pair) if pair.split.is_some() || !pair.stays => {
            counts(Side::Old, pair.old) || counts(Side::New, pair.new)
        }
        Strand::Pair(_) => false,
    }
}

/// True if a point a decision looks at counts on one side alone and something else of it changed: what the other version would have made
/// of it where it does not count is not known.
fn is_mixed(sides: &Sides<'_, '_>, looked: &Looked, strand: &Strand) -> bool {
    let Strand::Pair(pair) = strand else { return false };
    let counts = |side: Side, point: PointId| sides.point(side, point).status.counts();
    let enters = |side: usize| pair.chains[side].iter().any(|group| looked.groups[side].contains(group));
    let is_looked_at =
        || looked.points[0].contains(&pair.old) || looked.points[1].contains(&pair.new) || enters(0) || enters(1);
    pair.facets.is_worth_otherwise && counts(Side::Old, pair.old) != counts(Side::New, pair.new) && is_looked_at()
}

/// The old groups whose totals a decision looks at under either version, each with the new one that continues it.
fn groups(sides: &Sides<'_, '_>, looked: &Looked) -> Vec<(GroupId, Option<GroupId>)> {
    let lineage = sides.plan.lineage;
    let followed = looked.groups[1].iter().filter_map(|group| lineage.groups[group.0]);
    let mut groups: Vec<_> = looked.groups[0].iter().copied().chain(followed).collect();
    groups.sort_unstable();
    groups.dedup();
    groups.into_iter().map(|group| (group, lineage.group_of(group))).collect()
}

/// A total over any choice of the changes, with the causes it depends on.
fn linear(
    sides: &Sides<'_, '_>,
    strands: &[Moving<'_>],
    (old, new): (GroupId, Option<GroupId>),
) -> Option<(Linear, Vec<CauseId>)> {
    let before = sides.old.scores();
    let base = (sides.scaled(&before.obtained(old))?, sides.scaled(&before.possible(old))?);
    let (mut terms, mut all) = (Vec::new(), Vec::new());
    for moving in strands {
        let causes = moving.causes();
        let mut adds = Vec::new();
        for bits in 0..1_usize << causes.len() {
            let chosen: SmallVec<[bool; 5]> = (0..causes.len()).map(|bit| bits >> bit & 1 == 1).collect();
            adds.push(moving.adds(sides, (old, new), Chosen { active: &causes, chosen: &chosen })?);
        }
        if adds.iter().any(|one| *one != (0, 0)) {
            all.extend(causes.iter().copied());
            terms.push(Term { causes, adds });
        }
    }
    Some((Linear { base, terms }, all))
}

impl Moving<'_> {
    /// The causes that move something about it, in order.
    fn causes(&self) -> SmallVec<[CauseId; 5]> {
        let mut causes: SmallVec<[CauseId; 5]> = match self {
            Self::Alone(alone) => std::iter::once(alone.cause).collect(),
            Self::Pair(_, facets) => {
                let all = [facets.counting, facets.level, facets.scale, facets.weight, facets.place];
                all.into_iter().flatten().collect()
            }
        };
        causes.sort_unstable();
        causes.dedup();
        causes
    }

    fn is_looked_at(&self, looked: &Looked) -> bool {
        match self {
            Self::Alone(alone) => looked.points[alone.side as usize].contains(&alone.point),
            Self::Pair(pair, _) => looked.points[0].contains(&pair.old) || looked.points[1].contains(&pair.new),
        }
    }

    /// What it adds to a total if these changes hold.
    fn adds(
        &self,
        sides: &Sides<'_, '_>,
        (old, new): (GroupId, Option<GroupId>),
        chosen: Chosen<'_>,
    ) -> Option<Points> {
        let after = |chain: &Chain| new.is_some_and(|new| chain.contains(new));
        match self {
            Self::Alone(alone) => {
                let enters = if alone.side == Side::Old { alone.chain.contains(old) } else { after(&alone.chain) };
                if !enters || !chosen.has(alone.cause) {
                    return Some((0, 0));
                }
                let (obtained, possible) = sides.brought(alone.side, alone.point)?.unwrap_or_default();
                Some((obtained * i128::from(alone.times), possible * i128::from(alone.times)))
            }
            Self::Pair(pair, facets) => {
                let enters = [pair.chains[0].contains(old), after(&pair.chains[1])];
                let now = if chosen.moves(facets.place) { enters[1] } else { enters[0] };
                let was = if enters[0] { facets.worth.before() } else { (0, 0) };
                let is = if now { facets.worth.with(facets, chosen) } else { (0, 0) };
                Some((is.0 - was.0, is.1 - was.1))
            }
        }
    }
}

impl Facets {
    /// The facets of a point that goes on that moved in an audit; none if what they are worth is not to be had.
    fn new(sides: &Sides<'_, '_>, pair: &Pair) -> Option<Self> {
        let (was, is) = (sides.point(Side::Old, pair.old), sides.point(Side::New, pair.new));
        let counts = [was.status.counts(), is.status.counts()];
        let both = counts == [true, true];
        let own = &pair.facets;
        let (level, scale) = (both && !sides.same_rating(pair, (was.rating, is.rating)), both && !pair.worth_the_same);
        let weight = both && sides.weighs_otherwise(pair, None);
        let place = !pair.stays && (counts[0] || counts[1]);
        let worth = Worth::new(sides, pair, [level, scale, weight])?;
        let together = worth.is_together();
        let moved = |moves: bool, cause: CauseId| moves.then_some(cause);
        Some(Self {
            counting: moved(!both && was.status != is.status, own.counting),
            level: moved(level, if together { own.rating } else { own.level }),
            scale: moved(scale, if together { own.rating } else { own.scale }),
            weight: moved(weight, own.weight),
            place: moved(place, own.place),
            worth,
        })
    }
}

impl Pair {
    /// A rating of the new version on the scale of the old one.
    fn preceded(&self, cell: RatingCell) -> RatingCell {
        let at = self.cells.iter().position(|to| *to == cell).filter(|_| cell >= RatingCell::FIRST_LEVEL);
        at.and_then(|at| at.checked_sub(RatingCell::FIRST_LEVEL.index())).and_then(RatingCell::level).unwrap_or(cell)
    }
}

impl Alone {
    /// True for what a split adds, which is no point that comes or goes.
    pub(super) fn splits(&self) -> bool {
        self.side == Side::Old && self.times > 0
    }
}
