//! What an auditor records of the elements of a point: mostly in keeping with the rating.

use super::chance::Chance;
use super::terrain::Terrain;
use crate::audit::given::Given;
use crate::grid::{Grid, Need, NeedPart, PointId, Requirement};

/// Of a hundred points that list elements: recorded.
const RECORDED: u64 = 35;
/// Of a hundred points rated as well as can be and recorded: with all that is required.
const IN_KEEPING: u64 = 97;
/// Of a hundred elements, where nothing asks for one: met.
const MET: u64 = 60;
/// Of a hundred elements that a substitute may stand for: recorded by it.
const SUBSTITUTED: u64 = 15;

/// The elements recorded as met for a point; nothing where it was not recorded.
pub(super) fn record<'g>(
    grid: &'g Grid,
    point: PointId,
    at_best: bool,
    terrain: &Terrain,
    cells: &[usize],
    chance: &mut Chance,
) -> Given<'g> {
    let declared = grid.point(point);
    let Some(requirement) = declared.requirement.as_ref().filter(|_| chance.percent(RECORDED)) else {
        return Given::Nothing;
    };
    let waived: Vec<usize> = (declared.waivers.iter().enumerate())
        .filter(|(at, _)| terrain.waives(point, *at, cells))
        .flat_map(|(_, waiver)| waiver.elements.iter().copied())
        .collect();
    let mut met: Vec<bool> = if at_best && chance.percent(IN_KEEPING) {
        enough(requirement, &waived, chance)
    } else {
        requirement.elements.iter().map(|_| chance.percent(MET)).collect()
    };
    let mut keys = Vec::new();
    for (at, substitute) in declared.substitutes.iter().enumerate() {
        let accepted = terrain.accepts(point, at, cells);
        for (key, element) in &substitute.stands_for {
            let stands = accepted && met.get(*element) == Some(&true) && chance.percent(SUBSTITUTED);
            // An element of the same key would be taken for itself, and no key stands twice.
            if stands && requirement.elements.iter().all(|own| own.key != *key) && !keys.contains(&key.as_str()) {
                met[*element] = false;
                keys.push(key.as_str());
            }
        }
    }
    keys.extend(requirement.elements.iter().zip(met).filter(|(_, met)| *met).map(|(element, _)| element.key.as_str()));
    Given::List(keys.into_iter().map(|key| Given::Text(key.into())).collect())
}

/// Elements that are enough for every need, one entry each.
fn enough(requirement: &Requirement, waived: &[usize], chance: &mut Chance) -> Vec<bool> {
    let mut met = vec![false; requirement.elements.len()];
    for need in &requirement.needs {
        satisfy(need, requirement, waived, &mut met, chance);
    }
    met
}

/// Meets as many parts of a need as it asks for; of what may not exist, or is waived, a few.
fn satisfy(need: &Need, requirement: &Requirement, waived: &[usize], met: &mut [bool], chance: &mut Chance) {
    let optional = |part: &NeedPart| match part {
        NeedPart::Element(at) => waived.contains(at) || requirement.elements.get(*at).is_some_and(|own| own.if_any),
        NeedPart::Need(_) => false,
    };
    let (free, mut required): (Vec<_>, Vec<_>) = need.parts.iter().partition(|part| optional(part));
    if let Some(least) = need.at_least {
        chance.shuffle(&mut required);
        let surplus = chance.index(2);
        required.truncate(usize::try_from(least).unwrap_or(usize::MAX).saturating_add(surplus));
    }
    let free = free.into_iter().filter(|_| chance.percent(30)).collect::<Vec<_>>();
    for part in required.into_iter().chain(free) {
        match part {
            NeedPart::Element(at) => met[*at] = true,
            NeedPart::Need(inner) => satisfy(inner, requirement, waived, met, chance),
        }
    }
}
