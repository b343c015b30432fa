//! The cells of a row, each put into its column.

use std::slice::IterMut;

use crate::audit::table::{Gathered, Gathering};
use crate::exact::Quantity;
use crate::outcome::cell::Cell;
use crate::outcome::form::Form;

/// Columns to be given a cell each, in order. A column whose figures may need a text beside them is followed by that of these texts.
pub(crate) struct Cells<'c> {
    columns: IterMut<'c, Gathering>,
    /// Room for figures written.
    text: Vec<u8>,
}

impl<'c> Cells<'c> {
    /// The columns of rows being gathered.
    pub(super) fn new(rows: &'c mut Gathered) -> Self {
        Self { columns: rows.columns().iter_mut(), text: Vec::new() }
    }

    /// Leaves so many columns empty.
    #[inline]
    pub(crate) fn nothing(&mut self, count: usize) {
        for _ in 0..count {
            if let Some(column) = self.columns.next() {
                column.nothing();
            }
        }
    }

    /// Adds a text, if there is one.
    #[inline]
    pub(crate) fn text(&mut self, text: Option<&str>) {
        if let Some(column) = self.columns.next() {
            column.text(text);
        }
    }

    /// Adds `true`, or nothing.
    #[inline]
    pub(crate) fn only_if(&mut self, holds: bool) {
        match self.columns.next() {
            Some(column) if holds => column.yes_no(true),
            Some(column) => column.nothing(),
            None => {}
        }
    }

    /// Adds a number, which needs no text beside it.
    #[inline]
    pub(crate) fn double(&mut self, number: f64) {
        if let Some(column) = self.columns.next() {
            column.number(number);
        }
    }

    /// Adds a number that stands in a DOUBLE; true if there is a column for its text.
    #[inline]
    pub(crate) fn short(&mut self, number: f64, has_exact: bool) {
        self.double(number);
        self.nothing(usize::from(has_exact));
    }

    /// Adds a figure; true if there is a column for its text.
    pub(crate) fn figure(&mut self, figure: &Quantity, has_exact: bool) {
        let (double, is_exact) = figure.to_double().map_or_else(|| self.long(figure), |double| (double, true));
        self.double(double);
        if has_exact && let Some(beside) = self.columns.next() {
            beside.text((!is_exact).then(|| written(&self.text)));
        }
    }

    /// Writes a figure; the number nearest to it, and whether it means that figure.
    fn long(&mut self, figure: &Quantity) -> (f64, bool) {
        self.text.clear();
        figure.write('.', &mut self.text);
        nearest(written(&self.text))
    }

    /// Adds what a cell holds; true if there is a column beside it.
    pub(crate) fn cell(&mut self, cell: &Cell, form: &Form, has_exact: bool) {
        match cell {
            Cell::Number(number) => return self.figure(number, has_exact),
            Cell::Millionths(number) => return self.figure(&Quantity::ratio(*number, 1_000_000), has_exact),
            _ => {}
        }
        if let Some(column) = self.columns.next() {
            push(cell, form, column);
        }
        self.nothing(usize::from(has_exact));
    }
}

/// Adds what a cell holds to its column.
fn push(cell: &Cell, form: &Form, column: &mut Gathering) {
    match cell {
        // Figures may need a text beside them: they are no concern of one column.
        Cell::Nothing | Cell::Number(_) | Cell::Millionths(_) => column.nothing(),
        Cell::Text(text) => column.text(Some(text)),
        Cell::Said(text) => column.text(Some(text)),
        Cell::Word(word) => column.text(Some(word)),
        Cell::YesNo(answer) => column.yes_no(*answer),
        Cell::Points(_) | Cell::Inputs(_) | Cell::Levels(..) | Cell::Anomalies(_) | Cell::Texts(_) => {
            let mut list = column.list();
            cell.items(form, |item| list.add(item));
            // A list is null where it is empty, but for anomalies.
            list.end(matches!(cell, Cell::Anomalies(_)));
        }
    }
}

fn written(text: &[u8]) -> &str {
    std::str::from_utf8(text).unwrap_or_default()
}

/// The DOUBLE nearest to a number, and whether it means that number.
fn nearest(text: &str) -> (f64, bool) {
    if let Some((numerator, denominator)) = text.split_once('/') {
        let number = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
        return (number(numerator) / number(denominator), false);
    }
    let nearest: f64 = text.parse().unwrap_or(f64::NAN);
    (nearest, nearest.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn figures_are_exact_or_told_beside() {
        for (text, is_exact) in
            [("70.25", true), ("80", true), ("-0.1", true), ("23/26", false), ("0.1234567890123456789", false)]
        {
            assert_eq!(nearest(text).1, is_exact, "{text}");
        }
        assert!((nearest("23/26").0 - 0.884_615).abs() < 1e-6);
    }
}
