//! The result of scoring one audit, as data. Writers turn it into JSON and other formats; nothing is rounded here.

use std::sync::Arc;

use crate::audit::RecordedRating;
use crate::diagnostic::Span;
use crate::exact::Exact;
use crate::grid::{InputId, PointId};

/// The result of one audit. Vectors have one entry for each point, group or decision of the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The audit's identifier.
    pub audit: String,
    /// One entry a point.
    pub points: Vec<PointOutcome>,
    /// One entry a group; the first is the grid's own total.
    pub groups: Vec<Total>,
    /// One entry a decision.
    pub decisions: Vec<DecisionOutcome>,
    /// What is settled for now but looks wrong, in the order of points.
    pub anomalies: Vec<Anomaly>,
    /// What the grid's total waits for; empty when it is complete.
    pub missing: Missing,
}

impl Outcome {
    /// The grid's own total.
    pub fn total(&self) -> &Total {
        &self.groups[0]
    }

    /// True if the audit is `complet`: every point that counts in the grid's total is settled.
    pub fn is_complete(&self) -> bool {
        !matches!(self.total().state, TotalState::Incomplete(_))
    }
}

/// The result of one point.
#[derive(Debug, Clone, PartialEq)]
pub struct PointOutcome {
    /// Its status.
    pub status: PointStatus,
    /// The level or value it is rated at, where it is rated.
    pub rating: Option<RecordedRating>,
    /// What the rating is worth on the scale; `None` where there is no rating or the scale has no values.
    pub value: Option<Exact>,
    /// The effective weight: the product of the weights on its path. `None` where it depends on an unknown.
    pub weight: Option<Exact>,
    /// True if a recorded rating stands in for unknown inputs.
    pub fallback: bool,
    /// True if what the given values leave open could not be looked at within the limit of one check (`semantics.md` §2): the
    /// point may then be determined though it is not said so. `non_vérifié` in results.
    pub unverified: bool,
    /// The clause that decided: the `applicable` clause, the opt-in, the line of the `barème`.
    pub clause: Option<Span>,
    /// Why the auditor set the point aside.
    pub reason: Option<String>,
}

/// The status of a point (`language.md`, Statuses).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PointStatus {
    /// `coté`: rated by the auditor.
    Rated,
    /// `calculé`: rated by its `barème`.
    Computed,
    /// `non_applicable`: by rule.
    NotApplicable,
    /// `sans_objet`: set aside by the auditor.
    SetAside,
    /// `non_retenu`: opt-in not taken.
    NotRetained,
    /// `non_coté`: applicable, no rating.
    Unrated,
    /// `indéterminé`: depends on an unknown.
    Undetermined,
}

impl PointStatus {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Rated,
        Self::Computed,
        Self::NotApplicable,
        Self::SetAside,
        Self::NotRetained,
        Self::Unrated,
        Self::Undetermined,
    ];

    /// The word written in results.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rated => "coté",
            Self::Computed => "calculé",
            Self::NotApplicable => "non_applicable",
            Self::SetAside => "sans_objet",
            Self::NotRetained => "non_retenu",
            Self::Unrated => "non_coté",
            Self::Undetermined => "indéterminé",
        }
    }

    /// True if the point counts in totals.
    pub fn counts(self) -> bool {
        matches!(self, Self::Rated | Self::Computed)
    }
}

/// The total of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// Points obtained, exact; over the points settled so far when the total is incomplete.
    pub obtained: Exact,
    /// Points possible, exact; likewise.
    pub possible: Exact,
    /// Whether there is a score.
    pub state: TotalState,
}

/// Whether a total has a score.
#[derive(Debug, Clone, PartialEq)]
pub enum TotalState {
    /// Complete: the exact score, in percent (0 to 100 on usual scales).
    Score(Exact),
    /// Complete, but nothing counts: `non calculable`.
    NotComputable,
    /// Something is not settled: the interval the score must lie in.
    Incomplete(Interval),
}

/// Where the score of an incomplete total must lie (`semantics.md` §3).
#[derive(Debug, Clone, PartialEq)]
pub struct Interval {
    /// The least and greatest score in percent; `None` if no completion has a score.
    pub bounds: Option<(Exact, Exact)>,
    /// True if both ends are reached; false if they only enclose.
    pub exact: bool,
    /// True if some completion leaves nothing that counts.
    pub maybe_not_computable: bool,
}

/// The result of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionOutcome {
    /// The level awarded, by index of line.
    Decided(usize),
    /// Several levels (by index of line) are still possible, or none or two hold.
    Undetermined(Vec<usize>),
}

/// What the grid's total waits for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Missing {
    /// Applicable points without a rating.
    pub points: Vec<PointId>,
    /// Inputs not given on which an unsettled point depends.
    pub inputs: Vec<InputId>,
}

/// Something that looks wrong without stopping the scoring.
#[derive(Debug, Clone, PartialEq)]
pub struct Anomaly {
    /// The point it is about.
    pub point: Option<PointId>,
    /// What.
    pub kind: AnomalyKind,
}

/// The anomalies, one variant a code (A0xx).
#[derive(Debug, Clone, PartialEq)]
pub enum AnomalyKind {
    /// A001: a rating or `sans_objet` recorded for a point that does not apply or was not retained; it is ignored.
    Ignored,
    /// A002: the rating recorded differs from the one the `barème` computes; the computed one stands.
    DiffersFromComputed {
        /// What was recorded.
        recorded: RecordedRating,
        /// The level computed.
        computed: usize,
    },
    /// A003: top rating, though required elements are recorded as not met.
    TopRatingUnmet {
        /// The elements not met, in the words of the grid.
        unmet: Arc<[String]>,
    },
    /// A004: the rating that stands in for unknown inputs is not among the levels still possible.
    ImpossibleFallback {
        /// The levels possible.
        possible: Vec<usize>,
    },
    /// A005: no level, or several, hold (possible only on a scale that is not verified).
    NoSingleLevel {
        /// The levels that hold.
        holding: Vec<usize>,
    },
    /// A006: no weight, or several, hold.
    NoSingleWeight,
    /// A007: a decision in which no level, or several, hold.
    NoSingleDecision {
        /// The decision's name.
        decision: String,
    },
}
