//! Results as CSV (RFC 4180): a line of column names, then one line an audit. In the dialect of French spreadsheets fields are
//! separated by `;`, decimals follow a comma and the file starts with a byte order mark.

mod points;
mod totals;

use std::io::{self, Write};

use memchr::{memchr, memchr3};

use self::points::Points;
use self::totals::Totals;
use super::cell::Cell;
use super::columns::Column;
use super::form::Form;
use super::stretch::Stretch;
use super::{Rows, Writer};
use crate::audit::Slots;
use crate::exact::write_scaled;
use crate::grid::{DecisionId, DecisionLine, GroupId};
use crate::score::{DecisionOutcome, Scores};

/// How CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `,` between fields, a decimal point.
    Standard,
    /// `;` between fields, a decimal comma, a byte order mark: what spreadsheets set to French open as it is.
    French,
}

impl Dialect {
    pub(crate) fn separator(self) -> u8 {
        match self {
            Self::Standard => b',',
            Self::French => b';',
        }
    }

    pub(crate) fn decimal(self) -> u8 {
        match self {
            Self::Standard => b'.',
            Self::French => b',',
        }
    }
}

/// What stands between the items of a list in a field.
pub(crate) const BETWEEN: u8 = b'|';
/// What ends a line.
pub(crate) const END: &[u8] = b"\r\n";

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
    totals: Totals,
    points: Points,
    /// For each decision the fields of what it came to, by its level, each after its separator.
    decisions: Vec<Vec<Vec<u8>>>,
}

/// Fields that stand together.
#[derive(Debug)]
enum Piece {
    /// Fields that are the same in every line, each after its separator.
    Same(Vec<u8>),
    Stretch(Stretch),
}

impl Layout {
    /// How the columns are laid out.
    pub(super) fn new(form: &Form, columns: &[Column], dialect: Dialect) -> Self {
        let (grid, separator) = (form.frame.grid, dialect.separator());
        let decided = |line: &DecisionLine| {
            let mut fields = vec![separator];
            field(&line.level, dialect, &mut fields);
            fields.push(separator);
            fields
        };
        let mut layout = Self {
            dialect,
            pieces: Vec::new(),
            totals: Totals::new(grid, dialect),
            points: Points::new(form, dialect),
            decisions: grid.decisions.iter().map(|one| one.lines.iter().map(decided).collect()).collect(),
        };
        for stretch in Stretch::of(columns) {
            match stretch {
                Stretch::Cell(Column::Grid) => layout.same(&form.citation),
                Stretch::Cell(Column::Fingerprint) => layout.same(form.frame.fingerprint),
                stretch => layout.pieces.push(Piece::Stretch(stretch)),
            }
        }
        layout
    }

    /// A field that is the same in every line, after its separator.
    fn same(&mut self, text: &str) {
        if !matches!(self.pieces.last(), Some(Piece::Same(_))) {
            self.pieces.push(Piece::Same(Vec::new()));
        }
        if let Some(Piece::Same(same)) = self.pieces.last_mut() {
            same.push(self.dialect.separator());
            field(text, self.dialect, same);
        }
    }

    /// Adds the line of a result.
    pub(super) fn add(&self, form: &Form, slots: &Slots, scores: &Scores, out: &mut Vec<u8>) {
        field(slots.id(), self.dialect, out);
        self.add_fields(form, slots, scores, out);
        out.extend_from_slice(END);
    }

    /// Adds the fields of a result but the first, the identifier, each after its separator.
    pub(super) fn add_fields(&self, form: &Form, slots: &Slots, scores: &Scores, out: &mut Vec<u8>) {
        let cell = |column, out: &mut Vec<u8>| {
            out.push(self.dialect.separator());
            write(&Cell::of(form, column, slots, scores), form, self.dialect, out);
        };
        let decided = |decision: DecisionId| match scores.decisions()[decision.0] {
            DecisionOutcome::Decided(line) => self.decisions[decision.0].get(line),
            DecisionOutcome::Undetermined(_) => None,
        };
        for piece in &self.pieces[1..] {
            match piece {
                Piece::Same(fields) => out.extend_from_slice(fields),
                Piece::Stretch(Stretch::Totals(groups)) => self.totals.add(groups, scores, out),
                Piece::Stretch(Stretch::Points(points)) => self.points.add(points, form, slots, scores, out),
                Piece::Stretch(Stretch::Open(columns)) if scores.hundredths(GroupId::ROOT).is_some() => {
                    out.resize(out.len() + columns.len(), self.dialect.separator());
                }
                Piece::Stretch(Stretch::Open(columns)) => columns.iter().for_each(|column| cell(*column, out)),
                Piece::Stretch(Stretch::Decision(id)) => match decided(*id) {
                    Some(fields) => out.extend_from_slice(fields),
                    None => [Column::Decided(*id), Column::Undecided(*id)].into_iter().for_each(|one| cell(one, out)),
                },
                Piece::Stretch(Stretch::Cell(Column::Anomalies)) if scores.anomalies().is_empty() => {
                    out.push(self.dialect.separator());
                }
                Piece::Stretch(Stretch::Cell(column)) => cell(*column, out),
            }
        }
    }
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
pub(crate) fn write(cell: &Cell, form: &Form, dialect: Dialect, out: &mut Vec<u8>) {
    match cell {
        Cell::Nothing => {}
        Cell::Text(text) => field(text, dialect, out),
        Cell::Said(text) => field(text, dialect, out),
        Cell::Word(word) => out.extend_from_slice(word.as_bytes()),
        Cell::YesNo(answer) => out.extend_from_slice(if *answer { b"true" } else { b"false" }),
        Cell::Number(number) => {
            number.write(dialect.decimal().into(), out);
        }
        Cell::Millionths(number) => write_scaled(i128::from(*number), 6, dialect.decimal().into(), out),
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
pub(crate) fn field(text: &str, dialect: Dialect, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(text.as_bytes());
    quote_from(start, dialect, out);
}

/// True if a text holds nothing that would end a field.
pub(crate) fn is_plain(text: &[u8], dialect: Dialect) -> bool {
    memchr3(dialect.separator(), b'"', b'\n', text).is_none() && memchr(b'\r', text).is_none()
}

/// Quotes what was written from `start` on, if it holds what would end a field.
fn quote_from(start: usize, dialect: Dialect, out: &mut Vec<u8>) {
    if is_plain(&out[start..], dialect) {
        return;
    }
    let plain = out.split_off(start);
    let mut left = plain.as_slice();
    out.push(b'"');
    while let Some(at) = memchr(b'"', left) {
        out.extend_from_slice(&left[..=at]);
        out.push(b'"');
        left = &left[at + 1..];
    }
    out.extend_from_slice(left);
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
