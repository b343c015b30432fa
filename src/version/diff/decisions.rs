//! Decisions: compared as functions of results. Each result they look at is an input of its own, the same on both sides, so that
//! a decision differs only if it would for the very same results.

use super::change::{Bearing, Change, Found, Nature, Subject};
use super::compare::{conditions, effects, parts};
use super::parameters;
use crate::diagnostic::Span;
use crate::grid::{
    Aggregate, Atom, Bound, Choice, Decision, DecisionId, DecisionKind, DefinitionId, Domain, Formula, Grid, GroupId,
    InputId, NumberKind, PointId, ResultAtom, Test,
};
use crate::region::Limit;
use crate::version::behaviour::Lines;
use crate::version::joint::{Condition, Joint, SIDES, Side, all, any, atom_of, not};
use crate::version::lineage::target;

/// Compares every decision.
pub(super) fn compare(joint: &Joint<'_>, found: &mut Found<'_>) {
    let (old, new, lineage) = (joint.old, joint.new, joint.lineage);
    for (at, decision) in old.decisions.iter().enumerate() {
        if lineage.decision_of(DecisionId(at)).is_none() {
            let change = Change::new(Subject::Decision(decision.name.clone()), Nature::Retired, Bearing::Results);
            found.push(change, &[decision.span], &[]);
        }
    }
    for (at, decision) in new.decisions.iter().enumerate() {
        let Some(from) = lineage.decisions[at] else {
            let change = Change::new(Subject::Decision(decision.name.clone()), Nature::New, Bearing::Names);
            found.push(change, &[], &[decision.span]);
            continue;
        };
        if let Err(limit) = one(joint, from, DecisionId(at), found) {
            found.unproved(format!("la décision {}", decision.name), limit);
        }
    }
}

/// When each level of a decision is awarded.
fn one(joint: &Joint<'_>, from: DecisionId, to: DecisionId, found: &mut Found<'_>) -> Result<(), Limit> {
    let mut results = Results::new(joint);
    let (before, after) = (results.lines(Side::Old, from), results.lines(Side::New, to));
    if before == after {
        return Ok(());
    }
    let asked: Vec<_> = conditions(&before).chain(conditions(&after)).collect();
    let mut asked = joint.ask_in(&results.model, &asked)?;
    let mut regions = asked.regions.clone().into_iter();
    let before = parts(&mut asked, &before, &mut regions)?;
    let after = parts(&mut asked, &after, &mut regions)?;
    let both = asked.both;
    let words = |from: &String, to: &String| (from.clone(), to.clone());
    let effects = effects(joint, &mut asked, (&before, &after), both, |from, to| from != to, words)?;
    if !effects.is_empty() {
        let (old, new) = (&joint.old.decisions[from.0], &joint.new.decisions[to.0]);
        let mut change = Change::new(Subject::Decision(new.name.clone()), Nature::Rule, Bearing::Results);
        change = change.effects(effects);
        change.causes = causes(joint, old, new);
        found.push(change, &[old.span], &[new.span]);
    }
    Ok(())
}

/// What else changed that makes a decision change: parameters of its thresholds, and whatever its tests on inputs rest on.
fn causes(joint: &Joint<'_>, old: &Decision, new: &Decision) -> Vec<String> {
    let mut tests: [Vec<Formula<Atom>>; 2] = [Vec::new(), Vec::new()];
    let mut thresholds = Vec::new();
    for (side, decision) in [old, new].into_iter().enumerate() {
        let grid = joint.grid(SIDES[side]);
        for condition in decision.lines.iter().filter_map(|line| line.condition.as_ref()) {
            let mut definitions = Vec::new();
            condition.walk(
                &mut |atom| match atom {
                    ResultAtom::Input(atom) => tests[side].push(Formula::Atom(atom.clone())),
                    ResultAtom::Compare { parameter: Some(id), .. } => thresholds.push(&grid.parameters[id.0].name),
                    _ => {}
                },
                &mut |id| definitions.push(Formula::Definition(id, Span::default())),
            );
            tests[side].extend(definitions);
        }
    }
    let value = |grid: &Grid, name: &str| {
        grid.parameters.iter().find(|one| one.name == name).map(|parameter| parameter.value.clone())
    };
    thresholds.sort();
    thresholds.dedup();
    thresholds.retain(|name| value(joint.old, name) != value(joint.new, name));
    let mut causes: Vec<_> = thresholds.into_iter().map(|name| format!("paramètre {name}")).collect();
    let [old, new] = tests;
    causes.extend(parameters::causes(joint, &old.iter().collect::<Vec<_>>(), &new.iter().collect::<Vec<_>>()));
    causes.dedup();
    causes
}

/// The joint model with results as further inputs.
struct Results<'j, 'g> {
    joint: &'j Joint<'g>,
    model: Grid,
    known: Vec<(Subjected, InputId)>,
    /// Decisions already read: side, decision, the definition of when each line is awarded.
    awards: Vec<((Side, DecisionId), Vec<DefinitionId>)>,
}

