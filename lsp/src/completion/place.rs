//! What is asked for at a place, from the words before it.

use grille::diagnostic::{Room, Span};
use grille::grid::{FUNCTIONS, Function};
use grille::syntax::cursor::{Block, Surroundings};
use grille::syntax::token::{Token, TokenKind};

use crate::document::Document;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing that can be known.
    Nothing,
    /// The first word of a clause; in which section, by id.
    Clause { room: Room, inside: Option<Span> },
    /// One of these words.
    Words(&'static [&'static str]),
    /// The beginning of a condition, or of a part of one; where it may look at results.
    Condition { results: bool },
    /// What follows an operand.
    Operator { operand: Operand, more: &'static [&'static str] },
    /// What follows a whole test.
    Connective { more: &'static [&'static str] },
    /// What an operand is compared with.
    Value { operand: Operand },
    /// What a set contains.
    Contained { operand: Operand },
    /// A member of braces, these being there already.
    Member { operand: Operand, taken: Vec<String> },
    /// An argument of a result.
    Argument { function: &'static Function, at: usize },
    /// The level a line of a `barème` begins with; of which point, and the levels that have a line.
    Level { point: String, taken: Vec<String> },
    /// A type.
    Type,
    /// A scale.
    Scale,
    /// An element of a point, one that is required; or one that may be, these being there already.
    Element { point: String, required: bool, taken: Vec<String> },
    /// The name of a marker in the wording of a point, or in a list.
    Marker { point: Option<String> },
    /// The id of a point of the version replaced.
    Former,
    /// What a requirement begins with.
    Need,
}

impl Place {
    /// True where something has to be written.
    pub(super) fn must_be_filled(&self) -> bool {
        !matches!(
            self,
            Self::Nothing | Self::Clause { .. } | Self::Words(_) | Self::Operator { .. } | Self::Connective { .. }
        )
    }
}

/// Something that is tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Operand {
    /// An input, a definition, a decision, `score`.
    Name(String),
    /// `niveau(6.2)`: the function, and its first argument.
    Call(String, String),
    /// A constant.
    Constant,
}

/// What is asked for at an offset with these surroundings.
pub(super) fn place(document: &Document, here: &Surroundings<'_>, offset: u32) -> Place {
    if here.in_comment {
        return Place::Nothing;
    }
    if here.in_text.is_some() {
        return in_text(document, here, offset);
    }
    let Some(block) = here.blocks.last() else { return clause(here, Room::Grid, None) };
    if block.is_parenthesis {
        return in_parenthesis(here, *block);
    }
    in_braces(document, here, *block)
}

/// In a text, only markers have names to offer.
fn in_text(document: &Document, here: &Surroundings<'_>, offset: u32) -> Place {
    let before = document.text().get(..here.word.start as usize).unwrap_or_default();
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let opened = line.rfind('[').is_some_and(|open| line[open + 1..].trim().is_empty() && !line[..open].ends_with('['));
    let is_block =
        here.in_text.is_some_and(|text| document.slice(text).starts_with("\"\"\"") && text.start + 3 <= offset);
    if !(opened && is_block) {
        return Place::Nothing;
    }
    Place::Marker { point: section_of(document, here).map(|(id, _)| id) }
}

/// In parentheses: the arguments of a result, or a condition.
pub(super) fn in_parenthesis(here: &Surroundings<'_>, block: Block<'_>) -> Place {
    let name = block.head.last().map(|token| here.written(token)).unwrap_or_default();
    if let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) {
        let at = here.words().iter().filter(|word| *word == ",").count();
        return Place::Argument { function, at };
    }
    condition(here, here.clause, looks_at_results(here), &[])
}

/// True inside a decision or a case, whose conditions look at results.
fn looks_at_results(here: &Surroundings<'_>) -> bool {
    here.blocks
        .iter()
        .any(|block| block.head.first().is_some_and(|first| matches!(here.written(first).as_ref(), "décision" | "cas")))
}

