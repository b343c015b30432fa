//! What a column holds in a block of rows: which rows give something, and the values, one after the other.

use std::ops::Range;
use std::sync::Arc;

use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescriptor;

use super::bits::{Bits, places};
use super::chunk::TooLarge;
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
    /// Where the members of each list begin, and where the last ends; none but in a column of lists.
    starts: Vec<usize>,
    /// How many members there are.
    members: usize,
    /// Which members hold nothing.
    absent: Vec<usize>,
    pub(super) values: Values,
}

/// Values that are there.
#[derive(Debug, Default)]
pub(super) enum Values {
    Coded(Arc<Dictionary>, Vec<u16>),
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

impl Block {
    pub(super) fn clear(&mut self) {
        self.given.clear();
        self.starts.clear();
        self.members = 0;
        self.absent.clear();
    }

    /// How many values there are.
    #[inline]
    pub(super) fn count(&self) -> usize {
        if self.starts.is_empty() { self.given.set() as usize } else { self.members - self.absent.len() }
    }

    /// How many lists have begun.
    #[inline]
    pub(super) fn lists(&self) -> usize {
        self.starts.len()
    }

    /// Adds lists of which nothing is there, or nothing in them.
    pub(super) fn add_empty(&mut self, are_there: bool, count: usize) {
        self.given.repeat(are_there, count);
        self.starts.resize(self.starts.len() + count, self.members);
    }

    /// Adds so many levels of lists, 64 at most: which of them are the first of their row, and the definition of each.
    pub(super) fn add(&mut self, levels: Levels, firsts: u64, definitions: &[u16; 64], count: usize) -> Result<()> {
        let Levels { most, inside, .. } = levels;
        let (begun, mut empty) = (self.members, 0);
        let (mut starts, mut rows, mut given) = ([0; 64], 0, 0);
        for (start, place) in starts.iter_mut().zip(places(firsts)) {
            let definition = definitions[place % 64];
            *start = begun + place - empty;
            empty += usize::from(definition < inside);
            given |= u64::from(definition.saturating_add(1) >= inside) << rows;
            rows += 1;
        }
        self.starts.extend_from_slice(&starts[..rows]);
        self.given.append(given, rows);
        let definitions = &definitions[..count];
        let is_member = |definition: &u16| *definition >= inside;
        let members = definitions.iter().map(|definition| u16::from(is_member(definition))).sum::<u16>();
        let members = usize::from(members);
        if members + empty != count {
            return Err(ParquetError::General("a list goes on that is not there".to_owned()));
        }
        if inside < most && definitions.iter().any(|definition| is_member(definition) && *definition < most) {
            let held = definitions.iter().filter(|definition| is_member(definition));
            self.absent.extend((begun..).zip(held).filter(|(_, definition)| **definition < most).map(|(at, _)| at));
        }
        self.members += members;
        if self.members > MOST_MEMBERS { Err(ParquetError::External(Box::new(TooLarge))) } else { Ok(()) }
    }

    /// Ends the last list.
    pub(super) fn end(&mut self) {
        self.starts.push(self.members);
    }

    /// The members of a list.
    #[inline]
    fn members(&self, row: usize) -> Range<usize> {
        match (self.starts.get(row), self.starts.get(row + 1)) {
            (Some(start), Some(end)) => *start..*end,
            _ => 0..0,
        }
    }

    /// True if a list has no members.
    #[inline]
    pub(super) fn is_empty(&self, row: usize) -> bool {
        self.members(row).is_empty()
    }

    /// The codes of the members of a list; `None` if not all of them have one.
    #[inline]
    pub(super) fn codes(&self, row: usize) -> Option<&[u16]> {
        match &self.values {
            Values::Coded(_, codes) if self.absent.is_empty() => codes.get(self.members(row)),
            _ => None,
        }
    }

    /// What a row gives in a column.
    pub(super) fn at(&self, field: &Field, row: usize) -> Given<'_> {
        if !self.given.get(row) {
            return Given::Nothing;
        }
        let one = |at| self.plain(at).map_or(Given::Nothing, |plain| plain.given(field.kind));
        if field.levels.nesting == 0 {
            return one(self.given.rank(row));
        }
        if !field.is_list {
            return Given::Foreign("une valeur composée");
        }
        let members = self.members(row).map(|member| {
            let before = self.absent.partition_point(|absent| *absent < member);
            let is_absent = self.absent.get(before).is_some_and(|absent| *absent == member);
            if is_absent { Given::Nothing } else { one(member - before) }
        });
        Given::List(members.collect())
    }

    fn plain(&self, at: usize) -> Option<Plain<'_>> {
        match &self.values {
            Values::Coded(dictionary, codes) => dictionary.at((*codes.get(at)?).into()),
            values => values.get(at),
        }
    }
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
