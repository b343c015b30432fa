//! Full assignments: a value for every input that exists, in agreement with values given.

use super::limit::Limit;
use super::partial::Signature;
use super::space::Space;
use crate::grid::Value;

impl Space {
    /// The values given, completed so that every input of the space that exists has one and all that U asks holds. None if
    /// nothing in U agrees with them.
    pub fn complete(&mut self, given: &[Option<Value>]) -> Result<Option<Vec<Option<Value>>>, Limit> {
        let Some(signature) = self.signature(|input| given.get(input.0)?.as_ref()) else { return Ok(None) };
        let mut region = self.everything()?;
        for (level, cell) in signature.0.iter().enumerate() {
            if let Some(cell) = cell {
                let there = self.store.literal(level, |at| at == *cell as usize)?;
                region = self.and(region, there)?;
            }
        }
        let Some(cells) = self.assignment(region) else { return Ok(None) };
        let present = |(level, cell): (usize, usize)| {
            self.variables[level].present().contains(&cell).then(|| u32::try_from(cell).unwrap_or_default())
        };
        let all = self.written(&Signature(cells.into_iter().enumerate().map(present).collect()));
        let mut values = all.by_input(given.len());
        // A value given stands as it is, not as its cell is shown.
        for (value, given) in values.iter_mut().zip(given) {
            if given.is_some() {
                value.clone_from(given);
            }
        }
        Ok(Some(values))
    }
}

#[cfg(test)]
mod tests {
    use crate::exact::integer;
    use crate::grid::{Domain, InputId, Value};
    use crate::region::sample::{answered_calls, any, constraint, contains, grid, input, not, set, yes};
    use crate::region::{Bounds, Space};

    #[test]
    fn values_given_are_kept_and_the_rest_follows() {
        let calls = answered_calls();
        let inputs: Vec<_> = (0..3).map(InputId).collect();
        let (mut space, _) = Space::over(&calls, &inputs, &[], Bounds::default()).unwrap();
        let rate = Some(Value::Number(integer(37)));
        let completed = space.complete(&[None, rate.clone(), None]).unwrap().unwrap();
        assert_eq!(completed[..2], [Some(Value::YesNo(true)), rate.clone()]);
        assert!(completed[2].is_some());
        let absent = space.complete(&[Some(Value::YesNo(false)), None, None]).unwrap().unwrap();
        assert_eq!(absent, [Some(Value::YesNo(false)), None, None]);
        assert_eq!(space.complete(&[Some(Value::YesNo(false)), rate, None]).unwrap(), None);
    }

    #[test]
    fn a_set_takes_the_members_a_constraint_asks_for() {
        let mut grid = grid(vec![input("svi", Domain::YesNo), input("canaux", set(&["a", "b", "c"]))]);
        grid.constraints.push(constraint(any(vec![not(yes(0)), contains(1, &[1, 2], 1)])));
        grid.constraints.push(constraint(not(contains(1, &[0, 2], 1))));
        let (mut space, _) = Space::over(&grid, &[InputId(0), InputId(1)], &[], Bounds::default()).unwrap();
        let completed = space.complete(&[Some(Value::YesNo(true)), None]).unwrap().unwrap();
        assert_eq!(completed[1], Some(Value::Set(vec![false, true, false])));
    }
}
