//! Where a place of a text is for an editor: lines from 0, columns in the units agreed on with it.

use grille::diagnostic::Span;

/// What the columns of an editor count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: an emoji counts for two.
    #[default]
    Utf16,
    /// Characters (Unicode scalar values): a decomposed letter counts for two.
    Utf32,
}

impl Encoding {
    /// How many columns a character takes.
    fn width(self, letter: char) -> usize {
        match self {
            Self::Utf8 => letter.len_utf8(),
            Self::Utf16 => letter.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// How many columns a text takes.
    pub fn columns(self, text: &str) -> u32 {
        let columns = match self {
            Self::Utf8 => text.len(),
            Self::Utf16 | Self::Utf32 => text.chars().map(|letter| self.width(letter)).sum(),
        };
        u32::try_from(columns).unwrap_or(u32::MAX)
    }
}

/// A place: a line, and a column in some [`Encoding`], both from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// The lines of a text. A line ends with `\n`, `\r\n` or a lone `\r`, as editors count.
#[derive(Debug, Clone)]
pub struct Lines {
    /// Where each line starts, in bytes.
    starts: Vec<u32>,
}

impl Lines {
    /// Reads where the lines of a text start.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = (0..bytes.len()).filter(|at| match bytes[*at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|at| Span::new(at + 1, 0).start)).collect();
        Self { starts }
    }

    /// The line an offset is on, from 0.
    pub fn line(&self, offset: u32) -> u32 {
        Span::new(self.starts.partition_point(|start| *start <= offset).saturating_sub(1), 0).start
    }

    /// How many lines there are; a text that ends with a line's end has an empty last one.
    pub fn count(&self) -> u32 {
        Span::new(self.starts.len(), 0).start
    }

    /// The stretch of a line, its end left out; what lies past the text is empty, at its end.
    pub fn span(&self, text: &str, line: u32) -> Span {
        let end_of_text = Span::new(text.len(), 0).start;
        let start = self.starts.get(line as usize).copied().unwrap_or(end_of_text);
        let end = self.starts.get(line as usize + 1).copied().unwrap_or(end_of_text);
        let line = text.get(start as usize..end as usize).unwrap_or_default();
        Span::new(start as usize, start as usize + line.trim_end_matches(['\n', '\r']).len())
    }

    /// The place of an offset. One inside a character stands for the start of it, one past the end for the end.
    pub fn place(&self, text: &str, offset: u32, encoding: Encoding) -> Place {
        let offset = floor(text, offset as usize);
        let line = self.line(Span::new(offset, 0).start);
        let start = self.starts.get(line as usize).map_or(0, |start| *start as usize);
        Place { line, column: encoding.columns(text.get(start..offset).unwrap_or_default()) }
    }

    /// The offset of a place. One past the end of a line stands for that end, one inside a character for the start of it.
    pub fn offset(&self, text: &str, place: Place, encoding: Encoding) -> u32 {
        let span = self.span(text, place.line);
        let line = text.get(span.range()).unwrap_or_default();
        let (mut left, mut at) = (place.column as usize, 0);
        for letter in line.chars() {
            let width = encoding.width(letter);
            if width > left {
                break;
            }
            left -= width;
            at += letter.len_utf8();
        }
        span.start + Span::new(at, 0).start
    }
}

/// The last boundary between characters at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Accents composed and decomposed, an emoji, a ligature, every kind of line end.
    const TEXT: &str = "déjà\nde\u{301}ja\u{300} 🏛 x\r\nœuf\rfin\n";

    fn at(needle: &str) -> u32 {
        Span::new(TEXT.find(needle).unwrap(), 0).start
    }

    #[test]
    fn columns_are_counted_in_the_units_agreed_on() {
        let lines = Lines::new(TEXT);
        for (needle, line, utf8, utf16, utf32) in
            [("jà", 0, 3, 2, 2), ("🏛", 1, 9, 7, 7), (" x", 1, 13, 9, 8), ("uf", 2, 2, 1, 1), ("fin", 3, 0, 0, 0)]
        {
            for (encoding, column) in [(Encoding::Utf8, utf8), (Encoding::Utf16, utf16), (Encoding::Utf32, utf32)] {
                let place = lines.place(TEXT, at(needle), encoding);
                assert_eq!(place, Place { line, column }, "{needle} {encoding:?}");
                assert_eq!(lines.offset(TEXT, place, encoding), at(needle), "{needle} {encoding:?}");
            }
        }
    }

    #[test]
    fn every_place_comes_back() {
        let lines = Lines::new(TEXT);
        for (offset, _) in TEXT.char_indices() {
            let offset = Span::new(offset, 0).start;
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let place = lines.place(TEXT, offset, encoding);
                let back = lines.offset(TEXT, place, encoding);
                // The second character of a line's end has no place of its own.
                let in_line_end = TEXT[..offset as usize].ends_with('\r') && TEXT[offset as usize..].starts_with('\n');
                assert!(back == offset || in_line_end && back + 1 == offset, "{offset} {encoding:?}");
            }
        }
    }

    #[test]
    fn what_lies_outside_is_brought_back() {
        let lines = Lines::new(TEXT);
        let offset = |line, column| lines.offset(TEXT, Place { line, column }, Encoding::Utf16);
        assert_eq!(offset(0, 999), at("\n"));
        assert_eq!(offset(99, 3), Span::new(TEXT.len(), 0).start);
        // Between the two halves of the emoji.
        assert_eq!(offset(1, 8), at("🏛"));
        assert_eq!(lines.place(TEXT, 9_999, Encoding::Utf16), Place { line: 4, column: 0 });
        assert_eq!(lines.count(), 5);
    }
}
