//! A fully given audit of the old version whose result the new one changes, built from what the diff says and scored on both
//! sides.

use serde_json::{Map, Value as Json};

use super::observe::{Difference, differences};
use crate::audit::{Audit, RecordedRating};
use crate::check::witness;
use crate::grid::{Constraint, Grid, InputId, PointId, ScaleKind, Value};
use crate::region::{Bounds, Space, Witness};
use crate::score::PointStatus;
use crate::score::reference::Evaluator;
use crate::version::diff::{Bearing, Change, Nature, Probe};
use crate::version::joint::{Condition, Joint, SIDES, Side};

/// An audit that shows a change of results.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The answers that decide, in words; none can be left out. Empty if any audit shows it.
    pub decisive: String,
    /// The same as the part of an audit.
    pub decisive_answers: Json,
    /// The audit, fully given, of the old version.
    pub audit: Json,
    /// What changes.
    pub differences: Vec<Difference>,
}

/// The most audits scored in search of one.
const MOST_AUDITS: usize = 800;
/// How many steps the number of points rated alike takes.
const STEPS: usize = 8;

/// An example of some change that reaches results; those decided by the fewest answers are tried first.
pub(super) fn find(joint: &Joint<'_>, changes: &[Change]) -> Option<Example> {
    let mut probes: Vec<(bool, Probe)> = Vec::new();
    for change in changes.iter().filter(|change| change.bearing == Bearing::Results) {
        let refused = change.nature == Nature::Refused;
        let own = if change.probe.is_empty() { &[Probe::default()][..] } else { &change.probe };
        for probe in own {
            let cases = change.effects.iter().flat_map(|effect| &effect.cases);
            let of_case = |values: &Witness| Probe { values: Some(values.clone()), ..probe.clone() };
            let with_cases: Vec<_> = cases.map(|case| of_case(&case.values)).collect();
            // A probe with values of its own is one of its cases already.
            if probe.values.is_some() || with_cases.is_empty() {
                probes.push((refused, probe.clone()));
            } else {
                probes.extend(with_cases.into_iter().map(|probe| (refused, probe)));
            }
        }
    }
    let count = joint.model.inputs.len();
    for (_, probe) in &mut probes {
        // Results looked at by a decision are no answers.
        if let Some(values) = &mut probe.values {
            values.values.retain(|(input, _)| input.0 < count);
        }
    }
    probes.sort_by_key(|(_, probe)| probe.values.as_ref().map_or(0, |values| values.values.len()));
    let mut search = Search {
        joint,
        old: Evaluator::new(joint.old),
        new: Evaluator::new(joint.new),
        left: MOST_AUDITS,
        spaces: [Search::space(joint, false), Search::space(joint, true)],
    };
    probes.iter().find_map(|(refused, probe)| search.example(*refused, probe))
}

struct Search<'j, 'g> {
    joint: &'j Joint<'g>,
    old: Evaluator<'j>,
    new: Evaluator<'j>,
    left: usize,
    /// The spaces to complete in: of what both versions accept, and of what the old one does.
    spaces: [Option<Space>; 2],
}

