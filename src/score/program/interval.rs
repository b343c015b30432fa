//! Where a sum may lie: what is settled, ratings that are missing, and points that unknown inputs link. Dinkelbach's method in
//! integers; [`score::interval`](crate::score::interval) does the same over exact numbers of any size.

use super::worth::Worth;
use crate::exact::Quantity;
use crate::score::Range;

/// A point whose rating is missing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Missing {
    /// What its worst rating brings.
    pub(super) worst: Worth,
    /// What its best rating brings.
    pub(super) best: Worth,
    /// It may be set aside.
    pub(super) may_drop: bool,
}

/// What a sum is made of: clusters, each of which comes out in one of its scenarios. Kept from audit to audit for its room.
#[derive(Debug, Clone, Default)]
pub(super) struct Prospects {
    /// For each cluster where its scenarios end.
    clusters: Vec<usize>,
    scenarios: Vec<Scenario>,
    missing: Vec<Missing>,
}

/// One way a cluster may come out.
#[derive(Debug, Clone, Copy)]
struct Scenario {
    settled: Worth,
    /// Where the ratings that are then missing end.
    missing: usize,
    lacks_nothing: bool,
}

/// How many scenarios a new one is compared with.
const RECENT: usize = 8;

/// The least and the most of a figure.
pub(super) type Ends<T> = (T, T);

impl Prospects {
    /// Nothing yet.
    pub(super) fn clear(&mut self) {
        self.clusters.clear();
        self.scenarios.clear();
        self.missing.clear();
    }

    /// Adds a missing rating to the next scenario.
    pub(super) fn add_missing(&mut self, missing: Missing) {
        self.missing.push(missing);
    }

    /// Adds a scenario to the next cluster: what is settled in it, beside the missing ratings just added. One that repeats another
    /// is left out.
    pub(super) fn add_scenario(&mut self, settled: Worth) {
        let start = self.clusters.last().copied().unwrap_or_default();
        let missing = self.missing.len();
        let lacks_nothing = self.scenarios.last().map_or(0, |last| last.missing) == missing;
        // Most lack nothing and come to few different sums, which stand near each other.
        let mut recent = self.scenarios[start..].iter().rev().take(RECENT);
        if !lacks_nothing || !recent.any(|known| known.lacks_nothing && known.settled == settled) {
            self.scenarios.push(Scenario { settled, missing, lacks_nothing });
        }
    }

    /// Ends a cluster with the scenarios just added.
    pub(super) fn end_cluster(&mut self) {
        self.clusters.push(self.scenarios.len());
    }

    /// The interval of the score. All figures are over one denominator, and no sum of them reaches 2⁶¹.
    pub(super) fn range(&self) -> Range {
        Range {
            bounds: self.extreme(-1).zip(self.extreme(1)),
            exact: true,
            maybe_not_computable: self.possible().0 == 0,
        }
    }

    /// The least and most that may be obtained, times the denominator.
    pub(super) fn obtained(&self) -> Ends<i64> {
        let measure = |sign: i128| self.best(&|worth| sign * i128::from(worth.obtained)).obtained;
        (measure(-1), measure(1))
    }

    /// The least and most that may be possible, times the denominator.
    pub(super) fn possible(&self) -> Ends<i64> {
        let measure = |sign: i128| self.best(&|worth| sign * i128::from(worth.possible)).possible;
        (measure(-1), measure(1))
    }

    /// The least (-1) or greatest (1) score, in percent; `None` if nothing is ever possible.
    fn extreme(&self, sign: i128) -> Option<Quantity> {
        // The scenarios with the most possible, to start from.
        let mut ratio = self.best(&|worth| worth.possible.into());
        if ratio.possible == 0 {
            return None;
        }
        // Each round either proves the ratio extreme or reaches a strictly better one, of which there are finitely many.
        loop {
            let [obtained, possible] = [ratio.obtained, ratio.possible].map(i128::from);
            let gain =
                |worth: &Worth| sign * (i128::from(worth.obtained) * possible - obtained * i128::from(worth.possible));
            let next = self.best(&gain);
            if next.possible == 0 || gain(&next) <= 0 {
                return Some(Quantity::wide(100 * obtained, possible));
            }
            ratio = next;
        }
    }

    /// The choice in every cluster that makes a linear measure the greatest, added up.
    fn best(&self, measure: &impl Fn(&Worth) -> i128) -> Worth {
        let (mut total, mut scenario_at, mut missing_at) = (Worth::default(), 0, 0);
        for end in &self.clusters {
            let mut best: Option<(i128, Worth)> = None;
            for scenario in &self.scenarios[scenario_at..*end] {
                let missing = &self.missing[missing_at..scenario.missing];
                missing_at = scenario.missing;
                let sum = missing.iter().fold(scenario.settled, |sum, missing| sum.plus(missing.best(measure)));
                let measured = measure(&sum);
                if best.is_none_or(|(most, _)| measured > most) {
                    best = Some((measured, sum));
                }
            }
            scenario_at = *end;
            total = best.map_or(total, |(_, sum)| total.plus(sum));
        }
        total
    }
}

impl Missing {
    /// What the rating that makes a measure the greatest brings.
    fn best(&self, measure: &impl Fn(&Worth) -> i128) -> Worth {
        let rated = if measure(&self.best) >= measure(&self.worst) { self.best } else { self.worst };
        if self.may_drop && measure(&rated) < 0 { Worth::default() } else { rated }
    }
}
