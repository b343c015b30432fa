//! What a file of cases came to: every case run, for people and for programs.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::{Case, Ran, Suite};
use crate::check::Analysis;
use crate::diagnostic::render::{self, Options};
use crate::diagnostic::{Case as Fault, Diagnostic, Problem, Source};

/// A file of cases, run.
#[derive(Debug)]
pub struct Report<'a> {
    /// Its text.
    pub source: Source,
    /// What is wrong with the file itself.
    pub diagnostics: Vec<Diagnostic>,
    /// The cases that could be read, in the order written, and what they came to.
    pub ran: Vec<(Case, Ran)>,
    grids: &'a [Analysis],
}

impl<'a> Report<'a> {
    /// Runs the cases of a file, or those for one grid alone, named as audits cite it.
    pub fn of(suite: Suite<'a>, only: Option<&str>) -> Self {
        let ran = suite.run(|case| only.is_none_or(|cited| suite.grids[case.grid].grid.citation() == cited));
        Self { ran, grids: suite.grids, source: suite.source, diagnostics: suite.diagnostics }
    }

    /// Runs the cases of a file that are for a grid, the only one given; `None` if none is. What is wrong with the others is theirs.
    pub fn of_grid(source: Source, grid: &'a [Analysis; 1]) -> Option<Self> {
        let cited = grid[0].grid.citation();
        let is_elsewhere = |diagnostic: &Diagnostic| matches!(&diagnostic.problem, Problem::Case(Fault::UnknownGrid { cited: other, .. }) if *other != cited);
        let mut report = Self::of(Suite::read(source, grid), None);
        let elsewhere = report.diagnostics.iter().any(is_elsewhere);
        report.diagnostics.retain(|diagnostic| !is_elsewhere(diagnostic));
        (!elsewhere || !report.ran.is_empty() || !report.diagnostics.is_empty()).then_some(report)
    }

    /// A file that holds no text.
    pub fn unreadable(source: Source, diagnostic: Diagnostic) -> Self {
        Self { source, diagnostics: vec![diagnostic], ran: Vec::new(), grids: &[] }
    }

    /// True if the file has no error and every case came out as expected.
    pub fn passes(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error) && self.failed() == 0
    }

    /// How many cases did not come out as expected.
    pub fn failed(&self) -> usize {
        self.ran.iter().filter(|(_, ran)| !ran.passes()).count()
    }

    /// The grid of a case.
    pub fn grid(&self, case: &Case) -> &'a Analysis {
        &self.grids[case.grid]
    }

    /// What is to be looked at, for people: nothing if there is nothing.
    pub fn human(&self, options: &Options) -> String {
        let mut out = String::new();
        for diagnostic in &self.diagnostics {
            out.push_str(&render::excerpt(&self.source, diagnostic, options));
        }
        for failure in self.ran.iter().flat_map(|(_, ran)| &ran.failures) {
            out.push_str(&render::excerpt(&self.source, &failure.diagnostic, options));
            for line in failure.explanation.iter().flat_map(|text| text.lines()) {
                // Writing into a string cannot fail.
                let _ = writeln!(out, "{}", format!("    {line}").trim_end());
            }
            if failure.explanation.is_some() {
                out.push('\n');
            }
        }
        out
    }

    /// The same for programs.
    pub fn json(&self) -> Json {
        let case = |(case, ran): &(Case, Ran)| {
            let failures = ran.failures.iter().map(|failure| {
                let mut entry = render::entry(&self.source, &failure.diagnostic);
                if let (Json::Object(entry), Some(text)) = (&mut entry, &failure.explanation) {
                    entry.insert("explication".to_owned(), text.as_str().into());
                }
                entry
            });
            json!({
                "titre": case.title,
                "grille": self.grid(case).grid.citation(),
                "ligne": self.source.line(case.title_span.start),
                "réussi": ran.passes(),
                "échecs": failures.collect::<Vec<_>>(),
            })
        };
        let diagnostics: Vec<_> =
            self.diagnostics.iter().map(|diagnostic| render::entry(&self.source, diagnostic)).collect();
        json!({
            "fichier": self.source.name(),
            "diagnostics": diagnostics,
            "cas": self.ran.iter().map(case).collect::<Vec<_>>(),
        })
    }
}

/// « 12 cas joués : 11 réussis, 1 en échec ; 1 fichier à corriger »
pub fn summary(reports: &[Report<'_>]) -> String {
    let run: usize = reports.iter().map(|report| report.ran.len()).sum();
    let failed: usize = reports.iter().map(Report::failed).sum();
    let unread = reports.iter().filter(|report| report.diagnostics.iter().any(Diagnostic::is_error)).count();
    let plural = |count: usize| if count > 1 { "s" } else { "" };
    let passed = run - failed;
    let mut text = format!("{run} cas joué{}\u{a0}: {passed} réussi{}", plural(run), plural(passed));
    if failed > 0 {
        let _ = write!(text, ", {failed} en échec");
    }
    if unread > 0 {
        let _ = write!(text, "\u{a0}; {unread} fichier{} à corriger", plural(unread));
    }
    text
}
