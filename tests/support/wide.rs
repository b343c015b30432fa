//! Audits given as JSON objects, laid out as wide tables: the same audits as CSV, in the dialects people have, and as Parquet.

use std::collections::HashMap;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use serde_json::Value;

/// Audits as a table. Cells that hold nothing are not there.
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<HashMap<usize, Value>>,
}

impl Table {
    /// The table of audits.
    pub fn of(audits: &[Value]) -> Self {
        let mut table = Self { columns: Vec::new(), rows: Vec::new() };
        for audit in audits {
            let mut row = HashMap::new();
            for (key, value) in audit.as_object().unwrap() {
                match value {
                    Value::Object(entries) => {
                        for (inner, value) in entries {
                            table.put(&mut row, format!("{key}.{inner}"), value);
                        }
                    }
                    value => table.put(&mut row, key.clone(), value),
                }
            }
            table.rows.push(row);
        }
        table
    }

    fn put(&mut self, row: &mut HashMap<usize, Value>, name: String, value: &Value) {
        let at = self.columns.iter().position(|column| *column == name).unwrap_or_else(|| {
            self.columns.push(name);
            self.columns.len() - 1
        });
        if !value.is_null() {
            row.insert(at, value.clone());
        }
    }

    /// The table as CSV.
    pub fn to_csv(&self, dialect: &Dialect) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(dialect.separator)
            .terminator(if dialect.crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
            .from_writer(if dialect.mark { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() });
        writer.write_record(&self.columns).unwrap();
        for row in &self.rows {
            let cells = self
                .columns
                .iter()
                .enumerate()
                .map(|(at, name)| row.get(&at).map_or_else(String::new, |value| dialect.cell(name, value)));
            writer.write_record(cells).unwrap();
        }
        writer.into_inner().unwrap()
    }
}

/// A way to write CSV.
pub struct Dialect {
    pub separator: u8,
    pub decimal: char,
    pub yes_no: [&'static str; 2],
    pub mark: bool,
    pub crlf: bool,
    /// Dates are written as French does.
    pub french_dates: bool,
}

/// What RFC 4180 says; what French spreadsheets write; what is copied out of one.
pub const DIALECTS: [Dialect; 3] = [
    Dialect { separator: b',', decimal: '.', yes_no: ["false", "true"], mark: false, crlf: false, french_dates: false },
    Dialect { separator: b';', decimal: ',', yes_no: ["FAUX", "VRAI"], mark: true, crlf: true, french_dates: true },
    Dialect { separator: b'\t', decimal: '.', yes_no: ["0", "1"], mark: false, crlf: true, french_dates: false },
];

impl Dialect {
    fn cell(&self, name: &str, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(answer) => self.yes_no[usize::from(*answer)].to_owned(),
            Value::Number(number) => number.to_string().replace('.', &self.decimal.to_string()),
            Value::String(text) => match text.split('-').collect::<Vec<_>>()[..] {
                [year, month, day] if self.french_dates && name.contains('.') && text.len() == 10 => {
                    format!("{day}/{month}/{year}")
                }
                _ => text.clone(),
            },
            Value::Array(members) if members.is_empty() => "|".to_owned(),
            Value::Array(members) => members.iter().map(|member| self.cell("", member)).collect::<Vec<_>>().join("|"),
            Value::Object(_) => "{}".to_owned(),
        }
    }
}

/// How a Parquet file is written.
#[derive(Clone, Copy)]
pub struct Storage {
    pub dictionary: bool,
    pub version: WriterVersion,
    pub compression: Compression,
    /// How many rows are in a group, and in a page.
    pub group: usize,
    pub page: usize,
    /// How many bytes a dictionary may hold before the column goes on without it.
    pub largest: usize,
}

/// With dictionaries, without, and in part; in one page and in many.
pub const STORAGES: [Storage; 3] = [
    Storage {
        dictionary: true,
        version: WriterVersion::PARQUET_1_0,
        compression: Compression::SNAPPY,
        group: 1 << 20,
        page: 20_000,
        largest: 1 << 20,
    },
    Storage {
        dictionary: false,
        version: WriterVersion::PARQUET_2_0,
        compression: Compression::LZ4_RAW,
        group: 7,
        page: 2,
        largest: 0,
    },
    Storage {
        dictionary: true,
        version: WriterVersion::PARQUET_2_0,
        compression: Compression::UNCOMPRESSED,
        group: 1 << 20,
        page: 1,
        largest: 24,
    },
];

