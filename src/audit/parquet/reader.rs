//! Fills slots from blocks of rows, column by column.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState as Quick;

use super::column::{Block, Dictionary, Values};
use super::cutter::Rows;
use super::plain::Plain;
use super::schema::{Field, Header};
use crate::audit::draft;
use crate::audit::given::Given;
use crate::audit::object::Refused;
use crate::audit::refusal::{Refusal, RefusalKind};
use crate::audit::slots::{Answer, Layout, Slots};
use crate::audit::value::Form;
use crate::audit::vocabulary::Vocabulary;
use crate::audit::wide::{self, Cell, Column, Role};

/// How many audits are filled at once: enough for a column to be worth going down, few enough to stay near the processor.
const AT_ONCE: usize = 128;

/// How many distinct values of a column without a dictionary are remembered, and the longest of them in bytes.
const REMEMBERED: usize = 1 << 12;
const LONGEST_REMEMBERED: usize = 64;

/// Reads blocks of rows.
pub(in crate::audit) struct Reader<'v> {
    names: &'v Vocabulary<'v>,
    layout: Arc<Layout>,
    /// The columns of the file read last.
    known: Option<(Arc<Header>, Vec<Looked>)>,
    /// The rows they are filled from: see [`Rows::serial`].
    serial: Option<u64>,
    /// Which of those rows are filled.
    filled: Range<usize>,
    slots: Vec<Slots>,
    /// Why an audit is refused.
    refused: Vec<Option<Refused>>,
}

/// A column, looked up, and how far it is read.
struct Looked {
    column: Column,
    cursor: Cursor,
    cells: Cells,
    /// Which rows at once give something; kept only where a column may stand for the same as another.
    given: Option<Vec<bool>>,
}

/// How far a block is read.
#[derive(Debug, Clone, Copy, Default)]
struct Cursor {
    level: usize,
    value: usize,
}

/// What the values of a column come to.
#[derive(Default)]
struct Cells {
    dictionary: Option<Arc<Dictionary>>,
    /// What each code of the dictionary comes to: as a whole, or as the only member of a list.
    coded: Vec<Cell>,
    numbers: HashMap<u64, Cell, Quick>,
    texts: HashMap<Vec<u8>, Cell, Quick>,
}

/// What a row gives in a column.
enum Content {
    Nothing,
    /// The value of this rank.
    One(usize),
    /// These levels, their values from this rank on.
    List(Range<usize>, usize),
}

impl Field {
    /// What the next row gives.
    fn next(&self, block: &Block, cursor: &mut Cursor) -> Content {
        let most = self.descriptor.max_def_level();
        let start = cursor.level;
        cursor.level += 1;
        let first = if most == 0 { 0 } else { block.definitions.get(start).copied().unwrap_or_default() };
        if self.descriptor.max_rep_level() == 0 {
            if first < most {
                return Content::Nothing;
            }
            cursor.value += 1;
            return Content::One(cursor.value - 1);
        }
        while block.repetitions.get(cursor.level).is_some_and(|repetition| *repetition > 0) {
            cursor.level += 1;
        }
        let (levels, value) = (start..cursor.level, cursor.value);
        let held = block.definitions.get(levels.clone()).unwrap_or_default();
        cursor.value += held.iter().filter(|definition| **definition == most).count();
        let inside = self.descriptor.repeated_ancestor_def_level();
        match first {
            _ if first >= inside => Content::List(levels, value),
            // The list is there, and nothing in it.
            _ if first == inside - 1 => Content::List(0..0, value),
            _ => Content::Nothing,
        }
    }

    /// What a row gives, as a value.
    fn given<'b>(&self, block: &'b Block, content: &Content) -> Given<'b> {
        let one = |at| block.plain(at).map_or(Given::Nothing, |plain| plain.given(self.kind));
        match content {
            Content::Nothing => Given::Nothing,
            Content::One(at) => one(*at),
            Content::List(..) if !self.is_list => Given::Foreign("une valeur composée"),
            Content::List(levels, value) => {
                let (most, mut value) = (self.descriptor.max_def_level(), *value);
                let held = block.definitions.get(levels.clone()).unwrap_or_default();
                let members = held.iter().map(|definition| {
                    if *definition < most {
                        return Given::Nothing;
                    }
                    value += 1;
                    one(value - 1)
                });
                Given::List(members.collect())
            }
        }
    }
}

