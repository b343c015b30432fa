//! The completions of a partial audit, and what an observable comes to on them (`semantics.md` §1): Kleene first, else a
//! split on the cells of an undecided input, recursively.
//!
//! Everything the evaluator asks of completions goes through [`Completions::cases`], so that the case analysis can be done by
//! another engine without the rest noticing.

use super::conflict;
use super::knowledge::Knowledge;
use super::space::Space;
use super::variables::Variable;
use crate::audit::{Audit, Refusal};
use crate::grid::{InputId, Value};
use std::collections::BTreeSet;

/// How many steps one case analysis may take. Counted, never clocked, so that results stay the same everywhere.
const STEPS: usize = 1 << 18;

/// The steps left to a case analysis.
pub(crate) struct Budget(usize);

/// The case analysis is past its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exhausted;

impl Budget {
    /// A full budget.
    pub(crate) fn new() -> Self {
        Self(STEPS)
    }

    /// Takes one step.
    pub(crate) fn spend(&mut self) -> Result<(), Exhausted> {
        self.0 = self.0.checked_sub(1).ok_or(Exhausted)?;
        Ok(())
    }
}

/// The completions of a partial audit: at least one.
pub(crate) struct Completions<'a> {
    space: &'a Space<'a>,
    known: Knowledge<'a>,
}

/// What an observable comes to, case by case. Branches that all come to the same are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cases<T> {
    /// It is this.
    Always(T),
    /// It varies with a variable.
    By(Variable, Vec<Cases<T>>),
}

impl<'a> Completions<'a> {
    /// The completions of an audit; refused if there are none.
    pub(crate) fn new(space: &'a Space<'a>, audit: &'a Audit) -> Result<Self, Refusal> {
        let values: Vec<Option<&Value>> = (0..space.grid().inputs.len()).map(|at| audit.value(InputId(at))).collect();
        conflict::refuse_if_impossible(space, &values)?;
        Ok(Self { space, known: Knowledge::given(space, values) })
    }

    /// What is known before any assumption.
    pub(crate) fn known(&self) -> &Knowledge<'a> {
        &self.known
    }

    /// The space they lie in.
    pub(crate) fn space(&self) -> &'a Space<'a> {
        self.space
    }

    /// What an observable comes to on every completion. `observe` tells it from what is known, or names something it depends
    /// on. Past the limit there is no answer.
    pub(crate) fn cases<T: PartialEq>(
        &self,
        observe: &impl Fn(&Knowledge<'a>) -> Result<T, Variable>,
    ) -> Result<Cases<T>, Exhausted> {
        if let Ok(value) = observe(&self.known) {
            return Ok(Cases::Always(value));
        }
        let mut analysis =
            Analysis { space: self.space, known: self.known.clone(), touched: Vec::new(), budget: Budget::new() };
        // At least one completion exists, so that some case always remains.
        analysis.explore(observe)?.ok_or(Exhausted)
    }
}

/// A case analysis under way.
struct Analysis<'a> {
    space: &'a Space<'a>,
    known: Knowledge<'a>,
    /// The components of the assumptions made so far.
    touched: Vec<usize>,
    budget: Budget,
}

impl<'a> Analysis<'a> {
    /// The cases under the present assumptions; `None` if no completion agrees with them.
    fn explore<T: PartialEq>(
        &mut self,
        observe: &impl Fn(&Knowledge<'a>) -> Result<T, Variable>,
    ) -> Result<Option<Cases<T>>, Exhausted> {
        self.budget.spend()?;
        let variable = match observe(&self.known) {
            Ok(value) => return Ok(self.is_possible()?.then_some(Cases::Always(value))),
            Err(variable) => variable,
        };
        let component = self.space.component(variable.input());
        self.touched.push(component);
        let mut branches = Vec::new();
        for answer in self.space.answers(variable) {
            self.known.assume(variable, answer);
            let branch = if self.space.is_broken(&self.known, component) { Ok(None) } else { self.explore(observe) };
            self.known.retract(variable);
            branches.extend(branch?);
        }
        self.touched.pop();
        Ok(Cases::merge(variable, branches))
    }

    /// True if some completion agrees with the present assumptions.
    fn is_possible(&mut self) -> Result<bool, Exhausted> {
        let components: BTreeSet<_> = self.touched.iter().copied().collect();
        for component in components {
            if !self.space.is_possible(&mut self.known, component, &mut self.budget)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl<T: PartialEq> Cases<T> {
    /// The cases of a split.
    fn merge(variable: Variable, mut branches: Vec<Self>) -> Option<Self> {
        if branches.windows(2).all(|pair| pair[0] == pair[1]) {
            return branches.pop();
        }
        Some(Self::By(variable, branches))
    }

    /// The values it takes, each once, in the order met.
    pub(crate) fn values(&self) -> Vec<&T> {
        let mut values = Vec::new();
        self.collect(&mut values);
        values
    }

    fn collect<'s>(&'s self, values: &mut Vec<&'s T>) {
        match self {
            Self::Always(value) if values.contains(&value) => {}
            Self::Always(value) => values.push(value),
            Self::By(_, branches) => branches.iter().for_each(|branch| branch.collect(values)),
        }
    }

    /// The value it always takes; `None` if it varies.
    pub(crate) fn single(&self) -> Option<&T> {
        match self.values().as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The values of all cases, those that come up several times included.
    pub(crate) fn into_leaves(self) -> Vec<T> {
        match self {
            Self::Always(value) => vec![value],
            Self::By(_, branches) => branches.into_iter().flat_map(Self::into_leaves).collect(),
        }
    }

    /// The inputs it varies with.
    pub(crate) fn inputs(&self) -> BTreeSet<InputId> {
        match self {
            Self::Always(_) => BTreeSet::new(),
            Self::By(variable, branches) => {
                std::iter::once(variable.input()).chain(branches.iter().flat_map(Self::inputs)).collect()
            }
        }
    }
}
