//! The joint model, built: inputs paired, definitions and rules that both versions have told from those only one has.

use super::domain::{Shared, restriction, shared};
use super::{Condition, Joint, Part, SIDES, Side, any};
use crate::diagnostic::Span;
use crate::exact::integer;
use crate::grid::{Constraint, Definition, DefinitionId, Formula, Grid, Input, InputId};
use crate::version::lineage::Lineage;

/// How often what seems alike is looked at again before nothing is taken to be.
const ROUNDS: usize = 64;

/// The joint model of two grids.
pub(super) fn joint<'g>(old: &'g Grid, new: &'g Grid, lineage: &'g Lineage) -> Joint<'g> {
    let mut model = Grid { name: new.name.clone(), version: new.version.clone(), ..Grid::default() };
    let mut parts = [Part::default(), Part::default()];
    inputs(old, new, lineage, &mut model, &mut parts);
    let (guarded, alike) = alike(old, new, lineage, &mut parts, model.inputs.len());
    definitions([old, new], &mut model, &parts, &guarded, &alike);
    existence([old, new], &mut model, &parts, &guarded);
    rules([old, new], &mut model, &mut parts, &guarded);
    Joint { old, new, lineage, model, sides: parts, guarded }
}

/// Pairs the inputs: those of the new version first, then those only the old one has.
fn inputs(old: &Grid, new: &Grid, lineage: &Lineage, model: &mut Grid, parts: &mut [Part; 2]) {
    let [before, after] = parts;
    before.inputs = vec![InputId(0); old.inputs.len()];
    before.options = old.inputs.iter().map(|input| (0..input.domain.options().len()).collect()).collect();
    before.factors = vec![integer(1); old.inputs.len()];
    after.options = new.inputs.iter().map(|input| (0..input.domain.options().len()).collect()).collect();
    after.factors = vec![integer(1); new.inputs.len()];
    for (at, input) in new.inputs.iter().enumerate() {
        let id = InputId(at);
        after.inputs.push(id);
        let mut input = Input { exists_if: None, ..input.clone() };
        if let Some(link) = &lineage.inputs[at] {
            let from = link.old.0;
            let Shared { domain, old_options, new_options } = shared(&old.inputs[from].domain, &input.domain, link);
            input.domain = domain;
            before.inputs[from] = id;
            before.options[from] = old_options;
            before.factors[from] = link.factor.clone();
            after.options[at] = new_options;
        }
        model.inputs.push(input);
    }
    for (at, input) in old.inputs.iter().enumerate().filter(|(at, _)| lineage.input_of(InputId(*at)).is_none()) {
        before.inputs[at] = InputId(model.inputs.len());
        let taken = new.input_named(&input.name).is_some();
        let name = if taken { format!("{} d’avant", input.name) } else { input.name.clone() };
        model.inputs.push(Input { exists_if: None, name, ..input.clone() });
    }
}

/// Which inputs do not exist alike, and which definitions of the new version are those of the old. Both rest on each other: take
/// everything of the same name to be alike, and give up what turns out not to be, until nothing more does.
fn alike(
    old: &Grid,
    new: &Grid,
    lineage: &Lineage,
    parts: &mut [Part; 2],
    inputs: usize,
) -> (Vec<bool>, Vec<Option<usize>>) {
    let mut guarded = vec![false; inputs];
    let named = |name: &str| old.definitions.iter().position(|definition| definition.name == name);
    let mut alike: Vec<_> = new.definitions.iter().map(|definition| named(&definition.name)).collect();
    let count = old.definitions.len();
    for round in 0..=ROUNDS {
        if round == ROUNDS {
            alike.fill(None);
            for (at, _) in new.inputs.iter().enumerate().filter(|(at, _)| lineage.inputs[*at].is_some()) {
                guarded[parts[1].inputs[at].0] = true;
            }
        }
        parts[0].definitions = (0..count).map(DefinitionId).collect();
        parts[1].definitions =
            alike.iter().enumerate().map(|(at, same)| DefinitionId(same.unwrap_or(count + at))).collect();
        guards([old, new], parts, inputs);
        if round == ROUNDS {
            break;
        }
        let mut changed = false;
        for (at, definition) in new.definitions.iter().enumerate() {
            let Some(same) = alike[at] else { continue };
            let before = parts[0].condition(&old.definitions[same].condition, &guarded);
            if before != parts[1].condition(&definition.condition, &guarded) {
                (alike[at], changed) = (None, true);
            }
        }
        for (at, input) in new.inputs.iter().enumerate() {
            let (Some(link), id) = (&lineage.inputs[at], parts[1].inputs[at]) else { continue };
            let before = old.input(link.old).exists_if.as_ref().map(|when| parts[0].condition(when, &guarded));
            let after = input.exists_if.as_ref().map(|when| parts[1].condition(when, &guarded));
            if !guarded[id.0] && before != after {
                (guarded[id.0], changed) = (true, true);
            }
        }
        if !changed {
            break;
        }
    }
    (guarded, alike)
}

