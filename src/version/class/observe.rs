//! What two results have to say of the same things, and where they do not say the same.

use std::collections::BTreeMap;

use crate::audit::Refusal;
use crate::exact::{Exact, to_text};
use crate::grid::{DecisionId, Grid, GroupId, PointId, wording};
use crate::score::{DecisionOutcome, Outcome, PointOutcome, PointStatus, TotalState};
use crate::version::lineage::{Lineage, PointLink, target};

/// Something that is not the same under both versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What.
    pub observed: Observed,
    /// Before, in words.
    pub before: String,
    /// After, in words.
    pub after: String,
}

/// Something a result says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observed {
    /// Whether the audit is accepted.
    Acceptance,
    /// The status and level of a point, by its old id.
    Point(String),
    /// The weight of a point.
    Weight(String),
    /// The total of a group.
    Total {
        /// Its old key; empty for the grid.
        key: String,
        /// What it was called.
        name: String,
    },
    /// A decision.
    Decision(String),
    /// The anomalies of a point.
    Anomalies(String),
}

/// Everything the old version says of an audit that the new one does not say of it alike. Both are of the same audit, carried over
/// by the lineage.
pub fn differences(
    (old, new, lineage): (&Grid, &Grid, &Lineage),
    before: &Result<Outcome, Refusal>,
    after: &Result<Outcome, Refusal>,
) -> Vec<Difference> {
    let (before, after) = match (before, after) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(_), Err(_)) => return Vec::new(),
        (before, after) => {
            let word = |one: &Result<Outcome, Refusal>| match one {
                Ok(_) => "accepté".to_owned(),
                Err(refusal) => format!("refusé\u{a0}: {}", refusal.message()),
            };
            return vec![Difference { observed: Observed::Acceptance, before: word(before), after: word(after) }];
        }
    };
    let grids = Grids { old, new, lineage };
    let mut found = Vec::new();
    for (at, point) in before.points.iter().enumerate() {
        grids.point(PointId(at), point, after, &mut found);
    }
    for at in 0..before.groups.len() {
        grids.total(GroupId(at), before, after, &mut found);
    }
    for at in 0..before.decisions.len() {
        grids.decision(DecisionId(at), before, after, &mut found);
    }
    grids.anomalies(before, after, &mut found);
    found
}

struct Grids<'g> {
    old: &'g Grid,
    new: &'g Grid,
    lineage: &'g Lineage,
}

