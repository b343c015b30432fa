//! Every witness that a fixture of this family prints is replayed: read as an audit, scored by the plain evaluator, it shows
//! what is said, and nothing in it can be left out.

use std::collections::BTreeSet;
use std::path::Path;

use super::asked::conditions;
use super::formula::{Condition, not, parts, section_name, span_of};
use super::replay::Probe;
use crate::audit::{Audit, Entry, Vocabulary, read};
use crate::check::{Analysis, analyse};
use crate::diagnostic::{Diagnostic, Problem, Reach, Source, Span};
use crate::grid::{Child, Decision, Formula, Grid, GroupId, ResultAtom};
use crate::score::reference::{Evaluator, score};
use crate::score::{DecisionOutcome, TotalState};

pub(super) fn audit(grid: &Grid, witness: &serde_json::Value) -> Audit {
    let mut witness = witness.clone();
    witness.as_object_mut().unwrap().insert("audit".to_owned(), "témoin".into());
    let entry = Entry::alone(witness.to_string().into_bytes());
    read(&Vocabulary::new(grid), &entry).unwrap()
}

fn over_results(condition: &Condition) -> Formula<ResultAtom> {
    let all = |parts: &[Condition]| parts.iter().map(over_results).collect();
    match condition {
        Formula::Atom(atom) => Formula::Atom(ResultAtom::Input(atom.clone())),
        Formula::Not(inner, span) => Formula::Not(Box::new(over_results(inner)), *span),
        Formula::All(parts, span) => Formula::All(all(parts), *span),
        Formula::Any(parts, span) => Formula::Any(all(parts), *span),
        Formula::Definition(id, span) => Formula::Definition(*id, *span),
    }
}

fn holds(grid: &Grid, condition: &Formula<ResultAtom>, audit: &Audit) -> bool {
    let probe = Probe::new(grid, condition);
    Probe::shows(&Evaluator::new(&probe.grid), audit)
}

/// Whether the audit shows what the diagnostic says.
pub(super) fn shows(grid: &Grid, diagnostic: &Diagnostic, audit: &Audit) -> bool {
    let Problem::Reach(problem) = &diagnostic.problem else { panic!("{}", diagnostic.code()) };
    let Ok(outcome) = score(grid, audit) else { return false };
    let decision = |name: &str| grid.decisions.iter().position(|decision| decision.name == name).unwrap();
    match problem {
        Reach::EmptiedTotal { section, .. } => {
            let group = (0..grid.groups.len()).find(|at| section_name(grid, Child::Group(GroupId(*at))) == *section);
            outcome.groups[group.unwrap()].state == TotalState::NotComputable
        }
        Reach::AbsenceDecides { input, .. } => {
            let negation = negation_at(grid, diagnostic.span);
            let exists = grid.input(grid.input_named(input).unwrap()).exists_if.clone().unwrap();
            holds(grid, &negation, audit) && holds(grid, &over_results(&not(exists)), audit)
        }
        Reach::DecisionGap { decision: name, .. } => {
            outcome.decisions[decision(name)] == DecisionOutcome::Undetermined(Vec::new())
                && outcome.anomalies.iter().any(|anomaly| anomaly.code() == "A007")
        }
        Reach::DecisionOverlap { decision: name, levels: (first, second), .. } => {
            let lines = &grid.decisions[decision(name)].lines;
            let line = |level: &str| lines.iter().position(|line| line.level == level).unwrap();
            outcome.decisions[decision(name)] == DecisionOutcome::Undetermined(vec![line(first), line(second)])
        }
        Reach::TierWithoutPrevious { level, previous, proved: true, .. } => {
            let has = |decision: &&Decision| [level, previous].iter().all(|name| line_of(decision, name).is_some());
            let decision = grid.decisions.iter().find(has).unwrap();
            let asked = |name: &str| line_of(decision, name).unwrap();
            let without = Formula::Not(Box::new(asked(previous)), Span::default());
            holds(grid, &Formula::All(vec![asked(level), without], Span::default()), audit)
        }
        other => panic!("{other:?} has no witness"),
    }
}

fn line_of(decision: &Decision, level: &str) -> Option<Formula<ResultAtom>> {
    decision.lines.iter().find(|line| line.level == level)?.condition.clone()
}

