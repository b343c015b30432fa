//! From answers to cells: which values of an input the grid tells apart, and to which of them an answer belongs. It is told once
//! an audit; everything after works on small numbers.

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::audit::{Answer, Slots};
use crate::exact::Exact;
use crate::grid::{Atom, Grid, InputId, Test, Value};
use crate::region::{Cell, End, Interval, Variable};

/// The cell of a variable as a digit: [`UNKNOWN`], [`ABSENT`], or a cell in which the input exists.
pub(super) type Digit = u16;

/// Nothing is known of the variable.
pub(super) const UNKNOWN: Digit = 0;
/// The input does not exist.
pub(super) const ABSENT: Digit = 1;
/// The first cell in which the input exists.
const FIRST: Digit = 2;

/// The variables of a grid: one an input, but one a member for sets.
pub(super) struct Cells {
    /// How each input's answers are sorted into cells.
    inputs: Vec<Sorting>,
    /// For each input its first variable; one entry more at the end.
    starts: Vec<usize>,
    /// For each variable how many digits it has.
    radices: Vec<Digit>,
    variables: Vec<Variable>,
}

/// How the answers to an input are sorted into cells.
enum Sorting {
    /// By the digits of no and yes.
    YesNo([Digit; 2]),
    /// By the digit of each option.
    Options(Vec<Digit>),
    /// By the digits of out and in, member by member.
    Members(Vec<[Digit; 2]>),
    /// By thresholds.
    Numbers(Thresholds),
}

/// The upper ends of all cells but the last, growing.
struct Thresholds {
    ends: Vec<Threshold>,
    exact: Vec<End>,
}

/// An end as a decimal of as many decimals as the finest of them.
#[derive(Clone, Copy)]
struct Threshold {
    /// The last number of the cell, or the first beyond it, times `10^scale`.
    value: i128,
    scale: u8,
    included: bool,
}

impl Cells {
    /// The cells of a grid, cut by these tests; `None` if there are too many to count.
    pub(super) fn new<'g>(grid: &'g Grid, atoms: impl IntoIterator<Item = &'g Atom>) -> Option<Self> {
        let mut tests: Vec<Vec<&Test>> = vec![Vec::new(); grid.inputs.len()];
        for atom in atoms {
            tests[atom.input.0].push(&atom.test);
        }
        let mut cells = Self { inputs: Vec::new(), starts: vec![0], radices: Vec::new(), variables: Vec::new() };
        for (at, input) in grid.inputs.iter().enumerate() {
            let variables = Variable::of(InputId(at), input, &tests[at]);
            for variable in &variables {
                let present = Digit::try_from(variable.present().len()).ok()?;
                cells.radices.push(present.checked_add(FIRST)?);
            }
            cells.inputs.push(Sorting::of(input.domain.options().len(), &variables)?);
            cells.variables.extend(variables);
            cells.starts.push(cells.variables.len());
        }
        Some(cells)
    }

    /// For each variable how many digits it has.
    pub(super) fn radices(&self) -> &[Digit] {
        &self.radices
    }

    /// How many joint cells the unknown variables have.
    pub(super) fn joint(&self, digits: &[Digit]) -> usize {
        let unknown = self.radices.iter().zip(digits).filter(|(_, digit)| **digit == UNKNOWN);
        // All digits but the one for what is unknown.
        unknown.map(|(radix, _)| usize::from(*radix) - 1).fold(1, usize::saturating_mul)
    }

    /// The variables of an input.
    pub(super) fn of_input(&self, input: InputId) -> std::ops::Range<usize> {
        self.starts[input.0]..self.starts[input.0 + 1]
    }

    /// The variable of a member of a set, or of an input that is none.
    pub(super) fn variable(&self, input: InputId, member: Option<usize>) -> Option<usize> {
        self.of_input(input).find(|at| self.variables[*at].member == member)
    }

    /// Of each digit of a variable whether a test holds there; nowhere where the input does not exist. Not for sets.
    pub(super) fn holds(&self, variable: usize, test: &Test) -> Vec<bool> {
        let declared = &self.variables[variable];
        let cells = declared.present().map(|cell| declared.value(cell).is_some_and(|value| test.holds(&value)));
        [false, false].into_iter().chain(cells).collect()
    }

    /// The digit of a member that is in its set.
    pub(super) fn is_in(&self, variable: usize) -> Digit {
        let input = self.variables[variable].input;
        match &self.inputs[input.0] {
            Sorting::Members(digits) => digits[variable - self.starts[input.0]][1],
            _ => UNKNOWN,
        }
    }

    /// Sorts the answers of all audits of a block into their cells, audit by audit one digit a variable, all unknown so far. Gives as
    /// bits in which audits an answer has no cell: it is not of the form its input says.
    pub(super) fn sort(&self, slots: &Slots, digits: &mut [Digit]) -> u64 {
        let (mut unsorted, width) = (0, self.variables.len());
        for (at, sorting) in self.inputs.iter().enumerate() {
            let (input, place) = (InputId(at), self.starts[at]);
            let answers = slots.answers_to(input);
            let Some(digits) = digits.get_mut(place..) else { continue };
            let mut left = match sorting {
                Sorting::YesNo(yes_no) => put_all(answers, (digits, width), |answer| match answer {
                    Answer::YesNo(answer) => Some(yes_no[usize::from(*answer)]),
                    _ => None,
                }),
                Sorting::Options(options) => put_all(answers, (digits, width), |answer| match answer {
                    Answer::Option(option) => options.get(*option as usize).copied(),
                    _ => None,
                }),
                Sorting::Numbers(thresholds) => put_all(answers, (digits, width), |answer| match answer {
                    Answer::Decimal { mantissa, scale } => thresholds.digit(*mantissa, *scale),
                    _ => None,
                }),
                Sorting::Members(_) => put_all(answers, (digits, width), |_| None),
            };
            while left != 0 {
                let audit = left.trailing_zeros() as usize;
                left &= left - 1;
                let place = audit * width..audit * width + self.starts[at + 1] - place;
                let other = || slots.other_answer_in(audit, input);
                let is_sorted = sorting.sort_otherwise(&answers[audit], other, &mut digits[place]);
                unsorted |= u64::from(!is_sorted) << audit;
            }
        }
        unsorted
    }
}

