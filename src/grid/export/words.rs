//! Conditions in words, with the labels of the grid, as Markdown: for a reader who knows the questions and not the names.

use super::{duration, value_in_words};
use crate::exact::{Exact, to_text};
use crate::grid::{
    Aggregate, Atom, Choice, Comparison, Domain, Formula, Grid, GroupId, Parameter, ParameterValue, ResultAtom, Test,
};

/// An atom that can be said in words.
pub trait Worded {
    /// The test in words; `false` says the contrary.
    fn words(&self, grid: &Grid, positive: bool) -> String;
}

/// A condition in words: « Label visé : Services Publics + et Taux de décroché ≥ 85 % ».
pub fn condition<A: Worded>(grid: &Grid, formula: &Formula<A>) -> String {
    words(grid, formula, true, false)
}

/// A condition to be joined to others by `et`: in brackets where it is an `ou`.
pub(super) fn joined<A: Worded>(grid: &Grid, formula: &Formula<A>, positive: bool) -> String {
    words(grid, formula, positive, true)
}

/// The words of a condition or, if not `positive`, of its contrary; in brackets if it is `inner` and joined by `et` or `ou`.
fn words<A: Worded>(grid: &Grid, formula: &Formula<A>, positive: bool, inner: bool) -> String {
    match formula {
        Formula::Atom(atom) => atom.words(grid, positive),
        Formula::Not(formula, _) => words(grid, formula, !positive, inner),
        Formula::All(parts, _) => join(grid, parts, positive, if positive { "et" } else { "ou" }, inner),
        Formula::Any(parts, _) => join(grid, parts, positive, if positive { "ou" } else { "et" }, inner),
        Formula::Definition(id, _) => {
            let definition = &grid.definitions[id.0];
            if definition.label.is_empty() {
                words(grid, &definition.condition, positive, inner)
            } else if positive {
                escaped(&definition.label)
            } else {
                format!("non ({})", escaped(&definition.label))
            }
        }
    }
}

fn join<A: Worded>(grid: &Grid, parts: &[Formula<A>], positive: bool, word: &str, inner: bool) -> String {
    match parts {
        [] if word == "et" => "toujours".to_owned(),
        [] => "jamais".to_owned(),
        [only] => words(grid, only, positive, inner),
        _ => {
            let parts: Vec<_> = parts.iter().map(|part| words(grid, part, positive, true)).collect();
            let text = parts.join(&format!(" {word} "));
            if inner { format!("({text})") } else { text }
        }
    }
}

impl Worded for Atom {
    fn words(&self, grid: &Grid, positive: bool) -> String {
        let input = grid.input(self.input);
        let question = named(&input.name, &input.label);
        let options = input.domain.options();
        let always_asked = input.exists_if.is_none();
        let said = |answer: String| format!("{question}\u{a0}: {answer}");
        match &self.test {
            // The contrary of an answer is the other one only where the question is always asked.
            Test::Is(value) if positive || always_asked => {
                said(if *value == positive { "oui" } else { "non" }.to_owned())
            }
            Test::Is(value) => negated(false, &said(if *value { "oui" } else { "non" }.to_owned())),
            Test::Among(indices) if !positive => {
                said(format!("autre que {}", listed(options, indices.iter().copied(), "ou")))
            }
            // All the answers but one or two read better as what they leave out.
            Test::Among(indices) if always_asked && indices.len() > 2 && indices.len() + 2 >= options.len() => {
                let out = (0..options.len()).filter(|index| !indices.contains(index));
                said(format!("autre que {}", listed(options, out, "ou")))
            }
            Test::Among(indices) => said(among(&input.domain, indices)),
            Test::Contains { members, at_least } => {
                let members_looked_for = members.len();
                let members = |word| listed(options, members.iter().copied(), word);
                let answer = match *at_least {
                    1 => members("ou"),
                    least if least == members_looked_for => members("et"),
                    least => format!("au moins {least} parmi {}", members("et")),
                };
                negated(positive, &said(answer))
            }
            Test::Compare(comparison, bound) => {
                let bound = value_in_words(&input.domain, &bound.value);
                negated(positive, &format!("{question} {} {bound}", comparison.sign()))
            }
        }
    }
}

