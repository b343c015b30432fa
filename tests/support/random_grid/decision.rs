//! Decisions over inputs and results.

use super::layout::{END, SOFT};
use super::{Generator, words};

impl Generator {
    /// Up to two decisions; the second may speak of the first.
    pub(super) fn decisions(&mut self) -> Vec<String> {
        let mut made = Vec::new();
        let mut earlier: Option<(String, String)> = None;
        for _ in 0..self.rng.below(3) {
            let tests = self.tests(earlier.as_ref());
            if tests.is_empty() {
                continue;
            }
            let name = self.names.fresh(&["attribution", "Issue"], &mut self.rng);
            let label = if self.rng.chance(60) { format!(" {}", words::quoted(&mut self.rng)) } else { String::new() };
            let levels: Vec<_> =
                (0..=tests.len()).map(|_| self.names.fresh(&["bronze", "or", "refusée"], &mut self.rng)).collect();
            let tiered = self.rng.chance(35);
            let lines = if tiered { self.tiers(&tests, &levels) } else { self.exclusive(&tests, &levels) };
            let kind = if tiered { " par paliers" } else { "" };
            made.push(format!("décision {name}{kind}{label} {{{END}{lines}}}{END}"));
            earlier = Some((name, levels[0].clone()));
        }
        made
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

    /// One to three tests on different results, so that none settles another.
    fn tests(&mut self, earlier: Option<&(String, String)>) -> Vec<String> {
        let mut tests = Vec::new();
        let samples = self.samples.clone();
        if self.rng.chance(40)
            && let Some(condition) = self.open(0, &samples)
        {
            tests.push(condition.written());
        }
        if let Some((decision, level)) = earlier.filter(|_| self.rng.chance(40)) {
            tests.push(format!("{decision} = {level}"));
        }
        let whole = self.counts();
        if self.valued && whole && self.rng.chance(70) {
            tests.push(self.total(""));
        }
        if let Some((group, word)) = self.groups.first().cloned().filter(|_| self.valued && self.rng.chance(40)) {
            if self.rng.chance(50) {
                tests.push(self.total(&format!("({group})")));
            } else if whole {
                let threshold = self.threshold();
                tests.push(format!("score_minimum({word}) ≥ {threshold}"));
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
        let rated = self.points.iter().find(|point| !point.computed && !point.scale.levels.is_empty());
        let level = rated.map(|point| format!("niveau({}) = {}", point.id, point.scale.levels[0].0));
        tests.extend(level.filter(|_| self.rng.chance(30)));
        tests.truncate(3);
        tests
    }

    /// True if some point enters the total of the grid whatever the inputs say of groups out of it.
    fn counts(&self) -> bool {
        self.points
            .iter()
            .any(|point| point.scale.interval.is_some() || point.scale.levels.iter().any(|(_, v)| v.is_some()))
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
