//! What the results of a grid have in common, put into words once: every writer fills it in.

use super::Frame;
use super::pieces::{self, Pieces};
use crate::audit::{RatingCell, RecordedRating, Slots};
use crate::exact::Quantity;
use crate::grid::PointId;
use crate::score::PointScore;

/// A frame with its texts ready, shared by all results.
#[derive(Debug)]
pub(crate) struct Form<'g> {
    pub(super) frame: Frame<'g>,
    /// The name and version of the grid.
    pub(super) citation: String,
    /// For each scale its levels.
    pub(super) scales: Vec<Vec<Level>>,
    /// What JSON results have in common.
    pub(super) pieces: Pieces,
}

/// What a point is rated.
pub(crate) enum Rated<'f> {
    /// A level.
    Level(&'f Level),
    /// A value on an interval scale, in millionths.
    Millionths(i64),
    /// Another value on an interval scale.
    Value(Quantity),
    /// It is not rated.
    Nothing,
}

/// A level in words.
#[derive(Debug)]
pub(crate) struct Level {
    pub(super) name: String,
    /// What it is worth.
    pub(super) value: Option<Quantity>,
    /// That as a DOUBLE, where it means no other number.
    pub(super) double: Option<f64>,
    /// Name and value in JSON.
    pub(super) members: Vec<u8>,
}

impl<'g> Form<'g> {
    /// The form of a frame.
    pub(super) fn new(frame: Frame<'g>) -> Self {
        let level = |level: &crate::grid::Level| {
            let value = level.value.as_ref().map(Quantity::of);
            let double = value.as_ref().and_then(Quantity::to_double);
            Level { name: level.name.clone(), value, double, members: pieces::level(level) }
        };
        let scales: Vec<Vec<_>> =
            frame.grid.scales.iter().map(|scale| scale.levels().iter().map(level).collect()).collect();
        Self { citation: frame.grid.citation(), pieces: Pieces::new(&frame, &scales), scales, frame }
    }

    /// The level a point counts at.
    #[inline]
    pub(super) fn level(&self, point: PointId, score: &PointScore) -> Option<&Level> {
        let level = score.rating.as_level().filter(|_| score.status.counts())?;
        self.scales[self.frame.grid.point(point).scale.0].get(level)
    }

    /// What a point is rated.
    pub(super) fn rated(&self, slots: &Slots, point: PointId, score: &PointScore) -> Rated<'_> {
        if !score.status.counts() {
            return Rated::Nothing;
        }
        let level = |level: usize| {
            let level = self.scales[self.frame.grid.point(point).scale.0].get(level);
            level.map_or(Rated::Nothing, Rated::Level)
        };
        match score.rating {
            RatingCell::MILLIONTHS => Rated::Millionths(slots.millionths(point)),
            RatingCell::OTHER => match slots.rating(point) {
                Some(RecordedRating::Level(at)) => level(at),
                Some(RecordedRating::Value(value)) => Rated::Value(Quantity::of(&value)),
                None => Rated::Nothing,
            },
            cell => cell.as_level().map_or(Rated::Nothing, level),
        }
    }
}
