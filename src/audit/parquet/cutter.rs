//! Cuts a Parquet file into blocks of rows, their columns decoded.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parquet::basic::Compression;
use parquet::column::page::PageReader;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::serialized_reader::SerializedPageReader;

use super::column::{Block, Decoder};
use super::guard;
use super::schema::Header;
use crate::audit::archive::no_archive;
use crate::audit::entry::{Entry, Shape};

/// How many rows a portion holds: their results must be held in memory too.
const ROWS: usize = 1 << 10;

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
    file: Arc<File>,
    metadata: ParquetMetaData,
    header: Arc<Header>,
    /// The group of rows being read.
    group: usize,
    /// How many of its rows are read.
    passed: usize,
    /// How many rows of the file are read.
    rows: usize,
    /// One for each column; none before a group is begun.
    decoders: Vec<Decoder>,
}

/// Rows that follow each other.
#[derive(Debug)]
pub(in crate::audit) struct Rows {
    pub(super) header: Arc<Header>,
    /// Unlike that of all other rows.
    pub(super) serial: u64,
    /// The number of the first, from 1.
    first: usize,
    pub(super) count: usize,
    /// One for each column.
    pub(super) blocks: Vec<Block>,
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
            Self::Open(open) => open.rows(used),
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
        let metadata = guard::decode(|| ParquetMetaDataReader::new().parse_and_finish(&file));
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
                        "la compression n’est pas de celles qui sont lues (Snappy, Zstandard, gzip, LZ4 ou aucune)",
                    ));
                }
            }
        }
        let file = Arc::new(file);
        Ok(Self { file, metadata, header, group: 0, passed: 0, rows: 0, decoders: Vec::new() })
    }

    fn rows(&mut self, used: Option<Rows>) -> io::Result<Option<Rows>> {
        let left = loop {
            let Some(group) = self.metadata.row_groups().get(self.group) else { return Ok(None) };
            let count = usize::try_from(group.num_rows()).unwrap_or_default();
            if self.passed < count {
                break count - self.passed;
            }
            self.group += 1;
            self.passed = 0;
            self.decoders.clear();
        };
        let count = left.min(ROWS);
        let mut blocks = used.map_or_else(Vec::new, |used| used.blocks);
        blocks.resize_with(self.header.fields.len(), Block::default);
        for (at, block) in blocks.iter_mut().enumerate() {
            guard::decode(|| self.column(at, count, block)).map_err(|error| self.unreadable(at, &error))?;
        }
        let first = self.rows + 1;
        self.passed += count;
        self.rows += count;
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        Ok(Some(Rows { header: self.header.clone(), serial, first, count, blocks }))
    }

    fn column(&mut self, at: usize, count: usize, block: &mut Block) -> Result<()> {
        let group = self.metadata.row_group(self.group);
        let field = &self.header.fields[at];
        let open = || -> Result<Box<dyn PageReader>> {
            let rows = usize::try_from(group.num_rows()).unwrap_or_default();
            Ok(Box::new(SerializedPageReader::new(self.file.clone(), group.column(field.leaf), rows, None)?))
        };
        if self.decoders.len() == at {
            self.decoders.push(Decoder::new(&field.descriptor, open)?);
        }
        self.decoders[at].read(&field.descriptor, open, self.passed, count, block)
    }

    fn unreadable(&self, at: usize, error: &ParquetError) -> io::Error {
        let told = match error {
            ParquetError::NYI(_) => "elle est écrite d’une manière que le programme ne connaît pas",
            _ => "le fichier est abîmé",
        };
        let total = usize::try_from(self.metadata.file_metadata().num_rows()).unwrap_or(usize::MAX);
        let (from, to) = (self.rows + 1, (self.rows + ROWS).min(total.max(self.rows + 1)));
        no_archive(format!(
            "la colonne `{}` ne se lit pas entre les lignes {from} et {to} ; {told}",
            self.header.fields[at].name
        ))
    }
}

impl Rows {
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
