//! Audits laid out in the grid's own order, in small fixed cells: made to be cleared and filled again and again without
//! allocation. Every reader fills them, whatever the format, and the compiled evaluator reads nothing else.
//!
//! Slots hold a block of audits column by column, one of which is at hand: what reads one audit sees that one alone. An audit read by
//! itself is a block of one. What does not fit a cell (a third of a day, a rating of forty digits) is kept apart, exactly.

mod answer;
mod audit;
mod block;
mod cells;
mod copied;
mod layout;
mod noted;
mod notes;
mod rating;

pub use answer::Answer;
pub use cells::Cells;
pub use layout::Layout;
pub use rating::RatingCell;
pub(in crate::audit) use rating::rate_in;

use std::ops::Range;
use std::sync::Arc;

use noted::Noted;
use notes::Notes;

use super::RecordedRating;
use crate::grid::{Domain, InputId, PointId, Value};

/// The audit at hand in a block, in the grid's order.
#[derive(Debug)]
pub struct Slots {
    layout: Arc<Layout>,
    /// Which it is.
    at: usize,
    /// How many there are, of how many there is room for: two to this power.
    count: usize,
    shift: u32,
    /// Unlike that of every other block; none where audits come alone.
    serial: Option<u64>,
    /// One cell an input and audit, input by input.
    answers: Vec<Answer>,
    /// One cell a point and audit, point by point.
    ratings: Vec<RatingCell>,
    /// The rating of each point whose cell says [`RatingCell::MILLIONTHS`]; meaningless elsewhere.
    millionths: Vec<i64>,
    /// False if there is none.
    has_millionths: bool,
    /// The points whose elements are recorded, and the one recorded last.
    recorded: Noted,
    last: PointId,
    /// The marks of each point and audit, point by point.
    marks: Vec<u64>,
    /// The points set aside.
    aside: Noted,
    /// False if nobody asks why points are set aside.
    keeps_reasons: bool,
    /// What else is said in each audit.
    notes: Vec<Notes>,
}

impl Slots {
    /// The empty audit of a grid.
    pub fn new(layout: Arc<Layout>) -> Self {
        Self::with_room(layout, 0)
    }

    fn with_room(layout: Arc<Layout>, shift: u32) -> Self {
        let (inputs, points, words) = (layout.inputs(), layout.points(), layout.all_words());
        Self {
            layout,
            at: 0,
            count: 1,
            shift,
            serial: None,
            answers: vec![Answer::None; inputs << shift],
            ratings: vec![RatingCell::NONE; points << shift],
            millionths: vec![0; points << shift],
            has_millionths: false,
            recorded: Noted::none(points),
            last: PointId(0),
            marks: vec![0; words << shift],
            aside: Noted::none(points),
            keeps_reasons: true,
            notes: vec![Notes::default(); 1 << shift],
        }
    }

    /// For those who do not ask why points are set aside: it is not kept.
    #[must_use]
    pub fn without_reasons(self) -> Self {
        Self { keeps_reasons: false, ..self }
    }

    /// Forgets the audit at hand, and keeps the room it took.
    pub fn clear(&mut self) {
        let (at, step) = (self.at, 1 << self.shift);
        self.answers[at..].iter_mut().step_by(step).for_each(|answer| *answer = Answer::None);
        self.ratings[at..].iter_mut().step_by(step).for_each(|rating| *rating = RatingCell::NONE);
        self.recorded.forget(at);
        self.aside.forget(at);
        self.notes[at].clear();
    }

    /// Its identifier; empty as long as it has none.
    pub fn id(&self) -> &str {
        &self.notes[self.at].id
    }

    /// Names it.
    pub fn name(&mut self, id: &str) {
        id.clone_into(&mut self.notes[self.at].id);
    }

    /// How the grid lays audits out.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Where the cell of an input or point stands.
    #[inline]
    fn place(&self, at: usize) -> usize {
        at << self.shift | self.at
    }

    /// Gives an input a value that fits a cell. It must be of the input's type and within its bounds.
    #[inline]
    pub fn answer(&mut self, input: InputId, answer: Answer) {
        let place = self.place(input.0);
        self.answers[place] = answer;
    }

    /// Gives an input a value, whatever its size.
    pub fn answer_value(&mut self, input: InputId, value: &Value) {
        let answer = Answer::of(value).unwrap_or_else(|| {
            self.notes[self.at].other_answers.push((input, value.clone()));
            Answer::Other
        });
        self.answer(input, answer);
    }

