//! What a point that goes on is worth, each of its facets being as in one version or the other.

use super::hybrid::{Chosen, Facets};
use super::leisure::{level_alone_on, standing};
use super::linear::Pair as Points;
use super::sides::Sides;
use super::strand::Pair;
use crate::exact::Quantity;
use crate::version::attribution::Standing;
use crate::version::joint::Side;

/// What a point is worth.
pub(super) enum Worth {
    /// It does not count on both sides, or at most one facet moved: what it brings before and after, in units.
    Ends([Points; 2]),
    /// Several facets moved: by level (1), scale (2), weight (4), as in the new version; true if level and scale go together.
    Facets(Box<[Points; 8]>, bool),
    /// In a mean; true likewise.
    Standings(Box<Standings>, bool),
}

/// Before and after, and the new level on the old scale with the old one on the new.
type Standings = ([Option<Standing>; 2], Option<(Quantity, Quantity)>);

impl Worth {
    pub(super) fn new(sides: &Sides<'_, '_>, pair: &Pair, moved: [bool; 3]) -> Option<Self> {
        let standings = |weighs: bool| {
            [(Side::Old, pair.old), (Side::New, pair.new)].map(|(side, id)| {
                let one = standing(sides, side, id)?;
                let weight = if weighs { sides.weight(side, id)? } else { Quantity::ratio(1, 1) };
                Some(Standing { weight, ..one })
            })
        };
        let Some(unit) = sides.plan.unit else {
            let standings = standings(true);
            let hybrid = hybrid(sides, pair, &standings);
            let together = moved[0] && moved[1] && hybrid.is_none();
            return Some(Self::Standings(Box::new((standings, hybrid)), together));
        };
        if moved.iter().filter(|moves| **moves).count() < 2 {
            let brought = |side: Side, id| Some(sides.brought(side, id)?.unwrap_or_default());
            return Some(Self::Ends([brought(Side::Old, pair.old)?, brought(Side::New, pair.new)?]));
        }
        let standings = standings(true);
        let hybrid = hybrid(sides, pair, &standings);
        let [Some(before), Some(after)] = &standings else { return None };
        let mut worth = [(0, 0); 8];
        for (choice, worth) in worth.iter_mut().enumerate() {
            let one = mixed(before, after, hybrid.as_ref(), choice);
            *worth = (scaled(&(&one.weight * one.value), unit)?, scaled(&(&one.weight * one.best), unit)?);
        }
        Some(Self::Facets(Box::new(worth), moved[0] && moved[1] && hybrid.is_none()))
    }

    /// True if level and scale cannot be told apart.
    pub(super) fn is_together(&self) -> bool {
        matches!(self, Self::Facets(_, true) | Self::Standings(_, true))
    }

    /// What it brings before, in units.
    pub(super) fn before(&self) -> Points {
        match self {
            Self::Ends([before, _]) => *before,
            Self::Facets(worth, _) => worth[0],
            Self::Standings(..) => (0, 0),
        }
    }

    /// What it brings if these changes hold, in units.
    pub(super) fn with(&self, facets: &Facets, chosen: Chosen<'_>) -> Points {
        match self {
            Self::Ends(ends) => {
                let any = [facets.counting, facets.level, facets.scale, facets.weight];
                ends[usize::from(any.into_iter().any(|cause| chosen.moves(cause)))]
            }
            Self::Facets(worth, _) => worth[choice(facets, chosen)],
            Self::Standings(..) => (0, 0),
        }
    }

    /// What it is in a mean after all changes.
    pub(super) fn after(&self) -> Option<Standing> {
        match self {
            Self::Standings(both, _) => both.0[1].clone(),
            _ => None,
        }
    }

    /// The same in a mean, with its own weight; none if it does not count.
    pub(super) fn standing(&self, facets: &Facets, chosen: Chosen<'_>) -> Option<Standing> {
        let Self::Standings(both, _) = self else { return None };
        let ([before, after], hybrid) = both.as_ref();
        match (before, after) {
            (Some(before), Some(after)) => Some(mixed(before, after, hybrid.as_ref(), choice(facets, chosen))),
            _ if chosen.moves(facets.counting) => after.clone(),
            _ => before.clone(),
        }
    }
}

/// The facets that are as in the new version, as bits: level, scale, weight.
fn choice(facets: &Facets, chosen: Chosen<'_>) -> usize {
    let bits = [facets.level, facets.scale, facets.weight].into_iter().enumerate();
    bits.map(|(bit, cause)| usize::from(chosen.moves(cause)) << bit).sum()
}

fn hybrid(sides: &Sides<'_, '_>, pair: &Pair, standings: &[Option<Standing>; 2]) -> Option<(Quantity, Quantity)> {
    let [Some(before), Some(after)] = standings else { return None };
    level_alone_on(sides, pair, before, after)
}

/// A point with level, scale and weight of one version or the other. `hybrid` is the new level on the old scale, and the old one on the
/// new.
fn mixed(before: &Standing, after: &Standing, hybrid: Option<&(Quantity, Quantity)>, choice: usize) -> Standing {
    let value = match (choice & 3, hybrid) {
        (0, _) => &before.value,
        (3, _) | (1, None) => &after.value,
        (1, Some((on_old, _))) => on_old,
        (_, Some((_, on_new))) => on_new,
        (_, None) => &before.value,
    };
    let best = if choice & 2 == 0 { &before.best } else { &after.best };
    let weight = if choice & 4 == 0 { &before.weight } else { &after.weight };
    Standing { value: value.clone(), best: best.clone(), weight: weight.clone() }
}

impl Sides<'_, '_> {
    /// A figure in units.
    pub(super) fn scaled(&self, quantity: &Quantity) -> Option<i128> {
        scaled(quantity, self.plan.unit?)
    }
}

/// So many units; none if it is not a whole number of them.
pub(super) fn scaled(quantity: &Quantity, unit: i64) -> Option<i128> {
    match quantity {
        Quantity::Small { over, under } if unit % under == 0 => Some(i128::from(*over) * i128::from(unit / under)),
        quantity => (quantity * &Quantity::ratio(unit, 1)).to_integer().map(i128::from),
    }
}