/// A result that has become an input; groups and points are those of the new version, where they go on.
#[derive(Debug, Clone, PartialEq)]
enum Subjected {
    Number(String),
    Computable(String),
    Level(Place),
    Counted(Place),
    Applies(Place),
}

/// A point of the new version, or one of the old that does not go on.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    New(PointId),
    Old(PointId),
}

impl<'j, 'g> Results<'j, 'g> {
    fn new(joint: &'j Joint<'g>) -> Self {
        Self { joint, model: joint.model.clone(), known: Vec::new(), awards: Vec::new() }
    }

    /// The levels of a decision, each with when it is awarded.
    fn lines(&mut self, side: Side, id: DecisionId) -> Lines<String> {
        let decision = &self.joint.grid(side).decisions[id.0];
        let asked: Vec<_> =
            decision.lines.iter().map(|line| line.condition.as_ref().map(|one| self.condition(side, one))).collect();
        let line = |(at, line): (usize, &crate::grid::DecisionLine)| {
            let awarded = match decision.kind {
                DecisionKind::Exclusive => asked[at].clone(),
                DecisionKind::Tiered => {
                    let reached = asked[..=at].iter().flatten().cloned();
                    let exceeded = asked.get(at + 1).cloned().flatten().map(not);
                    Some(all(reached.chain(exceeded).collect()))
                }
            };
            (line.level.clone(), awarded)
        };
        decision.lines.iter().enumerate().map(line).collect()
    }

    fn condition(&mut self, side: Side, condition: &Formula<ResultAtom>) -> Condition {
        match condition {
            Formula::Atom(atom) => self.atom(side, atom),
            Formula::Not(inner, _) => not(self.condition(side, inner)),
            Formula::All(parts, _) => all(parts.iter().map(|part| self.condition(side, part)).collect()),
            Formula::Any(parts, _) => any(parts.iter().map(|part| self.condition(side, part)).collect()),
            Formula::Definition(id, span) => self.joint.condition(side, &Formula::Definition(*id, *span)),
        }
    }

    fn atom(&mut self, side: Side, atom: &ResultAtom) -> Condition {
        match atom {
            ResultAtom::Input(atom) => self.joint.condition(side, &Formula::Atom(atom.clone())),
            ResultAtom::Compare { aggregate, comparison, bound, .. } => {
                let number = self.number(side, aggregate);
                atom_of(number, Test::Compare(*comparison, Bound { value: bound.clone(), parameter: None }))
            }
            ResultAtom::NotComputable(aggregate, _) => not(self.computable(side, aggregate)),
            ResultAtom::Level { point, levels, .. } => {
                let place = self.place(side, *point);
                let input = self.level(place);
                let levels = levels.iter().map(|level| self.level_index(side, *point, *level)).collect();
                atom_of(input, Test::Among(levels))
            }
            ResultAtom::Applicable(point, _) => {
                let place = self.place(side, *point);
                let name = format!("applicable({})", self.id(place));
                atom_of(self.input(Subjected::Applies(place), name, Domain::YesNo, None), Test::Is(true))
            }
            ResultAtom::Decision { decision, lines, .. } => {
                let awards = self.awards(side, *decision);
                let award = |line: &usize| awards.get(*line).map(|id| Formula::Definition(*id, Span::default()));
                any(lines.iter().filter_map(award).collect())
            }
        }
    }

    /// When each line of another decision is the level, kept as definitions: decisions over decisions then stay small.
    fn awards(&mut self, side: Side, id: DecisionId) -> Vec<DefinitionId> {
        if let Some((_, known)) = self.awards.iter().find(|(key, _)| *key == (side, id)) {
            return known.clone();
        }
        let lines = self.lines(side, id);
        let others: Vec<_> = conditions(&lines).collect();
        let define = |(_, condition): (String, Option<Condition>)| {
            let condition = condition.unwrap_or_else(|| not(any(others.clone())));
            self.model.make_definition(condition)
        };
        let awards: Vec<_> = lines.into_iter().map(define).collect();
        self.awards.push(((side, id), awards.clone()));
        awards
    }

    /// The name of a number over results, in the words of the new version.
    fn name(&self, side: Side, aggregate: &Aggregate) -> String {
        let (old, lineage) = (self.joint.old, self.joint.lineage);
        if side == Side::New {
            return aggregate.written(self.joint.new);
        }
        let group = |group: &GroupId| lineage.group_of(*group);
        let groups = |groups: &[GroupId]| groups.iter().map(group).collect::<Option<Vec<_>>>();
        let followed = match aggregate {
            Aggregate::Score(of) => group(of).map(Aggregate::Score),
            Aggregate::Obtained(of) => group(of).map(Aggregate::Obtained),
            Aggregate::Possible(of) => group(of).map(Aggregate::Possible),
            Aggregate::LeastScore { groups: of, within } => {
                groups(of).zip(group(within)).map(|(groups, within)| Aggregate::LeastScore { groups, within })
            }
            Aggregate::Count { level, within } => {
                group(within).map(|within| Aggregate::Count { level: self.level_named(level), within })
            }
        };
        match followed {
            // The groups whose least score is asked are part of what is asked.
            Some(Aggregate::LeastScore { groups, within }) if !self.are_all(&groups, within) => {
                format!("{} d’avant", aggregate.written(old))
            }
            Some(followed) => followed.written(self.joint.new),
            None => format!("{} d’avant", aggregate.written(old)),
        }
    }

