//! What the checks say of decisions, against every audit of small random grids: what is said is so, and what is not said is
//! not there.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::tests::{audit, shows};
use super::{contradiction, decision};
use crate::audit::Audit;
use crate::check::grading::{graded, proved};
use crate::diagnostic::{Diagnostic, Problem, Reach, Source, Span};
use crate::grid::{DecisionId, DecisionKind, Formula, Grid};
use crate::score::reference::tests::brute::{Completion, completions};
use crate::score::reference::tests::random::{self, Dice};

/// An audit that says nothing.
fn silent(grid: &Grid) -> Audit {
    let points = grid.points.len();
    Audit {
        id: "a".into(),
        values: vec![None; grid.inputs.len()],
        ratings: vec![None; points],
        elements: vec![None; points],
        set_aside: vec![None; points],
    }
}

/// What was said of one decision.
struct Said<'d> {
    found: Vec<&'d Reach>,
    grid: &'d Grid,
    id: DecisionId,
}

impl<'d> Said<'d> {
    fn of(grid: &'d Grid, id: DecisionId, diagnostics: &'d [Diagnostic]) -> Self {
        let decision = &grid.decisions[id.0];
        let levels: BTreeSet<_> = decision.lines.iter().map(|line| &line.level).collect();
        let found = diagnostics.iter().filter_map(|diagnostic| match &diagnostic.problem {
            Problem::Reach(problem) => Some(problem),
            _ => None,
        });
        let about = |problem: &&Reach| match problem {
            Reach::DecisionGap { decision: name, .. }
            | Reach::DecisionOverlap { decision: name, .. }
            | Reach::DecisionUnproved { decision: name, .. }
            | Reach::NeverAwarded { decision: name, .. } => *name == decision.name,
            Reach::TierWithoutPrevious { level, .. } => decision.kind == DecisionKind::Tiered && levels.contains(level),
            other => panic!("{other:?}"),
        };
        Self { found: found.filter(about).collect(), grid, id }
    }

    fn level(&self, line: usize) -> &str {
        &self.grid.decisions[self.id.0].lines[line].level
    }

    fn never(&self, line: usize) -> bool {
        let said = |it: &&Reach| matches!(it, Reach::NeverAwarded { level, .. } if level == self.level(line));
        self.found.iter().any(said)
    }

    fn gap(&self) -> bool {
        let said = |it: &&Reach| matches!(it, Reach::DecisionGap { .. } | Reach::DecisionUnproved { levels: None, .. });
        self.found.iter().any(said)
    }

    fn overlap(&self, first: usize, second: usize) -> bool {
        let pair = (self.level(first).to_owned(), self.level(second).to_owned());
        self.found.iter().any(|it| match it {
            Reach::DecisionOverlap { levels, .. } => *levels == pair,
            Reach::DecisionUnproved { levels, .. } => *levels == Some(pair.clone()),
            _ => false,
        })
    }

    fn leap(&self, line: usize) -> bool {
        let said = |it: &&Reach| matches!(it, Reach::TierWithoutPrevious { level, .. } if level == self.level(line));
        self.found.iter().any(said)
    }

    /// Nothing that an audit can bring about is left unsaid, and what is said never to happen does not.
    fn holds_of(&self, completion: &Completion<'_>) {
        let decision = &self.grid.decisions[self.id.0];
        let (lines, award) = (completion.lines(self.id), completion.decision(self.id));
        if let [only] = award.as_slice() {
            assert!(
                !self.never(*only),
                "{} of {} is awarded: {:?}",
                self.level(*only),
                self.grid.decisions[self.id.0].name,
                self.found
            );
        }
        let holds = |at: usize| lines[at] == Some(true);
        match decision.kind {
            DecisionKind::Exclusive => {
                assert!(!award.is_empty() || self.gap(), "a gap of {} is not said", decision.name);
                for second in (0..lines.len()).filter(|at| holds(*at)) {
                    for first in (0..second).filter(|at| holds(*at)) {
                        assert!(self.overlap(first, second), "an overlap of {} is not said", decision.name);
                    }
                }
            }
            DecisionKind::Tiered => {
                // Above a tier that is out of reach nothing more is said.
                for at in (2..lines.len()).take_while(|at| !(0..=*at).any(|below| self.never(below))) {
                    assert!(!holds(at) || holds(at - 1) || self.leap(at), "a leap of {} is not said", decision.name);
                }
            }
        }
    }
}

