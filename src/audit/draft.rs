//! Where an audit's names meet the grid's, whatever the format they came in: each key given is looked up, each value checked
//! against what is declared. An audit read key by key is drafted here; wide files look a column up once.

use std::borrow::Cow;

use super::given::{Given, nfc};
use super::refusal::{Refusal, RefusalKind};
use super::section::Section;
use super::value::{self, Form, meant};
use super::vocabulary::{Recordable, Vocabulary};
use super::{Audit, RecordedElements};
use crate::diagnostic::nearest_id;
use crate::grid::{InputId, InputSection, PointId};

/// An audit being read.
pub(super) struct Draft<'v> {
    names: &'v Vocabulary<'v>,
    audit: Audit,
    /// The keys met, so that none is taken twice, be it for `null`.
    seen: Seen,
}

/// One mark for each input or point, in each block of keys.
struct Seen {
    inputs: Vec<bool>,
    ratings: Vec<bool>,
    elements: Vec<bool>,
    set_aside: Vec<bool>,
}

impl<'v> Draft<'v> {
    /// An audit of which nothing but its identifier is known yet.
    pub(super) fn new(names: &'v Vocabulary<'v>, id: String) -> Self {
        let (inputs, points) = (names.grid.inputs.len(), names.grid.points.len());
        let audit = Audit {
            id,
            values: vec![None; inputs],
            ratings: vec![None; points],
            elements: vec![None; points],
            set_aside: vec![None; points],
        };
        let seen = Seen {
            inputs: vec![false; inputs],
            ratings: vec![false; points],
            elements: vec![false; points],
            set_aside: vec![false; points],
        };
        Self { names, audit, seen }
    }

    /// Checks the grid the audit cites.
    pub(super) fn cites(&self, given: &Given) -> Result<(), Refusal> {
        cites(self.names, given).map_err(|kind| Refusal::new("grille", kind))
    }

    /// Takes what is given under a key.
    pub(super) fn take(&mut self, section: Section, key: &str, given: &Given) -> Result<(), Refusal> {
        self.taken(section, key, given).map_err(|kind| Refusal::new(section.dotted(&nfc(key)), kind))
    }

    fn taken(&mut self, section: Section, key: &str, given: &Given) -> Result<(), RefusalKind> {
        let (names, audit) = (self.names, &mut self.audit);
        match section {
            Section::Inputs(section) => {
                let id = input(names, section, key)?;
                once(&mut self.seen.inputs[id.0])?;
                audit.values[id.0] = value::value(names.grid.input(id), Form::Json, given)?;
            }
            Section::Ratings => {
                let id = point(names, key)?;
                once(&mut self.seen.ratings[id.0])?;
                audit.ratings[id.0] = value::rating(names, id, given)?;
            }
            Section::Elements => {
                let id = point(names, key)?;
                once(&mut self.seen.elements[id.0])?;
                audit.elements[id.0] = elements(names, id, given)?;
            }
            Section::SetAside => {
                let id = point(names, key)?;
                once(&mut self.seen.set_aside[id.0])?;
                audit.set_aside[id.0] = reason(given)?.map(str::to_owned);
            }
        }
        Ok(())
    }

    /// The audit, whole.
    pub(super) fn finish(self) -> Audit {
        self.audit
    }
}

/// Checks the grid an audit cites.
pub(super) fn cites(names: &Vocabulary, given: &Given) -> Result<(), RefusalKind> {
    match given {
        Given::Nothing => Ok(()),
        Given::Text(cited) if nfc(cited) == names.citation => Ok(()),
        Given::Text(cited) => Err(RefusalKind::OtherGrid { cited: cited.to_string(), grid: names.citation.clone() }),
        other => Err(not_text(other)),
    }
}

/// The input of a name in a section.
pub(super) fn input(names: &Vocabulary, section: InputSection, key: &str) -> Result<InputId, RefusalKind> {
    match names.input(key).map(|id| (id, names.grid.input(id).section)) {
        Some((id, of)) if of == section => Ok(id),
        Some((_, of)) => Err(RefusalKind::UnknownKey {
            what: format!("cette entrée est déclarée dans `{}`", of.word()),
            remedy: None,
        }),
        None => {
            let inputs = names.grid.inputs.iter().filter(|input| input.section == section);
            Err(RefusalKind::UnknownKey {
                what: "aucune entrée de ce nom".to_owned(),
                remedy: meant(key, inputs.map(|input| input.name.as_str())),
            })
        }
    }
}

