//! From matched rules to the tree. Each builder takes the pair of the rule it is named for.
//!
//! A builder never fails: what it cannot use becomes a broken node, and the diagnostic goes to the list.

mod case;
mod clause;
mod condition;
mod declaration;
mod literal;
mod text;

use super::grammar::{Pair, Rule};
use super::map::OffsetMap;
use super::tree::{Item, ItemKind, Name, Section};
use crate::diagnostic::{Diagnostic, Fix, Problem, Span, Writing};

/// What the file is a flat run of: sections open and close, clauses stand between.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// The head of a section, brace included.
    Open(Box<Section>, Span),
    /// A closing brace.
    Close(Span),
    /// A clause.
    Clause(Box<Item>),
}

/// Builds nodes from the pairs of one parsed text.
pub(super) struct Builder<'a> {
    /// The text the pairs come from.
    pub(super) text: &'a str,
    /// Where that text stands in the one it was made from.
    pub(super) map: OffsetMap,
    /// The builder of the text it was made from, when it is a mended piece.
    pub(super) parent: Option<&'a Builder<'a>>,
    /// What is found on the way; shared by all.
    pub(super) findings: &'a std::cell::RefCell<Findings>,
}

/// What a parse finds beside the tree.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// What is wrong.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Texts and unreadable stretches: a `#` in them begins no comment.
    pub(super) opaque: Vec<Span>,
    /// The places of texts.
    pub(super) texts: Vec<Span>,
    /// The words of the plan, folded: what a section may begin with.
    pub(super) plan: Vec<String>,
    /// The last stretch outside any clause: where it ends in the text read, and the diagnostic that tells of it.
    pub(super) last_stray: Option<(u32, usize)>,
}

