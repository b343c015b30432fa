//! The grid as data.

use serde_json::{Map, Value, json};

use super::form::{condition, form, text};
use super::register::{interpretations, prose};
use super::{group_path, number, point_path, value_as_data};
use crate::diagnostic::Source;
use crate::grid::{
    Aggregation, Atom, Child, Common, Decision, DecisionKind, Domain, Element, Formula, Grid, Group, GroupId, Input,
    InputSection, Merge, Need, NeedPart, NumberKind, Parameter, Point, ProseKind, Rating, Requirement, Scale,
    ScaleKind, Weight, fingerprint, text_fingerprint,
};
use crate::syntax::tree::File;

/// The grid as one object: its inputs, scales, groups, points and decisions, conditions both as the source writes them and
/// taken apart, and its two fingerprints. Lines count from 1.
pub fn json(source: &Source, file: &File, grid: &Grid) -> Value {
    let export = Export { source, grid };
    let root = grid.group(GroupId::ROOT);
    let inputs = |section| -> Value {
        grid.inputs.iter().filter(|input| input.section == section).map(|input| export.input(input)).collect()
    };
    let register: Value = interpretations(grid)
        .into_iter()
        .map(|interpretation| json!({ "chemin": interpretation.path, "texte": interpretation.text }))
        .collect();
    let definitions: Value = grid
        .definitions
        .iter()
        .map(|definition| {
            json!({ "nom": definition.name, "libellé": definition.label, "ligne": source.line(definition.span.start),
                "condition": condition(source, grid, &definition.condition) })
        })
        .collect();
    let constraints: Value = grid
        .constraints
        .iter()
        .map(|constraint| {
            json!({ "libellé": constraint.label, "ligne": source.line(constraint.span.start),
                "condition": condition(source, grid, &constraint.condition) })
        })
        .collect();
    let retired: Value = grid
        .retired
        .iter()
        .map(|retired| json!({ "id": retired.id, "motif": retired.reason, "par": retired.covered_by }))
        .collect();
    json!({
        "grille": grid.name,
        "version": grid.version,
        "titre": grid.title,
        "remplace": grid.replaces,
        "source": prose(&root.common, ProseKind::Source).collect::<Vec<_>>().join("\n"),
        "empreinte": fingerprint(grid),
        "empreinte_texte": text_fingerprint(source.text(), file),
        "plan": grid.plan,
        "total": total(root.aggregation),
        "notes": prose(&root.common, ProseKind::Note).collect::<Vec<_>>(),
        "échelles": grid.scales.iter().map(scale).collect::<Value>(),
        "profil": inputs(InputSection::Profile),
        "mesures": inputs(InputSection::Measures),
        "paramètres": grid.parameters.iter().map(|parameter| export.parameter(parameter)).collect::<Value>(),
        "définitions": definitions,
        "contraintes": constraints,
        "groupes": (1..grid.groups.len()).map(|at| export.group(GroupId(at))).collect::<Value>(),
        "points": grid.points.iter().map(|point| export.point(point)).collect::<Value>(),
        "décisions": grid.decisions.iter().map(|decision| export.decision(decision)).collect::<Value>(),
        "interprétations": register,
        "retire": retired,
    })
}

/// Writes the parts of a grid.
struct Export<'a> {
    source: &'a Source,
    grid: &'a Grid,
}

