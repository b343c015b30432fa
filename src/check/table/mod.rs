//! Decision tables: a graded scale said whole, region by region, with what decides on both sides of every border.

mod human;
mod rows;

use serde_json::{Value as Json, json};

use super::grading::graded::{self, Graded, Subject};
use super::grading::proof::Proof;
use super::grading::why;
use super::witness::audit;
use crate::diagnostic::Source;
use crate::grid::{Grid, InputId, PointId, Value};
use crate::region::{Limit, Region, Step, Witness, Zone, write_condition};

pub use human::human;
pub use rows::{csv, json};

/// The table of a `barème` or of a `décision` on inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The point's id, or the decision's name.
    pub name: String,
    /// True for a decision.
    pub is_decision: bool,
    /// Its regions, line by line in the order written.
    pub rows: Vec<Row>,
    /// Why the table is not whole; none if it is.
    pub incomplete: Option<String>,
}

/// A region in which one line decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The level.
    pub level: String,
    /// The line of the source, from 1.
    pub line: usize,
    /// The region, as a condition of the grid; empty if it is everything.
    pub region: String,
    /// An audit of the region, in words and in the format of audits.
    pub case: Case,
    /// What lies across its borders.
    pub borders: Vec<Border>,
}

/// A partial audit that settles the level.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// In words: `taux = 85 %`.
    pub written: String,
    /// In the format of audits.
    pub audit: Json,
    /// The inputs given, each with its value.
    pub values: Vec<(InputId, Value)>,
}

/// Two audits that differ by one input, on both sides of a border.
#[derive(Debug, Clone, PartialEq)]
pub struct Border {
    /// The input.
    pub input: String,
    /// Inside the region, as near as can be.
    pub inside: Case,
    /// Just outside.
    pub outside: Case,
    /// The level outside.
    pub level: String,
}

/// The tables of a grid without errors: of one point, or of every `barème` and every decision on inputs.
pub fn tables(grid: &Grid, source: &Source, point: Option<PointId>) -> Vec<Table> {
    let wanted = |graded: &Graded<'_>| match (graded.subject, point) {
        (Subject::Point(of), Some(point)) => of == point,
        (Subject::Weight(_), _) | (_, Some(_)) => false,
        _ => true,
    };
    graded::all(grid).iter().filter(|graded| wanted(graded)).map(|graded| table(grid, source, graded)).collect()
}

fn table(grid: &Grid, source: &Source, graded: &Graded<'_>) -> Table {
    let (name, is_decision) = match graded.subject {
        Subject::Decision(decision) => (grid.decisions[decision.0].name.clone(), true),
        Subject::Point(point) => (grid.point(point).id.clone(), false),
        Subject::Weight(_) => (graded.name(grid), false),
    };
    let mut table = Table { name, is_decision, rows: Vec::new(), incomplete: None };
    if let Err(limit) = fill(&mut table, grid, source, graded) {
        table.incomplete = Some(format!("il y faudrait {}", why(limit)));
    }
    table
}

/// Adds the rows of every line.
fn fill(table: &mut Table, grid: &Grid, source: &Source, graded: &Graded<'_>) -> Result<(), Limit> {
    let mut proof = Proof::new(grid, graded, &[])?;
    for (at, line) in graded.lines.iter().enumerate() {
        let (holds, read) = (proof.lines[at], proof.read);
        let observable = proof.space.observe_where(holds, read)?;
        let cover = proof.space.cover(grid, &observable);
        if !cover.complete {
            table.incomplete = Some("il y a plus de régions que la limite".to_owned());
        }
        for zone in &cover.zones {
            let part = proof.space.zone(zone)?;
            let part = proof.space.and(part, holds)?;
            let Some(witness) = proof.witness(holds, part)? else { continue };
            table.rows.push(Row {
                level: line.name.clone(),
                line: source.line(line.span.start),
                region: write_condition(grid, &zone.condition),
                case: case(grid, &witness),
                borders: borders(grid, graded, &mut proof, at, zone)?,
            });
        }
    }
    Ok(())
}

fn case(grid: &Grid, witness: &Witness) -> Case {
    Case { written: witness.text(grid), audit: audit(grid, witness), values: witness.values.clone() }
}

/// What lies across each border of a region of a line: one pair of audits for each step and line it leads to.
fn borders(
    grid: &Grid,
    graded: &Graded<'_>,
    proof: &mut Proof,
    line: usize,
    zone: &Zone,
) -> Result<Vec<Border>, Limit> {
    let mut found = Vec::new();
    for step in proof.space.steps(zone) {
        let (inside, outside) = proof.space.sides(zone, step)?;
        let inside = others(proof, inside, line, step.variable)?;
        for other in (0..proof.lines.len()).filter(|other| *other != line) {
            let outside = others(proof, outside, other, step.variable)?;
            let both = proof.space.and(inside, outside)?;
            if both != Region::NONE {
                let pair = pair(proof, both, step)?;
                found.extend(pair.map(|(inside, outside)| Border {
                    input: grid.input(proof.space.variables()[step.variable].input).name.clone(),
                    inside: case(grid, &inside),
                    outside: case(grid, &outside),
                    level: graded.lines[other].name.clone(),
                }));
            }
        }
    }
    Ok(found)
}

/// Where the other variables let a line hold in a part of its own.
fn others(proof: &mut Proof, part: Region, line: usize, variable: usize) -> Result<Region, Limit> {
    let held = proof.space.and(part, proof.lines[line])?;
    proof.space.some_cell(held, variable)
}

/// The audits on both sides of a step, the other variables being in a region that settles both.
fn pair(proof: &mut Proof, others: Region, step: Step) -> Result<Option<(Witness, Witness)>, Limit> {
    let observable = proof.space.observe(others)?;
    let Some(witness) = proof.space.witness_beside(&observable, step.variable) else { return Ok(None) };
    let space = &proof.space;
    let at = |cell, towards| {
        space.value_towards(step.variable, cell, towards).map(|value| space.at(&witness, step.variable, &value))
    };
    Ok(at(step.inside, step.outside).zip(at(step.outside, step.inside)))
}

/// A case as JSON.
fn case_json(case: &Case) -> Json {
    json!({ "texte": case.written, "audit": case.audit })
}
