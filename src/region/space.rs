//! The space of full assignments an audit can stand for, and the algebra of its regions.

use std::cmp::Reverse;
use std::ops::Range;

use super::cells::Variable;
use super::compile::Compiler;
use super::diagram::{Operation, Region, Store};
use super::limit::{Bounds, Limit};
use super::links;
use super::partial::Signature;
use crate::grid::{Atom, Formula, Grid, InputId, Test};

/// The inputs some conditions speak of, with all that is linked to them, cut into cells by every test that occurs. A full
/// assignment gives one cell to each variable; those that respect the existence conditions and the constraints are the
/// space proper, U of `semantics.md` §1.
///
/// U is kept as connected components and enters a question only as far as the question reaches. If the constraints of one
/// component contradict each other nothing at all is in U, but questions on other components do not see it: ask
/// [`Space::is_contradictory`] first.
#[derive(Debug)]
pub struct Space {
    pub(super) store: Store,
    pub(super) variables: Vec<Variable>,
    pub(super) components: Vec<Component>,
    pub(super) bounds: Bounds,
}

/// Inputs linked by existence conditions and constraints, and what these leave possible.
#[derive(Debug)]
pub(super) struct Component {
    pub(super) levels: Range<usize>,
    pub(super) possible: Region,
    rules: Vec<(Rule, Region)>,
}

/// What bounds U.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The existence condition of an input: it exists where that holds, and nowhere else.
    Existence(InputId),
    /// A constraint, by index.
    Constraint(usize),
}

/// A condition put to a space: where it holds and where it fails, within U.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observable {
    pub(super) holds: Region,
    pub(super) fails: Region,
    /// The levels on which the condition itself depends.
    pub(super) support: Vec<bool>,
    /// The levels of the components it reaches.
    pub(super) reach: Vec<bool>,
}

impl Observable {
    /// True if nothing in U satisfies the condition.
    pub fn never_holds(&self) -> bool {
        self.holds == Region::NONE
    }

    /// True if everything in U satisfies the condition.
    pub fn always_holds(&self) -> bool {
        self.fails == Region::NONE
    }
}

impl Space {
    /// The space of the inputs these conditions speak of, and the region of each condition, in order.
    pub fn new(grid: &Grid, conditions: &[&Formula<Atom>]) -> Result<(Self, Vec<Region>), Limit> {
        Self::over(grid, &[], conditions, Bounds::default())
    }

    /// The same over these inputs besides, whether or not a condition speaks of them.
    pub fn over(
        grid: &Grid,
        inputs: &[InputId],
        conditions: &[&Formula<Atom>],
        bounds: Bounds,
    ) -> Result<(Self, Vec<Region>), Limit> {
        let asked: Vec<_> = conditions.iter().flat_map(|condition| links::atoms(grid, condition)).collect();
        let mut wanted = vec![false; grid.inputs.len()];
        asked.iter().map(|atom| atom.input).chain(inputs.iter().copied()).for_each(|input| wanted[input.0] = true);
        let mut components = links::components(grid);
        components.retain(|component| component.iter().any(|input| wanted[input.0]));

        let constraints: Vec<Vec<usize>> =
            components.iter().map(|component| links::constraints_on(grid, component)).collect();
        let rules = components.iter().flatten().filter_map(|input| grid.input(*input).exists_if.as_ref());
        let rules = rules.chain(constraints.iter().flatten().map(|at| &grid.constraints[*at].condition));
        let atoms_of_rules = rules.flat_map(|rule| links::atoms(grid, rule));
        let mut tests: Vec<Vec<&Test>> = vec![Vec::new(); grid.inputs.len()];
        for atom in asked.into_iter().chain(atoms_of_rules) {
            tests[atom.input.0].push(&atom.test);
        }

        let uses: Vec<_> = tests.iter().map(Vec::len).collect();
        let mut components: Vec<_> = components.into_iter().zip(constraints).collect();
        components.sort_by_key(|(component, _)| Reverse(component.iter().map(|input| uses[input.0]).max()));
        let mut variables = Vec::new();
        let mut levels = Vec::new();
        for (component, _) in &components {
            let start = variables.len();
            for input in links::order(grid, component, &uses) {
                variables.extend(Variable::of(input, grid.input(input), &tests[input.0]));
            }
            levels.push(start..variables.len());
        }
        let widths = variables.iter().map(|variable| u32::try_from(variable.cells.len()).unwrap_or(u32::MAX)).collect();
        let mut store = Store::new(widths, bounds)?;

        let mut compiler = Compiler::new(grid, &variables, &mut store);
        let mut kept = Vec::new();
        for ((_, constraints), levels) in components.iter().zip(levels) {
            let rules = component_rules(&mut compiler, grid, &variables, levels.clone(), constraints)?;
            let regions: Vec<_> = rules.iter().map(|(_, region)| *region).collect();
            let possible = compiler.store().combine(Operation::And, &regions)?;
            kept.push(Component { levels, possible, rules });
        }
        let regions = conditions.iter().map(|condition| compiler.region(condition)).collect::<Result<_, _>>()?;
        Ok((Self { store, variables, components: kept, bounds }, regions))
    }

