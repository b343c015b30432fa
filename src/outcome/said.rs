//! What is said of points of a status and a level, written out once for each scale.

use std::ops::Range;

use super::form::Level;
use super::piece::Piece;
use crate::audit::RatingCell;
use crate::grid::Grid;
use crate::score::{PointScore, PointStatus};

/// What is said of points, in pieces.
#[derive(Debug)]
pub(super) struct Said<const ROOM: usize> {
    /// Scale after scale, by rating, then by status.
    pieces: Vec<Piece<ROOM>>,
    /// For each point where those of its scale stand.
    scales: Vec<Range<usize>>,
}

impl<const ROOM: usize> Said<ROOM> {
    /// What is said of the points of a grid, given the levels of its scales. `write` is told the level of points that count and are at
    /// one.
    pub(super) fn new(
        grid: &Grid,
        scales: &[Vec<Level>],
        write: impl Fn(PointStatus, Option<&Level>, &mut Vec<u8>),
    ) -> Self {
        let mut pieces = Vec::new();
        let mut of_scale = |levels: &Vec<Level>| {
            let start = pieces.len();
            let no_levels = std::iter::repeat_n(None, RatingCell::FIRST_LEVEL.index());
            for level in no_levels.chain(levels.iter().map(Some)) {
                let said =
                    |status: PointStatus| Piece::written(|out| write(status, level.filter(|_| status.counts()), out));
                pieces.extend(PointStatus::ALL.map(said));
            }
            start..pieces.len()
        };
        let ranges: Vec<_> = scales.iter().map(&mut of_scale).collect();
        let scales = grid.points.iter().map(|point| ranges[point.scale.0].clone()).collect();
        Self { pieces, scales }
    }

    /// What is said of the status and the level of a point; none if it is rated at something else.
    #[inline]
    pub(super) fn of(&self, at: usize, score: &PointScore) -> Option<&Piece<ROOM>> {
        let place = score.rating.index() * PointStatus::ALL.len() + score.status as usize;
        self.pieces[self.scales[at].clone()].get(place)
    }
}
