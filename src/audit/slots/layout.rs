//! How the audits of a grid are laid out: how many cells there are, and which key each mark of a point stands for.

use std::sync::Arc;

use crate::grid::{Grid, PointId};

/// The layout of the audits of a grid, made once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    inputs: usize,
    keys: Vec<Keys>,
    /// How many words the marks of all points take.
    words: usize,
}

/// What may be recorded of a point: its elements, in the order of the requirement, then, for each substitute, every element it
/// may stand for, as pairs in order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Keys {
    elements: usize,
    substitutes: Vec<(usize, usize)>,
    /// How many words their marks take, and how many those of the points before.
    words: usize,
    before: usize,
}

impl Layout {
    /// The layout of a grid.
    pub fn new(grid: &Grid) -> Arc<Self> {
        let mut all = 0;
        let keys = grid.points.iter().map(|point| {
            let pairs = point
                .substitutes
                .iter()
                .enumerate()
                .flat_map(|(at, substitute)| substitute.stands_for.iter().map(move |(_, element)| (at, *element)));
            let mut substitutes: Vec<_> = pairs.collect();
            substitutes.sort_unstable();
            substitutes.dedup();
            let elements = point.requirement.as_ref().map_or(0, |it| it.elements.len());
            let words = (elements + substitutes.len()).div_ceil(64);
            let before = all;
            all += words;
            Keys { elements, substitutes, words, before }
        });
        let keys = keys.collect::<Vec<_>>();
        Arc::new(Self { inputs: grid.inputs.len(), keys, words: all })
    }

    /// How many inputs there are.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// How many points there are.
    pub fn points(&self) -> usize {
        self.keys.len()
    }

    /// How many elements a point has; element `n` has key `n`.
    pub fn elements(&self, point: PointId) -> usize {
        self.keys[point.0].elements
    }

    /// The key of a substitute standing for an element.
    pub fn substitute(&self, point: PointId, substitute: usize, element: usize) -> Option<usize> {
        let keys = &self.keys[point.0];
        keys.substitutes.binary_search(&(substitute, element)).ok().map(|at| keys.elements + at)
    }

    /// The pairs of substitute and element of a point, in the order of their keys.
    pub(crate) fn substitutes(&self, point: PointId) -> &[(usize, usize)] {
        &self.keys[point.0].substitutes
    }

    /// How many words the marks of a point take.
    #[inline]
    pub(in crate::audit) fn words(&self, point: PointId) -> usize {
        self.keys[point.0].words
    }

    /// How many words the marks of the points before take, and how many those of this one.
    #[inline]
    pub(super) fn marks(&self, point: PointId) -> (usize, usize) {
        let keys = &self.keys[point.0];
        (keys.before, keys.words)
    }

    /// How many words the marks of all points take.
    pub(super) fn all_words(&self) -> usize {
        self.words
    }
}