impl<'g> Search<'_, 'g> {
    /// The whole joint space, bounded by what both versions ask or by the old one alone.
    fn space(joint: &Joint<'g>, old_alone: bool) -> Option<Space> {
        let mut model: Grid = joint.model.clone();
        let rule = |condition: Condition| Constraint {
            label: String::new(),
            condition,
            span: crate::diagnostic::Span::default(),
        };
        for side in SIDES.into_iter().filter(|side| *side == Side::Old || !old_alone) {
            model.constraints.extend(joint.rules(side).iter().cloned().map(rule));
        }
        if !old_alone {
            model.constraints.extend(joint.agreement().into_iter().map(rule));
        }
        let inputs: Vec<_> = (0..model.inputs.len()).map(InputId).collect();
        Space::over(&model, &inputs, &[], Bounds::default()).ok().map(|(space, _)| space)
    }

    /// An audit of a probe that changes, if one is found.
    fn example(&mut self, refused: bool, probe: &Probe) -> Option<Example> {
        let given = probe.values.clone().unwrap_or(Witness { values: Vec::new() });
        let space = self.spaces[usize::from(refused)].as_mut()?;
        let full = space.complete(&given.by_input(self.joint.model.inputs.len())).ok().flatten()?;
        let values = self.joint.old_values(&full);
        for pattern in 0..2 + 2 * STEPS {
            self.left = self.left.checked_sub(1)?;
            let audit = self.audit(values.clone(), probe, pattern)?;
            let changed = self.changes(&audit);
            if !changed.is_empty() {
                return Some(self.shown(&audit, &given, changed));
            }
        }
        None
    }

    /// What changes of an audit; nothing if the old version refuses it.
    fn changes(&self, audit: &Audit) -> Vec<Difference> {
        let (old, new, lineage) = (self.joint.old, self.joint.new, self.joint.lineage);
        let before = self.old.score(audit);
        if before.is_err() {
            return Vec::new();
        }
        let followed = lineage.follow(old, new, audit);
        if !followed.is_readable() {
            return vec![Difference {
                observed: super::Observed::Acceptance,
                before: "accepté".to_owned(),
                after: "refusé : une réponse n’existe plus".replace(" :", "\u{a0}:"),
            }];
        }
        differences((old, new, lineage), &before, &self.new.score(&followed.audit))
    }

    /// The audit with every point that waits for it rated, in one of several ways. None if the old version refuses the answers.
    fn audit(&self, values: Vec<Option<Value>>, probe: &Probe, pattern: usize) -> Option<Audit> {
        let grid = self.joint.old;
        let empty = |count| vec![None; count];
        let mut audit = Audit {
            id: "exemple".to_owned(),
            values,
            ratings: vec![None; grid.points.len()],
            elements: vec![None; grid.points.len()],
            set_aside: empty(grid.points.len()),
        };
        let outcome = self.old.score(&audit).ok()?;
        let unrated = (0..grid.points.len()).filter(|at| outcome.points[*at].status == PointStatus::Unrated);
        let unrated: Vec<_> = unrated.collect();
        for (rank, at) in unrated.iter().enumerate() {
            let level = probe.level.filter(|(point, _)| point == at).map(|(_, level)| level);
            let best = match pattern {
                0 => true,
                1 => false,
                _ => {
                    let alike = (pattern / 2) * unrated.len() / (STEPS + 1);
                    (rank < alike) == pattern.is_multiple_of(2)
                }
            };
            audit.ratings[*at] = Some(rating(grid, PointId(*at), level, best));
        }
        if let Some(point) = probe.aside {
            audit.ratings[point] = None;
            audit.set_aside[point] = Some("sans objet".to_owned());
        }
        if let Some((point, recorded)) = &probe.elements {
            audit.elements[*point] = Some(recorded.clone());
            if unrated.contains(point) {
                audit.ratings[*point] = Some(rating(grid, PointId(*point), None, true));
            }
        }
        Some(audit)
    }

    fn shown(&self, audit: &Audit, given: &Witness, differences: Vec<Difference>) -> Example {
        let old = self.joint.old;
        let is_given =
            |at: &usize| given.values.iter().any(|(input, _)| *input == self.joint.joint_input(InputId(*at)));
        let decisive = (0..old.inputs.len()).filter(is_given);
        let decisive = decisive.filter_map(|at| Some((InputId(at), audit.values[at].clone()?)));
        let decisive = Witness { values: decisive.collect() };
        let mut whole = Map::new();
        whole.insert("audit".to_owned(), audit.id.as_str().into());
        whole.insert("grille".to_owned(), old.citation().into());
        if let Json::Object(rest) = witness::whole(old, audit) {
            whole.extend(rest);
        }
        Example {
            decisive: decisive.text(old),
            decisive_answers: witness::audit(old, &decisive),
            audit: Json::Object(whole),
            differences,
        }
    }
}

/// A rating of a point: at a level, else the best or the worst.
fn rating(grid: &Grid, point: PointId, level: Option<usize>, best: bool) -> RecordedRating {
    match &grid.scale(grid.point(point).scale).kind {
        ScaleKind::Levels(levels) => {
            RecordedRating::Level(level.unwrap_or(if best { levels.len().saturating_sub(1) } else { 0 }))
        }
        ScaleKind::Interval { low, high } => RecordedRating::Value(if best { high.clone() } else { low.clone() }),
    }
}