    /// True if these are all the groups of their rank inside a group of the new version.
    fn are_all(&self, groups: &[GroupId], within: GroupId) -> bool {
        let new = self.joint.new;
        let rank = groups.first().map(|group| new.group(*group).rank);
        let inside = |group: &GroupId| new.ancestors(*group).any(|around| around == within);
        let same = (1..new.groups.len()).map(GroupId).filter(|group| Some(new.group(*group).rank) == rank);
        same.filter(inside).count() == groups.len()
    }

    /// What an old level name became, where every scale that has it says the same.
    fn level_named(&self, level: &str) -> String {
        let (old, new, lineage) = (self.joint.old, self.joint.new, self.joint.lineage);
        for (point, origin) in new.points.iter().zip(&lineage.points) {
            for link in &origin.links {
                let at = old.scale(old.point(link.old).scale).level_named(level);
                if let Some(to) = at.and_then(|at| target(&link.levels, at)) {
                    return new.scale(point.scale).levels()[to].name.clone();
                }
            }
        }
        level.to_owned()
    }

    fn number(&mut self, side: Side, aggregate: &Aggregate) -> InputId {
        let name = self.name(side, aggregate);
        let number = |kind| Domain::Number { kind, low: None, high: None, unit: None };
        let (domain, exists) = match aggregate {
            Aggregate::Score(_) | Aggregate::LeastScore { .. } => {
                (number(NumberKind::Percentage), Some(self.computable(side, aggregate)))
            }
            Aggregate::Count { .. } => (number(NumberKind::Integer), None),
            Aggregate::Obtained(_) | Aggregate::Possible(_) => (number(NumberKind::Number), None),
        };
        self.input(Subjected::Number(name.clone()), name, domain, exists)
    }

    fn computable(&mut self, side: Side, aggregate: &Aggregate) -> Condition {
        let name = self.name(side, aggregate);
        let shown = format!("{name} calculable");
        atom_of(self.input(Subjected::Computable(name), shown, Domain::YesNo, None), Test::Is(true))
    }

    fn place(&self, side: Side, point: PointId) -> Place {
        match (side, self.joint.lineage.point_of(point)) {
            (Side::New, _) => Place::New(point),
            (Side::Old, Some((new, _))) => Place::New(new),
            (Side::Old, None) => Place::Old(point),
        }
    }

    fn id(&self, place: Place) -> &'g str {
        match place {
            Place::New(point) => &self.joint.new.point(point).id,
            Place::Old(point) => &self.joint.old.point(point).id,
        }
    }

    /// The level of a point, as an input that exists where the point counts: the levels of its scale, then the old ones that are
    /// gone.
    fn level(&mut self, place: Place) -> InputId {
        let counted = self.input(Subjected::Counted(place), format!("{} compté", self.id(place)), Domain::YesNo, None);
        let (scale, gone) = match place {
            Place::Old(point) => (self.joint.old.scale(self.joint.old.point(point).scale), Vec::new()),
            Place::New(point) => {
                let origin = &self.joint.lineage.points[point.0];
                let gone = origin.links.iter().flat_map(|link| {
                    let old = self.joint.old.scale(self.joint.old.point(link.old).scale).levels();
                    old.iter().enumerate().filter(|(at, _)| target(&link.levels, *at).is_none()).map(|(_, one)| one)
                });
                (self.joint.new.scale(self.joint.new.point(point).scale), gone.collect())
            }
        };
        let option = |level: &crate::grid::Level| Choice {
            name: level.name.clone(),
            label: String::new(),
            resumes: None,
            span: Span::default(),
        };
        let options = scale.levels().iter().chain(gone).map(option).collect();
        let domain = Domain::Choice { ordered: false, options };
        let exists = atom_of(counted, Test::Is(true));
        self.input(Subjected::Level(place), format!("niveau({})", self.id(place)), domain, Some(exists))
    }

    /// A level of a point of one side among the options of [`Results::level`].
    fn level_index(&self, side: Side, point: PointId, level: usize) -> usize {
        let Some((to, link)) = (side == Side::Old).then(|| self.joint.lineage.point_of(point)).flatten() else {
            return level;
        };
        target(&link.levels, level).unwrap_or_else(|| {
            let gone = (0..level).filter(|at| target(&link.levels, *at).is_none()).count();
            self.joint.new.scale(self.joint.new.point(to).scale).levels().len() + gone
        })
    }

    fn input(&mut self, subject: Subjected, name: String, domain: Domain, exists_if: Option<Condition>) -> InputId {
        if let Some((_, known)) = self.known.iter().find(|(known, _)| *known == subject) {
            return *known;
        }
        let id = self.model.make_input(name, domain, exists_if);
        self.known.push((subject, id));
        id
    }
}
