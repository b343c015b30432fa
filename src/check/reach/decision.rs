//! Decisions: results without a level, with two, levels never awarded, tiers that leap over the one before.
//!
//! What the abstraction of [`results`](super::results) proves impossible is impossible. What it leaves possible is an error only
//! if an audit shows it, found and replayed by [`replay`](super::replay); otherwise it is "non démontré".

use super::formula::{Condition, all, any, not};
use super::not_verified;
use super::replay::{Shown, find};
use super::results::Results;
use crate::diagnostic::{Diagnostic, NeverAwarded, Problem, Reach, Span};
use crate::grid::{Decision, DecisionId, DecisionKind, Formula, Grid, ResultAtom};
use crate::region::{Limit, Space, Witness};

/// Everything there is to say of the decisions.
pub(super) fn check(grid: &Grid) -> Vec<Diagnostic> {
    let mut results = Results::new(grid);
    let mut found = Vec::new();
    for id in (0..grid.decisions.len()).map(DecisionId) {
        let decision = &grid.decisions[id.0];
        let questions = Questions { grid, decision, lines: results.lines(id) };
        let awards = (0..decision.lines.len()).map(|line| results.award(id, line)).collect::<Vec<_>>();
        match questions.ask(&results.extended, &awards) {
            Ok(said) => found.extend(said),
            Err(limit) => {
                let what = format!("les niveaux de la décision `{}`", decision.name);
                found.push(not_verified(what, limit, decision.name_span));
            }
        }
    }
    found
}

/// A decision and what its lines ask.
struct Questions<'g> {
    grid: &'g Grid,
    decision: &'g Decision,
    lines: Vec<Option<Condition>>,
}

/// Something that may go wrong: the lines that hold, and those that do not.
struct Fault {
    hold: Vec<usize>,
    fail: Vec<usize>,
}

