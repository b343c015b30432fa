//! Why an audit is refused. A refused audit has no result; it is written out whole with its reason.

use super::Contradiction;

/// Why an audit was refused, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The key it is about, dotted as in a wide file: `mesures.taux_décroché`; empty for the whole audit.
    pub at: String,
    /// What is wrong.
    pub kind: RefusalKind,
}

/// The reasons, one variant a code (R0xx).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusalKind {
    /// R001: what was given is no JSON object.
    Malformed(String),
    /// R1xx: nothing can be true of it.
    Meaning(Contradiction),
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match &self.kind {
            RefusalKind::Malformed(_) => "R001",
            RefusalKind::Meaning(contradiction) => contradiction.code(),
        }
    }

    /// The reason, in French.
    pub fn message(&self) -> String {
        match &self.kind {
            RefusalKind::Malformed(detail) => format!("ce n’est pas un audit : {detail}"),
            RefusalKind::Meaning(contradiction) => contradiction.message(),
        }
    }
}
