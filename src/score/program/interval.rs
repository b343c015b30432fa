//! Where a total may lie: what is settled, choices that are open by themselves, and parts that unknown inputs link.
//! Dinkelbach's method in integers; [`score::interval`](crate::score::interval) does the same over exact numbers of any size.

use std::ops::{Mul, Sub};

use super::spread::{Spread, either};
use super::worth::Worth;
use crate::exact::Quantity;
use crate::score::Range;

/// A point whose rating is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Missing {
    /// What its worst rating brings.
    pub(super) worst: Worth,
    /// What its best rating brings.
    pub(super) best: Worth,
    /// It may be set aside.
    pub(super) may_drop: bool,
}

/// What a total is made of: clusters, each of which comes out in one of its scenarios. Kept from audit to audit for its room.
#[derive(Debug, Clone)]
pub(super) struct Prospects<T = Worth> {
    /// For each cluster where its scenarios end.
    clusters: Vec<usize>,
    scenarios: Vec<Scenario<T>>,
    choices: Vec<Choice>,
    pub(super) options: Vec<T>,
    /// No sum of these figures reaches it.
    pub(super) bound: i64,
}

/// One way a cluster may come out.
#[derive(Debug, Clone, Copy)]
struct Scenario<T> {
    settled: T,
    /// Where the choices that are then open end.
    choices: usize,
    is_settled: bool,
}

/// One of these options comes true; so many choices are alike, and independent of each other.
#[derive(Debug, Clone, Copy)]
struct Choice {
    start: usize,
    end: usize,
    times: i64,
}

/// Where a total may lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    /// What is obtained and possible at the least and the greatest ratio; nothing if nothing is ever possible.
    pub(super) ends: Option<Ends<Worth>>,
    /// True if nothing may turn out to be possible.
    pub(super) may_be_empty: bool,
}

/// What no sum reaches in any case.
pub(super) const MOST: i64 = 1 << 61;

/// Sums below this are multiplied within a word.
const SMALL: i64 = 1 << 31;

/// How many scenarios a new one is compared with.
const RECENT: usize = 8;

/// The least and the most of a figure.
pub(super) type Ends<T> = (T, T);

/// Integers wide enough for products of sums.
trait Wide: Copy + Ord + From<i64> + Mul<Output = Self> + Sub<Output = Self> {}

impl Wide for i64 {}
impl Wide for i128 {}

impl<T> Default for Prospects<T> {
    fn default() -> Self {
        let (clusters, scenarios, choices, options) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { clusters, scenarios, choices, options, bound: MOST }
    }
}

impl<T: Copy + PartialEq> Prospects<T> {
    /// Nothing yet.
    pub(super) fn clear(&mut self) {
        self.clusters.clear();
        self.scenarios.clear();
        self.choices.clear();
        self.options.clear();
    }

    /// Adds choices among the options added since `start` to the next scenario.
    pub(super) fn add_choices(&mut self, start: usize, times: i64) {
        let end = self.options.len();
        let first = self.scenarios.last().map_or(0, |last| last.choices);
        if let Some(last) = self.choices[first..].last_mut()
            && self.options[last.start..last.end] == self.options[start..]
        {
            last.times += times;
            self.options.truncate(start);
        } else {
            self.choices.push(Choice { start, end, times });
        }
    }

    /// Adds a scenario to the next cluster: what is settled in it, beside the choices just added. One that repeats another is left
    /// out.
    pub(super) fn add_scenario(&mut self, settled: T) {
        let start = self.clusters.last().copied().unwrap_or_default();
        let choices = self.choices.len();
        let is_settled = self.scenarios.last().map_or(0, |last| last.choices) == choices;
        if is_settled {
            // Most leave no choice and come to few different sums, which stand near each other.
            let recent = self.scenarios.len().saturating_sub(RECENT).max(start);
            for known in &self.scenarios[recent..] {
                if known.is_settled && known.settled == settled {
                    return;
                }
            }
        }
        self.scenarios.push(Scenario { settled, choices, is_settled });
    }

    /// Ends a cluster with the scenarios just added.
    pub(super) fn end_cluster(&mut self) {
        self.clusters.push(self.scenarios.len());
    }

    /// Everything that may add to the total.
    pub(super) fn terms(&self) -> impl Iterator<Item = (&T, i64)> {
        let settled = self.scenarios.iter().map(|scenario| (&scenario.settled, 1));
        let chosen = self.choices.iter().flat_map(|choice| {
            let options = self.options[choice.start..choice.end].iter();
            options.map(|option| (option, choice.times))
        });
        settled.chain(chosen)
    }

