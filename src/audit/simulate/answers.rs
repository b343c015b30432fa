//! The values of inputs, from the cells drawn.

use super::chance::Chance;
use super::numbers::Numbers;
use super::terrain::Terrain;
use crate::audit::given::Given;
use crate::grid::{Domain, Grid, InputId};
use crate::region::Cell;

/// What can be answered in each cell of each variable of a terrain.
pub(super) struct Answers<'g> {
    variables: Vec<Answer<'g>>,
    inputs: usize,
}

/// What a variable says of an input, cell by cell.
struct Answer<'g> {
    input: InputId,
    cells: Vec<Words<'g>>,
}

/// What can be said in a cell.
enum Words<'g> {
    /// Nothing: the input does not exist.
    Nothing,
    /// One of these answers.
    YesNo(&'static [bool]),
    /// The name of one of these options.
    Options(Vec<&'g str>),
    /// Whether this member is in the set: one of these answers.
    Member(&'g str, &'static [bool]),
    /// The set without any member to hold.
    Empty,
    /// One of these numbers.
    Numbers(Numbers),
}

impl<'g> Answers<'g> {
    /// The answers in the cells of a terrain.
    pub(super) fn new(grid: &'g Grid, terrain: &Terrain) -> Self {
        let answer = |variable: &crate::region::Variable| {
            let domain = &grid.input(variable.input).domain;
            let name = |at: usize| domain.options().get(at).map_or("", |option| option.name.as_str());
            let words = |cell: &Cell| match (cell, variable.member, domain) {
                (Cell::Absent, ..) => Words::Nothing,
                (Cell::Numbers(interval), _, Domain::Number { kind, .. }) => {
                    Words::Numbers(Numbers::of(*kind, interval))
                }
                (Cell::Options(options), ..) => Words::Options(options.iter().map(|at| name(*at)).collect()),
                (cell, Some(member), _) => Words::Member(name(member), yes_or_no(cell)),
                (_, None, Domain::Set(_)) => Words::Empty,
                (cell, None, _) => Words::YesNo(yes_or_no(cell)),
            };
            Answer { input: variable.input, cells: variable.cells.iter().map(words).collect() }
        };
        Self { variables: terrain.variables().iter().map(answer).collect(), inputs: grid.inputs.len() }
    }

    /// The cells of which nothing can be said, as variable and cell: numbers that no audit can write.
    pub(super) fn unsayable(&self) -> Vec<(usize, usize)> {
        let mut cells = Vec::new();
        for (level, variable) in self.variables.iter().enumerate() {
            for (cell, words) in variable.cells.iter().enumerate() {
                if matches!(words, Words::Numbers(numbers) if !numbers.can_be_drawn()) {
                    cells.push((level, cell));
                }
            }
        }
        cells
    }

    /// A value of one input, whether or not it exists.
    pub(super) fn value(&self, input: InputId, chance: &mut Chance) -> Given<'g> {
        let draw = |variable: &Answer<'g>| {
            let sayable = |(_, words): &(usize, &Words)| match words {
                Words::Nothing => false,
                Words::Numbers(numbers) => numbers.can_be_drawn(),
                _ => true,
            };
            let sayable: Vec<_> = variable.cells.iter().enumerate().filter(sayable).map(|(cell, _)| cell).collect();
            chance.pick(&sayable).copied().unwrap_or_default()
        };
        let own = |variable: &&Answer<'g>| variable.input == input;
        let cells: Vec<usize> = self.variables.iter().filter(own).map(draw).collect();
        let mut value = Given::Nothing;
        for (variable, cell) in self.variables.iter().filter(own).zip(cells) {
            variable.say(cell, &mut value, chance);
        }
        value
    }

    /// A value for each input, from the cell of each variable.
    pub(super) fn draw(&self, cells: &[usize], chance: &mut Chance) -> Vec<Given<'g>> {
        let mut values = vec![Given::Nothing; self.inputs];
        for (variable, cell) in self.variables.iter().zip(cells) {
            variable.say(*cell, &mut values[variable.input.0], chance);
        }
        values
    }
}

impl<'g> Answer<'g> {
    /// Says what a cell holds; the members of a set add up.
    fn say(&self, cell: usize, value: &mut Given<'g>, chance: &mut Chance) {
        match self.cells.get(cell) {
            None | Some(Words::Nothing) => {}
            Some(Words::YesNo(answers)) => *value = Given::YesNo(chance.pick(answers) == Some(&true)),
            Some(Words::Options(names)) => {
                *value = chance.pick(names).map_or(Given::Nothing, |name| Given::Text((*name).into()));
            }
            Some(Words::Empty) => *value = Given::List(Vec::new()),
            Some(Words::Member(name, answers)) => {
                if *value == Given::Nothing {
                    *value = Given::List(Vec::new());
                }
                if let (Given::List(members), Some(true)) = (value, chance.pick(answers)) {
                    members.push(Given::Text((*name).into()));
                }
            }
            Some(Words::Numbers(numbers)) => *value = numbers.draw(chance),
        }
    }
}

fn yes_or_no(cell: &Cell) -> &'static [bool] {
    match cell {
        Cell::YesNo(true) => &[true],
        Cell::YesNo(false) => &[false],
        _ => &[false, true],
    }
}
