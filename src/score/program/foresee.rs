//! Decisions where something is open. What one may come to depends on the cells of the inputs it looks at, and on where among the
//! bounds it compares with each result may lie. It is the reference that tells, once for each combination met.

use std::collections::HashMap;

use foldhash::fast::FixedState as Quick;

use super::Program;
use super::cells::Digit;
use super::decision::Number;
use super::interval::Ends;
use super::memory::{Fact, Kind, Open, Present};
use super::scorer::Rare;
use crate::audit::{RatingCell, Slots};
use crate::exact::Quantity;
use crate::grid::{DecisionId, Grid, GroupId, PointId, ResultAtom};
use crate::score::possible::rests_on;
use crate::score::reference::{Decided, Reading, Subject, Verdict, bounds_on, cut, least};
use crate::score::{PointStatus, Scores, Standing};

/// What a decision looks at.
pub(super) struct Foreseen {
    /// The variables it looks at, and all that are linked to them.
    variables: Vec<usize>,
    results: Vec<Asked>,
}

/// A result a decision looks at.
struct Asked {
    subject: Subject,
    /// How it is computed, if it is a number.
    number: Option<Number>,
    /// What the number is compared with, growing.
    bounds: Vec<Quantity>,
}

/// What an incomplete total may come to, beside its score.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    pub(super) obtained: Ends<Quantity>,
    pub(super) possible: Ends<Quantity>,
}

/// What may become of the results of an audit.
pub(super) struct Sight<'a> {
    pub(super) grid: &'a Grid,
    pub(super) slots: &'a Slots,
    pub(super) digits: &'a [Digit],
    pub(super) scores: &'a Scores,
    /// One entry an interval of the scores.
    pub(super) sums: &'a [Sums],
    pub(super) facts: &'a [Fact],
    pub(super) present: &'a [Present],
    pub(super) open: &'a [Open],
}

/// A range of numbers, and whether there may be none.
type Scope = (Option<Ends<Quantity>>, bool);

/// What was worked out so far.
#[derive(Default)]
pub(super) struct Awards {
    known: HashMap<Box<[u64]>, Decided, Quick>,
    key: Vec<u64>,
}

impl Foreseen {
    /// What every decision of a grid looks at, given its variables; `None` if a level of it has no cell.
    pub(super) fn all(grid: &Grid, deciding: Vec<Vec<usize>>) -> Option<Vec<Self>> {
        let all = deciding.into_iter().enumerate().map(|(at, variables)| {
            let mut results: Vec<Asked> = Vec::new();
            for subject in subjects(grid, DecisionId(at)) {
                if results.iter().all(|asked| asked.subject != subject) {
                    results.push(Asked::new(grid, subject)?);
                }
            }
            Some(Self { variables, results })
        });
        all.collect()
    }

    /// True if it asks what may be obtained, or what may be possible.
    pub(super) fn asks_sums(&self) -> bool {
        self.results.iter().any(|asked| matches!(asked.number, Some(Number::Obtained(_) | Number::Possible(_))))
    }

    /// True if it asks what some point comes to.
    pub(super) fn asks_points(&self) -> bool {
        self.results.iter().any(|asked| matches!(asked.number, None | Some(Number::Count(_))))
    }
}

/// The results a decision looks at, with those it rests on.
fn subjects(grid: &Grid, id: DecisionId) -> Vec<Subject> {
    let mut subjects = Vec::new();
    let mut keep = |atom: &ResultAtom| subjects.extend(Subject::of(atom));
    for decision in rests_on(grid, id).0 {
        for condition in grid.decisions[decision.0].lines.iter().filter_map(|line| line.condition.as_ref()) {
            condition.walk(&mut keep, &mut |_| {});
        }
    }
    subjects
}

