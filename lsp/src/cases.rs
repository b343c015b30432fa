//! The cases of a grid in the editor: what is wrong with them, which do not come out as expected, and the names of the grid
//! in them.

use std::sync::Arc;

use grille::check::Analysis;
use grille::diagnostic::{Diagnostic, Source, Span};
use grille::grid::index::{Index, Occurrence, SymbolId};
use grille::version::cases::{Report, Suite};

use crate::document::Document;
use crate::symbols::{Entry, EntryKind};

/// Everything there is to say of a file of cases beside some grids: what is wrong with it, then the expectations that are not
/// met, where they are written.
pub fn diagnostics(document: &Document, grids: &[Arc<Document>]) -> Vec<Diagnostic> {
    let grids: Vec<Analysis> = grids
        .iter()
        .filter(|grid| is_cited(document, grid))
        .map(|grid| Analysis { diagnostics: grid.diagnostics().to_vec(), ..grid.analysis().clone() })
        .collect();
    let report = Report::of(Suite::read(Source::new(document.name(), document.text()), &grids), None);
    let failed = report.ran.iter().flat_map(|(_, ran)| ran.failures.iter().map(|failure| failure.diagnostic.clone()));
    let mut found: Vec<Diagnostic> = report.diagnostics.iter().cloned().chain(failed).collect();
    found.sort_by_key(|diagnostic| diagnostic.span);
    found
}

/// True if some case is for a grid.
fn is_cited(document: &Document, grid: &Document) -> bool {
    let grid = &grid.analysis().grid;
    let mut cases = document.cases().file.cases.iter();
    cases.any(|case| case.grid.text == grid.name && case.version.plain() == grid.version)
}

/// The places of the names of a grid in a file of cases.
pub fn places(document: &Document, grid: &Document) -> Vec<Occurrence> {
    if !is_cited(document, grid) {
        return Vec::new();
    }
    let analysis = grid.analysis();
    let cited = (analysis.grid.name.as_str(), analysis.grid.version.as_str());
    let source = Source::new(document.name(), document.text());
    Index::places_in_cases(&analysis.source, &analysis.file, cited, &source, &document.cases().file)
}

/// The places of some names of a grid in a file of cases, each once.
pub fn places_of(document: &Document, grid: &Document, symbols: &[SymbolId]) -> Vec<Span> {
    let places = places(document, grid).into_iter().filter(|place| symbols.contains(&place.symbol));
    let mut spans: Vec<Span> = places.map(|place| place.span).collect();
    spans.dedup();
    spans
}

/// Names of a grid found in a case: their place there, the grid, the names.
pub type Found<P> = (Span, (P, Arc<Document>), Vec<SymbolId>);

/// The names at an offset in a file of cases, among those of some grids: their place, the grid, the names.
pub fn at<P: Clone>(document: &Document, grids: &[(P, Arc<Document>)], offset: u32) -> Option<Found<P>> {
    grids.iter().find_map(|(place, grid)| {
        let found: Vec<_> = places(document, grid)
            .into_iter()
            .filter(|found| found.span.start <= offset && offset <= found.span.end)
            .collect();
        let span = found.first()?.span;
        let symbols = found.iter().map(|found| found.symbol).collect();
        Some((span, (place.clone(), Arc::clone(grid)), symbols))
    })
}

/// The outline: one entry a case.
pub fn outline(document: &Document) -> Vec<Entry> {
    let cases = document.cases().file.cases.iter();
    let entry = |case: &grille::syntax::case::CaseBlock| Entry {
        name: case.title.plain(),
        detail: format!("{}@{}", case.grid.text, case.version.plain()),
        kind: EntryKind::Case,
        whole: case.span,
        name_span: case.title.span,
        inner: Vec::new(),
    };
    cases.map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::GRID;

    const CASES: &str = "cas \"atteint\" pour essai version \"2\" {\n  canaux = { téléphone }\n  mesuré\n  taux_décroché = 85 %\n  \
                         fréquence = mensuelle\n  attendu 1.2 = non_conforme\n}\n";

    fn grid() -> Arc<Document> {
        Arc::new(Document::new("essai.grille", 1, GRID.to_owned()))
    }

    #[test]
    fn what_is_not_as_expected_is_said_where_it_is_written() {
        let cases = Document::new("essai.cas", 1, CASES.to_owned());
        let found = diagnostics(&cases, &[grid()]);
        let shown: Vec<_> = found.iter().map(|found| cases.slice(found.span)).collect();
        assert_eq!(shown.len(), 1, "{found:?}");
        assert!(shown[0].contains("attendu 1.2"), "{shown:?}");
        let right = Document::new("essai.cas", 1, CASES.replace("= non_conforme", "= conforme"));
        assert!(diagnostics(&right, &[grid()]).is_empty());
        // Without its grid, the case says so.
        assert_eq!(diagnostics(&right, &[]).len(), 1);
    }

    #[test]
    fn names_lead_to_the_grid() {
        let cases = Document::new("essai.cas", 1, CASES.to_owned());
        let offset = Span::new(CASES.find("mensuelle").unwrap(), 0).start;
        let (span, (_, grid), symbols) = at(&cases, &[("essai", grid())], offset).unwrap();
        assert_eq!(cases.slice(span), "mensuelle");
        assert_eq!(grid.slice(grid.index().symbol(symbols[0]).declared), "mensuelle");
        assert_eq!(places_of(&cases, &grid, &symbols).len(), 1);
        assert!(at(&cases, &[("essai", grid)], 0).is_none());
    }

    #[test]
    fn each_case_is_in_the_outline() {
        let cases = Document::new("essai.cas", 1, CASES.to_owned());
        let outline = outline(&cases);
        assert_eq!((outline[0].name.as_str(), outline[0].detail.as_str()), ("atteint", "essai@2"));
    }
}
