//! The values at the places of an audit, checked against what the grid declares as they are read.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::listed::Names;
use super::number::Decimal;
use super::proved::Proved;
use super::scan::{self, Text};
use crate::audit::RecordedRating;
use crate::audit::given::{Given, json_text};
use crate::audit::slots::{Answer, Layout, RatingCell, Slots};
use crate::audit::value::{self, Form};
use crate::audit::vocabulary::{Recordable, Vocabulary};
use crate::grid::{Domain, Input, InputId, NumberKind, PointId, Scale, ScaleId, ScaleKind};
use crate::syntax::days_from_date;

/// How many answers of an input are remembered as they were written.
const MOST_ANSWERS: usize = 1 << 10;

/// How many ratings on a scale are.
const MOST_RATINGS: usize = 1 << 6;

/// The longest writing of a value remembered.
const LONGEST: usize = 64;

/// How the values of a grid's audits are read.
pub(super) struct Values<'v> {
    names: &'v Vocabulary<'v>,
    inputs: Vec<InputValues>,
    scales: Vec<Ratings>,
    /// Of each point, its elements; none where there are too many.
    elements: Vec<Option<Elements>>,
}

/// How an input is read.
enum InputValues {
    YesNo,
    /// One of few options.
    Choice(Names),
    /// A set of few members.
    Set(Names),
    /// A number, a whole one or not, within bounds that are decimals.
    Number {
        integer: bool,
        bounds: Bounds,
    },
    Date(Bounds),
    /// Anything else: answers known by how they were written.
    Known(HashMap<Box<[u8]>, Answer, RandomState>),
}

/// The elements of a point, of at most 64 marks.
struct Elements {
    names: Names,
    /// The marks each name makes, one bit each.
    marks: Vec<u64>,
}

/// Bounds, which are included.
struct Bounds {
    low: Option<Decimal>,
    high: Option<Decimal>,
}

/// How ratings on a scale are read.
enum Ratings {
    /// Levels, known by how they were written.
    Levels(HashMap<Box<[u8]>, RatingCell, RandomState>),
    /// Values between two decimals.
    Values(Bounds),
    /// Values between two numbers that are none.
    Other,
}

impl Bounds {
    fn of(low: Option<&crate::exact::Exact>, high: Option<&crate::exact::Exact>) -> Option<Self> {
        let bound = |number: Option<_>| number.map_or(Some(None), |number| Decimal::of(number).map(Some));
        Some(Self { low: bound(low)?, high: bound(high)? })
    }

    fn hold(&self, number: Decimal) -> bool {
        self.low.is_none_or(|low| number >= low) && self.high.is_none_or(|high| number <= high)
    }
}

impl InputValues {
    fn new(input: &Input) -> Self {
        let known = || Self::Known(HashMap::default());
        match &input.domain {
            Domain::YesNo => Self::YesNo,
            Domain::Choice { options, .. } => {
                Names::new(options.iter().map(|option| option.name.as_str())).map_or_else(known, Self::Choice)
            }
            Domain::Set(members) => {
                Names::new(members.iter().map(|member| member.name.as_str())).map_or_else(known, Self::Set)
            }
            Domain::Number { kind, low, high, .. } => match (kind, Bounds::of(low.as_ref(), high.as_ref())) {
                (NumberKind::Number | NumberKind::Percentage, Some(bounds)) => Self::Number { integer: false, bounds },
                (NumberKind::Integer, Some(bounds)) => Self::Number { integer: true, bounds },
                (NumberKind::Date, Some(bounds)) => Self::Date(bounds),
                (NumberKind::Duration(_), _) | (_, None) => known(),
            },
        }
    }
}

impl Ratings {
    fn new(scale: &Scale) -> Self {
        match &scale.kind {
            ScaleKind::Levels(_) => Self::Levels(HashMap::default()),
            ScaleKind::Interval { low, high } => Bounds::of(Some(low), Some(high)).map_or(Self::Other, Self::Values),
        }
    }
}

impl<'v> Values<'v> {
    pub(super) fn new(names: &'v Vocabulary<'v>) -> Self {
        let grid = names.grid;
        let layout = Layout::new(grid);
        Self {
            names,
            inputs: grid.inputs.iter().map(InputValues::new).collect(),
            scales: grid.scales.iter().map(Ratings::new).collect(),
            elements: (0..grid.points.len()).map(|point| elements(names, &layout, PointId(point))).collect(),
        }
    }

