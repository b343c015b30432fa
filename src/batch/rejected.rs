//! A refused audit, kept whole with the reason.

use serde::Serialize;

use crate::audit::{Entry, Refused};

/// A line of the rejects file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// The archive it stands in.
    #[serde(rename = "fichier")]
    pub file: String,
    /// The line it begins on, from 1.
    #[serde(rename = "ligne")]
    pub line: usize,
    /// Its identifier, if that could be read.
    pub audit: Option<String>,
    /// The key the refusal is about; empty for the whole audit.
    #[serde(rename = "chemin")]
    pub at: String,
    /// The stable code of the reason.
    pub code: &'static str,
    /// The reason, in French.
    #[serde(rename = "motif")]
    pub reason: String,
    /// The encoding its bytes were taken for, where they are not UTF-8; put back into it they are what they were.
    #[serde(rename = "encodage", skip_serializing_if = "Option::is_none")]
    pub encoding: Option<&'static str>,
    /// The header it is read under, if it is a row of a CSV file.
    #[serde(rename = "en_tête", skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The audit as it was.
    #[serde(rename = "brut")]
    pub raw: String,
}

impl Rejected {
    /// Keeps a refused audit.
    pub fn new(entry: &Entry, refused: Refused) -> Self {
        let (raw, is_windows_1252) = entry.shown();
        Self {
            file: entry.file.to_owned(),
            line: entry.line,
            audit: refused.audit,
            code: refused.refusal.code(),
            reason: refused.refusal.message(),
            at: refused.refusal.at,
            encoding: is_windows_1252.then_some("windows-1252"),
            header: entry.header().map(str::to_owned),
            raw: raw.into_owned(),
        }
    }

    /// What people are told of it on one line: the place, the audit, the reason.
    pub fn told(&self) -> String {
        let audit = self.audit.as_ref().map(|id| format!(", audit {id}")).unwrap_or_default();
        format!("{}, ligne {}{audit} : {} ({})", self.file, self.line, self.reason, self.code)
    }
}
