//! Where each line of a scale holds, as regions of one space.

use super::graded::Graded;
use crate::grid::{Atom, Formula, Grid};
use crate::region::{Limit, Region, Space, Witness};

/// The regions of a scale.
pub(in crate::check) struct Proof {
    /// The space of its inputs.
    pub(in crate::check) space: Space,
    /// Everything an audit can say where the scale is read.
    pub(in crate::check) read: Region,
    /// Where each line holds, within that; `sinon` where no other does.
    pub(in crate::check) lines: Vec<Region>,
    /// What no line with a condition covers.
    pub(in crate::check) rest: Region,
    /// The further conditions asked, within `read`.
    pub(in crate::check) further: Vec<Region>,
}

impl Proof {
    /// The regions of a scale, and of further conditions in the same space.
    pub(in crate::check) fn new(grid: &Grid, graded: &Graded<'_>, further: &[&Formula<Atom>]) -> Result<Self, Limit> {
        let written = graded.lines.iter().filter_map(|line| line.condition.as_deref());
        let count = written.clone().count();
        let conditions: Vec<_> = std::iter::once(&graded.read).chain(written).chain(further.iter().copied()).collect();
        let (mut space, regions) = Space::new(grid, &conditions)?;
        let possible = space.everything()?;
        let read = space.and(regions[0], possible)?;
        let mut within = Vec::new();
        for region in &regions[1..] {
            within.push(space.and(*region, read)?);
        }
        let further = within.split_off(count);
        let named = space.any(&within)?;
        let rest = space.minus(read, named)?;
        let mut within = within.into_iter();
        let region = |condition: bool| if condition { within.next() } else { None };
        let lines: Vec<_> = graded.lines.iter().map(|line| line.condition.is_some()).map(region).collect();
        let lines = lines.into_iter().map(|region| region.unwrap_or(rest)).collect();
        Ok(Self { space, read, lines, rest, further })
    }

    /// The shortest audit all of whose completions lie in `region`, found inside `part` of it.
    pub(in crate::check) fn witness(&mut self, region: Region, part: Region) -> Result<Option<Witness>, Limit> {
        let observable = self.space.observe(region)?;
        self.space.witness_in(&observable, part)
    }
}
