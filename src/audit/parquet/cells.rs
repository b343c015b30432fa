//! What the values of a column come to under the grid: each distinct one is worked out when it is first met.
#![allow(clippy::inline_always, reason = "what fills blocks is compiled once for each kind of processor")]

use std::collections::HashMap;
use std::sync::Arc;

use fearless_simd::prelude::*;
use fearless_simd::{mask8x64, u8x64};
use foldhash::fast::RandomState as Quick;

use super::bits::places;
use super::block::{Block, Values};
use super::codes::Code;
use super::dictionary::Dictionary;
use super::plain::Plain;
use super::schema::Field;
use crate::audit::given::Given;
use crate::audit::slots::{Answer, Layout, RatingCell, rate_in};
use crate::audit::value::Form;
use crate::audit::vocabulary::Vocabulary;
use crate::audit::wide::{self, Cell, Column, Role};

/// How many distinct values of a column are remembered from one dictionary to the next, or without any; and how many numbers: those of
/// two decimals up to a hundred find room.
const REMEMBERED: usize = 1 << 12;
const REMEMBERED_NUMBERS: usize = 1 << 14;

/// The longest of them, in bytes.
const LONGEST_REMEMBERED: usize = 64;

/// How many codes one vector of levels is looked up by.
const SMALL: usize = 64;

/// What a value comes to, small enough to be copied.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ready {
    Unknown,
    /// Nothing that matters.
    Nothing,
    Level(RatingCell),
    Answer(Answer),
    /// The members or marks it stands for, in a list.
    Marks(u64),
    /// A reason to set a point aside, which is not asked for.
    Aside,
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
    /// The same of a dictionary so small that a vector holds it, and 0 for levels beyond a byte.
    small: Option<[u8; SMALL]>,
    /// Those of them that are marks, and 0.
    marks: Vec<u64>,
    /// Those of them that are answers, and [`Answer::None`].
    answers: Vec<Answer>,
    /// Room for sums of marks, the first of them none.
    sums: Vec<u64>,
    numbers: HashMap<u64, Ready, Quick>,
    texts: HashMap<Vec<u8>, Ready, Quick>,
    kept: Vec<Cell>,
    /// What a list without members comes to, and whether it is that no mark is set.
    empty: Option<(Cell, bool)>,
}

