//! Random edits of a grid: one thing changed at a time, the grid staying sound (scales and weights stay exclusive and exhaustive).

#![allow(clippy::unnecessary_wraps, clippy::needless_for_each, reason = "every edit has the same face")]

use grille::exact::{Exact, integer};
use grille::grid::{
    Aggregation, Applicability, Atom, Bound, Child, Choice, Constraint, Domain, Formula, Grid, Input, InputId,
    InputSection, Merge, PointId, Rating, ResultAtom, ScaleKind, Test,
};

use super::rng::Rng;

/// Makes one edit; its name, or none if the grid has nothing to make it on.
pub fn edit(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    type Edit = fn(&mut Grid, &mut Rng) -> Option<&'static str>;
    const EDITS: [Edit; 24] = [
        applicability,
        applicability,
        opt_in,
        swapped_levels,
        swapped_levels,
        threshold,
        threshold,
        weight,
        scale_value,
        set_aside,
        out_of_total,
        constraint,
        aggregation,
        renamed_input,
        renamed_option,
        renamed_level,
        renamed_point,
        renamed_element,
        new_input,
        retired_point,
        requirement,
        decision,
        existence,
        split_or_merged,
    ];
    rng.pick(&EDITS)(grid, rng)
}

/// A condition the grid has somewhere, or one of a definition.
fn some_condition(grid: &Grid, rng: &mut Rng) -> Option<Formula<Atom>> {
    let mut all: Vec<Formula<Atom>> = grid.definitions.iter().map(|one| one.condition.clone()).collect();
    for common in grid.groups.iter().map(|one| &one.common).chain(grid.points.iter().map(|one| &one.common)) {
        all.extend(common.applicability.iter().map(|one| one.condition.clone()));
        all.extend(common.weight.cases.iter().map(|(_, condition)| condition.clone()));
    }
    for point in &grid.points {
        if let Rating::Computed(scale) = &point.rating {
            all.extend(scale.lines.iter().filter_map(|line| line.condition.clone()));
        }
    }
    (!all.is_empty()).then(|| rng.pick(&all).clone())
}

fn not(condition: Formula<Atom>) -> Formula<Atom> {
    Formula::Not(Box::new(condition), grille::diagnostic::Span::default())
}

fn some_point(grid: &Grid, rng: &mut Rng) -> usize {
    rng.below(grid.points.len())
}

fn applicability(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let condition = some_condition(grid, rng);
    let at = some_point(grid, rng);
    let group = grid.points[at].group;
    let common = if rng.chance(25) { &mut grid.groups[group.0].common } else { &mut grid.points[at].common };
    if let Some(clause) = common.applicability.first_mut().filter(|_| rng.chance(70)) {
        if rng.chance(50) {
            clause.negated = !clause.negated;
            return Some("applicability negated");
        }
        common.applicability.clear();
        return Some("applicability dropped");
    }
    let condition = condition?;
    let (negated, span) = (rng.chance(50), grille::diagnostic::Span::default());
    common.applicability.push(Applicability { negated, condition, span });
    Some("applicability added")
}

fn opt_in(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = some_point(grid, rng);
    if grid.points[at].common.opt_in.take().is_some() {
        return Some("opt-in dropped");
    }
    let (optional_if, retained_if) = (some_condition(grid, rng)?, some_condition(grid, rng)?);
    let span = grille::diagnostic::Span::default();
    grid.points[at].common.opt_in = Some(grille::grid::OptIn { optional_if, retained_if, span });
    Some("opt-in added")
}

fn swapped_levels(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let computed: Vec<_> =
        (0..grid.points.len()).filter(|at| matches!(grid.points[*at].rating, Rating::Computed(_))).collect();
    if computed.is_empty() {
        return None;
    }
    let at = *rng.pick(&computed);
    let levels = grid.scales[grid.points[at].scale.0].levels().len();
    let Rating::Computed(scale) = &mut grid.points[at].rating else { return None };
    let line = rng.below(scale.lines.len());
    scale.lines[line].level = rng.below(levels);
    Some("level of a line")
}

/// Moves a threshold everywhere it stands: in a definition, or in every line of a scale, so that lines stay exclusive.
fn threshold(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let mut found: Vec<(InputId, Exact)> = Vec::new();
    let mut note = |condition: &Formula<Atom>| {
        condition.walk(
            &mut |atom| {
                if let Test::Compare(_, bound) = &atom.test {
                    found.push((atom.input, bound.value.clone()));
                }
            },
            &mut |_| {},
        );
    };
    for point in &grid.points {
        if let Rating::Computed(scale) = &point.rating {
            scale.lines.iter().filter_map(|line| line.condition.as_ref()).for_each(&mut note);
        }
        point.common.applicability.iter().for_each(|one| note(&one.condition));
    }
    if found.is_empty() {
        return None;
    }
    let (input, value) = rng.pick(&found).clone();
    let Domain::Number { low, high, .. } = &grid.inputs[input.0].domain else { return None };
    let moved = &value + integer(rng.between(-2, 2));
    if low.as_ref().is_some_and(|low| moved < *low) || high.as_ref().is_some_and(|high| moved > *high) {
        return None;
    }
    let shift = |condition: &mut Formula<Atom>| replace(condition, input, &value, &moved);
    let at = rng.below(grid.points.len());
    for (index, point) in grid.points.iter_mut().enumerate() {
        if rng.chance(50) || index == at {
            if let Rating::Computed(scale) = &mut point.rating {
                scale.lines.iter_mut().filter_map(|line| line.condition.as_mut()).for_each(shift);
            }
            point.common.applicability.iter_mut().for_each(|one| shift(&mut one.condition));
        }
    }
    Some("threshold")
}

