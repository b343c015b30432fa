//! Cases: named audits with what is expected of them, in `.cas` files beside a grid.
//!
//! [`read`](Suite::read) resolves a file against the grids it speaks of; [`run`](Suite::run) scores each case and says what did
//! not come out as expected, at the line that expected it.

pub mod coverage;
mod expectation;
mod given;
mod report;
mod run;
mod write;

pub use coverage::Coverage;
pub use expectation::{Expectation, ExpectationKind};
pub use report::{Report, summary};
pub use run::{Failure, Ran};

use crate::audit::{Audit, RecordedRating};
use crate::check::Analysis;
use crate::diagnostic::{Case as Problem, Diagnostic, Source, Span};
use crate::grid::Reader;
use crate::syntax::case::CaseBlock;
use crate::syntax::{ParsedCases, parse_cases};

/// One case, its names resolved.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it is about.
    pub title: String,
    /// The grid it is for, by index among those given.
    pub grid: usize,
    /// What is given. Its identifier is the title.
    pub audit: Audit,
    /// The rating of the points that wait for one: `cotation par défaut`.
    pub by_default: Option<ByDefault>,
    /// What is expected, in the order written.
    pub expectations: Vec<Expectation>,
    /// The title in the source.
    pub title_span: Span,
    /// The whole block.
    pub span: Span,
}

/// `cotation par défaut = conforme`: the rating given to each point that applies, is rated by the auditor and is not rated by
/// the case. Points whose scale does not have it stay unrated.
#[derive(Debug, Clone)]
pub struct ByDefault {
    /// One rating a point, none where the scale of the point does not have it.
    pub ratings: Vec<Option<RecordedRating>>,
}

/// A file of cases, read.
#[derive(Debug)]
pub struct Suite<'a> {
    /// Its text.
    pub source: Source,
    /// The grids its cases may be for.
    pub grids: &'a [Analysis],
    /// The cases that could be read whole, in the order written.
    pub cases: Vec<Case>,
    /// What is wrong with the file, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Suite<'a> {
    /// Reads a file of cases that stands beside these grids. Never fails: a case at fault is left out, and said to be.
    pub fn read(source: Source, grids: &'a [Analysis]) -> Self {
        let ParsedCases { file, mut diagnostics } = parse_cases(source.text());
        let mut readers: Vec<Option<Reader<'a>>> = grids.iter().map(|_| None).collect();
        let mut cases: Vec<Case> = Vec::new();
        for block in &file.cases {
            let at_fault = diagnostics.len();
            let Some(at) = grid_of(block, grids, &mut diagnostics) else { continue };
            let reader = readers[at].get_or_insert_with(|| Reader::new(&grids[at].file, &[]));
            let read = given::case(block, at, reader, &mut diagnostics);
            if cases.iter().any(|known| known.grid == at && known.title == read.title) {
                let problem = Problem::RepeatedCase { title: read.title.clone() };
                diagnostics.push(Diagnostic::new(problem, read.title_span));
            }
            let unread = diagnostics.iter().any(|found| found.is_error() && read.span.contains(found.span));
            if !unread && diagnostics[at_fault..].iter().all(|found| !found.is_error()) {
                cases.push(read);
            }
        }
        for diagnostic in &mut diagnostics {
            let around = file.cases.iter().find(|block| block.span.contains(diagnostic.span));
            diagnostic.path = around.map(|block| heading(&block.title.plain())).into_iter().collect();
        }
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        Self { source, grids, cases, diagnostics }
    }

    /// True if the file has errors: some of its cases were left out.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// A case as the path of a diagnostic names it.
fn heading(title: &str) -> String {
    format!("cas «\u{a0}{title}\u{a0}»")
}

/// The grid a case is for, among those given.
fn grid_of(block: &CaseBlock, grids: &[Analysis], diagnostics: &mut Vec<Diagnostic>) -> Option<usize> {
    let cited = format!("{}@{}", block.grid.text, block.version.plain());
    let found = grids.iter().position(|analysis| analysis.grid.citation() == cited);
    let place = block.grid.span.to(block.version.span);
    match found {
        Some(at) if grids[at].has_errors() => {
            diagnostics.push(Diagnostic::new(Problem::BrokenGrid { cited }, place));
            None
        }
        None => {
            let found = grids.iter().map(|analysis| analysis.grid.citation()).collect();
            diagnostics.push(Diagnostic::new(Problem::UnknownGrid { cited, found }, place));
            None
        }
        found => found,
    }
}
