//! The compiled evaluator against the reference, over grids drawn at random and the shipped ones.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;

use grille::audit::simulate::{Layout, Recipe, Simulator};
use grille::audit::{Entry, Format, Slots, Vocabulary, read};
use grille::grid::{Grid, lower};
use grille::score::Outcome;
use grille::score::program::Program;
use grille::score::reference::Evaluator;
use grille::syntax::parse;
use support::corpus;
use support::random_audit::random_audit;
use support::random_grid::RandomGrid;

/// Scores audits, given as texts, both ways: one by one, with and without the points in the program's results, and in blocks. Gives how many
/// were read and how many of those the program left to the reference.
fn agree(grid: &Grid, texts: impl IntoIterator<Item = String>, told: &dyn Fn(&str) -> String) -> (usize, usize) {
    let (names, evaluator, program) = (Vocabulary::new(grid), Evaluator::new(grid), Program::new(grid));
    let (mut slots, mut block) = (Slots::new(program.layout()), Slots::block(program.layout()));
    let scorer = || program.scorer();
    let (mut alone, mut without_points, mut in_blocks) = (scorer(), scorer().without_points(), scorer());
    let mut without_points_in_blocks = scorer().without_points();
    let (mut texts, mut count) = (texts.into_iter(), 0);
    loop {
        let texts: Vec<_> = texts.by_ref().take(Slots::MOST).collect();
        if texts.is_empty() {
            return (count, alone.left_to_reference());
        }
        let read = |text: String| Some((read(&names, &Entry::alone(text.as_bytes())).ok()?, text));
        let (audits, texts): (Vec<_>, Vec<_>) = texts.into_iter().filter_map(read).unzip();
        count += audits.len();
        block.fill_block(&audits);
        for (at, (audit, text)) in audits.iter().zip(texts).enumerate() {
            slots.fill_from(audit);
            block.turn_to(at);
            let mut expected = evaluator.score(audit);
            // Results do not keep the weights of points.
            expected.iter_mut().flat_map(|outcome| &mut outcome.points).for_each(|point| point.weight = None);
            for (scorer, slots) in [(&mut alone, &slots), (&mut in_blocks, &block)] {
                let result = scorer.score(slots).map(|scores| scores.outcome(slots, grid));
                assert_eq!(result, expected, "{}", told(&text));
            }
            if let Ok(outcome) = &mut expected {
                outcome.points.clear();
            }
            for (scorer, slots) in [(&mut without_points, &slots), (&mut without_points_in_blocks, &block)] {
                let result =
                    scorer.score(slots).map(|scores| Outcome { points: Vec::new(), ..scores.outcome(slots, grid) });
                assert_eq!(result, expected, "{}", told(&text));
            }
        }
    }
}

/// Shipped grids, each with so many audits made up, complete and incomplete; none is left to the reference.
fn simulated_audits_agree(audits: u64) {
    for place in corpus::grids_under("grids") {
        let grid = lower(&parse(&corpus::read(&place)).file, &[]).grid;
        for incomplete in [0, 1_000_000] {
            let recipe = Recipe { seed: 3, incomplete, invalid: 0, layout: Layout::Plain, format: Format::Ndjson };
            let simulator = Simulator::new(&grid, recipe).unwrap();
            let texts = (0..audits).map(|number| String::from_utf8(simulator.audit(number).0).unwrap());
            let (count, left) = agree(&grid, texts, &|text| format!("{}: {text}", place.display()));
            assert_eq!((count as u64, left), (audits, 0), "{}", place.display());
        }
    }
}

/// Random grids, each with so many random audits. Gives how many were read and how many of those the program left to the reference.
fn random_grids_agree(seeds: std::ops::Range<u64>, audits: u64) -> (usize, usize) {
    let (mut count, mut left) = (0, 0);
    for seed in seeds {
        let random = RandomGrid::new(seed);
        let grid = lower(&parse(&random.text).file, &[]).grid;
        let texts = (0..audits).map(|number| random_audit(&random, number).text);
        let told = |text: &str| format!("seed {seed}: {text}\n{}", random.text);
        let (here, here_left) = agree(&grid, texts, &told);
        count += here;
        left += here_left;
    }
    (count, left)
}

/// The same; few may be left.
fn random_grids_agree_by_themselves(seeds: std::ops::Range<u64>, audits: u64) {
    let (count, left) = random_grids_agree(seeds, audits);
    assert!(left * 20 < count, "{left} of {count} audits left to the reference");
}

#[test]
fn random_grids_score_alike() {
    random_grids_agree_by_themselves(0..40, 40);
}

/// In an audit of this grid weights are settled whatever the inputs left open, which have more joint cells than are walked.
#[test]
fn what_is_settled_makes_no_interval_a_mere_enclosure() {
    random_grids_agree(4_889..4_890, 57);
}

/// Millions of audits: `cargo test --release --test program -- --ignored millions`.
#[test]
#[ignore = "takes minutes"]
fn millions_of_audits_score_alike() {
    random_grids_agree_by_themselves(1_000..6_000, 400);
    simulated_audits_agree(100_000);
}

#[test]
fn shipped_grids_score_simulated_audits_alike() {
    simulated_audits_agree(50);
}

#[test]
fn shipped_grids_score_their_examples_alike() {
    for place in corpus::grids_under("grids") {
        let grid = lower(&parse(&fs::read_to_string(&place).unwrap()).file, &[]).grid;
        let folder = place.parent().unwrap().join("exemples");
        let examples = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let audits = examples.filter(|file| file.extension().is_some_and(|ending| ending == "json"));
        let texts: Vec<_> = audits.map(|file| fs::read_to_string(file).unwrap()).collect();
        // Several versions stand beside the examples of one of them.
        let own = texts.iter().any(|text| text.contains(&format!("\"{}\"", grid.citation())));
        let (count, _) = agree(&grid, texts, &str::to_owned);
        assert!(count > 0 || !own, "{}", place.display());
    }
}
