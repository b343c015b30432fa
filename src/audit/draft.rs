//! An audit in the making: each key given is looked up in the grid, each value checked against what is declared.
//!
//! This is the one place where an audit's names meet the grid's, whatever the format they came in.

use std::borrow::Cow;

use super::given::{Given, nfc};
use super::refusal::{Refusal, RefusalKind};
use super::value::{self, meant};
use super::vocabulary::{Recordable, Vocabulary};
use super::{Audit, RecordedElements};
use crate::diagnostic::nearest_id;
use crate::grid::{InputSection, PointId};

/// The key of the ratings.
pub(super) const RATINGS: &str = "cotations";
/// The key of the elements recorded.
pub(super) const ELEMENTS: &str = "éléments";
/// The key of the points set aside.
pub(super) const SET_ASIDE: &str = "sans_objet";

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
        match given {
            Given::Nothing => Ok(()),
            Given::Text(cited) if nfc(cited) == self.names.citation => Ok(()),
            Given::Text(cited) => Err(Refusal::new(
                "grille",
                RefusalKind::OtherGrid { cited: cited.to_string(), grid: self.names.citation.clone() },
            )),
            other => Err(not_text("grille", other)),
        }
    }

    /// Takes the value of an input.
    pub(super) fn input(&mut self, section: InputSection, key: &str, given: &Given) -> Result<(), Refusal> {
        let refused = |kind| Refusal::new(dotted(section.word(), key), kind);
        let found = self.names.input(key).map(|id| (id, self.names.grid.input(id)));
        let Some((id, input)) = found.filter(|(_, input)| input.section == section) else {
            let inputs = self.names.grid.inputs.iter().filter(|input| input.section == section);
            return Err(refused(match found {
                Some((_, input)) => RefusalKind::UnknownKey {
                    what: format!("cette entrée est déclarée dans `{}`", input.section.word()),
                    remedy: None,
                },
                None => RefusalKind::UnknownKey {
                    what: "aucune entrée de ce nom".to_owned(),
                    remedy: meant(key, inputs.map(|input| input.name.as_str())),
                },
            }));
        };
        once(&mut self.seen.inputs[id.0], section.word(), key)?;
        self.audit.values[id.0] = value::value(input, given).map_err(refused)?;
        Ok(())
    }

    /// Takes the rating of a point.
    pub(super) fn rating(&mut self, key: &str, given: &Given) -> Result<(), Refusal> {
        let point = self.point(RATINGS, key)?;
        once(&mut self.seen.ratings[point.0], RATINGS, key)?;
        let read = value::rating(self.names, point, given);
        self.audit.ratings[point.0] = read.map_err(|kind| Refusal::new(dotted(RATINGS, key), kind))?;
        Ok(())
    }

    /// Takes the elements recorded for a point.
    pub(super) fn elements(&mut self, key: &str, given: &Given) -> Result<(), Refusal> {
        let point = self.point(ELEMENTS, key)?;
        once(&mut self.seen.elements[point.0], ELEMENTS, key)?;
        let refused = |kind| Refusal::new(dotted(ELEMENTS, key), kind);
        let members = match given {
            Given::Nothing => return Ok(()),
            Given::List(members) => members,
            other => {
                return Err(refused(RefusalKind::WrongKind {
                    expected: "une liste de noms d’éléments".to_owned(),
                    found: other.kind().to_owned(),
                    remedy: None,
                }));
            }
        };
        let mut recorded = RecordedElements::default();
        let mut seen: Vec<Cow<str>> = Vec::with_capacity(members.len());
        for member in members {
            let Given::Text(name) = member else { return Err(not_text(&dotted(ELEMENTS, key), member)) };
            let name = nfc(name);
            if seen.contains(&name) {
                return Err(refused(RefusalKind::RepeatedMember(name.into_owned())));
            }
            match self.names.recordable(point, &name) {
                Some(Recordable::Element(element)) => recorded.met.push(element),
                Some(Recordable::Substitute(at)) => {
                    let stands_for = &self.names.grid.point(point).substitutes[at].stands_for;
                    let pairs = stands_for.iter().filter(|(key, _)| *key == *name).map(|(_, element)| (at, *element));
                    recorded.substituted.extend(pairs);
                }
                None => {
                    let known = self.names.keys(point);
                    return Err(refused(RefusalKind::UnknownKey {
                        what: if known.is_empty() {
                            format!("le point n’a aucun élément à relever, `{name}` est donc en trop")
                        } else {
                            format!("le point n’a pas d’élément `{name}`")
                        },
                        remedy: on_supports(&name, &known).or_else(|| meant(&name, known)),
                    }));
                }
            }
            seen.push(name);
        }
        recorded.met.sort_unstable();
        recorded.substituted.sort_unstable();
        self.audit.elements[point.0] = Some(recorded);
        Ok(())
    }

    /// Takes the reason why a point is set aside.
    pub(super) fn set_aside(&mut self, key: &str, given: &Given) -> Result<(), Refusal> {
        let point = self.point(SET_ASIDE, key)?;
        once(&mut self.seen.set_aside[point.0], SET_ASIDE, key)?;
        let refused = |kind| Refusal::new(dotted(SET_ASIDE, key), kind);
        let reason = match given {
            Given::Nothing => return Ok(()),
            Given::Text(reason) if !reason.trim().is_empty() => reason.to_string(),
            other => {
                let found = if let Given::Text(_) = other { "un texte vide" } else { other.kind() };
                return Err(refused(RefusalKind::WrongKind {
                    expected: "le motif".to_owned(),
                    found: found.to_owned(),
                    remedy: Some("on écrit en toutes lettres pourquoi le point est sans objet".to_owned()),
                }));
            }
        };
        self.audit.set_aside[point.0] = Some(reason);
        Ok(())
    }

    /// The audit, whole.
    pub(super) fn finish(self) -> Audit {
        self.audit
    }

    fn point(&self, section: &str, key: &str) -> Result<PointId, Refusal> {
        self.names.point(key).ok_or_else(|| {
            let near = nearest_id(key, self.names.grid.points.iter().map(|point| point.id.as_str()));
            let kind = RefusalKind::UnknownKey {
                what: "aucun point de cet identifiant".to_owned(),
                remedy: near.map(|id| format!("vouliez-vous dire `{id}` ?")),
            };
            Refusal::new(dotted(section, key), kind)
        })
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
fn once(seen: &mut bool, section: &str, key: &str) -> Result<(), Refusal> {
    if std::mem::replace(seen, true) {
        Err(Refusal::new(dotted(section, key), RefusalKind::RepeatedKey))
    } else {
        Ok(())
    }
}

/// The place of a key: `mesures.taux_décroché`.
fn dotted(section: &str, key: &str) -> String {
    format!("{section}.{}", nfc(key))
}

/// The refusal of what is no text where one is expected.
pub(super) fn not_text(at: &str, given: &Given) -> Refusal {
    let kind = RefusalKind::WrongKind { expected: "un texte".to_owned(), found: given.kind().to_owned(), remedy: None };
    Refusal::new(at, kind)
}
