//! Cells: the values of an input, grouped so that no condition at hand tells two values of one cell apart.
//!
//! The tests that occur cut the domain (`semantics.md` §2): a choice into groups of options, numbers into constants and the
//! intervals between. "Does not exist" is a cell of its own. A set is one variable a member.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::interval::{End, Interval};
use crate::exact::{Exact, integer};
use crate::grid::{Comparison, Domain, Input, InputId, ParameterId, Test, Value};

/// Values of one variable that no condition tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// The input does not exist (⊥).
    Absent,
    /// Yes or no, which nothing tells apart.
    Either,
    /// This answer to a yes/no; for the member of a set, whether it is in.
    YesNo(bool),
    /// These options of a choice, by index, in order.
    Options(Vec<usize>),
    /// These numbers.
    Numbers(Interval),
}

/// A variable of the space: an input, or one member of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The input.
    pub input: InputId,
    /// The member, by index, if the input is a set that has any.
    pub member: Option<usize>,
    /// Its cells: [`Cell::Absent`] first, where the input may be absent, then the others in the order of the domain.
    pub cells: Vec<Cell>,
    /// True for an ordered choice.
    pub ordered: bool,
}

impl Variable {
    /// The variables of an input, cut by the tests that occur on it. Tests that do not suit the domain cut nothing.
    pub fn of(id: InputId, input: &Input, tests: &[&Test]) -> Vec<Self> {
        let variable = |member, mut cells: Vec<Cell>, ordered| {
            // A domain without any value leaves nothing but absence, which the existence condition then rules on.
            if input.exists_if.is_some() || cells.is_empty() {
                cells.insert(0, Cell::Absent);
            }
            Self { input: id, member, cells, ordered }
        };
        let yes_no = |tested| if tested { vec![Cell::YesNo(false), Cell::YesNo(true)] } else { vec![Cell::Either] };
        match &input.domain {
            Domain::YesNo => {
                let tested = tests.iter().any(|test| matches!(test, Test::Is(_)));
                vec![variable(None, yes_no(tested), false)]
            }
            Domain::Set(members) if members.is_empty() => vec![variable(None, vec![Cell::Either], false)],
            Domain::Set(members) => (0..members.len())
                .map(|member| {
                    let looks_for =
                        |test: &&Test| matches!(test, Test::Contains { members, .. } if members.contains(&member));
                    variable(Some(member), yes_no(tests.iter().any(looks_for)), false)
                })
                .collect(),
            Domain::Choice { ordered, options } => {
                vec![variable(None, option_cells(options.len(), *ordered, tests), *ordered)]
            }
            Domain::Number { kind, low, high, .. } => {
                vec![variable(None, number_cells(kind.is_discrete(), low.as_ref(), high.as_ref(), tests), false)]
            }
        }
    }

    /// True if the input may be absent.
    pub fn may_be_absent(&self) -> bool {
        self.cells.first() == Some(&Cell::Absent)
    }

    /// The cells in which the input exists, by index.
    pub fn present(&self) -> std::ops::Range<usize> {
        usize::from(self.may_be_absent())..self.cells.len()
    }

    /// The cell of a value of the input's own form; none if the domain does not hold it.
    pub fn cell_of(&self, value: &Value) -> Option<usize> {
        let answer = match (value, self.member) {
            (Value::Set(members), Some(member)) => Some(*members.get(member)?),
            (Value::YesNo(answer), None) => Some(*answer),
            _ => None,
        };
        self.cells.iter().position(|cell| match (cell, value) {
            (Cell::Either, _) => true,
            (Cell::YesNo(expected), _) => answer == Some(*expected),
            (Cell::Options(options), Value::Choice(option)) => options.contains(option),
            (Cell::Numbers(interval), Value::Number(number)) => interval.contains(number),
            (Cell::Absent | Cell::Options(_) | Cell::Numbers(_), _) => false,
        })
    }

