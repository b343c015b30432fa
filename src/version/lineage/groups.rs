//! Groups that continue old ones: by id where they have one, else by title, else by the points they hold.

use std::collections::HashSet;

use super::points::PointOrigin;
use crate::grid::{Grid, GroupId, PointId};

/// For each new group the old one it continues. A parent stands before its children, so theirs is known first.
pub(super) fn links(old: &Grid, new: &Grid, points: &[PointOrigin]) -> Vec<Option<GroupId>> {
    let mut links: Vec<Option<GroupId>> = vec![None; new.groups.len()];
    let mut taken = HashSet::from([GroupId::ROOT]);
    if let Some(root) = links.first_mut() {
        *root = Some(GroupId::ROOT);
    }
    let with_id = |id: &str| old.groups.iter().position(|group| group.id.as_deref() == Some(id)).map(GroupId);
    for (at, group) in new.groups.iter().enumerate().skip(1) {
        let Some(id) = &group.id else { continue };
        // Several groups merged have no total of their own to continue.
        let from = match (group.common.is_new, group.common.resumes.as_slice()) {
            (false, []) => with_id(id),
            (false, [only]) => with_id(only),
            _ => None,
        };
        links[at] = from.filter(|from| taken.insert(*from));
    }
    for by_title in [true, false] {
        for (at, group) in new.groups.iter().enumerate().skip(1) {
            if links[at].is_some() || group.id.is_some() || group.common.is_new {
                continue;
            }
            let parent = group.parent.and_then(|parent| links[parent.0]);
            let candidates = (1..old.groups.len()).map(GroupId).filter(|from| {
                let from_group = old.group(*from);
                !taken.contains(from) && from_group.id.is_none() && from_group.rank == group.rank
            });
            let from = if by_title {
                let mut same = candidates.filter(|from| {
                    let from = old.group(*from);
                    from.title == group.title && from.parent == parent
                });
                same.next()
            } else {
                let shared = |from: GroupId| (shared(old, from, new, GroupId(at), points), std::cmp::Reverse(from));
                let best = candidates.max_by_key(|from| shared(*from));
                // Most of the old group's points, or it is another group.
                best.filter(|from| shared(*from).0 * 2 > points_in(old, *from).len())
            };
            links[at] = from.filter(|from| taken.insert(*from));
        }
    }
    links
}

/// How many points of an old group are in a new one.
fn shared(old: &Grid, from: GroupId, new: &Grid, to: GroupId, points: &[PointOrigin]) -> usize {
    let inside: HashSet<_> = points_in(old, from).into_iter().collect();
    let origins = points_in(new, to).into_iter().flat_map(|point| &points[point.0].links);
    origins.map(|link| link.old).collect::<HashSet<_>>().intersection(&inside).count()
}

/// The points of a group and of those inside it.
fn points_in(grid: &Grid, group: GroupId) -> Vec<PointId> {
    let inside = |point: &PointId| grid.ancestors(grid.point(*point).group).any(|around| around == group);
    (0..grid.points.len()).map(PointId).filter(inside).collect()
}
