//! One audit laid out in the grid's own order, in small fixed cells: made to be cleared and filled again and again without
//! allocation. Every reader fills it, whatever the format, and the compiled evaluator reads nothing else.
//!
//! An archive is read row by row into one `Slots` a thread. A columnar reader keeps a batch of them, some 128 to 256, and
//! writes each column down the batch: the cells are plain copies, and that many rows stay in the processor's cache between
//! two columns. What does not fit a cell (a third of a day, a set of a hundred members) is kept apart, exactly.

mod answer;
mod layout;
mod rating;

pub use answer::Answer;
pub use layout::Layout;
pub use rating::RatingCell;

use std::sync::Arc;

use super::{Audit, RecordedElements, RecordedRating};
use crate::grid::{Domain, Grid, InputId, PointId, Value};

/// One audit, in the grid's order.
#[derive(Debug, Clone)]
pub struct Slots {
    layout: Arc<Layout>,
    /// Its identifier.
    pub id: String,
    /// One cell an input.
    answers: Vec<Answer>,
    /// One cell a point.
    ratings: Vec<RatingCell>,
    /// The rating of each point whose cell says [`RatingCell::MILLIONTHS`]; meaningless elsewhere.
    millionths: Vec<i64>,
    /// The points set aside, in the order given; their reasons follow each other in `reasons`.
    set_aside: Vec<SetAside>,
    reasons: String,
    /// The points whose elements are recorded, in the order given; their marks follow each other in `marks`.
    recorded: Vec<Recorded>,
    marks: Vec<u64>,
    /// Answers and ratings too long for their cell.
    other_answers: Vec<(InputId, Value)>,
    other_ratings: Vec<(PointId, RecordedRating)>,
}

/// A point set aside, and the end of its reason.
#[derive(Debug, Clone, Copy)]
struct SetAside {
    point: PointId,
    end: usize,
}

/// A point whose elements are recorded, and the end of its marks.
#[derive(Debug, Clone, Copy)]
struct Recorded {
    point: PointId,
    end: usize,
}

impl Slots {
    /// The empty audit of a grid.
    pub fn new(layout: Arc<Layout>) -> Self {
        let (inputs, points) = (layout.inputs(), layout.points());
        Self {
            layout,
            id: String::new(),
            answers: vec![Answer::None; inputs],
            ratings: vec![RatingCell::NONE; points],
            millionths: vec![0; points],
            set_aside: Vec::new(),
            reasons: String::new(),
            recorded: Vec::new(),
            marks: Vec::new(),
            other_answers: Vec::new(),
            other_ratings: Vec::new(),
        }
    }

    /// Forgets the audit, and keeps the room it took.
    pub fn clear(&mut self) {
        self.id.clear();
        self.answers.fill(Answer::None);
        self.ratings.fill(RatingCell::NONE);
        self.set_aside.clear();
        self.reasons.clear();
        self.recorded.clear();
        self.marks.clear();
        self.other_answers.clear();
        self.other_ratings.clear();
    }

    /// How the grid lays audits out.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Gives an input a value that fits a cell. It must be of the input's type and within its bounds.
    #[inline]
    pub fn answer(&mut self, input: InputId, answer: Answer) {
        self.answers[input.0] = answer;
    }

    /// Gives an input a value, whatever its size.
    pub fn answer_value(&mut self, input: InputId, value: &Value) {
        self.answers[input.0] = Answer::of(value).unwrap_or_else(|| {
            self.other_answers.push((input, value.clone()));
            Answer::Other
        });
    }

    /// Rates a point at a level of its scale.
    pub fn rate(&mut self, point: PointId, level: usize) {
        self.ratings[point.0] = RatingCell::level(level).unwrap_or_else(|| {
            self.other_ratings.push((point, RecordedRating::Level(level)));
            RatingCell::OTHER
        });
    }

    /// Rates a point at the level a cell holds.
    #[inline]
    pub(crate) fn rate_cell(&mut self, point: PointId, level: RatingCell) {
        self.ratings[point.0] = level;
    }

