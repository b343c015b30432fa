//! The words that answer what a place asks for.

use grille::grid::export;
use grille::grid::index::{SymbolId, SymbolKind};
use grille::grid::{
    Choice, Domain, FUNCTIONS, Function, Grid, Input, NumberKind, Parameter, ParameterValue, Point, TimeUnit,
};
use grille::syntax::manual;

use super::place::{Operand, Place};
use super::{Suggestion, SuggestionKind, clauses};
use crate::document::Document;
use crate::symbols::shortened;

/// What a place can be given.
pub(super) fn suggestions(document: &Document, replaced: Option<&Document>, place: Place) -> Vec<Suggestion> {
    let grid = &document.analysis().grid;
    match place {
        Place::Nothing => Vec::new(),
        Place::Clause { room, inside } => clauses::begun(document, room, inside),
        Place::Words(words) => words.iter().map(|word| keyword(word)).collect(),
        Place::Condition { results } => condition(grid, results),
        Place::Operator { operand, more } => operators(grid, &operand, more),
        Place::Connective { more } => ["et", "ou"].iter().chain(more).map(|word| keyword(word)).collect(),
        Place::Value { operand } => values(grid, &operand),
        Place::Contained { operand } => {
            let mut found = values(grid, &operand);
            found.push(with_snippet("tous { … }", "tous { $0 }", "tous"));
            found.push(with_snippet("au moins 1 parmi { … }", "au moins ${1:1} parmi { $0 }", "au moins"));
            found
        }
        Place::Member { operand, taken } => {
            let mut found = values(grid, &operand);
            found.retain(|value| value.kind == SuggestionKind::Value && !taken.contains(&value.label));
            found
        }
        Place::Argument { function, at } => arguments(document, function, at),
        Place::Level { point, taken } => {
            levels(grid, &point).into_iter().filter(|level| !taken.contains(&level.label)).collect()
        }
        Place::Type => types(document),
        Place::Scale => {
            grid.scales.iter().map(|scale| named(SuggestionKind::Scale, &scale.name, "échelle", "")).collect()
        }
        Place::Element { point, required, taken } => {
            let mut found = elements(document, &point, required);
            found.retain(|element| !taken.contains(&element.label));
            found
        }
        Place::Marker { point } => markers(document, point.as_deref()),
        Place::Former => former(document, replaced),
        Place::Need => vec![
            with_snippet("tous { … }", "tous { $0 }", "tous"),
            with_snippet("au moins … parmi { … }", "au moins ${1:1} parmi { $0 }", "au moins"),
        ],
    }
}

pub(super) fn named(kind: SuggestionKind, label: &str, detail: &str, more: &str) -> Suggestion {
    Suggestion { label: label.to_owned(), kind, detail: detail.to_owned(), more: more.to_owned(), snippet: None }
}

pub(super) fn keyword(words: &str) -> Suggestion {
    let more = manual::meaning(words).or_else(|| manual::meaning(words.split(' ').next().unwrap_or_default()));
    named(SuggestionKind::Keyword, words, "", more.unwrap_or_default())
}

pub(super) fn with_snippet(label: &str, snippet: &str, explained: &str) -> Suggestion {
    let more = manual::meaning(explained).unwrap_or_default();
    Suggestion { snippet: Some(snippet.to_owned()), ..named(SuggestionKind::Keyword, label, "", more) }
}

/// What a condition can begin with.
fn condition(grid: &Grid, results: bool) -> Vec<Suggestion> {
    let mut found = Vec::new();
    if results {
        for function in FUNCTIONS {
            if function.alone {
                found.push(named(SuggestionKind::Function, function.name, "résultat", function.text));
            }
            let call = format!("{}($0)", function.name);
            let label = format!("{}(…)", function.name);
            let suggestion = named(SuggestionKind::Function, &label, function.usage, function.text);
            found.push(Suggestion { snippet: Some(call), ..suggestion });
        }
        let decisions = grid.decisions.iter();
        found.extend(
            decisions.map(|decision| named(SuggestionKind::Decision, &decision.name, "décision", &decision.label)),
        );
    }
    found.extend(grid.definitions.iter().map(|definition| {
        let when = export::condition(grid, &definition.condition);
        let more = [definition.label.as_str(), &when].map(str::to_owned).join("\n\n");
        named(SuggestionKind::Definition, &definition.name, "définition", more.trim())
    }));
    found.extend(grid.inputs.iter().map(|input| of_input(grid, input)));
    found.push(keyword("non"));
    found
}

