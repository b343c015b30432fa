//! Which inputs hang together, and in what order a space takes them.

use std::collections::BinaryHeap;

use crate::grid::{Atom, Formula, Grid, InputId};

/// Every atom of a condition, those of its definitions included (each once).
pub(crate) fn atoms<'a>(grid: &'a Grid, condition: &'a Formula<Atom>) -> Vec<&'a Atom> {
    let mut seen = vec![false; grid.definitions.len()];
    let (mut found, mut next) = (Vec::new(), Vec::new());
    condition.walk(&mut |atom| found.push(atom), &mut |definition| next.push(definition));
    while let Some(definition) = next.pop() {
        if !std::mem::replace(&mut seen[definition.0], true) {
            let condition = &grid.definitions[definition.0].condition;
            condition.walk(&mut |atom| found.push(atom), &mut |inner| next.push(inner));
        }
    }
    found
}

/// The connected components of the space: groups of inputs linked by an existence condition or a constraint, in the order of
/// their first input. An input linked to no other is a component of its own. What is known of one component says nothing of
/// another.
pub fn components(grid: &Grid) -> Vec<Vec<InputId>> {
    let mut leader: Vec<usize> = (0..grid.inputs.len()).collect();
    let existence = grid.inputs.iter().enumerate().filter_map(|(input, declared)| {
        let inputs = declared.exists_if.as_ref().map(|condition| inputs_of(grid, condition));
        inputs.map(|inputs| [inputs, vec![InputId(input)]].concat())
    });
    let constraints = grid.constraints.iter().map(|constraint| inputs_of(grid, &constraint.condition));
    for linked in existence.chain(constraints) {
        for pair in linked.windows(2) {
            let (a, b) = (find(&mut leader, pair[0].0), find(&mut leader, pair[1].0));
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut components: Vec<Vec<InputId>> = vec![Vec::new(); grid.inputs.len()];
    for input in 0..grid.inputs.len() {
        components[find(&mut leader, input)].push(InputId(input));
    }
    components.retain(|component| !component.is_empty());
    components
}

/// The constraints that speak of a component, by index. One that speaks of nothing bounds them all.
pub fn constraints_on(grid: &Grid, component: &[InputId]) -> Vec<usize> {
    let concerns = |at: &usize| {
        let inputs = inputs_of(grid, &grid.constraints[*at].condition);
        inputs.first().is_none_or(|input| component.contains(input))
    };
    (0..grid.constraints.len()).filter(concerns).collect()
}

/// The inputs a condition speaks of, as often as it does.
pub fn inputs_of(grid: &Grid, condition: &Formula<Atom>) -> Vec<InputId> {
    atoms(grid, condition).into_iter().map(|atom| atom.input).collect()
}

/// The inputs of a component in the order of a diagram: those on which the existence of others depends before these, then the
/// most used. `uses` counts by input.
pub(super) fn order(grid: &Grid, component: &[InputId], uses: &[usize]) -> Vec<InputId> {
    let place = |input: InputId| component.binary_search(&input).ok();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); component.len()];
    let mut waits_for = vec![0_usize; component.len()];
    for (child, input) in component.iter().enumerate() {
        let mut parents =
            grid.input(*input).exists_if.as_ref().map_or_else(Vec::new, |condition| inputs_of(grid, condition));
        parents.sort_unstable();
        parents.dedup();
        for parent in parents.into_iter().filter(|parent| parent != input).filter_map(place) {
            children[parent].push(child);
            waits_for[child] += 1;
        }
    }
    let entry = |at: usize| (uses[component[at].0], std::cmp::Reverse(at));
    let mut ready: BinaryHeap<_> = (0..component.len()).filter(|at| waits_for[*at] == 0).map(entry).collect();
    let mut order = Vec::new();
    while let Some((_, std::cmp::Reverse(at))) = ready.pop() {
        order.push(component[at]);
        for &child in &children[at] {
            waits_for[child] -= 1;
            if waits_for[child] == 0 {
                ready.push(entry(child));
            }
        }
    }
    // A circle of existence conditions is an error of the grid; its inputs come last, in any order.
    order.extend((0..component.len()).filter(|at| waits_for[*at] > 0).map(|at| component[at]));
    order
}

fn find(leader: &mut [usize], of: usize) -> usize {
    let mut at = of;
    while leader[at] != at {
        leader[at] = leader[leader[at]];
        at = leader[at];
    }
    at
}
