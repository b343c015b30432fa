//! Decisions as conditions over inputs alone: each result a decision looks at becomes an input of its own, bound by what is
//! certain of it.
//!
//! This overcounts: results hang together more than these bounds say (`semantics.md` §2). What holds for all of it holds for every
//! audit; what does not may still hold.

use std::collections::BTreeSet;

use num_bigint::BigInt;
use num_traits::Zero;

use super::formula::{Condition, all, any, atom_of, counts, is_truth, not};
use super::rules;
use crate::diagnostic::Span;
use crate::exact::{Exact, integer};
use crate::grid::{
    Aggregate, Bound, Child, Constraint, Decision, DecisionId, DecisionKind, Domain, Formula, Grid, GroupId, InputId,
    NumberKind, Point, PointId, Rating, ResultAtom, Test,
};

/// The inputs of a grid with its results as further inputs.
pub(super) struct Results<'g> {
    grid: &'g Grid,
    /// The grid to ask: its first inputs are those of the grid.
    pub(super) extended: Grid,
    known: Vec<(Subject, InputId)>,
    /// For each decision already read, what its lines ask, by index; `None` for `sinon`.
    lines: Vec<Option<Vec<Option<Condition>>>>,
}

/// A result that has become an input.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Subject {
    /// A number over a group.
    Number(Aggregate),
    /// Whether a total is computable: that of a score, or of the least of several.
    Computable(Aggregate),
    /// The level of a point.
    Level(PointId),
    /// Whether a point counts.
    Counts(PointId),
}

impl<'g> Results<'g> {
    /// Nothing looked at yet.
    pub(super) fn new(grid: &'g Grid) -> Self {
        let extended = rules::with_constraints(grid, &rules::constraints(grid));
        Self { grid, extended, known: Vec::new(), lines: vec![None; grid.decisions.len()] }
    }

    /// What each line of a decision asks; `None` for `sinon`.
    pub(super) fn lines(&mut self, id: DecisionId) -> Vec<Option<Condition>> {
        if let Some(lines) = &self.lines[id.0] {
            return lines.clone();
        }
        let decision: &'g Decision = &self.grid.decisions[id.0];
        let lines: Vec<_> =
            decision.lines.iter().map(|line| line.condition.as_ref().map(|asked| self.condition(asked))).collect();
        // Kept as definitions, so that decisions over decisions do not grow without end.
        let lines: Vec<_> = lines.into_iter().map(|line| line.map(|condition| self.define(condition))).collect();
        self.lines[id.0] = Some(lines.clone());
        lines
    }

    /// When a line is the level awarded.
    pub(super) fn award(&mut self, id: DecisionId, line: usize) -> Condition {
        let lines = self.lines(id);
        let asked = |at: usize| lines.get(at).cloned().flatten();
        match self.grid.decisions[id.0].kind {
            DecisionKind::Exclusive => {
                let others = (0..lines.len()).filter(|other| *other != line).filter_map(asked).map(not);
                all(asked(line).into_iter().chain(others).collect())
            }
            DecisionKind::Tiered => {
                let reached = (0..=line).filter_map(asked);
                all(reached.chain(asked(line + 1).map(not)).collect())
            }
        }
    }

    /// A condition of a decision over the extended inputs.
    fn condition(&mut self, condition: &Formula<ResultAtom>) -> Condition {
        match condition {
            Formula::Atom(atom) => self.atom(atom),
            Formula::Not(inner, span) => Formula::Not(Box::new(self.condition(inner)), *span),
            Formula::All(parts, span) => Formula::All(parts.iter().map(|part| self.condition(part)).collect(), *span),
            Formula::Any(parts, span) => Formula::Any(parts.iter().map(|part| self.condition(part)).collect(), *span),
            Formula::Definition(id, span) => Formula::Definition(*id, *span),
        }
    }

    fn atom(&mut self, atom: &ResultAtom) -> Condition {
        match atom {
            ResultAtom::Input(atom) => Formula::Atom(atom.clone()),
            ResultAtom::Compare { aggregate, comparison, bound, .. } => {
                let number = self.number(aggregate);
                atom_of(number, Test::Compare(*comparison, Bound { value: bound.clone(), parameter: None }))
            }
            ResultAtom::NotComputable(aggregate, _) => not(atom_of(self.computable(aggregate), Test::Is(true))),
            ResultAtom::Level { point, levels, .. } => atom_of(self.level(*point), Test::Among(levels.clone())),
            ResultAtom::Applicable(point, _) => counts(self.grid, Child::Point(*point), None),
            ResultAtom::Decision { decision, lines, .. } => {
                any(lines.iter().map(|line| self.award(*decision, *line)).collect())
            }
        }
    }

    fn known(&self, subject: &Subject) -> Option<InputId> {
        self.known.iter().find(|(known, _)| known == subject).map(|(_, input)| *input)
    }

