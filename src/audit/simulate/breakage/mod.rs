//! Audits broken on purpose: one way for each reason why a reader or an evaluator refuses an audit. A broken audit is broken once,
//! so that the code it is refused with is known beforehand.

mod fits;
mod ways;

use super::answers::Answers;
use super::chance::Chance;
use super::terrain::Terrain;
use crate::audit::Format;
use crate::audit::given::Given;
use crate::audit::section::Section;
use crate::audit::sheet::{Block, HEAD, Sheet};
use crate::audit::simulate::ratings::Ratings;
use crate::audit::write::csv::SEPARATOR;
use crate::grid::{Grid, InputId, InputSection, PointId};
use crate::region::Region;

/// A way of breaking an audit, and where.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Way {
    code: &'static str,
    fault: Fault,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq)]
enum Fault {
    /// The text itself is damaged.
    Text(Damage),
    /// A key beside the blocks says this.
    Head(usize, Given<'static>),
    /// A key beside the blocks is given once more.
    HeadTwice(usize),
    /// An input is given so.
    Input(InputId, Given<'static>),
    /// An input is given twice.
    InputTwice(InputId),
    /// An input is given in the block of the others.
    InputElsewhere(InputId),
    /// A rating is given so.
    Rating(PointId, Given<'static>),
    /// A rating is given twice.
    RatingTwice(PointId),
    /// The elements of a point are given so.
    Elements(PointId, Given<'static>),
    /// A point is set aside, with its rating.
    RatedAndSetAside(PointId),
    /// A point is set aside so, without a rating.
    SetAside(PointId, Given<'static>),
    /// A key nobody knows.
    Unknown(Block, String),
    /// A value for an input that does not exist, where it does not.
    CannotExist(InputId, Region),
    /// Answers that break a constraint, all else being possible; and what is left unsaid, lest something that could not exist
    /// beside them be told instead.
    Conflict(Region, Vec<InputId>),
}

/// What happens to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    /// Its end is lost.
    Cut,
    /// A byte of another encoding.
    NotUtf8,
    /// A comma too many.
    SpareComma,
    /// It is no object.
    NoObject,
}

impl Way {
    /// The code the audit will be refused with.
    pub(super) fn code(&self) -> &'static str {
        self.code
    }

    /// Where the audit must be drawn to be broken so; anywhere if none.
    pub(super) fn region(&self) -> Option<Region> {
        match self.fault {
            Fault::CannotExist(_, region) => Some(region),
            _ => None,
        }
    }

    /// The key it needs besides those of the grid.
    fn besides(&self, grid: &Grid) -> Option<(Block, String)> {
        match &self.fault {
            Fault::Unknown(block, key) => Some((*block, key.clone())),
            Fault::InputElsewhere(input) => Some((elsewhere(grid, *input), grid.input(*input).name.clone())),
            Fault::InputTwice(input) => {
                let input = grid.input(*input);
                Some((Block::Of(Section::Inputs(input.section)), input.name.clone()))
            }
            Fault::RatingTwice(point) => Some((Block::Of(Section::Ratings), grid.point(*point).id.clone())),
            _ => None,
        }
    }

    /// Damages the row of an audit, if that is the way.
    pub(super) fn damage_row(&self, row: &mut Vec<u8>, chance: &mut Chance) {
        match self.fault {
            // The identifier stands first, and needs no quotes.
            Fault::Text(Damage::NotUtf8) => row.insert(0, 0xE9),
            Fault::Text(_) if chance.percent(50) => row.push(SEPARATOR),
            Fault::Text(_) => {
                let first = row.iter().position(|byte| *byte == SEPARATOR);
                row.truncate(first.unwrap_or(row.len()));
            }
            _ => {}
        }
    }

    /// Damages the text of an audit, if that is the way.
    pub(super) fn damage(&self, text: &mut Vec<u8>, chance: &mut Chance) {
        let Fault::Text(damage) = self.fault else { return };
        let last = text.len().saturating_sub(1);
        match damage {
            Damage::Cut => text.truncate(1 + chance.index(last)),
            // Before an ASCII character, 0xE9 (é in Windows-1252) begins nothing.
            Damage::NotUtf8 => {
                let from = chance.index(text.len());
                let at = text.iter().skip(from).position(u8::is_ascii).map_or(0, |ahead| from + ahead);
                text.insert(at, 0xE9);
            }
            Damage::SpareComma => text.insert(last, b','),
            Damage::NoObject => {
                let other: &[&str] = &["42", "null", "\"audit\"", "true"];
                *text = chance.pick(other).copied().unwrap_or_default().as_bytes().to_vec();
            }
        }
    }
}

/// Breaks audits of a grid.
pub(super) struct Breaker<'g> {
    /// The ways, code by code: none is empty.
    ways: Vec<Vec<Way>>,
    /// The columns a wide archive has besides those of the grid, for what is broken by them.
    besides: Vec<(Block, String)>,
    /// The terrain without its constraints, where they are broken.
    lawless: Option<(Terrain, Answers<'g>)>,
}

/// A motive for what should not be set aside.
const REASON: &str = "mis de côté par erreur";

impl<'g> Breaker<'g> {
    /// Looks for every way in which an audit of a grid can be broken.
    pub(super) fn new(grid: &'g Grid, terrain: &mut Terrain, format: Format) -> Self {
        let lawless = ways::conflicts(grid);
        let mut all = ways::every(grid, terrain, format);
        let besides = all.iter().filter(|_| format.is_wide()).filter_map(|way| way.besides(grid)).collect();
        let conflicts = lawless.iter().flat_map(|(.., conflicts)| conflicts.clone());
        all.extend(conflicts.map(|(region, unsaid)| Way { code: "R102", fault: Fault::Conflict(region, unsaid) }));
        all.sort_by_key(|way| way.code);
        let ways = all.chunk_by(|a, b| a.code == b.code).map(<[Way]>::to_vec).collect();
        Self { ways, besides, lawless: lawless.map(|(terrain, answers, _)| (terrain, answers)) }
    }

    /// The columns a wide archive has besides those of the grid.
    pub(super) fn besides(&self) -> &[(Block, String)] {
        &self.besides
    }

    /// The way whose turn it is: every code in turn, any way of it.
    pub(super) fn way(&self, turn: u64, chance: &mut Chance) -> Option<&Way> {
        let count = u64::try_from(self.ways.len()).ok().filter(|count| *count > 0)?;
        chance.pick(self.ways.get(usize::try_from(turn % count).ok()?)?)
    }

    /// Breaks what an audit says.
    pub(super) fn spoil(&self, sheet: &mut Sheet<'g>, way: &Way, answers: &Answers<'g>, chance: &mut Chance) {
        match &way.fault {
            Fault::Text(_) => {}
            Fault::Head(at, given) => sheet.head[*at] = given.clone(),
            Fault::HeadTwice(at) => {
                let (key, given) = (HEAD[*at], sheet.head[*at].clone());
                sheet.besides.push((Block::Head, key.to_owned(), given));
            }
            Fault::Input(input, given) => sheet.inputs[input.0] = given.clone(),
            Fault::InputTwice(input) => {
                let value = answers.value(*input, chance);
                sheet.inputs[input.0] = value.clone();
                let key = sheet.grid().input(*input).name.clone();
                sheet.besides.push((sheet.block_of(*input), key, value));
            }
            Fault::InputElsewhere(input) => {
                let value = std::mem::replace(&mut sheet.inputs[input.0], Given::Nothing);
                let value = if value == Given::Nothing { Given::YesNo(true) } else { value };
                let key = sheet.grid().input(*input).name.clone();
                sheet.besides.push((elsewhere(sheet.grid(), *input), key, value));
            }
            Fault::Rating(point, given) => sheet.ratings[point.0] = given.clone(),
            Fault::RatingTwice(point) => {
                let rating = worst(sheet.grid(), *point);
                sheet.ratings[point.0] = rating.clone();
                sheet.besides.push((Block::Of(Section::Ratings), sheet.id_of(*point).to_owned(), rating));
            }
            Fault::Elements(point, given) => sheet.elements[point.0] = given.clone(),
            Fault::RatedAndSetAside(point) => {
                sheet.ratings[point.0] = worst(sheet.grid(), *point);
                sheet.set_aside[point.0] = Given::Text(REASON.into());
            }
            Fault::SetAside(point, given) => {
                sheet.ratings[point.0] = Given::Nothing;
                sheet.set_aside[point.0] = given.clone();
            }
            Fault::Unknown(block, key) => sheet.besides.push((*block, key.clone(), Given::Number("1".into()))),
            Fault::CannotExist(input, _) => sheet.inputs[input.0] = answers.value(*input, chance),
            Fault::Conflict(region, unsaid) => {
                if let Some((terrain, answers)) = &self.lawless {
                    sheet.inputs = answers.draw(&terrain.draw(*region, chance), chance);
                    for input in unsaid {
                        sheet.inputs[input.0] = Given::Nothing;
                    }
                }
            }
        }
    }
}

/// The block an input is not declared in.
fn elsewhere(grid: &Grid, input: InputId) -> Block {
    Block::Of(Section::Inputs(match grid.input(input).section {
        InputSection::Profile => InputSection::Measures,
        InputSection::Measures => InputSection::Profile,
    }))
}

/// The worst rating of a point; nothing on an interval.
fn worst(grid: &Grid, point: PointId) -> Given<'_> {
    Ratings::of(grid.scale(grid.point(point).scale)).written(0, false)
}
