//! Inputs: what an audit says of who is audited (`profil`) and of what was measured (`mesures`).

use super::{Atom, Formula, InputSection, TimeUnit};
use crate::diagnostic::Span;
use crate::exact::Exact;

/// An input of the grid.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its name, unique over both blocks.
    pub name: String,
    /// The block it is declared in, which is the key it is given under.
    pub section: InputSection,
    /// The values it may take.
    pub domain: Domain,
    /// The question it answers; empty if none was written.
    pub label: String,
    /// When it exists at all; always, if absent.
    pub exists_if: Option<Formula<Atom>>,
    /// The name it had in the version replaced.
    pub resumes: Option<String>,
    /// Its name in the source.
    pub name_span: Span,
    /// The whole declaration.
    pub span: Span,
}

/// The values an input may take. Domains are exact rationals or finite sets, never floats (`semantics.md` §1).
#[derive(Debug, Clone, PartialEq)]
pub enum Domain {
    /// `oui_non`
    YesNo,
    /// `choix`; `ordered` for `choix ordonné`, options then from least to greatest.
    Choice {
        /// True if the options can be compared with `<`.
        ordered: bool,
        /// The options.
        options: Vec<Choice>,
    },
    /// `ensemble`: any number of the members.
    Set(Vec<Choice>),
    /// `nombre`, `entier`, `pourcentage`, `durée`, `date`.
    Number {
        /// Which.
        kind: NumberKind,
        /// The least value, included.
        low: Option<Exact>,
        /// The greatest value, included.
        high: Option<Exact>,
        /// The unit shown to people (`agents`).
        unit: Option<String>,
    },
}

/// An option of a choice or a member of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// What people read; empty if none was written.
    pub label: String,
    /// The name it had in the version replaced.
    pub resumes: Option<String>,
    /// Its name in the source.
    pub span: Span,
}

/// The kinds of numeric inputs; each says what the exact number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// A dense rational.
    Number,
    /// An integer.
    Integer,
    /// A dense rational in percent (87.5 for 87,5 %), within [0;100] unless declared otherwise.
    Percentage,
    /// A dense rational in the unit declared.
    Duration(TimeUnit),
    /// An integer: days since 1970-01-01, proleptic Gregorian.
    Date,
}

impl NumberKind {
    /// True where only integers occur, so that an open interval between two neighbours is empty.
    pub fn is_discrete(self) -> bool {
        matches!(self, Self::Integer | Self::Date)
    }
}

/// A known value of an input, of the form its domain says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// Of a yes/no.
    YesNo(bool),
    /// Of a choice: the index of the option.
    Choice(usize),
    /// Of a set: one entry a member, true if it is in.
    Set(Vec<bool>),
    /// Of a numeric input.
    Number(Exact),
}

impl Domain {
    /// The options of a choice or members of a set; empty for others.
    pub fn options(&self) -> &[Choice] {
        match self {
            Self::Choice { options, .. } | Self::Set(options) => options,
            Self::YesNo | Self::Number { .. } => &[],
        }
    }

    /// The index of an option or member.
    pub fn option_named(&self, name: &str) -> Option<usize> {
        self.options().iter().position(|option| option.name == name)
    }
}