    /// The cell that holds a cell of the same variable cut by more tests; none if it was cut otherwise.
    pub fn cell_around(&self, finer: &Cell) -> Option<usize> {
        self.cells.iter().position(|cell| match (cell, finer) {
            (Cell::Absent, Cell::Absent) | (Cell::Either, Cell::Either | Cell::YesNo(_)) => true,
            (Cell::YesNo(answer), Cell::YesNo(finer)) => answer == finer,
            (Cell::Options(options), Cell::Options(finer)) => finer.first().is_some_and(|it| options.contains(it)),
            (Cell::Numbers(interval), Cell::Numbers(finer)) => interval.contains(&finer.value()),
            _ => false,
        })
    }

    /// The value to show for a cell, boundaries first; none where the input does not exist. For the member of a set it is
    /// whether the member is in.
    pub fn value(&self, cell: usize) -> Option<Value> {
        Some(match self.cells.get(cell)? {
            Cell::Absent => return None,
            Cell::Either => Value::YesNo(false),
            Cell::YesNo(answer) => Value::YesNo(*answer),
            Cell::Options(options) => {
                // Of the options below a threshold the nearest is the last, of those above it the first.
                let below = self.ordered && cell == self.present().start && cell + 1 < self.cells.len();
                Value::Choice(*if below { options.last() } else { options.first() }?)
            }
            Cell::Numbers(interval) => Value::Number(interval.value()),
        })
    }

    /// The cells in the order a witness prefers them: boundaries, then other values, absence last. A yes reaches what exists
    /// only then, so it comes before no; a set is shown with as few members as possible.
    pub(super) fn preference(&self) -> Vec<usize> {
        let rank = |cell: &usize| match &self.cells[*cell] {
            Cell::Numbers(interval) if interval.single().is_some() => 0,
            Cell::Numbers(interval) if interval.has_boundary() => 1,
            Cell::YesNo(answer) if *answer == self.member.is_none() => 1,
            Cell::Absent => 3,
            _ => 2,
        };
        let mut order: Vec<_> = (0..self.cells.len()).collect();
        order.sort_by_key(rank);
        order
    }

    /// Whether a test of the input holds over a cell; nothing holds where the input does not exist. Not for sets, whose tests
    /// look at several variables.
    pub fn holds(&self, test: &Test, cell: usize) -> bool {
        self.value(cell).is_some_and(|value| test.holds(&value))
    }
}

/// Groups the options no test tells apart: neighbours only if the choice is ordered.
fn option_cells(count: usize, ordered: bool, tests: &[&Test]) -> Vec<Cell> {
    let signature = |option: usize| -> Vec<bool> {
        let holds = |test: &&Test| match test {
            Test::Among(options) => Some(options.contains(&option)),
            _ => None,
        };
        tests.iter().filter_map(holds).collect()
    };
    let mut groups: Vec<(Vec<bool>, Vec<usize>)> = Vec::new();
    for option in 0..count {
        let signature = signature(option);
        let candidates = if ordered { groups.len().saturating_sub(1) } else { 0 };
        match groups[candidates..].iter_mut().find(|(known, _)| *known == signature) {
            Some((_, options)) => options.push(option),
            None => groups.push((signature, vec![option])),
        }
    }
    groups.into_iter().map(|(_, options)| Cell::Options(options)).collect()
}

/// A place where numbers are cut: just before or just after a constant, as a test writes it.
struct Cut {
    value: Exact,
    after: bool,
    parameter: Option<ParameterId>,
}

/// Cuts the numbers of a domain where tests do.
fn number_cells(discrete: bool, low: Option<&Exact>, high: Option<&Exact>, tests: &[&Test]) -> Vec<Cell> {
    let bound = |value: &Exact| End { value: value.clone(), included: true, tested: false, parameter: None };
    let end =
        |cut: &Cut, included: bool| End { value: cut.value.clone(), included, tested: true, parameter: cut.parameter };
    let cuts: Vec<_> = cuts(discrete, tests).into_values().collect();
    let mut intervals = Vec::new();
    for place in 0..=cuts.len() {
        let below = place.checked_sub(1).map(|before| end(&cuts[before], !cuts[before].after));
        let above = cuts.get(place).map(|cut| end(cut, cut.after));
        // Constants outside the domain cut nothing: there the domain's own end is the narrower one.
        let low = match (low, below) {
            (Some(low), below) if below.as_ref().is_none_or(|below| below.value < *low) => Some(bound(low)),
            (_, below) => below,
        };
        let high = match (high, above) {
            (Some(high), above) if above.as_ref().is_none_or(|above| above.value > *high) => Some(bound(high)),
            (_, above) => above,
        };
        let interval = Interval { low, high, discrete };
        if !interval.is_empty() {
            intervals.push(interval);
        }
    }
    // With no cell beyond, a constant separates nothing either.
    if let Some(low) = intervals.first_mut().and_then(|first| first.low.as_mut()) {
        low.tested = false;
    }
    if let Some(high) = intervals.last_mut().and_then(|last| last.high.as_mut()) {
        high.tested = false;
    }
    intervals.into_iter().map(Cell::Numbers).collect()
}

