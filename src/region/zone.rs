//! Boxes said as conditions of the grid.

use super::cells::{Cell, Variable};
use super::cover::Allowed;
use super::interval::{End, Interval};
use super::space::Space;
use crate::diagnostic::Span;
use crate::grid::{Atom, Bound, Comparison, Domain, Formula, Grid, InputId, Test};

impl Space {
    /// The condition of a box, input by input in the order declared.
    pub(super) fn condition_of(&self, grid: &Grid, allowed: &Allowed) -> Formula<Atom> {
        let bound = self.variables.iter().zip(allowed);
        let mut bound: Vec<_> = bound.filter_map(|(variable, cells)| Some((variable, cells.as_ref()?))).collect();
        bound.sort_by_key(|(variable, _)| (variable.input, variable.member));
        let mut parts: Vec<Formula<Atom>> = Vec::new();
        for own in bound.chunk_by(|(a, _), (b, _)| a.input == b.input) {
            for part in conditions_on(grid, own[0].0.input, own) {
                match part {
                    Formula::All(inner, _) => parts.extend(inner),
                    part => parts.push(part),
                }
            }
        }
        parts.dedup();
        if parts.len() == 1 { parts.remove(0) } else { Formula::All(parts, Span::default()) }
    }
}

/// The conditions that one input lies in allowed cells; `own` are its variables that are bound at all.
fn conditions_on(grid: &Grid, input: InputId, own: &[(&Variable, &Vec<bool>)]) -> Vec<Formula<Atom>> {
    let atom = |test: Test| Formula::Atom(Atom { input, test, span: Span::default() });
    let not = |inner: Formula<Atom>| Formula::Not(Box::new(inner), Span::default());
    let declared = grid.input(input);
    // Within U an input exists exactly where its condition holds.
    let exists = || declared.exists_if.clone().unwrap_or_else(Formula::truth);
    let (mut is_in, mut is_out) = (Vec::new(), Vec::new());
    let mut conditions = Vec::new();
    for (variable, allowed) in own {
        let cells: Vec<_> = variable.present().filter(|cell| allowed[*cell]).collect();
        if cells.len() == variable.present().len() {
            conditions.push(exists());
            continue;
        }
        match (variable.member, &variable.cells[cells.first().copied().unwrap_or_default()]) {
            (Some(member), Cell::YesNo(true)) => is_in.push(member),
            (Some(member), _) => is_out.push(member),
            (None, Cell::YesNo(true)) => conditions.push(atom(Test::Is(true))),
            (None, Cell::YesNo(false)) if variable.may_be_absent() => conditions.push(atom(Test::Is(false))),
            (None, Cell::YesNo(false)) => conditions.push(not(atom(Test::Is(true)))),
            (None, Cell::Options(_)) => {
                let mut options: Vec<_> = cells.iter().flat_map(|cell| options_of(&variable.cells[*cell])).collect();
                options.sort_unstable();
                conditions.push(atom(Test::Among(options)));
            }
            (None, Cell::Numbers(_)) => conditions.extend(between(variable, &cells).into_iter().map(&atom)),
            (None, Cell::Absent | Cell::Either) => {}
        }
    }
    // That a member is not in is true of a set that does not exist, too.
    if is_in.is_empty()
        && !is_out.is_empty()
        && matches!(declared.domain, Domain::Set(_))
        && declared.exists_if.is_some()
    {
        conditions.push(exists());
    }
    if !is_in.is_empty() {
        conditions.push(atom(Test::Contains { at_least: is_in.len(), members: is_in }));
    }
    if !is_out.is_empty() {
        conditions.push(not(atom(Test::Contains { at_least: 1, members: is_out })));
    }
    conditions
}

fn options_of(cell: &Cell) -> Vec<usize> {
    match cell {
        Cell::Options(options) => options.clone(),
        _ => Vec::new(),
    }
}

/// The comparisons that hold a number within neighbouring cells.
fn between(variable: &Variable, cells: &[usize]) -> Vec<Test> {
    let (Some(Cell::Numbers(first)), Some(Cell::Numbers(last))) =
        (cells.first().map(|cell| &variable.cells[*cell]), cells.last().map(|cell| &variable.cells[*cell]))
    else {
        return Vec::new();
    };
    let (low, high) = (first.low.as_ref().filter(|end| end.tested), last.high.as_ref().filter(|end| end.tested));
    let bound = |end: &End| Bound { value: end.value.clone(), parameter: end.parameter };
    if let (Some(low), Some(high)) = (low, high) {
        let between = Interval { low: first.low.clone(), high: last.high.clone(), discrete: first.discrete };
        if low.value == high.value {
            return vec![Test::Compare(Comparison::Equal, bound(low))];
        }
        if let Some(value) = between.single() {
            return vec![Test::Compare(Comparison::Equal, Bound { value, parameter: None })];
        }
    }
    let mut tests = Vec::new();
    if let Some(low) = low {
        tests.push(Test::Compare(
            if low.included { Comparison::GreaterOrEqual } else { Comparison::Greater },
            bound(low),
        ));
    }
    if let Some(high) = high {
        tests.push(Test::Compare(if high.included { Comparison::LessOrEqual } else { Comparison::Less }, bound(high)));
    }
    tests
}
