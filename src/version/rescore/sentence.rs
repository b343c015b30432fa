//! What a new version does to an archive, in one phrase: « 12 audits montent, 3 baissent, 1 perd « conforme » ».

use indexmap::IndexMap;

use super::Rescoring;
use super::impact::{Award, Awards, Impact, State};
use super::moves::Label;
use crate::grid::{Decision, DecisionKind, DecisionLine, Grid, PointId};
use crate::score::PointStatus;
use crate::version::lineage::target;

/// The most transitions told of a point or a decision.
const MOST_TOLD: usize = 3;

/// What happens to scores and decisions over the archive; « rien ne change » if nothing at all does.
pub fn of_all(rescoring: &Rescoring<'_>, impact: &Impact) -> String {
    let (up, down, _) = impact.directions();
    let mut parts = moving(up, down);
    let sum = |from: &[State], to: &[State]| -> usize {
        from.iter().flat_map(|from| to.iter().map(|to| impact.states.of((*from, *to)))).sum()
    };
    let settled = [State::Scored, State::NotComputable];
    let open = sum(&settled, &[State::Incomplete]);
    if open > 0 {
        parts.push(counted(open, "devient incomplet", "deviennent incomplets"));
    }
    let refused = sum(&[State::Scored, State::NotComputable, State::Incomplete], &[State::Refused]);
    if refused > 0 {
        parts.push(counted(refused, "est refusé", "sont refusés"));
    }
    let closed = sum(&[State::Incomplete], &settled);
    if closed > 0 {
        parts.push(counted(closed, "devient complet", "deviennent complets"));
    }
    for ((old, new), awards) in rescoring.decisions().iter().zip(&impact.decisions) {
        if let (Some(old), Some(new)) = (old, new) {
            parts.extend(flips(&rescoring.old().decisions[old.0], &rescoring.new_grid().decisions[new.0], awards));
        }
    }
    if parts.is_empty() && impact.causes.iter().any(|cause| cause.audits > 0) {
        parts.push("aucun score ni aucune décision ne change".to_owned());
    }
    joined(&parts)
}

/// What happens to a decision: levels lost, levels gained, decisions left open; those of a decision without order are passed from and to.
fn flips(old: &Decision, new: &Decision, awards: &Awards) -> Vec<String> {
    let mut told: IndexMap<(Award, Award), usize> = IndexMap::new();
    let mut open: IndexMap<usize, usize> = IndexMap::new();
    for ((from, to), count) in awards.iter() {
        let name = |lines: &[DecisionLine], at: Award| at.map(|at| lines[at].level.clone());
        if name(&old.lines, from) == name(&new.lines, to) {
            continue;
        }
        if let (Some(from), None) = (from, to) {
            *open.entry(from).or_default() += count;
            continue;
        }
        let rank = |at: &Award| at.map(|at| old.lines.iter().position(|line| line.level == new.lines[at].level));
        let key = match (old.kind, from, rank(&to)) {
            (DecisionKind::Tiered, Some(from), Some(Some(to))) if to > from => (None, Some(to)),
            (DecisionKind::Tiered, Some(from), _) | (_, Some(from), None) => (Some(from), None),
            _ => (from, to),
        };
        *told.entry(key).or_default() += count;
    }
    let quoted = |lines: &[DecisionLine], at: usize| format!("«\u{a0}{}\u{a0}»", lines[at].level);
    let tell = |((from, to), count): (&(Award, Award), &usize)| match (from, to) {
        (Some(from), Some(to)) => {
            let (from, to) = (quoted(&old.lines, *from), quoted(&new.lines, *to));
            format!("{} de {from} à {to}", counted(*count, "passe", "passent"))
        }
        (Some(from), None) => format!("{} {}", counted(*count, "perd", "perdent"), quoted(&old.lines, *from)),
        (None, Some(to)) => {
            let lines = if old.kind == DecisionKind::Tiered { &old.lines } else { &new.lines };
            format!("{} {}", counted(*count, "obtient", "obtiennent"), quoted(lines, *to))
        }
        (None, None) => String::new(),
    };
    let opened = open.iter().map(|(from, count)| {
        let from = quoted(&old.lines, *from);
        format!("{} de {from} à une décision indéterminée", counted(*count, "passe", "passent"))
    });
    told.iter().map(tell).filter(|told| !told.is_empty()).chain(opened).collect()
}

