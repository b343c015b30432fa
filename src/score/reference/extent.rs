//! The interval of an incomplete total (`semantics.md` §3): over every completion of the inputs and every level of each missing
//! rating. Parts of the total linked by unknown inputs are looked at together, cell by cell; beyond 2¹⁶ joint cells they
//! are taken apart, and the interval only encloses.

use super::cases::Unverified;
use super::cells::VariableId;
use super::knowledge::Knowledge;
use super::point::{self, Assessment};
use super::totals::points_in_total;
use super::verdict;
use crate::exact::Exact;
use crate::grid::{Aggregation, Atom, Child, Common, Formula, Grid, GroupId, PointId, Rating};
use crate::score::PointStatus;
use crate::score::aggregate::{self, Fraction, Rated};
use crate::score::interval::{Cluster, Extent, Options};
use crate::score::possible::Verdict;
use num_traits::Zero;
use std::collections::BTreeSet;

/// Where the total of a group may lie.
pub(super) fn extent(assessment: &Assessment<'_>, group: GroupId) -> Extent {
    let aggregation = assessment.grid.group(group).aggregation;
    let (mut clusters, mut open, mut exact) = (Vec::new(), Vec::new(), true);
    for part in parts(assessment.grid, group) {
        match told(assessment, part, aggregation) {
            Some(options) => clusters.push(vec![vec![options]]),
            None => open.push(Linked { parts: vec![part], variables: open_variables(assessment, part) }),
        }
    }
    for linked in link(assessment, open) {
        let (cluster, is_exact) = cluster(assessment, &linked, aggregation);
        clusters.extend(cluster);
        exact &= is_exact;
    }
    Extent::of(&clusters, exact)
}

/// What a total is made of: its points in a sum, its children in a mean.
fn parts(grid: &Grid, group: GroupId) -> Vec<Child> {
    match grid.group(group).aggregation {
        Aggregation::WeightedSum => points_in_total(grid, group).into_iter().map(Child::Point).collect(),
        Aggregation::WeightedMean => {
            let children = grid.group(group).children.iter().copied();
            children.filter(|child| !aggregate::is_out_of_total(grid, *child)).collect()
        }
    }
}

/// What a part may bring, if missing ratings alone leave a choice: what it depends on is known, or comes to the same on every completion.
fn told(assessment: &Assessment<'_>, part: Child, aggregation: Aggregation) -> Option<Options> {
    if let Ok(options) = options(assessment, part, aggregation, assessment.completions.known()) {
        return Some(options);
    }
    match part {
        Child::Point(point) => {
            let state = &assessment.points[point.0];
            if state.settled && !state.outcome.status.counts() {
                return Some(vec![Fraction::none()]);
            }
            if !state.settled && state.outcome.status != PointStatus::Unrated {
                return None;
            }
            let weight = match aggregation {
                Aggregation::WeightedSum => state.outcome.weight.as_ref()?,
                Aggregation::WeightedMean => state.own_weight.as_ref()?,
            };
            let scale = assessment.grid.scale(assessment.grid.point(point).scale);
            let (Some(best), Some(worst)) = (scale.best(), scale.worst()) else { return Some(vec![Fraction::none()]) };
            let fixed = state.outcome.value.clone().map(|value| vec![value]);
            let values = Values {
                may_drop: !state.settled && scale.allows_set_aside,
                worth: fixed.unwrap_or_else(|| vec![worst.clone(), best.clone()]),
                best: best.clone(),
            };
            Some(values.weighed(aggregation, weight))
        }
        Child::Group(group) => {
            let parts = parts(assessment.grid, group).into_iter();
            let extent = apart(parts.map(|part| told(assessment, part, aggregation)).collect::<Option<_>>()?);
            if extent.ratio.is_none() {
                return Some(vec![Fraction::none()]);
            }
            Some(group_options(aggregation, &extent, assessment.group_weights[group.0].as_ref()?))
        }
    }
}