impl Asked {
    fn new(grid: &Grid, subject: Subject) -> Option<Self> {
        let (number, bounds) = match &subject {
            Subject::Number(aggregate) => {
                let bounds = bounds_on(grid, aggregate).into_iter().map(Quantity::of).collect();
                (Some(Number::new(grid, aggregate)?), bounds)
            }
            Subject::Level(_) | Subject::Applies(_) => (None, Vec::new()),
        };
        Some(Self { subject, number, bounds })
    }

    /// Adds what may become of the result to a key.
    fn encode(&self, sight: &Sight<'_>, key: &mut Vec<u64>) -> Result<(), Rare> {
        match (&self.subject, &self.number) {
            (Subject::Number(_), None) => return Err(Rare),
            (Subject::Number(_), Some(number)) => {
                let (range, maybe_none) = sight.range(number);
                // Two for each bound below it, one for a bound it is on.
                let place = |value: &Quantity| {
                    let passed = |bound| u64::from(value >= bound) + u64::from(value > bound);
                    self.bounds.iter().map(passed).sum::<u64>()
                };
                key.push(u64::from(maybe_none) + 2 * u64::from(range.is_some()));
                key.extend(range.iter().flat_map(|(low, high)| [place(low), place(high)]));
            }
            (Subject::Level(point), _) => {
                let mut code = 0_u64;
                let mut fits = true;
                sight.levels(*point, &mut |level| {
                    let bit = level.map_or(0, |level| level + 1);
                    fits &= bit < 64;
                    code |= 1 << (bit % 64);
                });
                if !fits {
                    return Err(Rare);
                }
                key.push(code);
            }
            (Subject::Applies(point), _) => {
                let mut code = 0;
                sight.verdicts(*point, &mut |verdict| code |= 1 << u64::from(verdict.is_out()));
                key.push(code);
            }
        }
        Ok(())
    }

    /// Everything the result may be, told apart as far as decisions look.
    fn readings(&self, sight: &Sight<'_>) -> Vec<Reading> {
        let mut readings = Vec::new();
        let mut keep = |reading| {
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        };
        match (&self.subject, &self.number) {
            (Subject::Number(aggregate), Some(number)) => {
                let (range, maybe_none) = sight.range(number);
                let range = range.map(|(low, high)| (low.exact(), high.exact()));
                return cut(range.as_ref(), maybe_none, &bounds_on(sight.grid, aggregate));
            }
            (Subject::Number(_), None) => {}
            (Subject::Level(point), _) => sight.levels(*point, &mut |level| keep(Reading::Level(level))),
            (Subject::Applies(point), _) => {
                sight.verdicts(*point, &mut |verdict| keep(Reading::Applies(!verdict.is_out())));
            }
        }
        readings
    }
}