pub(super) fn of_input(grid: &Grid, input: &Input) -> Suggestion {
    let asked = input.exists_if.as_ref().map(|when| format!("\n\nPosée si\u{a0}: {}", export::condition(grid, when)));
    let more = format!("{}\n\n{}{}", input.label, export::domain(&input.domain), asked.unwrap_or_default());
    named(SuggestionKind::Input, &input.name, type_word(&input.domain), more.trim())
}

/// The type of an input, in its own word.
fn type_word(domain: &Domain) -> &'static str {
    match domain {
        Domain::YesNo => "oui_non",
        Domain::Choice { ordered: true, .. } => "choix ordonné",
        Domain::Choice { ordered: false, .. } => "choix",
        Domain::Set(_) => "ensemble",
        Domain::Number { kind, .. } => match kind {
            NumberKind::Number => "nombre",
            NumberKind::Integer => "entier",
            NumberKind::Percentage => "pourcentage",
            NumberKind::Duration(_) => "durée",
            NumberKind::Date => "date",
        },
    }
}

/// What is tested, as far as what fits depends on it.
enum Tested<'g> {
    Input(&'g Domain),
    /// The levels of a point.
    Levels(Vec<Suggestion>),
    /// The levels of a decision.
    Awards(Vec<Suggestion>),
    /// A percentage: a score.
    Score,
    /// A number of points.
    Count,
    /// A definition, or whether a point applies.
    Condition,
    Unknown,
}

fn tested<'g>(grid: &'g Grid, operand: &Operand) -> Tested<'g> {
    match operand {
        Operand::Constant => Tested::Unknown,
        Operand::Name(name) => {
            if let Some(input) = grid.input_named(name) {
                return Tested::Input(&grid.input(input).domain);
            }
            if let Some(decision) = grid.decisions.iter().find(|decision| decision.name == *name) {
                let lines = decision.lines.iter();
                return Tested::Awards(
                    lines.map(|line| named(SuggestionKind::Value, &line.level, "niveau", &line.label)).collect(),
                );
            }
            match name.as_str() {
                "score" => Tested::Score,
                "obtenus" | "possibles" => Tested::Count,
                _ if grid.definitions.iter().any(|definition| definition.name == *name) => Tested::Condition,
                _ => Tested::Unknown,
            }
        }
        Operand::Call(function, argument) => match function.as_str() {
            "score" | "score_minimum" => Tested::Score,
            "niveau" => Tested::Levels(levels(grid, argument)),
            "applicable" => Tested::Condition,
            _ => Tested::Count,
        },
    }
}

/// What can follow an operand.
fn operators(grid: &Grid, operand: &Operand, more: &[&str]) -> Vec<Suggestion> {
    let signs = |signs: &[&str]| signs.iter().map(|sign| sign_of(sign)).collect::<Vec<_>>();
    let connectives = || ["et", "ou"].iter().chain(more).map(|word| keyword(word)).collect::<Vec<_>>();
    let ordered = ["<", "≤", "≥", ">", "=", "≠"];
    let among = || with_snippet("parmi { … }", "parmi { $0 }", "parmi");
    match tested(grid, operand) {
        Tested::Input(Domain::YesNo) => {
            let mut found = connectives();
            found.extend(["= oui", "= non"].map(sign_of));
            found
        }
        Tested::Input(Domain::Choice { ordered: false, .. }) | Tested::Awards(_) => {
            let mut found = signs(&["=", "≠"]);
            found.push(among());
            found
        }
        Tested::Input(Domain::Choice { ordered: true, .. }) | Tested::Levels(_) => {
            let mut found = signs(&ordered);
            found.push(among());
            found
        }
        Tested::Input(Domain::Set(_)) => vec![
            with_snippet("contient", "contient $0", "contient"),
            with_snippet("contient au moins 1 parmi { … }", "contient au moins ${1:1} parmi { $0 }", "contient"),
            with_snippet("contient tous { … }", "contient tous { $0 }", "contient"),
        ],
        Tested::Input(Domain::Number { .. }) | Tested::Count => signs(&ordered),
        Tested::Score => {
            let mut found = signs(&ordered);
            found.push(keyword("non calculable"));
            found
        }
        Tested::Condition => connectives(),
        Tested::Unknown => {
            let mut found = signs(&ordered);
            found.extend(connectives());
            found
        }
    }
}

