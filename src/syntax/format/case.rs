//! Files of cases: a line a line, cases apart.

use super::super::ParsedCases;
use super::super::case::{Answer, CaseBlock, CaseFile, CaseLine, CaseLineKind, Expected, Rating};
use super::super::tree::Name;
use super::page::{self, Joint};
use super::words::{phrase, text};
use super::{Layout, STEP, WIDTH, width};
use crate::diagnostic::Span;

/// Formats a file of cases: `parsed` is what was read of `text`. `None` if something in it is not written as the language asks:
/// what was left out of the tree would be lost.
pub fn format_cases(text: &str, parsed: &ParsedCases) -> Option<String> {
    if !parsed.diagnostics.is_empty() {
        return None;
    }
    let CaseFile { cases, comments, .. } = &parsed.file;
    let mut layout = Layout { source: text, comments, faults: &[], lines: Vec::new() };
    for (at, case) in cases.iter().enumerate() {
        layout.case(case, at > 0);
    }
    Some(page::set(text, &layout.lines, comments))
}

impl Layout<'_> {
    /// `cas "…" pour sp_plus version "2023" { … }`
    fn case(&mut self, case: &CaseBlock, apart: bool) {
        let head = phrase(["cas", &text(&case.title), "pour", &case.grid.text, "version", &text(&case.version), "{"]);
        let open = self.find(case.version.span.end, '{');
        self.push(0, head, Joint::Open, Span { start: case.span.start, end: open.end });
        if let Some(line) = self.lines.last_mut() {
            line.apart = apart;
        }
        for line in &case.lines {
            self.case_line(line);
        }
        let close = Span { start: case.span.end.saturating_sub(1).max(open.end), end: case.span.end };
        self.push(0, "}", Joint::Close, close);
    }

    fn case_line(&mut self, line: &CaseLine) {
        let words = match &line.kind {
            CaseLineKind::Answer { input, value: Answer::Bare(true) } => input.text.clone(),
            CaseLineKind::Answer { input, value: Answer::Bare(false) } => format!("non {}", input.text),
            CaseLineKind::Answer { input, value: Answer::One(value) } => {
                format!("{} = {}", input.text, self.operand(value))
            }
            CaseLineKind::Answer { input, value: Answer::Several(members) } => {
                return self.members_of_case(&format!("{} =", input.text), members, line.span);
            }
            CaseLineKind::Rating { point, rating } => {
                let point = point.as_ref().map_or("par défaut", |point| &point.text);
                format!("cotation {point} = {}", self.rating(rating))
            }
            CaseLineKind::Elements { point, met } => {
                return self.members_of_case(&format!("éléments {} =", point.text), met, line.span);
            }
            CaseLineKind::SetAside { point, reason } => format!("sans objet {} {}", point.text, text(reason)),
            CaseLineKind::Expected(Expected::Holds(condition)) => {
                let lead = "attendu ";
                let mut lines = self.condition(condition, "", STEP + width(lead));
                if let Some(first) = lines.first_mut() {
                    first.span.start = line.span.start;
                }
                return self.begin(STEP, lead, Joint::Free, lines);
            }
            CaseLineKind::Expected(expected) => format!("attendu {}", self.expected(expected)),
        };
        self.push(STEP, words, Joint::Free, line.span);
    }

    /// `head { a, b }`, one member a line where they are many.
    fn members_of_case(&mut self, head: &str, members: &[Name], span: Span) {
        let names: Vec<_> = members.iter().map(|name| name.text.as_str()).collect();
        let flat =
            if names.is_empty() { format!("{head} {{ }}") } else { format!("{head} {{ {} }}", names.join(", ")) };
        let open = self.find(span.start, '{');
        if STEP + width(&flat) <= WIDTH && self.is_bare(open, Span::at(span.end)) {
            return self.push(STEP, flat, Joint::Free, span);
        }
        let head_span = Span { start: span.start, end: open.start };
        let lines = self.names(format!("{head} {{"), head_span, members, span);
        self.begin(STEP, "", Joint::Free, lines);
    }

    fn rating(&self, rating: &Rating) -> String {
        match rating {
            Rating::Level(level) => level.text.clone(),
            Rating::Value(value) => self.literal(value),
        }
    }

    /// What is expected, but for a condition.
    fn expected(&self, expected: &Expected) -> String {
        match expected {
            Expected::Status { point, status } => format!("statut {} = {}", point.text, status.text),
            Expected::Rating { point, rating } => format!("{} = {}", point.text, self.rating(rating)),
            Expected::Refusal(code) => phrase(["refus", code.as_ref().map_or("", |code| &code.text)]),
            Expected::Anomaly { code, point } => {
                let about = point.as_ref().map(|point| format!("pour {}", point.text)).unwrap_or_default();
                phrase(["anomalie", &code.text, &about])
            }
            Expected::NoAnomaly => "aucune anomalie".to_owned(),
            Expected::Complete(complete) => if *complete { "complet" } else { "incomplet" }.to_owned(),
            Expected::Holds(condition) => self.flat(condition),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::parse_cases;
    use super::*;

    fn formatted(text: &str) -> String {
        format_cases(text, &parse_cases(text)).unwrap()
    }

    #[test]
    fn cases_have_one_layout() {
        let text = "# Les cas\ncas  \"un\" pour essai version \"2\" { # d'abord\n non svi\n\n\n taux=85%\n canaux = {a,\n b}\n\
                    cotation par défaut=conforme\nsans objet 1.8  \"rien\" # dit\n   éléments 2.3 = { a.b, c }\n\
                    attendu 6.2=0,75\n attendu score>=80% et ( niveau( 1.2 ) = conforme ou score non calculable)\n\
                    attendu anomalie A003  pour 2.3\nattendu aucune  anomalie\nattendu refus\nattendu statut 1.10=non_applicable\n}\n\
                    cas \"deux\" pour essai version \"2\" {\n attendu incomplet\n # fin\n}";
        let expected = "# Les cas\ncas \"un\" pour essai version \"2\" {  # d'abord\n  non svi\n\n  taux = 85 %\n  canaux = { a, b }\n\
                        \x20 cotation par défaut = conforme\n  sans objet 1.8 \"rien\"  # dit\n  éléments 2.3 = { a.b, c }\n\
                        \x20 attendu 6.2 = 0,75\n  attendu score ≥ 80 % et (niveau(1.2) = conforme ou score non calculable)\n\
                        \x20 attendu anomalie A003 pour 2.3\n  attendu aucune anomalie\n  attendu refus\n\
                        \x20 attendu statut 1.10 = non_applicable\n}\n\n\
                        cas \"deux\" pour essai version \"2\" {\n  attendu incomplet\n  # fin\n}\n";
        assert_eq!(formatted(text), expected);
        assert_eq!(formatted(expected), expected);
    }

    #[test]
    fn the_shipped_cases_are_laid_out() {
        let text = std::fs::read_to_string("grids/sp_plus/2023.cas").unwrap();
        assert_eq!(formatted(&text), text);
    }

    #[test]
    fn what_could_not_be_read_is_not_laid_out() {
        let text = "cas \"un\" pour essai version \"2\" {\n  n'importe quoi\n}\n";
        assert_eq!(format_cases(text, &parse_cases(text)), None);
    }
}
