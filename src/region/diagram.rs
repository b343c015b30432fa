//! The diagrams: hash-consed, reduced, ordered multi-valued decision diagrams (`semantics.md` §2).
//!
//! A node stands at the level of a variable and says for each of its cells where to go on; neighbouring cells with the same
//! child are one run. Levels grow on every way down, a node whose cells all go the same way is left out, and equal nodes are
//! one: so two diagrams are the same function exactly when they are the same node.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use foldhash::fast::FixedState as Quick;
use indexmap::{Equivalent, IndexSet};

use super::limit::{Bounds, Limit};

/// A set of assignments of the variables of a [`Space`](super::Space): where a condition holds. It means something only in the space
/// that made it, and there equal regions are equal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(u32);

impl Region {
    /// No assignment.
    pub const NONE: Self = Self(0);
    /// Every assignment.
    pub const ALL: Self = Self(1);
}

/// The cells after the previous run's up to this one, all with the same child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Run {
    upper: u32,
    child: Region,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node {
    level: u32,
    runs: Box<[Run]>,
}

/// A node looked for: hashes and compares as [`Node`] does.
#[derive(Hash)]
struct Sought<'a> {
    level: u32,
    runs: &'a [Run],
}

impl Equivalent<Node> for Sought<'_> {
    fn equivalent(&self, node: &Node) -> bool {
        self.level == node.level && *self.runs == *node.runs
    }
}

/// The operations on two regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    And,
    Or,
    /// In the first and not in the second.
    Minus,
    /// In exactly one.
    Differ,
}

impl Operation {
    /// The result where it needs no looking into both.
    fn settled(self, a: Region, b: Region) -> Option<Region> {
        use Operation::{And, Differ, Minus, Or};
        const NONE: Region = Region::NONE;
        const ALL: Region = Region::ALL;
        Some(match (self, a, b) {
            (And | Minus, NONE, _) | (And, _, NONE) | (Minus, _, ALL) => NONE,
            (Or, ALL, _) | (Or, _, ALL) => ALL,
            (And, ALL, other) | (Or | Differ, NONE, other) | (And, other, ALL) | (Or | Differ | Minus, other, NONE) => {
                other
            }
            (And | Or, ..) if a == b => a,
            (Minus | Differ, ..) if a == b => NONE,
            _ => return None,
        })
    }
}

/// The nodes of one space.
#[derive(Debug)]
pub(super) struct Store {
    /// How many cells each level has.
    widths: Vec<u32>,
    nodes: IndexSet<Node, Quick>,
    known: HashMap<(Operation, Region, Region), Region, Quick>,
    /// Runs of the nodes being built, innermost last.
    pending: Vec<Run>,
    walked: usize,
    bounds: Bounds,
}

impl Store {
    /// A store over levels of so many cells, each at least one.
    pub(super) fn new(widths: Vec<u32>, bounds: Bounds) -> Result<Self, Limit> {
        if widths.len() > bounds.variables {
            return Err(Limit::Variables);
        }
        let (nodes, known) = (IndexSet::default(), HashMap::default());
        Ok(Self { widths, nodes, known, pending: Vec::new(), walked: 0, bounds })
    }

    /// The region that depends on one level in this way.
    pub(super) fn literal(&mut self, level: usize, holds: impl Fn(usize) -> bool) -> Result<Region, Limit> {
        self.branch(level, |cell| if holds(cell) { Region::ALL } else { Region::NONE })
    }

    /// The region that goes on from each cell of a level as told; the children must lie at deeper levels.
    pub(super) fn branch(&mut self, level: usize, child: impl Fn(usize) -> Region) -> Result<Region, Limit> {
        let start = self.pending.len();
        for cell in 0..self.widths[level] {
            self.push_run(start, cell, child(cell as usize));
        }
        self.finish(index(level), start)
    }

