//! What is said of the word under the pointer: a point whole, an input with its type and its uses, what a keyword does.

use grille::diagnostic::{Span, page};
use grille::exact::to_text;
use grille::grid::export::{self, answer, condition, escaped};
use grille::grid::index::{SymbolId, SymbolKind};
use grille::grid::{Choice, Domain, FUNCTIONS, Grid, GroupId, Rating, Scale, ScaleKind};
use grille::syntax::manual;
use grille::syntax::token::TokenKind;

use crate::described::{kind_of, uses};
use crate::document::Document;

/// What is said, in Markdown, and of which stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The word.
    pub span: Span,
    /// What is said of it.
    pub text: String,
}

/// What is said at an offset; `replaced` is the version the grid replaces, if it was found.
pub fn hover(document: &Document, replaced: Option<&Document>, offset: u32) -> Option<Hover> {
    let index = document.index();
    if let Some(found) = index.at(offset).first() {
        return Some(Hover { span: found.span, text: of_symbol(document, found.symbol) });
    }
    if let Some(former) = index.former_at(offset) {
        let name = document.slice(former.span);
        return Some(Hover { span: former.span, text: of_former(replaced, name, former.kind) });
    }
    of_word(document, offset)
}

/// The explanations of what is wrong at an offset, as far as that is known already, each once.
pub fn explanations(document: &Document, offset: u32) -> Vec<&'static str> {
    let here = document.known_diagnostics().iter();
    let here = here.filter(|found| found.span.start <= offset && offset <= found.span.end);
    let mut pages: Vec<_> = here.filter_map(|found| page(found.code())).map(|page| page.text).collect();
    pages.dedup();
    pages
}

/// What a result or a word of the language does.
pub fn of_word(document: &Document, offset: u32) -> Option<Hover> {
    let tokens = document.tokens();
    let at = tokens.iter().position(|token| token.span.start <= offset && offset <= token.span.end)?;
    // Between two tokens that touch, the word.
    let is_word =
        |at: usize| matches!(tokens.get(at).map(|token| token.kind), Some(TokenKind::Keyword | TokenKind::Name));
    let at = if !is_word(at) && tokens.get(at + 1).is_some_and(|next| next.span.start <= offset) { at + 1 } else { at };
    let word = document.slice(tokens[at].span);
    if let Some(function) = FUNCTIONS.iter().find(|function| function.name == word) {
        return Some(Hover {
            span: tokens[at].span,
            text: format!("```grille\n{}\n```\n{}", function.usage, function.text),
        });
    }
    if tokens[at].kind != TokenKind::Keyword {
        return None;
    }
    // The phrase the word is a part of: three words, two, then the word alone.
    (1..=3).rev().find_map(|length| {
        (at.saturating_sub(length - 1)..=at).find_map(|first| {
            let phrase = tokens.get(first..first + length)?;
            let words: Vec<_> = phrase.iter().map(|token| document.slice(token.span)).collect();
            let text = manual::meaning(&words.join(" "))?;
            let span = phrase.first()?.span.to(phrase.last()?.span);
            Some(Hover { span, text: format!("**{}**\n\n{text}", words.join(" ")) })
        })
    })
}

/// What is said of a name of a grid that stands elsewhere, in a case.
pub fn named(grid: &Document, span: Span, symbol: SymbolId) -> Hover {
    Hover { span, text: of_symbol(grid, symbol) }
}

