//! Runs of entries written the usual way, nothing but a comma between two of them: ratings, and elements. Where their keys and
//! values stand is found many bytes at a time, and hardly depends on what the one before was.
//!
//! A run ends before the first entry that is written in another way, or is wrong.

use super::Quick;
use super::places::Places;
use super::scan::marks;
use super::texts::short;
use super::values::Marked;
use crate::audit::section::Section;
use crate::audit::slots::Slots;
use crate::grid::PointId;

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

    /// Ratings: a key ends with a colon, a value with a comma.
    fn ratings(&mut self, bytes: &[u8], at: usize, opening: usize, slots: &mut Slots) -> Option<End> {
        let Self { places, values, met, turn, .. } = self;
        let (mut end, mut twice) = ((opening, at), false);
        let (mut start, mut rated) = (at, None);
        marks(bytes, [b':', b','], at, |mark| {
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
        });
        (!twice).then_some(end)
    }

    /// Elements: what stands between two quotes is a key, or one of the names listed under it.
    fn elements(&mut self, bytes: &[u8], at: usize, opening: usize, slots: &mut Slots) -> Option<End> {
        let Self { places, values, met, turn, .. } = self;
        let (mut end, mut twice) = ((opening, at), false);
        // Where the next quote must be that opens, and where the last one is that did.
        let (mut expected, mut opened) = (at, None);
        let mut listed: Option<(PointId, Marked)> = None;
        marks(bytes, [b'"'], at, |mark| {
            let Some(open) = opened.take() else {
                opened = Some(mark.at);
                return (mark.at == expected).then_some(());
            };
            let next: &[u8; 3] = bytes.get(mark.at + 1..)?.first_chunk()?;
            let (point, marked, after) = if let Some((point, mut marked)) = listed.take() {
                marked.add(mark.before(), bytes, open + 1, mark.at)?;
                if next[0] == b',' {
                    expected = mark.at + 2;
                    listed = Some((point, marked));
                    return Some(());
                }
                (next[0] == b']').then_some((point, marked, mark.at + 2))?
            } else {
                let point = places.quoted(mark.with(), mark.at + 1 - open)?.point();
                let marked = values.elements.get(point.0)?.as_ref()?.none();
                if next == b":[\"" {
                    expected = mark.at + 3;
                    listed = Some((point, marked));
                    return Some(());
                }
                (next == b":[]").then_some((point, marked, mark.at + 4))?
            };
            let place = Places::of_key(opening, point.0);
            twice = std::mem::replace(met.get_mut(place)?, *turn) == *turn;
            slots.record_marks(point, marked.marks());
            end = (place, after);
            expected = after + 1;
            (!twice && bytes.get(after) == Some(&b',')).then_some(())
        });
        (!twice).then_some(end)
    }
}
