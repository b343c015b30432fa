//! How fast NDJSON archives of SP+ audits are read on one thread, by layout: the usual one, the same with blanks and escapes, keys in
//! any order.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use grille::audit::{Archive, Format, Reader, Vocabulary};
use grille::check::analyse;
use grille::diagnostic::Source;
use serde_json::{Map, Value};

/// A small generator of numbers, the same at every run.
struct Draws(u64);

impl Draws {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % count
    }
}

/// The example audits of the SP+ grid, each many times with other ratings.
fn audits(count: usize) -> Vec<Value> {
    let examples = [
        include_str!("../grids/sp_plus/exemples/caf.json"),
        include_str!("../grids/sp_plus/exemples/commune.json"),
        include_str!("../grids/sp_plus/exemples/hopital.json"),
        include_str!("../grids/sp_plus/exemples/lycee.json"),
        include_str!("../grids/sp_plus/exemples/urssaf.json"),
    ];
    let examples: Vec<Value> = examples.iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
    let mut draws = Draws(7);
    let one = |at: usize| {
        let mut audit = examples[draws.below(examples.len())].clone();
        audit["audit"] = format!("2024-{at:06}").into();
        for rating in audit["cotations"].as_object_mut().into_iter().flat_map(Map::values_mut) {
            *rating = [Value::from(0), 0.25.into(), 0.75.into(), 1.into()][draws.below(4)].clone();
        }
        audit
    };
    (0..count).map(one).collect()
}

/// The same with keys in any order.
fn shuffled(value: &Value, draws: &mut Draws) -> Value {
    let Some(object) = value.as_object() else { return value.clone() };
    let mut members: Vec<_> = object.iter().collect();
    for at in (1..members.len()).rev() {
        members.swap(at, draws.below(at + 1));
    }
    members.into_iter().map(|(key, value)| (key.clone(), shuffled(value, draws))).collect::<Map<_, _>>().into()
}

/// The same text with blanks and escapes.
fn spaced(text: &str) -> String {
    let mut spaced = String::new();
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            c if !c.is_ascii() => drop(write!(spaced, "\\u{:04x}", u32::from(c))),
            ',' | ':' if !in_string => spaced.extend([c, ' ']),
            c => spaced.push(c),
        }
        in_string ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
    }
    spaced
}

fn read(criterion: &mut Criterion) {
    let analysis = analyse(Source::new("sp_plus.grille", include_str!("../grids/sp_plus/2023.grille")), &[]);
    let names = Vocabulary::new(&analysis.grid);
    let audits = audits(4_000);
    let mut draws = Draws(11);
    let usual: Vec<String> = audits.iter().map(Value::to_string).collect();
    let layouts = [
        ("spaced", usual.iter().map(|line| spaced(line) + "\n").collect::<String>()),
        ("shuffled", audits.iter().map(|audit| shuffled(audit, &mut draws).to_string() + "\n").collect()),
        ("usual", usual.join("\n")),
    ];
    let mut group = criterion.benchmark_group("read");
    for (name, text) in &layouts {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), text, |bencher, text| {
            bencher.iter(|| {
                let mut reader = Reader::new(&names);
                let mut archive = Archive::new("f", Format::Ndjson, text.as_bytes());
                let (mut used, mut taken) = (None, 0);
                while let Ok(Some(portion)) = archive.next(used.take()) {
                    reader.read_all(black_box(portion.entries()), |_, read| taken += usize::from(read.is_ok()));
                    used = Some(portion);
                }
                assert_eq!(taken, audits.len());
            });
        });
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
