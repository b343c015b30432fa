//! What a point can come to: whether it applies and is retained, its level if it is computed, its weights, its waivers.
//!
//! This is `reference::verdict` said in regions; the two are held equal by the tests of the reference evaluator.

use super::function::{Function, Parts, holding, merged};
use crate::exact::{self, Exact};
use crate::grid::{Formula, Grid, PointId, Rating, Weight};
use crate::region::{Bounds, Limit, Region, Space};

/// What the grid says of a point, whatever the auditor recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It does not apply.
    NotApplicable,
    /// It is optional and not taken.
    NotRetained,
    /// It applies, and the auditor rates it.
    ToRate,
    /// It applies, and is computed at this level.
    Level(usize),
    /// It applies and is computed, but these levels hold: none, or several.
    NoSingleLevel(Vec<usize>),
}

impl Verdict {
    /// True if the point does not count, whatever the auditor recorded.
    pub(crate) fn is_out(&self) -> bool {
        matches!(self, Self::NotApplicable | Self::NotRetained)
    }
}

/// What a point can come to, over the space of the inputs it depends on (and those linked to them).
#[derive(Debug)]
pub(crate) struct PointSpace {
    /// The space: its variables and their cells are all that tells two audits apart here.
    pub(crate) space: Space,
    /// What the grid says of it.
    pub(crate) verdict: Function<Verdict>,
    /// For each clause that may take it out (see `reference::verdict::exclusions`), whether it does.
    pub(crate) exclusions: Vec<Function<bool>>,
    /// The own weights on its path, the grid's first and its own last; `None` where no single case holds.
    pub(crate) weights: Vec<Function<Option<Exact>>>,
    /// Its effective weight, the product of these.
    pub(crate) weight: Function<Option<Exact>>,
    /// Which of its waivers hold, then which of its substitutes are admitted.
    pub(crate) allowances: Function<Vec<bool>>,
}

impl PointSpace {
    /// Builds the functions of a point within these bounds.
    pub(super) fn new(grid: &Grid, id: PointId, bounds: Bounds) -> Result<Self, Limit> {
        let point = grid.point(id);
        let applicability: Vec<_> = grid.sections(id).flat_map(|section| &section.applicability).collect();
        let opt_ins: Vec<_> = grid.sections(id).filter_map(|section| section.opt_in.as_ref()).collect();
        let weights: Vec<_> = grid.sections(id).map(|section| &section.weight).collect();
        let admitted: Vec<_> = point.substitutes.iter().map(|substitute| substitute.condition.as_ref()).collect();
        let lines = match &point.rating {
            Rating::Auditor => &[][..],
            Rating::Computed(scale) => &scale.lines[..],
        };

        let mut conditions: Vec<&Formula<_>> = applicability.iter().map(|clause| &clause.condition).collect();
        conditions.extend(opt_ins.iter().flat_map(|clause| [&clause.optional_if, &clause.retained_if]));
        conditions.extend(lines.iter().filter_map(|line| line.condition.as_ref()));
        conditions.extend(weights.iter().flat_map(|weight| &weight.cases).map(|(_, condition)| condition));
        conditions.extend(point.waivers.iter().map(|waiver| &waiver.condition));
        conditions.extend(admitted.iter().flatten());
        let (mut space, regions) = Space::over(grid, &[], &conditions, bounds)?;
        let everything = space.everything()?;
        // The regions come in the order of the conditions above, and are taken in that order below.
        let mut regions = regions.into_iter();
        let mut next = |count: usize| regions.by_ref().take(count).collect::<Vec<_>>();

        let mut asked = next(applicability.len());
        let mut excluding = Vec::new();
        for (clause, region) in applicability.iter().zip(&asked) {
            excluding.push(if clause.negated { *region } else { space.not(*region)? });
        }
        let out = space.any(&excluding)?;
        let clauses = next(2 * opt_ins.len());
        for clause in clauses.chunks_exact(2) {
            excluding.push(space.minus(clause[0], clause[1])?);
        }
        let untaken = space.any(&excluding[applicability.len()..])?;
        let (not_applicable, applies) = (space.and(everything, out)?, space.minus(everything, out)?);
        let (not_retained, counts) = (space.and(applies, untaken)?, space.minus(applies, untaken)?);
        let mut parts = vec![(Verdict::NotApplicable, not_applicable), (Verdict::NotRetained, not_retained)];
        asked.extend(clauses);
        match &point.rating {
            Rating::Auditor => parts.push((Verdict::ToRate, counts)),
            Rating::Computed(scale) => {
                let named = next(lines.iter().filter(|line| line.condition.is_some()).count());
                let levels: Vec<_> =
                    lines.iter().filter(|line| line.condition.is_some()).map(|line| line.level).collect();
                let otherwise = scale.lines.iter().find(|line| line.condition.is_none()).map(|line| line.level);
                parts.extend(verdicts(&mut space, counts, &levels, &named, otherwise)?);
                asked.extend(named);
            }
        }
        let verdict = Function::new(&mut space, parts, asked)?;
        let mut exclusions = Vec::new();
        for region in excluding {
            let parts = vec![(true, space.and(everything, region)?), (false, space.minus(everything, region)?)];
            exclusions.push(Function::new(&mut space, parts, vec![region])?);
        }

        let (mut own, mut product, mut on_path) = (Vec::new(), vec![(Some(exact::integer(1)), everything)], Vec::new());
        for clause in weights {
            let cases = next(clause.cases.len());
            let parts = weight(&mut space, clause, &cases)?;
            product = times(&mut space, &product, &parts)?;
            on_path.extend(cases.iter().copied());
            own.push(Function::new(&mut space, parts, cases)?);
        }
        let effective = Function::new(&mut space, product, on_path)?;

        let waivers = next(point.waivers.len());
        let substitutes = next(admitted.iter().flatten().count());
        let allowing: Vec<_> = waivers.into_iter().chain(substitutes).collect();
        let allowances = holding(&mut space, everything, &allowing)?.into_iter().map(|(set, region)| {
            let mut condition = 0..allowing.len();
            let mut holds = |asked: bool| !asked || condition.next().is_some_and(|at| set.contains(&at));
            let waived = point.waivers.iter().map(|_| true);
            let vector = waived.chain(admitted.iter().map(Option::is_some)).map(&mut holds).collect();
            (vector, region)
        });
        let allowances = allowances.collect();
        let allowances = Function::new(&mut space, allowances, allowing)?;
        Ok(Self { space, verdict, exclusions, weights: own, weight: effective, allowances })
    }
}

