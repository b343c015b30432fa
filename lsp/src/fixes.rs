//! Corrections: those of the diagnostics at a place, and « tout corriger ».

use grille::check;
use grille::diagnostic::{Diagnostic, Edit, Fix, Problem, Source, Span};

use crate::difference::{applied, edits};
use crate::document::Document;

/// A correction of a diagnostic.
#[derive(Debug)]
pub struct Correction<'d> {
    /// What it mends.
    pub diagnostic: &'d Diagnostic,
    /// What it does.
    pub fix: &'d Fix,
    /// True for the likeliest correction of its diagnostic.
    pub preferred: bool,
}

/// The corrections of the diagnostics that touch a stretch.
pub fn at(diagnostics: &[Diagnostic], span: Span) -> Vec<Correction<'_>> {
    let touching = |diagnostic: &&Diagnostic| diagnostic.span.start <= span.end && span.start <= diagnostic.span.end;
    let found = diagnostics.iter().filter(touching);
    found
        .flat_map(|diagnostic| {
            let fixes = diagnostic.fixes.iter().enumerate();
            fixes.map(move |(at, fix)| Correction { diagnostic, fix, preferred: at == 0 })
        })
        .collect()
}

/// How many times a text is mended and read again: a mistake may hide another.
const ROUNDS: usize = 8;

/// The edits that make every correction that needs no choice; none if there is none. What changes the level an audit would
/// get is left to the author.
pub fn all(document: &Document) -> Vec<Edit> {
    let mut text = document.text().to_owned();
    let mut diagnostics = document.diagnostics().to_vec();
    for _ in 0..ROUNDS {
        let mut made: Vec<Edit> = Vec::new();
        for fix in diagnostics.iter().filter_map(sole_fix) {
            // A correction is made whole or not at all.
            let free = |edit: &Edit| made.iter().all(|other| !touch(edit.span, other.span));
            if fix.edits.iter().all(free) {
                made.extend(fix.edits.iter().cloned());
            }
        }
        let mended = applied(&text, &made);
        if mended == text {
            break;
        }
        text = mended;
        diagnostics = check::analyse(Source::new("", text.as_str()), &[]).diagnostics;
    }
    edits(document.text(), &text)
}

/// The correction of a diagnostic that needs no choice.
fn sole_fix(diagnostic: &Diagnostic) -> Option<&Fix> {
    match (&diagnostic.problem, diagnostic.fixes.as_slice()) {
        (Problem::Grading(_) | Problem::Reach(_), _) => None,
        (_, [only]) => Some(only),
        _ => None,
    }
}

fn touch(one: Span, other: Span) -> bool {
    one.start <= other.end && other.start <= one.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{self, GRID};

    #[test]
    fn the_corrections_of_a_place_are_offered() {
        let (document, at) = fixture::marked(&format!("{GRID}définition x : taux_décro$0che ≥ 85 %\n"));
        let found = super::at(document.diagnostics(), Span::at(at));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].fix.title, "écrire `taux_décroché`");
        assert!(found[0].preferred);
        assert!(super::at(document.diagnostics(), Span::at(0)).is_empty());
    }

    #[test]
    fn all_is_mended_in_one_go() {
        let text = format!("{GRID}definition x : taux_décroche => 85.5 %\n");
        let document = Document::new("essai.grille", 1, text.clone());
        let mended = applied(&text, &all(&document));
        assert_eq!(mended, format!("{GRID}définition x : taux_décroché ≥ 85,5 %\n"));
    }

    #[test]
    fn what_decides_a_level_is_left_to_the_author() {
        let text = GRID.replace("si taux_décroché ≥ objectif", "si taux_décroché > objectif");
        let document = Document::new("essai.grille", 1, text);
        assert!(document.diagnostics().iter().any(|found| found.code() == "G401" && !found.fixes.is_empty()));
        assert!(all(&document).is_empty());
    }
}
