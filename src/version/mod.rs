//! Versions of a grid: what became of each part of the version replaced, what changed in meaning, and how much it matters.
//!
//! [`lineage`] pairs the parts of two versions and carries audits over; [`diff`](mod@diff) compares what the paired parts do;
//! [`class`] says how much of it matters, with an audit that shows it; [`rescore`] scores archived audits under both, and
//! [`attribution`] puts the difference down to its causes. [`cases`] hold a version to what its editors mean.

pub mod attribution;
mod behaviour;
pub mod cases;
pub mod class;
pub mod diff;
mod joint;
pub mod lineage;
pub mod release;
pub mod rescore;
