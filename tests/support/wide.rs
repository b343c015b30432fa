//! Audits given as JSON objects, laid out as wide tables: the same audits as CSV in the dialects people have.

use std::collections::HashMap;

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
