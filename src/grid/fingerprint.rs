//! The two fingerprints of a grid (`semantics.md` §7): of its meaning, and of its text.

mod condition;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use sha2::{Digest, Sha256};

use super::{
    Aggregation, Child, Common, Decision, DecisionKind, Domain, Grid, GroupId, Input, Need, NeedPart, NumberKind,
    Point, Rating, Requirement, Scale, ScaleKind, Weight,
};
use crate::diagnostic::Span;
use crate::syntax::{self, tree::File};
use condition::{Conditions, number, sorted};

/// The version of the canonical form. A change of the form changes every fingerprint, so it is said in what is hashed.
const SCHEME: &str = "empreinte 1";

/// The version of the form texts are hashed in, likewise.
const TEXT_SCHEME: &str = "empreinte_texte 1";

/// `empreinte`: the fingerprint of what the grid means, as `sha256:…`.
///
/// It is the hash of a canonical form in which names are resolved, definitions inlined, parameters at their effective value,
/// scales by value, and whatever has no order sorted. Texts, layout, comments, the grid's name and version, and lineage are
/// out. A change of behaviour always alters it; two grids that behave alike may still differ in it.
pub fn fingerprint(grid: &Grid) -> String {
    let form = Canonical { grid, conditions: Conditions::new(grid) }.grid();
    digest(format!("{SCHEME}\n{form}").as_bytes())
}

/// `empreinte_texte`: the fingerprint of the text, as `sha256:…`: that of the formatted file without its comments.
///
/// `file` is the tree of `text`.
pub fn text_fingerprint(text: &str, file: &File) -> String {
    let bare = without_comments(text, file);
    let formatted = syntax::format(&bare, &syntax::parse(&bare).file);
    digest(format!("{TEXT_SCHEME}\n{formatted}").as_bytes())
}

/// A text without its comments; a line that holds nothing else goes with its comment.
fn without_comments(text: &str, file: &File) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut from = 0;
    for comment in &file.comments {
        let Span { start, end } = comment.span;
        let (before, after) = (text.get(from..start as usize).unwrap_or(""), text.get(end as usize..).unwrap_or(""));
        from = end as usize;
        bare.push_str(before.trim_end_matches([' ', '\t']));
        if comment.own_line {
            from += after.find('\n').map_or(after.len(), |line_end| line_end + 1);
        }
    }
    bare.push_str(text.get(from..).unwrap_or(""));
    bare
}

/// The SHA-256 of some bytes, as `sha256:…`.
pub fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", hexadecimal(bytes))
}

/// The SHA-256 of some bytes, in hexadecimal.
fn hexadecimal(bytes: &[u8]) -> String {
    let nibbles = Sha256::digest(bytes).into_iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect()
}

/// A part of the canonical form, as JSON that is written once: what holds it takes its text over.
type Text = Box<RawValue>;

/// Writes a part; those that are tuples are lists.
fn text(part: impl Serialize) -> Text {
    // Nothing is written that JSON has no form for.
    to_raw_value(&part).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// Items without order: sorted by their text.
fn unordered(items: impl IntoIterator<Item = Text>) -> Vec<Text> {
    let mut items: Vec<_> = items.into_iter().collect();
    items.sort_by(|left, right| left.get().cmp(right.get()));
    items
}

/// Builds the canonical form. Everything is a list in a fixed order, so no key can be told from another by its place in a map.
struct Canonical<'g> {
    grid: &'g Grid,
    conditions: Conditions<'g>,
}

