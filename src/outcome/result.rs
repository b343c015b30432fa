//! A result as a JSON object: the shape scripts rely on.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{Detail, Frame, Number, written_score};
use crate::audit::RecordedRating;
use crate::grid::{GroupId, PointId};
use crate::score::{
    Anomaly, DecisionOutcome, Interval, Missing, Outcome, PointOutcome, PointStatus, Total, TotalState,
};

/// The whole result of one audit.
#[derive(Serialize)]
pub(super) struct Result<'a> {
    audit: &'a str,
    grille: String,
    empreinte: &'a str,
    statut: &'static str,
    #[serde(flatten)]
    total: Figures,
    #[serde(skip_serializing_if = "Option::is_none")]
    manquants: Option<MissingNames<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intervalle: Option<Bounds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groupes: Option<Groups<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Points<'a>>,
    #[serde(rename = "décisions")]
    decisions: Decisions<'a>,
    anomalies: Vec<AnomalyRow<'a>>,
}

impl<'a> Result<'a> {
    pub(super) fn new(frame: &'a Frame, outcome: &'a Outcome) -> Self {
        let total = outcome.total();
        let complete = outcome.is_complete();
        Self {
            audit: &outcome.audit,
            grille: frame.grid.citation(),
            empreinte: frame.fingerprint,
            statut: if complete { "complet" } else { "incomplet" },
            total: Figures::of(total),
            manquants: (!complete).then(|| MissingNames::of(frame, &outcome.missing)),
            intervalle: Bounds::of(total),
            groupes: (frame.detail >= Detail::Group).then_some(Groups { frame, outcome }),
            points: (frame.detail >= Detail::Point).then_some(Points { frame, outcome }),
            decisions: Decisions { frame, outcome },
            anomalies: outcome.anomalies.iter().map(|anomaly| AnomalyRow::of(frame, anomaly)).collect(),
        }
    }
}

/// The figures of a total.
#[derive(Serialize)]
struct Figures {
    obtenus: Number,
    possibles: Number,
    score: Option<Number>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    non_calculable: bool,
}

impl Figures {
    fn of(total: &Total) -> Self {
        let score = match &total.state {
            TotalState::Score(score) => Some(Number(written_score(score))),
            TotalState::NotComputable | TotalState::Incomplete(_) => None,
        };
        Self {
            obtenus: Number(total.obtained.clone()),
            possibles: Number(total.possible.clone()),
            score,
            non_calculable: total.state == TotalState::NotComputable,
        }
    }
}

/// What the audit's total waits for.
#[derive(Serialize)]
struct MissingNames<'a> {
    points: Vec<&'a str>,
    #[serde(rename = "entrées")]
    inputs: Vec<&'a str>,
}

impl<'a> MissingNames<'a> {
    fn of(frame: &'a Frame, missing: &Missing) -> Self {
        Self {
            points: missing.points.iter().map(|point| frame.grid.point(*point).id.as_str()).collect(),
            inputs: missing.inputs.iter().map(|input| frame.grid.input(*input).name.as_str()).collect(),
        }
    }
}

/// Where the score of an incomplete total must lie. Both ends are rounded half up, as the score will be.
#[derive(Serialize)]
struct Bounds {
    min: Option<Number>,
    max: Option<Number>,
    exact: bool,
    non_calculable_possible: bool,
}

impl Bounds {
    fn of(total: &Total) -> Option<Self> {
        let TotalState::Incomplete(Interval { bounds, exact, maybe_not_computable }) = &total.state else {
            return None;
        };
        let (min, max) = bounds.as_ref().map(|(min, max)| (written_score(min), written_score(max))).unzip();
        Some(Self {
            min: min.map(Number),
            max: max.map(Number),
            exact: *exact,
            non_calculable_possible: *maybe_not_computable,
        })
    }
}

/// The totals of the groups, under their keys.
struct Groups<'a> {
    frame: &'a Frame<'a>,
    outcome: &'a Outcome,
}

#[derive(Serialize)]
struct GroupRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    statut: Option<&'static str>,
    #[serde(flatten)]
    figures: Figures,
    #[serde(skip_serializing_if = "Option::is_none")]
    intervalle: Option<Bounds>,
}

impl Serialize for Groups<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let groups = self.frame.grid.groups.iter().zip(&self.outcome.groups);
        for (group, total) in groups.skip(GroupId::ROOT.0 + 1) {
            let intervalle = Bounds::of(total);
            let statut = intervalle.as_ref().map(|_| "incomplet");
            map.serialize_entry(&group.key, &GroupRow { statut, figures: Figures::of(total), intervalle })?;
        }
        map.end()
    }
}

/// The results of the points, under their ids.
struct Points<'a> {
    frame: &'a Frame<'a>,
    outcome: &'a Outcome,
}

#[derive(Serialize)]
struct PointRow<'a> {
    statut: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    niveau: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valeur: Option<Number>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    repli: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    motif: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ligne: Option<usize>,
}

impl<'a> PointRow<'a> {
    fn of(frame: &'a Frame, point: PointId, outcome: &'a PointOutcome) -> Self {
        let niveau = match outcome.rating {
            Some(RecordedRating::Level(level)) => {
                let levels = frame.grid.scale(frame.grid.point(point).scale).levels();
                levels.get(level).map(|level| level.name.as_str())
            }
            Some(RecordedRating::Value(_)) | None => None,
        };
        let (clause, ligne) = outcome.clause.map(|span| frame.clause(span)).unzip();
        Self {
            statut: outcome.status.word(),
            niveau,
            valeur: outcome.value.clone().map(Number),
            repli: outcome.fallback,
            motif: outcome.reason.as_deref(),
            // The line of a barème is told by its level; a clause that puts a point aside is told whole.
            clause: clause.filter(|_| matches!(outcome.status, PointStatus::NotApplicable | PointStatus::NotRetained)),
            ligne,
        }
    }
}

impl Serialize for Points<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let points = self.frame.grid.points.iter().zip(&self.outcome.points).enumerate();
        serializer.collect_map(
            points.map(|(at, (point, outcome))| (&point.id, PointRow::of(self.frame, PointId(at), outcome))),
        )
    }
}

/// The decisions, under their names.
struct Decisions<'a> {
    frame: &'a Frame<'a>,
    outcome: &'a Outcome,
}

#[derive(Serialize)]
#[serde(untagged)]
enum DecisionRow<'a> {
    Decided { niveau: Option<&'a str> },
    Undecided { statut: &'static str, possibles: Vec<&'a str> },
}

impl Serialize for Decisions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let decisions = self.frame.grid.decisions.iter().zip(&self.outcome.decisions);
        serializer.collect_map(decisions.map(|(decision, outcome)| {
            let level = |line: &usize| decision.lines.get(*line).map(|line| line.level.as_str());
            let row = match outcome {
                DecisionOutcome::Decided(line) => DecisionRow::Decided { niveau: level(line) },
                DecisionOutcome::Undetermined(lines) => DecisionRow::Undecided {
                    statut: "indéterminée",
                    possibles: lines.iter().filter_map(level).collect(),
                },
            };
            (&decision.name, row)
        }))
    }
}

/// An anomaly.
#[derive(Serialize)]
struct AnomalyRow<'a> {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<&'a str>,
    message: String,
}

impl<'a> AnomalyRow<'a> {
    fn of(frame: &'a Frame, anomaly: &Anomaly) -> Self {
        Self {
            code: anomaly.code(),
            point: anomaly.point.map(|point| frame.grid.point(point).id.as_str()),
            message: anomaly.message(frame.grid),
        }
    }
}
