//! Everything that differs about one audit, worked out.

use super::flip::{self, Flip};
use super::sides::Sides;
use super::total::{self, Attribution};
use super::whole::{Room, Whole};
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
}

/// The grid's total, in both versions.
const ROOTS: (GroupId, GroupId) = (GroupId::ROOT, GroupId::ROOT);

impl Differences {
    /// Works out those of an audit.
    pub fn fill(&mut self, rescored: &Rescored<'_, '_>) {
        let sides = &rescored.sides;
        let room = self.total.take().map(Attribution::into_room).unwrap_or_default();
        self.points.clear();
        self.written.clear();
        self.decisions.clear();
        let Ok(after) = rescored.after else { return };
        let mut whole = Whole::nothing(sides, room);
        for active in sides.active {
            let strand = &sides.plan.strands[active.strand];
            sides.take_effect(active, |effect| {
                self.points.extend_from_slice(&effect.moved);
                let enters = sides.enters(active, ROOTS);
                if enters != [false, false]
                    && whole.as_mut().is_some_and(|whole| whole.take(strand, effect, enters).is_none())
                {
                    whole = None;
                }
            });
        }
        self.total = rescored.attribution_by(GroupId::ROOT, || whole?.between(sides, ROOTS));
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
        self.attribution_in(group, Room::new())
    }

    /// The same, in the room of another.
    pub(super) fn attribution_in(&self, group: GroupId, room: Room) -> Option<Attribution> {
        let old = self.sides.plan.lineage.groups[group.0]?;
        self.attribution_by(group, || Whole::new(&self.sides, (old, group), room))
    }

    fn attribution_by(&self, group: GroupId, whole: impl FnOnce() -> Option<Whole>) -> Option<Attribution> {
        self.after.as_ref().ok()?;
        let old = self.sides.plan.lineage.groups[group.0]?;
        total::attribution(&self.sides, (old, group), whole)
    }

    /// The totals something enters that may bring a difference.
    pub(super) fn touched(&self) -> Touched<'_, '_, '_> {
        let mut first = [0; 2];
        for active in self.sides.active {
            first = [first[0] | active.first[0], first[1] | active.first[1]];
        }
        Touched { sides: &self.sides, first }
    }
}

/// The totals something enters that may bring a difference.
pub(super) struct Touched<'s, 'r, 'g> {
    sides: &'s Sides<'r, 'g>,
    /// Those of the first groups of both versions, as bits.
    first: [u64; 2],
}

impl Touched<'_, '_, '_> {
    /// True if it enters the total of either group, one of each version.
    pub(super) fn enters(&self, (old, new): (GroupId, GroupId)) -> bool {
        if self.sides.plan.unit.is_none() {
            return true;
        }
        if old.0.max(new.0) < 64 {
            return (self.first[0] >> old.0 | self.first[1] >> new.0) & 1 == 1;
        }
        self.sides.active.iter().any(|active| self.sides.enters(active, (old, new)) != [false, false])
    }
}
