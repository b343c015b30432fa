//! Scoring alone, on audits already laid out: per grid and kind of audit, with and without the points in results; then results put
//! into words.

use std::fs;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use grille::audit::simulate::{Layout as Order, Recipe, Simulator};
use grille::audit::{Entry, Format, Layout, Slots, Vocabulary, read};
use grille::diagnostic::Source;
use grille::grid::{Grid, lower};
use grille::outcome::{self, Detail, Dialect, Frame, Printer, Rows};
use grille::score::program::Program;
use grille::score::reference::Evaluator;
use grille::syntax::parse;

const AUDITS: u64 = 512;

fn grid(path: &str) -> (Source, Grid) {
    let text = fs::read_to_string(path).unwrap_or_default();
    let grid = lower(&parse(&text).file, &[]).grid;
    (Source::new(path, text), grid)
}

/// Simulated audits, so many in a million incomplete.
fn audits(grid: &Grid, incomplete: u32) -> Vec<Slots> {
    let recipe = Recipe { seed: 7, incomplete, invalid: 0, layout: Order::Plain, format: Format::Ndjson };
    let Ok(simulator) = Simulator::new(grid, recipe) else { return Vec::new() };
    let (names, layout) = (Vocabulary::new(grid), Layout::new(grid));
    let slots = (0..AUDITS).filter_map(|number| {
        let audit = read(&names, &Entry::alone(simulator.audit(number).0)).ok()?;
        let mut slots = Slots::new(layout.clone());
        slots.fill_from(&audit);
        Some(slots)
    });
    slots.collect()
}

fn scoring(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("score");
    for (name, path) in [
        ("sp_plus", "grids/sp_plus/2023.grille"),
        ("certification", "grids/exemples/certification/qualite.grille"),
        ("redistribution", "grids/exemples/redistribution/sobriete.grille"),
    ] {
        let (_, grid) = grid(path);
        for (kind, incomplete, points) in
            [("complete", 0, false), ("complete with points", 0, true), ("incomplete", 1_000_000, false)]
        {
            let audits = audits(&grid, incomplete);
            let program = Program::new(&grid);
            let mut scorer = if points { program.scorer() } else { program.scorer().without_points() };
            for slots in &audits {
                let _ = scorer.score(slots);
            }
            let left = scorer.left_to_reference();
            group.throughput(Throughput::Elements(audits.len() as u64));
            group.bench_function(BenchmarkId::new(name, format!("{kind}, {left} left to the reference")), |bencher| {
                bencher.iter(|| audits.iter().filter(|slots| scorer.score(black_box(slots)).is_ok()).count());
            });
        }
    }
    let (_, grid) = grid("grids/sp_plus/2023.grille");
    let some: Vec<_> = audits(&grid, 0).into_iter().take(16).map(|slots| slots.to_audit(&grid)).collect();
    let evaluator = Evaluator::new(&grid);
    group.throughput(Throughput::Elements(some.len() as u64));
    group.bench_function("sp_plus/reference", |bencher| {
        bencher.iter(|| some.iter().filter(|audit| evaluator.score(black_box(audit)).is_ok()).count());
    });
    group.finish();
}

fn printing(criterion: &mut Criterion) {
    let (source, grid) = grid("grids/sp_plus/2023.grille");
    let audits = audits(&grid, 0);
    let program = Program::new(&grid);
    let mut group = criterion.benchmark_group("print");
    group.throughput(Throughput::Elements(audits.len() as u64));
    for (name, format, detail) in [
        ("csv/group", outcome::Format::Csv(Dialect::Standard), Detail::Group),
        ("ndjson/audit", outcome::Format::Ndjson, Detail::Audit),
        ("ndjson/group", outcome::Format::Ndjson, Detail::Group),
        ("ndjson/point", outcome::Format::Ndjson, Detail::Point),
    ] {
        let frame = Frame { source: &source, grid: &grid, fingerprint: "sha256:0", detail };
        let printer = Printer::new(frame, format);
        let (mut scorer, mut rows) = (program.scorer(), Rows::default());
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                rows.clear();
                for slots in &audits {
                    if let Ok(scores) = scorer.score(slots) {
                        printer.add(slots, scores, &mut rows);
                    }
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, scoring, printing);
criterion_main!(benches);
