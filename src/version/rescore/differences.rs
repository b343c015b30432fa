//! Everything that differs about one audit, worked out.

use super::flip::{self, Flip};
use super::total::{self, Attribution};
use super::whole::{self, Room, Whole};
use super::{MovedPoint, Rescored};
use crate::grid::GroupId;

/// Everything that differs about one audit. Made to be filled again and again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// The points that came to something else.
    pub points: Vec<MovedPoint>,
    /// The difference of the grid's total; none if a side is refused or not complete.
    pub total: Option<Attribution>,
    /// The parts of `total` in the difference of scores, as they are written ([`Attribution::written`]).
    pub written: Vec<i64>,
    /// The decisions that came to another level.
    pub decisions: Vec<Flip>,
    /// Room for the parts of a total, where there is none.
    spare: Room,
}

/// The grid's total, in both versions.
const ROOTS: (GroupId, GroupId) = (GroupId::ROOT, GroupId::ROOT);

impl Differences {
    /// Works out those of an audit.
    pub fn fill(&mut self, rescored: &Rescored<'_, '_>) {
        let sides = &rescored.sides;
        let mut room = self.total.take().map_or_else(|| std::mem::take(&mut self.spare), Attribution::into_room);
        room.clear();
        self.points.clear();
        self.written.clear();
        self.decisions.clear();
        let Ok(after) = rescored.after else {
            self.spare = room;
            return;
        };
        let is_complete = rescored.before.is_complete() && after.is_complete();
        let mut is_whole = is_complete && sides.plan.unit.is_some();
        for active in sides.active {
            let strand = &sides.plan.strands[active.strand];
            sides.take_effect(active, |effect| {
                self.points.extend_from_slice(&effect.moved);
                let enters = sides.enters(active, ROOTS);
                if is_whole && enters != [false, false] {
                    is_whole = whole::take(&mut room, strand, effect, enters).is_some();
                }
            });
        }
        if is_complete {
            whole::drop_nothing(&mut room);
            let whole = || if is_whole { Whole::of(sides, ROOTS, room) } else { None };
            self.total = rescored.attribution_by(GroupId::ROOT, whole);
        } else {
            self.spare = room;
        }
        if let Some(total) = &self.total {
            total.write(&mut self.written);
        }
        flip::flips(sides, after, &mut self.decisions);
    }
}

impl Rescored<'_, '_> {
    /// Everything that differs, worked out.
    pub fn differences(&self) -> Differences {
        let mut differences = Differences::default();
        differences.fill(self);
        differences
    }

    /// The points that came to something else, in the order of the strands of both versions.
    pub fn moved(&self) -> Vec<MovedPoint> {
        let mut moved = Vec::new();
        if self.after.is_ok() {
            self.sides.active.iter().for_each(|active| self.sides.moved(active, &mut moved));
        }
        moved
    }

    /// What the difference of the grid's total is put down to; none if a side is refused or not complete.
    pub fn attribution(&self) -> Option<Attribution> {
        self.attribution_of(GroupId::ROOT)
    }

    /// What the difference of the total of a group of the new version is put down to; none if it is new, or not complete on both sides.
    pub fn attribution_of(&self, group: GroupId) -> Option<Attribution> {
        let old = self.sides.plan.lineage.groups[group.0]?;
        self.attribution_by(group, || Whole::new(&self.sides, (old, group)))
    }

    pub(super) fn attribution_by(&self, group: GroupId, whole: impl FnOnce() -> Option<Whole>) -> Option<Attribution> {
        self.after.as_ref().ok()?;
        let old = self.sides.plan.lineage.groups[group.0]?;
        total::attribution(&self.sides, (old, group), whole)
    }
}