impl Canonical<'_> {
    fn grid(&mut self) -> Text {
        let grid = self.grid;
        let inputs = unordered(grid.inputs.iter().map(|input| self.input(input)));
        let always = self.conditions.all(grid.constraints.iter().map(|constraint| (true, &constraint.condition)));
        let decisions = unordered(grid.decisions.iter().map(|decision| self.decision(decision)));
        text((inputs, always, self.group(GroupId::ROOT), decisions))
    }

    fn input(&mut self, input: &Input) -> Text {
        let exists = input.exists_if.as_ref().map(|condition| self.conditions.inputs(condition));
        text((input.section.word(), &input.name, domain(&input.domain), exists))
    }

    fn group(&mut self, id: GroupId) -> Text {
        let group = self.grid.group(id);
        let children = unordered(group.children.iter().map(|child| match child {
            Child::Group(group) => self.group(*group),
            Child::Point(point) => self.point(self.grid.point(*point)),
        }));
        let total = match group.aggregation {
            Aggregation::WeightedSum => "somme",
            Aggregation::WeightedMean => "moyenne",
        };
        // A group without id is known by its title in results, so the title of such a group is part of what the grid does.
        text(("groupe", &group.key, total, self.common(&group.common), children))
    }

    fn common(&mut self, common: &Common) -> Text {
        let applicable =
            self.conditions.all(common.applicability.iter().map(|clause| (!clause.negated, &clause.condition)));
        let opt_in = common
            .opt_in
            .as_ref()
            .map(|clause| [self.conditions.inputs(&clause.optional_if), self.conditions.inputs(&clause.retained_if)]);
        text((applicable, opt_in, self.weight(&common.weight), common.out_of_total))
    }

    fn weight(&mut self, weight: &Weight) -> Text {
        let cases =
            weight.cases.iter().map(|(value, condition)| text((number(value), self.conditions.inputs(condition))));
        text((unordered(cases), weight.otherwise.as_ref().map(number)))
    }

    fn point(&mut self, point: &Point) -> Text {
        let scale = self.grid.scale(point.scale);
        let rating = match &point.rating {
            Rating::Auditor => None,
            Rating::Computed(graded) => Some(unordered(graded.lines.iter().map(|line| {
                let level = scale.levels().get(line.level).map(|level| level.name.as_str());
                text((level, line.condition.as_ref().map(|condition| self.conditions.inputs(condition))))
            }))),
        };
        let required = point.requirement.as_ref().map(|requirement| self.required(point, requirement));
        text(("point", &point.id, scale_by_value(scale), rating, required, self.common(&point.common)))
    }

    fn required(&mut self, point: &Point, requirement: &Requirement) -> Text {
        let key = |index: &usize| requirement.elements.get(*index).map(|element| element.key.as_str());
        let elements = unordered(requirement.elements.iter().map(|element| text((&element.key, element.if_any))));
        let needs = unordered(requirement.needs.iter().map(|each| need(requirement, each)));
        let waivers = unordered(point.waivers.iter().map(|waiver| {
            text((sorted(waiver.elements.iter().filter_map(key)), self.conditions.inputs(&waiver.condition)))
        }));
        let substitutes = unordered(point.substitutes.iter().map(|substitute| {
            let pairs = substitute.stands_for.iter().map(|(substitute, element)| text((substitute, key(element))));
            let condition = substitute.condition.as_ref().map(|condition| self.conditions.inputs(condition));
            text((unordered(pairs), condition))
        }));
        text((elements, needs, waivers, substitutes))
    }

    fn decision(&mut self, decision: &Decision) -> Text {
        let lines = decision.lines.iter().map(|line| {
            text((&line.level, line.condition.as_ref().map(|condition| self.conditions.results(condition))))
        });
        match decision.kind {
            DecisionKind::Exclusive => text(("décision", &decision.name, unordered(lines))),
            DecisionKind::Tiered => text(("paliers", &decision.name, lines.collect::<Vec<_>>())),
        }
    }
}

fn domain(domain: &Domain) -> Text {
    let names = domain.options().iter().map(|option| option.name.as_str());
    match domain {
        Domain::YesNo => text(["oui_non"]),
        Domain::Choice { ordered: true, .. } => text(("choix ordonné", names.collect::<Vec<_>>())),
        Domain::Choice { ordered: false, .. } => text(("choix", sorted(names))),
        Domain::Set(_) => text(("ensemble", sorted(names))),
        Domain::Number { kind, low, high, .. } => {
            let kind = match kind {
                NumberKind::Number => text("nombre"),
                NumberKind::Integer => text("entier"),
                NumberKind::Percentage => text("pourcentage"),
                NumberKind::Duration(unit) => text(("durée", unit.plural())),
                NumberKind::Date => text("date"),
            };
            text((kind, low.as_ref().map(number), high.as_ref().map(number)))
        }
    }
}

fn scale_by_value(scale: &Scale) -> Text {
    let ratings = match &scale.kind {
        ScaleKind::Levels(levels) => {
            text(levels.iter().map(|level| (&level.name, level.value.as_ref().map(number))).collect::<Vec<_>>())
        }
        ScaleKind::Interval { low, high } => text(Bounds { low: number(low), high: number(high) }),
    };
    text((ratings, scale.allows_set_aside))
}

