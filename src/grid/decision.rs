//! Decisions: levels awarded over inputs and results.

use super::{Atom, Comparison, DecisionId, Formula, Grid, GroupId, ParameterId, PointId};
use crate::diagnostic::Span;
use crate::exact::Exact;

/// A decision.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its name.
    pub name: String,
    /// What it decides; empty if none was written.
    pub label: String,
    /// How its lines are read.
    pub kind: DecisionKind,
    /// Its lines, each a level.
    pub lines: Vec<DecisionLine>,
    /// Its name in the source.
    pub name_span: Span,
    /// The whole declaration.
    pub span: Span,
}

/// How the lines of a decision are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionKind {
    /// Exactly one line holds; order means nothing.
    Exclusive,
    /// `par paliers`: from the first line (`sinon`) up, each level holds only if all the earlier ones do; the last that holds
    /// is the level.
    Tiered,
}

/// A line of a decision.
#[derive(Debug, Clone)]
pub struct DecisionLine {
    /// The level.
    pub level: String,
    /// What people read; empty if none was written.
    pub label: String,
    /// When it holds; `None` for `sinon`.
    pub condition: Option<Formula<ResultAtom>>,
    /// The whole line.
    pub span: Span,
}

/// A test in a decision: on an input, or on a result. Results are exact, never rounded.
#[derive(Debug, Clone, PartialEq)]
pub enum ResultAtom {
    /// A test on an input.
    Input(Atom),
    /// An aggregate compares with a constant or parameter. False where the aggregate is not computable.
    Compare {
        /// The aggregate.
        aggregate: Aggregate,
        /// The sign.
        comparison: Comparison,
        /// The bound: in percent for scores, plain for the others.
        bound: Exact,
        /// The parameter the bound comes from.
        parameter: Option<ParameterId>,
        /// Where it is written.
        span: Span,
    },
    /// `score non calculable`: nothing counts in the total of the group.
    NotComputable(Aggregate, Span),
    /// `niveau(6.2) = conforme` and its like: the point counts and its level is one of these (by index in its scale).
    Level {
        /// The point.
        point: PointId,
        /// The levels.
        levels: Vec<usize>,
        /// Where it is written.
        span: Span,
    },
    /// `applicable(6.2)`: by rule and opt-in, whatever the auditor set aside.
    Applicable(PointId, Span),
    /// Another decision is at one of these levels (by index of line).
    Decision {
        /// The other decision.
        decision: DecisionId,
        /// The lines.
        lines: Vec<usize>,
        /// Where it is written.
        span: Span,
    },
}

/// A number computed over the results of a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Aggregate {
    /// `score`, `score(2)`, in percent.
    Score(GroupId),
    /// `score_minimum(engagement)`: the least score, in percent, of the groups of these words (a rank of the plan) inside a
    /// group that count in its total and are computable.
    LeastScore {
        /// The groups looked at.
        groups: Vec<GroupId>,
        /// The group it is asked of.
        within: GroupId,
    },
    /// `obtenus`, `obtenus(2)`, in points.
    Obtained(GroupId),
    /// `possibles`, `possibles(2)`, in points.
    Possible(GroupId),
    /// `compte(non_conforme)`: how many points counting in the group's total are at the level of that name.
    Count {
        /// The level's name.
        level: String,
        /// The group it is asked of.
        within: GroupId,
    },
}

impl Aggregate {
    /// The number as the language writes it: `score(2)`, `compte(conforme)`.
    pub fn written(&self, grid: &Grid) -> String {
        let of = |call: &str, group: GroupId| match group {
            GroupId::ROOT => call.to_owned(),
            group => format!("{call}({})", grid.group(group).key),
        };
        match self {
            Self::Score(group) => of("score", *group),
            Self::Obtained(group) => of("obtenus", *group),
            Self::Possible(group) => of("possibles", *group),
            Self::LeastScore { groups, within } => {
                let word = groups.first().map_or("", |group| grid.group(*group).word.as_str());
                match *within {
                    GroupId::ROOT => format!("score_minimum({word})"),
                    within => format!("score_minimum({word}, {})", grid.group(within).key),
                }
            }
            Self::Count { level, within: GroupId::ROOT } => format!("compte({level})"),
            Self::Count { level, within } => format!("compte({level}, {})", grid.group(*within).key),
        }
    }
}
