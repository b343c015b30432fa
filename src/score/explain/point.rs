//! One point: its status, the clause that decided, why the other levels do not hold, its path, weight and elements.

use super::page::Page;
use super::reason::{self, Reason};
use super::{NBSP, Why, elements, enumerate, total};
use crate::exact::Exact;
use crate::grid::wording::number;
use crate::grid::{Aggregation, Common, Formula, GradedScale, GroupId, PointId, ProseKind, Rating, ScaleKind};
use crate::score::anomaly::rating_text;
use crate::score::reference::{Verdict, holding};
use crate::score::{PointOutcome, PointStatus};

/// Every point in a line, group by group.
pub(super) fn list(why: &Why<'_>, page: &mut Page) {
    page.heading("Points");
    let mut group = GroupId::ROOT;
    for (at, point) in why.grid.points.iter().enumerate() {
        if point.group != group {
            group = point.group;
            let path: Vec<_> =
                why.grid.enclosing(group).into_iter().skip(1).map(|group| why.group_name(group)).collect();
            page.line(2, &path.join(" › "));
        }
        let out = if point.common.out_of_total { ", hors total" } else { "" };
        page.line(4, &format!("{}{NBSP}: {}{out}", point.id, short(why, PointId(at))));
    }
}

/// A point in a few words.
fn short(why: &Why<'_>, id: PointId) -> String {
    let point = &why.outcome.points[id.0];
    let line = point.clause.map_or_else(String::new, |clause| format!(", ligne {}", why.source.line(clause.start)));
    match point.status {
        PointStatus::Rated if point.fallback => format!("coté {}, à la place du calcul", rated(why, id, point)),
        PointStatus::Rated => format!("coté {}", rated(why, id, point)),
        PointStatus::Computed => format!("calculé {}{line}", rated(why, id, point)),
        PointStatus::NotApplicable => format!("non applicable{line}"),
        PointStatus::NotRetained => format!("non retenu{line}"),
        PointStatus::SetAside => format!("sans objet, «{NBSP}{}{NBSP}»", point.reason.as_deref().unwrap_or_default()),
        PointStatus::Unrated => "non coté".to_owned(),
        PointStatus::Undetermined => format!("indéterminé{NBSP}: {}", possible(why, id)),
    }
}

/// The rating and its value: `` `conforme` (1) ``.
fn rated(why: &Why<'_>, id: PointId, point: &PointOutcome) -> String {
    let rating = point.rating.as_ref().map_or_else(String::new, |rating| rating_text(why.grid, id, rating));
    match (&point.value, &why.grid.scale(why.grid.point(id).scale).kind) {
        (Some(value), ScaleKind::Levels(_)) => format!("{rating} (valeur{NBSP}{})", number(value)),
        _ => rating,
    }
}

/// What an undetermined point may still be.
fn possible(why: &Why<'_>, id: PointId) -> String {
    let levels = why.grid.scale(why.grid.point(id).scale).levels();
    let name = |verdict: &Verdict| match verdict {
        Verdict::NotApplicable => "non applicable".to_owned(),
        Verdict::NotRetained => "non retenu".to_owned(),
        Verdict::ToRate if why.audit.reason_set_aside(id).is_some() => "sans objet".to_owned(),
        Verdict::ToRate => why.audit.rating(id).map_or_else(
            || "à coter par l’auditeur".to_owned(),
            |rating| format!("coté {}", rating_text(why.grid, id, rating)),
        ),
        Verdict::Level(at) => levels.get(*at).map_or_else(String::new, |level| format!("`{}`", level.name)),
        Verdict::NoSingleLevel(_) => "aucun niveau, ou plusieurs".to_owned(),
    };
    enumerate(&why.assessment.points[id.0].verdicts.iter().map(name).collect::<Vec<_>>(), "ou")
}

