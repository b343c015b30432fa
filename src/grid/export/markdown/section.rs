//! Groups and points in the document: their wording, when they count, what they require, how they are rated.

use super::{Page, lines};
use crate::exact::to_text;
use crate::grid::export::register::prose;
use crate::grid::export::words::{answer, condition, escaped, heading, joined};
use crate::grid::{Common, Element, Grid, GroupId, Need, NeedPart, Point, ProseKind, Rating, Requirement};

impl Page {
    pub(super) fn group(&mut self, grid: &Grid, id: GroupId, depth: usize) {
        let group = grid.group(id);
        let title = match (&group.id, group.title.as_str()) {
            (Some(_), "") => capitalised(&heading(grid, id)),
            (Some(_), title) => format!("{}. {}", capitalised(&heading(grid, id)), escaped(title)),
            (None, title) => escaped(title),
        };
        self.heading(depth, &title);
        self.remarks("Source", prose(&group.common, ProseKind::Source));
        self.rules(grid, &group.common);
        self.remarks("Note", prose(&group.common, ProseKind::Note));
        self.asides(&group.common);
    }

    pub(super) fn point(&mut self, grid: &Grid, point: &Point, depth: usize) {
        let title = if point.title.is_empty() { String::new() } else { format!(". {}", escaped(&point.title)) };
        self.heading(depth, &format!("Point {}{title}", point.id));
        if !point.wording.is_empty() {
            self.block(quoted(&point.wording));
        }
        self.remarks("Source", prose(&point.common, ProseKind::Source));
        self.rules(grid, &point.common);
        if let Some(requirement) = &point.requirement {
            for need in &requirement.needs {
                self.block(format!(
                    "**Éléments attendus\u{a0}:** {}\n\n{}",
                    how_many(need),
                    elements(requirement, need, 0)
                ));
            }
        }
        for waiver in &point.waivers {
            let labels = waiver.elements.iter().filter_map(|index| point.requirement.as_ref()?.elements.get(*index));
            let labels = labels.map(|element| element_label(element, true)).collect::<Vec<_>>().join("\u{a0}; ");
            self.block(format!("**Dispense\u{a0}:** {labels}, si {}.", condition(grid, &waiver.condition)));
        }
        for substitute in &point.substitutes {
            let named = answer(&substitute.name, &substitute.label);
            let stands_for =
                substitute.stands_for.iter().filter_map(|(_, at)| point.requirement.as_ref()?.elements.get(*at));
            let stands_for =
                stands_for.map(|element| element_label(element, true)).collect::<Vec<_>>().join("\u{a0}; ");
            let when =
                substitute.condition.as_ref().map_or(String::new(), |when| format!(", si {}", condition(grid, when)));
            self.block(format!("**Admis aussi\u{a0}:** {named}, à la place de {stands_for}{when}."));
        }
        let scale = grid.scale(point.scale);
        if !scale.by_default && grid.scales.len() > 1 {
            self.block(format!("**Échelle\u{a0}:** `{}`", scale.name));
        }
        if let Rating::Computed(graded) = &point.rating {
            self.block("**Barème\u{a0}:** le niveau est calculé à partir des réponses.");
            let rows: Vec<_> = graded
                .lines
                .iter()
                .map(|line| {
                    let level = scale.levels().get(line.level).map_or("", |level| level.name.as_str());
                    let when = line.condition.as_ref().map(|when| condition(grid, when));
                    vec![format!("`{level}`"), when.unwrap_or_else(|| "dans tous les autres cas".to_owned())]
                })
                .collect();
            self.table(&["Niveau", "Condition"], &rows);
        }
        self.remarks("Exemples", prose(&point.common, ProseKind::Examples));
        self.remarks("Preuves", prose(&point.common, ProseKind::Evidence));
        self.remarks("Hors champ", prose(&point.common, ProseKind::OutOfScope));
        self.remarks("Note", prose(&point.common, ProseKind::Note));
        self.asides(&point.common);
    }

