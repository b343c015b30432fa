//! Conditions over cells: tests become look-ups by digit.

use std::cell::RefCell;

use super::cells::{ABSENT, Cells, Digit, UNKNOWN};
use crate::grid::{Atom, DefinitionId, Formula, Grid, Test, Truth};

/// What stands in a condition once its tests are over cells.
#[derive(Debug, Clone)]
pub(super) enum Leaf {
    /// The variable is in one of these cells (true at their digit).
    Cell { variable: usize, holds: Box<[bool]> },
    /// At least so many of these variables have this digit; the first tells whether the set exists.
    AtLeast { set: usize, members: Box<[(usize, Digit)]>, at_least: usize },
}

/// The truth of a condition (Kleene), when nothing is said of what is unknown.
pub(super) type Known = Truth<()>;

impl Leaf {
    /// A test over cells.
    pub(super) fn new(cells: &Cells, atom: &Atom) -> Self {
        let first = cells.of_input(atom.input).start;
        match &atom.test {
            Test::Contains { members, at_least } => {
                let members = members.iter().filter_map(|member| cells.variable(atom.input, Some(*member)));
                let members = members.map(|variable| (variable, cells.is_in(variable))).collect();
                Self::AtLeast { set: first, members, at_least: *at_least }
            }
            test => Self::Cell { variable: first, holds: cells.holds(first, test).into() },
        }
    }

    /// Whether it holds.
    pub(super) fn holds(&self, digits: &[Digit]) -> Known {
        match self {
            Self::Cell { variable, holds } => match digits[*variable] {
                UNKNOWN => Truth::Depends(()),
                digit => Truth::from(holds.get(usize::from(digit)).copied().unwrap_or(false)),
            },
            Self::AtLeast { set, members, at_least } => match digits[*set] {
                UNKNOWN => Truth::Depends(()),
                ABSENT => Truth::No,
                _ => {
                    let held = members.iter().filter(|(variable, digit)| digits[*variable] == *digit).count();
                    Truth::from(held >= *at_least)
                }
            },
        }
    }
}

/// The definitions of a grid over cells.
pub(super) struct Definitions {
    conditions: Vec<Formula<Leaf>>,
}

/// What the definitions come to in one audit, worked out once each.
#[derive(Debug, Clone, Default)]
pub(super) struct Worked(RefCell<Vec<Option<Known>>>);

impl Definitions {
    pub(super) fn new(grid: &Grid, cells: &Cells) -> Self {
        let conditions = grid.definitions.iter().map(|definition| compile(cells, &definition.condition));
        Self { conditions: conditions.collect() }
    }

    /// Whether a condition holds.
    pub(super) fn holds(&self, condition: &Formula<Leaf>, digits: &[Digit], worked: &Worked) -> Known {
        condition.evaluate(&mut |leaf| leaf.holds(digits), &mut |id| self.defined(id, digits, worked))
    }

    /// Whether a definition holds.
    pub(super) fn defined(&self, id: DefinitionId, digits: &[Digit], worked: &Worked) -> Known {
        if let Some(Some(known)) = worked.0.borrow().get(id.0) {
            return *known;
        }
        let truth = self.holds(&self.conditions[id.0], digits, worked);
        let mut known = worked.0.borrow_mut();
        if known.len() <= id.0 {
            known.resize(self.conditions.len(), None);
        }
        known[id.0] = Some(truth);
        truth
    }
}

impl Worked {
    /// Forgets the audit.
    pub(super) fn clear(&mut self) {
        self.0.get_mut().clear();
    }
}

/// A condition over cells.
pub(super) fn compile(cells: &Cells, condition: &Formula<Atom>) -> Formula<Leaf> {
    translate(condition, &mut |atom| Leaf::new(cells, atom))
}

/// The same condition over other leaves.
pub(super) fn translate<A, B>(condition: &Formula<A>, leaf: &mut impl FnMut(&A) -> B) -> Formula<B> {
    match condition {
        Formula::Atom(atom) => Formula::Atom(leaf(atom)),
        Formula::Not(inner, span) => Formula::Not(Box::new(translate(inner, leaf)), *span),
        Formula::All(parts, span) => Formula::All(parts.iter().map(|part| translate(part, leaf)).collect(), *span),
        Formula::Any(parts, span) => Formula::Any(parts.iter().map(|part| translate(part, leaf)).collect(), *span),
        Formula::Definition(id, span) => Formula::Definition(*id, *span),
    }
}
