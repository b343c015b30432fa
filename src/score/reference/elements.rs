//! Required elements: which of them are recorded as met, and whether that is enough.
//!
//! A waived element leaves the candidates, and the required number becomes the lesser of the number written and of the
//! candidates left; an admitted substitute counts as the element it stands for; `le cas échéant` is never required
//! (`semantics.md` §1).

use crate::audit::RecordedElements;
use crate::grid::{Atom, Formula, Need, NeedPart, Point, Requirement};
use std::collections::BTreeSet;
use std::convert::Infallible;

/// The elements of a point as an audit records them, on one completion.
pub(crate) struct Tally<'g> {
    requirement: &'g Requirement,
    /// Elements met, by index, substitutes included.
    pub(crate) met: BTreeSet<usize>,
    /// Elements waived, by index.
    pub(crate) waived: BTreeSet<usize>,
}

/// A waiver, or the admission of a substitute.
pub(crate) struct Allowance<'g> {
    /// Its place among the waivers of the point, then its substitutes.
    pub(crate) place: usize,
    /// When it holds; always, if there is none.
    pub(crate) condition: Option<&'g Formula<Atom>>,
}

/// What is missing in each of several cases; where they agree on nothing, what is missing in the first of them. Nothing if
/// nothing is missing in some case.
pub(crate) fn missing_in_all(cases: &[Vec<String>]) -> Vec<String> {
    let Some((first, others)) = cases.split_first().filter(|_| cases.iter().all(|missing| !missing.is_empty())) else {
        return Vec::new();
    };
    let common: Vec<_> = first.iter().filter(|name| others.iter().all(|other| other.contains(name))).cloned().collect();
    if common.is_empty() { first.clone() } else { common }
}

/// What a part of a need comes to.
struct Part {
    /// It may not be waived away whole.
    candidate: bool,
    /// It must be met, or be among those counted.
    required: bool,
    met: bool,
    /// What is missing in it.
    missing: Vec<String>,
}

impl<'g> Tally<'g> {
    /// Reads what was recorded for a point that lists elements; `None` if it lists none. `holds` tells which waivers hold and which
    /// substitutes are admitted, or why that is not known.
    pub(crate) fn new<E>(
        point: &'g Point,
        recorded: &RecordedElements,
        holds: impl Fn(Allowance<'g>) -> Result<bool, E>,
    ) -> Result<Option<Self>, E> {
        let Some(requirement) = &point.requirement else { return Ok(None) };
        let mut met: BTreeSet<_> = recorded.met.iter().copied().collect();
        for (substitute, element) in &recorded.substituted {
            let Some(clause) = point.substitutes.get(*substitute) else { continue };
            let allowance = Allowance { place: point.waivers.len() + substitute, condition: clause.condition.as_ref() };
            if holds(allowance)? {
                met.insert(*element);
            }
        }
        let mut waived = BTreeSet::new();
        for (place, waiver) in point.waivers.iter().enumerate() {
            if holds(Allowance { place, condition: Some(&waiver.condition) })? {
                waived.extend(waiver.elements.iter().copied());
            }
        }
        Ok(Some(Self { requirement, met, waived }))
    }

    /// What is missing where these waivers hold and these substitutes are admitted, by their places.
    pub(crate) fn missing_where(point: &'g Point, recorded: &RecordedElements, allowed: &[bool]) -> Vec<String> {
        let holds = |allowance: Allowance<'_>| Ok::<_, Infallible>(allowed[allowance.place]);
        let tally = Self::new(point, recorded, holds).unwrap_or_else(|never| match never {});
        tally.map_or_else(Vec::new, |tally| tally.missing())
    }

    /// What is required and not met, in the words of the grid; empty if the requirement is met.
    pub(crate) fn missing(&self) -> Vec<String> {
        let needs = self.requirement.needs.iter().map(|need| self.need(need));
        needs.filter(|part| part.required && !part.met).flat_map(|part| part.missing).collect()
    }

    fn part(&self, part: &NeedPart) -> Part {
        match part {
            NeedPart::Need(need) => self.need(need),
            NeedPart::Element(at) => {
                let element = &self.requirement.elements[*at];
                Part {
                    candidate: !self.waived.contains(at),
                    required: !element.if_any,
                    met: self.met.contains(at),
                    missing: vec![element.key.clone()],
                }
            }
        }
    }

    fn need(&self, need: &Need) -> Part {
        let parts: Vec<_> = need.parts.iter().map(|part| self.part(part)).filter(|part| part.candidate).collect();
        let required = parts.iter().filter(|part| part.required).count();
        let met = parts.iter().filter(|part| part.met).count();
        let unmet = || parts.iter().filter(|part| part.required && !part.met);
        let (is_met, missing) = match need.at_least {
            None => (unmet().next().is_none(), unmet().flat_map(|part| part.missing.clone()).collect()),
            Some(wanted) => {
                let wanted = usize::try_from(wanted).unwrap_or(usize::MAX).min(required);
                let candidates: Vec<_> = unmet().flat_map(|part| part.missing.clone()).collect();
                // With nothing to choose from, the candidates themselves are what is missing.
                let missing = if wanted == required {
                    candidates
                } else {
                    vec![format!("{} parmi {{ {} }}", wanted.saturating_sub(met), candidates.join(", "))]
                };
                (met >= wanted, missing)
            }
        };
        Part {
            candidate: !parts.is_empty(),
            required: required > 0,
            // What is wholly optional counts only when something of it was found.
            met: if required > 0 { is_met } else { met > 0 },
            missing,
        }
    }
}
