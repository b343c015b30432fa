//! Synthetic audits of any grid: valid by construction, the same for the same seed, with every level, boundary and profile in them;
//! and, on demand, audits broken in every way that can be told.
//!
//! Each audit is drawn from its own number, so that none depends on how many are asked for. Its inputs are drawn cell by cell among
//! those that keep the [space](crate::region::Space) of the grid in reach; every other audit aims at one of the places that
//! deserve to be seen (a cell, a line of a `barème`, one side of a rule), each in turn.

mod answers;
mod archive;
mod breakage;
mod chance;
mod elements;
mod layout;
mod numbers;
mod prose;
mod ratings;
mod terrain;

pub use archive::{Archive, Portion};
pub use layout::Layout;

use super::given::Given;
use super::sheet::Sheet;
use super::write;
use crate::audit::Format;
use crate::grid::{Grid, PointId};
use answers::Answers;
use breakage::{Breaker, Way};
use chance::Chance;
use layout::Varied;
use ratings::{Auditor, Ratings};
use terrain::Terrain;

/// What is asked of a simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipe {
    /// The same seed gives the same audits.
    pub seed: u64,
    /// How many audits in a million are left incomplete: without some ratings, or some inputs.
    pub incomplete: u32,
    /// How many audits in a million are broken, so that each is refused.
    pub invalid: u32,
    /// How lines are laid out.
    pub layout: Layout,
    /// The format of the archive. In an array no broken audit swallows the next.
    pub format: Format,
}

/// Why nothing can be simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsimulable {
    /// The existence conditions and constraints leave nothing possible.
    Contradictory,
    /// The existence conditions and constraints are past the limit of the engine of regions.
    TooComplex,
}

/// An audit made up, not written yet.
struct Simulated<'g, 'w> {
    sheet: Sheet<'g>,
    /// How it was broken, if it was.
    way: Option<&'w Way>,
    /// What is drawn on.
    chance: Chance,
}

/// Makes audits of a grid up.
pub struct Simulator<'g> {
    grid: &'g Grid,
    recipe: Recipe,
    terrain: Terrain,
    answers: Answers<'g>,
    /// The ratings of each scale.
    scales: Vec<Ratings<'g>>,
    breaker: Breaker<'g>,
}

impl<'g> Simulator<'g> {
    /// A simulator for a grid without errors.
    pub fn new(grid: &'g Grid, recipe: Recipe) -> Result<Self, Unsimulable> {
        let mut terrain = Terrain::new(grid)?;
        let answers = Answers::new(grid, &terrain);
        terrain.avoid(&answers.unsayable()).map_err(|_| Unsimulable::TooComplex)?;
        let scales = grid.scales.iter().map(Ratings::of).collect();
        let breaker = Breaker::new(grid, &mut terrain, recipe.format);
        Ok(Self { grid, recipe, terrain, answers, scales, breaker })
    }

    /// The audit of a number, from 0: as JSON on one line, without its line break (a broken one may be anything but that); and
    /// the code it will be refused with, if it was broken.
    pub fn audit(&self, number: u64) -> (Vec<u8>, Option<&'static str>) {
        let made = self.simulated(number);
        let broken = made.way.map(Way::code);
        let mut text = Vec::with_capacity(4096);
        self.object(made, &mut text);
        (text, broken)
    }

    /// Makes the audit of a number up.
    fn simulated(&self, number: u64) -> Simulated<'g, '_> {
        let mut chance = Chance::of(self.recipe.seed, number);
        let way = turn(number, self.recipe.invalid).and_then(|turn| self.breaker.way(turn, &mut chance));
        let mut sheet = self.sheet(number, way, &mut chance);
        if let Some(way) = way {
            self.breaker.spoil(&mut sheet, way, &self.answers, &mut chance);
        }
        Simulated { sheet, way, chance }
    }

