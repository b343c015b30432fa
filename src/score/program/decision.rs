//! Decisions where every result they need is settled: conditions over cells and integer totals.

use num_traits::ToPrimitive;

use super::cells::{Cells, Digit};
use super::condition::{Definitions, Leaf, Worked, translate};
use crate::audit::RatingCell;
use crate::exact::{Exact, Quantity};
use crate::grid::{self, Aggregate, Comparison, DecisionKind, Formula, Grid, GroupId, PointId, ResultAtom, Truth};
use crate::score::reference::{Decided, counts_within, points_in_total};
use crate::score::{DecisionOutcome, PointStatus, Scores, Standing};

/// A decision over cells and totals.
pub(super) struct Decision {
    kind: DecisionKind,
    /// The condition of each line; `None` for `sinon`.
    lines: Vec<Option<Formula<Test>>>,
}

/// A test in a decision.
enum Test {
    Input(Leaf),
    Compare { number: Number, comparison: Comparison, bound: Exact, words: Option<(i64, i64)> },
    NotComputable(Number),
    Level { point: usize, levels: Box<[RatingCell]> },
    Applicable(usize),
    Decision { decision: usize, lines: Box<[usize]> },
}

/// A number over results.
pub(super) enum Number {
    Score(GroupId),
    /// The least score of several groups, those that are not computable being skipped.
    Least(Box<[GroupId]>),
    Obtained(GroupId),
    Possible(GroupId),
    /// How many of these points are at the level beside them.
    Count(Box<[(usize, RatingCell)]>),
}

/// What decisions look at in one audit.
pub(super) struct Results<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) digits: &'a [Digit],
    pub(super) worked: &'a Worked,
    pub(super) scores: &'a Scores,
    pub(super) decisions: &'a [Decision],
}

/// What cannot be told from what is settled.
pub(super) struct Open;

impl Decision {
    /// A decision of a grid; `None` if a level of it has no cell.
    pub(super) fn new(grid: &Grid, cells: &Cells, decision: &grid::Decision) -> Option<Self> {
        let mut whole = true;
        let lines = decision.lines.iter().map(|line| {
            let condition = line.condition.as_ref()?;
            Some(translate(condition, &mut |atom| {
                Test::new(grid, cells, atom).unwrap_or_else(|| {
                    whole = false;
                    Test::Applicable(0)
                })
            }))
        });
        let lines = lines.collect();
        whole.then_some(Self { kind: decision.kind, lines })
    }
}

impl Test {
    fn new(grid: &Grid, cells: &Cells, atom: &ResultAtom) -> Option<Self> {
        Some(match atom {
            ResultAtom::Input(atom) => Self::Input(Leaf::new(cells, atom)),
            ResultAtom::Compare { aggregate, comparison, bound, .. } => Self::Compare {
                number: Number::new(grid, aggregate)?,
                comparison: *comparison,
                words: bound.numer().to_i64().zip(bound.denom().to_i64()),
                bound: bound.clone(),
            },
            ResultAtom::NotComputable(aggregate, _) => Self::NotComputable(Number::new(grid, aggregate)?),
            ResultAtom::Level { point, levels, .. } => {
                let levels = levels.iter().map(|level| RatingCell::level(*level)).collect::<Option<_>>()?;
                Self::Level { point: point.0, levels }
            }
            ResultAtom::Applicable(point, _) => Self::Applicable(point.0),
            ResultAtom::Decision { decision, lines, .. } => {
                Self::Decision { decision: decision.0, lines: lines.clone().into() }
            }
        })
    }
}

impl Number {
    pub(super) fn new(grid: &Grid, aggregate: &Aggregate) -> Option<Self> {
        Some(match aggregate {
            Aggregate::Score(group) => Self::Score(*group),
            Aggregate::LeastScore { groups, within } => {
                Self::Least(groups.iter().copied().filter(|group| counts_within(grid, *group, *within)).collect())
            }
            Aggregate::Obtained(group) => Self::Obtained(*group),
            Aggregate::Possible(group) => Self::Possible(*group),
            Aggregate::Count { level, within } => {
                let at_level = |point: PointId| {
                    let levels = grid.scale(grid.point(point).scale).levels().iter().enumerate();
                    levels
                        .filter(|(_, it)| it.name == *level)
                        .map(move |(at, _)| Some((point.0, RatingCell::level(at)?)))
                };
                let points = points_in_total(grid, *within).into_iter();
                Self::Count(points.flat_map(at_level).collect::<Option<_>>()?)
            }
        })
    }
}

enum Award {
    Line(usize),
    NoSingle,
}

