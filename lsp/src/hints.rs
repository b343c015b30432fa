//! What a grid says without writing it: how many points a group holds and what they are worth at most, the value of a
//! parameter where it is used, whether a threshold is itself taken in.

use grille::diagnostic::Span;
use grille::exact::to_text;
use grille::grid::index::SymbolKind;
use grille::grid::{Aggregation, Child, GroupId, export};
use grille::score::most_possible;
use grille::syntax::tree::{Comparison, ExpressionKind, Operand};
use serde::Deserialize;

use crate::document::Document;

/// A remark inside a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Where it is shown.
    pub at: u32,
    /// What it says.
    pub text: String,
    /// More about it.
    pub more: String,
}

/// Which remarks are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Points and maximum of groups.
    pub totals: bool,
    /// Values of parameters.
    pub parameters: bool,
    /// Whether thresholds are taken in.
    pub thresholds: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { totals: true, parameters: true, thresholds: true }
    }
}

/// The remarks in a part of the text, in order.
pub fn hints(document: &Document, part: Span, wanted: Wanted) -> Vec<Hint> {
    let mut found = Vec::new();
    if wanted.totals {
        totals(document, part, &mut found);
    }
    tests(document, part, wanted, &mut found);
    found.sort_by_key(|hint| hint.at);
    found
}

/// After the head of each group.
fn totals(document: &Document, part: Span, found: &mut Vec<Hint>) {
    let grid = &document.analysis().grid;
    let most = most_possible(grid);
    // Children stand after their parents.
    let mut points = vec![0_usize; grid.groups.len()];
    for at in (0..grid.groups.len()).rev() {
        let children = grid.groups[at].children.iter();
        points[at] = children.map(|child| if let Child::Group(inner) = child { points[inner.0] } else { 1 }).sum();
    }
    for (at, group) in grid.groups.iter().enumerate().filter(|(at, _)| GroupId(*at) != GroupId::ROOT) {
        if !part.contains(group.common.head) {
            continue;
        }
        let many = if points[at] < 2 { "point" } else { "points" };
        let mut text = format!("{} {many}", points[at]);
        let mut more = "Points de contrôle du groupe, à tous les niveaux.".to_owned();
        if group.aggregation == Aggregation::WeightedSum && grid.scales.iter().any(|scale| scale.best().is_some()) {
            text = format!("{text}, {} au plus", to_text(&most[at], ','));
            more.push_str(" Au plus\u{a0}: ce que le groupe vaut si tout s’applique et tout est au meilleur niveau.");
        }
        found.push(Hint { at: group.common.head.end, text, more });
    }
}

/// After the right side of each comparison.
fn tests(document: &Document, part: Span, wanted: Wanted, found: &mut Vec<Hint>) {
    let (analysis, index) = (document.analysis(), document.index());
    let parameter = |span: Span| {
        let place = index.at(span.start).iter().find(|place| place.span == span)?;
        let symbol = index.symbol(place.symbol);
        let named = |parameter: &&grille::grid::Parameter| parameter.name == symbol.name;
        (symbol.kind == SymbolKind::Parameter).then(|| analysis.grid.parameters.iter().find(named)).flatten()
    };
    analysis.file.walk_conditions(&mut |condition| {
        let ExpressionKind::Compare { left, comparison, right, .. } = &condition.kind else { return };
        if !part.contains(condition.span) {
            return;
        }
        for (side, comparison) in [(left, comparison.mirrored()), (right, *comparison)] {
            let value = match side {
                Operand::Name(name) => parameter(name.span),
                _ => None,
            };
            let is_number = matches!(side, Operand::Literal(_))
                || value.is_some_and(|value| !matches!(value.value, grille::grid::ParameterValue::Option(_)));
            let threshold = (wanted.thresholds && is_number).then(|| taken_in(comparison)).flatten();
            let value = value.filter(|_| wanted.parameters);
            let written = value.map(|value| format!("= {}", export::parameter(value)));
            let parts: Vec<String> = written.into_iter().chain(threshold.map(str::to_owned)).collect();
            if parts.is_empty() {
                continue;
            }
            let label = value.map(|value| value.label.clone()).unwrap_or_default();
            found.push(Hint { at: side.span().end, text: parts.join(", "), more: label });
        }
    });
}

/// Whether the threshold on the right of a sign satisfies it; nothing to say of `=` and `≠`.
fn taken_in(comparison: Comparison) -> Option<&'static str> {
    match comparison {
        Comparison::LessOrEqual | Comparison::GreaterOrEqual => Some("compris"),
        Comparison::Less | Comparison::Greater => Some("exclu"),
        Comparison::Equal | Comparison::Different => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::difference::applied;
    use crate::fixture::GRID;
    use grille::diagnostic::Edit;

    /// The lines that have remarks, these written in them.
    fn shown(text: &str, wanted: Wanted) -> Vec<String> {
        let document = Document::new("essai.grille", 1, text.to_owned());
        let hints = hints(&document, Span::new(0, text.len()), wanted);
        let edits: Vec<_> =
            hints.iter().map(|hint| Edit { span: Span::at(hint.at), text: format!("‹{}›", hint.text) }).collect();
        let shown = applied(text, &edits);
        shown.lines().filter(|line| line.contains('‹')).map(|line| line.trim().to_owned()).collect()
    }

    #[test]
    fn remarks_stand_where_they_are_needed() {
        assert_eq!(
            shown(GRID, Wanted::default()),
            [
                "engagement 1 \"Être joignable\"‹2 points, 2 au plus› {",
                "non_conforme si non mesuré ou taux_décroché < objectif‹= 85\u{a0}%, exclu› ou fréquence < mensuelle",
                "conforme     si taux_décroché ≥ objectif‹= 85\u{a0}%, compris› et fréquence ≥ mensuelle",
            ]
        );
        let weighted = GRID
            .replace("    exigence \"B\"", "    exigence \"B\"\n    poids 3/2 si mesuré sinon 1")
            .replace("objectif ou", "12,5 % ou");
        assert_eq!(
            shown(&weighted, Wanted { parameters: false, ..Wanted::default() }),
            [
                "engagement 1 \"Être joignable\"‹2 points, 2,5 au plus› {",
                "non_conforme si non mesuré ou taux_décroché < 12,5 %‹exclu› ou fréquence < mensuelle",
                "conforme     si taux_décroché ≥ objectif‹compris› et fréquence ≥ mensuelle",
            ]
        );
        assert!(shown(GRID, Wanted { totals: false, parameters: false, thresholds: false }).is_empty());
    }
}
