//! Runs of entries known by how they are [written](super::written), nothing but a comma between two of them: answers, ratings, elements.
//!
//! A run ends before the first entry that is not known. That one is read by its key and its value, and known from then on.
use fearless_simd::Level;

use super::places::{Kind, Places};
use super::short::{self, Rated, Short};
use super::written::{Says, Written};
use super::{PATIENCE, Quick};
use crate::audit::section::Section;
use crate::audit::slots::{Answer, RatingCell, Slots};
use crate::grid::PointId;

/// The entries known of each kind, without what ends them.
pub(super) struct Known {
    /// The place of an answer: which of both sections it is in counts.
    answers: Written<ROOM>,
    /// Ratings are mostly short, and many.
    ratings: Short,
    long_ratings: Written<ROOM>,
    elements: Written<ROOM>,
    /// What the ratings and other entries found last say.
    rated: Box<[Rated; AT_ONCE]>,
    found: Box<[Says; AT_ONCE]>,
}

/// Room for twice as many entries as are known of each kind.
const ROOM: usize = 1 << 13;

/// How many entries are looked up before what they say is taken: so many can be waited for together.
const AT_ONCE: usize = 128;

/// What an entry says: the answer at a place.
fn answering(place: usize, answer: Answer) -> Option<Says> {
    let (kind, value) = match answer {
        Answer::None => (0, 0),
        Answer::YesNo(answer) => (1, answer.into()),
        Answer::Option(option) => (2, option.into()),
        Answer::Set(members) => (3, members),
        Answer::Decimal { .. } | Answer::Other => return None,
    };
    Some(Says { of: place.try_into().ok()?, kind, value })
}

/// The answer an entry says.
#[inline]
fn answered(says: Says) -> Answer {
    match says.kind {
        0 => Answer::None,
        1 => Answer::YesNo(says.value != 0),
        2 => u32::try_from(says.value).map_or(Answer::None, Answer::Option),
        _ => Answer::Set(says.value),
    }
}

/// What an entry says: the rating of a point.
fn rating(point: PointId, cell: RatingCell) -> Option<Says> {
    Some(Says { of: point.0.try_into().ok()?, kind: 0, value: cell.as_byte()?.into() })
}

/// What an entry says: the marks of a point, none of a `null`.
fn listing(point: PointId, marks: Option<u64>) -> Option<Says> {
    Some(Says { of: point.0.try_into().ok()?, kind: marks.is_some().into(), value: marks.unwrap_or_default() })
}

/// Where a run ends: the place of its last entry, and the end of that.
type End = (usize, usize);

impl Known {
    pub(super) fn new() -> Self {
        Self {
            answers: Written::new(),
            ratings: Short::new(),
            long_ratings: Written::new(),
            elements: Written::new(),
            rated: Box::new([Rated::default(); AT_ONCE]),
            found: Box::new([Says::default(); AT_ONCE]),
        }
    }

    /// Looks up what ratings say that follow each other from a place on and end at these, as long as they are known: how many.
    #[inline]
    fn rate(&mut self, level: Level, bytes: &[u8], mut start: usize, ends: &[u32]) -> usize {
        let mut count = 0;
        while let Some(end) = ends.get(count).filter(|_| count < AT_ONCE) {
            let end = *end as usize;
            let short = self.ratings.get(bytes, start, end - start);
            let Some(rated) = short.or_else(|| self.other_rating(level, bytes, start, end)) else { break };
            self.rated[count] = rated;
            (start, count) = (end + 1, count + 1);
        }
        count
    }