fn in_braces(document: &Document, here: &Surroundings<'_>, block: Block<'_>) -> Place {
    let head = here.words_of(block.head);
    let (first, last) = (head.first().map_or("", AsRef::as_ref), head.last().map_or("", AsRef::as_ref));
    let is_first = here.clause.iter().all(|token| token.kind == TokenKind::Comment);
    let point = || section_of(document, here).map(|(id, _)| id).unwrap_or_default();
    let requires = |block: &Block<'_>| here.words_of(block.head).iter().any(|word| word == "exige");
    match (first, last) {
        (_, "chaque") if is_first => {
            Place::Element { point: point(), required: false, taken: taken(document, here, block) }
        }
        (_, "tous" | "parmi") if here.blocks.iter().any(requires) => match here.words().as_slice() {
            [] => Place::Element { point: point(), required: false, taken: taken(document, here, block) },
            [.., last] if last == ":" => Place::Need,
            _ => Place::Nothing,
        },
        (_, "tous" | "parmi") if is_first => member(document, here, block),
        ("barème", _) if is_first => Place::Level { point: point(), taken: levels_taken(document, here, block) },
        ("barème" | "décision", _) => match here.words().as_slice() {
            [] => Place::Nothing,
            [_] => Place::Words(&["si", "sinon"]),
            [_, label] if label.starts_with('"') => Place::Words(&["si", "sinon"]),
            _ => condition(here, after(here, &["si"]), first == "décision", &[]),
        },
        ("profil" | "mesures", _) => input_line(here),
        ("retire", _) if is_first => Place::Former,
        ("retire" | "échelle" | "type", _) => Place::Nothing,
        _ if head.iter().any(|word| word == "choix" || word == "ensemble") => Place::Nothing,
        _ => {
            let (room, inside) =
                section_of(document, here).map_or((Room::Group, None), |(_, room)| (room, Some(block.open)));
            match clause(here, room, inside) {
                Place::Element { required, taken, .. } => Place::Element { point: point(), required, taken },
                other => other,
            }
        }
    }
}

/// A member of the braces at the end of a test.
pub(super) fn member(document: &Document, here: &Surroundings<'_>, block: Block<'_>) -> Place {
    match operand_before(here, tested(here, block.head)) {
        Some((operand, _)) => Place::Member { operand, taken: taken(document, here, block) },
        None => Place::Nothing,
    }
}

/// The id and the room of the innermost section around a place.
fn section_of(document: &Document, here: &Surroundings<'_>) -> Option<(String, Room)> {
    let plan = &document.analysis().grid.plan;
    here.blocks.iter().rev().find_map(|block| {
        let head = here.words_of(block.head);
        let word = head.first()?;
        let rank = plan.iter().position(|words| words.iter().any(|known| *known == *word))?;
        let room = if rank + 1 == plan.len() { Room::Point } else { Room::Group };
        Some((head.get(1).map(ToString::to_string).unwrap_or_default(), room))
    })
}

/// A line of `profil` or `mesures`.
fn input_line(here: &Surroundings<'_>) -> Place {
    let words = here.words();
    let Some(colon) = words.iter().position(|word| word == ":") else { return Place::Nothing };
    match &words[colon + 1..] {
        [] => Place::Type,
        [.., last] if last == "existe" => Place::Words(&["si"]),
        [duration, en] if duration == "durée" && en == "en" => Place::Words(UNITS),
        more if more.iter().any(|word| word == "si") => condition(here, after(here, &["si"]), false, &["reprend"]),
        [ty, ..] if ty == "durée" => Place::Words(&["en"]),
        _ => Place::Words(&["existe si", "de", "en", "reprend"]),
    }
}

/// The units of durations.
const UNITS: &[&str] = &["heures", "jours", "semaines", "mois", "années"];

