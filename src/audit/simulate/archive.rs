//! An archive of audits made up, portion by portion, so that many can be made at once and none is held longer than it must.

use std::io::{self, Write};
use std::ops::Range;

use super::{Simulated, Simulator};
use crate::audit::Format;
use crate::audit::write::parquet::{self, Rows};
use crate::audit::write::row_group::{Encoded, RowGroup};
use crate::audit::write::wide::Column;
use crate::audit::write::{csv, wide};

/// Some audits made, ready for the archive.
#[derive(Default)]
pub struct Portion {
    text: Vec<u8>,
    rows: Option<io::Result<Vec<Encoded>>>,
    broken: u64,
}

impl Portion {
    /// How many of its audits are broken.
    pub fn broken(&self) -> u64 {
        self.broken
    }
}

/// An archive being written.
pub struct Archive<W: Write + Send> {
    out: Out<W>,
    closing: &'static str,
}

enum Out<W: Write + Send> {
    Text(W),
    Parquet(parquet::Writer<W>),
}

impl Simulator<'_> {
    /// How many audits make a portion that is worth the handing over.
    pub fn at_once(&self) -> u64 {
        if self.recipe.format == Format::Parquet { RowGroup::ROWS as u64 } else { 256 }
    }

    /// Makes the audits of these numbers. A portion made before is written over.
    pub fn portion(&self, numbers: Range<u64>, portion: &mut Portion) {
        let Portion { text, rows, broken } = portion;
        text.clear();
        *broken = 0;
        let columns = self.columns();
        let is_table = self.recipe.format == Format::Parquet;
        let (mut gathered, mut group) = (Rows::new(&columns), is_table.then(|| RowGroup::new(&columns)));
        for number in numbers {
            let made = self.simulated(number);
            *broken += u64::from(made.way.is_some());
            match self.recipe.format {
                Format::Json => {
                    text.extend_from_slice(if number == 0 { b"\n" } else { b",\n" });
                    self.object(made, text);
                }
                Format::Ndjson => {
                    self.object(made, text);
                    text.push(b'\n');
                }
                Format::Csv => {
                    self.row(made, text);
                    text.push(b'\n');
                }
                Format::Parquet => {
                    gathered.push(&wide::cells(&made.sheet, self.breaker.besides()));
                    if gathered.count() == RowGroup::AT_ONCE
                        && let Some(Ok(open)) = &mut group
                        && let Err(error) = open.add(&mut gathered)
                    {
                        group = Some(Err(error));
                    }
                }
            }
        }
        *rows = group.map(|group| {
            let mut group = group?;
            group.add(&mut gathered)?;
            group.close()
        });
    }

    /// Begins an archive.
    pub fn archive<W: Write + Send>(&self, mut out: W) -> io::Result<Archive<W>> {
        let (opening, closing) = match self.recipe.format {
            Format::Json => (b"[".to_vec(), "\n]\n"),
            Format::Ndjson => (Vec::new(), ""),
            Format::Csv => {
                let mut header = Vec::new();
                csv::header(&self.columns(), &mut header);
                (header, "")
            }
            Format::Parquet => {
                let out = Out::Parquet(parquet::Writer::new(&self.columns(), out)?);
                return Ok(Archive { out, closing: "" });
            }
        };
        out.write_all(&opening)?;
        Ok(Archive { out: Out::Text(out), closing })
    }

    /// The columns of a wide archive.
    fn columns(&self) -> Vec<Column> {
        if self.recipe.format.is_wide() { wide::columns(self.grid, self.breaker.besides()) } else { Vec::new() }
    }

    /// Writes an audit as a row of a CSV file.
    fn row(&self, made: Simulated, out: &mut Vec<u8>) {
        let Simulated { sheet, way, mut chance } = made;
        let mut row = Vec::new();
        csv::row(&wide::cells(&sheet, self.breaker.besides()), &mut row);
        if let Some(way) = way {
            way.damage_row(&mut row, &mut chance);
        }
        out.extend_from_slice(&row);
    }
}

impl<W: Write + Send> Archive<W> {
    /// Writes a portion.
    pub fn append(&mut self, portion: &mut Portion) -> io::Result<()> {
        match (&mut self.out, portion.rows.take()) {
            (Out::Text(out), _) => out.write_all(&portion.text),
            (Out::Parquet(writer), Some(rows)) => writer.append(rows?),
            (Out::Parquet(_), None) => Ok(()),
        }
    }

    /// Writes what stands after the last audit, and flushes.
    pub fn finish(self) -> io::Result<()> {
        match self.out {
            Out::Text(mut out) => {
                out.write_all(self.closing.as_bytes())?;
                out.flush()
            }
            Out::Parquet(writer) => writer.finish(),
        }
    }
}
