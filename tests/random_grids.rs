//! What holds of every grid, tried on random ones.

mod support;

use grille::check::analyse;
use grille::diagnostic::Source;
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