/// The negation written at a place, in a condition over inputs or in a decision.
fn negation_at(grid: &Grid, span: Span) -> Formula<ResultAtom> {
    let asked = conditions(grid);
    // The place of a diagnostic is without the blanks around it.
    let of_inputs = asked
        .iter()
        .flat_map(|asked| parts(asked.condition))
        .find(|part| matches!(part, Formula::Not(..)) && span_of(part).start == span.start);
    let lines = || grid.decisions.iter().flat_map(|decision| &decision.lines);
    let of_decisions = || lines().filter_map(|line| line.condition.as_ref()).find_map(|line| not_at(line, span));
    of_inputs.map(over_results).or_else(of_decisions).unwrap()
}

fn not_at(condition: &Formula<ResultAtom>, span: Span) -> Option<Formula<ResultAtom>> {
    match condition {
        Formula::Not(_, at) if at.start == span.start => Some(condition.clone()),
        Formula::Not(inner, _) => not_at(inner, span),
        Formula::All(parts, _) | Formula::Any(parts, _) => parts.iter().find_map(|part| not_at(part, span)),
        Formula::Atom(_) | Formula::Definition(..) => None,
    }
}

/// The audits with one fact less.
fn smaller(audit: &Audit) -> Vec<Audit> {
    let mut found = Vec::new();
    for at in 0..audit.values.len() {
        let mut less = audit.clone();
        if less.values[at].take().is_some() {
            found.push(less);
        }
    }
    for at in 0..audit.ratings.len() {
        let mut less = audit.clone();
        if less.ratings[at].take().is_some() || less.set_aside[at].take().is_some() {
            found.push(less);
        }
    }
    found
}

fn analysed(path: &Path) -> Analysis {
    analyse(Source::new(path.display().to_string(), std::fs::read_to_string(path).unwrap()), &[])
}

#[test]
fn every_witness_shows_what_is_said_and_is_minimal() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut seen = BTreeSet::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("G5") || !name.ends_with(".grille") {
            continue;
        }
        let Analysis { grid, diagnostics, .. } = analysed(&path);
        for diagnostic in diagnostics.iter().filter(|found| matches!(found.problem, Problem::Reach(_))) {
            let Some(witness) = &diagnostic.witness else { continue };
            let audit = audit(&grid, witness);
            assert!(shows(&grid, diagnostic, &audit), "{name} {} {witness}", diagnostic.code());
            for less in smaller(&audit) {
                // Without an input a negation may still be true; that it decides is what the rest is for.
                let decides = matches!(diagnostic.problem, Problem::Reach(Reach::AbsenceDecides { .. }));
                assert!(decides || !shows(&grid, diagnostic, &less), "{name} {} {witness}", diagnostic.code());
            }
            seen.insert(diagnostic.code());
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["G507", "G508", "G510", "G511", "G514"]);
}

#[test]
fn an_absence_that_something_else_settles_is_left_alone() {
    let codes = |clause: &str, around: &str| {
        let text = format!(
            "grille essai version \"1\"\nplan : chapitre > point\néchelle e {{ non = 0\noui = 1 }}\nprofil {{\nsvi : oui_non\n\
             rare : oui_non\n}}\nmesures {{\ndélai : durée en jours existe si svi\n}}\nchapitre 1 {{\n{around}\npoint 1.1 {{\n\
             exigence \"a\"\n}}\npoint 1.2 {{\nexigence \"b\"\n{clause}\n}}\n}}\n"
        );
        let Analysis { diagnostics, .. } = analyse(Source::new("essai.grille", text), &[]);
        diagnostics.iter().map(Diagnostic::code).filter(|code| *code == "G508").count()
    };
    assert_eq!(codes("applicable si non (délai < 3 jours) ou rare", ""), 1);
    assert_eq!(codes("applicable si non (délai < 3 jours) ou rare", "applicable si svi"), 0);
    assert_eq!(codes("applicable si (svi et non (délai < 3 jours)) ou rare", ""), 0);
    assert_eq!(codes("applicable si non (délai < 3 jours) ou non svi ou rare", ""), 0);
    assert_eq!(codes("non applicable si délai < 3 jours ou rare", ""), 0);
    assert_eq!(codes("applicable si délai ≥ 3 jours ou rare", ""), 0);
}