/// What a part may bring, all that it depends on being known: missing ratings alone leave a choice.
fn options(
    assessment: &Assessment<'_>,
    part: Child,
    aggregation: Aggregation,
    known: &Knowledge<'_>,
) -> Result<Options, VariableId> {
    let weight = &assessment.grid.common(part).weight;
    match part {
        Child::Point(point) => {
            let values = values(assessment, point, known)?;
            if values.worth.is_empty() {
                return Ok(vec![Fraction::none()]);
            }
            let weight = match aggregation {
                Aggregation::WeightedSum => verdict::effective_weight(assessment.grid, point, known)?,
                Aggregation::WeightedMean => verdict::weight(weight, known)?,
            };
            Ok(weight.map_or_else(|| vec![Fraction::none()], |weight| values.weighed(aggregation, &weight)))
        }
        Child::Group(group) => {
            let parts = parts(assessment.grid, group).into_iter();
            let extent =
                apart(parts.map(|part| options(assessment, part, aggregation, known)).collect::<Result<_, _>>()?);
            if extent.ratio.is_none() {
                return Ok(vec![Fraction::none()]);
            }
            Ok(match verdict::weight(weight, known)? {
                Some(weight) => group_options(aggregation, &extent, &weight),
                None => vec![Fraction::none()],
            })
        }
    }
}

/// Where a total may lie whose parts are not linked.
fn apart(parts: Vec<Options>) -> Extent {
    let clusters: Vec<Cluster> = parts.into_iter().map(|options| vec![vec![options]]).collect();
    Extent::of(&clusters, true)
}

/// What a group of this extent and own weight may bring to a mean.
fn group_options(aggregation: Aggregation, extent: &Extent, weight: &Exact) -> Options {
    let ends = extent.ratio.iter().flat_map(|(low, high)| if low == high { vec![low] } else { vec![low, high] });
    let term = |ratio: &Exact| {
        let own = Fraction { obtained: ratio.clone(), possible: crate::exact::integer(1) };
        aggregate::group_term(aggregation, weight, &own)
    };
    let nothing = (extent.may_be_empty() || extent.ratio.is_none()).then(Fraction::none);
    ends.map(term).chain(nothing).collect()
}

/// What a point may be worth.
struct Values {
    /// The values it may have: none if it does not count, both ends of the scale if its rating is missing.
    worth: Vec<Exact>,
    best: Exact,
    /// It may also not count.
    may_drop: bool,
}

impl Values {
    fn weighed(&self, aggregation: Aggregation, weight: &Exact) -> Options {
        let term = |value: &Exact| {
            let rated = Rated {
                value: value.clone(),
                best: self.best.clone(),
                effective_weight: weight.clone(),
                own_weight: weight.clone(),
            };
            aggregate::point_term(aggregation, &rated)
        };
        self.worth.iter().map(term).chain(self.may_drop.then(Fraction::none)).collect()
    }
}

/// What a point may be worth, given what is known.
fn values(assessment: &Assessment<'_>, id: PointId, known: &Knowledge<'_>) -> Result<Values, VariableId> {
    let grid = assessment.grid;
    let scale = grid.scale(grid.point(id).scale);
    let nothing = Values { worth: Vec::new(), best: Exact::zero(), may_drop: true };
    let (Some(best), Some(worst)) = (scale.best(), scale.worst()) else { return Ok(nothing) };
    let fixed =
        |value: Option<Exact>| Values { worth: value.into_iter().collect(), best: best.clone(), may_drop: false };
    let state = &assessment.points[id.0];
    if state.outcome.fallback && state.outcome.unverified {
        // Whether the rating stands was not established: it may also be any of the levels not ruled out.
        let levels = point::levels(&state.verdicts).into_iter().filter_map(|level| scale.levels()[level].value.clone());
        let worth = levels.chain(state.outcome.value.clone()).collect();
        return Ok(Values { worth, best: best.clone(), may_drop: true });
    }
    if state.outcome.fallback {
        return Ok(fixed(state.outcome.value.clone()));
    }
    if assessment.audit.reason_set_aside(id).is_some() {
        return Ok(nothing);
    }
    Ok(match verdict::verdict(grid, id, known)? {
        Verdict::NotApplicable | Verdict::NotRetained | Verdict::NoSingleLevel(_) => nothing,
        Verdict::Level(level) => fixed(scale.levels().get(level).and_then(|level| level.value.clone())),
        Verdict::ToRate => match assessment.audit.rating(id) {
            Some(rating) => fixed(point::value(grid, id, rating)),
            None => Values {
                worth: vec![worst.clone(), best.clone()],
                best: best.clone(),
                may_drop: scale.allows_set_aside,
            },
        },
    })
}

/// Points that unknown inputs link.
pub(crate) struct JointCases {
    /// The points.
    pub(crate) points: Vec<PointId>,
    /// In means, the groups around them whose own weight is not told by what is known.
    pub(crate) groups: Vec<GroupId>,
    /// Every way they may turn out together. The same way may come several times.
    pub(crate) cases: Vec<JointCase>,
}