impl Sight<'_> {
    /// Where a number may lie.
    fn range(&self, number: &Number) -> Scope {
        match number {
            Number::Score(group) => self.score(*group),
            Number::Least(groups) => least(&groups.iter().map(|group| self.score(*group)).collect::<Vec<_>>()),
            Number::Obtained(group) => (Some(self.sum(*group, |sums| &sums.obtained, Scores::obtained)), false),
            Number::Possible(group) => (Some(self.sum(*group, |sums| &sums.possible, Scores::possible)), false),
            Number::Count(points) => {
                let (mut least, mut most) = (0, 0);
                for (point, wanted) in points {
                    let (mut always, mut maybe) = (true, false);
                    self.levels(PointId(*point), &mut |level| {
                        let is_wanted = level.is_some() && level == wanted.as_level();
                        always &= is_wanted;
                        maybe |= is_wanted;
                    });
                    least += i64::from(always);
                    most += i64::from(maybe);
                }
                (Some((Quantity::ratio(least, 1), Quantity::ratio(most, 1))), false)
            }
        }
    }

    fn score(&self, group: GroupId) -> Scope {
        match self.scores.standing(group) {
            Standing::Score(score) => (Some((score.clone(), score)), false),
            Standing::NotComputable => (None, true),
            Standing::Incomplete(range) => (range.bounds.clone(), range.maybe_not_computable),
        }
    }

    fn sum(
        &self,
        group: GroupId,
        open: impl Fn(&Sums) -> &Ends<Quantity>,
        settled: impl Fn(&Scores, GroupId) -> Quantity,
    ) -> Ends<Quantity> {
        let interval = self.scores.groups[group.0].interval as usize;
        self.sums.get(interval).map_or_else(
            || {
                let settled = settled(self.scores, group);
                (settled.clone(), settled)
            },
            |sums| open(sums).clone(),
        )
    }

    /// The levels a point may be counted at; `None` where it may not count. The same may come several times.
    fn levels(&self, point: PointId, visit: &mut impl FnMut(Option<usize>)) {
        let (score, recorded) = (&self.scores.points[point.0], self.slots.ratings()[point.0]);
        let scale = self.grid.scale(self.grid.point(point).scale);
        let unrated = |visit: &mut dyn FnMut(Option<usize>)| {
            (0..scale.levels().len()).for_each(|level| visit(Some(level)));
            if scale.allows_set_aside || scale.levels().is_empty() {
                visit(None);
            }
        };
        match score.status {
            PointStatus::Rated | PointStatus::Computed => visit(score.rating.as_level()),
            PointStatus::NotApplicable | PointStatus::SetAside | PointStatus::NotRetained => visit(None),
            PointStatus::Unrated => unrated(visit),
            PointStatus::Undetermined if recorded == RatingCell::SET_ASIDE => visit(None),
            PointStatus::Undetermined => self.verdicts(point, &mut |verdict| match verdict {
                Verdict::NotApplicable | Verdict::NotRetained | Verdict::NoSingleLevel(_) => visit(None),
                Verdict::Level(level) => visit(Some(*level)),
                Verdict::ToRate if recorded != RatingCell::NONE => visit(recorded.as_level()),
                Verdict::ToRate => unrated(visit),
            }),
        }
    }

    /// The verdicts possible on a point.
    fn verdicts(&self, point: PointId, visit: &mut impl FnMut(&Verdict)) {
        match self.facts[self.present[point.0].fact as usize].kind {
            Kind::NotApplicable => visit(&Verdict::NotApplicable),
            Kind::NotRetained => visit(&Verdict::NotRetained),
            Kind::Level(level) => visit(&Verdict::Level(level.as_level().unwrap_or_default())),
            Kind::ToRate | Kind::Rare => visit(&Verdict::ToRate),
            Kind::Open(open) => self.open[open as usize].verdicts.iter().for_each(visit),
        }
    }
}

impl Awards {
    /// How much is remembered.
    pub(super) fn size(&self) -> usize {
        self.known.len() * (1 + self.key.len() / 4)
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.known.clear();
    }

    /// What a decision comes to.
    pub(super) fn award(
        &mut self,
        program: &Program<'_>,
        foreseen: &Foreseen,
        id: DecisionId,
        sight: &Sight<'_>,
    ) -> Result<&Decided, Rare> {
        self.key.clear();
        self.key.push(id.0 as u64);
        self.key.extend(foreseen.variables.iter().map(|variable| u64::from(sight.digits[*variable])));
        for asked in &foreseen.results {
            asked.encode(sight, &mut self.key)?;
        }
        if !self.known.contains_key(self.key.as_slice()) {
            let audit = sight.slots.to_audit(sight.grid);
            let assessment = program.evaluator.open(&audit).map_err(|_| Rare)?;
            let readings = |subject: &Subject| {
                let asked = foreseen.results.iter().find(|asked| asked.subject == *subject);
                asked.map_or_else(Vec::new, |asked| asked.readings(sight))
            };
            self.known.insert(self.key.as_slice().into(), assessment.decided(id, &readings));
        }
        self.known.get(self.key.as_slice()).ok_or(Rare)
    }
}