    /// Combines two regions.
    pub(super) fn apply(&mut self, operation: Operation, a: Region, b: Region) -> Result<Region, Limit> {
        if let Some(result) = operation.settled(a, b) {
            return Ok(result);
        }
        let (a, b) = if operation != Operation::Minus && b < a { (b, a) } else { (a, b) };
        if let Some(result) = self.known.get(&(operation, a, b)) {
            return Ok(*result);
        }
        let (level_a, level_b) = (self.level(a), self.level(b));
        let level = level_a.min(level_b);
        let start = self.pending.len();
        let (mut at_a, mut at_b) = (0, 0);
        let last = self.widths[level as usize] - 1;
        loop {
            let run_a = if level_a == level { self.run(a, at_a) } else { Run { upper: last, child: a } };
            let run_b = if level_b == level { self.run(b, at_b) } else { Run { upper: last, child: b } };
            let upper = run_a.upper.min(run_b.upper);
            let child = self.apply(operation, run_a.child, run_b.child)?;
            self.push_run(start, upper, child);
            if upper == last {
                break;
            }
            at_a += usize::from(run_a.upper == upper);
            at_b += usize::from(run_b.upper == upper);
        }
        let result = self.finish(level, start)?;
        self.known.insert((operation, a, b), result);
        Ok(result)
    }

    /// What is not in a region.
    pub(super) fn not(&mut self, region: Region) -> Result<Region, Limit> {
        self.apply(Operation::Differ, region, Region::ALL)
    }

    /// What is in all (`And`) or any (`Or`) of the regions, combined two by two: folding one by one is much slower.
    pub(super) fn combine(&mut self, operation: Operation, regions: &[Region]) -> Result<Region, Limit> {
        match regions {
            [] => Ok(if operation == Operation::And { Region::ALL } else { Region::NONE }),
            [region] => Ok(*region),
            _ => {
                let (left, right) = regions.split_at(regions.len() / 2);
                let (left, right) = (self.combine(operation, left)?, self.combine(operation, right)?);
                self.apply(operation, left, right)
            }
        }
    }

    /// Where some choice of cells at the `hidden` levels leads into the region.
    pub(super) fn exists(&mut self, region: Region, hidden: &[bool]) -> Result<Region, Limit> {
        self.exists_below(region, hidden, &mut HashMap::default())
    }

    fn exists_below(
        &mut self,
        region: Region,
        hidden: &[bool],
        known: &mut HashMap<Region, Region, Quick>,
    ) -> Result<Region, Limit> {
        if region <= Region::ALL {
            return Ok(region);
        }
        if let Some(result) = known.get(&region) {
            return Ok(*result);
        }
        let level = self.level(region);
        let mut children = Vec::new();
        for run in self.runs(region).to_vec() {
            children.push((run.upper, self.exists_below(run.child, hidden, known)?));
        }
        let result = if hidden[level as usize] {
            let children: Vec<_> = children.into_iter().map(|(_, child)| child).collect();
            self.combine(Operation::Or, &children)?
        } else {
            let start = self.pending.len();
            for (upper, child) in children {
                self.push_run(start, upper, child);
            }
            self.finish(level, start)?
        };
        known.insert(region, result);
        Ok(result)
    }

    /// The levels a region depends on: true at their index.
    pub(super) fn support(&self, region: Region) -> Vec<bool> {
        let mut support = vec![false; self.widths.len()];
        self.reached(region).for_each(|region| support[self.level(region) as usize] = true);
        support
    }

    /// Marks the levels a region depends on where only some cells are allowed: a level is marked if two allowed cells of it lead to
    /// parts that differ on what is allowed.
    pub(super) fn support_where(
        &self,
        region: Region,
        allows: impl Fn(usize, RangeInclusive<usize>) -> bool,
        support: &mut [bool],
    ) {
        // The region restricted to what is allowed, reduced once more: a node whose allowed cells all go the same way is left out.
        let mut restricted: HashMap<Region, usize, Quick> = HashMap::default();
        let mut reduced: IndexSet<(u32, Vec<Run>), Quick> = IndexSet::default();
        restricted.insert(Region::NONE, 0);
        restricted.insert(Region::ALL, 1);
        let mut next = vec![region];
        while let Some(&region) = next.last() {
            if restricted.contains_key(&region) {
                next.pop();
                continue;
            }
            let level = self.level(region);
            let (mut lower, mut allowed) = (0, Vec::new());
            for run in self.runs(region) {
                if allows(level as usize, lower..=run.upper as usize) {
                    allowed.push(*run);
                }
                lower = run.upper as usize + 1;
            }
            let open = next.len();
            next.extend(allowed.iter().map(|run| run.child).filter(|child| !restricted.contains_key(child)));
            if next.len() > open {
                continue;
            }
            next.pop();
            let mut runs: Vec<Run> = Vec::new();
            for run in allowed {
                let child = Region(index(restricted.get(&run.child).copied().unwrap_or_default()));
                match runs.last_mut() {
                    Some(last) if last.child == child => last.upper = run.upper,
                    _ => runs.push(Run { upper: run.upper, child }),
                }
            }
            let result = match runs.as_slice() {
                [] => 0,
                [run] => run.child.0 as usize,
                _ => reduced.insert_full((level, runs)).0 + 2,
            };
            restricted.insert(region, result);
        }
        let mut seen = vec![false; reduced.len()];
        let mut next = vec![restricted.get(&region).copied().unwrap_or_default()];
        while let Some(at) = next.pop() {
            let Some((place, (level, runs))) = at.checked_sub(2).and_then(|at| Some((at, reduced.get_index(at)?)))
            else {
                continue;
            };
            if !std::mem::replace(&mut seen[place], true) {
                support[*level as usize] = true;
                next.extend(runs.iter().map(|run| run.child.0 as usize));
            }
        }
    }

