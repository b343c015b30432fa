//! What points came to and what totals are told under, as JSON, made once.

use crate::grid::{Grid, GroupId, PointId};
use crate::outcome::result::{key, text};
use crate::score::PointStatus;
use crate::version::rescore::{Label, Rescoring, sentence};

/// The words for everything points may come to.
pub(super) struct Labels {
    points: Vec<Told>,
    /// For each scale of each version its levels.
    levels: [Vec<Vec<Vec<u8>>>; 2],
    statuses: Vec<Vec<u8>>,
    value: Vec<u8>,
    /// For each group of the new version the key its total is told under.
    groups: Vec<Vec<u8>>,
}

/// One of [`Rescoring::pairs`].
struct Told {
    /// The key it is told under, up to what it came to before.
    key: Vec<u8>,
    /// The scale it is rated on before and after, if it is there.
    scales: [Option<usize>; 2],
}

impl Labels {
    /// The words for the points of two versions.
    pub(super) fn new(rescoring: &Rescoring<'_>) -> Self {
        let grids = [rescoring.old(), rescoring.new_grid()];
        let name = |label| json(&sentence::name(grids[0], None, label));
        let scale = |side: usize, point: Option<PointId>| Some(grids[side].point(point?).scale.0);
        let told = |pair: (_, _)| Told { key: begins(grids, pair), scales: [scale(0, pair.0), scale(1, pair.1)] };
        Self {
            points: rescoring.pairs().map(told).collect(),
            levels: grids.map(|grid| {
                let scales = grid.scales.iter();
                scales.map(|scale| scale.levels().iter().map(|level| json(&level.name)).collect()).collect()
            }),
            statuses: PointStatus::ALL.iter().map(|status| name(Label::Status(*status as u8))).collect(),
            value: name(Label::Value),
            groups: grids[1].groups.iter().map(|group| json(&group.key)).collect(),
        }
    }

    /// The key of what is told of a point, by its place, up to what it came to before.
    pub(super) fn key(&self, place: usize) -> &[u8] {
        &self.points[place].key
    }

    /// The key of the total of a group of the new version.
    pub(super) fn group(&self, group: GroupId) -> &[u8] {
        &self.groups[group.0]
    }

    /// What a point, by its place, came to before or after; `null` where there is none.
    pub(super) fn told(&self, side: usize, place: usize, label: Label) -> &[u8] {
        let Some(scale) = self.points[place].scales[side] else { return b"null" };
        let told = match label {
            Label::Level(at) => self.levels[side][scale].get(usize::from(at)),
            Label::Status(at) => self.statuses.get(usize::from(at)),
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