impl Export<'_> {
    fn condition(&self, formula: &Formula<Atom>) -> Value {
        condition(self.source, self.grid, formula)
    }

    fn input(&self, input: &Input) -> Value {
        let mut entry = Map::from_iter([("nom".to_owned(), json!(input.name))]);
        entry.extend(domain(&input.domain));
        entry.insert("libellé".to_owned(), json!(input.label));
        entry.insert("existe_si".to_owned(), json!(input.exists_if.as_ref().map(|formula| self.condition(formula))));
        entry.insert("reprend".to_owned(), json!(input.resumes));
        entry.insert("ligne".to_owned(), json!(self.source.line(input.span.start)));
        Value::Object(entry)
    }

    fn parameter(&self, parameter: &Parameter) -> Value {
        json!({ "nom": parameter.name, "valeur": parameter.written, "remplacée": parameter.overridden,
            "libellé": parameter.label, "ligne": self.source.line(parameter.span.start) })
    }

    fn group(&self, id: GroupId) -> Value {
        let group = self.grid.group(id);
        let children = group.children.iter().map(|child| match child {
            Child::Group(group) => json!({ "groupe": self.grid.group(*group).key }),
            Child::Point(point) => json!({ "point": self.grid.point(*point).id }),
        });
        let mut entry = Map::new();
        entry.insert("clé".to_owned(), json!(group.key));
        entry.insert("mot".to_owned(), json!(group.word));
        entry.insert("id".to_owned(), json!(group.id));
        entry.insert("titre".to_owned(), json!(group.title));
        entry.insert("chemin".to_owned(), json!(group_path(self.grid, id)));
        entry.insert("total".to_owned(), json!(total(group.aggregation)));
        entry.insert("contenu".to_owned(), children.collect());
        self.common(&mut entry, group.parent.map(|parent| self.grid.group(parent)), &group.common);
        Value::Object(entry)
    }

    fn point(&self, point: &Point) -> Value {
        let scale = self.grid.scale(point.scale);
        let (rating, grades) = match &point.rating {
            Rating::Auditor => ("auditeur", Vec::new()),
            Rating::Computed(graded) => ("barème", graded.lines.iter().collect()),
        };
        let grades = grades.into_iter().map(|line| {
            let level = scale.levels().get(line.level).map(|level| level.name.as_str());
            let condition = line.condition.as_ref().map(|formula| self.condition(formula));
            json!({ "niveau": level, "condition": condition, "ligne": self.source.line(line.span.start) })
        });
        let requirement = point.requirement.as_ref();
        let key = |index: &usize| requirement.and_then(|all| all.elements.get(*index)).map(|element| &element.key);
        let elements = requirement.map_or(&[][..], |requirement| &requirement.elements);
        let waivers = point.waivers.iter().map(|waiver| {
            json!({ "éléments": waiver.elements.iter().map(key).collect::<Vec<_>>(), "condition": self.condition(&waiver.condition) })
        });
        let substitutes = point.substitutes.iter().map(|substitute| {
            let pairs = substitute.stands_for.iter();
            let pairs = pairs.map(|(clé, element)| json!({ "clé": clé, "pour": key(element) })).collect::<Value>();
            let condition = substitute.condition.as_ref().map(|formula| self.condition(formula));
            json!({ "nom": substitute.name, "libellé": substitute.label, "clés": pairs, "condition": condition })
        });
        let mut entry = Map::new();
        entry.insert("id".to_owned(), json!(point.id));
        entry.insert("chemin".to_owned(), json!(point_path(self.grid, point)));
        entry.insert("titre".to_owned(), json!(point.title));
        entry.insert("exigence".to_owned(), json!(point.wording));
        entry.insert("éléments".to_owned(), elements.iter().map(element).collect());
        entry.insert("exige".to_owned(), requirement.map_or_else(|| json!([]), needs));
        entry.insert("dispenses".to_owned(), waivers.collect());
        entry.insert("admis".to_owned(), substitutes.collect());
        entry.insert("échelle".to_owned(), json!(scale.name));
        entry.insert("cotation".to_owned(), json!(rating));
        entry.insert("barème".to_owned(), grades.collect());
        self.common(&mut entry, Some(self.grid.group(point.group)), &point.common);
        Value::Object(entry)
    }

    /// The clauses groups and points share. `applicable` is what holds of the section inside its groups; `null` is always.
    fn common(&self, entry: &mut Map<String, Value>, parent: Option<&Group>, common: &Common) {
        let mut sections = vec![common];
        let mut outer = parent;
        while let Some(group) = outer {
            sections.push(&group.common);
            outer = group.parent.map(|parent| self.grid.group(parent));
        }
        let clauses: Vec<_> = sections.iter().rev().flat_map(|section| &section.applicability).collect();
        let applicable = (!clauses.is_empty()).then(|| {
            let texts = clauses.iter().map(|clause| {
                let word = if clause.negated { "non applicable si" } else { "applicable si" };
                format!("{word} {}", text(self.source, &clause.condition))
            });
            let forms = clauses.iter().map(|clause| {
                let form = form(self.grid, &clause.condition);
                if clause.negated { json!({ "non": form }) } else { form }
            });
            json!({ "clauses": texts.collect::<Vec<_>>(), "forme": { "et": forms.collect::<Vec<_>>() } })
        });
        let opt_in = common.opt_in.as_ref().map(|clause| {
            json!({ "si": self.condition(&clause.optional_if), "retenu_si": self.condition(&clause.retained_if) })
        });
        let merge = common.merge.map(|merge| match merge {
            Merge::Minimum => "minimum",
            Merge::Maximum => "maximum",
        });
        entry.insert("applicable".to_owned(), json!(applicable));
        entry.insert("facultatif".to_owned(), json!(opt_in));
        entry.insert("poids".to_owned(), self.weight(&common.weight));
        entry.insert("hors_total".to_owned(), json!(common.out_of_total));
        for (key, kind) in [
            ("exemples", ProseKind::Examples),
            ("notes", ProseKind::Note),
            ("références", ProseKind::Reference),
            ("preuves", ProseKind::Evidence),
            ("hors_champ", ProseKind::OutOfScope),
            ("sources", ProseKind::Source),
            ("interprétations", ProseKind::Interpretation),
        ] {
            entry.insert(key.to_owned(), json!(prose(common, kind).collect::<Vec<_>>()));
        }
        entry.insert("reprend".to_owned(), json!(common.resumes));
        entry.insert("par".to_owned(), json!(merge));
        entry.insert("nouveau".to_owned(), json!(common.is_new));
        entry.insert("ligne".to_owned(), json!(self.source.line(common.span.start)));
    }

    /// A plain number, or the cases and the rest.
    fn weight(&self, weight: &Weight) -> Value {
        let otherwise = weight.otherwise.as_ref().map(number);
        if weight.cases.is_empty() {
            return json!(otherwise);
        }
        let cases = weight.cases.iter();
        let cases =
            cases.map(|(value, formula)| json!({ "poids": number(value), "condition": self.condition(formula) }));
        json!({ "cas": cases.collect::<Vec<_>>(), "sinon": otherwise })
    }

    fn decision(&self, decision: &Decision) -> Value {
        let lines = decision.lines.iter().map(|line| {
            let condition = line.condition.as_ref().map(|formula| condition(self.source, self.grid, formula));
            json!({ "niveau": line.level, "libellé": line.label, "condition": condition,
                "ligne": self.source.line(line.span.start) })
        });
        json!({ "nom": decision.name, "libellé": decision.label, "paliers": decision.kind == DecisionKind::Tiered,
            "niveaux": lines.collect::<Vec<_>>(), "ligne": self.source.line(decision.span.start) })
    }
}

