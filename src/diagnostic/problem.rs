//! The catalogue: every problem the program can find, one variant a code, in families.
//!
//! A family is a file of its own that says, for each of its variants, the code, the severity, the French message and the
//! advice, and names the explanation page shown by `grille check --explain CODE`.

/// Lists the explanation pages of a family.
macro_rules! pages {
    ($($code:literal),* $(,)?) => {
        &[$($crate::diagnostic::Page { code: $code, text: include_str!(concat!("../pages/", $code, ".md")) }),*]
    };
}
mod case;
mod grading;
mod naming;
mod place;
mod reach;
mod reading;
mod shape;
mod succession;
mod typing;
mod writing;

use super::Severity;
pub use case::Case;
pub use grading::Grading;
pub use naming::{Named, Naming, Unknown, Wanted};
pub use place::Place;
pub use reach::{EmptiedWeight, NeverAwarded, Reach, Unused};
pub use reading::Reading;
pub use shape::{Braces, Room, Shape};
pub use succession::{Consequence, Succession};
pub use typing::{Kind, NumberPlace, Typing};
pub use writing::Writing;

/// What is wrong with a grid.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// G002 to G005: the file gives no text to read.
    Reading(Reading),
    /// G0xx: how it is written.
    Writing(Writing),
    /// G1xx: names: unknown, repeated, cyclic.
    Naming(Naming),
    /// G2xx: types and values: what cannot be compared, what is out of bounds.
    Typing(Typing),
    /// G3xx: the shape of the grid: clauses out of place, missing or contradictory parts.
    Shape(Shape),
    /// G40x and G41x: graded scales: what has no level, or two.
    Grading(Grading),
    /// G5xx: what can and cannot happen.
    Reach(Reach),
    /// G6xx: what becomes of the version replaced.
    Succession(Succession),
    /// G7xx: files of cases.
    Case(Case),
}

/// What a problem says: the pieces every renderer shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Stable code.
    pub code: &'static str,
    /// Weight.
    pub severity: Severity,
    /// One idea, lower case, no final period; makes sense alone.
    pub message: String,
    /// What was expected there, why it matters or how to mend it, in full sentences.
    pub help: Option<String>,
}

/// The explanation of a code, as `grille check --explain CODE` prints it: Markdown, in French.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The code.
    pub code: &'static str,
    /// The text: a title line, what is checked, why, an example that fails and one that is right.
    pub text: &'static str,
}

/// Every explanation page, family by family.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    let families = [
        reading::PAGES,
        writing::PAGES,
        naming::PAGES,
        typing::PAGES,
        shape::PAGES,
        grading::PAGES,
        reach::PAGES,
        succession::PAGES,
        case::PAGES,
    ];
    families.into_iter().flatten()
}

/// The explanation page of a code, whatever its case.
pub fn page(code: &str) -> Option<&'static Page> {
    pages().find(|page| page.code.eq_ignore_ascii_case(code))
}

impl Problem {
    /// All that is said of the problem.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Reading(problem) => problem.wording(),
            Self::Writing(problem) => problem.wording(),
            Self::Naming(problem) => problem.wording(),
            Self::Typing(problem) => problem.wording(),
            Self::Shape(problem) => problem.wording(),
            Self::Grading(problem) => problem.wording(),
            Self::Reach(problem) => problem.wording(),
            Self::Succession(problem) => problem.wording(),
            Self::Case(problem) => problem.wording(),
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.wording().code
    }

    /// Its weight.
    pub fn severity(&self) -> Severity {
        self.wording().severity
    }

    /// The message.
    pub fn message(&self) -> String {
        self.wording().message
    }

    /// The advice.
    pub fn help(&self) -> Option<String> {
        self.wording().help
    }
}

/// Lets a family's problem be given where a [`Problem`] is expected.
macro_rules! family {
    ($($family:ident),*) => {
        $(impl From<$family> for Problem {
            fn from(problem: $family) -> Self {
                Self::$family(problem)
            }
        })*
    };
}
family!(Reading, Writing, Naming, Typing, Shape, Grading, Reach, Succession, Case);