/// Puts the digits of an input that is no set, one audit after the other, so far apart. Gives as bits the audits whose answer has none.
#[inline]
fn put_all(
    answers: &[Answer],
    (digits, width): (&mut [Digit], usize),
    digit: impl Fn(&Answer) -> Option<Digit>,
) -> u64 {
    let mut left = 0;
    for (audit, (answer, place)) in answers.iter().zip(digits.iter_mut().step_by(width)).enumerate() {
        match digit(answer) {
            Some(digit) => *place = digit,
            None => left |= u64::from(*answer != Answer::None) << audit,
        }
    }
    left
}

/// Puts the digit of an input that is no set.
fn put(place: &mut [Digit], digit: Option<Digit>) -> bool {
    match (place, digit) {
        ([only], Some(digit)) => {
            *only = digit;
            true
        }
        _ => false,
    }
}

impl Sorting {
    fn of(options: usize, variables: &[Variable]) -> Option<Self> {
        let first = variables.first()?;
        let digit = |cell: usize| Digit::try_from(cell - first.present().start).ok()?.checked_add(FIRST);
        let yes_no = |variable: &Variable| {
            let cell = |answer| {
                let is = |cell: &Cell| matches!(cell, Cell::Either) || *cell == Cell::YesNo(answer);
                variable.cells.iter().position(is).and_then(digit)
            };
            Some([cell(false)?, cell(true)?])
        };
        Some(match first.cells.get(first.present().start)? {
            _ if first.member.is_some() => Self::Members(variables.iter().map(yes_no).collect::<Option<_>>()?),
            Cell::Either | Cell::YesNo(_) => Self::YesNo(yes_no(first)?),
            Cell::Options(_) => {
                let mut digits = vec![UNKNOWN; options];
                for cell in first.present() {
                    if let Cell::Options(here) = &first.cells[cell] {
                        for option in here {
                            digits[*option] = digit(cell)?;
                        }
                    }
                }
                Self::Options(digits)
            }
            Cell::Numbers(_) => {
                let numbers = first.cells[first.present()].iter().filter_map(|cell| match cell {
                    Cell::Numbers(interval) => Some(interval),
                    _ => None,
                });
                Self::Numbers(Thresholds::new(&numbers.collect::<Vec<_>>()))
            }
            Cell::Absent => return None,
        })
    }

    /// Sorts an answer to a set, or one that does not fit a cell of the slots.
    fn sort_otherwise<'s>(&self, answer: &Answer, other: impl Fn() -> Option<&'s Value>, place: &mut [Digit]) -> bool {
        match (self, answer) {
            (Self::Members(members), Answer::Set(bits)) => {
                for (at, (digit, out_in)) in place.iter_mut().zip(members).enumerate() {
                    *digit = out_in[usize::from(at < 64 && bits >> at & 1 == 1)];
                }
                true
            }
            (_, Answer::Other) => other().is_some_and(|value| self.sort_value(value, place)),
            _ => false,
        }
    }

    /// Sorts a value that does not fit a cell of the slots.
    fn sort_value(&self, value: &Value, place: &mut [Digit]) -> bool {
        match (self, value) {
            (Self::Members(members), Value::Set(held)) => {
                for ((digit, out_in), held) in place.iter_mut().zip(members).zip(held) {
                    *digit = out_in[usize::from(*held)];
                }
                held.len() == members.len()
            }
            (Self::Numbers(thresholds), Value::Number(number)) => put(place, thresholds.digit_of(number)),
            _ => false,
        }
    }
}

