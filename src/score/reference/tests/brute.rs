//! The meaning by enumeration: every completion one by one, everything two-valued. Written apart from the evaluator, with
//! nothing of it but the type of verdicts.

use super::random;
use crate::audit::{Audit, RecordedElements, RecordedRating};
use crate::exact::{Exact, integer};
use crate::grid::{
    Aggregate, Aggregation, Atom, Child, Common, DecisionId, DecisionKind, Formula, Grid, GroupId, Need, NeedPart,
    PointId, Rating, ResultAtom, ScaleKind, Test, Value, Weight,
};
use crate::score::reference::Verdict;
use num_traits::Zero;

/// A full assignment: `None` is ⊥.
pub(super) type World = Vec<Option<Value>>;

/// One completion: the inputs, and the rating of each point that counts (`None`: it does not).
pub(crate) struct Completion<'g> {
    pub(super) grid: &'g Grid,
    pub(super) world: World,
    pub(super) ratings: Vec<Option<RecordedRating>>,
}

/// Every full assignment of the space that agrees with an audit.
pub(super) fn worlds(grid: &Grid, audit: &Audit) -> Vec<World> {
    let mut worlds: Vec<World> = vec![Vec::new()];
    for (at, input) in grid.inputs.iter().enumerate() {
        let candidates: Vec<_> = match &audit.values[at] {
            Some(given) => vec![Some(given.clone())],
            None => random::values(&input.domain).into_iter().map(Some).chain([None]).collect(),
        };
        worlds = worlds
            .iter()
            .flat_map(|world| candidates.iter().map(|value| [world.as_slice(), std::slice::from_ref(value)].concat()))
            .collect();
    }
    let exists = |world: &World, at: usize| match &grid.inputs[at].exists_if {
        Some(condition) => world[at].is_some() == holds(grid, condition, world),
        None => world[at].is_some(),
    };
    worlds.retain(|world| {
        (0..world.len()).all(|at| exists(world, at))
            && grid.constraints.iter().all(|constraint| holds(grid, &constraint.condition, world))
    });
    worlds
}

fn holds(grid: &Grid, condition: &Formula<Atom>, world: &World) -> bool {
    match condition {
        Formula::Atom(atom) => input_test(atom, world),
        Formula::Not(inner, _) => !holds(grid, inner, world),
        Formula::All(parts, _) => parts.iter().all(|part| holds(grid, part, world)),
        Formula::Any(parts, _) => parts.iter().any(|part| holds(grid, part, world)),
        Formula::Definition(id, _) => holds(grid, &grid.definitions[id.0].condition, world),
    }
}

fn input_test(atom: &Atom, world: &World) -> bool {
    match (&world[atom.input.0], &atom.test) {
        (Some(Value::YesNo(value)), Test::Is(wanted)) => value == wanted,
        (Some(Value::Choice(value)), Test::Among(options)) => options.contains(value),
        (Some(Value::Set(value)), Test::Contains { members, at_least }) => {
            members.iter().filter(|member| value[**member]).count() >= *at_least
        }
        (Some(Value::Number(value)), Test::Compare(comparison, bound)) => comparison.holds(value.cmp(&bound.value)),
        _ => false,
    }
}

fn path(grid: &Grid, point: PointId) -> Vec<&Common> {
    let mut sections = vec![&grid.points[point.0].common];
    let mut group = Some(grid.points[point.0].group);
    while let Some(at) = group {
        sections.push(&grid.groups[at.0].common);
        group = grid.groups[at.0].parent;
    }
    sections
}

pub(super) fn verdict(grid: &Grid, point: PointId, world: &World) -> Verdict {
    let path = path(grid, point);
    let blocked = |section: &&Common| {
        section.applicability.iter().any(|clause| holds(grid, &clause.condition, world) == clause.negated)
    };
    if path.iter().any(blocked) {
        return Verdict::NotApplicable;
    }
    let not_taken = |section: &&Common| {
        section
            .opt_in
            .as_ref()
            .is_some_and(|clause| holds(grid, &clause.optional_if, world) && !holds(grid, &clause.retained_if, world))
    };
    if path.iter().any(not_taken) {
        return Verdict::NotRetained;
    }
    let Rating::Computed(scale) = &grid.points[point.0].rating else { return Verdict::ToRate };
    let conditional =
        scale.lines.iter().filter(|line| line.condition.as_ref().is_some_and(|it| holds(grid, it, world)));
    let mut levels: Vec<_> = conditional.map(|line| line.level).collect();
    levels.sort_unstable();
    levels.dedup();
    if levels.is_empty() {
        levels.extend(scale.lines.iter().filter(|line| line.condition.is_none()).map(|line| line.level));
    }
    if let [only] = levels.as_slice() { Verdict::Level(*only) } else { Verdict::NoSingleLevel(levels) }
}

