//! Conditions that an input which does not exist decides through `non`: a test on it is false, so its negation is true
//! (`semantics.md` §1), which may not be what was meant.
//!
//! For `non G` and an input x of G, the case is: x does not exist, `non G` is true, and would be false were the tests on x
//! true. It is said only where the whole condition, with the clauses around it, would turn out otherwise if `non G` were false there.

use std::collections::BTreeSet;

use super::asked::{Asked, Owner, conditions};
use super::formula::{Condition, all, any, counts, definitions_of, not, parts, span_of};
use super::results::Results;
use super::{not_verified, rules};
use crate::check::witness;
use crate::diagnostic::{Diagnostic, Fix, Reach, Span};
use crate::grid::{Atom, Comparison, DecisionId, DefinitionId, Formula, Grid, InputId, Test};
use crate::region::{Limit, Space, Witness, write_condition};

/// Looks at every negation that a clause of a section, an existence condition or a line of a decision rests on.
pub(super) fn check(grid: &Grid) -> Vec<Diagnostic> {
    let mut search = Search { inputs: grid.inputs.len(), said: BTreeSet::new(), found: Vec::new() };
    if grid.inputs.iter().all(|input| input.exists_if.is_none()) {
        return search.found;
    }
    for asked in conditions(grid) {
        if let Some(condition) = in_its_place(grid, &asked) {
            search.look(grid, asked.condition, &condition);
        }
    }
    // A line matters for some results, whatever these are: they become inputs, of which nothing is said.
    let mut results = Results::new(grid);
    let lines: Vec<_> = (0..grid.decisions.len()).flat_map(|at| results.lines(DecisionId(at))).flatten().collect();
    for line in &lines {
        search.look(&results.extended, line, line);
    }
    search.found
}

/// What was found so far, each negation said once.
struct Search {
    /// How many inputs the grid has; those beyond are results.
    inputs: usize,
    said: BTreeSet<Span>,
    found: Vec<Diagnostic>,
}

impl Search {
    /// Looks at the negations of a condition, with all that must hold beside it.
    fn look(&mut self, grid: &Grid, asked: &Condition, in_place: &Condition) {
        for (negation, span, input) in suspects(grid, asked) {
            // Negations the grid does not write have no place.
            if input.0 >= self.inputs || span == Span::default() || self.said.contains(&span) {
                continue;
            }
            let said = match decided(grid, in_place, negation, span, input, self.inputs) {
                Ok(None) => continue,
                Ok(Some(witness)) => warning(grid, negation, span, input, &witness),
                Err(limit) => {
                    let text = written(grid, negation);
                    not_verified(format!("que l’absence d’une entrée ne décide pas de `{text}`"), limit, span)
                }
            };
            self.said.insert(span);
            self.found.push(said);
        }
    }
}

/// The condition with all that must hold beside it for it to matter.
fn in_its_place(grid: &Grid, asked: &Asked<'_>) -> Option<Condition> {
    match asked.owner {
        // A definition is looked at where it is used; a constraint is silent on what does not exist, as it should be.
        Owner::Declaration | Owner::Constraint(_) => None,
        Owner::Input(_) => Some(asked.condition.clone()),
        Owner::Admission(section) => Some(counts(grid, section, None)),
        Owner::Clause(section) => Some(all(vec![counts(grid, section, None), asked.condition.clone()])),
    }
}

/// The negations a condition rests on, its definitions' included, each with an input that may not exist and that it tests.
fn suspects<'g>(grid: &'g Grid, condition: &'g Condition) -> Vec<(&'g Condition, Span, InputId)> {
    let definitions = definitions_of(grid, condition).into_iter().map(|id| &grid.definitions[id.0].condition);
    let mut found = Vec::new();
    for part in std::iter::once(condition).chain(definitions).flat_map(parts) {
        if let Formula::Not(inner, span) = part {
            let mut tested = BTreeSet::new();
            tested_in(grid, inner, true, &mut tested);
            let conditional = tested.into_iter().filter(|input| grid.input(*input).exists_if.is_some());
            found.extend(conditional.map(|input| (&**inner, *span, input)));
        }
    }
    found
}

/// The inputs whose tests make a condition true when they are: those not under a further `non`.
fn tested_in(grid: &Grid, condition: &Condition, positive: bool, found: &mut BTreeSet<InputId>) {
    match condition {
        Formula::Atom(atom) => {
            if positive {
                found.insert(atom.input);
            }
        }
        Formula::Not(inner, _) => tested_in(grid, inner, !positive, found),
        Formula::All(parts, _) | Formula::Any(parts, _) => {
            for part in parts {
                tested_in(grid, part, positive, found);
            }
        }
        Formula::Definition(id, _) => {
            if positive {
                tested_in(grid, &grid.definitions[id.0].condition, positive, found);
            }
        }
    }
}

