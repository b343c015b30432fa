//! Grids made by hand for the tests of this room: inputs and conditions, no points.

use crate::diagnostic::Span;
use crate::exact::{Exact, integer};
use crate::grid::made::atom_of;
pub(super) use crate::grid::made::{all, any, not};
use crate::grid::{
    Atom, Bound, Choice, Comparison, Constraint, Definition, Domain, Formula, Grid, Input, InputId, InputSection,
    NumberKind, Test,
};

/// A grid of these inputs and nothing else.
pub(super) fn grid(inputs: Vec<Input>) -> Grid {
    Grid { name: "essai".to_owned(), version: "1".to_owned(), inputs, ..Grid::default() }
}

pub(super) fn constraint(condition: Formula<Atom>) -> Constraint {
    Constraint { label: String::new(), condition, span: Span::default() }
}

pub(super) fn definition(name: &str, condition: Formula<Atom>) -> Definition {
    let (name, label) = (name.to_owned(), String::new());
    Definition { name, label, condition, name_span: Span::default(), span: Span::default() }
}

pub(super) fn input(name: &str, domain: Domain) -> Input {
    Input {
        name: name.to_owned(),
        section: InputSection::Measures,
        domain,
        label: String::new(),
        exists_if: None,
        resumes: None,
        name_span: Span::default(),
        span: Span::default(),
    }
}

pub(super) fn conditional(name: &str, domain: Domain, exists_if: Formula<Atom>) -> Input {
    Input { exists_if: Some(exists_if), ..input(name, domain) }
}

pub(super) fn choice(ordered: bool, options: &[&str]) -> Domain {
    Domain::Choice { ordered, options: choices(options) }
}

pub(super) fn set(members: &[&str]) -> Domain {
    Domain::Set(choices(members))
}

pub(super) fn number(kind: NumberKind, low: Option<i64>, high: Option<i64>) -> Domain {
    Domain::Number { kind, low: low.map(integer), high: high.map(integer), unit: None }
}

fn choices(names: &[&str]) -> Vec<Choice> {
    let choice =
        |name: &&str| Choice { name: (*name).to_owned(), label: String::new(), resumes: None, span: Span::default() };
    names.iter().map(choice).collect()
}

pub(super) fn atom(input: usize, test: Test) -> Formula<Atom> {
    atom_of(InputId(input), test)
}

pub(super) fn yes(input: usize) -> Formula<Atom> {
    atom(input, Test::Is(true))
}

pub(super) fn among(input: usize, options: &[usize]) -> Formula<Atom> {
    atom(input, Test::Among(options.to_vec()))
}

pub(super) fn contains(input: usize, members: &[usize], at_least: usize) -> Formula<Atom> {
    atom(input, Test::Contains { members: members.to_vec(), at_least })
}

pub(super) fn compare(input: usize, comparison: Comparison, value: Exact) -> Formula<Atom> {
    atom(input, Test::Compare(comparison, Bound { value, parameter: None }))
}

/// The inputs of point 6.2 of the SP+ grid: 0 is measured, then exist 1, the rate, and 2, how often it is measured.
pub(super) fn answered_calls() -> Grid {
    grid(vec![
        input("taux_décroché_mesuré", Domain::YesNo),
        conditional("taux_décroché", number(NumberKind::Percentage, Some(0), Some(100)), yes(0)),
        conditional(
            "fréquence_taux_décroché",
            choice(true, &["annuelle", "semestrielle", "trimestrielle", "mensuelle"]),
            yes(0),
        ),
    ])
}
