//! An audit scored under two versions as a row for people.

use super::Row;
use crate::exact::{Exact, to_text};
use crate::grid::GroupId;
use crate::outcome::written_quantity;
use crate::score::{Scores, Standing};
use crate::version::rescore::Attribution;

/// The heads of the columns.
pub(super) fn heads() -> Vec<String> {
    ["audit", "avant", "après", "écart", "décisions"].map(str::to_owned).into()
}

/// The cells of an audit, then its parts below.
pub(super) fn line(row: &Row<'_, '_, '_>) -> (Vec<String>, Vec<String>) {
    let rescored = row.rescored;
    let after = match &rescored.after {
        Ok(after) => score(after),
        Err(_) => "refusé".to_owned(),
    };
    let total = row.differences.total.as_ref();
    let difference = total.and_then(|total| total.difference).map(signed).unwrap_or_default();
    let rescoring = row.printer.rescoring;
    let flips = row.differences.decisions.iter().map(|flip| {
        let (old, new) =
            (&rescoring.old().decisions[flip.decision.0.0], &rescoring.new_grid().decisions[flip.decision.1.0]);
        let name = |lines: &[crate::grid::DecisionLine], at: Option<usize>| {
            at.and_then(|at| lines.get(at)).map_or_else(|| "indéterminée".to_owned(), |line| line.level.clone())
        };
        format!("{} → {}", name(&old.lines, flip.levels.0), name(&new.lines, flip.levels.1))
    });
    let flips = flips.collect::<Vec<_>>().join(", ");
    let mut below: Vec<String> = row.rescored.reason().into_iter().collect();
    for (causes, part) in total.into_iter().flat_map(Attribution::causes).zip(&row.differences.written) {
        let causes: Vec<_> = causes.iter().map(|id| row.cause(*id).title.as_str()).collect();
        below.push(format!("{:>7}  {}", signed(*part), causes.join(" ; ")));
    }
    (vec![row.slots.id().to_owned(), score(rescored.before), after, difference, flips], below)
}

fn score(scores: &Scores) -> String {
    match scores.standing(GroupId::ROOT) {
        Standing::Score(score) => format!("{}\u{a0}%", to_text(&written_quantity(&score).exact(), ',')),
        Standing::NotComputable => "non calculable".to_owned(),
        Standing::Incomplete(_) => "incomplet".to_owned(),
    }
}

/// Hundredths with their sign: `+1,25`.
pub(super) fn signed(hundredths: i64) -> String {
    let text = to_text(&Exact::new(hundredths.abs().into(), 100.into()), ',');
    match hundredths {
        0 => text,
        1.. => format!("+{text}"),
        _ => format!("−{text}"),
    }
}
