//! Everything there is to say about a grid: how it is written, what it means, and what the model shows once it is whole.
//!
//! One file a check. A check looks at the model and returns what it found; it decides neither order, nor paths, nor format.

mod empty;
mod grading;
mod path;
mod reach;
pub mod table;
mod unvalued;
pub(crate) mod witness;

use crate::diagnostic::{Diagnostic, Problem, Source, Span};
use crate::grid::{Grid, Override, lower};
use crate::syntax::tree::{File, Item, ItemKind};
use crate::syntax::{Parsed, Remembered, parse_after};

/// A check on a model without errors.
type Check = fn(&Grid) -> Vec<Diagnostic>;

/// Every check. Their order does not matter: what they find is sorted by place.
const CHECKS: &[Check] = &[empty::check, unvalued::check];

/// A grid with all that is to be said about it.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The text.
    pub source: Source,
    /// The tree.
    pub file: File,
    /// The model; it stands for the whole grid only if there is no error.
    pub grid: Grid,
    /// What was found, in the order of the text, each with its path; at most one error a place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Analysis {
    /// True if the grid cannot be used.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// Adds what another room found, in the order of the text.
    pub fn add(&mut self, found: Vec<Diagnostic>) {
        let diagnostics = std::mem::take(&mut self.diagnostics);
        self.diagnostics = self.in_order(diagnostics, found);
    }

    /// Adds diagnostics as they were found to those in order: each with its place settled and its path, in the order of the
    /// text, at most one error a place.
    fn in_order(&self, mut diagnostics: Vec<Diagnostic>, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        for diagnostic in &mut found {
            settle(diagnostic, self.source.text());
            diagnostic.path = path::of(diagnostic.span, &self.file);
        }
        diagnostics.append(&mut found);
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        diagnostics.dedup_by(|later, first| later.span == first.span && later.is_error() && first.is_error());
        diagnostics
    }
}

/// Reads, lowers and checks a grid, its parameters at their effective values. Never fails.
pub fn analyse(source: Source, overrides: &[Override]) -> Analysis {
    let mut analysis = read(source, overrides);
    analysis.diagnostics = prove(&analysis);
    analysis
}

/// Reads and lowers a grid, its parameters at their effective values: its diagnostics are those of its writing, names, types
/// and shape. Never fails. What an editor needs at every keystroke; [`prove`] goes on from there.
pub fn read(source: Source, overrides: &[Override]) -> Analysis {
    read_after(source, overrides, &Remembered::default()).0
}

/// Reads and lowers a grid of which an earlier version was read: the same as [`read`] gives, sooner.
pub fn read_after(source: Source, overrides: &[Override], before: &Remembered) -> (Analysis, Remembered) {
    let (Parsed { file, diagnostics: unreadable }, remembered) = parse_after(source.text(), before);
    let lowered = lower(&file, overrides);
    let (grid, mut found) = (lowered.grid, lowered.diagnostics);
    let lost = lost_lines(&source, &file, &unreadable);
    found.retain(|diagnostic| !speaks_of_lost(diagnostic, &lost));
    let mut diagnostics = unreadable;
    diagnostics.append(&mut found);
    let mut analysis = Analysis { source, file, grid, diagnostics: Vec::new() };
    analysis.diagnostics = analysis.in_order(Vec::new(), diagnostics);
    (analysis, remembered)
}

/// Every diagnostic of a grid that was [`read`]: those it has and, if there is no error among them, those of the checks and
/// proofs on its model.
pub fn prove(analysis: &Analysis) -> Vec<Diagnostic> {
    let (source, file, grid) = (&analysis.source, &analysis.file, &analysis.grid);
    let mut found = Vec::new();
    // The proofs of a model that is not the grid's would be about something else.
    if !analysis.has_errors() {
        found.extend(CHECKS.iter().flat_map(|check| check(grid)));
        found.extend(grading::check(grid, source));
        found.extend(reach::check(file, grid));
    }
    analysis.in_order(analysis.diagnostics.clone(), found)
}

/// The lines of which something could not be read: what they declare is not in the tree.
fn lost_lines<'s>(source: &'s Source, file: &File, unreadable: &[Diagnostic]) -> Vec<&'s str> {
    let mut spans: Vec<_> = unreadable.iter().map(|diagnostic| diagnostic.span).collect();
    broken_spans(&file.items, &mut spans);
    let lines = |span: Span| source.line(span.start)..=source.line(span.end);
    spans.into_iter().flat_map(lines).map(|line| source.line_text(line)).collect()
}

/// The places of clauses that could not be read.
fn broken_spans(items: &[Item], found: &mut Vec<Span>) {
    for item in items {
        match &item.kind {
            ItemKind::Broken => found.push(item.span),
            ItemKind::Section(section) => broken_spans(&section.items, found),
            _ => {}
        }
    }
}

/// True if a diagnostic says that nothing declares a name which stands in a line that could not be read.
fn speaks_of_lost(diagnostic: &Diagnostic, lost: &[&str]) -> bool {
    let Problem::Naming(problem) = &diagnostic.problem else { return false };
    let in_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    problem.unknown_name().is_some_and(|name| {
        lost.iter().any(|line| line.split(|letter| !in_word(letter)).any(|word| word.trim_end_matches('.') == name))
    })
}

/// Sets the places of a diagnostic between whole characters of the text, blanks at both ends left out.
fn settle(diagnostic: &mut Diagnostic, text: &str) {
    let settled = |offset: u32| {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset += 1;
        }
        offset
    };
    let spans = std::iter::once(&mut diagnostic.span).chain(diagnostic.labels.iter_mut().map(|label| &mut label.span));
    for span in spans {
        let (start, end) = (settled(span.start), settled(span.end));
        let inside = text.get(start..end).unwrap_or_default();
        let kept = inside.trim();
        // A place made of blanks alone is one meant to be so: the end of a line, of the file.
        *span = match inside.find(kept) {
            Some(before) if !kept.is_empty() => Span::new(start + before, start + before + kept.len()),
            _ => Span::new(start, end),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        analyse(Source::new("essai.grille", text), &[]).diagnostics.iter().map(Diagnostic::code).collect()
    }

    #[test]
    fn one_mistake_costs_one_diagnostic() {
        let grid = |input: &str| {
            format!(
                "grille essai version \"1\"\nplan : point\néchelle e {{ non = 0\noui = 1 }}\nprofil {{ {input} }}\n\
                 point 1 {{ barème {{ non si taux < 5\noui si taux ≥ 5 }} }}\n"
            )
        };
        assert_eq!(codes(&grid("taux : nombre")), Vec::<&str>::new());
        assert_eq!(codes(&grid("taux : incertain")), ["G103"]);
        assert_eq!(codes(&grid("taux nombre")), ["G017"]);
    }
}
