//! G0xx: how a grid is written.

use super::super::Severity;
use super::{Page, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages!["G001"];

/// A problem of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Writing {
    /// G001: the file is empty: no grid at all.
    Empty,
}

impl Writing {
    /// What is said of it.
    pub fn wording(&self) -> Wording {
        let (code, message, help) = match self {
            Self::Empty => (
                "G001",
                "le fichier est vide".to_owned(),
                Some(
                    "Une grille commence par `grille NOM version \"…\"` ; `grille new NOM` en écrit une à compléter."
                        .to_owned(),
                ),
            ),
        };
        Wording { code, severity: Severity::Error, message, help }
    }
}
