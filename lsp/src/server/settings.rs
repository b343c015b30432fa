//! What the author chose: which remarks and lenses are shown, whether names are edited everywhere at once.

use serde::Deserialize;
use serde_json::Value;

use crate::{hints, lens};

/// The settings, as editors give them: `{ "inlayHints": { "totals": true, … }, "codeLens": { … }, "linkedEditing": …, "archive": … }`.
/// What is not given keeps its default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Settings {
    /// Remarks inside lines.
    pub(super) inlay_hints: hints::Wanted,
    /// Lines above declarations.
    pub(super) code_lens: lens::Wanted,
    /// Names edited everywhere at once; off unless asked for.
    pub(super) linked_editing: LinkedEditing,
    /// A file of audits on which new versions are tried as they are written; none if empty.
    pub(super) archive: String,
}

/// Whether names are edited everywhere at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct LinkedEditing {
    /// True if they are.
    pub(super) enabled: bool,
}

impl Settings {
    /// Reads settings, under the key `grille` or bare. The error says what could not be read.
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        let own = value.get("grille").unwrap_or(value);
        if own.is_null() {
            return Ok(Self::default());
        }
        Self::deserialize(own).map_err(|error| format!("réglages de Grille illisibles, laissés de côté\u{a0}: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_given_keeps_its_default() {
        let read = |value: Value| Settings::read(&value).unwrap();
        assert_eq!(read(Value::Null), Settings::default());
        assert!(!Settings::default().linked_editing.enabled);
        let some =
            read(json!({ "grille": { "inlayHints": { "totals": false }, "linkedEditing": { "enabled": true } } }));
        assert!(!some.inlay_hints.totals && some.inlay_hints.parameters && some.linked_editing.enabled);
        assert!(!read(json!({ "codeLens": { "uses": false }, "autre": 1 })).code_lens.uses);
        assert!(Settings::read(&json!({ "codeLens": 3 })).is_err());
    }
}
