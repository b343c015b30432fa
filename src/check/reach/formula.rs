//! Conditions put together from those of the grid.

use std::collections::BTreeSet;

use crate::diagnostic::Span;
pub(super) use crate::grid::made::{all, any, atom_of, not};

use crate::grid::{Atom, Child, Common, DefinitionId, Formula, Grid, GroupId, InputId};

/// A condition over inputs.
pub(super) type Condition = Formula<Atom>;

/// Where a condition is written.
pub(super) fn span_of(condition: &Condition) -> Span {
    match condition {
        Formula::Atom(atom) => atom.span,
        Formula::Not(_, span) | Formula::All(_, span) | Formula::Any(_, span) | Formula::Definition(_, span) => *span,
    }
}

/// A condition and all it is made of, outermost first; definitions are not looked into.
pub(super) fn parts(condition: &Condition) -> Vec<&Condition> {
    let mut found = vec![condition];
    match condition {
        Formula::Atom(_) | Formula::Definition(..) => {}
        Formula::Not(inner, _) => found.extend(parts(inner)),
        Formula::All(inner, _) | Formula::Any(inner, _) => found.extend(inner.iter().flat_map(parts)),
    }
    found
}

/// The definitions a condition rests on, those inside them included.
pub(super) fn definitions_of(grid: &Grid, condition: &Condition) -> BTreeSet<DefinitionId> {
    let mut found = BTreeSet::new();
    let mut next = Vec::new();
    condition.walk(&mut |_| {}, &mut |id| next.push(id));
    while let Some(id) = next.pop() {
        if found.insert(id) {
            grid.definitions[id.0].condition.walk(&mut |_| {}, &mut |inner| next.push(inner));
        }
    }
    found
}

/// The inputs a condition speaks of, definitions unfolded.
pub(super) fn inputs_of(grid: &Grid, condition: &Condition) -> BTreeSet<InputId> {
    let mut found = BTreeSet::new();
    condition.walk(&mut |atom| _ = found.insert(atom.input), &mut |_| {});
    for id in definitions_of(grid, condition) {
        grid.definitions[id.0].condition.walk(&mut |atom| _ = found.insert(atom.input), &mut |_| {});
    }
    found
}

/// The sections around a group or point, outermost first, itself last.
pub(super) fn path(grid: &Grid, section: Child) -> Vec<Child> {
    let (group, own) = match section {
        Child::Group(group) => (group, None),
        Child::Point(point) => (grid.point(point).group, Some(section)),
    };
    grid.enclosing(group).into_iter().map(Child::Group).chain(own).collect()
}

/// What each clause of a section asks for the section to count, with the clause.
pub(super) fn admissions(common: &Common) -> Vec<(Condition, Span)> {
    let applicability = common.applicability.iter().map(|clause| {
        let condition = clause.condition.clone();
        (if clause.negated { not(condition) } else { condition }, clause.span)
    });
    let opt_in = common
        .opt_in
        .iter()
        .map(|clause| (any(vec![not(clause.optional_if.clone()), clause.retained_if.clone()]), clause.span));
    applicability.chain(opt_in).collect()
}

/// When a section counts, as far as the clauses on its path from `within` (left out) down to it say.
pub(super) fn counts(grid: &Grid, section: Child, within: Option<GroupId>) -> Condition {
    let path = path(grid, section);
    let start = within.and_then(|group| path.iter().position(|child| *child == Child::Group(group)));
    let inside = path.into_iter().skip(start.map_or(0, |at| at + 1));
    all(inside.flat_map(|child| admissions(grid.common(child))).map(|(condition, _)| condition).collect())
}

/// True for the condition that asks nothing.
pub(super) fn is_truth(condition: &Condition) -> bool {
    matches!(condition, Formula::All(parts, _) if parts.is_empty())
}

/// A section as sentences name it: ``le point `1.1` ``, `` `engagement 6` ``, `la grille`.
pub(super) fn section_name(grid: &Grid, section: Child) -> String {
    match section {
        Child::Point(point) => format!("le point `{}`", grid.point(point).id),
        Child::Group(GroupId::ROOT) => "la grille".to_owned(),
        Child::Group(group) => {
            let group = grid.group(group);
            match &group.id {
                Some(id) => format!("`{} {id}`", group.word),
                None => format!("`{}` «\u{a0}{}\u{a0}»", group.word, group.title),
            }
        }
    }
}
