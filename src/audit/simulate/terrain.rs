//! What audits of a grid can say: the space of its inputs, and where its clauses hold in it.

use indexmap::IndexSet;

use super::Unsimulable;
use super::chance::Chance;
use crate::grid::{Atom, Common, Formula, Grid, InputId, Point, PointId, Rating, ResultAtom};
use crate::region::{Bounds, Limit, Region, Space, Variable};

/// The space of a grid, cut by every condition in it.
pub(super) struct Terrain {
    space: Space,
    everything: Region,
    /// Places to be seen: each cell of each input, each line of each `barème`, both sides of each rule.
    goals: Vec<Region>,
    /// What the rules say of each point; empty past the limit of the engine.
    points: Vec<PointRules>,
}

/// Where the rules of a point hold.
struct PointRules {
    /// Where it applies and is retained.
    counts: Region,
    /// The lines of its `barème`: level, and where it is the one that holds.
    lines: Vec<(usize, Region)>,
    /// Where each waiver holds.
    waivers: Vec<Region>,
    /// Where each substitute is accepted.
    substitutes: Vec<Region>,
    /// Where each weight that depends on something holds.
    weights: Vec<Region>,
}

impl Terrain {
    /// The terrain of a grid. Where the whole of it is too much for the engine of regions, only what bounds the space is kept:
    /// audits are still valid, but nothing is aimed at.
    pub(super) fn new(grid: &Grid) -> Result<Self, Unsimulable> {
        let terrain = match Self::whole(grid) {
            Err(Limit::Nodes | Limit::Runs | Limit::Variables) => Self::bare(grid, &[]).map(|(terrain, _)| terrain),
            whole => whole,
        };
        match terrain {
            Ok(terrain) if terrain.everything == Region::NONE => Err(Unsimulable::Contradictory),
            Ok(terrain) => Ok(terrain),
            Err(_) => Err(Unsimulable::TooComplex),
        }
    }

    /// The space alone, cut by some conditions, whose regions come with it.
    pub(super) fn bare(grid: &Grid, conditions: &[&Formula<Atom>]) -> Result<(Self, Vec<Region>), Limit> {
        let inputs: Vec<_> = (0..grid.inputs.len()).map(InputId).collect();
        let (mut space, regions) = Space::over(grid, &inputs, conditions, Bounds::default())?;
        let everything = space.everything()?;
        Ok((Self { space, everything, goals: Vec::new(), points: Vec::new() }, regions))
    }

    fn whole(grid: &Grid) -> Result<Self, Limit> {
        let over_inputs = over_inputs(grid);
        let mut asked = Asked::default();
        let clauses: Vec<_> = (0..grid.points.len()).map(|at| Clauses::of(grid, PointId(at), &mut asked)).collect();
        asked.conditions.extend(&over_inputs);
        let (mut terrain, regions) = Self::bare(grid, &asked.conditions)?;
        for clauses in &clauses {
            let rules = clauses.rules(&mut terrain.space, &regions)?;
            terrain.points.push(rules);
        }
        terrain.set_goals()?;
        Ok(terrain)
    }

    fn set_goals(&mut self) -> Result<(), Limit> {
        let mut goals = IndexSet::new();
        let space = &mut self.space;
        for level in 0..space.variables().len() {
            for cell in 0..space.variables()[level].cells.len() {
                goals.insert(space.cell(level, cell)?);
            }
        }
        for rules in &self.points {
            goals.insert(rules.counts);
            goals.insert(space.not(rules.counts)?);
            let lines = rules.lines.iter().map(|(_, line)| line);
            for clause in lines.chain(&rules.waivers).chain(&rules.substitutes).chain(&rules.weights) {
                goals.insert(space.and(*clause, rules.counts)?);
            }
        }
        for goal in goals {
            let goal = space.and(goal, self.everything)?;
            if goal != Region::NONE && goal != self.everything {
                self.goals.push(goal);
            }
        }
        Ok(())
    }

