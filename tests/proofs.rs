//! Graded scales proved: every fault comes with an audit that really shows it, whatever line or comparison is spoilt.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use grille::audit::{Audit, Entry, RecordedRating, Vocabulary, read};
use grille::check::{Analysis, analyse, table};
use grille::diagnostic::{Diagnostic, Grading, Problem, Source, Span};
use grille::grid::{Atom, Domain, Formula, GradedScale, Grid, InputSection, NumberKind, Point, PointId, Rating, Value};
use grille::region::{Bounds, Space};
use grille::score::reference::{Evaluator, score};
use grille::score::{AnomalyKind, Outcome, PointStatus};
use serde_json::Value as Json;
use support::random_grid::RandomGrid;
use support::rng::Rng;

fn analysed(text: &str) -> Analysis {
    analyse(Source::new("essai.grille", text), &[])
}

fn blank(grid: &Grid) -> Audit {
    Audit {
        id: String::new(),
        values: vec![None; grid.inputs.len()],
        ratings: vec![None; grid.points.len()],
        elements: vec![None; grid.points.len()],
        set_aside: vec![None; grid.points.len()],
    }
}

/// The audit a witness stands for, read as any other.
fn audit(grid: &Grid, witness: &Json) -> Audit {
    let mut witness = witness.clone();
    witness["audit"] = "témoin".into();
    let entry = Entry::alone(witness.to_string().into_bytes());
    read(&Vocabulary::new(grid), &entry).unwrap_or_else(|refused| panic!("{witness}: {refused:?}"))
}

/// How many lines hold of what a diagnostic speaks of: 0 or 2 and more if it is right.
fn holding(grid: &Grid, found: &Diagnostic, outcome: &Outcome) -> Option<Vec<usize>> {
    let point = grid.points.iter().position(|point| point.common.span.contains(found.span)).map(PointId);
    outcome.anomalies.iter().find_map(|anomaly| match &anomaly.kind {
        AnomalyKind::NoSingleLevel { holding } if anomaly.point == point => Some(holding.clone()),
        _ => None,
    })
}

/// Replays what a diagnostic shows; panics if it does not show it.
fn replay(text: &str, grid: &Grid, found: &Diagnostic) {
    let Problem::Grading(problem) = &found.problem else { return };
    let Some(witness) = &found.witness else {
        let unseen = matches!(
            problem,
            Grading::NeverReached { .. } | Grading::OtherwiseNeverReached { .. } | Grading::NotVerified { .. }
        );
        assert!(unseen, "{problem:?}: no witness\n{text}");
        return;
    };
    let shown = audit(grid, witness);
    let outcome = score(grid, &shown).unwrap_or_else(|_| panic!("{witness} is refused\n{text}"));
    let point = grid.points.iter().position(|point| point.common.span.contains(found.span));
    let decision = grid.decisions.iter().position(|decision| decision.span.contains(found.span));
    let kinds = || outcome.anomalies.iter().map(|anomaly| &anomaly.kind);
    match problem {
        Grading::Gap { weight: true, .. } | Grading::Overlap { weight: true, .. } => {
            assert!(kinds().any(|kind| matches!(kind, AnomalyKind::NoSingleWeight)), "{witness}\n{text}");
        }
        Grading::Gap { .. } | Grading::Overlap { .. } if point.is_none() => {
            assert!(decision.is_some());
            assert!(kinds().any(|kind| matches!(kind, AnomalyKind::NoSingleDecision { .. })), "{witness}\n{text}");
        }
        Grading::Gap { .. } => {
            assert_eq!(holding(grid, found, &outcome), Some(vec![]), "{witness}\n{text}");
            assert_eq!(outcome.points[point.unwrap()].status, PointStatus::Undetermined);
        }
        Grading::Overlap { levels, .. } => {
            let scale = grid.scale(grid.points[point.unwrap()].scale);
            let held = holding(grid, found, &outcome).unwrap_or_default();
            for level in levels {
                assert!(held.contains(&scale.level_named(level).unwrap()), "{witness}: {level}\n{text}");
            }
        }
        Grading::OtherwiseHides { level, .. } => {
            assert_eq!(level_at(grid, point.unwrap(), &shown), Some(level.clone()));
        }
        Grading::RisesAndFalls { input, steps, .. } => {
            let declared = grid.input(grid.input_named(input).unwrap());
            let section = if declared.section == InputSection::Profile { "profil" } else { "mesures" };
            for (given, level) in steps {
                let given = given.replace('\u{a0}', " ");
                let mut witness = witness.clone();
                witness[section][input.as_str()] = match &declared.domain {
                    Domain::Number { kind: NumberKind::Date, .. } => {
                        given.split('/').rev().collect::<Vec<_>>().join("-").into()
                    }
                    Domain::Number { kind: NumberKind::Duration(_), .. } | Domain::Choice { .. } => {
                        given.as_str().into()
                    }
                    _ => given.split(' ').next().unwrap().replace(',', ".").parse::<f64>().unwrap().into(),
                };
                let shown = audit(grid, &witness);
                assert_eq!(level_at(grid, point.unwrap(), &shown), Some(level.clone()), "{given}\n{text}");
            }
        }
        other => panic!("{other:?} has a witness"),
    }
    minimal(grid, found, problem, &shown, witness);
}