/// A clause of a section or of the file, from its first word on.
fn clause(here: &Surroundings<'_>, room: Room, inside: Option<Span>) -> Place {
    let words = here.words();
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let is_condition = |more| condition(here, after(here, &["si"]), false, more);
    let begun = words.contains(&"si");
    match words.as_slice() {
        [] => Place::Clause { room, inside },
        ["applicable" | "facultatif"]
        | ["non", "applicable"]
        | [.., "retenu"]
        | ["dispense" | "poids", _]
        | ["admet", .., "pour", _]
        | ["poids", .., ",", _] => Place::Words(&["si"]),
        ["non"] => Place::Words(&["applicable"]),
        ["hors"] => Place::Words(&["champ", "total"]),
        ["sans"] => Place::Words(&["objet"]),
        ["applicable" | "non", ..] => is_condition(&[]),
        ["facultatif", ..] if words.contains(&"retenu") => is_condition(&[]),
        ["facultatif", ..] => is_condition(&["retenu si"]),
        ["échelle"] if room != Room::Grid => Place::Scale,
        ["échelle", _] => Place::Words(&["par défaut", "de"]),
        ["total", ":"] => Place::Words(&["somme pondérée", "moyenne pondérée"]),
        ["grille", _] => Place::Words(&["version"]),
        ["grille", _, "version", _] => Place::Words(&["remplace"]),
        ["type" | "paramètre", .., ":"] => Place::Type,
        ["type" | "paramètre", .., "durée", "en"] => Place::Words(UNITS),
        ["contrainte", ..] if begun && !words.contains(&"alors") => is_condition(&["alors"]),
        ["contrainte", ..] if begun => condition(here, after(here, &["alors"]), false, &[]),
        ["contrainte", .., ":"] => Place::Condition { results: false },
        ["définition" | "contrainte", ..] if words.contains(&":") => condition(here, after(here, &[":"]), false, &[]),
        ["décision", _] => Place::Words(&["par paliers"]),
        ["dispense"] | ["admet", .., "pour"] => {
            Place::Element { point: String::new(), required: true, taken: Vec::new() }
        }
        ["dispense" | "admet", ..] if begun => is_condition(&[]),
        ["admet", _] => Place::Words(&["pour"]),
        ["exige"] => Place::Need,
        ["exige", .., "}"] => Place::Words(&["pour chaque"]),
        ["poids", ..] if begun => is_condition(&["sinon"]),
        ["reprend"] | ["reprend", .., ","] => Place::Former,
        ["reprend", .., "par"] => Place::Words(&["minimum", "maximum"]),
        ["reprend", _, .., _] => Place::Words(&["par minimum", "par maximum"]),
        _ => Place::Nothing,
    }
}

/// The tokens after the last of some words.
fn after<'t>(here: &Surroundings<'t>, words: &[&str]) -> &'t [Token] {
    let at = here.clause.iter().rposition(|token| words.contains(&here.written(token).as_ref()));
    at.and_then(|at| here.clause.get(at + 1..)).unwrap_or_default()
}

/// What follows these tokens of a condition; `more` is what can come after it.
pub(super) fn condition(
    here: &Surroundings<'_>,
    tokens: &[Token],
    results: bool,
    more: &'static [&'static str],
) -> Place {
    let Some((last, before)) = tokens.split_last() else { return Place::Condition { results } };
    let word = here.written(last);
    match (last.kind, word.as_ref()) {
        (_, "non") if operand_before(here, before).is_some() => Place::Words(&["calculable"]),
        (_, "et" | "ou" | "si" | "alors" | "sinon" | "non") => Place::Condition { results },
        (TokenKind::Comparison, _) => match operand_before(here, before) {
            Some((operand, _)) => Place::Value { operand },
            None => Place::Nothing,
        },
        (_, "contient") => match operand_before(here, before) {
            Some((operand, _)) => Place::Contained { operand },
            None => Place::Nothing,
        },
        (_, "au") => Place::Words(&["moins"]),
        (_, "tous" | "parmi" | "moins") => Place::Nothing,
        _ => match operand_before(here, tokens) {
            // What is opposite a sign ends the test; a name alone may be one side of it.
            Some((Operand::Constant, _)) | None => Place::Connective { more },
            Some((operand, start)) => {
                let opposite = tokens[..start]
                    .last()
                    .is_some_and(|token| token.kind == TokenKind::Comparison || here.written(token) == "contient");
                if opposite { Place::Connective { more } } else { Place::Operator { operand, more } }
            }
        },
    }
}