/// What is said of a name. Where the model does not know it, its declaration is shown as it is written.
fn of_symbol(document: &Document, id: SymbolId) -> String {
    let grid = &document.analysis().grid;
    let symbol = document.index().symbol(id);
    let name = symbol.name.as_str();
    let owner = symbol.owner.map(|owner| document.index().symbol(owner));
    let told = match symbol.kind {
        SymbolKind::Point => grid.point_named(name).map(|point| of_point(grid, point.0)),
        SymbolKind::Group => grid.groups.iter().position(|group| group.id.as_deref() == Some(name)).map(|at| {
            let points = |group: &usize| grid.ancestors(grid.points[*group].group).any(|outer| outer == GroupId(at));
            let points = (0..grid.points.len()).filter(points).count();
            format!("{}\n{points} point{}.", export::group(grid, GroupId(at)), if points < 2 { "" } else { "s" })
        }),
        SymbolKind::Input => grid.input_named(name).map(|input| of_input(document, grid, input.0, id)),
        SymbolKind::Parameter => grid.parameters.iter().find(|parameter| parameter.name == name).map(|parameter| {
            let value = export::parameter(parameter);
            said("paramètre", name, &parameter.label, &[("Valeur", value), ("Sert à", uses(document, id))])
        }),
        SymbolKind::Definition => {
            grid.definitions.iter().find(|definition| definition.name == name).map(|definition| {
                let when = condition(grid, &definition.condition);
                said("définition", name, &definition.label, &[("Vraie si", when), ("Sert à", uses(document, id))])
            })
        }
        SymbolKind::Decision => grid
            .decisions
            .iter()
            .find(|decision| decision.name == name)
            .map(|decision| export::decision(grid, decision)),
        SymbolKind::Scale => grid.scales.iter().find(|scale| scale.name == name).map(of_scale),
        SymbolKind::Level => owner.and_then(|scale| of_level(grid, &scale.name, name)),
        SymbolKind::Choice => of_choice(grid, symbol.declared, name),
        SymbolKind::Element | SymbolKind::Support => {
            owner.and_then(|owner| of_element(grid, &owner.name, name, symbol.kind))
        }
        SymbolKind::Checklist => grid
            .checklists
            .iter()
            .find(|(list, text)| list == name && !text.is_empty())
            .map(|(_, text)| said("liste", name, "", &[("Sert à", uses(document, id))]) + "\n\n" + &quoted(text)),
        SymbolKind::Rank => Some(of_rank(grid, name)),
        SymbolKind::DecisionLevel | SymbolKind::Type => None,
    };
    told.unwrap_or_else(|| {
        let written = document.slice(symbol.whole);
        let shown: Vec<&str> = written.lines().take(12).collect();
        format!("```grille\n{}\n```\n{} `{name}`", shown.join("\n"), kind_of(symbol.kind).word)
    })
}

/// What something is and its name, the label, then lines with a title.
fn said(kind: &str, name: &str, label: &str, lines: &[(&str, String)]) -> String {
    let mut parts = vec![format!("{kind} `{name}`")];
    parts.extend((!label.is_empty()).then(|| format!("**{}**", escaped(label))));
    parts.extend(lines.iter().map(|(title, line)| format!("{title}\u{a0}: {line}")));
    parts.join("\n\n")
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {}  ", escaped(line))).collect::<Vec<_>>().join("\n")
}

fn of_point(grid: &Grid, at: usize) -> String {
    let point = &grid.points[at];
    let scale = grid.scale(point.scale);
    let rated = match point.rating {
        Rating::Auditor => "coté par l’auditeur",
        Rating::Computed(_) => "calculé",
    };
    format!("{}\n**Échelle**\u{a0}: {}, {rated}", export::point(grid, grille::grid::PointId(at)), levels(scale))
}

/// `cotation` (`non_conforme` 0, `conforme` 1)
fn levels(scale: &Scale) -> String {
    let inside = match &scale.kind {
        ScaleKind::Interval { low, high } => format!("de {} à {}", to_text(low, ','), to_text(high, ',')),
        ScaleKind::Levels(levels) => {
            let level = |level: &grille::grid::Level| {
                let value = level.value.as_ref().map(|value| format!("\u{a0}= {}", to_text(value, ',')));
                format!("`{}`{}", level.name, value.unwrap_or_default())
            };
            levels.iter().map(level).collect::<Vec<_>>().join(", ")
        }
    };
    format!("`{}` ({inside})", scale.name)
}

fn of_scale(scale: &Scale) -> String {
    let mut parts = vec![said("échelle", &scale.name, "", &[])];
    match &scale.kind {
        ScaleKind::Interval { low, high } => {
            parts.push(format!("Un nombre de {} à {}.", to_text(low, ','), to_text(high, ',')));
        }
        ScaleKind::Levels(levels) => {
            let line = |level: &grille::grid::Level| {
                let value = level.value.as_ref().map(|value| format!(" = {}", to_text(value, ','))).unwrap_or_default();
                let label = escaped(&level.label);
                let colon = if label.is_empty() { "" } else { "\u{a0}: " };
                format!("- `{}`{value}{colon}{label}", level.name)
            };
            parts.push(levels.iter().map(line).collect::<Vec<_>>().join("\n"));
        }
    }
    if scale.by_default {
        parts.push("L’échelle des points qui n’en nomment pas d’autre.".to_owned());
    }
    if scale.allows_set_aside {
        parts.push("L’auditeur peut mettre un point sans objet, en donnant son motif.".to_owned());
    }
    parts.join("\n\n")
}

fn of_level(grid: &Grid, scale: &str, name: &str) -> Option<String> {
    let scale = grid.scales.iter().find(|known| known.name == scale)?;
    let level = &scale.levels()[scale.level_named(name)?];
    let value = level.value.as_ref().map(|value| ("Vaut", to_text(value, ',')));
    let lines: Vec<_> = value.into_iter().chain([("Échelle", levels(scale))]).collect();
    Some(said("niveau", name, &level.label, &lines))
}

