//! The evaluator against plain enumeration, on random small grids and partial audits.

pub(crate) mod brute;
pub(crate) mod random;

use super::{Evaluator, score};
use crate::audit::RecordedRating;
use crate::exact::Exact;
use crate::grid::{DecisionId, GroupId, PointId};
use crate::region::Bounds;
use crate::score::possible::Possible;
use crate::score::{AnomalyKind, DecisionOutcome, Outcome, PointStatus, TotalState};
use brute::Completion;
use proptest::prelude::*;
use random::Dice;
use std::collections::BTreeSet;

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]
    #[test]
    fn scoring_agrees_with_every_completion(rolls in proptest::collection::vec(any::<u32>(), 40..240)) {
        let mut dice = Dice::new(&rolls);
        let grid = random::grid(&mut dice);
        let audit = random::audit(&mut dice, &grid);
        let worlds = brute::worlds(&grid, &audit);
        let outcome = match score(&grid, &audit) {
            Ok(outcome) => outcome,
            Err(refusal) => {
                prop_assert!(worlds.is_empty(), "refused: {}", refusal.message());
                return Ok(());
            }
        };
        prop_assert!(!worlds.is_empty(), "not refused");
        for at in 0..grid.points.len() {
            check_point(&grid, &audit, &outcome, PointId(at), &worlds);
        }
        let standing = |at: usize| outcome.points[at].rating.clone().filter(|_| outcome.points[at].fallback);
        let fixed: Vec<_> = (0..grid.points.len()).map(standing).collect();
        let completions = brute::completions(&grid, &audit, &fixed);
        for at in 0..grid.groups.len() {
            check_total(&outcome, GroupId(at), &completions);
        }
        for at in 0..grid.decisions.len() {
            check_decision(&outcome, DecisionId(at), &completions);
        }
    }
}

/// The status, rating, weight and anomalies of a point are what all worlds agree on.
fn check_point(
    grid: &crate::grid::Grid,
    audit: &crate::audit::Audit,
    outcome: &Outcome,
    id: PointId,
    worlds: &[brute::World],
) {
    use super::Verdict::{Level, NoSingleLevel, NotApplicable, NotRetained, ToRate};
    let mut verdicts: Vec<_> = worlds.iter().map(|world| brute::verdict(grid, id, world)).collect();
    verdicts.dedup();
    let is_set_aside = audit.set_aside[id.0].is_some();
    let recorded = audit.ratings[id.0].as_ref();
    let statuses: BTreeSet<_> = verdicts
        .iter()
        .map(|verdict| match verdict {
            NotApplicable => "non_applicable",
            NotRetained => "non_retenu",
            _ if is_set_aside => "sans_objet",
            ToRate if recorded.is_some() => "coté",
            ToRate => "non_coté",
            Level(_) => "calculé",
            NoSingleLevel(_) => "indéterminé",
        })
        .collect();
    let levels: BTreeSet<_> =
        verdicts.iter().filter_map(|it| if let Level(at) = it { Some(*at) } else { None }).collect();
    let out = verdicts.iter().any(super::Verdict::is_out);
    let one_verdict = verdicts.windows(2).all(|pair| pair[0] == pair[1]);
    let fallback = !is_set_aside && !out && levels.len() > 1 && recorded.is_some();
    let expected = match statuses.iter().collect::<Vec<_>>().as_slice() {
        _ if fallback => "coté",
        [only] if one_verdict || is_set_aside => only,
        _ => "indéterminé",
    };
    let point = &outcome.points[id.0];
    assert_eq!(point.status.word(), expected, "status of {id:?}, verdicts {verdicts:?}");
    assert_eq!(point.fallback, fallback);
    let expected = match expected {
        "coté" => recorded.cloned(),
        "calculé" => levels.first().map(|level| RecordedRating::Level(*level)),
        _ => None,
    };
    assert_eq!(point.rating, expected);

    let weights: BTreeSet<_> = worlds.iter().map(|world| brute::effective_weight(grid, id, world)).collect();
    let expected = weights.first().filter(|_| weights.len() == 1).cloned().flatten();
    assert_eq!(point.weight, expected, "weight of {id:?}");

    let kinds = || outcome.anomalies.iter().filter(|anomaly| anomaly.point == Some(id)).map(|anomaly| &anomaly.kind);
    let scale = grid.scale(grid.point(id).scale);
    let top = match &point.rating {
        Some(RecordedRating::Level(at)) => at + 1 == scale.levels().len(),
        Some(RecordedRating::Value(value)) => Some(value) == scale.best(),
        None => false,
    };
    let unmet = audit.elements[id.0]
        .as_ref()
        .is_some_and(|recorded| worlds.iter().all(|world| !brute::is_met(grid, id, recorded, world)));
    let reported =
        kinds().find_map(|kind| if let AnomalyKind::TopRatingUnmet { unmet } = kind { Some(unmet) } else { None });
    assert_eq!(reported.is_some(), top && unmet, "A003 on {id:?}");
    assert!(reported.is_none_or(|unmet| !unmet.is_empty()));
    let ignored = matches!(point.status, PointStatus::NotApplicable | PointStatus::NotRetained);
    let ignored = ignored && (recorded.is_some() || is_set_aside);
    assert_eq!(kinds().any(|kind| *kind == AnomalyKind::Ignored), ignored, "A001 on {id:?}");
}

