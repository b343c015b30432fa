//! G3xx: the shape of the grid.

use super::{Page, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages![];

/// A problem of shape.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {}

impl Shape {
    /// What is said of it.
    pub fn wording(&self) -> Wording {
        match *self {}
    }
}
