//! A grid compiled once, then run over many audits, without allocation or work on strings for each. It means what
//! [`reference`](super::reference) means: randomised tests hold the two equal.
//!
//! - An answer is sorted once into its [cell](cells): everything after works on small numbers.
//! - What the grid says of a point (does it apply, at what level, with what weight) depends on the cells of a few variables
//!   alone. Points that look at the same variables are a [site](sites); what the reference says of them for one combination of
//!   cells is [remembered](memo), unknown inputs included, with [what comes](yields) of each rating that may be recorded.
//! - What unknown inputs leave open is remembered as well: what [linked] points come to together, what decisions [come to](foresee)
//!   given where each result may lie, which waivers may hold and what groups weigh ([recall]).
//! - Totals are [integers](totals) over one denominator for the whole grid, [means] fractions of integers. Where one may lie of
//!   which something is open is [found](interval) in integers too.
//!
//! What is rare is left to the reference, whole: refusals for ratings, what is past a limit, numbers that fit no word.
//!
//! Audits of one block of [`Slots`](crate::audit::Slots) are looked at [together](block) first, column by column: answers are sorted,
//! sites found, ratings added up, and what is to be looked at closer is kept for each audit, which then goes on by itself. One that
//! stands alone is a block of one.

mod block;
mod cells;
mod condition;
mod decision;
mod elements;
mod foresee;
mod incomplete;
mod interval;
mod lanes;
mod linked;
mod means;
mod memo;
mod memory;
mod open;
mod outlook;
mod points;
mod recall;
mod scorer;
mod share;
mod sites;
mod spread;
mod sums;
mod totals;
mod unmet;
mod weights;
mod worth;
mod yields;

#[cfg(test)]
mod tests;

pub use scorer::{Refused, Scorer};
pub(crate) use weights::{Said, Weights};
pub(crate) use worth::denominator;

use std::sync::Arc;

use crate::audit::Layout;
use crate::grid::{Grid, PointId};
use crate::score::reference::{Evaluator, atoms_on_inputs};
use cells::Cells;
use condition::Definitions;
use decision::Decision;
use elements::Requirement;
use foresee::Foreseen;
use sites::{Component, Ground, Seat, Site};
use totals::Totals;

/// A grid without errors, compiled.
pub struct Program<'g> {
    grid: &'g Grid,
    layout: Arc<Layout>,
    evaluator: Evaluator<'g>,
    /// What was compiled; without it everything is left to the reference.
    plan: Option<Plan>,
}

/// What a grid is compiled to.
struct Plan {
    cells: Cells,
    sites: Vec<Site>,
    /// Where each point stands among them.
    seats: Vec<Seat>,
    components: Vec<Component>,
    /// For each point with waivers or substitutes the variables these look at, and all that are linked to them.
    allowing: Vec<Option<Vec<usize>>>,
    /// The same for each group whose weight varies.
    weighing: Vec<Option<Vec<usize>>>,
    definitions: Definitions,
    requirements: Vec<Requirement>,
    totals: Totals,
    decisions: Vec<Decision>,
    /// The same where something is open.
    foreseen: Vec<Foreseen>,
    /// True if a decision asks what a total may obtain, or what may be possible in it.
    asks_sums: bool,
    /// True if a decision asks what some point comes to.
    asks_points: bool,
}

impl<'g> Program<'g> {
    /// Compiles a grid.
    pub fn new(grid: &'g Grid) -> Self {
        let layout = Layout::new(grid);
        let plan = Plan::new(grid, &layout);
        Self { grid, layout, evaluator: Evaluator::new(grid), plan }
    }

    /// The grid.
    pub fn grid(&self) -> &'g Grid {
        self.grid
    }

    /// How audits of the grid are laid out.
    pub fn layout(&self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    /// The site of a point: what the grid says of its points depends on the same variables; none if it could not be compiled.
    pub(crate) fn site(&self, point: PointId) -> Option<usize> {
        self.plan.as_ref().map(|plan| plan.seats[point.0].site)
    }

    /// The denominator of what points bring; `None` if the grid could not be compiled.
    pub(crate) fn denominator(&self) -> Option<i64> {
        self.plan.as_ref().map(|plan| plan.totals.denominator)
    }

    /// What runs the program, one a thread: it remembers, so it is kept from audit to audit.
    pub fn scorer(&self) -> Scorer<'_, 'g> {
        Scorer::new(self)
    }
}

impl Plan {
    /// Compiles a grid; `None` if it asks for more than the program can count (a million levels, weights of forty digits).
    fn new(grid: &Grid, layout: &Layout) -> Option<Self> {
        let cells = Cells::new(grid, atoms_on_inputs(grid))?;
        // A constraint that speaks of no input bounds every audit alike.
        if grid.constraints.iter().any(|rule| crate::region::atoms(grid, &rule.condition).is_empty()) {
            return None;
        }
        let Ground { sites, seats, components, allowing, weighing, deciding } = sites::ground(grid, &cells);
        let points = (0..grid.points.len()).map(PointId);
        let foreseen = Foreseen::all(grid, deciding)?;
        Some(Self {
            definitions: Definitions::new(grid, &cells),
            requirements: points.map(|point| Requirement::new(grid, &cells, layout, point)).collect(),
            totals: Totals::new(grid, &cells, worth::denominator(grid)?)?,
            asks_sums: foreseen.iter().any(Foreseen::asks_sums),
            asks_points: foreseen.iter().any(Foreseen::asks_points),
            foreseen,
            decisions: grid.decisions.iter().map(|it| Decision::new(grid, &cells, it)).collect::<Option<_>>()?,
            cells,
            sites,
            seats,
            components,
            allowing,
            weighing,
        })
    }
}
