//! What a grid leaves possible, observable by observable, as diagrams over the space of inputs (`semantics.md` §1 and §2).
//!
//! Whatever a partial audit gives, an observable comes to `Out(a) = {o(c) : c ∈ Compl(a)}`. Each is held as a [`Function`]: for
//! each value it can take, the [`Region`](crate::region::Region) of full assignments where it does. Both evaluators ask here what
//! remains open once Kleene's three values no longer tell.
//!
//! Everything is built the first time it is asked for, once a grid, each point within the bounds of one check. Past them there is no
//! function, whatever the audit: the limit depends on the grid alone.

mod decision;
mod function;
mod point;

pub(crate) use decision::{Award, DecisionSpace, asked_of_inputs, rests_on};
pub(crate) use function::Function;
pub(crate) use point::{PointSpace, Verdict};

use crate::exact::Exact;
use crate::grid::{DecisionId, Formula, Grid, GroupId, InputId, PointId};
use crate::region::{self, Bounds, Limit, Rule, Space};
use std::sync::OnceLock;

/// What a grid leaves possible. Shared by every audit scored under it, on any number of threads.
pub(crate) struct Possible<'g> {
    grid: &'g Grid,
    bounds: Bounds,
    components: Vec<Component>,
    /// For each input the place of its component.
    component_of: Vec<usize>,
    points: Vec<OnceLock<Result<PointSpace, Limit>>>,
    groups: Vec<OnceLock<Result<GroupSpace, Limit>>>,
    decisions: Vec<OnceLock<Result<Option<DecisionSpace>, Limit>>>,
}

/// Inputs that existence conditions and constraints link: what is known of one component says nothing of another.
pub(crate) struct Component {
    /// The inputs, in the order declared.
    pub(crate) inputs: Vec<InputId>,
    /// The rules that link them: existence conditions, then constraints.
    pub(crate) rules: Vec<Rule>,
    space: OnceLock<Result<Space, Limit>>,
}

/// The own weight of a group among its siblings.
pub(crate) struct GroupSpace {
    /// The space of the inputs it depends on.
    pub(crate) space: Space,
    /// The weight; `None` where no single case holds.
    pub(crate) weight: Function<Option<Exact>>,
}

impl<'g> Possible<'g> {
    /// What a grid without errors leaves possible.
    pub(crate) fn new(grid: &'g Grid) -> Self {
        Self::within(grid, Bounds::default())
    }

    /// The same within other bounds.
    pub(crate) fn within(grid: &'g Grid, bounds: Bounds) -> Self {
        fn empty<T>(count: usize) -> Vec<OnceLock<T>> {
            (0..count).map(|_| OnceLock::new()).collect()
        }
        let components = region::components(grid).into_iter().map(|inputs| {
            let existence = inputs.iter().filter(|input| grid.input(**input).exists_if.is_some());
            let existence = existence.map(|input| Rule::Existence(*input));
            let constraints = region::constraints_on(grid, &inputs).into_iter().map(Rule::Constraint);
            Component { rules: existence.chain(constraints).collect(), inputs, space: OnceLock::new() }
        });
        let components: Vec<_> = components.collect();
        let mut component_of = vec![0; grid.inputs.len()];
        for (at, component) in components.iter().enumerate() {
            component.inputs.iter().for_each(|input| component_of[input.0] = at);
        }
        Self {
            grid,
            bounds,
            components,
            component_of,
            points: empty(grid.points.len()),
            groups: empty(grid.groups.len()),
            decisions: empty(grid.decisions.len()),
        }
    }

    /// The grid.
    pub(crate) fn grid(&self) -> &'g Grid {
        self.grid
    }

    /// The components of the space, in the order of their first input.
    pub(crate) fn components(&self) -> &[Component] {
        &self.components
    }

    /// The place of an input's component.
    pub(crate) fn component_of(&self, input: InputId) -> usize {
        self.component_of[input.0]
    }

    /// What existence conditions and constraints leave of a component, cut by nothing else.
    pub(crate) fn component(&self, at: usize) -> Result<&Space, Limit> {
        let component = &self.components[at];
        lent(component.space.get_or_init(|| self.fresh(component)))
    }

    /// The same space, to build on.
    pub(crate) fn fresh(&self, component: &Component) -> Result<Space, Limit> {
        Ok(Space::over(self.grid, &component.inputs, &[], self.bounds)?.0)
    }

    /// What a point can come to.
    pub(crate) fn point(&self, id: PointId) -> Result<&PointSpace, Limit> {
        lent(self.points[id.0].get_or_init(|| PointSpace::new(self.grid, id, self.bounds)))
    }

    /// The own weight of a group.
    pub(crate) fn group(&self, id: GroupId) -> Result<&GroupSpace, Limit> {
        lent(self.groups[id.0].get_or_init(|| self.own_weight(id)))
    }

    /// What a decision over inputs can come to; `None` if it looks at results.
    pub(crate) fn decision(&self, id: DecisionId) -> Result<Option<&DecisionSpace>, Limit> {
        let decision = self.decisions[id.0].get_or_init(|| DecisionSpace::new(self.grid, id, self.bounds));
        lent(decision).map(Option::as_ref)
    }

    fn own_weight(&self, id: GroupId) -> Result<GroupSpace, Limit> {
        let weight = &self.grid.group(id).common.weight;
        let conditions: Vec<&Formula<_>> = weight.cases.iter().map(|(_, condition)| condition).collect();
        let (mut space, cases) = Space::over(self.grid, &[], &conditions, self.bounds)?;
        let parts = point::weight(&mut space, weight, &cases)?;
        let weight = Function::new(&mut space, parts, cases)?;
        Ok(GroupSpace { space, weight })
    }
}

fn lent<T>(built: &Result<T, Limit>) -> Result<&T, Limit> {
    built.as_ref().map_err(|limit| *limit)
}