impl Worded for ResultAtom {
    fn words(&self, grid: &Grid, positive: bool) -> String {
        let text = match self {
            Self::Input(atom) => return atom.words(grid, positive),
            Self::Compare { aggregate: of, comparison, bound, .. } => compared(grid, of, *comparison, bound),
            Self::NotComputable(of, _) => format!("{} non calculable", aggregate(grid, of)),
            Self::Level { point, levels, .. } => {
                let point = grid.point(*point);
                let scale = grid.scale(point.scale).levels();
                let names = levels.iter().filter_map(|level| scale.get(*level)).map(|level| code(&level.name));
                format!("point {}\u{a0}: {}", point.id, enumerated(names.collect(), "ou"))
            }
            Self::Applicable(point, _) => format!("point {} applicable", grid.point(*point).id),
            Self::Decision { decision, lines, .. } => {
                let decision = &grid.decisions[decision.0];
                let lines = lines.iter().filter_map(|line| decision.lines.get(*line));
                let names = lines.map(|line| answer(&line.level, &line.label));
                format!("{}\u{a0}: {}", named(&decision.name, &decision.label), enumerated(names.collect(), "ou"))
            }
        };
        negated(positive, &text)
    }
}

/// A parameter's value, as people write it.
pub fn parameter(parameter: &Parameter) -> String {
    match &parameter.value {
        ParameterValue::Percentage(value) => format!("{}\u{a0}%", to_text(value, ',')),
        ParameterValue::Duration(value, unit) => duration(value, *unit),
        _ => parameter.written.clone(),
    }
}

fn negated(positive: bool, text: &str) -> String {
    if positive { text.to_owned() } else { format!("non ({text})") }
}

fn compared(grid: &Grid, of: &Aggregate, comparison: Comparison, bound: &Exact) -> String {
    let percent = matches!(of, Aggregate::Score(_) | Aggregate::LeastScore { .. });
    let unit = if percent { "\u{a0}%" } else { "" };
    format!("{} {} {}{unit}", aggregate(grid, of), comparison.sign(), to_text(bound, ','))
}

fn aggregate(grid: &Grid, aggregate: &Aggregate) -> String {
    let of = |group: GroupId| match group {
        GroupId::ROOT => String::new(),
        _ => format!(" ({})", heading(grid, group)),
    };
    match aggregate {
        Aggregate::Score(group) => format!("score{}", of(*group)),
        Aggregate::Obtained(group) => format!("points obtenus{}", of(*group)),
        Aggregate::Possible(group) => format!("points possibles{}", of(*group)),
        Aggregate::LeastScore { groups, within } => {
            let word = groups.first().map_or("groupe", |group| grid.group(*group).word.as_str());
            format!("plus petit score par {word}{}", of(*within))
        }
        Aggregate::Count { level, within } => format!("nombre de points {}{}", code(level), of(*within)),
    }
}

/// A group's word with its id, or its title: `engagement 6`, « Diversité des canaux ».
pub(super) fn heading(grid: &Grid, group: GroupId) -> String {
    let group = grid.group(group);
    match &group.id {
        Some(id) => format!("{} {id}", group.word),
        None => format!("{} «\u{a0}{}\u{a0}»", group.word, escaped(&group.title)),
    }
}

/// What a question or a decision is called: its label, in italics, or its name where there is none.
pub fn named(name: &str, label: &str) -> String {
    if label.is_empty() { code(name) } else { format!("*{}*", escaped(label)) }
}

/// What an answer or a level is called: its label, or its name where there is none.
pub fn answer(name: &str, label: &str) -> String {
    if label.is_empty() { code(name) } else { escaped(label) }
}

