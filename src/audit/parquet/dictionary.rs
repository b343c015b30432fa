//! The distinct values of a column.

use std::collections::HashMap;

use foldhash::fast::RandomState as Quick;
use parquet::basic::Type as Physical;
use parquet::schema::types::ColumnDescriptor;

use super::plain::{self, Plain};

/// Values that are stored without codes, given one each as they are met.
#[derive(Debug, Default)]
pub(super) struct Met {
    codes: HashMap<Vec<u8>, u16, Quick>,
    bytes: usize,
    /// The dictionary with those met since it was last handed on.
    grown: Option<Dictionary>,
}

/// How many values are given codes so, and how many bytes they may take.
const MOST_MET: usize = 1 << 12;
const MOST_MET_BYTES: usize = 1 << 20;

impl Met {
    /// The code of a value as it is stored; `None` if too many are met for codes to be worth it.
    pub(super) fn code(&mut self, dictionary: &Dictionary, stored: &[u8]) -> Option<u16> {
        if let Some(code) = self.codes.get(stored) {
            return Some(*code);
        }
        self.bytes += stored.len();
        if self.codes.len() == MOST_MET || self.bytes > MOST_MET_BYTES {
            return None;
        }
        let code = self.grown.get_or_insert_with(|| dictionary.clone()).add(stored)?;
        self.codes.insert(stored.to_vec(), code);
        Some(code)
    }

    /// The dictionary with all that was met, if anything was.
    pub(super) fn grown(&mut self) -> Option<Dictionary> {
        self.grown.take()
    }
}

/// The most distinct values codes are read for.
pub(super) const MOST_CODES: u32 = u16::MAX as u32;

/// Distinct values of a column in one group of rows, as they are stored.
#[derive(Debug, Clone)]
pub(super) struct Dictionary {
    physical: Physical,
    length: i32,
    bytes: Vec<u8>,
    /// Where each begins.
    starts: Vec<usize>,
    /// How many there are.
    pub(super) count: usize,
}

impl Dictionary {
    /// A dictionary without any value.
    pub(super) fn empty(descriptor: &ColumnDescriptor) -> Self {
        let (physical, length) = (descriptor.physical_type(), descriptor.type_length());
        Self { physical, length, bytes: Vec::new(), starts: Vec::new(), count: 0 }
    }

    /// The dictionary of a page; `None` if it is cut short.
    pub(super) fn new(descriptor: &ColumnDescriptor, bytes: &[u8], count: usize) -> Option<Self> {
        let mut dictionary = Self::empty(descriptor);
        let mut rest = bytes;
        for _ in 0..count {
            dictionary.starts.push(bytes.len() - rest.len());
            dictionary.first(&mut rest)?;
        }
        Some(Self { bytes: bytes.to_vec(), count, ..dictionary })
    }

    /// Takes the first of values of the same type, stored one after the other.
    pub(super) fn first<'a>(&self, bytes: &mut &'a [u8]) -> Option<Plain<'a>> {
        plain::first(self.physical, self.length, bytes)
    }

    /// Adds a value as it is stored, and tells its code.
    fn add(&mut self, stored: &[u8]) -> Option<u16> {
        let code = u16::try_from(self.count).ok().filter(|code| u32::from(*code) < MOST_CODES)?;
        self.starts.push(self.bytes.len());
        self.bytes.extend_from_slice(stored);
        self.count += 1;
        Some(code)
    }

    /// That of a column of yes or no: a bit is a code.
    pub(super) fn yes_no() -> Self {
        Self { physical: Physical::BOOLEAN, length: 0, bytes: vec![0, 1], starts: vec![0, 1], count: 2 }
    }

    /// The value of a code.
    pub(super) fn at(&self, code: usize) -> Option<Plain<'_>> {
        self.first(&mut self.bytes.get(*self.starts.get(code)?..)?)
    }
}
