//! Waivers and substitutes that depend on unknown inputs: which of them may hold together. It is the reference that tells, once
//! for each combination of cells met.

use super::Program;
use super::cells::Digit;
use super::memo::Memo;
use super::scorer::Rare;
use crate::audit::Slots;
use crate::grid::PointId;

/// Which waivers hold and which substitutes are admitted, each time in the order of the point.
pub(super) type Allowed = Vec<bool>;

/// What was worked out so far.
pub(super) struct Allowances {
    /// For each point by the variables its waivers and substitutes look at; nothing for points that have none.
    points: Vec<Option<Memo>>,
    /// Everything that may be allowed together; `None` where the limit kept the reference from looking.
    known: Vec<Option<Vec<Allowed>>>,
}

impl Allowances {
    /// Nothing yet, over these variables, point by point.
    pub(super) fn new(variables: &[Option<Vec<usize>>], radices: &[Digit]) -> Self {
        let memo = |variables: &Option<Vec<usize>>| variables.clone().map(|variables| Memo::new(variables, radices));
        Self { points: variables.iter().map(memo).collect(), known: Vec::new() }
    }

    /// How much is remembered.
    pub(super) fn size(&self) -> usize {
        self.known.len()
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.points.iter_mut().flatten().for_each(Memo::forget);
        self.known.clear();
    }

    /// Everything that may be allowed together at a point; `None` past the limit.
    pub(super) fn of(
        &mut self,
        program: &Program<'_>,
        point: PointId,
        slots: &Slots,
        digits: &[Digit],
    ) -> Result<Option<&[Allowed]>, Rare> {
        let memo = self.points[point.0].as_mut().ok_or(Rare)?;
        let at = if let Some(at) = memo.get(digits) {
            at
        } else {
            let at = u32::try_from(self.known.len()).map_err(|_| Rare)?;
            let audit = slots.to_audit(program.grid());
            self.known.push(program.evaluator.open(&audit).map_err(|_| Rare)?.allowances(point));
            memo.keep(digits, at);
            at
        };
        Ok(self.known.get(at as usize).ok_or(Rare)?.as_deref())
    }
}
