//! One version of a grid in the editor, and what is known of it, worked out once and only when asked for.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use grille::check::{self, Analysis};
use grille::diagnostic::{Diagnostic, Source, Span};
use grille::grid::index::Index;
use grille::syntax::cursor::{Surroundings, surroundings};
use grille::syntax::token::{Token, tokens, tokens_of_cases};
use grille::syntax::{ParsedCases, Remembered, parse_cases};

use crate::folder::CASES;
use crate::lines::Lines;

/// One version of one text. It never changes: the next keystroke makes another.
#[derive(Debug)]
pub struct Document {
    /// The version the editor gave it.
    pub version: i32,
    /// A number no other version of any document has.
    pub stamp: u64,
    /// Its lines.
    pub lines: Lines,
    source: Source,
    /// What was read of the versions before.
    before: Arc<Remembered>,
    analysis: OnceLock<(Analysis, Arc<Remembered>)>,
    diagnostics: OnceLock<Vec<Diagnostic>>,
    index: OnceLock<Index>,
    tokens: OnceLock<Vec<Token>>,
    cases: OnceLock<ParsedCases>,
}

impl Document {
    /// A version of a text under the name messages show.
    pub fn new(name: &str, version: i32, text: String) -> Self {
        Self::reading(name, version, text, Arc::default())
    }

    /// The next version of this one.
    #[must_use]
    pub fn changed(&self, version: i32, text: String) -> Self {
        let read = self.analysis.get().map_or(&self.before, |(_, read)| read);
        Self::reading(self.name(), version, text, Arc::clone(read))
    }

    fn reading(name: &str, version: i32, text: String, before: Arc<Remembered>) -> Self {
        static STAMPS: AtomicU64 = AtomicU64::new(0);
        Self {
            version,
            stamp: STAMPS.fetch_add(1, Ordering::Relaxed),
            lines: Lines::new(&text),
            source: Source::new(name, text),
            before,
            analysis: OnceLock::new(),
            diagnostics: OnceLock::new(),
            index: OnceLock::new(),
            tokens: OnceLock::new(),
            cases: OnceLock::new(),
        }
    }

    /// The name messages show.
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// Its text.
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// True for a file of cases, which is no grid.
    pub fn holds_cases(&self) -> bool {
        Path::new(self.name()).extension().is_some_and(|ending| ending == CASES)
    }

    /// Its cases, where it holds some.
    pub fn cases(&self) -> &ParsedCases {
        self.cases.get_or_init(|| parse_cases(self.text()))
    }

    /// Its tree and model, read and lowered; nothing is proved.
    pub fn analysis(&self) -> &Analysis {
        let (analysis, _) = self.analysis.get_or_init(|| {
            let (analysis, read) = check::read_after(self.source.clone(), &[], &self.before);
            (analysis, Arc::new(read))
        });
        analysis
    }

    /// Everything there is to say about it, proofs included.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.diagnostics.get_or_init(|| check::prove(self.analysis()))
    }

    /// Everything there is to say about it, if that was worked out already.
    pub fn known_diagnostics(&self) -> &[Diagnostic] {
        self.diagnostics.get().map(Vec::as_slice).unwrap_or_default()
    }

    /// Its names.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.source, &self.analysis().file))
    }

    /// Its words and signs.
    pub fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| {
            if self.holds_cases() {
                return tokens_of_cases(self.text(), &self.cases().file);
            }
            tokens(self.text(), &self.analysis().file)
        })
    }

    /// What is around an offset.
    pub fn around(&self, offset: u32) -> Surroundings<'_> {
        surroundings(self.text(), self.tokens(), offset)
    }

    /// The text of a stretch.
    pub fn slice(&self, span: Span) -> &str {
        self.source.slice(span)
    }
}
