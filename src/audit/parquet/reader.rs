//! Fills blocks of audits from blocks of rows, column by column.
#![allow(clippy::inline_always, reason = "what fills blocks is compiled once for each kind of processor")]

use std::ops::Range;
use std::sync::Arc;

use fearless_simd::{Level, Simd, dispatch};

use super::bits::places;
use super::block::Values;
use super::cells::{Cells, Reading, Ready};
use super::codes::{Code, Codes};
use super::cutter::Rows;
use super::plain::Plain;
use super::schema::Header;
use crate::audit::draft;
use crate::audit::given::Given;
use crate::audit::object::Refused;
use crate::audit::refusal::{Refusal, RefusalKind};
use crate::audit::slots::{Answer, Layout, Slots};
use crate::audit::vocabulary::Vocabulary;
use crate::audit::wide::{self, Cell, Column, Role};

/// How many audits are filled at once.
const AT_ONCE: usize = Slots::MOST;

/// Reads blocks of rows.
pub(in crate::audit) struct Reader<'v> {
    names: &'v Vocabulary<'v>,
    layout: Arc<Layout>,
    /// The columns of the file read last.
    known: Option<Known>,
    /// The rows they are filled from: see [`Rows::serial`].
    serial: Option<u64>,
    /// The columns that give something in these rows, in the order they are looked at.
    order: Vec<usize>,
    /// Which of those rows are filled.
    filled: Range<usize>,
    audits: Audits,
    /// The vectors the processor has.
    level: Level,
}

/// The columns of a file.
struct Known {
    header: Arc<Header>,
    columns: Vec<Looked>,
    /// In which order they are looked at: the identifier first, for every refusal to name its audit, and then the grid cited.
    order: Vec<usize>,
}

/// A column, looked up.
struct Looked {
    column: Column,
    cells: Cells,
}

impl Known {
    fn new(names: &Vocabulary, header: &Arc<Header>) -> Self {
        let columns = wide::columns(names, header.fields.iter().map(|field| field.name.as_str()));
        let mut order: Vec<usize> = (0..columns.len()).collect();
        let first =
            [Role::Identifier, Role::Citation].map(|role| columns.iter().position(|column| column.role == role));
        order.sort_by_key(|at| first.iter().position(|first| *first == Some(*at)).unwrap_or(first.len()));
        let columns = columns.into_iter().map(|column| Looked { column, cells: Cells::default() }).collect();
        Self { header: header.clone(), columns, order }
    }
}

/// The audits being filled.
struct Audits {
    slots: Slots,
    /// Which are refused, one bit each, and why.
    refused: u64,
    causes: Vec<(usize, Refused)>,
}

impl Rows {
    /// A row as it was, for the rejects file: the columns that were read, by name.
    pub(in crate::audit) fn row(&self, row: usize) -> Vec<(&str, Given<'_>)> {
        let fields = self.header.fields.iter().zip(&self.blocks);
        let given = fields.map(|(field, block)| (field.name.as_str(), block.at(field, row)));
        given.filter(|(_, given)| *given != Given::Nothing).collect()
    }
}

impl<'v> Reader<'v> {
    pub(in crate::audit) fn new(names: &'v Vocabulary<'v>, layout: Arc<Layout>) -> Self {
        let slots = Slots::block(Arc::clone(&layout));
        let (order, audits) = (Vec::new(), Audits { slots, refused: 0, causes: Vec::new() });
        Self { names, layout, known: None, serial: None, order, filled: 0..0, audits, level: Level::new() }
    }

    /// For those who do not ask why points are set aside.
    pub(in crate::audit) fn without_reasons(mut self) -> Self {
        self.audits.slots = self.audits.slots.without_reasons();
        self
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
        if let Some(refused) = self.audits.cause(at) {
            return Err(refused.clone());
        }
        self.audits.slots.turn_to(at);
        Ok(&self.audits.slots)
    }

    fn begin(&mut self, rows: &Rows) {
        self.serial = Some(rows.serial);
        self.filled = 0..0;
        let header = &rows.header;
        if !self.known.as_ref().is_some_and(|known| Arc::ptr_eq(&known.header, header)) {
            self.known = Some(Known::new(self.names, header));
        }
        let Some(Known { columns, order, .. }) = &mut self.known else { return };
        let gives =
            |at: &usize| matches!(columns[*at].column.role, Role::Identifier) || rows.blocks[*at].given.set() > 0;
        self.order.clear();
        self.order.extend(order.iter().copied().filter(gives));
        for at in &self.order {
            columns[*at].cells.begin(&rows.blocks[*at]);
        }
    }

