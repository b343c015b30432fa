//! The rejects file: every refused audit, whole, one a line.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::staged::begin;
use super::{Rejected, Staged};
use crate::compression::Compressed;

/// A rejects file being written.
pub struct Rejects {
    place: PathBuf,
    file: Option<Compressed<Staged>>,
}

impl Rejects {
    /// A rejects file asked for: it is there after the run, be it empty.
    pub fn at(place: &Path) -> io::Result<Self> {
        Ok(Self { place: place.to_path_buf(), file: Some(begin(place)?) })
    }

    /// The rejects file of a results file, `RESULTS.rejets.ndjson`: there after the run only if something was refused.
    pub fn beside(results: &Path) -> Self {
        let mut place = OsString::from(results);
        place.push(".rejets.ndjson");
        Self { place: place.into(), file: None }
    }

    /// Where it is written.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Keeps a refused audit.
    pub fn keep(&mut self, rejected: &Rejected) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(begin(&self.place)?),
        };
        serde_json::to_writer(&mut *file, rejected)?;
        file.write_all(b"\n")
    }

    /// Moves the file to its place. What an earlier run left there does not outlive a run without refusals.
    pub fn finish(self) -> io::Result<()> {
        match self.file {
            Some(file) => file.finish()?.finish(),
            None => match fs::remove_file(&self.place) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_file_is_there_only_after_refusals() {
        let folder = tempfile::tempdir().unwrap();
        let results = folder.path().join("r.ndjson");
        let place = folder.path().join("r.ndjson.rejets.ndjson");
        let rejected = Rejected {
            file: "a.ndjson".to_owned(),
            line: 3,
            audit: None,
            at: String::new(),
            code: "R001",
            reason: "motif".to_owned(),
            encoding: None,
            header: None,
            raw: "{\"".to_owned(),
        };
        let mut rejects = Rejects::beside(&results);
        rejects.keep(&rejected).unwrap();
        rejects.finish().unwrap();
        let line =
            r#"{"fichier":"a.ndjson","ligne":3,"audit":null,"chemin":"","code":"R001","motif":"motif","brut":"{\""}"#;
        assert_eq!(fs::read_to_string(&place).unwrap(), format!("{line}\n"));
        Rejects::beside(&results).finish().unwrap();
        assert!(!place.exists());
        Rejects::beside(&results).finish().unwrap();
        Rejects::at(&place).unwrap().finish().unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "");
    }
}
