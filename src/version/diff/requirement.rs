//! Required elements: whether what is recorded of a point is enough, as a function of the elements met and of the inputs. Each
//! element becomes a yes/no input, the same on both sides where the new one takes the old one up.

use super::change::{Bearing, Effect, Found, Nature, Probe};
use super::parameters;
use super::points::Pair;
use crate::audit::RecordedElements;
use crate::diagnostic::Span;
use crate::grid::{DefinitionId, Domain, Formula, Grid, InputId, Need, NeedPart, Point, Test, Value};
use crate::region::{Limit, Witness};
use crate::version::joint::{Condition, Joint, Side, all, any, atom_of, not};
use crate::version::lineage::{Admission, PointLink, target};

/// Whether the elements recorded are enough.
pub(super) fn compare(pair: &Pair<'_, '_>, found: &mut Found<'_>) -> Result<(), Limit> {
    let (old, new) = (pair.old_point(), pair.new_point());
    // What is split or merged has its elements shared out: they are told by the points themselves.
    let whole = pair.joint.lineage.point_of(pair.old).is_some();
    if !whole || (old.requirement.is_none() && new.requirement.is_none()) {
        return Ok(());
    }
    let mut elements = Elements::new(pair.joint, old, new, pair.link);
    let before = elements.enough(Side::Old, old);
    let after = elements.enough(Side::New, new);
    if before == after {
        return Ok(());
    }
    let conditions: Vec<_> = pair.counting().into_iter().chain([before, after]).collect();
    let mut asked = pair.joint.ask_in(&elements.model, &conditions)?;
    let counts = asked.space.all(&asked.regions[..4])?;
    let within = asked.space.and(counts, asked.both)?;
    let (before, after) = (asked.regions[4], asked.regions[5]);
    let (eased, tightened) = (asked.space.minus(after, before)?, asked.space.minus(before, after)?);
    let mut effects = named(old, new, pair.link);
    effects.extend(numbers(old, new));
    let mut probe = Vec::new();
    let word = |enough| if enough { "suffisant" } else { "insuffisant" }.to_owned();
    let recorded: Vec<_> =
        elements.old.iter().chain(elements.admitted.iter().map(|(_, input)| input)).copied().collect();
    for (region, enough) in [(tightened, false), (eased, true)] {
        let held = asked.space.and(region, within)?;
        let settled = asked.space.observe_where(held, asked.both)?;
        let Some(witness) = asked.space.witness(&settled) else { continue };
        // For whom: whatever elements it takes. What they are is shown by a case.
        let reached = asked.space.exists(held, &recorded)?;
        let Some(mut zones) = asked.zones(reached, within, asked.both)? else { continue };
        if let Some((_, text, values)) = zones.cases.first_mut() {
            *text = elements.told(&witness);
            values.clone_from(&witness);
        }
        zones.cases.iter_mut().skip(1).for_each(|(_, text, _)| text.clear());
        probe.push(elements.probe(pair, &witness));
        effects.push(Effect::within(pair.joint, word(!enough), word(enough), zones));
    }
    if probe.is_empty() && effects.is_empty() {
        return Ok(());
    }
    let bearing = if probe.is_empty() { Bearing::Names } else { Bearing::Results };
    let mut change = pair.change(Nature::Requirement, bearing).effects(effects);
    change.probe = probe;
    let conditions = |point: &Point| {
        let waivers = point.waivers.iter().map(|waiver| waiver.condition.clone());
        waivers.chain(point.substitutes.iter().filter_map(|one| one.condition.clone())).collect::<Vec<_>>()
    };
    let (old_conditions, new_conditions) = (conditions(old), conditions(new));
    change.causes = parameters::causes(
        pair.joint,
        &old_conditions.iter().collect::<Vec<_>>(),
        &new_conditions.iter().collect::<Vec<_>>(),
    );
    found.push(change, &spans(old), &spans(new));
    Ok(())
}

/// Where the requirement of a point is written.
fn spans(point: &Point) -> Vec<Span> {
    let needs = point.requirement.iter().flat_map(|requirement| &requirement.needs).map(|need| need.span);
    let waivers = point.waivers.iter().map(|waiver| waiver.span);
    needs.chain(waivers).chain(point.substitutes.iter().map(|one| one.span)).collect()
}