/// The point of an id.
pub(super) fn point(names: &Vocabulary, key: &str) -> Result<PointId, RefusalKind> {
    names.point(key).ok_or_else(|| {
        let near = nearest_id(key, names.grid.points.iter().map(|point| point.id.as_str()));
        RefusalKind::UnknownKey {
            what: "aucun point de cet identifiant".to_owned(),
            remedy: near.map(|id| format!("vouliez-vous dire `{id}` ?")),
        }
    })
}

/// The elements recorded for a point; `None` if nothing is given.
pub(super) fn elements(
    names: &Vocabulary,
    point: PointId,
    given: &Given,
) -> Result<Option<RecordedElements>, RefusalKind> {
    let members = match given {
        Given::Nothing => return Ok(None),
        Given::List(members) => members,
        other => {
            return Err(RefusalKind::WrongKind {
                expected: "une liste de noms d’éléments".to_owned(),
                found: other.kind().to_owned(),
                remedy: None,
            });
        }
    };
    let mut recorded = RecordedElements::default();
    let mut seen: Vec<Cow<str>> = Vec::with_capacity(members.len());
    for member in members {
        let Given::Text(name) = member else { return Err(not_text(member)) };
        let name = nfc(name);
        if seen.contains(&name) {
            return Err(RefusalKind::RepeatedMember(name.into_owned()));
        }
        match names.recordable(point, &name) {
            Some(Recordable::Element(element)) => recorded.met.push(element),
            Some(Recordable::Substitute(at)) => {
                let stands_for = &names.grid.point(point).substitutes[at].stands_for;
                let pairs = stands_for.iter().filter(|(key, _)| *key == *name).map(|(_, element)| (at, *element));
                recorded.substituted.extend(pairs);
            }
            None => {
                let known = names.keys(point);
                return Err(RefusalKind::UnknownKey {
                    what: if known.is_empty() {
                        format!("le point n’a aucun élément à relever, `{name}` est donc en trop")
                    } else {
                        format!("le point n’a pas d’élément `{name}`")
                    },
                    remedy: on_supports(&name, &known).or_else(|| meant(&name, known)),
                });
            }
        }
        seen.push(name);
    }
    recorded.met.sort_unstable();
    recorded.substituted.sort_unstable();
    Ok(Some(recorded))
}

/// The reason why a point is set aside; `None` if nothing is given.
pub(super) fn reason<'g>(given: &'g Given) -> Result<Option<&'g str>, RefusalKind> {
    match given {
        Given::Nothing => Ok(None),
        Given::Text(reason) if !reason.trim().is_empty() => Ok(Some(reason)),
        other => {
            let found = if let Given::Text(_) = other { "un texte vide" } else { other.kind() };
            Err(RefusalKind::WrongKind {
                expected: "le motif".to_owned(),
                found: found.to_owned(),
                remedy: Some("on écrit en toutes lettres pourquoi le point est sans objet".to_owned()),
            })
        }
    }
}

/// The keys of an element named without the supports it is looked for on.
fn on_supports(name: &str, known: &[&str]) -> Option<String> {
    let suffix = format!(".{name}");
    let keys: Vec<String> =
        known.iter().filter(|key| key.ends_with(&suffix)).take(4).map(|key| format!("`{key}`")).collect();
    (!keys.is_empty()).then(|| format!("il se relève sur chaque support : {}", keys.join(", ")))
}

/// Marks a key as met, and refuses it the second time.
fn once(seen: &mut bool) -> Result<(), RefusalKind> {
    if std::mem::replace(seen, true) { Err(RefusalKind::RepeatedKey) } else { Ok(()) }
}

/// The refusal of what is no text where one is expected.
pub(super) fn not_text(given: &Given) -> RefusalKind {
    RefusalKind::WrongKind { expected: "un texte".to_owned(), found: given.kind().to_owned(), remedy: None }
}
