//! The summary of a run: how many audits came to what. Means are taken over written figures, so that anyone can compute them
//! again from the results (`semantics.md` §6).

use std::collections::BTreeMap;

use indexmap::IndexMap;
use num_bigint::BigInt;
use serde::Serialize;

use super::Rejected;
use crate::exact::{Exact, integer};
use crate::grid::{Grid, GroupId};
use crate::outcome::{Number, written_score};
use crate::score::{DecisionOutcome, Outcome, Total, TotalState};

/// What a summary takes of one result. Made apart from the summary, so that it can be made for many at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    totals: Vec<Figure>,
    /// The line of each decision; none where it is undetermined.
    decisions: Vec<Option<usize>>,
    anomalies: Vec<&'static str>,
}

/// What a total comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Figure {
    /// The written score, in hundredths of a percent.
    Score(BigInt),
    NotComputable,
    Incomplete,
}

impl Figures {
    /// The figures of a result.
    pub fn of(outcome: &Outcome) -> Self {
        let figure = |total: &Total| match &total.state {
            TotalState::Score(score) => Figure::Score((written_score(score) * integer(100)).to_integer()),
            TotalState::NotComputable => Figure::NotComputable,
            TotalState::Incomplete(_) => Figure::Incomplete,
        };
        let decided = |decision: &DecisionOutcome| match decision {
            DecisionOutcome::Decided(line) => Some(*line),
            DecisionOutcome::Undetermined(_) => None,
        };
        Self {
            totals: outcome.groups.iter().map(figure).collect(),
            decisions: outcome.decisions.iter().map(decided).collect(),
            anomalies: outcome.anomalies.iter().map(crate::score::Anomaly::code).collect(),
        }
    }
}

/// The summary of a run.
#[derive(Debug, Clone)]
pub struct Summary<'g> {
    grid: &'g Grid,
    fingerprint: &'g str,
    refused: usize,
    totals: Vec<Tally>,
    /// How often each line of each decision was awarded, then how often none was settled.
    decisions: Vec<(Vec<usize>, usize)>,
    anomalies: BTreeMap<&'static str, usize>,
    refusals: BTreeMap<&'static str, usize>,
}

/// What one total came to over all audits.
#[derive(Debug, Clone, Default)]
struct Tally {
    scored: usize,
    not_computable: usize,
    incomplete: usize,
    /// The sum of the written scores, in hundredths of a percent.
    sum: BigInt,
}

impl Tally {
    fn add(&mut self, figure: &Figure) {
        match figure {
            Figure::Score(score) => {
                self.scored += 1;
                self.sum += score;
            }
            Figure::NotComputable => self.not_computable += 1,
            Figure::Incomplete => self.incomplete += 1,
        }
    }

    fn complete(&self) -> usize {
        self.scored + self.not_computable
    }

    /// The mean of the written scores, written as they are.
    fn mean(&self) -> Option<Number> {
        let count = BigInt::from(self.scored) * 100;
        (self.scored > 0).then(|| Number(written_score(&Exact::new(self.sum.clone(), count))))
    }
}

impl<'g> Summary<'g> {
    /// The summary of no audit yet.
    pub fn new(grid: &'g Grid, fingerprint: &'g str) -> Self {
        Self {
            grid,
            fingerprint,
            refused: 0,
            totals: vec![Tally::default(); grid.groups.len()],
            decisions: grid.decisions.iter().map(|decision| (vec![0; decision.lines.len()], 0)).collect(),
            anomalies: BTreeMap::new(),
            refusals: BTreeMap::new(),
        }
    }

    /// Counts a result.
    pub fn add(&mut self, figures: &Figures) {
        for (tally, figure) in self.totals.iter_mut().zip(&figures.totals) {
            tally.add(figure);
        }
        for ((lines, undetermined), line) in self.decisions.iter_mut().zip(&figures.decisions) {
            match line.and_then(|line| lines.get_mut(line)) {
                Some(count) => *count += 1,
                None => *undetermined += 1,
            }
        }
        for code in &figures.anomalies {
            *self.anomalies.entry(code).or_default() += 1;
        }
    }

    /// Counts a refused audit.
    pub fn refuse(&mut self, rejected: &Rejected) {
        self.refused += 1;
        *self.refusals.entry(rejected.code).or_default() += 1;
    }

    /// How many audits were read: complete, incomplete and refused.
    pub fn read(&self) -> usize {
        self.complete() + self.incomplete() + self.refused
    }

    /// How many audits were refused.
    pub fn refused(&self) -> usize {
        self.refused
    }

    /// How many audits are complete.
    pub fn complete(&self) -> usize {
        self.totals.first().map_or(0, Tally::complete)
    }

    /// How many audits are incomplete.
    pub fn incomplete(&self) -> usize {
        self.totals.first().map_or(0, |total| total.incomplete)
    }

    /// How many anomalies were found.
    pub fn anomalies(&self) -> usize {
        self.anomalies.values().sum()
    }

    /// The summary as JSON.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let groups = self.grid.groups.iter().zip(&self.totals).skip(GroupId::ROOT.0 + 1);
        let decisions = self.grid.decisions.iter().zip(&self.decisions).map(|(decision, (lines, undetermined))| {
            let levels = decision.lines.iter().map(|line| line.level.as_str()).zip(lines.iter().copied()).collect();
            (decision.name.as_str(), DecisionSummary { levels, undetermined: *undetermined })
        });
        serde_json::to_vec_pretty(&Whole {
            grille: self.grid.citation(),
            empreinte: self.fingerprint,
            read: self.read(),
            complete: self.complete(),
            incomplete: self.incomplete(),
            refused: self.refused,
            not_computable: self.totals.first().map_or(0, |total| total.not_computable),
            mean: self.totals.first().and_then(Tally::mean),
            groups: groups.map(|(group, tally)| (group.key.as_str(), GroupSummary::of(tally))).collect(),
            decisions: decisions.collect(),
            anomalies: &self.anomalies,
            refusals: &self.refusals,
        })
    }
}

/// The summary as it is written.
#[derive(Serialize)]
struct Whole<'a> {
    grille: String,
    empreinte: &'a str,
    #[serde(rename = "lus")]
    read: usize,
    #[serde(rename = "complets")]
    complete: usize,
    #[serde(rename = "incomplets")]
    incomplete: usize,
    #[serde(rename = "refusés")]
    refused: usize,
    #[serde(rename = "non_calculables")]
    not_computable: usize,
    #[serde(rename = "score_moyen")]
    mean: Option<Number>,
    #[serde(rename = "groupes")]
    groups: IndexMap<&'a str, GroupSummary>,
    #[serde(rename = "décisions")]
    decisions: IndexMap<&'a str, DecisionSummary<'a>>,
    anomalies: &'a BTreeMap<&'static str, usize>,
    #[serde(rename = "refus")]
    refusals: &'a BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct GroupSummary {
    #[serde(rename = "complets")]
    complete: usize,
    #[serde(rename = "incomplets")]
    incomplete: usize,
    #[serde(rename = "non_calculables")]
    not_computable: usize,
    #[serde(rename = "score_moyen")]
    mean: Option<Number>,
}

impl GroupSummary {
    fn of(tally: &Tally) -> Self {
        Self {
            complete: tally.complete(),
            incomplete: tally.incomplete,
            not_computable: tally.not_computable,
            mean: tally.mean(),
        }
    }
}

#[derive(Serialize)]
struct DecisionSummary<'a> {
    #[serde(rename = "niveaux")]
    levels: IndexMap<&'a str, usize>,
    #[serde(rename = "indéterminées")]
    undetermined: usize,
}