/// A way linked points may turn out together.
#[derive(PartialEq)]
pub(crate) struct JointCase {
    /// For each point what the grid says of it, with its weight (effective in a sum, own in a mean); none where it is out.
    pub(crate) points: Vec<(Verdict, Option<Exact>)>,
    /// For each group its own weight.
    pub(crate) groups: Vec<Option<Exact>>,
}

impl Assessment<'_> {
    /// True if what a point brings to some total is not told by what is known.
    pub(crate) fn is_open(&self, point: PointId) -> bool {
        fate(self.grid, point, self.completions.known()).map_or(true, |(verdict, _)| {
            !verdict.is_out() && self.averaged_around(point).any(|group| self.weight_is_open(group))
        })
    }

    /// What the open ones among these points come to together, whatever is recorded of them; past the limit there is no answer.
    pub(crate) fn joint_cases(&self, points: &[PointId]) -> Result<Vec<JointCases>, Unverified> {
        let open = points.iter().filter(|point| self.is_open(**point)).map(|point| Child::Point(*point));
        let open = open.map(|part| Linked { parts: vec![part], variables: open_variables(self, part) });
        let joint = |linked: Linked| {
            let points: Vec<_> = linked.parts.iter().filter_map(point_of).collect();
            let around: BTreeSet<_> = points.iter().flat_map(|point| self.averaged_around(*point)).collect();
            let groups: Vec<_> = around.into_iter().filter(|group| self.weight_is_open(*group)).collect();
            let fates = |known: &Knowledge<'_>| {
                let weight = |group: &GroupId| verdict::weight(&self.grid.group(*group).common.weight, known);
                Ok(JointCase {
                    points: points.iter().map(|point| fate(self.grid, *point, known)).collect::<Result<_, _>>()?,
                    groups: groups.iter().map(weight).collect::<Result<_, _>>()?,
                })
            };
            let cases = self.completions.cases(&linked.variables, &fates)?;
            Ok(JointCases { points, groups, cases })
        };
        link(self, open.collect()).into_iter().map(joint).collect()
    }

    /// The groups around a point, the grid left out, whose own weights means look at.
    fn averaged_around(&self, point: PointId) -> impl Iterator<Item = GroupId> {
        let is_averaged = |group: &GroupId| {
            let outer = self.grid.group(*group).parent;
            outer.is_some_and(|outer| self.grid.group(outer).aggregation == Aggregation::WeightedMean)
        };
        self.grid.ancestors(self.grid.point(point).group).filter(is_averaged)
    }

    fn weight_is_open(&self, group: GroupId) -> bool {
        verdict::weight(&self.grid.group(group).common.weight, self.completions.known()).is_err()
    }
}

fn point_of(part: &Child) -> Option<PointId> {
    match part {
        Child::Point(point) => Some(*point),
        Child::Group(_) => None,
    }
}

/// What the grid says of a point, with the weight totals look at; none where it is out.
fn fate(grid: &Grid, point: PointId, known: &Knowledge<'_>) -> Result<(Verdict, Option<Exact>), VariableId> {
    let verdict = verdict::verdict(grid, point, known)?;
    let weight = match grid.group(grid.point(point).group).aggregation {
        _ if verdict.is_out() => None,
        Aggregation::WeightedSum => verdict::effective_weight(grid, point, known)?,
        Aggregation::WeightedMean => verdict::weight(&grid.point(point).common.weight, known)?,
    };
    Ok((verdict, weight))
}

/// Parts of a total that unknown inputs link, with the variables that are open in them.
struct Linked {
    parts: Vec<Child>,
    variables: BTreeSet<VariableId>,
}

/// Merges parts that share an open variable, or whose open variables a constraint links.
fn link(assessment: &Assessment<'_>, parts: Vec<Linked>) -> Vec<Linked> {
    let links = assessment.grid.constraints.iter().map(|constraint| {
        let mut variables = BTreeSet::new();
        assessment.completions.add_open(&constraint.condition, &mut variables);
        Linked { parts: Vec::new(), variables }
    });
    let mut merged: Vec<Linked> = Vec::new();
    for mut linked in parts.into_iter().chain(links) {
        let (touching, apart) = merged.into_iter().partition(|other| !linked.variables.is_disjoint(&other.variables));
        merged = apart;
        // What came first stays first, so that the order of parts is the grid's.
        let touching: Vec<Linked> = touching;
        let mut parts = Vec::new();
        for other in touching {
            parts.extend(other.parts);
            linked.variables.extend(other.variables);
        }
        parts.append(&mut linked.parts);
        merged.push(Linked { parts, variables: linked.variables });
    }
    merged.retain(|linked| !linked.parts.is_empty());
    merged
}

