//! Cases written out, as their editors would.

use std::fmt::Write;

use crate::exact::to_text;
use crate::grid::{Domain, Grid, Input, InputId, Value, wording};

/// A case that gives these values and expects one thing.
pub(super) fn case(grid: &Grid, title: &str, values: &[(InputId, Value)], expected: &str) -> String {
    let mut out = format!("cas \"{}\" pour {} version \"{}\" {{\n", title.replace('"', "'"), grid.name, grid.version);
    for (input, value) in values {
        let input = grid.input(*input);
        let _ = writeln!(out, "  {}", answer(input, value));
    }
    let _ = writeln!(out, "  attendu {expected}\n}}");
    out
}

/// `taux_décroché = 85 %`
fn answer(input: &Input, value: &Value) -> String {
    let option = |at: usize| input.domain.options().get(at).map_or("", |option| option.name.as_str());
    let written = match (value, &input.domain) {
        (Value::YesNo(answer), _) => wording::yes_no(*answer).to_owned(),
        (Value::Choice(at), _) => option(*at).to_owned(),
        (Value::Set(members), _) => {
            let held: Vec<_> = (0..members.len()).filter(|at| members[*at]).map(option).collect();
            if held.is_empty() { "{ }".to_owned() } else { format!("{{ {} }}", held.join(", ")) }
        }
        (Value::Number(number), Domain::Number { kind, .. }) => kind.written(number),
        (Value::Number(number), _) => to_text(number, ','),
    };
    format!("{} = {written}", input.name)
}
