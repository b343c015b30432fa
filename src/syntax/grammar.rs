//! The grammar of `grammar/grille.pest`, compiled.

// The derive writes one undocumented variant a rule; the grammar file documents them.
#![allow(missing_docs)]

use pest_derive::Parser;

/// The parser the grammar compiles to.
#[derive(Parser)]
#[grammar = "../grammar/grille.pest"]
pub(super) struct GrilleParser;

/// A stretch of source one rule has matched, with what it holds.
pub(super) type Pair<'i> = pest::iterators::Pair<'i, Rule>;
