//! The canonical layout: of the whole text, of a stretch of it, of what was just typed.

use grille::diagnostic::{Edit, Span};
use grille::syntax;

use crate::difference::edits;
use crate::document::Document;

/// The edits that lay the whole text out; none for a file of cases something in which could not be read.
pub fn whole(document: &Document) -> Vec<Edit> {
    let text = document.text();
    if document.holds_cases() {
        let formatted = syntax::format_cases(text, document.cases());
        return formatted.map(|formatted| edits(text, &formatted)).unwrap_or_default();
    }
    edits(text, &syntax::format(text, &document.analysis().file))
}

/// Those that touch a stretch.
pub fn within(document: &Document, span: Span) -> Vec<Edit> {
    let mut edits = whole(document);
    edits.retain(|edit| edit.span.start < span.end.max(span.start + 1) && span.start < edit.span.end);
    edits
}

/// What is laid out once a character is typed just before `offset`: after a line's end, the line above; after a brace that
/// closes, the lines of its block.
pub fn on_type(document: &Document, offset: u32, typed: &str) -> Vec<Edit> {
    let (text, lines) = (document.text(), &document.lines);
    match typed {
        "\n" => line_above(document, lines.line(offset)),
        "}" => {
            let opened = opening(text.get(..offset as usize).unwrap_or_default());
            within(document, Span { start: lines.span(text, lines.line(opened)).start, end: offset })
        }
        _ => Vec::new(),
    }
}

/// The layout of the line above one that was just begun. What is being written on the new line is left alone; a blank one is
/// left out, or the layout would take it away.
fn line_above(document: &Document, line: u32) -> Vec<Edit> {
    let (text, lines) = (document.text(), &document.lines);
    let above = lines.span(text, line.saturating_sub(1));
    if line == 0 || text.get(above.range()).is_none_or(|above| above.trim().is_empty()) {
        return Vec::new();
    }
    let begun = lines.span(text, line);
    let is_blank = text.get(begun.range()).is_some_and(|begun| begun.trim().is_empty());
    let after = if is_blank { lines.span(text, line + 1).start } else { begun.start };
    let (Some(before), Some(rest)) = (text.get(..begun.start as usize), text.get(after as usize..)) else {
        return Vec::new();
    };
    let without = format!("{before}{rest}");
    let formatted = if document.holds_cases() {
        syntax::format_cases(&without, &syntax::parse_cases(&without))
    } else {
        Some(syntax::format(&without, &syntax::parse(&without).file))
    };
    let mut edits = formatted.map(|formatted| edits(&without, &formatted)).unwrap_or_default();
    edits.retain(|edit| above.start <= edit.span.start && edit.span.end <= begun.start);
    edits
}

/// Where the brace opens that the last character closes; the character itself if nowhere.
fn opening(text: &str) -> u32 {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices().rev() {
        match letter {
            '}' => depth += 1,
            '{' if depth <= 1 => return Span::new(at, 0).start,
            '{' => depth -= 1,
            _ => {}
        }
    }
    Span::new(text.len().saturating_sub(1), 0).start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_laid_out_too() {
        let text = "cas \"un\" pour essai version \"2\" {\nmesuré=oui\n}\n";
        let document = Document::new("essai.cas", 1, text.to_owned());
        let laid = grille::syntax::format_cases(text, document.cases()).unwrap();
        assert_eq!(laid, "cas \"un\" pour essai version \"2\" {\n  mesuré = oui\n}\n");
        assert_eq!(whole(&document), edits(text, &laid));
        assert_eq!(on_type(&document, Span::new(text.len() - 2, 0).start, "\n").len(), 1);
        assert!(whole(&Document::new("essai.cas", 1, text.replace("cas", "kas"))).is_empty());
    }
    use crate::difference::applied;
    use crate::fixture::{self, GRID};

    #[test]
    fn a_laid_out_text_needs_nothing() {
        assert!(whole(&Document::new("essai.grille", 1, GRID.to_owned())).is_empty());
    }

    #[test]
    fn only_what_is_selected_is_laid_out() {
        let text = GRID.replace("    exige tous", "exige  tous").replace("    exigence \"B\"", "exigence \"B\"");
        let document = Document::new("essai.grille", 1, text.clone());
        assert_eq!(applied(&text, &whole(&document)), GRID);
        let start = Span::new(text.find("exigence \"B\"").unwrap(), 0).start;
        let edits = within(&document, Span { start, end: start + 3 });
        assert_eq!(edits.len(), 1);
        assert_eq!(applied(&text, &edits), GRID.replace("    exige tous", "exige  tous"));
    }

    #[test]
    fn the_line_just_ended_is_laid_out() {
        let typed = GRID.replace("    exige tous { horaires, adresse }\n", "exige  tous { horaires, adresse }\n$0\n");
        let (document, at) = fixture::marked(&typed);
        let text = applied(document.text(), &on_type(&document, at, "\n"));
        assert!(text.contains("\n    exige tous { horaires, adresse }\n\n"), "{text}");
    }

    #[test]
    fn the_block_just_closed_is_laid_out() {
        let (document, at) = fixture::marked(
            &GRID.replace("    exige tous { horaires, adresse }\n  }", "exige tous {horaires, adresse}\n }$0"),
        );
        let text = applied(document.text(), &on_type(&document, at, "}"));
        assert_eq!(text, GRID);
    }
}
