//! The archives a command is given, as one run of entries.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use grille::audit::{self, Format};
use grille::batch::Item;

use super::Failure;

/// The formats of `--input-format`.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum InputFormat {
    Json,
    Ndjson,
}

impl From<InputFormat> for Format {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Json => Self::Json,
            InputFormat::Ndjson => Self::Ndjson,
        }
    }
}

/// The entries of the archives, one after the other. All are opened at once, so that one that cannot be is told before anything
/// is done.
pub(super) fn items(
    paths: &[PathBuf],
    format: Option<InputFormat>,
) -> Result<impl Iterator<Item = io::Result<Item>> + Send, Failure> {
    let archives = paths.iter().map(|path| open(path, format)).collect::<Result<Vec<_>, _>>()?;
    Ok(archives
        .into_iter()
        .flat_map(|(file, entries)| entries.map(move |entry| entry.map(|entry| Item { file: file.clone(), entry }))))
}

/// Opens an archive, `-` for standard input, whose format its first bytes tell.
fn open(path: &Path, format: Option<InputFormat>) -> Result<(Arc<str>, audit::Entries<'static>), Failure> {
    let format = format.map(Format::from);
    if path.as_os_str() == "-" {
        let mut stream = BufReader::new(io::stdin());
        let start = stream.fill_buf().map_err(|error| Failure::about("-", &error))?;
        let format = format.unwrap_or_else(|| Format::of_start(start));
        return Ok(("entrée standard".into(), audit::entries(format, stream)));
    }
    let shown = path.display().to_string();
    let format = format.or_else(|| Format::of_path(path)).ok_or_else(|| {
        Failure::Because(format!(
            "`{shown}` : la fin du nom ne dit pas le format (`.json`, `.ndjson`, `.jsonl`) ; précisez-le par `--input-format`"
        ))
    })?;
    let failed = |error| Failure::about(&shown, &error);
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    Ok((shown.as_str().into(), audit::entries(format, BufReader::with_capacity(1 << 16, file))))
}