/// A decision over inputs alone is proved exactly: what is said is what enumeration finds.
fn over_inputs(grid: &Grid, id: DecisionId, every: &[Completion<'_>]) {
    let Some(graded) = graded::decision(grid, id) else { return };
    let source = Source::new("hasard.grille", String::new());
    let codes: BTreeSet<_> = proved(grid, &source, &graded).iter().map(Diagnostic::code).collect();
    let awards: Vec<_> = every.iter().map(|completion| completion.decision(id)).collect();
    let decision = &grid.decisions[id.0];
    let never = |line: usize| !awards.iter().any(|award| award.as_slice() == [line]);
    let lines = 0..decision.lines.len();
    if decision.kind == DecisionKind::Tiered {
        assert_eq!(codes.contains("G403"), lines.clone().any(never), "{}: {codes:?}", decision.name);
        return;
    }
    let named = |at: &usize| decision.lines[*at].condition.is_some();
    let idle = |at: usize| every.iter().all(|completion| completion.lines(id)[at] == Some(false));
    assert_eq!(codes.contains("G401"), awards.iter().any(Vec::is_empty), "{}: {codes:?}", decision.name);
    assert_eq!(codes.contains("G402"), awards.iter().any(|award| award.len() > 1), "{}: {codes:?}", decision.name);
    assert_eq!(codes.contains("G403"), lines.clone().filter(named).any(idle), "{}: {codes:?}", decision.name);
    let rest = lines.clone().find(|at| !named(at));
    assert_eq!(codes.contains("G404"), rest.is_some_and(never), "{}: {codes:?}", decision.name);
}

/// True if the `barème` of a point or a weight is an error of its own: what is said of decisions supposes there is none.
fn has_faulty_scale(grid: &Grid) -> bool {
    let source = Source::new("hasard.grille", String::new());
    let scales = graded::all(grid).into_iter().filter(|scale| !matches!(scale.subject, graded::Subject::Decision(_)));
    let mut codes = scales.flat_map(|scale| proved(grid, &source, &scale)).map(|found| found.code());
    codes.any(|code| matches!(code, "G401" | "G402"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]
    #[test]
    fn what_is_said_of_decisions_is_what_audits_show(
        rolls in proptest::collection::vec(any::<u32>(), 60..200),
        without_rest in any::<[bool; 2]>(),
    ) {
        let mut grid = random::grid(&mut Dice::new(&rolls));
        for (decision, without) in grid.decisions.iter_mut().zip(without_rest) {
            if without && decision.kind == DecisionKind::Exclusive {
                // The line stays, since decisions name lines by index, but no longer takes the rest.
                let rest = decision.lines.iter_mut().filter(|line| line.condition.is_none());
                rest.for_each(|line| line.condition = Some(Formula::Any(Vec::new(), Span::default())));
            }
        }
        if !contradiction::check(&grid).is_empty() || has_faulty_scale(&grid) {
            return Ok(());
        }
        let unrated = vec![None; grid.points.len()];
        let every = completions(&grid, &silent(&grid), &unrated);
        let found = decision::check(&grid);
        for id in (0..grid.decisions.len()).map(DecisionId) {
            if graded::decision(&grid, id).is_some() {
                over_inputs(&grid, id, &every);
                continue;
            }
            let said = Said::of(&grid, id, &found);
            for completion in &every {
                said.holds_of(completion);
            }
        }
        for diagnostic in &found {
            let Some(witness) = &diagnostic.witness else { continue };
            let audit = audit(&grid, witness);
            prop_assert!(shows(&grid, diagnostic, &audit), "{} {witness}", diagnostic.code());
        }
    }
}