/// The clusters linked parts make, and whether they are exact.
fn cluster(assessment: &Assessment<'_>, linked: &Linked, aggregation: Aggregation) -> (Vec<Cluster>, bool) {
    // A group alone whose weight is known has the interval of its own total.
    if let [Child::Group(group)] = linked.parts.as_slice()
        && let Some(weight) = &assessment.group_weights[group.0]
    {
        let extent = extent(assessment, *group);
        return (vec![vec![vec![group_options(aggregation, &extent, weight)]]], extent.exact);
    }
    let joint = |known: &Knowledge<'_>| {
        linked.parts.iter().map(|part| options(assessment, *part, aggregation, known)).collect::<Result<Vec<_>, _>>()
    };
    if let Ok(cases) = assessment.completions.cases(&linked.variables, &joint) {
        return (vec![cases], true);
    }
    (linked.parts.iter().map(|part| vec![vec![loose(assessment, *part, aggregation)]]).collect(), false)
}

/// What a part may bring, taken by itself: more than what is possible beside the others.
fn loose(assessment: &Assessment<'_>, part: Child, aggregation: Aggregation) -> Options {
    match part {
        Child::Group(group) => {
            let extent = extent(assessment, group);
            let weights = extreme_weights(&assessment.grid.group(group).common);
            let options = weights.iter().flat_map(|weight| group_options(aggregation, &extent, weight));
            options.chain(assessment.may_lack_weight(group).then(Fraction::none)).collect()
        }
        Child::Point(point) => {
            let open = open_variables(assessment, part);
            let alone = |known: &Knowledge<'_>| options(assessment, part, aggregation, known);
            if let Ok(cases) = assessment.completions.cases(&open, &alone) {
                return cases.into_iter().flatten().collect();
            }
            let scale = assessment.grid.scale(assessment.grid.point(point).scale);
            let (Some(worst), Some(best)) = (scale.worst(), scale.best()) else { return vec![Fraction::none()] };
            let values = Values { worth: vec![worst.clone(), best.clone()], best: best.clone(), may_drop: true };
            let weights = match aggregation {
                Aggregation::WeightedMean => extreme_weights(&assessment.grid.point(point).common),
                Aggregation::WeightedSum => assessment
                    .grid
                    .sections(point)
                    .map(extreme_weights)
                    .fold([crate::exact::integer(1), crate::exact::integer(1)], |[low, high], [least, most]| {
                        [low * least, high * most]
                    }),
            };
            weights.iter().flat_map(|weight| values.weighed(aggregation, weight)).collect()
        }
    }
}

/// The least and greatest weight a section may have.
fn extreme_weights(section: &Common) -> [Exact; 2] {
    let weights = || section.weight.cases.iter().map(|(weight, _)| weight).chain(&section.weight.otherwise);
    let end = |weight: Option<&Exact>| weight.cloned().unwrap_or_else(Exact::zero);
    [end(weights().min()), end(weights().max())]
}

/// The variables left open on which a part depends.
fn open_variables(assessment: &Assessment<'_>, part: Child) -> BTreeSet<VariableId> {
    let mut variables = BTreeSet::new();
    let mut add = |condition: &Formula<Atom>| assessment.completions.add_open(condition, &mut variables);
    match part {
        Child::Point(point) => point_conditions(assessment.grid, point, &mut add),
        Child::Group(group) => {
            section_conditions(&assessment.grid.group(group).common, &mut add);
            for point in points_in_total(assessment.grid, group) {
                point_conditions(assessment.grid, point, &mut add);
            }
        }
    }
    variables
}

/// Every condition the verdict and weight of a point rest on.
pub(crate) fn point_conditions<'g>(grid: &'g Grid, point: PointId, visit: &mut impl FnMut(&'g Formula<Atom>)) {
    grid.sections(point).for_each(|section| section_conditions(section, visit));
    if let Rating::Computed(scale) = &grid.point(point).rating {
        scale.lines.iter().filter_map(|line| line.condition.as_ref()).for_each(visit);
    }
}

fn section_conditions<'g>(section: &'g Common, visit: &mut impl FnMut(&'g Formula<Atom>)) {
    section.applicability.iter().for_each(|clause| visit(&clause.condition));
    section.opt_in.iter().for_each(|clause| {
        visit(&clause.optional_if);
        visit(&clause.retained_if);
    });
    section.weight.cases.iter().for_each(|(_, condition)| visit(condition));
}