    /// The nodes of a region, each once.
    fn reached(&self, region: Region) -> impl Iterator<Item = Region> {
        let mut seen: HashSet<Region, Quick> = HashSet::default();
        let mut next = vec![region];
        std::iter::from_fn(move || {
            while let Some(region) = next.pop() {
                if region > Region::ALL && seen.insert(region) {
                    next.extend(self.runs(region).iter().map(|run| run.child));
                    return Some(region);
                }
            }
            None
        })
    }

    /// How many runs a region has.
    #[cfg(test)]
    pub(super) fn size(&self, region: Region) -> usize {
        self.reached(region).map(|region| self.runs(region).len()).sum()
    }

    /// Whether the region holds an assignment all of whose cells are allowed, and how many runs it took to tell. `allows` says of
    /// a level whether any cell in the range is; at least one cell of every level must be.
    pub(super) fn meets(&self, region: Region, allows: impl Fn(usize, RangeInclusive<usize>) -> bool) -> (bool, usize) {
        let mut seen: HashSet<Region, Quick> = HashSet::default();
        let mut next = vec![region];
        let mut walked = 0;
        while let Some(region) = next.pop() {
            if region == Region::ALL {
                return (true, walked);
            }
            if region == Region::NONE || !seen.insert(region) {
                continue;
            }
            let level = self.level(region) as usize;
            let mut lower = 0;
            for run in self.runs(region) {
                walked += 1;
                if run.child != Region::NONE && allows(level, lower..=run.upper as usize) {
                    next.push(run.child);
                }
                lower = run.upper as usize + 1;
            }
        }
        (false, walked)
    }

    /// An assignment in the region: the cells at the levels a way down passes, choosing at each the first of `preference` that
    /// leads on. None if the region is empty.
    pub(super) fn way(&self, region: Region, preference: impl Fn(usize) -> Vec<usize>) -> Option<Vec<(usize, usize)>> {
        let mut way = Vec::new();
        let mut region = region;
        while region != Region::ALL {
            if region == Region::NONE {
                return None;
            }
            let level = self.level(region) as usize;
            let (cell, child) = preference(level)
                .into_iter()
                .map(|cell| (cell, self.child(region, cell)))
                .find(|(_, child)| *child != Region::NONE)?;
            way.push((level, cell));
            region = child;
        }
        Some(way)
    }

    /// An assignment in the region, one cell for each level: `pick` chooses, level by level, among the cells that lead on (any of
    /// them where the region does not depend on the level). None if the region is empty.
    pub(super) fn draw(
        &self,
        mut region: Region,
        mut pick: impl FnMut(usize, &[usize]) -> usize,
    ) -> Option<Vec<usize>> {
        let mut cells = Vec::with_capacity(self.widths.len());
        let mut open = Vec::new();
        for (level, width) in self.widths.iter().enumerate() {
            let decides = self.level(region) as usize == level;
            open.clear();
            open.extend((0..*width as usize).filter(|cell| !decides || self.child(region, *cell) != Region::NONE));
            let cell = pick(level, &open);
            if decides {
                region = self.child(region, cell);
            }
            cells.push(cell);
        }
        (region == Region::ALL).then_some(cells)
    }

    /// True if the region holds the assignment, which gives a cell for each level.
    pub(super) fn holds(&self, mut region: Region, cells: &[usize]) -> bool {
        while region > Region::ALL {
            region = self.child(region, cells[self.level(region) as usize]);
        }
        region == Region::ALL
    }