impl Block {
    fn plain(&self, at: usize) -> Option<Plain<'_>> {
        match &self.values {
            Values::Coded(dictionary, codes) => dictionary.at(usize::try_from(*codes.get(at)?).ok()?),
            values => values.get(at),
        }
    }
}

impl Rows {
    /// A row as it was, for the rejects file: the columns that were read, by name.
    pub(in crate::audit) fn row(&self, row: usize) -> Vec<(&str, Given<'_>)> {
        let fields = self.header.fields.iter().zip(&self.blocks);
        let given = fields.map(|(field, block)| {
            let mut cursor = Cursor::default();
            for _ in 0..row {
                field.next(block, &mut cursor);
            }
            (field.name.as_str(), field.given(block, &field.next(block, &mut cursor)))
        });
        given.filter(|(_, given)| *given != Given::Nothing).collect()
    }
}

impl<'v> Reader<'v> {
    pub(in crate::audit) fn new(names: &'v Vocabulary<'v>, layout: Arc<Layout>) -> Self {
        Self { names, layout, known: None, serial: None, filled: 0..0, slots: Vec::new(), refused: Vec::new() }
    }

    /// Reads a row. Rows are filled many at once, so they had better be asked for in order.
    pub(in crate::audit) fn read(&mut self, rows: &Rows, row: usize) -> Result<&Slots, Refused> {
        if self.serial != Some(rows.serial) || row < self.filled.start {
            self.begin(rows);
        }
        while row >= self.filled.end && self.filled.end < rows.count {
            self.fill(rows);
        }
        let at = row - self.filled.start;
        match self.refused.get_mut(at).and_then(Option::take) {
            Some(refused) => Err(refused),
            None => Ok(&self.slots[at]),
        }
    }

    fn begin(&mut self, rows: &Rows) {
        self.serial = Some(rows.serial);
        self.filled = 0..0;
        let header = &rows.header;
        match &mut self.known {
            Some((known, looked)) if Arc::ptr_eq(known, header) => {
                for looked in looked {
                    looked.cursor = Cursor::default();
                }
            }
            known => {
                let columns = wide::columns(self.names, header.fields.iter().map(|field| field.name.as_str()));
                let repeated: Vec<usize> = columns.iter().flat_map(|column| column.repeats.clone()).collect();
                let looked = columns.into_iter().enumerate().map(|(at, column)| {
                    let may_repeat = repeated.contains(&at) || !column.repeats.is_empty();
                    let (cursor, cells) = (Cursor::default(), Cells::default());
                    Looked { column, cursor, cells, given: may_repeat.then(Vec::new) }
                });
                *known = Some((header.clone(), looked.collect()));
            }
        }
    }

    /// Fills the next audits.
    fn fill(&mut self, rows: &Rows) {
        let count = AT_ONCE.min(rows.count - self.filled.end);
        self.filled = self.filled.end..self.filled.end + count;
        let layout = &self.layout;
        self.slots.resize_with(count, || Slots::new(layout.clone()));
        self.slots.iter_mut().for_each(Slots::clear);
        self.refused.clear();
        self.refused.resize(count, None);
        let Some((_, looked)) = &mut self.known else { return };
        let find = |looked: &[Looked], role: &Role| looked.iter().position(|looked| looked.column.role == *role);
        // The identifier comes first, for every refusal to name its audit, and then the grid cited.
        let order: Vec<usize> = {
            let first = [find(looked, &Role::Identifier), find(looked, &Role::Citation)];
            let rest = (0..looked.len()).filter(|at| !first.contains(&Some(*at)));
            first.into_iter().flatten().chain(rest).collect()
        };
        for at in order {
            let (field, block) = (&rows.header.fields[at], &rows.blocks[at]);
            let repeated = repeated(looked, at, field, block, count);
            let Looked { column, cursor, cells, .. } = &mut looked[at];
            let filling = Filling { names: self.names, column, field, block };
            if column.role == Role::Identifier && column.repeats.is_empty() {
                filling.identify(cursor, &mut self.slots, &mut self.refused);
            } else {
                filling.fill(cursor, cells, &repeated, &mut self.slots, &mut self.refused);
            }
        }
    }
}

