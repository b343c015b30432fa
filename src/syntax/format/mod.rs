//! The one canonical layout of a grid file.
//!
//! The tree is first laid out as lines that know the stretch of source they come from (`clause`, `rows`, `list`,
//! `condition`, over the words of `words`); then [`page`] sets those lines with the comments and the author's blank lines
//! between them. Nothing but layout changes: formatting the result again changes nothing, and the tree is the same.

mod case;
mod clause;
mod condition;
mod list;
mod page;
mod rows;
mod words;

use super::tree::{Comment, File};
use super::{Parsed, parse};
use crate::diagnostic::Span;
pub use case::format_cases;
use page::{Joint, Line};

/// Past this many characters a list is written one member a line, and a clause goes on the next line.
const WIDTH: usize = 110;

/// Past this many characters a condition is broken before its `et` and `ou`: it is read, not scanned.
const CONDITION_WIDTH: usize = 100;

/// How much a block is indented.
const STEP: usize = 2;

/// Formats a grid: `file` is the tree of `text`. What could not be read is copied as it stands.
pub fn format(text: &str, file: &File) -> String {
    let lines = lay_out(text, file);
    let formatted = page::set(text, &lines, &file.comments);
    if file.faults.is_empty() || keeps_faults(text, &lines, &formatted) { formatted } else { text.to_owned() }
}

/// Lays a tree out.
fn lay_out(text: &str, file: &File) -> Vec<Line> {
    let mut layout = Layout { source: text, comments: &file.comments, faults: &file.faults, lines: Vec::new() };
    layout.file(&file.items);
    layout.lines
}

/// True if a text with faults says the same once formatted, faults included. Where the layout itself is evidence, of a brace in
/// excess or of the end of a text for instance, it may not: such a text is better left alone until it is mended.
fn keeps_faults(text: &str, lines: &[Line], formatted: &str) -> bool {
    let problems = |parsed: &Parsed| parsed.diagnostics.iter().map(|told| told.problem.clone()).collect::<Vec<_>>();
    let again = parse(formatted);
    let lines_again = lay_out(formatted, &again.file);
    problems(&parse(text)) == problems(&again)
        && lines.iter().map(|line| &line.text).eq(lines_again.iter().map(|line| &line.text))
        && page::set(formatted, &lines_again, &again.file.comments) == formatted
}

/// The lines made so far, and what is needed to make more.
struct Layout<'a> {
    source: &'a str,
    comments: &'a [Comment],
    faults: &'a [Span],
    lines: Vec<Line>,
}

impl Layout<'_> {
    /// Adds a line.
    fn push(&mut self, indent: usize, text: impl Into<String>, joint: Joint, span: Span) {
        self.lines.push(Line { indent, text: text.into(), joint, span, apart: false });
    }

    /// The comments that begin inside a stretch.
    fn comments_in(&self, span: Span) -> &[Comment] {
        let first = self.comments.partition_point(|comment| comment.span.start < span.start);
        let after = self.comments.partition_point(|comment| comment.span.start < span.end);
        self.comments.get(first..after).unwrap_or(&[])
    }

    /// True if something in a stretch is not written as the language asks: such a clause is copied, not laid out.
    fn is_faulty(&self, span: Span) -> bool {
        self.faults.iter().any(|fault| fault.start <= span.end && span.start <= fault.end)
    }

    /// True if no comment stands from the end of `left` to the start of `right`: the two may share a line.
    fn is_bare(&self, left: Span, right: Span) -> bool {
        self.comments_in(Span { start: left.end, end: right.start }).is_empty()
    }

    /// The first `sign` from `from` on, outside comments: the stretch it takes, or the empty one at `from`.
    fn find(&self, from: u32, sign: char) -> Span {
        let mut at = from as usize;
        while let Some(found) = self.source.get(at..).and_then(|rest| rest.find(sign)) {
            let span = Span::new(at + found, at + found + sign.len_utf8());
            let index = self.comments.partition_point(|comment| comment.span.end <= span.start);
            match self.comments.get(index).filter(|comment| comment.span.start <= span.start) {
                Some(comment) => at = comment.span.end as usize,
                None => return span,
            }
        }
        Span::at(from)
    }
}

/// The width of a text, in characters; more than any line when it has several lines.
fn width(text: &str) -> usize {
    if text.contains('\n') { usize::MAX / 2 } else { text.chars().count() }
}