fn of_input(document: &Document, grid: &Grid, at: usize, id: SymbolId) -> String {
    let input = &grid.inputs[at];
    let kind = format!("entrée de `{}`", input.section.word());
    let mut lines = vec![("Réponse", domain(&input.domain))];
    lines.extend(input.exists_if.as_ref().map(|when| ("Posée si", condition(grid, when))));
    lines.push(("Sert à", uses(document, id)));
    said(&kind, &input.name, &input.label, &lines)
}

/// What may be answered; from the least to the greatest where options compare.
fn domain(of: &Domain) -> String {
    match of {
        Domain::Choice { ordered: true, options } => {
            let options: Vec<_> = options.iter().map(|option| answer(&option.name, &option.label)).collect();
            format!("une réponse, de la plus petite à la plus grande\u{a0}: {}", options.join(" < "))
        }
        other => export::domain(other),
    }
}

fn of_choice(grid: &Grid, declared: Span, name: &str) -> Option<String> {
    let option = |input: &'_ grille::grid::Input| -> Option<Choice> {
        input.domain.options().iter().find(|option| option.span == declared).cloned()
    };
    let inputs: Vec<_> = grid.inputs.iter().filter(|input| option(input).is_some()).collect();
    let first = inputs.first()?;
    let label = option(first).map(|option| option.label).unwrap_or_default();
    let of: Vec<_> = inputs.iter().map(|input| format!("`{}`", input.name)).collect();
    let mut lines = vec![("Réponse à", of.join(", "))];
    if let Domain::Choice { ordered: true, .. } = first.domain {
        lines.push(("Ordre", domain(&first.domain)));
    }
    Some(said("option", name, &label, &lines))
}

fn of_element(grid: &Grid, owner: &str, name: &str, kind: SymbolKind) -> Option<String> {
    let point = grid.point_named(owner).map(|point| grid.point(point));
    if kind == SymbolKind::Support {
        let support = point?.requirement.as_ref()?.elements.iter().flat_map(|element| &element.supports);
        let label = support.clone().find(|support| support.name == name).map(|support| support.label.clone())?;
        return Some(said("support", name, &label, &[]));
    }
    let Some(point) = point else {
        // Of a shared list: as the list words it.
        let (_, text) = grid.checklists.iter().find(|(list, _)| list == owner)?;
        return Some(said("élément de la liste", owner, "", &[]) + "\n\n" + &quoted(text));
    };
    let elements: Vec<_> = point.requirement.as_ref()?.elements.iter().filter(|element| element.name == name).collect();
    let Some(first) = elements.first() else {
        let substitute = point.substitutes.iter().find(|substitute| substitute.name == name)?;
        return Some(said("élément admis", name, &substitute.label, &[("Point", point.id.clone())]));
    };
    let keys: Vec<_> = elements.iter().map(|element| format!("`{}`", element.key)).collect();
    let mut lines = vec![("Clé dans les audits", format!("{} sous `éléments.{}`", keys.join(", "), point.id))];
    if first.if_any {
        lines.push(("Exigé", "non\u{a0}: il peut ne pas exister".to_owned()));
    }
    for waiver in &point.waivers {
        if waiver.elements.iter().any(|at| elements.iter().any(|element| element.span == element_span(point, *at))) {
            lines.push(("Dispensé si", condition(grid, &waiver.condition)));
        }
    }
    Some(said("élément", name, &first.label, &lines))
}

fn element_span(point: &grille::grid::Point, at: usize) -> Span {
    let elements = point.requirement.as_ref().map(|requirement| requirement.elements.as_slice()).unwrap_or_default();
    elements.get(at).map(|element| element.span).unwrap_or_default()
}

fn of_rank(grid: &Grid, word: &str) -> String {
    let rank = grid.plan.iter().position(|words| words.iter().any(|known| known == word));
    let plan: Vec<_> = grid.plan.iter().map(|words| words.join(" | ")).collect();
    let is_last = rank.is_some_and(|rank| rank + 1 == grid.plan.len());
    let what = if is_last { "Ce mot commence les points." } else { "Ce mot commence les groupes de ce rang." };
    let count = if is_last { grid.points.len() } else { grid.groups.iter().filter(|group| group.word == word).count() };
    format!("mot du plan `{word}`\n\n{what} La grille en a {count}.\n\nPlan\u{a0}: {}", plan.join(" > "))
}

