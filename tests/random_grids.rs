//! What holds of every grid, tried on random ones.

mod support;

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
