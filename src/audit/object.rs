//! One audit as a JSON object: what JSON and NDJSON archives are made of.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::Audit;
use super::draft::{self, Draft, not_text};
use super::entry::Entry;
use super::given::{Given, nfc};
use super::refusal::{Refusal, RefusalKind};
use super::vocabulary::Vocabulary;
use crate::diagnostic::is_slip;
use crate::grid::InputSection;

/// An audit refused while being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its identifier, if that could be read.
    pub audit: Option<String>,
    /// Why.
    pub refusal: Box<Refusal>,
}

impl Refused {
    /// An audit refused before or after its identifier was known.
    pub fn new(audit: Option<String>, refusal: Refusal) -> Self {
        Self { audit, refusal: Box::new(refusal) }
    }
}

/// Reads the audit of an entry.
pub fn read(names: &Vocabulary, entry: &Entry) -> Result<Audit, Refused> {
    let anonymous = |refusal| Refused::new(None, refusal);
    let malformed = |detail| anonymous(Refusal::new("", RefusalKind::Malformed(detail)));
    if let Some(fault) = entry.fault {
        return Err(anonymous(Refusal::new("", fault.refusal())));
    }
    let text = std::str::from_utf8(&entry.text).map_err(|error| malformed(not_utf8(&entry.text, &error)))?;
    let object: Object = serde_json::from_str(text).map_err(|error| malformed(not_json(text, entry.line, &error)))?;
    let id = match &object.audit {
        Some(Given::Text(id)) if !id.is_empty() => id.to_string(),
        None | Some(Given::Nothing | Given::Text(_)) => {
            return Err(anonymous(Refusal::new("audit", RefusalKind::NoIdentifier)));
        }
        Some(other) => return Err(anonymous(not_text("audit", other))),
    };
    resolve(names, &object, id.clone()).map_err(|refusal| Refused::new(Some(id), refusal))
}

/// Looks every key up. The grid cited comes first: under another grid, all the rest is wrong for that one reason.
fn resolve(names: &Vocabulary, object: &Object, id: String) -> Result<Audit, Refusal> {
    let mut draft = Draft::new(names, id);
    draft.cites(object.grid.as_ref().unwrap_or(&Given::Nothing))?;
    if let Some(fault) = &object.fault {
        return Err(fault.clone());
    }
    for (section, given) in SECTIONS.iter().zip(&object.sections) {
        let entries = match given {
            Section::Absent => continue,
            Section::Entries(entries) => entries,
            Section::Other(found) => {
                let kind = RefusalKind::WrongKind {
                    expected: "un objet `{…}`".to_owned(),
                    found: (*found).to_owned(),
                    remedy: None,
                };
                return Err(Refusal::new(*section, kind));
            }
        };
        for (key, raw) in entries {
            let given = Given::from_json(raw);
            match *section {
                draft::RATINGS => draft.rating(key, &given)?,
                draft::ELEMENTS => draft.elements(key, &given)?,
                draft::SET_ASIDE => draft.set_aside(key, &given)?,
                word if word == InputSection::Profile.word() => draft.input(InputSection::Profile, key, &given)?,
                _ => draft.input(InputSection::Measures, key, &given)?,
            }
        }
    }
    Ok(draft.finish())
}

/// The keys whose content the grid declares, in the order they are checked in.
const SECTIONS: [&str; 5] = ["profil", "mesures", draft::RATINGS, draft::ELEMENTS, draft::SET_ASIDE];

/// The object's keys, sorted out. Keys the grid says nothing of (`service`, `date`, `constats`…) are the auditor's own.
#[derive(Default)]
struct Object<'a> {
    audit: Option<Given<'a>>,
    grid: Option<Given<'a>>,
    sections: [Section<'a>; SECTIONS.len()],
    /// The first key that is repeated or nearly one of [`SECTIONS`].
    fault: Option<Refusal>,
}

