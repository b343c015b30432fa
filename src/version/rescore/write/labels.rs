//! What points came to and what totals are told under, as JSON, made once.

use crate::grid::{Grid, GroupId, PointId};
use crate::outcome::result::{key, text};
use crate::score::PointStatus;
use crate::version::rescore::{Label, Rescoring, sentence};

/// The words for everything points may come to.
pub(super) struct Labels {
    /// For each of [`Rescoring::pairs`] the key it is told under, up to what it came to before.
    keys: Vec<Vec<u8>>,
    /// For each scale of each version its levels.
    levels: [Vec<Vec<Vec<u8>>>; 2],
    statuses: Vec<Vec<u8>>,
    value: Vec<u8>,
    /// For each group of the new version the key its total is told under.
    groups: Vec<Vec<u8>>,
}

impl Labels {
    /// The words for the points of two versions.
    pub(super) fn new(rescoring: &Rescoring<'_>) -> Self {
        let grids = [rescoring.old(), rescoring.new_grid()];
        let name = |label| json(&sentence::name(grids[0], None, label));
        Self {
            keys: rescoring.pairs().map(|pair| begins(grids, pair)).collect(),
            levels: grids.map(|grid| {
                let scales = grid.scales.iter();
                scales.map(|scale| scale.levels().iter().map(|level| json(&level.name)).collect()).collect()
            }),
            statuses: (0..PointStatus::ALL.len()).map(|at| name(Label::Status(at))).collect(),
            value: name(Label::Value),
            groups: grids[1].groups.iter().map(|group| json(&group.key)).collect(),
        }
    }

    /// The key of what is told of a point, by its place, up to what it came to before.
    pub(super) fn key(&self, place: usize) -> &[u8] {
        &self.keys[place]
    }

    /// The key of the total of a group of the new version.
    pub(super) fn group(&self, group: GroupId) -> &[u8] {
        &self.groups[group.0]
    }

    /// What a point of a version came to; `null` where it has none.
    pub(super) fn told(&self, side: usize, grid: &Grid, point: Option<PointId>, label: Label) -> &[u8] {
        let Some(point) = point else { return b"null" };
        let told = match label {
            Label::Level(at) => self.levels[side][grid.point(point).scale.0].get(at),
            Label::Status(at) => self.statuses.get(at),
            Label::Value => Some(&self.value),
            Label::None => None,
        };
        told.map_or(b"\"\"", Vec::as_slice)
    }
}

/// The beginning of what is told of a point, under its new id, or the old one of a point that is gone.
fn begins([old, new]: [&Grid; 2], (from, to): (Option<PointId>, Option<PointId>)) -> Vec<u8> {
    let id = to.map(|id| &new.point(id).id).or(from.map(|id| &old.point(id).id));
    let mut begins = Vec::new();
    key(id.map_or("", String::as_str), &mut begins);
    begins.extend_from_slice(b"{\"avant\":");
    begins
}

fn json(words: &str) -> Vec<u8> {
    let mut out = Vec::new();
    text(words, &mut out);
    out
}
