//! Lines that no audit reaches.

use super::Subject;
use crate::diagnostic::{Diagnostic, Grading};
use crate::grid::{Atom, Formula, Grid};
use crate::region::{Limit, Region, Space};

/// An error for each level out of reach, a warning for a `sinon` that is.
pub(super) fn check(subject: &mut Subject<'_>) -> Result<Vec<Diagnostic>, Limit> {
    let Subject { grid, graded, ref proof, .. } = *subject;
    let mut found = Vec::new();
    for (line, region) in graded.lines.iter().zip(proof.lines.clone()) {
        if region != Region::NONE {
            continue;
        }
        let (level, weight) = (line.name.clone(), graded.is_weight());
        let problem = match line.condition.as_deref() {
            None => Grading::OtherwiseNeverReached { level, weight },
            Some(condition) => {
                let anywhere = elsewhere(grid, condition)?;
                Grading::NeverReached { level, weight, elsewhere: anywhere }
            }
        };
        found.push(Diagnostic::new(problem, line.name_span));
    }
    Ok(found)
}

/// True if the condition can hold, but only where the section does not apply.
fn elsewhere(grid: &Grid, condition: &Formula<Atom>) -> Result<bool, Limit> {
    let (mut space, regions) = Space::new(grid, &[condition])?;
    Ok(!space.is_empty(regions[0])?)
}
