//! The engine of regions on scales as large as one will be: is it complete, is it unambiguous, and what shows it.
//!
//! Each shape comes in two sizes, so that one run tells how the work grows.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use grille::diagnostic::Span;
use grille::exact::integer;
use grille::grid::{Atom, Bound, Comparison, Domain, Formula, Grid, Input, InputId, InputSection, NumberKind, Test};
use grille::region::{Limit, Region, Space};

type Condition = Formula<Atom>;

/// A small generator of its own (splitmix64): every run benches the same scales.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap_or_default()
    }
}

fn grid(domains: Vec<Domain>) -> Grid {
    let input = |(at, domain): (usize, Domain)| Input {
        name: format!("x{at}"),
        section: InputSection::Measures,
        domain,
        label: String::new(),
        exists_if: None,
        resumes: None,
        name_span: Span::default(),
        span: Span::default(),
    };
    Grid {
        name: "mesure".to_owned(),
        version: "1".to_owned(),
        title: None,
        replaces: None,
        plan: Vec::new(),
        scales: Vec::new(),
        inputs: domains.into_iter().enumerate().map(input).collect(),
        parameters: Vec::new(),
        definitions: Vec::new(),
        constraints: Vec::new(),
        checklists: Vec::new(),
        groups: Vec::new(),
        points: Vec::new(),
        decisions: Vec::new(),
        retired: Vec::new(),
    }
}

fn percentage() -> Domain {
    Domain::Number { kind: NumberKind::Percentage, low: Some(integer(0)), high: Some(integer(100)), unit: None }
}

fn compare(input: usize, comparison: Comparison, value: i64) -> Condition {
    let test = Test::Compare(comparison, Bound { value: integer(value), parameter: None });
    Formula::Atom(Atom { input: InputId(input), test, span: Span::default() })
}

/// Eight percentages cut into as many boxes as asked, again and again at random: a complete and unambiguous scale.
fn partition(lines: usize) -> (Grid, Vec<Condition>) {
    let mut dice = Dice(1);
    let mut boxes = vec![[(0_i64, 100_i64); 8]];
    while boxes.len() < lines {
        let (at, input) = (dice.roll(boxes.len()), dice.roll(8));
        let (low, high) = boxes[at][input];
        if high - low > 1 {
            let cut =
                low + 1 + i64::try_from(dice.roll(usize::try_from(high - low - 1).unwrap_or(1))).unwrap_or_default();
            let mut upper = boxes[at];
            upper[input].0 = cut;
            boxes[at][input].1 = cut;
            boxes.push(upper);
        }
    }
    let line = |sides: [(i64, i64); 8]| {
        let mut parts = Vec::new();
        for (input, (low, high)) in sides.into_iter().enumerate() {
            if low > 0 {
                parts.push(compare(input, Comparison::GreaterOrEqual, low));
            }
            if high < 100 {
                parts.push(compare(input, Comparison::Less, high));
            }
        }
        Formula::All(parts, Span::default())
    };
    (grid(vec![percentage(); 8]), boxes.into_iter().map(line).collect())
}

/// Random lines of two to five tests over twenty yes/no and ten percentages with a threshold each: full of gaps and overlaps.
fn random(lines: usize) -> (Grid, Vec<Condition>) {
    let mut dice = Dice(2);
    let test = |dice: &mut Dice| match dice.roll(30) {
        input @ 0..20 => {
            let test = Test::Is(dice.roll(2) == 0);
            Formula::Atom(Atom { input: InputId(input), test, span: Span::default() })
        }
        input => compare(input, if dice.roll(2) == 0 { Comparison::Less } else { Comparison::GreaterOrEqual }, 50),
    };
    let mut line = |_| {
        let parts = 2 + dice.roll(4);
        Formula::All((0..parts).map(|_| test(&mut dice)).collect(), Span::default())
    };
    let domains = [vec![Domain::YesNo; 20], vec![percentage(); 10]].concat();
    (grid(domains), (0..lines).map(&mut line).collect())
}

/// Looks for every overlap and for the gap, with a witness of each: how many there are.
fn examine(grid: &Grid, lines: &[Condition]) -> Result<usize, Limit> {
    let (mut space, regions) = Space::new(grid, &lines.iter().collect::<Vec<_>>())?;
    let mut faults = Vec::new();
    for (at, line) in regions.iter().enumerate() {
        for other in &regions[..at] {
            faults.push(space.and(*line, *other)?);
        }
    }
    let any = space.any(&regions)?;
    faults.push(space.not(any)?);
    let mut witnesses = 0;
    for fault in faults.into_iter().filter(|fault| *fault != Region::NONE) {
        let observable = space.observe(fault)?;
        witnesses += usize::from(black_box(space.witness(&observable)).is_some());
    }
    Ok(witnesses)
}

fn scales(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("barème");
    for lines in [50, 100] {
        let (grid, conditions) = partition(lines);
        group.bench_function(BenchmarkId::new("partition de 8 pourcentages", lines), |bencher| {
            bencher.iter(|| examine(black_box(&grid), black_box(&conditions)));
        });
    }
    for lines in [20, 40] {
        let (grid, conditions) = random(lines);
        group.bench_function(BenchmarkId::new("au hasard sur 20 oui_non et 10 seuils", lines), |bencher| {
            bencher.iter(|| examine(black_box(&grid), black_box(&conditions)));
        });
    }
    group.finish();
}

criterion_group!(benches, scales);
criterion_main!(benches);
