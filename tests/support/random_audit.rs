//! Random audits of a random grid, as the JSON text an archive holds.

use serde_json::{Map, Value, json};

use super::random_grid::{Point, RandomGrid};
use super::rng::Rng;

/// An audit, and what can be said of it beforehand.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomAudit {
    /// The JSON object.
    pub text: String,
    /// True if every input that exists is given and every point left to the auditor is rated or set aside.
    pub is_full: bool,
    /// False if it says something the grid may refuse.
    pub is_sound: bool,
}

/// A random audit of a grid, the same for the same seed. Two in five are full; the others leave some of it out; about one in twelve says
/// something the grid may refuse.
pub fn random_audit(grid: &RandomGrid, seed: u64) -> RandomAudit {
    let mut rng = Rng::new(seed ^ 0x5EED);
    let kept = *rng.pick(&[100, 100, 95, 80, 50]);
    let mut audit = Map::new();
    audit.insert("audit".to_owned(), format!("essai-{seed}").into());
    if rng.chance(70) {
        audit.insert("grille".to_owned(), grid.citation.as_str().into());
    }
    let sample = rng.pick(&grid.samples);
    for section in ["profil", "mesures"] {
        let mut given = Map::new();
        for (input, value) in grid.inputs.iter().zip(sample).filter(|(input, _)| input.section == section) {
            if let Some(value) = value.as_ref().filter(|_| rng.chance(kept)) {
                given.insert(input.name.clone(), input.json(value));
            } else if rng.chance(5) {
                given.insert(input.name.clone(), Value::Null);
            }
        }
        if !given.is_empty() {
            audit.insert(section.to_owned(), given.into());
        }
    }
    let (mut ratings, mut elements, mut set_aside) = (Map::new(), Map::new(), Map::new());
    for point in &grid.points {
        if point.scale.sets_aside && rng.chance(8) {
            set_aside.insert(point.id.clone(), "sans lieu d’accueil".into());
        } else if rng.chance(if point.computed { 20 } else { kept }) {
            ratings.insert(point.id.clone(), rating(point, &mut rng));
        }
        if !point.elements.is_empty() && rng.chance(60) {
            elements.insert(point.id.clone(), json!(rng.some(&point.elements, 0)));
        }
    }
    for (key, part) in [("cotations", ratings), ("éléments", elements), ("sans_objet", set_aside)] {
        if !part.is_empty() {
            audit.insert(key.to_owned(), part.into());
        }
    }
    let is_sound = !rng.chance(8);
    if !is_sound {
        spoil(grid, &mut audit, &mut rng);
    }
    RandomAudit { text: Value::Object(audit).to_string(), is_full: kept == 100, is_sound }
}

/// A rating on the scale of a point: a value or the name of a level.
fn rating(point: &Point, rng: &mut Rng) -> Value {
    let number = |hundredths: i64| Value::from(f64::from(i32::try_from(hundredths).unwrap()) / 100.0);
    if let Some((low, high)) = point.scale.interval {
        return number(rng.between(low, high));
    }
    let (name, value) = rng.pick(&point.scale.levels);
    match value {
        Some(value) if rng.chance(50) => number(*value),
        _ => name.as_str().into(),
    }
}

/// Says something that may not stand: an unknown key, a value of another type, an input against the constraints, a point both rated
/// and set aside.
fn spoil(grid: &RandomGrid, audit: &mut Map<String, Value>, rng: &mut Rng) {
    let input = rng.pick(&grid.inputs);
    let point = rng.pick(&grid.points);
    let (section, key, value) = match rng.below(5) {
        0 => (input.section, "inconnue".to_owned(), true.into()),
        1 => (input.section, input.name.clone(), json!({"a": 1})),
        2 | 3 => (input.section, input.name.clone(), input.json(&input.value(rng))),
        _ => ("sans_objet", point.id.clone(), "motif".into()),
    };
    let part = audit.entry(section).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(part) = part {
        part.insert(key, value);
    }
}
