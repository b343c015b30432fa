//! Runs of entries written the usual way, nothing but a comma between two of them: ratings, and elements.
//!
//! A run ends before the first entry that is written in another way, or is wrong.

use super::Quick;
use super::places::Places;
use super::scan::{is, marks};
use super::texts::short;
use crate::audit::section::Section;
use crate::audit::slots::Slots;

/// Where a run ends: the place of its last entry, and the end of that.
type End = (usize, usize);

impl Quick<'_> {
    /// Reads what follows the bracket that opens a section, which is a place too, as long as it is written the usual way.
    /// `None` if a key comes twice.
    pub(super) fn run(&mut self, bytes: &[u8], at: usize, opening: usize, slots: &mut Slots) -> Option<End> {
        match self.places.section(opening).and_then(|section| Section::ALL.get(section)) {
            Some(Section::Ratings) => self.ratings(bytes, at, opening, slots),
            Some(Section::Elements) => self.elements(bytes, at, opening, slots),
            _ => Some((opening, at)),
        }
    }

    /// Ratings: a key ends with a colon, a value with a comma. Where these stand is found many bytes at a time, and does not depend on
    /// what the one before was.
    fn ratings(&mut self, bytes: &[u8], at: usize, opening: usize, slots: &mut Slots) -> Option<End> {
        let Self { places, values, met, turn, .. } = self;
        let (mut end, mut twice) = ((opening, at), false);
        let (mut start, mut rated) = (at, None);
        marks(
            bytes,
            at,
            |bytes| is(bytes, b':') | is(bytes, b','),
            |mark| {
                let length = mark.at + 1 - std::mem::replace(&mut start, mark.at + 1);
                let Some(point) = rated.take() else {
                    rated = Some(places.short(mark.with(), length)?);
                    return Some(());
                };
                let levels = values.short_levels(point.scale())?;
                let level = levels.get(short(mark.with(), length)?)?;
                let place = Places::of_key(opening, point.point().0);
                twice = std::mem::replace(met.get_mut(place)?, *turn) == *turn;
                slots.rate_cell(point.point(), level);
                end = (place, mark.at);
                (!twice).then_some(())
            },
        );
        (!twice).then_some(end)
    }

    /// Elements: names mostly follow the order of the grid.
    fn elements(&mut self, bytes: &[u8], at: usize, opening: usize, slots: &mut Slots) -> Option<End> {
        let mut end = (opening, at);
        let mut start = at;
        while let Some((point, value)) = self.places.short_at(bytes, start)
            && let Some(elements) = self.values.elements.get(point.point().0).and_then(Option::as_ref)
            && let Some((marks, after)) = elements.list(bytes, value)
        {
            let place = Places::of_key(opening, point.point().0);
            if self.is_met(place) {
                return None;
            }
            slots.record_marks(point.point(), marks);
            end = (place, after);
            if bytes.get(after) != Some(&b',') {
                break;
            }
            start = after + 1;
        }
        Some(end)
    }
}
