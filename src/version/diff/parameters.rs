//! Parameters, and what else a change rests on.

use std::collections::BTreeSet;

use super::change::{Bearing, Change, Effect, Found, Nature, Subject};
use crate::grid::{Atom, DefinitionId, Formula, Grid, Test};
use crate::version::joint::{Joint, SIDES, Side};

/// New, retired and changed parameters.
pub(super) fn compare(joint: &Joint<'_>, found: &mut Found<'_>) {
    for parameter in &joint.new.parameters {
        let subject = Subject::Parameter(parameter.name.clone());
        match joint.old.parameters.iter().find(|old| old.name == parameter.name) {
            None => {
                let effect = Effect::plain("", parameter.written.clone());
                let change = Change::new(subject, Nature::New, Bearing::None).effects([effect]);
                found.push(change, &[], &[parameter.span]);
            }
            Some(old) if old.value != parameter.value => {
                let effect = Effect::plain(old.written.clone(), parameter.written.clone());
                let change = Change::new(subject, Nature::Value, Bearing::None).effects([effect]);
                found.push(change, &[old.span], &[parameter.span]);
            }
            Some(_) => {}
        }
    }
    for parameter in &joint.old.parameters {
        if joint.new.parameters.iter().all(|new| new.name != parameter.name) {
            let effect = Effect::plain(parameter.written.clone(), "");
            let subject = Subject::Parameter(parameter.name.clone());
            let change = Change::new(subject, Nature::Retired, Bearing::None).effects([effect]);
            found.push(change, &[parameter.span], &[]);
        }
    }
}

/// What the conditions of both sides rest on that changed by itself: parameters of another value, definitions of another meaning.
pub(super) fn causes(joint: &Joint<'_>, old: &[&Formula<Atom>], new: &[&Formula<Atom>]) -> Vec<String> {
    let mut parameters = BTreeSet::new();
    let mut definitions = BTreeSet::new();
    for (side, conditions) in SIDES.into_iter().zip([old, new]) {
        let grid = joint.grid(side);
        let used = used_definitions(grid, conditions);
        let inside = used.iter().map(|id| &grid.definitions[id.0].condition);
        for condition in conditions.iter().copied().chain(inside) {
            condition.walk(
                &mut |atom| {
                    if let Test::Compare(_, bound) = &atom.test {
                        parameters.extend(bound.parameter.map(|id| grid.parameters[id.0].name.clone()));
                    }
                },
                &mut |_| {},
            );
        }
        definitions.extend(used.into_iter().map(|id| grid.definitions[id.0].name.clone()));
    }
    let value = |grid: &Grid, name: &str| {
        grid.parameters.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.value.clone())
    };
    let parameters = parameters.into_iter().filter(|name| value(joint.old, name) != value(joint.new, name));
    let definitions = definitions.into_iter().filter(|name| !joint.same_definition(name));
    let parameters = parameters.map(|name| format!("paramètre {name}"));
    parameters.chain(definitions.map(|name| format!("définition {name}"))).collect()
}

/// The definitions some conditions rest on, those inside them included.
fn used_definitions(grid: &Grid, conditions: &[&Formula<Atom>]) -> BTreeSet<DefinitionId> {
    let (mut found, mut next) = (BTreeSet::new(), Vec::new());
    for condition in conditions {
        condition.walk(&mut |_| {}, &mut |id| next.push(id));
    }
    while let Some(id) = next.pop() {
        if found.insert(id) {
            grid.definitions[id.0].condition.walk(&mut |_| {}, &mut |inner| next.push(inner));
        }
    }
    found
}

impl Joint<'_> {
    /// True if both versions have a definition of this name and mean the same by it.
    fn same_definition(&self, name: &str) -> bool {
        let condition = |side: Side| {
            let definition = self.grid(side).definitions.iter().find(|definition| definition.name == name)?;
            Some(self.condition(side, &definition.condition))
        };
        condition(Side::Old).is_some() && condition(Side::Old) == condition(Side::New)
    }
}
