//! What the results of a grid have in common, put into words once: every writer fills it in.

use std::collections::HashMap;

use super::{Detail, Frame};
use crate::audit::{RatingCell, RecordedRating, Slots};
use crate::diagnostic::Span;
use crate::exact::Quantity;
use crate::grid::{Grid, PointId, Rating};
use crate::score::PointScore;

/// A frame with its texts ready, shared by all results.
#[derive(Debug)]
pub(crate) struct Form<'g> {
    pub(super) frame: Frame<'g>,
    /// The name and version of the grid.
    pub(super) citation: String,
    /// For each scale its levels.
    pub(super) scales: Vec<Vec<Level>>,
    /// The text of each clause that may decide, on one line, and its line in the source.
    clauses: HashMap<Span, (String, usize)>,
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
}

impl<'g> Form<'g> {
    /// The form of a frame.
    pub(super) fn new(frame: Frame<'g>) -> Self {
        let level = |level: &crate::grid::Level| Level {
            name: level.name.clone(),
            value: level.value.as_ref().map(Quantity::of),
        };
        let clauses = if frame.detail >= Detail::Point {
            clauses(frame.grid).into_iter().map(|span| (span, frame.clause(span))).collect()
        } else {
            HashMap::new()
        };
        Self {
            citation: frame.grid.citation(),
            scales: frame.grid.scales.iter().map(|scale| scale.levels().iter().map(level).collect()).collect(),
            clauses,
            frame,
        }
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

    /// The text of a clause on one line, and its line in the source.
    pub(super) fn clause(&self, span: Span) -> Option<&(String, usize)> {
        self.clauses.get(&span)
    }
}

/// The clauses that decide the status of points.
fn clauses(grid: &Grid) -> Vec<Span> {
    let sections = grid.groups.iter().map(|group| &group.common).chain(grid.points.iter().map(|point| &point.common));
    let mut clauses = Vec::new();
    for section in sections {
        clauses.extend(section.applicability.iter().map(|clause| clause.span));
        clauses.extend(section.opt_in.iter().map(|clause| clause.span));
    }
    for point in &grid.points {
        if let Rating::Computed(scale) = &point.rating {
            clauses.extend(scale.lines.iter().map(|line| line.span));
        }
    }
    clauses
}
