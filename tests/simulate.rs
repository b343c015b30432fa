//! Audits made up: what readers and evaluators say of them, on the shipped grids and on random ones.

#![allow(clippy::unwrap_used, clippy::panic)] // the helpers of a test are tests too

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use grille::audit::simulate::{Layout, Recipe, Simulator};
use grille::audit::{Audit, Entry, Format, Vocabulary, read};
use grille::check::analyse;
use grille::diagnostic::Source;
use grille::grid::{Domain, Grid, Rating, ScaleKind, Value};
use grille::score::reference::Evaluator;
use grille::score::{Outcome, PointStatus};
use support::corpus;
use support::random_grid::RandomGrid;

const PLAIN: Recipe =
    Recipe { seed: 1, incomplete: 100_000, invalid: 0, layout: Layout::Plain, format: Format::Ndjson };

/// Every shipped grid, with its name.
fn shipped() -> Vec<(String, Grid)> {
    let grids = corpus::grids_under("grids");
    grids.iter().map(|path| (path.display().to_string(), analysed(corpus::read(path)))).collect()
}

fn analysed(text: String) -> Grid {
    analyse(Source::new("essai.grille", text), &[]).grid
}

/// What becomes of an audit: scored, or the code it is refused with.
fn judged(names: &Vocabulary, evaluator: &Evaluator, text: &[u8]) -> Result<(Audit, Outcome), String> {
    let entry = Entry::alone(text);
    let told = |refusal: &grille::audit::Refusal| format!("{}: {}", refusal.code(), refusal.message());
    let audit = read(names, &entry).map_err(|refused| told(&refused.refusal))?;
    let outcome = evaluator.score(&audit).map_err(|refusal| told(&refusal))?;
    Ok((audit, outcome))
}

/// Makes audits of a grid up, and holds each to what was meant; how often each code was met.
fn hold(name: &str, grid: &Grid, recipe: Recipe, count: u64) -> BTreeMap<&'static str, usize> {
    let (names, evaluator) = (Vocabulary::new(grid), Evaluator::new(grid));
    let simulator = Simulator::new(grid, recipe).unwrap();
    let mut met = BTreeMap::new();
    for number in 0..count {
        let (text, broken) = simulator.audit(number);
        let judged = judged(&names, &evaluator, &text);
        let shown = || format!("{name}, audit {number}: {}", String::from_utf8_lossy(&text));
        match (judged, broken) {
            (Ok((_, outcome)), None) => {
                assert!(outcome.is_complete() || recipe.incomplete > 0, "{:?}\n{}", outcome.missing, shown());
            }
            (Err(told), Some(code)) => {
                assert!(told.starts_with(code), "meant {code}, told {told}\n{}", shown());
                *met.entry(code).or_default() += 1;
            }
            (Ok(_), Some(code)) => panic!("meant {code}, taken\n{}", shown()),
            (Err(told), None) => panic!("refused: {told}\n{}", shown()),
        }
    }
    met
}

#[test]
fn audits_of_shipped_grids_are_accepted_and_complete_unless_asked() {
    for (name, grid) in shipped() {
        for layout in [Layout::Plain, Layout::Varied] {
            let met = hold(&name, &grid, Recipe { layout, incomplete: 0, ..PLAIN }, 60);
            assert!(met.is_empty());
            hold(&name, &grid, Recipe { layout, ..PLAIN }, 60);
        }
    }
}

#[test]
fn broken_audits_of_shipped_grids_are_refused_as_meant() {
    let mut all = BTreeSet::new();
    for (name, grid) in shipped() {
        for (layout, format) in [(Layout::Plain, Format::Ndjson), (Layout::Varied, Format::Json)] {
            let recipe = Recipe { invalid: 900_000, layout, format, ..PLAIN };
            all.extend(hold(&name, &grid, recipe, 120).into_keys());
        }
    }
    let codes =
        ["R001", "R002", "R003", "R004", "R005", "R006", "R007", "R008", "R009", "R010", "R101", "R102", "R103"];
    let missing: Vec<_> = codes.into_iter().filter(|code| !all.contains(code)).collect();
    assert!(missing.is_empty(), "never met: {missing:?}");
}

#[test]
fn audits_of_random_grids_are_what_was_meant() {
    for seed in 0..60 {
        let random = RandomGrid::new(seed);
        let grid = analysed(random.text.clone());
        let name = format!("seed {seed}: {}", random.text);
        hold(&name, &grid, Recipe { seed, incomplete: 0, ..PLAIN }, 30);
        hold(&name, &grid, Recipe { seed, invalid: 600_000, layout: Layout::Varied, ..PLAIN }, 40);
    }
}

/// An audit depends on the seed and its number alone.
#[test]
fn an_audit_never_changes() {
    let grid = analysed(corpus::sp_plus());
    let simulator = Simulator::new(&grid, PLAIN).unwrap();
    let again = Simulator::new(&grid, PLAIN).unwrap();
    assert_eq!(simulator.audit(41), again.audit(41));
    let other = Simulator::new(&grid, Recipe { seed: 2, ..PLAIN }).unwrap();
    assert_ne!(simulator.audit(41), other.audit(41));
    let layouts =
        [Layout::Plain, Layout::Varied].map(|layout| Simulator::new(&grid, Recipe { layout, ..PLAIN }).unwrap());
    for number in 0..20 {
        let [plain, varied] = layouts.each_ref().map(|simulator| simulator.audit(number).0);
        let names = Vocabulary::new(&grid);
        assert_eq!(read(&names, &Entry::alone(plain)), read(&names, &Entry::alone(varied)), "audit {number}");
    }
    insta::assert_snapshot!(String::from_utf8(simulator.audit(0).0).unwrap());
}

