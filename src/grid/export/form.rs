//! Conditions as data: the text of the source, and the same condition taken apart for programs.

use serde_json::{Map, Value, json};

use super::{number, value_as_data, written};
use crate::diagnostic::{Source, Span};
use crate::grid::{Aggregate, Atom, Formula, Grid, GroupId, ParameterId, ResultAtom, Test};

/// An atom that can be written as data.
pub(super) trait Exported {
    /// The atom as an object.
    fn form(&self, grid: &Grid) -> Value;
    /// Where it is written.
    fn span(&self) -> Span;
}

/// A condition: `{"texte": "svi ou répondeur", "forme": {"ou": [{"entrée": "svi", "vaut": true}, …]}}`.
pub(super) fn condition<A: Exported>(source: &Source, grid: &Grid, formula: &Formula<A>) -> Value {
    json!({ "texte": text(source, formula), "forme": form(grid, formula) })
}

/// A condition as it is written in the source, on one line.
pub(super) fn text<A: Exported>(source: &Source, formula: &Formula<A>) -> String {
    written(source, span(formula))
}

/// A condition taken apart: `et`, `ou` and `non` over definitions (by name) and atoms.
pub(super) fn form<A: Exported>(grid: &Grid, formula: &Formula<A>) -> Value {
    let forms = |parts: &[Formula<A>]| parts.iter().map(|part| form(grid, part)).collect::<Value>();
    match formula {
        Formula::Atom(atom) => atom.form(grid),
        Formula::Not(inner, _) => json!({ "non": form(grid, inner) }),
        Formula::All(parts, _) => json!({ "et": forms(parts) }),
        Formula::Any(parts, _) => json!({ "ou": forms(parts) }),
        Formula::Definition(id, _) => json!({ "définition": grid.definitions[id.0].name }),
    }
}

fn span<A: Exported>(formula: &Formula<A>) -> Span {
    match formula {
        Formula::Atom(atom) => atom.span(),
        Formula::Not(_, span) | Formula::All(_, span) | Formula::Any(_, span) | Formula::Definition(_, span) => *span,
    }
}

impl Exported for Atom {
    fn form(&self, grid: &Grid) -> Value {
        let input = grid.input(self.input);
        let names = |indices: &[usize]| {
            let options = indices.iter().filter_map(|index| input.domain.options().get(*index));
            options.map(|option| option.name.clone()).collect::<Vec<_>>()
        };
        match &self.test {
            Test::Is(value) => json!({ "entrée": input.name, "vaut": value }),
            Test::Among(options) => json!({ "entrée": input.name, "parmi": names(options) }),
            Test::Contains { members, at_least } => {
                json!({ "entrée": input.name, "contient": names(members), "au_moins": at_least })
            }
            Test::Compare(comparison, bound) => {
                let mut form = Map::from_iter([("entrée".to_owned(), json!(input.name))]);
                form.insert("comparaison".to_owned(), comparison.sign().into());
                form.insert("valeur".to_owned(), value_as_data(&input.domain, &bound.value));
                form.extend(parameter(grid, bound.parameter));
                Value::Object(form)
            }
        }
    }

    fn span(&self) -> Span {
        self.span
    }
}

impl Exported for ResultAtom {
    fn form(&self, grid: &Grid) -> Value {
        match self {
            Self::Input(atom) => atom.form(grid),
            Self::Compare { aggregate: of, comparison, bound, parameter: from, .. } => {
                let mut form = aggregate(grid, of);
                form.insert("comparaison".to_owned(), comparison.sign().into());
                form.insert("valeur".to_owned(), number(bound));
                form.extend(parameter(grid, *from));
                Value::Object(form)
            }
            Self::NotComputable(of, _) => {
                let mut form = aggregate(grid, of);
                form.insert("calculable".to_owned(), false.into());
                Value::Object(form)
            }
            Self::Level { point, levels, .. } => {
                let point = grid.point(*point);
                let levels = levels.iter().filter_map(|level| grid.scale(point.scale).levels().get(*level));
                json!({ "niveau": point.id, "parmi": levels.map(|level| level.name.clone()).collect::<Vec<_>>() })
            }
            Self::Applicable(point, _) => json!({ "applicable": grid.point(*point).id }),
            Self::Decision { decision, lines, .. } => {
                let decision = &grid.decisions[decision.0];
                let levels = lines.iter().filter_map(|line| decision.lines.get(*line));
                json!({ "décision": decision.name, "parmi": levels.map(|line| line.level.clone()).collect::<Vec<_>>() })
            }
        }
    }

    fn span(&self) -> Span {
        match self {
            Self::Input(atom) => atom.span,
            Self::Compare { span, .. }
            | Self::NotComputable(_, span)
            | Self::Level { span, .. }
            | Self::Applicable(_, span)
            | Self::Decision { span, .. } => *span,
        }
    }
}

/// `"paramètre": name`, where a bound comes from one.
fn parameter(grid: &Grid, parameter: Option<ParameterId>) -> Option<(String, Value)> {
    parameter.map(|id| ("paramètre".to_owned(), grid.parameters[id.0].name.clone().into()))
}

/// The aggregate and the key of the group it is asked of; the grid itself has the empty key.
fn aggregate(grid: &Grid, aggregate: &Aggregate) -> Map<String, Value> {
    let key = |group: GroupId| if group == GroupId::ROOT { "" } else { grid.group(group).key.as_str() };
    let form = match aggregate {
        Aggregate::Score(group) => json!({ "agrégat": "score", "groupe": key(*group) }),
        Aggregate::Obtained(group) => json!({ "agrégat": "obtenus", "groupe": key(*group) }),
        Aggregate::Possible(group) => json!({ "agrégat": "possibles", "groupe": key(*group) }),
        Aggregate::LeastScore { groups, within } => {
            let groups: Vec<_> = groups.iter().map(|group| key(*group)).collect();
            json!({ "agrégat": "score_minimum", "groupes": groups, "groupe": key(*within) })
        }
        Aggregate::Count { level, within } => {
            json!({ "agrégat": "compte", "niveau": level, "groupe": key(*within) })
        }
    };
    match form {
        Value::Object(form) => form,
        _ => Map::new(),
    }
}
