//! Values and conditions of a grid in sentences: the language's own spelling, with no-break spaces before `%` and units.

use super::{Atom, Bound, Domain, Formula, Grid, Input, NumberKind, Test, Value};
use crate::exact::{self, Exact};

/// The no-break space French puts before `%`, `:` and units.
pub const NO_BREAK_SPACE: char = '\u{a0}';

/// A number: `1234,5`, or the fraction `23/26` when no decimal is exact.
pub fn number(value: &Exact) -> String {
    exact::to_text(value, ',')
}

/// A percentage, given in percent: `87,5 %`.
pub fn percent(value: &Exact) -> String {
    format!("{}{NO_BREAK_SPACE}%", number(value))
}

/// A score, given in percent and exact, as it is written: rounded half up to two decimals.
pub fn score(value: &Exact) -> String {
    percent(&exact::round_half_up(value, 2))
}

/// A value of a numeric kind with its unit, in prose: `14 jours`, `12/10/2023`, `120 agents`.
pub fn quantity(kind: NumberKind, unit: Option<&str>, value: &Exact) -> String {
    let written = kind.written(value).replace(' ', "\u{a0}");
    unit.map_or_else(|| written.clone(), |unit| format!("{written}{NO_BREAK_SPACE}{unit}"))
}

/// `oui` or `non`
pub fn yes_no(value: bool) -> &'static str {
    if value { "oui" } else { "non" }
}

impl Input {
    /// A value of this input: `87,5 %`, `trimestrielle`, `oui`, `{ contrôle, recouvrement }`.
    pub fn value_text(&self, value: &Value) -> String {
        let name = |at: usize| self.domain.options().get(at).map_or("?", |option| option.name.as_str());
        match (value, &self.domain) {
            (Value::YesNo(value), _) => yes_no(*value).to_owned(),
            (Value::Choice(at), _) => name(*at).to_owned(),
            (Value::Set(members), _) => {
                let held: Vec<_> = (0..members.len()).filter(|at| members[*at]).map(name).collect();
                if held.is_empty() { "{ }".to_owned() } else { format!("{{ {} }}", held.join(", ")) }
            }
            (Value::Number(value), Domain::Number { kind, unit, .. }) => quantity(*kind, unit.as_deref(), value),
            (Value::Number(value), _) => number(value),
        }
    }
}

impl Grid {
    /// A condition in the spelling of the language, definitions and parameters by name.
    pub fn condition_text(&self, condition: &Formula<Atom>) -> String {
        match condition {
            Formula::Atom(atom) => self.atom_text(atom),
            Formula::Not(inner, _) => format!("non {}", self.operand_text(inner)),
            Formula::All(parts, _) => self.chain_text(parts, " et ", "toujours"),
            Formula::Any(parts, _) => self.chain_text(parts, " ou ", "jamais"),
            Formula::Definition(id, _) => self.definitions[id.0].name.clone(),
        }
    }

    /// A test in the spelling of the language.
    pub fn atom_text(&self, atom: &Atom) -> String {
        let input = self.input(atom.input);
        let name = &input.name;
        match &atom.test {
            Test::Is(true) => name.clone(),
            Test::Is(false) => format!("{name} = non"),
            Test::Among(options) => among_text(input, options),
            Test::Contains { members, at_least } => {
                let names: Vec<_> = members.iter().map(|at| option_name(input, *at)).collect();
                match names.as_slice() {
                    [only] => format!("{name} contient {only}"),
                    several if *at_least == several.len() => format!("{name} contient tous {{ {} }}", names.join(", ")),
                    _ => format!("{name} contient au moins {at_least} parmi {{ {} }}", names.join(", ")),
                }
            }
            Test::Compare(comparison, bound) => {
                format!("{name} {} {}", comparison.sign(), self.bound_text(input, bound))
            }
        }
    }

    /// A bound as the condition writes it: the parameter's name, or the constant in the input's unit.
    fn bound_text(&self, input: &Input, bound: &Bound) -> String {
        match (bound.parameter, &input.domain) {
            (Some(parameter), _) => self.parameters[parameter.0].name.clone(),
            // The unit shown to people is not part of a literal.
            (None, Domain::Number { kind, .. }) => quantity(*kind, None, &bound.value),
            (None, _) => number(&bound.value),
        }
    }

    /// Parts joined by a connective; the empty chain is a constant.
    fn chain_text(&self, parts: &[Formula<Atom>], connective: &str, empty: &str) -> String {
        match parts {
            [] => empty.to_owned(),
            [only] => self.condition_text(only),
            several => several.iter().map(|part| self.operand_text(part)).collect::<Vec<_>>().join(connective),
        }
    }

    /// A condition inside another: a chain stands in parentheses.
    fn operand_text(&self, part: &Formula<Atom>) -> String {
        let text = self.condition_text(part);
        match part {
            Formula::All(inner, _) | Formula::Any(inner, _) if inner.len() > 1 => format!("({text})"),
            _ => text,
        }
    }
}

/// The name of an option.
fn option_name(input: &Input, at: usize) -> &str {
    input.domain.options().get(at).map_or("?", |option| option.name.as_str())
}

/// A test on a choice, by the shortest sign that says it.
fn among_text(input: &Input, options: &[usize]) -> String {
    let name = &input.name;
    let all = input.domain.options().len();
    let ordered = matches!(input.domain, Domain::Choice { ordered: true, .. });
    let left_out: Vec<_> = (0..all).filter(|at| !options.contains(at)).collect();
    match (options, left_out.as_slice()) {
        ([only], _) => format!("{name} = {}", option_name(input, *only)),
        ([first, .., last], _) if ordered && *last + 1 == all && last - first + 1 == options.len() => {
            format!("{name} ≥ {}", option_name(input, *first))
        }
        ([first, .., last], _) if ordered && *first == 0 && last - first + 1 == options.len() => {
            format!("{name} ≤ {}", option_name(input, *last))
        }
        (_, [only]) => format!("{name} ≠ {}", option_name(input, *only)),
        _ => {
            let names: Vec<_> = options.iter().map(|at| option_name(input, *at)).collect();
            format!("{name} parmi {{ {} }}", names.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::integer;
    use crate::grid::TimeUnit;

    #[test]
    fn quantities_keep_their_unit_on_the_line() {
        assert_eq!(quantity(NumberKind::Duration(TimeUnit::Weeks), None, &integer(2)), "2\u{a0}semaines");
        assert_eq!(quantity(NumberKind::Integer, Some("agents"), &integer(120)), "120\u{a0}agents");
        assert_eq!(quantity(NumberKind::Percentage, None, &(integer(175) / integer(2))), "87,5\u{a0}%");
        assert_eq!(score(&(integer(2300) / integer(26))), "88,46\u{a0}%");
    }
}
