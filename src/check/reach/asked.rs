//! Every condition over inputs that a grid asks somewhere, with what it rules.

use super::formula::{Condition, section_name};
use crate::diagnostic::Place;
use crate::grid::{Child, Common, Grid, GroupId, InputId, PointId, Rating, wording};

/// A condition, and where it stands.
pub(super) struct Asked<'g> {
    /// The condition.
    pub(super) condition: &'g Condition,
    /// What it rules.
    pub(super) place: Place,
    /// What must hold for the condition to matter at all.
    pub(super) given: Option<&'g Condition>,
    /// Whose clause it is.
    pub(super) owner: Owner,
}

/// What holds a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// A declaration: a definition.
    Declaration,
    /// The existence condition of an input.
    Input(InputId),
    /// A constraint, by index.
    Constraint(usize),
    /// A clause that says whether a section counts.
    Admission(Child),
    /// Another clause of a section, which matters only where the section counts.
    Clause(Child),
}

impl<'g> Asked<'g> {
    fn new(condition: &'g Condition, place: Place, owner: Owner) -> Self {
        Self { condition, place, given: None, owner }
    }
}

/// Every condition over inputs, those of decisions apart, in no special order.
pub(super) fn conditions(grid: &Grid) -> Vec<Asked<'_>> {
    let existence = grid.inputs.iter().enumerate().filter_map(|(at, input)| {
        let condition = input.exists_if.as_ref()?;
        Some(Asked::new(condition, Place::Existence(input.name.clone()), Owner::Input(InputId(at))))
    });
    let definitions = grid.definitions.iter().map(|definition| {
        Asked::new(&definition.condition, Place::Definition(definition.name.clone()), Owner::Declaration)
    });
    let constraints = grid
        .constraints
        .iter()
        .enumerate()
        .map(|(at, constraint)| Asked::new(&constraint.condition, Place::Constraint, Owner::Constraint(at)));
    let mut all: Vec<_> = existence.chain(definitions).chain(constraints).collect();
    for (at, group) in grid.groups.iter().enumerate() {
        of_section(grid, Child::Group(GroupId(at)), &group.common, &mut all);
    }
    for (at, point) in grid.points.iter().enumerate() {
        let section = Child::Point(PointId(at));
        let owner = Owner::Clause(section);
        of_section(grid, section, &point.common, &mut all);
        all.extend(
            point.waivers.iter().map(|waiver| Asked::new(&waiver.condition, Place::Waiver(waiver.name.clone()), owner)),
        );
        all.extend(point.substitutes.iter().filter_map(|substitute| {
            let condition = substitute.condition.as_ref()?;
            Some(Asked::new(condition, Place::Substitute(substitute.name.clone()), owner))
        }));
        if let Rating::Computed(scale) = &point.rating {
            let levels = grid.scale(point.scale).levels();
            all.extend(scale.lines.iter().filter_map(|line| {
                let level = levels.get(line.level).map_or_else(String::new, |level| level.name.clone());
                Some(Asked::new(line.condition.as_ref()?, Place::Line(level), owner))
            }));
        }
    }
    all
}

fn of_section<'g>(grid: &'g Grid, section: Child, common: &'g Common, all: &mut Vec<Asked<'g>>) {
    let name = || section_name(grid, section);
    let owner = Owner::Admission(section);
    all.extend(common.applicability.iter().map(|clause| {
        let place = if clause.negated { Place::NotApplicable(name()) } else { Place::Applicable(name()) };
        Asked::new(&clause.condition, place, owner)
    }));
    if let Some(clause) = &common.opt_in {
        all.push(Asked::new(&clause.optional_if, Place::Optional(name()), owner));
        let retained = Asked::new(&clause.retained_if, Place::Retained(name()), owner);
        all.push(Asked { given: Some(&clause.optional_if), ..retained });
    }
    all.extend(common.weight.cases.iter().map(|(weight, condition)| {
        Asked::new(condition, Place::Weight(wording::number(weight)), Owner::Clause(section))
    }));
}
