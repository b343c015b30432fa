//! Conditions written as the language writes them, ready to stand in a grid.

use crate::exact::to_text;
use crate::grid::{Atom, Bound, Domain, Formula, Grid, Input, Test};

/// A condition, in the words of its grid: `taux_décroché ≥ 85 % et fréquence < trimestrielle`. Empty for the condition that asks
/// nothing, which the language has no word for.
pub fn condition(grid: &Grid, condition: &Formula<Atom>) -> String {
    match condition {
        Formula::Atom(atom) => test(grid, atom),
        Formula::Not(inner, _) => format!("non {}", operand(grid, inner)),
        Formula::All(parts, _) => chain(grid, parts, " et "),
        Formula::Any(parts, _) => chain(grid, parts, " ou "),
        Formula::Definition(definition, _) => grid.definitions[definition.0].name.clone(),
    }
}

/// A condition inside another: in parentheses unless it is a single test.
fn operand(grid: &Grid, inner: &Formula<Atom>) -> String {
    let text = condition(grid, inner);
    let single = match inner {
        Formula::Atom(_) | Formula::Definition(..) | Formula::Not(..) => true,
        Formula::All(parts, _) | Formula::Any(parts, _) => parts.len() == 1,
    };
    if single { text } else { format!("({text})") }
}

fn chain(grid: &Grid, parts: &[Formula<Atom>], joined_by: &str) -> String {
    match parts {
        [part] => condition(grid, part),
        _ => parts.iter().map(|part| operand(grid, part)).collect::<Vec<_>>().join(joined_by),
    }
}

fn test(grid: &Grid, atom: &Atom) -> String {
    let input = grid.input(atom.input);
    let name = &input.name;
    let option = |at: usize| input.domain.options().get(at).map_or("", |option| option.name.as_str());
    let names = |options: &[usize]| options.iter().map(|at| option(*at)).collect::<Vec<_>>().join(", ");
    match &atom.test {
        Test::Is(true) => name.clone(),
        Test::Is(false) => format!("{name} = non"),
        Test::Among(options) => {
            let ordered = matches!(input.domain, Domain::Choice { ordered: true, .. });
            let count = input.domain.options().len();
            let neighbours = options.windows(2).all(|pair| pair[1] == pair[0] + 1);
            let missing: Vec<_> = (0..count).filter(|at| !options.contains(at)).collect();
            match (options.as_slice(), missing.as_slice()) {
                ([only], _) => format!("{name} = {}", option(*only)),
                ([0, .., last], _) if ordered && neighbours && last + 1 < count => {
                    format!("{name} < {}", option(last + 1))
                }
                ([first, .., last], _) if ordered && neighbours && last + 1 == count && *first > 0 => {
                    format!("{name} ≥ {}", option(*first))
                }
                (_, [missing]) => format!("{name} ≠ {}", option(*missing)),
                _ => format!("{name} parmi {{ {} }}", names(options)),
            }
        }
        Test::Contains { members, at_least } => match members.as_slice() {
            [member] if *at_least == 1 => format!("{name} contient {}", option(*member)),
            members if *at_least == members.len() => format!("{name} contient tous {{ {} }}", names(members)),
            members => format!("{name} contient au moins {at_least} parmi {{ {} }}", names(members)),
        },
        Test::Compare(comparison, bound) => format!("{name} {} {}", comparison.sign(), constant(grid, input, bound)),
    }
}

/// A constant; by the parameter's name where it comes from one, so that it stays right when the parameter changes.
fn constant(grid: &Grid, input: &Input, bound: &Bound) -> String {
    match (bound.parameter, &input.domain) {
        (Some(parameter), _) => grid.parameters[parameter.0].name.clone(),
        (None, Domain::Number { kind, .. }) => kind.written(&bound.value),
        (None, _) => to_text(&bound.value, ','),
    }
}