impl Results<'_> {
    /// What a decision comes to.
    pub(super) fn decide(&self, decision: &Decision) -> Result<Decided, Open> {
        Ok(match self.award(decision)? {
            Award::Line(line) => Decided { outcome: DecisionOutcome::Decided(line), no_single: false },
            Award::NoSingle => {
                Decided { outcome: DecisionOutcome::Undetermined(self.holding(decision)?), no_single: true }
            }
        })
    }

    /// The line a decision comes to; none if that is open, or if no single line holds.
    pub(super) fn line(&self, decision: &Decision) -> Option<usize> {
        match self.award(decision) {
            Ok(Award::Line(line)) => Some(line),
            _ => None,
        }
    }

    fn award(&self, decision: &Decision) -> Result<Award, Open> {
        match decision.kind {
            DecisionKind::Exclusive => {
                let (mut holding, mut several, mut otherwise) = (None, false, None);
                for (at, line) in decision.lines.iter().enumerate() {
                    match line {
                        None => otherwise = Some(at),
                        Some(condition) if self.holds(condition)? => several |= holding.replace(at).is_some(),
                        Some(_) => {}
                    }
                }
                Ok(holding.or(otherwise).filter(|_| !several).map_or(Award::NoSingle, Award::Line))
            }
            DecisionKind::Tiered => {
                let mut reached = Award::NoSingle;
                for (at, line) in decision.lines.iter().enumerate() {
                    if let Some(condition) = line
                        && !self.holds(condition)?
                    {
                        break;
                    }
                    reached = Award::Line(at);
                }
                Ok(reached)
            }
        }
    }

    /// The lines that hold together in a decision without a single one.
    fn holding(&self, decision: &Decision) -> Result<Vec<usize>, Open> {
        if decision.kind == DecisionKind::Tiered {
            return Ok(Vec::new());
        }
        let mut holding = Vec::new();
        for (at, line) in decision.lines.iter().enumerate() {
            if let Some(condition) = line
                && self.holds(condition)?
            {
                holding.push(at);
            }
        }
        Ok(holding)
    }

    fn holds(&self, condition: &Formula<Test>) -> Result<bool, Open> {
        let definition = &mut |id| self.definitions.defined(id, self.digits, self.worked);
        condition.evaluate(&mut |test| self.test(test), definition).known().map_err(|()| Open)
    }

    fn test(&self, test: &Test) -> Truth<()> {
        let told = |holds: Option<bool>| holds.map_or(Truth::Depends(()), Truth::from);
        match test {
            Test::Input(leaf) => leaf.holds(self.digits),
            Test::Compare { number, comparison, bound, words } => told(
                self.number(number)
                    .map(|value| value.is_some_and(|value| comparison.holds(compare(&value, bound, *words)))),
            ),
            Test::NotComputable(number) => told(self.number(number).map(|value| value.is_none())),
            Test::Level { point, levels } => told(self.level(*point).map(|level| levels.contains(&level))),
            Test::Applicable(point) => match self.scores.points[*point].status {
                PointStatus::NotApplicable | PointStatus::NotRetained => Truth::No,
                PointStatus::Undetermined => Truth::Depends(()),
                _ => Truth::Yes,
            },
            Test::Decision { decision, lines } => match self.award(&self.decisions[*decision]) {
                Ok(Award::Line(line)) => Truth::from(lines.contains(&line)),
                Ok(Award::NoSingle) => Truth::No,
                Err(Open) => Truth::Depends(()),
            },
        }
    }

    /// The level a point counts at, [`RatingCell::NONE`] if it does not; `None` if that is open.
    fn level(&self, point: usize) -> Option<RatingCell> {
        let point = &self.scores.points[point];
        match point.status {
            PointStatus::Rated | PointStatus::Computed => Some(point.rating),
            PointStatus::Unrated | PointStatus::Undetermined => None,
            PointStatus::NotApplicable | PointStatus::NotRetained | PointStatus::SetAside => Some(RatingCell::NONE),
        }
    }

    /// A number: `Some(None)` if it is not computable, `None` if it is open.
    #[allow(clippy::option_option)] // two different ways of having no number
    fn number(&self, number: &Number) -> Option<Option<Quantity>> {
        Some(match number {
            Number::Score(group) => self.score(*group)?,
            Number::Least(groups) => {
                let mut least: Option<Quantity> = None;
                for group in groups {
                    if let Some(score) = self.score(*group)?
                        && least.as_ref().is_none_or(|least| score < *least)
                    {
                        least = Some(score);
                    }
                }
                least
            }
            // The figures of an incomplete total are those of what is settled so far.
            Number::Obtained(group) | Number::Possible(group) if self.scores.is_incomplete(*group) => return None,
            Number::Obtained(group) => Some(self.scores.obtained(*group)),
            Number::Possible(group) => Some(self.scores.possible(*group)),
            Number::Count(points) => {
                let mut count = 0;
                for (point, level) in points {
                    count += i64::from(self.level(*point)? == *level);
                }
                Some(Quantity::ratio(count, 1))
            }
        })
    }

    #[allow(clippy::option_option)] // as above
    fn score(&self, group: GroupId) -> Option<Option<Quantity>> {
        match self.scores.standing(group) {
            Standing::Score(score) => Some(Some(score)),
            Standing::NotComputable => Some(None),
            Standing::Incomplete(_) => None,
        }
    }
}

fn words(value: &Quantity) -> Option<(i64, i64)> {
    match value {
        Quantity::Small { over, under } => Some((*over, *under)),
        Quantity::Large(_) => None,
    }
}

/// Compares with a bound, given in words too where it fits them.
fn compare(value: &Quantity, bound: &Exact, bound_words: Option<(i64, i64)>) -> std::cmp::Ordering {
    match (words(value), bound_words) {
        (Some((a, b)), Some((c, d))) => (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b))),
        _ => value.exact().cmp(bound),
    }
}
