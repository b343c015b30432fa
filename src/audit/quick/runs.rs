//! Runs of entries written the usual way, nothing but a comma between two of them: ratings, and elements. Where their keys and
//! values stand is found many bytes at a time, and hardly depends on what the one before was.
//!
//! A run ends before the first entry that is written in another way, or is wrong.

use super::Quick;
use super::places::{Kind, Places};
use super::scan::Marks;
use super::texts::short;
use super::values::Ratings;
use crate::audit::section::Section;
use crate::audit::slots::Slots;

/// Where a run ends: the place of its last entry, and the end of that.
type End = (usize, usize);

impl Quick<'_> {
    /// Reads what follows the bracket that opens a section, which is a place too, as long as it is written the usual way.
    /// `None` if the other way through the audit must be taken.
    pub(super) fn run(&mut self, text: &str, at: usize, opening: usize, slots: &mut Slots) -> Option<End> {
        match self.places.section(opening).and_then(|section| Section::ALL.get(section)) {
            Some(Section::Ratings) => self.ratings(text.as_bytes(), at, opening, slots),
            Some(Section::Elements) => self.elements(text.as_bytes(), at, opening, slots),
            Some(Section::Inputs(_) | Section::SetAside) => self.others(text, at, opening, slots),
            None => Some((opening, at)),
        }
    }

    fn others(&mut self, text: &str, at: usize, opening: usize, slots: &mut Slots) -> Option<End> {
        let bytes = text.as_bytes();
        let mut end = (opening, at);
        let (mut start, mut quotes) = (at, Marks::new(bytes, [b'"'], at));
        while let Some((open, close)) = quotes.next().zip(quotes.next()) {
            let value = close + 2;
            if open != start
                || bytes[close + 1..].first() != Some(&b':')
                || bytes.get(value).is_none_or(|byte| *byte <= b' ')
            {
                break;
            }
            let Some(key) = self.places.keys(opening).plain(bytes, open + 1, close) else { break };
            let place = Places::of_key(opening, key);
            if self.is_met(place) {
                return None;
            }
            end = (place, self.value(text, value, place, slots)?);
            if bytes.get(end.1) != Some(&b',') {
                break;
            }
            start = end.1 + 1;
            quotes.pass(start);
        }
        Some(end)
    }

    fn ratings(&mut self, bytes: &[u8], at: usize, opening: usize, slots: &mut Slots) -> Option<End> {
        let Self { places, values, met, turn, .. } = self;
        let keys = places.keys(opening);
        let mut end = (opening, at);
        let (mut start, mut marks) = (at, Marks::new(bytes, [b':', b','], at));
        while let Some((colon, comma)) = marks.next().zip(marks.next()) {
            let Some(place) = keys.short(bytes, start, colon + 1).map(|key| Places::of_key(opening, key)) else {
                break;
            };
            let Kind::Rating(point, scale) = places.kind(place) else { break };
            let Ratings::Levels { short: levels, .. } = &values.scales[scale.0] else { break };
            let Some(level) = short(bytes, colon + 1, comma + 1).and_then(|word| levels.get(word)) else { break };
            if std::mem::replace(&mut met[place], *turn) == *turn {
                return None;
            }
            slots.rate_cell(point, level);
            end = (place, comma);
            start = comma + 1;
        }
        Some(end)
    }

    fn elements(&mut self, bytes: &[u8], at: usize, opening: usize, slots: &mut Slots) -> Option<End> {
        let Self { places, values, met, turn, .. } = self;
        let keys = places.keys(opening);
        let mut end = (opening, at);
        let (mut start, mut quotes) = (at, Marks::new(bytes, [b'"'], at));
        while let Some((_, close)) = quotes.next().zip(quotes.next()) {
            let Some(place) = keys.short(bytes, start, close + 2).map(|key| Places::of_key(opening, key)) else {
                break;
            };
            let Kind::Elements(point) = places.kind(place) else { break };
            let Some(elements) = &values.elements[point.0] else { break };
            if bytes.get(close + 2) != Some(&b'[') {
                break;
            }
            let Some((marks, after)) = elements.list(bytes, close + 3, &mut quotes) else { break };
            if std::mem::replace(&mut met[place], *turn) == *turn {
                return None;
            }
            slots.record_marks(point, marks);
            end = (place, after);
            if bytes.get(after) != Some(&b',') {
                break;
            }
            start = after + 1;
        }
        Some(end)
    }
}