/// What happens to one point of the new version over the archive.
pub fn of_point(rescoring: &Rescoring<'_>, impact: &Impact, point: PointId) -> String {
    let mut parts = Vec::new();
    let (mut up, mut down, mut touched) = (0, 0, 0);
    let mut transitions: Vec<(String, usize)> = Vec::new();
    let told = rescoring.pairs().zip(&impact.points).filter(|((_, to), _)| *to == Some(point));
    for ((from, _), moved) in told {
        (up, down) = (up + moved.up, down + moved.down);
        for ((before, after), count) in moved.transitions.iter() {
            touched += count;
            let rated = |label: &Label| matches!(label, Label::Level(_) | Label::Value);
            // Going up and down is told already.
            if from.is_some() && !(rated(&before) && rated(&after)) {
                let (before, after) = names(rescoring, (from, Some(point)), (before, after));
                transitions.push((format!("{before} → {after}"), count));
            }
        }
    }
    parts.extend(moving(up, down));
    transitions.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    parts.extend(transitions.into_iter().take(MOST_TOLD).map(|(told, count)| format!("{count}\u{a0}: {told}")));
    if parts.is_empty() && touched > 0 {
        // Its weight, or what its level is worth among others.
        parts.push(counted(touched, "audit touché", "audits touchés"));
    }
    joined(&parts)
}

/// True if a point came to the same on both sides: the same status, or the level that takes up the old one.
pub(super) fn same(
    rescoring: &Rescoring<'_>,
    (old, new): (Option<PointId>, Option<PointId>),
    (before, after): (Label, Label),
) -> bool {
    let link =
        old.zip(new).and_then(|(old, new)| rescoring.lineage().points[new.0].links.iter().find(|link| link.old == old));
    match (link, before, after) {
        (Some(link), Label::Level(was), Label::Level(is)) => {
            target(&link.levels, usize::from(was)) == Some(usize::from(is))
        }
        (_, Label::Level(_), Label::Level(_)) => false,
        _ => before == after,
    }
}

/// What a point came to on both sides, in words.
pub(super) fn names(
    rescoring: &Rescoring<'_>,
    (old, new): (Option<PointId>, Option<PointId>),
    (before, after): (Label, Label),
) -> (String, String) {
    let told = |grid, point, label, none: &str| match label {
        Label::None => none.to_owned(),
        label => name(grid, point, label),
    };
    (told(rescoring.old(), old, before, "(nouveau)"), told(rescoring.new_grid(), new, after, "(retiré)"))
}

/// What a point came to, in words: a level, a status.
pub(super) fn name(grid: &Grid, point: Option<PointId>, label: Label) -> String {
    match (label, point) {
        (Label::Level(at), Some(point)) => {
            let levels = grid.scale(grid.point(point).scale).levels();
            levels.get(usize::from(at)).map_or_else(String::new, |level| level.name.clone())
        }
        (Label::Status(at), _) => {
            PointStatus::ALL.get(usize::from(at)).map_or("", |status| status.word()).replace('_', " ")
        }
        (Label::Value, _) => "coté".to_owned(),
        (Label::None | Label::Level(_), _) => String::new(),
    }
}

fn moving(up: usize, down: usize) -> Vec<String> {
    let mut parts = Vec::new();
    if up > 0 {
        parts.push(counted(up, "audit monte", "audits montent"));
    }
    if down > 0 {
        let (one, many) = if up > 0 { ("baisse", "baissent") } else { ("audit baisse", "audits baissent") };
        parts.push(counted(down, one, many));
    }
    parts
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count > 1 { many } else { one })
}

fn joined(parts: &[String]) -> String {
    if parts.is_empty() { "rien ne change".to_owned() } else { parts.join(", ") }
}