    /// Keeps out of cells, given as variable and cell.
    pub(super) fn avoid(&mut self, cells: &[(usize, usize)]) -> Result<(), Limit> {
        for (level, cell) in cells {
            let cell = self.space.cell(*level, *cell)?;
            self.everything = self.space.minus(self.everything, cell)?;
        }
        for goal in std::mem::take(&mut self.goals) {
            self.goals.push(self.space.and(goal, self.everything)?);
        }
        self.goals.retain(|goal| *goal != Region::NONE);
        Ok(())
    }

    /// The variables: each cell drawn is one of theirs.
    pub(super) fn variables(&self) -> &[Variable] {
        self.space.variables()
    }

    /// What an audit can say.
    pub(super) fn everything(&self) -> Region {
        self.everything
    }

    /// The part of what an audit can say that is not in a region and where these inputs exist; none if there is none.
    pub(super) fn outside(&mut self, region: Region, inputs: &[InputId]) -> Option<Region> {
        let mut rest = self.space.minus(self.everything, region).ok()?;
        for level in 0..self.space.variables().len() {
            let variable = &self.space.variables()[level];
            if variable.may_be_absent() && inputs.contains(&variable.input) {
                let absent = self.space.cell(level, 0).ok()?;
                rest = self.space.minus(rest, absent).ok()?;
            }
        }
        Some(rest).filter(|rest| *rest != Region::NONE)
    }

    /// Where an input does not exist; none if it always does.
    pub(super) fn without(&mut self, input: InputId) -> Option<Region> {
        let level = self.space.variables().iter().position(|own| own.input == input && own.may_be_absent())?;
        let absent = self.space.cell(level, 0).ok()?;
        self.space.and(absent, self.everything).ok().filter(|region| *region != Region::NONE)
    }

    /// The goal whose turn it is; none if there is none at all.
    pub(super) fn goal(&self, turn: u64) -> Option<Region> {
        let count = u64::try_from(self.goals.len()).ok().filter(|count| *count > 0)?;
        self.goals.get(usize::try_from(turn % count).ok()?).copied()
    }

    /// A full assignment in a region, as the cell of each variable.
    pub(super) fn draw(&self, region: Region, chance: &mut Chance) -> Vec<usize> {
        let pick = |_, open: &[usize]| chance.pick(open).copied().unwrap_or_default();
        self.space.draw(region, pick).unwrap_or_default()
    }

    /// True if a point applies and is retained; taken for granted past the limit of the engine.
    pub(super) fn counts(&self, point: PointId, cells: &[usize]) -> bool {
        self.points.get(point.0).is_none_or(|rules| self.space.holds(rules.counts, cells))
    }

    /// The level of a computed point.
    pub(super) fn level(&self, point: PointId, cells: &[usize]) -> Option<usize> {
        let lines = &self.points.get(point.0)?.lines;
        lines.iter().find(|(_, line)| self.space.holds(*line, cells)).map(|(level, _)| *level)
    }

    /// True if a waiver of a point holds.
    pub(super) fn waives(&self, point: PointId, waiver: usize, cells: &[usize]) -> bool {
        let rules = self.points.get(point.0).and_then(|rules| rules.waivers.get(waiver));
        rules.is_some_and(|region| self.space.holds(*region, cells))
    }

    /// True if a substitute of a point is accepted.
    pub(super) fn accepts(&self, point: PointId, substitute: usize, cells: &[usize]) -> bool {
        let rules = self.points.get(point.0).and_then(|rules| rules.substitutes.get(substitute));
        rules.is_some_and(|region| self.space.holds(*region, cells))
    }
}

/// The tests on inputs that decisions make.
fn over_inputs(grid: &Grid) -> Vec<Formula<Atom>> {
    let mut tests = Vec::new();
    for condition in
        grid.decisions.iter().flat_map(|decision| &decision.lines).filter_map(|line| line.condition.as_ref())
    {
        let keep = &mut |atom: &ResultAtom| {
            if let ResultAtom::Input(atom) = atom {
                tests.push(Formula::Atom(atom.clone()));
            }
        };
        condition.walk(keep, &mut |_| {});
    }
    tests
}