    /// Fills the next audits.
    fn fill(&mut self, rows: &Rows) {
        let count = AT_ONCE.min(rows.count - self.filled.end);
        self.filled = self.filled.end..self.filled.end + count;
        self.audits.begin(count);
        dispatch!(self.level, simd => self.fill_by(simd, rows));
    }

    #[inline(always)]
    fn fill_by<S: Simd>(&mut self, simd: S, rows: &Rows) {
        let Some(Known { columns, .. }) = &mut self.known else { return };
        for at in &self.order {
            let Looked { column, cells } = &mut columns[*at];
            let (names, layout) = (self.names, &*self.layout);
            let (field, block) = (&rows.header.fields[*at], &rows.blocks[*at]);
            let keeps_reasons = self.audits.slots.keeps_reasons();
            let reading = Reading { names, layout, column, field, block, keeps_reasons };
            if matches!(column.role, Role::Identifier) && column.repeats.is_empty() {
                self.audits.identify(&reading, self.filled.start);
            } else {
                let word = self.filled.start / AT_ONCE;
                let earlier = column.repeats.iter().map(|earlier| rows.blocks[*earlier].given.word(word).1);
                self.audits.fill(simd, &reading, cells, word, earlier.fold(0, |all, given| all | given));
            }
        }
    }
}

impl Audits {
    fn begin(&mut self, count: usize) {
        self.slots.begin(count);
        self.refused = 0;
        self.causes.clear();
    }

    fn is_refused(&self, row: usize) -> bool {
        self.refused >> row & 1 == 1
    }

    /// Why an audit is refused.
    fn cause(&self, row: usize) -> Option<&Refused> {
        if !self.is_refused(row) {
            return None;
        }
        self.causes.iter().find(|(of, _)| *of == row).map(|(_, refused)| refused)
    }

    fn refuse(&mut self, row: usize, refused: Refused) {
        self.refused |= 1 << row;
        self.causes.push((row, refused));
    }

    fn identify(&mut self, reading: &Reading, first: usize) {
        let Reading { block, field, .. } = reading;
        let (mut value, given) = block.given.word(first / AT_ONCE);
        for row in 0..self.slots.count() {
            let given = match given >> row & 1 {
                _ if field.levels.nesting > 0 => block.at(field, first + row),
                0 => Given::Nothing,
                _ => {
                    value += 1;
                    block.one(field, value - 1)
                }
            };
            let kind = match given {
                Given::Text(id) if !id.is_empty() => {
                    self.slots.turn_to(row).name(&id);
                    continue;
                }
                Given::Text(_) | Given::Nothing => RefusalKind::NoIdentifier,
                other => draft::not_text(&other),
            };
            self.refuse(row, Refused::new(None, Refusal::new("audit", kind)));
        }
    }

    /// Sets a column in the audits. `repeated` are those in which an earlier one stands for the same.
    #[inline(always)]
    fn fill<S: Simd>(&mut self, simd: S, reading: &Reading, cells: &mut Cells, word: usize, repeated: u64) {
        let (before, given) = reading.block.given.word(word);
        let given = given & self.slots.all();
        if given == 0 {
            return;
        }
        let first = word * AT_ONCE;
        if given & repeated != 0 {
            for row in places(given) {
                if repeated >> row & 1 == 1 {
                    self.put(row, reading.column, &Cell::Refused(RefusalKind::RepeatedKey));
                } else {
                    self.at_length(reading, row, first);
                }
            }
            return;
        }
        if reading.field.levels.nesting > 0 {
            return self.lists(reading, cells, word);
        }
        let Values::Coded(_, codes) = &reading.block.values else {
            for (value, row) in (before..).zip(places(given)) {
                let plain = reading.block.values.get(value).unwrap_or(Plain::Other);
                self.set(row, reading.column, cells.of_value(plain, reading), cells);
            }
            return;
        };
        match codes {
            Codes::Bytes(codes) => self.values(simd, reading, cells, given, codes.get(before..).unwrap_or_default()),
            Codes::Words(codes) => self.values(simd, reading, cells, given, codes.get(before..).unwrap_or_default()),
        }
    }

