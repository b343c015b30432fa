//! Points that take up old ones: renamed, split, merged.

use super::names::{Sources, sources};
use crate::grid::{Element, Grid, Merge, Point, PointId, Scale};

/// What a point takes up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PointOrigin {
    /// The old points, in the order named.
    pub links: Vec<PointLink>,
    /// How differing ratings become one, if there are several.
    pub merge: Option<Merge>,
}

/// An old point a new one takes up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointLink {
    /// The old point.
    pub old: PointId,
    /// For each level of the new point's scale the old level it takes up; empty for an interval.
    pub levels: Sources,
    /// For each element of the new point the old one it takes up.
    pub elements: Sources,
    /// For each substitute of the new point what it takes up, element by element.
    pub substitutes: Vec<Vec<Admission>>,
}

/// A substitute that stands for an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// The element of the new point.
    pub element: usize,
    /// The old substitute, and the element it stood for, by index.
    pub old: Option<(usize, usize)>,
}

/// For each new point what it takes up of the old grid.
pub(super) fn links(old: &Grid, new: &Grid) -> Vec<PointOrigin> {
    new.points.iter().map(|point| origin(old, new, point)).collect()
}

fn origin(old: &Grid, new: &Grid, point: &Point) -> PointOrigin {
    let common = &point.common;
    let own = [point.id.clone()];
    let ids = match (common.is_new, common.resumes.as_slice()) {
        (true, _) => &[],
        (false, []) => &own[..],
        (false, resumed) => resumed,
    };
    let mut links: Vec<PointLink> = Vec::new();
    for id in ids.iter().filter_map(|id| old.point_named(id)) {
        if links.iter().all(|link| link.old != id) {
            links.push(link(old, new, id, point));
        }
    }
    PointOrigin { links, merge: common.merge }
}

fn link(old_grid: &Grid, new_grid: &Grid, id: PointId, new: &Point) -> PointLink {
    let old = old_grid.point(id);
    let old_keys: Vec<_> = elements(old).iter().map(|element| element.key.as_str()).collect();
    let key = |element: &Element| {
        let name = element.resumes.as_ref().unwrap_or(&element.name);
        let supports = element.supports.iter().map(|support| support.name.as_str());
        supports.chain([name.as_str()]).collect::<Vec<_>>().join(".")
    };
    let element = |element: &Element| old_keys.iter().position(|old| *old == key(element));
    let elements: Sources = elements(new).iter().map(element).collect();
    let taken_up = |key: &str, element: usize| {
        let wanted = elements.get(element).copied().flatten()?;
        let stood = |pair: &(String, usize)| pair.0 == key && pair.1 == wanted;
        old.substitutes.iter().position(|old| old.stands_for.iter().any(stood)).map(|substitute| (substitute, wanted))
    };
    let admission = |(key, element): &(String, usize)| Admission { element: *element, old: taken_up(key, *element) };
    let substitutes = new.substitutes.iter().map(|new| new.stands_for.iter().map(admission).collect()).collect();
    let levels = levels(old_grid.scale(old.scale), new_grid.scale(new.scale));
    PointLink { old: id, levels, elements, substitutes }
}

/// For each level of the new scale the old one it takes up.
pub(super) fn levels(old: &Scale, new: &Scale) -> Sources {
    let names: Vec<_> = old.levels().iter().map(|level| level.name.as_str()).collect();
    sources(&names, new.levels().iter().map(|level| (level.name.as_str(), level.resumes.as_deref())))
}

/// The elements of a point.
pub(super) fn elements(point: &Point) -> &[Element] {
    point.requirement.as_ref().map_or(&[], |requirement| &requirement.elements)
}