/// The conditions whose regions are asked for.
#[derive(Default)]
struct Asked<'g> {
    conditions: Vec<&'g Formula<Atom>>,
}

impl<'g> Asked<'g> {
    /// Asks for a region; where it will stand.
    fn add(&mut self, condition: &'g Formula<Atom>) -> usize {
        self.conditions.push(condition);
        self.conditions.len() - 1
    }
}

/// The clauses that bear on a point, by where the regions of their conditions stand.
struct Clauses {
    /// Applicability: true where it is negated.
    applicability: Vec<(bool, usize)>,
    /// Optional if, retained if.
    opt_ins: Vec<(usize, usize)>,
    /// Level and condition; none for `sinon`.
    lines: Vec<(usize, Option<usize>)>,
    waivers: Vec<usize>,
    /// None where a substitute is always accepted.
    substitutes: Vec<Option<usize>>,
    weights: Vec<usize>,
}

impl Clauses {
    fn of<'g>(grid: &'g Grid, id: PointId, asked: &mut Asked<'g>) -> Self {
        let point: &'g Point = grid.point(id);
        let groups = grid.ancestors(point.group).map(|group| &grid.group(group).common);
        let sections: Vec<&'g Common> = groups.chain([&point.common]).collect();
        let applicability = sections.iter().flat_map(|section| &section.applicability);
        let applicability = applicability.map(|clause| (clause.negated, asked.add(&clause.condition))).collect();
        let opt_ins = sections.iter().filter_map(|section| section.opt_in.as_ref());
        let opt_ins = opt_ins.map(|clause| (asked.add(&clause.optional_if), asked.add(&clause.retained_if))).collect();
        let weights = sections.iter().flat_map(|section| &section.weight.cases);
        let weights = weights.map(|(_, condition)| asked.add(condition)).collect();
        let lines = match &point.rating {
            Rating::Auditor => Vec::new(),
            Rating::Computed(scale) => {
                let line = |line: &'g crate::grid::GradeLine| {
                    (line.level, line.condition.as_ref().map(|condition| asked.add(condition)))
                };
                scale.lines.iter().map(line).collect()
            }
        };
        let waivers = point.waivers.iter().map(|waiver| asked.add(&waiver.condition)).collect();
        let substitutes = point.substitutes.iter();
        let substitutes =
            substitutes.map(|other| other.condition.as_ref().map(|condition| asked.add(condition))).collect();
        Self { applicability, opt_ins, lines, waivers, substitutes, weights }
    }

    fn rules(&self, space: &mut Space, regions: &[Region]) -> Result<PointRules, Limit> {
        let mut bounds = Vec::new();
        for (negated, clause) in &self.applicability {
            bounds.push(if *negated { space.not(regions[*clause])? } else { regions[*clause] });
        }
        for (optional, retained) in &self.opt_ins {
            let obliged = space.not(regions[*optional])?;
            bounds.push(space.or(obliged, regions[*retained])?);
        }
        let written: Vec<_> = self.lines.iter().filter_map(|(_, line)| line.map(|line| regions[line])).collect();
        let written = space.any(&written)?;
        let otherwise = space.not(written)?;
        let of = |clauses: &[usize]| clauses.iter().map(|clause| regions[*clause]).collect();
        let line = |(level, line): &(usize, Option<usize>)| (*level, line.map_or(otherwise, |line| regions[line]));
        Ok(PointRules {
            counts: space.all(&bounds)?,
            lines: self.lines.iter().map(line).collect(),
            waivers: of(&self.waivers),
            substitutes: self.substitutes.iter().map(|clause| clause.map_or(Region::ALL, |at| regions[at])).collect(),
            weights: of(&self.weights),
        })
    }
}
