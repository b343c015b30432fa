//! Rows of typed columns as a Parquet file: audits, and results. Groups of rows are encoded
//! apart ([`row_group`](super::row_group)) and spliced into the file one after the other.

use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{PrimitiveTypeBuilder, Type, TypePtr};

use super::row_group::Encoded;
use super::wide::{Column, Kind};
use crate::audit::given::Given;

/// A file being written.
pub(crate) struct Writer<W: Write + Send>(SerializedFileWriter<W>);

impl<W: Write + Send> Writer<W> {
    /// Begins a file of these columns.
    pub(crate) fn new(columns: &[Column], out: W) -> io::Result<Self> {
        SerializedFileWriter::new(out, schema(columns).map_err(failed)?, Arc::new(properties().build()))
            .map(Self)
            .map_err(failed)
    }

    /// Adds the rows of a group, encoded.
    pub(crate) fn append(&mut self, columns: Vec<Encoded>) -> io::Result<()> {
        let splice = || {
            let mut group = self.0.next_row_group()?;
            columns.into_iter().try_for_each(|(bytes, said)| group.append_column(&bytes, said))?;
            group.close().map(drop)
        };
        splice().map_err(failed)
    }

    /// Writes what stands at the end of the file, and flushes.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.0.finish().map_err(failed)?;
        self.0.inner_mut().flush()
    }
}

/// Rows being gathered, column by column.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    columns: Vec<Gathered>,
}

/// The cells of a column. Levels of definition: nothing, then (in a list) an empty list, then a value.
#[derive(Debug, Clone)]
pub(crate) struct Gathered {
    values: Values,
    definitions: Vec<i16>,
    /// For each value of a list, whether it is not the first of its row.
    repetitions: Vec<i16>,
}

#[derive(Debug, Clone)]
enum Values {
    YesNo(Vec<bool>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Text(Texts),
    List(Texts),
}

/// Texts one after the other.
#[derive(Debug, Clone, Default)]
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, parts: &[&str]) {
        for part in parts {
            self.bytes.extend_from_slice(part.as_bytes());
        }
        self.ends.push(self.bytes.len());
    }

    /// Adds the texts of another, which is left without any.
    fn append(&mut self, other: &mut Self) {
        let start = self.bytes.len();
        self.bytes.append(&mut other.bytes);
        self.ends.extend(other.ends.drain(..).map(|end| start + end));
    }

    /// Takes the texts as the library takes them, none of them copied.
    fn take_arrays(&mut self) -> Vec<ByteArray> {
        let bytes = Bytes::from(std::mem::take(&mut self.bytes));
        let mut start = 0;
        let array = |end: usize| ByteArray::from(bytes.slice(std::mem::replace(&mut start, end)..end));
        self.ends.drain(..).map(array).collect()
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

/// A list being gathered.
pub(crate) struct List<'g> {
    column: &'g mut Gathered,
    count: usize,
}

impl List<'_> {
    /// Adds an item, made of these parts.
    pub(crate) fn add(&mut self, parts: &[&str]) {
        if let Values::List(texts) = &mut self.column.values {
            texts.push(parts);
            self.column.definitions.push(2);
            self.column.repetitions.push(i16::from(self.count > 0));
            self.count += 1;
        }
    }

    /// Ends it. Without items it is there, or it is not.
    pub(crate) fn end(self, is_there_if_empty: bool) {
        if self.count == 0 {
            self.column.cell(false);
            if is_there_if_empty && let Some(last) = self.column.definitions.last_mut() {
                *last = 1;
            }
        }
    }
}

