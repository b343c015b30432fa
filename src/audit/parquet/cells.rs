//! What the values of a column come to under the grid: each distinct one is worked out when it is first met.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState as Quick;

use super::bits::places;
use super::block::{Block, Values};
use super::dictionary::Dictionary;
use super::plain::Plain;
use super::schema::Field;
use crate::audit::given::Given;
use crate::audit::slots::{Answer, Layout, RatingCell};
use crate::audit::value::Form;
use crate::audit::vocabulary::Vocabulary;
use crate::audit::wide::{self, Cell, Column, Role};

/// How many distinct values of a column are remembered from one dictionary to the next, or without any.
const REMEMBERED: usize = 1 << 12;

/// The longest of them, in bytes.
const LONGEST_REMEMBERED: usize = 64;

/// What a value comes to, small enough to be copied.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ready {
    Unknown,
    Level(RatingCell),
    Answer(Answer),
    /// The members or marks it stands for, in a list.
    Marks(u64),
    /// Anything else, kept at this rank.
    Kept(usize),
}

/// What the values of a column come to.
#[derive(Default)]
pub(super) struct Cells {
    dictionary: Option<Arc<Dictionary>>,
    /// By code: as a whole, or as the only member of a list.
    coded: Vec<Ready>,
    /// Those of them that are levels, and [`RatingCell::NONE`].
    levels: Vec<RatingCell>,
    /// Those of them that are marks, and 0.
    marks: Vec<u64>,
    /// Those of them that are answers, and [`Answer::None`].
    answers: Vec<Answer>,
    /// Room for sums of marks, the first of them none.
    sums: Vec<u64>,
    numbers: HashMap<u64, Ready, Quick>,
    texts: HashMap<Vec<u8>, Ready, Quick>,
    kept: Vec<Cell>,
    /// What a list without members comes to.
    empty: Option<Cell>,
}

/// A column, and what is needed to read it.
#[derive(Clone, Copy)]
pub(super) struct Reading<'f> {
    pub(super) names: &'f Vocabulary<'f>,
    pub(super) layout: &'f Layout,
    pub(super) column: &'f Column,
    pub(super) field: &'f Field,
    pub(super) block: &'f Block,
}

impl Reading<'_> {
    /// What is given comes to.
    pub(super) fn cell(&self, given: &Given) -> Cell {
        let role = &self.column.role;
        match (role, given) {
            // A column of texts has no other way to hold a value.
            (Role::Rating(point), Given::Text(text)) => {
                let given = wide::rating(self.names, *point, text, '.');
                Cell::of(self.names, self.layout, role, Form::Parquet, &given)
            }
            _ => Cell::of(self.names, self.layout, role, Form::Parquet, given),
        }
    }

    fn cell_of(&self, plain: Plain) -> Cell {
        let given = plain.given(self.field.kind);
        self.cell(&if self.field.is_list { Given::List(vec![given]) } else { given })
    }

    fn ready(&self, cell: &Cell) -> Option<Ready> {
        match cell {
            Cell::Level(level) => RatingCell::level(*level).map(Ready::Level),
            Cell::Answer(Answer::Set(members)) if self.field.is_list => Some(Ready::Marks(*members)),
            Cell::Answer(answer) => Some(Ready::Answer(*answer)),
            Cell::Elements(keys) => {
                let marks = keys
                    .iter()
                    .try_fold(0, |marks, key| 1_u64.checked_shl(u32::try_from(*key).ok()?).map(|mark| marks | mark));
                // More keys than one word marks are recorded one by one.
                marks
                    .filter(|_| matches!(self.column.role, Role::Elements(point) if self.layout.words(point) == 1))
                    .map(Ready::Marks)
            }
            _ => None,
        }
    }
}

/// Sets the cells of the audits given, as bits, to what a table says of their codes, one after the other; tells in which of them it
/// says nothing.
#[inline]
fn set<T: Copy + Default>(
    table: &[T],
    is_nothing: impl Fn(&T) -> bool,
    codes: &[u16],
    given: u64,
    cells: &mut [T; 64],
) -> u64 {
    let said = |code: u16| table.get(usize::from(code)).copied().unwrap_or_default();
    let mut is_unknown = codes.len() < given.count_ones() as usize;
    if given == u64::MAX {
        for (cell, code) in cells.iter_mut().zip(codes) {
            *cell = said(*code);
            is_unknown |= is_nothing(cell);
        }
    } else {
        let mut left = given;
        for code in &codes[..codes.len().min(given.count_ones() as usize)] {
            let cell = &mut cells[left.trailing_zeros() as usize % 64];
            left &= left.wrapping_sub(1);
            *cell = said(*code);
            is_unknown |= is_nothing(cell);
        }
    }
    if !is_unknown {
        return 0;
    }
    places(given).filter(|at| is_nothing(&cells[at % 64])).fold(0, |unknown, at| unknown | 1 << at)
}

impl Cells {
    /// Begins with a block.
    pub(super) fn begin(&mut self, block: &Block) {
        let Values::Coded(dictionary, _) = &block.values else { return };
        if self.dictionary.as_ref().is_some_and(|known| Arc::ptr_eq(known, dictionary)) {
            return;
        }
        if self.kept.len() > REMEMBERED {
            self.forget();
        }
        self.coded.clear();
        self.coded.resize(dictionary.count, Ready::Unknown);
        self.levels.clear();
        self.levels.resize(dictionary.count, RatingCell::NONE);
        self.answers.clear();
        self.answers.resize(dictionary.count, Answer::None);
        self.marks.clear();
        self.marks.resize(dictionary.count, 0);
        self.dictionary = Some(dictionary.clone());
    }

