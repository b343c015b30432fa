//! Partial audits: what remains possible, and what is certain, when some inputs are given and others are not.
//!
//! `Compl(a)` of `semantics.md` §1 is the part of U whose assignments agree with every given value. Answers depend on the cells
//! of the given values alone, which a [`Signature`] keeps: it is the key to remember them by. Asking builds nothing.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::cells::{Cell, Variable};
use super::diagram::Region;
use super::links;
use super::space::{Observable, Space};
use crate::grid::{Grid, InputId, Value};

/// The cell of each variable that is given, in the order of the variables; nothing for those that are not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature(pub(super) Vec<Option<u32>>);

impl Signature {
    /// The signature of these cells, one entry a variable.
    pub fn of(cells: Vec<Option<u32>>) -> Self {
        Self(cells)
    }

    pub(super) fn allows(&self, level: usize, range: &RangeInclusive<usize>) -> bool {
        self.0[level].is_none_or(|cell| range.contains(&(cell as usize)))
    }
}

impl Space {
    /// The signature of the values given. None if one of them is outside its domain.
    pub fn signature<'v>(&self, given: impl Fn(InputId) -> Option<&'v Value>) -> Option<Signature> {
        let cell = |variable: &Variable| match given(variable.input) {
            None => Some(None),
            Some(value) => variable.cell_of(value).map(|cell| u32::try_from(cell).ok()),
        };
        self.variables.iter().map(cell).collect::<Option<_>>().map(Signature)
    }

    /// What is given, with the cells assumed besides (which may be finer than those of the space).
    pub fn refined<'c>(&self, mut given: Signature, assumed: impl Fn(&Variable) -> Option<&'c Cell>) -> Signature {
        for (variable, cell) in self.variables.iter().zip(&mut given.0) {
            if let Some(assumed) = assumed(variable).and_then(|finer| variable.cell_around(finer)) {
                *cell = u32::try_from(assumed).ok();
            }
        }
        given
    }

    /// True if some completion of the given values satisfies the condition.
    pub fn may_hold(&self, condition: &Observable, given: &Signature) -> bool {
        self.completes(condition.holds, given)
    }

    /// True if some completion of the given values does not satisfy the condition.
    pub fn may_fail(&self, condition: &Observable, given: &Signature) -> bool {
        self.completes(condition.fails, given)
    }

    /// True if the given values have any completion: else the audit is refused.
    pub fn has_completion(&self, given: &Signature) -> bool {
        self.components.iter().all(|component| self.completes(component.possible, given))
    }

    /// Of given values without completion, those that clash: with any one of them left out there would be one (as far as their
    /// component goes). Empty if the grid's own rules contradict each other; none if there is a completion.
    pub fn conflict(&self, given: &Signature) -> Option<Vec<InputId>> {
        let component = self.components.iter().find(|component| !self.completes(component.possible, given))?;
        let mut inputs: Vec<_> =
            self.variables[component.levels.clone()].iter().map(|variable| variable.input).collect();
        inputs.dedup();
        let mut clash = given.clone();
        // Those on which the existence of others depends are kept where there is a choice: a clash is told by what was asked first.
        for input in inputs.into_iter().rev() {
            let without = self.without(&clash, input);
            if !self.completes(component.possible, &without) {
                clash = without;
            }
        }
        let clashing = self.variables[component.levels.clone()].iter().zip(&clash.0[component.levels.clone()]);
        let mut clashing: Vec<_> =
            clashing.filter(|(_, cell)| cell.is_some()).map(|(variable, _)| variable.input).collect();
        clashing.sort_unstable();
        clashing.dedup();
        Some(clashing)
    }

    /// The cells of each variable that some completion takes.
    pub fn possible_cells(&self, given: &Signature) -> Vec<Vec<usize>> {
        let mut possible = Vec::new();
        for component in &self.components {
            for level in component.levels.clone() {
                let takes = |cell: &usize| {
                    u32::try_from(*cell).is_ok_and(|cell| {
                        let mut with = given.clone();
                        with.0[level] = Some(cell);
                        self.completes(component.possible, &with)
                    })
                };
                possible.push(match given.0[level] {
                    Some(cell) => vec![cell as usize],
                    None => (0..self.variables[level].cells.len()).filter(takes).collect(),
                });
            }
        }
        possible
    }

    /// The inputs not given that these regions depend on, what is given being known and what follows from it; with those on which
    /// their existence depends.
    pub fn waits_for(&self, grid: &Grid, regions: &[Region], given: &Signature) -> BTreeSet<InputId> {
        let possible = self.possible_cells(given);
        let allows =
            |level: usize, range: RangeInclusive<usize>| possible[level].iter().any(|cell| range.contains(cell));
        let mut asked = vec![false; self.variables.len()];
        for region in regions {
            self.store.support_where(*region, allows, &mut asked);
        }
        let open =
            |input: InputId| (0..possible.len()).any(|at| self.variables[at].input == input && possible[at].len() > 1);
        let mut next: Vec<_> = (0..asked.len()).filter(|at| asked[*at]).map(|at| self.variables[at].input).collect();
        let mut inputs = BTreeSet::new();
        while let Some(input) = next.pop() {
            if open(input) && inputs.insert(input) {
                next.extend(grid.input(input).exists_if.iter().flat_map(|condition| links::inputs_of(grid, condition)));
            }
        }
        inputs
    }

    /// The signature with an input left out.
    pub(super) fn without(&self, given: &Signature, input: InputId) -> Signature {
        let keep = |(variable, cell): (&Variable, &Option<u32>)| if variable.input == input { None } else { *cell };
        Signature(self.variables.iter().zip(&given.0).map(keep).collect())
    }

    /// True if a region within U holds an assignment that agrees with what is given.
    pub fn completes(&self, region: Region, given: &Signature) -> bool {
        self.store.meets(region, |level, range| given.allows(level, &range)).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::integer;
    use crate::grid::{Comparison, Formula};
    use crate::region::Rule;
    use crate::region::sample::{answered_calls, any, compare, constraint, not, yes};

    fn rate(percent: i64) -> Value {
        Value::Number(integer(percent))
    }

    fn signature(space: &Space, values: &[Option<Value>]) -> Option<Signature> {
        space.signature(|input| values[input.0].as_ref())
    }

    #[test]
    fn what_exists_only_if_another_input_says_so_answers_for_it() {
        let grid = answered_calls();
        let conditions = [yes(0), not(yes(0)), compare(1, Comparison::Less, integer(85))];
        let (mut space, regions) = Space::new(&grid, &conditions.iter().collect::<Vec<_>>()).unwrap();
        let observed: Vec<_> = regions.iter().map(|region| space.observe(*region).unwrap()).collect();
        let outcomes = |values: &[Option<Value>]| -> Vec<(bool, bool)> {
            let given = signature(&space, values).unwrap();
            let outcome = |observable| (space.may_hold(observable, &given), space.may_fail(observable, &given));
            observed.iter().map(outcome).collect()
        };
        assert_eq!(outcomes(&[None, None, None]), [(true, true), (true, true), (true, true)]);
        assert_eq!(outcomes(&[None, Some(rate(90)), None]), [(true, false), (false, true), (false, true)]);
        assert_eq!(outcomes(&[Some(Value::YesNo(false)), None, None]), [(false, true), (true, false), (false, true)]);
        assert_eq!(signature(&space, &[None, Some(rate(80)), None]), signature(&space, &[None, Some(rate(20)), None]));
        assert_eq!(signature(&space, &[None, Some(rate(101)), None]), None);
    }

    #[test]
    fn a_conflict_names_only_the_values_that_clash() {
        let mut grid = answered_calls();
        let low = compare(1, Comparison::Less, integer(10));
        grid.constraints.push(constraint(any(vec![not(low), not(Formula::clone(&yes(0)))])));
        let inputs: Vec<_> = (0..3).map(InputId).collect();
        let (space, _) = Space::over(&grid, &inputs, &[], crate::region::Bounds::default()).unwrap();
        let conflict = |values: &[Option<Value>]| space.conflict(&signature(&space, values).unwrap());
        let (no, monthly) = (Some(Value::YesNo(false)), Some(Value::Choice(3)));
        assert_eq!(conflict(&[None, Some(rate(20)), monthly.clone()]), None);
        assert_eq!(conflict(&[no.clone(), None, monthly.clone()]), Some(vec![InputId(0), InputId(2)]));
        assert_eq!(conflict(&[None, Some(rate(5)), monthly]), Some(vec![InputId(1)]));
        assert_eq!(conflict(&[no, Some(rate(5)), None]), Some(vec![InputId(1)]));
    }

    #[test]
    fn a_region_waits_only_for_what_can_still_change_it() {
        let grid = answered_calls();
        let low = compare(1, Comparison::Less, integer(85));
        let often = Formula::Atom(crate::grid::Atom {
            input: InputId(2),
            test: crate::grid::Test::Among(vec![2, 3]),
            span: crate::diagnostic::Span::default(),
        });
        let either = any(vec![low, often]);
        let (space, regions) = Space::new(&grid, &[&either]).unwrap();
        let waits = |values: &[Option<Value>]| -> Vec<usize> {
            let given = signature(&space, values).unwrap();
            space.waits_for(&grid, &regions, &given).into_iter().map(|input| input.0).collect()
        };
        let (yes, no) = (Some(Value::YesNo(true)), Some(Value::YesNo(false)));
        assert_eq!(waits(&[None, None, None]), [0, 1, 2]);
        assert_eq!(waits(&[yes.clone(), None, None]), [1, 2]);
        assert_eq!(waits(&[None, Some(rate(90)), None]), [2]);
        assert_eq!(waits(&[yes, Some(rate(20)), None]), [0; 0]);
        assert_eq!(waits(&[no, None, None]), [0; 0]);
    }

    #[test]
    fn what_rules_a_clash_rests_on_is_told() {
        let mut grid = answered_calls();
        let low = compare(1, Comparison::Less, integer(10));
        grid.constraints.push(constraint(any(vec![not(low.clone()), not(yes(0))])));
        grid.constraints.push(constraint(any(vec![not(low), yes(0)])));
        let inputs: Vec<_> = (0..3).map(InputId).collect();
        let rules = |values: &[Option<Value>]| {
            let (mut space, _) = Space::over(&grid, &inputs, &[], crate::region::Bounds::default()).unwrap();
            let given = signature(&space, values).unwrap();
            space.rules_against(&given)
        };
        let (yes, no) = (Some(Value::YesNo(true)), Some(Value::YesNo(false)));
        assert_eq!(rules(&[yes, Some(rate(5)), None]), [Rule::Constraint(0)]);
        assert_eq!(rules(&[no, Some(rate(50)), None]), [Rule::Existence(InputId(1))]);
        assert_eq!(rules(&[None, Some(rate(5)), None]), [Rule::Constraint(0), Rule::Constraint(1)]);
    }
}
