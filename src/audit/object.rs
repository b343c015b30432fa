//! One audit as a JSON object: what JSON and NDJSON archives are made of.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::Audit;
use super::draft::{Draft, not_text};
use super::entry::Entry;
use super::given::{Given, nfc};
use super::refusal::{Refusal, RefusalKind};
use super::section::Section;
use super::vocabulary::Vocabulary;

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
        Some(other) => return Err(anonymous(Refusal::new("audit", not_text(other)))),
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
    for (section, given) in Section::ALL.into_iter().zip(&object.blocks) {
        let entries = match given {
            Block::Absent => continue,
            Block::Entries(entries) => entries,
            Block::Other(found) => {
                let kind = RefusalKind::WrongKind {
                    expected: "un objet `{…}`".to_owned(),
                    found: (*found).to_owned(),
                    remedy: None,
                };
                return Err(Refusal::new(section.word(), kind));
            }
        };
        for (key, raw) in entries {
            draft.take(section, key, &Given::from_json(raw.get()))?;
        }
    }
    Ok(draft.finish())
}

/// The object's keys, sorted out. Keys the grid says nothing of (`service`, `date`, `constats`…) are the auditor's own.
#[derive(Default)]
struct Object<'a> {
    audit: Option<Given<'a>>,
    grid: Option<Given<'a>>,
    blocks: [Block<'a>; Section::ALL.len()],
    /// The first key that is repeated or nearly that of a block.
    fault: Option<Refusal>,
}

/// What a block holds.
#[derive(Default)]
enum Block<'a> {
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
                    if let Some(at) = Section::ALL.iter().position(|section| section.word() == key) {
                        object.blocks[at] = map.next_value()?;
                    } else if key == "audit" {
                        object.audit = Some(Given::from_json(map.next_value::<&RawValue>()?.get()));
                    } else if key == "grille" {
                        object.grid = Some(Given::from_json(map.next_value::<&RawValue>()?.get()));
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
    /// Refuses a key that is that of a block but for a slip.
    fn misspelt(&mut self, key: &str) {
        if self.fault.is_none()
            && let Some(section) = Section::nearly(key)
        {
            let what = "cette clé n’est pas connue".to_owned();
            let kind =
                RefusalKind::UnknownKey { what, remedy: Some(format!("vouliez-vous dire `{}` ?", section.word())) };
            self.fault = Some(Refusal::new(key, kind));
        }
    }
}

/// True for a key, in NFC, of which an audit may say what it likes.
pub(super) fn is_free(key: &str) -> bool {
    key != "audit" && key != "grille" && Section::of_word(key).is_none() && Section::nearly(key).is_none()
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

impl<'de> Deserialize<'de> for Block<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const NUMBER: Given = Given::Number(Cow::Borrowed("0"));
        struct Content;
        impl<'de> Visitor<'de> for Content {
            type Value = Block<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a block")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries = Vec::new();
                while let Some((Key(key), value)) = map.next_entry()? {
                    entries.push((key, value));
                }
                Ok(Block::Entries(entries))
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Block::Absent)
            }

            fn visit_bool<E>(self, answer: bool) -> Result<Self::Value, E> {
                Ok(Block::Other(Given::YesNo(answer).kind()))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Block::Other(NUMBER.kind()))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Block::Other(NUMBER.kind()))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Block::Other(NUMBER.kind()))
            }

            fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
                Ok(Block::Other(Given::Text(Cow::Borrowed("")).kind()))
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Self::Value, S::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Block::Other(Given::List(Vec::new()).kind()))
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
    // A terminal could not bear what is no text.
    let seen = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let excerpt: String = line[at..].trim_end().chars().take(20).map(seen).collect();
    let near = if excerpt.trim().is_empty() { String::new() } else { format!(", près de `{}`", excerpt.trim()) };
    format!(
        "le JSON n’est pas valide à la ligne {}, colonne {column}{near}",
        first_line + error.line().saturating_sub(1)
    )
}

/// Where a text stops being UTF-8.
pub(super) fn not_utf8(bytes: &[u8], error: &std::str::Utf8Error) -> String {
    let at = error.valid_up_to();
    let byte = bytes.get(at).copied().unwrap_or_default();
    let rank = if at == 0 { "1ᵉʳ".to_owned() } else { format!("{}ᵉ", at + 1) };
    format!(
        "le texte n’est pas en UTF-8 (octet 0x{byte:02X}, le {rank} de l’audit) ; il est sans doute en Windows-1252"
    )
}
