//! The least and greatest ratio that independent choices leave possible: Dinkelbach's method over exact numbers
//! (`semantics.md` §3).

use super::aggregate::Fraction;
use crate::exact::Exact;
use num_traits::Zero;

/// What one part of a total may bring: any one of these.
pub(crate) type Options = Vec<Fraction>;

/// One way the unknown inputs of a cluster may turn out: what each of its parts may then bring, independently.
pub(crate) type Scenario = Vec<Options>;

/// Parts linked by unknown inputs: one of these scenarios comes true. Clusters are independent of each other.
pub(crate) type Cluster = Vec<Scenario>;

/// The range of a number, both ends reached.
pub(crate) type Range = (Exact, Exact);

/// Where a total may lie.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Extent {
    /// Obtained over possible, as a ratio; `None` if nothing is ever possible.
    pub(crate) ratio: Option<Range>,
    /// Points obtained.
    pub(crate) obtained: Range,
    /// Points possible.
    pub(crate) possible: Range,
    /// False if the ranges only enclose.
    pub(crate) exact: bool,
}

impl Extent {
    /// The extent of a total made of clusters.
    pub(crate) fn of(clusters: &[Cluster], exact: bool) -> Self {
        if let Some(only) = only(clusters) {
            let same = |value: Exact| (value.clone(), value);
            return Self {
                ratio: only.ratio().map(same),
                obtained: same(only.obtained),
                possible: same(only.possible),
                exact,
            };
        }
        let range = |measure: &dyn Fn(&Fraction) -> Exact| {
            let least = measure(&best(clusters, &|fraction| -measure(fraction)));
            (least, measure(&best(clusters, measure)))
        };
        Self {
            ratio: ratio(clusters),
            obtained: range(&|fraction| fraction.obtained.clone()),
            possible: range(&|fraction| fraction.possible.clone()),
            exact,
        }
    }

    /// True if nothing may turn out to be possible.
    pub(crate) fn may_be_empty(&self) -> bool {
        self.possible.0.is_zero()
    }
}

/// The total where nothing leaves a choice.
fn only(clusters: &[Cluster]) -> Option<Fraction> {
    let mut total = Fraction::none();
    for cluster in clusters {
        let [scenario] = cluster.as_slice() else { return None };
        for options in scenario {
            let [option] = options.as_slice() else { return None };
            total.add(option);
        }
    }
    Some(total)
}

/// The least and greatest ratio over the choices with something possible.
fn ratio(clusters: &[Cluster]) -> Option<Range> {
    // Some choice with something possible, to start from: if the one with the most has none, there is none.
    let start = best(clusters, &|fraction| fraction.possible.clone()).ratio()?;
    let ascend = |sign: i64| {
        let sign = crate::exact::integer(sign);
        let mut ratio = start.clone();
        // Each round either proves the ratio extreme or reaches a strictly better one, of which there are finitely many.
        loop {
            let gain = |fraction: &Fraction| &sign * (&fraction.obtained - &ratio * &fraction.possible);
            match best(clusters, &gain).ratio() {
                Some(better) if &sign * &better > &sign * &ratio => ratio = better,
                _ => return ratio,
            }
        }
    };
    Some((ascend(-1), ascend(1)))
}

/// The choice in every cluster that makes a linear measure the greatest, added up.
fn best(clusters: &[Cluster], measure: &dyn Fn(&Fraction) -> Exact) -> Fraction {
    let mut total = Fraction::none();
    for cluster in clusters {
        let scenarios = cluster.iter().map(|scenario| {
            let picks = scenario.iter().filter_map(|options| options.iter().max_by_key(|option| measure(option)));
            picks.fold(Fraction::none(), |mut sum, pick| {
                sum.add(pick);
                sum
            })
        });
        if let Some(pick) = scenarios.max_by_key(measure) {
            total.add(&pick);
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::integer;
    use proptest::prelude::*;

    fn fraction((obtained, possible): (i64, i64)) -> Fraction {
        Fraction { obtained: integer(obtained), possible: integer(possible) }
    }

    /// Every total the clusters allow.
    fn totals(clusters: &[Cluster]) -> Vec<Fraction> {
        let sum = |left: &Fraction, right: &Fraction| {
            let mut sum = left.clone();
            sum.add(right);
            sum
        };
        let product = |left: &[Fraction], right: &[Fraction]| {
            left.iter().flat_map(|left| right.iter().map(move |right| sum(left, right))).collect::<Vec<_>>()
        };
        clusters.iter().fold(vec![Fraction::none()], |all, cluster| {
            let scenario = |scenario: &Scenario| {
                scenario.iter().fold(vec![Fraction::none()], |sums, options| product(&sums, options))
            };
            product(&all, &cluster.iter().flat_map(scenario).collect::<Vec<_>>())
        })
    }

    fn clusters() -> impl Strategy<Value = Vec<Cluster>> {
        let possible = (0_i64..=4, 0_i64..=3).prop_map(|(share, possible)| fraction((share * possible, 4 * possible)));
        let options = proptest::collection::vec(possible, 1..3);
        let scenario = proptest::collection::vec(options, 0..3);
        let cluster = proptest::collection::vec(scenario, 1..3);
        proptest::collection::vec(cluster, 0..4)
    }

    proptest! {
        #[test]
        fn both_ends_are_reached_and_nothing_lies_beyond(clusters in clusters()) {
            let all = totals(&clusters);
            let extent = Extent::of(&clusters, true);
            let ratios: Vec<_> = all.iter().filter_map(Fraction::ratio).collect();
            let ends = ratios.iter().min().cloned().zip(ratios.iter().max().cloned());
            prop_assert_eq!(&extent.ratio, &ends);
            prop_assert_eq!(extent.may_be_empty(), all.iter().any(|total| total.possible.is_zero()));
            let obtained = || all.iter().map(|total| total.obtained.clone());
            prop_assert_eq!(Some(extent.obtained), obtained().min().zip(obtained().max()));
        }
    }
}