/// What a section holds.
#[derive(Default)]
enum Section<'a> {
    /// Nothing: no such key, or `null`.
    #[default]
    Absent,
    /// Keys and values, in the order given.
    Entries(Vec<(Cow<'a, str>, &'a RawValue)>),
    /// Something else than an object, in French.
    Other(&'static str),
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut object = Object::default();
                let mut seen: HashSet<String> = HashSet::new();
                while let Some(Key(key)) = map.next_key()? {
                    let key = nfc(&key).into_owned();
                    if let Some(at) = SECTIONS.iter().position(|section| *section == key) {
                        object.sections[at] = map.next_value()?;
                    } else if key == "audit" {
                        object.audit = Some(Given::from_json(map.next_value()?));
                    } else if key == "grille" {
                        object.grid = Some(Given::from_json(map.next_value()?));
                    } else {
                        map.next_value::<IgnoredAny>()?;
                        object.misspelt(&key);
                    }
                    if object.fault.is_none() && seen.contains(&key) {
                        object.fault = Some(Refusal::new(&key, RefusalKind::RepeatedKey));
                    }
                    seen.insert(key);
                }
                Ok(object)
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

impl Object<'_> {
    /// Refuses a key that is one of [`SECTIONS`] but for a slip: left alone, all it holds would be lost without a word.
    fn misspelt(&mut self, key: &str) {
        if self.fault.is_none()
            && let Some(section) = SECTIONS.into_iter().find(|section| is_slip(key, section))
        {
            let what = "cette clé n’est pas connue".to_owned();
            let kind = RefusalKind::UnknownKey { what, remedy: Some(format!("vouliez-vous dire `{section}` ?")) };
            self.fault = Some(Refusal::new(key, kind));
        }
    }
}

/// A key, borrowed where it holds no escape.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

impl<'de> Deserialize<'de> for Section<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const NUMBER: Given = Given::Number(Cow::Borrowed("0"));
        struct Content;
        impl<'de> Visitor<'de> for Content {
            type Value = Section<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a section")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries = Vec::new();
                while let Some((Key(key), value)) = map.next_entry()? {
                    entries.push((key, value));
                }
                Ok(Section::Entries(entries))
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Section::Absent)
            }

            fn visit_bool<E>(self, answer: bool) -> Result<Self::Value, E> {
                Ok(Section::Other(Given::YesNo(answer).kind()))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Section::Other(NUMBER.kind()))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Section::Other(NUMBER.kind()))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Section::Other(NUMBER.kind()))
            }

            fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
                Ok(Section::Other(Given::Text(Cow::Borrowed("")).kind()))
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Self::Value, S::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Section::Other(Given::List(Vec::new()).kind()))
            }
        }
        deserializer.deserialize_any(Content)
    }
}

/// Why a text is no JSON object, in French: the line in the file, the column, what stands there.
fn not_json(text: &str, first_line: usize, error: &serde_json::Error) -> String {
    if error.is_data() {
        return "un objet JSON `{…}` est attendu".to_owned();
    }
    if text.trim().is_empty() {
        return "il n’y a rien à lire".to_owned();
    }
    if error.is_eof() {
        return "le texte s’arrête avant la fin de l’objet JSON".to_owned();
    }
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let mut at = error.column().saturating_sub(1).min(line.len());
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    let column = line[..at].chars().count() + 1;
    let excerpt: String = line[at..].chars().take(20).collect();
    let near = if excerpt.trim().is_empty() { String::new() } else { format!(", près de `{}`", excerpt.trim()) };
    format!(
        "le JSON n’est pas valide à la ligne {}, colonne {column}{near}",
        first_line + error.line().saturating_sub(1)
    )
}

/// Where a text stops being UTF-8.
fn not_utf8(bytes: &[u8], error: &std::str::Utf8Error) -> String {
    let at = error.valid_up_to();
    let byte = bytes.get(at).copied().unwrap_or_default();
    format!(
        "le texte n’est pas en UTF-8 (octet 0x{byte:02X}, le {}ᵉ de l’audit) ; il est sans doute en Windows-1252",
        at + 1
    )
}