/// A sign with what it says of a threshold.
pub(super) fn sign_of(sign: &str) -> Suggestion {
    let detail = match sign {
        "<" => "strictement moins",
        "≤" => "au plus, la valeur comprise",
        "≥" => "au moins, la valeur comprise",
        ">" => "strictement plus",
        "≠" => "autre que",
        "= non" => "la réponse est non",
        "= oui" => "la réponse est oui",
        _ => "exactement",
    };
    named(SuggestionKind::Keyword, sign, detail, "")
}

/// What an operand can be compared with.
pub(super) fn values(grid: &Grid, operand: &Operand) -> Vec<Suggestion> {
    let of_kind = |wanted: fn(&ParameterValue) -> bool| {
        let fitting = grid.parameters.iter().filter(move |parameter| wanted(&parameter.value));
        fitting.map(of_parameter).collect::<Vec<_>>()
    };
    let percentages = || {
        let mut found = of_kind(|value| matches!(value, ParameterValue::Percentage(_)));
        found.push(literal("… %", "${1:85} %", "un pourcentage"));
        found
    };
    let numbers = || of_kind(|value| matches!(value, ParameterValue::Number(_)));
    match tested(grid, operand) {
        Tested::Input(Domain::YesNo) | Tested::Condition => ["oui", "non"].map(keyword).into(),
        Tested::Input(domain @ (Domain::Choice { options, .. } | Domain::Set(options))) => {
            let mut found: Vec<_> = options.iter().map(of_choice).collect();
            let named = |name: &String| domain.option_named(name).is_some();
            let fitting = grid
                .parameters
                .iter()
                .filter(|parameter| matches!(&parameter.value, ParameterValue::Option(option) if named(option)));
            found.extend(fitting.map(of_parameter));
            found
        }
        Tested::Input(Domain::Number { kind, .. }) => match kind {
            NumberKind::Percentage => percentages(),
            NumberKind::Number | NumberKind::Integer => numbers(),
            NumberKind::Duration(unit) => {
                let mut found = of_kind(|value| matches!(value, ParameterValue::Duration(..)));
                found.push(duration(*unit));
                found
            }
            NumberKind::Date => {
                let mut found = of_kind(|value| matches!(value, ParameterValue::Date(_)));
                found.push(literal("jj/mm/aaaa", "${1:01}/${2:01}/${3:2024}", "une date"));
                found
            }
        },
        Tested::Levels(levels) | Tested::Awards(levels) => levels,
        Tested::Score => percentages(),
        Tested::Count => numbers(),
        Tested::Unknown => grid.parameters.iter().map(of_parameter).collect(),
    }
}

pub(super) fn literal(label: &str, snippet: &str, detail: &str) -> Suggestion {
    Suggestion { snippet: Some(snippet.to_owned()), ..named(SuggestionKind::Keyword, label, detail, "") }
}

fn duration(unit: TimeUnit) -> Suggestion {
    let unit = unit.plural();
    literal(&format!("… {unit}"), &format!("${{1:2}} {unit}"), "une durée")
}

fn of_parameter(parameter: &Parameter) -> Suggestion {
    let detail = format!("= {}", export::parameter(parameter));
    named(SuggestionKind::Parameter, &parameter.name, &detail, &parameter.label)
}

