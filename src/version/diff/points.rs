//! Points: what became of each, then each facet of those that go on.

use super::change::{Bearing, Change, Effect, Found, Nature, Probe, Subject};
use super::compare::{Parts, add, conditions, effects, parts};
use super::{groups, parameters, requirement};
use crate::diagnostic::Span;
use crate::exact::{Exact, integer, to_text};
use crate::grid::{Aggregation, Child, Formula, Grid, PointId, Rating, Scale, ScaleKind};
use crate::region::{Limit, Region};
use crate::version::behaviour::{common, counting, levels, path, weight, weights};
use crate::version::joint::{Asked, Condition, Joint, SIDES, Side, all, not};
use crate::version::lineage::{PointLink, target};

/// A point of the old version and the one of the new that takes it up.
pub(super) struct Pair<'j, 'g> {
    pub(super) joint: &'j Joint<'g>,
    pub(super) old: PointId,
    pub(super) new: PointId,
    pub(super) link: &'j PointLink,
}

/// Compares every point.
pub(super) fn compare(joint: &Joint<'_>, found: &mut Found<'_>) {
    fates(joint, found);
    for (at, origin) in joint.lineage.points.iter().enumerate() {
        for link in &origin.links {
            let pair = Pair { joint, old: link.old, new: PointId(at), link };
            facets(&pair, found);
        }
    }
}

/// New, retired, renamed, split, merged, moved points.
fn fates(joint: &Joint<'_>, found: &mut Found<'_>) {
    let (old, new, lineage) = (joint.old, joint.new, joint.lineage);
    for (at, point) in old.points.iter().enumerate() {
        let taken_by = lineage.points_of(PointId(at));
        let subject = |ids: Vec<String>| Subject::Point { old: vec![point.id.clone()], new: ids };
        match taken_by.as_slice() {
            [] => {
                let retired = new.retired.iter().find(|retired| retired.id == point.id);
                let covered = retired.map(|retired| &retired.covered_by).filter(|covered| !covered.is_empty());
                let covered = covered.map(|covered| format!("couvert par {}", covered.join(", ")));
                let reason = retired.map(|retired| retired.reason.clone()).filter(|reason| !reason.is_empty());
                let said: Vec<_> = reason.into_iter().chain(covered).collect();
                let change = Change::new(subject(Vec::new()), Nature::Retired, Bearing::Results)
                    .effects((!said.is_empty()).then(|| Effect::plain("", said.join(", "))));
                found.push(change, &[point.common.head], &retired.map(|one| one.span).into_iter().collect::<Vec<_>>());
            }
            [_] => {}
            several => {
                let ids = several.iter().map(|id| new.point(*id).id.clone()).collect();
                let heads: Vec<_> = several.iter().map(|id| new.point(*id).common.head).collect();
                found.push(Change::new(subject(ids), Nature::Split, Bearing::Results), &[point.common.head], &heads);
            }
        }
    }
    for (at, origin) in lineage.points.iter().enumerate() {
        let id = PointId(at);
        let point = new.point(id);
        let ids: Vec<_> = origin.links.iter().map(|link| old.point(link.old).id.clone()).collect();
        let heads: Vec<_> = origin.links.iter().map(|link| old.point(link.old).common.head).collect();
        let subject = Subject::Point { old: ids.clone(), new: vec![point.id.clone()] };
        match ids.as_slice() {
            [] => {
                let bearing =
                    if groups::in_continued_total(joint, Side::New, id) { Bearing::Results } else { Bearing::Names };
                found.push(Change::new(subject, Nature::New, bearing), &[], &[point.common.head]);
            }
            [only] if *only != point.id && lineage.point_of(origin.links[0].old).is_some() => {
                found.push(Change::new(subject, Nature::Renamed, Bearing::Names), &heads, &[point.common.head]);
            }
            [_] => {}
            _ => {
                let by = origin.merge.map(|merge| match merge {
                    crate::grid::Merge::Minimum => Effect::plain("", "par minimum"),
                    crate::grid::Merge::Maximum => Effect::plain("", "par maximum"),
                });
                let change = Change::new(subject, Nature::Merged, Bearing::Results).effects(by);
                found.push(change, &heads, &[point.common.head]);
            }
        }
    }
}

