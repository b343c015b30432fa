//! The summary of a run: how many audits came to what. Means are taken over written figures, so that anyone can compute them
//! again from the results (`semantics.md` §6).

use std::collections::BTreeMap;

use indexmap::IndexMap;
use num_bigint::BigInt;
use serde::Serialize;

use super::Rejected;
use crate::exact::{Exact, integer};
use crate::grid::{Grid, GroupId};
use crate::outcome::{Number, written_quantity, written_score};
use crate::score::{DecisionOutcome, Scores, Standing};

/// The summary of a run, or of a part of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    refused: usize,
    totals: Vec<Tally>,
    decisions: Vec<Awards>,
    anomalies: BTreeMap<&'static str, usize>,
    refusals: BTreeMap<&'static str, usize>,
}

/// What one decision came to over all audits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Awards {
    /// How often each line was awarded.
    lines: Vec<usize>,
    /// How often none was settled.
    undetermined: usize,
}

/// What one total came to over all audits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Tally {
    scored: usize,
    not_computable: usize,
    incomplete: usize,
    /// The sum of the written scores, in hundredths of a percent.
    sum: i128,
    /// The sum of those too long to be counted so.
    beyond: BigInt,
}

impl Tally {
    /// Counts a complete total whose score is not short.
    fn add(&mut self, scores: &Scores, group: GroupId) {
        match scores.standing(group) {
            Standing::Score(score) => {
                self.scored += 1;
                self.beyond += (written_quantity(&score).exact() * integer(100)).to_integer();
            }
            Standing::NotComputable => self.not_computable += 1,
            Standing::Incomplete(_) => self.incomplete += 1,
        }
    }

    fn merge(&mut self, other: &Self) {
        self.scored += other.scored;
        self.not_computable += other.not_computable;
        self.incomplete += other.incomplete;
        self.sum += other.sum;
        self.beyond += &other.beyond;
    }

    fn complete(&self) -> usize {
        self.scored + self.not_computable
    }

    /// The mean of the written scores, written as they are.
    fn mean(&self) -> Option<Number> {
        let count = BigInt::from(self.scored) * 100;
        (self.scored > 0).then(|| Number(written_score(&Exact::new(&self.beyond + self.sum, count))))
    }
}

impl Summary {
    /// Counts a result.
    pub fn add(&mut self, scores: &Scores) {
        if self.totals.len() < scores.groups() {
            self.totals.resize_with(scores.groups(), Tally::default);
        }
        for (at, (total, tally)) in scores.groups.iter().zip(&mut self.totals).enumerate() {
            if let Some(score) = total.hundredths() {
                tally.scored += 1;
                tally.sum += i128::from(score);
            } else if total.is_incomplete() {
                tally.incomplete += 1;
            } else {
                tally.add(scores, GroupId(at));
            }
        }
        for (at, decision) in scores.decisions().iter().enumerate() {
            let awards = at_index(&mut self.decisions, at);
            match decision {
                DecisionOutcome::Decided(line) => *at_index(&mut awards.lines, *line) += 1,
                DecisionOutcome::Undetermined(_) => awards.undetermined += 1,
            }
        }
        for anomaly in scores.anomalies() {
            *self.anomalies.entry(anomaly.code()).or_default() += 1;
        }
    }

    /// Counts a refused audit.
    pub fn refuse(&mut self, rejected: &Rejected) {
        self.refused += 1;
        *self.refusals.entry(rejected.code).or_default() += 1;
    }

    /// Counts all another summary counts.
    pub fn merge(&mut self, other: &Self) {
        self.refused += other.refused;
        for (at, tally) in other.totals.iter().enumerate() {
            at_index(&mut self.totals, at).merge(tally);
        }
        for (at, awards) in other.decisions.iter().enumerate() {
            let own = at_index(&mut self.decisions, at);
            own.undetermined += awards.undetermined;
            for (line, count) in awards.lines.iter().enumerate() {
                *at_index(&mut own.lines, line) += count;
            }
        }
        for (own, others) in [(&mut self.anomalies, &other.anomalies), (&mut self.refusals, &other.refusals)] {
            for (code, count) in others {
                *own.entry(code).or_default() += count;
            }
        }
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

    /// The summary of audits of a grid, of this fingerprint, as JSON.
    pub fn to_json(&self, grid: &Grid, fingerprint: &str) -> serde_json::Result<Vec<u8>> {
        let none = (Tally::default(), Awards::default());
        let totals = self.totals.iter().chain(std::iter::repeat(&none.0));
        let groups = grid.groups.iter().zip(totals).skip(GroupId::ROOT.0 + 1);
        let awards = self.decisions.iter().chain(std::iter::repeat(&none.1));
        let decisions = grid.decisions.iter().zip(awards).map(|(decision, awards)| {
            let counts = awards.lines.iter().copied().chain(std::iter::repeat(0));
            let levels = decision.lines.iter().map(|line| line.level.as_str()).zip(counts).collect();
            (decision.name.as_str(), DecisionSummary { levels, undetermined: awards.undetermined })
        });
        serde_json::to_vec_pretty(&Whole {
            grille: grid.citation(),
            empreinte: fingerprint,
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

/// The item at an index; those up to it are made if there are none yet.
fn at_index<T: Default>(items: &mut Vec<T>, at: usize) -> &mut T {
    if items.len() <= at {
        items.resize_with(at + 1, T::default);
    }
    &mut items[at]
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
