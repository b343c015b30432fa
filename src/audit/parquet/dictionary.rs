//! The distinct values of a column.

use bytes::Bytes;
use parquet::basic::Type as Physical;
use parquet::schema::types::ColumnDescriptor;

use super::plain::{self, Plain};

/// The most distinct values codes are read for.
pub(super) const MOST_CODES: u32 = u16::MAX as u32;

/// The distinct values of a column in one group of rows, as they are stored.
#[derive(Debug)]
pub(super) struct Dictionary {
    physical: Physical,
    length: i32,
    bytes: Bytes,
    /// Where each begins.
    starts: Vec<usize>,
    /// How many there are.
    pub(super) count: usize,
}

impl Dictionary {
    /// The dictionary of a page; `None` if it is cut short.
    pub(super) fn new(descriptor: &ColumnDescriptor, bytes: Bytes, count: usize) -> Option<Self> {
        let (physical, length) = (descriptor.physical_type(), descriptor.type_length());
        let mut starts = Vec::new();
        let mut rest = &*bytes;
        for _ in 0..count {
            starts.push(bytes.len() - rest.len());
            plain::first(physical, length, &mut rest)?;
        }
        Some(Self { physical, length, bytes, starts, count })
    }

    /// That of a column of yes or no: a bit is a code.
    pub(super) fn yes_no() -> Self {
        Self {
            physical: Physical::BOOLEAN,
            length: 0,
            bytes: Bytes::from_static(&[0, 1]),
            starts: vec![0, 1],
            count: 2,
        }
    }

    /// The value of a code.
    pub(super) fn at(&self, code: usize) -> Option<Plain<'_>> {
        plain::first(self.physical, self.length, &mut self.bytes.get(*self.starts.get(code)?..)?)
    }
}
