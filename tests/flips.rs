//! The smallest sets of changes that flip a decision, against every set: a version is made for each choice of the changes, and every
//! audit scored with it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeSet;

use grille::audit::{Audit, Slots};
use grille::diagnostic::Source;
use grille::grid::{DecisionId, Grid, lower};
use grille::score::DecisionOutcome;
use grille::score::reference::Evaluator;
use grille::syntax::parse;
use grille::version::diff::{Changes, Version, changes};
use grille::version::lineage::Lineage;
use grille::version::rescore::{Rescoring, Sets, Why};
use support::random_pair::audit;
use support::rng::Rng;

/// A grid with lines that a change takes away (`-3`) or adds (`+3`).
const TEMPLATE: &str = r#"
plan : chapitre > point
total : somme pondérée
échelle cotation par défaut {
  non     = 0
  partiel = 0,5
  oui     = 1
  sans objet
}
échelle fine {
  nul   = 0
-7  moyen = 1
+7  moyen = 2
  plein = 3
}
mesures {
  taux   : pourcentage
  mesuré : oui_non
}
-0paramètre objectif = 80 %
+0paramètre objectif = 90 %
+4retire { 1.4 "motif" }
chapitre 1 {
  point 1.1 {
    exigence "A."
    barème { non si taux < objectif
             oui si taux ≥ objectif }
  }
  point 1.2 {
    exigence "B."
-1    poids 2
+1    poids 3
  }
  point 1.3 {
    exigence "C."
-2    applicable si mesuré
  }
-4  point 1.4 { exigence "D." }
+5  point 1.5 {
+5    nouveau
+5    exigence "E."
+5    barème { non si taux < 60 %
+5             oui si taux ≥ 60 % }
+5  }
}
chapitre 2 {
  point 2.1 {
    exigence "F."
    échelle fine
-3    barème { nul   si taux < 50 %
-3             plein si taux ≥ 50 % }
+3    barème { nul   si taux < 50 %
+3             moyen si taux ≥ 50 % }
  }
  point 2.2 {
    exigence "G."
    échelle fine
  }
  point 2.3 {
    exigence "H."
    poids 2
  }
}
décision label par paliers {
  aucun sinon
-6  bronze si score ≥ 50 %
+6  bronze si score ≥ 45 %
  or si score ≥ 75 %
}
décision rang par paliers {
  r0 sinon
  r1 si score ≥ 40 %
  r2 si score ≥ 55 %
  r3 si score ≥ 60 %
  r4 si score ≥ 65 %
  r5 si score ≥ 70 %
  r6 si score > 75 %
}
décision second {
  visé   si score(2) ≥ 60 %
  manqué sinon
}
décision tenue {
  tenue    si score_minimum(chapitre) ≥ 40 % et compte(non) ≤ 1 et label parmi { bronze, or }
  relâchée sinon
}
"#;

