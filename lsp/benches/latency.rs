//! How long an editor waits on the SP+ grid, and on 10 and 100 times as much of it: from a keystroke to the diagnostics, to a
//! completion, to a hover. Each must grow no faster than the text.

#[path = "../../benches/large/mod.rs"]
mod large;

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use grille::diagnostic::Span;
use grille_lsp::document::Document;
use grille_lsp::{colours, completion, hints, hover, symbols};
use large::sp_plus;

fn latency(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("latency");
    for times in [1, 10, 100] {
        let text = sp_plus(times);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.sample_size(if times > 10 { 10 } else { 50 });
        // The place of a condition in the last graded scale of the text.
        let at =
            text.rfind("taux_décroché ≥ objectif").map_or(0, |at| Span::new(at + "taux_décroché ≥ ".len(), 0).start);
        // What is typed there leaves the grid whole, so that everything is proved again.
        let mut typed = text.clone();
        typed.insert(at as usize, ' ');
        let first = Document::new("sp_plus.grille", 1, text.clone());
        black_box(first.diagnostics());
        let changed = || first.changed(2, black_box(typed.clone()));
        group.bench_function(BenchmarkId::new("open to diagnostics", times), |bencher| {
            bencher.iter(|| Document::new("sp_plus.grille", 1, black_box(text.clone())).diagnostics().len());
        });
        group.bench_function(BenchmarkId::new("change to diagnostics", times), |bencher| {
            bencher.iter(|| changed().diagnostics().len());
        });
        // On a text just changed: nothing of it is known yet but what stayed the same.
        group.bench_function(BenchmarkId::new("change to completion", times), |bencher| {
            bencher.iter(|| completion::completion(&changed(), None, at, true).1.len());
        });
        group.bench_function(BenchmarkId::new("change to hover", times), |bencher| {
            bencher.iter(|| hover::hover(&changed(), None, at + 1));
        });
        // On a text that was looked at before, as nearly always: diagnostics come first.
        let known = changed();
        black_box((known.diagnostics(), known.index(), known.tokens()));
        let whole = Span::new(0, text.len());
        group.bench_function(BenchmarkId::new("completion", times), |bencher| {
            bencher.iter(|| completion::completion(black_box(&known), None, at, true).1.len());
        });
        group.bench_function(BenchmarkId::new("hover", times), |bencher| {
            bencher.iter(|| hover::hover(black_box(&known), None, at));
        });
        group.bench_function(BenchmarkId::new("outline", times), |bencher| {
            bencher.iter_batched(|| (), |()| symbols::outline(black_box(&known)), BatchSize::LargeInput);
        });
        group.bench_function(BenchmarkId::new("colours", times), |bencher| {
            bencher.iter(|| colours::colours(black_box(&known), whole).len());
        });
        group.bench_function(BenchmarkId::new("remarks", times), |bencher| {
            bencher.iter(|| hints::hints(black_box(&known), whole, hints::Wanted::default()).len());
        });
    }
    group.finish();
}

criterion_group!(benches, latency);
criterion_main!(benches);
