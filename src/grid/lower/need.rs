//! What an `exige` clause needs: elements, needs inside needs, all of it on each support.

use std::collections::HashMap;

use super::Lowering;
use super::element::Gathering;
use super::place::first_word;
use super::wording::{Marked, Reading};
use crate::diagnostic::{Braces, Named, Shape, Span};
use crate::grid::{Element, Need, NeedPart, Support};
use crate::syntax::tree::{self, Item, Member, Name, RequirementClause, Text};

/// The most elements a point may have, supports multiplied out.
const MOST_ELEMENTS: usize = 10_000;

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
    /// One `exige` clause.
    pub(super) fn requirement(
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
            self.unknown_element(name, &available.into_iter().map(str::to_owned).collect::<Vec<_>>());
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
pub(super) fn key(supports: &[&str], name: &str) -> String {
    supports.iter().copied().chain(std::iter::once(name)).collect::<Vec<_>>().join(".")
}
