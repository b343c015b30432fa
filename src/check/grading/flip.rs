//! Comparisons made to take in, or leave out, the very value they compare with: `<` for `≤`, `>` for `≥` and back.

use crate::diagnostic::{Edit, Source, Span};
use crate::grid::{Atom, Comparison, Domain, Formula, Grid, InputId, Test};

/// A comparison of a line the other way round, wherever the line writes it.
#[derive(Debug, Clone)]
pub(super) struct Flip {
    /// The line, by index.
    pub(super) line: usize,
    /// The input compared.
    pub(super) input: InputId,
    /// What the condition of the line becomes.
    pub(super) condition: Formula<Atom>,
    /// The signs to write.
    pub(super) edits: Vec<Edit>,
    /// The sign written.
    pub(super) from: &'static str,
    /// The sign to write.
    pub(super) to: &'static str,
}

/// The comparisons of a condition that can be flipped. Those of its definitions are left alone: others stand on them too.
pub(super) fn flips(grid: &Grid, source: &Source, line: usize, condition: &Formula<Atom>) -> Vec<Flip> {
    let mut atoms = Vec::new();
    condition.walk(&mut |atom| atoms.push(atom), &mut |_| {});
    let mut found: Vec<Flip> = Vec::new();
    let mut done: Vec<(InputId, Test)> = Vec::new();
    for atom in &atoms {
        let Some((from, to, test)) = flipped(grid, source, atom) else { continue };
        // The same test can be written with another sign, which then flips another way.
        let alike = |other: &Atom| {
            let same = other.input == atom.input && other.test == atom.test;
            same && flipped(grid, source, other).is_some_and(|(.., flipped)| flipped == test)
        };
        if done.iter().any(|(input, flipped)| *input == atom.input && *flipped == test) {
            continue;
        }
        done.push((atom.input, test.clone()));
        let edits: Option<Vec<_>> = atoms
            .iter()
            .filter(|other| alike(other))
            .map(|other| {
                let (span, _) = sign(source, other.span)?;
                let (_, to, _) = flipped(grid, source, other)?;
                Some(Edit { span, text: to.to_owned() })
            })
            .collect();
        let condition = replaced(condition, &alike, &test);
        found.extend(edits.map(|edits| Flip { line, input: atom.input, condition, edits, from, to }));
    }
    found
}

/// The sign written, the sign flipped, and the test that gives.
fn flipped(grid: &Grid, source: &Source, atom: &Atom) -> Option<(&'static str, &'static str, Test)> {
    let (_, from) = sign(source, atom.span)?;
    let to = other(from)?;
    let test = match &atom.test {
        Test::Compare(comparison, bound) => Test::Compare(other(*comparison)?, bound.clone()),
        Test::Among(options) => {
            let Domain::Choice { ordered: true, options: all } = &grid.input(atom.input).domain else { return None };
            // `trimestrielle > fréquence` reads `fréquence < trimestrielle`.
            let (text, name) = (source.slice(atom.span).trim(), &grid.input(atom.input).name);
            let mirrored = !text.starts_with(name);
            if mirrored && !text.ends_with(name) {
                return None;
            }
            let up = matches!(from, Comparison::Greater | Comparison::GreaterOrEqual) != mirrored;
            let wider = matches!(from, Comparison::Less | Comparison::Greater);
            let (first, last) = (options.first().copied(), options.last().copied());
            let edge = match (up, wider) {
                (true, true) => first.map_or(all.len(), |first| first).checked_sub(1)?,
                (false, true) => last.map_or(0, |last| last + 1),
                (true, false) => first?,
                (false, false) => last?,
            };
            let mut options = options.clone();
            if wider {
                options.push(edge);
                options.sort_unstable();
            } else {
                options.retain(|option| *option != edge);
            }
            Test::Among(options)
        }
        Test::Is(_) | Test::Contains { .. } => return None,
    };
    Some((from.sign(), to.sign(), test))
}

/// The same comparison with its value taken in instead of left out, or the reverse.
fn other(comparison: Comparison) -> Option<Comparison> {
    Some(match comparison {
        Comparison::Less => Comparison::LessOrEqual,
        Comparison::LessOrEqual => Comparison::Less,
        Comparison::Greater => Comparison::GreaterOrEqual,
        Comparison::GreaterOrEqual => Comparison::Greater,
        Comparison::Equal | Comparison::Different => return None,
    })
}

/// The sign of an order in the text of a test.
fn sign(source: &Source, test: Span) -> Option<(Span, Comparison)> {
    const SIGNS: [(&str, Comparison); 6] = [
        ("<=", Comparison::LessOrEqual),
        (">=", Comparison::GreaterOrEqual),
        ("≤", Comparison::LessOrEqual),
        ("≥", Comparison::GreaterOrEqual),
        ("<", Comparison::Less),
        (">", Comparison::Greater),
    ];
    let shown = source.slice(test);
    let (sign, comparison) = SIGNS.into_iter().find(|(sign, _)| shown.contains(sign))?;
    let start = test.start as usize + shown.find(sign)?;
    Some((Span::new(start, start + sign.len()), comparison))
}

/// A condition with some of its tests replaced.
fn replaced(condition: &Formula<Atom>, which: &impl Fn(&Atom) -> bool, test: &Test) -> Formula<Atom> {
    let all = |parts: &[Formula<Atom>]| parts.iter().map(|part| replaced(part, which, test)).collect();
    match condition {
        Formula::Atom(atom) if which(atom) => Formula::Atom(Atom { test: test.clone(), ..atom.clone() }),
        Formula::Atom(atom) => Formula::Atom(atom.clone()),
        Formula::Not(inner, span) => Formula::Not(Box::new(replaced(inner, which, test)), *span),
        Formula::All(parts, span) => Formula::All(all(parts), *span),
        Formula::Any(parts, span) => Formula::Any(all(parts), *span),
        Formula::Definition(definition, span) => Formula::Definition(*definition, *span),
    }
}
