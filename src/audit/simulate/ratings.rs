//! What an auditor records of each point: a rating or a reason to set it aside, and a finding.

use super::chance::Chance;
use super::numbers::scaled;
use super::prose;
use super::terrain::Terrain;
use crate::audit::given::Given;
use crate::audit::sheet::Sheet;
use crate::exact::{self, Exact};
use crate::grid::{Grid, Level, PointId, Rating, Scale, ScaleKind};
use num_bigint::BigInt;
use num_traits::ToPrimitive;

/// Of a hundred points that can be: set aside.
const SET_ASIDE: u64 = 3;
/// Of a hundred computed points: rated all the same.
const RATED_ALL_THE_SAME: u64 = 12;
/// Of a hundred of those: rated as computed.
const AS_COMPUTED: u64 = 80;
/// Of a thousand points out by rule: rated all the same.
const RATED_WHILE_OUT: u32 = 10_000;
/// Of a hundred points: with a finding.
const FINDINGS: u64 = 6;

/// The ratings of a scale as audits write them, worst first.
pub(super) enum Ratings<'g> {
    /// The levels: name, and value where all have one that can be written.
    Levels(Vec<(&'g str, Option<String>)>),
    /// The numbers between two, in hundredths where it has any, else in millionths: decimals, least, greatest.
    Interval(u32, i64, i64),
}

/// What is recorded of a point.
pub(super) struct Recorded {
    /// True if it is rated as well as it can be, by the auditor or by its `barème`.
    pub(super) at_best: bool,
}

impl<'g> Ratings<'g> {
    /// The ratings of a scale.
    pub(super) fn of(scale: &'g Scale) -> Self {
        match &scale.kind {
            ScaleKind::Levels(levels) => {
                let value = |level: &Level| exact::to_decimal(level.value.as_ref()?, '.');
                let values: Option<Vec<_>> = levels.iter().map(value).collect();
                let value = |at: usize| values.as_ref().and_then(|values| values.get(at)).cloned();
                let names = levels.iter().enumerate();
                Self::Levels(names.map(|(at, level)| (level.name.as_str(), value(at))).collect())
            }
            ScaleKind::Interval { low, high } => {
                let within = |decimals| {
                    let power = Exact::from_integer(BigInt::from(10).pow(decimals));
                    let first = (low * &power).ceil().to_integer().to_i64()?;
                    let last = (high * &power).floor().to_integer().to_i64()?;
                    (first <= last).then_some(Self::Interval(decimals, first, last))
                };
                // Too narrow for six decimals, nothing can be rated on it.
                [2, 6].into_iter().find_map(within).unwrap_or(Self::Interval(0, 1, 0))
            }
        }
    }

    /// A rating by its rank among so many levels, and whether it is the best.
    pub(super) fn written(&self, level: usize, by_name: bool) -> Given<'g> {
        match self {
            Self::Levels(levels) => match levels.get(level) {
                Some((_, Some(value))) if !by_name => Given::Number(value.clone().into()),
                Some((name, _)) => Given::Text((*name).into()),
                None => Given::Nothing,
            },
            Self::Interval(..) => Given::Nothing,
        }
    }

    /// A rating of someone who gives the best one so many times in a hundred; true with it if it is the best.
    fn draw(&self, best: u64, by_name: bool, chance: &mut Chance) -> (Given<'g>, bool) {
        match self {
            Self::Levels(levels) => {
                let top = levels.len().saturating_sub(1);
                let level = if chance.percent(best) { top } else { chance.index(levels.len()) };
                (self.written(level, by_name), level == top)
            }
            Self::Interval(decimals, first, last) if first <= last => {
                let number = match chance.below(100) {
                    drawn if drawn < best / 2 => *last,
                    drawn if drawn >= 95 => *first,
                    _ => first.saturating_add_unsigned(chance.below(last.abs_diff(*first).saturating_add(1))),
                };
                (Given::Number(scaled(number, *decimals).into()), number == *last)
            }
            Self::Interval(..) => (Given::Nothing, false),
        }
    }
}

/// How an auditor rates in one audit.
pub(super) struct Auditor {
    /// How many times in a hundred the best rating.
    best: u64,
    /// Whether levels are written by their names: never, or sometimes.
    pub(super) names_levels: bool,
}

impl Auditor {
    /// An auditor in front of a service that is good, middling, poor, or without fault.
    pub(super) fn draw(names_levels: bool, chance: &mut Chance) -> Self {
        Self { best: chance.pick(&[85, 85, 60, 60, 60, 30, 30, 0, 100]).copied().unwrap_or_default(), names_levels }
    }

    /// Records a point.
    pub(super) fn record<'g>(
        &self,
        sheet: &mut Sheet<'g>,
        point: PointId,
        ratings: &Ratings<'g>,
        terrain: &Terrain,
        cells: &[usize],
        chance: &mut Chance,
    ) -> Recorded {
        let grid: &'g Grid = sheet.grid();
        let declared = grid.point(point);
        // Drawn in any case: the same audit comes of it, however it is laid out.
        let by_name = chance.percent(40) && self.names_levels;
        if !terrain.counts(point, cells) {
            if chance.per_million(RATED_WHILE_OUT) {
                sheet.ratings[point.0] = ratings.draw(self.best, by_name, chance).0;
            }
            return Recorded { at_best: false };
        }
        if chance.percent(FINDINGS) {
            sheet.findings[point.0] = Given::Text(prose::finding(chance).into());
        }
        if grid.scale(declared.scale).allows_set_aside && chance.percent(SET_ASIDE) {
            sheet.set_aside[point.0] = Given::Text(prose::reason(chance).into());
            return Recorded { at_best: false };
        }
        let (rating, at_best) = match &declared.rating {
            Rating::Auditor => ratings.draw(self.best, by_name, chance),
            Rating::Computed(_) => {
                let computed = terrain.level(point, cells);
                let top = grid.scale(declared.scale).levels().len().checked_sub(1);
                let at_best = computed.is_some() && computed == top;
                let rating = if !chance.percent(RATED_ALL_THE_SAME) {
                    Given::Nothing
                } else if let Some(level) = computed.filter(|_| chance.percent(AS_COMPUTED)) {
                    ratings.written(level, by_name)
                } else {
                    ratings.draw(self.best, by_name, chance).0
                };
                (rating, at_best)
            }
        };
        sheet.ratings[point.0] = rating;
        Recorded { at_best }
    }
}