/// The verdicts of a computed point where it counts.
fn verdicts(
    space: &mut Space,
    counts: Region,
    levels: &[usize],
    lines: &[Region],
    otherwise: Option<usize>,
) -> Result<Parts<Verdict>, Limit> {
    let mut by_level = merged(space, levels.iter().copied().zip(lines.iter().copied()).collect())?;
    by_level.sort_by_key(|(level, _)| *level);
    let regions: Vec<_> = by_level.iter().map(|(_, region)| *region).collect();
    let mut parts: Vec<_> = holding(space, counts, &regions)?
        .into_iter()
        .map(|(set, region)| {
            let mut levels: Vec<_> = set.into_iter().map(|at| by_level[at].0).collect();
            // `sinon` names what no other line does.
            if levels.is_empty() {
                levels.extend(otherwise);
            }
            match levels.as_slice() {
                [only] => (Verdict::Level(*only), region),
                _ => (Verdict::NoSingleLevel(levels), region),
            }
        })
        .collect();
    parts.sort_by_key(|(verdict, _)| match verdict {
        Verdict::Level(level) => *level,
        _ => usize::MAX,
    });
    Ok(parts)
}

/// The weight of a section within U; `None` where no single case holds.
pub(super) fn weight(space: &mut Space, weight: &Weight, cases: &[Region]) -> Result<Parts<Option<Exact>>, Limit> {
    let everything = space.everything()?;
    let parts = holding(space, everything, cases)?.into_iter().map(|(set, region)| {
        let value = match set.as_slice() {
            [] => weight.otherwise.clone(),
            [only] => weight.cases.get(*only).map(|(value, _)| value.clone()),
            _ => None,
        };
        (value, region)
    });
    merged(space, parts.collect())
}

/// The product of two weights.
fn times(
    space: &mut Space,
    product: &Parts<Option<Exact>>,
    weights: &Parts<Option<Exact>>,
) -> Result<Parts<Option<Exact>>, Limit> {
    let mut parts = Vec::new();
    for (value, region) in product {
        for (weight, there) in weights {
            let both = space.and(*region, *there)?;
            parts.push((value.as_ref().zip(weight.as_ref()).map(|(value, weight)| value * weight), both));
        }
    }
    merged(space, parts)
}
