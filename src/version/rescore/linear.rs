//! Totals that are sums, over any choice of the changes, and the smallest choices that bring a score where it is wanted.

use smallvec::SmallVec;

/// Points obtained and possible, in units.
pub(super) type Pair = (i128, i128);

/// A total over any choice of the changes.
pub(super) struct Linear {
    /// Without any of them.
    pub(super) base: Pair,
    pub(super) terms: Vec<Term>,
}

/// What one point adds to a total.
pub(super) struct Term {
    /// The changes it depends on.
    pub(super) causes: SmallVec<[usize; 5]>,
    /// What each choice of them adds, by their bits.
    pub(super) adds: Vec<Pair>,
}

impl Term {
    fn at(&self, chosen: &[bool]) -> Pair {
        let bits = self.causes.iter().enumerate().map(|(bit, cause)| usize::from(chosen[*cause]) << bit);
        self.adds[bits.sum::<usize>()]
    }
}

impl Linear {
    /// The total with these changes.
    pub(super) fn at(&self, chosen: &[bool]) -> Pair {
        self.terms.iter().map(|term| term.at(chosen)).fold(self.base, |sum, more| (sum.0 + more.0, sum.1 + more.1))
    }
}

/// A condition on a total: `obtained · a + possible · b` is positive, or zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    pub(super) a: i128,
    pub(super) b: i128,
    pub(super) is_strict: bool,
}

impl Bound {
    fn value(&self, (obtained, possible): Pair) -> Option<i128> {
        self.a.checked_mul(obtained)?.checked_add(self.b.checked_mul(possible)?)
    }

    fn is_met(&self, value: i128) -> bool {
        if self.is_strict { value > 0 } else { value >= 0 }
    }

    /// The most each change adds to the value, whatever else holds.
    fn gains(&self, linear: &Linear, count: usize) -> Option<Vec<i128>> {
        let mut gains = vec![0_i128; count];
        for term in &linear.terms {
            let values: Vec<_> = term.adds.iter().map(|adds| self.value(*adds)).collect::<Option<_>>()?;
            for (bit, cause) in term.causes.iter().enumerate() {
                let without = (0..values.len()).filter(|bits| bits >> bit & 1 == 0);
                let most = without.map(|bits| values[bits | 1 << bit] - values[bits]).max();
                gains[*cause] += most.unwrap_or_default();
            }
        }
        Some(gains)
    }
}

/// Where a total is wanted: within all bounds.
pub(super) struct Target {
    pub(super) bounds: Vec<Bound>,
    /// True if something must be possible, false if nothing must.
    pub(super) is_computable: bool,
}

/// A search for choices of so many changes.
pub(super) struct Search<'l> {
    linear: &'l Linear,
    target: &'l Target,
    gains: Vec<Vec<i128>>,
    /// For each bound, from each change on, the most that 0, 1, 2… of those left add.
    most: Vec<Vec<Vec<i128>>>,
    chosen: Vec<bool>,
    size: usize,
    /// How many more steps it may take.
    pub(super) left: usize,
}

/// Why a search ends before its time.
#[derive(PartialEq, Eq)]
pub(super) enum Stop {
    /// Enough was found.
    Enough,
    /// There are too many choices.
    TooMany,
}

impl<'l> Search<'l> {
    /// The changes are counted from 0; `None` if the numbers are too large.
    pub(super) fn new(linear: &'l Linear, target: &'l Target, count: usize, left: usize) -> Option<Self> {
        let gains = target.bounds.iter().map(|bound| bound.gains(linear, count)).collect::<Option<Vec<_>>>()?;
        let most = gains.iter().map(|gains| most(gains)).collect();
        Some(Self { linear, target, gains, most, chosen: vec![false; count], size: 0, left })
    }

    /// Hands over every choice of so many changes that brings the total where it is wanted, in order.
    pub(super) fn run(&mut self, size: usize, take: &mut impl FnMut(&[bool]) -> Result<(), Stop>) -> Result<(), Stop> {
        self.size = size;
        let values: Option<_> = self.target.bounds.iter().map(|bound| bound.value(self.linear.base)).collect();
        let values: SmallVec<[i128; 2]> = values.ok_or(Stop::TooMany)?;
        self.step(0, 0, &values, take)
    }

