//! Attribution (`semantics.md` §5): which cause brought which part of the difference between two totals, exactly.
//!
//! A [`Movement`] is a total before and after, with what each cause added to the points obtained and to the points possible. It is
//! built from those of the points up to the grid, as the totals are; [`Movement::shares`] then gives the part of each cause in the
//! difference of scores. Parts always add up to the whole, whatever their order; a cause that adds nothing has none; two causes told
//! as one have the sum of their parts.

mod point;
mod written;

pub use point::{Causes, LevelAlone, Standing, point};
pub(in crate::version) use written::spread;
pub use written::written;

use num_traits::Zero;

use crate::exact::Quantity;

/// A total that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement<C> {
    /// Points obtained and possible before.
    pub before: (Quantity, Quantity),
    /// Points obtained and possible after.
    pub after: (Quantity, Quantity),
    /// What each cause added. The parts add up to the difference.
    pub parts: Vec<Part<C>>,
}

/// What a cause added to a total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<C> {
    /// The cause; several where nothing tells them apart.
    pub causes: Vec<C>,
    /// To the points obtained.
    pub obtained: Quantity,
    /// To the points possible.
    pub possible: Quantity,
}

/// A child of a mean: its own total, and its weight among its siblings on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed<C> {
    /// Its total.
    pub movement: Movement<C>,
    /// Its weight before and after.
    pub weights: (Quantity, Quantity),
    /// What changed its weight, if it changed.
    pub cause: Option<C>,
}

impl<C: Clone + PartialEq> Movement<C> {
    /// A weighted sum of these.
    pub fn sum(children: impl IntoIterator<Item = Self>) -> Self {
        let zero = || (Quantity::zero(), Quantity::zero());
        let mut total = Self { before: zero(), after: zero(), parts: Vec::new() };
        for child in children {
            total.add(child);
        }
        total
    }

    /// A weighted mean of these: each brings its weight times its score, out of its weight, and nothing where it has no score.
    pub fn mean(children: impl IntoIterator<Item = Weighed<C>>) -> Self {
        Self::sum(children.into_iter().map(Weighed::term))
    }

    /// The part of each cause in the difference of scores, as a ratio: none if either side has no score.
    ///
    /// With N and D the points obtained and possible, φ = [Δn(D₀+D₁) − Δd(N₀+N₁)] / (2·D₀·D₁), which sums to N₁/D₁ − N₀/D₀.
    pub fn shares(&self) -> Option<Vec<Quantity>> {
        let ((n0, d0), (n1, d1)) = (&self.before, &self.after);
        if d0.is_zero() || d1.is_zero() {
            return None;
        }
        let (obtained, possible, twice) = (n0 + n1, d0 + d1, Quantity::ratio(2, 1) * d0 * d1);
        let share = |part: &Part<C>| (&part.obtained * &possible - &part.possible * &obtained) / &twice;
        Some(self.parts.iter().map(share).collect())
    }

    /// The score before and after, as a ratio; none where nothing was possible.
    pub fn scores(&self) -> (Option<Quantity>, Option<Quantity>) {
        let score = |(obtained, possible): &(Quantity, Quantity)| (!possible.is_zero()).then(|| obtained / possible);
        (score(&self.before), score(&self.after))
    }

    /// Adds another total; parts of the same causes become one.
    fn add(&mut self, other: Self) {
        self.before = (&self.before.0 + other.before.0, &self.before.1 + other.before.1);
        self.after = (&self.after.0 + other.after.0, &self.after.1 + other.after.1);
        for part in other.parts {
            match self.parts.iter_mut().find(|known| known.causes == part.causes) {
                Some(known) => {
                    known.obtained += part.obtained;
                    known.possible += part.possible;
                }
                None => self.parts.push(part),
            }
        }
    }
}

impl<C: Clone + PartialEq> Weighed<C> {
    /// What it brings to the mean.
    fn term(self) -> Movement<C> {
        let (w0, w1) = self.weights;
        let term = |weight: &Quantity, score: Option<&Quantity>| {
            score.map_or_else(|| (Quantity::zero(), Quantity::zero()), |score| (weight * score, weight.clone()))
        };
        let (s0, s1) = self.movement.scores();
        let (before, after) = (term(&w0, s0.as_ref()), term(&w1, s1.as_ref()));
        let whole = |causes| Part { causes, obtained: &after.0 - &before.0, possible: &after.1 - &before.1 };
        let parts = match (s0, s1, self.movement.shares()) {
            (Some(s0), Some(s1), Some(shares)) => {
                // W·s: the weight at the middle of both times the change of score, and the reverse.
                let half = Quantity::ratio(1, 2);
                let (weight, score) = ((&w0 + &w1) * &half, (s0 + s1) * half);
                let mut parts: Vec<_> = (self.movement.parts.into_iter().zip(shares))
                    .map(|(part, share)| Part {
                        causes: part.causes,
                        obtained: &weight * share,
                        possible: Quantity::zero(),
                    })
                    .collect();
                let change = w1 - w0;
                if let Some(cause) = self.cause.filter(|_| !change.is_zero()) {
                    parts.push(Part { causes: vec![cause], obtained: score * &change, possible: change });
                }
                parts
            }
            // It enters the mean or leaves it: all that did so did it together.
            (s0, s1, _) if s0.is_some() != s1.is_some() => {
                let mut causes = Vec::new();
                for cause in self.movement.parts.into_iter().flat_map(|part| part.causes) {
                    if !causes.contains(&cause) {
                        causes.push(cause);
                    }
                }
                vec![whole(causes)]
            }
            _ => Vec::new(),
        };
        Movement { before, after, parts }
    }
}

#[cfg(test)]
mod tests;
