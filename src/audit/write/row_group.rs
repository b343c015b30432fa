//! A group of rows of a Parquet file, encoded little by little and apart from the file: each column into a chunk of its own, many
//! at once.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use parquet::column::page::{CompressedPage, PageWriteSpec, PageWriter};
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::errors::ParquetError;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::SchemaDescriptor;
use rayon::prelude::*;

use super::parquet::{Rows, encoding, failed, schema};
use super::wide::Column;

/// How many rows a page of a column holds.
const PAGE: usize = 4_096;

/// A group of rows being encoded.
pub(crate) struct RowGroup {
    chunks: Vec<Chunk>,
    rows: usize,
}

/// A column of a group of rows, encoded: its bytes, and what is said of them at the end of the file.
pub(crate) type Encoded = (Bytes, ColumnCloseResult);

impl RowGroup {
    /// How many rows had better be gathered before they are added.
    pub(crate) const AT_ONCE: usize = 1_024;

    /// How many rows a group holds: encoded they take little room, and each group takes some at the end of the file.
    pub(crate) const ROWS: usize = 32_768;

    /// No row yet.
    pub(crate) fn new(columns: &[Column]) -> io::Result<Self> {
        Self::in_pages(columns, PAGE)
    }

    /// The same, columns in pages of so many rows.
    pub(super) fn in_pages(columns: &[Column], page: usize) -> io::Result<Self> {
        let (schema, encoding) = (SchemaDescriptor::new(schema(columns).map_err(failed)?), encoding(page));
        let chunks = schema.columns().iter().map(|column| {
            let pages = Pages::default();
            Chunk { writer: get_column_writer(column.clone(), encoding.clone(), Box::new(pages.clone())), pages }
        });
        Ok(Self { chunks: chunks.collect(), rows: 0 })
    }

    /// How many rows it has.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Adds rows, which are taken.
    pub(crate) fn add(&mut self, rows: &mut Rows) -> io::Result<()> {
        self.rows += rows.count();
        let cells = rows.columns().par_iter_mut();
        let encoded = self.chunks.par_iter_mut().zip(cells).map(|(chunk, cells)| cells.encode(&mut chunk.writer));
        encoded.collect::<Result<(), _>>().map_err(failed)
    }

    /// Ends it.
    pub(crate) fn close(self) -> io::Result<Vec<Encoded>> {
        self.chunks.into_par_iter().map(Chunk::close).collect::<Result<_, _>>().map_err(failed)
    }
}

/// A column being encoded.
struct Chunk {
    writer: ColumnWriter<'static>,
    /// Where the writer puts what is encoded.
    pages: Pages,
}

impl Chunk {
    fn close(self) -> Result<Encoded, ParquetError> {
        let said = self.writer.close()?;
        let bytes = std::mem::take(&mut *self.pages.bytes());
        Ok((bytes.into(), said))
    }
}

/// The pages of a chunk, one after the other.
#[derive(Clone, Default)]
struct Pages(Arc<Mutex<Vec<u8>>>);

impl Pages {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PageWriter for Pages {
    fn write_page(&mut self, page: CompressedPage) -> Result<PageWriteSpec, ParquetError> {
        let mut written = TrackedWrite::new(Vec::new());
        let mut spec = SerializedPageWriter::new(&mut written).write_page(page)?;
        let mut bytes = self.bytes();
        spec.offset += bytes.len() as u64;
        bytes.append(&mut written.into_inner()?);
        Ok(spec)
    }

    fn close(&mut self) -> Result<(), ParquetError> {
        Ok(())
    }
}
