//! The header, the plan, and the texts at the top of the grid.

use std::collections::HashMap;

use super::place::once;
use super::{Lowering, ROOT};
use crate::diagnostic::{Diagnostic, Fix, Named, Room, Shape, Span};
use crate::grid::Prose;
use crate::syntax::tree::{Header, Item, ItemKind, ProseKind, Section};

impl Lowering<'_> {
    /// The header, the title, the total and the texts of the grid itself.
    pub(super) fn header(&mut self) {
        let items = self.items();
        self.check_places(items, Room::Grid);
        match once(items, |kind| matches!(kind, ItemKind::Header(_))) {
            Some(Item { kind: ItemKind::Header(header), span }) => self.named_by(header, *span),
            _ if self.unreadable => {}
            _ => {
                let start = items.first().map_or(0, |item| item.span.start);
                let fix = Fix::insert("écrire un en-tête", start, "grille ma_grille version \"1\"\n\n");
                self.diagnostics.push(Diagnostic::new(Shape::MissingHeader, Span::at(start)).fix(fix));
            }
        }
        for item in items {
            match &item.kind {
                ItemKind::Replaces(version) => self.grid.replaces = Some(version.plain()),
                ItemKind::Total(aggregation) => self.grid.groups[ROOT.0].aggregation = *aggregation,
                ItemKind::Prose(prose) if prose.kind == ProseKind::Title => self.grid.title = Some(prose.text.plain()),
                ItemKind::Prose(prose) => self.grid.groups[ROOT.0].common.prose.push(Prose {
                    kind: prose.kind,
                    text: prose.text.plain(),
                    span: item.span,
                }),
                _ => {}
            }
        }
        let end = items.last().map_or(0, |item| item.span.end);
        self.grid.groups[ROOT.0].common.span = Span { start: 0, end };
    }

    /// Name, version and replaced version.
    fn named_by(&mut self, header: &Header, span: Span) {
        self.grid.groups[ROOT.0].common.head = span;
        match &header.name {
            Some(name) => self.grid.name.clone_from(&name.text),
            None => self.report(Shape::IncompleteHeader { name: true }, span),
        }
        match (&header.version, &header.name) {
            (Some(version), _) => self.grid.version = version.plain(),
            (None, Some(name)) => {
                let fix = Fix::insert("écrire une version", name.span.end, " version \"1\"");
                self.diagnostics.push(Diagnostic::new(Shape::IncompleteHeader { name: false }, name.span).fix(fix));
            }
            // A lone `grille` lacks both; saying so once is enough.
            (None, None) => {}
        }
        if let Some(version) = &header.replaces {
            self.grid.replaces = Some(version.plain());
            let again = self.items().iter().find(|item| matches!(item.kind, ItemKind::Replaces(_)));
            if let Some(again) = again {
                let diagnostic = Diagnostic::new(Shape::RepeatedClause("remplace"), again.span);
                self.diagnostics.push(diagnostic.label(version.span, "la première fois"));
            }
        }
    }

    /// The words of the plan.
    pub(super) fn plan(&mut self) {
        let mut first: HashMap<&str, Span> = HashMap::new();
        let items = self.items();
        let plan = once(items, |kind| matches!(kind, ItemKind::Plan(_)));
        if let Some(Item { kind: ItemKind::Plan(ranks), .. }) = plan {
            for rank in ranks {
                let mut words = Vec::new();
                for word in rank {
                    match first.get(word.text.as_str()) {
                        Some(first) => self.repeated(Named::Word, word, *first),
                        None => {
                            first.insert(&word.text, word.span);
                            words.push(word.text.clone());
                        }
                    }
                }
                if !words.is_empty() {
                    self.grid.plan.push(words);
                }
            }
        }
        let first_section = items.iter().find_map(|item| match &item.kind {
            ItemKind::Section(section) => Some((section, item.span)),
            _ => None,
        });
        if let (true, Some((section, span))) = (self.grid.plan.is_empty(), first_section) {
            self.grid.plan = words_in_use(section);
            self.plan_guessed = true;
            if plan.is_none() && !self.unreadable {
                let ranks: Vec<_> = self.grid.plan.iter().map(|rank| rank.join(" | ")).collect();
                let written = format!("plan : {}\n\n", ranks.join(" > "));
                let fix = Fix::insert(format!("écrire `{}`", written.trim_end()), span.start, written);
                self.diagnostics.push(Diagnostic::new(Shape::MissingPlan, section.word.span).fix(fix));
            }
        }
    }
}

/// The words of the first chain of sections, outermost first: the plan a file without one seems to follow.
fn words_in_use(section: &Section) -> Vec<Vec<String>> {
    let inner = section.items.iter().find_map(|item| match &item.kind {
        ItemKind::Section(inner) => Some(inner),
        _ => None,
    });
    let mut ranks = vec![vec![section.word.text.clone()]];
    for rank in inner.map(words_in_use).unwrap_or_default() {
        if !ranks.contains(&rank) {
            ranks.push(rank);
        }
    }
    ranks
}