fn total(aggregation: Aggregation) -> &'static str {
    match aggregation {
        Aggregation::WeightedSum => "somme pondérée",
        Aggregation::WeightedMean => "moyenne pondérée",
    }
}

fn scale(scale: &Scale) -> Value {
    let mut entry = Map::from_iter([("nom".to_owned(), json!(scale.name))]);
    entry.insert("par_défaut".to_owned(), json!(scale.by_default));
    match &scale.kind {
        ScaleKind::Levels(levels) => {
            let levels = levels.iter().map(|level| {
                json!({ "nom": level.name, "valeur": level.value.as_ref().map(number), "libellé": level.label,
                    "reprend": level.resumes })
            });
            entry.insert("niveaux".to_owned(), levels.collect());
        }
        ScaleKind::Interval { low, high } => {
            entry.insert("de".to_owned(), number(low));
            entry.insert("à".to_owned(), number(high));
        }
    }
    entry.insert("sans_objet".to_owned(), json!(scale.allows_set_aside));
    Value::Object(entry)
}

/// `type` and what goes with it: `options`, or `de`, `à` and `unité`.
fn domain(domain: &Domain) -> Map<String, Value> {
    let word = match domain {
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
    };
    let mut entry = Map::from_iter([("type".to_owned(), json!(word))]);
    match domain {
        Domain::YesNo => {}
        Domain::Choice { options, .. } | Domain::Set(options) => {
            let options = options
                .iter()
                .map(|option| json!({ "nom": option.name, "libellé": option.label, "reprend": option.resumes }));
            entry.insert("options".to_owned(), options.collect());
        }
        Domain::Number { kind, low, high, unit } => {
            let bound = |value| value_as_data(domain, value);
            let unit = match kind {
                NumberKind::Duration(unit) => Some(unit.plural().to_owned()),
                NumberKind::Percentage => Some("%".to_owned()),
                _ => unit.clone(),
            };
            entry.insert("de".to_owned(), json!(low.as_ref().map(bound)));
            entry.insert("à".to_owned(), json!(high.as_ref().map(bound)));
            entry.insert("unité".to_owned(), json!(unit));
        }
    }
    entry
}

fn element(element: &Element) -> Value {
    let supports: Vec<_> =
        element.supports.iter().map(|support| json!({ "nom": support.name, "libellé": support.label })).collect();
    json!({ "clé": element.key, "nom": element.name, "libellé": element.label, "le_cas_échéant": element.if_any,
        "supports": supports, "reprend": element.resumes })
}

fn needs(requirement: &Requirement) -> Value {
    requirement.needs.iter().map(|each| need(requirement, each)).collect()
}

/// `au_moins` is `null` for all of them; a part is the key of an element, or an inner need.
fn need(requirement: &Requirement, each: &Need) -> Value {
    let parts = each.parts.iter().map(|part| match part {
        NeedPart::Element(index) => json!(requirement.elements.get(*index).map(|element| &element.key)),
        NeedPart::Need(inner) => need(requirement, inner),
    });
    json!({ "nom": each.name, "au_moins": each.at_least, "parmi": parts.collect::<Vec<_>>() })
}
