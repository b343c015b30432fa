//! Questions put to the joint model: a space of the inputs they reach, and what both versions allow in it.

use super::{Condition, Joint, Side, all};
use crate::grid::Grid;
use crate::region::{Bounds, Limit, Region, Space, Witness, write_condition};

/// The most zones shown; then how many more there are.
const SHOWN: usize = 20;

/// Some conditions as regions of one space.
pub(in crate::version) struct Asked<'j> {
    model: &'j Grid,
    pub(in crate::version) space: Space,
    /// What the old version allows.
    pub(in crate::version) old: Region,
    /// What the new version allows, whatever the old one does.
    pub(in crate::version) new: Region,
    /// What both allow: an old audit and a completion of it under the new version.
    pub(in crate::version) both: Region,
    /// The conditions, in the order asked.
    pub(in crate::version) regions: Vec<Region>,
}

/// A region in readable conditions.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::version) struct Zones {
    /// Each zone as a condition, empty if it is everything; the values that show it, in words and as they are.
    pub(in crate::version) cases: Vec<(String, String, Witness)>,
    /// How many more there are.
    pub(in crate::version) more: usize,
    /// False if there are still others, which the limits did not let us find.
    pub(in crate::version) complete: bool,
}

impl Joint<'_> {
    /// Puts conditions over the joint inputs to a space of their own.
    pub(in crate::version) fn ask(&self, conditions: &[Condition]) -> Result<Asked<'_>, Limit> {
        self.ask_in(&self.model, conditions)
    }

    /// The same in a model with further inputs.
    pub(in crate::version) fn ask_in<'j>(&self, model: &'j Grid, conditions: &[Condition]) -> Result<Asked<'j>, Limit> {
        let old = all(self.rules(Side::Old).to_vec());
        let new = all(self.rules(Side::New).iter().cloned().chain(self.agreement()).collect());
        let asked: Vec<_> = [&old, &new].into_iter().chain(conditions).collect();
        let (mut space, regions) = Space::over(model, &[], &asked, Bounds::default())?;
        let everything = space.everything()?;
        let old = space.and(regions[0], everything)?;
        let new = space.and(regions[1], everything)?;
        let both = space.and(old, new)?;
        Ok(Asked { model, space, old, new, both, regions: regions[2..].to_vec() })
    }
}

impl Asked<'_> {
    /// A region within `asked` in readable conditions, which say no more than they must there; none if it is empty. The values
    /// that show a zone settle all of it, among what lies in `given`.
    pub(in crate::version) fn zones(
        &mut self,
        region: Region,
        asked: Region,
        given: Region,
    ) -> Result<Option<Zones>, Limit> {
        let held = self.space.and(region, asked)?;
        if held == Region::NONE {
            return Ok(None);
        }
        let observable = self.space.observe_where(region, asked)?;
        let cover = self.space.cover(self.model, &observable);
        let settled = self.space.observe_where(held, given)?;
        let mut cases = Vec::new();
        for zone in cover.zones.iter().take(SHOWN) {
            let part = self.space.zone(zone)?;
            if let Some(witness) = self.space.witness_in(&settled, part)? {
                cases.push((write_condition(self.model, &zone.condition), witness.text(self.model), witness));
            }
        }
        let more = cover.zones.len().saturating_sub(SHOWN);
        Ok(Some(Zones { cases, more, complete: cover.complete }))
    }
}
