//! Numbers and values in sentences: the language's own spelling, with no-break spaces before `%` and units.

use super::{Domain, Input, NumberKind, Value};
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
