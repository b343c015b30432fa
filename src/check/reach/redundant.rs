//! Parts of a condition that a constraint makes superfluous. What follows from existence alone is left: `mesuré et taux < 85 %`
//! says in words what the grid means.

use super::asked::{Asked, Owner, conditions};
use super::formula::{Condition, inputs_of, parts, span_of};
use super::rules;
use crate::diagnostic::{Diagnostic, Reach};
use crate::grid::{Formula, Grid, InputId};
use crate::region::{Limit, Space, write_condition};
use std::collections::BTreeSet;

/// Looks at every `et` and `ou` of inputs that constraints speak of.
pub(super) fn check(grid: &Grid) -> Vec<Diagnostic> {
    let constrained: BTreeSet<InputId> =
        grid.constraints.iter().flat_map(|constraint| inputs_of(grid, &constraint.condition)).collect();
    let concerned = |asked: &&Asked<'_>| {
        !matches!(asked.owner, Owner::Constraint(_))
            && inputs_of(grid, asked.condition).iter().filter(|input| constrained.contains(input)).count() > 1
    };
    let asked = conditions(grid);
    let chains = asked.iter().filter(concerned).flat_map(|asked| parts(asked.condition));
    chains.filter_map(|chain| of_chain(grid, chain)).collect()
}

/// The last superfluous part of a chain. Past the limits nothing is said: the condition itself is reported elsewhere.
fn of_chain(grid: &Grid, chain: &Condition) -> Option<Diagnostic> {
    let (parts, implied) = match chain {
        Formula::All(parts, _) => (parts, true),
        Formula::Any(parts, _) => (parts, false),
        _ => return None,
    };
    if parts.len() < 2 {
        return None;
    }
    let superfluous = superfluous(grid, parts, implied).ok()?;
    let at = superfluous.into_iter().rev().find(|at| {
        let alone = |grid: &Grid| self::superfluous(grid, parts, implied).map(|found| found.contains(at));
        matches!(alone(&rules::with_constraints(grid, &[])), Ok(false))
    })?;
    let holds = |grid: &Grid| Ok(self::superfluous(grid, parts, implied)?.contains(&at));
    let needed = rules::needed(grid, rules::constraints(grid), holds).ok()?;
    let part = &parts[at];
    let problem = Reach::Redundant { part: write_condition(grid, part), implied };
    Some(rules::label(grid, Diagnostic::new(problem, span_of(part)), &needed, "d’après cette contrainte"))
}

/// The parts that change nothing beside the others, each by itself; those that never vary, or beside which the others do not,
/// are another matter.
fn superfluous(grid: &Grid, parts: &[Condition], implied: bool) -> Result<Vec<usize>, Limit> {
    let (mut space, regions) = Space::new(grid, &parts.iter().collect::<Vec<_>>())?;
    let mut found = Vec::new();
    for (at, region) in regions.iter().enumerate() {
        let others: Vec<_> = regions.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, it)| *it).collect();
        let (inner, outer) = if implied { (space.all(&others)?, *region) } else { (*region, space.any(&others)?) };
        let everything = crate::region::Region::ALL;
        let trivial = space.is_empty(inner)? || space.includes(outer, everything)?;
        if !trivial && space.includes(outer, inner)? {
            found.push(at);
        }
    }
    Ok(found)
}
