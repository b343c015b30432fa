//! What a cell comes to, ready to be set in slots.

use super::Role;
use crate::audit::RecordedRating;
use crate::audit::draft;
use crate::audit::given::Given;
use crate::audit::refusal::RefusalKind;
use crate::audit::slots::{Answer, Layout, Slots};
use crate::audit::value::{self, Form};
use crate::audit::vocabulary::Vocabulary;
use crate::grid::Value;

/// What a cell comes to under its column.
#[derive(Debug, Clone)]
pub(in crate::audit) enum Cell {
    /// Nothing is given, or nothing that matters.
    Nothing,
    /// The value of an input, in a cell of its own.
    Answer(Answer),
    /// The value of an input, too long for one.
    Value(Value),
    /// A level.
    Level(usize),
    /// A rating on an interval scale.
    Rating(RecordedRating),
    /// The keys of the elements met.
    Elements(Vec<usize>),
    /// A reason why a point is set aside.
    Reason(String),
    /// It is refused.
    Refused(RefusalKind),
}

impl Cell {
    /// What is given in a column comes to.
    pub(in crate::audit) fn of(names: &Vocabulary, layout: &Layout, role: &Role, form: Form, given: &Given) -> Self {
        Self::read(names, layout, role, form, given).unwrap_or_else(Self::Refused)
    }

    fn read(names: &Vocabulary, layout: &Layout, role: &Role, form: Form, given: &Given) -> Result<Self, RefusalKind> {
        if *given == Given::Nothing {
            return Ok(Self::Nothing);
        }
        Ok(match role {
            Role::Identifier | Role::Own => Self::Nothing,
            Role::Citation => draft::cites(names, given).map(|()| Self::Nothing)?,
            Role::Misplaced(kind) => return Err(kind.clone()),
            Role::Input(input) => match value::value(names.grid.input(*input), form, given)? {
                Some(value) => Answer::of(&value).map_or(Self::Value(value), Self::Answer),
                None => Self::Nothing,
            },
            Role::Rating(point) => match value::rating(names, *point, given)? {
                Some(RecordedRating::Level(level)) => Self::Level(level),
                Some(rating) => Self::Rating(rating),
                None => Self::Nothing,
            },
            Role::Elements(point) => draft::elements(names, *point, given)?.map_or(Self::Nothing, |recorded| {
                let substitutes = recorded.substituted.iter();
                let keys = substitutes.filter_map(|(at, element)| layout.substitute(*point, *at, *element));
                Self::Elements(recorded.met.iter().copied().chain(keys).collect())
            }),
            Role::SetAside(_) => draft::reason(given)?.map_or(Self::Nothing, |reason| Self::Reason(reason.to_owned())),
        })
    }

    /// Sets what the cell comes to in an audit, under its column.
    pub(in crate::audit) fn put(&self, role: &Role, slots: &mut Slots) -> Result<(), RefusalKind> {
        match (self, role) {
            (Self::Answer(answer), Role::Input(input)) => slots.answer(*input, *answer),
            (Self::Value(value), Role::Input(input)) => slots.answer_value(*input, value),
            (Self::Level(level), Role::Rating(point)) => slots.rate(*point, *level),
            (Self::Rating(rating), Role::Rating(point)) => slots.rate_as(*point, rating),
            (Self::Elements(keys), Role::Elements(point)) => {
                slots.record(*point);
                for key in keys {
                    slots.mark(*key);
                }
            }
            (Self::Reason(reason), Role::SetAside(point)) => slots.set_aside(*point, reason),
            (Self::Refused(kind), _) => return Err(kind.clone()),
            _ => {}
        }
        Ok(())
    }
}
