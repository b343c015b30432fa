//! Scoring: what an audit is worth under a grid, and why.

mod aggregate;
mod anomaly;
mod interval;
mod outcome;
pub mod reference;

pub use outcome::{
    Anomaly, AnomalyKind, DecisionOutcome, Interval, Missing, Outcome, PointOutcome, PointStatus, Total, TotalState,
};
