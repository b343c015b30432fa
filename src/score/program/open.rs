//! What a point that unknown inputs leave open comes to beside what is recorded of it (`semantics.md` §1).

use super::memory::Open;
use crate::audit::{RatingCell, RecordedRating};
use crate::score::reference::{Verdict, levels};
use crate::score::{AnomalyKind, PointStatus};

/// The status of a point and what comes with it.
pub(super) struct Status {
    pub(super) kind: PointStatus,
    pub(super) rating: RatingCell,
    pub(super) fallback: bool,
    pub(super) anomaly: Option<AnomalyKind>,
    /// True if it no longer holds up a total: it counts with a determined value and weight, or cannot count.
    pub(super) is_settled: bool,
}

impl Open {
    /// The status of the point, given the cell of what is recorded; `rating` is what that cell stands for.
    pub(super) fn status(&self, recorded: RatingCell, rating: impl Fn() -> Option<RecordedRating>) -> Status {
        let plain = |kind| Status { kind, rating: RatingCell::NONE, fallback: false, anomaly: None, is_settled: false };
        let is_set_aside = recorded == RatingCell::SET_ASIDE;
        let is_rated = recorded >= RatingCell::FIRST_LEVEL;
        let status = match self.verdicts.as_slice() {
            [Verdict::NotApplicable] => plain(PointStatus::NotApplicable),
            [Verdict::NotRetained] => plain(PointStatus::NotRetained),
            several if several.iter().any(Verdict::is_out) => plain(PointStatus::Undetermined),
            _ if is_set_aside => plain(PointStatus::SetAside),
            [Verdict::ToRate] if is_rated => Status { rating: recorded, ..plain(PointStatus::Rated) },
            [Verdict::ToRate] => plain(PointStatus::Unrated),
            [Verdict::Level(computed)] => {
                let level = RatingCell::level(*computed).unwrap_or(RatingCell::OTHER);
                let differs = if is_rated && recorded != level { rating() } else { None };
                let anomaly =
                    differs.map(|recorded| AnomalyKind::DiffersFromComputed { recorded, computed: *computed });
                Status { rating: level, anomaly, ..plain(PointStatus::Computed) }
            }
            [Verdict::NoSingleLevel(holding)] => {
                let anomaly = Some(AnomalyKind::NoSingleLevel { holding: holding.clone() });
                Status { anomaly, ..plain(PointStatus::Undetermined) }
            }
            several => {
                let possible = levels(several);
                if is_rated && possible.len() > 1 {
                    let is_possible = recorded.as_level().is_some_and(|level| possible.contains(&level));
                    let possible = possible.into_iter().collect();
                    let anomaly = (!is_possible).then_some(AnomalyKind::ImpossibleFallback { possible });
                    Status { rating: recorded, fallback: true, anomaly, ..plain(PointStatus::Rated) }
                } else {
                    plain(PointStatus::Undetermined)
                }
            }
        };
        let ignored = matches!(status.kind, PointStatus::NotApplicable | PointStatus::NotRetained)
            && recorded != RatingCell::NONE;
        Status {
            anomaly: status.anomaly.or(ignored.then_some(AnomalyKind::Ignored)),
            is_settled: self.never_counts(recorded)
                || (status.kind.counts() && self.weighed && !(status.fallback && self.unverified)),
            ..status
        }
    }

    /// True if the point does not count in any case.
    pub(super) fn never_counts(&self, recorded: RatingCell) -> bool {
        recorded == RatingCell::SET_ASIDE || self.verdicts.iter().all(Verdict::is_out)
    }
}