impl Questions<'_> {
    fn ask(&self, extended: &Grid, awards: &[Condition]) -> Result<Vec<Diagnostic>, Limit> {
        let mut found = Vec::new();
        let mut dead = vec![false; self.lines.len()];
        let proved = over_inputs(self.decision);
        if proved && self.decision.kind == DecisionKind::Exclusive {
            return Ok(found);
        }
        for (at, line) in self.lines.iter().enumerate() {
            if let Some(condition) = line
                && possible(extended, condition)?.is_none()
            {
                dead[at] = true;
                found.push(self.never_awarded(at, NeverAwarded::Never));
            }
        }
        match self.decision.kind {
            DecisionKind::Exclusive => self.exclusive(extended, &dead, &mut found)?,
            DecisionKind::Tiered => self.tiered(extended, awards, &dead, &mut found)?,
        }
        if proved {
            found.retain(|said| !matches!(said.problem, Problem::Reach(Reach::NeverAwarded { .. })));
        }
        Ok(found)
    }

    fn exclusive(&self, extended: &Grid, dead: &[bool], found: &mut Vec<Diagnostic>) -> Result<(), Limit> {
        let named: Vec<usize> = (0..self.lines.len()).filter(|at| self.lines[*at].is_some()).collect();
        let rest = not(any(self.lines.iter().flatten().cloned().collect()));
        let gap = possible(extended, &rest)?;
        match (self.lines.iter().position(Option::is_none), gap) {
            (Some(otherwise), None) => found.push(self.never_awarded(otherwise, NeverAwarded::NoRest)),
            (None, Some(open)) => {
                let fault = Fault { hold: Vec::new(), fail: named.clone() };
                let decision = self.decision.name.clone();
                let problem = |shown, proved| {
                    if proved {
                        Reach::DecisionGap { decision, shown }
                    } else {
                        Reach::DecisionUnproved { decision, levels: None, shown }
                    }
                };
                found.push(self.settled(&fault, extended, &open, self.decision.name_span, problem));
            }
            _ => {}
        }
        for (at, first) in named.iter().enumerate() {
            for second in named.iter().skip(at + 1).filter(|second| !dead[**second] && !dead[*first]) {
                self.overlap(extended, *first, *second, found)?;
            }
        }
        Ok(())
    }

    fn overlap(&self, extended: &Grid, first: usize, second: usize, found: &mut Vec<Diagnostic>) -> Result<(), Limit> {
        let both = all([first, second].iter().filter_map(|at| self.lines[*at].clone()).collect());
        let Some(open) = possible(extended, &both)? else { return Ok(()) };
        let fault = Fault { hold: vec![first, second], fail: Vec::new() };
        let levels = (self.level(first), self.level(second));
        let decision = self.decision.name.clone();
        let problem = |shown, proved| {
            if proved {
                Reach::DecisionOverlap { decision, levels, shown }
            } else {
                Reach::DecisionUnproved { decision, levels: Some(levels), shown }
            }
        };
        let diagnostic = self.settled(&fault, extended, &open, self.decision.lines[second].span, problem);
        found.push(diagnostic.label(self.decision.lines[first].span, "l’autre ligne"));
        Ok(())
    }

    fn tiered(
        &self,
        extended: &Grid,
        awards: &[Condition],
        dead: &[bool],
        found: &mut Vec<Diagnostic>,
    ) -> Result<(), Limit> {
        for (at, award) in awards.iter().enumerate() {
            // Above a tier that is out of reach all are.
            if dead[..=at].contains(&true) {
                break;
            }
            if possible(extended, award)?.is_none() {
                found.push(self.never_awarded(at, NeverAwarded::AlwaysExceeded));
            }
            let previous = at.checked_sub(1).and_then(|previous| Some((previous, self.lines[previous].clone()?)));
            let (Some((previous, before)), Some(condition)) = (previous, self.lines[at].clone()) else { continue };
            let Some(open) = possible(extended, &all(vec![condition, not(before)]))? else { continue };
            let fault = Fault { hold: vec![at], fail: vec![previous] };
            let (level, previous_level) = (self.level(at), self.level(previous));
            let problem = |shown, proved| Reach::TierWithoutPrevious { level, previous: previous_level, shown, proved };
            let diagnostic = self.settled(&fault, extended, &open, self.decision.lines[at].span, problem);
            let diagnostic = diagnostic.label(self.decision.lines[previous].span, "le palier d’avant");
            found.push(diagnostic);
        }
        Ok(())
    }

    /// What is said of a fault: with the audit that shows it, or else with what leaves it open.
    fn settled(
        &self,
        fault: &Fault,
        extended: &Grid,
        open: &Witness,
        span: Span,
        problem: impl FnOnce(String, bool) -> Reach,
    ) -> Diagnostic {
        let Some(shown) = self.replayed(fault, extended, open) else {
            return Diagnostic::new(problem(open.text(extended), false), span);
        };
        let mut diagnostic = Diagnostic::new(problem(shown.text, true), span);
        diagnostic.witness = Some(shown.audit);
        diagnostic
    }

    fn level(&self, line: usize) -> String {
        self.decision.lines[line].level.clone()
    }

    fn never_awarded(&self, line: usize, because: NeverAwarded) -> Diagnostic {
        let problem = Reach::NeverAwarded { decision: self.decision.name.clone(), level: self.level(line), because };
        Diagnostic::new(problem, self.decision.lines[line].span)
    }

    /// An audit that shows the fault, if one is found near what the abstraction leaves open.
    fn replayed(&self, fault: &Fault, extended: &Grid, open: &Witness) -> Option<Shown> {
        let asked = |at: &usize| self.decision.lines[*at].condition.clone();
        let fails = |at: &usize| Some(Formula::Not(Box::new(asked(at)?), Span::default()));
        let parts: Vec<Formula<ResultAtom>> =
            fault.hold.iter().filter_map(asked).chain(fault.fail.iter().filter_map(fails)).collect();
        find(self.grid, &Formula::All(parts, Span::default()), extended, open)
    }
}

/// True for a decision that looks at inputs alone: its levels are proved as those of a `barème` are.
fn over_inputs(decision: &Decision) -> bool {
    let mut inputs_alone = true;
    for condition in decision.lines.iter().filter_map(|line| line.condition.as_ref()) {
        condition.walk(&mut |atom| inputs_alone &= matches!(atom, ResultAtom::Input(_)), &mut |_| {});
    }
    inputs_alone
}

/// Where a condition over inputs and results may hold; none if it cannot.
fn possible(extended: &Grid, condition: &Condition) -> Result<Option<Witness>, Limit> {
    let (mut space, regions) = Space::new(extended, &[condition])?;
    let Some(region) = regions.first() else { return Ok(None) };
    let observed = space.observe(*region)?;
    Ok(space.witness(&observed))
}
