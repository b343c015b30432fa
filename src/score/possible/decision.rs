//! What a decision over inputs can come to.

use super::function::{Function, Parts, holding};
use crate::grid::{Atom, Decision, DecisionId, DecisionKind, Formula, Grid, ResultAtom};
use crate::region::{Bounds, Limit, Region, Space};
use std::collections::BTreeMap;

/// What a decision comes to once everything it looks at is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Award {
    /// This line.
    Line(usize),
    /// These lines hold: none, or several.
    NoSingle(Vec<usize>),
}

/// What a decision over inputs can come to.
#[derive(Debug)]
pub(crate) struct DecisionSpace {
    /// The space of the inputs it looks at (and those linked to them).
    pub(crate) space: Space,
    /// What is awarded.
    pub(crate) award: Function<Award>,
}

impl DecisionSpace {
    /// Builds a decision within these bounds; `None` if it, or one it rests on, looks at results.
    pub(super) fn new(grid: &Grid, id: DecisionId, bounds: Bounds) -> Result<Option<Self>, Limit> {
        let (order, over_inputs) = rests_on(grid, id);
        if !over_inputs {
            return Ok(None);
        }
        let leaves = tests(grid, &order);
        let (mut space, regions) = Space::over(grid, &[], &leaves.iter().collect::<Vec<_>>(), bounds)?;
        let mut compiler = Compiler { space: &mut space, leaves: regions.into_iter(), awards: BTreeMap::new() };
        let mut lines = Vec::new();
        for decision in order {
            lines = compiler.award(decision, &grid.decisions[decision.0])?;
        }
        let parts = compiler.awards.remove(&id).unwrap_or_default();
        let award = Function::new(&mut space, parts, lines)?;
        Ok(Some(Self { space, award }))
    }
}

/// What a decision, with those it rests on, asks of inputs.
pub(crate) fn asked_of_inputs(grid: &Grid, id: DecisionId) -> Vec<Formula<Atom>> {
    tests(grid, &rests_on(grid, id).0)
}

/// The tests on inputs in several decisions, in the order in which [`Compiler`] takes them.
fn tests(grid: &Grid, decisions: &[DecisionId]) -> Vec<Formula<Atom>> {
    let mut leaves = Vec::new();
    for decision in decisions {
        conditions(&grid.decisions[decision.0]).for_each(|condition| collect(condition, &mut leaves));
    }
    leaves
}

/// The decisions a decision rests on, itself last, and whether none of them looks at results.
pub(crate) fn rests_on(grid: &Grid, id: DecisionId) -> (Vec<DecisionId>, bool) {
    let (mut order, mut over_inputs) = (Vec::new(), true);
    let mut opened = vec![false; grid.decisions.len()];
    let mut next = vec![id];
    while let Some(&id) = next.last() {
        let mut named = Vec::new();
        for condition in conditions(&grid.decisions[id.0]) {
            let mut look = |atom: &ResultAtom| match atom {
                ResultAtom::Input(_) => {}
                ResultAtom::Decision { decision, .. } => named.push(*decision),
                _ => over_inputs = false,
            };
            condition.walk(&mut look, &mut |_| {});
        }
        // A circle is an error of the grid: what is open already is not opened again.
        opened[id.0] = true;
        named.retain(|other| !opened[other.0]);
        if named.is_empty() {
            next.pop();
            if !order.contains(&id) {
                order.push(id);
            }
        } else {
            next.extend(named);
        }
    }
    (order, over_inputs)
}

fn conditions(decision: &Decision) -> impl Iterator<Item = &Formula<ResultAtom>> {
    decision.lines.iter().filter_map(|line| line.condition.as_ref())
}

