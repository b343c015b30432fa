//! What is said in an audit that is no cell.

use crate::audit::RecordedRating;
use crate::grid::{InputId, PointId, Value};

/// What is said in one audit.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes {
    /// Its identifier.
    pub(super) id: String,
    /// Answers and ratings too long for their cell.
    pub(super) other_answers: Vec<(InputId, Value)>,
    pub(super) other_ratings: Vec<(PointId, RecordedRating)>,
    /// Why points are set aside, if that is kept: where the reason of each ends, and all of them, one after the other.
    reasons: Vec<(PointId, usize)>,
    texts: String,
}

impl Notes {
    pub(super) fn clear(&mut self) {
        self.id.clear();
        self.other_answers.clear();
        self.other_ratings.clear();
        self.reasons.clear();
        self.texts.clear();
    }

    /// An answer too long for its cell: the one given last.
    pub(super) fn other_answer(&self, input: InputId) -> Option<&Value> {
        self.other_answers.iter().rev().find(|(of, _)| *of == input).map(|(_, value)| value)
    }

    /// A rating too long for its cell: the one given last.
    pub(super) fn other_rating(&self, point: PointId) -> Option<&RecordedRating> {
        self.other_ratings.iter().rev().find(|(of, _)| *of == point).map(|(_, rating)| rating)
    }

    /// Keeps why a point is set aside.
    pub(super) fn keep_reason(&mut self, point: PointId, reason: &str) {
        self.texts.push_str(reason);
        self.reasons.push((point, self.texts.len()));
    }

    /// Why a point is set aside; empty if that is not kept.
    pub(super) fn reason(&self, point: PointId) -> &str {
        let mut start = 0;
        let mut places = self.reasons.iter().map(|(of, end)| (*of, std::mem::replace(&mut start, *end)..*end));
        places.find(|(of, _)| *of == point).map_or("", |(_, place)| &self.texts[place])
    }
}