    /// The variables, in the order of the diagrams.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// True if existence conditions and constraints leave nothing possible.
    pub fn is_contradictory(&self) -> bool {
        self.components.iter().any(|component| component.possible == Region::NONE)
    }

    /// What is in both.
    pub fn and(&mut self, a: Region, b: Region) -> Result<Region, Limit> {
        self.store.apply(Operation::And, a, b)
    }

    /// What is in either.
    pub fn or(&mut self, a: Region, b: Region) -> Result<Region, Limit> {
        self.store.apply(Operation::Or, a, b)
    }

    /// What is not in it.
    pub fn not(&mut self, region: Region) -> Result<Region, Limit> {
        self.store.not(region)
    }

    /// What is in the first and not in the second.
    pub fn minus(&mut self, a: Region, b: Region) -> Result<Region, Limit> {
        self.store.apply(Operation::Minus, a, b)
    }

    /// What is in exactly one of the two.
    pub fn differ(&mut self, a: Region, b: Region) -> Result<Region, Limit> {
        self.store.apply(Operation::Differ, a, b)
    }

    /// What is in `then` where `condition` holds and in `otherwise` elsewhere.
    pub fn if_then_else(&mut self, condition: Region, then: Region, otherwise: Region) -> Result<Region, Limit> {
        let then = self.and(condition, then)?;
        let otherwise = self.minus(otherwise, condition)?;
        self.or(then, otherwise)
    }

    /// What is in all of them; everything, of none.
    pub fn all(&mut self, regions: &[Region]) -> Result<Region, Limit> {
        self.store.combine(Operation::And, regions)
    }

    /// What is in any of them; nothing, of none.
    pub fn any(&mut self, regions: &[Region]) -> Result<Region, Limit> {
        self.store.combine(Operation::Or, regions)
    }

    /// Where some values of these inputs lead into the region, whatever U says of them; take [`Space::within`] first to let U
    /// decide.
    pub fn exists(&mut self, region: Region, inputs: &[InputId]) -> Result<Region, Limit> {
        let hidden: Vec<_> = self.variables.iter().map(|variable| inputs.contains(&variable.input)).collect();
        self.store.exists(region, &hidden)
    }

    /// The part of a region that lies in U, as far as the components it reaches go. Over the same components, equal parts are the
    /// same region.
    pub fn within(&mut self, region: Region) -> Result<Region, Limit> {
        let reach = self.reach(&self.store.support(region));
        let possible = self.possible(&reach)?;
        self.and(region, possible)
    }

    /// True if nothing in U lies in the region.
    pub fn is_empty(&mut self, region: Region) -> Result<bool, Limit> {
        Ok(self.within(region)? == Region::NONE)
    }