fn of_choice(option: &Choice) -> Suggestion {
    let detail = if option.label.is_empty() { "option" } else { option.label.as_str() };
    named(SuggestionKind::Value, &option.name, detail, "")
}

/// The levels a point can have.
pub(super) fn levels(grid: &Grid, point: &str) -> Vec<Suggestion> {
    let scale = grid.point_named(point).map(|point| grid.point(point).scale).and_then(|scale| grid.scales.get(scale.0));
    let scale = scale.or_else(|| grid.scales.iter().find(|scale| scale.by_default)).or(grid.scales.first());
    let levels = scale.map(grille::grid::Scale::levels).unwrap_or_default();
    levels.iter().map(of_level).collect()
}

fn of_level(level: &grille::grid::Level) -> Suggestion {
    let value = level.value.as_ref().map(|value| format!("vaut {}", grille::grid::wording::number(value)));
    named(SuggestionKind::Value, &level.name, value.as_deref().unwrap_or("niveau"), &level.label)
}

/// What an argument of a result can be.
fn arguments(document: &Document, function: &Function, at: usize) -> Vec<Suggestion> {
    let grid = &document.analysis().grid;
    match (function.name, at) {
        ("niveau" | "applicable", 0) => grid.points.iter().map(of_point).collect(),
        ("score_minimum", 0) => {
            let ranks = grid.plan.len().saturating_sub(1);
            let words = grid.plan.iter().take(ranks).flatten();
            words.map(|word| named(SuggestionKind::Reference, word, "mot du plan", "")).collect()
        }
        ("compte", 0) => {
            let mut found: Vec<Suggestion> = Vec::new();
            for level in grid.scales.iter().flat_map(grille::grid::Scale::levels) {
                if found.iter().all(|known| known.label != level.name) {
                    found.push(of_level(level));
                }
            }
            found
        }
        ("niveau" | "applicable", _) => Vec::new(),
        _ => {
            let groups = grid.groups.iter().filter_map(|group| Some((group.id.as_ref()?, group)));
            groups.map(|(id, group)| named(SuggestionKind::Reference, id, &group.title, "")).collect()
        }
    }
}

/// A point, by its id.
pub(super) fn of_point(point: &Point) -> Suggestion {
    let about = if point.title.is_empty() { shortened(&point.wording) } else { point.title.clone() };
    named(SuggestionKind::Reference, &point.id, &about, &point.wording)
}

/// The types: those declared first.
fn types(document: &Document) -> Vec<Suggestion> {
    let index = document.index();
    let declared = index.all(SymbolKind::Type).map(|(_, symbol)| {
        let written = document.slice(symbol.whole);
        named(SuggestionKind::Type, &symbol.name, "type", &format!("```grille\n{written}\n```"))
    });
    let mut found: Vec<_> = declared.collect();
    for (label, snippet) in [
        ("oui_non", None),
        ("choix { … }", Some("choix { ${1:première} \"$2\", ${3:seconde} \"$4\" }")),
        ("choix ordonné { … }", Some("choix ordonné { ${1:petite} \"$2\" < ${3:grande} \"$4\" }")),
        ("ensemble { … }", Some("ensemble { ${1:premier} \"$2\", ${3:second} \"$4\" }")),
        ("pourcentage", None),
        ("entier", None),
        ("nombre", None),
        ("durée en jours", Some("durée en ${1|jours,semaines,heures,mois,années|}")),
        ("date", None),
    ] {
        let words = label.trim_end_matches(" { … }").trim_end_matches(" en jours");
        let suggestion = named(SuggestionKind::Type, label, "", manual::meaning(words).unwrap_or_default());
        found.push(Suggestion { snippet: snippet.map(str::to_owned), ..suggestion });
    }
    found
}