    /// Fills others with the same in other terms.
    pub(super) fn translate<U>(&self, into: &mut Prospects<U>, bound: i64, term: impl Fn(&T) -> U) {
        into.bound = bound;
        into.clusters.clone_from(&self.clusters);
        into.choices.clone_from(&self.choices);
        into.options.clear();
        into.options.extend(self.options.iter().map(&term));
        into.scenarios.clear();
        into.scenarios.extend(self.scenarios.iter().map(|scenario| Scenario {
            settled: term(&scenario.settled),
            choices: scenario.choices,
            is_settled: scenario.is_settled,
        }));
    }
}

/// All figures are over one denominator.
impl Prospects {
    /// Adds so many missing ratings of a kind to the next scenario.
    pub(super) fn add_missing(&mut self, missing: &Missing, times: i64) {
        let start = self.options.len();
        self.options.push(missing.worst);
        self.options.push(missing.best);
        if missing.may_drop {
            self.options.push(Worth::default());
        }
        self.add_choices(start, times);
    }

    /// What all this may bring, where no search is needed to tell.
    pub(super) fn spread(&self) -> Option<Spread> {
        let (mut total, mut scenario_at, mut choice_at) = (Spread::NONE, 0, 0);
        for end in &self.clusters {
            let mut cluster: Option<Spread> = None;
            for scenario in &self.scenarios[scenario_at..*end] {
                let mut sum = Spread::of(scenario.settled)?;
                for choice in &self.choices[choice_at..scenario.choices] {
                    let options = self.options[choice.start..choice.end].iter();
                    if let Some(chosen) = options.map(|option| Spread::of(*option)).reduce(either) {
                        sum = sum.plus(chosen?.times(choice.times));
                    }
                }
                choice_at = scenario.choices;
                cluster = Some(cluster.map_or(Some(sum), |known| known.or(sum))?);
            }
            scenario_at = *end;
            total = cluster.map_or(total, |cluster| total.plus(cluster));
        }
        Some(total)
    }

    /// Where the total may lie, searched for.
    pub(super) fn reach(&self) -> Reach {
        // With all that may be obtained, or all that may be lost, the ratio is nearly always extreme.
        let high = self.from(|worth| worth.obtained);
        let low = self.from(|worth| worth.possible - worth.obtained);
        let extreme = |sign, from| match from {
            Some(from) if self.bound <= SMALL => Some(self.extreme::<i64>(sign, from)),
            Some(from) => Some(self.extreme::<i128>(sign, from)),
            None => None,
        };
        Reach {
            ends: extreme(-1, low).zip(extreme(1, high)),
            may_be_empty: !self.has_something_settled() && self.best(|worth| -worth.possible).possible == 0,
        }
    }

    /// True if something is possible whatever else comes true: nothing makes less possible than nothing.
    fn has_something_settled(&self) -> bool {
        let first = self.clusters.first().and_then(|end| self.scenarios.get(..*end));
        matches!(first, Some([alone]) if alone.settled.possible > 0)
    }

    /// The least and most that may be obtained, times the denominator.
    pub(super) fn obtained(&self) -> Ends<i64> {
        (self.best(|worth| -worth.obtained).obtained, self.best(|worth| worth.obtained).obtained)
    }

    /// The least and most that may be possible, times the denominator.
    pub(super) fn possible(&self) -> Ends<i64> {
        (self.best(|worth| -worth.possible).possible, self.best(|worth| worth.possible).possible)
    }

    /// A total of which something is possible: with the most of a measure, if it is one; nothing if nothing is ever possible.
    fn from(&self, measure: impl Fn(&Worth) -> i64) -> Option<Worth> {
        let is_one = |total: &Worth| total.possible != 0;
        Some(self.best(measure)).filter(is_one).or_else(|| Some(self.best(|worth| worth.possible)).filter(is_one))
    }

    /// Where the ratio is the least (-1) or the greatest (1), coming from somewhere that has one.
    fn extreme<M: Wide>(&self, sign: i64, from: Worth) -> Worth {
        let mut ratio = from;
        // Each round either proves the ratio extreme or reaches a strictly better one, of which there are finitely many.
        loop {
            let (obtained, possible) = (M::from(sign * ratio.obtained), M::from(sign * ratio.possible));
            let gain = |worth: &Worth| M::from(worth.obtained) * possible - obtained * M::from(worth.possible);
            let next = self.best(gain);
            if next.possible == 0 || gain(&next) <= M::from(0) {
                return ratio;
            }
            ratio = next;
        }
    }