/// What a column is stored as.
#[derive(Clone, Copy, PartialEq)]
enum Stored {
    YesNo,
    Double,
    Text,
    List,
}

impl Table {
    /// The table as Parquet. A column that holds numbers and texts is one of texts.
    pub fn to_parquet(&self, storage: &Storage) -> Vec<u8> {
        let kinds: Vec<Stored> = (0..self.columns.len()).map(|at| self.stored(at)).collect();
        let fields = self.columns.iter().zip(&kinds).map(|(name, kind)| {
            let text = |name, repetition| {
                Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                    .with_logical_type(Some(LogicalType::String))
                    .with_repetition(repetition)
                    .build()
            };
            let plain =
                |physical| Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL).build();
            let group = |name, repetition, inner| {
                Type::group_type_builder(name).with_repetition(repetition).with_fields(vec![Arc::new(inner)])
            };
            Arc::new(match kind {
                Stored::YesNo => plain(Physical::BOOLEAN).unwrap(),
                Stored::Double => plain(Physical::DOUBLE).unwrap(),
                Stored::Text => text(name, Repetition::OPTIONAL).unwrap(),
                Stored::List => {
                    let element = text("element", Repetition::OPTIONAL).unwrap();
                    let list = group("list", Repetition::REPEATED, element).build().unwrap();
                    group(name, Repetition::OPTIONAL, list).with_logical_type(Some(LogicalType::List)).build().unwrap()
                }
            })
        });
        let schema = Type::group_type_builder("audits").with_fields(fields.collect()).build().unwrap();
        let properties = WriterProperties::builder()
            .set_dictionary_enabled(storage.dictionary)
            .set_dictionary_page_size_limit(storage.largest)
            .set_writer_version(storage.version)
            .set_compression(storage.compression)
            .set_data_page_row_count_limit(storage.page)
            .set_write_batch_size(storage.page)
            .build();
        let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties)).unwrap();
        for rows in self.rows.chunks(storage.group) {
            let mut group = writer.next_row_group().unwrap();
            for (at, kind) in kinds.iter().enumerate() {
                let mut column = group.next_column().unwrap().unwrap();
                let cells: Vec<Option<&Value>> = rows.iter().map(|row| row.get(&at)).collect();
                let given = || cells.iter().flatten();
                let definitions: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
                let definitions = Some(definitions.as_slice());
                let bytes = |value: &Value| match value {
                    Value::String(text) => ByteArray::from(text.as_str()),
                    other => ByteArray::from(other.to_string().as_str()),
                };
                match kind {
                    Stored::YesNo => {
                        let values: Vec<bool> = given().map(|value| value.as_bool().unwrap()).collect();
                        column.typed::<BoolType>().write_batch(&values, definitions, None).unwrap();
                    }
                    Stored::Double => {
                        let values: Vec<f64> = given().map(|value| value.as_f64().unwrap()).collect();
                        column.typed::<DoubleType>().write_batch(&values, definitions, None).unwrap();
                    }
                    Stored::Text => {
                        let values: Vec<ByteArray> = given().map(|value| bytes(value)).collect();
                        column.typed::<ByteArrayType>().write_batch(&values, definitions, None).unwrap();
                    }
                    Stored::List => {
                        let (mut values, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
                        for cell in &cells {
                            let members = cell.and_then(Value::as_array);
                            if members.is_none_or(Vec::is_empty) {
                                definitions.push(i16::from(members.is_some()));
                                repetitions.push(0);
                            }
                            for (rank, member) in members.into_iter().flatten().enumerate() {
                                definitions.push(3);
                                repetitions.push(i16::from(rank > 0));
                                values.push(bytes(member));
                            }
                        }
                        column
                            .typed::<ByteArrayType>()
                            .write_batch(&values, Some(&definitions), Some(&repetitions))
                            .unwrap();
                    }
                }
                column.close().unwrap();
            }
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn stored(&self, at: usize) -> Stored {
        let given: Vec<&Value> = self.rows.iter().filter_map(|row| row.get(&at)).collect();
        let all = |is: fn(&Value) -> bool| !given.is_empty() && given.iter().all(|value| is(value));
        if all(Value::is_boolean) {
            Stored::YesNo
        } else if all(Value::is_number) {
            Stored::Double
        } else if all(Value::is_array) {
            Stored::List
        } else {
            Stored::Text
        }
    }
}
