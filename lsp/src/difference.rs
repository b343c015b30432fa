//! What separates two versions of a text, as few small edits: the cursor and the folds of the lines left alone stay put.

use grille::diagnostic::{Edit, Span};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The edits, line by line, that make `new` out of `old`; none if they are the same.
pub fn edits(old: &str, new: &str) -> Vec<Edit> {
    let (old_lines, new_lines) = (lines(old), lines(new));
    let offsets: Vec<usize> = starts(&old_lines);
    let changed = capture_diff_slices(Algorithm::Myers, &old_lines, &new_lines).into_iter().filter_map(|op| match op {
        DiffOp::Equal { .. } => None,
        _ => Some((op.old_range(), op.new_range())),
    });
    let edit = |(old, new): (std::ops::Range<usize>, std::ops::Range<usize>)| Edit {
        span: Span::new(offsets[old.start], offsets[old.end]),
        text: new_lines[new].concat(),
    };
    changed.map(edit).collect()
}

/// The lines of a text, each with its end.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Where each line starts, and the end of the last.
fn starts(lines: &[&str]) -> Vec<usize> {
    let mut at = 0;
    let mut starts = vec![0];
    starts.extend(lines.iter().map(|line| {
        at += line.len();
        at
    }));
    starts
}

/// A text with edits made; those that overlap an earlier one are left out.
pub fn applied(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        if let Some(kept) = text.get(at..start) {
            out.push_str(kept);
            out.push_str(&edit.text);
            at = end;
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_that_change_are_edited() {
        let (old, new) = ("a\nb\nc\nd", "a\nB\nc\nd\n");
        let found = edits(old, new);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(applied(old, &found), new);
        assert_eq!(found[0], Edit { span: Span::new(2, 4), text: "B\n".to_owned() });
        assert!(edits(new, new).is_empty());
    }

    #[test]
    fn edits_that_overlap_are_made_once() {
        let edit = |start, end, text: &str| Edit { span: Span::new(start, end), text: text.to_owned() };
        assert_eq!(applied("abcd", &[edit(2, 3, "C"), edit(0, 3, "x"), edit(3, 3, "y")]), "xyd");
    }
}