impl Builder<'_> {
    /// A stretch of the parsed text, told in the source.
    pub(super) fn locate(&self, span: Span) -> Span {
        let span = self.map.span(span);
        self.parent.map_or(span, |parent| parent.locate(span))
    }

    /// Where a pair stands in the source, without the blanks and comments it may end with.
    pub(super) fn span(&self, pair: &Pair<'_>) -> Span {
        self.locate(local_span(pair))
    }

    /// Reports a problem.
    pub(super) fn report(&self, problem: impl Into<Problem>, span: Span) {
        self.push(Diagnostic::new(problem, span));
    }

    /// Reports a problem that comes with a correction.
    pub(super) fn report_with(&self, problem: impl Into<Problem>, span: Span, fix: Fix) {
        self.push(Diagnostic::new(problem, span).fix(fix));
    }

    /// Takes a part that may be written once. The first one stands: what repeats it is told to be superfluous, never dropped in silence.
    pub(super) fn once<T>(&self, slot: &mut Option<T>, value: T, pair: &Pair<'_>) {
        if slot.is_none() {
            *slot = Some(value);
            return;
        }
        self.report_superfluous(pair, self.span(pair).start);
    }

    /// Tells of a part in excess; its correction takes it away with what precedes it from `from` on.
    pub(super) fn report_superfluous(&self, pair: &Pair<'_>, from: u32) {
        let local = local_span(pair);
        let found = self.text.get(local.range()).unwrap_or_default().to_owned();
        let span = self.locate(local);
        let fix = Fix::replace(format!("retirer `{found}`"), Span { start: from, ..span }, "");
        self.report_with(Writing::Superfluous { found }, span, fix);
    }

    /// Adds a diagnostic.
    pub(super) fn push(&self, diagnostic: Diagnostic) {
        self.findings.borrow_mut().diagnostics.push(diagnostic);
    }

    /// Notes a stretch of the source in which `#` begins no comment.
    pub(super) fn opaque(&self, span: Span) {
        self.findings.borrow_mut().opaque.push(span);
    }

    /// A word as a name.
    pub(super) fn name(&self, pair: &Pair<'_>) -> Name {
        Name { text: pair.as_str().to_owned(), span: self.span(pair) }
    }

    /// The events of a parsed file.
    pub(super) fn events(&self, file: Pair<'_>) -> Vec<Event> {
        let mut events = Vec::new();
        for entry in file.into_inner() {
            match entry.as_rule() {
                Rule::item => events.extend(self.event(entry)),
                Rule::unexpected => self.mend_entry(&entry, &mut events),
                _ => {}
            }
        }
        events
    }

    /// The event of an `item` or `whole_clause`.
    pub(super) fn event(&self, item: Pair<'_>) -> Option<Event> {
        children(item).find(|pair| pair.as_rule() != Rule::EOI).map(|inner| self.event_of(inner))
    }

    /// The event of a clause, of a section's head or of its end.
    pub(super) fn event_of(&self, pair: Pair<'_>) -> Event {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::section_open | Rule::loose_section => self.section_open(pair, span),
            Rule::section_close => Event::Close(span),
            _ => Event::Clause(Box::new(Item { kind: self.clause(pair), span })),
        }
    }

    /// The head of a section.
    fn section_open(&self, pair: Pair<'_>, span: Span) -> Event {
        let (mut word, mut id, mut title) = (None, None, None);
        for part in children(pair) {
            match part.as_rule() {
                Rule::ident => word = Some(self.name(&part)),
                Rule::section_id => id = Some(self.name(&part)),
                Rule::text => title = Some(self.text_node(part)),
                _ => {}
            }
        }
        let word = word.unwrap_or_else(|| Name { text: String::new(), span });
        let end = title.as_ref().map(|title| title.span).or(id.as_ref().map(|id| id.span)).unwrap_or(word.span);
        let head = word.span.to(end);
        Event::Open(Box::new(Section { word, id, title, items: Vec::new(), head, closed: true }), span)
    }

    /// Reports the missing brace of a block, if it misses one. `opened` names the block.
    pub(super) fn block_end(&self, pair: &Pair<'_>, opened: &str) {
        let at = self.span(pair).start;
        match pair.as_rule() {
            Rule::missing_brace | Rule::missing_case_brace => self.report_with(
                Writing::MissingBrace { opened: opened.to_owned(), count: 1 },
                Span::at(at),
                Fix::insert("ajouter `}`", at, "\n}"),
            ),
            Rule::no_brace | Rule::no_case_brace => self.report_with(
                Writing::Missing { token: "{".to_owned() },
                Span::at(at),
                Fix::insert("ajouter `{`", at, " {"),
            ),
            _ => {}
        }
    }

    /// A broken clause over a stretch of the source.
    pub(super) fn broken(&self, span: Span) -> Item {
        self.opaque(span);
        Item { kind: ItemKind::Broken, span }
    }
}

/// The parts of a pair, comments and layout left out.
pub(super) fn children(pair: Pair<'_>) -> impl Iterator<Item = Pair<'_>> {
    pair.into_inner().filter(|pair| !matches!(pair.as_rule(), Rule::COMMENT | Rule::gap))
}

/// Where a pair stands in the text it was parsed from, trailing blanks and comments left out.
pub(super) fn local_span(pair: &Pair<'_>) -> Span {
    let span = pair.as_span();
    let text = &span.as_str()[..end_of(pair) - span.start()];
    Span::new(span.start(), span.start() + text.trim_end().len())
}

/// Where a pair ends, the comments at its end left out, however deep in its last part they were read.
fn end_of(pair: &Pair<'_>) -> usize {
    let span = pair.as_span();
    let mut end = span.end();
    for part in pair.clone().into_inner().rev() {
        let inner = part.as_span();
        if matches!(part.as_rule(), Rule::COMMENT | Rule::gap) {
            end = inner.start();
        } else if span.as_str()[inner.end() - span.start()..end - span.start()].trim().is_empty() {
            return end_of(&part);
        } else {
            break;
        }
    }
    end
}