/// Explains one point.
pub(super) fn explain(why: &Why<'_>, page: &mut Page, id: PointId) {
    let point = why.grid.point(id);
    let outcome = &why.outcome.points[id.0];
    let title = if point.title.is_empty() { String::new() } else { format!(" «{NBSP}{}{NBSP}»", point.title) };
    page.heading(&format!("Point {}{title}, audit {}", point.id, why.outcome.audit));
    for group in why.grid.enclosing(point.group).into_iter().skip(1) {
        page.line(0, &why.group_name(group));
    }
    if !point.wording.is_empty() {
        let line =
            point.wording_span.map_or_else(String::new, |span| format!(" (ligne {})", why.source.line(span.start)));
        page.heading(&format!("Exigence{line}"));
        page.block(2, &point.wording);
    }
    status(why, page, id, outcome);
    if let Rating::Computed(scale) = &point.rating
        && !matches!(outcome.status, PointStatus::NotApplicable | PointStatus::NotRetained | PointStatus::SetAside)
    {
        levels(why, page, id, scale);
    }
    applicability(why, page, id);
    weight(why, page, id, outcome);
    elements::explain(why, page, id);
    let interpretations: Vec<_> =
        point.common.prose.iter().filter(|prose| prose.kind == ProseKind::Interpretation).collect();
    if !interpretations.is_empty() {
        page.heading("Interprétations de la grille");
        for prose in interpretations {
            page.line(2, &format!("(ligne {}) {}", why.source.line(prose.span.start), prose.text.replace('\n', " ")));
        }
    }
}

fn status(why: &Why<'_>, page: &mut Page, id: PointId, outcome: &PointOutcome) {
    let rated = || rated(why, id, outcome);
    let point = why.grid.point(id);
    let scale = why.grid.scale(point.scale);
    page.heading(&match outcome.status {
        PointStatus::Rated if outcome.fallback => format!(
            "Statut{NBSP}: coté {} par l’auditeur, à la place du calcul. Les entrées renseignées laissent possible {}.",
            rated(),
            possible(why, id)
        ),
        PointStatus::Rated => format!("Statut{NBSP}: coté {} par l’auditeur.", rated()),
        PointStatus::Computed => format!("Statut{NBSP}: calculé {} par le barème.", rated()),
        PointStatus::NotApplicable => format!("Statut{NBSP}: non applicable, par une règle de la grille."),
        PointStatus::NotRetained => {
            format!("Statut{NBSP}: non retenu. Le point est facultatif ici, et n’a pas été retenu.")
        }
        PointStatus::SetAside => format!(
            "Statut{NBSP}: sans objet, sur déclaration de l’auditeur{NBSP}: «{NBSP}{}{NBSP}».",
            outcome.reason.as_deref().unwrap_or_default()
        ),
        PointStatus::Unrated => {
            let choices = match &scale.kind {
                ScaleKind::Levels(levels) => {
                    enumerate(&levels.iter().map(|level| format!("`{}`", level.name)).collect::<Vec<_>>(), "ou")
                }
                ScaleKind::Interval { low, high } => format!("de {} à {}", number(low), number(high)),
            };
            format!("Statut{NBSP}: non coté. Le point s’applique et attend la cotation de l’auditeur{NBSP}: {choices}.")
        }
        PointStatus::Undetermined => {
            format!("Statut{NBSP}: indéterminé. Reste possible{NBSP}: {}.", possible(why, id))
        }
    });
    if let (PointStatus::NotApplicable | PointStatus::NotRetained, Some(clause)) = (outcome.status, outcome.clause) {
        page.line(2, "La clause qui décide est celle-ci, expliquée plus bas.");
        page.quote(2, why.source, clause);
    }
    let unsettled = outcome.fallback || outcome.status == PointStatus::Undetermined;
    let depends_on: Vec<_> = why.assessment.points[id.0].depends_on.iter().copied().collect();
    if unsettled {
        why.inputs_to_give(page, &depends_on);
    }
    if outcome.unverified {
        let told = "Non vérifié\u{a0}: les conditions du point sont trop nombreuses pour que tout ce que laissent ouvert les entrées non \
            renseignées soit examiné. Le point est peut-être déjà déterminé sans que cela ait pu être établi\u{a0}; renseigner \
            ces entrées suffit à trancher.";
        page.line(2, told);
    }
}

