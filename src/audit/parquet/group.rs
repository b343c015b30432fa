//! One group of rows, decoded by as many threads as there are: each column is decoded in order, by whoever comes first.
//!
//! A thread with a block of rows goes down its columns. Behind it, the thread with the next block finds each column where the first
//! left it. None waits for another but for one column at a time, and what is decoded on the way for a block that is not one's own is
//! left there for its owner.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use parquet::column::page::PageReader;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::serialized_reader::SerializedPageReader;

use super::block::Block;
use super::chunk::{Chunk, Held, MOST_HELD, Shared, TooLarge};
use super::column::Decoder;
use super::guard;
use super::schema::{Field, Header};
use crate::audit::archive::no_archive;

/// How many rows a block holds: their results must be held in memory too.
pub(super) const ROWS: usize = 1 << 10;

/// A group of rows.
pub(super) struct Group {
    shared: Shared,
    metadata: Arc<ParquetMetaData>,
    header: Arc<Header>,
    /// Which it is.
    index: usize,
    /// How many rows of the file come before.
    before: usize,
    /// How many it has.
    pub(super) rows: usize,
    columns: Vec<Mutex<Progress>>,
    held: Arc<Held>,
}

/// How far a column is decoded.
#[derive(Default)]
struct Progress {
    decoder: Option<Decoder>,
    /// How many blocks are.
    decoded: usize,
    /// Blocks whose owners have not come yet.
    waiting: Vec<(usize, Block)>,
    /// Why it is decoded no further.
    failed: Option<String>,
}

impl Group {
    pub(super) fn new(
        shared: &Shared,
        metadata: &Arc<ParquetMetaData>,
        header: &Arc<Header>,
        index: usize,
        before: usize,
    ) -> Self {
        let rows = usize::try_from(metadata.row_group(index).num_rows()).unwrap_or_default();
        let columns = header.fields.iter().map(|_| Mutex::default()).collect();
        let (shared, metadata, header) = (shared.clone(), metadata.clone(), header.clone());
        Self { shared, metadata, header, index, before, rows, columns, held: Arc::default() }
    }

    /// Decodes the columns of a block, each into its own. Those another thread is at are left for later.
    pub(super) fn decode(&self, number: usize, blocks: &mut [Block]) -> io::Result<()> {
        let (mut left, mut failed) = (Vec::new(), None);
        let mut decode = |at: usize, block: &mut Block, progress: &mut Progress| {
            if let Err(told) = self.column(&self.header.fields[at], progress, number, block)
                && failed.as_ref().is_none_or(|(of, _)| at < *of)
            {
                failed = Some((at, told));
            }
        };
        for (at, (progress, block)) in self.columns.iter().zip(&mut *blocks).enumerate() {
            match progress.try_lock() {
                Ok(mut progress) => decode(at, block, &mut progress),
                Err(_) => left.push(at),
            }
        }
        for at in left {
            let mut progress = self.columns[at].lock().unwrap_or_else(PoisonError::into_inner);
            decode(at, &mut blocks[at], &mut progress);
        }
        // Of several that fail the first is told, whoever came to it first.
        failed.map_or(Ok(()), |(_, told)| Err(no_archive(told)))
    }

    fn column(
        &self,
        field: &Field,
        progress: &mut Progress,
        number: usize,
        block: &mut Block,
    ) -> std::result::Result<(), String> {
        if let Some(at) = progress.waiting.iter().position(|(of, _)| *of == number) {
            *block = progress.waiting.swap_remove(at).1;
            return Ok(());
        }
        while progress.decoded < number {
            let (at, mut decoded) = (progress.decoded, Block::default());
            self.next_of(field, progress, &mut decoded)?;
            progress.waiting.push((at, decoded));
        }
        self.next_of(field, progress, block)
    }

    /// Decodes the next block of a column that has not failed.
    fn next_of(&self, field: &Field, progress: &mut Progress, block: &mut Block) -> std::result::Result<(), String> {
        if let Some(told) = &progress.failed {
            return Err(told.clone());
        }
        match guard::decode(|| self.next(field, progress, block)) {
            Ok(()) => {
                progress.decoded += 1;
                Ok(())
            }
            Err(error) => {
                let told = self.unreadable(field, progress.decoded, &error);
                progress.failed = Some(told.clone());
                Err(told)
            }
        }
    }

    /// Decodes the next block of a column.
    fn next(&self, field: &Field, progress: &mut Progress, block: &mut Block) -> Result<()> {
        let column = self.metadata.row_group(self.index).column(field.leaf);
        let open = || -> Result<Box<dyn PageReader>> {
            let chunk = Arc::new(Chunk::new(&self.shared, column, &self.held)?);
            Ok(Box::new(SerializedPageReader::new(chunk, column, self.rows, None)?))
        };
        let passed = progress.decoded * ROWS;
        let decoder = match &mut progress.decoder {
            Some(decoder) => decoder,
            none => none.insert(Decoder::new(&field.descriptor, open)?),
        };
        decoder.read(&field.descriptor, open, passed, ROWS.min(self.rows - passed), block)
    }

    fn unreadable(&self, field: &Field, number: usize, error: &ParquetError) -> String {
        let told = match error {
            ParquetError::NYI(_) => "elle est écrite d’une manière que le programme ne connaît pas".to_owned(),
            ParquetError::External(error) if error.is::<TooLarge>() => format!(
                "ses pages prennent trop de place (plus de {}\u{a0}Mio pour un groupe de lignes) ; réécrivez le fichier en groupes de lignes plus petits",
                MOST_HELD >> 20
            ),
            _ => "le fichier est abîmé".to_owned(),
        };
        let (from, to) = (self.before + number * ROWS + 1, self.before + self.rows.min((number + 1) * ROWS));
        format!("la colonne `{}` ne se lit pas entre les lignes {from} et {to} ; {told}", field.name)
    }
}
