//! What stands in one cell of a wide format, before it is put into the words or the types of that format.

use std::borrow::Cow;

use super::columns::Column;
use super::form::{Form, Rated};
use super::written_quantity;
use crate::audit::Slots;
use crate::exact::Quantity;
use crate::grid::{DecisionLine, GroupId, InputId, PointId};
use crate::score::{Anomaly, DecisionOutcome, PointStatus, Scores, Standing};

/// What a cell holds.
pub(crate) enum Cell<'a> {
    /// The JSON result has no such key, or `null` there.
    Nothing,
    /// A text of the audit or of the grid.
    Text(&'a str),
    /// A text made for it.
    Said(String),
    /// A word of ours, which holds nothing special.
    Word(&'static str),
    /// An answer.
    YesNo(bool),
    /// A figure.
    Number(Quantity),
    /// A figure in millionths.
    Millionths(i64),
    /// Points, by their ids.
    Points(&'a [PointId]),
    /// Inputs, by their names.
    Inputs(&'a [InputId]),
    /// Lines of a decision, by their levels.
    Levels(&'a [DecisionLine], &'a [usize]),
    /// Anomalies, by their codes and points.
    Anomalies(&'a [Anomaly]),
    /// Texts, some made for it.
    Texts(Vec<Cow<'a, str>>),
}

impl<'a> Cell<'a> {
    /// The status of what is not complete.
    pub(super) const OPEN: &'static str = "incomplet";

    /// What a column holds of a result.
    #[inline]
    pub(crate) fn of(form: &'a Form, column: Column, slots: &'a Slots, scores: &'a Scores) -> Self {
        let grid = form.frame.grid;
        let rated = |point: PointId| form.rated(slots, point, &scores.points()[point.0]);
        let only_if_true = |holds: bool| if holds { Self::YesNo(true) } else { Self::Nothing };
        match column {
            Column::Audit => Self::Text(slots.id()),
            Column::Grid => Self::Text(&form.citation),
            Column::Fingerprint => Self::Text(form.frame.fingerprint),
            Column::Status => Self::Word(if scores.is_complete() { "complet" } else { Self::OPEN }),
            Column::Obtained(group) => Self::Number(scores.obtained(group)),
            Column::Possible(group) => Self::Number(scores.possible(group)),
            Column::Score(group) => match scores.standing(group) {
                Standing::Score(score) => Self::Number(written_quantity(&score)),
                _ => Self::Nothing,
            },
            Column::NotComputable => only_if_true(matches!(scores.standing(GroupId::ROOT), Standing::NotComputable)),
            Column::MissingPoints => Self::Points(&scores.missing().points),
            Column::MissingInputs => Self::Inputs(&scores.missing().inputs),
            Column::Least | Column::Most | Column::Exact | Column::MaybeNotComputable => {
                let Standing::Incomplete(range) = scores.standing(GroupId::ROOT) else { return Self::Nothing };
                match (column, &range.bounds) {
                    (Column::Least, Some((end, _))) | (Column::Most, Some((_, end))) => {
                        Self::Number(written_quantity(end))
                    }
                    (Column::Exact, _) => Self::YesNo(range.exact),
                    (Column::MaybeNotComputable, _) => Self::YesNo(range.maybe_not_computable),
                    _ => Self::Nothing,
                }
            }
            Column::GroupStatus(group) => match scores.standing(group) {
                Standing::Incomplete(_) => Self::Word(Self::OPEN),
                _ => Self::Nothing,
            },
            Column::PointStatus(point) => Self::Word(scores.points()[point.0].status.word()),
            Column::Level(point) => match rated(point) {
                Rated::Level(level) => Self::Text(&level.name),
                _ => Self::Nothing,
            },
            Column::Value(point) => match rated(point) {
                Rated::Level(level) => level.value.clone().map_or(Self::Nothing, Self::Number),
                Rated::Millionths(value) => Self::Millionths(value),
                Rated::Value(value) => Self::Number(value),
                Rated::Nothing => Self::Nothing,
            },
            Column::Fallback(point) => only_if_true(scores.points()[point.0].fallback),
            Column::Unverified(point) => only_if_true(scores.points()[point.0].unverified),
            Column::Reason(point) => match scores.points()[point.0].status {
                PointStatus::SetAside => slots.reason(point).map_or(Self::Nothing, Self::Text),
                _ => Self::Nothing,
            },
            Column::Decided(decision) => match &scores.decisions()[decision.0] {
                DecisionOutcome::Decided(line) => {
                    grid.decisions[decision.0].lines.get(*line).map_or(Self::Nothing, |line| Self::Text(&line.level))
                }
                DecisionOutcome::Undetermined(_) => Self::Nothing,
            },
            Column::Undecided(decision) => match &scores.decisions()[decision.0] {
                DecisionOutcome::Undetermined(lines) => Self::Levels(&grid.decisions[decision.0].lines, lines),
                DecisionOutcome::Decided(_) => Self::Nothing,
            },
            Column::Anomalies => Self::Anomalies(scores.anomalies()),
        }
    }

    /// Hands over the items of a list, each as a text; false if the cell holds no list.
    pub(super) fn items(&self, form: &Form, mut item: impl FnMut(&[&str])) -> bool {
        let grid = form.frame.grid;
        match self {
            Self::Points(points) => points.iter().for_each(|point| item(&[&grid.point(*point).id])),
            Self::Inputs(inputs) => inputs.iter().for_each(|input| item(&[&grid.input(*input).name])),
            Self::Levels(levels, lines) => {
                lines.iter().filter_map(|line| levels.get(*line)).for_each(|line| item(&[&line.level]));
            }
            Self::Anomalies(anomalies) => anomalies.iter().for_each(|anomaly| match anomaly.point {
                Some(point) => item(&[anomaly.code(), " ", &grid.point(point).id]),
                None => item(&[anomaly.code()]),
            }),
            Self::Texts(texts) => texts.iter().for_each(|text| item(&[text])),
            _ => return false,
        }
        true
    }
}
