//! How much longer an archive takes under two versions than under one: the same audits read, scored and written on one thread, in turn,
//! the best of several runs. `cargo bench --bench rescore`.

use std::fs;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use grille::audit::simulate::{Layout, Recipe, Simulator};
use grille::audit::{Archive, Format, Portion, Reader, Vocabulary};
use grille::batch::Summary;
use grille::diagnostic::Source;
use grille::grid::{Grid, fingerprint, lower};
use grille::outcome::{self, Detail, Dialect, Frame, Rows};
use grille::score::program::Program;
use grille::syntax::parse;
use grille::version::diff::{Version, changes};
use grille::version::lineage::Lineage;
use grille::version::rescore::write::Printer;
use grille::version::rescore::{Differences, Impact, Rescoring};

const AUDITS: u64 = 4_000;
const RUNS: usize = 7;

fn version(path: &str) -> (Source, Grid) {
    let text = fs::read_to_string(path).unwrap_or_default();
    let grid = lower(&parse(&text).file, &[]).grid;
    (Source::new(path, text), grid)
}

/// Simulated audits of the grid, so many in a million incomplete.
fn archive(grid: &Grid, incomplete: u32) -> Vec<Portion> {
    let recipe =
        Recipe { seed: 7, incomplete, invalid: 0, layout: Layout::Plain, format: grille::audit::Format::Ndjson };
    let Ok(simulator) = Simulator::new(grid, recipe) else { return Vec::new() };
    let mut text = Vec::new();
    for number in 0..AUDITS {
        text.extend(simulator.audit(number).0);
        text.push(b'\n');
    }
    let mut archive = Archive::new("archive", Format::Ndjson, io::Cursor::new(text));
    std::iter::from_fn(|| archive.next(None).ok().flatten()).collect()
}

/// The least time of several runs of each, taken in turn.
fn in_turn(mut one: impl FnMut(), mut other: impl FnMut()) -> (Duration, Duration) {
    let timed = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let mut best = (Duration::MAX, Duration::MAX);
    for _ in 0..RUNS {
        best = (best.0.min(timed(&mut one)), best.1.min(timed(&mut other)));
    }
    best
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{:<34}{:>12}{:>12}{:>8}", "", "score", "rescore", "ratio")?;
    let old = version("grids/sp_plus/2023.grille");
    for (pair, new) in [("draft", version("grids/sp_plus/projet.grille")), ("itself", old.clone())] {
        let lineage = Lineage::new(&old.1, &new.1);
        let found =
            changes(Version { grid: &old.1, source: &old.0 }, Version { grid: &new.1, source: &new.0 }, &lineage);
        let rescoring = Rescoring::new(&old.1, &new.1, &lineage, &found);
        let prints = [fingerprint(&old.1), fingerprint(&new.1)];
        for (kind, incomplete) in [("complete", 0), ("one in ten incomplete", 100_000)] {
            let portions = archive(&old.1, incomplete);
            for (name, format, detail) in [
                ("csv", outcome::Format::Csv(Dialect::Standard), Detail::Group),
                ("ndjson", outcome::Format::Ndjson, Detail::Group),
                ("ndjson point", outcome::Format::Ndjson, Detail::Point),
            ] {
                let frame = |side: usize| {
                    let (source, grid) = if side == 0 { &old } else { &new };
                    Frame { source, grid, fingerprint: &prints[side], detail }
                };
                let names = Vocabulary::new(&old.1);
                let program = Program::new(&old.1);
                let (mut reader, mut scorer) = (Reader::new(&names), program.scorer());
                let mut rescorer = rescoring.rescorer();
                if detail < Detail::Point {
                    (scorer, rescorer) = (scorer.without_points(), rescorer.without_points());
                }
                let printer = outcome::Printer::new(frame(0), format);
                let (mut rows, mut summary) = (Rows::default(), Summary::default());
                let once = || {
                    for portion in &portions {
                        rows.clear();
                        reader.read_all(portion.entries(), |_, read| {
                            if let Ok(slots) = read
                                && let Ok(scores) = scorer.score(slots)
                            {
                                summary.add(scores);
                                printer.add(slots, scores, &mut rows);
                            }
                        });
                    }
                };
                let mut both_reader = Reader::new(&names);
                let both_printer = Printer::new(&rescoring, [frame(0), frame(1)], format);
                let (mut both_rows, mut impact) = (Rows::default(), Impact::default());
                let mut differences = Differences::default();
                let twice = || {
                    for portion in &portions {
                        both_rows.clear();
                        both_reader.read_all(portion.entries(), |_, read| {
                            if let Ok(slots) = read
                                && let Ok(both) = rescorer.rescore(slots)
                            {
                                differences.fill(&both);
                                impact.add(&both, &differences);
                                both_printer.add(slots, &both, &differences, &mut both_rows);
                            }
                        });
                    }
                };
                let (score, rescore) = in_turn(once, twice);
                let each = |time: Duration| format!("{:.2} µs", time.as_secs_f64() * 1e6 / 4_000.0);
                let ratio = score.as_secs_f64() / rescore.as_secs_f64();
                let case = format!("{pair}, {kind}, {name}");
                writeln!(out, "{case:<42}{:>10}{:>12}{ratio:>8.2}", each(score), each(rescore))?;
            }
        }
    }
    Ok(())
}