    fn forget(&mut self) {
        self.numbers.clear();
        self.texts.clear();
        self.kept.clear();
    }

    /// Rates the audits given, as bits, by their codes, one after the other; tells in which of them the code is not known to be a level.
    pub(super) fn rate(&self, codes: &[u16], given: u64, ratings: &mut [RatingCell; 64]) -> u64 {
        set(&self.levels, |level| *level == RatingCell::NONE, codes, given, ratings)
    }

    /// Answers an input in the same way.
    pub(super) fn answer(&self, codes: &[u16], given: u64, answers: &mut [Answer; 64]) -> u64 {
        set(&self.answers, |answer| matches!(answer, Answer::None), codes, given, answers)
    }

    /// Tells the marks of the lists given, as bits, from where their members start and their codes, the first of which has this rank.
    /// Tells of which lists not: those in which a mark stands twice, or that have members which make more than one or are not known. A
    /// sum of so many powers of two has as many bits only if all are different.
    pub(super) fn mark(
        &mut self,
        (codes, first): (&[u16], usize),
        starts: &[u32],
        given: u64,
        marks: &mut [u64; 64],
    ) -> u64 {
        if starts.len() != given.count_ones() as usize + 1 {
            return given;
        }
        // What the marks of all codes add up to, so that no list has a loop of its own.
        if self.sums.len() <= codes.len() {
            self.sums.resize(codes.len() + 1, 0);
        }
        let (mut sum, of_codes) = (0_u64, self.marks.as_slice());
        for (until, code) in self.sums[1..=codes.len()].iter_mut().zip(codes) {
            sum = sum.wrapping_add(of_codes.get(usize::from(*code)).copied().unwrap_or_default());
            *until = sum;
        }
        let (mut unknown, mut left, mut begun, mut before) = (0, given, first, 0);
        for end in starts.iter().skip(1).map(|end| *end as usize) {
            let at = left.trailing_zeros() as usize % 64;
            left &= left.wrapping_sub(1);
            let until = self.sums.get(end - first).copied().unwrap_or_default();
            let held = until.wrapping_sub(before);
            marks[at] = held;
            unknown |= u64::from(held.count_ones() as usize != end - begun || end == begun) << at;
            (begun, before) = (end, until);
        }
        unknown
    }

    /// The marks of codes, each of which stands there once; `None` of none.
    pub(super) fn marks(&mut self, codes: &[u16], reading: &Reading) -> Option<u64> {
        let mut marks = 0;
        for code in codes {
            match self.of_code(*code, reading) {
                Ready::Marks(more) if marks & more == 0 => marks |= more,
                _ => return None,
            }
        }
        (!codes.is_empty()).then_some(marks)
    }

    /// What a code comes to.
    #[inline]
    pub(super) fn of_code(&mut self, code: u16, reading: &Reading) -> Ready {
        match self.coded.get(usize::from(code)) {
            None | Some(Ready::Unknown) => self.learn(code, reading),
            Some(ready) => *ready,
        }
    }

    #[cold]
    fn learn(&mut self, code: u16, reading: &Reading) -> Ready {
        let dictionary = self.dictionary.clone();
        let plain = dictionary.as_ref().and_then(|dictionary| dictionary.at(code.into()));
        let ready = self.of_value(plain.unwrap_or(Plain::Other), reading);
        let code = usize::from(code);
        if let Some(known) = self.coded.get_mut(code) {
            *known = ready;
            match ready {
                Ready::Level(of) => self.levels[code] = of,
                Ready::Answer(of) => self.answers[code] = of,
                Ready::Marks(of) => self.marks[code] = of,
                Ready::Unknown | Ready::Kept(_) => {}
            }
        }
        ready
    }

    /// What a value comes to.
    pub(super) fn of_value(&mut self, plain: Plain, reading: &Reading) -> Ready {
        let bits = match plain {
            Plain::YesNo(answer) => Some(u64::from(answer)),
            Plain::Int32(value) => Some(u64::from(value.cast_unsigned())),
            Plain::Int64(value) => Some(value.cast_unsigned()),
            Plain::Float(value) => Some(u64::from(value.to_bits())),
            Plain::Double(value) => Some(value.to_bits()),
            Plain::Bytes(_) | Plain::Other => None,
        };
        let known = match (bits, plain) {
            (Some(bits), _) => self.numbers.get(&bits),
            (None, Plain::Bytes(bytes)) => self.texts.get(bytes),
            _ => None,
        };
        if let Some(ready) = known {
            return *ready;
        }
        let cell = reading.cell_of(plain);
        let ready = reading.ready(&cell).unwrap_or_else(|| {
            self.kept.push(cell);
            Ready::Kept(self.kept.len() - 1)
        });
        match (bits, plain) {
            (Some(bits), _) if self.numbers.len() < REMEMBERED => {
                self.numbers.insert(bits, ready);
            }
            (None, Plain::Bytes(bytes)) if self.texts.len() < REMEMBERED && bytes.len() <= LONGEST_REMEMBERED => {
                self.texts.insert(bytes.to_vec(), ready);
            }
            _ => {}
        }
        ready
    }

    /// What a list without members comes to.
    pub(super) fn empty(&mut self, reading: &Reading) -> &Cell {
        self.empty.get_or_insert_with(|| reading.cell(&Given::List(Vec::new())))
    }

    /// What was kept at a rank.
    pub(super) fn kept(&self, at: usize) -> &Cell {
        self.kept.get(at).unwrap_or(&Cell::Nothing)
    }
}