fn own_weight(grid: &Grid, weight: &Weight, world: &World) -> Option<Exact> {
    let holding: Vec<_> = weight.cases.iter().filter(|(_, condition)| holds(grid, condition, world)).collect();
    match holding.as_slice() {
        [] => weight.otherwise.clone(),
        [(value, _)] => Some(value.clone()),
        _ => None,
    }
}

pub(super) fn effective_weight(grid: &Grid, point: PointId, world: &World) -> Option<Exact> {
    path(grid, point)
        .iter()
        .try_fold(integer(1), |product, section| Some(product * own_weight(grid, &section.weight, world)?))
}

/// True if what is recorded of a point's elements is enough.
pub(super) fn is_met(grid: &Grid, point: PointId, recorded: &RecordedElements, world: &World) -> bool {
    let point = &grid.points[point.0];
    let waived = |at: usize| {
        point.waivers.iter().any(|waiver| waiver.elements.contains(&at) && holds(grid, &waiver.condition, world))
    };
    let Some(requirement) = &point.requirement else { return true };
    requirement.needs.iter().all(|need| {
        let (_, required, met) = state(need, &|at| requirement.elements[at].if_any, &waived, &recorded.met);
        met || !required
    })
}

/// Whether a need is a candidate, is required, is met.
fn state(
    need: &Need,
    optional: &impl Fn(usize) -> bool,
    waived: &impl Fn(usize) -> bool,
    met: &[usize],
) -> (bool, bool, bool) {
    let parts: Vec<_> = need
        .parts
        .iter()
        .map(|part| match part {
            NeedPart::Element(at) => (!waived(*at), !optional(*at), met.contains(at)),
            NeedPart::Need(inner) => state(inner, optional, waived, met),
        })
        .filter(|(candidate, ..)| *candidate)
        .collect();
    let required = parts.iter().filter(|part| part.1).count();
    let counted = parts.iter().filter(|part| part.2).count();
    let enough = match need.at_least {
        None => parts.iter().all(|part| part.2 || !part.1),
        Some(wanted) => counted >= required.min(wanted as usize),
    };
    (!parts.is_empty(), required > 0, if required > 0 { enough } else { counted > 0 })
}

/// Every completion of an audit: worlds, times every level of each missing rating (and none where the point may be set
/// aside); `fixed` are the ratings that stand whatever the world.
pub(crate) fn completions<'g>(grid: &'g Grid, audit: &Audit, fixed: &[Option<RecordedRating>]) -> Vec<Completion<'g>> {
    let mut completions = Vec::new();
    for world in worlds(grid, audit) {
        let mut ratings = vec![Vec::new()];
        for (at, standing) in fixed.iter().enumerate() {
            let choices = match verdict(grid, PointId(at), &world) {
                _ if standing.is_some() => vec![standing.clone()],
                _ if audit.set_aside[at].is_some() => vec![None],
                Verdict::NotApplicable | Verdict::NotRetained | Verdict::NoSingleLevel(_) => vec![None],
                Verdict::Level(level) => vec![Some(RecordedRating::Level(level))],
                Verdict::ToRate => match &audit.ratings[at] {
                    Some(rating) => vec![Some(rating.clone())],
                    None => every_rating(grid, PointId(at)),
                },
            };
            ratings = ratings
                .iter()
                .flat_map(|so_far: &Vec<_>| {
                    choices.iter().map(|choice| [so_far.as_slice(), std::slice::from_ref(choice)].concat())
                })
                .collect();
        }
        completions.extend(ratings.into_iter().map(|ratings| Completion { grid, world: world.clone(), ratings }));
    }
    completions
}

fn every_rating(grid: &Grid, point: PointId) -> Vec<Option<RecordedRating>> {
    let scale = &grid.scales[grid.points[point.0].scale.0];
    let mut ratings: Vec<_> = match &scale.kind {
        ScaleKind::Levels(levels) => (0..levels.len()).map(|at| Some(RecordedRating::Level(at))).collect(),
        ScaleKind::Interval { low, high } => [low, high].map(|end| Some(RecordedRating::Value(end.clone()))).to_vec(),
    };
    ratings.extend(scale.allows_set_aside.then_some(None));
    ratings
}

