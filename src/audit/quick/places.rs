//! The places of an audit where a value stands, numbered: each key of each section, and the keys of the audit itself.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::keys::Keys;
use super::scan::byte;
use crate::audit::given::nfc;
use crate::audit::object;
use crate::audit::rejected;
use crate::audit::section::Section;
use crate::audit::vocabulary::Vocabulary;
use crate::grid::{InputId, PointId, ScaleId};

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Identifier,
    Citation,
    Input(InputId),
    Rating(PointId, ScaleId),
    Elements(PointId),
    SetAside(PointId),
    /// A key the grid says nothing of.
    Free,
    /// Nothing yet: a section has just been opened.
    Opening,
}

/// What a key of the audit itself leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Top {
    /// A value.
    Place(usize),
    /// A section, by its number.
    Section(usize),
}

/// The places of the audits of a grid.
pub(super) struct Places {
    known: Vec<(Kind, Option<usize>)>,
    /// Where each section begins: a place for its opening, then one for each of its keys.
    starts: [usize; Section::ALL.len()],
    keys: Vec<Keys>,
    /// The keys of the audit itself met so far.
    tops: HashMap<Box<str>, Top, RandomState>,
}

/// How many keys of audits are learnt; audits with others that the grid says nothing of go the slow way.
const MOST_TOPS: usize = 256;

impl Places {
    /// Before the audit, where no value stands.
    pub(super) const START: usize = 0;
    /// After the audit.
    pub(super) const END: usize = 1;
    const IDENTIFIER: usize = 2;
    const CITATION: usize = 3;

    /// The places known from the grid alone.
    pub(super) fn new(names: &Vocabulary) -> Self {
        let (inputs, points) = (names.grid.inputs.len(), &names.grid.points);
        let mut places = vec![(Kind::Free, None), (Kind::Free, None), (Kind::Identifier, None), (Kind::Citation, None)];
        let mut starts = [0; Section::ALL.len()];
        for (at, section) in Section::ALL.into_iter().enumerate() {
            starts[at] = places.len();
            places.push((Kind::Opening, Some(at)));
            // Each of the two blocks of inputs has a place for every one of them, of which it uses its own.
            let count = if let Section::Inputs(_) = section { inputs } else { points.len() };
            let kind = |key: usize| match section {
                Section::Inputs(_) => Kind::Input(InputId(key)),
                Section::Ratings => Kind::Rating(PointId(key), points[key].scale),
                Section::Elements => Kind::Elements(PointId(key)),
                Section::SetAside => Kind::SetAside(PointId(key)),
            };
            places.extend((0..count).map(|key| (kind(key), Some(at))));
        }
        let keys = Section::ALL.into_iter().map(|section| match section {
            Section::Inputs(of) => {
                let inputs = names.grid.inputs.iter().enumerate().filter(|(_, input)| input.section == of);
                Keys::new(inputs.map(|(at, input)| (at, input.name.as_str())))
            }
            _ => Keys::new(points.iter().map(|point| point.id.as_str()).enumerate()),
        });
        Self { known: places, starts, keys: keys.collect(), tops: HashMap::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// What stands at a place.
    #[inline]
    pub(super) fn kind(&self, place: usize) -> Kind {
        self.known[place].0
    }

    /// The section a place is in; none for the keys of the audit itself.
    #[inline]
    pub(super) fn section(&self, place: usize) -> Option<usize> {
        self.known[place].1
    }

    /// The place just after the bracket that opens the section a place is in.
    #[inline]
    pub(super) fn opening_of(&self, place: usize) -> Option<usize> {
        self.section(place).map(|section| self.starts[section])
    }

    /// Where a key of the audit itself leads.
    pub(super) fn top(&mut self, key: &str) -> Option<Top> {
        if let Some(top) = self.tops.get(key) {
            return Some(*top);
        }
        let word = nfc(key);
        let top = if key == "audit" {
            Top::Place(Self::IDENTIFIER)
        } else if key == "grille" {
            Top::Place(Self::CITATION)
        } else if let Some(section) = Section::ALL.iter().position(|section| section.word() == word) {
            Top::Section(section)
        } else {
            // Names are compared in NFC: what is not stays with the slow way, as do lines of a rejects file.
            let is_free = word == key && object::is_free(key) && key != rejected::RAW;
            if !is_free || self.tops.len() >= MOST_TOPS {
                return None;
            }
            self.known.push((Kind::Free, None));
            Top::Place(self.known.len() - 1)
        };
        self.tops.insert(key.into(), top);
        Some(top)
    }

    /// The place of a key, by its number, in the section that opens at a place.
    #[inline]
    pub(super) fn of_key(opening: usize, key: usize) -> usize {
        opening + 1 + key
    }

    /// The place just after the bracket that opens a section.
    #[inline]
    pub(super) fn opening(&self, section: usize) -> usize {
        self.starts[section]
    }

    /// The next place of the same section, if its key is written in a way that is known, and where its value begins.
    #[inline]
    pub(super) fn after(&self, bytes: &[u8], at: usize, place: usize) -> Option<(usize, usize)> {
        let (kind, section) = self.known[place];
        let section = section?;
        let at = if kind == Kind::Opening { at } else { byte(bytes, at, b',')? };
        let (key, at) = self.keys[section].read(bytes, at)?;
        Some((Self::of_key(self.starts[section], key), at))
    }

    /// The place of a key in a section.
    pub(super) fn in_section(&self, names: &Vocabulary, section: usize, key: &str) -> Option<usize> {
        let at = match Section::ALL[section] {
            Section::Inputs(of) => names.input(key).filter(|input| names.grid.input(*input).section == of)?.0,
            Section::Ratings | Section::Elements | Section::SetAside => names.point(key)?.0,
        };
        Some(Self::of_key(self.starts[section], at))
    }
}
