//! How long an editor waits on the SP+ grid, and on 10 and 100 times as much of it: from a keystroke to the diagnostics, to a
//! completion, to a hover. Each must grow no faster than the text.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use grille::diagnostic::Span;
use grille_lsp::document::Document;
use grille_lsp::{colours, completion, hints, hover, symbols};

/// The SP+ grid with its sections written so many times over, ids kept apart.
fn sp_plus(times: usize) -> String {
    let text = include_str!("../../grids/sp_plus/2023.grille");
    let sections = text.find("\nengagement ").map_or(text.len(), |at| at + 1);
    let (head, sections) = text.split_at(sections);
    let mut out = head.to_owned();
    for copy in 0..times {
        for line in sections.lines() {
            let mut words = line.trim_start().splitn(3, ' ');
            match (words.next(), words.next(), words.next()) {
                (Some(word @ ("engagement" | "label" | "point")), Some(id), Some(rest)) if copy > 0 => {
                    let indent = &line[..line.len() - line.trim_start().len()];
                    out.extend([indent, word, " ", id, &format!("c{copy} "), rest, "\n"]);
                }
                _ => out.extend([line, "\n"]),
            }
        }
    }
    out
}

fn latency(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("latency");
    for times in [1, 10, 100] {
        let text = sp_plus(times);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.sample_size(if times > 10 { 10 } else { 50 });
        let changed = |text: &str| Document::new("sp_plus.grille", 1, text.to_owned());
        // The place of a condition in the last graded scale of the text.
        let at =
            text.rfind("taux_décroché ≥ objectif").map_or(0, |at| Span::new(at + "taux_décroché ≥ ".len(), 0).start);
        // What is typed there leaves the grid whole, so that everything is proved again.
        group.bench_with_input(BenchmarkId::new("change to diagnostics", times), &text, |bencher, text| {
            bencher.iter(|| changed(black_box(text)).diagnostics().len());
        });
        // On a text just changed: nothing of it is known yet.
        group.bench_with_input(BenchmarkId::new("change to completion", times), &text, |bencher, text| {
            bencher.iter(|| completion::completion(&changed(black_box(text)), None, at, true).1.len());
        });
        group.bench_with_input(BenchmarkId::new("change to hover", times), &text, |bencher, text| {
            bencher.iter(|| hover::hover(&changed(black_box(text)), None, at));
        });
        // On a text that was looked at before, as nearly always: diagnostics come first.
        let known = changed(&text);
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