/// Elements gone, new and renamed.
fn named(old: &Point, new: &Point, link: &PointLink) -> Vec<Effect> {
    let keys = |point: &Point| -> Vec<String> {
        point.requirement.iter().flat_map(|one| &one.elements).map(|element| element.key.clone()).collect()
    };
    let (old, new) = (keys(old), keys(new));
    let mut effects = Vec::new();
    for (at, key) in old.iter().enumerate() {
        match target(&link.elements, at).map(|to| &new[to]) {
            None => effects.push(Effect::plain(key.clone(), "")),
            Some(to) if to != key => effects.push(Effect::plain(key.clone(), to.clone())),
            Some(_) => {}
        }
    }
    let added = new.iter().zip(&link.elements).filter(|(_, source)| source.is_none());
    effects.extend(added.map(|(key, _)| Effect::plain("", key.clone())));
    effects
}

/// The numbers required that changed, need by need.
fn numbers(old: &Point, new: &Point) -> Vec<Effect> {
    fn all(need: &Need, found: &mut Vec<(String, Option<u32>)>) {
        found.push((need.name.clone(), need.at_least));
        for part in &need.parts {
            if let NeedPart::Need(inner) = part {
                all(inner, found);
            }
        }
    }
    let needs = |point: &Point| {
        let mut found = Vec::new();
        point.requirement.iter().flat_map(|one| &one.needs).for_each(|need| all(need, &mut found));
        found
    };
    let (old, new) = (needs(old), needs(new));
    let said = |(name, at_least): &(String, Option<u32>)| {
        let number = at_least.map_or_else(|| "tous".to_owned(), |number| format!("au moins {number}"));
        if name.is_empty() { number } else { format!("{name} : {number}") }
    };
    let same_name = old.iter().zip(&new).filter(|(old, new)| old.0 == new.0 && old.1 != new.1);
    same_name.map(|(old, new)| Effect::plain(said(old), said(new))).collect()
}

/// The joint model with what can be recorded of a point as further inputs.
struct Elements<'j, 'g> {
    joint: &'j Joint<'g>,
    link: &'j PointLink,
    model: Grid,
    /// For each old element its input.
    old: Vec<InputId>,
    /// For each new element its input; none for one that old audits never hold.
    new: Vec<Option<InputId>>,
    /// For each old substitute, and the element it stands for, its input.
    admitted: Vec<((usize, usize), InputId)>,
    /// Definitions added on each side, in the order built.
    added: [Vec<Condition>; 2],
}

impl<'j, 'g> Elements<'j, 'g> {
    fn new(joint: &'j Joint<'g>, old: &Point, new: &Point, link: &'j PointLink) -> Self {
        let mut elements = Self {
            joint,
            link,
            model: joint.model.clone(),
            old: Vec::new(),
            new: Vec::new(),
            admitted: Vec::new(),
            added: [Vec::new(), Vec::new()],
        };
        let count = |point: &Point| point.requirement.as_ref().map_or(0, |one| one.elements.len());
        for at in 0..count(old) {
            let key = &old.requirement.as_ref().map_or(&[][..], |one| &one.elements)[at].key;
            let name = target(&link.elements, at)
                .and_then(|to| new.requirement.as_ref()?.elements.get(to))
                .map_or(key, |element| &element.key);
            let input = elements.input(name.clone());
            elements.old.push(input);
        }
        elements.new = link.elements.iter().map(|source| source.and_then(|at| elements.old.get(at).copied())).collect();
        for (substitute, one) in old.substitutes.iter().enumerate() {
            for (key, element) in &one.stands_for {
                let input = elements.input(key.clone());
                elements.admitted.push(((substitute, *element), input));
            }
        }
        elements
    }

    fn input(&mut self, name: String) -> InputId {
        self.model.make_input(name, Domain::YesNo, None)
    }