/// Notes in which of the next rows a column gives something, and tells those in which an earlier one that stands for the same
/// does too.
fn repeated(looked: &mut [Looked], at: usize, field: &Field, block: &Block, count: usize) -> Vec<bool> {
    let Some(mut given) = looked[at].given.take() else { return Vec::new() };
    let mut ahead = looked[at].cursor;
    given.clear();
    given.extend((0..count).map(|_| !matches!(field.next(block, &mut ahead), Content::Nothing)));
    let earlier = || looked[at].column.repeats.iter().filter_map(|earlier| looked[*earlier].given.as_ref());
    let repeated = (0..count).map(|row| given[row] && earlier().any(|earlier| earlier.get(row) == Some(&true)));
    let repeated = repeated.collect();
    looked[at].given = Some(given);
    repeated
}

/// One column being set in the audits of as many rows.
struct Filling<'f> {
    names: &'f Vocabulary<'f>,
    column: &'f Column,
    field: &'f Field,
    block: &'f Block,
}

impl Filling<'_> {
    fn identify(&self, cursor: &mut Cursor, slots: &mut [Slots], refused: &mut [Option<Refused>]) {
        for (slots, refused) in slots.iter_mut().zip(refused) {
            let content = self.field.next(self.block, cursor);
            let kind = match self.field.given(self.block, &content) {
                Given::Text(id) if !id.is_empty() => {
                    slots.id.push_str(&id);
                    continue;
                }
                Given::Text(_) | Given::Nothing => RefusalKind::NoIdentifier,
                other => draft::not_text(&other),
            };
            *refused = Some(Refused::new(None, Refusal::new("audit", kind)));
        }
    }

    fn fill(
        &self,
        cursor: &mut Cursor,
        cells: &mut Cells,
        repeated: &[bool],
        slots: &mut [Slots],
        refused: &mut [Option<Refused>],
    ) {
        if let (Values::Coded(dictionary, _), Some(slots)) = (&self.block.values, slots.first()) {
            cells.learn(dictionary, self, slots);
        }
        for (row, (slots, refused)) in slots.iter_mut().zip(refused).enumerate() {
            let content = self.field.next(self.block, cursor);
            if matches!(content, Content::Nothing) || refused.is_some() {
                continue;
            }
            let put = if repeated.get(row) == Some(&true) {
                Err(RefusalKind::RepeatedKey)
            } else {
                self.put(&content, cells, slots)
            };
            if let Err(kind) = put {
                *refused = Some(Refused::new(Some(slots.id.clone()), self.column.refused(kind)));
            }
        }
    }

    fn put(&self, content: &Content, cells: &mut Cells, slots: &mut Slots) -> Result<(), RefusalKind> {
        let role = &self.column.role;
        match (content, &self.block.values) {
            (Content::One(at), Values::Coded(_, codes)) => {
                let cell = codes.get(*at).and_then(|code| cells.coded.get(usize::try_from(*code).ok()?));
                return cell.map_or(Ok(()), |cell| cell.put(role, slots));
            }
            (Content::One(at), values) => {
                if let Some(plain) = values.get(*at) {
                    return cells.remembered(plain, self, slots).put(role, slots);
                }
            }
            (Content::List(levels, value), Values::Coded(_, codes)) => {
                let held = self.block.definitions.get(levels.clone()).unwrap_or_default();
                let whole = held.iter().all(|definition| *definition == self.field.descriptor.max_def_level());
                let codes = codes.get(*value..value + held.len()).filter(|_| whole);
                if codes.is_some_and(|codes| cells.put_members(codes, role, slots)) {
                    return Ok(());
                }
            }
            _ => {}
        }
        self.cell(slots, &self.field.given(self.block, content)).put(role, slots)
    }

    fn cell(&self, slots: &Slots, given: &Given) -> Cell {
        let role = &self.column.role;
        match (role, given) {
            // A column of texts has no other way to hold a value.
            (Role::Rating(point), Given::Text(text)) => {
                let given = wide::rating(self.names, *point, text, '.');
                Cell::of(self.names, slots, role, Form::Parquet, &given)
            }
            _ => Cell::of(self.names, slots, role, Form::Parquet, given),
        }
    }
}

