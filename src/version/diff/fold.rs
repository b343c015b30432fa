//! Changes that are the same of several parts, told once.

use super::change::Change;

/// The changes with those of the same nature, effects and causes put together, where the first stands.
pub(super) fn folded(changes: Vec<Change>) -> Vec<Change> {
    let mut folded: Vec<Change> = Vec::new();
    for change in changes {
        let same = |one: &&mut Change| {
            let alike = one.nature == change.nature && one.effects == change.effects && one.causes == change.causes;
            alike && !change.effects.is_empty() && one.bearing == change.bearing
        };
        match folded.iter_mut().find(same) {
            Some(first) => {
                for subject in change.subjects {
                    if !first.subjects.contains(&subject) {
                        first.subjects.push(subject);
                    }
                }
                merge(&mut first.old_lines, change.old_lines);
                merge(&mut first.new_lines, change.new_lines);
            }
            None => folded.push(change),
        }
    }
    folded
}

fn merge(lines: &mut Vec<usize>, more: Vec<usize>) {
    lines.extend(more);
    lines.sort_unstable();
    lines.dedup();
}
