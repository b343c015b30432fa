//! The class of a change (`semantics.md` §4): whether any audit changes, whether any fully given audit's result does.
//!
//! What the diff finds is complete: if none of it reaches results, none does. That some result changes is shown by an audit,
//! scored on both sides by the plain evaluator.

mod example;
mod observe;

pub use example::Example;
pub use observe::{Difference, Observed, differences};

use super::diff::{Bearing, Change, Unproved};
use super::joint::Joint;

/// How much a new version changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Class {
    /// `rédactionnelle`: no audit at all changes.
    Editorial,
    /// `compatible`: no fully given audit's result changes.
    Compatible,
    /// `de fond`: some do.
    Substantive {
        /// An audit that shows it; none if none was found, and then it is not proved.
        example: Option<Box<Example>>,
    },
}

impl Class {
    /// Its name.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Editorial => "rédactionnelle",
            Self::Compatible => "compatible",
            Self::Substantive { .. } => "de fond",
        }
    }

    /// True if it is proved.
    pub fn is_proved(&self) -> bool {
        !matches!(self, Self::Substantive { example: None })
    }
}

/// The class of what was found.
pub(super) fn class(joint: &Joint<'_>, changes: &[Change], unproved: &[Unproved]) -> Class {
    let reaches = |change: &&Change| change.bearing == Bearing::Results;
    if changes.iter().any(|change| reaches(&change)) || !unproved.is_empty() {
        return Class::Substantive { example: example::find(joint, changes).map(Box::new) };
    }
    if changes.iter().all(|change| change.bearing == Bearing::None) { Class::Editorial } else { Class::Compatible }
}
