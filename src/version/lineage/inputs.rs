//! Inputs that take up the answers of old ones.

use super::names::{Sources, sources, target};
use crate::exact::{Exact, integer};
use crate::grid::{Choice, Domain, Grid, InputId, NumberKind, Value};

/// An input that takes up the answers of an old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputLink {
    /// The old input.
    pub old: InputId,
    /// For each option or member of the new one the old one it takes up; empty for other types.
    pub options: Sources,
    /// What a number of the old unit is in the new one: 24 from days to hours.
    pub factor: Exact,
}

/// For each new input the old one it takes up. An input of another type, or in a unit that does not convert, takes up nothing:
/// its name may be the same, its answers are not.
pub(super) fn links(old: &Grid, new: &Grid) -> Vec<Option<InputLink>> {
    let resumed = |input: &crate::grid::Input| {
        let id = old.input_named(input.resumes.as_ref().unwrap_or(&input.name))?;
        let (options, factor) = follows(&old.input(id).domain, &input.domain)?;
        Some(InputLink { old: id, options, factor })
    };
    let mut links: Vec<_> = new.inputs.iter().map(resumed).collect();
    // Of two that claim the same answers the one that says so has them, else the first.
    for at in 0..links.len() {
        let claim = |at: usize| {
            let link: &Option<InputLink> = &links[at];
            link.as_ref().map(|link| link.old)
        };
        let Some(mine) = claim(at) else { continue };
        let says = |at: usize| new.inputs[at].resumes.is_some();
        let rival = |other: usize| other != at && claim(other) == Some(mine);
        let loses = |other: usize| (says(other) && !says(at)) || (says(other) == says(at) && other < at);
        if (0..links.len()).any(|other| rival(other) && loses(other)) {
            links[at] = None;
        }
    }
    links
}

/// How the answers of a domain follow into another: the options taken up, the factor between units. None if they cannot.
fn follows(old: &Domain, new: &Domain) -> Option<(Sources, Exact)> {
    let one = || integer(1);
    let named = |old: &[Choice], new: &[Choice]| {
        let names: Vec<_> = old.iter().map(|option| option.name.as_str()).collect();
        sources(&names, new.iter().map(|option| (option.name.as_str(), option.resumes.as_deref())))
    };
    match (old, new) {
        (Domain::YesNo, Domain::YesNo) => Some((Vec::new(), one())),
        (Domain::Choice { options: old, .. }, Domain::Choice { options: new, .. })
        | (Domain::Set(old), Domain::Set(new)) => Some((named(old, new), one())),
        (Domain::Number { kind: old, .. }, Domain::Number { kind: new, .. }) => match (old, new) {
            (NumberKind::Duration(old), NumberKind::Duration(new)) => {
                let (numerator, denominator) = old.ratio_to(*new)?;
                Some((Vec::new(), integer(numerator) / integer(denominator)))
            }
            (old, new) => (old == new).then(|| (Vec::new(), one())),
        },
        _ => None,
    }
}

impl InputLink {
    /// An old answer as an answer of the new input. None if it is one the new input does not have any more. Of a set the members
    /// that are new are not in.
    pub fn value(&self, old: &Value, domain: &Domain) -> Option<Value> {
        match old {
            Value::YesNo(_) => Some(old.clone()),
            Value::Choice(at) => target(&self.options, *at).map(Value::Choice),
            Value::Set(members) => {
                let lost = (0..members.len()).any(|at| members[at] && target(&self.options, at).is_none());
                let is_in = |(to, source): (usize, &Option<usize>)| {
                    source.is_some_and(|at| members.get(at) == Some(&true) && target(&self.options, at) == Some(to))
                };
                (!lost).then(|| Value::Set(self.options.iter().enumerate().map(is_in).collect()))
            }
            Value::Number(number) => {
                let Domain::Number { low, high, .. } = domain else { return None };
                let number = number * &self.factor;
                let inside =
                    low.as_ref().is_none_or(|low| number >= *low) && high.as_ref().is_none_or(|high| number <= *high);
                inside.then_some(Value::Number(number))
            }
        }
    }
}
