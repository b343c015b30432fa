//! Scales: the levels a point can be rated at, and what they are worth.

use crate::diagnostic::Span;
use crate::exact::Exact;

/// A scale.
#[derive(Debug, Clone)]
pub struct Scale {
    /// Its name.
    pub name: String,
    /// `par défaut`: the scale of points that name none.
    pub by_default: bool,
    /// What a rating on it is.
    pub kind: ScaleKind,
    /// `sans objet`: the auditor may set a point aside, with a reason.
    pub allows_set_aside: bool,
    /// Its name in the source.
    pub name_span: Span,
    /// The whole declaration.
    pub span: Span,
}

/// What a rating on a scale is.
#[derive(Debug, Clone)]
pub enum ScaleKind {
    /// One of these levels, from worst to best. Either all have a value, strictly increasing, or none has.
    Levels(Vec<Level>),
    /// A number between the two bounds, both included, with six decimals at most.
    Interval {
        /// The least rating.
        low: Exact,
        /// The best rating.
        high: Exact,
    },
}

/// A level.
#[derive(Debug, Clone)]
pub struct Level {
    /// Its name.
    pub name: String,
    /// What it is worth; none on a scale without values.
    pub value: Option<Exact>,
    /// Its meaning; empty if none was written.
    pub label: String,
    /// The name it had in the version replaced.
    pub resumes: Option<String>,
    /// Its name in the source.
    pub name_span: Span,
}

impl Scale {
    /// The levels, worst first; empty for an interval.
    pub fn levels(&self) -> &[Level] {
        match &self.kind {
            ScaleKind::Levels(levels) => levels,
            ScaleKind::Interval { .. } => &[],
        }
    }

    /// The index of a level.
    pub fn level_named(&self, name: &str) -> Option<usize> {
        self.levels().iter().position(|level| level.name == name)
    }

    /// What the best rating is worth; `None` on a scale without values, whose points enter no total.
    pub fn best(&self) -> Option<&Exact> {
        match &self.kind {
            ScaleKind::Levels(levels) => levels.last().and_then(|level| level.value.as_ref()),
            ScaleKind::Interval { high, .. } => Some(high),
        }
    }

    /// What the worst rating is worth; `None` on a scale without values.
    pub fn worst(&self) -> Option<&Exact> {
        match &self.kind {
            ScaleKind::Levels(levels) => levels.first().and_then(|level| level.value.as_ref()),
            ScaleKind::Interval { low, .. } => Some(low),
        }
    }
}