    /// Writes an audit as a JSON object.
    fn object(&self, made: Simulated, out: &mut Vec<u8>) {
        let Simulated { sheet, way, mut chance } = made;
        let start = out.len();
        match self.recipe.layout {
            Layout::Plain => write::object(&sheet, &mut write::Plain, out),
            Layout::Varied => write::object(&sheet, &mut Varied::new(chance.clone()), out),
        }
        if let Some(way) = way {
            let mut text = out.split_off(start);
            way.damage(&mut text, &mut chance);
            out.append(&mut text);
        }
    }

    /// An audit drawn, and left incomplete if it is its lot. One that is to be broken is whole before.
    fn sheet(&self, number: u64, way: Option<&Way>, chance: &mut Chance) -> Sheet<'g> {
        let aimed = self.terrain.goal(number / 2).filter(|_| number.is_multiple_of(2));
        let region = way.and_then(Way::region).or(aimed).unwrap_or(self.terrain.everything());
        let cells = self.terrain.draw(region, chance);
        let mut sheet = Sheet::blank(self.grid);
        let suffix = way.map_or(String::new(), |way| format!("-{}", way.code()));
        let day = 18_628 + chance.below(1_826);
        sheet.head = [
            Given::Text(format!("{}-{:06}{suffix}", self.recipe.seed, number + 1).into()),
            if chance.percent(90) { Given::Text(self.grid.citation().into()) } else { Given::Nothing },
            Given::Text(prose::service(chance).into()),
            Given::Text(super::written_date(&crate::exact::integer(i64::try_from(day).unwrap_or_default())).into()),
        ];
        sheet.inputs = self.answers.draw(&cells, chance);
        let auditor = Auditor::draw(self.recipe.layout == Layout::Varied && !self.recipe.format.is_wide(), chance);
        for (at, point) in self.grid.points.iter().enumerate() {
            let Some(ratings) = self.scales.get(point.scale.0) else { continue };
            let recorded = auditor.record(&mut sheet, PointId(at), ratings, &self.terrain, &cells, chance);
            let elements = elements::record(self.grid, PointId(at), recorded.at_best, &self.terrain, &cells, chance);
            sheet.elements[at] = elements;
        }
        if way.is_none() && chance.per_million(self.recipe.incomplete) {
            leave_out(&mut sheet, chance);
        }
        sheet
    }
}

/// The turn of an audit among so many in a million, spread evenly; none if it is not one of them.
fn turn(number: u64, per_million: u32) -> Option<u64> {
    let before = |count: u64| (u128::from(count) * u128::from(per_million) + 500_000) / 1_000_000;
    let turn = before(number);
    (before(number.saturating_add(1)) > turn).then(|| u64::try_from(turn).unwrap_or(u64::MAX))
}

/// Leaves out some ratings or some inputs: one, a few, or nearly all.
fn leave_out(sheet: &mut Sheet, chance: &mut Chance) {
    let share = chance.pick(&[2, 10, 30, 90]).copied().unwrap_or_default();
    let (ratings, inputs) =
        chance.pick(&[(true, false), (true, false), (false, true), (true, true)]).copied().unwrap_or_default();
    let mut leave = |given: &mut Vec<Given>| {
        let kept: Vec<usize> = (0..given.len()).filter(|at| given[*at] != Given::Nothing).collect();
        let always = chance.pick(&kept).copied();
        for at in kept {
            if Some(at) == always || chance.percent(share) {
                given[at] = Given::Nothing;
            }
        }
    };
    if ratings {
        leave(&mut sheet.ratings);
    }
    if inputs {
        leave(&mut sheet.inputs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_audits_are_as_many_as_asked_and_spread() {
        let broken =
            |count: u64, per_million| (0..count).filter_map(|number| turn(number, per_million)).collect::<Vec<_>>();
        assert_eq!(broken(1_000, 10_000), (0..10).collect::<Vec<_>>());
        assert!(broken(1_000, 0).is_empty());
        assert_eq!(broken(5, 1_000_000), [0, 1, 2, 3, 4]);
        assert!(broken(49, 10_000).is_empty());
        assert_eq!(broken(50, 10_000), [0]);
    }
}
