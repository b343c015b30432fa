//! A file written beside its place and moved there when it is whole: nobody ever reads half of one.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, NamedTempFile};

use crate::compression::{Compressed, Compression};

/// The files being written, so that none is left if the program is interrupted.
static UNDER_WAY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn under_way() -> MutexGuard<'static, Vec<PathBuf>> {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes every file being written, before the program ends. No file takes its place from then on: whoever tries waits for
/// the end. Gives back how many there were.
pub fn abandon() -> usize {
    let files = under_way();
    let count = files.iter().filter(|file| fs::remove_file(file).is_ok()).count();
    std::mem::forget(files);
    count
}

/// Begins a file, compressed if its name says so.
pub fn begin(place: &Path) -> io::Result<Compressed<Staged>> {
    Compressed::new(Compression::of_path(place).0, Staged::create(place)?)
}

/// A file being written.
pub struct Staged {
    out: Out,
}

enum Out {
    /// Beside its place, which it takes when it is whole.
    Beside { file: BufWriter<NamedTempFile>, place: PathBuf, _known: Known },
    /// Straight to its place, which is no ordinary file: a pipe, a terminal.
    Straight(BufWriter<File>),
}

impl Staged {
    /// Begins a file. Nothing is seen at its place before [`Staged::finish`].
    pub fn create(place: &Path) -> io::Result<Self> {
        // A link keeps pointing to the file it points to.
        let place = fs::canonicalize(place).unwrap_or_else(|_| place.to_path_buf());
        if fs::metadata(&place).is_ok_and(|known| !known.is_file() && !known.is_dir()) {
            let file = File::options().write(true).open(&place)?;
            return Ok(Self { out: Out::Straight(BufWriter::new(file)) });
        }
        if place.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (file, known) = Known::begin(folder)?;
        if let Ok(old) = fs::metadata(&place) {
            file.as_file().set_permissions(old.permissions())?;
        }
        Ok(Self { out: Out::Beside { file: BufWriter::new(file), place, _known: known } })
    }

    /// Moves the file to its place.
    pub fn finish(self) -> io::Result<()> {
        match self.out {
            Out::Beside { file, place, .. } => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                let _files = under_way();
                file.persist(place).map(drop).map_err(|error| error.error)
            }
            Out::Straight(mut file) => file.flush(),
        }
    }
}

/// A file among those being written.
struct Known(PathBuf);

impl Known {
    /// Begins a file in a folder.
    fn begin(folder: &Path) -> io::Result<(NamedTempFile, Self)> {
        // Kept while the file is made: it is known as soon as it is there.
        let mut files = under_way();
        let file = builder().tempfile_in(folder)?;
        files.push(file.path().to_path_buf());
        let known = Self(file.path().to_path_buf());
        Ok((file, known))
    }
}

impl Drop for Known {
    fn drop(&mut self) {
        under_way().retain(|file| *file != self.0);
    }
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Out::Beside { file, .. } => file.write(bytes),
            Out::Straight(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Out::Beside { file, .. } => file.flush(),
            Out::Straight(file) => file.flush(),
        }
    }
}

/// Temporary files are private by default; a result is as readable as any file its owner makes.
fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".grille-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("sortie.ndjson");
        let mut dropped = Staged::create(&place).unwrap();
        dropped.write_all(b"half").unwrap();
        drop(dropped);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        fs::write(&place, "old").unwrap();
        let mut file = Staged::create(&place).unwrap();
        file.write_all(b"whole").unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "old");
        file.finish().unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "whole");
        assert!(Staged::create(folder.path()).is_err());
        assert!(Staged::create(&folder.path().join("absent/sortie")).is_err());
    }
}
