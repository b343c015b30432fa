//! Decodes one column, block by block.
//!
//! A column written with a dictionary throughout is read as codes: the library is handed its pages under the type of a plain
//! number, with a dictionary in which every code stands for itself. Nothing is then decoded value by value but levels and codes.

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Encoding, Repetition, Type as Physical};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, FixedLenByteArray, Int32Type};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::{ColumnDescPtr, ColumnDescriptor, Type};

use super::plain::{self, Plain};

/// The distinct values of a column in one group of rows, as they are stored.
#[derive(Debug, Clone)]
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
    fn new(descriptor: &ColumnDescPtr, bytes: Bytes, count: usize) -> Option<Self> {
        let (physical, length) = (descriptor.physical_type(), descriptor.type_length());
        let mut starts = Vec::new();
        let mut rest = &*bytes;
        for _ in 0..count {
            starts.push(bytes.len() - rest.len());
            plain::first(physical, length, &mut rest)?;
        }
        Some(Self { physical, length, bytes, starts, count })
    }

    /// The value of a code.
    pub(super) fn at(&self, code: usize) -> Option<Plain<'_>> {
        plain::first(self.physical, self.length, &mut self.bytes.get(*self.starts.get(code)?..)?)
    }
}

/// The most distinct values that are worth being looked up beforehand.
const MOST_CODES: u32 = 1 << 14;

/// The values of a column in a block of rows. Nulls have levels but no value.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) definitions: Vec<i16>,
    pub(super) repetitions: Vec<i16>,
    pub(super) values: Values,
}

/// Values that are there.
#[derive(Debug)]
pub(super) enum Values {
    Coded(Arc<Dictionary>, Vec<i32>),
    YesNo(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

impl Default for Values {
    fn default() -> Self {
        Self::YesNo(Vec::new())
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
        }
    }
}

/// A column being decoded, within one group of rows.
pub(super) enum Decoder {
    /// Written with a dictionary, so far as is known.
    Coded { reader: Box<ColumnReaderImpl<Int32Type>>, dictionary: Arc<Dictionary> },
    /// Written otherwise.
    Plain(Box<ColumnReader>),
}

impl Decoder {
    /// Begins with a column, whose pages `open` gives from the first on.
    pub(super) fn new(descriptor: &ColumnDescPtr, open: impl Fn() -> Result<Box<dyn PageReader>>) -> Result<Self> {
        let mut pages = open()?;
        let never_coded = matches!(descriptor.physical_type(), Physical::BOOLEAN | Physical::INT96);
        let first = if never_coded { None } else { pages.get_next_page()? };
        if let Some(Page::DictionaryPage { buf, num_values, .. }) = first
            && num_values <= MOST_CODES
        {
            let count = num_values as usize;
            let dictionary = Dictionary::new(descriptor, buf, count)
                .ok_or_else(|| ParquetError::General("dictionary cut short".to_owned()))?;
            let codes = Codes { pages, identity: Some(identity(count)), count: num_values };
            let reader = Box::new(ColumnReaderImpl::new(as_codes(descriptor)?, Box::new(codes)));
            return Ok(Self::Coded { reader, dictionary: Arc::new(dictionary) });
        }
        Ok(Self::Plain(Box::new(get_column_reader(descriptor.clone(), open()?))))
    }

    /// Reads so many rows into a block. `open` and `passed`, the rows read before, serve to begin again where a column turns out
    /// to be written with a dictionary in part only.
    pub(super) fn read(
        &mut self,
        descriptor: &ColumnDescPtr,
        open: impl Fn() -> Result<Box<dyn PageReader>>,
        passed: usize,
        rows: usize,
        block: &mut Block,
    ) -> Result<()> {
        if let Self::Coded { reader, dictionary } = self {
            let mut codes = match std::mem::take(&mut block.values) {
                Values::Coded(_, codes) => codes,
                _ => Vec::new(),
            };
            block.clear();
            codes.clear();
            match reader.read_records(rows, Some(&mut block.definitions), Some(&mut block.repetitions), &mut codes) {
                Ok((read, ..)) if read == rows => {
                    if codes.iter().any(|code| usize::try_from(*code).map_or(true, |code| code >= dictionary.count)) {
                        return Err(ParquetError::General("code out of the dictionary".to_owned()));
                    }
                    block.values = Values::Coded(dictionary.clone(), codes);
                    return Ok(());
                }
                Ok(_) => return Err(short()),
                Err(ParquetError::External(error)) if error.is::<NotCoded>() => {
                    let mut reader = get_column_reader(descriptor.clone(), open()?);
                    skip(&mut reader, passed)?;
                    *self = Self::Plain(Box::new(reader));
                }
                Err(error) => return Err(error),
            }
        }
        if let Self::Plain(reader) = self {
            block.clear();
            block.read(reader, rows)?;
        }
        Ok(())
    }
}

impl Block {
    fn clear(&mut self) {
        self.definitions.clear();
        self.repetitions.clear();
    }

