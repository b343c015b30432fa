//! An archive told apart by the answers to one input: choices one by one, sets as they are, numbers between the thresholds either
//! version compares them with.

use std::collections::BTreeMap;

use super::{Impact, Rescoring};
use crate::audit::Slots;
use crate::exact::Exact;
use crate::grid::{Domain, Grid, Input, InputId, NumberKind, Test, Value, wording};
use crate::region;

/// The input audits are told apart by.
pub struct By<'g> {
    input: &'g Input,
    id: InputId,
    /// The thresholds of a number, in order, in the old version's unit.
    bounds: Vec<Exact>,
}

/// The impact on the audits of each answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts(BTreeMap<Answer, Impact>);

/// An answer, or a stretch of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    YesNo(bool),
    Option(usize),
    Members(Vec<bool>),
    /// From this threshold on, to the next: 0 for what is below the first.
    Stretch(usize),
    /// Not given.
    Missing,
}

impl<'g> By<'g> {
    /// By an input of the old version; none if it has none of that name.
    pub fn new(rescoring: &Rescoring<'g>, name: &str) -> Option<Self> {
        let old = rescoring.old();
        let id = old.input_named(name)?;
        let mut bounds = compared(old, id);
        if let Some((to, link)) = rescoring.lineage().input_of(id) {
            bounds.extend(compared(rescoring.new_grid(), to).into_iter().map(|bound| bound / &link.factor));
        }
        bounds.sort();
        bounds.dedup();
        Some(Self { input: old.input(id), id, bounds })
    }

    /// Its name.
    pub fn name(&self) -> &'g str {
        &self.input.name
    }

    /// The impact on the audits with the answer of this one.
    pub fn part<'p>(&self, slots: &Slots, parts: &'p mut Parts) -> &'p mut Impact {
        parts.0.entry(self.answer(slots)).or_default()
    }

    fn answer(&self, slots: &Slots) -> Answer {
        match slots.value(self.id, &self.input.domain) {
            None => Answer::Missing,
            Some(Value::YesNo(answer)) => Answer::YesNo(answer),
            Some(Value::Choice(at)) => Answer::Option(at),
            Some(Value::Set(members)) => Answer::Members(members),
            Some(Value::Number(number)) => Answer::Stretch(self.bounds.partition_point(|bound| *bound <= number)),
        }
    }

    /// The answers in words, in order, each with the impact on its audits.
    pub fn in_order(&self, parts: &Parts) -> Vec<(String, Impact)> {
        parts.0.iter().map(|(answer, impact)| (self.words(answer), impact.clone())).collect()
    }

    fn words(&self, answer: &Answer) -> String {
        let options = self.input.domain.options();
        match answer {
            Answer::Missing => "non renseigné".to_owned(),
            Answer::YesNo(true) => "oui".to_owned(),
            Answer::YesNo(false) => "non".to_owned(),
            Answer::Option(at) => options.get(*at).map_or_else(String::new, |option| option.name.clone()),
            Answer::Members(members) => {
                let held = members.iter().zip(options).filter(|(held, _)| **held);
                let names: Vec<_> = held.map(|(_, option)| option.name.as_str()).collect();
                if names.is_empty() { "aucun".to_owned() } else { names.join(" + ") }
            }
            Answer::Stretch(at) => self.stretch(*at),
        }
    }

    fn stretch(&self, at: usize) -> String {
        let (kind, unit) = match &self.input.domain {
            Domain::Number { kind, unit, .. } => (*kind, unit.as_deref()),
            _ => (NumberKind::Number, None),
        };
        let written = |bound: &Exact| wording::quantity(kind, unit, bound);
        match (at.checked_sub(1).and_then(|low| self.bounds.get(low)), self.bounds.get(at)) {
            (Some(low), Some(high)) => format!("≥ {} et < {}", written(low), written(high)),
            (Some(low), None) => format!("≥ {}", written(low)),
            (None, Some(high)) => format!("< {}", written(high)),
            (None, None) => "renseigné".to_owned(),
        }
    }
}

impl Parts {
    /// Counts all others count; their audits come after those of this one.
    pub fn merge(&mut self, other: &Self) {
        for (answer, impact) in &other.0 {
            self.0.entry(answer.clone()).or_default().merge(impact);
        }
    }
}

/// What a grid compares an input with.
fn compared(grid: &Grid, id: InputId) -> Vec<Exact> {
    let mut bounds = Vec::new();
    let mut note = |condition: &crate::grid::Formula<crate::grid::Atom>| {
        for atom in region::atoms(grid, condition) {
            if let (true, Test::Compare(_, bound)) = (atom.input == id, &atom.test) {
                bounds.push(bound.value.clone());
            }
        }
    };
    for point in (0..grid.points.len()).map(crate::grid::PointId) {
        crate::score::reference::point_conditions(grid, point, &mut note);
    }
    grid.constraints.iter().for_each(|rule| note(&rule.condition));
    bounds
}
