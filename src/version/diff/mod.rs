//! What changed between two versions, by meaning: part by part, for exactly which audits. What only reads differently stands
//! apart.

mod change;
pub(super) mod compare;
mod decisions;
mod fold;
mod groups;
mod inputs;
mod parameters;
mod points;
mod requirement;
mod texts;
mod words;
pub mod write;

pub(super) use change::Probe;
pub use change::{Bearing, Case, Change, Effect, Nature, Subject, Unproved};
pub(super) use groups::name as group_name;
pub use texts::{Rewording, TextPlace};
pub use words::{Word, words};

use super::class::{self, Class};
use super::joint::Joint;
use super::lineage::Lineage;
use crate::diagnostic::Source;
use crate::grid::Grid;

/// A version of a grid: the model and the text it was read from. It has no errors.
#[derive(Debug, Clone, Copy)]
pub struct Version<'g> {
    /// The model.
    pub grid: &'g Grid,
    /// The text.
    pub source: &'g Source,
}

/// Everything that changed between two versions.
#[derive(Debug, Clone, PartialEq)]
pub struct Diff {
    /// The old version, as audits cite it.
    pub old: String,
    /// The new one.
    pub new: String,
    /// How much it matters.
    pub class: Class,
    /// What changed in meaning.
    pub changes: Vec<Change>,
    /// What only reads differently.
    pub texts: Vec<Rewording>,
    /// What could not be compared within the limits.
    pub unproved: Vec<Unproved>,
    /// How many old points are in the new version without any change of meaning.
    pub unchanged_points: usize,
}

/// What changed in meaning between two versions.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes {
    /// What changed.
    pub changes: Vec<Change>,
    /// What could not be compared within the limits.
    pub unproved: Vec<Unproved>,
}

/// What changed in meaning, for those who ask for no more: the same as the diff tells.
pub fn changes(old: Version<'_>, new: Version<'_>, lineage: &Lineage) -> Changes {
    let (changes, unproved) = found(&Joint::new(old.grid, new.grid, lineage), old, new);
    Changes { changes: fold::folded(changes), unproved }
}

/// What changed in meaning, part by part.
fn found(joint: &Joint<'_>, old: Version<'_>, new: Version<'_>) -> (Vec<Change>, Vec<Unproved>) {
    let mut found = change::Found::new(old, new);
    points::compare(joint, &mut found);
    groups::compare(joint, &mut found);
    inputs::compare(joint, &mut found);
    parameters::compare(joint, &mut found);
    decisions::compare(joint, &mut found);
    found.finish()
}

/// Compares two versions.
pub fn diff(old: Version<'_>, new: Version<'_>, lineage: &Lineage) -> Diff {
    let joint = Joint::new(old.grid, new.grid, lineage);
    let (changes, unproved) = found(&joint, old, new);
    let touched = |point: &crate::grid::Point| {
        let scale = &old.grid.scale(point.scale).name;
        changes.iter().any(|change| {
            change.subjects.iter().any(|subject| match subject {
                Subject::Point { old, .. } => old.contains(&point.id),
                Subject::Scale { old, .. } => old == scale && change.bearing == Bearing::Results,
                _ => false,
            })
        })
    };
    let unchanged_points = old.grid.points.iter().filter(|point| !touched(point)).count();
    let class = class::class(&joint, &changes, &unproved);
    Diff {
        old: old.grid.citation(),
        new: new.grid.citation(),
        class,
        changes: fold::folded(changes),
        texts: texts::compare(&joint),
        unproved,
        unchanged_points,
    }
}