/// The lines of the graded scale: the one that holds, then why each of the others does not.
fn levels(why: &Why<'_>, page: &mut Page, id: PointId, scale: &GradedScale) {
    let inputs = why.inputs();
    let names = why.grid.scale(why.grid.point(id).scale).levels();
    let name = |at: usize| names.get(at).map_or("?", |level| level.name.as_str());
    let clause = why.outcome.points[id.0].clause;
    let holding = holding(scale, inputs.known).unwrap_or_default();
    let decides = |at: usize| clause == Some(scale.lines[at].span) || (clause.is_none() && holding.contains(&at));
    let (chosen, others): (Vec<_>, Vec<_>) = (0..scale.lines.len()).partition(|at| decides(*at));
    if !chosen.is_empty() {
        page.heading(if chosen.len() == 1 { "La ligne qui décide" } else { "Les lignes qui sont vraies" });
    }
    for at in chosen {
        let line = &scale.lines[at];
        page.quote(2, why.source, line.span);
        match &line.condition {
            Some(condition) => facts(page, 10, &reason::reasons(&inputs, condition)),
            None => page.line(10, "aucune autre ligne n’est vraie"),
        }
    }
    page.heading(if others.len() == scale.lines.len() { "Les lignes du barème" } else { "Les autres lignes" });
    for at in others {
        let line = &scale.lines[at];
        let number = why.source.line(line.span.start);
        let level = name(line.level);
        match &line.condition {
            None => page.line(
                2,
                &format!("ligne {number}, {level}{NBSP}: `sinon`, ne vaut que si aucune autre ligne n’est vraie"),
            ),
            Some(condition) => {
                let state = match reason::holds(&inputs, condition) {
                    Some(true) => "vraie",
                    Some(false) => "fausse",
                    None => "ne se décide pas encore",
                };
                page.line(2, &format!("ligne {number}, {level}{NBSP}: {state}"));
                tests(page, 6, &reason::reasons(&inputs, condition));
            }
        }
    }
}

/// The values that tests looked at, each once.
pub(super) fn facts(page: &mut Page, indent: usize, reasons: &[Reason]) {
    let mut seen = Vec::new();
    for fact in reasons.iter().flat_map(|reason| &reason.facts) {
        if !seen.contains(&fact) {
            page.line(indent, fact);
            seen.push(fact);
        }
    }
}

/// Tests, each with whether it holds and the values it looked at.
pub(super) fn tests(page: &mut Page, indent: usize, reasons: &[Reason]) {
    for reason in reasons {
        let state = match reason.holds {
            Some(true) => "est vrai",
            Some(false) => "est faux",
            None => "n’est pas connu",
        };
        let facts = reason.facts.join(&format!("{NBSP}; "));
        page.line(indent, &format!("`{}` {state}{NBSP}: {facts}", reason.test));
    }
}

/// Whether a condition holds, and the tests that make it so.
pub(super) fn verdict_of(page: &mut Page, indent: usize, holds: Option<bool>, reasons: &[Reason]) {
    let state = match holds {
        Some(true) => "la condition est vraie",
        Some(false) => "la condition est fausse",
        None => "la condition n’est pas connue",
    };
    page.line(indent, state);
    tests(page, indent + 2, reasons);
}

