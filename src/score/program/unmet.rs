//! Top ratings where required elements are recorded as missing: found by bits, and named by the reference, once for each
//! combination of marks and of what holds.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState as Quick;
use smallvec::SmallVec;

use super::elements::Answers;
use super::scorer::{Rare, Run};
use crate::audit::Slots;
use crate::grid::PointId;
use crate::score::reference::{Allowance, Tally, missing_in_all};
use crate::score::{Anomaly, AnomalyKind, Scores};

/// What was named so far.
#[derive(Default)]
pub(super) struct Named {
    /// By point, marks, and which waivers hold and which substitutes are admitted.
    known: HashMap<SmallVec<[u64; 4]>, Arc<[String]>, Quick>,
    key: Vec<u64>,
}

impl Named {
    /// How much is remembered.
    pub(super) fn size(&self) -> usize {
        8 * self.known.len()
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.known.clear();
    }
}

impl Run<'_, '_> {
    /// Top ratings where required elements are recorded as missing.
    pub(super) fn elements(&mut self, slots: &Slots, scores: &mut Scores) -> Result<(), Rare> {
        let mut found = false;
        for at in 0..self.block.asked(slots.at()).len() {
            let point = self.block.asked(slots.at())[at];
            let (requirement, marks) = (&self.plan.requirements[point.0], slots.marks_in(slots.at(), point));
            let score = self.score_of(point.0, slots);
            if !score.status.counts() || !requirement.is_asked_of(score.rating, || slots.millionths(point)) {
                continue;
            }
            let unmet = self.unmet(point, marks, slots, scores)?;
            if !unmet.is_empty() {
                scores.anomalies.push(Anomaly { point: Some(point), kind: AnomalyKind::TopRatingUnmet { unmet } });
                found = true;
            }
        }
        if found {
            // Elements are recorded in any order; of a point they are told after what its rating has wrong, before its weight.
            scores.anomalies.sort_by_key(|it| (it.point, it.kind == AnomalyKind::NoSingleWeight));
        }
        Ok(())
    }

    /// The required elements that are missing of a point rated at the top.
    fn unmet(&mut self, id: PointId, marks: &[u64], slots: &Slots, scores: &mut Scores) -> Result<Arc<[String]>, Rare> {
        let (program, memory) = (self.program, &mut self.memory);
        let (point, requirement) = (program.grid.point(id), &self.plan.requirements[id.0]);
        let answers = Answers { definitions: &self.plan.definitions, digits: &self.digits, worked: &self.worked };
        let Named { known, key } = &mut memory.unmet;
        key.clear();
        key.push(id.0 as u64);
        key.extend_from_slice(marks);
        requirement.add_allowed(&answers, key);
        if let Some(named) = known.get(key.as_slice()) {
            return Ok(Arc::clone(named));
        }
        let recorded = slots.recorded_elements(id, marks);
        if let Some(is_met) = requirement.is_met(marks, &answers) {
            let allows = |allowance: Allowance<'_>| requirement.allows(allowance.place, &answers).ok_or(Rare);
            let tally = if is_met { None } else { Tally::new(point, &recorded, allows)? };
            let named: Arc<[String]> = tally.map_or_else(Vec::new, |tally| tally.missing()).into();
            known.insert(key.as_slice().into(), Arc::clone(&named));
            return Ok(named);
        }
        let ask = || {
            let audit = slots.to_audit(program.grid);
            program.evaluator.open(&audit).ok().map(|assessment| assessment.allowances(id))
        };
        let allowed = memory.allowances.tell(id.0, &self.digits, ask)?.as_deref();
        if let Some(score) = scores.points.get_mut(id.0) {
            score.unverified |= allowed.is_none();
        }
        let cases = allowed.unwrap_or_default().iter();
        let cases: Vec<_> = cases.map(|allowed| Tally::missing_where(point, &recorded, allowed)).collect();
        Ok(missing_in_all(&cases).into())
    }
}
