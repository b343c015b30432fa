//! How long reading, checking and formatting take on the SP+ grid, and on grids up to 20,000 points: each must be linear.

mod large;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use grille::check::analyse;
use grille::diagnostic::Source;
use grille::syntax::{format, parse};
use large::sp_plus;

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

/// A grid of one point whose scale has these lines, over these inputs.
fn one_scale(inputs: &str, lines: &[String]) -> String {
    let levels: String = (0..lines.len()).fold(String::new(), |text, level| text + &format!("  n{level} = {level}\n"));
    let rows = lines.iter().enumerate();
    let rows = rows.fold(String::new(), |text, (level, condition)| text + &format!("    n{level} si {condition}\n"));
    format!(
        "grille essai version \"1\"\nplan : point\néchelle e par défaut {{\n{levels}}}\nmesures {{\n{inputs}}}\n\
         point 1 {{\n  exigence \"Un essai.\"\n  barème {{\n{rows}  }}\n}}\n"
    )
}

/// A space of percentages cut in two again and again, each time along the next input: so many boxes that cover it exactly.
fn partition(lines: usize, inputs: usize) -> Vec<String> {
    let mut boxes = vec![(0, vec![(0_u32, 128_u32); inputs])];
    while boxes.len() < lines {
        let (turn, bounds) = boxes.remove(0);
        let (low, high) = bounds[turn % inputs];
        for part in [(low, u32::midpoint(low, high)), (u32::midpoint(low, high), high)] {
            let mut bounds = bounds.clone();
            bounds[turn % inputs] = part;
            boxes.push((turn + 1, bounds));
        }
    }
    let condition = |(_, bounds): &(usize, Vec<(u32, u32)>)| {
        let bounds = bounds.iter().enumerate().flat_map(|(input, (low, high))| {
            let low = (*low > 0).then(|| format!("x{input} ≥ {low}"));
            low.into_iter().chain((*high < 128).then(|| format!("x{input} < {high}")))
        });
        bounds.collect::<Vec<_>>().join(" et ")
    };
    boxes.iter().map(condition).collect()
}

/// A scale whose level is how many of some answers are yes and thresholds passed, three by three.
fn answers(yes_no: usize, thresholds: usize) -> (String, Vec<String>) {
    let inputs = (0..yes_no).fold(String::new(), |text, at| text + &format!("  b{at} : oui_non\n"));
    let inputs = (0..thresholds).fold(inputs, |text, at| text + &format!("  t{at} : nombre\n"));
    let tests: Vec<_> =
        (0..yes_no).map(|at| format!("b{at}")).chain((0..thresholds).map(|at| format!("t{at} ≥ {at}"))).collect();
    // The first three tests that hold together give the level; none of them, the last one.
    let held: Vec<_> = tests.chunks(3).map(|tests| tests.join(" et ")).collect();
    let first = |at: usize| {
        let before = held[..at].iter().map(|held| format!("non ({held})"));
        before.chain(held.get(at).map(|held| format!("({held})"))).collect::<Vec<_>>().join(" et ")
    };
    (inputs, (0..=held.len()).map(first).collect())
}

fn proofs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("proofs");
    group.sample_size(10);
    let numbers =
        |inputs: usize| (0..inputs).fold(String::new(), |text, at| text + &format!("  x{at} : nombre de 0 à 128\n"));
    let (small, large) = (answers(10, 5), answers(20, 10));
    let scales = [
        ("50 lines over 8 numbers", one_scale(&numbers(8), &partition(50, 8))),
        ("100 lines over 8 numbers", one_scale(&numbers(8), &partition(100, 8))),
        ("10 yes/no and 5 thresholds", one_scale(&small.0, &small.1)),
        ("20 yes/no and 10 thresholds", one_scale(&large.0, &large.1)),
    ];
    for (name, text) in scales {
        let found = analyse(Source::new("essai.grille", text.as_str()), &[]).diagnostics;
        assert!(found.iter().all(|said| !said.is_error() && said.code() != "G407"), "{name}: {found:#?}");
        group.bench_function(name, |bencher| {
            bencher.iter(|| analyse(Source::new("essai.grille", black_box(text.as_str())), &[]));
        });
    }
    group.finish();
}

criterion_group!(benches, check, proofs);
criterion_main!(benches);