/// Checks that no input of a witness of a missing or double level can be left out.
fn minimal(grid: &Grid, found: &Diagnostic, problem: &Grading, shown: &Audit, witness: &Json) {
    let of_level = matches!(problem, Grading::Gap { weight: false, .. } | Grading::Overlap { weight: false, .. });
    if !of_level || !grid.points.iter().any(|point| point.common.span.contains(found.span)) {
        return;
    }
    for input in 0..grid.inputs.len() {
        if shown.values[input].is_none() {
            continue;
        }
        let mut less = shown.clone();
        less.values[input] = None;
        // In a double level the other levels that hold may differ: then the fault still shows, though not this one.
        let held = score(grid, &less).ok().and_then(|outcome| holding(grid, found, &outcome));
        let gap = matches!(problem, Grading::Gap { .. });
        assert!(!gap || held != Some(vec![]), "{witness}: {} is superfluous", grid.inputs[input].name);
    }
}

fn level_at(grid: &Grid, point: usize, audit: &Audit) -> Option<String> {
    let outcome = score(grid, audit).ok()?;
    match &outcome.points[point].rating {
        Some(RecordedRating::Level(level)) => Some(grid.scale(grid.points[point].scale).levels()[*level].name.clone()),
        _ => None,
    }
}

#[test]
fn every_witness_of_every_fixture_shows_its_fault() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut replayed = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "grille") || path.to_string_lossy().contains("G407") {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let Analysis { grid, diagnostics, .. } = analysed(&text);
        for found in &diagnostics {
            replay(&text, &grid, found);
            replayed += usize::from(matches!(found.problem, Problem::Grading(_)));
        }
    }
    assert!(replayed >= 15, "{replayed}");
}

fn scale(point: &Point) -> Option<&GradedScale> {
    match &point.rating {
        Rating::Computed(scale) => Some(scale),
        Rating::Auditor => None,
    }
}

/// The text with one sign of order at a time taking in its own value, or leaving it out.
fn flips(text: &str, within: Span) -> Vec<String> {
    let mut found = Vec::new();
    for (at, sign) in text.char_indices().filter(|(at, _)| within.range().contains(at)) {
        let other = match sign {
            '<' if text[at..].starts_with("<=") => continue,
            '>' if text[at..].starts_with(">=") => continue,
            '<' => "≤",
            '≤' => "<",
            '>' => "≥",
            '≥' => ">",
            _ => continue,
        };
        found.push(format!("{}{other}{}", &text[..at], &text[at + sign.len_utf8()..]));
    }
    found
}

fn without(text: &str, span: Span) -> String {
    format!("{}{}", &text[..span.start as usize], &text[span.end as usize..])
}

/// The gaps and overlaps of a point.
fn faults<'a>(analysis: &'a Analysis, point: &Point) -> Vec<&'a Diagnostic> {
    let span = analysis.grid.point(analysis.grid.point_named(&point.id).unwrap()).common.span;
    let codes = ["G401", "G402"];
    let own = |found: &&Diagnostic| codes.contains(&found.code()) && span.contains(found.span);
    analysis.diagnostics.iter().filter(own).collect()
}

