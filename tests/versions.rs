//! Versions compared: on random grids and random edits nothing is said that audits do not show, and nothing audits show is left out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeMap;

use grille::audit::{Audit, Refusal};
use grille::grid::{Grid, fingerprint};
use grille::score::reference::Evaluator;
use grille::score::{Outcome, PointStatus};
use grille::version::class::{Class, Difference, Observed, differences};
use grille::version::diff::{Bearing, Change, Diff, Nature, Subject};
use grille::version::lineage::Lineage;
use support::random_audit::random_audit;
use support::random_edit::edit;
use support::random_pair::{audit, compare, is_possible, random};
use support::rng::Rng;

const SEEDS: u64 = 90;
const AUDITS: u64 = 10;

/// What an audit of the old version changes; none if the old version refuses it.
fn changed(
    (old, new, lineage): (&Grid, &Grid, &Lineage),
    (before, after): (&Evaluator<'_>, &Evaluator<'_>),
    audit: &Audit,
) -> Option<(Outcome, Vec<Difference>)> {
    let outcome = before.score(audit).ok()?;
    let followed = lineage.follow(old, new, audit);
    let after: Result<Outcome, Refusal> = after.score(&followed.audit);
    let mut found = differences((old, new, lineage), &Ok(outcome.clone()), &after);
    if !followed.is_readable() {
        let observed = Observed::Acceptance;
        found = vec![Difference { observed, before: "lu".to_owned(), after: "illisible".to_owned() }];
    }
    Some((outcome, found))
}

/// True if the diff says that this can change.
fn announced(diff: &Diff, difference: &Difference) -> bool {
    let results = |change: &&Change| change.bearing == Bearing::Results;
    let of_point = |id: &String| {
        let names = |subject: &Subject| matches!(subject, Subject::Point { old, .. } if old.contains(id));
        let of_space = |subject: &Subject| matches!(subject, Subject::Space | Subject::Scale { .. });
        let touches = |change: &Change| change.subjects.iter().any(|one| names(one) || of_space(one));
        diff.changes.iter().filter(results).any(touches) || !diff.unproved.is_empty()
    };
    match &difference.observed {
        Observed::Acceptance => diff.changes.iter().any(|change| {
            matches!(change.nature, Nature::Refused)
                || (change.nature == Nature::Scale && change.bearing == Bearing::Results)
        }),
        Observed::Point(id) | Observed::Anomalies(id) => of_point(id),
        Observed::Weight(id) => {
            // In a mean the weight of a group is told of the group.
            of_point(id) || diff.changes.iter().any(|change| change.nature == Nature::Weight)
        }
        Observed::Total { .. } | Observed::Decision(_) => diff.changes.iter().any(|change| results(&change)),
    }
}

#[test]
fn a_grid_against_itself_is_empty() {
    for seed in 0..SEEDS / 3 {
        let (_, analysis) = random(seed);
        let (_, found) = compare(&analysis.source, &analysis.grid, &analysis.grid);
        assert_eq!((found.class, found.changes.len(), found.texts.len()), (Class::Editorial, 0, 0), "seed {seed}");
        assert_eq!((found.unproved.len(), found.unchanged_points), (0, analysis.grid.points.len()));
    }
}

