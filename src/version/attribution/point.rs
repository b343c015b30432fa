//! What one point moved, and by which of its facets.

use num_traits::Zero;

use super::{Movement, Part};
use crate::exact::Quantity;

/// A point that counts: what it is worth, at best, and its effective weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What its rating is worth.
    pub value: Quantity,
    /// What the best rating is worth.
    pub best: Quantity,
    /// Its effective weight.
    pub weight: Quantity,
}

impl Standing {
    fn terms(&self) -> (Quantity, Quantity) {
        (&self.weight * &self.value, &self.weight * &self.best)
    }
}

/// How the change of what a rating is worth is told apart: what the level alone brings, the scale's values being those of both
/// versions in turn; `None` where a level has no counterpart, and both stay together.
pub type LevelAlone = Option<Quantity>;

/// What a point moved in a sum; `None` where it does not count. Where it begins or ceases to count that takes everything;
/// otherwise the products split symmetrically between the rating (its level, and what levels are worth) and the weight.
pub fn point<C: Clone + PartialEq>(
    before: Option<&Standing>,
    after: Option<&Standing>,
    level_alone: &LevelAlone,
    causes: &Causes<C>,
) -> Movement<C> {
    let terms = |one: Option<&Standing>| one.map_or_else(|| (Quantity::zero(), Quantity::zero()), Standing::terms);
    let (old, new) = (terms(before), terms(after));
    let mut parts = Vec::new();
    match (before, after) {
        (Some(before), Some(after)) => {
            let half = Quantity::ratio(1, 2);
            let middle = |a: &Quantity, b: &Quantity| (a + b) * &half;
            let (weight, change) = (middle(&before.weight, &after.weight), &after.weight - &before.weight);
            let (value, best) = (&after.value - &before.value, &after.best - &before.best);
            let mut rated = |causes: &Vec<C>, value: Quantity, best: Quantity| {
                let (obtained, possible) = (&weight * value, &weight * best);
                parts.push(Part { causes: causes.clone(), obtained, possible });
            };
            match level_alone {
                Some(alone) => {
                    rated(&causes.level, alone.clone(), Quantity::zero());
                    rated(&causes.scale, value - alone, best);
                }
                None => rated(&causes.rating, value, best),
            }
            parts.push(Part {
                causes: causes.weight.clone(),
                obtained: middle(&before.value, &after.value) * &change,
                possible: middle(&before.best, &after.best) * &change,
            });
        }
        (None, None) => {}
        _ => parts.push(Part { causes: causes.counting.clone(), obtained: &new.0 - &old.0, possible: &new.1 - &old.1 }),
    }
    parts.retain(|part| !part.obtained.is_zero() || !part.possible.is_zero());
    Movement { before: old, after: new, parts }
}

/// What the facets of a point are put down to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Causes<C> {
    /// Whether it counts.
    pub counting: Vec<C>,
    /// Its level.
    pub level: Vec<C>,
    /// What its levels are worth.
    pub scale: Vec<C>,
    /// Both together.
    pub rating: Vec<C>,
    /// Its weight.
    pub weight: Vec<C>,
}
