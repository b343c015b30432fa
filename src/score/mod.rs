//! Scoring: what an audit is worth under a grid, and why.

mod outcome;

pub use outcome::{
    Anomaly, AnomalyKind, DecisionOutcome, Interval, Missing, Outcome, PointOutcome, PointStatus, Total, TotalState,
};