/// The same audits in every format are scored alike, and broken rows are refused as meant.
#[test]
fn wide_archives_say_what_objects_say() {
    let folder = tempfile::tempdir().unwrap();
    let grille = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_grille")).current_dir(&folder).args(arguments).output().unwrap();
        assert!(done.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&done.stderr));
    };
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    for (name, grid) in [("sp_plus", corpus::sp_plus()), ("hasard", RandomGrid::new(3).text)] {
        let (grid_file, csv, objects) = (format!("{name}.grille"), format!("{name}.csv"), format!("{name}.ndjson"));
        std::fs::write(folder.path().join(&grid_file), grid).unwrap();
        for archive in [&csv, &objects] {
            grille(&["simulate", &grid_file, "--count", "60", "-o", archive]);
            grille(&["score", &grid_file, archive, "-o", &format!("{archive}.out.ndjson"), "--detail", "point"]);
        }
        assert_eq!(read(&format!("{csv}.out.ndjson")), read(&format!("{objects}.out.ndjson")), "{name}");
        grille(&["simulate", &grid_file, "--count", "80", "--invalid", "75%", "-o", &csv]);
        grille(&["score", &grid_file, &csv, "-o", "out.ndjson", "--rejects", "rejects.ndjson"]);
        let rejects = read("rejects.ndjson");
        assert_eq!(rejects.lines().count(), 60, "{name}");
        for line in rejects.lines() {
            let rejected: serde_json::Value = serde_json::from_str(line).unwrap();
            let (code, id) = (rejected["code"].as_str().unwrap(), rejected["audit"].as_str().unwrap_or_default());
            assert!(id.is_empty() || id.ends_with(code), "{line}");
        }
    }
}

#[test]
fn everything_of_the_sp_plus_grid_is_seen() {
    let grid = analysed(corpus::sp_plus());
    let (names, evaluator) = (Vocabulary::new(&grid), Evaluator::new(&grid));
    let simulator = Simulator::new(&grid, PLAIN).unwrap();
    let (mut levels, mut statuses, mut values) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut incomplete = 0;
    for number in 0..1_200 {
        let (audit, outcome) = judged(&names, &evaluator, &simulator.audit(number).0).unwrap();
        incomplete += usize::from(!outcome.is_complete());
        for (at, point) in outcome.points.iter().enumerate() {
            statuses.insert(point.status.word());
            if let (PointStatus::Computed | PointStatus::Rated, Some(rating)) = (point.status, &point.rating) {
                levels.insert((at, format!("{rating:?}")));
            }
        }
        for (at, value) in audit.values.iter().enumerate() {
            match value {
                Some(Value::Set(members)) => members.iter().enumerate().for_each(|(member, is_in)| {
                    values.insert((at, format!("{member} {is_in}")));
                }),
                Some(value) => drop(values.insert((at, grid.inputs[at].value_text(value)))),
                None => {}
            }
        }
    }
    assert!((80..160).contains(&incomplete), "{incomplete} incomplete of 1 200");
    let words: Vec<_> = statuses.into_iter().collect();
    assert_eq!(words, ["calculé", "coté", "indéterminé", "non_applicable", "non_coté", "non_retenu", "sans_objet"]);
    for (at, point) in grid.points.iter().enumerate() {
        let reachable: BTreeSet<usize> = match (&point.rating, &grid.scale(point.scale).kind) {
            (Rating::Computed(scale), _) => scale.lines.iter().map(|line| line.level).collect(),
            (Rating::Auditor, ScaleKind::Levels(levels)) => (0..levels.len()).collect(),
            (Rating::Auditor, ScaleKind::Interval { .. }) => BTreeSet::new(),
        };
        for level in reachable {
            assert!(levels.contains(&(at, format!("Level({level})"))), "point {}: level {level}", point.id);
        }
    }
    for (at, input) in grid.inputs.iter().enumerate() {
        let expected: Vec<String> = match &input.domain {
            Domain::YesNo => vec!["oui".to_owned(), "non".to_owned()],
            Domain::Choice { options, .. } => options.iter().map(|option| option.name.clone()).collect(),
            Domain::Set(members) => {
                (0..members.len()).flat_map(|at| [format!("{at} true"), format!("{at} false")]).collect()
            }
            Domain::Number { .. } => Vec::new(),
        };
        for value in expected {
            assert!(values.contains(&(at, value.clone())), "{}: {value}", input.name);
        }
    }
    let rate = grid.input_named("taux_décroché").unwrap();
    let rates: BTreeSet<_> =
        values.iter().filter(|(at, _)| *at == rate.0).map(|(_, text)| text.replace('\u{a0}', " ")).collect();
    for edge in ["0 %", "84 %", "84,99 %", "85 %", "100 %"] {
        assert!(rates.contains(edge), "{edge}");
    }
    assert!(rates.len() > 150, "{} different rates", rates.len());
}
