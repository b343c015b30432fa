//! Lineage, ρ of `semantics.md` §4: what of the version replaced each part of the new one takes up.
//!
//! It is data: for each part of the new version the old one it comes from. So lineages compose ([`Lineage::then`]), and an audit
//! follows by looking up ([`Lineage::follow`]).

mod chain;
mod check;
mod follow;
mod groups;
mod inputs;
mod names;
mod points;

#[cfg(test)]
mod tests;

pub use check::{Unverified, check, unverified};
pub use follow::{Followed, Lost};
pub(super) use follow::{Record, in_order, rated};
pub use inputs::InputLink;
pub use names::{Sources, target};
pub use points::{Admission, PointLink, PointOrigin};

use crate::grid::{DecisionId, Grid, GroupId, InputId, PointId};

/// What each part of a grid takes up of another version of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    /// For each new input the old one whose answers it takes up.
    pub inputs: Vec<Option<InputLink>>,
    /// For each new point the old ones it takes up: none if it is new, several if it merges them.
    pub points: Vec<PointOrigin>,
    /// For each new group the old one it continues. The grid continues the grid.
    pub groups: Vec<Option<GroupId>>,
    /// For each new decision the old one of the same name.
    pub decisions: Vec<Option<DecisionId>>,
}

impl Lineage {
    /// What `new` takes up of `old`, as its clauses say: `reprend` names what is taken up, and nothing else is; `nouveau` takes up
    /// nothing; otherwise the same name does.
    pub fn new(old: &Grid, new: &Grid) -> Self {
        let points = points::links(old, new);
        let groups = groups::links(old, new, &points);
        let decision = |name: &str| old.decisions.iter().position(|decision| decision.name == name).map(DecisionId);
        Self {
            inputs: inputs::links(old, new),
            points,
            groups,
            decisions: new.decisions.iter().map(|one| decision(&one.name)).collect(),
        }
    }

    /// The new input that takes up an old one.
    pub fn input_of(&self, old: InputId) -> Option<(InputId, &InputLink)> {
        let links = self.inputs.iter().enumerate();
        links.filter_map(|(at, link)| Some((InputId(at), link.as_ref()?))).find(|(_, link)| link.old == old)
    }

    /// The new points that take up an old one: several if it is split.
    pub fn points_of(&self, old: PointId) -> Vec<PointId> {
        let takes = |origin: &PointOrigin| origin.links.iter().any(|link| link.old == old);
        self.points.iter().enumerate().filter(|(_, origin)| takes(origin)).map(|(at, _)| PointId(at)).collect()
    }

    /// The new point that is an old one and nothing else, if there is one: neither split nor merged.
    pub fn point_of(&self, old: PointId) -> Option<(PointId, &PointLink)> {
        match self.points_of(old).as_slice() {
            [only] => match self.points[only.0].links.as_slice() {
                [link] => Some((*only, link)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The new group that continues an old one.
    pub fn group_of(&self, old: GroupId) -> Option<GroupId> {
        self.groups.iter().position(|from| *from == Some(old)).map(GroupId)
    }

    /// The new decision of the name of an old one.
    pub fn decision_of(&self, old: DecisionId) -> Option<DecisionId> {
        self.decisions.iter().position(|from| *from == Some(old)).map(DecisionId)
    }
}
