//! The domain of an input both versions have: whatever either allows, and what of it only one does.

use super::{Condition, any, atom_of, not};
use crate::exact::Exact;
use crate::grid::{Bound, Choice, Comparison, Domain, InputId, Test};
use crate::version::lineage::{InputLink, target};

/// A domain that holds both.
pub(super) struct Shared {
    pub(super) domain: Domain,
    /// For each old option the joint one.
    pub(super) old_options: Vec<usize>,
    /// For each new option the joint one.
    pub(super) new_options: Vec<usize>,
}

/// The joint domain of an input and of the old one it takes up.
pub(super) fn shared(old: &Domain, new: &Domain, link: &InputLink) -> Shared {
    let (domain, old_options, new_options) = match (old, new) {
        (Domain::Choice { ordered: old_order, options: old }, Domain::Choice { ordered, options: new }) => {
            let (options, from_old, from_new) = options(old, new, link);
            let ordered = *ordered && *old_order && from_old.is_sorted();
            (Domain::Choice { ordered, options }, from_old, from_new)
        }
        (Domain::Set(old), Domain::Set(new)) => {
            let (options, from_old, from_new) = options(old, new, link);
            (Domain::Set(options), from_old, from_new)
        }
        (Domain::Number { low: old_low, high: old_high, .. }, Domain::Number { kind, low, high, unit }) => {
            let either = |old: &Option<Exact>, new: &Option<Exact>, wider: fn(Exact, Exact) -> Exact| {
                old.as_ref().zip(new.as_ref()).map(|(old, new)| wider(old * &link.factor, new.clone()))
            };
            let (low, high) = (either(old_low, low, Ord::min), either(old_high, high, Ord::max));
            (Domain::Number { kind: *kind, low, high, unit: unit.clone() }, Vec::new(), Vec::new())
        }
        (_, new) => (new.clone(), Vec::new(), Vec::new()),
    };
    Shared { domain, old_options, new_options }
}

/// An option of both, with its place in the old list and in the new one.
type Entry = (Choice, Option<usize>, Option<usize>);

/// The options of both: the new ones, and after the one each follows those only the old version has.
fn options(old: &[Choice], new: &[Choice], link: &InputLink) -> (Vec<Choice>, Vec<usize>, Vec<usize>) {
    let mut order: Vec<Entry> = new.iter().enumerate().map(|(at, option)| (option.clone(), None, Some(at))).collect();
    let mut previous = None;
    for (at, option) in old.iter().enumerate() {
        let place = match target(&link.options, at) {
            Some(to) => order.iter().position(|(.., new)| *new == Some(to)),
            None => None,
        };
        let place = place.unwrap_or_else(|| {
            let after = previous.map_or(0, |place| place + 1);
            order.insert(after, (option.clone(), None, None));
            after
        });
        if let Some(entry) = order.get_mut(place) {
            entry.1 = Some(at);
        }
        previous = Some(place);
    }
    let places = |of: fn(&Entry) -> Option<usize>, count: usize| {
        (0..count).map(|at| order.iter().position(|entry| of(entry) == Some(at)).unwrap_or_default()).collect()
    };
    let (from_old, from_new) = (places(|entry| entry.1, old.len()), places(|entry| entry.2, new.len()));
    (order.into_iter().map(|(option, ..)| option).collect(), from_old, from_new)
}

/// What a side asks of an input both have so that its value is one of that side's; `exists` says when it exists there. Nothing
/// where the side allows all that either does.
pub(super) fn restriction(
    input: InputId,
    joint: &Domain,
    own: &Domain,
    options: &[usize],
    factor: &Exact,
    exists: Option<&Condition>,
) -> Option<Condition> {
    let inside = match (joint, own) {
        (Domain::Choice { options: all, .. }, Domain::Choice { .. }) if options.len() < all.len() => {
            let mut own = options.to_vec();
            own.sort_unstable();
            vec![atom_of(input, Test::Among(own))]
        }
        (Domain::Set(all), Domain::Set(_)) if options.len() < all.len() => {
            let members = (0..all.len()).filter(|at| !options.contains(at)).collect();
            return Some(not(atom_of(input, Test::Contains { members, at_least: 1 })));
        }
        (Domain::Number { low: joint_low, high: joint_high, .. }, Domain::Number { low, high, .. }) => {
            let bound = |own: &Option<Exact>, joint: &Option<Exact>, comparison| {
                let value = own.as_ref().map(|own| own * factor).filter(|own| Some(own) != joint.as_ref())?;
                Some(atom_of(input, Test::Compare(comparison, Bound { value, parameter: None })))
            };
            let low = bound(low, joint_low, Comparison::GreaterOrEqual);
            let high = bound(high, joint_high, Comparison::LessOrEqual);
            low.into_iter().chain(high).collect()
        }
        _ => Vec::new(),
    };
    if inside.is_empty() {
        return None;
    }
    let inside = super::all(inside);
    Some(match exists {
        Some(exists) => any(vec![not(exists.clone()), inside]),
        None => inside,
    })
}
