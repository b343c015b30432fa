//! Groups: what became of each, and how their totals are made.

use std::collections::BTreeSet;

use super::change::{Bearing, Change, Effect, Found, Nature, Probe, Subject};
use super::compare::{conditions, effects, parts};
use super::parameters;
use super::points::Pair;
use crate::exact::{Exact, to_text};
use crate::grid::{Aggregate, Aggregation, Child, Common, Grid, GroupId, PointId, ResultAtom};
use crate::region::Limit;
use crate::version::behaviour::{common, weight};
use crate::version::joint::{Joint, Side};

/// The most points of a group looked at for an example.
const PROBED: usize = 20;

/// A group as people name it: `engagement 6`, `thème « … »`.
pub(in crate::version) fn name(grid: &Grid, group: GroupId) -> String {
    let group = grid.group(group);
    match (&group.id, group.parent) {
        (_, None) => "la grille".to_owned(),
        (Some(id), _) => format!("{} {id}", group.word),
        (None, _) => format!("{} «\u{a0}{}\u{a0}»", group.word, group.title),
    }
}

/// True if a point brings something to the totals it is in: its scale has values, or a decision counts levels.
pub(super) fn brings(grid: &Grid, point: PointId) -> bool {
    let mut counted = false;
    let conditions = grid.decisions.iter().flat_map(|one| &one.lines).filter_map(|line| line.condition.as_ref());
    for condition in conditions {
        let counts = |atom: &ResultAtom| matches!(atom, ResultAtom::Compare { aggregate: Aggregate::Count { .. }, .. });
        condition.walk(&mut |atom| counted |= counts(atom), &mut |_| {});
    }
    counted || grid.scale(grid.point(point).scale).best().is_some()
}

/// The points of a group and of those inside it.
fn points_in(grid: &Grid, group: GroupId) -> impl Iterator<Item = PointId> + '_ {
    let inside = move |point: &PointId| grid.ancestors(grid.point(*point).group).any(|around| around == group);
    (0..grid.points.len()).map(PointId).filter(inside)
}

/// True if a point enters the total of a group that goes on from one version to the other.
pub(super) fn in_continued_total(joint: &Joint<'_>, side: Side, point: PointId) -> bool {
    let grid = joint.grid(side);
    if !brings(grid, point) {
        return false;
    }
    let mut child = Child::Point(point);
    for group in grid.ancestors(grid.point(point).group) {
        if common(grid, child).out_of_total {
            return false;
        }
        let continued = match side {
            Side::Old => joint.lineage.group_of(group).is_some(),
            Side::New => joint.lineage.groups[group.0].is_some(),
        };
        if continued {
            return true;
        }
        child = Child::Group(group);
    }
    false
}

/// Compares every group, and the way of totalling.
pub(super) fn compare(joint: &Joint<'_>, found: &mut Found<'_>) {
    let (old, new, lineage) = (joint.old, joint.new, joint.lineage);
    let [before, after] = [old, new].map(|grid| grid.groups[0].aggregation);
    if before != after {
        let word = |aggregation| match aggregation {
            Aggregation::WeightedSum => "somme pondérée",
            Aggregation::WeightedMean => "moyenne pondérée",
        };
        let change = Change::new(Subject::Grid, Nature::Total, Bearing::Results);
        found.push(change.effects([Effect::plain(word(before), word(after))]), &[], &[]);
    }
    for id in (1..old.groups.len()).map(GroupId) {
        if lineage.group_of(id).is_none() {
            let subject = Subject::Group { old: Some(name(old, id)), new: None };
            found.push(Change::new(subject, Nature::Retired, Bearing::Results), &[old.group(id).common.head], &[]);
        }
    }
    for id in (0..new.groups.len()).map(GroupId) {
        let head = new.group(id).common.head;
        let Some(from) = lineage.groups[id.0] else {
            let subject = Subject::Group { old: None, new: Some(name(new, id)) };
            found.push(Change::new(subject, Nature::New, Bearing::Names), &[], &[head]);
            continue;
        };
        one(joint, from, id, found);
    }
    // What points and groups became says it already; this is for what they would not.
    let differs = |id: &GroupId| lineage.groups[id.0].is_some_and(|from| !same_parts(joint, from, *id));
    if !found.reaches_results()
        && let Some(to) = (0..new.groups.len()).map(GroupId).find(differs)
        && let Some(from) = lineage.groups[to.0]
    {
        totals(joint, from, to, found);
    }
}