fn replace(condition: &mut Formula<Atom>, input: InputId, from: &Exact, to: &Exact) {
    match condition {
        Formula::Atom(atom) => {
            if let (true, Test::Compare(_, bound)) = (atom.input == input, &mut atom.test)
                && bound.value == *from
            {
                *bound = Bound { value: to.clone(), parameter: None };
            }
        }
        Formula::Not(inner, _) => replace(inner, input, from, to),
        Formula::All(parts, _) | Formula::Any(parts, _) => {
            parts.iter_mut().for_each(|part| replace(part, input, from, to));
        }
        Formula::Definition(..) => {}
    }
}

fn weight(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = some_point(grid, rng);
    let group = grid.points[at].group;
    let common = if rng.chance(40) { &mut grid.groups[group.0].common } else { &mut grid.points[at].common };
    let weight = &mut common.weight;
    if let Some((value, _)) = weight.cases.first_mut() {
        *value = &*value + integer(1);
        return Some("weight of a case");
    }
    weight.otherwise = weight.otherwise.as_ref().map(|value| value * integer(2));
    Some("weight")
}

fn scale_value(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = rng.below(grid.scales.len());
    match &mut grid.scales[at].kind {
        ScaleKind::Levels(levels) => {
            let last = levels.last_mut()?;
            last.value = Some(last.value.clone()? + integer(1));
        }
        ScaleKind::Interval { high, .. } => *high = &*high + integer(1),
    }
    Some("value of the best level")
}

fn set_aside(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = rng.below(grid.scales.len());
    grid.scales[at].allows_set_aside = !grid.scales[at].allows_set_aside;
    Some("sans objet")
}

fn out_of_total(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = some_point(grid, rng);
    let group = grid.points[at].group;
    let deep = group.0 > 0 && rng.chance(40);
    let common = if deep { &mut grid.groups[group.0].common } else { &mut grid.points[at].common };
    common.out_of_total = !common.out_of_total;
    Some("hors total")
}

fn constraint(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    if !grid.constraints.is_empty() && rng.chance(50) {
        grid.constraints.remove(rng.below(grid.constraints.len()));
        return Some("constraint dropped");
    }
    let condition = some_condition(grid, rng)?;
    let condition = if rng.chance(50) { not(condition) } else { condition };
    grid.constraints.push(Constraint {
        label: "une règle de plus".to_owned(),
        condition,
        span: grille::diagnostic::Span::default(),
    });
    Some("constraint added")
}

fn aggregation(grid: &mut Grid, _: &mut Rng) -> Option<&'static str> {
    let other = match grid.groups[0].aggregation {
        Aggregation::WeightedSum => Aggregation::WeightedMean,
        Aggregation::WeightedMean => Aggregation::WeightedSum,
    };
    grid.groups.iter_mut().for_each(|group| group.aggregation = other);
    Some("aggregation")
}

fn renamed_input(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = rng.below(grid.inputs.len());
    let input = &mut grid.inputs[at];
    input.resumes = Some(input.name.clone());
    input.name.push_str("_bis");
    Some("input renamed")
}

fn renamed_option(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = rng.below(grid.inputs.len());
    let (Domain::Choice { options, .. } | Domain::Set(options)) = &mut grid.inputs[at].domain else { return None };
    let at = rng.below(options.len());
    let option: &mut Choice = &mut options[at];
    option.resumes = Some(option.name.clone());
    option.name.push_str("_bis");
    Some("option renamed")
}

fn renamed_level(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = rng.below(grid.scales.len());
    let ScaleKind::Levels(levels) = &mut grid.scales[at].kind else { return None };
    let at = rng.below(levels.len());
    levels[at].resumes = Some(levels[at].name.clone());
    levels[at].name.push_str("_bis");
    Some("level renamed")
}

fn renamed_point(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = some_point(grid, rng);
    let point = &mut grid.points[at];
    point.common.resumes = vec![point.id.clone()];
    point.id.push_str(".bis");
    Some("point renamed")
}

fn renamed_element(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = some_point(grid, rng);
    let requirement = grid.points[at].requirement.as_mut()?;
    let at = rng.below(requirement.elements.len());
    let element = &mut requirement.elements[at];
    element.resumes = Some(element.name.clone());
    element.name.push_str("_bis");
    element.key.push_str("_bis");
    Some("element renamed")
}