/// The tests on inputs in a condition, definitions whole.
fn collect(condition: &Formula<ResultAtom>, leaves: &mut Vec<Formula<Atom>>) {
    match condition {
        Formula::Atom(ResultAtom::Input(atom)) => leaves.push(Formula::Atom(atom.clone())),
        Formula::Atom(_) => {}
        Formula::Not(inner, _) => collect(inner, leaves),
        Formula::All(parts, _) | Formula::Any(parts, _) => parts.iter().for_each(|part| collect(part, leaves)),
        Formula::Definition(id, span) => leaves.push(Formula::Definition(*id, *span)),
    }
}

/// Puts the regions of tests together.
struct Compiler<'s> {
    space: &'s mut Space,
    leaves: std::vec::IntoIter<Region>,
    awards: BTreeMap<DecisionId, Parts<Award>>,
}

impl Compiler<'_> {
    /// Adds a decision; gives where each of its lines holds.
    fn award(&mut self, id: DecisionId, decision: &Decision) -> Result<Vec<Region>, Limit> {
        let mut lines = Vec::new();
        for condition in conditions(decision) {
            lines.push(self.region(condition)?);
        }
        let everything = self.space.everything()?;
        let parts = match decision.kind {
            DecisionKind::Exclusive => self.exclusive(decision, everything, &lines)?,
            DecisionKind::Tiered => self.tiered(decision, everything, &lines)?,
        };
        self.awards.insert(id, parts);
        Ok(lines)
    }

    fn exclusive(&mut self, decision: &Decision, within: Region, lines: &[Region]) -> Result<Parts<Award>, Limit> {
        let (named, otherwise): (Vec<_>, Vec<_>) =
            (0..decision.lines.len()).partition(|at| decision.lines[*at].condition.is_some());
        let parts = holding(self.space, within, lines)?.into_iter().map(|(set, region)| {
            let mut holding: Vec<_> = set.into_iter().map(|at| named[at]).collect();
            if holding.is_empty() {
                holding.extend(otherwise.last());
            }
            match holding.as_slice() {
                [only] => (Award::Line(*only), region),
                _ => (Award::NoSingle(holding), region),
            }
        });
        Ok(parts.collect())
    }

    /// From the first line up, as long as each holds.
    fn tiered(&mut self, decision: &Decision, within: Region, lines: &[Region]) -> Result<Parts<Award>, Limit> {
        let (mut parts, mut climbing, mut reached) = (Vec::new(), within, Award::NoSingle(Vec::new()));
        let mut lines = lines.iter();
        for (at, line) in decision.lines.iter().enumerate() {
            let holds = match &line.condition {
                Some(_) => lines.next().copied().unwrap_or(Region::NONE),
                None => Region::ALL,
            };
            parts.push((reached, self.space.minus(climbing, holds)?));
            climbing = self.space.and(climbing, holds)?;
            reached = Award::Line(at);
        }
        parts.push((reached, climbing));
        Ok(parts)
    }

    fn region(&mut self, condition: &Formula<ResultAtom>) -> Result<Region, Limit> {
        Ok(match condition {
            Formula::Atom(ResultAtom::Decision { decision, lines, .. }) => {
                let awards = self.awards.get(decision).into_iter().flatten();
                let at_line = awards.filter(|(award, _)| matches!(award, Award::Line(line) if lines.contains(line)));
                let regions: Vec<_> = at_line.map(|(_, region)| *region).collect();
                self.space.any(&regions)?
            }
            Formula::Atom(ResultAtom::Input(_)) | Formula::Definition(..) => self.leaves.next().unwrap_or(Region::NONE),
            Formula::Atom(_) => Region::NONE,
            Formula::Not(inner, _) => {
                let inner = self.region(inner)?;
                self.space.not(inner)?
            }
            Formula::All(parts, _) => {
                let parts = parts.iter().map(|part| self.region(part)).collect::<Result<Vec<_>, _>>()?;
                self.space.all(&parts)?
            }
            Formula::Any(parts, _) => {
                let parts = parts.iter().map(|part| self.region(part)).collect::<Result<Vec<_>, _>>()?;
                self.space.any(&parts)?
            }
        })
    }
}
