//! Decisions over inputs and results. Which results an audit can come to depends on everything in the grid: a decision is kept if
//! full audits, scored by the plain evaluator, show each of its levels awarded.

use std::collections::BTreeSet;

use grille::audit::{Audit, RecordedRating};
use grille::exact;
use grille::grid::{self, Grid, Rating};
use grille::score::DecisionOutcome;
use grille::score::reference::Evaluator;

use super::input::Value;
use super::layout::{self, END, SOFT};
use super::{Generator, words};

/// How many audits a decision is tried on.
const TRIED: usize = 30;

/// How many decisions are drawn for one that is kept.
const DRAWN: usize = 4;

/// A decision drawn.
struct Decision {
    /// As written.
    text: String,
    name: String,
    levels: Vec<String>,
}

impl Generator {
    /// Up to two decisions for a grid written so far as `rest`; the second may speak of the first.
    pub(super) fn decisions(&mut self, rest: &str) -> Vec<String> {
        let mut kept: Vec<Decision> = Vec::new();
        for _ in 0..self.rng.below(3) {
            let drawn: Vec<_> = (0..DRAWN).filter_map(|_| self.decision(kept.last())).collect();
            let texts: String = kept.iter().chain(&drawn).map(|decision| decision.text.as_str()).collect();
            let awarded = self.awarded(&format!("{rest}{}{texts}", self.declarations.concat()));
            let shown = drawn.into_iter().zip(awarded.into_iter().skip(kept.len()));
            kept.extend(
                shown.filter(|(decision, seen)| *seen == decision.levels.len()).map(|(decision, _)| decision).take(1),
            );
        }
        kept.into_iter().map(|decision| decision.text).collect()
    }

    /// How many levels of each decision of a grid some full audits are awarded.
    fn awarded(&mut self, text: &str) -> Vec<usize> {
        let grid = grid::lower(&grille::syntax::parse(&layout::plain(text)).file, &[]).grid;
        let evaluator = Evaluator::new(&grid);
        let mut seen = vec![BTreeSet::new(); grid.decisions.len()];
        for _ in 0..TRIED {
            let Ok(outcome) = evaluator.score(&self.audit(&grid)) else { continue };
            for (seen, decided) in seen.iter_mut().zip(outcome.decisions) {
                if let DecisionOutcome::Decided(line) = decided {
                    seen.insert(line);
                }
            }
        }
        seen.iter().map(BTreeSet::len).collect()
    }

    /// A full audit: a sample, and ratings that lean to the worst, to the best, to neither, or points mostly set aside.
    fn audit(&mut self, grid: &Grid) -> Audit {
        let mut audit = Audit { values: vec![None; grid.inputs.len()], ..Audit::default() };
        let sample = self.rng.pick(&self.samples);
        for (input, value) in self.inputs.iter().zip(sample) {
            let Some(at) = grid.input_named(&input.name) else { continue };
            let members = grid.input(at).domain.options().len();
            audit.values[at.0] = value.as_ref().map(|value| match value {
                Value::YesNo(value) => grid::Value::YesNo(*value),
                Value::Choice(at) => grid::Value::Choice(*at),
                Value::Set(given) => grid::Value::Set((0..members).map(|member| given.contains(&member)).collect()),
                Value::Number(hundredths) => grid::Value::Number(exact::integer(*hundredths) / exact::integer(100)),
            });
        }
        let lean = self.rng.below(4);
        for point in &grid.points {
            let scale = grid.scale(point.scale);
            let levels = scale.levels().len();
            let aside = scale.allows_set_aside && lean == 3 && self.rng.chance(90);
            let rating = match (scale.best().zip(scale.worst()), lean) {
                (Some((best, worst)), _) if levels == 0 => {
                    RecordedRating::Value(if self.rng.chance(50) { best.clone() } else { worst.clone() })
                }
                (_, 0) => RecordedRating::Level(0),
                (_, 1) => RecordedRating::Level(levels.saturating_sub(1)),
                _ => RecordedRating::Level(self.rng.below(levels)),
            };
            let rated = !aside && matches!(point.rating, Rating::Auditor);
            audit.ratings.push(rated.then_some(rating));
            audit.set_aside.push(aside.then(|| "motif".to_owned()));
            audit.elements.push(None);
        }
        audit
    }

