//! The columns of results in wide formats: one row an audit, the names of the JSON result with dots.

use super::{Detail, Frame};
use crate::grid::{DecisionId, GroupId, PointId};

/// A column. A format writes nothing in a cell where the JSON result has no such key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// `audit`
    Audit,
    /// `grille`
    Grid,
    /// `empreinte`
    Fingerprint,
    /// `statut`
    Status,
    /// `obtenus`, `groupes.1.obtenus`
    Obtained(GroupId),
    /// `possibles`, `groupes.1.possibles`
    Possible(GroupId),
    /// `score`, `groupes.1.score`, in percent, rounded
    Score(GroupId),
    /// `non_calculable`: `true` where nothing counts
    NotComputable,
    /// `manquants.points`, a list
    MissingPoints,
    /// `manquants.entrées`, a list
    MissingInputs,
    /// `intervalle.min`, in percent, rounded
    Least,
    /// `intervalle.max`
    Most,
    /// `intervalle.exact`
    Exact,
    /// `intervalle.non_calculable_possible`
    MaybeNotComputable,
    /// `groupes.1.statut`: `incomplet`, or nothing
    GroupStatus(GroupId),
    /// `points.1.1.statut`
    PointStatus(PointId),
    /// `points.1.1.niveau`
    Level(PointId),
    /// `points.1.1.valeur`
    Value(PointId),
    /// `points.1.1.repli`
    Fallback(PointId),
    /// `points.1.1.non_vérifié`
    Unverified(PointId),
    /// `points.1.1.motif`
    Reason(PointId),
    /// `décisions.label.niveau`
    Decided(DecisionId),
    /// `décisions.label.possibles`, a list
    Undecided(DecisionId),
    /// `anomalies`: a list of codes, each with its point: `A003 2.3`
    Anomalies,
}

impl Column {
    /// The columns of a frame, in order.
    pub fn all(frame: &Frame) -> Vec<Self> {
        use Column::{
            Anomalies, Audit, Decided, Exact, Fallback, Fingerprint, Grid, GroupStatus, Least, Level,
            MaybeNotComputable, MissingInputs, MissingPoints, Most, NotComputable, Obtained, PointStatus, Possible,
            Reason, Score, Status, Undecided, Unverified, Value,
        };
        let (grid, root) = (frame.grid, GroupId::ROOT);
        let mut all =
            vec![Audit, Grid, Fingerprint, Status, Obtained(root), Possible(root), Score(root), NotComputable];
        all.extend([MissingPoints, MissingInputs, Least, Most, Exact, MaybeNotComputable]);
        if frame.detail >= Detail::Group {
            let groups = (root.0 + 1..grid.groups.len()).map(GroupId);
            all.extend(groups.flat_map(|id| [GroupStatus(id), Obtained(id), Possible(id), Score(id)]));
        }
        if frame.detail >= Detail::Point {
            let points = (0..grid.points.len()).map(PointId);
            all.extend(
                points.flat_map(|id| [PointStatus(id), Level(id), Value(id), Fallback(id), Unverified(id), Reason(id)]),
            );
        }
        let decisions = (0..grid.decisions.len()).map(DecisionId);
        all.extend(decisions.flat_map(|id| [Decided(id), Undecided(id)]));
        all.push(Anomalies);
        all
    }

    /// True for what is told of the grid's total where it has no score.
    pub(super) fn is_of_open_total(self) -> bool {
        matches!(
            self,
            Self::NotComputable
                | Self::MissingPoints
                | Self::MissingInputs
                | Self::Least
                | Self::Most
                | Self::Exact
                | Self::MaybeNotComputable
        )
    }

    /// Its name.
    pub fn name(self, frame: &Frame) -> String {
        let grid = frame.grid;
        let of_group = |group: GroupId, name: &str| match group {
            GroupId::ROOT => name.to_owned(),
            group => format!("groupes.{}.{name}", grid.group(group).key),
        };
        let of_point = |point: PointId, name: &str| format!("points.{}.{name}", grid.point(point).id);
        let of_decision =
            |decision: DecisionId, name: &str| format!("décisions.{}.{name}", grid.decisions[decision.0].name);
        match self {
            Self::Audit => "audit".to_owned(),
            Self::Grid => "grille".to_owned(),
            Self::Fingerprint => "empreinte".to_owned(),
            Self::Status => "statut".to_owned(),
            Self::Obtained(group) => of_group(group, "obtenus"),
            Self::Possible(group) => of_group(group, "possibles"),
            Self::Score(group) => of_group(group, "score"),
            Self::NotComputable => "non_calculable".to_owned(),
            Self::MissingPoints => "manquants.points".to_owned(),
            Self::MissingInputs => "manquants.entrées".to_owned(),
            Self::Least => "intervalle.min".to_owned(),
            Self::Most => "intervalle.max".to_owned(),
            Self::Exact => "intervalle.exact".to_owned(),
            Self::MaybeNotComputable => "intervalle.non_calculable_possible".to_owned(),
            Self::GroupStatus(group) => of_group(group, "statut"),
            Self::PointStatus(point) => of_point(point, "statut"),
            Self::Level(point) => of_point(point, "niveau"),
            Self::Value(point) => of_point(point, "valeur"),
            Self::Fallback(point) => of_point(point, "repli"),
            Self::Unverified(point) => of_point(point, "non_vérifié"),
            Self::Reason(point) => of_point(point, "motif"),
            Self::Decided(decision) => of_decision(decision, "niveau"),
            Self::Undecided(decision) => of_decision(decision, "possibles"),
            Self::Anomalies => "anomalies".to_owned(),
        }
    }
}
