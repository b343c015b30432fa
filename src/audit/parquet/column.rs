//! Decodes one column, block by block: as codes as long as it is written with a dictionary, by the library where it is not.

use fearless_simd::{Level, dispatch};
use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescPtr;

use super::block::{Block, Levels, Told, Values};
use super::coded::{Coded, NotCoded, short};

/// A column being decoded, within one group of rows.
pub(super) enum Decoder {
    Coded(Box<Coded>),
    Plain(Box<Plain>),
}

/// A column decoded by the library.
pub(super) struct Plain {
    reader: ColumnReader,
    levels: Levels,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

impl Decoder {
    /// Begins with a column, whose pages `open` gives from the first on.
    pub(super) fn new(descriptor: &ColumnDescPtr, open: impl Fn() -> Result<Box<dyn PageReader>>) -> Result<Self> {
        Ok(match Coded::new(descriptor, open()?)? {
            Some(coded) => Self::Coded(Box::new(coded)),
            None => Self::Plain(Box::new(Plain::new(descriptor, open()?))),
        })
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
        if let Self::Coded(coded) = self {
            match coded.read(rows, block) {
                Err(ParquetError::External(error)) if error.is::<NotCoded>() => {
                    let mut plain = Plain::new(descriptor, open()?);
                    plain.skip(passed)?;
                    *self = Self::Plain(Box::new(plain));
                }
                read => return read,
            }
        }
        match self {
            Self::Plain(plain) => plain.read(rows, block),
            Self::Coded(_) => Ok(()),
        }
    }
}

impl Plain {
    fn new(descriptor: &ColumnDescPtr, pages: Box<dyn PageReader>) -> Self {
        let reader = get_column_reader(descriptor.clone(), pages);
        Self { reader, levels: Levels::of(descriptor), definitions: Vec::new(), repetitions: Vec::new() }
    }

    fn read(&mut self, rows: usize, block: &mut Block) -> Result<()> {
        let (definitions, repetitions) = (&mut self.definitions, &mut self.repetitions);
        definitions.clear();
        repetitions.clear();
        let used = std::mem::take(&mut block.values);
        macro_rules! read {
            ($reader:expr, $values:path) => {{
                let mut values = match used {
                    $values(mut values) => {
                        values.clear();
                        values
                    }
                    _ => Vec::new(),
                };
                let read = $reader.read_records(rows, Some(definitions), Some(repetitions), &mut values)?;
                block.values = $values(values);
                read
            }};
        }
        let (read, ..) = match &mut self.reader {
            ColumnReader::Int32ColumnReader(reader) => read!(reader, Values::Int32),
            ColumnReader::Int64ColumnReader(reader) => read!(reader, Values::Int64),
            ColumnReader::FloatColumnReader(reader) => read!(reader, Values::Float),
            ColumnReader::DoubleColumnReader(reader) => read!(reader, Values::Double),
            ColumnReader::ByteArrayColumnReader(reader) => read!(reader, Values::Bytes),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => read!(reader, Values::Fixed),
            ColumnReader::BoolColumnReader(reader) => read!(reader, Values::YesNo),
            ColumnReader::Int96ColumnReader(reader) => {
                let mut values = Vec::new();
                reader.read_records(rows, Some(definitions), Some(repetitions), &mut values)?
            }
        };
        if read == rows { self.lay_out(rows, block) } else { Err(short()) }
    }

    /// Tells which rows give something, and what is in lists.
    fn lay_out(&self, rows: usize, block: &mut Block) -> Result<()> {
        block.clear();
        let level = |level: &i16| level.unsigned_abs();
        if self.levels.nesting == 0 {
            if self.levels.most == 0 {
                block.given.repeat(true, rows);
            }
            for levels in self.definitions.chunks(64) {
                let bit = |(at, definition): (usize, &i16)| u64::from(level(definition) == self.levels.most) << at;
                block.given.append(levels.iter().enumerate().map(bit).fold(0, |bits, bit| bits | bit), levels.len());
            }
            return Ok(());
        }
        if self.levels.nesting > 1 {
            // Of lists in lists it only matters whether they are there.
            for (definition, _) in self.definitions.iter().zip(&self.repetitions).filter(|(_, nested)| **nested == 0) {
                block.given.append(u64::from(level(definition).saturating_add(1) >= self.levels.inside), 1);
            }
            return Ok(());
        }
        for (levels, repetitions) in self.definitions.chunks(64).zip(self.repetitions.chunks(64)) {
            let bits = |is_set: &dyn Fn(usize) -> bool| {
                (0..levels.len()).fold(0, |bits, at| bits | u64::from(is_set(at)) << at)
            };
            let [there, inside, held] = self.levels.bounds().map(|bound| bits(&|at| level(&levels[at]) >= bound));
            let firsts = bits(&|at| repetitions.get(at) == Some(&0));
            let told = Told { firsts, there, inside, held };
            dispatch!(Level::new(), simd => block.add(simd, told, levels.len()))?;
        }
        block.end();
        Ok(())
    }

    fn skip(&mut self, rows: usize) -> Result<()> {
        let skipped = match &mut self.reader {
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
}
