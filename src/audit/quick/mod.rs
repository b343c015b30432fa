//! The quick way through an audit: straight from the bytes of a JSON object to the slots, without building anything.
//!
//! It takes nothing that [`object::read`](super::object::read) would not take, and takes it the same: random audits hold the
//! two equal. Whatever it does not know, be it wrong or only unusual, it leaves to that one, which alone says why an audit is
//! refused.
//!
//! It reads texts without blanks and needless escapes; others are [laid out evenly](even) first. Within a section, entries written as
//! others were before are taken again ([`runs`]); of others the key is guessed, or looked up by its bytes.
//! Between sections, what comes before the next value (`},"cotations":{`) is mostly what came there in the audit before. So each place
//! remembers what followed it: the same bytes again lead to the same place, and no key has to be read.

mod ends;
mod even;
mod follow;
mod free;
mod keys;
mod listed;
mod number;
mod places;
mod proved;
mod row;
mod runs;
mod scan;
mod short;
mod strings;
mod texts;
mod values;
mod written;

use fearless_simd::Level;

use self::ends::Ends;
use self::even::Even;
use self::follow::Followed;
use self::places::{Kind, Places};
use self::proved::Proved;
use self::runs::Known;
use self::values::Values;
use super::slots::Slots;
use super::vocabulary::Vocabulary;

/// How many entries one after the other may be looked up in vain in an audit.
const PATIENCE: usize = 8;

/// What one thread reads audits with, quickly.
pub(super) struct Quick<'v> {
    names: &'v Vocabulary<'v>,
    even: Even,
    /// Whether the last audit had to be laid out evenly first.
    uneven: bool,
    places: Places,
    values: Values<'v>,
    /// The entries known by how they are written.
    known: Known,
    /// Where the next of them end.
    ends: Ends,
    /// The vectors the processor has.
    level: Level,
    /// How many more entries are looked up in vain before no other of the audit is: where no line is written like another, it would be
    /// for nothing.
    patience: usize,
    /// What followed each place.
    followed: Vec<Followed>,
    /// The last audit that had something at each place: none twice.
    met: Vec<u32>,
    /// The number of the audit being read.
    turn: u32,
}

impl<'v> Quick<'v> {
    pub(super) fn new(names: &'v Vocabulary<'v>) -> Self {
        let places = Places::new(names);
        let followed = vec![Followed::default(); places.len()];
        let met = vec![0; places.len()];
        Self {
            names,
            even: Even::default(),
            uneven: false,
            places,
            values: Values::new(names),
            known: Known::new(),
            ends: Ends::new(),
            level: Level::new(),
            patience: 0,
            followed,
            met,
            turn: 0,
        }
    }

    /// Reads an audit into slots in which nothing is known of it yet. `None` if the other way must be taken: the slots hold nothing of
    /// use then.
    pub(super) fn read(&mut self, audit: &[u8], slots: &mut Slots) -> Option<()> {
        // One that is laid out in another way than those before is begun in vain.
        let is_begun = !self.uneven;
        if is_begun {
            if self.read_even(audit, slots).is_some() {
                return Some(());
            }
            slots.clear();
        }
        let mut even = std::mem::take(&mut self.even);
        let read = even.lay(audit, self.level).and_then(|text| {
            self.uneven = text.len() < audit.len();
            // Where nothing goes it is the text that was begun.
            if self.uneven || !is_begun { self.read_even(text, slots) } else { None }
        });
        self.even = even;
        read
    }

    /// The same of an audit laid out evenly, which may not be UTF-8: all that is taken was compared with what is known, or proved to be.
    fn read_even(&mut self, audit: &[u8], slots: &mut Slots) -> Option<()> {
        self.turn = self.turn.checked_add(1).unwrap_or_else(|| {
            self.met.fill(0);
            1
        });
        self.patience = PATIENCE;
        self.ends.clear();
        let mut text = Proved::new(audit);
        let (mut at, mut place, mut opened) = (0, Places::START, 0_u8);
        loop {
            (place, at) = self.run(audit, at, place, slots)?;
            let entry = if self.patience > 0 { self.entry_after(audit, at, place) } else { None };
            let (next, opens);
            (next, at, opens) = self.next(audit, at, place)?;
            if opened & opens != 0 {
                return None;
            }
            opened |= opens;
            if next == Places::END {
                return (at == audit.len() && !slots.id().is_empty()).then_some(());
            }
            if self.is_met(next) {
                return None;
            }
            at = self.value(&mut text, at, next, slots)?;
            if let Some(start) = entry.filter(|_| self.places.section(next) == self.places.section(place)) {
                self.known.learn(audit, start..at, (next, self.places.kind(next)), slots);
            }
            place = next;
        }
    }

    /// True if something stood at a place before, in the same audit.
    #[inline]
    fn is_met(&mut self, place: usize) -> bool {
        std::mem::replace(&mut self.met[place], self.turn) == self.turn
    }

    /// Reads the value at a place, and says where it ends.
    #[inline]
    fn value(&mut self, text: &mut Proved, at: usize, place: usize, slots: &mut Slots) -> Option<usize> {
        let bytes = text.bytes();
        match self.places.kind(place) {
            Kind::Opening => Some(at),
            Kind::Rating(point, scale) => self.values.rating(bytes, at, point, scale, slots),
            Kind::Input(input) => self.values.input(bytes, at, input, slots),
            Kind::Elements(point) => self.values.elements(bytes, at, point, slots),
            Kind::SetAside(point) => values::set_aside(text, at, point, slots),
            Kind::Identifier => values::identifier(text, at, slots),
            Kind::Citation => values::citation(text, at, &self.names.citation),
            Kind::Free => {
                let end = free::value(self.level, bytes, at)?;
                text.text(at..end).map(|_| end)
            }
        }
    }

    /// The place of the next value, where it begins, and the sections opened on the way.
    #[inline]
    fn next(&mut self, bytes: &[u8], at: usize, place: usize) -> Option<(usize, usize, u8)> {
        if let Some((next, at)) = self.places.after(bytes, at, place) {
            return Some((next, at, 0));
        }
        let followed = &self.followed[place];
        if followed.is_at(bytes, at) {
            return Some((followed.place(), at + followed.length(), followed.opens()));
        }
        let found = follow::follow(&mut self.places, self.names, bytes, at, place)?;
        self.followed[place].learn(&bytes[at..found.at], &found);
        self.followed.resize_with(self.places.len(), Followed::default);
        self.met.resize(self.places.len(), 0);
        Some((found.place, found.at, found.opens))
    }
}

#[cfg(test)]
mod tests;