impl Cells {
    /// Looks up the values of a dictionary, once.
    fn learn(&mut self, dictionary: &Arc<Dictionary>, filling: &Filling, slots: &Slots) {
        if self.dictionary.as_ref().is_some_and(|known| Arc::ptr_eq(known, dictionary)) {
            return;
        }
        self.coded.clear();
        let is_list = filling.field.is_list;
        for code in 0..dictionary.count {
            let given = dictionary.at(code).map_or(Given::Nothing, |plain| plain.given(filling.field.kind));
            let given = if is_list { Given::List(vec![given]) } else { given };
            self.coded.push(filling.cell(slots, &given));
        }
        self.dictionary = Some(dictionary.clone());
    }

    /// What a value that is not coded comes to.
    fn remembered(&mut self, plain: Plain, filling: &Filling, slots: &Slots) -> Cell {
        let bits = match plain {
            Plain::YesNo(answer) => Some(u64::from(answer)),
            Plain::Int32(value) => Some(u64::from(value.cast_unsigned())),
            Plain::Int64(value) => Some(value.cast_unsigned()),
            Plain::Float(value) => Some(u64::from(value.to_bits())),
            Plain::Double(value) => Some(value.to_bits()),
            Plain::Bytes(_) => None,
        };
        let known = match (bits, plain) {
            (Some(bits), _) => self.numbers.get(&bits),
            (None, Plain::Bytes(bytes)) => self.texts.get(bytes),
            _ => None,
        };
        if let Some(cell) = known {
            return cell.clone();
        }
        let cell = filling.cell(slots, &plain.given(filling.field.kind));
        match (bits, plain) {
            (Some(bits), _) if self.numbers.len() < REMEMBERED => {
                self.numbers.insert(bits, cell.clone());
            }
            (None, Plain::Bytes(bytes)) if self.texts.len() < REMEMBERED && bytes.len() <= LONGEST_REMEMBERED => {
                self.texts.insert(bytes.to_vec(), cell.clone());
            }
            _ => {}
        }
        cell
    }

    /// Sets the members of a list, if each of them is well and stands there once; else nothing is done.
    fn put_members(&self, codes: &[i32], role: &Role, slots: &mut Slots) -> bool {
        let cells = || codes.iter().map(|code| usize::try_from(*code).ok().and_then(|code| self.coded.get(code)));
        match role {
            _ if codes.is_empty() => false,
            Role::Input(input) => {
                let mut held = 0;
                for cell in cells() {
                    match cell {
                        Some(Cell::Answer(Answer::Set(member))) if held & member == 0 => held |= member,
                        _ => return false,
                    }
                }
                slots.answer(*input, Answer::Set(held));
                true
            }
            Role::Elements(point) => {
                let well = cells().enumerate().all(|(at, cell)| match cell {
                    // Of names that are few, no two may have a key in common.
                    Some(Cell::Elements(keys)) if codes.len() <= 16 => {
                        cells().take(at).flatten().all(|earlier| match earlier {
                            Cell::Elements(others) => !keys.iter().any(|key| others.contains(key)),
                            _ => false,
                        })
                    }
                    _ => false,
                });
                if well {
                    slots.record(*point);
                    for cell in cells().flatten() {
                        if let Cell::Elements(keys) = cell {
                            for key in keys {
                                slots.mark(*key);
                            }
                        }
                    }
                }
                well
            }
            _ => false,
        }
    }
}
