//! The archives a command is given, as one run of portions.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use grille::audit::{Archive, Format, Portion, Unreadable};

use super::Failure;

/// The formats of `--input-format`.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum InputFormat {
    Json,
    Ndjson,
    Csv,
    Parquet,
}

impl From<InputFormat> for Format {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Json => Self::Json,
            InputFormat::Ndjson => Self::Ndjson,
            InputFormat::Csv => Self::Csv,
            InputFormat::Parquet => Self::Parquet,
        }
    }
}

/// Archives, one after the other.
pub(super) struct Archives {
    left: std::vec::IntoIter<Archive<'static>>,
    current: Option<Archive<'static>>,
}

impl Archives {
    /// Opens all at once, so that one that cannot be is told before anything is done.
    pub(super) fn open(paths: &[PathBuf], format: Option<InputFormat>) -> Result<Self, Failure> {
        let archives = paths.iter().map(|path| open(path, format)).collect::<Result<Vec<_>, _>>()?;
        let mut left = archives.into_iter();
        Ok(Self { current: left.next(), left })
    }

    /// The next portion; `None` after the last archive.
    pub(super) fn next(&mut self, mut used: Option<Portion>) -> Result<Option<Portion>, Unreadable> {
        while let Some(archive) = &mut self.current {
            if let Some(portion) = archive.next(used.take())? {
                return Ok(Some(portion));
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

/// Opens an archive, `-` for standard input, whose format its first bytes tell.
fn open(path: &Path, format: Option<InputFormat>) -> Result<Archive<'static>, Failure> {
    let format = format.map(Format::from);
    if path.as_os_str() == "-" {
        let mut stream = BufReader::with_capacity(BUFFER, io::stdin());
        let start = stream.fill_buf().map_err(|error| Failure::about("-", &error))?;
        let format = format.unwrap_or_else(|| Format::of_start(start));
        return Ok(Archive::new("entrée standard", format, stream));
    }
    let shown = path.display().to_string();
    let format = format.or_else(|| Format::of_path(path)).ok_or_else(|| {
        Failure::Because(format!(
            "`{shown}` : la fin du nom ne dit pas le format ({}) ; précisez-le par `--input-format`",
            Format::endings()
        ))
    })?;
    let failed = |error| Failure::about(&shown, &error);
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    Ok(Archive::of_file(shown.as_str(), format, file))
}

/// How many bytes are asked of a file at once.
const BUFFER: usize = 1 << 16;
