//! A refused audit, kept whole with the reason.

use serde::Serialize;

use super::Item;
use crate::audit::Refused;

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
    /// The audit as it was.
    #[serde(rename = "brut")]
    pub raw: String,
}

impl Rejected {
    /// Keeps a refused audit.
    pub fn new(item: &Item, refused: Refused) -> Self {
        Self {
            file: item.file.to_string(),
            line: item.entry.line,
            audit: refused.audit,
            code: refused.refusal.code(),
            reason: refused.refusal.message(),
            at: refused.refusal.at,
            raw: item.entry.shown(),
        }
    }

    /// What people are told of it on one line: the place, the audit, the reason.
    pub fn told(&self) -> String {
        let audit = self.audit.as_ref().map(|id| format!(", audit {id}")).unwrap_or_default();
        format!("{}, ligne {}{audit} : {} ({})", self.file, self.line, self.reason, self.code)
    }
}
