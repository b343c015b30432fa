//! Results as CSV (RFC 4180): a line of column names, then one line an audit. In the dialect of French spreadsheets fields are
//! separated by `;`, decimals follow a comma and the file starts with a byte order mark.

use std::io::{self, Write};

use super::cell::Cell;
use super::columns::Column;
use super::form::Form;
use super::{Rows, Writer};
use crate::audit::Slots;
use crate::exact::write_scaled;
use crate::score::Scores;

/// How CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `,` between fields, a decimal point.
    Standard,
    /// `;` between fields, a decimal comma, a byte order mark: what spreadsheets set to French open as it is.
    French,
}

impl Dialect {
    fn separator(self) -> u8 {
        match self {
            Self::Standard => b',',
            Self::French => b';',
        }
    }

    fn decimal(self) -> char {
        match self {
            Self::Standard => '.',
            Self::French => ',',
        }
    }
}

/// What stands between the items of a list in a field.
const BETWEEN: u8 = b'|';
const END: &[u8] = b"\r\n";

/// Lines being written.
pub(super) struct Lines<W> {
    out: W,
    /// The line of names, until it is written.
    head: Vec<u8>,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(heads: &[String], dialect: Dialect, out: W) -> Self {
        let mut head = Vec::new();
        if dialect == Dialect::French {
            head.extend_from_slice("\u{feff}".as_bytes());
        }
        for (at, name) in heads.iter().enumerate() {
            if at > 0 {
                head.push(dialect.separator());
            }
            field(name, dialect, &mut head);
        }
        head.extend_from_slice(END);
        Self { out, head }
    }
}

impl<W: Write + Send> Writer for Lines<W> {
    fn write(&mut self, rows: &mut Rows) -> io::Result<()> {
        self.out.write_all(&std::mem::take(&mut self.head))?;
        self.out.write_all(&rows.text)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.write_all(&std::mem::take(&mut self.head))?;
        self.out.flush()
    }
}

/// What the lines of a file are made of.
#[derive(Debug)]
pub(super) struct Layout {
    dialect: Dialect,
    pieces: Vec<Piece>,
}

#[derive(Debug)]
enum Piece {
    /// Fields that are the same in every line.
    Same(Vec<u8>),
    /// A field.
    Cell(Column),
}

impl Layout {
    /// How the columns are laid out.
    pub(super) fn new(form: &Form, columns: &[Column], dialect: Dialect) -> Self {
        let mut pieces: Vec<Piece> = Vec::new();
        for column in columns {
            let text = match column {
                Column::Grid => form.citation.as_str(),
                Column::Fingerprint => form.frame.fingerprint,
                _ => {
                    pieces.push(Piece::Cell(*column));
                    continue;
                }
            };
            if let Some(Piece::Same(same)) = pieces.last_mut() {
                same.push(dialect.separator());
                field(text, dialect, same);
            } else {
                let mut same = Vec::new();
                field(text, dialect, &mut same);
                pieces.push(Piece::Same(same));
            }
        }
        Self { dialect, pieces }
    }

    /// Adds the line of a result.
    pub(super) fn add(&self, form: &Form, slots: &Slots, scores: &Scores, out: &mut Vec<u8>) {
        for (at, piece) in self.pieces.iter().enumerate() {
            if at > 0 {
                out.push(self.dialect.separator());
            }
            match piece {
                Piece::Same(fields) => out.extend_from_slice(fields),
                Piece::Cell(column) => write(&Cell::of(form, *column, slots, scores), form, self.dialect, out),
            }
        }
        out.extend_from_slice(END);
    }
}

/// Adds a line of so many cells, each with the form it is told in.
pub(super) fn line<'c>(
    count: usize,
    dialect: Dialect,
    mut cell: impl FnMut(usize) -> (Cell<'c>, &'c Form<'c>),
    out: &mut Vec<u8>,
) {
    for at in 0..count {
        if at > 0 {
            out.push(dialect.separator());
        }
        let (cell, form) = cell(at);
        write(&cell, form, dialect, out);
    }
    out.extend_from_slice(END);
}

/// A line of texts, on its own.
pub(crate) fn csv_line<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut out = Vec::new();
    for (at, text) in texts.into_iter().enumerate() {
        if at > 0 {
            out.push(Dialect::Standard.separator());
        }
        field(text, Dialect::Standard, &mut out);
    }
    out.extend_from_slice(END);
    String::from_utf8_lossy(&out).into_owned()
}

/// Adds what a cell holds.
fn write(cell: &Cell, form: &Form, dialect: Dialect, out: &mut Vec<u8>) {
    match cell {
        Cell::Nothing => {}
        Cell::Text(text) => field(text, dialect, out),
        Cell::Said(text) => field(text, dialect, out),
        Cell::Word(word) => out.extend_from_slice(word.as_bytes()),
        Cell::YesNo(answer) => out.extend_from_slice(if *answer { b"true" } else { b"false" }),
        Cell::Number(number) => {
            number.write(dialect.decimal(), out);
        }
        Cell::Millionths(number) => write_scaled(i128::from(*number), 6, dialect.decimal(), out),
        Cell::Points(_) | Cell::Inputs(_) | Cell::Levels(..) | Cell::Anomalies(_) | Cell::Texts(_) => {
            let start = out.len();
            cell.items(form, |item| {
                if out.len() > start {
                    out.push(BETWEEN);
                }
                for part in item {
                    out.extend_from_slice(part.as_bytes());
                }
            });
            quote_from(start, dialect, out);
        }
    }
}

/// A field, quoted where it must be.
fn field(text: &str, dialect: Dialect, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(text.as_bytes());
    quote_from(start, dialect, out);
}

/// Quotes what was written from `start` on, if it holds what would end a field.
fn quote_from(start: usize, dialect: Dialect, out: &mut Vec<u8>) {
    let separator = dialect.separator();
    let special = |byte: &u8| *byte == separator || matches!(byte, b'"' | b'\r' | b'\n');
    // Looked at to the end, many at once, rather than one by one until the first.
    if !out[start..].iter().fold(false, |any, byte| any | special(byte)) {
        return;
    }
    let plain = out.split_off(start);
    out.push(b'"');
    for byte in plain {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let written = |text: &str, dialect| {
            let mut out = b"x".to_vec();
            field(text, dialect, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written("CAF de l’Ain", Dialect::Standard), "xCAF de l’Ain");
        assert_eq!(written("a,b;c", Dialect::Standard), "x\"a,b;c\"");
        assert_eq!(written("a,b", Dialect::French), "xa,b");
        assert_eq!(written("dit « \"oui\" »\nhier", Dialect::French), "x\"dit « \"\"oui\"\" »\nhier\"");
    }
}
