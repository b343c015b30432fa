//! The page an explanation is written on: plain text, 100 columns at most, the grid's source quoted with its line numbers.

use crate::diagnostic::{Source, Span};

/// The widest line written.
const WIDTH: usize = 100;

/// Plain text under construction.
#[derive(Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// A heading, after a blank line.
    pub(super) fn heading(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.line(0, text);
    }

    /// A paragraph, its further lines indented by two more columns.
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        self.wrapped(&" ".repeat(indent), &" ".repeat(indent + 2), text);
    }

    /// A text of several lines, each a paragraph.
    pub(super) fn block(&mut self, indent: usize, text: &str) {
        text.lines().for_each(|line| self.line(indent, line));
    }

    /// A clause as the source writes it, each line after its number.
    pub(super) fn quote(&mut self, indent: usize, source: &Source, span: Span) {
        let first = source.position(span.start);
        let lines: Vec<_> = source.slice(span).lines().collect();
        // The first line starts at the clause, so that only the others carry the indentation of the source.
        let blanks = |line: &str| line.chars().take_while(|it| it.is_whitespace()).count();
        let shared = lines.iter().skip(1).filter(|line| !line.trim().is_empty()).map(|line| blanks(line)).min();
        let shared = shared.unwrap_or(0).min(first.column.saturating_sub(1));
        for (at, line) in lines.iter().enumerate() {
            let kept: String = if at == 0 { (*line).to_owned() } else { line.chars().skip(shared).collect() };
            let margin = format!("{}{:>5} | ", " ".repeat(indent), first.line + at);
            let inner = blanks(&kept);
            let further = format!("{}      | {}", " ".repeat(indent), " ".repeat(inner + 2));
            self.wrapped(&format!("{margin}{}", " ".repeat(inner)), &further, kept.trim());
        }
    }

    /// The text written so far.
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Writes words from margin to margin: no-break spaces never break, a word wider than the line is cut.
    fn wrapped(&mut self, first: &str, further: &str, text: &str) {
        let room = |margin: &str| WIDTH.saturating_sub(margin.chars().count()).max(20);
        let (mut line, mut used, mut available) = (first.to_owned(), 0, room(first));
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let mut rest: Vec<char> = word.chars().collect();
            while !rest.is_empty() {
                let gap = usize::from(used > 0);
                if used > 0 && used + gap + rest.len() > available {
                    self.end(&line);
                    (line, used, available) = (further.to_owned(), 0, room(further));
                    continue;
                }
                let cut = rest.len().min(available);
                line.extend(std::iter::repeat_n(' ', gap).chain(rest.drain(..cut)));
                used += gap + cut;
            }
        }
        self.end(&line);
    }

    fn end(&mut self, line: &str) {
        self.text.push_str(line.trim_end_matches(' '));
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_the_page() {
        let mut page = Page::default();
        page.line(4, &format!("{} {}", "mot ".repeat(60), "x".repeat(250)));
        let source = Source::new("g", format!("point 1 {{\n  exigence \"{}\"\n}}\n", "long ".repeat(40)));
        page.quote(2, &source, Span::new(12, source.text().len() - 3));
        let text = page.finish();
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.contains("    2 | exigence"), "{text}");
    }

    #[test]
    fn a_quoted_clause_keeps_the_alignment_of_its_lines() {
        let source = Source::new("g", "  bar {\n    a si x\n      et y\n  }\n");
        let mut page = Page::default();
        page.quote(0, &source, Span::new(12, 29));
        assert_eq!(page.finish(), "    2 | a si x\n    3 |   et y\n");
    }
}