impl Thresholds {
    fn new(intervals: &[&Interval]) -> Self {
        let ends =
            intervals.iter().take(intervals.len().saturating_sub(1)).filter_map(|interval| interval.high.clone());
        let exact: Vec<End> = ends.collect();
        // A threshold that is no short decimal (a third of a week) is compared exactly.
        let scale =
            (0..=Answer::MOST_DECIMALS).find(|scale| exact.iter().all(|end| scaled(&end.value, *scale).is_some()));
        let threshold = |end: &End| {
            let scale = scale?;
            Some(Threshold { value: scaled(&end.value, scale)?, scale, included: end.included })
        };
        Self { ends: exact.iter().map_while(threshold).collect(), exact }
    }

    /// The digit of a decimal.
    fn digit(&self, mantissa: i64, scale: u8) -> Option<Digit> {
        if self.ends.len() < self.exact.len() || scale > Answer::MOST_DECIMALS {
            return self.digit_of(&Exact::new(mantissa.into(), BigInt::from(10).pow(scale.into())));
        }
        let beyond = self.ends.iter().filter(|end| {
            let (value, end_value) = match end.scale.checked_sub(scale) {
                // Both products fit: a mantissa has 19 digits, a threshold 20, a power 18.
                Some(finer) => (i128::from(mantissa) * POWERS[usize::from(finer)], end.value),
                None => (i128::from(mantissa), end.value * POWERS[usize::from(scale - end.scale)]),
            };
            if end.included { value > end_value } else { value >= end_value }
        });
        Digit::try_from(beyond.count()).ok()?.checked_add(FIRST)
    }

    fn digit_of(&self, number: &Exact) -> Option<Digit> {
        let beyond =
            self.exact.iter().filter(|end| if end.included { *number > end.value } else { *number >= end.value });
        Digit::try_from(beyond.count()).ok()?.checked_add(FIRST)
    }
}

/// A number times a power of ten, if that is an integer that leaves room for eighteen digits more.
fn scaled(value: &Exact, scale: u8) -> Option<i128> {
    let scaled = value * Exact::from_integer(BigInt::from(10).pow(scale.into()));
    let integer = scaled.is_integer().then(|| scaled.to_integer().to_i128())??;
    (integer.unsigned_abs() < 10_u128.pow(20)).then_some(integer)
}

/// The powers of ten that cells need.
const POWERS: [i128; Answer::MOST_DECIMALS as usize + 1] = {
    let mut powers = [1; Answer::MOST_DECIMALS as usize + 1];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::exact::{integer, parse_decimal};
    use crate::grid::{Bound, Comparison, Domain, Input, InputSection, NumberKind};
    use proptest::prelude::*;

    fn number() -> Input {
        Input {
            name: "x".to_owned(),
            section: InputSection::Measures,
            domain: Domain::Number { kind: NumberKind::Number, low: None, high: None, unit: None },
            label: String::new(),
            exists_if: None,
            resumes: None,
            name_span: Span::default(),
            span: Span::default(),
        }
    }

    proptest! {
        /// A number goes to the cell that the region engine says is its own, however it is written.
        #[test]
        fn numbers_go_to_their_cell(
            ends in proptest::collection::vec((-300_i64..300, 0_u32..3, 0_usize..6), 0..5),
            mantissa in -400_i64..400, scale in 0_u8..4, thirds in any::<bool>(),
        ) {
            let bound = |(value, decimals, sign): &(i64, u32, usize)| {
                let under = if thirds && *decimals == 2 { 3 } else { 10_i64.pow(*decimals) };
                let value = integer(*value) / integer(under);
                let sign = [Comparison::Less, Comparison::LessOrEqual, Comparison::Equal, Comparison::Greater,
                    Comparison::GreaterOrEqual, Comparison::Different][*sign];
                Test::Compare(sign, Bound { value, parameter: None })
            };
            let tests: Vec<Test> = ends.iter().map(bound).collect();
            let declared = number();
            let variables = Variable::of(InputId(0), &declared, &tests.iter().collect::<Vec<_>>());
            let Some(Sorting::Numbers(thresholds)) = Sorting::of(0, &variables) else { panic!("no number") };
            let value = Exact::new(mantissa.into(), BigInt::from(10).pow(scale.into()));
            let cell = variables[0].cell_of(&Value::Number(value.clone())).unwrap();
            prop_assert_eq!(thresholds.digit(mantissa, scale).map(usize::from), Some(cell + usize::from(FIRST)));
            prop_assert_eq!(thresholds.digit_of(&value).map(usize::from), Some(cell + usize::from(FIRST)));
            let padded = thresholds.digit(mantissa * 1_000_000_000_000, scale + 12);
            prop_assert_eq!(padded.map(usize::from), Some(cell + usize::from(FIRST)));
        }
    }

    #[test]
    fn long_numbers_are_compared_exactly() {
        let long = parse_decimal("123456789012345678901234567890", '.', false).unwrap();
        let test = Test::Compare(Comparison::Less, Bound { value: long.clone(), parameter: None });
        let declared = number();
        let variables = Variable::of(InputId(0), &declared, &[&test]);
        let Some(Sorting::Numbers(thresholds)) = Sorting::of(0, &variables) else { panic!("no number") };
        assert_eq!((thresholds.digit(i64::MAX, 0), thresholds.digit_of(&long)), (Some(2), Some(3)));
    }
}
