//! Diagnostics for people, in a terminal.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceSpan};

use super::super::{Diagnostic, Position, Severity, Source, Span};

/// How diagnostics are shown to people.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// True for colours.
    pub color: bool,
    /// The width of a line, in columns.
    pub width: usize,
    /// How many diagnostics are shown whole; the others are only counted.
    pub limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { color: false, width: 100, limit: 50 }
    }
}

/// The most lines of source a mark may run over; a longer one is drawn on its first line only.
const LONGEST_MARK: usize = 6;

/// The longest line of source that is drawn, in bytes: of a longer one nobody would find the mark, and a terminal could not show it.
const LONGEST_LINE: usize = 4096;

/// The diagnostics of a file, each with its excerpt, then the line of [`summary`]; nothing when there is none.
pub fn human(source: &Source, diagnostics: &[Diagnostic], options: &Options) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let mut out = excerpts(source, diagnostics.iter().take(options.limit), options).concat();
    let hidden = diagnostics.len().saturating_sub(options.limit);
    if hidden > 0 {
        let _ = writeln!(out, "… et {hidden} autre{}\n", if hidden > 1 { "s" } else { "" });
    }
    let _ = writeln!(out, "{}\u{a0}: {}", source.name(), summary(diagnostics));
    out
}

/// One diagnostic with its excerpt.
pub fn excerpt(source: &Source, diagnostic: &Diagnostic, options: &Options) -> String {
    excerpts(source, std::iter::once(diagnostic), options).concat()
}

/// Each diagnostic with its excerpt.
fn excerpts<'d>(source: &Source, diagnostics: impl Iterator<Item = &'d Diagnostic>, options: &Options) -> Vec<String> {
    let theme = if options.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(options.width)
        .with_context_lines(1)
        .without_syntax_highlighting();
    let excerpt = NamedSource::new(source.name(), source.text().to_owned());
    let shown = |diagnostic| {
        let mut report = Report { diagnostic, source, excerpt: None };
        if report.is_drawable() {
            report.excerpt = Some(&excerpt);
        }
        let footer = footer(diagnostic, &report);
        let handler = if footer.is_empty() { handler.clone() } else { handler.clone().with_footer(footer) };
        // Writing into a string cannot fail; a report that could not be drawn still has its message.
        let mut out = String::new();
        if handler.render_report(&mut out, &report).is_err() {
            out.push_str(&diagnostic.problem.message());
        }
        out.push('\n');
        out
    };
    diagnostics.map(shown).collect()
}

/// How many there are of each weight: « 2 erreurs, 1 avertissement »; « aucun problème » when there is none.
pub fn summary<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> String {
    let mut numbers = BTreeMap::new();
    for diagnostic in diagnostics {
        *numbers.entry(diagnostic.severity()).or_insert(0_usize) += 1;
    }
    let counted = numbers.iter().map(|(severity, number)| {
        let plural = if *number > 1 { "s" } else { "" };
        format!("{number} {}{plural}", severity.word())
    });
    if numbers.is_empty() { "aucun problème".to_owned() } else { counted.collect::<Vec<_>>().join(", ") }
}

/// What is said under the excerpt: the places if there is none, where in the grid, the advice, the corrections.
fn footer(diagnostic: &Diagnostic, report: &Report<'_>) -> String {
    let mut lines = Vec::new();
    if report.excerpt.is_none() {
        let place = |span: Span| {
            let Position { line, column } = report.source.position(span.start);
            format!("ligne\u{a0}{line}, colonne\u{a0}{column}")
        };
        lines.push(format!("place\u{a0}: {}, {}", report.source.name(), place(diagnostic.span)));
        lines.extend(diagnostic.labels.iter().map(|label| format!("{}\u{a0}: {}", place(label.span), label.text)));
    }
    if !diagnostic.path.is_empty() {
        lines.push(format!("dans\u{a0}: {}", diagnostic.path.join(" › ")));
    }
    lines.extend(diagnostic.problem.help().map(|help| format!("aide\u{a0}: {help}")));
    lines.extend(diagnostic.fixes.iter().map(|fix| format!("correction\u{a0}: {}", fix.title)));
    lines.join("\n")
}

