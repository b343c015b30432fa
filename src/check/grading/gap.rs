//! Gaps: what no line covers.

use std::collections::BTreeMap;

use super::Subject;
use super::extend::{added, extended};
use super::flip::{Flip, flips};
use super::proof::Proof;
use crate::check::witness::audit;
use crate::diagnostic::{Diagnostic, Edit, Fix, Grading};
use crate::grid::{Formula, InputId};
use crate::region::{Limit, Region, Step, Zone, write_condition};

/// The most regions listed; then how many more there are.
const SHOWN: usize = 20;
/// The most regions corrections are looked for.
const MENDED: usize = 3;
/// The most lines shown to hold just across the border.
const NEIGHBOURS: usize = 4;

/// A line that holds just across the border of a gap.
struct Neighbour {
    line: usize,
    step: Step,
    input: InputId,
}

/// One error for a scale, with every region it leaves out.
pub(super) fn check(subject: &mut Subject<'_>) -> Result<Vec<Diagnostic>, Limit> {
    let Subject { grid, graded, .. } = *subject;
    let rest = subject.proof.rest;
    if rest == Region::NONE || graded.lines.iter().any(|line| line.condition.is_none()) {
        return Ok(Vec::new());
    }
    let Proof { read, .. } = subject.proof;
    let observable = subject.proof.space.observe_where(rest, read)?;
    let cover = subject.proof.space.cover(grid, &observable);
    let Some(first) = cover.zones.first() else { return Ok(Vec::new()) };
    let part = subject.proof.space.zone(first)?;
    let part = subject.proof.space.and(part, rest)?;
    let Some(witness) = subject.proof.witness(rest, part)? else { return Ok(Vec::new()) };
    let regions: Vec<_> = cover.zones.iter().map(|zone| write_condition(grid, &zone.condition)).collect();
    let mut diagnostic = Diagnostic::new(
        Grading::Gap {
            witness: witness.text(grid),
            weight: graded.is_weight(),
            more: regions.len().saturating_sub(SHOWN),
            all: cover.complete,
            regions: regions.into_iter().take(SHOWN).collect(),
        },
        graded.span,
    );
    diagnostic.witness = Some(audit(grid, &witness));
    let mut labelled = Vec::new();
    for zone in cover.zones.iter().take(MENDED) {
        let neighbours = neighbours(subject, zone)?;
        for neighbour in &neighbours {
            if labelled.len() < NEIGHBOURS && !labelled.contains(&neighbour.line) {
                labelled.push(neighbour.line);
                diagnostic = label(subject, diagnostic, neighbour);
            }
        }
        // Corrections are a help, not a proof: where they cost too much there are none.
        let fixes = mended(subject, zone, &neighbours).unwrap_or_default();
        diagnostic.fixes.extend(fixes);
    }
    Ok(vec![diagnostic])
}

/// The lines that hold just across the border of a region, each with the first step that leads to it.
fn neighbours(subject: &mut Subject<'_>, zone: &Zone) -> Result<Vec<Neighbour>, Limit> {
    let mut found: Vec<Neighbour> = Vec::new();
    for step in subject.proof.space.steps(zone) {
        let input = subject.proof.space.variables()[step.variable].input;
        let (_, across) = subject.proof.space.sides(zone, step)?;
        for line in 0..subject.graded.lines.len() {
            let new = !found.iter().any(|known| known.line == line && known.input == input);
            if new && subject.proof.space.and(across, subject.proof.lines[line])? != Region::NONE {
                found.push(Neighbour { line, step, input });
            }
        }
    }
    Ok(found)
}

fn label(subject: &Subject<'_>, diagnostic: Diagnostic, neighbour: &Neighbour) -> Diagnostic {
    let Neighbour { line, step, input } = *neighbour;
    let variable = &subject.proof.space.variables()[step.variable];
    let input = subject.grid.input(input);
    let Some(value) = subject.proof.space.value_towards(step.variable, step.outside, step.inside) else {
        return diagnostic;
    };
    let place = match variable.member.and_then(|member| input.domain.options().get(member)) {
        Some(member) => format!("{} contient {}", input.name, member.name),
        None => format!("{} = {}", input.name, input.value_text(&value)),
    };
    let lines = &subject.graded.lines;
    diagnostic.label(lines[line].name_span, format!("tient juste à côté, à `{place}`"))
}