    /// Reads the rating of a point, and says where it ends.
    pub(super) fn rating(
        &mut self,
        bytes: &[u8],
        at: usize,
        point: PointId,
        scale: ScaleId,
        slots: &mut Slots,
    ) -> Option<usize> {
        match &mut self.scales[scale.0] {
            Ratings::Levels(known) => {
                let end = scan::plain(bytes, at)?;
                let written = bytes.get(at..end)?;
                if let Some(level) = known.get(written) {
                    slots.rate_cell(point, *level);
                    return Some(end);
                }
                match value::rating(self.names, point, &even(bytes, at..end)?).ok()? {
                    Some(RecordedRating::Level(level)) => {
                        slots.rate(point, level);
                        if let Some(level) = RatingCell::level(level)
                            && known.len() < MOST_RATINGS
                            && written.len() <= LONGEST
                        {
                            known.insert(written.into(), level);
                        }
                    }
                    Some(RecordedRating::Value(_)) => return None,
                    None => {}
                }
                return Some(end);
            }
            Ratings::Values(bounds) => {
                if let Some((number, end)) = Decimal::read(bytes, at)
                    && bounds.hold(number)
                    && let Some(millionths) = number.in_units(6)
                {
                    slots.rate_in_millionths(point, millionths);
                    return Some(end);
                }
            }
            Ratings::Other => {}
        }
        let end = scan::plain(bytes, at)?;
        if let Some(rating) = value::rating(self.names, point, &even(bytes, at..end)?).ok()? {
            slots.rate_as(point, &rating);
        }
        Some(end)
    }

    /// Reads the answer to an input, and says where it ends.
    #[inline]
    pub(super) fn input(&mut self, bytes: &[u8], at: usize, input: InputId, slots: &mut Slots) -> Option<usize> {
        let read = match &mut self.inputs[input.0] {
            InputValues::YesNo => yes_no(bytes, at),
            InputValues::Choice(names) => names
                .name(bytes, at)
                .and_then(|(option, end)| u32::try_from(option).ok().map(|option| (Answer::Option(option), end))),
            InputValues::Set(names) => names.read(bytes, at).map(|(end, members)| (Answer::Set(members), end)),
            InputValues::Number { integer, bounds } => Decimal::read(bytes, at)
                .filter(|(number, _)| bounds.hold(*number) && (!*integer || number.in_units(0).is_some()))
                .map(|(number, end)| (Answer::Decimal { mantissa: number.mantissa, scale: number.scale }, end)),
            InputValues::Date(bounds) => date(bytes, at)
                .filter(|(date, _)| bounds.hold(Decimal { mantissa: *date, scale: 0 }))
                .map(|(date, end)| (Answer::Decimal { mantissa: date, scale: 0 }, end)),
            InputValues::Known(known) => {
                let end = scan::value(bytes, at)?;
                known.get(&bytes[at..end]).map(|answer| (*answer, end))
            }
        };
        if let Some((answer, end)) = read {
            slots.answer(input, answer);
            return Some(end);
        }
        let end = scan::value(bytes, at)?;
        let written = &bytes[at..end];
        if let Some(value) = value::value(self.names.grid.input(input), Form::Json, &even(bytes, at..end)?).ok()? {
            slots.answer_value(input, &value);
            if let InputValues::Known(known) = &mut self.inputs[input.0]
                && known.len() < MOST_ANSWERS
                && written.len() <= LONGEST
                && let Some(answer) = Answer::of(&value)
            {
                known.insert(written.into(), answer);
            }
        }
        Some(end)
    }

    /// Reads the elements recorded for a point, and says where they end.
    pub(super) fn elements(&mut self, bytes: &[u8], at: usize, point: PointId, slots: &mut Slots) -> Option<usize> {
        if bytes.get(at) == Some(&b'n') {
            return scan::literal(bytes, at, b"null");
        }
        let elements = self.elements[point.0].as_ref()?;
        if let Some((marked, end)) = elements.list(bytes, at) {
            slots.record_marks(point, marked);
            return Some(end);
        }
        let Elements { names, marks } = elements;
        let (end, mut met) = names.read(bytes, at)?;
        let mut marked = 0;
        while met != 0 {
            marked |= marks[met.trailing_zeros() as usize];
            met &= met - 1;
        }
        slots.record_marks(point, marked);
        Some(end)
    }
}

