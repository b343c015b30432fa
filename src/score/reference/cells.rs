//! Cells: the values of an input that no test of the grid tells apart, one representative each (`semantics.md` §2).

use super::variables::inputs_atoms;
use crate::exact::{self, Exact};
use crate::grid::{Atom, Domain, Grid, InputId, Test, Value};
use num_traits::One;
use std::collections::BTreeSet;

/// One value for each cell of each input, in the order of inputs. Sets have none: their members are told apart one by one.
pub(super) fn cells(grid: &Grid) -> Vec<Vec<Value>> {
    let mut tests: Vec<Vec<&Test>> = vec![Vec::new(); grid.inputs.len()];
    for Atom { input, test, .. } in inputs_atoms(grid) {
        tests[input.0].push(test);
    }
    (0..grid.inputs.len()).map(|at| input_cells(&grid.input(InputId(at)).domain, &tests[at])).collect()
}

/// The cells of one input: candidates that no test tells apart count once.
fn input_cells(domain: &Domain, tests: &[&Test]) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let signature = |value: &Value| tests.iter().map(|test| test.holds(value)).collect::<Vec<_>>();
    candidates(domain, tests).into_iter().filter(|value| seen.insert(signature(value))).collect()
}

/// Values among which every cell has one.
fn candidates(domain: &Domain, tests: &[&Test]) -> Vec<Value> {
    match domain {
        Domain::YesNo => vec![Value::YesNo(false), Value::YesNo(true)],
        Domain::Choice { options, .. } => (0..options.len()).map(Value::Choice).collect(),
        Domain::Set(_) => Vec::new(),
        Domain::Number { kind, low, high, .. } => {
            let constants = tests.iter().filter_map(|test| match test {
                Test::Compare(_, bound) => Some(bound.value.clone()),
                Test::Is(_) | Test::Among(_) | Test::Contains { .. } => None,
            });
            let marks: BTreeSet<Exact> = constants.chain(low.clone()).chain(high.clone()).collect();
            let inside = |value: &Exact| {
                low.as_ref().is_none_or(|low| low <= value)
                    && high.as_ref().is_none_or(|high| value <= high)
                    && (!kind.is_discrete() || value.is_integer())
            };
            around(&marks, kind.is_discrete()).into_iter().filter(inside).map(Value::Number).collect()
        }
    }
}

/// Every mark, one value in each open interval between two, and one beyond each end.
fn around(marks: &BTreeSet<Exact>, discrete: bool) -> BTreeSet<Exact> {
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else { return BTreeSet::from([exact::integer(0)]) };
    let mut values = marks.clone();
    values.insert(first.floor() - Exact::one());
    values.insert(last.ceil() + Exact::one());
    for (low, high) in marks.iter().zip(marks.iter().skip(1)) {
        // The next integer, if it lies before the other mark: otherwise the gap between two integers is empty.
        let between = if discrete { low.floor() + Exact::one() } else { (low + high) / exact::integer(2) };
        if between < *high {
            values.insert(between);
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Bound, Comparison, NumberKind};

    fn compare(comparison: Comparison, value: i64) -> Test {
        Test::Compare(comparison, Bound { value: exact::integer(value), parameter: None })
    }

    fn numbers(kind: NumberKind, low: Option<i64>, high: Option<i64>, tests: &[Test]) -> Vec<String> {
        let domain = Domain::Number { kind, low: low.map(exact::integer), high: high.map(exact::integer), unit: None };
        let cells = input_cells(&domain, &tests.iter().collect::<Vec<_>>());
        let number = |value: &Value| match value {
            Value::Number(value) => exact::to_text(value, ','),
            other => panic!("{other:?}"),
        };
        cells.iter().map(number).collect()
    }

    #[test]
    fn cells_are_cut_at_the_constants_that_occur() {
        let tests = [compare(Comparison::Less, 85), compare(Comparison::GreaterOrEqual, 90)];
        assert_eq!(numbers(NumberKind::Percentage, Some(0), Some(100), &tests), ["0", "85", "90"]);
        let tests = [compare(Comparison::Equal, 85)];
        assert_eq!(numbers(NumberKind::Number, None, None, &tests), ["84", "85"]);
        assert_eq!(numbers(NumberKind::Number, None, None, &[]), ["0"]);
    }

    #[test]
    fn empty_integer_gaps_are_dropped() {
        let tests = [compare(Comparison::Greater, 3), compare(Comparison::Less, 4)];
        assert_eq!(numbers(NumberKind::Integer, Some(0), Some(9), &tests), ["0", "4"]);
        assert_eq!(numbers(NumberKind::Number, Some(0), Some(9), &tests), ["0", "3,5", "4"]);
    }

    #[test]
    fn options_no_test_separates_are_one_cell() {
        let choice = |name: &str| crate::grid::Choice {
            name: name.to_owned(),
            label: String::new(),
            resumes: None,
            span: crate::diagnostic::Span::default(),
        };
        let domain = Domain::Choice { ordered: false, options: ["a", "b", "c", "d"].map(choice).to_vec() };
        let cells = input_cells(&domain, &[&Test::Among(vec![1, 2])]);
        assert_eq!(cells, [Value::Choice(0), Value::Choice(1)]);
    }
}
