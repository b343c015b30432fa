//! Two functions compared: where in the joint space they differ, from what to what.

use std::collections::BTreeMap;

use super::change::Effect;
use crate::region::{Limit, Region};
use crate::version::behaviour::Lines;
use crate::version::joint::{Asked, Condition, Joint};

/// A function with few results, as the region of each.
pub(in crate::version) type Parts<T> = BTreeMap<T, Region>;

/// The conditions of lines, to be asked.
pub(in crate::version) fn conditions<T>(lines: &Lines<T>) -> impl Iterator<Item = Condition> + '_ {
    lines.iter().filter_map(|(_, condition)| condition.clone())
}

/// The regions of lines whose conditions were asked: the next ones of `regions`.
pub(in crate::version) fn parts<T: Ord + Clone>(
    asked: &mut Asked<'_>,
    lines: &Lines<T>,
    regions: &mut impl Iterator<Item = Region>,
) -> Result<Parts<T>, Limit> {
    let mut parts = Parts::new();
    let (mut named, mut rest) = (Region::NONE, Vec::new());
    for (result, condition) in lines {
        if condition.is_none() {
            rest.push(result);
            continue;
        }
        let region = regions.next().unwrap_or(Region::NONE);
        named = asked.space.or(named, region)?;
        add(asked, &mut parts, result.clone(), region)?;
    }
    let left = asked.space.not(named)?;
    for result in rest {
        add(asked, &mut parts, result.clone(), left)?;
    }
    Ok(parts)
}

/// Adds a region to that of a result.
pub(super) fn add<T: Ord>(asked: &mut Asked<'_>, parts: &mut Parts<T>, result: T, region: Region) -> Result<(), Limit> {
    let known = parts.get(&result).copied().unwrap_or(Region::NONE);
    let both = asked.space.or(known, region)?;
    parts.insert(result, both);
    Ok(())
}

/// Where two functions differ within a region: from what to what, in every zone.
pub(super) fn effects<T, U>(
    joint: &Joint<'_>,
    asked: &mut Asked<'_>,
    (before, after): (&Parts<T>, &Parts<U>),
    within: Region,
    differ: impl Fn(&T, &U) -> bool,
    words: impl Fn(&T, &U) -> (String, String),
) -> Result<Vec<Effect>, Limit> {
    let mut found = Vec::new();
    for (from, old) in before {
        for (to, new) in after.iter().filter(|(to, _)| differ(from, to)) {
            let region = asked.space.and(*old, *new)?;
            if let Some(zones) = asked.zones(region, within, asked.both)? {
                let (from, to) = words(from, to);
                found.push(Effect::within(joint, from, to, zones));
            }
        }
    }
    Ok(found)
}