/// A text with what Markdown would take for its own signs escaped.
pub fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if matches!(c, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '|' | '#') {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

fn code(name: &str) -> String {
    format!("`{name}`")
}

/// The answers of a choice; a run that goes to one end of an ordered one is told by the option it stops at.
fn among(domain: &Domain, indices: &[usize]) -> String {
    let options = domain.options();
    let name =
        |index: &usize| options.get(*index).map_or_else(String::new, |option| answer(&option.name, &option.label));
    let run = indices.windows(2).all(|pair| pair[1] == pair[0] + 1);
    match (domain, indices) {
        (Domain::Choice { ordered: true, .. }, [0, .., last]) if run => format!("{} ou en deçà", name(last)),
        (Domain::Choice { ordered: true, .. }, [first, .., last]) if run && last + 1 == options.len() => {
            format!("{} ou au-delà", name(first))
        }
        _ => listed(options, indices.iter().copied(), "ou"),
    }
}

fn listed(options: &[Choice], indices: impl Iterator<Item = usize>, word: &str) -> String {
    let names = indices.filter_map(|index| options.get(index)).map(|option| answer(&option.name, &option.label));
    enumerated(names.collect(), word)
}

/// `a, b ou c`
fn enumerated(mut names: Vec<String>, word: &str) -> String {
    match names.pop() {
        None => "aucun".to_owned(),
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} {word} {last}", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::lower;

    /// What a condition over a few inputs is in words.
    fn said(written: &str) -> String {
        let text = format!(
            r#"grille essai version "1"
plan : point
échelle e {{ non = 0
oui = 1 }}
type rythme : choix ordonné {{ rare "Rare" < courant "Courant" < fréquent "Fréquent" < constant }}
profil {{
  nature : choix "Nature" {{ a "A", b "B", c "C", d "D" }}
  canaux : ensemble "Canaux" {{ guichet "Guichet", courriel, téléphone "Téléphone" }}
  suivi  : oui_non "Un * suivi"
  taux   : pourcentage existe si suivi
  note   : oui_non "Note" existe si suivi
  pas    : rythme "Rythme"
  délai  : durée en jours "Délai"
}}
paramètre objectif = 85 %
définition simple : suivi et nature = a
définition dite "Rien n'est fait" : non suivi
définition essai : {written}
point 1 "Un" {{ applicable si essai }}
"#
        );
        let lowered = lower(&crate::syntax::parse(&text).file, &[]);
        assert!(lowered.diagnostics.iter().all(|one| !one.is_error()), "{:?}", lowered.diagnostics);
        condition(&lowered.grid, &lowered.grid.definitions[2].condition).replace('\u{a0}', "~")
    }

    #[test]
    fn conditions_are_said_in_the_words_of_the_grid() {
        for (written, words) in [
            ("suivi", "*Un \\* suivi*~: oui"),
            ("non suivi", "*Un \\* suivi*~: non"),
            // Where the question may not be asked, not yes is not no.
            ("non note", "non (*Note*~: oui)"),
            ("note = non", "*Note*~: non"),
            ("taux ≥ objectif", "`taux` ≥ 85~%"),
            ("non taux < 12,5 %", "non (`taux` < 12,5~%)"),
            ("délai ≤ 1 jours", "*Délai* ≤ 1~jour"),
            ("nature = b", "*Nature*~: B"),
            ("nature ≠ b", "*Nature*~: autre que B"),
            ("nature parmi { a, c }", "*Nature*~: A ou C"),
            ("non nature = d", "*Nature*~: autre que D"),
            ("pas < fréquent", "*Rythme*~: Courant ou en deçà"),
            ("pas ≥ fréquent", "*Rythme*~: Fréquent ou au-delà"),
            ("pas > rare et pas < constant", "*Rythme*~: autre que Rare et *Rythme*~: autre que `constant`"),
            ("canaux contient courriel", "*Canaux*~: `courriel`"),
            ("canaux contient tous { guichet, téléphone }", "*Canaux*~: Guichet et Téléphone"),
            ("canaux contient au moins 1 parmi { guichet, téléphone }", "*Canaux*~: Guichet ou Téléphone"),
            (
                "canaux contient au moins 2 parmi { guichet, téléphone, courriel }",
                "*Canaux*~: au moins 2 parmi Guichet, `courriel` et Téléphone",
            ),
            ("suivi et (nature = a ou note)", "*Un \\* suivi*~: oui et (*Nature*~: A ou *Note*~: oui)"),
            ("non (suivi ou nature = a)", "*Un \\* suivi*~: non et *Nature*~: autre que A"),
            // A definition is said by its label, else by what it stands for.
            ("dite ou simple", "Rien n'est fait ou (*Un \\* suivi*~: oui et *Nature*~: A)"),
            ("non dite", "non (Rien n'est fait)"),
        ] {
            assert_eq!(said(written), words, "{written}");
        }
    }
}