impl Completion<'_> {
    /// Obtained and possible points of a group.
    pub(super) fn total(&self, group: GroupId) -> (Exact, Exact) {
        let mut total = (Exact::zero(), Exact::zero());
        let group = &self.grid.groups[group.0];
        for child in &group.children {
            let (section, own) = match child {
                Child::Group(inner) => (&self.grid.groups[inner.0].common, self.total(*inner)),
                Child::Point(point) => (&self.grid.points[point.0].common, self.point(*point, group.aggregation)),
            };
            if section.out_of_total {
                continue;
            }
            let term = match group.aggregation {
                Aggregation::WeightedSum => own,
                Aggregation::WeightedMean if own.1.is_zero() => continue,
                Aggregation::WeightedMean => match own_weight(self.grid, &section.weight, &self.world) {
                    Some(weight) => (&weight * own.0 / own.1, weight),
                    None => continue,
                },
            };
            total = (total.0 + term.0, total.1 + term.1);
        }
        total
    }

    fn point(&self, point: PointId, aggregation: Aggregation) -> (Exact, Exact) {
        let scale = &self.grid.scales[self.grid.points[point.0].scale.0];
        let value = match &self.ratings[point.0] {
            None => None,
            Some(RecordedRating::Value(value)) => Some(value.clone()),
            Some(RecordedRating::Level(level)) => scale.levels()[*level].value.clone(),
        };
        let weight = match aggregation {
            Aggregation::WeightedSum => effective_weight(self.grid, point, &self.world),
            Aggregation::WeightedMean => Some(integer(1)),
        };
        match (value, scale.best(), weight) {
            (Some(value), Some(best), Some(weight)) => (&weight * value, weight * best),
            _ => (Exact::zero(), Exact::zero()),
        }
    }

    /// The score of a group, in percent.
    pub(super) fn score(&self, group: GroupId) -> Option<Exact> {
        let (obtained, possible) = self.total(group);
        (!possible.is_zero()).then(|| integer(100) * obtained / possible)
    }

    fn number(&self, aggregate: &Aggregate) -> Option<Exact> {
        match aggregate {
            Aggregate::Score(group) => self.score(*group),
            Aggregate::Obtained(group) => Some(self.total(*group).0),
            Aggregate::Possible(group) => Some(self.total(*group).1),
            Aggregate::LeastScore { groups, within } => {
                let counting = groups.iter().filter(|group| {
                    let mut at = **group;
                    while at != *within {
                        if self.grid.groups[at.0].common.out_of_total {
                            return false;
                        }
                        at = self.grid.groups[at.0].parent.unwrap();
                    }
                    true
                });
                counting.filter_map(|group| self.score(*group)).min()
            }
            Aggregate::Count { level, within } => Some(integer(self.count(level, *within))),
        }
    }

    fn count(&self, level: &str, within: GroupId) -> i64 {
        let children = self.grid.groups[within.0].children.iter().map(|child| match child {
            Child::Group(inner) if self.grid.groups[inner.0].common.out_of_total => 0,
            Child::Point(point) if self.grid.points[point.0].common.out_of_total => 0,
            Child::Group(inner) => self.count(level, *inner),
            Child::Point(point) => match &self.ratings[point.0] {
                Some(RecordedRating::Level(at)) => {
                    let scale = &self.grid.scales[self.grid.points[point.0].scale.0];
                    i64::from(scale.levels()[*at].name == level)
                }
                _ => 0,
            },
        });
        children.sum()
    }

    fn result_holds(&self, condition: &Formula<ResultAtom>) -> bool {
        match condition {
            Formula::Not(inner, _) => !self.result_holds(inner),
            Formula::All(parts, _) => parts.iter().all(|part| self.result_holds(part)),
            Formula::Any(parts, _) => parts.iter().any(|part| self.result_holds(part)),
            Formula::Definition(id, _) => holds(self.grid, &self.grid.definitions[id.0].condition, &self.world),
            Formula::Atom(atom) => match atom {
                ResultAtom::Input(atom) => input_test(atom, &self.world),
                ResultAtom::Compare { aggregate, comparison, bound, .. } => {
                    self.number(aggregate).is_some_and(|value| comparison.holds(value.cmp(bound)))
                }
                ResultAtom::NotComputable(aggregate, _) => self.number(aggregate).is_none(),
                ResultAtom::Level { point, levels, .. } => {
                    matches!(&self.ratings[point.0], Some(RecordedRating::Level(at)) if levels.contains(at))
                }
                ResultAtom::Applicable(point, _) => !verdict(self.grid, *point, &self.world).is_out(),
                ResultAtom::Decision { decision, lines, .. } => {
                    matches!(self.decision(*decision).as_slice(), [line] if lines.contains(line))
                }
            },
        }
    }

    /// Whether each line of a decision holds by itself; `None` for `sinon`.
    pub(crate) fn lines(&self, id: DecisionId) -> Vec<Option<bool>> {
        let lines = self.grid.decisions[id.0].lines.iter();
        lines.map(|line| line.condition.as_ref().map(|condition| self.result_holds(condition))).collect()
    }

    /// The lines a decision comes to: one, unless none or several hold.
    pub(crate) fn decision(&self, id: DecisionId) -> Vec<usize> {
        let decision = &self.grid.decisions[id.0];
        let lines = self.lines(id);
        let line_holds = |at: usize| lines[at];
        match decision.kind {
            DecisionKind::Exclusive => {
                let holding: Vec<_> = (0..decision.lines.len()).filter(|at| line_holds(*at) == Some(true)).collect();
                let rest = (0..decision.lines.len()).filter(|at| line_holds(*at).is_none());
                if holding.is_empty() { rest.collect() } else { holding }
            }
            DecisionKind::Tiered => {
                (0..decision.lines.len()).take_while(|at| line_holds(*at).unwrap_or(true)).last().into_iter().collect()
            }
        }
    }
}