/// The tokens of what is tested before `parmi` or `contient …` at the end of a head.
fn tested<'t>(here: &Surroundings<'_>, head: &'t [Token]) -> &'t [Token] {
    let at = head.iter().rposition(|token| here.written(token) == "contient");
    let at = at.or_else(|| head.iter().rposition(|token| here.written(token) == "parmi"));
    at.and_then(|at| head.get(..at)).unwrap_or_default()
}

/// The operand some tokens end with, and where it begins among them.
fn operand_before(here: &Surroundings<'_>, tokens: &[Token]) -> Option<(Operand, usize)> {
    let (last, before) = tokens.split_last()?;
    let word = here.written(last);
    let start = before.len();
    match last.kind {
        TokenKind::Name => Some((Operand::Name(word.into_owned()), start)),
        // Many words of the language are names too, but none that conditions are made of.
        TokenKind::Keyword => match word.as_ref() {
            "et" | "ou" | "non" | "si" | "alors" | "sinon" | "parmi" | "contient" | "tous" => None,
            "oui" | "heures" | "heure" | "jours" | "jour" | "semaines" | "semaine" | "mois" | "années" | "an"
            | "ans" => Some((Operand::Constant, start)),
            _ => Some((Operand::Name(word.into_owned()), start)),
        },
        TokenKind::Number => Some((Operand::Constant, start)),
        TokenKind::Sign if word == "%" => Some((Operand::Constant, start.saturating_sub(1))),
        TokenKind::Closing if word == ")" => {
            let open = before.iter().rposition(|token| token.kind == TokenKind::Opening)?;
            let function = here.written(before.get(open.checked_sub(1)?)?);
            FUNCTIONS.iter().any(|known| known.name == function).then(|| {
                let argument = before.get(open + 1).map(|token| here.written(token)).unwrap_or_default();
                (Operand::Call(function.into_owned(), argument.into_owned()), open - 1)
            })
        }
        _ => None,
    }
}

/// The names that stand in the braces already, before and after the place.
pub(super) fn taken(document: &Document, here: &Surroundings<'_>, block: Block<'_>) -> Vec<String> {
    inside(document, block)
        .filter(|(depth, token)| {
            *depth == 0 && matches!(token.kind, TokenKind::Name | TokenKind::Keyword) && !is_under_way(here, token)
        })
        .map(|(_, token)| here.written(token).into_owned())
        .collect()
}

/// The levels that have a line already: the first word of each.
pub(super) fn levels_taken(document: &Document, here: &Surroundings<'_>, block: Block<'_>) -> Vec<String> {
    let mut previous = block.open.end;
    let mut found = Vec::new();
    for (depth, token) in inside(document, block) {
        let is_new_line = document.slice(Span { start: previous, end: token.span.start }).contains('\n');
        previous = token.span.end;
        if depth == 0 && (is_new_line || found.is_empty()) && !is_under_way(here, token) {
            found.push(here.written(token).into_owned());
        }
    }
    found
}

/// True for the word that is being written.
fn is_under_way(here: &Surroundings<'_>, token: &Token) -> bool {
    token.span.start <= here.word.start && here.word.end <= token.span.end && here.word.start != here.word.end
}

/// The tokens inside braces, up to the brace that closes them, each with how deep it lies.
fn inside<'d>(document: &'d Document, block: Block<'_>) -> impl Iterator<Item = (usize, &'d Token)> {
    let first = document.tokens().partition_point(|token| token.span.start <= block.open.start);
    let mut depth = 0_usize;
    document.tokens().iter().skip(first).map_while(move |token| {
        let at = depth;
        match token.kind {
            TokenKind::Opening => depth += 1,
            TokenKind::Closing => depth = depth.checked_sub(1)?,
            _ => {}
        }
        Some((at, token))
    })
}