/// The corrections that close a gap: a comparison that takes in its own value, else a line.
fn mended(subject: &mut Subject<'_>, zone: &Zone, neighbours: &[Neighbour]) -> Result<Vec<Fix>, Limit> {
    let fixes = flipped(subject, zone, neighbours)?;
    if !fixes.is_empty() {
        return Ok(fixes);
    }
    let ranked: BTreeMap<_, _> = neighbours
        .iter()
        .map(|neighbour| (subject.graded.lines[neighbour.line].level.unwrap_or(neighbour.line), neighbour.line))
        .collect();
    let mut fixes = added(subject.grid, subject.source, subject.graded, &zone.condition);
    if fixes.is_empty() {
        let (below, above) = (ranked.values().next(), ranked.values().next_back());
        let lines = below.into_iter().chain(above.filter(|above| Some(*above) != below));
        fixes.extend(lines.filter_map(|line| extended(subject.grid, subject.graded, *line, &zone.condition)));
    }
    Ok(fixes)
}

/// Flipped comparisons that close the gap and change nothing else: those of all lines on one side of it, or of one line.
fn flipped(subject: &Subject<'_>, zone: &Zone, neighbours: &[Neighbour]) -> Result<Vec<Fix>, Limit> {
    let Subject { grid, source, graded, .. } = *subject;
    let mut candidates: Vec<(bool, Flip)> = Vec::new();
    for Neighbour { line, step, input } in neighbours {
        let Some(condition) = graded.lines[*line].condition.as_deref() else { continue };
        let above = step.outside > step.inside;
        let own = flips(grid, source, *line, condition).into_iter().filter(|flip| flip.input == *input);
        candidates.extend(own.map(|flip| (above, flip)));
    }
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let further: Vec<&Formula<_>> =
        std::iter::once(&zone.condition).chain(candidates.iter().map(|(_, flip)| &flip.condition)).collect();
    let mut proof = Proof::new(grid, graded, &further)?;
    let gap = proof.space.and(proof.further[0], proof.rest)?;
    // All the lines on one side together first, then each by itself.
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for (above, flip) in &candidates {
        let alike = |other: &(bool, Flip)| other.0 == *above && other.1.input == flip.input && other.1.to == flip.to;
        let set: Vec<_> = (0..candidates.len()).filter(|at| alike(&candidates[*at])).collect();
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    sets.extend((0..candidates.len()).map(|at| vec![at]));
    let (mut fixes, mut sides) = (Vec::new(), Vec::new());
    for set in sets {
        let side = candidates[set[0]].0;
        if sides.contains(&side) {
            continue;
        }
        let changes: Vec<_> = set.iter().map(|at| (candidates[*at].1.line, proof.further[at + 1])).collect();
        if closes(&mut proof, gap, &changes)? {
            sides.push(side);
            let flips: Vec<_> = set.iter().map(|at| &candidates[*at].1).collect();
            fixes.push(fix(subject, &flips));
        }
    }
    Ok(fixes)
}

/// True if, with these lines changed, the gap is gone, what they take in is nothing but it, and they lose nothing.
fn closes(proof: &mut Proof, gap: Region, changes: &[(usize, Region)]) -> Result<bool, Limit> {
    let mut taken = Region::NONE;
    for (line, region) in changes {
        let lost = proof.space.minus(proof.lines[*line], *region)?;
        let gained = proof.space.minus(*region, proof.lines[*line])?;
        let beyond = proof.space.minus(gained, proof.rest)?;
        let twice = proof.space.and(gained, taken)?;
        if [lost, beyond, twice] != [Region::NONE; 3] {
            return Ok(false);
        }
        taken = proof.space.or(taken, gained)?;
    }
    Ok(proof.space.minus(gap, taken)? == Region::NONE)
}

/// `écrire ≤ au lieu de <` on the lines of these flips.
fn fix(subject: &Subject<'_>, flips: &[&Flip]) -> Fix {
    let names: Vec<_> = flips.iter().map(|flip| format!("`{}`", subject.graded.lines[flip.line].name)).collect();
    let mut edits: Vec<Edit> = flips.iter().flat_map(|flip| flip.edits.iter().cloned()).collect();
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    let (from, to) = flips.first().map_or(("", ""), |flip| (flip.from, flip.to));
    Fix {
        title: format!("écrire `{to}` au lieu de `{from}` : {}", names.join(", ")).replace(" : ", "\u{a0}: "), edits
    }
}
