//! What a column holds in a block of rows: which rows give something, and the values, one after the other.
#![allow(clippy::inline_always, reason = "what reads columns is compiled once for each kind of processor")]

use std::ops::Range;
use std::sync::Arc;

use fearless_simd::Simd;
use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescriptor;

use super::bits::{Bits, chosen, lowest, places};
use super::chunk::TooLarge;
use super::codes::Codes;
use super::dictionary::Dictionary;
use super::plain::Plain;
use super::schema::Field;
use crate::audit::given::Given;

/// The most members the lists of a block may have together.
const MOST_MEMBERS: usize = 1 << 18;

/// A column in a block of rows.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Which rows give something: a value, or a list, be it empty.
    pub(super) given: Bits,
    /// Where the members of each list that is there begin, and where the last ends; none but in a column of lists.
    starts: Vec<u32>,
    /// How many members there are.
    members: usize,
    /// Which members hold nothing.
    absent: Vec<usize>,
    pub(super) values: Values,
}

/// Values that are there.
#[derive(Debug, Default)]
pub(super) enum Values {
    Coded(Arc<Dictionary>, Codes),
    YesNo(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
    /// Of a type nothing can be made of.
    #[default]
    Other,
}

/// What the levels of a column mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Levels {
    /// The definition of a value that is there.
    pub(super) most: u16,
    /// That of a member of a list, whatever it holds; one less is that of an empty list.
    pub(super) inside: u16,
    /// How deep lists are nested.
    pub(super) nesting: u16,
}

impl Levels {
    pub(super) fn of(descriptor: &ColumnDescriptor) -> Self {
        let level = |level: i16| level.unsigned_abs();
        Self {
            most: level(descriptor.max_def_level()),
            inside: level(descriptor.repeated_ancestor_def_level()),
            nesting: level(descriptor.max_rep_level()),
        }
    }
}

/// What levels of lists say, one bit each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    /// Which are the first of their row.
    pub(super) firsts: u64,
    /// Which are of a list that is there, be it empty.
    pub(super) there: u64,
    /// Which are of a member of a list, whatever it holds.
    pub(super) inside: u64,
    /// Which are of a value that is there.
    pub(super) held: u64,
}

impl Levels {
    /// The definitions from which a list is there, from which there is a member, and from which it holds a value.
    pub(super) fn bounds(self) -> [u16; 3] {
        [self.inside.saturating_sub(1), self.inside, self.most]
    }
}

impl Block {
    pub(super) fn clear(&mut self) {
        self.given.clear();
        self.starts.clear();
        self.members = 0;
        self.absent.clear();
    }

    /// How many values there are in a column without lists.
    #[inline(always)]
    pub(super) fn values(&self) -> usize {
        self.given.set()
    }

    /// How many values there are in lists.
    pub(super) fn held(&self) -> usize {
        self.members - self.absent.len()
    }

    /// Adds lists of which nothing is there, or nothing in them.
    #[inline(always)]
    pub(super) fn add_empty(&mut self, are_there: bool, count: usize) {
        self.given.repeat(are_there, count);
        if are_there {
            self.starts.resize(self.starts.len() + count, small(self.members));
        }
    }

    /// Adds so many levels of lists, 64 at most, told by bits.
    #[inline(always)]
    pub(super) fn add<S: Simd>(&mut self, simd: S, levels: Told, count: usize) -> Result<()> {
        let Told { firsts, there, inside, held } = levels;
        if (firsts | inside) != lowest(count) {
            return Err(ParquetError::General("a list goes on that is not there".to_owned()));
        }
        let begun = self.members;
        let before = |place: u64| (inside & !place & (place - 1)).count_ones();
        let (mut starts, mut lists, mut left) = ([0; 64], 0, there & firsts);
        while left != 0 {
            starts[lists % 64] = small(begun) + before(left & left.wrapping_neg());
            left &= left - 1;
            lists += 1;
        }
        // All of them, for so many are copied at once.
        let begun_lists = self.starts.len();
        self.starts.extend_from_slice(&starts);
        self.starts.truncate(begun_lists + lists);
        self.given.append(chosen(simd, there, firsts), firsts.count_ones() as usize);
        if inside != held {
            self.absent.extend(places(inside & !held).map(|place| begun + before(1 << place) as usize));
        }
        self.members += inside.count_ones() as usize;
        if self.members > MOST_MEMBERS { Err(ParquetError::External(Box::new(TooLarge))) } else { Ok(()) }
    }

    /// Ends the last list.
    pub(super) fn end(&mut self) {
        self.starts.push(small(self.members));
    }

    /// Where the members of lists that follow each other begin, among those that are there, and where the last ends.
    #[inline]
    pub(super) fn starts(&self, lists: Range<usize>) -> &[u32] {
        self.starts.get(lists.start..=lists.end).unwrap_or_default()
    }

    /// The members of lists that follow each other, among those that are there.
    #[inline]
    pub(super) fn members(&self, lists: Range<usize>) -> Range<usize> {
        match (self.starts.get(lists.start), self.starts.get(lists.end)) {
            (Some(start), Some(end)) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }

    /// The codes of members; `None` if not all of them have one.
    #[inline(always)]
    pub(super) fn codes(&self) -> Option<&Codes> {
        match &self.values {
            Values::Coded(_, codes) if self.absent.is_empty() => Some(codes),
            _ => None,
        }
    }

    /// What a row gives in a column.
    pub(super) fn at(&self, field: &Field, row: usize) -> Given<'_> {
        if !self.given.get(row) {
            return Given::Nothing;
        }
        let rank = self.given.rank(row);
        if field.levels.nesting == 0 {
            return self.one(field, rank);
        }
        if !field.is_list {
            return Given::Foreign("une valeur composée");
        }
        let members = self.members(rank..rank + 1).map(|member| {
            let before = self.absent.partition_point(|absent| *absent < member);
            let is_absent = self.absent.get(before).is_some_and(|absent| *absent == member);
            if is_absent { Given::Nothing } else { self.one(field, member - before) }
        });
        Given::List(members.collect())
    }

    /// What the value of a rank gives.
    pub(super) fn one(&self, field: &Field, at: usize) -> Given<'_> {
        self.plain(at).map_or(Given::Nothing, |plain| plain.given(field.kind))
    }

    fn plain(&self, at: usize) -> Option<Plain<'_>> {
        match &self.values {
            Values::Coded(dictionary, codes) => dictionary.at(codes.get(at)?),
            values => values.get(at),
        }
    }
}

/// A number of members, of which there are few.
#[inline]
fn small(members: usize) -> u32 {
    u32::try_from(members).unwrap_or(u32::MAX)
}

impl Values {
    /// A value that is not coded.
    pub(super) fn get(&self, at: usize) -> Option<Plain<'_>> {
        match self {
            Self::Coded(..) => None,
            Self::YesNo(values) => values.get(at).copied().map(Plain::YesNo),
            Self::Int32(values) => values.get(at).copied().map(Plain::Int32),
            Self::Int64(values) => values.get(at).copied().map(Plain::Int64),
            Self::Float(values) => values.get(at).copied().map(Plain::Float),
            Self::Double(values) => values.get(at).copied().map(Plain::Double),
            Self::Bytes(values) => values.get(at).map(|bytes| Plain::Bytes(bytes.data())),
            Self::Fixed(values) => values.get(at).map(|bytes| Plain::Bytes(bytes.data())),
            Self::Other => Some(Plain::Other),
        }
    }
}
