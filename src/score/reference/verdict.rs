//! What a point comes to on one completion: whether it applies and is retained, its level if it is computed, its weight.
//!
//! Each function tells it from what is known, or names a variable it depends on.

use super::cells::VariableId;
use super::knowledge::Knowledge;
use crate::diagnostic::Span;
use crate::exact::{self, Exact};
use crate::grid::{GradeLine, GradedScale, Grid, PointId, Rating, Truth, Weight};
use crate::score::possible::Verdict;
use std::collections::BTreeSet;

/// A clause that may take a point out, and whether it does.
pub(crate) struct Exclusion {
    /// The clause.
    pub(crate) clause: Span,
    /// True for an opt-in, false for applicability.
    pub(crate) opt_in: bool,
    /// Whether it takes the point out.
    pub(crate) excludes: Truth<VariableId>,
}

/// The clauses that may take a point out: applicability from the outside in, then opt-ins (a point out by both does not apply).
pub(crate) fn exclusions(grid: &Grid, point: PointId, known: &Knowledge<'_>) -> Vec<Exclusion> {
    let applicability = grid.sections(point).flat_map(|section| &section.applicability).map(|clause| {
        let holds = known.holds(&clause.condition);
        let excludes = if clause.negated { holds } else { holds.negated() };
        Exclusion { clause: clause.span, opt_in: false, excludes }
    });
    let opt_ins = grid.sections(point).filter_map(|section| section.opt_in.as_ref()).map(|clause| {
        let excludes = Truth::all([known.holds(&clause.optional_if), known.holds(&clause.retained_if).negated()]);
        Exclusion { clause: clause.span, opt_in: true, excludes }
    });
    applicability.chain(opt_ins).collect()
}

/// What the grid says of a point.
pub(crate) fn verdict(grid: &Grid, point: PointId, known: &Knowledge<'_>) -> Result<Verdict, VariableId> {
    let exclusions = exclusions(grid, point, known);
    let any = |opt_in| {
        Truth::any(exclusions.iter().filter(|exclusion| exclusion.opt_in == opt_in).map(|exclusion| exclusion.excludes))
    };
    if any(false).known()? {
        return Ok(Verdict::NotApplicable);
    }
    if any(true).known()? {
        return Ok(Verdict::NotRetained);
    }
    match &grid.point(point).rating {
        Rating::Auditor => Ok(Verdict::ToRate),
        Rating::Computed(scale) => {
            let levels: BTreeSet<_> = holding(scale, known)?.into_iter().map(|line| scale.lines[line].level).collect();
            Ok(match levels.iter().collect::<Vec<_>>().as_slice() {
                [only] => Verdict::Level(**only),
                _ => Verdict::NoSingleLevel(levels.into_iter().collect()),
            })
        }
    }
}

/// The lines of a graded scale that hold, by index; `sinon` holds where no other does.
pub(crate) fn holding(scale: &GradedScale, known: &Knowledge<'_>) -> Result<Vec<usize>, VariableId> {
    let truths = scale.lines.iter().map(|line| line.condition.as_ref().map(|condition| known.holds(condition)));
    exclusive(truths)
}

/// Which of several exclusive conditions hold; `None` stands for `sinon`.
pub(super) fn exclusive<V>(truths: impl Iterator<Item = Option<Truth<V>>>) -> Result<Vec<usize>, V> {
    let (mut holding, mut otherwise) = (Vec::new(), None);
    for (at, truth) in truths.enumerate() {
        match truth {
            None => otherwise = Some(at),
            Some(truth) => {
                if truth.known()? {
                    holding.push(at);
                }
            }
        }
    }
    if holding.is_empty() {
        holding.extend(otherwise);
    }
    Ok(holding)
}

/// A line of a graded scale at a level, the first that holds for certain.
pub(crate) fn deciding_line<'g>(scale: &'g GradedScale, level: usize, known: &Knowledge<'_>) -> Option<&'g GradeLine> {
    let at_level = || scale.lines.iter().filter(|line| line.level == level);
    let certain =
        at_level().find(|line| line.condition.as_ref().is_some_and(|condition| known.holds(condition) == Truth::Yes));
    // One line alone at that level decides, even where only a case analysis can tell that it holds.
    certain.or_else(|| at_level().next().filter(|_| at_level().count() == 1))
}

/// The weight of a section among its siblings; `None` where no single case holds.
pub(crate) fn weight(weight: &Weight, known: &Knowledge<'_>) -> Result<Option<Exact>, VariableId> {
    let cases = weight.cases.iter().map(|(_, condition)| Some(known.holds(condition)));
    let rest = weight.otherwise.iter().map(|_| None);
    Ok(match exclusive(cases.chain(rest))?.as_slice() {
        [only] => weight.cases.get(*only).map(|(value, _)| value).or(weight.otherwise.as_ref()).cloned(),
        _ => None,
    })
}

/// The weights on the path of a point, the grid's first and its own last; `None` where one has no single case.
pub(crate) fn weights(grid: &Grid, point: PointId, known: &Knowledge<'_>) -> Result<Option<Vec<Exact>>, VariableId> {
    grid.sections(point).map(|section| weight(&section.weight, known)).collect()
}

/// The effective weight of a point: the product of the weights on its path (`semantics.md` §3).
pub(crate) fn effective_weight(
    grid: &Grid,
    point: PointId,
    known: &Knowledge<'_>,
) -> Result<Option<Exact>, VariableId> {
    Ok(weights(grid, point, known)?.map(|weights| product(&weights)))
}

/// A product of weights.
pub(crate) fn product(weights: &[Exact]) -> Exact {
    weights.iter().fold(exact::integer(1), |product, weight| product * weight)
}
