//! What the audits of one block take over from those of another, column by column.

use std::ops::Range;

use super::{Answer, RatingCell, Slots};
use crate::grid::{InputId, PointId};

impl Slots {
    /// Begins as many audits as another block has, by their identifiers; both must have the same room.
    pub(crate) fn begin_as(&mut self, other: &Self) {
        self.begin(other.count);
        for audit in 0..self.count {
            self.turn_to(audit).name(other.id_in(audit));
        }
    }

    /// How all audits answer an input.
    #[inline]
    pub(crate) fn answers_to(&self, input: InputId) -> &[Answer] {
        &self.answers[input.0 << self.shift..][..self.count]
    }

    /// How all audits rate a point.
    #[inline]
    pub(crate) fn ratings_of(&self, point: PointId) -> &[RatingCell] {
        &self.ratings[point.0 << self.shift..][..self.count]
    }

    /// Takes over the answers of all audits to an input.
    pub(crate) fn copy_answers(&mut self, from: &Self, input: InputId, to: InputId) {
        self.answers[to.0 << self.shift..][..self.count].copy_from_slice(from.answers_to(input));
        for audit in 0..self.count {
            if from.notes[audit].other_answers.is_empty() {
                continue;
            }
            if let Some(value) = from.other_answer_in(audit, input) {
                self.notes[audit].other_answers.push((to, value.clone()));
            }
        }
    }

    /// Takes over what all audits record of the ratings of points that follow each other, for as many from `to` on.
    pub(crate) fn copy_ratings(&mut self, from: &Self, points: Range<usize>, to: usize) {
        let columns = points.start << self.shift..points.end << self.shift;
        let into = to << self.shift..(to + points.len()) << self.shift;
        self.ratings[into.clone()].copy_from_slice(&from.ratings[columns.clone()]);
        if from.has_millionths {
            self.has_millionths = true;
            self.millionths[into].copy_from_slice(&from.millionths[columns]);
        }
        for (notes, from) in self.notes[..self.count].iter_mut().zip(&from.notes) {
            if from.other_ratings.is_empty() {
                continue;
            }
            let long = from.other_ratings.iter().filter(|(point, _)| points.contains(&point.0));
            let long = long.map(|(point, rating)| (PointId(to + point.0 - points.start), rating.clone()));
            notes.other_ratings.extend(long);
        }
    }

    /// Takes over the elements recorded of a point in these audits, given as bits, for one of as many elements.
    pub(crate) fn copy_record(&mut self, from: &Self, (point, audits): (PointId, u64), to: PointId) {
        if audits == 0 {
            return;
        }
        let words = from.layout.words(point);
        // The marks of other audits mean nothing.
        let (into, all) = (self.begin_record(to, audits, 0).start, from.marks_at(point, 0).start);
        self.marks[into..][..self.count * words].copy_from_slice(&from.marks[all..][..self.count * words]);
    }

    /// Sets a point aside in these audits, given as bits, for the reasons another is set aside there.
    pub(crate) fn copy_aside(&mut self, from: &Self, (point, audits): (PointId, u64), to: PointId) {
        let mut left = audits;
        while left != 0 {
            let audit = left.trailing_zeros() as usize;
            left &= left - 1;
            self.turn_to(audit).set_aside(to, from.reason_in(audit, point).unwrap_or_default());
        }
    }
}
