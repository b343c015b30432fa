//! What grids mean: each `tests/meaning/NAME.grille` with its audits (`NAME.audits`) has a snapshot that shows the grid, each
//! audit, what it comes to, and the explanations asked for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "all of it is a test")]

mod sheet;

use grille::diagnostic::Source;
use grille::grid::{self, Grid};
use grille::score::{explain_audit, explain_point, reference};
use sheet::audit::{Explain, Sheet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// A grid without errors.
fn grid_of(text: &str, overrides: &[grid::Override]) -> Grid {
    let parsed = grille::syntax::parse(text);
    let lowered = grid::lower(&parsed.file, overrides);
    let problems: Vec<_> = parsed.diagnostics.iter().chain(&lowered.diagnostics).filter(|it| it.is_error()).collect();
    assert!(problems.is_empty(), "{problems:#?}");
    lowered.grid
}

/// Everything about one grid and its audits.
fn report(name: &str, text: &str, sheet: &str) -> String {
    let source = Source::new(name, text);
    let mut report = format!("{text}\n");
    for sheet in Sheet::all(sheet) {
        let grid = grid_of(text, &sheet.overrides);
        let audit = sheet.audit(&grid);
        let _ = writeln!(report, "════ {}\n{}", sheet.name, sheet.text);
        match reference::score(&grid, &audit) {
            Err(refusal) => {
                let _ = writeln!(report, "→ refusé, {} {} : {}", refusal.code(), refusal.at, refusal.message());
            }
            Ok(outcome) => {
                report.push_str(&sheet::outcome::table(&grid, &outcome));
                for explain in &sheet.explanations {
                    let explanation = match explain {
                        Explain::Audit => explain_audit(&source, &grid, &audit, &outcome),
                        Explain::Point(id) => {
                            explain_point(&source, &grid, &audit, &outcome, grid.point_named(id).unwrap())
                        }
                    };
                    let too_wide = explanation.lines().find(|line| line.chars().count() > 100);
                    assert_eq!(too_wide, None);
                    let _ = writeln!(report, "──── explication\n{explanation}");
                }
            }
        }
        report.push('\n');
    }
    report
}

/// Holds one grid of the folder to its snapshot.
fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/meaning");
    let read = |ending: &str| fs::read_to_string(folder.join(format!("{name}.{ending}"))).unwrap();
    let report = report(&format!("{name}.grille"), &read("grille"), &read("audits"));
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "meaning" }, {
        insta::assert_snapshot!(name, report);
    });
}

/// One test a grid.
macro_rules! grids {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })*
    };
}
grids! { absence applicabilite elements poids moyenne decisions liens }

#[test]
fn the_sp_plus_grid_bears_an_almost_empty_audit() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("grids/sp_plus/2023.grille");
    let grid = grid_of(&fs::read_to_string(path).unwrap(), &[]);
    let sheets = Sheet::all("audit presque_vide\ntaux_décroché = 85\ncotation 1.1 = conforme\n");
    let outcome = reference::score(&grid, &sheets[0].audit(&grid)).unwrap();
    // 1.1 is worth 1, and 6.2 at least 0,75 at 85 %: 1,75 out of 84 points.
    insta::assert_snapshot!(sheet::outcome::summary(&grid, &outcome), @r#"
    → incomplet 1/1, [2,08 % ; 100 %]
      engagement 1 : incomplet 1/1, [7,69 % ; 100 %]
      engagement 2 : incomplet 0/0, [0 % ; 100 %] ou non calculable
      engagement 3 : incomplet 0/0, [0 % ; 100 %] ou non calculable
      engagement 4 : incomplet 0/0, [0 % ; 100 %] ou non calculable
      engagement 5 : incomplet 0/0, [0 % ; 100 %] ou non calculable
      engagement 6 : incomplet 0/0, [15 % ; 100 %]
      engagement 7 : incomplet 0/0, [0 % ; 100 %] ou non calculable
      engagement 8 : incomplet 0/0, [0 % ; 100 %] ou non calculable
      label OR : incomplet 0/0, [0 % ; 100 %] ou non calculable
      [("coté", 1), ("non_coté", 74), ("indéterminé", 21)]
      manquants : points ["1.2", "1.3", "1.4"], entrées ["type_entité", "activités", "svi", "répondeur", "démarches_en_ligne", "volontaire_décarbonation", "fréquence_taux_décroché", "délais_mesurés", "respect_mesuré", "fréquence_taux_respect"]
    "#);
}

/// A level that turns on the parity of thirty answers: 2³⁰ cases, past any limit.
#[test]
fn past_the_limit_results_only_enclose() {
    let inputs = (0..30).map(|at| format!("  x{at} : oui_non")).collect::<Vec<_>>().join("\n");
    let parity = |at| format!("définition p{at} : (p{0} et non x{at}) ou (x{at} et non p{0})\n", at - 1);
    let parities: String = (1..30).map(parity).collect();
    let text = format!(
        "grille parité version \"1\"\nplan : thème > point\néchelle c par défaut {{\n  non = 0\n  oui = 1\n}}\n\
         profil {{\n{inputs}\n}}\ndéfinition p0 : x0\n{parities}\
         thème \"T\" {{\n  point 1 {{\n    barème {{\n      non si p29\n      oui si non p29\n    }}\n  }}\n}}\n"
    );
    let grid = grid_of(&text, &[]);
    let nearly_all = (0..29).map(|at| format!("x{at} = oui")).collect::<Vec<_>>().join("\n");
    let sheets = Sheet::all(&format!("audit vide\naudit tout\n{nearly_all}\nx29 = oui\naudit presque\n{nearly_all}\n"));
    let state = |at: usize| {
        let outcome = reference::score(&grid, &sheets[at].audit(&grid)).unwrap();
        (outcome.points[0].status.word(), sheet::outcome::total(outcome.total()), outcome.missing.inputs.len())
    };
    let nbsp = |text: &str| text.replace(" %", "\u{a0}%");
    let enclosing = nbsp("incomplet 0/0, [0 % ; 100 %] large ou non calculable");
    assert_eq!(state(0), ("indéterminé", enclosing, 30));
    assert_eq!(state(1), ("calculé", nbsp("1/1, 100 %"), 0));
    assert_eq!(state(2), ("indéterminé", nbsp("incomplet 0/0, [0 % ; 100 %]"), 1));
}
