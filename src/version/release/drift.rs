//! What differs between a release as it was written and as it is computed now.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{CHANGES, CHANGES_JSON, GRID, MANIFEST, RESULTS, Release, TABLES, lines};
use crate::grid::digest;

/// A file of a release that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The file.
    pub file: String,
    /// How it differs.
    pub how: How,
}

/// How a file differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// It is not there.
    Missing,
    /// It should not be there.
    Superfluous,
    /// A line of it is not what is computed: which, what it says, what it should.
    Line {
        /// From 1.
        number: usize,
        /// As written; none past its end.
        written: Option<String>,
        /// As computed; none past its end.
        computed: Option<String>,
    },
}

impl Drift {
    /// What differs and what it means, in French.
    pub fn message(&self) -> String {
        let file = &self.file;
        let meaning = match file.as_str() {
            GRID => "la grille a été modifiée depuis sa publication",
            TABLES => "un barème ou une décision ne décide plus de même",
            RESULTS => "des audits de référence n’ont plus le même résultat",
            CHANGES | CHANGES_JSON => "les différences avec la version remplacée ne sont plus les mêmes",
            MANIFEST => "ce que la publication dit d’elle-même ne correspond plus",
            _ => "ce fichier n’appartient pas à la publication",
        };
        let text = match &self.how {
            How::Missing => format!("`{file}` : {meaning} ; le fichier manque"),
            How::Superfluous => format!("`{file}` : ce fichier n’appartient pas à la publication"),
            How::Line { number, written, computed } => {
                let from = common(written.as_deref(), computed.as_deref());
                let quoted = |line: &Option<String>| {
                    line.as_ref().map_or("rien".to_owned(), |line| format!("`{}`", excerpt(line, from)))
                };
                format!(
                    "`{file}` : {meaning} ; ligne {number}, publié {}, aujourd’hui {}",
                    quoted(written),
                    quoted(computed)
                )
            }
        };
        text.replace(" :", "\u{a0}:").replace(" ;", "\u{a0};")
    }
}

/// How files written before differ from a release, in the order of names.
pub fn drift(written: &BTreeMap<String, String>, release: &Release) -> Vec<Drift> {
    let mut found = Vec::new();
    for (name, computed) in &release.files {
        let how = match written.get(*name) {
            None => Some(How::Missing),
            Some(manifest) if *name == MANIFEST => {
                first_difference(manifest, &excused(manifest, written, release).unwrap_or_else(|| computed.clone()))
            }
            Some(written) => first_difference(written, computed),
        };
        found.extend(how.map(|how| Drift { file: (*name).to_owned(), how }));
    }
    let superfluous = written.keys().filter(|name| !release.files.contains_key(name.as_str()));
    found.extend(superfluous.map(|name| Drift { file: name.clone(), how: How::Superfluous }));
    found
}

/// What the manifest should be, given what differs elsewhere and is told there: where it pins another grid than there is now, what it
/// says of that grid stands, and so does the fingerprint of a file that is there as it was published. None if it is no manifest.
fn excused(manifest: &str, written: &BTreeMap<String, String>, release: &Release) -> Option<String> {
    let says: Json = serde_json::from_str(manifest).ok()?;
    let mut should: Json = serde_json::from_str(release.files.get(MANIFEST)?).ok()?;
    let pinned = |json: &Json, file: &str| json.get(FILES).and_then(|files| files.get(file)).cloned();
    let is_another = |file: &str| pinned(&says, file) != pinned(&should, file);
    let moved = [(GRID, &OF_GRID[..]), (CHANGES, &["remplace"]), (RESULTS, &["audits"])];
    let excused: Vec<_> = moved.into_iter().filter(|(file, _)| is_another(file)).flat_map(|(_, keys)| keys).collect();
    for key in excused {
        if let (Some(says), Some(should)) = (says.get(*key), should.get_mut(*key)) {
            *should = says.clone();
        }
    }
    for (file, should) in should.get_mut(FILES).and_then(Json::as_object_mut).into_iter().flatten() {
        let there = written.get(file).map(|content| digest(content.as_bytes()));
        if let Some(says) = pinned(&says, file).filter(|says| there.is_some_and(|there| *says == there)) {
            *should = says;
        }
    }
    Some(lines(&should))
}

/// What of a manifest holds the fingerprint of each file.
const FILES: &str = "fichiers";
/// What of it is said of the grid.
const OF_GRID: [&str; 5] = ["titre", "empreinte", "empreinte_texte", "points", "remplace"];

/// The first line in which two texts differ.
fn first_difference(written: &str, computed: &str) -> Option<How> {
    if written == computed {
        return None;
    }
    let (mut left, mut right) = (written.split('\n'), computed.split('\n'));
    let mut number = 1;
    loop {
        match (left.next(), right.next()) {
            (Some(a), Some(b)) if a == b => number += 1,
            (a, b) => {
                // What stands after the last line end is no line.
                let line = |line: Option<&str>, rest: Option<&str>| {
                    line.filter(|line| !line.is_empty() || rest.is_some()).map(str::to_owned)
                };
                let (written, computed) = (line(a, left.next()), line(b, right.next()));
                return Some(How::Line { number, written, computed });
            }
        }
    }
}

/// How many characters two lines begin with alike.
fn common(left: Option<&str>, right: Option<&str>) -> usize {
    let pairs = left.unwrap_or_default().chars().zip(right.unwrap_or_default().chars());
    pairs.take_while(|(a, b)| a == b).count()
}

/// A line cut for a message: what stands from a little before a character on.
fn excerpt(line: &str, from: usize) -> String {
    const LONGEST: usize = 80;
    const BEFORE: usize = 24;
    if line.trim().chars().count() <= LONGEST {
        return line.trim().to_owned();
    }
    let skipped = from.saturating_sub(BEFORE);
    let mut text: String = if skipped > 0 { "…".to_owned() } else { String::new() };
    text.extend(line.chars().skip(skipped).take(LONGEST));
    if line.chars().count() > skipped + LONGEST {
        text.push('…');
    }
    text.trim().to_owned()
}
