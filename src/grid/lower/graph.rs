//! Which declarations rest on which: an order in which each comes after those it needs, and the circles.

use crate::diagnostic::Span;

/// A reference to another declaration: its index, and where it is written.
pub(super) type Reference = (usize, Span);

/// What a walk over declarations found.
pub(super) struct Walk {
    /// Every declaration, after those it refers to (circles apart).
    pub(super) order: Vec<usize>,
    /// The circles, no two of which share a declaration: each declaration with its reference to the next, the last one's
    /// leading back to the first.
    pub(super) circles: Vec<Vec<Reference>>,
}

/// Walks the declarations depth first, without recursion: a chain of them may be as long as the file.
pub(super) fn walk(references: &[Vec<Reference>]) -> Walk {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut state = vec![State::New; references.len()];
    let mut circled = vec![false; references.len()];
    let mut found = Walk { order: Vec::with_capacity(references.len()), circles: Vec::new() };
    for root in 0..references.len() {
        if state[root] != State::New {
            continue;
        }
        state[root] = State::Open;
        // Each entry: a declaration and how many of its references are already followed.
        let mut path = vec![(root, 0)];
        while let Some((node, followed)) = path.last_mut() {
            let node = *node;
            let Some((next, _)) = references[node].get(*followed).copied() else {
                state[node] = State::Done;
                found.order.push(node);
                path.pop();
                continue;
            };
            *followed += 1;
            match state[next] {
                State::New => {
                    state[next] = State::Open;
                    path.push((next, 0));
                }
                State::Open => {
                    let start = path.iter().position(|(node, _)| *node == next).unwrap_or(0);
                    let circle: Vec<_> = path[start..]
                        .iter()
                        .map(|(node, followed)| (*node, references[*node][*followed - 1].1))
                        .collect();
                    if !circle.iter().any(|(node, _)| circled[*node]) {
                        circle.iter().for_each(|(node, _)| circled[*node] = true);
                        found.circles.push(circle);
                    }
                }
                State::Done => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_comes_first_and_circles_are_told_once() {
        let at = |node| (node, Span::at(7));
        let walked = walk(&[vec![at(1)], vec![at(2)], vec![], vec![at(4)], vec![at(3), at(4)]]);
        assert_eq!(walked.order[..3], [2, 1, 0]);
        assert_eq!(walked.circles, [vec![at(3), at(4)]]);
    }
}
