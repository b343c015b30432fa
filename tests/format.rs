//! The formatter changes layout and nothing else: on every grid of the repository, well written or not, and on damaged ones.

mod support;

use grille::syntax::{format, parse};
use support::corpus::{grids_under, read, sp_plus};
use support::damage;
use support::random_grid::RandomGrid;
use support::rng::Rng;
use support::shape::{comments, shape};

fn formatted(text: &str) -> String {
    format(text, &parse(text).file)
}

/// What holds of every text. `name` tells which one fails.
fn check(name: &str, text: &str) {
    let before = parse(text).file;
    let once = format(text, &before);
    let after = parse(&once).file;
    assert_eq!(format(&once, &after), once, "{name}: formatting again changes something\n{text}");
    assert!(shape(&before) == shape(&after), "{name}: the tree is another\n{text}\n=====\n{once}\n{}", {
        let (before, after) = (shape(&before), shape(&after));
        let first = before.lines().zip(after.lines()).position(|(before, after)| before != after).unwrap_or(0);
        let near = |text: &str| text.lines().skip(first.saturating_sub(8)).take(16).collect::<Vec<_>>().join("\n");
        format!("{}\n-----\n{}", near(&before), near(&after))
    });
    assert_eq!(comments(&before), comments(&after), "{name}: comments are lost or doubled\n{text}\n=====\n{once}");
}

#[test]
fn grids_of_the_repository_keep_their_meaning() {
    for path in grids_under("grids").iter().chain(&grids_under("tests")) {
        check(&path.display().to_string(), &read(path));
    }
}

#[test]
fn shipped_grids_are_formatted() {
    for path in grids_under("grids") {
        let text = read(&path);
        assert!(formatted(&text) == text, "{} is not formatted", path.display());
    }
}

/// Every way of losing one line of the smaller grids, and some of the large one's.
#[test]
fn a_grid_without_one_of_its_lines_is_formatted_all_the_same() {
    for path in grids_under("grids") {
        let text = read(&path);
        let step = if text.lines().count() > 300 { 83 } else { 1 };
        for lost in (0..text.lines().count()).step_by(step) {
            check(&format!("{} without line {}", path.display(), lost + 1), &damage::without_line(&text, lost));
        }
    }
}

#[test]
fn a_grid_cut_short_or_with_a_hole_is_formatted_all_the_same() {
    for path in grids_under("grids") {
        let text = read(&path);
        let step = text.len() / if text.len() > 20_000 { 12 } else { 50 };
        for at in (0..text.len()).step_by(step.max(1)) {
            check(&format!("{} cut at {at}", path.display()), &damage::hole(&text, at, text.len()));
            check(&format!("{} with a hole at {at}", path.display()), &damage::hole(&text, at, at % 9 + 1));
        }
    }
}

#[test]
fn random_grids_keep_their_meaning_whole_or_damaged() {
    for seed in 0..300 {
        let grid = RandomGrid::new(seed);
        check(&format!("seed {seed}"), &grid.text);
        if seed % 6 == 0 {
            let mut rng = Rng::new(seed);
            let damaged = [
                damage::without_line(&grid.text, rng.below(grid.text.lines().count())),
                damage::hole(&grid.text, rng.below(grid.text.len()), rng.below(12)),
                damage::slip(
                    &grid.text,
                    rng.below(grid.text.len()),
                    rng.word(&["{", "}", "\"", "#", "\"\"\"", " et ", ",", "["]),
                ),
            ];
            for (kind, text) in damaged.iter().enumerate() {
                check(&format!("seed {seed}, damage {kind}"), text);
            }
        }
    }
}

#[test]
fn line_ends_and_blanks_do_not_matter() {
    let text = sp_plus();
    let plain = formatted(&text);
    assert_eq!(formatted(&text.replace('\n', "\r\n")), plain);
    assert_eq!(formatted(&text.replace("\n  ", "\n\t")), plain);
    let far: String = text.lines().flat_map(|line| [line.trim(), "   \n"]).collect();
    assert_eq!(formatted(&far), plain);
}

/// One untidy grid with every clause, and what it becomes.
#[test]
fn the_canonical_layout() {
    let text = read(std::path::Path::new("tests/format/untidy.grille"));
    insta::assert_snapshot!(formatted(&text));
}
