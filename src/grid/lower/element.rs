//! The elements of points: those that are required, waived, replaced; the markers that none takes up.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use super::names::unknown;
use super::need::key;
use super::place::first_word;
use super::wording::Reading;
use crate::diagnostic::{Diagnostic, Fix, Named, Naming, Shape, Span};
use crate::grid::{Element, Requirement, Substitute, Waiver};
use crate::syntax::tree::{ItemKind, Name, RequirementClause, Section, SubstituteClause, Text};

/// What a point requires.
#[derive(Default)]
pub(super) struct Elements {
    pub(super) requirement: Option<Requirement>,
    pub(super) waivers: Vec<Waiver>,
    pub(super) substitutes: Vec<Substitute>,
}

/// The elements of a point as they are gathered.
#[derive(Default)]
pub(super) struct Gathering {
    pub(super) elements: Vec<Element>,
    pub(super) by_key: HashMap<String, usize>,
    /// Markers and lists that some `exige` takes up.
    pub(super) used: HashSet<String>,
    /// Names already said to be unknown.
    pub(super) unknown: HashSet<String>,
}

impl Lowering<'_> {
    /// The elements of a point, and which are waived or have a substitute.
    pub(super) fn elements(&mut self, section: &Section, reading: &Reading, wording: Option<Span>) -> Elements {
        let mut gathering = Gathering { unknown: reading.unknown.clone(), ..Gathering::default() };
        let (mut needs, mut clauses) = (Vec::new(), Vec::new());
        for item in &section.items {
            if let ItemKind::Requirement(clause) = &item.kind {
                clauses.push(clause);
                needs.extend(self.requirement(clause, item, reading, &mut gathering));
            }
        }
        if !Self::in_doubt(section) {
            self.unused_markers(reading, &gathering, &clauses, wording);
        }
        let mut found = Elements::default();
        let mut keys: HashMap<String, Span> =
            gathering.elements.iter().map(|element| (element.key.clone(), element.span)).collect();
        for item in &section.items {
            let (clause, element, condition) = match &item.kind {
                ItemKind::Waiver(clause) => ("dispense", &clause.element, Some(self.condition(&clause.condition))),
                ItemKind::Substitute(clause) => {
                    ("admet", &clause.element, clause.condition.as_ref().map(|condition| self.condition(condition)))
                }
                _ => continue,
            };
            if clauses.is_empty() {
                if !Self::in_doubt(section) {
                    self.report(Shape::NoElements(clause), first_word(item, clause));
                }
                continue;
            }
            let (Some(elements), None | Some(Some(_))) =
                (self.elements_named(element, &gathering, section), &condition)
            else {
                continue;
            };
            match &item.kind {
                ItemKind::Waiver(_) => found.waivers.extend(condition.flatten().map(|condition| Waiver {
                    elements,
                    name: element.text.clone(),
                    condition,
                    span: item.span,
                })),
                ItemKind::Substitute(clause) => {
                    let stands_for = self.substitute_keys(clause, &elements, &gathering, &mut keys);
                    found.substitutes.push(Substitute {
                        stands_for,
                        name: clause.name.text.clone(),
                        label: clause.label.as_ref().map_or_else(|| clause.name.text.clone(), Text::plain),
                        condition: condition.flatten(),
                        span: item.span,
                    });
                }
                _ => {}
            }
        }
        if !needs.is_empty() {
            found.requirement = Some(Requirement { needs, elements: gathering.elements });
        }
        found
    }

    /// Says that a name is no element of the point. What another point lacks is another mistake, be the name the same.
    pub(super) fn unknown_element(&mut self, name: &Name, available: &[String]) {
        let unknown = unknown(name, available.iter().map(String::as_str).collect());
        let near = unknown.near.clone();
        let diagnostic = Diagnostic::new(Naming::UnknownElement(unknown), name.span);
        self.diagnostics.push(match near {
            Some(near) => diagnostic.fix(Fix::replace(format!("écrire `{near}`"), name.span, near)),
            None => diagnostic,
        });
    }

    /// The elements of a name, or of a dotted path; `None` if there is none, which is said.
    fn elements_named(&mut self, path: &Name, gathering: &Gathering, section: &Section) -> Option<Vec<usize>> {
        let ending = format!(".{}", path.text);
        let answers =
            |element: &Element| element.key == path.text || element.name == path.text || element.key.ends_with(&ending);
        let found: Vec<_> =
            gathering.elements.iter().enumerate().filter(|(_, element)| answers(element)).map(|(at, _)| at).collect();
        let last = path.text.rsplit('.').next().unwrap_or_default();
        let spoken_of = gathering.unknown.contains(last) || Self::in_doubt(section);
        if found.is_empty() && !spoken_of {
            let mut names: Vec<_> = Vec::new();
            for element in &gathering.elements {
                if !names.contains(&element.name.as_str()) {
                    names.push(&element.name);
                }
            }
            if path.text.contains('.') {
                names = gathering.elements.iter().map(|element| element.key.as_str()).collect();
            }
            self.unknown_element(path, &names.into_iter().map(str::to_owned).collect::<Vec<_>>());
        }
        (!found.is_empty()).then_some(found)
    }

    /// The keys under which a substitute is recorded: its name after the supports of each element it stands for.
    fn substitute_keys(
        &mut self,
        clause: &SubstituteClause,
        elements: &[usize],
        gathering: &Gathering,
        keys: &mut HashMap<String, Span>,
    ) -> Vec<(String, usize)> {
        let mut stands_for = Vec::new();
        let mut taken = None;
        for at in elements {
            let prefix: Vec<_> = gathering.elements[*at].supports.iter().map(|support| &*support.name).collect();
            let key = key(&prefix, &clause.name.text);
            match keys.get(&key) {
                Some(first) => taken = Some((key.clone(), *first)),
                None => {
                    keys.insert(key.clone(), clause.name.span);
                }
            }
            stands_for.push((key, *at));
        }
        if let Some((text, first)) = taken {
            self.repeated(Named::Element, &Name { text, span: clause.name.span }, first);
        }
        stands_for
    }

    /// Says which markers of a wording no `exige` takes up, all at once.
    fn unused_markers(
        &mut self,
        reading: &Reading,
        gathering: &Gathering,
        clauses: &[&RequirementClause],
        wording: Option<Span>,
    ) {
        // A marker may be what a name said to be unknown was meant for.
        if !gathering.unknown.is_empty() {
            return;
        }
        let own = reading.own.iter().map(|marked| (marked.name.clone(), marked.span));
        let lists = reading
            .included
            .iter()
            .filter(|(name, _)| self.checklists.get(name.as_str()).is_some_and(|list| !list.elements.is_empty()));
        let mut unused: Vec<_> = own.chain(lists.cloned()).filter(|(name, _)| !gathering.used.contains(name)).collect();
        unused.sort_by_key(|(_, span)| *span);
        let Some((_, span)) = unused.first() else { return };
        let names: Vec<_> = unused.iter().map(|(name, _)| name.clone()).collect();
        let listed = names.join(", ");
        let mut diagnostic = Diagnostic::new(Naming::UnusedMarkers(names), *span);
        for (_, span) in &unused[1..] {
            diagnostic = diagnostic.label(*span, "ici aussi");
        }
        let title = "exiger ce qui est marqué";
        let all =
            clauses.iter().find(|clause| clause.need.at_least.is_none()).and_then(|clause| clause.need.members.first());
        self.diagnostics.push(match (all, wording) {
            (Some(member), _) => diagnostic.fix(Fix::insert(title, member.name.span.start, format!("{listed}, "))),
            (None, Some(wording)) if clauses.is_empty() => {
                diagnostic.fix(Fix::insert(title, wording.end, format!("\n    exige tous {{ {listed} }}")))
            }
            _ => diagnostic,
        });
    }
}