/// An audit in which the absence of the input, through the negation, makes the condition what it is, for some results (the
/// inputs from `inputs` on).
fn decided(
    grid: &Grid,
    condition: &Condition,
    negation: &Condition,
    span: Span,
    input: InputId,
    inputs: usize,
) -> Result<Option<Witness>, Limit> {
    let Some(exists) = grid.input(input).exists_if.clone() else { return Ok(None) };
    // The definitions twice more: with the negation false in the case in question, and with the tests on the input true.
    let count = grid.definitions.len();
    let mut extended = rules::with_constraints(grid, &rules::constraints(grid));
    let if_tested = Rewrite { grid, shift: 2 * count, tested: Some(input), negation: None };
    let otherwise = if_tested.condition(negation, true);
    let replaced = all(vec![not(negation.clone()), any(vec![exists, not(otherwise)])]);
    let without = Rewrite { grid, shift: count, tested: None, negation: Some((span, replaced)) };
    for rewrite in [&without, &if_tested] {
        for definition in &grid.definitions {
            let mut copy = definition.clone();
            copy.condition = rewrite.condition(&definition.condition, true);
            extended.definitions.push(copy);
        }
    }
    let changed = without.condition(condition, true);
    let (mut space, regions) = Space::new(&extended, &[condition, &changed])?;
    let [as_is, changed] = regions.as_slice() else { return Ok(None) };
    let mut differs = space.differ(*as_is, *changed)?;
    if inputs < grid.inputs.len() {
        differs = space.within(differs)?;
        differs = space.exists(differs, &(inputs..grid.inputs.len()).map(InputId).collect::<Vec<_>>())?;
    }
    let observed = space.observe(differs)?;
    Ok(space.witness(&observed))
}

/// A condition written over.
struct Rewrite<'g> {
    grid: &'g Grid,
    /// Where the rewritten definitions begin.
    shift: usize,
    /// The input whose tests become true where no negation is around them.
    tested: Option<InputId>,
    /// The negation to replace, by its place.
    negation: Option<(Span, Condition)>,
}

impl Rewrite<'_> {
    fn condition(&self, condition: &Condition, positive: bool) -> Condition {
        let rewritten = |parts: &[Condition]| parts.iter().map(|part| self.condition(part, positive)).collect();
        match condition {
            Formula::Atom(atom) if positive && Some(atom.input) == self.tested => Formula::truth(),
            Formula::Not(inner, span) => match &self.negation {
                Some((place, replaced)) if place == span => replaced.clone(),
                _ => not(self.condition(inner, !positive)),
            },
            Formula::All(parts, span) => Formula::All(rewritten(parts), *span),
            Formula::Any(parts, span) => Formula::Any(rewritten(parts), *span),
            // Tests under a negation stay as they are, and so do the definitions there.
            Formula::Definition(id, span)
                if (positive || self.tested.is_none()) && id.0 < self.grid.definitions.len() =>
            {
                Formula::Definition(DefinitionId(id.0 + self.shift), *span)
            }
            Formula::Atom(_) | Formula::Definition(..) => condition.clone(),
        }
    }
}

fn warning(grid: &Grid, negation: &Condition, span: Span, input: InputId, shown: &Witness) -> Diagnostic {
    let instead = opposite(grid, negation).map(|opposite| write_condition(grid, &opposite));
    let declared = grid.input(input);
    let problem = Reach::AbsenceDecides {
        input: declared.name.clone(),
        negation: written(grid, negation),
        shown: shown.text(grid),
        instead: instead.clone(),
    };
    let mut diagnostic = Diagnostic::new(problem, span);
    if let Some(exists) = &declared.exists_if {
        diagnostic = diagnostic.label(span_of(exists), format!("`{}` n’existe que si ceci est vrai", declared.name));
    }
    if let Some(instead) = instead {
        diagnostic = diagnostic.fix(Fix::replace(format!("écrire `{instead}`"), span, instead));
    }
    diagnostic.witness = Some(witness::audit(grid, shown));
    diagnostic
}

/// The negation of a condition, in parentheses unless that is a lone name.
fn written(grid: &Grid, condition: &Condition) -> String {
    let text = write_condition(grid, condition);
    if text.contains(' ') { format!("non ({text})") } else { format!("non {text}") }
}

/// The test that holds where the input exists and the test does not; none where it is no single test.
fn opposite(grid: &Grid, condition: &Condition) -> Option<Condition> {
    let Formula::Atom(atom) = condition else { return None };
    let test = match &atom.test {
        Test::Is(value) => Test::Is(!value),
        Test::Among(options) => {
            let count = grid.input(atom.input).domain.options().len();
            Test::Among((0..count).filter(|option| !options.contains(option)).collect())
        }
        Test::Compare(comparison, bound) => Test::Compare(reversed(*comparison), bound.clone()),
        Test::Contains { .. } => return None,
    };
    Some(Formula::Atom(Atom { input: atom.input, test, span: atom.span }))
}

/// The sign that holds of two numbers exactly where the other does not.
fn reversed(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::Different,
        Comparison::Different => Comparison::Equal,
        Comparison::Less => Comparison::GreaterOrEqual,
        Comparison::LessOrEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessOrEqual,
        Comparison::GreaterOrEqual => Comparison::Less,
    }
}