    fn read(&mut self, reader: &mut ColumnReader, rows: usize) -> Result<()> {
        let (definitions, repetitions) = (&mut self.definitions, &mut self.repetitions);
        macro_rules! read {
            ($reader:expr, $values:path) => {{
                let mut values = match std::mem::take(&mut self.values) {
                    $values(mut values) => {
                        values.clear();
                        values
                    }
                    _ => Vec::new(),
                };
                let read = $reader.read_records(rows, Some(definitions), Some(repetitions), &mut values)?;
                self.values = $values(values);
                read
            }};
        }
        let (read, ..) = match reader {
            ColumnReader::BoolColumnReader(reader) => read!(reader, Values::YesNo),
            ColumnReader::Int32ColumnReader(reader) => read!(reader, Values::Int32),
            ColumnReader::Int64ColumnReader(reader) => read!(reader, Values::Int64),
            ColumnReader::FloatColumnReader(reader) => read!(reader, Values::Float),
            ColumnReader::DoubleColumnReader(reader) => read!(reader, Values::Double),
            ColumnReader::ByteArrayColumnReader(reader) => read!(reader, Values::Bytes),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => read!(reader, Values::Fixed),
            ColumnReader::Int96ColumnReader(reader) => {
                // Nothing can be made of them, but that they are there.
                let mut values = Vec::new();
                let read = reader.read_records(rows, Some(definitions), Some(repetitions), &mut values)?;
                self.values = Values::Int64(vec![0; values.len()]);
                read
            }
        };
        if read == rows { Ok(()) } else { Err(short()) }
    }
}

fn skip(reader: &mut ColumnReader, rows: usize) -> Result<()> {
    let skipped = match reader {
        ColumnReader::BoolColumnReader(reader) => reader.skip_records(rows),
        ColumnReader::Int32ColumnReader(reader) => reader.skip_records(rows),
        ColumnReader::Int64ColumnReader(reader) => reader.skip_records(rows),
        ColumnReader::Int96ColumnReader(reader) => reader.skip_records(rows),
        ColumnReader::FloatColumnReader(reader) => reader.skip_records(rows),
        ColumnReader::DoubleColumnReader(reader) => reader.skip_records(rows),
        ColumnReader::ByteArrayColumnReader(reader) => reader.skip_records(rows),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => reader.skip_records(rows),
    };
    if skipped? == rows { Ok(()) } else { Err(short()) }
}

fn short() -> ParquetError {
    ParquetError::EOF("column shorter than its group of rows".to_owned())
}

/// The column as one of codes.
fn as_codes(descriptor: &ColumnDescPtr) -> Result<ColumnDescPtr> {
    let code = Type::primitive_type_builder("code", Physical::INT32).with_repetition(Repetition::OPTIONAL).build()?;
    let (definition, repetition) = (descriptor.max_def_level(), descriptor.max_rep_level());
    Ok(Arc::new(ColumnDescriptor::new(Arc::new(code), definition, repetition, descriptor.path().clone())))
}

/// The dictionary in which every code stands for itself.
fn identity(count: usize) -> Bytes {
    (0_u32..).take(count).flat_map(u32::to_le_bytes).collect::<Vec<u8>>().into()
}

/// The pages of a column, its dictionary replaced.
struct Codes {
    pages: Box<dyn PageReader>,
    /// The dictionary, until it is handed over.
    identity: Option<Bytes>,
    count: u32,
}

/// The error of a page that is not written with the dictionary.
#[derive(Debug)]
struct NotCoded;

impl std::fmt::Display for NotCoded {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("not coded")
    }
}

impl std::error::Error for NotCoded {}

impl Iterator for Codes {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Codes {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        if let Some(buf) = self.identity.take() {
            let (num_values, encoding) = (self.count, Encoding::PLAIN);
            return Ok(Some(Page::DictionaryPage { buf, num_values, encoding, is_sorted: false }));
        }
        let page = self.pages.get_next_page()?;
        match &page {
            Some(Page::DataPage { encoding, .. } | Page::DataPageV2 { encoding, .. })
                if !matches!(encoding, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY) =>
            {
                Err(ParquetError::External(Box::new(NotCoded)))
            }
            _ => Ok(page),
        }
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        if self.identity.is_some() {
            return Ok(Some(PageMetadata { num_rows: None, num_levels: None, is_dict: true }));
        }
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        if self.identity.take().is_some() { Ok(()) } else { self.pages.skip_next_page() }
    }
}