#[test]
fn any_line_or_comparison_of_the_scales_of_sp_plus_is_needed() {
    let text = support::corpus::sp_plus();
    let sound = analysed(&text);
    assert_eq!(sound.diagnostics, []);
    let mut said = Vec::new();
    for id in ["6.2", "6.3"] {
        let at = sound.grid.point_named(id).unwrap();
        let point = sound.grid.point(at);
        let scale = scale(point).unwrap();
        for line in &scale.lines {
            let spoilt = without(&text, line.span);
            let analysis = analysed(&spoilt);
            let found = faults(&analysis, point);
            assert_eq!(found.iter().map(|found| found.code()).collect::<Vec<_>>(), ["G401"]);
            replay("", &analysis.grid, found[0]);
            // The case that has lost its level is one that the line decided.
            let shown = audit(&sound.grid, found[0].witness.as_ref().unwrap());
            let level = &sound.grid.scale(point.scale).levels()[line.level].name;
            assert_eq!(level_at(&sound.grid, at.0, &shown).as_ref(), Some(level));
            said.push(format!("{id} sans {level} : {}", found[0].problem.message()));
        }
        for spoilt in flips(&text, scale.span) {
            let analysis = analysed(&spoilt);
            let found = faults(&analysis, point);
            assert!(!found.is_empty(), "{id}");
            for found in &found {
                replay("", &analysis.grid, found);
            }
            let shown = audit(&sound.grid, found[0].witness.as_ref().unwrap());
            assert!(level_at(&sound.grid, at.0, &shown).is_some());
            // The flipped comparison is the first correction that gives the sound text back.
            let back = |fix: &grille::diagnostic::Fix| {
                let mut mended = spoilt.clone();
                let mut edits = fix.edits.clone();
                edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
                for edit in &edits {
                    mended.replace_range(edit.span.range(), &edit.text);
                }
                mended == text
            };
            assert!(found[0].fixes.iter().any(back), "{id}: {:#?}", found[0].fixes);
            said.push(format!("{id} : {}", found[0].problem.message()));
        }
    }
    insta::assert_snapshot!(said.join("\n"));
}

/// Every audit over the cells of what a scale stands on, up to so many; none if there are more.
fn audits(grid: &Grid, point: &Point, most: usize) -> Option<Vec<Audit>> {
    let mut conditions: Vec<&Formula<Atom>> =
        scale(point)?.lines.iter().filter_map(|line| line.condition.as_ref()).collect();
    let groups = grid.ancestors(point.group).map(|group| &grid.group(group).common);
    for common in groups.chain([&point.common]) {
        conditions.extend(common.applicability.iter().map(|clause| &clause.condition));
        conditions.extend(common.opt_in.iter().flat_map(|clause| [&clause.optional_if, &clause.retained_if]));
    }
    let (space, _) = Space::over(grid, &[], &conditions, Bounds::default()).ok()?;
    let mut audits = vec![blank(grid)];
    for variable in space.variables() {
        let mut longer = Vec::new();
        for audit in &audits {
            for cell in 0..variable.cells.len() {
                let mut audit = audit.clone();
                let held = &mut audit.values[variable.input.0];
                match (variable.member, variable.value(cell)) {
                    // A set is absent as a whole: a member that is, where another is not, makes no audit.
                    (Some(member), None) if member == 0 || held.is_none() => *held = None,
                    (Some(_), None) => continue,
                    (Some(0), Some(Value::YesNo(is_in))) => *held = Some(Value::Set(vec![is_in])),
                    (Some(_), Some(Value::YesNo(is_in))) => match held {
                        Some(Value::Set(members)) => members.push(is_in),
                        _ => continue,
                    },
                    (_, value) => *held = value,
                }
                longer.push(audit);
            }
        }
        if longer.len() > most {
            return None;
        }
        audits = longer;
    }
    Some(audits)
}