/// A grid with changes, and what is recorded of an audit of it.
struct Trial {
    template: String,
    changes: usize,
    /// The points to rate, each with the levels it may have.
    rated: Vec<(String, [&'static str; 3])>,
    audits: u64,
}

const PLAIN: [&str; 3] = ["non", "partiel", "oui"];
const FINE: [&str; 3] = ["nul", "moyen", "plein"];

impl Trial {
    /// The template above.
    fn written() -> Self {
        let rated = [("1.2", PLAIN), ("1.3", PLAIN), ("1.4", PLAIN), ("2.3", PLAIN), ("2.2", FINE)];
        let rated = rated.map(|(id, levels)| (id.to_owned(), levels)).into();
        Self { template: TEMPLATE.to_owned(), changes: 8, rated, audits: 60 }
    }

    /// A grid drawn, with a change drawn on each of some of its points, one of its scale and one of a decision.
    fn random(rng: &mut Rng) -> Self {
        let [moyen, other] = [[1, 2], [2, 1]][rng.below(2)];
        let mut kinds = BTreeSet::new();
        let bounds: Vec<usize> = (0..3).map(|at| 35 + 12 * at + rng.below(12)).collect();
        let (mut changes, mut rated, mut chapters, mut retired) = (2, Vec::new(), String::new(), String::new());
        for chapter in 1..=2 {
            chapters.extend([format!("chapitre {chapter} {{\n")]);
            for number in 1..=2 + rng.below(3) {
                let id = format!("{chapter}.{number}");
                let (weight, bound, is_fine) = (1 + rng.below(3), 45 + 10 * rng.below(5), rng.chance(40));
                let levels = if is_fine { FINE } else { PLAIN };
                let [low, _, high] = levels;
                let scale =
                    |bound: usize| format!("barème {{ {low} si taux < {bound} %\n {high} si taux ≥ {bound} % }}");
                // Each kind once: the same change of two points is one. Where the scale changes as well, no point is of one version alone:
                // nothing says what it would be worth in the other.
                let drawn = if is_fine { [0, 1, 3, 6, 6][rng.below(5)] } else { rng.below(7) };
                let kind = if changes < 6 && kinds.insert(drawn) { drawn } else { 6 };
                let mut lines = vec![format!("poids {weight}")];
                match kind {
                    0 => lines = vec![format!("-{changes}poids {weight}"), format!("+{changes}poids {}", weight + 1)],
                    1 => lines.push(format!("-{changes}applicable si mesuré")),
                    2 => lines.push(format!("+{changes}applicable si non mesuré")),
                    3 => {
                        let moved = [scale(bound), scale(bound + 15)].map(|it| it.replace('\n', " "));
                        lines.extend([format!("-{changes}{}", moved[0]), format!("+{changes}{}", moved[1])]);
                    }
                    4 if retired.is_empty() => retired = format!("+{changes}retire {{ {id} \"motif\" }}\n"),
                    5 => lines.extend(["nouveau".to_owned(), scale(bound).replace('\n', " ")]),
                    _ => {}
                }
                let is_gone = retired.starts_with(&format!("+{changes}"));
                let sign = match kind {
                    4 if is_gone => format!("-{changes}"),
                    5 => format!("+{changes}"),
                    _ => String::new(),
                };
                if is_fine {
                    lines.push("échelle fine".to_owned());
                }
                lines.insert(0, format!("point {id} {{"));
                lines.extend([format!("exigence \"{id}.\""), "}".to_owned()]);
                chapters.extend(lines.iter().map(|line| format!("{sign}{line}\n")));
                changes += usize::from(kind < 4 || kind == 5 || is_gone);
                if kind != 3 && kind != 5 {
                    rated.push((id, levels));
                }
            }
            chapters += "}\n";
        }
        let bound = |at: usize| bounds[at];
        let moved = bound(1) + 5;
        let template = format!(
            "plan : chapitre > point\ntotal : somme pondérée\n\
             échelle cotation par défaut {{ non = 0\n partiel = 0,5\n oui = 1 }}\n\
             échelle fine {{\nnul = 0\n-0moyen = {moyen}\n+0moyen = {other}\nplein = 3\n}}\n\
             mesures {{ taux : pourcentage\n mesuré : oui_non }}\n{retired}{chapters}\
             décision label par paliers {{\naucun sinon\nbronze si score ≥ {} %\n-1argent si score ≥ {} %\n+1argent si score ≥ {moved} %\nor si score > {} %\n}}\n\
             décision partie {{\ntenue si score(2) ≥ {} %\nmanquée sinon\n}}\n\
             décision compte_rendu {{\nbon si compte(non) ≤ 1 et label parmi {{ argent, or }}\nautre sinon\n}}\n",
            bound(0),
            bound(1),
            bound(2) + 5,
            bound(1),
        );
        Self { template, changes, rated, audits: 15 }
    }
}

/// The template as it is with these changes.
fn version(template: &str, chosen: usize) -> (Source, Grid) {
    let mut text = if chosen == 0 {
        "grille essai version \"1\"\n".to_owned()
    } else {
        format!("grille essai version \"{}\" remplace \"1\"\n", chosen + 1)
    };
    for line in template.lines() {
        let mut letters = line.chars();
        let sign = letters.next();
        let (holds, rest) = match (sign, letters.next().and_then(|digit| digit.to_digit(10))) {
            (Some('+'), Some(change)) => (chosen >> change & 1 == 1, letters.as_str()),
            (Some('-'), Some(change)) => (chosen >> change & 1 == 0, letters.as_str()),
            _ => (true, line),
        };
        if holds {
            text += rest;
            text.push('\n');
        }
    }
    let parsed = parse(&text);
    let lowered = lower(&parsed.file, &[]);
    let errors: Vec<_> = parsed.diagnostics.iter().chain(&lowered.diagnostics).filter(|said| said.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    (Source::new("essai.grille", text), lowered.grid)
}

fn compare(old: &(Source, Grid), new: &(Source, Grid)) -> (Lineage, Changes) {
    let lineage = Lineage::new(&old.1, &new.1);
    let found = changes(Version { grid: &old.1, source: &old.0 }, Version { grid: &new.1, source: &new.0 }, &lineage);
    (lineage, found)
}

/// A complete audit of the old version.
fn drawn(rng: &mut Rng, rated: &[(String, [&str; 3])], number: u64) -> String {
    let ratings = rated.iter().map(|(id, levels)| format!("\"{id}\":\"{}\"", levels[rng.below(3)]));
    let ratings: Vec<_> = ratings.collect();
    let taux = [40, 55, 70, 85, 95][rng.below(5)];
    let measured = rng.below(2) == 0;
    format!(
        "{{\"audit\":\"a{number}\",\"mesures\":{{\"taux\":{taux},\"mesuré\":{measured}}},\"cotations\":{{{}}}}}",
        ratings.join(",")
    )
}

/// The level each decision comes to in a version, by name.
fn levels(
    old: &Grid,
    (new, lineage, evaluator): &(&Grid, Lineage, Evaluator<'_>),
    audit: &Audit,
) -> Vec<Option<String>> {
    let followed = lineage.follow(old, new, audit);
    let outcome = evaluator.score(&followed.audit).unwrap();
    let level = |(at, outcome): (usize, &DecisionOutcome)| match outcome {
        DecisionOutcome::Decided(line) => Some(new.decisions[at].lines[*line].level.clone()),
        DecisionOutcome::Undetermined(_) => None,
    };
    outcome.decisions.iter().enumerate().map(level).collect()
}

/// How many flips were looked into, by the size of their smallest sets; 0 for those left open.
fn tried(trial: &Trial, seed: u64) -> Vec<usize> {
    let Trial { template, changes, rated, audits } = trial;
    let changes = *changes;
    let versions: Vec<_> = (0..1 << changes).map(|chosen| version(template, chosen)).collect();
    let (old, new) = (&versions[0], &versions[(1 << changes) - 1]);
    let (lineage, found) = compare(old, new);
    let rescoring = Rescoring::new(&old.1, &new.1, &lineage, &found);
    let mut rescorer = rescoring.rescorer();
    // Which change of the template each cause is.
    let alone: Vec<Changes> = (0..changes).map(|change| compare(old, &versions[1 << change]).1).collect();
    let change_of = |cause: usize| -> usize {
        let known = &rescoring.causes()[cause].changes;
        let is_it = |change: &usize| {
            let same = |one: &usize| {
                let one = &found.changes[*one];
                alone[*change].changes.iter().any(|it| (&it.subjects, it.nature) == (&one.subjects, one.nature))
            };
            known.iter().all(same) && !known.is_empty()
        };
        let mut found = (0..changes).filter(is_it);
        let change = found.next().unwrap_or_else(|| panic!("{:?}", rescoring.causes()[cause]));
        assert_eq!(found.next(), None, "{:?}", rescoring.causes()[cause]);
        change
    };
    let evaluators: Vec<_> =
        versions.iter().map(|(_, grid)| (grid, Lineage::new(&old.1, grid), Evaluator::new(grid))).collect();
    let mut sizes = vec![0; changes + 1];
    let mut rng = Rng::new(seed);
    for number in 0..*audits {
        let text = drawn(&mut rng, rated, number);
        let audit = audit(&old.1, &text).unwrap();
        let mut slots = Slots::new(rescoring.layout());
        slots.fill_from(&audit);
        let flips = rescorer.rescore(&slots).unwrap().differences().decisions;
        if flips.is_empty() {
            continue;
        }
        let by_choice: Vec<_> = evaluators.iter().map(|version| levels(&old.1, version, &audit)).collect();
        for flip in flips {
            let DecisionId(at) = flip.decision.1;
            let wanted = &by_choice[(1 << changes) - 1][at];
            let size = |choice: &usize| choice.count_ones() as usize;
            let choices: Vec<usize> = (0..1 << changes).filter(|choice| by_choice[*choice][at] == *wanted).collect();
            let least = choices.iter().map(size).min().unwrap();
            let expected: BTreeSet<_> = choices.into_iter().filter(|choice| size(choice) == least).collect();
            match &flip.sets {
                Sets::Smallest(sets, more) => {
                    let bits = |set: &Vec<usize>| set.iter().map(|cause| 1 << change_of(*cause)).sum::<usize>();
                    assert!(!more);
                    assert_eq!(
                        sets.iter().map(bits).collect::<BTreeSet<_>>(),
                        expected,
                        "decision {at} of {text}\n{template}"
                    );
                    assert_eq!(sets.len(), expected.len());
                    sizes[least] += 1;
                }
                Sets::MoreThanThree => {
                    assert!(least > 3, "decision {at} of {text}: {expected:?}");
                    sizes[least] += 1;
                }
                // Neither version counts a new point, or one that is retired, beside those of the other; nor does one say what becomes of a
                // point that changed otherwise where it does not count.
                Sets::Open(why) => {
                    assert_eq!(*why, Why::Inseparable, "decision {at} of {text}");
                    sizes[0] += 1;
                }
            }
        }
    }
    sizes
}

#[test]
fn no_smaller_set_of_changes_flips_a_decision() {
    let sizes = tried(&Trial::written(), 7);
    assert!(sizes[0] < 10 && sizes[1] > 20 && sizes[2..].iter().sum::<usize>() > 5, "{sizes:?}");
}

#[test]
fn nor_in_a_grid_of_means() {
    let written = Trial::written();
    let template = written.template.replace("somme pondérée", "moyenne pondérée");
    let sizes = tried(&Trial { template, ..written }, 7);
    assert!(sizes[0] < 10 && sizes[1] > 20 && sizes[2..].iter().sum::<usize>() > 5, "{sizes:?}");
}

#[test]
fn nor_in_random_grids() {
    let mut rng = Rng::new(3);
    let (mut flips, mut larger, mut open) = (0, 0, 0);
    for seed in 0..12 {
        let mut trial = Trial::random(&mut rng);
        if seed % 4 == 3 {
            trial.template = trial.template.replace("somme pondérée", "moyenne pondérée");
        }
        let sizes = tried(&trial, seed);
        (flips, open) = (flips + sizes[1..].iter().sum::<usize>(), open + sizes[0]);
        larger += sizes[2..].iter().sum::<usize>();
    }
    assert!(flips > 60 && larger > 10 && open < flips, "{flips} flips, {larger} by several changes, {open} left open");
}
