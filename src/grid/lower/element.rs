//! What points require: elements, needs, supports; waivers and substitutes.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use super::names::unknown;
use super::place::first_word;
use super::wording::{Marked, Reading};
use crate::diagnostic::{Braces, Diagnostic, Fix, Named, Naming, Shape, Span};
use crate::grid::{Element, Need, NeedPart, Requirement, Substitute, Support, Waiver};
use crate::syntax::tree::{self, Item, ItemKind, Member, Name, RequirementClause, Section, SubstituteClause, Text};

/// The most elements a point may have, supports multiplied out.
const MOST_ELEMENTS: usize = 10_000;

/// What a point requires.
#[derive(Default)]
pub(super) struct Elements {
    pub(super) requirement: Option<Requirement>,
    pub(super) waivers: Vec<Waiver>,
    pub(super) substitutes: Vec<Substitute>,
}

/// The elements of a point as they are gathered.
#[derive(Default)]
struct Gathering {
    elements: Vec<Element>,
    by_key: HashMap<String, usize>,
    /// Markers and lists that some `exige` takes up.
    used: HashSet<String>,
    /// Names already said to be unknown.
    unknown: HashSet<String>,
}

/// A need before supports multiply it.
struct Pattern {
    at_least: Option<u32>,
    name: String,
    span: Span,
    parts: Vec<PatternPart>,
}

enum PatternPart {
    Leaf(Leaf),
    Need(Pattern),
}

/// An element before supports multiply it.
struct Leaf {
    name: String,
    label: String,
    if_any: bool,
    resumes: Option<String>,
    span: Span,
}

impl Pattern {
    fn leaves(&self) -> usize {
        let count = |part: &PatternPart| match part {
            PatternPart::Leaf(_) => 1,
            PatternPart::Need(pattern) => pattern.leaves(),
        };
        self.parts.iter().map(count).sum()
    }
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

    /// One `exige` clause.
    fn requirement(
        &mut self,
        clause: &RequirementClause,
        item: &Item,
        reading: &Reading,
        gathering: &mut Gathering,
    ) -> Option<Need> {
        let mut first = HashMap::new();
        let pattern = self.pattern(&clause.need, String::new(), false, reading, gathering, &mut first);
        let supports: Vec<_> =
            clause.for_each.iter().map(|members| self.supports(members, item, reading, gathering)).collect();
        let pattern = pattern?;
        let many = supports.iter().try_fold(pattern.leaves(), |many, supports| many.checked_mul(supports.len()));
        if many.is_none_or(|many| many > MOST_ELEMENTS) {
            let at = clause
                .for_each
                .first()
                .and_then(|members| members.first())
                .map_or(item.span, |member| member.name.span);
            self.report(Shape::TooManyElements { limit: MOST_ELEMENTS }, at);
            return None;
        }
        self.check_shared(&pattern, &supports, gathering);
        Some(multiplied(&pattern, &supports, &mut Vec::new(), gathering))
    }

