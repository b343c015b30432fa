//! What a difference can be put down to: the changes of the diff, facet by facet. Several changes of one facet stay together.

use crate::grid::{Grid, GroupId, PointId};
use crate::version::diff::{Bearing, Change, Changes, Nature, Subject, group_name, write};

/// What a part of a difference is put down to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The changes of the diff, by index; several where nothing tells them apart. None where what changed could not be compared.
    pub changes: Vec<usize>,
    /// The same in words: « point 6.2 : barème ».
    pub title: String,
    /// True if it changes what it is put down for by itself; false if it is only what is left, where nothing of a point itself changed.
    pub is_own: bool,
}

/// A cause, by index in [`Rescoring::causes`](super::Rescoring::causes).
pub type CauseId = usize;

/// What changes the totals a point enters; the last two of groups around it.
const PLACES: [Nature; 5] = [Nature::OutOfTotal, Nature::Moved, Nature::Total, Nature::New, Nature::Retired];
/// What becomes of points.
const FATES: [Nature; 4] = [Nature::New, Nature::Retired, Nature::Split, Nature::Merged];

/// Every cause met.
pub(super) struct Causes<'d> {
    changes: &'d [Change],
    /// True if something could not be compared.
    is_partial: bool,
    known: Vec<Cause>,
}

/// What the facets of a point that goes on are put down to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facets {
    /// Whether it counts.
    pub(super) counting: CauseId,
    /// Its level.
    pub(super) level: CauseId,
    /// What its levels are worth.
    pub(super) scale: CauseId,
    /// Level and scale together, where they cannot be told apart.
    pub(super) rating: CauseId,
    /// Its weight.
    pub(super) weight: CauseId,
    /// The totals it enters.
    pub(super) place: CauseId,
    /// True if its weight changed for some audits.
    pub(super) weighs_otherwise: bool,
    /// True if its level, what its levels are worth or its weight did.
    pub(super) is_worth_otherwise: bool,
}

impl<'d> Causes<'d> {
    pub(super) fn new(diff: &'d Changes) -> Self {
        Self { changes: &diff.changes, is_partial: !diff.unproved.is_empty(), known: Vec::new() }
    }

    pub(super) fn into_known(self) -> Vec<Cause> {
        self.known
    }

    /// The cause that is these changes.
    fn of(&mut self, mut changes: Vec<usize>, is_own: bool) -> CauseId {
        changes.sort_unstable();
        changes.dedup();
        if let Some(at) = self.known.iter().position(|known| known.changes == changes) {
            self.known[at].is_own |= is_own;
            return at;
        }
        let titles: Vec<_> = changes.iter().map(|at| write::title(&self.changes[*at])).collect();
        let title =
            if titles.is_empty() { "ce qui n’a pas pu être comparé".to_owned() } else { titles.join(" ; ") };
        self.known.push(Cause { changes, title, is_own });
        self.known.len() - 1
    }

    /// The changes that are such.
    fn such(&self, is: impl Fn(&Change) -> bool) -> Vec<usize> {
        let changes = self.changes.iter().enumerate();
        changes.filter(|(_, change)| is(change)).map(|(at, _)| at).collect()
    }

    /// The changes of these natures of a part.
    fn about(&self, natures: &[Nature], part: impl Fn(&Subject) -> bool) -> Vec<usize> {
        self.such(|change| natures.contains(&change.nature) && change.subjects.iter().any(&part))
    }

    /// The first of these that is any change; else all of them that reach results.
    fn first(&mut self, choices: impl IntoIterator<Item = Vec<usize>>) -> CauseId {
        if let Some((rank, found)) = choices.into_iter().enumerate().find(|(_, changes)| !changes.is_empty()) {
            return self.of(found, rank == 0);
        }
        let any = self.such(|change| change.bearing != Bearing::None);
        self.of(if self.is_partial { Vec::new() } else { any }, false)
    }

    /// What changed about inputs and the audits accepted: what else there is, where a point itself did not change. Which audits
    /// exist, and what is asked of them, is one facet of a version: its changes stay together.
    fn of_inputs(&self) -> Vec<usize> {
        self.such(|change| {
            let is_input = |subject: &Subject| matches!(subject, Subject::Input { .. } | Subject::Space);
            change.bearing != Bearing::None && change.subjects.iter().any(is_input)
        })
    }