/// The elements of a point: those that are required, or those its wording marks and the shared lists.
fn elements(document: &Document, point: &str, required: bool) -> Vec<Suggestion> {
    let (grid, index) = (&document.analysis().grid, document.index());
    let at = index.all(SymbolKind::Point).find(|(_, symbol)| symbol.name == point).map(|(id, _)| id);
    let marked =
        at.into_iter().flat_map(|point| index.parts(point)).filter(|(_, symbol)| symbol.kind == SymbolKind::Element);
    let mut found: Vec<_> = marked.map(|(id, symbol)| of_element(document, id, &symbol.name)).collect();
    if required {
        let elements = grid.point_named(point).and_then(|point| grid.point(point).requirement.as_ref());
        for element in elements.map(|requirement| requirement.elements.as_slice()).unwrap_or_default() {
            for name in [&element.name, &element.key] {
                if found.iter().all(|known| known.label != *name) {
                    found.push(named(SuggestionKind::Element, name, &shortened(&element.label), &element.label));
                }
            }
        }
    } else {
        let lists = grid.checklists.iter();
        found.extend(lists.map(|(list, text)| named(SuggestionKind::Element, list, "liste", text)));
    }
    found
}

fn of_element(document: &Document, id: SymbolId, name: &str) -> Suggestion {
    let line = document.lines.line(document.index().symbol(id).declared.start);
    let written = document.slice(document.lines.span(document.text(), line)).trim();
    named(SuggestionKind::Element, name, &shortened(written), written)
}

/// The names a wording can mark: elements some `exige` asks for that nothing marks yet, and the shared lists.
fn markers(document: &Document, point: Option<&str>) -> Vec<Suggestion> {
    use grille::syntax::tree::{Item, ItemKind, Need, Section};
    fn find<'f>(items: &'f [Item], id: &str) -> Option<&'f Section> {
        items.iter().find_map(|item| match &item.kind {
            ItemKind::Section(section) if section.id.as_ref().is_some_and(|known| known.text == id) => Some(section),
            ItemKind::Section(section) => find(&section.items, id),
            _ => None,
        })
    }
    fn names(need: &Need, found: &mut Vec<String>) {
        for member in &need.members {
            if member.label.is_none() {
                found.push(member.name.text.clone());
            }
            member.need.iter().for_each(|need| names(need, found));
        }
    }
    let analysis = document.analysis();
    let mut asked = Vec::new();
    let section = point.and_then(|id| find(&analysis.file.items, id));
    for item in section.map(|section| section.items.as_slice()).unwrap_or_default() {
        if let ItemKind::Requirement(clause) = &item.kind {
            names(&clause.need, &mut asked);
            let supports = clause.for_each.iter().flatten().filter(|member| member.label.is_none());
            asked.extend(supports.map(|member| member.name.text.clone()));
        }
    }
    let index = document.index();
    let is_known = |name: &String| {
        index.symbols.iter().any(|symbol| {
            matches!(symbol.kind, SymbolKind::Element | SymbolKind::Checklist)
                && symbol.name == *name
                && (symbol.kind == SymbolKind::Checklist
                    || section
                        .is_some_and(|section| section.items.iter().any(|item| item.span.contains(symbol.declared))))
        })
    };
    asked.retain(|name| !is_known(name));
    asked.dedup();
    let mut found: Vec<_> =
        asked.iter().map(|name| named(SuggestionKind::Element, name, "demandé par `exige`", "")).collect();
    let lists = analysis.grid.checklists.iter();
    found.extend(lists.map(|(list, text)| named(SuggestionKind::Element, list, "liste", text)));
    found
}

/// The points of the version replaced that nothing here has taken up.
fn former(document: &Document, replaced: Option<&Document>) -> Vec<Suggestion> {
    let Some(old) = replaced else { return Vec::new() };
    let taken: Vec<&str> = document.index().former.iter().map(|former| document.slice(former.span)).collect();
    let grid = &document.analysis().grid;
    let points = old.analysis().grid.points.iter().filter(|point| !taken.contains(&point.id.as_str()));
    let points = points.map(|point| {
        let kept = if grid.point_named(&point.id).is_some() { " (repris sous le même identifiant)" } else { "" };
        named(SuggestionKind::Reference, &point.id, &format!("{}{kept}", shortened(&point.wording)), &point.wording)
    });
    points.collect()
}