    /// Takes over what another audit records of the ratings of points that follow each other, for as many from `to` on.
    pub(crate) fn copy_ratings(&mut self, from: &Self, points: std::ops::Range<usize>, to: usize) {
        let into = to..to + points.len();
        self.ratings[into.clone()].copy_from_slice(&from.ratings[points.clone()]);
        self.millionths[into].copy_from_slice(&from.millionths[points.clone()]);
        let long = from.other_ratings.iter().filter(|(point, _)| points.contains(&point.0));
        self.other_ratings.extend(long.map(|(point, rating)| (PointId(to + point.0 - points.start), rating.clone())));
    }

    /// Records the elements of a point, once, with its marks.
    pub(crate) fn record_words(&mut self, point: PointId, marks: &[u64]) {
        self.marks.extend_from_slice(marks);
        self.recorded.push(Recorded { point, end: self.marks.len() });
    }

    /// Forgets the rating of a point that is not set aside.
    pub(crate) fn unrate(&mut self, point: PointId) {
        self.ratings[point.0] = RatingCell::NONE;
    }

    /// Rates a point on an interval scale, in millionths.
    pub fn rate_in_millionths(&mut self, point: PointId, millionths: i64) {
        self.ratings[point.0] = RatingCell::MILLIONTHS;
        self.millionths[point.0] = millionths;
    }

    /// Rates a point, whatever the size of the rating.
    pub fn rate_as(&mut self, point: PointId, rating: &RecordedRating) {
        match rating {
            RecordedRating::Level(level) => self.rate(point, *level),
            RecordedRating::Value(value) => {
                if let Some(millionths) = rating::millionths(value) {
                    self.rate_in_millionths(point, millionths);
                } else {
                    self.other_ratings.push((point, rating.clone()));
                    self.ratings[point.0] = RatingCell::OTHER;
                }
            }
        }
    }

    /// Sets a point aside, once.
    pub fn set_aside(&mut self, point: PointId, reason: &str) {
        self.reasons.push_str(reason);
        self.set_aside.push(SetAside { point, end: self.reasons.len() });
        // A point both rated and set aside is refused: the rating is kept to say so.
        if self.ratings[point.0] == RatingCell::NONE {
            self.ratings[point.0] = RatingCell::SET_ASIDE;
        }
    }

    /// Records the elements of a point, once; none is met until [`Slots::mark`] says so.
    pub fn record(&mut self, point: PointId) {
        let end = self.marks.len() + self.layout.words(point);
        self.marks.resize(end, 0);
        self.recorded.push(Recorded { point, end });
    }

    /// Records the elements of a point, once, with the first 64 marks; the point has not more keys than that.
    #[inline]
    pub(in crate::audit) fn record_marks(&mut self, point: PointId, marks: u64) {
        if self.layout.words(point) > 0 {
            self.marks.push(marks);
        }
        self.recorded.push(Recorded { point, end: self.marks.len() });
    }

    /// The marks of a point, if it is the last recorded, and one word holds them.
    pub(in crate::audit) fn last_marks(&self, point: PointId) -> Option<u64> {
        self.recorded.last().filter(|last| last.point == point)?;
        match self.layout.words(point) {
            0 => Some(0),
            1 => self.marks.last().copied(),
            _ => None,
        }
    }

    /// Marks a key of the last point recorded as met. Keys are counted as [`Layout`] says; one the point has not is no key.
    pub fn mark(&mut self, key: usize) {
        let Some(last) = self.recorded.last() else { return };
        let start = last.end - self.layout.words(last.point);
        if let Some(word) = self.marks[start..last.end].get_mut(key / 64) {
            *word |= 1 << (key % 64);
        }
    }

    /// The cell of every input.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// The cell of every point.
    pub fn ratings(&self) -> &[RatingCell] {
        &self.ratings
    }

    /// The answer of an input of this domain, whatever its size.
    pub fn value(&self, input: InputId, domain: &Domain) -> Option<Value> {
        match self.answers[input.0] {
            Answer::Other => self.other_answer(input).cloned(),
            answer => answer.value(domain),
        }
    }

    /// The rating of a point whose cell says [`RatingCell::MILLIONTHS`].
    pub fn millionths(&self, point: PointId) -> i64 {
        self.millionths[point.0]
    }