    /// The choice in every cluster that makes a linear measure the greatest, added up.
    #[inline]
    fn best<M: Copy + Ord>(&self, measure: impl Fn(&Worth) -> M) -> Worth {
        let (mut total, mut scenario_at, mut choice_at) = (Worth::default(), 0, 0);
        for end in &self.clusters {
            let scenarios = &self.scenarios[scenario_at..*end];
            let mut best: Option<(M, Worth)> = None;
            for scenario in scenarios {
                let mut sum = scenario.settled;
                for choice in &self.choices[choice_at..scenario.choices] {
                    sum = sum.plus(self.pick(choice, &measure).times(choice.times));
                }
                choice_at = scenario.choices;
                if scenarios.len() == 1 {
                    total = total.plus(sum);
                    break;
                }
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

    /// The option that makes a measure the greatest.
    #[inline]
    fn pick<M: Copy + Ord>(&self, choice: &Choice, measure: &impl Fn(&Worth) -> M) -> Worth {
        let Some((first, others)) = self.options[choice.start..choice.end].split_first() else {
            return Worth::default();
        };
        let mut best = *first;
        if !others.is_empty() {
            let mut most = measure(first);
            for option in others {
                let measured = measure(option);
                if measured > most {
                    (best, most) = (*option, measured);
                }
            }
        }
        best
    }
}

impl From<Reach> for Range {
    fn from(reach: Reach) -> Self {
        let percent = |end: Worth| match end.obtained.checked_mul(100) {
            Some(over) => Quantity::ratio(over, end.possible),
            None => Quantity::wide(100 * i128::from(end.obtained), end.possible.into()),
        };
        Self {
            bounds: reach.ends.map(|(low, high)| (percent(low), percent(high))),
            exact: true,
            maybe_not_computable: reach.may_be_empty,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{Exact, integer};
    use crate::score::aggregate::Fraction;
    use crate::score::interval::{Extent, Options};
    use proptest::prelude::*;

    /// The options of a choice, how many choices are alike, and what is settled beside them.
    type Part = (Vec<Worth>, i64, Worth);

    fn worth() -> impl Strategy<Value = Worth> {
        (0_i64..=4, 0_i64..=3)
            .prop_map(|(share, possible)| Worth { obtained: share * possible, possible: 4 * possible })
    }

    fn clusters() -> impl Strategy<Value = Vec<Vec<Part>>> {
        let part = (proptest::collection::vec(worth(), 0..4), 1_i64..4, worth());
        proptest::collection::vec(proptest::collection::vec(part, 1..4), 0..4)
    }

    fn exact(worth: &Worth) -> Fraction {
        Fraction { obtained: integer(worth.obtained), possible: integer(worth.possible) }
    }

    proptest! {
        #[test]
        fn integers_and_exact_numbers_reach_as_far(clusters in clusters(), small in any::<bool>()) {
            let mut prospects = Prospects { bound: if small { SMALL } else { MOST }, ..Prospects::default() };
            for scenarios in &clusters {
                for (options, times, settled) in scenarios {
                    // Alike choices are one, whether they are added together or one after the other.
                    for times in [1, times - 1] {
                        let start = prospects.options.len();
                        prospects.options.extend(options);
                        if !options.is_empty() && times > 0 {
                            prospects.add_choices(start, times);
                        } else {
                            prospects.options.truncate(start);
                        }
                    }
                    prospects.add_scenario(*settled);
                }
                prospects.end_cluster();
            }
            let scenario = |(options, times, settled): &Part| {
                let options: Options = options.iter().map(exact).collect();
                let choices = (0..*times).map(|_| options.clone()).filter(|options| !options.is_empty());
                choices.chain([vec![exact(settled)]]).collect::<Vec<_>>()
            };
            let all: Vec<_> = clusters.iter().map(|it| it.iter().map(scenario).collect::<Vec<_>>()).collect();
            let expected = Extent::of(&all, true);
            let reach = prospects.reach();
            let ratio = |worth: Worth| integer(worth.obtained) / integer(worth.possible);
            prop_assert_eq!(reach.ends.map(|(low, high)| (ratio(low), ratio(high))), expected.ratio.clone());
            prop_assert_eq!(reach.may_be_empty, expected.may_be_empty());
            let ends = |(low, high): Ends<i64>| -> Ends<Exact> { (integer(low), integer(high)) };
            prop_assert_eq!(ends(prospects.obtained()), expected.obtained.clone());
            prop_assert_eq!(ends(prospects.possible()), expected.possible.clone());
            // Where no search is needed, none finds anything else.
            let spread = prospects.spread();
            if let Some((spread, reach)) = spread.and_then(|spread| Some((spread, spread.reach()?))) {
                prop_assert_eq!(reach.ends.map(|(low, high)| (ratio(low), ratio(high))), expected.ratio.clone());
                prop_assert_eq!(reach.may_be_empty, expected.may_be_empty());
                prop_assert_eq!(ends(spread.obtained()), expected.obtained);
                prop_assert_eq!(ends(spread.possible()), expected.possible);
            }
        }
    }
}
