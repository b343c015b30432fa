//! Runs of entries known by how they are [written](super::written), nothing but a comma between two of them: answers, ratings, elements.
//!
//! A run ends before the first entry that is not known. That one is read by its key and its value, and known from then on.
#![allow(clippy::inline_always, reason = "compiled for the vectors of the processor")]

use fearless_simd::{Level, Simd, dispatch};

use super::places::{Kind, Places};
use super::short::{self, Short};
use super::written::Written;
use super::{PATIENCE, Quick};
use crate::audit::section::Section;
use crate::audit::slots::{Answer, RatingCell, Slots};
use crate::grid::PointId;

/// The entries known of each kind, without what ends them.
pub(super) struct Known {
    /// The place of an answer: which of both sections it is in counts.
    answers: Written<(u32, Answer), 4096>,
    /// Ratings are mostly short, and many.
    ratings: Short<(u32, RatingCell)>,
    long_ratings: Written<(u32, RatingCell), 4096>,
    /// The marks of a list; none of a `null`.
    elements: Written<(u32, Option<u64>), 16384>,
}

/// Where a run ends: the place of its last entry, and the end of that.
type End = (usize, usize);

impl Known {
    pub(super) fn new() -> Self {
        Self { answers: Written::new(), ratings: Short::new(), long_ratings: Written::new(), elements: Written::new() }
    }

    /// What a rating says that stands there and is not where nearly all are.
    #[cold]
    fn other_rating(&self, level: Level, bytes: &[u8], start: usize, end: usize) -> Option<&(u32, RatingCell)> {
        if end - start <= short::LONGEST {
            self.ratings.search(bytes, start, end - start)
        } else {
            dispatch!(level, simd => self.long_ratings.get(simd, bytes, start, end))
        }
    }

    /// Remembers an entry as it was read.
    pub(super) fn learn(
        &mut self,
        bytes: &[u8],
        entry: std::ops::Range<usize>,
        (place, kind): (usize, Kind),
        slots: &Slots,
    ) {
        let text = &bytes[entry.clone()];
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        match kind {
            Kind::Input(input) => {
                let answer = slots.answers()[input.0];
                if let Answer::None | Answer::YesNo(_) | Answer::Option(_) | Answer::Set(_) = answer {
                    self.answers.learn(text, (small(place), answer));
                }
            }
            Kind::Rating(point, _) => {
                let cell = slots.ratings()[point.0];
                // A `null` leaves it to what else is said of the point.
                let cell = if text.ends_with(b"null") { RatingCell::NONE } else { cell };
                if cell == RatingCell::NONE || cell.as_level().is_some() {
                    let says = (small(point.0), cell);
                    if text.len() <= short::LONGEST {
                        self.ratings.learn(bytes, entry.start, text.len(), says);
                    } else {
                        self.long_ratings.learn(text, says);
                    }
                }
            }
            Kind::Elements(point) => {
                // A list that is null records nothing: what was recorded last is another's.
                let marks = slots.last_marks(point).filter(|_| text.ends_with(b"]"));
                if marks.is_some() || text.ends_with(b"null") {
                    self.elements.learn(text, (small(point.0), marks));
                }
            }
            _ => {}
        }
    }
}

impl Quick<'_> {
    /// Where an entry begins that follows a place in its section.
    #[inline]
    pub(super) fn entry_after(&self, bytes: &[u8], at: usize, place: usize) -> Option<usize> {
        if self.places.kind(place) == Kind::Opening {
            return Some(at);
        }
        (bytes.get(at) == Some(&b',')).then_some(at + 1)
    }

    /// Reads the entries that follow a place, as long as they are known. `None` if a key comes twice.
    #[inline]
    pub(super) fn run(&mut self, bytes: &[u8], at: usize, place: usize, slots: &mut Slots) -> Option<End> {
        let before = (place, at);
        let Some(section) = self.places.section(place).filter(|_| self.patience > 0) else { return Some(before) };
        if Section::ALL[section] == Section::SetAside {
            return Some(before);
        }
        let Some(start) = self.entry_after(bytes, at, place) else { return Some(before) };
        self.ends.find(bytes, start);
        let end = match Section::ALL[section] {
            Section::Inputs(_) => dispatch!(self.level, simd => self.answers(simd, bytes, start, before, slots)),
            Section::Ratings => self.ratings(bytes, start, before, slots),
            Section::Elements => dispatch!(self.level, simd => self.elements(simd, bytes, start, before, slots)),
            Section::SetAside => Some(before),
        }?;
        self.patience = if end == before { self.patience - 1 } else { PATIENCE };
        Some(end)
    }

    #[inline(always)]
    fn answers<S: Simd>(&mut self, simd: S, bytes: &[u8], start: usize, before: End, slots: &mut Slots) -> Option<End> {
        let section = self.places.section(before.0);
        let Self { known, places, met, turn, ends, .. } = self;
        let (mut start, mut last, mut twice, mut count) = (start, before, false, 0);
        for end in ends.left() {
            let end = *end as usize;
            if let Some((place, answer)) = known.answers.get(simd, bytes, start, end)
                && let place = *place as usize
                && let Kind::Input(input) = places.kind(place)
                && places.section(place) == section
            {
                twice |= std::mem::replace(&mut met[place], *turn) == *turn;
                slots.answer(input, *answer);
                (start, last, count) = (end + 1, (place, end), count + 1);
            } else {
                break;
            }
        }
        ends.pass(count);
        (!twice).then_some(last)
    }

    /// Ratings are short, and many.
    #[inline(never)]
    fn ratings(&mut self, bytes: &[u8], start: usize, before: End, slots: &mut Slots) -> Option<End> {
        let first = Places::of_key(self.places.opening_of(before.0)?, 0);
        let Self { known, met, turn, ends, level, .. } = self;
        let (met, turn) = (met.get_mut(first..)?, *turn);
        let (mut start, mut last, mut twice, mut count) = (start, before, false, 0);
        for end in ends.left() {
            let end = *end as usize;
            let rating = known.ratings.get(bytes, start, end - start);
            let Some((point, cell)) = rating.or_else(|| known.other_rating(*level, bytes, start, end)) else { break };
            let point = *point as usize;
            twice |= std::mem::replace(&mut met[point], turn) == turn;
            if *cell != RatingCell::NONE {
                slots.rate_cell(PointId(point), *cell);
            }
            (start, last, count) = (end + 1, (first + point, end), count + 1);
        }
        ends.pass(count);
        (!twice).then_some(last)
    }

    #[inline(always)]
    fn elements<S: Simd>(
        &mut self,
        simd: S,
        bytes: &[u8],
        start: usize,
        before: End,
        slots: &mut Slots,
    ) -> Option<End> {
        let first = Places::of_key(self.places.opening_of(before.0)?, 0);
        let Self { known, met, turn, ends, .. } = self;
        let (met, turn) = (met.get_mut(first..)?, *turn);
        let (mut start, mut last, mut twice, mut count) = (start, before, false, 0);
        for end in ends.left() {
            let end = *end as usize;
            let Some((point, marks)) = known.elements.get(simd, bytes, start, end) else { break };
            let point = *point as usize;
            twice |= std::mem::replace(&mut met[point], turn) == turn;
            if let Some(marks) = marks {
                slots.record_marks(PointId(point), *marks);
            }
            (start, last, count) = (end + 1, (first + point, end), count + 1);
        }
        ends.pass(count);
        (!twice).then_some(last)
    }
}