    /// `values` is the most each bound's value comes to with those chosen so far.
    fn step(
        &mut self,
        from: usize,
        taken: usize,
        values: &[i128],
        take: &mut impl FnMut(&[bool]) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.left = self.left.checked_sub(1).ok_or(Stop::TooMany)?;
        let missing = self.size - taken;
        if self.chosen.len() - from < missing {
            return Ok(());
        }
        let may_meet =
            |(at, bound): (usize, &Bound)| bound.is_met(values[at].saturating_add(self.most[at][from][missing]));
        if !self.target.bounds.iter().enumerate().all(may_meet) {
            return Ok(());
        }
        if missing == 0 {
            return if self.is_met() { take(&self.chosen) } else { Ok(()) };
        }
        for next in from..=self.chosen.len() - missing {
            self.chosen[next] = true;
            let with = values.iter().enumerate().map(|(at, value)| value + self.gains[at][next]);
            let done = self.step(next + 1, taken + 1, &with.collect::<SmallVec<[i128; 2]>>(), take);
            self.chosen[next] = false;
            done?;
        }
        Ok(())
    }

    fn is_met(&self) -> bool {
        let total = self.linear.at(&self.chosen);
        let is_within = |bound: &Bound| bound.value(total).is_some_and(|value| bound.is_met(value));
        (total.1 != 0) == self.target.is_computable && self.target.bounds.iter().all(is_within)
    }
}

/// From each change on, the most that 0, 1, 2… of those left add.
fn most(gains: &[i128]) -> Vec<Vec<i128>> {
    let mut most = vec![vec![0]];
    for gain in gains.iter().rev() {
        let after = most.last().cloned().unwrap_or_default();
        let mut here = after.clone();
        for taken in 1..=after.len() {
            let with = after[taken - 1] + gain;
            match here.get_mut(taken) {
                Some(best) => *best = (*best).max(with),
                None => here.push(with),
            }
        }
        most.push(here);
    }
    most.reverse();
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look drawn.
    struct Drawn(u64);

    impl Drawn {
        fn below(&mut self, bound: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % bound
        }

        fn between(&mut self, low: i128, high: i128) -> i128 {
            low + i128::from(self.below(u64::try_from(high - low + 1).unwrap()))
        }
    }

    const CAUSES: usize = 8;

    /// A total of points that depend on one to three changes each.
    fn linear(drawn: &mut Drawn) -> Linear {
        let terms = (0..6).map(|_| {
            let mut causes: SmallVec<[usize; 5]> =
                (0..=drawn.below(3)).map(|_| usize::try_from(drawn.below(CAUSES as u64)).unwrap()).collect();
            causes.sort_unstable();
            causes.dedup();
            let adds = (0..1 << causes.len()).map(|bits| match bits {
                0 => (0, 0),
                _ => (drawn.between(-6, 6), drawn.between(-3, 3)),
            });
            Term { adds: adds.collect(), causes }
        });
        Linear { base: (20, 40), terms: terms.collect() }
    }

    #[test]
    fn a_search_finds_every_choice_of_each_size() {
        let mut drawn = Drawn(11);
        let mut found_larger = 0;
        for _ in 0..200 {
            let linear = linear(&mut drawn);
            let low = Bound { a: 100, b: -drawn.between(40, 65), is_strict: drawn.below(2) == 0 };
            let high = Bound { a: -100, b: drawn.between(60, 80), is_strict: drawn.below(2) == 0 };
            let bounds = if drawn.below(2) == 0 { vec![low] } else { vec![low, high] };
            let target = Target { bounds, is_computable: true };
            let mut search = Search::new(&linear, &target, CAUSES, 1_000_000).unwrap();
            for size in 0..=CAUSES {
                let mut found = Vec::new();
                let mut take = |chosen: &[bool]| {
                    found.push(chosen.to_vec());
                    Ok(())
                };
                assert!(search.run(size, &mut take).is_ok());
                let all = (0..1_usize << CAUSES).filter(|bits| bits.count_ones() as usize == size);
                let all = all.map(|bits| (0..CAUSES).map(|at| bits >> at & 1 == 1).collect::<Vec<_>>());
                let meets = |chosen: &Vec<bool>| {
                    let (obtained, possible) = linear.at(chosen);
                    let met = |bound: &Bound| bound.is_met(bound.a * obtained + bound.b * possible);
                    possible != 0 && target.bounds.iter().all(met)
                };
                let mut expected: Vec<_> = all.filter(meets).collect();
                found.sort_unstable();
                expected.sort_unstable();
                assert_eq!(found, expected);
                found_larger += usize::from(size > 3 && !found.is_empty());
            }
        }
        assert!(found_larger > 100, "{found_larger}");
    }

    #[test]
    fn a_search_gives_up_after_so_many_steps() {
        let linear = linear(&mut Drawn(3));
        let anything = Target { bounds: Vec::new(), is_computable: true };
        let mut search = Search::new(&linear, &anything, CAUSES, 20).unwrap();
        assert!(search.run(4, &mut |_| Ok(())) == Err(Stop::TooMany));
    }
}