/// The clauses of applicability and opt-in on the path, from the outside in.
fn applicability(why: &Why<'_>, page: &mut Page, id: PointId) {
    page.heading("Applicabilité");
    let mut any = false;
    for (name, section) in path(why, id) {
        for clause in &section.applicability {
            any = true;
            page.line(2, &format!("{name}{NBSP}:"));
            condition(why, page, clause.span, &clause.condition);
        }
        if let Some(clause) = &section.opt_in {
            any = true;
            page.line(2, &format!("{name}{NBSP}:"));
            page.quote(4, why.source, clause.span);
            for (word, part) in [("facultatif", &clause.optional_if), ("retenu", &clause.retained_if)] {
                let state = match reason::holds(&why.inputs(), part) {
                    Some(true) => "oui",
                    Some(false) => "non",
                    None => "on ne le sait pas encore",
                };
                page.line(12, &format!("{word}{NBSP}: {state}"));
                tests(page, 14, &reason::reasons(&why.inputs(), part));
            }
        }
    }
    if !any {
        page.line(2, &format!("Aucune condition{NBSP}: le point s’applique toujours."));
    }
}

fn condition(why: &Why<'_>, page: &mut Page, span: crate::diagnostic::Span, condition: &Formula<crate::grid::Atom>) {
    page.quote(4, why.source, span);
    verdict_of(page, 12, reason::holds(&why.inputs(), condition), &reason::reasons(&why.inputs(), condition));
}

/// The sections on the path of a point with their names, from the outside in.
fn path<'w>(why: &'w Why<'_>, id: PointId) -> Vec<(String, &'w Common)> {
    let point = why.grid.point(id);
    let groups = why.grid.enclosing(point.group);
    let groups = groups.into_iter().map(|group| (why.group_name(group), &why.grid.group(group).common));
    groups.chain([(format!("point {}", point.id), &point.common)]).collect()
}

fn weight(why: &Why<'_>, page: &mut Page, id: PointId, outcome: &PointOutcome) {
    let point = why.grid.point(id);
    page.heading("Poids dans le total");
    for (name, section) in path(why, id) {
        let Some(span) = section.weight.span else { continue };
        page.line(2, &format!("{name}{NBSP}:"));
        page.quote(4, why.source, span);
        for (_, condition) in &section.weight.cases {
            tests(page, 12, &reason::reasons(&why.inputs(), condition));
        }
    }
    match &outcome.weight {
        _ if matches!(
            outcome.status,
            PointStatus::NotApplicable | PointStatus::NotRetained | PointStatus::SetAside
        ) =>
        {
            page.line(2, "Le point n’entre pas dans le total, ni dans les points obtenus, ni dans les possibles.");
        }
        None => page.line(2, "Le poids dépend d’entrées qui ne sont pas renseignées."),
        Some(weight) => {
            if why.grid.group(point.group).aggregation == Aggregation::WeightedSum {
                page.line(2, &format!("Poids effectif{NBSP}: {}.", number(weight)));
            }
            contribution(why, page, id, weight, outcome);
        }
    }
    if !total::enters_total(why.grid, id) {
        page.line(2, "Le point est hors total.");
    }
}

/// What the point brings to the total of its group.
fn contribution(why: &Why<'_>, page: &mut Page, id: PointId, weight: &Exact, outcome: &PointOutcome) {
    let point = why.grid.point(id);
    let (Some(value), Some(best)) = (&outcome.value, why.grid.scale(point.scale).best()) else { return };
    let own = why.assessment.points[id.0].own_weight.as_ref();
    let text = match (why.grid.group(point.group).aggregation, own) {
        (Aggregation::WeightedSum, _) => format!(
            "Le point apporte {} × {} = {} sur {} × {} = {}.",
            number(weight),
            number(value),
            number(&(weight * value)),
            number(weight),
            number(best),
            number(&(weight * best))
        ),
        (Aggregation::WeightedMean, Some(own)) => format!(
            "Dans la moyenne de son groupe, le point vaut {} sur {}, avec un poids de {}.",
            number(value),
            number(best),
            number(own)
        ),
        (Aggregation::WeightedMean, None) => return,
    };
    page.line(2, &text);
}