    /// True if all that U has of `inner` lies in `outer`.
    pub fn includes(&mut self, outer: Region, inner: Region) -> Result<bool, Limit> {
        let rest = self.minus(inner, outer)?;
        self.is_empty(rest)
    }

    /// True if U has the same of both.
    pub fn equal(&mut self, a: Region, b: Region) -> Result<bool, Limit> {
        let difference = self.differ(a, b)?;
        self.is_empty(difference)
    }

    /// Prepares the questions that follow on a region: what of an audit makes it hold or fail.
    pub fn observe(&mut self, region: Region) -> Result<Observable, Limit> {
        let support = self.store.support(region);
        let reach = self.reach(&support);
        let possible = self.possible(&reach)?;
        let (holds, fails) = (self.and(region, possible)?, self.minus(possible, region)?);
        Ok(Observable { holds, fails, support, reach })
    }

    /// The same where only `asked` matters: what lies outside makes the condition neither hold nor fail. A cover then says no more
    /// than it must.
    pub fn observe_where(&mut self, region: Region, asked: Region) -> Result<Observable, Limit> {
        let support = self.store.support(region);
        let either: Vec<_> = support.iter().zip(self.store.support(asked)).map(|(a, b)| *a || b).collect();
        let reach = self.reach(&either);
        let possible = self.possible(&reach)?;
        let asked = self.and(asked, possible)?;
        let (holds, fails) = (self.and(region, asked)?, self.minus(asked, region)?);
        Ok(Observable { holds, fails, support, reach })
    }

    /// A full assignment in a region, as the cell of each variable: `pick` chooses, variable by variable, among the cells by index
    /// that keep some assignment of the region in reach. None if the region is empty. Take a part of [`Space::everything`] for
    /// an assignment that an audit may say.
    pub fn draw(&self, region: Region, pick: impl FnMut(usize, &[usize]) -> usize) -> Option<Vec<usize>> {
        self.store.draw(region, pick)
    }

    /// True if the region holds a full assignment, given as the cell of each variable.
    pub fn holds(&self, region: Region, cells: &[usize]) -> bool {
        self.store.holds(region, cells)
    }

    /// Of values without completion, the rules they break: with any one of these left out there would be one. A rule is kept too where
    /// that takes more than the bounds. Meant for few values, such as those of [`Space::conflict`].
    pub fn rules_against(&mut self, given: &Signature) -> Vec<Rule> {
        let broken = self.components.iter().find(|component| !self.completes(component.possible, given));
        let mut rules = broken.map_or_else(Vec::new, |component| component.rules.clone());
        let mut at = 0;
        while at < rules.len() {
            // The existence of a set is one rule, though one a member.
            let without: Vec<_> = rules.iter().filter(|(rule, _)| *rule != rules[at].0).copied().collect();
            let regions: Vec<_> = without.iter().map(|(_, region)| *region).collect();
            match self.all(&regions) {
                Ok(rest) if !self.completes(rest, given) => rules = without,
                _ => at += 1,
            }
        }
        let mut named: Vec<_> = rules.into_iter().map(|(rule, _)| rule).collect();
        named.sort_unstable();
        named.dedup();
        named
    }

    /// U, over every component of the space.
    pub fn everything(&mut self) -> Result<Region, Limit> {
        self.possible(&vec![true; self.variables.len()])
    }

    /// The levels of the components that hold any of these levels.
    fn reach(&self, support: &[bool]) -> Vec<bool> {
        let mut reach = vec![false; support.len()];
        for component in &self.components {
            if support[component.levels.clone()].contains(&true) {
                reach[component.levels.clone()].fill(true);
            }
        }
        reach
    }

    /// U over the components reached.
    fn possible(&mut self, reach: &[bool]) -> Result<Region, Limit> {
        let reached = self.components.iter().filter(|component| reach.get(component.levels.start) == Some(&true));
        let possible: Vec<_> = reached.map(|component| component.possible).collect();
        self.all(&possible)
    }
}