    /// When what is recorded is enough.
    fn enough(&mut self, side: Side, point: &Point) -> Condition {
        let Some(requirement) = &point.requirement else { return all(Vec::new()) };
        let count = requirement.elements.len();
        let met: Vec<_> = (0..count).map(|at| self.met(side, point, at)).collect();
        let waived: Vec<_> = (0..count).map(|at| self.waived(side, point, at)).collect();
        let mut needs = Vec::new();
        for need in &requirement.needs {
            let part = self.need(side, need, point, &met, &waived);
            needs.push(any(vec![not(part.required), part.met]));
        }
        all(needs)
    }

    /// When an element counts as met: recorded, or replaced by a substitute that is admitted.
    fn met(&self, side: Side, point: &Point, at: usize) -> Condition {
        let is_met = |input: InputId| atom_of(input, Test::Is(true));
        let own = match side {
            Side::Old => self.old.get(at).copied(),
            Side::New => self.new.get(at).copied().flatten(),
        };
        let mut ways: Vec<_> = own.map(is_met).into_iter().collect();
        for (substitute, one) in point.substitutes.iter().enumerate() {
            let old = match side {
                Side::Old => Some((substitute, at)),
                Side::New => {
                    let stands = |admission: &&Admission| admission.element == at;
                    self.link.substitutes.get(substitute).and_then(|all| all.iter().find(stands)?.old)
                }
            };
            let recorded = self.admitted.iter().find(|(key, _)| Some(*key) == old).map(|(_, input)| is_met(*input));
            let stands = one.stands_for.iter().any(|(_, element)| *element == at);
            if let (true, Some(recorded)) = (stands, recorded) {
                let condition = one.condition.as_ref().map(|condition| self.joint.condition(side, condition));
                ways.push(all([Some(recorded), condition].into_iter().flatten().collect()));
            }
        }
        any(ways)
    }

    fn waived(&self, side: Side, point: &Point, at: usize) -> Condition {
        let waivers = point.waivers.iter().filter(|waiver| waiver.elements.contains(&at));
        any(waivers.map(|waiver| self.joint.condition(side, &waiver.condition)).collect())
    }

    /// A need, as the evaluator counts it: a waived part leaves the candidates, the number asked is then no more than those that
    /// are required, and what is wholly optional counts only when something of it was found.
    fn need(&mut self, side: Side, need: &Need, point: &Point, met: &[Condition], waived: &[Condition]) -> Part {
        let optional = |at: usize| point.requirement.as_ref().is_some_and(|one| one.elements[at].if_any);
        let mut parts = Vec::new();
        for part in &need.parts {
            parts.push(match part {
                NeedPart::Element(at) => Part {
                    candidate: not(waived[*at].clone()),
                    required: if optional(*at) { any(Vec::new()) } else { all(Vec::new()) },
                    met: met[*at].clone(),
                },
                NeedPart::Need(inner) => self.need(side, inner, point, met, waived),
            });
        }
        let required = any(parts.iter().map(|part| all(vec![part.candidate.clone(), part.required.clone()])).collect());
        let required = self.define(side, required);
        let every = all(parts
            .iter()
            .map(|part| any(vec![not(part.candidate.clone()), not(part.required.clone()), part.met.clone()]))
            .collect());
        let is_met = match need.at_least {
            None => every,
            Some(wanted) => {
                let counted: Vec<_> =
                    parts.iter().map(|part| all(vec![part.candidate.clone(), part.met.clone()])).collect();
                let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
                let enough = self.at_least(side, &counted, wanted);
                let as_many = self.as_many(side, &parts);
                any(vec![enough, as_many])
            }
        };
        let found = any(parts.iter().map(|part| all(vec![part.candidate.clone(), part.met.clone()])).collect());
        let met = any(vec![all(vec![required.clone(), is_met]), all(vec![not(required.clone()), found])]);
        let candidate = any(parts.iter().map(|part| part.candidate.clone()).collect());
        Part { candidate: self.define(side, candidate), required, met: self.define(side, met) }
    }

