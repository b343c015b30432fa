//! Pairs of versions: a random grid, and what edits make of it.

use grille::audit::{Audit, Entry, Vocabulary, read};
use grille::check::{Analysis, analyse};
use grille::diagnostic::Source;
use grille::grid::{Domain, Grid, InputId, ScaleKind};
use grille::region::{Bounds, Region, Space};
use grille::version::diff::{Diff, Version, diff};
use grille::version::lineage::Lineage;

use super::random_grid::RandomGrid;

/// A random grid, without the lineage it may declare of a version that does not exist.
pub fn random(seed: u64) -> (RandomGrid, Analysis) {
    let random = RandomGrid::new(seed);
    let mut analysis = analyse(Source::new("essai.grille", random.text.clone()), &[]);
    let grid = &mut analysis.grid;
    for input in &mut grid.inputs {
        input.resumes = None;
        if let Domain::Choice { options, .. } | Domain::Set(options) = &mut input.domain {
            for option in options {
                option.resumes = None;
            }
        }
    }
    for scale in &mut grid.scales {
        if let ScaleKind::Levels(levels) = &mut scale.kind {
            for level in levels {
                level.resumes = None;
            }
        }
    }
    for requirement in grid.points.iter_mut().filter_map(|point| point.requirement.as_mut()) {
        requirement.elements.iter_mut().for_each(|element| element.resumes = None);
    }
    for common in
        grid.points.iter_mut().map(|one| &mut one.common).chain(grid.groups.iter_mut().map(|one| &mut one.common))
    {
        (common.resumes, common.merge, common.is_new) = (Vec::new(), None, false);
    }
    (random, analysis)
}

/// An audit as written.
pub fn audit(grid: &Grid, json: &str) -> Option<Audit> {
    read(&Vocabulary::new(grid), &Entry::alone(json.as_bytes())).ok()
}

/// What a version takes up of another, and what changed.
pub fn compare(source: &Source, old: &Grid, new: &Grid) -> (Lineage, Diff) {
    let lineage = Lineage::new(old, new);
    let found = diff(Version { grid: old, source }, Version { grid: new, source }, &lineage);
    (lineage, found)
}

/// True if something satisfies the constraints of a grid.
pub fn is_possible(grid: &Grid) -> bool {
    let inputs: Vec<_> = (0..grid.inputs.len()).map(InputId).collect();
    let everything = Space::over(grid, &inputs, &[], Bounds::default()).and_then(|(mut space, _)| space.everything());
    everything.is_ok_and(|everything| everything != Region::NONE)
}