    /// A need and the needs inside it; `None` if nothing of it stands.
    fn pattern(
        &mut self,
        need: &tree::Need,
        name: String,
        if_any: bool,
        reading: &Reading,
        gathering: &mut Gathering,
        first: &mut HashMap<String, Span>,
    ) -> Option<Pattern> {
        if need.members.is_empty() {
            self.report(Shape::Empty(Braces::Need), need.span);
            return None;
        }
        let mut parts = Vec::new();
        let mut at_fault = false;
        for member in &need.members {
            let if_any = if_any || member.if_any;
            let marker = reading.own.iter().find(|marked| marked.name == member.name.text);
            if let Some(inner) = &member.need {
                gathering.used.insert(member.name.text.clone());
                let label =
                    member.label.as_ref().map(Text::plain).or_else(|| marker.map(|marked| marked.label.clone()));
                let if_any = if_any || marker.is_some_and(|marked| marked.if_any);
                let name = label.unwrap_or_else(|| member.name.text.clone());
                let inner = self.pattern(inner, name, if_any, reading, gathering, first);
                at_fault |= inner.is_none();
                parts.extend(inner.map(PatternPart::Need));
                continue;
            }
            let Some(leaves) = self.leaves(member, marker, if_any, reading, gathering) else {
                at_fault = true;
                continue;
            };
            for leaf in leaves {
                if let Some(first) = first.get(&leaf.name) {
                    let name = Name { text: leaf.name.clone(), span: member.name.span };
                    self.repeated(Named::Element, &name, *first);
                    at_fault = true;
                    continue;
                }
                first.insert(leaf.name.clone(), member.name.span);
                parts.push(PatternPart::Leaf(leaf));
            }
        }
        let mut at_least = None;
        if let Some((asked, at)) = need.at_least {
            // Members at fault may have stood for several elements: how many there are is then unknown.
            if at_fault || self.asked(asked, at, parts.len()).is_some() {
                at_least = Some(asked);
            }
        }
        (!parts.is_empty()).then_some(Pattern { at_least, name, span: need.span, parts })
    }

    /// What a member without an inner need stands for: an element, or those of a shared list.
    fn leaves(
        &mut self,
        member: &Member,
        marker: Option<&Marked>,
        if_any: bool,
        reading: &Reading,
        gathering: &mut Gathering,
    ) -> Option<Vec<Leaf>> {
        let name = &member.name;
        let resumes = member.resumes.as_ref().map(|resumed| resumed.text.clone());
        gathering.used.insert(name.text.clone());
        let label = member.label.as_ref().map(Text::plain).or_else(|| marker.map(|marked| marked.label.clone()));
        if let Some(label) = label {
            let if_any = if_any || marker.is_some_and(|marked| marked.if_any);
            return Some(vec![Leaf { name: name.text.clone(), label, if_any, resumes, span: name.span }]);
        }
        if let Some(list) = self.checklists.get(name.text.as_str()) {
            if list.elements.is_empty() {
                // A list that could not be expanded has been spoken of.
                let at_fault = self.grid.checklists.iter().any(|(known, text)| *known == name.text && text.is_empty());
                if !at_fault {
                    self.report(Shape::ListWithoutElements(name.text.clone()), name.span);
                }
                return None;
            }
            let leaf = |marked: &Marked| Leaf {
                name: marked.name.clone(),
                label: marked.label.clone(),
                if_any: if_any || marked.if_any,
                resumes: None,
                span: name.span,
            };
            return Some(list.elements.iter().map(leaf).collect());
        }
        self.unknown_member(name, reading, gathering);
        None
    }

    /// Says that a name is neither marked, nor labelled, nor a list.
    fn unknown_member(&mut self, name: &Name, reading: &Reading, gathering: &mut Gathering) {
        if gathering.unknown.insert(name.text.clone()) {
            let mut available: Vec<_> = reading.own.iter().map(|marked| marked.name.as_str()).collect();
            let mut lists: Vec<_> = self.checklists.keys().copied().collect();
            lists.sort_unstable();
            available.extend(lists);
            self.unknown(Naming::UnknownElement, unknown(name, available), name.span);
        }
    }

    /// The supports of a `pour chaque`.
    fn supports(
        &mut self,
        members: &[Member],
        item: &Item,
        reading: &Reading,
        gathering: &mut Gathering,
    ) -> Vec<Support> {
        if members.is_empty() {
            self.report(Shape::Empty(Braces::Supports), first_word(item, "exige"));
        }
        let mut supports: Vec<Support> = Vec::new();
        let mut first: HashMap<&str, Span> = HashMap::new();
        for member in members {
            let name = &member.name;
            gathering.used.insert(name.text.clone());
            if member.need.is_some() {
                self.report(Shape::SupportWithNeed(name.text.clone()), name.span);
                continue;
            }
            if let Some(first) = first.get(name.text.as_str()) {
                self.repeated(Named::Support, name, *first);
                continue;
            }
            first.insert(&name.text, name.span);
            let marker = reading.own.iter().find(|marked| marked.name == name.text);
            let label = member.label.as_ref().map(Text::plain).or_else(|| marker.map(|marked| marked.label.clone()));
            match label {
                Some(label) => supports.push(Support { name: name.text.clone(), label }),
                None => self.unknown_member(name, reading, gathering),
            }
        }
        supports
    }

