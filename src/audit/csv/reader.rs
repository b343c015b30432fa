//! Reads the rows of a CSV file into slots.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState as Quick;

use super::header::Header;
use super::row::cells;
use super::text::given;
use crate::audit::entry::Entry;
use crate::audit::object::{Refused, not_utf8};
use crate::audit::refusal::{Refusal, RefusalKind};
use crate::audit::slots::Slots;
use crate::audit::value::Form;
use crate::audit::vocabulary::Vocabulary;
use crate::audit::wide::{self, Cell, Column, Role};

/// How many distinct cells of a column are remembered.
const REMEMBERED: usize = 1 << 10;

/// The longest of them, in bytes: what is longer is seldom met twice.
const LONGEST_REMEMBERED: usize = 64;

/// Reads rows.
pub(in crate::audit) struct Reader<'v> {
    names: &'v Vocabulary<'v>,
    /// The header of the rows read last, with what was looked up for it.
    known: Option<(Arc<Header>, Columns)>,
}

/// The columns of a file, looked up once.
struct Columns {
    all: Vec<Column>,
    /// Where the identifier stands.
    identifier: usize,
    /// Where the grid is cited: it is checked before all the rest.
    citation: Option<usize>,
    /// What the cells met so far come to, in each column.
    remembered: Vec<HashMap<String, Cell, Quick>>,
}

impl<'v> Reader<'v> {
    pub(in crate::audit) fn new(names: &'v Vocabulary<'v>) -> Self {
        Self { names, known: None }
    }

    /// Reads a row into slots in which nothing is known of the audit yet.
    pub(in crate::audit) fn read(
        &mut self,
        header: &Arc<Header>,
        entry: &Entry,
        slots: &mut Slots,
    ) -> Result<(), Refused> {
        let malformed = |detail| Refused::new(None, Refusal::new("", RefusalKind::Malformed(detail)));
        let text = std::str::from_utf8(&entry.text).map_err(|error| malformed(not_utf8(&entry.text, &error)))?;
        let columns = match &mut self.known {
            Some((known, columns)) if Arc::ptr_eq(known, header) => columns,
            known => &mut known.insert((header.clone(), Columns::new(self.names, header))).1,
        };
        let row: Vec<_> = cells(text, header.separator).collect();
        if row.len() != header.names.len() {
            let counted = |count: usize| format!("{count} cellule{}", if count > 1 { "s" } else { "" });
            return Err(malformed(format!(
                "la ligne a {} au lieu de {} ; une cellule qui contient un séparateur ou un guillemet se met entre guillemets",
                counted(row.len()),
                header.names.len()
            )));
        }
        let id = &row[columns.identifier];
        if id.is_empty() {
            return Err(Refused::new(None, Refusal::new("audit", RefusalKind::NoIdentifier)));
        }
        slots.name(id);
        columns.fill(self.names, header, &row, slots).map_err(|refusal| Refused::new(Some(id.to_string()), refusal))
    }
}

impl Columns {
    fn new(names: &Vocabulary, header: &Header) -> Self {
        let columns = wide::columns(names, header.names.iter().map(String::as_str));
        let find = |role: &Role| columns.iter().position(|column| column.role == *role);
        Self {
            identifier: find(&Role::Identifier).unwrap_or_default(),
            citation: find(&Role::Citation),
            remembered: columns.iter().map(|_| HashMap::default()).collect(),
            all: columns,
        }
    }

    fn fill(
        &mut self,
        names: &Vocabulary,
        header: &Header,
        row: &[Cow<str>],
        slots: &mut Slots,
    ) -> Result<(), Refusal> {
        let order = self.citation.into_iter().chain(0..self.all.len());
        for at in order {
            let (column, text) = (&self.all[at], &*row[at]);
            if text.is_empty() || column.role == Role::Own {
                continue;
            }
            if column.repeats.iter().any(|earlier| !row[*earlier].is_empty()) {
                return Err(column.refused(RefusalKind::RepeatedKey));
            }
            let remembered = &mut self.remembered[at];
            if let Some(cell) = remembered.get(text) {
                cell.put(&column.role, slots).map_err(|kind| column.refused(kind))?;
                continue;
            }
            let form = Form::Csv { decimal: header.decimal() };
            let given = given(names, &column.role, text, header.decimal());
            let cell = Cell::of(names, slots.layout(), &column.role, form, &given);
            cell.put(&column.role, slots).map_err(|kind| column.refused(kind))?;
            if remembered.len() < REMEMBERED && text.len() <= LONGEST_REMEMBERED {
                remembered.insert(text.to_owned(), cell);
            }
        }
        Ok(())
    }
}
