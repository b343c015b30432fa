//! One audit as it stands in an archive, not read yet.

use std::borrow::Cow;
use std::sync::Arc;

use super::csv::Header;
use super::refusal::RefusalKind;
use super::{parquet, write};
use crate::diagnostic::from_windows_1252;

/// One audit as it stands in an archive.
#[derive(Debug, Clone)]
pub struct Entry<'p> {
    /// The archive.
    pub file: &'p str,
    /// The line it begins on, from 1.
    pub line: usize,
    /// Its text, as it is.
    pub text: Cow<'p, [u8]>,
    /// What is wrong around it, where the archive itself is broken there.
    pub fault: Option<Fault>,
    /// How it is written.
    pub(super) shape: Shape<'p>,
}

/// How an audit is written.
#[derive(Debug, Clone)]
pub(super) enum Shape<'p> {
    /// As an object.
    Object,
    /// As a row under a header.
    Row(&'p Arc<Header>),
    /// As a row kept with its header in a rejects file.
    Kept(Arc<Header>),
    /// As cells decoded before, at this row.
    Cells(&'p parquet::Rows, usize),
}

/// What is wrong with an archive where an audit was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The archive ends before the bracket that closes its array.
    Unclosed,
    /// Something follows that bracket.
    Superfluous,
    /// A quote is opened there and never closed.
    OpenQuote,
    /// Something follows a closing quote.
    StrayQuote,
    /// More bytes than an audit may have; only the first are kept.
    TooLong,
}

impl Fault {
    /// Why nothing can be read there.
    pub(super) fn refusal(self) -> RefusalKind {
        let malformed = |detail: &str| RefusalKind::Malformed(detail.to_owned());
        match self {
            Self::Unclosed => {
                malformed("le fichier s’arrête avant le `]` qui ferme le tableau ; il est sans doute tronqué")
            }
            Self::Superfluous => malformed("rien n’est attendu après le `]` qui ferme le tableau"),
            Self::OpenQuote => malformed("un guillemet s’ouvre sur cette ligne et n’est pas refermé"),
            Self::StrayQuote => malformed(
                "du texte suit un guillemet fermant ; à l’intérieur d’une cellule, un guillemet s’écrit deux fois",
            ),
            Self::TooLong => RefusalKind::TooLong,
        }
    }
}

impl<'p> Entry<'p> {
    /// A text that stands in no archive.
    pub fn alone(text: impl Into<Cow<'p, [u8]>>) -> Self {
        Self { file: "", line: 1, text: text.into(), fault: None, shape: Shape::Object }
    }

    /// The header it is read under, if it is a row of a CSV file.
    pub fn header(&self) -> Option<&str> {
        match &self.shape {
            Shape::Row(header) => Some(&header.text),
            Shape::Kept(header) => Some(&header.text),
            Shape::Object | Shape::Cells(..) => None,
        }
    }

    /// The text for people and for the rejects file, and whether it had to be read as Windows-1252 because it is not UTF-8.
    /// Every byte has its character there, so that nothing is lost.
    pub fn shown(&self) -> (Cow<'_, str>, bool) {
        if let Shape::Cells(rows, row) = self.shape {
            return (Cow::Owned(write::row(&rows.row(row))), false);
        }
        match std::str::from_utf8(&self.text) {
            Ok(text) => (Cow::Borrowed(text), false),
            Err(_) => (self.text.iter().map(|byte| from_windows_1252(*byte)).collect(), true),
        }
    }
}
