//! Short runs of the fuzz targets on the stable toolchain: the corpus as it is kept, then damaged in ways drawn at random, always the
//! same.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "../fuzz/bodies.rs"]
mod bodies;
mod support;

use std::fs;
use std::panic::catch_unwind;

use support::rng::Rng;

/// How many damaged inputs each target gets; `GRILLE_FUZZ=100000 cargo test --release --test fuzz` makes it long.
fn runs() -> u64 {
    std::env::var("GRILLE_FUZZ").ok().and_then(|count| count.parse().ok()).unwrap_or(150)
}

/// The kept inputs of a target, in order.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let mut files: Vec<_> =
        fs::read_dir(format!("fuzz/corpus/{target}")).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// An input damaged: bytes lost, doubled, changed, or taken from another input; words slipped in.
fn damaged(corpus: &[Vec<u8>], rng: &mut Rng) -> Vec<u8> {
    const WORDS: [&[u8]; 24] = [
        b"\"",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"null",
        b"-",
        b"1e99",
        b"0.30000000000000004",
        b"\\ud83d",
        b"\\u0000",
        b"\xC3",
        b"\n",
        b";",
        b"|",
        b"\"\"\"",
        b" si ",
        b" et ",
        b"non ",
        b"sinon",
        b"85 %",
        b"\xEF\xBB\xBF",
    ];
    let mut input = rng.pick(corpus).clone();
    for _ in 0..=rng.below(4) {
        let at = rng.below(input.len() + 1);
        let length = rng.below(40).min(input.len() - at);
        match rng.below(6) {
            0 => drop(input.drain(at..at + length)),
            1 => {
                let copy = input[at..at + length].to_vec();
                input.splice(at..at, copy);
            }
            2 if at < input.len() => input[at] ^= 1 << rng.below(8),
            3 => {
                let other = rng.pick(corpus);
                let from = rng.below(other.len() + 1);
                let until = (from + rng.below(200)).min(other.len());
                input.splice(at..at, other[from..until].iter().copied());
            }
            4 => input.truncate(at),
            _ => drop(input.splice(at..at, rng.pick(&WORDS).iter().copied())),
        }
    }
    input
}

fn run(target: &str) {
    let (_, body) = bodies::TARGETS.into_iter().find(|(name, _)| *name == target).unwrap();
    let corpus = corpus(target);
    for input in &corpus {
        body(input);
    }
    let mut rng = Rng::new(1);
    for number in 0..runs() {
        let input = damaged(&corpus, &mut rng);
        assert!(catch_unwind(|| body(&input)).is_ok(), "{target}, run {number}: {:?}", String::from_utf8_lossy(&input));
    }
}

#[test]
fn any_text_is_a_grid_or_told_why_not() {
    run("grid");
}

#[test]
fn any_bytes_are_ndjson_or_refused() {
    run("ndjson");
}

#[test]
fn any_bytes_are_json_or_refused() {
    run("json");
}

#[test]
fn any_bytes_are_csv_or_refused() {
    run("csv");
}

#[test]
fn any_bytes_are_parquet_or_refused() {
    run("parquet");
}

#[test]
fn any_audit_is_scored_alike() {
    run("score");
}