    /// Rates a point at a level of its scale.
    pub fn rate(&mut self, point: PointId, level: usize) {
        let cell = RatingCell::level(level).unwrap_or_else(|| {
            self.notes[self.at].other_ratings.push((point, RecordedRating::Level(level)));
            RatingCell::OTHER
        });
        self.rate_cell(point, cell);
    }

    /// Rates a point at the level a cell holds.
    #[inline]
    pub(crate) fn rate_cell(&mut self, point: PointId, level: RatingCell) {
        let place = self.place(point.0);
        self.ratings[place] = level;
    }

    /// Forgets the rating of a point that is not set aside.
    pub(crate) fn unrate(&mut self, point: PointId) {
        self.rate_cell(point, RatingCell::NONE);
    }

    /// Rates a point on an interval scale, in millionths.
    pub fn rate_in_millionths(&mut self, point: PointId, millionths: i64) {
        let place = self.place(point.0);
        self.has_millionths = true;
        self.ratings[place] = RatingCell::MILLIONTHS;
        self.millionths[place] = millionths;
    }

    /// Rates a point, whatever the size of the rating.
    pub fn rate_as(&mut self, point: PointId, rating: &RecordedRating) {
        match rating {
            RecordedRating::Level(level) => self.rate(point, *level),
            RecordedRating::Value(value) => {
                if let Some(millionths) = rating::millionths(value) {
                    self.rate_in_millionths(point, millionths);
                } else {
                    self.notes[self.at].other_ratings.push((point, rating.clone()));
                    self.rate_cell(point, RatingCell::OTHER);
                }
            }
        }
    }

    /// Sets a point aside, once.
    pub fn set_aside(&mut self, point: PointId, reason: &str) {
        if self.keeps_reasons {
            self.notes[self.at].keep_reason(point, reason);
        }
        self.aside.add(point, 1 << self.at);
        // A point both rated and set aside is refused: the rating is kept to say so.
        let place = self.place(point.0);
        let cell = &mut self.ratings[place];
        if *cell == RatingCell::NONE {
            *cell = RatingCell::SET_ASIDE;
        }
    }

    /// Says that the elements of a point are recorded in these audits, given as bits, and tells where its marks in one audit stand.
    #[inline]
    fn begin_record(&mut self, point: PointId, audits: u64, audit: usize) -> Range<usize> {
        self.recorded.add(point, audits);
        self.last = point;
        self.marks_at(point, audit)
    }

    /// Says the same of the audit at hand.
    #[inline]
    fn begin_mine(&mut self, point: PointId) -> Range<usize> {
        self.begin_record(point, 1 << self.at, self.at)
    }

    /// Where the marks of a point stand in an audit.
    #[inline]
    fn marks_at(&self, point: PointId, audit: usize) -> Range<usize> {
        let (before, words) = self.layout.marks(point);
        let start = (before << self.shift) + audit * words;
        start..start + words
    }

    /// Records the elements of a point, once; none is met until [`Slots::mark`] says so.
    pub fn record(&mut self, point: PointId) {
        let place = self.begin_mine(point);
        self.marks[place].fill(0);
    }

    /// Records the elements of a point, once, with its marks.
    pub(crate) fn record_words(&mut self, point: PointId, marks: &[u64]) {
        let place = self.begin_mine(point);
        match (&mut self.marks[place], marks) {
            ([into], [marks]) => *into = *marks,
            (into, marks) => into.copy_from_slice(marks),
        }
    }

    /// Records the elements of a point, once, with the first 64 marks; the point has not more keys than that.
    #[allow(clippy::inline_always, reason = "called for each list")]
    #[inline(always)]
    pub(in crate::audit) fn record_marks(&mut self, point: PointId, marks: u64) {
        let place = self.begin_mine(point);
        if !place.is_empty() {
            self.marks[place.start] = marks;
        }
    }

    /// The marks of a point, if it is the last recorded, and one word holds them.
    pub(in crate::audit) fn last_marks(&self, point: PointId) -> Option<u64> {
        match self.marks_in(self.at, point) {
            _ if self.recorded.is_empty() || self.last != point => None,
            [] => Some(0),
            [marks] => Some(*marks),
            _ => None,
        }
    }

    /// Marks a key of the last point recorded as met. Keys are counted as [`Layout`] says; one the point has not is no key.
    pub fn mark(&mut self, key: usize) {
        if self.recorded.is_empty() {
            return;
        }
        let place = self.marks_at(self.last, self.at);
        if let Some(word) = self.marks[place].get_mut(key / 64) {
            *word |= 1 << (key % 64);
        }
    }

