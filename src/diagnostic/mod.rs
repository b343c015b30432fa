//! What a diagnostic is, and the catalogue of all of them.
//!
//! The rooms above decide *that* something is wrong and where; this one only knows how it is said: the code, the French
//! wording, the explanation page and the rendering. Data and rendering are apart: a [`Diagnostic`] is a plain struct, and
//! each output (terminal, JSON, SARIF) is a small function over it.

mod decode;
mod nearest;
mod problem;
pub mod render;
mod source;

pub use decode::{cause, decode, from_windows_1252, unreadable};
pub use nearest::{is_slip, nearest, nearest_id};
pub use problem::{
    Braces, Case, Consequence, EmptiedWeight, Grading, Kind, Named, Naming, NeverAwarded, NumberPlace, Page, Place,
    Problem, Reach, Reading, Room, Shape, Succession, Typing, Unknown, Unused, Wanted, Wording, Writing, page, pages,
};
pub use source::{Position, Source, Span};

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The grid cannot be used.
    Error,
    /// The grid works, but probably not as meant.
    Warning,
    /// A suggestion.
    Advice,
}

impl Severity {
    /// The French word printed to people and written in JSON: `erreur`, `avertissement`, `conseil`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "erreur",
            Self::Warning => "avertissement",
            Self::Advice => "conseil",
        }
    }
}

/// A place in the source that the diagnostic speaks of besides its own, with what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there, in French, lower case, no final period.
    pub text: String,
}

/// A replacement of source text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What it becomes.
    pub text: String,
}

/// A correction that can be applied as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in French: « écrire `collectivité` ».
    pub title: String,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A correction that replaces one stretch of text.
    pub fn replace(title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![Edit { span, text: text.into() }] }
    }

    /// A correction that inserts text at an offset.
    pub fn insert(title: impl Into<String>, at: u32, text: impl Into<String>) -> Self {
        Self::replace(title, Span { start: at, end: at }, text)
    }
}

/// One thing to say about a grid: what is wrong ([`Problem`], which carries the wording), where, and how to mend it.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What is wrong, with the names and values its wording needs.
    pub problem: Problem,
    /// The exact place.
    pub span: Span,
    /// Where that is in the grid, outermost first (`engagement 6`, `point 6.2`); filled once for all by the analysis.
    pub path: Vec<String>,
    /// Other places involved.
    pub labels: Vec<Label>,
    /// Corrections, the likeliest first.
    pub fixes: Vec<Fix>,
    /// A partial audit that shows the fault, in the format of audits (`{"mesures": {…}}`).
    pub witness: Option<serde_json::Value>,
}

impl Diagnostic {
    /// A diagnostic with nothing but its problem and place.
    pub fn new(problem: impl Into<Problem>, span: Span) -> Self {
        Self { problem: problem.into(), span, path: Vec::new(), labels: Vec::new(), fixes: Vec::new(), witness: None }
    }

    /// Adds a label on another place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a correction.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// The stable code, such as `G101`.
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        self.problem.severity()
    }

    /// True for what makes the grid unusable.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }
}
