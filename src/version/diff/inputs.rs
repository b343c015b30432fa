//! Inputs, and the audits that are accepted.

use super::change::{Bearing, Change, Effect, Found, Nature, Subject};
use super::parameters;
use crate::exact::Exact;
use crate::grid::{Choice, Domain, Formula, Grid, Input, InputId, NumberKind, TimeUnit, wording};
use crate::region::Limit;
use crate::version::joint::{Joint, Side};
use crate::version::lineage::{InputLink, target};

/// Compares every input, then what is asked of all of them together.
pub(super) fn compare(joint: &Joint<'_>, found: &mut Found<'_>) {
    let (old, new, lineage) = (joint.old, joint.new, joint.lineage);
    let subject = |old: Option<&Input>, new: Option<&Input>| Subject::Input {
        old: old.map(|input| input.name.clone()),
        new: new.map(|input| input.name.clone()),
    };
    for (at, input) in old.inputs.iter().enumerate() {
        if lineage.input_of(InputId(at)).is_none() && !retyped(new, input) {
            let change = Change::new(subject(Some(input), None), Nature::Retired, Bearing::Names);
            found.push(change, &[input.span], &[]);
        }
    }
    for (at, input) in new.inputs.iter().enumerate() {
        match &lineage.inputs[at] {
            Some(link) => one(joint, link, input, found),
            None => match old.input_named(input.resumes.as_ref().unwrap_or(&input.name)).map(|from| old.input(from)) {
                Some(from) if lineage.input_of(InputId(index(old, from))).is_none() => {
                    let effect = Effect::plain(kind(&from.domain), kind(&input.domain));
                    let change = Change::new(subject(Some(from), Some(input)), Nature::Type, Bearing::Names);
                    found.push(change.effects([effect]), &[from.span], &[input.span]);
                }
                _ => {
                    let change = Change::new(subject(None, Some(input)), Nature::New, Bearing::Names);
                    found.push(change, &[], &[input.span]);
                }
            },
        }
    }
    if let Err(limit) = accepted(joint, found) {
        found.unproved("les audits acceptés", limit);
    }
}

/// True if an input of the new version has the name of an old one that no input takes up: its type changed.
fn retyped(new: &Grid, old: &Input) -> bool {
    new.inputs.iter().any(|input| *input.resumes.as_ref().unwrap_or(&input.name) == old.name)
}

fn index(grid: &Grid, input: &Input) -> usize {
    grid.input_named(&input.name).map_or(0, |id| id.0)
}

/// What changed about an input that goes on.
fn one(joint: &Joint<'_>, link: &InputLink, new: &Input, found: &mut Found<'_>) {
    let old = joint.old.input(link.old);
    let spans = ([old.span], [new.span]);
    let change = |nature| {
        let subject = Subject::Input { old: Some(old.name.clone()), new: Some(new.name.clone()) };
        Change::new(subject, nature, Bearing::Names)
    };
    if old.name != new.name {
        found.push(change(Nature::Renamed), &spans.0, &spans.1);
    }
    if old.section != new.section {
        let effect = Effect::plain(old.section.word(), new.section.word());
        found.push(change(Nature::Moved).effects([effect]), &spans.0, &spans.1);
    }
    let options = options(old.domain.options(), new.domain.options(), link);
    if !options.is_empty() {
        found.push(change(Nature::Options).effects(options), &spans.0, &spans.1);
    }
    let [before, after] = [&old.domain, &new.domain].map(bounds);
    if before != after {
        found.push(change(Nature::Bounds).effects([Effect::plain(before, after)]), &spans.0, &spans.1);
    }
    if let Err(limit) = existence(joint, old, new, found) {
        found.unproved(format!("l’existence de {}", new.name), limit);
    }
}

/// Options and members gone, new and renamed.
fn options(old: &[Choice], new: &[Choice], link: &InputLink) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (at, option) in old.iter().enumerate() {
        match target(&link.options, at).map(|to| &new[to]) {
            None => effects.push(Effect::plain(option.name.clone(), "")),
            Some(to) if to.name != option.name => effects.push(Effect::plain(option.name.clone(), to.name.clone())),
            Some(_) => {}
        }
    }
    let added = new
        .iter()
        .enumerate()
        .filter(|(to, _)| link.options[*to].is_none_or(|at| target(&link.options, at) != Some(*to)));
    effects.extend(added.map(|(_, option)| Effect::plain("", option.name.clone())));
    effects
}

