//! G2xx: types and values.

use super::{Page, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages![];

/// A problem of types or values.
#[derive(Debug, Clone, PartialEq)]
pub enum Typing {}

impl Typing {
    /// What is said of it.
    pub fn wording(&self) -> Wording {
        match *self {}
    }
}
