//! A value as an audit gives it, before anything is known of what it should be. Every format's reader comes down to this.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A value as given. Numbers stay text, so that no digit is lost on the way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Given<'a> {
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
    /// Reads a text that is a JSON value. What nests deeper than a list of plain values keeps only its kind.
    pub(super) fn from_json(text: &'a str) -> Self {
        match text.as_bytes().first() {
            Some(b'n') => Self::Nothing,
            Some(b't') => Self::YesNo(true),
            Some(b'f') => Self::YesNo(false),
            Some(b'"') => json_text(text).map_or(Self::Unreadable, Self::Text),
            Some(b'[') => serde_json::from_str(text).map_or(Self::List(Vec::new()), |Members(list)| Self::List(list)),
            Some(b'{') => Self::Object,
            _ => Self::Number(Cow::Borrowed(text)),
        }
    }

    /// Reads a member of a list, without going down into lists again.
    fn shallow(text: &'a str) -> Self {
        if text.starts_with('[') { Self::List(Vec::new()) } else { Self::from_json(text) }
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

/// The most members of a list that are read: one of so many names is unknown or listed twice, and the rest changes nothing.
const MOST_MEMBERS: usize = 1 << 16;

/// The members of a JSON list.
struct Members<'a>(Vec<Given<'a>>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Self::Value, S::Error> {
                let mut members = Vec::new();
                while members.len() < MOST_MEMBERS
                    && let Some(member) = list.next_element::<&RawValue>()?
                {
                    members.push(Given::shallow(member.get()));
                }
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Members(members))
            }
        }
        deserializer.deserialize_seq(List)
    }
}

/// The text of a JSON string, borrowed where it holds no escape; `None` if an escape is no character.
pub(super) fn json_text(quoted: &str) -> Option<Cow<'_, str>> {
    let inner = quoted.get(1..quoted.len().saturating_sub(1))?;
    if inner.contains('\\') { serde_json::from_str(quoted).ok().map(Cow::Owned) } else { Some(Cow::Borrowed(inner)) }
}

/// The text in NFC, the form names are compared in.
pub(super) fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}
