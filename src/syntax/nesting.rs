//! From the flat run of items to sections one inside the other.
//!
//! The grammar cannot know that an `engagement` inside an `engagement` is a missing brace; the plan does. Where braces are in
//! excess, the layout tells which one.

use super::build::{Builder, Event};
use super::tree::{Item, ItemKind, Name, ProseKind, Section};
use super::words::{fold, is_near};
use crate::diagnostic::{Diagnostic, Fix, Span, Writing};

/// Puts sections one inside the other.
pub(super) fn nest(events: Vec<Event>, text: &str, builder: &Builder<'_>) -> Vec<Item> {
    let ranks = Ranks::of(&events);
    let surplus = surplus(&events, &ranks);
    let mut nesting = Nesting { ranks, surplus, text, builder, open: Vec::new(), items: Vec::new(), last: 0 };
    for event in events {
        let end = match &event {
            Event::Open(_, span) | Event::Close(span) => span.end,
            Event::Clause(item) => item.span.end,
        };
        match event {
            Event::Open(section, span) => nesting.open(*section, span),
            Event::Close(span) => nesting.close(span),
            Event::Clause(item) => nesting.clause(*item),
        }
        nesting.last = end;
    }
    nesting.end()
}

/// What a missing brace at the end of the file says, for all that miss there.
pub(super) fn missing_braces_at_end(mut first: Diagnostic, count: u32, at: u32) -> Diagnostic {
    if let crate::diagnostic::Problem::Writing(Writing::MissingBrace { count: merged, .. }) = &mut first.problem {
        *merged = count;
    }
    first.span = Span::at(at);
    let title = if count == 1 { "ajouter `}`".to_owned() } else { format!("ajouter {count} accolades `}}`") };
    first.fixes = vec![Fix::insert(title, at, "\n}".repeat(count as usize))];
    first
}

/// The words of the plan, outermost rank first; the last one names the points.
struct Ranks(Vec<Vec<String>>);

impl Ranks {
    fn of(events: &[Event]) -> Self {
        let plan = events.iter().find_map(|event| match event {
            Event::Clause(item) => match &item.kind {
                ItemKind::Plan(ranks) => Some(ranks),
                _ => None,
            },
            Event::Open(..) | Event::Close(_) => None,
        });
        let words = |rank: &Vec<Name>| rank.iter().map(|word| fold(&word.text)).collect();
        Self(plan.map_or_else(|| vec![vec!["point".to_owned()]], |ranks| ranks.iter().map(words).collect()))
    }

    /// The rank of a section, a near-miss included; `None` for a word of no rank.
    fn of_word(&self, word: &str) -> Option<usize> {
        let word = fold(word);
        let rank_where = |test: &dyn Fn(&String) -> bool| self.0.iter().position(|words| words.iter().any(test));
        rank_where(&|known| *known == word).or_else(|| rank_where(&|known| is_near(known, &word)))
    }

    /// True for the rank of points, in which no section stands.
    fn is_leaf(&self, rank: Option<usize>) -> bool {
        rank.is_some_and(|rank| rank + 1 == self.0.len())
    }
}

/// How many sections must end, their brace missing, before one of this rank may open.
fn ended_by<'a>(ranks: &Ranks, open: impl DoubleEndedIterator<Item = &'a Option<usize>>, rank: Option<usize>) -> usize {
    let Some(rank) = rank else { return 0 };
    open.rev().take_while(|above| above.is_some_and(|above| above >= rank || ranks.is_leaf(Some(above)))).count()
}

/// How many closing braces have nothing to close.
fn surplus(events: &[Event], ranks: &Ranks) -> usize {
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut surplus = 0;
    for event in events {
        match event {
            Event::Open(section, _) => {
                let rank = ranks.of_word(&section.word.text);
                open.truncate(open.len() - ended_by(ranks, open.iter(), rank));
                open.push(rank);
            }
            Event::Close(_) if open.pop().is_none() => surplus += 1,
            Event::Close(_) | Event::Clause(_) => {}
        }
    }
    surplus
}

/// A section being read.
struct Open {
    section: Section,
    span: Span,
    rank: Option<usize>,
    /// True for a point whose head is missing: what it holds cannot be told to be any point's.
    headless: bool,
}