/// The ends of an interval scale.
#[derive(Serialize)]
struct Bounds {
    #[serde(rename = "de")]
    low: String,
    #[serde(rename = "à")]
    high: String,
}

fn need(requirement: &Requirement, each: &Need) -> Text {
    let parts = each.parts.iter().map(|part| match part {
        NeedPart::Element(index) => text(requirement.elements.get(*index).map(|element| &element.key)),
        NeedPart::Need(inner) => need(requirement, inner),
    });
    text((each.at_least, unordered(parts)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Override, lower};

    const GRID: &str = r#"grille essai version "1"
titre "Un essai"
plan : chapitre > thème > point
total : somme pondérée
échelle cotation par défaut {
  bas  = 0   "Rien"
  haut = 1   "Tout"
  sans objet
}
profil {
  nature : choix "Nature" { a "A", b "B", c "C" }
  canaux : ensemble { guichet, téléphone }
  svi    : oui_non
}
mesures {
  mesuré : oui_non
  taux   : pourcentage "Taux" existe si mesuré
  agents : entier de 0 à 500 en "agents"
}
paramètre objectif = 85 % "L'objectif"
définition à_distance : canaux contient téléphone ou svi
contrainte "rien sans mesure" : si svi alors mesuré
chapitre 1 "Un" {
  poids 2 si agents > 100 sinon 1
  point 1.1 {
    exigence "Le taux est atteint."
    barème {
      bas  si non mesuré ou taux < objectif
      haut si taux ≥ objectif
    }
  }
  thème "Deux" {
    applicable si à_distance et nature ≠ c
    point 1.2 {
      exigence "Rien ne manque."
      exige au moins 1 parmi { ceci "Ceci", cela "Cela" }
      dispense cela si svi
    }
  }
}
décision avis {
  oui si score ≥ 50 %
  non sinon
}
"#;

    fn of(text: &str) -> String {
        let parsed = syntax::parse(text);
        let lowered = lower(&parsed.file, &[]);
        let errors: Vec<_> =
            parsed.diagnostics.iter().chain(&lowered.diagnostics).filter(|one| one.is_error()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        fingerprint(&lowered.grid)
    }

    fn with(old: &str, new: &str) -> String {
        assert!(GRID.contains(old), "{old}");
        of(&GRID.replacen(old, new, 1))
    }

    #[test]
    fn what_changes_no_result_leaves_it_alone() {
        for (old, new) in [
            ("essai version \"1\"", "autre version \"2\""),
            ("\"Un essai\"", "\"Autre titre\""),
            ("chapitre 1 \"Un\"", "chapitre 1 \"Autre titre\""),
            ("Le taux est atteint.", "Le taux doit être atteint."),
            ("  svi    :", "  svi :"),
            ("titre", "# un commentaire\ntitre"),
            ("\"Rien\"", "\"Rien du tout\""),
            ("en \"agents\"", "en \"personnes\""),
            ("\"Ceci\"", "\"Celle-ci\""),
            ("    point 1.2 {", "    point 1.2 {\n note \"À lire\"\n interprétation \"Un choix\""),
            // Names that only stand for something.
            ("taux < objectif", "taux < 85 %"),
            ("paramètre objectif = 85 %", "paramètre objectif = 85,0 %"),
            ("si à_distance et", "si (svi ou canaux contient téléphone) et"),
            ("échelle cotation", "échelle notation"),
            ("paramètre objectif", "paramètre inutile = 3\nparamètre objectif"),
            // Order where there is none.
            ("{ a \"A\", b \"B\", c \"C\" }", "{ c \"C\", a \"A\", b \"B\" }"),
            ("{ guichet, téléphone }", "{ téléphone, guichet }"),
            ("à_distance et nature ≠ c", "nature ≠ c et à_distance"),
            ("{ ceci \"Ceci\", cela \"Cela\" }", "{ cela \"Cela\", ceci \"Ceci\" }"),
            ("  svi    : oui_non\n}", "}\nprofil {\n  svi : oui_non\n}"),
            // The same condition in other words.
            ("à_distance et nature ≠ c", "à_distance et nature parmi { b, a } et à_distance"),
            ("applicable si à_distance et nature ≠ c", "applicable si nature ≠ c\nnon applicable si non à_distance"),
            ("si svi alors mesuré", "non svi ou mesuré"),
            ("poids 2 si agents > 100 sinon 1\n", "poids 2 si agents > 100 sinon 3/3\n"),
        ] {
            assert_eq!(with(old, new), of(GRID), "{old} → {new}");
        }
    }

    #[test]
    fn what_changes_a_result_alters_it() {
        let mut seen = vec![of(GRID)];
        for (old, new) in [
            ("objectif = 85 %", "objectif = 86 %"),
            ("taux < objectif", "taux ≤ objectif"),
            ("total : somme", "total : moyenne"),
            ("haut = 1 ", "haut = 2 "),
            ("  sans objet\n", ""),
            ("c \"C\" }", "c \"C\", d \"D\" }"),
            ("de 0 à 500", "de 0 à 600"),
            ("existe si mesuré", "existe si mesuré et svi"),
            ("si svi alors mesuré", "si mesuré alors svi"),
            ("poids 2 si", "poids 3 si"),
            ("sinon 1\n", "sinon 3/2\n"),
            ("nature ≠ c", "nature = c"),
            // On an input that may not exist, a negation is not the contrary test.
            ("bas  si non mesuré ou taux < objectif", "bas  si non taux ≥ objectif"),
            ("applicable si", "non applicable si"),
            ("au moins 1 parmi", "tous"),
            ("cela \"Cela\" }", "cela \"Cela\" le cas échéant }"),
            ("ceci \"Ceci\"", "celui_ci \"Ceci\""),
            ("dispense cela si svi", "dispense cela si mesuré"),
            ("dispense cela si svi", "admet autre pour cela si svi"),
            ("    point 1.2 {", "    point 1.2 {\n hors total"),
            ("    point 1.2 {", "    point 1.2 {\n facultatif si svi retenu si mesuré"),
            ("point 1.2", "point 1.3"),
            ("score ≥ 50 %", "score > 50 %"),
            ("décision avis {", "décision avis par paliers {\n  peut_être sinon"),
            ("  svi    : oui_non\n}\nmesures {", "}\nmesures {\n  svi : oui_non"),
            // The title of a group without id is the name of its total.
            ("thème \"Deux\"", "thème \"Trois\""),
        ] {
            let text = GRID.replacen(old, new, 1).replace(
                "  non sinon\n",
                if new.contains("paliers") { "  non si score ≥ 60 %\n" } else { "  non sinon\n" },
            );
            let changed = of(&text);
            assert!(!seen.contains(&changed), "{old} → {new}");
            seen.push(changed);
        }
    }

    #[test]
    fn a_parameter_set_for_a_trial_changes_it() {
        let parsed = syntax::parse(GRID);
        let set = |value: &str| {
            let value = syntax::parse_operand(value).unwrap();
            fingerprint(
                &lower(&parsed.file, &[Override { parameter: "objectif".to_owned(), value, flag: "--set" }]).grid,
            )
        };
        assert_eq!(set("85 %"), of(GRID));
        assert_eq!(set("90 %"), with("objectif = 85 %", "objectif = 90 %"));
        assert_ne!(set("90 %"), of(GRID));
    }

    /// Definitions inlined without care would make this grid's conditions 2⁶⁰ atoms long.
    #[test]
    fn definitions_used_many_times_over_cost_no_more_than_once() {
        let chain = (1..=60).map(|at| {
            let before = at - 1;
            format!("définition d{at} : (d{before} et svi) ou (mesuré et non d{before})\n")
        });
        let text = GRID.replace(
            "définition à_distance",
            &format!("définition d0 : svi\n{}définition à_distance", chain.collect::<String>()),
        );
        assert_ne!(of(&text.replace("à_distance et nature", "d60 et nature")), of(GRID));
    }

    #[test]
    fn the_text_counts_but_for_comments_and_layout() {
        let text = |text: &str| text_fingerprint(text, &syntax::parse(text).file);
        let same = |old: &str, new: &str| text(&GRID.replacen(old, new, 1)) == text(GRID);
        assert!(same("titre", "# un commentaire\ntitre"));
        assert!(same("sinon 1\n", "sinon 1 # le reste\n"));
        assert!(same("  svi    :", "      svi :"));
        assert!(!same("\"Rien\"", "\"Rien du tout\""));
        assert!(!same("version \"1\"", "version \"2\""));
    }
}