/// The place of the definition that says when a joint input exists on a side: after the definitions of both grids.
fn guards(grids: [&Grid; 2], parts: &mut [Part; 2], inputs: usize) {
    let first = grids[0].definitions.len() + grids[1].definitions.len();
    for (side, (grid, part)) in grids.into_iter().zip(parts).enumerate() {
        part.guards = vec![None; inputs];
        for (own, joint) in part.inputs.iter().enumerate() {
            let guard = DefinitionId(first + side * inputs + joint.0);
            part.guards[joint.0] = grid.inputs[own].exists_if.as_ref().map(|_| guard);
        }
    }
}

/// The definitions of both grids, then when each input exists on each side.
fn definitions(grids: [&Grid; 2], model: &mut Grid, parts: &[Part; 2], guarded: &[bool], alike: &[Option<usize>]) {
    for side in SIDES {
        let (grid, part) = (grids[side as usize], &parts[side as usize]);
        for (at, definition) in grid.definitions.iter().enumerate() {
            // One that stands for that of the old version is never named: its place is kept, so that indices stay plain.
            let unused = side == Side::New && alike[at].is_some();
            let condition = if unused { any(Vec::new()) } else { part.condition(&definition.condition, guarded) };
            model.definitions.push(Definition { condition, ..definition.clone() });
        }
    }
    for side in SIDES {
        let (grid, part) = (grids[side as usize], &parts[side as usize]);
        for joint in 0..model.inputs.len() {
            let own = part.inputs.iter().position(|input| input.0 == joint);
            let when = own.and_then(|own| grid.inputs[own].exists_if.as_ref());
            let name = &model.inputs[joint].name;
            let name = if side == Side::Old { format!("{name} existait") } else { format!("{name} existe") };
            model.definitions.push(Definition {
                name,
                label: String::new(),
                condition: when.map_or_else(Formula::truth, |when| part.condition(when, guarded)),
                name_span: Span::default(),
                span: Span::default(),
            });
        }
    }
}

/// When each joint input exists: where either side says so.
fn existence(grids: [&Grid; 2], model: &mut Grid, parts: &[Part; 2], guarded: &[bool]) {
    for joint in 0..model.inputs.len() {
        let own = |side: Side| parts[side as usize].inputs.iter().position(|input| input.0 == joint);
        let guard = |side: Side| parts[side as usize].guards[joint].map(|id| Formula::Definition(id, Span::default()));
        model.inputs[joint].exists_if = if guarded[joint] {
            guard(Side::Old).zip(guard(Side::New)).map(|(old, new)| any(vec![old, new]))
        } else {
            let side = if own(Side::New).is_some() { Side::New } else { Side::Old };
            let when = own(side).and_then(|own| grids[side as usize].inputs[own].exists_if.as_ref());
            when.map(|when| parts[side as usize].condition(when, guarded))
        };
    }
}

/// The constraints both versions have, and what only one asks of every audit.
fn rules(grids: [&Grid; 2], model: &mut Grid, parts: &mut [Part; 2], guarded: &[bool]) {
    let written = |side: Side, parts: &[Part; 2]| -> Vec<Condition> {
        let constraints = grids[side as usize].constraints.iter();
        constraints.map(|constraint| parts[side as usize].condition(&constraint.condition, guarded)).collect()
    };
    let mut old = written(Side::Old, parts);
    for (at, condition) in written(Side::New, parts).into_iter().enumerate() {
        if let Some(same) = old.iter().position(|old| *old == condition) {
            old.remove(same);
            model.constraints.push(Constraint { condition, ..grids[1].constraints[at].clone() });
        } else {
            parts[1].rules.push(condition);
        }
    }
    parts[0].rules.extend(old);
    for side in SIDES {
        let part = &parts[side as usize];
        let restrictions: Vec<_> = part
            .inputs
            .iter()
            .enumerate()
            .filter_map(|(own, joint)| {
                let exists = part.guards[joint.0].map(|guard| Formula::Definition(guard, Span::default()));
                let (joint_domain, own_domain) =
                    (&model.inputs[joint.0].domain, &grids[side as usize].inputs[own].domain);
                let (options, factor) = (&part.options[own], &part.factors[own]);
                restriction(*joint, joint_domain, own_domain, options, factor, exists.as_ref())
            })
            .collect();
        parts[side as usize].rules.extend(restrictions);
    }
}
