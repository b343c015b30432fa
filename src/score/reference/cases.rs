//! The completions of a partial audit (`semantics.md` §1): what is known of them for certain, what the diagrams say of the rest,
//! and, where a question is not the grid's own, a walk over the cells of what is open.

use super::cells::{Cells, VariableId};
use super::conflict::{self, Clash};
use super::knowledge::Knowledge;
use crate::audit::Audit;
use crate::grid::{DecisionId, Formula, Grid, GroupId, InputId, PointId, Truth, Value};
use crate::region::{Rule, Signature, Space, Variable};
use crate::score::possible::{DecisionSpace, GroupSpace, PointSpace, Possible};
use std::collections::BTreeSet;

/// The most joint cells of open variables that are walked.
const JOINT_CELLS: usize = 1 << 16;

/// The completions of a partial audit: at least one, as far as the diagrams can tell.
pub(crate) struct Completions<'a> {
    possible: &'a Possible<'a>,
    cells: &'a Cells,
    known: Knowledge<'a>,
}

/// A space, and what the audit gives of it.
pub(crate) struct Seen<'a, S> {
    /// The space and its functions.
    pub(crate) space: &'a S,
    /// What is given of it.
    pub(crate) given: Signature,
}

/// There is no answer, or none within the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unverified;

impl<'a> Completions<'a> {
    /// The completions of an audit; what of it clashes, if there are none.
    pub(super) fn new(possible: &'a Possible<'a>, cells: &'a Cells, audit: &'a Audit) -> Result<Self, Clash> {
        let grid = possible.grid();
        let values: Vec<Option<&Value>> = (0..grid.inputs.len()).map(|at| audit.value(InputId(at))).collect();
        let completions = Self { possible, cells, known: Knowledge::given(grid, cells, values) };
        conflict::clash(&completions).map_or(Ok(completions), Err)
    }

    /// What is known before any assumption.
    pub(crate) fn known(&self) -> &Knowledge<'a> {
        &self.known
    }

    /// The grid.
    pub(crate) fn grid(&self) -> &'a Grid {
        self.possible.grid()
    }

    /// What the grid leaves possible.
    pub(super) fn possible(&self) -> &'a Possible<'a> {
        self.possible
    }

    /// The variables of the grid.
    pub(super) fn cells(&self) -> &'a Cells {
        self.cells
    }

    /// What a point can come to, and what is given of it.
    pub(super) fn point(&self, id: PointId) -> Result<Seen<'a, PointSpace>, Unverified> {
        let space = self.possible.point(id).map_err(|_| Unverified)?;
        Ok(Seen { space, given: self.signature(&space.space)? })
    }

    /// The own weight a group can have, and what is given of it.
    pub(super) fn group(&self, id: GroupId) -> Result<Seen<'a, GroupSpace>, Unverified> {
        let space = self.possible.group(id).map_err(|_| Unverified)?;
        Ok(Seen { space, given: self.signature(&space.space)? })
    }

    /// What a decision over inputs can come to, and what is given of it; none if it looks at results.
    pub(super) fn decision(&self, id: DecisionId) -> Result<Option<Seen<'a, DecisionSpace>>, Unverified> {
        let Some(space) = self.possible.decision(id).map_err(|_| Unverified)? else { return Ok(None) };
        Ok(Some(Seen { space, given: self.signature(&space.space)? }))
    }

    /// What is given of a component, and the space of its rules.
    pub(super) fn component(&self, at: usize) -> Result<Seen<'a, Space>, Unverified> {
        let space = self.possible.component(at).map_err(|_| Unverified)?;
        Ok(Seen { space, given: self.signature(space)? })
    }

    pub(super) fn signature(&self, space: &Space) -> Result<Signature, Unverified> {
        space.signature(|input| self.known.value(input)).ok_or(Unverified)
    }

    /// True if rules of a component hold, as far as it is known; an existence condition says something of its own only
    /// where the input was given: elsewhere it decides whether the input exists.
    pub(super) fn rule(&self, known: &Knowledge<'a>, rule: Rule) -> Truth<VariableId> {
        let grid = self.grid();
        match rule {
            Rule::Existence(input) => match &grid.input(input).exists_if {
                Some(condition) if known.value(input).is_some() => known.holds(condition),
                _ => Truth::Yes,
            },
            Rule::Constraint(at) => known.holds(&grid.constraints[at].condition),
        }
    }

    /// How many joint cells open variables have; an input that may not exist has one cell more.
    fn joint_cells(&self, open: &BTreeSet<VariableId>) -> usize {
        open.iter().map(|variable| self.cells.variable(*variable).cells.len()).fold(1, usize::saturating_mul)
    }

    /// Adds the variables of a condition that are not given, and those that decide whether their inputs exist.
    pub(super) fn add_open(&self, condition: &Formula<crate::grid::Atom>, open: &mut BTreeSet<VariableId>) {
        for variable in self.cells.of(condition) {
            let input = self.cells.input(variable);
            if self.known.value(input).is_some() || self.known.exists(input) == Truth::No || !open.insert(variable) {
                continue;
            }
            if let Some(condition) = &self.grid().input(input).exists_if {
                self.add_open(condition, open);
            }
        }
    }

    /// What an observable comes to on every completion, cell by cell (a value may come several times): `observe` tells it from what is known, or names something it
    /// depends on, which must be among the variables said to be open. No answer if these have too many joint cells, or if
    /// the rules that link them are past the limit.
    pub(super) fn cases<T: PartialEq>(
        &self,
        open: &BTreeSet<VariableId>,
        observe: &impl Fn(&Knowledge<'a>) -> Result<T, VariableId>,
    ) -> Result<Vec<T>, Unverified> {
        if let Ok(value) = observe(&self.known) {
            return Ok(vec![value]);
        }
        if self.joint_cells(open) > JOINT_CELLS {
            return Err(Unverified);
        }
        let mut walk = Walk { completions: self, known: self.known.clone(), found: Vec::new() };
        walk.explore(observe)?;
        Ok(walk.found)
    }
}

/// A walk over cells.
struct Walk<'c, 'a, T> {
    completions: &'c Completions<'a>,
    known: Knowledge<'a>,
    found: Vec<T>,
}

impl<'a, T: PartialEq> Walk<'_, 'a, T> {
    /// Adds what the observable comes to under the present assumptions, with which some completion agrees.
    fn explore(&mut self, observe: &impl Fn(&Knowledge<'a>) -> Result<T, VariableId>) -> Result<(), Unverified> {
        let variable = match observe(&self.known) {
            Ok(value) => {
                if self.found.last() != Some(&value) {
                    self.found.push(value);
                }
                return Ok(());
            }
            Err(variable) => variable,
        };
        for cell in self.completions.cells.variable(variable).present() {
            self.known.assume(variable, cell);
            if self.is_possible(self.completions.cells.input(variable))? {
                self.explore(observe)?;
            }
            self.known.retract(variable);
        }
        Ok(())
    }

    /// True if some completion agrees with the present assumptions on the component of an input.
    fn is_possible(&self, input: InputId) -> Result<bool, Unverified> {
        let Seen { space, given } = self.completions.component(self.completions.possible.component_of(input))?;
        let assumed = |variable: &Variable| self.known.assumed(self.completions.cells.like(variable));
        Ok(space.has_completion(&space.refined(given, assumed)))
    }
}