    /// What the facets of a point are put down to.
    pub(super) fn facets(&mut self, (old, new): (&Grid, &Grid), from: PointId, to: PointId) -> Facets {
        let (before, after) = (old.point(from), new.point(to));
        let same = |subject: &Subject| match subject {
            Subject::Point { old, new } => old.contains(&before.id) && new.contains(&after.id),
            _ => false,
        };
        let scales = (&old.scale(before.scale).name, &new.scale(after.scale).name);
        let rated_on = |subject: &Subject| match subject {
            Subject::Scale { old, new } => (old, new) == scales,
            _ => false,
        };
        let around = |subject: &Subject| match subject {
            Subject::Group { old: was, new: is } => {
                let names = |grid: &Grid, group: GroupId, name: &Option<String>| {
                    grid.ancestors(group).any(|group| Some(group_name(grid, group)) == *name)
                };
                names(old, before.group, was) || names(new, after.group, is)
            }
            Subject::Grid => true,
            _ => false,
        };
        let own = |natures: &[Nature]| self.about(natures, same);
        let counting = own(&[Nature::Applicability]);
        let level = own(&[Nature::Levels, Nature::Rating]);
        let mut scale = self.about(&[Nature::Scale], rated_on);
        // Other names for the same levels bring nothing.
        scale.retain(|at| self.changes[*at].bearing == Bearing::Results);
        let weight = own(&[Nature::Weight]);
        let place: Vec<_> = own(&PLACES).into_iter().chain(self.about(&PLACES, around)).collect();
        let (inputs, any) = (self.of_inputs(), self.such(|change| change.subjects.iter().any(same)));
        let rest = || [inputs.clone(), any.clone()];
        let both: Vec<_> = level.iter().chain(&scale).copied().collect();
        let [first, second] = rest();
        let weighs_otherwise = !weight.is_empty();
        Facets {
            weighs_otherwise,
            is_worth_otherwise: weighs_otherwise || !both.is_empty(),
            counting: self.first([counting, both.clone(), first.clone(), second.clone()]),
            level: self.first([level, scale.clone(), first.clone(), second.clone()]),
            scale: self.first([scale, first.clone(), second.clone()]),
            rating: self.first([both, first.clone(), second.clone()]),
            weight: self.first([weight, first.clone(), second.clone()]),
            place: self.first([place, first, second]),
        }
    }

    /// What the weight of a group is put down to.
    pub(super) fn group_weight(&mut self, new: &Grid, group: GroupId) -> CauseId {
        let name = Some(group_name(new, group));
        let own = self.about(&[Nature::Weight], |subject| match subject {
            Subject::Group { new, .. } => *new == name,
            _ => false,
        });
        let inputs = self.of_inputs();
        self.first([own, inputs])
    }

    /// What a decision that is made otherwise is put down to; none if it is not, whatever decisions it looks at.
    pub(super) fn rule(&mut self, decision: &str) -> Option<CauseId> {
        let rules =
            self.about(&[Nature::Rule], |subject| matches!(subject, Subject::Decision(name) if name == decision));
        (!rules.is_empty()).then(|| self.of(rules, true))
    }

    /// What totals made otherwise are put down to.
    pub(super) fn totals(&mut self) -> CauseId {
        let places = self.such(|change| PLACES[..3].contains(&change.nature));
        let groups = self.about(&[Nature::New, Nature::Retired], |subject| matches!(subject, Subject::Group { .. }));
        self.first([places, groups])
    }

    /// What becoming of points is put down to: new, retired, split, merged; of those that merge, whatever else changed of them.
    pub(super) fn fate(&mut self, olds: &[&str], news: &[&str], with_facets: bool) -> CauseId {
        let is_about = |subject: &Subject| match subject {
            Subject::Point { old, new } => {
                old.iter().any(|id| olds.contains(&id.as_str())) || new.iter().any(|id| news.contains(&id.as_str()))
            }
            _ => false,
        };
        let fates = self.about(&FATES, is_about);
        let any = self.such(|change| change.bearing == Bearing::Results && change.subjects.iter().any(is_about));
        if with_facets { self.first([any, fates]) } else { self.first([fates, any]) }
    }
}