/// A column, and what is needed to read it.
#[derive(Clone, Copy)]
pub(super) struct Reading<'f> {
    pub(super) names: &'f Vocabulary<'f>,
    pub(super) layout: &'f Layout,
    pub(super) column: &'f Column,
    pub(super) field: &'f Field,
    pub(super) block: &'f Block,
    /// False if nobody asks why points are set aside.
    pub(super) keeps_reasons: bool,
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
            Cell::Nothing => Some(Ready::Nothing),
            Cell::Level(level) => RatingCell::level(*level).map(Ready::Level),
            Cell::Reason(_) if !self.keeps_reasons => Some(Ready::Aside),
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
#[inline(always)]
fn set<T: Copy + Default, C: Code>(
    table: &[T],
    is_nothing: impl Fn(&T) -> bool,
    codes: &[C],
    given: u64,
    cells: &mut [T; 64],
) -> u64 {
    let codes = codes.get(..given.count_ones() as usize).unwrap_or(codes);
    let said = |code: C| table.get(code.index()).copied().unwrap_or_default();
    let mut is_unknown = codes.len() < given.count_ones() as usize;
    if given == u64::MAX {
        for (cell, code) in cells.iter_mut().zip(codes) {
            *cell = said(*code);
            is_unknown |= is_nothing(cell);
        }
    } else {
        let mut left = given;
        for code in codes {
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
        self.small = (dictionary.count <= SMALL).then_some([0; SMALL]);
        self.answers.clear();
        self.answers.resize(dictionary.count, Answer::None);
        self.marks.clear();
        self.marks.resize(dictionary.count.max(SMALL), 0);
        self.dictionary = Some(dictionary.clone());
    }

    fn forget(&mut self) {
        self.numbers.clear();
        self.texts.clear();
        self.kept.clear();
    }

    /// Rates the audits given, as bits, by their codes, one after the other; tells in which of them the code is not known to be a level.
    #[inline(always)]
    pub(super) fn rate<S: Simd, C: Code>(
        &self,
        simd: S,
        codes: &[C],
        given: u64,
        ratings: &mut [RatingCell; SMALL],
    ) -> u64 {
        let (Some(small), Some(codes)) = (&self.small, codes.first_chunk::<SMALL>()) else {
            return set(&self.levels, |level| *level == RatingCell::NONE, codes, given, ratings);
        };
        let mut bytes = [0; SMALL];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = codes[at].byte();
        }
        let given_to = mask8x64::from_bitmask(simd, given);
        let levels = u8x64::load_array_ref(simd, small).swizzle_dyn(u8x64::load_array(simd, bytes)).expand(given_to);
        let unknown = levels.simd_eq(0).to_bitmask() & given;
        let mut cells = [0; 64];
        levels.store_slice(&mut cells);
        rate_in(ratings, &cells);
        unknown
    }

    /// Answers an input in the same way.
    #[inline(always)]
    pub(super) fn answer<C: Code>(&self, codes: &[C], given: u64, answers: &mut [Answer; 64]) -> u64 {
        set(&self.answers, |answer| matches!(answer, Answer::None), codes, given, answers)
    }

    /// Tells the marks of the lists given, as bits, from where their members start and their codes, the first of which has this rank.
    /// Tells of which lists not: those in which a mark stands twice, or that have members which make more than one or are not known. A
    /// sum of so many powers of two has as many bits only if all are different.
    #[inline(always)]
    pub(super) fn mark<C: Code>(
        &mut self,
        (codes, first): (&[C], usize),
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
        let (mut sum, until) = (0_u64, &mut self.sums[1..=codes.len()]);
        if let Ok(small) = <&[u64; SMALL]>::try_from(self.marks.as_slice()) {
            for (until, code) in until.iter_mut().zip(codes) {
                sum = sum.wrapping_add(small[code.index() % SMALL]);
                *until = sum;
            }
        } else {
            for (until, code) in until.iter_mut().zip(codes) {
                sum = sum.wrapping_add(self.marks.get(code.index()).copied().unwrap_or_default());
                *until = sum;
            }
        }
        let is_none = matches!(self.empty, Some((_, true)));
        let (mut unknown, mut left, mut begun, mut before) = (0, given, first, 0);
        for end in &starts[1..] {
            let end = *end as usize;
            let at = left.trailing_zeros() as usize % 64;
            left &= left.wrapping_sub(1);
            let until = self.sums.get(end - first).copied().unwrap_or_default();
            let held = until.wrapping_sub(before);
            marks[at] = held;
            unknown |= u64::from(held.count_ones() as usize != end - begun || (end == begun && !is_none)) << at;
            (begun, before) = (end, until);
        }
        unknown
    }

    /// The marks of codes, each of which stands there once; `None` of none.
    pub(super) fn marks<C: Code>(&mut self, codes: &[C], reading: &Reading) -> Option<u64> {
        let mut marks = 0;
        for code in codes {
            match self.of_code((*code).into(), reading) {
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
                Ready::Level(of) => {
                    self.levels[code] = of;
                    if let Some(small) = &mut self.small {
                        small[code % SMALL] = u8::try_from(of.index()).unwrap_or_default();
                    }
                }
                Ready::Answer(of) => self.answers[code] = of,
                Ready::Marks(of) => self.marks[code] = of,
                Ready::Unknown | Ready::Nothing | Ready::Aside | Ready::Kept(_) => {}
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
            (Some(bits), _) if self.numbers.len() < REMEMBERED_NUMBERS => {
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
    #[inline(always)]
    pub(super) fn empty(&mut self, reading: &Reading) -> &Cell {
        let (cell, _) = self.empty.get_or_insert_with(|| {
            let cell = reading.cell(&Given::List(Vec::new()));
            let is_none = matches!(reading.ready(&cell), Some(Ready::Marks(0)));
            (cell, is_none)
        });
        cell
    }

    /// What was kept at a rank.
    pub(super) fn kept(&self, at: usize) -> &Cell {
        self.kept.get(at).unwrap_or(&Cell::Nothing)
    }
}