/// The cuts the tests make, by position; two ways of writing the same cut between integers (`< 5`, `≤ 4`) are one.
fn cuts(discrete: bool, tests: &[&Test]) -> BTreeMap<(Exact, bool), Cut> {
    let mut cuts: BTreeMap<(Exact, bool), Cut> = BTreeMap::new();
    for test in tests {
        let Test::Compare(comparison, bound) = test else { continue };
        let sides: &[bool] = match comparison {
            Comparison::Less | Comparison::GreaterOrEqual => &[false],
            Comparison::LessOrEqual | Comparison::Greater => &[true],
            Comparison::Equal | Comparison::Different => &[false, true],
        };
        for &after in sides {
            let position = match (discrete, after) {
                (false, _) => (bound.value.clone(), after),
                (true, false) => (bound.value.ceil(), false),
                (true, true) => (bound.value.floor() + integer(1), false),
            };
            match cuts.entry(position) {
                Entry::Vacant(vacant) => {
                    vacant.insert(Cut { value: bound.value.clone(), after, parameter: bound.parameter });
                }
                Entry::Occupied(mut known) => {
                    let known = known.get_mut();
                    if known.value != bound.value || known.parameter != bound.parameter {
                        known.parameter = None;
                    }
                }
            }
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::to_text;
    use crate::grid::{Atom, Bound, Formula, NumberKind};
    use crate::region::sample::{answered_calls, choice, compare, conditional, input, number, set, yes};

    fn variables(input: &Input, tests: &[Test]) -> Vec<Variable> {
        Variable::of(InputId(0), input, &tests.iter().collect::<Vec<_>>())
    }

    fn compares(tests: &[(Comparison, i64)]) -> Vec<Test> {
        let test = |(comparison, value): &(Comparison, i64)| {
            Test::Compare(*comparison, Bound { value: integer(*value), parameter: None })
        };
        tests.iter().map(test).collect()
    }

    /// The cells of a number as intervals, domain ends in parentheses: `(0;85[ [85;85] ]85;100)`.
    fn shown(variable: &Variable) -> String {
        let end = |end: &Option<End>, open: char, closed: char, domain: char, first: bool| {
            let Some(end) = end else { return open.to_string() };
            let mark = if !end.tested {
                domain
            } else if end.included {
                closed
            } else {
                open
            };
            let number = to_text(&end.value, ',');
            if first { format!("{mark}{number}") } else { format!("{number}{mark}") }
        };
        let cell = |cell: &Cell| match cell {
            Cell::Numbers(Interval { low, high, .. }) => {
                format!("{};{}", end(low, ']', '[', '(', true), end(high, '[', ']', ')', false))
            }
            other => format!("{other:?}"),
        };
        variable.cells.iter().map(cell).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn numbers_are_cut_only_where_a_test_cuts() {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
        let rate = input("taux", number(NumberKind::Percentage, Some(0), Some(100)));
        for (tests, cells) in [
            (vec![], "(0;100)"),
            (vec![(Less, 85)], "(0;85[ [85;100)"),
            (vec![(Less, 85), (GreaterOrEqual, 85)], "(0;85[ [85;100)"),
            (vec![(Less, 85), (Greater, 85)], "(0;85[ [85;85] ]85;100)"),
            (vec![(Equal, 100)], "(0;100[ [100;100)"),
            (vec![(Less, 0), (LessOrEqual, 100), (Greater, 120)], "(0;100)"),
        ] {
            assert_eq!(shown(&variables(&rate, &compares(&tests))[0]), cells, "{tests:?}");
        }
    }

    #[test]
    fn integers_are_cut_once_where_two_tests_say_the_same() {
        use Comparison::{Greater, GreaterOrEqual, Less, LessOrEqual};
        let agents = input("agents", number(NumberKind::Integer, Some(0), None));
        let cells = |tests: &[_]| shown(&variables(&agents, &compares(tests))[0]);
        assert_eq!(cells(&[(Less, 50), (LessOrEqual, 49)]), "(0;50[ [50;[");
        assert_eq!(cells(&[(Greater, 4), (Less, 5)]), "(0;4] ]4;[");
        assert_eq!(cells(&[(GreaterOrEqual, 1), (LessOrEqual, 1)]), "(0;1[ [1;1] ]1;[");
    }

    #[test]
    fn options_no_test_tells_apart_are_one_cell() {
        let tests = [Test::Among(vec![0, 2]), Test::Among(vec![0, 2, 3])];
        let groups = |ordered| variables(&input("c", choice(ordered, &["a", "b", "c", "d"])), &tests)[0].cells.clone();
        assert_eq!(groups(false), [Cell::Options(vec![0, 2]), Cell::Options(vec![1]), Cell::Options(vec![3])]);
        assert_eq!(groups(true), [vec![0], vec![1], vec![2], vec![3]].map(Cell::Options));
    }

    #[test]
    fn a_set_is_one_variable_a_member_and_absent_as_a_whole() {
        let declared = conditional("activités", set(&["contrôle", "recouvrement"]), yes(1));
        let members = variables(&declared, &[Test::Contains { members: vec![1], at_least: 1 }]);
        assert_eq!(members[0].cells, [Cell::Absent, Cell::Either]);
        assert_eq!(members[1].cells, [Cell::Absent, Cell::YesNo(false), Cell::YesNo(true)]);
        let value = Value::Set(vec![false, true]);
        assert_eq!((members[0].cell_of(&value), members[1].cell_of(&value)), (Some(1), Some(2)));
    }

    #[test]
    fn the_value_shown_is_the_nearest_to_a_threshold() {
        let grid = answered_calls();
        let value = |at: usize, tests: &[Test], cell: usize| {
            let variable = &Variable::of(InputId(at), &grid.inputs[at], &tests.iter().collect::<Vec<_>>())[0];
            variable.value(cell).map(|value| grid.inputs[at].value_text(&value))
        };
        let frequency = [Test::Among(vec![2, 3])];
        assert_eq!(value(2, &frequency, 0), None);
        assert_eq!(value(2, &frequency, 1).as_deref(), Some("semestrielle"));
        assert_eq!(value(2, &frequency, 2).as_deref(), Some("trimestrielle"));
        let rate = compares(&[(Comparison::Less, 85), (Comparison::Greater, 85)]);
        assert_eq!(value(1, &rate, 1).as_deref(), Some("84 %"));
        assert_eq!(value(1, &rate, 2).as_deref(), Some("85 %"));
        assert_eq!(value(1, &rate, 3).as_deref(), Some("86 %"));
    }

    #[test]
    fn a_boundary_keeps_the_parameter_all_its_tests_name() {
        let rate = input("taux", number(NumberKind::Percentage, Some(0), Some(100)));
        let named = |comparison, parameter| {
            Test::Compare(comparison, Bound { value: integer(85), parameter: Some(ParameterId(parameter)) })
        };
        let parameter = |tests: &[Test]| match &variables(&rate, tests)[0].cells[0] {
            Cell::Numbers(Interval { high: Some(end), .. }) => end.parameter,
            _ => None,
        };
        let same = [named(Comparison::Less, 0), named(Comparison::GreaterOrEqual, 0)];
        let other = [named(Comparison::Less, 0), named(Comparison::GreaterOrEqual, 1)];
        let Formula::Atom(Atom { test: plain, .. }) = compare(0, Comparison::Less, integer(85)) else { unreachable!() };
        assert_eq!(parameter(&same), Some(ParameterId(0)));
        assert_eq!(parameter(&other), None);
        assert_eq!(parameter(&[same[0].clone(), plain]), None);
    }
}
