//! Versions of a grid: what became of each part of the version replaced, what changed in meaning, and how much it matters.
//!
//! [`lineage`] pairs the parts of two versions and carries audits over; [`diff`] compares what the paired parts do.

pub mod lineage;
