//! The bytes of one column in one group of rows, bounded: what a page says it holds is looked at before it is expanded.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use parquet::basic::Compression;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, Length};

use super::head::Head;

/// The most bytes of pages a group of rows may have to hold at once, over all its columns.
pub(super) const MOST_HELD: u64 = 128 << 20;

/// How many bytes the levels of one member of a list take.
const LEVELS: u64 = 4;

/// A column of at most so many bytes is read at once: the usual case.
const READ_AT_ONCE: usize = 1 << 20;

/// How many bytes are asked of the file for the head of a page.
const HEAD: usize = 1 << 12;

/// A file that several threads read.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    file: Arc<Mutex<File>>,
    length: u64,
}

impl Shared {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file: Arc::new(Mutex::new(file)), length })
    }

    /// Reads what stands there, as much as there is room for.
    fn read(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        file.read(buffer)
    }

    fn bytes(&self, at: u64, length: usize) -> Result<Bytes> {
        if at.checked_add(length as u64).is_none_or(|end| end > self.length) {
            return Err(ParquetError::EOF("beyond the end of the file".to_owned()));
        }
        let mut bytes = vec![0; length];
        Stream { shared: self.clone(), at }.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// A file read from a place on.
pub(super) struct Stream {
    shared: Shared,
    at: u64,
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.shared.read(self.at, buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// How many bytes of pages a group holds, over all its columns.
#[derive(Debug, Default)]
pub(super) struct Held(AtomicU64);

/// The bytes of one column.
pub(super) struct Chunk {
    shared: Shared,
    /// All of them, and where they begin.
    whole: Option<(u64, Bytes)>,
    compression: Compression,
    /// True if it holds lists, whose levels are expanded with their rows.
    is_nested: bool,
    held: Arc<Held>,
    /// The largest page so far: it counts among those held.
    largest: AtomicU64,
    /// The page whose head was read last.
    head: Mutex<Option<Head>>,
}

impl Chunk {
    pub(super) fn new(shared: &Shared, column: &ColumnChunkMetaData, held: &Arc<Held>) -> Result<Self> {
        let (start, length) = column.byte_range();
        let length = usize::try_from(length).ok().filter(|length| *length <= READ_AT_ONCE);
        let whole = length.map(|length| shared.bytes(start, length).map(|bytes| (start, bytes))).transpose()?;
        let (shared, compression, held) = (shared.clone(), column.compression(), held.clone());
        let is_nested = column.column_descr().max_rep_level() > 0;
        Ok(Self { shared, whole, compression, is_nested, held, largest: AtomicU64::new(0), head: Mutex::new(None) })
    }

    /// What stands from a place on, where the column is held as a whole.
    fn whole_from(&self, at: u64) -> Option<Bytes> {
        let (start, bytes) = self.whole.as_ref()?;
        let at = usize::try_from(at.checked_sub(*start)?).ok()?;
        (at <= bytes.len()).then(|| bytes.slice(at..))
    }

    /// Refuses a page there is no room for.
    fn weigh(&self, head: &Head) -> Result<()> {
        let size = head.expanded.max(head.stored);
        let more = size.saturating_sub(self.largest.fetch_max(size, Ordering::Relaxed));
        let levels = if self.is_nested { head.values.saturating_mul(LEVELS) } else { 0 };
        if levels > MOST_HELD || self.held.0.fetch_add(more, Ordering::Relaxed) + more > MOST_HELD {
            return Err(ParquetError::External(Box::new(TooLarge)));
        }
        Ok(())
    }

    /// Refuses a page that would expand to more than it says. Only these two are expanded by the library to whatever they hold.
    fn check(&self, page: &[u8], head: &Head) -> Result<()> {
        let packed = page.get(head.levels..).unwrap_or_default();
        match self.compression {
            Compression::GZIP(_) => {
                let room = head.expanded.saturating_add(1);
                let count = io::copy(&mut MultiGzDecoder::new(packed).take(room), &mut io::sink())?;
                if count >= room { Err(ParquetError::External(Box::new(TooLarge))) } else { Ok(()) }
            }
            Compression::LZ4 if packed.starts_with(&[0x04, 0x22, 0x4D, 0x18]) => {
                Err(ParquetError::NYI("LZ4 frames".to_owned()))
            }
            _ => Ok(()),
        }
    }
}

impl Length for Chunk {
    fn len(&self) -> u64 {
        self.shared.length
    }
}

impl ChunkReader for Chunk {
    type T = Box<dyn Read>;

    /// The library asks so for the head of each page.
    fn get_read(&self, start: u64) -> Result<Self::T> {
        let (head, stream): (_, Self::T) = if let Some(bytes) = self.whole_from(start) {
            (Head::read(&bytes), Box::new(Cursor::new(bytes)))
        } else {
            let mut stream = BufReader::with_capacity(HEAD, Stream { shared: self.shared.clone(), at: start });
            let head = Head::read(io::BufRead::fill_buf(&mut stream)?);
            (head, Box::new(stream))
        };
        if let Some(head) = &head {
            self.weigh(head)?;
        }
        *self.head.lock().unwrap_or_else(PoisonError::into_inner) = head;
        Ok(stream)
    }

    /// And so for what the page holds.
    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let page = match self.whole_from(start) {
            Some(bytes) if length <= bytes.len() => bytes.slice(..length),
            Some(_) => return Err(ParquetError::EOF("page cut short".to_owned())),
            None => self.shared.bytes(start, length)?,
        };
        let head = *self.head.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(head) = head.filter(|head| head.is_compressed && head.stored == length as u64) {
            self.check(&page, &head)?;
        }
        Ok(page)
    }
}

/// The error of a page that is not expanded, for want of room.
#[derive(Debug)]
pub(super) struct TooLarge;

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("page too large")
    }
}