    /// A decision on one to three tests; `None` if there is nothing to test.
    fn decision(&mut self, earlier: Option<&Decision>) -> Option<Decision> {
        let tests = self.tests(earlier);
        if tests.is_empty() {
            return None;
        }
        let name = self.names.fresh(&["attribution", "Issue"], &mut self.rng);
        let label = if self.rng.chance(60) { format!(" {}", words::quoted(&mut self.rng)) } else { String::new() };
        let levels: Vec<_> =
            (0..=tests.len()).map(|_| self.names.fresh(&["bronze", "or", "refusée"], &mut self.rng)).collect();
        let tiered = self.rng.chance(35);
        let lines = if tiered { self.tiers(&tests, &levels) } else { self.exclusive(&tests, &levels) };
        let kind = if tiered { " par paliers" } else { "" };
        let text = format!("décision {name}{kind}{label} {{{END}{lines}}}{END}");
        Some(Decision { text, name, levels })
    }

    /// A level at the start of its line.
    fn level(&mut self, level: &str) -> String {
        if self.rng.chance(25) { format!("{level} {}", words::quoted(&mut self.rng)) } else { level.to_owned() }
    }

    /// `aucun sinon`, then each level under one more test.
    fn tiers(&mut self, tests: &[String], levels: &[String]) -> String {
        let mut lines = format!("{} sinon{END}", self.level(&levels[0]));
        for at in 0..tests.len() {
            let chain = tests[..=at].join(&format!("{SOFT}et "));
            lines.push_str(&format!("{}{SOFT}si {chain}{END}", self.level(&levels[at + 1])));
        }
        lines
    }

    /// Each level where its test holds and none before does; the last one is the rest.
    fn exclusive(&mut self, tests: &[String], levels: &[String]) -> String {
        let mut lines = String::new();
        for at in 0..=tests.len() {
            let level = self.level(&levels[at]);
            if at == tests.len() && self.rng.chance(60) {
                lines.push_str(&format!("{level}{SOFT}sinon{END}"));
                continue;
            }
            let before = tests[..at].iter().map(|test| format!("non {test}"));
            let terms: Vec<_> = before.chain(tests.get(at).cloned()).collect();
            lines.push_str(&format!("{level}{SOFT}si {}{END}", terms.join(&format!("{SOFT}et "))));
        }
        lines
    }

    /// Up to three tests on different results, so that none says the same as another.
    fn tests(&mut self, earlier: Option<&Decision>) -> Vec<String> {
        let mut tests = Vec::new();
        let samples = self.samples.clone();
        if self.rng.chance(30)
            && let Some(condition) = self.open(0, &samples)
        {
            tests.push(condition.written());
        }
        if let Some(decision) = earlier.filter(|_| self.rng.chance(40)) {
            tests.push(format!("{} = {}", decision.name, decision.levels[0]));
        }
        let group = self.groups.first().cloned();
        if self.valued && self.counts_from(0) {
            if self.rng.chance(60) {
                tests.push(self.total(""));
            }
            if let Some((group, word)) = group.filter(|_| self.rng.chance(40)) {
                if self.rng.chance(50) {
                    tests.push(self.total(&format!("({group})")));
                } else {
                    let threshold = self.threshold();
                    tests.push(format!("score_minimum({word}) ≥ {threshold}"));
                }
            }
        }
        if self.rng.chance(40) {
            let level = self.scales[0].levels[0].0.clone();
            let within = match self.groups.last() {
                Some((group, _)) if self.rng.chance(30) => format!(", {group}"),
                _ => String::new(),
            };
            tests.push(format!("compte({level}{within}) {} 1", self.rng.pick(&["≥", ">=", "<", ">"])));
        }
        if self.rng.chance(30) {
            let point = self.rng.pick(&self.points);
            let test = point.scale.levels.first().map(|(level, _)| format!("niveau({}) = {level}", point.id));
            tests.push(test.unwrap_or_else(|| format!("applicable({})", point.id)));
        }
        tests.truncate(3);
        tests
    }

    /// A test on a total.
    fn total(&mut self, within: &str) -> String {
        match self.rng.below(4) {
            0 => format!("score{within} non calculable"),
            1 => format!("obtenus{within} ≥ {}", self.rng.between(1, 3)),
            2 => format!("possibles{within} > {}", self.rng.between(1, 3)),
            _ => {
                let threshold = self.threshold();
                format!("score{within} {} {threshold}", self.rng.pick(&["≥", "≥", "<", "≤", ">"]))
            }
        }
    }
}
