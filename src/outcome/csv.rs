//! Results as CSV (RFC 4180): a line of column names, then one line an audit. In the dialect of French spreadsheets fields are
//! separated by `;`, decimals follow a comma and the file starts with a byte order mark.

mod totals;

use std::io::{self, Write};
use std::ops::Range;

use memchr::{memchr, memchr3};

use self::totals::Totals;
use super::cell::Cell;
use super::columns::Column;
use super::form::{Form, Rated};
use super::{Rows, Writer};
use crate::audit::Slots;
use crate::exact::write_scaled;
use crate::grid::{GroupId, PointId};
use crate::score::{PointStatus, Scores};

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
const BETWEEN: u8 = b'|';
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
    /// The level and the value of a point, by the level.
    levels: Vec<Vec<u8>>,
    totals: Totals,
}

/// Fields that stand together.
#[derive(Debug)]
enum Piece {
    /// Fields that are the same in every line, each after its separator.
    Same(Vec<u8>),
    /// The totals of groups that follow each other: status and figures, of the grid itself figures alone.
    Totals(Range<usize>),
    /// Fields that are empty where that total has a score.
    Open(Vec<Column>),
    /// What is said of a point: status, level, value, `repli`, `non_vérifié`, reason.
    Point(PointId),
    /// A field.
    Cell(Column),
}

impl Layout {
    /// How the columns are laid out.
    pub(super) fn new(form: &Form, columns: &[Column], dialect: Dialect) -> Self {
        let levels = form.levels().map(|level| {
            let mut fields = Vec::new();
            field(&level.name, dialect, &mut fields);
            fields.push(dialect.separator());
            if let Some(value) = &level.value {
                value.write(dialect.decimal().into(), &mut fields);
            }
            fields
        });
        let totals = Totals::new(form.frame.grid, dialect);
        let mut layout = Self { dialect, pieces: Vec::new(), levels: levels.collect(), totals };
        for column in columns {
            match *column {
                Column::Grid => layout.same(&form.citation),
                Column::Fingerprint => layout.same(form.frame.fingerprint),
                Column::Obtained(GroupId::ROOT) => layout.total(GroupId::ROOT),
                Column::GroupStatus(group) => layout.total(group),
                Column::PointStatus(point) => layout.pieces.push(Piece::Point(point)),
                // They follow the piece they belong to.
                Column::Obtained(_)
                | Column::Possible(_)
                | Column::Score(_)
                | Column::Level(_)
                | Column::Value(_)
                | Column::Fallback(_)
                | Column::Unverified(_)
                | Column::Reason(_) => {}
                column if column.is_of_open_total() => match layout.pieces.last_mut() {
                    Some(Piece::Open(open)) => open.push(column),
                    _ => layout.pieces.push(Piece::Open(vec![column])),
                },
                column => layout.pieces.push(Piece::Cell(column)),
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

    /// The total of a group.
    fn total(&mut self, group: GroupId) {
        match self.pieces.last_mut() {
            Some(Piece::Totals(groups)) if groups.end == group.0 => groups.end += 1,
            _ => self.pieces.push(Piece::Totals(group.0..group.0 + 1)),
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
        let separator = self.dialect.separator();
        let cell = |column, out: &mut Vec<u8>| write(&Cell::of(form, column, slots, scores), form, self.dialect, out);
        for piece in &self.pieces[1..] {
            match piece {
                Piece::Same(fields) => out.extend_from_slice(fields),
                Piece::Totals(groups) => self.totals.add(groups, scores, out),
                Piece::Open(columns) => {
                    if scores.hundredths(GroupId::ROOT).is_some() {
                        out.resize(out.len() + columns.len(), separator);
                    } else {
                        for column in columns {
                            out.push(separator);
                            cell(*column, out);
                        }
                    }
                }
                Piece::Point(point) => {
                    out.push(separator);
                    self.point(form, *point, slots, scores, out);
                }
                Piece::Cell(column) => {
                    out.push(separator);
                    cell(*column, out);
                }
            }
        }
    }

    /// Adds what is said of a point.
    fn point(&self, form: &Form, point: PointId, slots: &Slots, scores: &Scores, out: &mut Vec<u8>) {
        let separator = self.dialect.separator();
        let cell = |column, out: &mut Vec<u8>| write(&Cell::of(form, column, slots, scores), form, self.dialect, out);
        let score = &scores.points()[point.0];
        out.extend_from_slice(score.status.word().as_bytes());
        out.push(separator);
        match form.rated(slots, point, score) {
            Rated::Level(level) => out.extend_from_slice(&self.levels[level.number]),
            Rated::Nothing => out.push(separator),
            Rated::Millionths(_) | Rated::Value(_) => {
                out.push(separator);
                cell(Column::Value(point), out);
            }
        }
        for holds in [score.fallback, score.unverified] {
            out.push(separator);
            if holds {
                out.extend_from_slice(b"true");
            }
        }
        out.push(separator);
        if score.status == PointStatus::SetAside {
            cell(Column::Reason(point), out);
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

/// Quotes what was written from `start` on, if it holds what would end a field.
fn quote_from(start: usize, dialect: Dialect, out: &mut Vec<u8>) {
    let separator = dialect.separator();
    let text = &out[start..];
    if memchr3(separator, b'"', b'\n', text).is_none() && memchr(b'\r', text).is_none() {
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