#[test]
fn audits_show_no_more_and_no_less_than_the_diff_says() {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut shown, mut unproved, mut scored) = (0, 0, 0);
    for seed in 0..SEEDS {
        let (random, analysis) = random(seed);
        let old = &analysis.grid;
        let mut rng = Rng::new(seed ^ 0xD1FF);
        let mut new = old.clone();
        let edits: Vec<_> = (0..=rng.below(2)).filter_map(|_| edit(&mut new, &mut rng)).collect();
        // Constraints that leave nothing possible make no grid.
        if !is_possible(&new) {
            continue;
        }
        let (lineage, found) = compare(&analysis.source, old, &new);
        let case = || format!("seed {seed}, {edits:?}\n{found:#?}\n{}", random.text);
        *classes.entry(found.class.word()).or_default() += 1;
        if fingerprint(old) == fingerprint(&new) {
            assert!(matches!(found.class, Class::Editorial), "{}", case());
        }
        let (before, after) = (Evaluator::new(old), Evaluator::new(&new));
        for number in 0..AUDITS {
            let drawn = random_audit(&random, number);
            let Some(audit) = audit(old, &drawn.text) else { continue };
            let Some((outcome, differences)) = changed((old, &new, &lineage), (&before, &after), &audit) else {
                if matches!(found.class, Class::Editorial) {
                    let followed = lineage.follow(old, &new, &audit);
                    assert!(after.score(&followed.audit).is_err(), "accepted now: {}\n{}", drawn.text, case());
                }
                continue;
            };
            scored += 1;
            let rated =
                |at: &usize| outcome.points[*at].status != PointStatus::Unrated && !outcome.points[*at].fallback;
            let is_full = drawn.is_full && drawn.is_sound && (0..old.points.len()).all(|at| rated(&at));
            match &found.class {
                Class::Editorial => assert!(differences.is_empty(), "{differences:#?}\n{}\n{}", drawn.text, case()),
                Class::Compatible if is_full => {
                    assert!(differences.is_empty(), "{differences:#?}\n{}\n{}", drawn.text, case());
                }
                _ => {}
            }
            if is_full {
                for difference in &differences {
                    assert!(announced(&found, difference), "{difference:#?}\n{}\n{}", drawn.text, case());
                }
            }
        }
        if let Class::Substantive { example } = &found.class {
            let Some(example) = example else {
                unproved += 1;
                continue;
            };
            shown += 1;
            // The example as written, read as any audit is.
            let audit = audit(old, &example.audit.to_string()).unwrap_or_else(|| panic!("{}", case()));
            let (_, differences) = changed((old, &new, &lineage), (&before, &after), &audit).unwrap();
            assert!(!differences.is_empty(), "{}", case());
        }
        witnesses((old, &new, &lineage), &found, &case);
    }
    assert!(shown > 40 && unproved * 8 < shown, "{shown} shown, {unproved} not");
    assert!(classes.values().all(|count| *count > 4) && classes.len() == 3, "{classes:?}");
    assert!(scored > 500, "{scored}");
}

/// Every case of a point's applicability, level or weight is one: whoever gives these answers, and no others, has the result said
/// before and the one said after.
fn witnesses((old, new, lineage): (&Grid, &Grid, &Lineage), found: &Diff, case: &dyn Fn() -> String) {
    let space = |change: &Change| {
        change.subjects.contains(&Subject::Space) || matches!(change.nature, Nature::Existence | Nature::Bounds)
    };
    // Where the two accept other audits, a case is one of what both accept.
    if found.changes.iter().any(space) {
        return;
    }
    for change in &found.changes {
        let Some(Subject::Point { old: ids, .. }) = change.subjects.first() else { continue };
        let Some((to, _)) = ids.first().and_then(|id| old.point_named(id)).and_then(|id| lineage.point_of(id)) else {
            continue;
        };
        let from = old.point_named(&ids[0]).unwrap();
        for effect in &change.effects {
            for shown in &effect.cases {
                let outcome = |grid: &Grid, answers: &serde_json::Value| {
                    let mut json = answers.clone();
                    json["audit"] = "cas".into();
                    let audit = audit(grid, &json.to_string()).unwrap_or_else(|| panic!("{json}\n{}", case()));
                    Evaluator::new(grid).score(&audit).unwrap_or_else(|_| panic!("{json}\n{}", case()))
                };
                let before = outcome(old, &shown.answers[0]).points[from.0].clone();
                let after = outcome(new, &shown.answers[1]).points[to.0].clone();
                let told = format!("{change:#?}\n{shown:#?}\n{before:#?}\n{after:#?}\n{}", case());
                match change.nature {
                    Nature::Applicability => {
                        let word = |status| match status {
                            PointStatus::NotApplicable => "ne s’applique pas",
                            PointStatus::NotRetained => "n’est pas retenu",
                            _ => "s’applique",
                        };
                        assert_eq!(word(before.status), effect.before, "{told}");
                        assert_eq!(word(after.status), effect.after, "{told}");
                        // A point that may not apply is undetermined: the answers settle that it does.
                        let settled = |status| status != PointStatus::Undetermined;
                        let computed =
                            |grid: &Grid, id| matches!(grid.point(id).rating, grille::grid::Rating::Computed(_));
                        assert!(settled(before.status) || computed(old, from), "{told}");
                        assert!(settled(after.status) || computed(new, to), "{told}");
                    }
                    Nature::Levels => {
                        let level = |grid: &Grid, id, outcome: &grille::score::PointOutcome| match &outcome.rating {
                            Some(grille::audit::RecordedRating::Level(at)) => {
                                let point: &grille::grid::Point = grid.point(id);
                                grid.scale(point.scale).levels()[*at].name.clone()
                            }
                            _ => String::new(),
                        };
                        assert_eq!(level(old, from, &before), effect.before, "{told}");
                        assert_eq!(level(new, to, &after), effect.after, "{told}");
                    }
                    Nature::Weight => assert_ne!(before.weight, after.weight, "{told}"),
                    _ => {}
                }
            }
        }
    }
}