    /// When at least so many of these hold.
    fn at_least(&mut self, side: Side, parts: &[Condition], wanted: usize) -> Condition {
        if wanted > parts.len() {
            return any(Vec::new());
        }
        // By how many are still wanted, from the last part back.
        let mut by_wanted = vec![any(Vec::new()); wanted + 1];
        by_wanted[0] = all(Vec::new());
        for part in parts.iter().rev() {
            for left in (1..=wanted).rev() {
                let one_less = by_wanted[left - 1].clone();
                let condition = any(vec![all(vec![part.clone(), one_less]), by_wanted[left].clone()]);
                by_wanted[left] = self.define(side, condition);
            }
        }
        by_wanted.swap_remove(wanted)
    }

    /// When as many candidates are met as are required, whichever they are.
    fn as_many(&mut self, side: Side, parts: &[Part]) -> Condition {
        // By the lead still wanted, from −n to n, from the last part back: met but not required leads, required but not met trails.
        let count = parts.len();
        let truth = |holds: bool| if holds { all(Vec::new()) } else { any(Vec::new()) };
        let mut by_lead: Vec<_> = (0..=2 * count).map(|at| truth(at <= count)).collect();
        for part in parts.iter().rev() {
            let leads = all(vec![part.candidate.clone(), not(part.required.clone()), part.met.clone()]);
            let trails = all(vec![part.candidate.clone(), part.required.clone(), not(part.met.clone())]);
            let next: Vec<_> = (0..=2 * count)
                .map(|at| {
                    let after = |at: Option<usize>| at.and_then(|at| by_lead.get(at).cloned());
                    let led = after(at.checked_sub(1)).unwrap_or_else(|| truth(true));
                    let trailed = after(at.checked_add(1)).unwrap_or_else(|| truth(false));
                    let same = by_lead[at].clone();
                    any(vec![
                        all(vec![leads.clone(), led]),
                        all(vec![trails.clone(), trailed]),
                        all(vec![not(leads.clone()), not(trails.clone()), same]),
                    ])
                })
                .collect();
            by_lead = next.into_iter().map(|condition| self.define(side, condition)).collect();
        }
        by_lead.swap_remove(count)
    }

    /// Names a condition, so that using it many times costs no more than once.
    fn define(&mut self, side: Side, condition: Condition) -> Condition {
        // The old side is built first: what the new one builds alike is the same definition.
        let at = self.added[side as usize].len();
        self.added[side as usize].push(condition.clone());
        let same = side == Side::New && self.added[0].get(at) == Some(&condition);
        let id = if same {
            DefinitionId(self.joint.model.definitions.len() + at)
        } else {
            self.model.make_definition(condition)
        };
        Formula::Definition(id, Span::default())
    }

    /// A case in words: answers, then the elements recorded.
    fn told(&self, values: &Witness) -> String {
        let inputs = self.joint.model.inputs.len();
        let (answers, recorded): (Vec<_>, Vec<_>) =
            values.values.iter().cloned().partition(|(input, _)| input.0 < inputs);
        let met = recorded.iter().filter(|(_, value)| *value == Value::YesNo(true));
        let met: Vec<_> = met.map(|(input, _)| self.model.input(*input).name.as_str()).collect();
        let met = if met.is_empty() { "rien de relevé".to_owned() } else { format!("relevés : {}", met.join(", ")) };
        match (Witness { values: answers }).text(&self.model) {
            text if text.is_empty() => met,
            text => format!("{text} ; {met}"),
        }
    }

    /// What to record of the old point so that a case shows.
    fn probe(&self, pair: &Pair<'_, '_>, values: &Witness) -> Probe {
        let is_met = |input: InputId| values.values.contains(&(input, Value::YesNo(true)));
        let met = (0..self.old.len()).filter(|at| is_met(self.old[*at])).collect();
        let substituted = self.admitted.iter().filter(|(_, input)| is_met(*input)).map(|(key, _)| *key).collect();
        let inputs = self.joint.model.inputs.len();
        let own = values.values.iter().filter(|(input, _)| input.0 < inputs).cloned().collect();
        let elements = Some((pair.old.0, RecordedElements { met, substituted }));
        Probe { values: Some(Witness { values: own }), elements, level: None, aside: None }
    }
}

/// A part of a need.
struct Part {
    candidate: Condition,
    required: Condition,
    met: Condition,
}
