//! How the tests write audits and show outcomes.

pub(crate) mod audit;
pub(crate) mod outcome;
