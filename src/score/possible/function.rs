//! A function of the inputs, held as the regions where it takes each of its values.

use crate::grid::{Grid, InputId};
use crate::region::{Limit, Region, Signature, Space};
use std::collections::BTreeSet;

/// Something each full assignment decides.
#[derive(Debug)]
pub(crate) struct Function<T> {
    /// Each value it takes, once, with where it does, within U. The regions are apart and cover U.
    values: Vec<(T, Region)>,
    /// The conditions it is made of, each whole.
    conditions: Vec<Region>,
}

/// The values of a function under construction, with where it takes them; the same value may stand several times.
pub(super) type Parts<T> = Vec<(T, Region)>;

impl<T: PartialEq> Function<T> {
    /// The function that takes these values, each within U. Those it never takes are left out.
    pub(super) fn new(space: &mut Space, parts: Parts<T>, conditions: Vec<Region>) -> Result<Self, Limit> {
        Ok(Self { values: merged(space, parts)?, conditions })
    }

    /// `Out(a)`: the values it takes on the completions of what is given, in the order of the function. Never empty where
    /// there is a completion.
    pub(crate) fn out(&self, space: &Space, given: &Signature) -> Vec<&T> {
        let taken = self.values.iter().filter(|(_, region)| space.completes(*region, given));
        taken.map(|(value, _)| value).collect()
    }

    /// The inputs not given on which it depends; none if it takes a single value.
    pub(crate) fn waits_for(&self, grid: &Grid, space: &Space, given: &Signature) -> BTreeSet<InputId> {
        if self.out(space, given).len() < 2 {
            return BTreeSet::new();
        }
        space.waits_for(grid, &self.conditions, given)
    }
}

/// Parts with the same value made one; empty ones left out.
pub(super) fn merged<T: PartialEq>(space: &mut Space, parts: Parts<T>) -> Result<Parts<T>, Limit> {
    let mut merged: Parts<T> = Vec::new();
    for (value, region) in parts {
        if region == Region::NONE {
            continue;
        }
        match merged.iter().position(|(known, _)| *known == value) {
            Some(at) => merged[at].1 = space.or(merged[at].1, region)?,
            None => merged.push((value, region)),
        }
    }
    Ok(merged)
}

/// Which of several conditions hold together: the sets that do (by index) within a region, with where.
pub(super) fn holding(space: &mut Space, within: Region, conditions: &[Region]) -> Result<Parts<Vec<usize>>, Limit> {
    let mut parts = vec![(Vec::new(), within)];
    for (at, condition) in conditions.iter().enumerate() {
        let mut split = Vec::new();
        for (set, region) in parts {
            let (holds, fails) = (space.and(region, *condition)?, space.minus(region, *condition)?);
            if holds != Region::NONE {
                split.push(([set.as_slice(), &[at]].concat(), holds));
            }
            if fails != Region::NONE {
                split.push((set, fails));
            }
        }
        parts = split;
    }
    Ok(parts)
}
