//! The formatter changes layout and nothing else: on every grid of the repository, well written or not, and on damaged ones.

mod support;

use grille::syntax::{format, parse};
use support::corpus::{grids_under, read, sp_plus};
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
        let lines: Vec<_> = text.lines().collect();
        let step = if lines.len() > 300 { 41 } else { 1 };
        for lost in (0..lines.len()).step_by(step) {
            let kept = lines.iter().enumerate().filter(|(at, _)| *at != lost).map(|(_, line)| *line);
            let damaged = kept.collect::<Vec<_>>().join("\n");
            check(&format!("{} without line {}", path.display(), lost + 1), &damaged);
        }
    }
}

#[test]
fn a_grid_cut_short_or_with_a_hole_is_formatted_all_the_same() {
    for path in grids_under("grids") {
        let text = read(&path);
        let step = text.len() / if text.len() > 20_000 { 25 } else { 120 };
        for at in (0..text.len()).step_by(step.max(1)) {
            let start = text.floor_char_boundary(at);
            let end = text.floor_char_boundary((at + 1 + at % 9).min(text.len()));
            check(&format!("{} cut at {start}", path.display()), &text[..start]);
            check(
                &format!("{} with a hole at {start}", path.display()),
                &format!("{}{}", &text[..start], &text[end..]),
            );
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
