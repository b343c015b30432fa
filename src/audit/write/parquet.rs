//! Rows of typed columns as a Parquet file: audits, and results. Row groups are encoded apart, many at once, and spliced into the file one after the other.

use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{PrimitiveTypeBuilder, Type, TypePtr};

use super::wide::{Column, Kind};
use crate::audit::given::Given;

/// How many rows a row group holds: a compromise between the memory it takes to make one and what readers like.
pub(crate) const ROWS: u64 = 8_192;

/// A file being written.
pub(crate) struct Writer<W: Write + Send>(SerializedFileWriter<W>);

/// Rows encoded.
#[derive(Debug)]
pub(crate) struct RowGroup {
    bytes: Bytes,
    metadata: ParquetMetaData,
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file of these columns.
    pub(crate) fn new(columns: &[Column], out: W) -> io::Result<Self> {
        SerializedFileWriter::new(out, schema(columns).map_err(failed)?, properties()).map(Self).map_err(failed)
    }

    /// Adds the rows of a group.
    pub(crate) fn append(&mut self, rows: &RowGroup) -> io::Result<()> {
        self.splice(rows).map_err(failed)
    }

    fn splice(&mut self, rows: &RowGroup) -> Result<(), ParquetError> {
        for group in rows.metadata.row_groups() {
            let mut spliced = self.0.next_row_group()?;
            for column in group.columns() {
                let close = ColumnCloseResult {
                    bytes_written: u64::try_from(column.compressed_size()).unwrap_or_default(),
                    rows_written: u64::try_from(group.num_rows()).unwrap_or_default(),
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                spliced.append_column(&rows.bytes, close)?;
            }
            spliced.close()?;
        }
        Ok(())
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

    /// The texts as the library takes them, none of them copied.
    fn into_arrays(self) -> Vec<ByteArray> {
        let bytes = Bytes::from(self.bytes);
        let mut start = 0;
        let array = |end: usize| ByteArray::from(bytes.slice(std::mem::replace(&mut start, end)..end));
        self.ends.into_iter().map(array).collect()
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
    pub(crate) fn columns(&mut self) -> impl Iterator<Item = &mut Gathered> {
        self.columns.iter_mut()
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

    /// Encodes the rows.
    pub(crate) fn encode(self, columns: &[Column]) -> io::Result<RowGroup> {
        let encode = || -> Result<RowGroup, ParquetError> {
            let mut file = SerializedFileWriter::new(Vec::new(), schema(columns)?, properties())?;
            let mut group = file.next_row_group()?;
            for column in self.columns {
                if let Some(writer) = group.next_column()? {
                    column.write(writer)?;
                }
            }
            group.close()?;
            let metadata = file.finish()?;
            let bytes = std::mem::take(file.inner_mut());
            Ok(RowGroup { bytes: bytes.into(), metadata })
        };
        encode().map_err(failed)
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

    fn write(self, mut writer: SerializedColumnWriter) -> Result<(), ParquetError> {
        let defined = Some(self.definitions.as_slice());
        match self.values {
            Values::YesNo(values) => writer.typed::<BoolType>().write_batch(&values, defined, None)?,
            Values::Integer(values) => writer.typed::<Int64Type>().write_batch(&values, defined, None)?,
            Values::Number(values) => writer.typed::<DoubleType>().write_batch(&values, defined, None)?,
            Values::Text(texts) => writer.typed::<ByteArrayType>().write_batch(&texts.into_arrays(), defined, None)?,
            Values::List(texts) => {
                let repeated = Some(self.repetitions.as_slice());
                writer.typed::<ByteArrayType>().write_batch(&texts.into_arrays(), defined, repeated)?
            }
        };
        writer.close()
    }
}

fn schema(columns: &[Column]) -> Result<TypePtr, ParquetError> {
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
fn properties() -> WriterPropertiesPtr {
    let properties = WriterProperties::builder().set_statistics_enabled(EnabledStatistics::None);
    Arc::new(properties.set_offset_index_disabled(true).build())
}

/// A failure of the system as it was, whatever it was wrapped in.
fn failed(error: ParquetError) -> io::Error {
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
            gathered.encode(&columns).unwrap()
        };
        let mut out = Vec::new();
        let mut writer = Writer::new(&columns, &mut out).unwrap();
        writer.append(&encoded(&[&full, &empty])).unwrap();
        writer.append(&encoded(&[&blank])).unwrap();
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