    /// The answer of an input that does not fit its cell.
    pub fn other_answer(&self, input: InputId) -> Option<&Value> {
        self.other_answers.iter().rev().find(|(of, _)| *of == input).map(|(_, value)| value)
    }

    /// The rating recorded for a point.
    pub fn rating(&self, point: PointId) -> Option<RecordedRating> {
        match self.ratings[point.0] {
            RatingCell::NONE | RatingCell::SET_ASIDE => None,
            RatingCell::MILLIONTHS => Some(RecordedRating::Value(rating::from_millionths(self.millionths[point.0]))),
            RatingCell::OTHER => {
                self.other_ratings.iter().rev().find(|(of, _)| *of == point).map(|(_, rating)| rating.clone())
            }
            cell => cell.as_level().map(RecordedRating::Level),
        }
    }

    /// The points set aside, with their reasons, in the order given.
    pub fn all_set_aside(&self) -> impl Iterator<Item = (PointId, &str)> {
        let mut start = 0;
        self.set_aside.iter().map(move |set_aside| {
            let reason = &self.reasons[std::mem::replace(&mut start, set_aside.end)..set_aside.end];
            (set_aside.point, reason)
        })
    }

    /// The reason a point was set aside.
    pub fn reason(&self, point: PointId) -> Option<&str> {
        self.all_set_aside().find(|(at, _)| *at == point).map(|(_, reason)| reason)
    }

    /// The points whose elements are recorded, each with its marks: bit `key % 64` of word `key / 64`.
    pub fn all_recorded(&self) -> impl Iterator<Item = (PointId, &[u64])> {
        let mut start = 0;
        self.recorded.iter().map(move |recorded| {
            let marks = &self.marks[std::mem::replace(&mut start, recorded.end)..recorded.end];
            (recorded.point, marks)
        })
    }

    /// Fills the slots with an audit of the same grid.
    pub fn fill_from(&mut self, audit: &Audit) {
        self.clear();
        self.id.push_str(&audit.id);
        for (at, value) in audit.values.iter().enumerate().take(self.answers.len()) {
            if let Some(value) = value {
                self.answer_value(InputId(at), value);
            }
        }
        for point in (0..self.ratings.len()).map(PointId) {
            if let Some(rating) = audit.rating(point) {
                self.rate_as(point, rating);
            }
            if let Some(reason) = audit.reason_set_aside(point) {
                self.set_aside(point, reason);
            }
            if let Some(recorded) = audit.recorded(point) {
                self.record(point);
                recorded.met.iter().for_each(|element| self.mark(*element));
                for (substitute, element) in &recorded.substituted {
                    if let Some(key) = self.layout.substitute(point, *substitute, *element) {
                        self.mark(key);
                    }
                }
            }
        }
    }

    /// The audit the slots hold.
    pub fn to_audit(&self, grid: &Grid) -> Audit {
        let points = (0..self.ratings.len()).map(PointId);
        let inputs = (0..self.answers.len()).map(InputId);
        let values = inputs.map(|input| self.value(input, &grid.input(input).domain));
        let mut audit = Audit {
            id: self.id.clone(),
            values: values.collect(),
            ratings: points.map(|point| self.rating(point)).collect(),
            elements: vec![None; self.ratings.len()],
            set_aside: vec![None; self.ratings.len()],
        };
        for (point, reason) in self.all_set_aside() {
            audit.set_aside[point.0] = Some(reason.to_owned());
        }
        for (point, marks) in self.all_recorded() {
            audit.elements[point.0] = Some(self.recorded_elements(point, marks));
        }
        audit
    }

    /// The marks of a point, element by element.
    pub(crate) fn recorded_elements(&self, point: PointId, marks: &[u64]) -> RecordedElements {
        let is_marked = |key: &usize| marks.get(key / 64).is_some_and(|word| word >> (key % 64) & 1 == 1);
        let elements = self.layout.elements(point);
        let substitutes = self.layout.substitutes(point).iter().enumerate();
        RecordedElements {
            met: (0..elements).filter(is_marked).collect(),
            substituted: substitutes.filter(|(at, _)| is_marked(&(elements + at))).map(|(_, pair)| *pair).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