impl Grids<'_> {
    fn point(&self, id: PointId, before: &PointOutcome, after: &Outcome, found: &mut Vec<Difference>) {
        let name = &self.old.point(id).id;
        let told = point_words(self.old, id, before);
        let mut say = |observed, before: String, after: String| found.push(Difference { observed, before, after });
        let Some((to, link)) = self.lineage.point_of(id) else {
            let fate = match self.lineage.points_of(id).as_slice() {
                [] => "retiré",
                [_] => "réuni à d’autres",
                _ => "scindé",
            };
            say(Observed::Point(name.clone()), told, fate.to_owned());
            return;
        };
        let outcome = &after.points[to.0];
        if !same_point(before, outcome, link) {
            say(Observed::Point(name.clone()), told, point_words(self.new, to, outcome));
        } else if before.status.counts() && before.weight != outcome.weight {
            let word = |weight: &Option<Exact>| {
                weight.as_ref().map_or_else(|| "indéterminé".to_owned(), |weight| to_text(weight, ','))
            };
            say(Observed::Weight(name.clone()), word(&before.weight), word(&outcome.weight));
        }
    }

    fn total(&self, id: GroupId, before: &Outcome, after: &Outcome, found: &mut Vec<Difference>) {
        let observed = || Observed::Total {
            key: self.old.group(id).key.clone(),
            name: crate::version::diff::group_name(self.old, id),
        };
        let old = &before.groups[id.0];
        let Some(to) = self.lineage.group_of(id) else {
            found.push(Difference { observed: observed(), before: total_words(old), after: "retiré".to_owned() });
            return;
        };
        let new = &after.groups[to.0];
        if (&old.obtained, &old.possible) != (&new.obtained, &new.possible) || !same_state(&old.state, &new.state) {
            found.push(Difference { observed: observed(), before: total_words(old), after: total_words(new) });
        }
    }

    fn decision(&self, id: DecisionId, before: &Outcome, after: &Outcome, found: &mut Vec<Difference>) {
        let words = |grid: &Grid, id: DecisionId, outcome: &DecisionOutcome| {
            let level = |line: &usize| grid.decisions[id.0].lines[*line].level.clone();
            match outcome {
                DecisionOutcome::Decided(line) => level(line),
                DecisionOutcome::Undetermined(lines) => {
                    format!("indéterminée ({})", lines.iter().map(level).collect::<Vec<_>>().join(", "))
                }
            }
        };
        let old = words(self.old, id, &before.decisions[id.0]);
        let to = self.lineage.decision_of(id);
        let new = to.map_or_else(|| "retirée".to_owned(), |to| words(self.new, to, &after.decisions[to.0]));
        if old != new {
            let observed = Observed::Decision(self.old.decisions[id.0].name.clone());
            found.push(Difference { observed, before: old, after: new });
        }
    }

    /// Codes of anomalies, point by point; those of points that do not go on are left to the points.
    fn anomalies(&self, before: &Outcome, after: &Outcome, found: &mut Vec<Difference>) {
        let mut codes: BTreeMap<usize, [Vec<&'static str>; 2]> = BTreeMap::new();
        for anomaly in &before.anomalies {
            if let Some(point) = anomaly.point.filter(|point| self.lineage.point_of(*point).is_some()) {
                codes.entry(point.0).or_default()[0].push(anomaly.code());
            }
        }
        for anomaly in &after.anomalies {
            let from = anomaly.point.and_then(|point| match self.lineage.points[point.0].links.as_slice() {
                [link] if self.lineage.point_of(link.old).is_some() => Some(link.old),
                _ => None,
            });
            if let Some(from) = from {
                codes.entry(from.0).or_default()[1].push(anomaly.code());
            }
        }
        for (point, [before, after]) in codes {
            if before != after {
                let words = |codes: &[&str]| if codes.is_empty() { "aucune".to_owned() } else { codes.join(", ") };
                let observed = Observed::Anomalies(self.old.points[point].id.clone());
                found.push(Difference { observed, before: words(&before), after: words(&after) });
            }
        }
    }
}

/// True if a point came to the same: status, level, value.
fn same_point(before: &PointOutcome, after: &PointOutcome, link: &PointLink) -> bool {
    use crate::audit::RecordedRating::{Level, Value};
    let same_rating = match (&before.rating, &after.rating) {
        (None, None) => true,
        (Some(Level(old)), Some(Level(new))) => target(&link.levels, *old) == Some(*new),
        (Some(Value(old)), Some(Value(new))) => old == new,
        _ => false,
    };
    same_rating && before.status == after.status && before.value == after.value && before.fallback == after.fallback
}

/// True if there is the same score, or as little of one.
fn same_state(before: &TotalState, after: &TotalState) -> bool {
    match (before, after) {
        (TotalState::Incomplete(before), TotalState::Incomplete(after)) => before == after,
        (before, after) => before == after,
    }
}

/// `calculé conforme`, `non applicable`.
fn point_words(grid: &Grid, id: PointId, outcome: &PointOutcome) -> String {
    let status = outcome.status.word().replace('_', " ");
    let rating = outcome.rating.as_ref().map(|rating| match rating {
        crate::audit::RecordedRating::Level(at) => {
            let levels = grid.scale(grid.point(id).scale).levels();
            levels.get(*at).map_or_else(String::new, |level| level.name.clone())
        }
        crate::audit::RecordedRating::Value(value) => to_text(value, ','),
    });
    match (rating, &outcome.value) {
        (Some(rating), Some(value)) if outcome.status != PointStatus::Unrated => {
            format!("{status} {rating} ({})", to_text(value, ','))
        }
        (Some(rating), _) => format!("{status} {rating}"),
        (None, _) => status,
    }
}

/// `70,25 sur 80, soit 87,81 %`.
fn total_words(total: &crate::score::Total) -> String {
    let points = format!("{} sur {}", to_text(&total.obtained, ','), to_text(&total.possible, ','));
    match &total.state {
        TotalState::Score(score) => format!("{points}, soit {}", wording::score(score)),
        TotalState::NotComputable => "non calculable".to_owned(),
        TotalState::Incomplete(_) => format!("{points}, incomplet"),
    }
}