impl Rows {
    /// No row yet.
    pub(crate) fn new(columns: &[Column]) -> Self {
        let values = |column: &Column| match column.kind {
            Kind::YesNo => Values::YesNo(Vec::new()),
            Kind::Integer => Values::Integer(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
            Kind::Text => Values::Text(Texts::default()),
            Kind::List => Values::List(Texts::default()),
        };
        let gathered = |column| Gathered { values: values(column), definitions: Vec::new(), repetitions: Vec::new() };
        Self { columns: columns.iter().map(gathered).collect() }
    }

    /// The columns, for a row to be added cell by cell.
    pub(crate) fn columns(&mut self) -> &mut [Gathered] {
        &mut self.columns
    }

    /// How many rows there are.
    pub(crate) fn count(&self) -> usize {
        self.columns.first().map_or(0, |column| match column.repetitions.as_slice() {
            [] => column.definitions.len(),
            repetitions => repetitions.iter().filter(|repetition| **repetition == 0).count(),
        })
    }

    /// Forgets the rows, and keeps the room they took.
    pub(crate) fn clear(&mut self) {
        self.columns.iter_mut().for_each(Gathered::clear);
    }

    /// Adds a row, one cell a column. A cell that is not of the kind of its column is left empty.
    pub(crate) fn push(&mut self, cells: &[&Given]) {
        for (column, given) in self.columns.iter_mut().zip(cells) {
            column.push(given);
        }
    }

    /// Adds the rows of another, of the same columns, which is left without any.
    pub(crate) fn absorb(&mut self, other: &mut Self) {
        for (column, other) in self.columns.iter_mut().zip(&mut other.columns) {
            column.definitions.append(&mut other.definitions);
            column.repetitions.append(&mut other.repetitions);
            match (&mut column.values, &mut other.values) {
                (Values::YesNo(values), Values::YesNo(more)) => values.append(more),
                (Values::Integer(values), Values::Integer(more)) => values.append(more),
                (Values::Number(values), Values::Number(more)) => values.append(more),
                (Values::Text(values), Values::Text(more)) | (Values::List(values), Values::List(more)) => {
                    values.append(more);
                }
                _ => {}
            }
        }
    }
}

impl Gathered {
    /// Adds a cell that is not given.
    pub(crate) fn nothing(&mut self) {
        self.cell(false);
    }

    /// Adds an answer.
    pub(crate) fn yes_no(&mut self, answer: bool) {
        let Values::YesNo(values) = &mut self.values else { return self.nothing() };
        values.push(answer);
        self.cell(true);
    }

    /// Adds a number.
    pub(crate) fn number(&mut self, number: f64) {
        let Values::Number(values) = &mut self.values else { return self.nothing() };
        values.push(number);
        self.cell(true);
    }

    /// Adds a text, if there is one.
    pub(crate) fn text(&mut self, text: Option<&str>) {
        match (&mut self.values, text) {
            (Values::Text(texts), Some(text)) => texts.push(&[text]),
            _ => return self.nothing(),
        }
        self.cell(true);
    }

    /// Begins a list, to be ended.
    pub(crate) fn list(&mut self) -> List<'_> {
        List { column: self, count: 0 }
    }

    fn integer(&mut self, number: Option<i64>) {
        match (&mut self.values, number) {
            (Values::Integer(values), Some(number)) => values.push(number),
            _ => return self.nothing(),
        }
        self.cell(true);
    }

    fn cell(&mut self, known: bool) {
        self.definitions.push(i16::from(known));
        if let Values::List(_) = self.values {
            self.repetitions.push(0);
        }
    }

    fn push(&mut self, given: &Given) {
        match (&self.values, given) {
            (Values::YesNo(_), Given::YesNo(answer)) => self.yes_no(*answer),
            (Values::Integer(_), Given::Number(number)) => self.integer(number.parse().ok()),
            (Values::Number(_), Given::Number(number)) => match number.parse() {
                Ok(number) => self.number(number),
                Err(_) => self.nothing(),
            },
            (Values::Text(_), Given::Text(text) | Given::Number(text)) => self.text(Some(text)),
            (Values::List(_), Given::List(members)) => {
                let mut list = self.list();
                for member in members {
                    if let Given::Text(text) = member {
                        list.add(&[text]);
                    }
                }
                list.end(true);
            }
            _ => self.nothing(),
        }
    }

    fn clear(&mut self) {
        match &mut self.values {
            Values::YesNo(values) => values.clear(),
            Values::Integer(values) => values.clear(),
            Values::Number(values) => values.clear(),
            Values::Text(texts) | Values::List(texts) => texts.clear(),
        }
        self.definitions.clear();
        self.repetitions.clear();
    }

    /// Encodes the cells, which are taken.
    pub(super) fn encode(&mut self, writer: &mut ColumnWriter) -> Result<(), ParquetError> {
        let defined = Some(self.definitions.as_slice());
        let repeated = Some(self.repetitions.as_slice()).filter(|_| matches!(self.values, Values::List(_)));
        match (&mut self.values, writer) {
            (Values::YesNo(values), ColumnWriter::BoolColumnWriter(writer)) => {
                writer.write_batch(values, defined, None)?;
            }
            (Values::Integer(values), ColumnWriter::Int64ColumnWriter(writer)) => {
                writer.write_batch(values, defined, None)?;
            }
            (Values::Number(values), ColumnWriter::DoubleColumnWriter(writer)) => {
                writer.write_batch(values, defined, None)?;
            }
            (Values::Text(texts) | Values::List(texts), ColumnWriter::ByteArrayColumnWriter(writer)) => {
                writer.write_batch(&texts.take_arrays(), defined, repeated)?;
            }
            // A column is declared as what it gathers.
            _ => {}
        }
        self.clear();
        Ok(())
    }
}

