//! The shipped grids are without reproach.

mod support;

use grille::check::analyse;
use grille::diagnostic::Source;
use support::corpus::{grids_under, read};

#[test]
fn shipped_grids_have_nothing_against_them() {
    let found = grids_under("grids");
    assert!(found.len() >= 4);
    for path in found {
        let source = Source::new(path.display().to_string(), read(&path));
        let analysis = analyse(source, &[]);
        let said: Vec<_> = analysis
            .diagnostics
            .iter()
            .map(|found| {
                format!(
                    "{} ligne {} : {}",
                    found.code(),
                    analysis.source.line(found.span.start),
                    found.problem.message()
                )
            })
            .collect();
        assert!(said.is_empty(), "{} :\n{}", path.display(), said.join("\n"));
    }
}

/// Whatever is done to a grid, it is analysed, and everything said of it has a place in its text.
#[test]
fn a_damaged_grid_is_still_analysed() {
    for path in grids_under("grids/exemples") {
        let text = read(&path);
        let lines: Vec<_> = text.lines().collect();
        for gone in 0..lines.len() {
            let damaged = [&lines[..gone], &lines[gone + 1..]].concat().join("\n");
            let analysis = analyse(Source::new("essai.grille", damaged.clone()), &[]);
            for said in &analysis.diagnostics {
                let spans = std::iter::once(said.span).chain(said.labels.iter().map(|label| label.span));
                for span in spans.chain(said.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span)) {
                    let place = format!("{}, sans la ligne {} : {} {span:?}", path.display(), gone + 1, said.code());
                    assert!(damaged.get(span.range()).is_some(), "{place}");
                }
            }
            let errors = analysis.diagnostics.iter().filter(|said| said.is_error()).count();
            // A line gone is one mistake; where many clauses rested on it, each place that did may be told.
            assert!(errors <= 6, "{}, sans la ligne {} : {errors} erreurs", path.display(), gone + 1);
        }
    }
}
