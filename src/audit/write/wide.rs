//! Audits as rows of a table: one key a column, named with a dot, in the order of the grid.

use crate::audit::given::Given;
use crate::audit::section::Section;
use crate::audit::sheet::{Block, HEAD, Sheet};
use crate::exact;
use crate::grid::{Domain, Grid, Level, NumberKind, Scale, ScaleKind};

/// A column of a wide file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its name: `mesures.taux_décroché`.
    pub(crate) name: String,
    /// What its cells hold.
    pub(crate) kind: Kind,
}

/// What the cells of a column hold, where a format tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    YesNo,
    Integer,
    Number,
    Text,
    List,
}

/// Keys that are no input's and no point's, or are there once more: they get a column of their own at the end.
pub(in crate::audit) type Besides = [(Block, String)];

/// The columns of the audits of a grid.
pub(in crate::audit) fn columns(grid: &Grid, besides: &Besides) -> Vec<Column> {
    let head = HEAD.into_iter().map(|key| Column { name: key.to_owned(), kind: Kind::Text });
    let blocks = Block::all().flat_map(|block| of_block(grid, block));
    let besides = besides.iter().map(|(block, key)| column(*block, key, Kind::Text));
    head.chain(blocks).chain(besides).collect()
}

/// The cells of an audit, one a column.
pub(in crate::audit) fn cells<'s>(sheet: &'s Sheet, besides: &Besides) -> Vec<&'s Given<'s>> {
    const NOTHING: &Given<'static> = &Given::Nothing;
    let own = |block| sheet.entries(block).into_iter().map(|(_, given)| given);
    let mut cells: Vec<&Given> = own(Block::Head).take(HEAD.len()).collect();
    for block in Block::all() {
        let grid = sheet.grid();
        let count = match block {
            Block::Of(Section::Inputs(section)) => grid.inputs.iter().filter(|input| input.section == section).count(),
            _ => grid.points.len(),
        };
        cells.extend(own(block).take(count));
    }
    cells.extend(besides.iter().map(|(block, key)| {
        let mut said = sheet.besides.iter().filter(|(of, name, _)| of == block && name == key);
        said.next().map_or(NOTHING, |(.., given)| given)
    }));
    cells
}

fn of_block(grid: &Grid, block: Block) -> Box<dyn Iterator<Item = Column> + '_> {
    match block {
        Block::Head => Box::new(std::iter::empty()),
        Block::Of(Section::Inputs(section)) => {
            let inputs = grid.inputs.iter().filter(move |input| input.section == section);
            Box::new(inputs.map(move |input| column(block, &input.name, of_domain(&input.domain))))
        }
        _ => Box::new(grid.points.iter().map(move |point| {
            let kind = match block {
                Block::Of(Section::Ratings) => of_scale(grid.scale(point.scale)),
                Block::Of(Section::Elements) => Kind::List,
                _ => Kind::Text,
            };
            column(block, &point.id, kind)
        })),
    }
}

fn column(block: Block, key: &str, kind: Kind) -> Column {
    Column { name: format!("{}.{key}", block.key()), kind }
}

/// What an input's cells hold.
pub(in crate::audit) fn of_domain(domain: &Domain) -> Kind {
    match domain {
        Domain::YesNo => Kind::YesNo,
        Domain::Choice { .. } => Kind::Text,
        Domain::Set(_) => Kind::List,
        Domain::Number { kind, .. } => match kind {
            NumberKind::Integer => Kind::Integer,
            NumberKind::Number | NumberKind::Percentage => Kind::Number,
            NumberKind::Duration(_) | NumberKind::Date => Kind::Text,
        },
    }
}

/// What the cells of ratings hold: numbers where every level has a value that a decimal writes, else names.
pub(in crate::audit) fn of_scale(scale: &Scale) -> Kind {
    let written = |level: &Level| level.value.as_ref().is_some_and(|value| exact::to_decimal(value, '.').is_some());
    match &scale.kind {
        ScaleKind::Levels(levels) if !levels.iter().all(written) => Kind::Text,
        ScaleKind::Levels(_) | ScaleKind::Interval { .. } => Kind::Number,
    }
}