/// What is said of a name of the version replaced.
fn of_former(replaced: Option<&Document>, name: &str, kind: SymbolKind) -> String {
    let what = format!("{} de la version remplacée", kind_of(kind).word);
    let Some(old) = replaced else {
        return format!("{what} `{name}`\n\nLe fichier de cette version n’est pas dans le dossier de la grille.");
    };
    let found = old.index().all(kind).find(|(_, symbol)| symbol.name == name);
    match found {
        Some((id, _)) => format!("{what}\n\n{}", of_symbol(old, id)),
        None => format!("{what} `{name}`\n\nCette version n’en a pas de ce nom."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{GRID, marked};

    fn check(place: &str, expected: &str) {
        let plain = place.replace("$0", "");
        assert!(GRID.contains(&plain), "{plain}");
        let (document, at) = marked(&GRID.replacen(&plain, place, 1));
        let text = hover(&document, None, at).map(|hover| hover.text.replace('\u{a0}', "~")).unwrap_or_default();
        assert_eq!(text, expected, "{place}");
    }

    #[test]
    fn inputs_say_their_type_and_uses() {
        check(
            "taux_d$0écroché <",
            "entrée de `mesures` `taux_décroché`\n\n**Taux de décroché**\n\nRéponse~: pourcentage de 0 à 100~%\n\n\
             Posée si~: *Le taux est mesuré*~: oui\n\nSert à~: point 1.2",
        );
        check(
            "et fré$0quence",
            "entrée de `mesures` `fréquence`\n\n**Fréquence de mesure**\n\nRéponse~: une réponse, de la plus petite à la plus \
             grande~: Chaque année < Chaque mois\n\nSert à~: point 1.2",
        );
    }

    #[test]
    fn levels_options_parameters_and_definitions_say_what_they_mean() {
        check(
            "      con$0forme  ",
            "niveau `conforme`\n\n**Tout est fait**\n\nVaut~: 1\n\nÉchelle~: `cotation` (`non_conforme`~= 0, `conforme`~= 1)",
        );
        check(
            "fréquence < mens$0uelle",
            "option `mensuelle`\n\n**Chaque mois**\n\nRéponse à~: `fréquence`\n\nOrdre~: une réponse, de la plus petite à la plus \
             grande~: Chaque année < Chaque mois",
        );
        check("< obj$0ectif", "paramètre `objectif`\n\n**Objectif de l'année**\n\nValeur~: 85~%\n\nSert à~: point 1.2");
        check(
            "si joign$0able",
            "définition `joignable`\n\n**On peut le joindre**\n\nVraie si~: *Canaux*~: Téléphone\n\nSert à~: point 1.2",
        );
    }

    #[test]
    fn a_point_is_shown_whole() {
        check(
            "point 1.$02",
            "### Point 1.2\n\n> B\n\n**Applicable si~:** On peut le joindre\n\n**Barème~:** le niveau est calculé à partir des \
             réponses.\n\n| Niveau | Condition |\n| --- | --- |\n| `non_conforme` | *Le taux est mesuré*~: non ou *Taux de décroché* \
             < 85~% ou *Fréquence de mesure*~: Chaque année |\n| `conforme` | *Taux de décroché* ≥ 85~% et *Fréquence de \
             mesure*~: Chaque mois |\n\n**Échelle**~: `cotation` (`non_conforme`~= 0, `conforme`~= 1), calculé",
        );
    }

    #[test]
    fn elements_say_their_key() {
        check(
            "[hor$0aires]",
            "élément `horaires`\n\n**les horaires d'ouverture**\n\nClé dans les audits~: `horaires` sous `éléments.1.1`",
        );
    }

    #[test]
    fn words_of_the_language_are_explained() {
        check("par déf$0aut", "**par défaut**\n\nL’échelle des points qui n’en nomment pas d’autre.");
        check(
            "exi$0ste si",
            "**existe si**\n\nDit quand l’entrée existe~: ailleurs, on ne la demande pas, et toute comparaison sur elle est fausse.",
        );
        check("grille es$0sai", "");
        check(
            "poi$0nt 1.1",
            "mot du plan `point`\n\nCe mot commence les points. La grille en a 2.\n\nPlan~: engagement > point",
        );
    }

    #[test]
    fn what_is_wrong_is_explained() {
        let (document, at) = marked(&GRID.replace("< objectif", "< objec$0tiff"));
        assert!(explanations(&document, at).is_empty());
        assert_eq!(document.diagnostics()[0].code(), "G102");
        assert!(explanations(&document, at)[0].starts_with("# G102"), "{:?}", explanations(&document, at));
    }

    #[test]
    fn on_a_broken_grid_the_declaration_is_shown() {
        let (document, at) =
            marked(&GRID.replace("objectif = 85 %", "objectif = 85 ou").replace("< objectif", "< obj$0ectif"));
        let text = hover(&document, None, at).unwrap().text;
        assert!(text.starts_with("```grille\nparamètre objectif"), "{text}");
    }
}
