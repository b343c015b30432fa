//! Lines of a rejects file, given back as audits once they are mended.

use memchr::memmem;
use serde::Deserialize;

/// What makes a line of a rejects file: an audit as it was, and why it was refused.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "code")]
    _code: String,
    #[serde(rename = "motif")]
    _reason: String,
    #[serde(rename = "en_tête")]
    header: Option<String>,
    #[serde(rename = "brut")]
    raw: String,
}

/// An audit kept in a rejects file.
pub(super) struct Kept {
    /// Its text.
    pub(super) raw: String,
    /// The header it is read under, if it is a row of a CSV file.
    pub(super) header: Option<String>,
}

/// The key an audit is kept under in a rejects file.
pub(super) const RAW: &str = "brut";

/// The audit a line of a rejects file holds; `None` if it is no such line.
pub(super) fn kept(text: &[u8]) -> Option<Kept> {
    memmem::find(text, b"\"brut\"")?;
    serde_json::from_slice(text).ok().map(|line: Line| Kept { raw: line.raw, header: line.header })
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn lines_are_told_from_audits() {
        let line = r#"{"fichier":"f","ligne":3,"audit":null,"chemin":"","code":"R001","motif":"m","brut":"{\"audit\":\"a\"}"}"#;
        assert_eq!(kept(line.as_bytes()).map(|kept| kept.raw).as_deref(), Some(r#"{"audit":"a"}"#));
        for audit in [r#"{"audit":"a","brut":"texte"}"#, r#"{"audit":"a","code":1,"motif":"m","brut":"b"}"#, "brut"] {
            assert!(kept(audit.as_bytes()).is_none());
        }
    }
}
