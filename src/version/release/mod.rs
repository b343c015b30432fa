//! A release: what a version of a grid is and does, pinned in a few files people can review, and that can be computed again.
//!
//! [`prepare`] makes the files, the same bytes for the same material; [`drift`] says where files written before differ. Reading and
//! writing them is left to the caller.

mod drift;
mod manifest;
mod obstacle;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use drift::{Drift, drift};
pub use manifest::{Stated, edited, stated};
pub use obstacle::Obstacle;

use super::cases::Report;
use super::diff::{Diff, Version, diff, write};
use super::lineage::{self, Lineage};
use crate::audit::{Archive, Format, Reader, Vocabulary};
use crate::check::{Analysis, table};
use crate::grid::fingerprint;
use crate::outcome::{Detail, Format as Written, Frame, Printer, Rows};
use crate::score::program::Program;
use crate::syntax;

/// The manifest: what is released, and the fingerprint of every other file.
pub const MANIFEST: &str = "publication.json";
/// The grid as `grille fmt` lays it out.
pub const GRID: &str = "grille.grille";
/// The decision table of every `barème` and of every decision on inputs.
pub const TABLES: &str = "tables.json";
/// The results of the reference audits, one a line.
pub const RESULTS: &str = "resultats.ndjson";
/// What changed from the version replaced, for people.
pub const CHANGES: &str = "differences.md";
/// The same, for programs.
pub const CHANGES_JSON: &str = "differences.json";

/// Where a grid is released, unless another place is asked for: `sp_plus.publication` beside `sp_plus.grille`.
pub fn folder_of(grid: &Path) -> PathBuf {
    grid.with_extension("publication")
}

/// What a release is made from.
pub struct Material<'a> {
    /// The grid.
    pub grid: &'a Analysis,
    /// The version it replaces, if it replaces one and that one was found.
    pub replaced: Option<&'a Analysis>,
    /// The cases beside the grid, run.
    pub cases: &'a [Report<'a>],
    /// The reference audits, in the order they are written.
    pub audits: &'a [Reference],
    /// What is stated: the date, the tool.
    pub stated: Stated,
}

/// A file of reference audits.
#[derive(Debug, Clone)]
pub struct Reference {
    /// Its name, relative to the grid's folder, with `/`.
    pub name: String,
    /// Its format.
    pub format: Format,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Reference {
    /// False if the first of its audits cites another grid: the file is then that grid's.
    pub fn may_be_of(&self, citation: &str) -> bool {
        let mut archive = Archive::new(self.name.as_str(), self.format, self.bytes.as_slice());
        let Ok(Some(portion)) = archive.next(None) else { return true };
        let first =
            portion.entries().next().and_then(|entry| serde_json::from_slice::<serde_json::Value>(&entry.text).ok());
        first.is_none_or(|audit| {
            audit.get("grille").and_then(serde_json::Value::as_str).is_none_or(|cited| cited == citation)
        })
    }
}

/// The files of a release, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Each file's content.
    pub files: BTreeMap<&'static str, String>,
    /// The class of the change from the version replaced.
    pub class: Option<&'static str>,
}

/// What can be made of a material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The files, whatever stands in the way of publishing them; none if the grid has errors.
    pub release: Option<Release>,
    /// Everything that stands in the way.
    pub obstacles: Vec<Obstacle>,
}

/// Makes the files of a release, and says everything that stands in its way.
pub fn prepare(material: &Material<'_>) -> Prepared {
    let mut obstacles = obstacle::of_grid(material);
    // What follows is about a grid that stands for itself.
    if material.grid.has_errors() {
        return Prepared { release: None, obstacles };
    }
    let (results, refused) = results(material);
    obstacles.extend(refused);
    let diff = material.replaced.filter(|old| !old.has_errors()).map(|old| difference(old, material.grid));
    if let Some(diff) = &diff
        && (!diff.unproved.is_empty() || !diff.class.is_proved())
    {
        obstacles.push(Obstacle::ClassUnproved);
    }
    let mut files = BTreeMap::from([
        (GRID, syntax::format(material.grid.source.text(), &material.grid.file)),
        (TABLES, tables(material.grid)),
        (RESULTS, results),
    ]);
    if let Some(diff) = &diff {
        files.insert(CHANGES, write::markdown(diff));
        files.insert(CHANGES_JSON, lines(&write::json(diff)));
    }
    let class = diff.as_ref().map(|diff| diff.class.word());
    let manifest = manifest::manifest(material, class, &files);
    files.insert(MANIFEST, lines(&manifest));
    Prepared { release: Some(Release { files, class }), obstacles }
}

/// The difference from the version replaced.
fn difference(old: &Analysis, new: &Analysis) -> Diff {
    fn version(analysis: &Analysis) -> Version<'_> {
        Version { grid: &analysis.grid, source: &analysis.source }
    }
    diff(version(old), version(new), &Lineage::new(&old.grid, &new.grid))
}

/// Every decision table.
fn tables(grid: &Analysis) -> String {
    let tables = table::tables(&grid.grid, &grid.source, None);
    // A line of the source moves with what stands above it: it is no part of the behaviour.
    lines(&without_lines(table::json(&tables)))
}

/// The same without the lines of the source.
fn without_lines(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(entries) => {
            let kept = entries.into_iter().filter(|(key, _)| key != "ligne");
            kept.map(|(key, value)| (key, without_lines(value))).collect()
        }
        serde_json::Value::Array(items) => items.into_iter().map(without_lines).collect(),
        other => other,
    }
}

/// The results of the reference audits, and those that are refused.
fn results(material: &Material<'_>) -> (String, Vec<Obstacle>) {
    let (grid, source) = (&material.grid.grid, &material.grid.source);
    let fingerprint = fingerprint(grid);
    let frame = Frame { source, grid, fingerprint: &fingerprint, detail: Detail::Group };
    let printer = Printer::new(frame, Written::Ndjson);
    let (names, program) = (Vocabulary::new(grid), Program::new(grid));
    let (mut reader, mut scorer) = (Reader::new(&names), program.scorer());
    let (mut rows, mut refused) = (Rows::default(), Vec::new());
    for reference in material.audits {
        let mut archive = Archive::new(reference.name.as_str(), reference.format, reference.bytes.as_slice());
        // A text in memory can always be read on.
        while let Ok(Some(portion)) = archive.next(None) {
            reader.read_all(portion.entries(), |entry, read| {
                let done = read.map_err(|refused| refused.refusal.message()).and_then(|slots| {
                    let result = scorer.score(slots).map_err(|refusal| refusal.message())?;
                    printer.add(slots, result, &mut rows);
                    Ok(())
                });
                if let Err(reason) = done {
                    refused.push(Obstacle::Refused { file: reference.name.clone(), line: entry.line, reason });
                }
            });
        }
    }
    (String::from_utf8_lossy(&rows.into_text()).into_owned(), refused)
}

/// A JSON value as a file for people to compare: indented, ended by a line break.
fn lines(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

/// What lineage says is wrong, for obstacles.
fn lineage_errors(old: &Analysis, new: &Analysis) -> usize {
    let found = lineage::check(&old.grid, &new.grid, &new.file);
    found.iter().filter(|diagnostic| diagnostic.is_error()).count()
}

/// The names of the files of a release, whether or not it has them all.
pub fn names() -> [&'static str; 6] {
    [MANIFEST, GRID, TABLES, RESULTS, CHANGES, CHANGES_JSON]
}

/// The version of the form of a release, said in its manifest.
const FORM: u32 = 1;
