//! Scoring alone, on audits already laid out in blocks: per grid and kind of audit, with and without the points in results; then results put
//! into words.

use std::fs;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use grille::audit::simulate::{Layout as Order, Recipe, Simulator};
use grille::audit::{Audit, Entry, Format, Layout, Slots, Vocabulary, read};
use grille::diagnostic::Source;
use grille::grid::{Grid, lower};
use grille::outcome::{self, Detail, Dialect, Frame, Printer, Rows};
use grille::score::Scores;
use grille::score::program::{Program, Scorer};
use grille::score::reference::Evaluator;
use grille::syntax::parse;

const AUDITS: u64 = 4_096;

fn grid(path: &str) -> (Source, Grid) {
    let text = fs::read_to_string(path).unwrap_or_default();
    let grid = lower(&parse(&text).file, &[]).grid;
    (Source::new(path, text), grid)
}

/// Simulated audits, so many in a million incomplete.
fn audits(grid: &Grid, incomplete: u32) -> Vec<Audit> {
    let recipe = Recipe { seed: 7, incomplete, invalid: 0, layout: Order::Plain, format: Format::Ndjson };
    let Ok(simulator) = Simulator::new(grid, recipe) else { return Vec::new() };
    let names = Vocabulary::new(grid);
    (0..AUDITS).filter_map(|number| read(&names, &Entry::alone(simulator.audit(number).0)).ok()).collect()
}

/// The same in blocks, as they are read.
fn blocks(grid: &Grid, audits: &[Audit]) -> Vec<Slots> {
    let layout = Layout::new(grid);
    let blocks = audits.chunks(Slots::MOST).map(|audits| {
        let mut block = Slots::block(layout.clone());
        block.fill_block(audits);
        block
    });
    blocks.collect()
}

/// Scores every audit; gives how many are accepted.
fn score_all(scorer: &mut Scorer<'_, '_>, blocks: &mut [Slots], mut each: impl FnMut(&Slots, &Scores)) -> usize {
    let mut accepted = 0;
    for block in blocks {
        for audit in 0..block.count() {
            let slots = black_box(block.turn_to(audit));
            if let Ok(scores) = scorer.score(slots) {
                each(slots, scores);
                accepted += 1;
            }
        }
    }
    accepted
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
            let mut blocks = blocks(&grid, &audits);
            let program = Program::new(&grid);
            let mut scorer = if points { program.scorer() } else { program.scorer().without_points() };
            score_all(&mut scorer, &mut blocks, |_, _| ());
            let left = scorer.left_to_reference();
            group.throughput(Throughput::Elements(audits.len() as u64));
            group.bench_function(BenchmarkId::new(name, format!("{kind}, {left} left to the reference")), |bencher| {
                bencher.iter(|| score_all(&mut scorer, &mut blocks, |_, _| ()));
            });
        }
    }
    let (_, grid) = grid("grids/sp_plus/2023.grille");
    let some: Vec<_> = audits(&grid, 0).into_iter().take(16).collect();
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
    let mut blocks = blocks(&grid, &audits);
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
                score_all(&mut scorer, &mut blocks, |slots, scores| printer.add(slots, scores, &mut rows))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, scoring, printing);
criterion_main!(benches);
