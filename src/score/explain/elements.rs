//! The elements of a point: met, missing, waived, replaced.

use super::page::Page;
use super::{NBSP, Why, reason};
use crate::diagnostic::Span;
use crate::grid::{Element, Formula, PointId};
use crate::score::reference::Tally;

/// Explains what was recorded of the elements of a point.
pub(super) fn explain(why: &Why<'_>, page: &mut Page, id: PointId) {
    let point = why.grid.point(id);
    let Some(requirement) = &point.requirement else { return };
    page.heading("Éléments exigés");
    let Some(recorded) = why.audit.recorded(id) else {
        page.line(2, "Aucun relevé d’éléments pour ce point.");
        return;
    };
    let tally = Tally::new(point, recorded, |allowance| why.known.allows(&allowance)).ok().flatten();
    for (at, element) in requirement.elements.iter().enumerate() {
        let substitute = recorded.substituted.iter().find(|(_, stands_for)| *stands_for == at);
        let state = match (&tally, substitute) {
            _ if recorded.met.contains(&at) => "satisfait".to_owned(),
            (Some(tally), Some((substitute, _))) if tally.met.contains(&at) => {
                let substitute = &point.substitutes[*substitute];
                format!("satisfait par `{}` (ligne {})", substitute.name, why.source.line(substitute.span.start))
            }
            (Some(tally), _) if tally.waived.contains(&at) => "dispensé".to_owned(),
            _ if element.if_any => "non relevé, exigé seulement le cas échéant".to_owned(),
            _ => "non relevé".to_owned(),
        };
        page.line(2, &format!("{}{NBSP}: {state}", name(element)));
    }
    match &tally {
        None => page.line(2, "Les dispenses ou les équivalences dépendent d’entrées qui ne sont pas renseignées."),
        Some(tally) if tally.missing().is_empty() => page.line(2, "L’exigence est satisfaite."),
        Some(tally) => page.line(2, &format!("Il manque{NBSP}: {}.", tally.missing().join(", "))),
    }
    for waiver in &point.waivers {
        clause(why, page, waiver.span, &waiver.condition);
    }
    for substitute in &point.substitutes {
        match &substitute.condition {
            Some(condition) => clause(why, page, substitute.span, condition),
            None => page.quote(2, why.source, substitute.span),
        }
    }
}

/// `site.téléphones « le(s) numéro(s)… »`
fn name(element: &Element) -> String {
    if element.label.is_empty() {
        element.key.clone()
    } else {
        format!("{} «{NBSP}{}{NBSP}»", element.key, element.label)
    }
}

/// A clause with a condition, and whether it holds.
fn clause(why: &Why<'_>, page: &mut Page, span: Span, condition: &Formula<crate::grid::Atom>) {
    page.quote(2, why.source, span);
    super::point::verdict_of(
        page,
        10,
        reason::holds(&why.inputs(), condition),
        &reason::reasons(&why.inputs(), condition),
    );
}