    /// Sets values by their codes, one after the other.
    #[inline(always)]
    fn values<S: Simd, C: Code>(&mut self, simd: S, reading: &Reading, cells: &mut Cells, given: u64, codes: &[C]) {
        let column = reading.column;
        let unset = match column.role {
            Role::Rating(point) => {
                self.slots.ratings_of_mut(point).map_or(given, |ratings| cells.rate(simd, codes, given, ratings))
            }
            Role::Input(input) => {
                self.slots.answers_to_mut(input).map_or(given, |answers| cells.answer(codes, given, answers))
            }
            _ => given,
        };
        if unset != 0 {
            for (row, code) in places(given).zip(codes).filter(|(row, _)| unset >> row & 1 == 1) {
                self.set(row, column, cells.of_code((*code).into(), reading), cells);
            }
        }
    }

    #[inline(always)]
    fn lists(&mut self, reading: &Reading, cells: &mut Cells, word: usize) {
        match reading.block.codes() {
            Some(Codes::Bytes(codes)) => self.marks(reading, cells, word, codes),
            Some(Codes::Words(codes)) => self.marks(reading, cells, word, codes),
            None => {
                let (_, given) = reading.block.given.word(word);
                places(given & self.slots.all()).for_each(|row| self.at_length(reading, row, word * AT_ONCE));
            }
        }
    }

    /// Sets lists by the codes of all members.
    #[inline(always)]
    fn marks<C: Code>(&mut self, reading: &Reading, cells: &mut Cells, word: usize, codes: &[C]) {
        let (block, column) = (reading.block, reading.column);
        let (before, given) = block.given.word(word);
        let given = given & self.slots.all();
        let lists = before..before + given.count_ones() as usize;
        let (starts, members) = (block.starts(lists.clone()), block.members(lists));
        if reading.field.is_list {
            cells.empty(reading);
        }
        let (mut marks, first) = ([0; AT_ONCE], members.start);
        let unknown = match codes.get(members) {
            Some(codes) => cells.mark((codes, first), starts, given, &mut marks),
            None => given,
        };
        match column.role {
            Role::Elements(point) => self.slots.record_in(point, given & !unknown, &marks),
            Role::Input(input) => {
                if let Some(answers) = self.slots.answers_to_mut(input) {
                    places(given & !unknown).for_each(|row| answers[row % AT_ONCE] = Answer::Set(marks[row % AT_ONCE]));
                }
            }
            _ => {}
        }
        if unknown != 0 {
            for (list, row) in (before..).zip(places(given)).filter(|(_, row)| unknown >> row & 1 == 1) {
                let members = block.members(list..list + 1);
                let is_empty = members.is_empty();
                let marks = codes.get(members).and_then(|codes| cells.marks(codes, reading));
                match (marks, &column.role) {
                    (Some(marks), Role::Elements(point)) => self.slots.turn_to(row).record_marks(*point, marks),
                    (Some(marks), Role::Input(input)) => self.slots.turn_to(row).answer(*input, Answer::Set(marks)),
                    _ if reading.field.is_list && is_empty => self.put(row, column, cells.empty(reading)),
                    _ => self.at_length(reading, row, word * AT_ONCE),
                }
            }
        }
    }

    /// Sets what a value comes to.
    #[inline(always)]
    fn set(&mut self, row: usize, column: &Column, ready: Ready, cells: &Cells) {
        let slots = self.slots.turn_to(row);
        match (ready, &column.role) {
            (Ready::Level(level), Role::Rating(point)) => slots.rate_cell(*point, level),
            (Ready::Answer(answer), Role::Input(input)) => slots.answer(*input, answer),
            (Ready::Aside, Role::SetAside(point)) => slots.set_aside(*point, ""),
            (Ready::Kept(at), _) => self.put(row, column, cells.kept(at)),
            _ => {}
        }
    }

    /// Sets what a row gives, without what is remembered.
    fn at_length(&mut self, reading: &Reading, row: usize, first: usize) {
        let cell = reading.cell(&reading.block.at(reading.field, first + row));
        self.put(row, reading.column, &cell);
    }

    /// Sets a cell in an audit that is not refused already.
    fn put(&mut self, row: usize, column: &Column, cell: &Cell) {
        if self.is_refused(row) {
            return;
        }
        if let Err(kind) = cell.put(&column.role, self.slots.turn_to(row)) {
            let refused = Refused::new(Some(self.slots.id_in(row).to_owned()), column.refused(kind));
            self.refuse(row, refused);
        }
    }
}