/// What changed about a point that goes on.
fn facets(pair: &Pair<'_, '_>, found: &mut Found<'_>) {
    type Facet = fn(&Pair<'_, '_>, &mut Found<'_>) -> Result<(), Limit>;
    const FACETS: [(&str, Facet); 8] = [
        ("la place", place),
        ("le total", out_of_total),
        ("l’applicabilité", applicability),
        ("la cotation", rating),
        ("le barème", levels_computed),
        ("l’échelle", scale),
        ("le poids", weighing),
        ("l’exigence", requirement::compare),
    ];
    for (what, facet) in FACETS {
        if let Err(limit) = facet(pair, found) {
            found.unproved(format!("{what} du point {}", pair.new_point().id), limit);
        }
    }
}

impl Pair<'_, '_> {
    pub(super) fn old_point(&self) -> &crate::grid::Point {
        self.joint.old.point(self.old)
    }

    pub(super) fn new_point(&self) -> &crate::grid::Point {
        self.joint.new.point(self.new)
    }

    pub(super) fn scales(&self) -> [&Scale; 2] {
        [self.joint.old.scale(self.old_point().scale), self.joint.new.scale(self.new_point().scale)]
    }

    fn id(&self, side: Side) -> PointId {
        if side == Side::Old { self.old } else { self.new }
    }

    /// A change of this point.
    pub(super) fn change(&self, nature: Nature, bearing: Bearing) -> Change {
        let (old, new) = (vec![self.old_point().id.clone()], vec![self.new_point().id.clone()]);
        Change::new(Subject::Point { old, new }, nature, bearing)
    }

    /// When it counts, on both sides: applies and is retained, before, then after.
    pub(super) fn counting(&self) -> [Condition; 4] {
        let [[a, b], [c, d]] = SIDES.map(|side| counting(self.joint, side, self.id(side)));
        [a, b, c, d]
    }

    /// Asks conditions besides those of [`Pair::counting`]; gives where the point counts on both sides, and the regions asked.
    pub(super) fn ask(&self, further: Vec<Condition>) -> Result<(Asked<'_>, Region, Vec<Region>), Limit> {
        let conditions: Vec<_> = self.counting().into_iter().chain(further).collect();
        let mut asked = self.joint.ask(&conditions)?;
        let (counts, rest) = (asked.regions[..4].to_vec(), asked.regions[4..].to_vec());
        let counts = asked.space.all(&counts)?;
        let within = asked.space.and(counts, asked.both)?;
        Ok((asked, within, rest))
    }

    /// A probe of the point: answers with which it counts on both sides.
    pub(super) fn probe(&self) -> Result<Probe, Limit> {
        let (mut asked, within, _) = self.ask(Vec::new())?;
        let observable = asked.space.observe_where(within, asked.both)?;
        Ok(Probe { values: asked.space.witness(&observable), ..Probe::default() })
    }

    /// The clauses on the path of the point that say when it counts, on a side.
    fn clauses(&self, side: Side) -> (Vec<&Formula<crate::grid::Atom>>, Vec<Span>) {
        let grid: &Grid = self.joint.grid(side);
        let (mut conditions, mut spans) = (Vec::new(), Vec::new());
        for section in path(grid, Child::Point(self.id(side))) {
            let common = common(grid, section);
            conditions.extend(common.applicability.iter().map(|clause| &clause.condition));
            spans.extend(common.applicability.iter().map(|clause| clause.span));
            conditions.extend(common.opt_in.iter().flat_map(|clause| [&clause.optional_if, &clause.retained_if]));
            spans.extend(common.opt_in.iter().map(|clause| clause.span));
        }
        (conditions, spans)
    }
}

/// The group it stands in.
fn place(pair: &Pair<'_, '_>, found: &mut Found<'_>) -> Result<(), Limit> {
    let (joint, old, new) = (pair.joint, pair.old_point(), pair.new_point());
    if joint.lineage.group_of(old.group) == Some(new.group) {
        return Ok(());
    }
    // A group that is new around the same points is told by itself.
    let counted = SIDES.into_iter().any(|side| groups::in_continued_total(joint, side, pair.id(side)));
    let bearing = if counted { Bearing::Results } else { Bearing::Names };
    let [before, after] =
        [(joint.old, old.group), (joint.new, new.group)].map(|(grid, group)| groups::name(grid, group));
    let mut change = pair.change(Nature::Moved, bearing).effects([Effect::plain(before, after)]);
    change.probe.push(pair.probe()?);
    found.push(change, &[old.common.head], &[new.common.head]);
    Ok(())
}

/// `hors total`
fn out_of_total(pair: &Pair<'_, '_>, found: &mut Found<'_>) -> Result<(), Limit> {
    let [before, after] = [pair.old_point(), pair.new_point()].map(|point| point.common.out_of_total);
    if before != after {
        let words = |out: bool| if out { "hors total" } else { "dans le total" };
        let effect = Effect::plain(words(before), words(after));
        let brings = SIDES.into_iter().any(|side| groups::brings(pair.joint.grid(side), pair.id(side)));
        let bearing = if brings { Bearing::Results } else { Bearing::Names };
        let mut change = pair.change(Nature::OutOfTotal, bearing).effects([effect]);
        change.probe.push(pair.probe()?);
        found.push(change, &[pair.old_point().common.head], &[pair.new_point().common.head]);
    }
    Ok(())
}

/// Whether it applies and is retained.
fn applicability(pair: &Pair<'_, '_>, found: &mut Found<'_>) -> Result<(), Limit> {
    let conditions = pair.counting();
    if conditions[..2] == conditions[2..] {
        return Ok(());
    }
    let mut asked = pair.joint.ask(&conditions)?;
    let regions = asked.regions.clone();
    let mut status = |applies: Region, retained: Region| -> Result<Parts<usize>, Limit> {
        let out = asked.space.not(applies)?;
        let not_retained = asked.space.minus(applies, retained)?;
        let counts = asked.space.and(applies, retained)?;
        Ok(Parts::from([(0, out), (1, not_retained), (2, counts)]))
    };
    let (before, after) = (status(regions[0], regions[1])?, status(regions[2], regions[3])?);
    let both = asked.both;
    let word = |status: &usize| ["ne s’applique pas", "n’est pas retenu", "s’applique"][*status].to_owned();
    let words = |from: &usize, to: &usize| (word(from), word(to));
    let effects = effects(pair.joint, &mut asked, (&before, &after), both, |from, to| from != to, words)?;
    if effects.is_empty() {
        return Ok(());
    }
    let ((old, old_spans), (new, new_spans)) = (pair.clauses(Side::Old), pair.clauses(Side::New));
    let mut change = pair.change(Nature::Applicability, Bearing::Results).effects(effects);
    change.causes = parameters::causes(pair.joint, &old, &new);
    change.causes.extend(groups::causes(pair, |joint, side, common| {
        let clause = |one: &crate::grid::Applicability| {
            let condition = joint.condition(side, &one.condition);
            if one.negated { not(condition) } else { condition }
        };
        let opt_in = |one: &crate::grid::OptIn| {
            all([&one.optional_if, &one.retained_if].map(|one| joint.condition(side, one)).to_vec())
        };
        common.applicability.iter().map(clause).chain(common.opt_in.iter().map(opt_in)).collect::<Vec<_>>()
    }));
    found.push(change, &old_spans, &new_spans);
    Ok(())
}

/// The span of a `barème`.
fn grading_span(point: &crate::grid::Point) -> Option<Span> {
    match &point.rating {
        Rating::Computed(scale) => Some(scale.span),
        Rating::Auditor => None,
    }
}

/// Who rates it.
fn rating(pair: &Pair<'_, '_>, found: &mut Found<'_>) -> Result<(), Limit> {
    let (before, after) = (grading_span(pair.old_point()), grading_span(pair.new_point()));
    if before.is_some() == after.is_some() {
        return Ok(());
    }
    let word = |span: Option<Span>| if span.is_some() { "calculé par son barème" } else { "coté par l’auditeur" };
    let mut change = pair.change(Nature::Rating, Bearing::Results).effects([Effect::plain(word(before), word(after))]);
    change.probe.push(pair.probe()?);
    found.push(change, &before.into_iter().collect::<Vec<_>>(), &after.into_iter().collect::<Vec<_>>());
    Ok(())
}

/// The level its `barème` computes.
fn levels_computed(pair: &Pair<'_, '_>, found: &mut Found<'_>) -> Result<(), Limit> {
    let joint = pair.joint;
    let (Some(before), Some(after)) = (levels(joint, Side::Old, pair.old), levels(joint, Side::New, pair.new)) else {
        return Ok(());
    };
    let follows = |level: usize| target(&pair.link.levels, level);
    let mut lines = before.iter().zip(&after);
    if before.len() == after.len() && lines.all(|(old, new)| follows(old.0) == Some(new.0) && old.1 == new.1) {
        return Ok(());
    }
    let (mut asked, within, regions) = pair.ask(conditions(&before).chain(conditions(&after)).collect())?;
    let mut regions = regions.into_iter();
    let old_parts = parts(&mut asked, &before, &mut regions)?;
    let new_parts = parts(&mut asked, &after, &mut regions)?;
    let [old_scale, new_scale] = pair.scales();
    let name = |scale: &Scale, at: usize| scale.levels().get(at).map_or_else(String::new, |level| level.name.clone());
    let words = |from: &usize, to: &usize| (name(old_scale, *from), name(new_scale, *to));
    let differ = |from: &usize, to: &usize| follows(*from) != Some(*to);
    let effects = effects(joint, &mut asked, (&old_parts, &new_parts), within, differ, words)?;
    if effects.is_empty() {
        return Ok(());
    }
    let mut change = pair.change(Nature::Levels, Bearing::Results).effects(effects);
    let (old, new) = (grading(pair.old_point()), grading(pair.new_point()));
    change.causes = parameters::causes(joint, &old, &new);
    let spans = |point| grading_span(point).into_iter().collect::<Vec<_>>();
    found.push(change, &spans(pair.old_point()), &spans(pair.new_point()));
    Ok(())
}

fn grading(point: &crate::grid::Point) -> Vec<&Formula<crate::grid::Atom>> {
    match &point.rating {
        Rating::Computed(scale) => scale.lines.iter().filter_map(|line| line.condition.as_ref()).collect(),
        Rating::Auditor => Vec::new(),
    }
}

/// What the levels of its scale are worth, and which there are.
fn scale(pair: &Pair<'_, '_>, found: &mut Found<'_>) -> Result<(), Limit> {
    let [before, after] = pair.scales();
    let computed = grading_span(pair.old_point()).is_some() && grading_span(pair.new_point()).is_some();
    let (mut effects, mut bearing, mut probe) = (Vec::new(), Bearing::Names, Vec::new());
    let written = |value: Option<&Exact>| value.map_or_else(String::new, |value| format!(" = {}", to_text(value, ',')));
    match (&before.kind, &after.kind) {
        (ScaleKind::Levels(old), ScaleKind::Levels(new)) => {
            let said = |level: &crate::grid::Level| format!("{}{}", level.name, written(level.value.as_ref()));
            for (at, level) in old.iter().enumerate() {
                match target(&pair.link.levels, at).map(|to| &new[to]) {
                    None => {
                        effects.push(Effect::plain(said(level), ""));
                        if !computed {
                            bearing = Bearing::Results;
                        }
                        probe.push(at);
                    }
                    Some(to) if said(to) != said(level) => {
                        effects.push(Effect::plain(said(level), said(to)));
                        if to.value != level.value {
                            bearing = Bearing::Results;
                            probe.push(at);
                        }
                    }
                    Some(_) => {}
                }
            }
            let added = new.iter().enumerate().filter(|(at, _)| pair.link.levels[*at].is_none());
            effects.extend(added.map(|(_, level)| Effect::plain("", said(level))));
            let top = |count: usize| count.checked_sub(1);
            if top(old.len()).and_then(|at| target(&pair.link.levels, at)) != top(new.len()) {
                bearing = Bearing::Results;
            }
        }
        (ScaleKind::Interval { low, high }, ScaleKind::Interval { low: new_low, high: new_high }) => {
            if (low, high) != (new_low, new_high) {
                let said = |low: &Exact, high: &Exact| format!("de {} à {}", to_text(low, ','), to_text(high, ','));
                effects.push(Effect::plain(said(low, high), said(new_low, new_high)));
                if high != new_high || new_low > low {
                    bearing = Bearing::Results;
                }
            }
        }
        _ => {
            effects.push(Effect::plain(before.name.clone(), after.name.clone()));
            bearing = Bearing::Results;
        }
    }
    if before.best() != after.best() {
        bearing = Bearing::Results;
    }
    if before.allows_set_aside != after.allows_set_aside {
        let word = |allowed: bool| if allowed { "sans objet permis" } else { "sans objet refusé" };
        effects.push(Effect::plain(word(before.allows_set_aside), word(after.allows_set_aside)));
        if before.allows_set_aside {
            bearing = Bearing::Results;
        }
    }
    if !effects.is_empty() {
        let subject = Subject::Scale { old: before.name.clone(), new: after.name.clone() };
        let mut change = Change::new(subject, Nature::Scale, bearing).effects(effects);
        let counts = pair.probe()?;
        let level = |at| Probe { level: Some((pair.old.0, at)), ..counts.clone() };
        change.probe = probe.into_iter().map(level).chain([counts.clone()]).collect();
        if before.allows_set_aside && !after.allows_set_aside {
            change.probe.insert(0, Probe { aside: Some(pair.old.0), ..counts });
        }
        found.push(change, &[before.name_span], &[after.name_span]);
    }
    Ok(())
}

/// Its weight: of a sum the product of the weights on its path, of a mean its own.
fn weighing(pair: &Pair<'_, '_>, found: &mut Found<'_>) -> Result<(), Limit> {
    let joint = pair.joint;
    let mean = SIDES.into_iter().any(|side| joint.grid(side).groups[0].aggregation == Aggregation::WeightedMean);
    let factors = |side: Side| {
        if mean {
            vec![weight(joint, side, &joint.grid(side).point(pair.id(side)).common.weight)]
        } else {
            weights(joint, side, pair.id(side))
        }
    };
    let (before, after) = (factors(Side::Old), factors(Side::New));
    if before == after {
        return Ok(());
    }
    let asked = before.iter().chain(&after).flat_map(conditions).collect();
    let (mut asked, within, regions) = pair.ask(asked)?;
    let mut regions = regions.into_iter();
    let mut product = |factors: &[Vec<(Exact, Option<Condition>)>]| -> Result<Parts<Exact>, Limit> {
        let mut product = Parts::from([(integer(1), Region::ALL)]);
        for factor in factors {
            let factor = parts(&mut asked, factor, &mut regions)?;
            let mut next = Parts::new();
            for (weight, region) in &product {
                for (times, held) in &factor {
                    let both = asked.space.and(*region, *held)?;
                    if both != Region::NONE {
                        add(&mut asked, &mut next, weight * times, both)?;
                    }
                }
            }
            product = next;
        }
        Ok(product)
    };
    let (before, after) = (product(&before)?, product(&after)?);
    let words = |from: &Exact, to: &Exact| (to_text(from, ','), to_text(to, ','));
    let effects = effects(joint, &mut asked, (&before, &after), within, |from, to| from != to, words)?;
    if effects.is_empty() {
        return Ok(());
    }
    let clauses = |side: Side| {
        let grid = joint.grid(side);
        let sections = path(grid, Child::Point(pair.id(side)));
        let weights: Vec<_> = sections.into_iter().map(|section| &common(grid, section).weight).collect();
        let spans: Vec<_> = weights.iter().filter_map(|weight| weight.span).collect();
        (weights.into_iter().flat_map(|weight| weight.cases.iter().map(|(_, when)| when)).collect::<Vec<_>>(), spans)
    };
    let ((old, old_spans), (new, new_spans)) = (clauses(Side::Old), clauses(Side::New));
    let mut change = pair.change(Nature::Weight, Bearing::Results).effects(effects);
    change.causes = parameters::causes(joint, &old, &new);
    change.causes.extend(groups::causes(pair, |joint, side, common| weight(joint, side, &common.weight)));
    found.push(change, &old_spans, &new_spans);
    Ok(())
}
