//! How much one check may build. The limits are counts, never a clock, so that a grid gives the same results on every machine
//! (`semantics.md` §2).

/// What a space may build; past it the check ends as "non vérifié".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Nodes kept.
    pub nodes: usize,
    /// Runs (stretches of cells with the same child) gone through while building. Work and memory are both in proportion.
    pub runs: usize,
    /// Variables, which bound how deep a diagram is.
    pub variables: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { nodes: 500_000, runs: 4_000_000, variables: 1_000 }
    }
}

/// A bound was reached: nothing is known of what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Too many nodes.
    Nodes,
    /// Too many runs.
    Runs,
    /// Too many variables.
    Variables,
}
