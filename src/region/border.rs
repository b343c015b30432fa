//! The borders of boxes: what lies on either side of them along one input.

use super::cells::Cell;
use super::cover::Zone;
use super::diagram::Region;
use super::interval::Side;
use super::limit::Limit;
use super::space::{Observable, Space};
use super::witness::Witness;
use crate::grid::Value;

/// A step across the border of a box along one variable: from a cell inside to one just outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The variable, by index in [`Space::variables`].
    pub variable: usize,
    /// The cell left.
    pub inside: usize,
    /// The cell entered.
    pub outside: usize,
}

impl Space {
    /// The steps out of a box: to both neighbours of a stretch of numbers or ordered options, to every other option of an
    /// unordered choice. None leads to where the input does not exist.
    pub fn steps(&self, zone: &Zone) -> Vec<Step> {
        let mut steps = Vec::new();
        for (level, allowed) in zone.allowed.iter().enumerate() {
            let Some(allowed) = allowed else { continue };
            let variable = &self.variables[level];
            let inside: Vec<_> = variable.present().filter(|cell| allowed[*cell]).collect();
            let (Some(&first), Some(&last)) = (inside.first(), inside.last()) else { continue };
            let step = |inside, outside| Step { variable: level, inside, outside };
            if variable.ordered || matches!(variable.cells[first], Cell::Numbers(_)) {
                steps.extend((first > variable.present().start).then(|| step(first, first - 1)));
                steps.extend((last + 1 < variable.cells.len()).then(|| step(last, last + 1)));
            } else {
                steps.extend(variable.present().filter(|cell| !allowed[*cell]).map(|outside| step(first, outside)));
            }
        }
        steps
    }

    /// The part of a box on the border a step crosses, and the box moved across it. U is left aside.
    pub fn sides(&mut self, zone: &Zone, step: Step) -> Result<(Region, Region), Limit> {
        let mut side = |cell: usize| {
            let mut moved = zone.allowed.clone();
            moved[step.variable] = Some((0..self.variables[step.variable].cells.len()).map(|at| at == cell).collect());
            self.box_region(&moved)
        };
        Ok((side(step.inside)?, side(step.outside)?))
    }

    /// Where a variable is in a cell.
    pub fn cell(&mut self, variable: usize, cell: usize) -> Result<Region, Limit> {
        self.store.literal(variable, |at| at == cell)
    }

    /// Where some cell of a variable leads into the region.
    pub fn some_cell(&mut self, region: Region, variable: usize) -> Result<Region, Limit> {
        let hidden: Vec<_> = (0..self.variables.len()).map(|level| level == variable).collect();
        self.store.exists(region, &hidden)
    }

    /// The value to show for a cell seen from another cell of the same variable: of numbers and ordered options the nearest
    /// one. None where the input does not exist.
    pub fn value_towards(&self, variable: usize, cell: usize, other: usize) -> Option<Value> {
        let side = if other > cell { Side::High } else { Side::Low };
        let variable = &self.variables[variable];
        match variable.cells.get(cell)? {
            Cell::Numbers(interval) => Some(Value::Number(interval.near(side))),
            Cell::Options(options) if variable.ordered => {
                Some(Value::Choice(*if side == Side::High { options.last() } else { options.first() }?))
            }
            _ => variable.value(cell),
        }
    }

    /// A witness of a condition on all variables but one, to be completed by [`Space::at`]. Of a set all members are kept: which of
    /// the others may be in is not free.
    pub fn witness_beside(&self, condition: &Observable, variable: usize) -> Option<Witness> {
        let cells = self.assignment(condition.holds)?;
        let (mut given, _) = self.essential(condition, &cells);
        let variable = &self.variables[variable];
        if variable.member.is_some() {
            for (level, other) in self.variables.iter().enumerate().filter(|(_, other)| other.input == variable.input) {
                let present = other.present().contains(&cells[level]).then_some(cells[level]);
                given.0[level] = present.or(Some(other.present().start)).and_then(|cell| u32::try_from(cell).ok());
            }
        }
        Some(self.written(&given))
    }

    /// A witness with one variable at another value; the input is added where the witness leaves it out.
    #[must_use]
    pub fn at(&self, witness: &Witness, variable: usize, value: &Value) -> Witness {
        let variable = &self.variables[variable];
        let mut values = witness.values.clone();
        let place = values.iter_mut().find(|(input, _)| *input == variable.input);
        match (place, variable.member, value) {
            (Some((_, Value::Set(members))), Some(member), Value::YesNo(is_in)) => members[member] = *is_in,
            (Some((_, held)), ..) => *held = value.clone(),
            (None, None, value) => values.push((variable.input, value.clone())),
            (None, Some(_), _) => {}
        }
        values.sort_by_key(|(input, _)| *input);
        Witness { values }
    }
}
