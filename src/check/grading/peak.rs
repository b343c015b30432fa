//! Levels that rise and then fall along one ordered input, the others staying as they are.

use super::Subject;
use super::graded;
use super::proof::Proof;
use crate::check::witness::audit;
use crate::diagnostic::{Diagnostic, Grading};
use crate::grid::Value;
use crate::region::{Cell, Limit, Region, Witness};

/// Along one input, three cells in order: under a level, at or above it, under it again.
struct Peak {
    variable: usize,
    cells: [usize; 3],
    /// The line that holds at each.
    lines: [usize; 3],
    /// The other inputs, at which all this happens.
    others: Region,
}

/// A warning for each such input of a `barème`.
pub(super) fn check(subject: &mut Subject<'_>) -> Result<Vec<Diagnostic>, Limit> {
    if !matches!(subject.graded.subject, graded::Subject::Point(_)) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for variable in 0..subject.proof.space.variables().len() {
        let declared = &subject.proof.space.variables()[variable];
        let first = declared.cells.get(declared.present().start);
        let ordered = declared.ordered || matches!(first, Some(Cell::Numbers(_)));
        if ordered
            && declared.present().len() >= 3
            && let Some(peak) = peak(subject, variable)?
        {
            found.extend(said(subject, &peak)?);
        }
    }
    Ok(found)
}

/// The first peak along a variable.
fn peak(subject: &mut Subject<'_>, variable: usize) -> Result<Option<Peak>, Limit> {
    let levels: Vec<_> = subject.graded.lines.iter().map(|line| line.level.unwrap_or_default()).collect();
    let mut thresholds = levels.clone();
    thresholds.sort_unstable();
    thresholds.dedup();
    for threshold in thresholds.into_iter().skip(1) {
        let high = |line: &usize| levels[*line] >= threshold;
        let (above, below): (Vec<_>, Vec<_>) = (0..levels.len()).partition(high);
        if let Some(cells) = cells(&mut subject.proof, variable, &above, &below)? {
            return located(&mut subject.proof, variable, cells, [&below, &above, &below]).map(Some);
        }
    }
    Ok(None)
}

/// Three cells in order between which the lines `above` hold after and before those `below`, if there are any.
fn cells(proof: &mut Proof, variable: usize, above: &[usize], below: &[usize]) -> Result<Option<[usize; 3]>, Limit> {
    let regions = |lines: &[usize]| lines.iter().map(|line| proof.lines[*line]).collect::<Vec<_>>();
    let (above, below) = (regions(above), regions(below));
    let (above, below) = (proof.space.any(&above)?, proof.space.any(&below)?);
    let mut seen: Vec<(usize, Region, Region)> = Vec::new();
    // Where the others let a lower level come first, and where they let a higher one come after it.
    let (mut low, mut risen) = (Region::NONE, Region::NONE);
    for cell in proof.space.variables()[variable].present() {
        let here = [above, below].map(|region| at(proof, region, variable, cell));
        let [up, down] = here;
        let (up, down) = (up?, down?);
        if proof.space.and(risen, down)? != Region::NONE {
            return first_three(proof, &seen, (cell, down));
        }
        let rising = proof.space.and(low, up)?;
        risen = proof.space.or(risen, rising)?;
        low = proof.space.or(low, down)?;
        seen.push((cell, up, down));
    }
    Ok(None)
}

/// The first two cells of a peak that ends at a known cell.
fn first_three(
    proof: &mut Proof,
    seen: &[(usize, Region, Region)],
    (last, down): (usize, Region),
) -> Result<Option<[usize; 3]>, Limit> {
    for (at, (middle, up, _)) in seen.iter().enumerate() {
        let falls = proof.space.and(*up, down)?;
        for (first, _, before) in &seen[..at] {
            if proof.space.and(falls, *before)? != Region::NONE {
                return Ok(Some([*first, *middle, last]));
            }
        }
    }
    Ok(None)
}

/// Where the other variables lead into a region with one at a cell.
fn at(proof: &mut Proof, region: Region, variable: usize, cell: usize) -> Result<Region, Limit> {
    let here = proof.space.cell(variable, cell)?;
    let here = proof.space.and(region, here)?;
    proof.space.some_cell(here, variable)
}

/// The peak at these cells: a line for each, and where they all hold.
fn located(proof: &mut Proof, variable: usize, cells: [usize; 3], lines: [&[usize]; 3]) -> Result<Peak, Limit> {
    // What the cells allow together comes first, then one line after another narrows it down.
    let mut others = Region::ALL;
    for (cell, lines) in cells.iter().zip(lines) {
        let regions: Vec<_> = lines.iter().map(|line| proof.lines[*line]).collect();
        let any = proof.space.any(&regions)?;
        let any = at(proof, any, variable, *cell)?;
        others = proof.space.and(others, any)?;
    }
    let mut chosen = [0; 3];
    for (place, (cell, lines)) in cells.iter().zip(lines).enumerate() {
        for line in lines {
            let holds = at(proof, proof.lines[*line], variable, *cell)?;
            let narrowed = proof.space.and(others, holds)?;
            if narrowed != Region::NONE {
                (others, chosen[place]) = (narrowed, *line);
                break;
            }
        }
    }
    Ok(Peak { variable, cells, lines: chosen, others })
}

/// The warning.
fn said(subject: &mut Subject<'_>, peak: &Peak) -> Result<Option<Diagnostic>, Limit> {
    let Some(others) = subject.proof.witness(peak.others, peak.others)? else { return Ok(None) };
    let (grid, lines) = (subject.grid, &subject.graded.lines);
    let space = &subject.proof.space;
    let input = space.variables()[peak.variable].input;
    let [first, middle, last] = peak.cells;
    let values = [
        space.value_towards(peak.variable, first, middle),
        space.variables()[peak.variable].value(middle),
        space.value_towards(peak.variable, last, middle),
    ];
    let [Some(before), Some(top), Some(after)] = values else { return Ok(None) };
    let shown =
        |value: &Value, line: usize| (grid.input(input).value_text(value), lines[peak.lines[line]].name.clone());
    let kept = others.values.iter().filter(|(other, _)| *other != input).cloned().collect();
    let problem = Grading::RisesAndFalls {
        input: grid.input(input).name.clone(),
        others: Witness { values: kept }.text(grid),
        steps: [shown(&before, 0), shown(&top, 1), shown(&after, 2)],
    };
    let mut diagnostic = Diagnostic::new(problem, lines[peak.lines[2]].name_span);
    if peak.lines[0] != peak.lines[2] {
        diagnostic = diagnostic.label(lines[peak.lines[0]].name_span, "le niveau d’avant");
    }
    diagnostic = diagnostic.label(lines[peak.lines[1]].name_span, "le niveau atteint entre les deux");
    diagnostic.witness = Some(audit(grid, &space.at(&others, peak.variable, &after)));
    Ok(Some(diagnostic))
}
