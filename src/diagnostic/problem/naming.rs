//! G1xx: names: unknown, repeated, cyclic.

use super::{Page, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages![];

/// A problem of names.
#[derive(Debug, Clone, PartialEq)]
pub enum Naming {}

impl Naming {
    /// What is said of it.
    pub fn wording(&self) -> Wording {
        match *self {}
    }
}