impl Elements {
    /// Reads a list in which nothing but a comma stands between two names, and names follow the order of the grid: the marks, and where
    /// it ends.
    #[inline]
    fn list(&self, bytes: &[u8], at: usize) -> Option<(u64, usize)> {
        let (mut at, mut from, mut marked) = (at + 1, 0, 0);
        match bytes.get(at - 1..=at)? {
            b"[]" => return Some((0, at + 1)),
            b"[\"" => {}
            _ => return None,
        }
        loop {
            let (name, end) = self.names.next(bytes, at, from)?;
            marked |= self.marks.get(name)?;
            match bytes.get(end)? {
                b',' => (at, from) = (end + 1, name + 1),
                b']' => return Some((marked, end + 1)),
                _ => return None,
            }
        }
    }
}

/// The elements of a point, if they are few.
fn elements(names: &Vocabulary, layout: &Layout, point: PointId) -> Option<Elements> {
    let mut keys = names.keys(point);
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| seen.insert(*key));
    let substitutes = &names.grid.point(point).substitutes;
    let marks = keys.iter().map(|key| {
        let marks: Vec<usize> = match names.recordable(point, key) {
            Some(Recordable::Element(element)) => vec![element],
            Some(Recordable::Substitute(at)) => {
                let pairs = substitutes[at].stands_for.iter().filter(|(name, _)| name == key);
                pairs.filter_map(|(_, element)| layout.substitute(point, at, *element)).collect()
            }
            None => Vec::new(),
        };
        marks.into_iter().try_fold(0, |all, mark| 1_u64.checked_shl(u32::try_from(mark).ok()?).map(|bit| all | bit))
    });
    let marks = marks.collect::<Option<_>>()?;
    Names::new(keys.iter().copied()).map(|names| Elements { names, marks })
}

/// Reads the reason a point is set aside for.
#[inline]
pub(super) fn set_aside(text: &mut Proved, at: usize, point: PointId, slots: &mut Slots) -> Option<usize> {
    let bytes = text.bytes();
    if bytes.get(at) == Some(&b'n') {
        return scan::literal(bytes, at, b"null");
    }
    text.prove_from(at)?;
    let (reason, end) = string(text, at)?;
    if reason.trim_start().is_empty() {
        return None;
    }
    slots.set_aside(point, &reason);
    Some(end)
}

/// Reads the identifier of the audit.
pub(super) fn identifier(text: &Proved, at: usize, slots: &mut Slots) -> Option<usize> {
    let (id, end) = string(text, at)?;
    slots.name(&id);
    Some(end)
}

/// Reads the grid the audit cites, which must be the one it is read for.
pub(super) fn citation(text: &Proved, at: usize, expected: &str) -> Option<usize> {
    let bytes = text.bytes();
    if bytes.get(at) == Some(&b'n') {
        return scan::literal(bytes, at, b"null");
    }
    string(text, at).filter(|(cited, _)| cited == expected).map(|(_, end)| end)
}

/// The text of a string, and where that ends.
#[inline]
fn string<'t>(text: &Proved<'t>, at: usize) -> Option<(Cow<'t, str>, usize)> {
    let bytes = text.bytes();
    let start = scan::byte(bytes, at, b'"')?;
    let Text { end, escaped } = scan::text(bytes, start)?;
    let told = if escaped { json_text(text.text(at..end + 1)?)? } else { Cow::Borrowed(text.text(start..end)?) };
    Some((told, end + 1))
}

/// A value without escapes: no name and no number needs any.
fn even(bytes: &[u8], written: Range<usize>) -> Option<Given<'_>> {
    scan::utf8(bytes, written).filter(|written| !written.contains('\\')).map(Given::from_json)
}

#[inline]
fn yes_no(bytes: &[u8], at: usize) -> Option<(Answer, usize)> {
    let rest = &bytes[at..];
    if rest.starts_with(b"true") {
        Some((Answer::YesNo(true), at + 4))
    } else if rest.starts_with(b"false") {
        Some((Answer::YesNo(false), at + 5))
    } else {
        None
    }
}

/// A date in quotes, in days since 1970-01-01.
fn date(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
    let quoted: &[u8; 12] = bytes.get(at..)?.first_chunk()?;
    let [b'"', y @ .., b'"'] = quoted else { return None };
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = y else { return None };
    let number = |digits: &[&u8]| {
        digits.iter().try_fold(0_i64, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(**digit - b'0')))
    };
    let days = days_from_date(number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?)?;
    Some((days, at + 12))
}