    /// What a rating says that stands there and is not where nearly all are.
    #[cold]
    fn other_rating(&self, level: Level, bytes: &[u8], start: usize, end: usize) -> Option<Rated> {
        if end - start <= short::LONGEST {
            self.ratings.search(bytes, start, end - start)
        } else {
            let says = self.long_ratings.get(level, bytes, start, end)?;
            Rated::new(PointId(says.of as usize), RatingCell::of_byte(u8::try_from(says.value).ok()?))
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
        match kind {
            Kind::Input(input) => {
                if let Some(says) = answering(place, slots.answers()[input.0]) {
                    self.answers.learn(text, says);
                }
            }
            Kind::Rating(point, _) => {
                let cell = slots.ratings()[point.0];
                // A `null` leaves it to what else is said of the point.
                let cell = if text.ends_with(b"null") { RatingCell::NONE } else { cell };
                if cell == RatingCell::NONE || cell.as_level().is_some() {
                    if text.len() <= short::LONGEST {
                        if let Some(says) = Rated::new(point, cell) {
                            self.ratings.learn(bytes, entry.start, text.len(), says);
                        }
                    } else if let Some(says) = rating(point, cell) {
                        self.long_ratings.learn(text, says);
                    }
                }
            }
            Kind::Elements(point) => {
                // A list that is null records nothing: what was recorded last is another's.
                let marks = slots.last_marks(point).filter(|_| text.ends_with(b"]"));
                if (marks.is_some() || text.ends_with(b"null"))
                    && let Some(says) = listing(point, marks)
                {
                    self.elements.learn(text, says);
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
            Section::Inputs(_) => self.answers(bytes, start, before, slots),
            Section::Ratings => self.ratings(bytes, start, before, slots),
            Section::Elements => self.elements(bytes, start, before, slots),
            Section::SetAside => Some(before),
        }?;
        self.patience = if end == before { self.patience - 1 } else { PATIENCE };
        Some(end)
    }

    fn answers(&mut self, bytes: &[u8], mut start: usize, before: End, slots: &mut Slots) -> Option<End> {
        let section = self.places.section(before.0);
        let Self { known, places, met, turn, ends, level, .. } = self;
        let (mut last, mut twice) = (before, false);
        loop {
            let count = known.answers.get_all(*level, bytes, start, ends.left(), known.found.as_mut_slice());
            let mut taken = 0;
            for says in known.found.get(..count)? {
                let place = says.of as usize;
                let Kind::Input(input) = places.kind(place) else { break };
                if places.section(place) != section {
                    break;
                }
                twice |= std::mem::replace(&mut met[place], *turn) == *turn;
                slots.answer(input, answered(*says));
                (last.0, taken) = (place, taken + 1);
            }
            if taken == 0 {
                break;
            }
            last.1 = ends.pass(taken)?;
            start = last.1 + 1;
        }
        (!twice).then_some(last)
    }

    #[inline(never)]
    fn ratings(&mut self, bytes: &[u8], mut start: usize, before: End, slots: &mut Slots) -> Option<End> {
        let first = Places::of_key(self.places.opening_of(before.0)?, 0);
        let Self { known, met, turn, ends, level, .. } = self;
        let (met, turn) = (met.get_mut(first..)?, *turn);
        let (mut last, mut twice) = (before, false);
        loop {
            let count = known.rate(*level, bytes, start, ends.left());
            for rated in known.rated.get(..count)? {
                let (point, cell) = rated.get();
                twice |= std::mem::replace(met.get_mut(point.0)?, turn) == turn;
                if cell != RatingCell::NONE {
                    slots.rate_cell(point, cell);
                }
                last.0 = first + point.0;
            }
            if count == 0 {
                break;
            }
            last.1 = ends.pass(count)?;
            start = last.1 + 1;
        }
        (!twice).then_some(last)
    }

    fn elements(&mut self, bytes: &[u8], mut start: usize, before: End, slots: &mut Slots) -> Option<End> {
        let first = Places::of_key(self.places.opening_of(before.0)?, 0);
        let Self { known, met, turn, ends, level, .. } = self;
        let (met, turn) = (met.get_mut(first..)?, *turn);
        let (mut last, mut twice) = (before, false);
        loop {
            let count = known.elements.get_all(*level, bytes, start, ends.left(), known.found.as_mut_slice());
            for says in known.found.get(..count)? {
                let point = says.of as usize;
                twice |= std::mem::replace(met.get_mut(point)?, turn) == turn;
                if says.kind != 0 {
                    slots.record_marks(PointId(point), says.value);
                }
                last.0 = first + point;
            }
            if count == 0 {
                break;
            }
            last.1 = ends.pass(count)?;
            start = last.1 + 1;
        }
        (!twice).then_some(last)
    }
}