struct Nesting<'a> {
    ranks: Ranks,
    /// Closing braces in excess, not yet explained.
    surplus: usize,
    text: &'a str,
    builder: &'a Builder<'a>,
    open: Vec<Open>,
    items: Vec<Item>,
    /// Where the item before ends.
    last: u32,
}

impl Nesting<'_> {
    fn open(&mut self, section: Section, span: Span) {
        let rank = self.ranks.of_word(&section.word.text);
        let ranks: Vec<_> = self.open.iter().map(|open| open.rank).collect();
        for _ in 0..ended_by(&self.ranks, ranks.iter(), rank) {
            self.report_missing_brace();
            self.pop(self.last, false);
        }
        self.open.push(Open { section, span, rank, headless: false });
    }

    fn close(&mut self, span: Span) {
        let stray = match self.open.last() {
            None => true,
            Some(open) => self.surplus > 0 && self.indent(span.start) > self.indent(open.span.start),
        };
        if stray {
            self.surplus = self.surplus.saturating_sub(1);
            let fix = Fix::replace("retirer l’accolade", span, "");
            self.builder.push(Diagnostic::new(Writing::StrayBrace, span).fix(fix));
        } else {
            self.pop(span.end, true);
        }
    }

    fn clause(&mut self, item: Item) {
        let in_point = self.open.last().is_some_and(|open| open.headless || self.ranks.is_leaf(open.rank));
        if self.surplus > 0 && !in_point && only_in_points(&item.kind) {
            self.surplus -= 1;
            self.builder.push(Diagnostic::new(Writing::MissingHead, first_word(self.text, item.span)));
            let word = Name { text: String::new(), span: Span::at(item.span.start) };
            let section = Section { head: word.span, word, id: None, title: None, items: Vec::new(), closed: true };
            self.open.push(Open { section, span: item.span, rank: None, headless: true });
        }
        self.add(item);
    }

    /// Adds an item to the innermost open section.
    fn add(&mut self, item: Item) {
        match self.open.last_mut() {
            Some(open) => open.section.items.push(item),
            None => self.items.push(item),
        }
    }

    /// Ends the innermost section.
    fn pop(&mut self, end: u32, closed: bool) {
        let Some(Open { mut section, span, headless, .. }) = self.open.pop() else { return };
        let span = Span { start: span.start, end: end.max(span.end) };
        section.closed = closed;
        self.add(if headless { self.builder.broken(span) } else { Item { kind: ItemKind::Section(section), span } });
    }

    /// Ends what is still open at the end of the file.
    fn end(mut self) -> Vec<Item> {
        while !self.open.is_empty() {
            self.report_missing_brace();
            self.pop(self.last, false);
        }
        self.items
    }

    fn report_missing_brace(&self) {
        let Some(open) = self.open.last() else { return };
        let head = &open.section.head;
        let opened = self.text.get(head.range()).unwrap_or(&open.section.word.text).to_owned();
        let at = self.last;
        self.builder.push(
            Diagnostic::new(Writing::MissingBrace { opened, count: 1 }, Span::at(at))
                .fix(Fix::insert("ajouter `}`", at, format!("\n{}}}", " ".repeat(self.indent(open.span.start)))))
                .label(*head, "le bloc ouvert ici n’est pas fermé"),
        );
    }

    /// How far from the margin the line of an offset begins, in characters.
    fn indent(&self, offset: u32) -> usize {
        let line_start = self.text.get(..offset as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        self.text[line_start..].chars().take_while(|c| *c == ' ' || *c == '\t').count()
    }
}

/// True for a clause that can only be a point's.
fn only_in_points(kind: &ItemKind) -> bool {
    match kind {
        ItemKind::Prose(prose) => {
            matches!(prose.kind, ProseKind::Wording | ProseKind::Examples | ProseKind::Evidence | ProseKind::OutOfScope)
        }
        ItemKind::Waiver(_) | ItemKind::Substitute(_) | ItemKind::Requirement(_) | ItemKind::Grading(_) => true,
        _ => false,
    }
}

/// The first word of a stretch.
fn first_word(text: &str, span: Span) -> Span {
    let length = text.get(span.range()).map_or(0, |text| text.find(char::is_whitespace).unwrap_or(text.len()));
    Span { end: span.start + Span::new(length, 0).start, ..span }
}