/// A diagnostic as miette wants to see it.
#[derive(Debug)]
struct Report<'a> {
    diagnostic: &'a Diagnostic,
    source: &'a Source,
    /// The source, if it is drawn.
    excerpt: Option<&'a NamedSource<String>>,
}

impl Report<'_> {
    /// False if a line the excerpt would show is too long.
    fn is_drawable(&self) -> bool {
        let spans = std::iter::once(self.diagnostic.span).chain(self.diagnostic.labels.iter().map(|label| label.span));
        spans.map(|span| self.drawn(span)).all(|drawn| {
            let line = |offset: usize| self.source.line(u32::try_from(offset).unwrap_or(u32::MAX));
            // With the lines before and after.
            let lines = line(drawn.offset()).saturating_sub(1).max(1)..=line(drawn.offset() + drawn.len()) + 1;
            lines.into_iter().all(|line| self.source.line_text(line).len() <= LONGEST_LINE)
        })
    }

    /// A span inside the text, short enough to be drawn.
    fn drawn(&self, span: Span) -> SourceSpan {
        let length = self.source.text().len();
        let start = (span.start as usize).min(length);
        let end = (span.end as usize).clamp(start, length);
        let lines = self.source.text().get(start..end).unwrap_or("");
        let end = match lines.find(['\n', '\r']) {
            Some(first) if lines.lines().count() > LONGEST_MARK => start + first,
            _ => end,
        };
        (start, end - start).into()
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.problem.message())
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{} ({})", self.diagnostic.code(), self.diagnostic.severity().word())))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity() {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.excerpt.map(|excerpt| excerpt as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let primary = LabeledSpan::new_primary_with_span(None, self.drawn(self.diagnostic.span));
        let others = self.diagnostic.labels.iter();
        let others = others.map(|label| LabeledSpan::new_with_span(Some(label.text.clone()), self.drawn(label.span)));
        Some(Box::new(std::iter::once(primary).chain(others)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;

    #[test]
    fn a_diagnostic_shows_its_place_its_path_and_its_fixes() {
        let (source, diagnostics) = sample();
        insta::assert_snapshot!(human(&source, &diagnostics, &Options { width: 80, ..Options::default() }));
    }

    #[test]
    fn beyond_the_limit_diagnostics_are_counted() {
        let (source, diagnostics) = sample();
        let text = |limit| human(&source, &diagnostics, &Options { limit, ..Options::default() });
        assert_eq!(text(2).matches("G001").count(), 2);
        assert!(text(2).contains("\n… et 1 autre\n"));
        assert_eq!(text(0), "… et 3 autres\n\ngrids/été 1.grille\u{a0}: 3 erreurs\n");
        assert_eq!(human(&source, &[], &Options::default()), "");
        assert_eq!(summary([]), "aucun problème");
    }

    #[test]
    fn a_line_too_long_to_be_drawn_has_its_place_told() {
        for length in [LONGEST_LINE + 1, 200_000] {
            let text = format!("grille été version \"1\"\n{}seuil\nfin", "x".repeat(length));
            let (source, at) = (Source::new("été.grille", text), length + 25);
            let mark = Span::new(at, at + 5);
            let said = |span| Diagnostic::new(super::super::super::Writing::Empty, span).label(mark, "le seuil");
            let told = human(&source, &[said(mark), said(Span::new(0, 6))], &Options::default());
            let place = format!("ligne\u{a0}2, colonne\u{a0}{}", length + 1);
            assert!(told.contains(&format!("place\u{a0}: été.grille, {place}")), "{told}");
            assert!(
                told.contains(&format!("{place}\u{a0}: le seuil"))
                    && told.contains("place\u{a0}: été.grille, ligne\u{a0}1, colonne\u{a0}1")
            );
            assert!(told.len() < 2000, "{told}");
        }
    }

    #[test]
    fn colours_come_only_when_asked_for() {
        let (source, diagnostics) = sample();
        let text = |color| human(&source, &diagnostics, &Options { color, ..Options::default() });
        assert!(text(true).contains('\u{1b}'));
        assert!(!text(false).contains('\u{1b}'));
    }
}
