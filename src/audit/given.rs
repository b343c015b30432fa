//! A value as an audit gives it, before anything is known of what it should be. Every format's reader comes down to this.

use std::borrow::Cow;

use serde_json::value::RawValue;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A value as given. Numbers stay text, so that no digit is lost on the way.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given<'a> {
    /// `null`, an empty cell: the same as not given.
    Nothing,
    /// `true`, `false`
    YesNo(bool),
    /// A number, as written, with a decimal point.
    Number(Cow<'a, str>),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Given<'a>>),
    /// An object, which no value in an audit may be.
    Object,
    /// A text whose escapes stand for no character (half of a surrogate pair).
    Unreadable,
    /// A value of another format that JSON has nothing for: what it is, in French.
    Foreign(&'static str),
}

impl<'a> Given<'a> {
    /// Reads a JSON value. What nests deeper than a list of plain values keeps only its kind.
    pub(super) fn from_json(raw: &'a RawValue) -> Self {
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'n') => Self::Nothing,
            Some(b't') => Self::YesNo(true),
            Some(b'f') => Self::YesNo(false),
            Some(b'"') => json_text(text).map_or(Self::Unreadable, Self::Text),
            Some(b'[') => {
                let members: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
                Self::List(members.into_iter().map(Self::shallow).collect())
            }
            Some(b'{') => Self::Object,
            _ => Self::Number(Cow::Borrowed(text)),
        }
    }

    /// Reads a member of a list, without going down into lists again.
    fn shallow(raw: &'a RawValue) -> Self {
        if raw.get().starts_with('[') { Self::List(Vec::new()) } else { Self::from_json(raw) }
    }

    /// What it is, in French: « un texte ».
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "`null`",
            Self::YesNo(true) => "`true`",
            Self::YesNo(false) => "`false`",
            Self::Number(_) => "un nombre",
            Self::Text(_) => "un texte",
            Self::List(_) => "une liste",
            Self::Object => "un objet",
            Self::Foreign(kind) => kind,
            Self::Unreadable => "un texte dont un échappement ne désigne aucun caractère",
        }
    }
}

/// The text of a JSON string, borrowed where it holds no escape; `None` if an escape is no character.
fn json_text(quoted: &str) -> Option<Cow<'_, str>> {
    let inner = quoted.get(1..quoted.len().saturating_sub(1))?;
    if inner.contains('\\') { serde_json::from_str(quoted).ok().map(Cow::Owned) } else { Some(Cow::Borrowed(inner)) }
}

/// The text in NFC, the form names are compared in.
pub(super) fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}
