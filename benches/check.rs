//! How long reading, checking and formatting take on the SP+ grid, and on grids up to 20,000 points: each must be linear.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use grille::check::analyse;
use grille::diagnostic::Source;
use grille::syntax::{format, parse};

/// The SP+ grid with its sections written so many times over, ids kept apart.
fn sp_plus(times: usize) -> String {
    let text = include_str!("../grids/sp_plus/2023.grille");
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
                _ => {
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
    }
    out
}

fn check(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    // 96, 960, 9,600 and 20,160 points.
    for times in [1, 10, 100, 210] {
        let text = sp_plus(times);
        let parsed = parse(&text);
        assert!(parsed.diagnostics.is_empty(), "the grid repeated {times} times is not well written");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.sample_size(if times > 10 { 10 } else { 50 });
        group.bench_with_input(BenchmarkId::new("parse", times), &text, |bencher, text| {
            bencher.iter(|| parse(black_box(text)));
        });
        group.bench_with_input(BenchmarkId::new("check", times), &text, |bencher, text| {
            bencher.iter(|| analyse(Source::new("sp_plus.grille", black_box(text.as_str())), &[]));
        });
        group.bench_with_input(BenchmarkId::new("format", times), &text, |bencher, text| {
            bencher.iter(|| format(black_box(text), black_box(&parsed.file)));
        });
    }
    group.finish();
}

criterion_group!(benches, check);
criterion_main!(benches);
