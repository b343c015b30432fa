//! Scoring: what an audit is worth under a grid, and why.

pub(crate) mod aggregate;
mod anomaly;
mod explain;
mod interval;
mod outcome;
mod possible;
pub mod program;
pub mod reference;
pub(crate) mod scores;

pub use aggregate::most_possible;
pub use explain::{explain_audit, explain_point};
pub use outcome::{
    Anomaly, AnomalyKind, DecisionOutcome, Interval, Missing, Outcome, PointOutcome, PointStatus, Total, TotalState,
};
pub use scores::{PointScore, Range, Scores, Standing};
