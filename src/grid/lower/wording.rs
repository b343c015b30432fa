//! Texts with markers: the official wording of points, and the checklists they share.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use super::graph::walk;
use super::names::unknown;
use crate::diagnostic::{Diagnostic, Named, Naming, Span};
use crate::syntax::tree::{ChecklistDeclaration, ItemKind, Marker, Name, Piece, Text};

/// A passage marked in a text.
#[derive(Debug, Clone)]
pub(super) struct Marked {
    pub(super) name: String,
    /// What it says, without its bullet and its final comma.
    pub(super) label: String,
    pub(super) if_any: bool,
    pub(super) span: Span,
}

/// A shared list.
#[derive(Debug, Default)]
pub(super) struct Checklist {
    lines: Vec<String>,
    /// Its elements, those of the lists it includes among them.
    pub(super) elements: Vec<Marked>,
    /// The lists it includes, through others too.
    includes: HashSet<String>,
}

/// A text read: expanded, with what it marks.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Its lines, lists expanded and markers stripped.
    pub(super) lines: Vec<String>,
    /// The passages it marks itself.
    pub(super) own: Vec<Marked>,
    /// The lists it includes, each with the marker.
    pub(super) included: Vec<(String, Span)>,
    /// Own passages and those of included lists, in the order of the text.
    all: Vec<Marked>,
    /// Markers that were to include a list nobody declares.
    pub(super) unknown: HashSet<String>,
}

impl<'a> Lowering<'a> {
    /// The shared lists, each expanded after those it includes.
    pub(super) fn checklists(&mut self) {
        let mut declared: Vec<&'a ChecklistDeclaration> = Vec::new();
        let mut index: HashMap<&str, usize> = HashMap::new();
        for item in self.items() {
            let ItemKind::Checklist(declaration) = &item.kind else { continue };
            match index.get(declaration.name.text.as_str()) {
                Some(first) => self.repeated(Named::Checklist, &declaration.name, declared[*first].name.span),
                None => {
                    index.insert(&declaration.name.text, declared.len());
                    declared.push(declaration);
                }
            }
        }
        let references: Vec<Vec<_>> = declared
            .iter()
            .map(|declaration| {
                let included = |marker: &Marker| index.get(marker.name.text.as_str()).map(|at| (*at, marker.name.span));
                markers(&declaration.text).filter_map(included).collect()
            })
            .collect();
        let walked = walk(&references);
        self.checklists =
            declared.iter().map(|declaration| (declaration.name.text.as_str(), Checklist::default())).collect();
        let mut circled = HashSet::new();
        for circle in &walked.circles {
            let names = circle.iter().chain(circle.first()).map(|(at, _)| declared[*at].name.text.clone()).collect();
            self.report(Naming::Cycle { what: Named::Checklist, names }, circle[0].1);
            circled.extend(circle.iter().map(|(at, _)| *at));
        }
        for at in walked.order {
            if circled.contains(&at) {
                continue;
            }
            let reading = self.read(&declared[at].text);
            let mut includes: HashSet<_> = reading.included.iter().map(|(name, _)| name.clone()).collect();
            for (name, _) in &reading.included {
                if let Some(list) = self.checklists.get(name.as_str()) {
                    includes.extend(list.includes.iter().cloned());
                }
            }
            let list = Checklist { lines: reading.lines, elements: reading.all, includes };
            self.checklists.insert(&declared[at].name.text, list);
        }
        for declaration in declared {
            let name = &declaration.name.text;
            let text = self.checklists.get(name.as_str()).map(|list| list.lines.join("\n")).unwrap_or_default();
            self.grid.checklists.push((name.clone(), text));
        }
    }

    /// Reads a text: expands the lists it includes, gathers what it marks. No list is taken twice, however it is reached:
    /// its elements would be there twice.
    pub(super) fn read(&mut self, text: &Text) -> Reading {
        let mut reading = Reading::default();
        let mut taken: HashMap<String, Span> = HashMap::new();
        let mut marked: HashMap<String, Span> = HashMap::new();
        for line in &text.lines {
            let plain = plain_line(line);
            let bare = without_bullet(&plain);
            let mut included = Vec::new();
            for (at, piece) in line.iter().enumerate() {
                let Piece::Marker(marker) = piece else { continue };
                let name = &marker.name;
                if self.checklists.contains_key(name.text.as_str()) {
                    included.push(name);
                } else if bare.is_empty() {
                    let lists = self.checklists.keys().copied().collect();
                    self.unknown_checklist(name, lists);
                    reading.unknown.insert(name.text.clone());
                } else if let Some(first) = marked.get(&name.text) {
                    let first = *first;
                    self.repeated(Named::Marker, name, first);
                } else {
                    marked.insert(name.text.clone(), name.span);
                    let label = label_after(&line[at + 1..], bare);
                    let passage = Marked { name: name.text.clone(), label, if_any: marker.if_any, span: marker.span };
                    reading.own.push(passage.clone());
                    reading.all.push(passage);
                }
            }
            if included.is_empty() || !bare.is_empty() {
                reading.lines.push(plain);
            }
            for name in included {
                self.include(name, &mut reading, &mut taken);
            }
        }
        reading
    }

    /// Puts a list where its marker stands.
    fn include(&mut self, name: &Name, reading: &mut Reading, taken: &mut HashMap<String, Span>) {
        let Some(list) = self.checklists.get(name.text.as_str()) else { return };
        let names: Vec<_> = std::iter::once(&name.text).chain(&list.includes).cloned().collect();
        if let Some(again) = names.iter().find(|name| taken.contains_key(*name)) {
            let repeated = Naming::Repeated { what: Named::Inclusion, name: again.clone() };
            let diagnostic = Diagnostic::new(repeated, name.span).label(taken[again], "la première fois");
            self.diagnostics.push(diagnostic);
            return;
        }
        taken.extend(names.into_iter().map(|taken| (taken, name.span)));
        reading.lines.extend(list.lines.iter().cloned());
        reading.all.extend(list.elements.iter().cloned());
        reading.included.push((name.text.clone(), name.span));
    }

    fn unknown_checklist(&mut self, name: &Name, mut lists: Vec<&str>) {
        lists.sort_unstable();
        self.unknown(Naming::UnknownChecklist, unknown(name, lists), name.span);
    }
}

/// The markers of a text.
fn markers(text: &Text) -> impl Iterator<Item = &Marker> {
    text.lines.iter().flatten().filter_map(|piece| match piece {
        Piece::Marker(marker) => Some(marker),
        Piece::Plain(_) => None,
    })
}

/// A line without its markers.
fn plain_line(line: &[Piece]) -> String {
    Text { lines: vec![line.to_vec()], block: true, span: Span::default() }.plain()
}

/// A line without the bullet it begins with.
fn without_bullet(line: &str) -> &str {
    line.trim().trim_start_matches(['•', '-', '–', '—', '*', '·']).trim_start()
}

/// What a marker marks: the text up to the next marker or the end of the line; the whole line if nothing follows it.
fn label_after(rest: &[Piece], line: &str) -> String {
    let mut label = String::new();
    for piece in rest {
        match piece {
            Piece::Plain(text) => label.push_str(text),
            Piece::Marker(_) => break,
        }
    }
    let label = label.trim();
    let label = if label.is_empty() { line } else { label };
    label.trim_end_matches([',', ';', ' ', '\u{a0}']).to_owned()
}
