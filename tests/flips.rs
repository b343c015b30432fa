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
use grille::version::diff::{Diff, Version, diff};
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

const CHANGES: usize = 8;
const AUDITS: u64 = 60;

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

fn compare(old: &(Source, Grid), new: &(Source, Grid)) -> (Lineage, Diff) {
    let lineage = Lineage::new(&old.1, &new.1);
    let found = diff(Version { grid: &old.1, source: &old.0 }, Version { grid: &new.1, source: &new.0 }, &lineage);
    (lineage, found)
}

/// A complete audit of the old version.
fn drawn(rng: &mut Rng, number: u64) -> String {
    let level = |rng: &mut Rng, names: [&str; 3]| names[rng.below(3)].to_owned();
    let mut ratings = Vec::new();
    for id in ["1.2", "1.3", "1.4", "2.3"] {
        ratings.push(format!("\"{id}\":\"{}\"", level(rng, ["non", "partiel", "oui"])));
    }
    ratings.push(format!("\"2.2\":\"{}\"", level(rng, ["nul", "moyen", "plein"])));
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
fn tried(template: &str) -> [usize; CHANGES + 1] {
    let versions: Vec<_> = (0..1 << CHANGES).map(|chosen| version(template, chosen)).collect();
    let (old, new) = (&versions[0], &versions[(1 << CHANGES) - 1]);
    let (lineage, found) = compare(old, new);
    let rescoring = Rescoring::new(&old.1, &new.1, &lineage, &found);
    let mut rescorer = rescoring.rescorer();
    // Which change of the template each cause is.
    let alone: Vec<Diff> = (0..CHANGES).map(|change| compare(old, &versions[1 << change]).1).collect();
    let change_of = |cause: usize| -> usize {
        let known = &rescoring.causes()[cause].changes;
        let is_it = |change: &usize| {
            let same = |one: &usize| {
                let one = &found.changes[*one];
                alone[*change].changes.iter().any(|it| (&it.subjects, it.nature) == (&one.subjects, one.nature))
            };
            known.iter().all(same) && !known.is_empty()
        };
        let mut changes = (0..CHANGES).filter(is_it);
        let change = changes.next().unwrap_or_else(|| panic!("{:?}", rescoring.causes()[cause]));
        assert_eq!(changes.next(), None, "{:?}", rescoring.causes()[cause]);
        change
    };
    let evaluators: Vec<_> =
        versions.iter().map(|(_, grid)| (grid, Lineage::new(&old.1, grid), Evaluator::new(grid))).collect();
    let mut sizes = [0; CHANGES + 1];
    let mut rng = Rng::new(7);
    for number in 0..AUDITS {
        let text = drawn(&mut rng, number);
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
            let wanted = &by_choice[(1 << CHANGES) - 1][at];
            let size = |choice: &usize| choice.count_ones() as usize;
            let choices: Vec<usize> = (0..1 << CHANGES).filter(|choice| by_choice[*choice][at] == *wanted).collect();
            let least = choices.iter().map(size).min().unwrap();
            let expected: BTreeSet<_> = choices.into_iter().filter(|choice| size(choice) == least).collect();
            match &flip.sets {
                Sets::Smallest(sets, more) => {
                    let bits = |set: &Vec<usize>| set.iter().map(|cause| 1 << change_of(*cause)).sum::<usize>();
                    assert!(!more);
                    assert_eq!(sets.iter().map(bits).collect::<BTreeSet<_>>(), expected, "decision {at} of {text}");
                    assert_eq!(sets.len(), expected.len());
                    sizes[least] += 1;
                }
                Sets::MoreThanThree => {
                    assert!(least > 3, "decision {at} of {text}: {expected:?}");
                    sizes[least] += 1;
                }
                // Neither version counts a new point, or one that is retired, beside those of the other.
                Sets::Open(why) => {
                    assert!((*why, at) == (Why::Inseparable, 3), "decision {at} of {text}: {why:?}");
                    sizes[0] += 1;
                }
            }
        }
    }
    sizes
}

#[test]
fn no_smaller_set_of_changes_flips_a_decision() {
    let sizes = tried(TEMPLATE);
    assert!(sizes[0] < 10 && sizes[1] > 20 && sizes[2..].iter().sum::<usize>() > 5, "{sizes:?}");
}

#[test]
fn nor_in_a_grid_of_means() {
    let sizes = tried(&TEMPLATE.replace("somme pondérée", "moyenne pondérée"));
    assert!(sizes[0] < 10 && sizes[1] > 20 && sizes[2..].iter().sum::<usize>() > 5, "{sizes:?}");
}
