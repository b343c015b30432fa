//! How conditions are read: a test on a value is two-valued; a condition under partial knowledge is true, false, or waits for
//! something (`semantics.md` §1).

use super::{DefinitionId, Formula, Test, Value};

/// What a condition comes to when not everything is known (Kleene's three values). `V` names what is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth<V> {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// It cannot be told without this.
    Depends(V),
}

impl<V> Truth<V> {
    /// The truth of the negation.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Depends(unknown) => Self::Depends(unknown),
        }
    }

    /// Whether it holds; the error is what that depends on.
    pub fn known(self) -> Result<bool, V> {
        match self {
            Self::Yes => Ok(true),
            Self::No => Ok(false),
            Self::Depends(unknown) => Err(unknown),
        }
    }

    /// All of several: one that fails decides, whatever is unknown of the others.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut waiting = None;
        for part in parts {
            match part {
                Self::Yes => {}
                Self::No => return Self::No,
                Self::Depends(unknown) => waiting = waiting.or(Some(unknown)),
            }
        }
        waiting.map_or(Self::Yes, Self::Depends)
    }

    /// Any of several: one that holds decides.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::all(parts.into_iter().map(Self::negated)).negated()
    }
}

impl<V> From<bool> for Truth<V> {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

impl<A> Formula<A> {
    /// The truth of the condition, given the truth of its atoms and of the definitions it names.
    pub fn evaluate<V>(
        &self,
        atom: &mut impl FnMut(&A) -> Truth<V>,
        definition: &mut impl FnMut(DefinitionId) -> Truth<V>,
    ) -> Truth<V> {
        match self {
            Self::Atom(test) => atom(test),
            Self::Not(inner, _) => inner.evaluate(atom, definition).negated(),
            Self::All(parts, _) => Truth::all(parts.iter().map(|part| part.evaluate(atom, definition))),
            Self::Any(parts, _) => Truth::any(parts.iter().map(|part| part.evaluate(atom, definition))),
            Self::Definition(named, _) => definition(*named),
        }
    }
}

impl Test {
    /// Whether a value passes the test. A value of another form than the test's never does.
    pub fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Is(wanted), Value::YesNo(given)) => wanted == given,
            (Self::Among(options), Value::Choice(given)) => options.contains(given),
            (Self::Contains { members, at_least }, Value::Set(given)) => {
                members.iter().filter(|member| given.get(**member).copied().unwrap_or(false)).count() >= *at_least
            }
            (Self::Compare(comparison, bound), Value::Number(given)) => comparison.holds(given.cmp(&bound.value)),
            _ => false,
        }
    }
}
