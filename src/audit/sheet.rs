//! An audit as it stands on paper: what is given under each key, before anything is looked up or checked. It is what writers
//! write, and it may say what no audit should.

use super::given::Given;
use super::section::Section;
use crate::grid::{Grid, InputId, PointId};

/// An audit to be written. Vectors have one entry for each input or point of the grid; [`Given::Nothing`] is not written.
#[derive(Debug, Clone)]
pub(super) struct Sheet<'g> {
    grid: &'g Grid,
    /// What stands beside the blocks: see [`HEAD`].
    pub(super) head: [Given<'g>; HEAD.len()],
    /// The values of inputs.
    pub(super) inputs: Vec<Given<'g>>,
    /// The ratings.
    pub(super) ratings: Vec<Given<'g>>,
    /// The elements recorded.
    pub(super) elements: Vec<Given<'g>>,
    /// The reasons why points are set aside.
    pub(super) set_aside: Vec<Given<'g>>,
    /// The auditor's findings.
    pub(super) findings: Vec<Given<'g>>,
    /// What has no place of its own: keys the grid does not know, keys given once more.
    pub(super) besides: Vec<(Block, String, Given<'g>)>,
}

/// The keys beside the blocks, in the order they are written in.
pub(super) const HEAD: [&str; 4] = ["audit", "grille", "service", "date"];

/// A block of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// No block: beside them.
    Head,
    /// Keys the grid declares.
    Of(Section),
    /// `constats`
    Findings,
}

impl Block {
    /// The blocks that are objects, in the order they are written in.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Section::ALL.into_iter().map(Self::Of).chain([Self::Findings])
    }

    /// The key of the block; empty for what is beside them.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Head => "",
            Self::Of(section) => section.word(),
            Self::Findings => "constats",
        }
    }
}

impl<'g> Sheet<'g> {
    /// A sheet on which nothing is written.
    pub(super) fn blank(grid: &'g Grid) -> Self {
        let points = || vec![Given::Nothing; grid.points.len()];
        Self {
            grid,
            head: std::array::from_fn(|_| Given::Nothing),
            inputs: vec![Given::Nothing; grid.inputs.len()],
            ratings: points(),
            elements: points(),
            set_aside: points(),
            findings: points(),
            besides: Vec::new(),
        }
    }

    /// The grid it is made for.
    pub(super) fn grid(&self) -> &'g Grid {
        self.grid
    }

    /// The keys of a block, given or not, in the order of the grid; then those besides.
    pub(super) fn entries(&self, block: Block) -> Vec<(&str, &Given<'g>)> {
        let mut entries: Vec<(&str, &Given<'g>)> = match block {
            Block::Head => HEAD.into_iter().zip(&self.head).collect(),
            Block::Of(Section::Inputs(section)) => {
                let inputs = self.grid.inputs.iter().zip(&self.inputs);
                let own = inputs.filter(|(input, _)| input.section == section);
                own.map(|(input, given)| (input.name.as_str(), given)).collect()
            }
            Block::Of(Section::Ratings) => self.by_point(&self.ratings),
            Block::Of(Section::Elements) => self.by_point(&self.elements),
            Block::Of(Section::SetAside) => self.by_point(&self.set_aside),
            Block::Findings => self.by_point(&self.findings),
        };
        let besides = self.besides.iter().filter(|(of, ..)| *of == block);
        entries.extend(besides.map(|(_, key, given)| (key.as_str(), given)));
        entries
    }

    fn by_point<'s>(&'s self, values: &'s [Given<'g>]) -> Vec<(&'s str, &'s Given<'g>)> {
        self.grid.points.iter().map(|point| point.id.as_str()).zip(values).collect()
    }

    /// The block an input is given in.
    pub(super) fn block_of(&self, input: InputId) -> Block {
        Block::Of(Section::Inputs(self.grid.input(input).section))
    }

    /// The id of a point.
    pub(super) fn id_of(&self, point: PointId) -> &'g str {
        &self.grid.point(point).id
    }
}
