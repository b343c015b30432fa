//! What holds of every grid, tried on random ones.

mod support;

use grille::check::analyse;
use grille::diagnostic::Source;
use grille::syntax::{format, parse};
use support::random_audit::random_audit;
use support::random_grid::RandomGrid;
use support::shape::{comments, shape};

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
fn random_grids_mean_something() {
    for seed in 0..SEEDS {
        let grid = RandomGrid::new(seed);
        let analysis = analyse(Source::new("essai.grille", grid.text), &[]);
        let errors = analysis.diagnostics.iter().filter(|said| said.is_error() && said.code() < "G4");
        let errors: Vec<_> =
            errors.map(|said| (analysis.source.line(said.span.start), said.problem.message())).collect();
        assert!(errors.is_empty(), "seed {seed}: {errors:#?}\n{}", analysis.source.text());
    }
}

#[test]
fn formatting_keeps_the_tree_and_the_comments() {
    for seed in 0..SEEDS {
        let grid = RandomGrid::new(seed);
        let before = parse(&grid.text).file;
        let once = format(&grid.text, &before);
        let after = parse(&once).file;
        assert_eq!(shape(&before), shape(&after), "seed {seed}: the tree is another\n{}\n=====\n{once}", grid.text);
        assert_eq!(comments(&before), comments(&after), "seed {seed}: comments are lost or doubled");
        let twice = format(&once, &after);
        let moved = once.lines().zip(twice.lines()).find(|(once, twice)| once != twice);
        assert!(
            once == twice,
            "seed {seed}: formatting again changes something: {moved:#?}\n{}\n====\n{once}",
            grid.text
        );
    }
}
