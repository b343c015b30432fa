//! Audits as others see them, in slots and out of them.

use super::Slots;
use crate::audit::{Audit, RecordedElements};
use crate::grid::{Grid, InputId, PointId};

impl Slots {
    /// Fills the slots with an audit of the same grid.
    pub fn fill_from(&mut self, audit: &Audit) {
        self.clear();
        self.write(audit);
    }

    /// Writes all an audit says to the one at hand, of which nothing is known yet.
    fn write(&mut self, audit: &Audit) {
        self.name(&audit.id);
        for (at, value) in audit.values.iter().enumerate().take(self.layout.inputs()) {
            if let Some(value) = value {
                self.answer_value(InputId(at), value);
            }
        }
        for point in (0..self.layout.points()).map(PointId) {
            if let Some(rating) = audit.rating(point) {
                self.rate_as(point, rating);
            }
            if let Some(reason) = audit.reason_set_aside(point) {
                self.set_aside(point, reason);
            }
            if let Some(recorded) = audit.recorded(point) {
                self.record(point);
                recorded.met.iter().for_each(|element| self.mark(*element));
                for (substitute, element) in &recorded.substituted {
                    if let Some(key) = self.layout.substitute(point, *substitute, *element) {
                        self.mark(key);
                    }
                }
            }
        }
    }

    /// Fills a block with audits of the same grid, as many as there is room for, and turns to the last.
    pub fn fill_block(&mut self, audits: &[Audit]) {
        self.begin(audits.len());
        for (at, audit) in audits.iter().enumerate().take(self.count()) {
            self.turn_to(at).write(audit);
        }
    }

    /// The audit the slots hold.
    pub fn to_audit(&self, grid: &Grid) -> Audit {
        self.audit_in(self.at, grid)
    }

    /// An audit of the block.
    pub(crate) fn audit_in(&self, audit: usize, grid: &Grid) -> Audit {
        let (at, count) = (audit, self.layout.points());
        let points = (0..count).map(PointId);
        let inputs = (0..self.layout.inputs()).map(InputId);
        let values = inputs.map(|input| self.value_in(at, input, &grid.input(input).domain));
        let mut audit = Audit {
            id: self.id_in(at).to_owned(),
            values: values.collect(),
            ratings: points.map(|point| self.rating_in(at, point)).collect(),
            elements: vec![None; count],
            set_aside: vec![None; count],
        };
        for (point, reason) in self.set_aside_in(at) {
            audit.set_aside[point.0] = Some(reason.to_owned());
        }
        for (point, marks) in self.recorded_in(at) {
            audit.elements[point.0] = Some(self.recorded_elements(point, marks));
        }
        audit
    }

    /// The marks of a point, element by element.
    pub(crate) fn recorded_elements(&self, point: PointId, marks: &[u64]) -> RecordedElements {
        let is_marked = |key: &usize| marks.get(key / 64).is_some_and(|word| word >> (key % 64) & 1 == 1);
        let elements = self.layout.elements(point);
        let substitutes = self.layout.substitutes(point).iter().enumerate();
        RecordedElements {
            met: (0..elements).filter(is_marked).collect(),
            substituted: substitutes.filter(|(at, _)| is_marked(&(elements + at))).map(|(_, pair)| *pair).collect(),
        }
    }
}