    /// The cell of every input.
    pub fn answers(&self) -> Cells<'_, Answer> {
        Cells::new(&self.answers, self.shift, self.at)
    }

    /// The cell of every point.
    #[inline]
    pub fn ratings(&self) -> Cells<'_, RatingCell> {
        Cells::new(&self.ratings, self.shift, self.at)
    }

    /// The answer of an input of this domain, whatever its size.
    pub fn value(&self, input: InputId, domain: &Domain) -> Option<Value> {
        self.value_in(self.at, input, domain)
    }

    pub(crate) fn value_in(&self, audit: usize, input: InputId, domain: &Domain) -> Option<Value> {
        match self.answers[input.0 << self.shift | audit] {
            Answer::Other => self.other_answer_in(audit, input).cloned(),
            answer => answer.value(domain),
        }
    }

    /// The rating of a point whose cell says [`RatingCell::MILLIONTHS`].
    pub fn millionths(&self, point: PointId) -> i64 {
        self.millionths[self.place(point.0)]
    }

    /// The answer of an input that does not fit its cell.
    pub fn other_answer(&self, input: InputId) -> Option<&Value> {
        self.other_answer_in(self.at, input)
    }

    pub(crate) fn other_answer_in(&self, audit: usize, input: InputId) -> Option<&Value> {
        self.notes[audit].other_answer(input)
    }

    /// The rating recorded for a point.
    pub fn rating(&self, point: PointId) -> Option<RecordedRating> {
        self.rating_in(self.at, point)
    }

    pub(crate) fn rating_in(&self, audit: usize, point: PointId) -> Option<RecordedRating> {
        let place = point.0 << self.shift | audit;
        match self.ratings[place] {
            RatingCell::NONE | RatingCell::SET_ASIDE => None,
            RatingCell::MILLIONTHS => Some(RecordedRating::Value(rating::from_millionths(self.millionths[place]))),
            RatingCell::OTHER => self.notes[audit].other_rating(point).cloned(),
            cell => cell.as_level().map(RecordedRating::Level),
        }
    }

    /// The points set aside, with their reasons, in the order given; a reason that is not kept is empty.
    pub fn all_set_aside(&self) -> impl Iterator<Item = (PointId, &str)> {
        self.set_aside_in(self.at)
    }

    pub(crate) fn set_aside_in(&self, audit: usize) -> impl Iterator<Item = (PointId, &str)> {
        self.aside.of(audit).map(move |point| (point, self.notes[audit].reason(point)))
    }

    /// The reason a point was set aside.
    pub fn reason(&self, point: PointId) -> Option<&str> {
        self.reason_in(self.at, point)
    }

    pub(crate) fn reason_in(&self, audit: usize, point: PointId) -> Option<&str> {
        self.aside.has(audit, point).then(|| self.notes[audit].reason(point))
    }

    /// The points whose elements are recorded, each with its marks: bit `key % 64` of word `key / 64`.
    pub fn all_recorded(&self) -> impl Iterator<Item = (PointId, &[u64])> {
        self.recorded_in(self.at)
    }

    fn recorded_in(&self, audit: usize) -> impl Iterator<Item = (PointId, &[u64])> {
        self.recorded.of(audit).map(move |point| (point, self.marks_in(audit, point)))
    }

    /// The marks of a point whose elements are recorded.
    #[inline]
    pub(crate) fn marks_in(&self, audit: usize, point: PointId) -> &[u64] {
        &self.marks[self.marks_at(point, audit)]
    }
}

/// A copy of the audit at hand, alone.
impl Clone for Slots {
    fn clone(&self) -> Self {
        let mut alone = Self::new(Arc::clone(&self.layout));
        alone.name(self.id());
        alone.answers = self.answers().iter().copied().collect();
        alone.ratings = self.ratings().iter().copied().collect();
        alone.millionths = Cells::new(&self.millionths, self.shift, self.at).iter().copied().collect();
        alone.has_millionths = self.has_millionths;
        for (point, reason) in self.all_set_aside() {
            alone.set_aside(point, reason);
        }
        for (point, marks) in self.all_recorded() {
            alone.record_words(point, marks);
        }
        let (notes, from) = (&mut alone.notes[0], &self.notes[self.at]);
        notes.other_answers.clone_from(&from.other_answers);
        notes.other_ratings.clone_from(&from.other_ratings);
        alone
    }
}

#[cfg(test)]
mod tests;
