//! Results as CSV (RFC 4180): a line of column names, then one line an audit. In the dialect of French spreadsheets fields are
//! separated by `;`, decimals follow a comma and the file starts with a byte order mark.

use std::io::{self, Write};

use super::columns::Column;
use super::form::{Form, Rated};
use super::{Frame, Rows, Writer, written_quantity};
use crate::audit::Slots;
use crate::exact::{Quantity, write_scaled};
use crate::grid::{GroupId, PointId};
use crate::score::{DecisionOutcome, PointStatus, Scores, Standing};

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
pub(super) const BETWEEN: u8 = b'|';
const END: &[u8] = b"\r\n";

/// Lines being written.
pub(super) struct Lines<W> {
    out: W,
    /// The line of names, until it is written.
    head: Vec<u8>,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(frame: &Frame, dialect: Dialect, out: W) -> Self {
        let mut head = Vec::new();
        if dialect == Dialect::French {
            head.extend_from_slice("\u{feff}".as_bytes());
        }
        for (at, column) in Column::all(frame).into_iter().enumerate() {
            if at > 0 {
                head.push(dialect.separator());
            }
            field(&column.name(frame), dialect, &mut head);
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

/// Adds the line of a result.
pub(super) fn write(
    form: &Form,
    columns: &[Column],
    dialect: Dialect,
    slots: &Slots,
    scores: &Scores,
    out: &mut Vec<u8>,
) {
    let row = Row { form, dialect, slots, scores, is_bare: false };
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            out.push(dialect.separator());
        }
        row.cell(*column, out);
    }
    out.extend_from_slice(END);
}

/// Adds the text of one cell without any quotes, for formats that need none; nothing where nothing is written.
pub(super) fn write_bare(form: &Form, column: Column, slots: &Slots, scores: &Scores, out: &mut Vec<u8>) {
    Row { form, dialect: Dialect::Standard, slots, scores, is_bare: true }.cell(column, out);
}

/// A result being written.
struct Row<'a> {
    form: &'a Form<'a>,
    dialect: Dialect,
    slots: &'a Slots,
    scores: &'a Scores,
    /// True to write what cells hold without quotes.
    is_bare: bool,
}

impl Row<'_> {
    fn cell(&self, column: Column, out: &mut Vec<u8>) {
        let (scores, grid) = (self.scores, self.form.frame.grid);
        match column {
            Column::Audit => self.text(&self.slots.id, out),
            Column::Grid => self.text(&self.form.citation, out),
            Column::Fingerprint => self.text(self.form.frame.fingerprint, out),
            Column::Status => self.text(if scores.is_complete() { "complet" } else { "incomplet" }, out),
            Column::Obtained(group) => self.number(&scores.obtained(group), out),
            Column::Possible(group) => self.number(&scores.possible(group), out),
            Column::Score(group) => {
                if let Standing::Score(score) = scores.standing(group) {
                    self.number(&written_quantity(&score), out);
                }
            }
            Column::NotComputable => {
                if scores.standing(GroupId::ROOT) == Standing::NotComputable {
                    out.extend_from_slice(b"true");
                }
            }
            Column::MissingPoints => {
                self.list(scores.missing().points.iter().map(|point| grid.point(*point).id.as_str()), out);
            }
            Column::MissingInputs => {
                self.list(scores.missing().inputs.iter().map(|input| grid.input(*input).name.as_str()), out);
            }
            Column::Least | Column::Most | Column::Exact | Column::MaybeNotComputable => self.interval(column, out),
            Column::GroupStatus(group) => {
                if let Standing::Incomplete(_) = scores.standing(group) {
                    out.extend_from_slice(b"incomplet");
                }
            }
            Column::PointStatus(point) => self.text(scores.points()[point.0].status.word(), out),
            Column::Level(point) => {
                if let Rated::Level(level) = self.rated(point) {
                    self.text(&level.name, out);
                }
            }
            Column::Value(point) => match self.rated(point) {
                Rated::Level(level) => level.value.iter().for_each(|value| self.number(value, out)),
                Rated::Millionths(value) => write_scaled(value.into(), 6, self.dialect.decimal(), out),
                Rated::Value(value) => self.number(&value, out),
                Rated::Nothing => {}
            },
            Column::Fallback(point) => {
                if scores.points()[point.0].fallback {
                    out.extend_from_slice(b"true");
                }
            }
            Column::Unverified(point) => {
                if scores.points()[point.0].unverified {
                    out.extend_from_slice(b"true");
                }
            }
            Column::Reason(point) => {
                if scores.points()[point.0].status == PointStatus::SetAside {
                    self.text(self.slots.reason(point).unwrap_or_default(), out);
                }
            }
            Column::Decided(decision) => {
                if let DecisionOutcome::Decided(line) = &scores.decisions()[decision.0] {
                    let line = grid.decisions[decision.0].lines.get(*line);
                    self.text(line.map_or("", |line| line.level.as_str()), out);
                }
            }
            Column::Undecided(decision) => {
                if let DecisionOutcome::Undetermined(lines) = &scores.decisions()[decision.0] {
                    let levels = &grid.decisions[decision.0].lines;
                    self.list(lines.iter().filter_map(|at| levels.get(*at)).map(|line| line.level.as_str()), out);
                }
            }
            Column::Anomalies => {
                let start = out.len();
                for (at, anomaly) in scores.anomalies().iter().enumerate() {
                    if at > 0 {
                        out.push(BETWEEN);
                    }
                    out.extend_from_slice(anomaly.code().as_bytes());
                    if let Some(point) = anomaly.point {
                        out.push(b' ');
                        out.extend_from_slice(grid.point(point).id.as_bytes());
                    }
                }
                self.quote_from(start, out);
            }
        }
    }

    fn interval(&self, column: Column, out: &mut Vec<u8>) {
        let Standing::Incomplete(range) = self.scores.standing(GroupId::ROOT) else { return };
        match (column, &range.bounds) {
            (Column::Least, Some((end, _))) | (Column::Most, Some((_, end))) => {
                self.number(&written_quantity(end), out);
            }
            (Column::Exact, _) => self.text(if range.exact { "true" } else { "false" }, out),
            (Column::MaybeNotComputable, _) => {
                self.text(if range.maybe_not_computable { "true" } else { "false" }, out);
            }
            _ => {}
        }
    }

    fn rated(&self, point: PointId) -> Rated<'_> {
        self.form.rated(self.slots, point, &self.scores.points()[point.0])
    }

    fn text(&self, text: &str, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(text.as_bytes());
        self.quote_from(start, out);
    }

    fn quote_from(&self, start: usize, out: &mut Vec<u8>) {
        if !self.is_bare {
            quote_from(start, self.dialect, out);
        }
    }

    fn number(&self, value: &Quantity, out: &mut Vec<u8>) {
        value.write(self.dialect.decimal(), out);
    }

    /// Names with `|` between.
    fn list<'n>(&self, names: impl Iterator<Item = &'n str>, out: &mut Vec<u8>) {
        let start = out.len();
        for (at, name) in names.enumerate() {
            if at > 0 {
                out.push(BETWEEN);
            }
            out.extend_from_slice(name.as_bytes());
        }
        self.quote_from(start, out);
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
    if !out[start..].iter().any(special) {
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
