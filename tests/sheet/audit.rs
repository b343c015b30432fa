//! Audits as the tests write them, one fact a line:
//!
//! ```text
//! audit tout_connu
//! taux = 87,5
//! activités = { contrôle }
//! cotation 1.1 = conforme
//! éléments 2.3 = attente, heures_creuses
//! sans objet 1.8 "aucun lieu d'accueil"
//! paramètre seuil = 80 %
//! expliquer 6.2
//! ```

use grille::audit::{Audit, RecordedElements, RecordedRating};
use grille::exact::{integer, parse_decimal};
use grille::grid::{Domain, Grid, Input, NumberKind, Override, Point, ScaleKind, Value};
use grille::syntax::parse_operand;
use grille::syntax::tree::{LiteralKind, Operand};

/// One audit of a file.
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) overrides: Vec<Override>,
    pub(crate) explanations: Vec<Explain>,
    facts: Vec<(String, String)>,
}

/// What is to be explained.
pub(crate) enum Explain {
    Audit,
    Point(String),
}

impl Sheet {
    /// Every audit of a file.
    pub(crate) fn all(text: &str) -> Vec<Self> {
        let mut sheets: Vec<Self> = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(name) = line.strip_prefix("audit ") {
                let (overrides, explanations) = (Vec::new(), Vec::new());
                let (name, text) = (name.to_owned(), String::new());
                sheets.push(Self { name, text, overrides, explanations, facts: Vec::new() });
                continue;
            }
            let sheet = sheets.last_mut().expect("une ligne `audit NOM` d’abord");
            sheet.text.push_str(line);
            sheet.text.push('\n');
            if let Some(what) = line.strip_prefix("expliquer ") {
                sheet.explanations.push(if what == "tout" { Explain::Audit } else { Explain::Point(what.to_owned()) });
            } else if let Some((point, reason)) = line.strip_prefix("sans objet ").and_then(|it| it.split_once(' ')) {
                sheet.facts.push((format!("sans objet {point}"), reason.trim_matches('"').to_owned()));
            } else {
                let (key, value) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
                match key.strip_prefix("paramètre ") {
                    Some(parameter) => sheet.overrides.push(Override {
                        parameter: parameter.to_owned(),
                        value: parse_operand(value).expect("une valeur"),
                        flag: "--set",
                    }),
                    None => sheet.facts.push((key.to_owned(), value.to_owned())),
                }
            }
        }
        sheets
    }

    /// The audit, under a grid.
    pub(crate) fn audit(&self, grid: &Grid) -> Audit {
        let mut audit = Audit {
            id: self.name.clone(),
            values: vec![None; grid.inputs.len()],
            ratings: vec![None; grid.points.len()],
            elements: vec![None; grid.points.len()],
            set_aside: vec![None; grid.points.len()],
        };
        let point = |id: &str| grid.point_named(id).unwrap_or_else(|| panic!("point {id}"));
        for (key, value) in &self.facts {
            if let Some(id) = key.strip_prefix("cotation ") {
                audit.ratings[point(id).0] = Some(rating(grid, grid.point(point(id)), value));
            } else if let Some(id) = key.strip_prefix("éléments ") {
                audit.elements[point(id).0] = Some(elements(grid.point(point(id)), value));
            } else if let Some(id) = key.strip_prefix("sans objet ") {
                audit.set_aside[point(id).0] = Some(value.clone());
            } else {
                let input = grid.input_named(key).unwrap_or_else(|| panic!("entrée {key}"));
                audit.values[input.0] = Some(input_value(grid.input(input), value));
            }
        }
        audit
    }
}

fn rating(grid: &Grid, point: &Point, text: &str) -> RecordedRating {
    let scale = grid.scale(point.scale);
    match &scale.kind {
        ScaleKind::Levels(_) => RecordedRating::Level(scale.level_named(text).expect("un niveau de l’échelle")),
        ScaleKind::Interval { .. } => RecordedRating::Value(parse_decimal(text, ',', false).expect("un nombre")),
    }
}

fn elements(point: &Point, text: &str) -> RecordedElements {
    let mut recorded = RecordedElements::default();
    let requirement = point.requirement.as_ref().expect("un point avec des éléments");
    for key in text.split(',').map(str::trim).filter(|key| !key.is_empty() && *key != "aucun") {
        if let Some(at) = requirement.elements.iter().position(|element| element.key == key) {
            recorded.met.push(at);
            continue;
        }
        let pair = point.substitutes.iter().enumerate().find_map(|(at, substitute)| {
            substitute.stands_for.iter().find(|(name, _)| name == key).map(|(_, element)| (at, *element))
        });
        recorded.substituted.push(pair.unwrap_or_else(|| panic!("élément {key}")));
    }
    recorded.met.sort_unstable();
    recorded
}

fn input_value(input: &Input, text: &str) -> Value {
    let option = |name: &str| input.domain.option_named(name).unwrap_or_else(|| panic!("option {name}"));
    match &input.domain {
        Domain::YesNo => Value::YesNo(text == "oui"),
        Domain::Choice { .. } => Value::Choice(option(text)),
        Domain::Set(members) => {
            let mut held = vec![false; members.len()];
            let names = text.trim_matches(['{', '}']).split(',').map(str::trim).filter(|name| !name.is_empty());
            names.for_each(|name| held[option(name)] = true);
            Value::Set(held)
        }
        Domain::Number { kind, .. } => {
            let Some(Operand::Literal(literal)) = parse_operand(text) else { panic!("valeur {text}") };
            Value::Number(match (literal.kind, kind) {
                (LiteralKind::Number(value) | LiteralKind::Percentage(value), _) => value,
                (LiteralKind::Date(days), _) => integer(days),
                (LiteralKind::Duration(value, written), NumberKind::Duration(unit)) => {
                    let (numerator, denominator) = written.ratio_to(*unit).expect("une unité compatible");
                    value * integer(numerator) / integer(denominator)
                }
                (other, _) => panic!("{other:?}"),
            })
        }
    }
}
