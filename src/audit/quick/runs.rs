//! Runs of entries known by how they are [written](super::written), nothing but a comma between two of them: answers, ratings, elements.
//!
//! A run ends before the first entry that is not known. That one is read by its key and its value, and known from then on.

use super::places::{Kind, Places};
use super::scan::{blanks, is, marks, within};
use super::written::Written;
use super::{PATIENCE, Quick};
use crate::audit::section::Section;
use crate::audit::slots::{Answer, RatingCell, Slots};
use crate::grid::PointId;

/// The entries known of each kind. Answers and ratings go with the comma after them, lists end with their bracket.
pub(super) struct Known {
    /// The place of an answer: which of both sections it is in counts.
    answers: Written<(u32, Answer), 4, 4096>,
    ratings: Written<(u32, RatingCell), 2, 16384>,
    elements: Written<(u32, u64), 8, 16384>,
}

/// Where a run ends: the place of its last entry, and the end of that.
type End = (usize, usize);

impl Known {
    pub(super) fn new() -> Self {
        Self { answers: Written::new(), ratings: Written::new(), elements: Written::new() }
    }

    /// Remembers an entry as it was read.
    pub(super) fn learn(
        &mut self,
        bytes: &[u8],
        entry: std::ops::Range<usize>,
        (place, kind): (usize, Kind),
        slots: &Slots,
    ) {
        let (start, comma) = (entry.start, blanks(bytes, entry.end));
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        match kind {
            Kind::Input(input) if bytes.get(comma) == Some(&b',') => {
                if let answer @ (Answer::YesNo(_) | Answer::Option(_)) = slots.answers()[input.0] {
                    self.answers.learn(bytes, start, comma + 1 - start, (small(place), answer));
                }
            }
            Kind::Rating(point, _) if bytes.get(comma) == Some(&b',') => {
                let cell = slots.ratings()[point.0];
                if cell.as_level().is_some() {
                    self.ratings.learn(bytes, start, comma + 1 - start, (small(point.0), cell));
                }
            }
            Kind::Elements(point) => {
                if let Some(marks) = slots.last_marks(point) {
                    self.elements.learn(bytes, start, entry.end - start, (small(point.0), marks));
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
        let comma = blanks(bytes, at);
        (bytes.get(comma) == Some(&b',')).then_some(comma + 1)
    }

    /// Reads the entries that follow a place, as long as they are known. `None` if a key comes twice.
    #[inline]
    pub(super) fn run(&mut self, bytes: &[u8], at: usize, place: usize, slots: &mut Slots) -> Option<End> {
        let before = (place, at);
        let Some(section) = self.places.section(place).filter(|_| self.patience > 0) else { return Some(before) };
        let Some(start) = self.entry_after(bytes, at, place) else { return Some(before) };
        let end = match Section::ALL[section] {
            Section::Inputs(_) => self.answers(bytes, start, before, slots)?,
            Section::Ratings => self.ratings(bytes, start, before, slots)?,
            Section::Elements => self.elements(bytes, start, before, slots)?,
            Section::SetAside => return Some(before),
        };
        self.patience = if end == before { self.patience - 1 } else { PATIENCE };
        Some(end)
    }

    fn answers(&mut self, bytes: &[u8], mut start: usize, mut end: End, slots: &mut Slots) -> Option<End> {
        let section = self.places.section(end.0);
        while let Some(length) = within::<1>(bytes, start, b',')
            && let Some((place, answer)) = self.known.answers.get(bytes, start, length)
            && let Kind::Input(input) = self.places.kind(place as usize)
            && self.places.section(place as usize) == section
        {
            if self.is_met(place as usize) {
                return None;
            }
            slots.answer(input, answer);
            end = (place as usize, start + length - 1);
            start += length;
        }
        Some(end)
    }

    /// Ratings are short, and many: where they end is found many bytes at a time, and does not depend on what the one before was.
    fn ratings(&mut self, bytes: &[u8], mut start: usize, mut end: End, slots: &mut Slots) -> Option<End> {
        let opening = self.places.opening_of(end.0)?;
        let Self { known, met, turn, .. } = self;
        let mut twice = false;
        marks(
            bytes,
            start,
            |bytes| is(bytes, b','),
            |comma| {
                let (point, level) = known.ratings.get(bytes, start, comma + 1 - start)?;
                let place = Places::of_key(opening, point as usize);
                twice = std::mem::replace(met.get_mut(place)?, *turn) == *turn;
                slots.rate_cell(PointId(point as usize), level);
                end = (place, comma);
                start = comma + 1;
                (!twice).then_some(())
            },
        );
        (!twice).then_some(end)
    }

    fn elements(&mut self, bytes: &[u8], mut start: usize, mut end: End, slots: &mut Slots) -> Option<End> {
        let opening = self.places.opening_of(end.0)?;
        while let Some(length) = within::<2>(bytes, start, b']')
            && let Some((point, marks)) = self.known.elements.get(bytes, start, length)
        {
            let place = Places::of_key(opening, point as usize);
            if self.is_met(place) {
                return None;
            }
            slots.record_marks(PointId(point as usize), marks);
            end = (place, start + length);
            if bytes.get(end.1) != Some(&b',') {
                break;
            }
            start = end.1 + 1;
        }
        Some(end)
    }
}
