//! The archives a command is given, as one run of portions.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use clap::ValueEnum;
use grille::audit::{Archive, Cut, Format, Unreadable};
use grille::compression::{self, Compression};

use super::Failure;
use super::progress::{Counted, Progress};

/// The formats of audits, by their names on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum AuditFormat {
    Json,
    Ndjson,
    Csv,
    Parquet,
}

impl From<AuditFormat> for Format {
    fn from(format: AuditFormat) -> Self {
        match format {
            AuditFormat::Json => Self::Json,
            AuditFormat::Ndjson => Self::Ndjson,
            AuditFormat::Csv => Self::Csv,
            AuditFormat::Parquet => Self::Parquet,
        }
    }
}

/// Archives, one after the other.
pub(super) struct Archives {
    left: std::vec::IntoIter<Archive<'static>>,
    current: Option<Archive<'static>>,
    /// How many bytes are read of the files.
    read: Arc<AtomicU64>,
    /// How many there are; none if there is a stream among them.
    total: Option<u64>,
}

impl Archives {
    /// Opens all at once, so that one that cannot be is told before anything is done.
    pub(super) fn open(paths: &[PathBuf], format: Option<AuditFormat>) -> Result<Self, Failure> {
        let read = Arc::default();
        let opened = paths.iter().map(|path| open(path, format, &read)).collect::<Result<Vec<_>, _>>()?;
        let total = opened.iter().map(|(_, size)| *size).sum();
        let mut left = opened.into_iter().map(|(archive, _)| archive).collect::<Vec<_>>().into_iter();
        Ok(Self { current: left.next(), left, read, total })
    }

    /// The progress of reading them.
    pub(super) fn progress(&self, prints_results: bool) -> Progress {
        Progress::new(self.read.clone(), self.total, prints_results)
    }

    /// The next portion; `None` after the last archive.
    pub(super) fn cut(&mut self, mut used: Option<Cut>) -> Result<Option<Cut>, Unreadable> {
        while let Some(archive) = &mut self.current {
            if let Some(cut) = archive.cut(used.take())? {
                return Ok(Some(cut));
            }
            self.current = self.left.next();
        }
        Ok(None)
    }
}

impl From<Unreadable> for Failure {
    fn from(unreadable: Unreadable) -> Self {
        Self::Because(format!("`{}` : la lecture s’arrête : {}", unreadable.file, unreadable.cause()))
    }
}

/// Opens an archive, and gives its size where it has one. For `-`, standard input, the first bytes tell the format. A compressed
/// stream is known by its first bytes, or by the ending of its name.
fn open(
    path: &Path,
    format: Option<AuditFormat>,
    read: &Arc<AtomicU64>,
) -> Result<(Archive<'static>, Option<u64>), Failure> {
    let format = format.map(Format::from);
    if path.as_os_str() == "-" {
        let name = "entrée standard";
        let failed = |error| Failure::about(name, &error);
        let mut stream = expand(counted(io::stdin(), read), None).map_err(failed)?;
        let start = stream.fill_buf().map_err(failed)?;
        let format = format.unwrap_or_else(|| Format::of_start(start));
        return Ok((Archive::new(name, format, stream), None));
    }
    let shown = path.display().to_string();
    let format = format.or_else(|| Format::of_path(path)).ok_or_else(|| {
        Failure::Because(format!(
            "`{shown}` : la fin du nom ne dit pas le format ({}, suivis ou non de `.gz` ou `.zst`) ; précisez-le par `--input-format`",
            Format::endings()
        ))
    })?;
    let failed = |error| Failure::about(&shown, &error);
    let file = File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if about.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    if format == Format::Parquet {
        return Ok((Archive::of_file(shown.as_str(), format, file), None));
    }
    let stream = expand(counted(file, read), Compression::of_path(path).0).map_err(failed)?;
    Ok((Archive::new(shown.as_str(), format, stream), about.is_file().then_some(about.len())))
}

fn counted<R: Read>(stream: R, read: &Arc<AtomicU64>) -> BufReader<Counted<R>> {
    BufReader::with_capacity(BUFFER, Counted::new(stream, read.clone()))
}

/// The stream as it was before it was compressed, if it is.
fn expand(
    mut stream: impl BufRead + Send + 'static,
    named: Option<Compression>,
) -> io::Result<Box<dyn BufRead + Send>> {
    let found = Compression::of_start(stream.fill_buf()?);
    match found.or(named) {
        Some(compression) => compression::expanded(compression, stream),
        None => Ok(Box::new(stream)),
    }
}

/// How many bytes are asked of a file at once.
const BUFFER: usize = 1 << 16;
