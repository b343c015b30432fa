//! The differences of the totals of all groups at once: each strand that may bring one is added to every total it enters.

use std::cell::RefMut;

use super::Rescored;
use super::sides::Sides;
use super::strand::Strand;
use super::total::Attribution;
use super::whole::{self, Room, Whole};
use crate::grid::GroupId;

/// The groups of the new version whose total a strand enters there, or in the one they continue, and which of both it enters.
pub(super) type Entered = Vec<(GroupId, [bool; 2])>;

/// The totals of groups each strand enters; the grid's own is told of by itself.
pub(super) fn entered(strands: &[Strand], groups: &[Option<GroupId>]) -> Vec<Entered> {
    let groups = || groups.iter().enumerate().skip(GroupId::ROOT.0 + 1);
    let goes_on = || groups().filter_map(|(new, old)| Some(((*old)?, GroupId(new))));
    let enters = |strand: &Strand| {
        let totals = goes_on().map(|(old, new)| (new, strand.enters((old, new))));
        totals.filter(|(_, enters)| *enters != [false, false]).collect()
    };
    strands.iter().map(enters).collect()
}

/// The parts of the differences of totals that are sums, group by group of the new version.
#[derive(Default)]
pub(super) struct Parts {
    rooms: Vec<Room>,
    /// The groups of which a part is not to be had in words.
    wide: Vec<GroupId>,
}

impl Parts {
    /// Adds up what the strands that may bring a difference bring to every total they enter.
    fn fill(&mut self, sides: &Sides<'_, '_>) {
        self.rooms.resize_with(sides.plan.new.groups.len(), Room::new);
        self.rooms.iter_mut().for_each(Room::clear);
        self.wide.clear();
        for active in sides.active {
            let strand = &sides.plan.strands[active.strand];
            sides.take_effect(active, |effect| {
                for (group, enters) in &sides.plan.entered[active.strand] {
                    if whole::take(&mut self.rooms[group.0], strand, effect, *enters).is_none() {
                        self.wide.push(*group);
                    }
                }
            });
        }
        for room in &mut self.rooms {
            whole::drop_nothing(room);
        }
    }

    /// True if nothing moves the total of a group.
    pub(super) fn is_still(&self, group: GroupId) -> bool {
        self.rooms[group.0].is_empty() && !self.wide.contains(&group)
    }

    /// Takes back the room the parts of a group took.
    pub(super) fn take_back(&mut self, group: GroupId, total: Attribution) {
        self.rooms[group.0] = total.into_room();
    }
}

impl Rescored<'_, '_> {
    /// The parts of the differences of all groups; none where totals are no sums.
    pub(super) fn parts(&self) -> Option<RefMut<'_, Parts>> {
        self.sides.plan.unit?;
        let mut parts = self.sides.parts.borrow_mut();
        parts.fill(&self.sides);
        Some(parts)
    }

    /// What the difference of the total of a group is put down to, given those of all.
    pub(super) fn attribution_from(&self, parts: &mut Parts, group: GroupId) -> Option<Attribution> {
        let old = self.sides.plan.lineage.groups[group.0]?;
        let is_wide = parts.wide.contains(&group);
        let room = std::mem::take(&mut parts.rooms[group.0]);
        self.attribution_by(group, || if is_wide { None } else { Whole::of(&self.sides, (old, group), room) })
    }
}