    fn number(&mut self, aggregate: &Aggregate) -> InputId {
        let subject = Subject::Number(aggregate.clone());
        if let Some(known) = self.known(&subject) {
            return known;
        }
        let number =
            |kind, high: Exact| Domain::Number { kind, low: Some(Exact::zero()), high: Some(high), unit: None };
        let (domain, exists) = match aggregate {
            Aggregate::Score(_) | Aggregate::LeastScore { .. } => (
                number(NumberKind::Percentage, integer(100)),
                Some(atom_of(self.computable(aggregate), Test::Is(true))),
            ),
            Aggregate::Obtained(_) | Aggregate::Possible(_) => {
                (Domain::Number { kind: NumberKind::Number, low: Some(Exact::zero()), high: None, unit: None }, None)
            }
            Aggregate::Count { level, within } => {
                let at_level = |point: &&PointId| {
                    let point: &Point = self.grid.point(**point);
                    self.grid.scale(point.scale).level_named(level).is_some()
                };
                let points = points_in_total(self.grid, *within);
                let most = points.iter().filter(at_level).count();
                (number(NumberKind::Integer, Exact::from_integer(BigInt::from(most))), None)
            }
        };
        self.declare(subject, aggregate.written(self.grid), domain, exists)
    }

    /// Whether a score is computable: something that has a value counts in its total.
    fn computable(&mut self, aggregate: &Aggregate) -> InputId {
        let subject = Subject::Computable(aggregate.clone());
        if let Some(known) = self.known(&subject) {
            return known;
        }
        let name = format!("{} calculable", aggregate.written(self.grid));
        let input = self.declare(subject, name, Domain::YesNo, None);
        let computable = || atom_of(input, Test::Is(true));
        let groups = match aggregate {
            Aggregate::LeastScore { groups, .. } => groups.clone(),
            Aggregate::Score(group) | Aggregate::Obtained(group) | Aggregate::Possible(group) => vec![*group],
            Aggregate::Count { within, .. } => vec![*within],
        };
        let mut some = Vec::new();
        for group in groups {
            for id in points_in_total(self.grid, group) {
                let scale = self.grid.scale(self.grid.point(id).scale);
                if scale.best().is_none() {
                    continue;
                }
                let counts = counts(self.grid, Child::Point(id), None);
                // Under a least score the group itself may be out of the total asked: only the possible direction is sure.
                let sure =
                    matches!(aggregate, Aggregate::Score(_)) && !scale.allows_set_aside && has_weight(self.grid, id);
                if sure {
                    self.require(any(vec![not(counts.clone()), computable()]));
                }
                some.push(counts);
            }
        }
        if !some.iter().any(is_truth) {
            self.require(any([vec![not(computable())], some].concat()));
        }
        input
    }

    /// The level of a point; it has one exactly where the point counts.
    fn level(&mut self, id: PointId) -> InputId {
        if let Some(known) = self.known(&Subject::Level(id)) {
            return known;
        }
        let point = self.grid.point(id);
        let scale = self.grid.scale(point.scale);
        let counting = self.declare(Subject::Counts(id), format!("{} compté", point.id), Domain::YesNo, None);
        let counted = || atom_of(counting, Test::Is(true));
        let applies = counts(self.grid, Child::Point(id), None);
        self.require(any(vec![not(counted()), applies.clone()]));
        if !scale.allows_set_aside {
            self.require(any(vec![counted(), not(applies)]));
        }
        let option = |level: &crate::grid::Level| crate::grid::Choice {
            name: level.name.clone(),
            label: String::new(),
            resumes: None,
            span: Span::default(),
        };
        let domain = Domain::Choice { ordered: true, options: scale.levels().iter().map(option).collect() };
        let input = self.declare(Subject::Level(id), format!("niveau({})", point.id), domain, Some(counted()));
        if let Rating::Computed(graded) = &point.rating {
            let conditions: Vec<_> = graded.lines.iter().filter_map(|line| line.condition.clone()).collect();
            let reached: BTreeSet<_> = graded.lines.iter().map(|line| line.level).collect();
            for level in &reached {
                // Several lines may give a level: any of them will do.
                let lines = graded.lines.iter().filter(|line| line.level == *level);
                let holds = lines.map(|line| line.condition.clone().unwrap_or_else(|| not(any(conditions.clone()))));
                let at_level = atom_of(input, Test::Among(vec![*level]));
                self.require(any(std::iter::once(not(at_level)).chain(holds).collect()));
            }
            let never = (0..scale.levels().len()).filter(|level| !reached.contains(level)).collect();
            self.require(not(atom_of(input, Test::Among(never))));
        }
        input
    }

    fn declare(&mut self, subject: Subject, name: String, domain: Domain, exists_if: Option<Condition>) -> InputId {
        let id = self.extended.make_input(name, domain, exists_if);
        self.known.push((subject, id));
        id
    }

    fn require(&mut self, condition: Condition) {
        self.extended.constraints.push(Constraint { label: String::new(), condition, span: Span::default() });
    }

    fn define(&mut self, condition: Condition) -> Condition {
        Formula::Definition(self.extended.make_definition(condition), Span::default())
    }
}

/// The points that enter the total of a group.
fn points_in_total(grid: &Grid, group: GroupId) -> Vec<PointId> {
    let children = grid.group(group).children.iter().filter(|child| !grid.common(**child).out_of_total);
    let points = children.flat_map(|child| match child {
        Child::Point(point) => vec![*point],
        Child::Group(inner) => points_in_total(grid, *inner),
    });
    points.collect()
}

/// True if the weights on the path of a point are never nought.
fn has_weight(grid: &Grid, point: PointId) -> bool {
    super::formula::path(grid, Child::Point(point)).into_iter().all(|section| {
        let weight = &grid.common(section).weight;
        let cases = weight.cases.iter().map(|(value, _)| value);
        weight.otherwise.is_some() && cases.chain(&weight.otherwise).all(|value| !value.is_zero())
    })
}
