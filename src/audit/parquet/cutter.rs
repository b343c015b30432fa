//! Cuts a Parquet file into blocks of rows, to be decoded by the threads that read them.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ParquetMetaData, ParquetMetaDataOptions, ParquetMetaDataReader, ParquetStatisticsPolicy,
};

use super::block::Block;
use super::chunk::Shared;
use super::group::{Group, ROWS};
use super::guard;
use super::schema::Header;
use crate::audit::archive::no_archive;
use crate::audit::entry::{Entry, Shape};

/// Cuts a file.
pub(in crate::audit) enum Cutter<R> {
    /// A stream, which is copied to a file first: the index of a Parquet file stands at its end.
    Stream(Option<R>),
    /// A file, not opened yet.
    File(Option<File>),
    Open(Box<Open>),
}

/// A file being cut.
pub(in crate::audit) struct Open {
    shared: Shared,
    metadata: Arc<ParquetMetaData>,
    header: Arc<Header>,
    /// The group of rows being cut; none before the first.
    group: Option<Arc<Group>>,
    /// How many groups are begun.
    begun: usize,
    /// How many blocks of this one are cut.
    cut: usize,
    /// How many rows of the file are.
    rows: usize,
}

/// Rows that follow each other.
pub(in crate::audit) struct Rows {
    pub(super) header: Arc<Header>,
    /// Unlike that of all other rows.
    pub(super) serial: u64,
    /// The number of the first, from 1.
    first: usize,
    pub(super) count: usize,
    /// One for each column; of no use before they are decoded.
    pub(super) blocks: Vec<Block>,
    /// Where they are decoded from, until they are.
    source: Option<(Arc<Group>, usize)>,
}

static SERIAL: AtomicU64 = AtomicU64::new(0);

impl<R: BufRead> Cutter<R> {
    /// The next rows; `None` at the end.
    pub(in crate::audit) fn rows(&mut self, used: Option<Rows>) -> io::Result<Option<Rows>> {
        let file = match self {
            Self::Stream(stream) => stream.take().map(spooled).transpose()?,
            Self::File(file) => file.take(),
            Self::Open(_) => None,
        };
        if let Some(file) = file {
            *self = Self::Open(Box::new(Open::new(file)?));
        }
        match self {
            Self::Open(open) => Ok(open.rows(used)),
            Self::Stream(_) | Self::File(_) => Ok(None),
        }
    }
}

/// A copy of a stream, on disk until it is closed.
fn spooled(mut stream: impl BufRead) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut stream, &mut file)?;
    Ok(file)
}

impl Open {
    fn new(file: File) -> io::Result<Self> {
        // What is said of values only serves to pass over rows.
        let options = ParquetMetaDataOptions::new()
            .with_column_stats_policy(ParquetStatisticsPolicy::SkipAll)
            .with_encoding_stats_policy(ParquetStatisticsPolicy::SkipAll)
            .with_size_stats_policy(ParquetStatisticsPolicy::SkipAll);
        let metadata =
            guard::decode(|| ParquetMetaDataReader::new().with_metadata_options(Some(options)).parse_and_finish(&file));
        let metadata = metadata.map_err(|error| match error {
            ParquetError::External(error) if error.is::<io::Error>() => {
                error.downcast::<io::Error>().map_or_else(|_| io::ErrorKind::Other.into(), |error| *error)
            }
            _ => no_archive("ce n’est pas un fichier Parquet entier ; il est tronqué, ou d’un autre format"),
        })?;
        let header = Header::new(metadata.file_metadata().schema_descr());
        if !header.fields.iter().any(|field| field.name == "audit") {
            return Err(no_archive("aucune colonne ne s’appelle `audit`"));
        }
        for group in metadata.row_groups() {
            for field in &header.fields {
                let column = group.column(field.leaf);
                if let Compression::BROTLI(_) | Compression::LZO = column.compression() {
                    return Err(no_archive(
                        "la compression n’est pas de celles qui sont lues ; réécrivez le fichier avec Snappy, Zstandard, gzip, LZ4 ou aucune",
                    ));
                }
            }
        }
        let (shared, metadata) = (Shared::new(file)?, Arc::new(metadata));
        Ok(Self { shared, metadata, header, group: None, begun: 0, cut: 0, rows: 0 })
    }

    fn rows(&mut self, used: Option<Rows>) -> Option<Rows> {
        let group = loop {
            match &self.group {
                Some(group) if self.cut * ROWS < group.rows => break group.clone(),
                _ if self.begun == self.metadata.num_row_groups() => return None,
                _ => {
                    let group = Group::new(&self.shared, &self.metadata, &self.header, self.begun, self.rows);
                    self.group = Some(Arc::new(group));
                    self.begun += 1;
                    self.cut = 0;
                }
            }
        };
        let count = ROWS.min(group.rows - self.cut * ROWS);
        let first = self.rows + 1;
        self.rows += count;
        self.cut += 1;
        let mut blocks = used.map_or_else(Vec::new, |used| used.blocks);
        blocks.resize_with(self.header.fields.len(), Block::default);
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        let source = Some((group, self.cut - 1));
        Some(Rows { header: self.header.clone(), serial, first, count, blocks, source })
    }
}

impl Rows {
    /// Decodes them, unless they are.
    pub(in crate::audit) fn decode(&mut self) -> io::Result<()> {
        match self.source.take() {
            Some((group, number)) => group.decode(number, &mut self.blocks),
            None => Ok(()),
        }
    }

    /// The rows.
    pub(in crate::audit) fn entries<'p>(&'p self, file: &'p str) -> impl Iterator<Item = Entry<'p>> {
        (0..self.count).map(move |row| Entry {
            file,
            line: self.first + row,
            text: Cow::default(),
            fault: None,
            shape: Shape::Cells(self, row),
        })
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Rows").field("first", &self.first).field("count", &self.count).finish_non_exhaustive()
    }
}
