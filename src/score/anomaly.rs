//! What anomalies say to people, with their stable codes.

use super::outcome::{Anomaly, AnomalyKind};
use crate::audit::RecordedRating;
use crate::grid::{Grid, PointId, wording};

impl AnomalyKind {
    /// Every code.
    pub const CODES: [&'static str; 7] = ["A001", "A002", "A003", "A004", "A005", "A006", "A007"];

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ignored => "A001",
            Self::DiffersFromComputed { .. } => "A002",
            Self::TopRatingUnmet { .. } => "A003",
            Self::ImpossibleFallback { .. } => "A004",
            Self::NoSingleLevel { .. } => "A005",
            Self::NoSingleWeight => "A006",
            Self::NoSingleDecision { .. } => "A007",
        }
    }
}

impl Anomaly {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// What is wrong, in French.
    pub fn message(&self, grid: &Grid) -> String {
        let level = |at: usize| {
            let levels = self.point.map_or(&[][..], |point| grid.scale(grid.point(point).scale).levels());
            levels.get(at).map_or_else(|| "?".to_owned(), |level| format!("`{}`", level.name))
        };
        let levels = |all: &[usize], word: &str| all.iter().map(|at| level(*at)).collect::<Vec<_>>().join(word);
        match &self.kind {
            AnomalyKind::Ignored => {
                "ce qui est relevé sur ce point est ignoré, car il ne s’applique pas ou n’a pas été retenu".to_owned()
            }
            AnomalyKind::DiffersFromComputed { recorded, computed } => {
                let recorded = self.point.map_or_else(String::new, |point| rating_text(grid, point, recorded));
                format!(
                    "la cotation relevée, {recorded}, diffère du niveau calculé, {}, qui est retenu",
                    level(*computed)
                )
            }
            AnomalyKind::TopRatingUnmet { unmet } => {
                let unmet: Vec<_> = unmet.iter().map(|element| format!("`{element}`")).collect();
                format!("la cotation est la plus haute, mais il manque des éléments exigés\u{a0}: {}", unmet.join(", "))
            }
            AnomalyKind::ImpossibleFallback { possible } => format!(
                "la cotation relevée remplace des entrées non renseignées, mais seuls restent possibles les niveaux {}",
                levels(possible, ", ")
            ),
            AnomalyKind::NoSingleLevel { holding } if holding.is_empty() => {
                "aucun niveau du barème ne correspond aux entrées".to_owned()
            }
            AnomalyKind::NoSingleLevel { holding } => {
                format!("plusieurs niveaux du barème correspondent aux entrées\u{a0}: {}", levels(holding, ", "))
            }
            AnomalyKind::NoSingleWeight => "aucun poids, ou plusieurs à la fois, correspondent aux entrées".to_owned(),
            AnomalyKind::NoSingleDecision { decision } => {
                format!("aucun niveau de la décision `{decision}`, ou plusieurs à la fois, sont atteints")
            }
        }
    }
}

/// A rating in words: the level's name, or the value on an interval scale.
pub(crate) fn rating_text(grid: &Grid, point: PointId, rating: &RecordedRating) -> String {
    match rating {
        RecordedRating::Level(at) => {
            let levels = grid.scale(grid.point(point).scale).levels();
            levels.get(*at).map_or_else(|| "?".to_owned(), |level| format!("`{}`", level.name))
        }
        RecordedRating::Value(value) => wording::number(value),
    }
}