    /// When the section counts, and for how much.
    fn rules(&mut self, grid: &Grid, common: &Common) {
        if !common.applicability.is_empty() {
            let clauses = common.applicability.iter();
            let clauses: Vec<_> = match common.applicability.as_slice() {
                [only] => vec![if only.negated {
                    joined(grid, &only.condition, false)
                } else {
                    condition(grid, &only.condition)
                }],
                _ => clauses.map(|clause| joined(grid, &clause.condition, !clause.negated)).collect(),
            };
            self.block(format!("**Applicable si\u{a0}:** {}", clauses.join(" et ")));
        }
        if let Some(opt_in) = &common.opt_in {
            self.block(format!(
                "**Facultatif si\u{a0}:** {}\u{a0}; **retenu si\u{a0}:** {}",
                condition(grid, &opt_in.optional_if),
                condition(grid, &opt_in.retained_if)
            ));
        }
        if common.weight.span.is_some() {
            let cases = common.weight.cases.iter();
            let cases = cases.map(|(value, when)| format!("{} si {}", to_text(value, ','), condition(grid, when)));
            let rest = common.weight.otherwise.as_ref().map(|value| {
                let word = if common.weight.cases.is_empty() { "" } else { "sinon " };
                format!("{word}{}", to_text(value, ','))
            });
            let cases: Vec<_> = cases.chain(rest).collect();
            self.block(format!("**Poids\u{a0}:** {}", cases.join("\u{a0}; ")));
        }
        if common.out_of_total {
            self.block("**Hors total\u{a0}:** ne compte dans aucun total englobant.");
        }
    }

    /// References, lineage, and where to find the interpretations.
    fn asides(&mut self, common: &Common) {
        self.remarks("Référence", prose(common, ProseKind::Reference));
        if !common.resumes.is_empty() {
            self.block(format!("**Reprend\u{a0}:** {} de la version précédente", common.resumes.join(", ")));
        }
        match prose(common, ProseKind::Interpretation).count() {
            0 => {}
            _ if self.alone => self.remarks("Interprétation", prose(common, ProseKind::Interpretation)),
            1 => self.block("*Une interprétation\u{a0}: voir le registre, en fin de document.*"),
            several => self.block(format!("*{several} interprétations\u{a0}: voir le registre, en fin de document.*")),
        }
    }
}

/// « tous » or « au moins 2 parmi ».
fn how_many(need: &Need) -> String {
    match need.at_least {
        None => "tous".to_owned(),
        Some(count) => format!("au moins {count} parmi"),
    }
}

/// The parts of a need as a nested list.
fn elements(requirement: &Requirement, need: &Need, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let parts = need.parts.iter().filter_map(|part| match part {
        NeedPart::Element(index) => {
            let element = requirement.elements.get(*index)?;
            let said = element.label.contains("le cas échéant");
            let if_any = if element.if_any && !said { " (le cas échéant)" } else { "" };
            Some(format!("{indent}- {}{if_any}", element_label(element, false)))
        }
        NeedPart::Need(inner) => {
            let name = escaped(inner.name.trim_end_matches('.'));
            Some(format!("{indent}- {name}\u{a0}: {}\n{}", how_many(inner), elements(requirement, inner, depth + 1)))
        }
    });
    parts.collect::<Vec<_>>().join("\n")
}

/// What an element is; with its supports where the list around does not say them.
fn element_label(element: &Element, with_supports: bool) -> String {
    let label = answer(&element.name, &element.label);
    if !with_supports || element.supports.is_empty() {
        return label;
    }
    let supports = element.supports.iter().map(|support| answer(&support.name, &support.label));
    format!("{label} ({})", supports.collect::<Vec<_>>().join(", "))
}

/// The official wording, as a quotation, line by line.
fn quoted(text: &str) -> String {
    let quoted = lines(text).lines().map(|line| format!("> {line}")).collect::<Vec<_>>();
    quoted.join("\n")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
