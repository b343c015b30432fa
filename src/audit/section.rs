//! The blocks of an audit whose keys the grid declares. In wide files their keys are columns, named with a dot.

use crate::diagnostic::is_slip;
use crate::grid::InputSection;

/// A block of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// `profil`, `mesures`: the values of inputs.
    Inputs(InputSection),
    /// `cotations`: the ratings of points.
    Ratings,
    /// `éléments`: the elements recorded, for each point.
    Elements,
    /// `sans_objet`: the reasons why points are set aside.
    SetAside,
}

impl Section {
    /// Every block, in the order it is checked in.
    pub(super) const ALL: [Self; 5] = [
        Self::Inputs(InputSection::Profile),
        Self::Inputs(InputSection::Measures),
        Self::Ratings,
        Self::Elements,
        Self::SetAside,
    ];

    /// Its key.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Inputs(section) => section.word(),
            Self::Ratings => "cotations",
            Self::Elements => "éléments",
            Self::SetAside => "sans_objet",
        }
    }

    /// The block of a key.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.word() == word)
    }

    /// The block a key was meant for, but for a slip of the pen: left alone, all it holds would be lost without a word.
    pub(super) fn nearly(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| is_slip(word, section.word()))
    }

    /// The place of one of its keys, which is the name of its column: `mesures.taux_décroché`.
    pub(super) fn dotted(self, key: &str) -> String {
        format!("{}.{key}", self.word())
    }
}
