//! A column read as codes into a dictionary: that of the file, run by run as they stand there, and values that stand there
//! themselves, as long as they are few.
#![allow(clippy::inline_always, reason = "what reads columns is compiled once for each kind of processor")]

use std::sync::Arc;

use bytes::Bytes;
use fearless_simd::{Level, Simd, dispatch};
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescriptor;

use super::bits::{Bits, lowest, places};
use super::block::{Block, Levels, Told, Values};
use super::codes::{Code, Codes};
use super::dictionary::{Dictionary, MOST_CODES, Met};
use super::runs::Runs;

/// A column being decoded, within one group of rows.
pub(super) struct Coded {
    pages: Box<dyn PageReader>,
    is_yes_no: bool,
    levels: Levels,
    dictionary: Arc<Dictionary>,
    /// Values that stand in the pages themselves, if there were any.
    met: Option<Box<Met>>,
    page: Opened,
}

/// What is left of a page.
struct Opened {
    /// How many levels.
    left: usize,
    repetitions: Option<Runs>,
    definitions: Option<Runs>,
    values: Written,
}

/// How the values of a page are written.
enum Written {
    Runs(Runs),
    /// As they are, from this byte on.
    Values(Bytes, usize),
}

/// The error of a page that is written otherwise, or holds too many values of its own.
#[derive(Debug)]
pub(super) struct NotCoded;

impl std::fmt::Display for NotCoded {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("not coded")
    }
}

impl std::error::Error for NotCoded {}

impl Coded {
    /// Begins with the pages of a column; `None` if it is not written so from the first on. Bits need no dictionary.
    pub(super) fn new(descriptor: &ColumnDescriptor, mut pages: Box<dyn PageReader>) -> Result<Option<Self>> {
        let levels = Levels::of(descriptor);
        if levels.nesting > 1 {
            return Ok(None);
        }
        let is_yes_no = descriptor.physical_type() == Physical::BOOLEAN;
        let mut page =
            Opened { left: 0, repetitions: None, definitions: None, values: Written::Values(Bytes::new(), 0) };
        let dictionary = if is_yes_no {
            Dictionary::yes_no()
        } else {
            match pages.get_next_page()? {
                Some(Page::DictionaryPage { buf, num_values, .. }) if num_values <= MOST_CODES => {
                    Dictionary::new(descriptor, &buf, num_values as usize).ok_or_else(cut_short)?
                }
                Some(first) if first.is_data_page() && first.encoding() == Encoding::PLAIN => {
                    match Opened::new(first, levels, false) {
                        Err(ParquetError::External(error)) if error.is::<NotCoded>() => return Ok(None),
                        opened => page = opened?,
                    }
                    Dictionary::empty(descriptor)
                }
                _ => return Ok(None),
            }
        };
        Ok(Some(Self { pages, is_yes_no, levels, dictionary: Arc::new(dictionary), met: None, page }))
    }

    /// Reads so many rows into a block.
    pub(super) fn read(&mut self, rows: usize, block: &mut Block) -> Result<()> {
        let (known, used) = match std::mem::take(&mut block.values) {
            Values::Coded(known, used) => (Some(known), used),
            _ => (None, Codes::default()),
        };
        let mut codes = used.begin(self.dictionary.count);
        block.clear();
        dispatch!(Level::new(), simd => self.rows(simd, rows, block, &mut codes))?;
        codes.end();
        if let Some(grown) = self.met.as_mut().and_then(|met| met.grown()) {
            self.dictionary = Arc::new(grown);
        }
        // The blocks of one thread come again with the same one: to count it anew would take it from the other threads.
        let dictionary = known.filter(|known| Arc::ptr_eq(known, &self.dictionary));
        block.values = Values::Coded(dictionary.unwrap_or_else(|| self.dictionary.clone()), codes);
        Ok(())
    }

    #[inline(always)]
    fn rows<S: Simd>(&mut self, simd: S, rows: usize, block: &mut Block, codes: &mut Codes) -> Result<()> {
        if self.levels.nesting == 0 { self.values(rows, block, codes) } else { self.lists(simd, rows, block, codes) }
    }