    /// An element may stand in several `exige`, but it is named with a label in one only.
    fn check_shared(&mut self, pattern: &Pattern, supports: &[Vec<Support>], gathering: &Gathering) {
        let prefix: Vec<_> =
            supports.iter().filter_map(|supports| supports.first()).map(|support| &*support.name).collect();
        for part in &pattern.parts {
            match part {
                PatternPart::Need(inner) => self.check_shared(inner, supports, gathering),
                PatternPart::Leaf(leaf) => {
                    let key = key(&prefix, &leaf.name);
                    let Some(known) = gathering.by_key.get(&key).map(|at| &gathering.elements[*at]) else { continue };
                    if known.label != leaf.label {
                        let (name, first) = (Name { text: key, span: leaf.span }, known.span);
                        self.repeated(Named::Element, &name, first);
                    }
                }
            }
        }
    }

    /// The elements of a name, or of a dotted path; `None` if there is none, which is said.
    fn elements_named(&mut self, path: &Name, gathering: &Gathering, section: &Section) -> Option<Vec<usize>> {
        let ending = format!(".{}", path.text);
        let named =
            |element: &Element| element.key == path.text || element.name == path.text || element.key.ends_with(&ending);
        let found: Vec<_> =
            gathering.elements.iter().enumerate().filter(|(_, element)| named(element)).map(|(at, _)| at).collect();
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
            self.unknown(Naming::UnknownElement, unknown(path, names), path.span);
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

/// A need on each support in turn, outermost first.
fn multiplied(pattern: &Pattern, supports: &[Vec<Support>], on: &mut Vec<Support>, gathering: &mut Gathering) -> Need {
    let Some((outer, inner)) = supports.split_first() else {
        return placed(pattern, on, gathering);
    };
    let mut parts = Vec::with_capacity(outer.len());
    for support in outer {
        on.push(support.clone());
        let mut need = multiplied(pattern, inner, on, gathering);
        need.name.clone_from(&support.label);
        parts.push(NeedPart::Need(need));
        on.pop();
    }
    Need { at_least: None, parts, name: String::new(), span: pattern.span }
}

/// A need on the supports it stands under.
fn placed(pattern: &Pattern, on: &[Support], gathering: &mut Gathering) -> Need {
    let prefix: Vec<_> = on.iter().map(|support| &*support.name).collect();
    let parts = pattern
        .parts
        .iter()
        .map(|part| match part {
            PatternPart::Need(inner) => NeedPart::Need(placed(inner, on, gathering)),
            PatternPart::Leaf(leaf) => {
                let key = key(&prefix, &leaf.name);
                let at = gathering.by_key.get(&key).copied().unwrap_or_else(|| {
                    let at = gathering.elements.len();
                    gathering.elements.push(Element {
                        key: key.clone(),
                        name: leaf.name.clone(),
                        label: leaf.label.clone(),
                        if_any: leaf.if_any,
                        supports: on.to_vec(),
                        resumes: leaf.resumes.clone(),
                        span: leaf.span,
                    });
                    gathering.by_key.insert(key, at);
                    at
                });
                NeedPart::Element(at)
            }
        })
        .collect();
    Need { at_least: pattern.at_least, parts, name: pattern.name.clone(), span: pattern.span }
}

/// The key of an element: its name after those of its supports.
fn key(supports: &[&str], name: &str) -> String {
    supports.iter().copied().chain(std::iter::once(name)).collect::<Vec<_>>().join(".")
}