/// A complete total is the same on every completion; the interval of an incomplete one has the ends of the enumeration.
fn check_total(outcome: &Outcome, group: GroupId, completions: &[Completion<'_>]) {
    let scores: BTreeSet<Option<Exact>> = completions.iter().map(|completion| completion.score(group)).collect();
    let ends = || scores.iter().flatten().min().cloned().zip(scores.iter().flatten().max().cloned());
    match &outcome.groups[group.0].state {
        TotalState::Score(score) => {
            assert_eq!(scores, BTreeSet::from([Some(score.clone())]), "score of {group:?}");
            let total = &outcome.groups[group.0];
            assert_eq!(completions[0].total(group), (total.obtained.clone(), total.possible.clone()));
        }
        TotalState::NotComputable => assert_eq!(scores, BTreeSet::from([None]), "score of {group:?}"),
        TotalState::Incomplete(interval) => {
            assert!(interval.exact);
            assert_eq!(interval.bounds, ends(), "interval of {group:?}");
            assert_eq!(interval.maybe_not_computable, scores.contains(&None), "emptiness of {group:?}");
        }
    }
}

/// A decision over inputs is exact; one over results leaves nothing possible out.
fn check_decision(outcome: &Outcome, id: DecisionId, completions: &[Completion<'_>]) {
    let awards: BTreeSet<_> = completions.iter().map(|completion| completion.decision(id)).collect();
    let over_inputs = id == DecisionId(0);
    match &outcome.decisions[id.0] {
        DecisionOutcome::Decided(line) => assert_eq!(awards, BTreeSet::from([vec![*line]]), "{id:?}"),
        DecisionOutcome::Undetermined(possible) => {
            let single: BTreeSet<_> = awards.iter().filter(|lines| lines.len() == 1).map(|lines| lines[0]).collect();
            let listed: BTreeSet<_> = possible.iter().copied().collect();
            if over_inputs && awards.len() > 1 {
                assert_eq!(listed, single, "{id:?}");
            }
            let anomaly =
                outcome.anomalies.iter().any(|anomaly| matches!(anomaly.kind, AnomalyKind::NoSingleDecision { .. }));
            assert!(single.is_subset(&listed) || (anomaly && single.is_empty()), "{id:?}: {single:?} in {listed:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    /// Past the limit the evaluator says less, and what it says is still true of every completion.
    #[test]
    fn past_the_limit_what_is_said_holds(rolls in proptest::collection::vec(any::<u32>(), 40..240)) {
        let mut dice = Dice::new(&rolls);
        let grid = random::grid(&mut dice);
        let audit = random::audit(&mut dice, &grid);
        let nothing = Bounds { nodes: 0, runs: 0, variables: 0 };
        let evaluator = Evaluator::over(Possible::within(&grid, nothing));
        let (Ok(outcome), Ok(exact)) = (evaluator.score(&audit), score(&grid, &audit)) else { return Ok(()) };
        for (said, exact) in outcome.points.iter().zip(&exact.points) {
            prop_assert!(!exact.unverified);
            if said.unverified {
                // A rating that stands in for open inputs still does; otherwise nothing is said of the level.
                prop_assert!(said.fallback || !said.status.counts() || said.status == exact.status);
                prop_assert!(said.weight.is_none() || said.weight == exact.weight);
            } else {
                prop_assert_eq!((said.status, &said.rating, &said.weight), (exact.status, &exact.rating, &exact.weight));
            }
        }
        // A rating may stand in for a level that was only not established; the point says so, and holds totals up.
        for (said, exact) in outcome.groups.iter().zip(&exact.groups) {
            match (&said.state, &exact.state) {
                (TotalState::Incomplete(said), TotalState::Incomplete(exact)) => {
                    prop_assert!(encloses(said.bounds.as_ref(), exact.bounds.as_ref()));
                    prop_assert!(said.maybe_not_computable || !exact.maybe_not_computable);
                }
                (TotalState::Incomplete(said), TotalState::Score(score)) => {
                    prop_assert!(encloses(said.bounds.as_ref(), Some(&(score.clone(), score.clone()))));
                }
                (TotalState::Incomplete(said), TotalState::NotComputable) => prop_assert!(said.maybe_not_computable),
                (said, exact) => prop_assert_eq!(said, exact),
            }
        }
        // Where several lines hold, they are what is listed, not the levels possible.
        let single = !exact.anomalies.iter().any(|it| matches!(it.kind, AnomalyKind::NoSingleDecision { .. }));
        for (said, exact) in outcome.decisions.iter().zip(&exact.decisions).filter(|_| single) {
            match (said, exact) {
                (DecisionOutcome::Undetermined(said), DecisionOutcome::Decided(line)) => prop_assert!(said.contains(line)),
                (DecisionOutcome::Undetermined(said), DecisionOutcome::Undetermined(exact)) => {
                    prop_assert!(exact.iter().all(|line| said.contains(line)));
                }
                (said, exact) => prop_assert_eq!(said, exact),
            }
        }
    }
}

fn encloses(outer: Option<&(Exact, Exact)>, inner: Option<&(Exact, Exact)>) -> bool {
    match (outer, inner) {
        (_, None) => true,
        (Some((low, high)), Some((least, most))) => low <= least && most <= high,
        (None, Some(_)) => false,
    }
}