    #[inline(always)]
    fn values(&mut self, rows: usize, block: &mut Block, codes: &mut Codes) -> Result<()> {
        let mut left = rows;
        while left > 0 {
            if self.page.left == 0 && !self.open()? {
                return Err(short());
            }
            let page = &mut self.page;
            let now = left.min(page.left);
            match &mut page.definitions {
                None => block.given.repeat(true, now),
                Some(definitions) => {
                    defined(definitions, self.levels.most, now, &mut block.given).ok_or_else(cut_short)?;
                }
            }
            page.left -= now;
            left -= now;
            page.read(block.values(), &self.dictionary, &mut self.met, codes)?;
        }
        Ok(())
    }

    #[inline(always)]
    fn lists<S: Simd>(&mut self, simd: S, rows: usize, block: &mut Block, codes: &mut Codes) -> Result<()> {
        let levels = self.levels;
        loop {
            if self.page.left == 0 {
                self.page.read(block.held(), &self.dictionary, &mut self.met, codes)?;
                if !self.open()? {
                    break;
                }
            }
            let page = &mut self.page;
            let (Some(repetitions), Some(definitions)) = (&mut page.repetitions, &mut page.definitions) else {
                return Err(cut_short());
            };
            let wanted = rows - block.given.count();
            if let (Some((0, firsts)), Some((definition, same))) = (repetitions.repeated(), definitions.repeated())
                && definition < levels.inside
            {
                // Rows without anything, many at once.
                let count = firsts.min(same).min(page.left).min(wanted);
                if count == 0 {
                    break;
                }
                block.add_empty(definition + 1 == levels.inside, count);
                repetitions.pass(count);
                definitions.pass(count);
                page.left -= count;
                continue;
            }
            let begun = repetitions.place();
            let mut count = page.left.min(64);
            let mut firsts = !repetitions.bits(count).ok_or_else(cut_short)? & lowest(count);
            // More of them may begin here than are wanted.
            if wanted < count
                && let Some(beyond) = places(firsts).nth(wanted)
            {
                if beyond == 0 {
                    repetitions.go_back(begun);
                    break;
                }
                repetitions.go_back(begun);
                repetitions.bits(beyond).ok_or_else(cut_short)?;
                firsts &= lowest(beyond);
                count = beyond;
            }
            let [there, inside, held] = definitions.reach(levels.bounds(), count).ok_or_else(cut_short)?;
            block.add(simd, Told { firsts, there, inside, held }, count)?;
            page.left -= count;
        }
        self.page.read(block.held(), &self.dictionary, &mut self.met, codes)?;
        if block.given.count() < rows {
            return Err(short());
        }
        block.end();
        Ok(())
    }

    /// Opens the next page that holds something; false at the end of the column.
    fn open(&mut self) -> Result<bool> {
        while self.page.left == 0 {
            match self.pages.get_next_page()? {
                Some(Page::DictionaryPage { .. }) => return Err(ParquetError::General("two dictionaries".to_owned())),
                Some(page) => self.page = Opened::new(page, self.levels, self.is_yes_no)?,
                None => return Ok(false),
            }
        }
        Ok(true)
    }
}