/// When it exists.
fn existence(joint: &Joint<'_>, old: &Input, new: &Input, found: &mut Found<'_>) -> Result<(), Limit> {
    let when =
        |side, input: &Input| input.exists_if.as_ref().map_or_else(Formula::truth, |when| joint.condition(side, when));
    let conditions = [when(Side::Old, old), when(Side::New, new)];
    if conditions[0] == conditions[1] {
        return Ok(());
    }
    let mut asked = joint.ask(&conditions)?;
    let (before, after, within) = (asked.regions[0], asked.regions[1], asked.old);
    let (gone, added) = (asked.space.minus(before, after)?, asked.space.minus(after, before)?);
    let word = |exists| if exists { "existe" } else { "n’existe pas" }.to_owned();
    let mut effects = Vec::new();
    for (region, exists) in [(added, true), (gone, false)] {
        effects.extend(
            asked.zones(region, within, within)?.map(|zones| Effect::within(joint, word(!exists), word(exists), zones)),
        );
    }
    if !effects.is_empty() {
        let subject = Subject::Input { old: Some(old.name.clone()), new: Some(new.name.clone()) };
        let mut change = Change::new(subject, Nature::Existence, Bearing::Names).effects(effects);
        let (old_when, new_when): (Vec<_>, Vec<_>) = (old.exists_if.iter().collect(), new.exists_if.iter().collect());
        change.causes = parameters::causes(joint, &old_when, &new_when);
        found.push(change, &[old.span], &[new.span]);
    }
    Ok(())
}

/// The audits refused from now on, and those accepted from now on.
fn accepted(joint: &Joint<'_>, found: &mut Found<'_>) -> Result<(), Limit> {
    let agreement = joint.agreement();
    if agreement.is_empty() && [Side::Old, Side::New].into_iter().all(|side| joint.rules(side).is_empty()) {
        return Ok(());
    }
    let spans = |grid: &Grid, other: &Grid| {
        let shared = |label: &str| !label.is_empty() && other.constraints.iter().any(|one| one.label == label);
        grid.constraints.iter().filter(|one| !shared(&one.label)).map(|one| one.span).collect::<Vec<_>>()
    };
    let (old_spans, new_spans) = (spans(joint.old, joint.new), spans(joint.new, joint.old));
    let conditions = |grid: &Grid| grid.constraints.iter().map(|one| one.condition.clone()).collect::<Vec<_>>();
    let (old_conditions, new_conditions) = (conditions(joint.old), conditions(joint.new));
    let mut causes = parameters::causes(
        joint,
        &old_conditions.iter().collect::<Vec<_>>(),
        &new_conditions.iter().collect::<Vec<_>>(),
    );
    let labels = |grid: &Grid, other: &Grid| {
        let labels = grid.constraints.iter().map(|one| &one.label).filter(|label| !label.is_empty());
        let new = labels.filter(|label| other.constraints.iter().all(|one| one.label != **label));
        new.map(|label| format!("contrainte « {label} »")).collect::<Vec<_>>()
    };
    causes.extend(labels(joint.new, joint.old));
    causes.extend(labels(joint.old, joint.new).into_iter().map(|label| format!("{label} (retirée)")));
    let mut say = |nature, bearing, before: &str, after: &str, zones| {
        let effect = Effect::within(joint, before.to_owned(), after.to_owned(), zones);
        let mut change = Change::new(Subject::Space, nature, bearing).effects([effect]);
        change.causes.clone_from(&causes);
        found.push(change, &old_spans, &new_spans);
    };
    let mut asked = joint.ask(&[])?;
    let (old, new) = (asked.old, asked.new);
    // Some answers to the new questions may make the audit acceptable.
    let reachable = asked.space.exists(new, &joint.new_inputs())?;
    let refused = asked.space.not(reachable)?;
    if let Some(zones) = asked.zones(refused, old, old)? {
        say(Nature::Refused, Bearing::Results, "accepté", "refusé", zones);
    }
    let reachable = asked.space.exists(old, &joint.old_inputs())?;
    let gained = asked.space.not(reachable)?;
    if let Some(zones) = asked.zones(gained, new, new)? {
        say(Nature::Accepted, Bearing::Names, "refusé", "accepté", zones);
    }
    Ok(())
}

/// What kind of answers an input takes.
fn kind(domain: &Domain) -> String {
    match domain {
        Domain::YesNo => "oui_non".to_owned(),
        Domain::Choice { ordered: false, .. } => "choix".to_owned(),
        Domain::Choice { ordered: true, .. } => "choix ordonné".to_owned(),
        Domain::Set(_) => "ensemble".to_owned(),
        Domain::Number { kind, .. } => match kind {
            NumberKind::Number => "nombre".to_owned(),
            NumberKind::Integer => "entier".to_owned(),
            NumberKind::Percentage => "pourcentage".to_owned(),
            NumberKind::Duration(unit) => format!("durée en {}", unit.plural()),
            NumberKind::Date => "date".to_owned(),
        },
    }
}

/// The bounds of a number with its unit, as people read them; empty for other inputs.
fn bounds(domain: &Domain) -> String {
    let Domain::Number { kind, low, high, unit } = domain else { return String::new() };
    let written = |value: &Exact| wording::quantity(*kind, unit.as_deref(), value);
    let bounds = match (low, high) {
        (Some(low), Some(high)) => format!("de {} à {}", written(low), written(high)),
        (Some(low), None) => format!("à partir de {}", written(low)),
        (None, Some(high)) => format!("jusqu’à {}", written(high)),
        (None, None) => "sans bornes".to_owned(),
    };
    match kind {
        NumberKind::Duration(unit) => format!("{bounds}, en {}", TimeUnit::plural(*unit)),
        _ => bounds,
    }
}