/// A total made of other parts.
fn totals(joint: &Joint<'_>, from: GroupId, to: GroupId, found: &mut Found<'_>) {
    let parts = |side: Side, group| {
        let names = total_parts(joint.grid(side), group).into_iter();
        names.map(|child| part_name(joint.grid(side), child)).collect::<BTreeSet<_>>()
    };
    let (before, after) = (parts(Side::Old, from), parts(Side::New, to));
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        one.difference(other).cloned().collect::<Vec<_>>().join(", ")
    };
    let effect = Effect::plain(only(&before, &after), only(&after, &before));
    let subject = Subject::Group { old: Some(name(joint.old, from)), new: Some(name(joint.new, to)) };
    let heads = (joint.old.group(from).common.head, joint.new.group(to).common.head);
    found.push(Change::new(subject, Nature::Total, Bearing::Results).effects([effect]), &[heads.0], &[heads.1]);
}

/// Compares a group with the one it continues.
fn one(joint: &Joint<'_>, from: GroupId, to: GroupId, found: &mut Found<'_>) {
    let (old, new, lineage) = (joint.old, joint.new, joint.lineage);
    let (before, after) = (old.group(from), new.group(to));
    let subject = || Subject::Group { old: Some(name(old, from)), new: Some(name(new, to)) };
    let heads = ([before.common.head], [after.common.head]);
    let parent_before = before.parent.and_then(|parent| lineage.group_of(parent));
    if parent_before != after.parent {
        let around =
            |grid: &Grid, parent: Option<GroupId>| parent.map_or_else(String::new, |parent| name(grid, parent));
        let effect = Effect::plain(around(old, before.parent), around(new, after.parent));
        let change = Change::new(subject(), Nature::Moved, Bearing::Results).effects([effect]);
        found.push(change, &heads.0, &heads.1);
    }
    // The title of a group with an id is only read; the key of one without is its name in results.
    if before.id != after.id || (before.id.is_none() && before.title != after.title) {
        found.push(Change::new(subject(), Nature::Renamed, Bearing::Names), &heads.0, &heads.1);
    }
    if before.common.out_of_total != after.common.out_of_total {
        let word = |out: bool| if out { "hors total" } else { "dans le total" };
        let effect = Effect::plain(word(before.common.out_of_total), word(after.common.out_of_total));
        let brings =
            points_in(old, from).any(|point| brings(old, point)) || points_in(new, to).any(|point| brings(new, point));
        let bearing = if brings { Bearing::Results } else { Bearing::Names };
        let mut change = Change::new(subject(), Nature::OutOfTotal, bearing).effects([effect]);
        change.probe = probes(joint, from);
        found.push(change, &heads.0, &heads.1);
    }
    // Of sums it is part of what each point weighs.
    if [old, new].into_iter().any(|grid| grid.groups[0].aggregation == Aggregation::WeightedMean)
        && let Err(limit) = weighing(joint, from, to, found)
    {
        found.unproved(format!("le poids de {}", name(new, to)), limit);
    }
}