pub(super) fn schema(columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let fields = columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<_, _>>()?;
    Type::group_type_builder("audit").with_fields(fields).build().map(Arc::new)
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let primitive = Type::primitive_type_builder;
    let optional = Repetition::OPTIONAL;
    let name = column.name.as_str();
    match column.kind {
        Kind::YesNo => primitive(name, Physical::BOOLEAN).with_repetition(optional).build(),
        Kind::Integer => primitive(name, Physical::INT64).with_repetition(optional).build(),
        Kind::Number => primitive(name, Physical::DOUBLE).with_repetition(optional).build(),
        Kind::Text => text(name).with_repetition(optional).build(),
        Kind::List => {
            let element = text("element").with_repetition(Repetition::REQUIRED).build()?;
            let list = Type::group_type_builder("list").with_repetition(Repetition::REPEATED);
            let list = list.with_fields(vec![Arc::new(element)]).build()?;
            let column = Type::group_type_builder(name).with_repetition(optional);
            column.with_logical_type(Some(LogicalType::List)).with_fields(vec![Arc::new(list)]).build()
        }
    }
}

fn text(name: &str) -> PrimitiveTypeBuilder<'_> {
    Type::primitive_type_builder(name, Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String))
}

/// Dictionaries are small here, and statistics of no use.
fn properties() -> WriterPropertiesBuilder {
    WriterProperties::builder().set_statistics_enabled(EnabledStatistics::None).set_offset_index_disabled(true)
}

/// How columns are encoded, in pages of so many rows: what a page holds is kept at length until it is full.
pub(super) fn encoding(page: usize) -> WriterPropertiesPtr {
    Arc::new(properties().set_data_page_row_count_limit(page).build())
}

/// A failure of the system as it was, whatever it was wrapped in.
pub(super) fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use super::super::row_group::RowGroup;
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn rows_spliced_from_two_groups_are_read_back() {
        let column = |name: &str, kind| Column { name: name.to_owned(), kind };
        let columns = [
            column("audit", Kind::Text),
            column("profil.svi", Kind::YesNo),
            column("profil.agents", Kind::Integer),
            column("cotations.1.1", Kind::Number),
            column("éléments.1.1", Kind::List),
        ];
        let text = |text: &'static str| Given::Text(text.into());
        let number = |text: &'static str| Given::Number(text.into());
        let full =
            [text("a"), Given::YesNo(true), number("12"), number("0.25"), Given::List(vec![text("x"), text("y")])];
        let empty = [text("b"), Given::Nothing, number("12.5"), text("conforme"), Given::List(Vec::new())];
        let blank = [text("c"), Given::Nothing, Given::Nothing, Given::Nothing, Given::Nothing];
        let encoded = |rows: &[&[Given; 5]]| {
            let mut gathered = Rows::new(&columns);
            for row in rows {
                gathered.push(&row.iter().collect::<Vec<_>>());
            }
            let mut group = RowGroup::in_pages(&columns, 2).unwrap();
            group.add(&mut gathered).unwrap();
            assert_eq!(gathered.count(), 0);
            group
        };
        let mut out = Vec::new();
        let mut writer = Writer::new(&columns, &mut out).unwrap();
        let group = encoded(&[&full, &empty]);
        assert_eq!(group.rows(), 2);
        writer.append(group.close().unwrap()).unwrap();
        writer.append(encoded(&[&blank]).close().unwrap()).unwrap();
        writer.finish().unwrap();
        let reader = SerializedFileReader::new(Bytes::from(out)).unwrap();
        let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(
            rows,
            [
                "{audit: \"a\", profil.svi: true, profil.agents: 12, cotations.1.1: 0.25, éléments.1.1: [\"x\", \"y\"]}",
                "{audit: \"b\", profil.svi: null, profil.agents: null, cotations.1.1: null, éléments.1.1: []}",
                "{audit: \"c\", profil.svi: null, profil.agents: null, cotations.1.1: null, éléments.1.1: null}",
            ]
        );
    }
}