impl Opened {
    fn new(page: Page, levels: Levels, is_yes_no: bool) -> Result<Self> {
        let (encoding, left) = (page.encoding(), page.num_values() as usize);
        let runs = |bytes, most: u16| Runs::new(bytes, 16 - most.leading_zeros() as usize).ok_or_else(cut_short);
        let (repetitions, definitions, mut rest) = match page {
            Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, .. } => {
                let mut rest = buf;
                let repetitions = split(&mut rest, rep_levels_byte_len as usize)?;
                let definitions = split(&mut rest, def_levels_byte_len as usize)?;
                (Some(repetitions), Some(definitions), rest)
            }
            Page::DataPage { buf, def_level_encoding, rep_level_encoding, .. } => {
                let mut rest = buf;
                let mut take = |most, encoding| match (most, encoding) {
                    (0, _) => Ok(None),
                    (_, Encoding::RLE) => counted(&mut rest).map(Some),
                    // Packed from the highest bit on, as was done once.
                    _ => Err(not_coded()),
                };
                let repetitions = take(levels.nesting, rep_level_encoding)?;
                let definitions = take(levels.most, def_level_encoding)?;
                (repetitions, definitions, rest)
            }
            Page::DictionaryPage { .. } => return Err(not_coded()),
        };
        let level =
            |bytes: Option<Bytes>, most: u16| bytes.filter(|_| most > 0).map(|bytes| runs(bytes, most)).transpose();
        let values = match (is_yes_no, encoding) {
            (true, Encoding::PLAIN) => Written::Runs(Runs::packed(rest)),
            (false, Encoding::PLAIN) => Written::Values(rest, 0),
            (true, Encoding::RLE) => Written::Runs(runs(counted(&mut rest)?, 1)?),
            (false, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY) => {
                let width = rest.first().copied().unwrap_or_default();
                Written::Runs(Runs::new(rest.slice(rest.len().min(1)..), width.into()).ok_or_else(cut_short)?)
            }
            _ => return Err(not_coded()),
        };
        Ok(Self {
            left,
            repetitions: level(repetitions, levels.nesting)?,
            definitions: level(definitions, levels.most)?,
            values,
        })
    }

    /// Reads codes until there are so many.
    fn read(
        &mut self,
        count: usize,
        dictionary: &Dictionary,
        met: &mut Option<Box<Met>>,
        codes: &mut Codes,
    ) -> Result<()> {
        match &mut self.values {
            Written::Runs(runs) => {
                let most = dictionary.count;
                match codes {
                    Codes::Bytes(codes) => dispatch!(Level::new(), _ => read(runs, count, most, codes)),
                    Codes::Words(codes) => dispatch!(Level::new(), _ => read(runs, count, most, codes)),
                }
            }
            Written::Values(bytes, at) => {
                let met = met.get_or_insert_default();
                for _ in codes.len()..count {
                    let from = bytes.get(*at..).unwrap_or_default();
                    let mut rest = from;
                    dictionary.first(&mut rest).ok_or_else(cut_short)?;
                    let length = from.len() - rest.len();
                    codes.push(met.code(dictionary, &from[..length]).ok_or_else(not_coded)?);
                    *at += length;
                }
                Ok(())
            }
        }
    }
}

/// Reads codes below a bound until there are so many.
#[inline(always)]
fn read<C: Code>(runs: &mut Runs, count: usize, bound: usize, codes: &mut Vec<C>) -> Result<()> {
    let read = codes.len();
    codes.resize(count.max(read), C::default());
    let codes = &mut codes[read..];
    runs.read(codes).ok_or_else(cut_short)?;
    let mut largest = C::default();
    for code in &*codes {
        largest = largest.max(*code);
    }
    if !codes.is_empty() && largest.index() >= bound {
        return Err(ParquetError::General("code out of the dictionary".to_owned()));
    }
    Ok(())
}

/// Tells of the next definitions which are of a value that is there.
#[inline(always)]
fn defined(definitions: &mut Runs, most: u16, mut count: usize, given: &mut Bits) -> Option<()> {
    while count > 0 {
        let now = if let Some((definition, same)) = definitions.repeated() {
            let now = same.min(count);
            given.repeat(definition == most, now);
            definitions.pass(now);
            now
        } else {
            let now = count.min(64);
            let [bits] = definitions.reach([most], now)?;
            given.append(bits, now);
            now
        };
        count -= now;
    }
    Some(())
}

/// Takes the first bytes.
fn split(bytes: &mut Bytes, length: usize) -> Result<Bytes> {
    if length > bytes.len() { Err(cut_short()) } else { Ok(bytes.split_to(length)) }
}

/// Takes bytes that are preceded by how many they are.
fn counted(bytes: &mut Bytes) -> Result<Bytes> {
    let length = split(bytes, 4)?;
    let length = length.first_chunk().map_or(0, |length| u32::from_le_bytes(*length));
    split(bytes, length as usize)
}

fn not_coded() -> ParquetError {
    ParquetError::External(Box::new(NotCoded))
}

fn cut_short() -> ParquetError {
    ParquetError::EOF("page cut short".to_owned())
}

/// The error of a column with fewer rows than its group.
pub(super) fn short() -> ParquetError {
    ParquetError::EOF("column shorter than its group of rows".to_owned())
}
