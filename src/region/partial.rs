//! Partial audits: what remains possible, and what is certain, when some inputs are given and others are not.
//!
//! `Compl(a)` of `semantics.md` §1 is the part of U whose assignments agree with every given value. Answers depend on the cells
//! of the given values alone, which a [`Signature`] keeps: it is the key to remember them by. Asking builds nothing.

use std::ops::RangeInclusive;

use super::diagram::Region;
use super::space::{Observable, Space};
use crate::grid::{InputId, Value};

/// The cell of each variable that is given, in the order of the variables; nothing for those that are not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature(pub(super) Vec<Option<u32>>);

impl Signature {
    pub(super) fn allows(&self, level: usize, range: &RangeInclusive<usize>) -> bool {
        self.0[level].is_none_or(|cell| range.contains(&(cell as usize)))
    }
}

impl Space {
    /// The signature of the values given, one entry an input of the grid. None if one of them is outside its domain.
    pub fn signature(&self, values: &[Option<Value>]) -> Option<Signature> {
        let cell = |variable: &super::Variable| match values.get(variable.input.0).and_then(Option::as_ref) {
            None => Some(None),
            Some(value) => variable.cell_of(value).map(|cell| u32::try_from(cell).ok()),
        };
        self.variables.iter().map(cell).collect::<Option<_>>().map(Signature)
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
        for input in inputs {
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

    /// The signature with an input left out.
    pub(super) fn without(&self, given: &Signature, input: InputId) -> Signature {
        let keep =
            |(variable, cell): (&super::Variable, &Option<u32>)| if variable.input == input { None } else { *cell };
        Signature(self.variables.iter().zip(&given.0).map(keep).collect())
    }

    /// True if a region within U holds an assignment that agrees with what is given.
    fn completes(&self, region: Region, given: &Signature) -> bool {
        self.store.meets(region, |level, range| given.allows(level, &range)).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::integer;
    use crate::grid::{Comparison, Formula};
    use crate::region::sample::{answered_calls, any, compare, constraint, not, yes};

    fn rate(percent: i64) -> Value {
        Value::Number(integer(percent))
    }

    #[test]
    fn what_exists_only_if_another_input_says_so_answers_for_it() {
        let grid = answered_calls();
        let conditions = [yes(0), not(yes(0)), compare(1, Comparison::Less, integer(85))];
        let (mut space, regions) = Space::new(&grid, &conditions.iter().collect::<Vec<_>>()).unwrap();
        let observed: Vec<_> = regions.iter().map(|region| space.observe(*region).unwrap()).collect();
        let outcomes = |values: &[Option<Value>]| -> Vec<(bool, bool)> {
            let given = space.signature(values).unwrap();
            let outcome = |observable| (space.may_hold(observable, &given), space.may_fail(observable, &given));
            observed.iter().map(outcome).collect()
        };
        assert_eq!(outcomes(&[None, None, None]), [(true, true), (true, true), (true, true)]);
        assert_eq!(outcomes(&[None, Some(rate(90)), None]), [(true, false), (false, true), (false, true)]);
        assert_eq!(outcomes(&[Some(Value::YesNo(false)), None, None]), [(false, true), (true, false), (false, true)]);
        assert_eq!(space.signature(&[None, Some(rate(80)), None]), space.signature(&[None, Some(rate(20)), None]));
        assert_eq!(space.signature(&[None, Some(rate(101)), None]), None);
    }

    #[test]
    fn a_conflict_names_only_the_values_that_clash() {
        let mut grid = answered_calls();
        let low = compare(1, Comparison::Less, integer(10));
        grid.constraints.push(constraint(any(vec![not(low), not(Formula::clone(&yes(0)))])));
        let inputs: Vec<_> = (0..3).map(InputId).collect();
        let (space, _) = Space::over(&grid, &inputs, &[], crate::region::Bounds::default()).unwrap();
        let conflict = |values: &[Option<Value>]| space.conflict(&space.signature(values).unwrap());
        let (no, monthly) = (Some(Value::YesNo(false)), Some(Value::Choice(3)));
        assert_eq!(conflict(&[None, Some(rate(20)), monthly.clone()]), None);
        assert_eq!(conflict(&[no.clone(), None, monthly.clone()]), Some(vec![InputId(0), InputId(2)]));
        assert_eq!(conflict(&[None, Some(rate(5)), monthly]), Some(vec![InputId(1)]));
        assert_eq!(conflict(&[no, Some(rate(5)), None]), Some(vec![InputId(1)]));
    }
}
