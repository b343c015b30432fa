//! The program against the reference.

use proptest::prelude::*;

use super::Program;
use crate::audit::{Audit, Slots};
use crate::grid::Grid;
use crate::score::Outcome;
use crate::score::reference::Evaluator;
use crate::score::reference::tests::random::{self, Dice};

/// What the reference says, but for the weights of points, which results do not keep.
fn expected(evaluator: &Evaluator<'_>, audit: &Audit) -> Result<Outcome, String> {
    let mut outcome = evaluator.score(audit).map_err(|refusal| refusal.message())?;
    outcome.points.iter_mut().for_each(|point| point.weight = None);
    Ok(outcome)
}

/// Scores audits of a grid one after the other, each twice.
fn agree(grid: &Grid, audits: &[Audit]) {
    let (program, evaluator) = (Program::new(grid), Evaluator::new(grid));
    let (mut scorer, mut slots) = (program.scorer(), Slots::new(program.layout()));
    for audit in audits.iter().chain(audits) {
        slots.fill_from(audit);
        let expected = expected(&evaluator, audit);
        let result = scorer.score(&slots).map(|scores| scores.outcome(&slots, grid));
        assert_eq!(result.map_err(|refusal| refusal.message()), expected);
    }
}

/// Scores audits of a grid in a block, those taken in hand that are `chosen`, then another block, then those again.
fn agree_in_blocks(grid: &Grid, audits: &[Audit], chosen: u64) {
    let (program, evaluator) = (Program::new(grid), Evaluator::new(grid));
    let mut scorer = program.scorer();
    let (mut slots, mut other) = (Slots::block(program.layout()), Slots::block(program.layout()));
    slots.fill_block(audits);
    other.fill_block(&audits[1..]);
    for (slots, audits) in [(&mut slots, audits), (&mut other, &audits[1..])] {
        for (at, audit) in audits.iter().enumerate() {
            slots.turn_to(at);
            if chosen >> at & 1 == 1 {
                let result = scorer.score(slots).map(|scores| scores.outcome(slots, grid));
                assert_eq!(result.map_err(|refusal| refusal.message()), expected(&evaluator, audit));
            }
        }
    }
    slots.fill_block(&audits[2..]);
    slots.turn_to(0);
    let result = scorer.score(&slots).map(|scores| scores.outcome(&slots, grid));
    assert_eq!(result.map_err(|refusal| refusal.message()), expected(&evaluator, &audits[2]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]
    #[test]
    fn the_program_agrees_with_the_reference(rolls in proptest::collection::vec(any::<u32>(), 80..400)) {
        let mut dice = Dice::new(&rolls);
        let grid = random::grid(&mut dice);
        let audits: Vec<_> = (0..5).map(|_| random::audit(&mut dice, &grid)).collect();
        agree(&grid, &audits);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]
    #[test]
    fn blocks_score_as_their_audits_do(
        rolls in proptest::collection::vec(any::<u32>(), 80..1500), count in 3_usize..=64, chosen: u64,
    ) {
        let mut dice = Dice::new(&rolls);
        let grid = random::grid(&mut dice);
        let audits: Vec<_> = (0..count).map(|_| random::audit(&mut dice, &grid)).collect();
        agree_in_blocks(&grid, &audits, chosen);
    }
}
