//! The cases of a grid in the editor: what is wrong with them, which do not come out as expected, and the names of the grid
//! in them.

use std::sync::Arc;

use grille::check::Analysis;
use grille::diagnostic::render::{self, Options};
use grille::diagnostic::{Diagnostic, Source, Span};
use grille::grid::index::{Index, Occurrence, SymbolId};
use grille::score::explain_point;
use grille::version::cases::{Case, ExpectationKind, Ran, Report, Suite, summary};

use crate::commands::Page;
use crate::document::Document;
use crate::lens::{Lens, LensKind};
use crate::symbols::{Entry, EntryKind};

/// Something to say of a file of cases.
#[derive(Debug, Clone)]
pub struct Told {
    /// What is wrong, or which expectation is not met.
    pub diagnostic: Diagnostic,
    /// Why the point it is about came out as it did.
    pub explanation: Option<String>,
}

/// Everything there is to say of a file of cases beside some grids: what is wrong with it, and the expectations that are not met,
/// where they are written.
pub fn told(document: &Document, grids: &[Arc<Document>]) -> Vec<Told> {
    played(document, grids, |report| {
        let wrong = report.diagnostics.iter().map(|diagnostic| (diagnostic, None));
        let failures = report.ran.iter().flat_map(|(_, ran)| &ran.failures);
        let failed = failures.map(|failure| (&failure.diagnostic, failure.explanation.clone()));
        let told = |(diagnostic, explanation): (&Diagnostic, _)| Told { diagnostic: diagnostic.clone(), explanation };
        let mut found: Vec<Told> = wrong.chain(failed).map(told).collect();
        found.sort_by_key(|told| told.diagnostic.span);
        found
    })
}

/// The same, without the explanations.
pub fn diagnostics(document: &Document, grids: &[Arc<Document>]) -> Vec<Diagnostic> {
    told(document, grids).into_iter().map(|told| told.diagnostic).collect()
}

/// A line above each case that could be read: it runs it, and says how it came out.
pub fn lenses(document: &Document, grids: &[Arc<Document>]) -> Vec<Lens> {
    let lens = |(case, ran): &(Case, Ran)| {
        let kind = LensKind::Case { title: case.title.clone(), unmet: ran.failures.len() };
        Lens { span: case.title_span, kind }
    };
    played(document, grids, |report| report.ran.iter().map(lens).collect())
}

/// What a case came to, or every case of the file: what is not as expected with its explanation, else how the points it speaks of
/// came out. The error says why it cannot be run.
pub fn run(document: &Document, grids: &[Arc<Document>], title: Option<&str>) -> Result<Page, String> {
    played(document, grids, |report| {
        let ran: Vec<_> = report.ran.iter().filter(|(case, _)| title.is_none_or(|title| case.title == title)).collect();
        let [(case, ran)] = ran.as_slice() else {
            let text = format!("{}{}\n", report.human(&Options::default()), summary(std::slice::from_ref(report)));
            return match title {
                None => Ok(Page { title: format!("Cas de {}", document.name()), text, tables: None }),
                Some(title) => Err(format!(
                    "le cas «\u{a0}{title}\u{a0}» ne peut pas être joué\u{a0}: il a des erreurs, ou sa grille en a"
                )),
            };
        };
        let page_title = format!("Cas «\u{a0}{}\u{a0}»", case.title);
        Ok(Page { title: page_title, text: came_to(report, case, ran), tables: None })
    })
}

/// What one case came to, for people.
fn came_to(report: &Report<'_>, case: &Case, ran: &Ran) -> String {
    let (grid, met) = (report.grid(case), case.expectations.len() - ran.failures.len().min(case.expectations.len()));
    if !ran.passes() {
        let mut parts: Vec<String> = Vec::new();
        for failure in &ran.failures {
            parts.push(render::excerpt(&report.source, &failure.diagnostic, &Options::default()).trim_end().to_owned());
            parts.extend(failure.explanation.as_ref().map(|text| text.trim_end().to_owned()));
        }
        return format!("{}\n", parts.join("\n\n"));
    }
    let expectations = match met {
        0 => "il n’attend rien".to_owned(),
        1 => "1 attente".to_owned(),
        several => format!("{several} attentes"),
    };
    let mut parts = vec![format!("Le cas est tenu\u{a0}: {expectations}.")];
    if let Ok(outcome) = &ran.outcome {
        let mut points: Vec<_> = case
            .expectations
            .iter()
            .filter_map(|expectation| match expectation.kind {
                ExpectationKind::Status(point, _) | ExpectationKind::Rating(point, _) => Some(point),
                _ => None,
            })
            .collect();
        points.dedup();
        let explained =
            |point| explain_point(&grid.source, &grid.grid, &ran.audit, outcome, point).trim_end().to_owned();
        parts.extend(points.into_iter().map(explained));
    }
    format!("{}\n", parts.join("\n\n"))
}

/// Plays a file of cases beside some grids.
fn played<T>(document: &Document, grids: &[Arc<Document>], then: impl FnOnce(&Report<'_>) -> T) -> T {
    let grids: Vec<Analysis> = grids
        .iter()
        .filter(|grid| is_cited(document, grid))
        .map(|grid| Analysis { diagnostics: grid.diagnostics().to_vec(), ..grid.analysis().clone() })
        .collect();
    then(&Report::of(Suite::read(Source::new(document.name(), document.text()), &grids), None))
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
    fn a_case_is_run_where_it_stands() {
        let failing = Document::new("essai.cas", 1, CASES.to_owned());
        let passing = Document::new("essai.cas", 1, CASES.replace("= non_conforme", "= conforme"));
        let lens = |document| lenses(document, &[grid()])[0].kind.title();
        assert_eq!(lens(&failing), "lancer ce cas (1 attente non tenue)");
        assert_eq!(lens(&passing), "lancer ce cas (tenu)");
        assert!(told(&failing, &[grid()])[0].explanation.as_ref().is_some_and(|text| text.contains("taux_décroché")));
        let page = run(&failing, &[grid()], Some("atteint")).unwrap();
        assert!(page.text.contains("attendu 1.2 = non_conforme") && page.text.contains("conforme si"), "{}", page.text);
        let page = run(&passing, &[grid()], Some("atteint")).unwrap();
        assert!(page.text.starts_with("Le cas est tenu\u{a0}: 1 attente.\n\n"), "{}", page.text);
        assert!(run(&passing, &[grid()], None).unwrap().title.contains("atteint"));
        assert!(run(&passing, &[grid()], Some("autre")).unwrap_err().contains("ne peut pas être joué"));
        assert!(lenses(&passing, &[]).is_empty());
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