/// The existence conditions and constraints of a component, and what each leaves possible: ⋀ (x=⊥ ⇔ ¬Eₓ) ∧ ⋀ constraints.
fn component_rules(
    compiler: &mut Compiler<'_>,
    grid: &Grid,
    variables: &[Variable],
    levels: Range<usize>,
    constraints: &[usize],
) -> Result<Vec<(Rule, Region)>, Limit> {
    let mut rules = Vec::new();
    for level in levels {
        let variable = &variables[level];
        if variable.may_be_absent() {
            let exists = match &grid.input(variable.input).exists_if {
                Some(condition) => compiler.region(condition)?,
                None => Region::ALL,
            };
            let absent = compiler.absent(level)?;
            let rule = compiler.store().apply(Operation::Differ, absent, exists)?;
            rules.push((Rule::Existence(variable.input), rule));
        }
    }
    for at in constraints {
        rules.push((Rule::Constraint(*at), compiler.region(&grid.constraints[*at].condition)?));
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::grid::{DefinitionId, Domain};
    use crate::region::sample::{all, any, constraint, definition, grid, input, not, yes};

    fn yes_noes(count: usize) -> Grid {
        grid((0..count).map(|at| input(&format!("x{at}"), Domain::YesNo)).collect())
    }

    #[test]
    fn unrelated_inputs_are_not_multiplied_out() {
        let mut grid = yes_noes(40);
        grid.constraints = (0..20).map(|at| constraint(any(vec![yes(2 * at), yes(2 * at + 1)]))).collect();
        let (mut space, regions) = Space::new(&grid, &[&yes(0)]).unwrap();
        assert_eq!(space.variables().len(), 2);
        assert!(!space.observe(regions[0]).unwrap().always_holds());
        assert_eq!(super::super::components(&grid).len(), 20);
    }

    #[test]
    fn a_constraint_makes_a_clause_redundant_or_impossible() {
        let mut grid = yes_noes(2);
        grid.constraints.push(constraint(any(vec![not(yes(0)), yes(1)])));
        let conditions = [yes(0), yes(1), all(vec![yes(0), not(yes(1))])];
        let (mut space, regions) = Space::new(&grid, &conditions.iter().collect::<Vec<_>>()).unwrap();
        assert!(space.includes(regions[1], regions[0]).unwrap());
        assert!(!space.equal(regions[1], regions[0]).unwrap());
        assert!(space.observe(regions[2]).unwrap().never_holds());
        let same = space.if_then_else(regions[0], regions[1], regions[1]).unwrap();
        assert!(space.equal(same, regions[1]).unwrap());
        grid.constraints.push(constraint(not(any(vec![yes(1), not(yes(0))]))));
        assert!(Space::new(&grid, &[&yes(0)]).unwrap().0.is_contradictory());
    }

    #[test]
    fn a_long_chain_of_definitions_and_a_circle_end() {
        let mut grid = yes_noes(1);
        let named = |at: usize| Formula::Definition(DefinitionId(at), Span::default());
        let count = 20_001;
        grid.definitions = (1..count).map(|at| definition("d", not(named(at)))).collect();
        grid.definitions.push(definition("d", yes(0)));
        let (mut space, regions) = Space::new(&grid, &[&named(0), &yes(0)]).unwrap();
        assert!(space.equal(regions[0], regions[1]).unwrap());
        grid.definitions[count - 1] = definition("d", named(0));
        assert!(Space::new(&grid, &[&named(0)]).is_ok());
    }

    #[test]
    fn what_explodes_ends_at_the_limit() {
        // xᵢ = yᵢ for 24 pairs, all the x before all the y: 2²⁴ nodes.
        let grid = yes_noes(48);
        let same = |at: usize| any(vec![all(vec![yes(at), yes(at + 24)]), not(any(vec![yes(at), yes(at + 24)]))]);
        let hard = all((0..24).map(same).collect());
        assert!(matches!(Space::new(&grid, &[&hard]), Err(Limit::Nodes | Limit::Runs)));
    }
}
