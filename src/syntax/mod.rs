//! From text to tree: the parser with its recovery, the tree with its spans, the formatter. Names mean nothing here.
//!
//! The grammar reads a file as a flat run of items, each line on its own; [`nesting`] puts the sections one inside the other
//! where the words of the plan are known; [`repair`] mends what the grammar could not read.

mod build;
mod calendar;
pub mod case;
pub mod cursor;
mod expected;
mod format;
mod grammar;
pub mod manual;
mod map;
mod near;
mod nesting;
mod placed;
mod reading;
mod repair;
mod stretch;
pub mod token;
pub mod tree;
mod walk;
mod words;

use std::cell::RefCell;
use std::ops::Range;

use pest::Parser;

pub use calendar::{date_from_days, days_from_date};
pub use format::{format, format_cases};
pub use stretch::Remembered;

use crate::diagnostic::{Diagnostic, Span, Writing};
use build::{Builder, Findings, children};
use case::CaseFile;
use grammar::{GrilleParser, Rule};
use tree::{Comment, File, Operand};

/// What reading a file gives: always a tree, and what is wrong with the way it is written.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// The tree; what could not be read stands as broken nodes.
    pub file: File,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a grid file. Never fails: each mistake costs one diagnostic and what it touches, not the rest.
pub fn parse(text: &str) -> Parsed {
    parse_after(text, &Remembered::default()).0
}

/// Reads a grid file of which an earlier version was read: the same as [`parse`] gives, sooner.
pub fn parse_after(text: &str, before: &Remembered) -> (Parsed, Remembered) {
    parse_cut(text, before, stretch::stretches)
}

/// Reads a grid file, cut into stretches some way.
fn parse_cut(text: &str, before: &Remembered, cut: fn(&str) -> Vec<Range<usize>>) -> (Parsed, Remembered) {
    let findings = RefCell::new(Findings::default());
    let (readable, map) = reading::readable(text, &mut findings.borrow_mut().diagnostics);
    findings.borrow_mut().plan = reading::plan_words(&readable);
    let builder = Builder { text: &readable, map, parent: None, findings: &findings };
    let (events, remembered) = stretch::events(&builder, &cut(&readable), before);
    if events.is_empty() && findings.borrow().diagnostics.is_empty() {
        builder.report(Writing::Empty, Span::default());
    }
    let items = nesting::nest(events, text, &builder);
    let Findings { mut diagnostics, opaque, mut texts, .. } = findings.into_inner();
    texts.sort_unstable();
    texts.dedup();
    let mut faults: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.span).collect();
    faults.sort_unstable();
    merge_missing_braces(&mut diagnostics, text);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    (Parsed { file: File { items, comments: comments(text, opaque), texts, faults }, diagnostics }, remembered)
}

/// What reading a file of cases gives: always a tree, and what is wrong with the way it is written.
#[derive(Debug, Clone, Default)]
pub struct ParsedCases {
    /// The tree; what could not be read is left out.
    pub file: CaseFile,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a file of cases. Never fails: each mistake costs one diagnostic and its line, not the rest.
pub fn parse_cases(text: &str) -> ParsedCases {
    let findings = RefCell::new(Findings::default());
    let (readable, map) = reading::readable(text, &mut findings.borrow_mut().diagnostics);
    let builder = Builder { text: &readable, map, parent: None, findings: &findings };
    let cases = if let Ok(mut pairs) = GrilleParser::parse(Rule::case_file, &readable) {
        pairs.next().map(|file| builder.cases(file)).unwrap_or_default()
    } else {
        // The grammar reads any text; were it not so, this is what the editor would see.
        builder.unreadable(Span::new(0, readable.len()), vec!["`cas`".to_owned()]);
        Vec::new()
    };
    let Findings { mut diagnostics, opaque, mut texts, .. } = findings.into_inner();
    texts.sort_unstable();
    texts.dedup();
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    ParsedCases { file: CaseFile { cases, comments: comments(text, opaque), texts }, diagnostics }
}

/// Reads one operand, as `--set` is given one: `85 %`, `12/10/2023`, `trimestrielle`. `None` if it is none.
pub fn parse_operand(text: &str) -> Option<Operand> {
    let findings = RefCell::new(Findings::default());
    let (readable, map) = reading::readable(text, &mut findings.borrow_mut().diagnostics);
    let builder = Builder { text: &readable, map, parent: None, findings: &findings };
    let entry = GrilleParser::parse(Rule::one_operand, &readable).ok()?.next()?;
    let operand = children(entry).find(|part| part.as_rule() == Rule::operand)?;
    let operand = builder.operand(operand);
    findings.borrow().diagnostics.is_empty().then_some(operand)
}

/// The forms names take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameForm {
    /// Of what is declared: letters, digits and `_`, no word conditions are made of.
    Declared,
    /// Of a level or an option: `oui` and `non` as well.
    Value,
    /// Of a point or group: `6.2`, `A.1`.
    Id,
}

/// True if a text is a name of some form.
pub fn is_name(text: &str, form: NameForm) -> bool {
    let rule = match form {
        NameForm::Declared => Rule::ident,
        NameForm::Value => Rule::value_name,
        NameForm::Id => Rule::section_id,
    };
    let composed: String = unicode_normalization::UnicodeNormalization::nfc(text).collect();
    GrilleParser::parse(rule, &composed)
        .is_ok_and(|mut pairs| pairs.next().is_some_and(|pair| pair.as_str() == composed))
}

/// A file cut short misses the braces of every block that was open: one diagnostic says so for all.
fn merge_missing_braces(diagnostics: &mut Vec<Diagnostic>, text: &str) {
    let end = text.trim_end().len();
    let at_end = |diagnostic: &Diagnostic| {
        matches!(diagnostic.problem, crate::diagnostic::Problem::Writing(Writing::MissingBrace { .. }))
            && diagnostic.span.start as usize >= end
    };
    let missing: u32 = diagnostics
        .iter()
        .filter(|diagnostic| at_end(diagnostic))
        .map(|diagnostic| match &diagnostic.problem {
            crate::diagnostic::Problem::Writing(Writing::MissingBrace { count, .. }) => *count,
            _ => 0,
        })
        .sum();
    let Some(first) = diagnostics.iter().position(at_end) else { return };
    let mut kept = false;
    let merged = nesting::missing_braces_at_end(diagnostics[first].clone(), missing, Span::new(end, end).start);
    diagnostics.retain(|diagnostic| !at_end(diagnostic) || !std::mem::replace(&mut kept, true));
    diagnostics[first] = merged;
}

/// The comments of a source: every `#` that stands in no text.
fn comments(text: &str, mut opaque: Vec<Span>) -> Vec<Comment> {
    opaque.sort_unstable();
    let mut opaque = opaque.into_iter().peekable();
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('#') {
        let start = at + found;
        while opaque.next_if(|span| span.end as usize <= start).is_some() {}
        if let Some(span) = opaque.peek().filter(|span| (span.start as usize) <= start) {
            at = (span.end as usize).max(start + 1);
            continue;
        }
        let end = text[start..].find(['\n', '\r']).map_or(text.len(), |length| start + length);
        let line_start = text[..start].rfind(['\n', '\r']).map_or(0, |before| before + 1);
        comments.push(Comment {
            text: text[start..end].trim_end().to_owned(),
            span: Span::new(start, start + text[start..end].trim_end().len()),
            own_line: text[line_start..start].trim().is_empty(),
        });
        at = end;
    }
    comments
}