    fn node(&self, region: Region) -> &Node {
        &self.nodes[region.0 as usize - 2]
    }

    /// The level of a region; past the last for the two that depend on none.
    fn level(&self, region: Region) -> u32 {
        if region <= Region::ALL { u32::MAX } else { self.node(region).level }
    }

    fn runs(&self, region: Region) -> &[Run] {
        &self.node(region).runs
    }

    fn run(&self, region: Region, at: usize) -> Run {
        self.node(region).runs[at]
    }

    fn child(&self, region: Region, cell: usize) -> Region {
        let runs = self.runs(region);
        runs[runs.partition_point(|run| (run.upper as usize) < cell)].child
    }

    /// Adds a run to the node whose runs start at `start`.
    fn push_run(&mut self, start: usize, upper: u32, child: Region) {
        self.walked += 1;
        match self.pending[start..].last_mut() {
            Some(last) if last.child == child => last.upper = upper,
            _ => self.pending.push(Run { upper, child }),
        }
    }

    /// The node of the runs from `start` on.
    fn finish(&mut self, level: u32, start: usize) -> Result<Region, Limit> {
        if self.walked > self.bounds.runs {
            return Err(Limit::Runs);
        }
        let runs = &self.pending[start..];
        let region = if let [run] = runs {
            run.child
        } else {
            let sought = Sought { level, runs };
            let at = match self.nodes.get_index_of(&sought) {
                Some(at) => at,
                None if self.nodes.len() >= self.bounds.nodes => return Err(Limit::Nodes),
                None => self.nodes.insert_full(Node { level, runs: runs.into() }).0,
            };
            Region(index(at + 2))
        };
        self.pending.truncate(start);
        Ok(region)
    }
}

/// Levels and nodes are counted well below 2³² (see [`Bounds`]).
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(bounds: Bounds) -> Store {
        Store::new(vec![2; 12], bounds).unwrap()
    }

    /// The region where the variable of a level is in its second cell.
    fn variable(store: &mut Store, level: usize) -> Region {
        store.literal(level, |cell| cell == 1).unwrap()
    }

    #[test]
    fn equal_functions_are_the_same_node() {
        let mut store = store(Bounds::default());
        let [a, b, c] = [0, 1, 2].map(|level| variable(&mut store, level));
        let (ab, ac) = (store.apply(Operation::And, a, b).unwrap(), store.apply(Operation::And, a, c).unwrap());
        let distributed = store.apply(Operation::Or, ab, ac).unwrap();
        let b_or_c = store.apply(Operation::Or, c, b).unwrap();
        assert_eq!(store.apply(Operation::And, b_or_c, a).unwrap(), distributed);
        let opposite = store.not(distributed).unwrap();
        assert_eq!(store.not(opposite).unwrap(), distributed);
        assert_eq!(store.apply(Operation::Minus, distributed, a).unwrap(), Region::NONE);
        assert_eq!(store.support(distributed)[..4], [true, true, true, false]);
    }

    #[test]
    fn what_exists_does_not_depend_on_the_hidden_level() {
        let mut store = store(Bounds::default());
        let [a, b] = [0, 1].map(|level| variable(&mut store, level));
        let both = store.apply(Operation::And, a, b).unwrap();
        let hidden: Vec<_> = (0..12).map(|level| level == 1).collect();
        assert_eq!(store.exists(both, &hidden).unwrap(), a);
    }

    #[test]
    fn the_work_stops_at_each_bound() {
        // Which of the first six agree with which of the last six: 2⁶ nodes in this order.
        let build = |bounds| {
            let mut store = store(bounds);
            let mut all = Region::ALL;
            for level in 0..6 {
                let (a, b) = (variable(&mut store, level), variable(&mut store, level + 6));
                let differ = store.apply(Operation::Differ, a, b)?;
                all = store.apply(Operation::Minus, all, differ)?;
            }
            Ok(store.size(all))
        };
        assert!(build(Bounds::default()).is_ok_and(|runs| runs > 200));
        assert_eq!(build(Bounds { nodes: 100, ..Bounds::default() }), Err(Limit::Nodes));
        assert_eq!(build(Bounds { runs: 300, ..Bounds::default() }), Err(Limit::Runs));
        let bounds = Bounds { variables: 11, ..Bounds::default() };
        assert_eq!(Store::new(vec![2; 12], bounds).err(), Some(Limit::Variables));
    }
}