impl std::error::Error for TooLarge {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn chunk(compression: Compression, held: &Arc<Held>) -> Chunk {
        let shared = Shared::new(tempfile::tempfile().unwrap()).unwrap();
        let (largest, last) = (AtomicU64::new(0), Mutex::new(None));
        Chunk { shared, whole: None, compression, is_nested: true, held: held.clone(), largest, head: last }
    }

    fn is_too_large(result: Result<()>) -> bool {
        matches!(result, Err(ParquetError::External(error)) if error.is::<TooLarge>())
    }

    #[test]
    fn a_page_that_expands_to_more_than_it_says_is_refused() {
        let mut packed = flate2::write::GzEncoder::new(vec![7, 7, 7], flate2::Compression::fast());
        packed.write_all(&vec![0; 1 << 20]).unwrap();
        let page = packed.finish().unwrap();
        let gzip = chunk(Compression::GZIP(parquet::basic::GzipLevel::default()), &Arc::default());
        let head = |expanded| Head { expanded, stored: page.len() as u64, levels: 3, values: 1, is_compressed: true };
        assert!(gzip.check(&page, &head(1 << 20)).is_ok());
        assert!(is_too_large(gzip.check(&page, &head((1 << 20) - 1))));
        let frame = [0x04, 0x22, 0x4D, 0x18, 0];
        let told = chunk(Compression::LZ4, &Arc::default())
            .check(&frame, &Head { expanded: 9, stored: 5, levels: 0, values: 1, is_compressed: true });
        assert!(matches!(told, Err(ParquetError::NYI(_))));
    }

    #[test]
    fn the_pages_of_a_group_are_weighed_together() {
        let held = Arc::default();
        let (one, other) = (chunk(Compression::SNAPPY, &held), chunk(Compression::SNAPPY, &held));
        let of = |expanded| Head { expanded, stored: 1, levels: 0, values: 1, is_compressed: true };
        for _ in 0..3 {
            // Pages follow each other in the same room.
            assert!(one.weigh(&of(MOST_HELD / 2)).is_ok());
        }
        assert!(other.weigh(&of(MOST_HELD / 2)).is_ok());
        assert!(is_too_large(other.weigh(&of(MOST_HELD / 2 + 1))));
        // A list without end takes a few bytes to say.
        let list = Head { values: MOST_HELD, ..of(10) };
        assert!(is_too_large(chunk(Compression::SNAPPY, &Arc::default()).weigh(&list)));
    }

    #[test]
    fn what_lies_beyond_the_file_is_not_read() {
        let shared = Shared::new(tempfile::tempfile().unwrap()).unwrap();
        assert!(shared.bytes(0, 1).is_err());
        assert!(shared.bytes(u64::MAX, 1 << 40).is_err());
    }
}
