//! Versions of a grid: what became of each part of the version replaced, what changed in meaning, and how much it matters.
//!
//! [`lineage`] pairs the parts of two versions and carries audits over; [`diff`] compares what the paired parts do.
//! [`cases`] hold a version to what its editors mean.

pub mod cases;
pub mod lineage;