#[test]
fn random_scales_are_sound_and_spoilt_ones_are_caught() {
    let (mut compared, mut faulty) = (0, 0);
    for seed in 0..30 {
        let RandomGrid { text, .. } = RandomGrid::new(seed);
        let sound = analysed(&text);
        // A decision drawn at random may ask for what its grid cannot give (G513).
        let wrong: Vec<_> =
            sound.diagnostics.iter().filter(|found| found.is_error() && found.code() != "G513").collect();
        assert!(wrong.is_empty(), "seed {seed}: {wrong:#?}\n{text}");
        for found in &sound.diagnostics {
            replay(&text, &sound.grid, found);
        }
        let mut rng = Rng::new(seed);
        for point in &sound.grid.points {
            let Some(scale) = scale(point) else { continue };
            let line = rng.pick(&scale.lines).span;
            let mut spoilt = flips(&text, scale.span);
            spoilt = if spoilt.is_empty() { spoilt } else { vec![rng.pick(&spoilt).clone()] };
            spoilt.push(without(&text, line));
            for text in spoilt {
                let analysis = analysed(&text);
                let of_proofs = |found: &&Diagnostic| found.is_error() && !found.code().starts_with("G4");
                if analysis.diagnostics.iter().any(|found| of_proofs(&found)) {
                    continue;
                }
                let found = faults(&analysis, point);
                for found in &found {
                    replay(&text, &analysis.grid, found);
                }
                let at = analysis.grid.point_named(&point.id).unwrap();
                let Some(audits) = audits(&analysis.grid, analysis.grid.point(at), 200) else { continue };
                let evaluator = Evaluator::new(&analysis.grid);
                let (mut gap, mut overlap) = (false, false);
                for audit in audits {
                    let Ok(outcome) = evaluator.score(&audit) else { continue };
                    for anomaly in outcome.anomalies.iter().filter(|anomaly| anomaly.point == Some(at)) {
                        if let AnomalyKind::NoSingleLevel { holding } = &anomaly.kind {
                            gap |= holding.is_empty();
                            overlap |= !holding.is_empty();
                        }
                    }
                }
                let said = |code| found.iter().any(|found| found.code() == code);
                assert_eq!((said("G401"), said("G402")), (gap, overlap), "seed {seed}, point {}\n{text}", point.id);
                compared += 1;
                faulty += usize::from(gap || overlap);
            }
        }
    }
    assert!(compared > 20 && faulty > 10, "{compared} compared, {faulty} faulty");
}

#[test]
fn the_table_of_a_point_is_its_behaviour() {
    let sound = analysed(&support::corpus::sp_plus());
    let of = |id| table::tables(&sound.grid, &sound.source, sound.grid.point_named(id));
    insta::assert_snapshot!(table::human(&of("6.2")));
    insta::assert_snapshot!("table_csv", table::csv(&of("6.3")));
    insta::assert_snapshot!("table_json", format!("{:#}", table::json(&of("6.3"))));
}

#[test]
fn every_case_of_every_table_gives_its_level() {
    let sources = (0..20).map(|seed| RandomGrid::new(seed).text).chain([support::corpus::sp_plus()]);
    let mut borders = 0;
    for text in sources {
        let sound = analysed(&text);
        for table in table::tables(&sound.grid, &sound.source, None).iter().filter(|table| !table.is_decision) {
            assert_eq!(table.incomplete, None);
            let point = sound.grid.point_named(&table.name).unwrap().0;
            let level = |case: &table::Case| level_at(&sound.grid, point, &audit(&sound.grid, &case.audit));
            for row in &table.rows {
                assert_eq!(level(&row.case).as_ref(), Some(&row.level), "{}: {row:#?}\n{text}", table.name);
                for border in &row.borders {
                    assert_eq!(level(&border.inside).as_ref(), Some(&row.level), "{}: {border:#?}\n{text}", table.name);
                    assert_eq!(
                        level(&border.outside).as_ref(),
                        Some(&border.level),
                        "{}: {border:#?}\n{text}",
                        table.name
                    );
                    borders += 1;
                }
            }
        }
    }
    assert!(borders > 60, "{borders}");
}
