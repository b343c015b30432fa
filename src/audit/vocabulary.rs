//! The names an audit may use under a grid, indexed once for a whole archive.

use std::collections::HashMap;

use super::given::nfc;
use crate::exact;
use crate::grid::{Grid, InputId, Point, PointId, Scale};

/// A grid with the index of its names. Names are looked up as given first, then in NFC.
pub struct Vocabulary<'g> {
    /// The grid.
    pub(super) grid: &'g Grid,
    /// The name and version audits cite.
    pub(super) citation: String,
    inputs: HashMap<&'g str, InputId>,
    points: HashMap<&'g str, PointId>,
    /// The keys of each point's elements.
    elements: Vec<HashMap<&'g str, Recordable>>,
    /// The levels of each scale, by name, and by value as a plain decimal.
    levels: Vec<Levels<'g>>,
}

/// What an element key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recordable {
    /// An element of the point's requirement, by index.
    Element(usize),
    /// A substitute, by index.
    Substitute(usize),
}

/// The levels of a scale as audits name them.
struct Levels<'g> {
    names: HashMap<&'g str, usize>,
    values: HashMap<String, usize>,
}

impl<'g> Vocabulary<'g> {
    /// Indexes the names of a grid.
    pub fn new(grid: &'g Grid) -> Self {
        Self {
            grid,
            citation: nfc(&grid.citation()).into_owned(),
            inputs: grid.inputs.iter().enumerate().map(|(at, input)| (input.name.as_str(), InputId(at))).collect(),
            points: grid.points.iter().enumerate().map(|(at, point)| (point.id.as_str(), PointId(at))).collect(),
            elements: grid.points.iter().map(recordables).collect(),
            levels: grid.scales.iter().map(Levels::of).collect(),
        }
    }

    /// The input of a name.
    pub(super) fn input(&self, name: &str) -> Option<InputId> {
        lookup(&self.inputs, name)
    }

    /// The point of an id.
    pub(super) fn point(&self, id: &str) -> Option<PointId> {
        lookup(&self.points, id)
    }

    /// What a key stands for among a point's elements.
    pub(super) fn recordable(&self, point: PointId, key: &str) -> Option<Recordable> {
        self.elements.get(point.0).and_then(|keys| lookup(keys, key))
    }

    /// The element keys of a point, in the order of the grid.
    pub(super) fn keys(&self, point: PointId) -> Vec<&'g str> {
        let point = self.grid.point(point);
        let elements =
            point.requirement.iter().flat_map(|need| need.elements.iter().map(|element| element.key.as_str()));
        let substitutes =
            point.substitutes.iter().flat_map(|other| other.stands_for.iter().map(|(key, _)| key.as_str()));
        elements.chain(substitutes).collect()
    }

    /// The level of a name on a point's scale.
    pub(super) fn level_named(&self, point: PointId, name: &str) -> Option<usize> {
        self.levels.get(self.grid.point(point).scale.0).and_then(|levels| lookup(&levels.names, name))
    }

    /// The level worth what a plain decimal says, on a point's scale.
    pub(super) fn level_worth(&self, point: PointId, decimal: &str) -> Option<usize> {
        self.levels.get(self.grid.point(point).scale.0).and_then(|levels| levels.values.get(decimal).copied())
    }
}

impl<'g> Levels<'g> {
    fn of(scale: &'g Scale) -> Self {
        let levels = scale.levels().iter().enumerate();
        let worth = |(at, level): (usize, &crate::grid::Level)| {
            level.value.as_ref().and_then(|value| exact::to_decimal(value, '.')).map(|decimal| (decimal, at))
        };
        Self {
            names: levels.clone().map(|(at, level)| (level.name.as_str(), at)).collect(),
            values: levels.filter_map(worth).collect(),
        }
    }
}

/// The keys of a point: substitutes first, so that an element of the same key keeps it.
fn recordables(point: &Point) -> HashMap<&str, Recordable> {
    let substitutes = point.substitutes.iter().enumerate().flat_map(|(at, substitute)| {
        substitute.stands_for.iter().map(move |(key, _)| (key.as_str(), Recordable::Substitute(at)))
    });
    let elements = point.requirement.iter().flat_map(|requirement| {
        requirement.elements.iter().enumerate().map(|(at, element)| (element.key.as_str(), Recordable::Element(at)))
    });
    substitutes.chain(elements).collect()
}

fn lookup<T: Copy>(index: &HashMap<&str, T>, name: &str) -> Option<T> {
    index.get(name).or_else(|| index.get(&*nfc(name))).copied()
}