fn new_input(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let id = InputId(grid.inputs.len());
    let span = grille::diagnostic::Span::default();
    grid.inputs.push(Input {
        name: "toute_nouvelle".to_owned(),
        section: InputSection::Profile,
        domain: Domain::YesNo,
        label: String::new(),
        exists_if: None,
        resumes: None,
        name_span: span,
        span,
    });
    if rng.chance(70) {
        let at = some_point(grid, rng);
        let condition = Formula::Atom(Atom { input: id, test: Test::Is(true), span });
        grid.points[at].common.applicability.push(Applicability { negated: false, condition, span });
        return Some("input new and used");
    }
    Some("input new")
}

fn retired_point(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = some_point(grid, rng);
    // A point that decisions speak of must stay.
    let mut named = false;
    for line in grid.decisions.iter().flat_map(|decision| &decision.lines) {
        if let Some(condition) = &line.condition {
            condition.walk(
                &mut |atom| named |= matches!(atom, ResultAtom::Level { .. } | ResultAtom::Applicable(..)),
                &mut |_| {},
            );
        }
    }
    if named || grid.points.len() < 2 {
        return None;
    }
    grid.points.remove(at);
    for group in &mut grid.groups {
        group.children.retain(|child| *child != Child::Point(PointId(at)));
        for child in &mut group.children {
            if let Child::Point(point) = child
                && point.0 > at
            {
                point.0 -= 1;
            }
        }
    }
    Some("point retired")
}

fn requirement(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = some_point(grid, rng);
    let condition = some_condition(grid, rng);
    let point = &mut grid.points[at];
    let requirement = point.requirement.as_mut()?;
    match rng.below(4) {
        0 if !point.waivers.is_empty() => {
            point.waivers.remove(rng.below(point.waivers.len()));
            Some("waiver dropped")
        }
        1 if !point.substitutes.is_empty() => {
            let at = rng.below(point.substitutes.len());
            point.substitutes[at].condition = condition;
            Some("substitute admitted otherwise")
        }
        2 => {
            let at = rng.below(requirement.elements.len());
            requirement.elements[at].if_any = !requirement.elements[at].if_any;
            Some("le cas échéant")
        }
        _ => {
            let need = &mut requirement.needs[0];
            need.at_least = if need.at_least.is_some() && rng.chance(50) { None } else { Some(1) };
            Some("number required")
        }
    }
}

fn decision(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    if grid.decisions.is_empty() {
        return None;
    }
    let at = rng.below(grid.decisions.len());
    let decision = &mut grid.decisions[at];
    let lines = decision.lines.len();
    if rng.chance(50) && lines > 1 {
        let (first, second) = (decision.lines[0].level.clone(), decision.lines[lines - 1].level.clone());
        decision.lines[0].level = second;
        decision.lines[lines - 1].level = first;
        return Some("levels of a decision");
    }
    for line in &mut decision.lines {
        if let Some(condition) = &mut line.condition {
            raise(condition);
        }
    }
    Some("thresholds of a decision")
}

fn raise(condition: &mut Formula<ResultAtom>) {
    match condition {
        Formula::Atom(ResultAtom::Compare { bound, .. }) => *bound = &*bound + integer(1),
        Formula::Atom(_) | Formula::Definition(..) => {}
        Formula::Not(inner, _) => raise(inner),
        Formula::All(parts, _) | Formula::Any(parts, _) => parts.iter_mut().for_each(raise),
    }
}

fn existence(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let conditional: Vec<_> = (0..grid.inputs.len()).filter(|at| grid.inputs[*at].exists_if.is_some()).collect();
    if conditional.is_empty() {
        return None;
    }
    let at = *rng.pick(&conditional);
    if rng.chance(50) {
        grid.inputs[at].exists_if = None;
        return Some("existence dropped");
    }
    grid.inputs[at].exists_if = grid.inputs[at].exists_if.take().map(not);
    Some("existence negated")
}

/// Two points of the same group and scale, both left to the auditor, become one; or one becomes two.
fn split_or_merged(grid: &mut Grid, rng: &mut Rng) -> Option<&'static str> {
    let at = some_point(grid, rng);
    let other = rng.below(grid.points.len());
    if other != at && grid.points[at].scale == grid.points[other].scale && rng.chance(50) {
        let old = grid.points[other].id.clone();
        let own = grid.points[at].id.clone();
        grid.points[at].common.resumes = vec![own, old];
        grid.points[at].common.merge = [None, Some(Merge::Minimum), Some(Merge::Maximum)][rng.below(3)];
        grid.points[other].common.is_new = true;
        grid.points[other].id.push_str(".neuf");
        return Some("points merged");
    }
    let mut copy = grid.points[at].clone();
    copy.common.resumes = vec![copy.id.clone()];
    copy.id.push_str(".deux");
    grid.groups[copy.group.0].children.push(Child::Point(PointId(grid.points.len())));
    grid.points.push(copy);
    Some("point split")
}