/// The groups around a point that changed in what `said` gives of their clauses.
pub(super) fn causes<T: PartialEq>(pair: &Pair<'_, '_>, said: impl Fn(&Joint<'_>, Side, &Common) -> T) -> Vec<String> {
    let joint = pair.joint;
    let around = joint.new.ancestors(joint.new.point(pair.new).group);
    let changed = around.filter(|group| {
        joint.lineage.groups[group.0].is_some_and(|from| {
            let before = said(joint, Side::Old, &joint.old.group(from).common);
            before != said(joint, Side::New, &joint.new.group(*group).common)
        })
    });
    changed.map(|group| name(joint.new, group)).collect()
}

/// Probes of a group: answers with which some point of it counts on both sides.
fn probes(joint: &Joint<'_>, from: GroupId) -> Vec<Probe> {
    let (old, lineage) = (joint.old, joint.lineage);
    let pair = |old| lineage.point_of(old).map(|(new, link)| Pair { joint, old, new, link });
    points_in(old, from).filter_map(pair).take(PROBED).filter_map(|pair| pair.probe().ok()).collect()
}

/// The own weight of a group in a mean.
fn weighing(joint: &Joint<'_>, from: GroupId, to: GroupId, found: &mut Found<'_>) -> Result<(), Limit> {
    let weights = [&joint.old.group(from).common.weight, &joint.new.group(to).common.weight];
    let [before, after] =
        [(Side::Old, weights[0]), (Side::New, weights[1])].map(|(side, one)| weight(joint, side, one));
    if before == after {
        return Ok(());
    }
    let mut asked = joint.ask(&conditions(&before).chain(conditions(&after)).collect::<Vec<_>>())?;
    let mut regions = asked.regions.clone().into_iter();
    let before = parts(&mut asked, &before, &mut regions)?;
    let after = parts(&mut asked, &after, &mut regions)?;
    let both = asked.both;
    let words = |from: &Exact, to: &Exact| (to_text(from, ','), to_text(to, ','));
    let effects = effects(joint, &mut asked, (&before, &after), both, |from, to| from != to, words)?;
    if !effects.is_empty() {
        let subject = Subject::Group { old: Some(name(joint.old, from)), new: Some(name(joint.new, to)) };
        let mut change = Change::new(subject, Nature::Weight, Bearing::Results).effects(effects);
        let cases = |at: usize| weights[at].cases.iter().map(|(_, when)| when).collect::<Vec<_>>();
        change.causes = parameters::causes(joint, &cases(0), &cases(1));
        let spans = weights.map(|weight| weight.span.into_iter().collect::<Vec<_>>());
        found.push(change, &spans[0], &spans[1]);
    }
    Ok(())
}

/// True if the total of a group is made of the same parts in both versions. Of a sum these are points, wherever they stand; of
/// a mean, the children.
fn same_parts(joint: &Joint<'_>, from: GroupId, to: GroupId) -> bool {
    let lineage = joint.lineage;
    let followed = |child: Child| match child {
        Child::Point(point) => lineage.point_of(point).map(|(point, _)| Child::Point(point)),
        Child::Group(group) => lineage.group_of(group).map(Child::Group),
    };
    let brings = |grid: &Grid, child: &Child| match child {
        Child::Point(point) => brings(grid, *point),
        Child::Group(group) => points_in(grid, *group).any(|point| brings(grid, point)),
    };
    let before = total_parts(joint.old, from).into_iter().filter(|child| brings(joint.old, child));
    let before: Option<BTreeSet<_>> = before.map(|child| followed(child).map(key)).collect();
    let after = total_parts(joint.new, to).into_iter().filter(|child| brings(joint.new, child)).map(key).collect();
    before == Some(after)
}

/// What a total is made of, as a key that sorts.
fn key(child: Child) -> (bool, usize) {
    match child {
        Child::Point(point) => (false, point.0),
        Child::Group(group) => (true, group.0),
    }
}

/// What the total of a group is made of: its children that are not `hors total`; of a sum, the points inside them.
fn total_parts(grid: &Grid, group: GroupId) -> Vec<Child> {
    let counted = grid.group(group).children.iter().copied().filter(|child| !common(grid, *child).out_of_total);
    match grid.group(group).aggregation {
        Aggregation::WeightedMean => counted.collect(),
        Aggregation::WeightedSum => counted
            .flat_map(|child| match child {
                Child::Point(_) => vec![child],
                Child::Group(inner) => total_parts(grid, inner),
            })
            .collect(),
    }
}

fn part_name(grid: &Grid, child: Child) -> String {
    match child {
        Child::Point(point) => grid.point(point).id.clone(),
        Child::Group(group) => name(grid, group),
    }
}
