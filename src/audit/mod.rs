//! An audit: what was given, resolved against a grid. How it is read and written is a reader's business, one a format; how it
//! is scored is none of this room's.

mod archive;
mod contradiction;
mod csv;
mod draft;
mod entry;
mod given;
mod json;
mod ndjson;
mod object;
mod parquet;
mod quick;
mod reader;
mod refusal;
mod rejected;
mod section;
mod sheet;
pub mod simulate;
mod slots;
mod value;
mod vocabulary;
mod wide;
mod write;

pub use archive::{Archive, Cut, Format, LONGEST_AUDIT, Portion, Unreadable};
pub use contradiction::Contradiction;
pub use entry::{Entry, Fault};
pub use object::{Refused, read};
pub use reader::Reader;
pub use refusal::{Refusal, RefusalKind};
pub use slots::{Answer, Cells, Layout, RatingCell, Slots};
pub(crate) use value::written_date;
pub use vocabulary::Vocabulary;
pub(crate) use write::table;

use crate::exact::Exact;
use crate::grid::{InputId, PointId, Value};

/// One audit, its names resolved against a grid. Vectors have one entry for each input or point of the grid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audit {
    /// Its identifier.
    pub id: String,
    /// The values given; `None` is "not given": no information, including on whether the input exists.
    pub values: Vec<Option<Value>>,
    /// The ratings recorded.
    pub ratings: Vec<Option<RecordedRating>>,
    /// For each point the elements recorded as met (by index, sorted) and the substitutes (by index in
    /// [`Point::substitutes`](crate::grid::Point::substitutes) and by element); `None` where the point was not recorded.
    pub elements: Vec<Option<RecordedElements>>,
    /// Points set aside by the auditor, with the reason.
    pub set_aside: Vec<Option<String>>,
}

/// A rating on the point's scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordedRating {
    /// A level, by index.
    Level(usize),
    /// A value on an interval scale.
    Value(Exact),
}

/// What was recorded of a point's elements: what is listed is met, the rest is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedElements {
    /// Elements met, by index in the point's requirement, sorted.
    pub met: Vec<usize>,
    /// Substitutes met: index of the substitute, index of the element it stands for.
    pub substituted: Vec<(usize, usize)>,
}

impl Audit {
    /// The value given for an input.
    pub fn value(&self, input: InputId) -> Option<&Value> {
        self.values.get(input.0).and_then(Option::as_ref)
    }

    /// The rating recorded for a point.
    pub fn rating(&self, point: PointId) -> Option<&RecordedRating> {
        self.ratings.get(point.0).and_then(Option::as_ref)
    }

    /// The elements recorded for a point.
    pub fn recorded(&self, point: PointId) -> Option<&RecordedElements> {
        self.elements.get(point.0).and_then(Option::as_ref)
    }

    /// The reason a point was set aside.
    pub fn reason_set_aside(&self, point: PointId) -> Option<&str> {
        self.set_aside.get(point.0).and_then(Option::as_deref)
    }
}

#[cfg(test)]
mod tests;
