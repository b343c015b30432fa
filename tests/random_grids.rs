//! What holds of every grid, tried on random ones.

mod support;

use std::collections::BTreeSet;

use grille::audit::{Entry, Vocabulary, read};
use grille::check::analyse;
use grille::diagnostic::Source;
use grille::grid::Rating;
use grille::score::Anomaly;
use grille::score::reference::Evaluator;
use grille::syntax::parse;
use support::random_audit::random_audit;
use support::random_grid::RandomGrid;

const SEEDS: u64 = 400;

#[test]
fn a_seed_gives_one_grid() {
    let (once, again) = (RandomGrid::new(7), RandomGrid::new(7));
    assert_eq!(once.text, again.text);
    assert_eq!(random_audit(&once, 3), random_audit(&again, 3));
    assert_ne!(once.text, RandomGrid::new(8).text);
}

#[test]
fn random_grids_are_well_written() {
    for seed in 0..SEEDS {
        let grid = RandomGrid::new(seed);
        let told: Vec<_> = parse(&grid.text).diagnostics.iter().map(|d| (d.span, d.problem.message())).collect();
        assert!(told.is_empty(), "seed {seed}: {told:#?}\n{}", grid.text);
    }
}

#[test]
fn every_part_of_the_language_occurs() {
    let texts: Vec<_> = (0..SEEDS).map(|seed| RandomGrid::new(seed).text).collect();
    for (words, least) in [
        ("moyenne pondérée", 60),
        ("existe si", 60),
        ("contrainte", 60),
        ("définition", 60),
        ("paramètre", 60),
        ("barème", 100),
        ("sinon", 100),
        ("poids", 60),
        ("hors total", 20),
        ("non applicable", 40),
        ("facultatif", 20),
        ("exige au moins", 40),
        ("pour chaque", 40),
        ("le cas échéant", 40),
        ("dispense", 40),
        ("admet", 40),
        ("liste", 60),
        ("reprend", 20),
        ("nouveau", 5),
        ("retire", 10),
        ("par paliers", 20),
        ("décision", 60),
        ("score_minimum(", 5),
        ("compte(", 20),
        ("niveau(", 10),
        ("non calculable", 10),
    ] {
        let found = texts.iter().filter(|text| text.contains(words)).count();
        assert!(found >= least, "`{words}` occurs in {found} grids");
    }
}

/// Nothing is wrong with them, and they say what the generator thinks they say.
#[test]
fn random_grids_mean_what_was_meant() {
    for seed in 0..SEEDS {
        let random = RandomGrid::new(seed);
        let analysis = analyse(Source::new("essai.grille", random.text.clone()), &[]);
        // A decision drawn at random may ask for what its grid cannot give.
        let errors = analysis.diagnostics.iter().filter(|said| said.is_error() && said.code() != "G513");
        let errors: Vec<_> =
            errors.map(|said| (analysis.source.line(said.span.start), said.problem.message())).collect();
        assert!(errors.is_empty(), "seed {seed}: {errors:#?}\n{}", random.text);
        let grid = &analysis.grid;
        assert_eq!(grid.citation(), random.citation);
        assert_eq!(grid.points.len(), random.points.len());
        for (point, meant) in grid.points.iter().zip(&random.points) {
            assert_eq!(point.id, meant.id, "seed {seed}");
            assert_eq!(matches!(point.rating, Rating::Computed(_)), meant.computed, "seed {seed}, point {}", point.id);
            let required = point.requirement.iter().flat_map(|it| &it.elements).map(|element| &element.key);
            let admitted = point.substitutes.iter().flat_map(|it| &it.stands_for).map(|(key, _)| key);
            let keys: BTreeSet<_> = required.chain(admitted).collect();
            assert_eq!(keys, meant.elements.iter().collect(), "seed {seed}, point {}", point.id);
        }
    }
}

#[test]
fn random_audits_are_read_and_scored() {
    let (mut full, mut refused, mut incomplete) = (0, 0, 0);
    for seed in 0..SEEDS / 4 {
        let random = RandomGrid::new(seed);
        let grid = analyse(Source::new("essai.grille", random.text.clone()), &[]).grid;
        let (names, evaluator) = (Vocabulary::new(&grid), Evaluator::new(&grid));
        for number in 0..12 {
            let random_audit = random_audit(&random, number);
            let text = random_audit.text.clone().into_bytes();
            let audit = read(&names, &Entry::alone(text)).map_err(|refused| *refused.refusal);
            let outcome = audit.and_then(|audit| evaluator.score(&audit));
            let case = || format!("seed {seed}, audit {number}: {outcome:#?}\n{}\n{}", random_audit.text, random.text);
            match &outcome {
                Err(_) => {
                    refused += 1;
                    assert!(!random_audit.is_sound, "refused: {}", case());
                }
                Ok(outcome) => {
                    let complete = outcome.is_complete();
                    incomplete += usize::from(!complete);
                    full += usize::from(random_audit.is_full);
                    assert!(complete || !random_audit.is_full || !random_audit.is_sound, "incomplete: {}", case());
                    let odd = |anomaly: &Anomaly| matches!(anomaly.code(), "A005" | "A006");
                    assert!(!outcome.anomalies.iter().any(odd), "no one level or weight: {}", case());
                }
            }
        }
    }
    assert!(full > 200 && refused > 20 && incomplete > 200, "{full} full, {refused} refused, {incomplete} incomplete");
}
